"""La base de ce que la coordination range à la main : des lignes ordonnées, versionnées."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

from django.db import models

from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte, en_une_ligne
from ctg.socle.retrait import ce_qui_y_tient
from ctg.socle.versions import Versionne, verrouiller


class LigneOrdonnee(Versionne):
    """Une ligne qui a un rang parmi les siennes : on l'ajoute, la modifie, la déplace, la retire.

    `GROUPE` : les champs qui disent avec qui elle se range. `EMPORTE` : les modèles qui n'existent
    que par elle, et partent avec elle.
    """

    GROUPE: ClassVar[tuple[str, ...]]
    EMPORTE: ClassVar[frozenset[type[models.Model]]] = frozenset()

    ordre = models.PositiveIntegerField("ordre", default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def de_la_convention(self) -> Convention:
        """La convention dont relève la ligne ; chaque modèle la trouve par son propre chemin."""
        raise NotImplementedError

    def exiger_ecrivable(self) -> None:
        """Lève `ConventionFigee` une fois la convention résiliée ou clôturée."""
        self.de_la_convention.exiger_ouverte()

    def verifier(self, liens: Mapping[str, Iterable[Any]]) -> None:
        """À définir là où une ligne doit tenir une règle que la base ne voit pas."""

    def voisines(self) -> models.QuerySet[Self]:
        """Les lignes parmi lesquelles elle se range, elle comprise."""
        groupe = {nom: getattr(self, nom) for nom in self.GROUPE}
        return type(self)._base_manager.filter(**groupe).order_by("ordre", "pk")

    def enregistrer(
        self,
        *,
        valeurs: Mapping[str, Any],
        liens: Mapping[str, Iterable[Any]] | None = None,
        version_ouverte: int,
        par: Acteur,
    ) -> None:
        """Ajoute la ligne à la suite des siennes, ou la modifie si elle existe déjà.

        `valeurs` : champ → valeur ; `liens` : champ multiple → objets. Lève `ConventionFigee`,
        `ConflitDeVersion`, `ActionImpossible` ou `ValidationError` si une règle n'est pas tenue.
        """
        self.exiger_ecrivable()
        for nom, valeur in valeurs.items():
            setattr(self, nom, valeur)
        multiples = {nom: list(objets) for nom, objets in (liens or {}).items()}
        self.verifier(multiples)
        with acte(par):
            self.validate_constraints()
            if self._state.adding:
                self.ordre = self._rang_suivant()
                self.save()
                self._lier(multiples)
                return
            with en_une_ligne(self):
                self.enregistrer_sur(version_ouverte)
                self._lier(multiples)

    def _lier(self, multiples: Mapping[str, list[Any]]) -> None:
        for nom, objets in multiples.items():
            getattr(self, nom).set(objets)

    def _rang_suivant(self) -> int:
        dernier = self.voisines().aggregate(models.Max("ordre"))["ordre__max"]
        return 1 if dernier is None else int(dernier) + 1

    def retirer(self, *, version_ouverte: int, par: Acteur) -> None:
        """Retire la ligne ; l'historique la garde.

        Lève `ConventionFigee`, `ConflitDeVersion`, ou `ActionImpossible` si ce que d'autres ont
        écrit partait avec elle.
        """
        self.exiger_ecrivable()
        with acte(par):
            if tenu := ce_qui_y_tient(self, self.EMPORTE):
                raise ActionImpossible(
                    f"Cela ne se retire pas : {', '.join(tenu)} y tiennent encore."
                )
            self.retirer_sur(version_ouverte)

    def deplacer(self, *, de: int, par: Acteur) -> None:
        """Fait passer la ligne devant la précédente (`de` = -1) ou derrière la suivante (+1).

        Au bout de la liste, rien ne bouge. Lève `ConventionFigee` une fois la convention close.
        """
        self.exiger_ecrivable()
        with acte(par):
            verrouiller(self.de_la_convention)
            lignes = list(self.voisines())
            place = lignes.index(self)
            autre = place + de
            if not 0 <= autre < len(lignes):
                return
            lignes[place], lignes[autre] = lignes[autre], lignes[place]
            for rang, ligne in enumerate(lignes, 1):
                if ligne.ordre != rang:
                    ligne.ordre = rang
                    ligne.enregistrer_sur(ligne.version)
