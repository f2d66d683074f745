"""Ce qu'on joint à une fiche : des documents déposés, des adresses du Web."""

import datetime
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from actions.models.etapes import Etape
from conventions.perimetre import QuerySetDeConvention
from ctg.socle.documents import DocumentDeBase, depot, effacer_apres_l_acte
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.retrait import ce_qui_y_tient
from ctg.socle.versions import Versionne, verrouiller

M = TypeVar("M", bound="PieceDeFiche")

SCHEMAS = ("https", "http")
ETAPE_ABSENTE = "Cette étape n'est plus dans la fiche : choisissez-en une autre."


class QuerySetDePieces(QuerySetDeConvention[M]):
    """Les pièces d'une fiche, par leur fiche."""

    chemin = "fiche__convention"

    def pour_liste(self) -> Self:
        """Avec l'étape qu'elles concernent, de la plus récente à la plus ancienne."""
        return self.select_related("etape").order_by("-pk")


class PieceDeFiche(Versionne):
    """Base de ce qu'on joint à une fiche, et qui concerne ou non l'une de ses étapes."""

    class Meta:
        abstract = True

    fiche: models.ForeignKey[Any, Any]
    etape: models.ForeignKey[Any, Any]
    etape_id: int | None

    def _exiger_que_l_etape_soit_la(self) -> None:
        """Lève `ActionImpossible` si l'étape vient d'être retirée, ou est celle d'une autre fiche.

        S'emploie dans un `acte`, la fiche verrouillée.
        """
        if self.etape_id and not Etape.objects.filter(pk=self.etape_id, fiche=self.fiche).exists():
            raise ActionImpossible(ETAPE_ABSENTE)

    def _ecrire(self, version_ouverte: int) -> None:
        """S'emploie dans un `acte`."""
        verrouiller(self.fiche)
        self._exiger_que_l_etape_soit_la()
        self.validate_constraints()
        if self._state.adding:
            self.save()
        else:
            self.enregistrer_sur(version_ouverte)

    def retirer(self, *, version_ouverte: int, par: Acteur, le: datetime.date) -> None:
        """Retire la pièce et, l'acte confirmé, son fichier ; l'historique dit qui, et quoi.

        Lève `ConventionFigee` hors de la période (art. 11), `ConflitDeVersion` si quelqu'un l'a
        changée ou retirée entre-temps, `ActionImpossible` si elle prouve ce que d'autres ont écrit.
        """
        self.fiche.convention.exiger_modifiable(le)
        with acte(par):
            verrouiller(self.fiche)
            if tenu := ce_qui_y_tient(self):
                raise ActionImpossible(
                    f"Cela ne se retire pas : {', '.join(tenu)} s'y appuient encore."
                )
            self._se_retire()
            self.retirer_sur(version_ouverte)

    def _se_retire(self) -> None:
        """Ce qui part avec elle : rien, sauf le fichier d'un document."""


class DocumentDeFiche(DocumentDeBase, PieceDeFiche):
    """Un document joint à une fiche : compte rendu, photo d'un temps fort, délibération…"""

    fiche = models.ForeignKey(
        "actions.FicheAction",
        verbose_name="fiche",
        related_name="documents",
        on_delete=models.CASCADE,
    )
    etape = models.ForeignKey(
        Etape,
        verbose_name="étape",
        related_name="documents",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )

    objects = QuerySetDePieces["DocumentDeFiche"].as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        ordering = ["fiche", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(fichier="") & ~Q(nom_d_origine=""),
                name="document_de_fiche_avec_son_fichier",
                violation_error_message="Un document de la fiche a son fichier.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    def enregistrer(
        self,
        *,
        valeurs: dict[str, Any],
        fichier: "File[bytes] | None",
        version_ouverte: int,
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Ajoute le document, ou le modifie ; `fichier` remplace alors le sien, qui est effacé.

        `valeurs` : titre, note et étape. Lève `ConventionFigee` hors de la période (art. 11),
        `ValidationError` si le fichier n'est pas accepté, `RangementImpossible` s'il ne peut pas
        être rangé, `ConflitDeVersion` si quelqu'un est passé entre-temps : il n'en reste alors
        rien, et l'ancien fichier est toujours là.
        """
        self.fiche.convention.exiger_modifiable(le)
        for nom, valeur in valeurs.items():
            setattr(self, nom, valeur)
        if fichier is None:
            with acte(par):
                self._ecrire(version_ouverte)
            return
        ancien = type(self).objects.filter(pk=self.pk).first()
        with depot(self, fichier, par=par, le=le), acte(par):
            self._ecrire(version_ouverte)
            if ancien is not None:
                effacer_apres_l_acte(ancien.fichier)

    def _se_retire(self) -> None:
        effacer_apres_l_acte(self.fichier)


class LienWeb(PieceDeFiche):
    """Une adresse du Web utile à une fiche."""

    fiche = models.ForeignKey(
        "actions.FicheAction",
        verbose_name="fiche",
        related_name="liens_web",
        on_delete=models.CASCADE,
    )
    etape = models.ForeignKey(
        Etape,
        verbose_name="étape",
        related_name="liens_web",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    titre = models.CharField("titre", max_length=200)
    adresse = models.URLField("adresse", max_length=500, validators=[URLValidator(SCHEMAS)])
    ajoute_par = models.CharField("ajouté par", max_length=200)
    ajoute_le = models.DateField("ajouté le")

    objects = QuerySetDePieces["LienWeb"].as_manager()
    historique = Historique()

    class Meta:
        verbose_name = "lien"
        verbose_name_plural = "liens"
        ordering = ["fiche", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "adresse"],
                name="lien_web_unique",
                violation_error_message="Cette adresse est déjà parmi les liens de la fiche.",
            ),
            # Ce qu'on affiche en lien ne doit jamais pouvoir s'exécuter.
            models.CheckConstraint(
                condition=Q(adresse__startswith="https://") | Q(adresse__startswith="http://"),
                name="lien_web_en_http",
                violation_error_message="Une adresse commence par https:// ou http://.",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def domaine(self) -> str:
        """Le site où mène le lien, tel qu'on le dit à côté : « www.caf.fr »."""
        return urlsplit(self.adresse).hostname or ""

    def enregistrer(
        self, *, valeurs: dict[str, Any], version_ouverte: int, par: Acteur, le: datetime.date
    ) -> None:
        """Ajoute le lien, ou le modifie ; `valeurs` : titre, adresse et étape.

        Lève `ConventionFigee` hors de la période (art. 11), `ValidationError` pour une adresse
        mal écrite ou déjà là, `ConflitDeVersion` si quelqu'un est passé entre-temps.
        """
        self.fiche.convention.exiger_modifiable(le)
        for nom, valeur in valeurs.items():
            setattr(self, nom, valeur)
        verifier_adresse(self.adresse)
        if self._state.adding:
            self.ajoute_par, self.ajoute_le = par.libelle_d_auteur, le
        with acte(par):
            self._ecrire(version_ouverte)


def verifier_adresse(adresse: str) -> None:
    """Lève `ValidationError` pour une adresse qui n'est pas du Web, ou qui porte un identifiant."""
    try:
        URLValidator(SCHEMAS)(adresse)
    except ValidationError as erreur:
        raise ValidationError(
            "Écrivez une adresse complète, par exemple https://www.caf.fr."
        ) from erreur
    # « https://caf.fr@ailleurs.example » mène ailleurs que là où on le croit.
    if "@" in urlsplit(adresse).netloc:
        raise ValidationError("Retirez l'identifiant que cette adresse porte avant le « @ ».")
