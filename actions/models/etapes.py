"""Les étapes : celles que l'échéancier signé écrit, et celles que le travail y ajoute."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Max, Q

from conventions.models import Convention, Personne
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.periodes import dans_l_ordre
from ctg.socle.versions import ConflitDeVersion, Versionne, verrouiller

UN_SEUL_RESPONSABLE = models.CheckConstraint(
    condition=Q(responsable=None) | Q(responsable_libre=""),
    name="etape_un_seul_responsable",
    violation_error_message=(
        "Choisissez un responsable dans la liste, ou écrivez son nom : l'un des deux seulement."
    ),
)


def verifier_jour_passe(jour: datetime.date | None, le: datetime.date) -> None:
    """Lève `ActionImpossible` si ce qui est dit fait porte une date à venir."""
    if jour is not None and jour > le:
        raise ActionImpossible("Cette date est à venir : indiquez le jour où c'est arrivé.")


class EtapeSignee(ActionImpossible):
    """Ce qu'écrit l'échéancier signé ne change que par avenant (art. 12)."""


class Etape(Versionne):
    """Une étape de l'action. « En retard » se calcule, et ne se range pas (R24).

    Celle que le contrat écrit garde son libellé et sa période une fois la convention signée
    (art. 12) ; on y dit encore le responsable, le jour où elle est faite et son rang. Quand un
    avenant a changé l'échéancier, la coordination l'y accorde. Une étape de travail, ajoutée
    depuis, est libre.
    """

    UN_SEUL_RESPONSABLE = UN_SEUL_RESPONSABLE
    SIGNES = ("libelle", "periode_ecrite", "debut", "fin")
    VIVANTS = ("responsable", "responsable_libre", "faite_le")

    fiche = models.ForeignKey(
        "actions.FicheAction", verbose_name="fiche", related_name="etapes", on_delete=models.CASCADE
    )
    ordre = models.PositiveSmallIntegerField("ordre")
    libelle = models.TextField("étape")
    periode_ecrite = models.CharField("période écrite", max_length=60, blank=True)
    debut = models.DateField("début", null=True, blank=True)
    fin = models.DateField("fin", null=True, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)
    # Ajoutée une fois la convention signée : l'échéancier du contrat ne la connaît pas.
    est_de_travail = models.BooleanField("étape de travail", default=False)
    responsable = models.ForeignKey(
        Personne,
        verbose_name="responsable",
        related_name="etapes_confiees",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    responsable_libre = models.CharField("autre responsable", max_length=150, blank=True)
    faite_le = models.DateField("faite le", null=True, blank=True)
    # La dernière fois que quelqu'un a dit où elle en est ; vide = jamais.
    vue_le = models.DateField("vue le", null=True, blank=True)

    historique = Historique()

    class Meta:
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        ordering = ["fiche", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "ordre"],
                name="etape_ordre_unique",
                violation_error_message="Une étape porte déjà ce rang.",
            ),
            dans_l_ordre("etape_finit_apres_son_debut", "La fin de l'étape précède son début."),
            UN_SEUL_RESPONSABLE,
        ]

    def __str__(self) -> str:
        return self.libelle

    @property
    def nom_du_responsable(self) -> str:
        """La personne, ou le nom écrit ; vide si personne ne l'est."""
        return str(self.responsable) if self.responsable_id else self.responsable_libre

    @property
    def est_signee(self) -> bool:
        """Vrai si le contrat signé l'écrit : son libellé et sa période ne changent que par avenant.

        Tant que la convention est en projet, rien n'est signé. Suppose chargée sa convention.
        """
        return not self.est_de_travail and self.fiche.convention.etat != Convention.Etat.PROJET

    def est_passee(self, le: datetime.date) -> bool:
        """Vrai si son terme est passé et qu'elle n'est pas faite."""
        return self.faite_le is None and self.fin is not None and self.fin < le

    def est_en_retard(self, le: datetime.date) -> bool:
        """Passée, et quelqu'un a dit depuis qu'elle n'est pas faite (R24)."""
        return self.est_passee(le) and self.vue_le is not None

    def est_a_renseigner(self, le: datetime.date) -> bool:
        """Passée, et personne n'a jamais dit où elle en est (R24) : ce n'est pas un retard."""
        return self.est_passee(le) and self.vue_le is None

    def depasse(self, terme: datetime.date) -> bool:
        """Vrai si elle finit après le terme de la convention (art. 11, R23)."""
        return self.fin is not None and self.fin > terme

    def statut(self, le: datetime.date) -> str:
        """Où elle en est ce jour-là, tel que les badges le disent."""
        if self.faite_le:
            return "faite"
        if self.est_passee(le):
            return "en_retard" if self.vue_le else "a_renseigner"
        if self.debut is None or self.debut <= le:
            return "en_cours"
        return "a_venir"

    def constater(self, *, faite_le: datetime.date | None, le: datetime.date) -> None:
        """Dit où elle en est ; n'écrit rien si elle reste telle qu'on la savait.

        S'emploie dans un `acte`, la fiche verrouillée. Lève `ConflitDeVersion` si elle a changé
        entre-temps.
        """
        vue_le = le if (self.debut is None or self.debut <= le) else self.vue_le
        if faite_le == self.faite_le and (self.vue_le is not None or vue_le is None):
            return
        self.faite_le = faite_le
        self.vue_le = vue_le or le
        self.enregistrer_sur(self.version)

    def enregistrer(
        self,
        *,
        valeurs: dict[str, Any],
        version_ouverte: int,
        par: Acteur,
        le: datetime.date,
        accord: bool = False,
    ) -> None:
        """Ajoute l'étape en fin de liste, ou modifie celle qui existe.

        `valeurs` : champ → valeur, parmi `SIGNES` et `VIVANTS`. Dire une étape faite, ou ne plus
        la dire faite, met à jour la fiche. `accord` : la coordination accorde le contrat à
        l'échéancier qu'un avenant a changé ; une étape ajoutée ainsi est du contrat.

        Lève `ConventionFigee` hors de la période (art. 11),
        `EtapeSignee` si le contrat écrit ce qu'on voudrait changer (art. 12), `ActionImpossible`
        pour un jour à venir, `ValidationError` si une contrainte n'est pas tenue,
        `ConflitDeVersion` si quelqu'un est passé entre-temps.
        """
        self.fiche.convention.exiger_modifiable(le)
        verifier_jour_passe(valeurs.get("faite_le"), le)
        with acte(par):
            if self._state.adding:
                self._relire_le_contrat()
                self._naitre(au_contrat=accord)
            elif self._change_le_texte(valeurs):
                self._exiger_un_texte_libre(
                    "Le contrat écrit cette étape : son libellé et sa période ne changent que par"
                    " avenant (art. 12). Proposez une modification de l'échéancier.",
                    accord=accord,
                )
                if self.est_signee:
                    # La ligne du texte d'origine ne dit plus ces mots.
                    self.ligne = None
            verrouiller(self.fiche)
            ancienne = self.faite_le
            for nom, valeur in valeurs.items():
                setattr(self, nom, valeur)
            if self.faite_le != ancienne:
                self.vue_le = le
            if self._state.adding:
                self._se_ranger_en_dernier()
                self.validate_constraints()
                self.save()
            else:
                # Le rang a pu changer pendant la saisie : c'est celui d'aujourd'hui qui vaut.
                self._relire("ordre")
                self.validate_constraints()
                self.enregistrer_sur(version_ouverte)
            if self.faite_le != ancienne:
                self.fiche.noter_une_nouvelle(le=le)

    def _relire_le_contrat(self) -> None:
        """Relit sous verrou si la convention est en projet : rien ne la signe pendant l'acte.

        S'emploie dans un `acte`, avant de verrouiller la fiche. Signée, elle le reste : la ligne
        n'est alors pas relue.
        """
        convention = self.fiche.convention
        if convention.est_en_projet:
            verrou = Convention.objects.select_for_update()
            convention.refresh_from_db(fields=["etat"], from_queryset=verrou)

    def _exiger_un_texte_libre(self, refus: str, *, accord: bool) -> None:
        """Lève `EtapeSignee`, avec cette phrase, si le contrat retient ce texte."""
        self._relire_le_contrat()
        if self.est_signee and not (accord and self.fiche.avenant_de_l_echeancier()):
            raise EtapeSignee(refus)

    def _naitre(self, *, au_contrat: bool) -> None:
        self.est_de_travail = not self.fiche.convention.est_en_projet
        if au_contrat and self.est_de_travail:
            if self.fiche.avenant_de_l_echeancier() is None:
                raise EtapeSignee("Aucun avenant n'a changé l'échéancier : le contrat reste tel.")
            self.est_de_travail = False

    def _change_le_texte(self, valeurs: dict[str, Any]) -> bool:
        return any(valeurs[nom] != getattr(self, nom) for nom in self.SIGNES if nom in valeurs)

    def _se_ranger_en_dernier(self) -> None:
        self.ordre = self._dernier_rang() + 1

    def _soeurs(self) -> models.QuerySet["Etape"]:
        return Etape.objects.filter(fiche=self.fiche_id)

    def _dernier_rang(self) -> int:
        return self._soeurs().aggregate(dernier=Max("ordre"))["dernier"] or 0

    def _relire(self, *champs: str) -> None:
        try:
            self.refresh_from_db(fields=champs or None)
        except Etape.DoesNotExist as retiree:
            raise ConflitDeVersion from retiree

    def deplacer(self, *, vers_le_haut: bool, par: Acteur, le: datetime.date) -> bool:
        """Échange sa place avec sa voisine ; dit si elle a bougé.

        Le rang est celui d'aujourd'hui, non celui de l'écran : deux personnes qui déplacent à la
        fois voient chacune leur geste fait, l'un après l'autre. Lève `ConventionFigee` hors de la
        période (art. 11), `ConflitDeVersion` si elle vient d'être retirée.
        """
        self.fiche.convention.exiger_modifiable(le)
        with acte(par):
            verrouiller(self.fiche)
            self._relire()
            autres = self._soeurs()
            if vers_le_haut:
                voisine = autres.filter(ordre__lt=self.ordre).order_by("-ordre").first()
            else:
                voisine = autres.filter(ordre__gt=self.ordre).order_by("ordre").first()
            if voisine is None:
                return False
            self._echanger(voisine)
        return True

    def _echanger(self, voisine: "Etape") -> None:
        # Deux étapes ne portent pas le même rang, même un instant : l'une attend à la fin.
        self._soeurs().filter(pk=self.pk).update(ordre=self._dernier_rang() + 1)
        self.ordre, voisine.ordre = voisine.ordre, self.ordre
        voisine.save()
        self.save()

    def retirer(
        self, *, version_ouverte: int, par: Acteur, le: datetime.date, accord: bool = False
    ) -> None:
        """Retire l'étape ; son historique reste. `accord` : comme pour `enregistrer`.

        Lève `EtapeSignee` si le contrat l'écrit (art. 12), `ConventionFigee` hors de la période
        (art. 11), `ConflitDeVersion` si quelqu'un l'a changée ou retirée entre-temps.
        """
        self.fiche.convention.exiger_modifiable(le)
        with acte(par):
            self._exiger_un_texte_libre(
                "Le contrat écrit cette étape : elle ne se retire que par avenant (art. 12).",
                accord=accord,
            )
            verrouiller(self.fiche)
            for piece in (*self.documents.all(), *self.liens_web.all()):
                piece.etape = None
                piece.enregistrer_sur(piece.version)
            self.retirer_sur(version_ouverte)
