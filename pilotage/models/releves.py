"""Les relevés : la réponse d'une année à un indicateur, de sa saisie à son acceptation."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from actions.models import DocumentDeFiche, Indicateur, Niveau, NiveauCommun
from actions.models.documents import verifier_adresse
from conventions.models import Commune
from conventions.models.annees import exiger_annee_commencee
from ctg.socle.etats import ActionImpossible, Transition, etat_suivant
from ctg.socle.historique import Acteur, Historique, acte
from ctg.socle.nombres import quantite_fr
from ctg.socle.versions import ConflitDeVersion, Versionne
from pilotage.models.annees import AnneeVerrouillee, annees_ouvertes
from pilotage.models.contraintes_des_releves import CONTRAINTES
from pilotage.models.ensembles import QuerySetDeReleves
from pilotage.models.saisies import ReponseSaisie, ecart_a_dire, nature_contraire

__all__ = [
    "QuerySetDeReleves",
    "Releve",
    "ReponseSaisie",
    "annees_ouvertes",
    "ecart_a_dire",
]


# Ce que la coordination et le portail écrivent : rien à corriger pour qui répond.
_HORS_DE_LA_REPONSE = {"annee", "indicateur", "commune", "soumis_le", "tranche_le", "motif_renvoi"}


class Releve(Versionne):
    """La réponse d'une année à un indicateur, ou à un indicateur dans une commune.

    Un nombre, ou un niveau et son récit, ou la raison d'une absence : l'absence n'est jamais 0.
    Un brouillon peut être incomplet ; ce qui est soumis ne l'est pas.
    """

    class Reponse(models.TextChoices):
        NOMBRE = "nombre", "un nombre"
        NIVEAU = "niveau", "un niveau et un récit"
        NON_CONCERNE = "non_concerne", "non concerné"
        NON_DISPONIBLE = "non_disponible", "non disponible"

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        SOUMIS = "soumis", "soumis"
        ACCEPTE = "accepte", "accepté"
        RENVOYE = "renvoye", "renvoyé"

    Niveau = NiveauCommun
    # Ceux qui comptent : un brouillon, un renvoi, n'est pas une réponse.
    DITS = (Etat.SOUMIS, Etat.ACCEPTE)
    TRANSITIONS: ClassVar[Mapping[str, Transition]] = {
        "ecrire": Transition(depuis=["brouillon", "soumis", "renvoye"], vers="brouillon"),
        "soumettre": Transition(depuis=["brouillon", "soumis", "renvoye"], vers="soumis"),
        "accepter": Transition(depuis=["soumis"], vers="accepte"),
        "renvoyer": Transition(depuis=["soumis", "accepte"], vers="renvoye"),
    }

    indicateur = models.ForeignKey(
        Indicateur, verbose_name="indicateur", related_name="releves", on_delete=models.CASCADE
    )
    annee = models.PositiveSmallIntegerField("année")
    # Seulement pour un indicateur relevé commune par commune.
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        related_name="releves",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    reponse = models.CharField("réponse", max_length=14, choices=Reponse)
    valeur = models.DecimalField("valeur", max_digits=14, decimal_places=2, null=True, blank=True)
    niveau = models.CharField("niveau", max_length=8, choices=NiveauCommun, blank=True)
    niveau_propre = models.ForeignKey(
        "actions.Niveau",
        verbose_name="niveau propre",
        related_name="releves",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    recit = models.TextField("récit", blank=True)
    motif = models.TextField("raison", blank=True)
    mot_d_ecart = models.TextField("mot sur l'écart", blank=True)
    commentaire = models.TextField("commentaire", blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    preuve = models.CharField("preuve", max_length=300, blank=True)
    piece = models.ForeignKey(
        DocumentDeFiche,
        verbose_name="document",
        related_name="releves",
        # Ce qui prouve un relevé ne se retire pas sous lui.
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.BROUILLON)
    soumis_le = models.DateField("soumis le", null=True, blank=True)
    soumis_par = models.CharField("soumis par", max_length=200, blank=True)
    tranche_le = models.DateField("accepté ou renvoyé le", null=True, blank=True)
    tranche_par = models.CharField("accepté ou renvoyé par", max_length=200, blank=True)
    motif_renvoi = models.TextField("motif du renvoi", blank=True)

    objects = QuerySetDeReleves.as_manager()
    historique = Historique()

    # Posé par `pilotage.communes` sur le relevé que forment ceux des communes.
    dit_des_communes: str = ""

    class Meta:
        verbose_name = "relevé"
        verbose_name_plural = "relevés"
        ordering = ["indicateur", "annee"]
        constraints = CONTRAINTES

    def __str__(self) -> str:
        return f"Relevé {self.annee}"

    def en_clair(self) -> str:
        """La réponse en une expression : « 12,5 % », « en progrès », « non disponible »."""
        if self.dit_des_communes:
            return self.dit_des_communes
        if self.est_a_completer:
            return "à compléter"
        if self.reponse == self.Reponse.NOMBRE and self.valeur is not None:
            return quantite_fr(self.valeur, self.indicateur.unite)
        if self.reponse == self.Reponse.NIVEAU:
            propre = self.niveau_propre
            return propre.libelle if propre is not None else str(self.get_niveau_display())
        return str(self.get_reponse_display())

    @property
    def est_a_completer(self) -> bool:
        """Vrai d'un brouillon qui ne dit encore ni nombre, ni niveau, ni absence."""
        if self.reponse == self.Reponse.NOMBRE:
            return self.valeur is None
        if self.reponse == self.Reponse.NIVEAU:
            return not (self.niveau or self.niveau_propre_id)
        return not self.reponse

    @property
    def est_fige(self) -> bool:
        """Vrai une fois accepté : la coordination le renvoie pour qu'il change."""
        return self.etat == self.Etat.ACCEPTE

    @property
    def preuve_est_un_lien(self) -> bool:
        """Vrai si la preuve est une adresse du Web, qu'on peut suivre sans crainte."""
        try:
            verifier_adresse(self.preuve)
        except ValidationError:
            return False
        return True

    @property
    def marque(self) -> str:
        """Ce qu'un formulaire retient pour savoir si le relevé a changé : ligne et version."""
        return f"{self.pk}.{self.version}" if self.pk else ""

    @property
    def saisie(self) -> ReponseSaisie:
        """La réponse telle qu'on la saisit."""
        return ReponseSaisie(
            self.reponse,
            self.valeur,
            str(self.niveau_propre_id) if self.niveau_propre_id else self.niveau,
            self.recit,
            self.motif,
            self.mot_d_ecart,
            self.commentaire,
            self.source,
            self.preuve,
            self.piece_id,
        )

    def poser(self, saisie: ReponseSaisie) -> None:
        """Prend les champs de la réponse, sans rien écrire."""
        est_propre = saisie.niveau.isdecimal()
        self.reponse, self.valeur = saisie.reponse, saisie.valeur
        self.niveau = "" if est_propre else saisie.niveau
        self.niveau_propre_id = int(saisie.niveau) if est_propre else None
        self.recit, self.motif, self.mot_d_ecart = saisie.recit, saisie.motif, saisie.mot_d_ecart
        self.commentaire, self.source = saisie.commentaire, saisie.source
        self.preuve, self.piece_id = saisie.preuve, saisie.piece

    def erreurs_par_champ(self, avant: Decimal | None = None) -> dict[str, list[str]]:
        """Ce que la réponse enfreint dans son état, par champ à corriger.

        `avant` : la valeur de l'an passé. À un brouillon, ni nature ni écart n'est opposé.
        """
        par_champ: dict[str, list[str]] = {}
        try:
            self.validate_constraints(exclude=_HORS_DE_LA_REPONSE)
        except ValidationError as erreur:
            for faute in erreur.error_dict[NON_FIELD_ERRORS]:
                par_champ.setdefault(str(faute.code), []).extend(faute.messages)
        if self.etat == self.Etat.BROUILLON:
            return par_champ
        if not self.reponse:
            # Le reste dépend d'elle : on ne redemande qu'elle.
            return {"reponse": par_champ["reponse"]}
        ecart = ecart_a_dire(self.indicateur, self.valeur, avant)
        if ecart and not self.mot_d_ecart:
            par_champ.setdefault("mot_d_ecart", []).append(ecart)
        if contraire := nature_contraire(self.indicateur, self.reponse):
            par_champ.setdefault("reponse", []).append(contraire)
        return par_champ

    def repondre(
        self,
        *,
        saisie: ReponseSaisie,
        marque_ouverte: str,
        par: Acteur,
        le: datetime.date,
        soumettre: bool = False,
    ) -> bool:
        """Écrit la réponse d'un indicateur pour une année ; dit si quelque chose a changé.

        `self` est le relevé relu de la base, ou un relevé neuf ; `marque_ouverte`, la marque de
        celui que la personne avait sous les yeux (vide : il n'y en avait pas). Une réponse vide
        retire le relevé, et l'historique le garde. Une réponse que la personne n'a pas touchée ne
        conteste rien à qui l'a changée entre-temps. `soumettre` : la réponse part à la
        coordination ; sinon elle reste un brouillon.

        Lève `ConflitDeVersion` si un autre a répondu depuis, `ActionImpossible` hors des années de
        la convention, pour une année verrouillée ou un indicateur à définir, `TransitionInterdite`
        sur un relevé accepté, `ValidationError` si la réponse est incomplète ou qu'un écart attend
        son mot, `ConventionFigee` une fois la convention clôturée (art. 10 : après le terme, les
        relevés restent ouverts).
        """
        convention = self.indicateur.fiche.convention
        convention.exiger_ouverte()
        exiger_annee_commencee(convention, self.annee, le)
        if self.indicateur.est_a_definir:
            raise ActionImpossible("Cet indicateur reste à définir : il n'attend pas de valeur.")
        if self.indicateur.est_par_commune != bool(self.commune_id):
            raise ActionImpossible(
                "Cet indicateur se relève commune par commune."
                if self.indicateur.est_par_commune
                else "Cet indicateur se relève pour tout le territoire."
            )
        # Renvoyée et laissée telle quelle, elle attend encore : son motif reste.
        reste_a_soumettre = soumettre and bool(self.pk) and self.etat == self.Etat.BROUILLON
        if saisie == self.saisie and not reste_a_soumettre:
            return False
        if marque_ouverte != self.marque:
            if saisie == self._saisie_ouverte(marque_ouverte):
                return False
            raise ConflitDeVersion
        with acte(par):
            AnneeVerrouillee.exiger_ouverte(convention, self.annee)
            self._ecrire(saisie, "soumettre" if soumettre else "ecrire", par, le)
        return True

    def _ecrire(self, saisie: ReponseSaisie, verbe: str, par: Acteur, le: datetime.date) -> None:
        self._passer(verbe)
        if saisie.est_vide:
            self.enregistrer_sur(self.version)
            self.delete()
            return
        self.poser(saisie)
        if self.etat == self.Etat.SOUMIS:
            # Tant qu'elle n'est pas soumise à nouveau, on lit encore pourquoi elle est revenue.
            self.motif_renvoi = ""
            self.soumis_le, self.soumis_par = le, par.libelle_d_auteur
        self._exiger_qu_elle_tienne()
        if self.pk:
            self.enregistrer_sur(self.version)
            return
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as deja_la:
            self.pk = None
            raise ConflitDeVersion from deja_la

    def _exiger_qu_elle_tienne(self) -> None:
        propre = self.niveau_propre_id
        if propre and not Niveau.objects.filter(pk=propre, indicateur=self.indicateur_id).exists():
            raise ValidationError("Ce niveau n'est pas de cet indicateur.")
        erreurs = self.erreurs_par_champ(self.valeur_d_avant())
        if erreurs:
            raise ValidationError([phrase for phrases in erreurs.values() for phrase in phrases])

    def valeur_d_avant(self) -> Decimal | None:
        """La valeur dite l'an passé, au même endroit ; None si elle n'est pas connue."""
        if self.valeur is None:
            return None
        return (
            Releve.objects.dits()
            .filter(indicateur=self.indicateur_id, annee=self.annee - 1, commune=self.commune_id)
            .values_list("valeur", flat=True)
            .first()
        )

    def _passer(self, verbe: str) -> None:
        self.etat = etat_suivant(self.TRANSITIONS, verbe, self.etat, self.get_etat_display())

    def accepter(self, *, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """La coordination tient la réponse pour bonne ; elle ne change plus.

        Lève `TransitionInterdite`, `ConflitDeVersion` si elle a changé depuis qu'on l'a lue,
        `ActionImpossible` si l'année est verrouillée.
        """
        self._trancher("accepter", "", par, le, version_ouverte)

    def renvoyer(self, *, motif: str, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """La coordination redemande une réponse, avec son motif ; et comme `accepter`."""
        if not motif.strip():
            raise ActionImpossible("Dites pourquoi vous renvoyez cette réponse.")
        self._trancher("renvoyer", motif.strip(), par, le, version_ouverte)

    def _trancher(
        self, verbe: str, motif: str, par: Acteur, le: datetime.date, version_ouverte: int
    ) -> None:
        convention = self.indicateur.fiche.convention
        convention.exiger_ouverte()
        self._passer(verbe)
        self.tranche_le, self.tranche_par, self.motif_renvoi = le, par.libelle_d_auteur, motif
        with acte(par):
            AnneeVerrouillee.exiger_ouverte(convention, self.annee)
            self.enregistrer_sur(version_ouverte)

    def _saisie_ouverte(self, marque: str) -> ReponseSaisie:
        """La réponse que la personne avait sous les yeux, relue de l'historique."""
        ligne, _, version = marque.partition(".")
        if not (ligne.isdecimal() and version.isdecimal()):
            return ReponseSaisie()
        ancien = (
            Releve.historique.filter(
                id=ligne, version=version, indicateur=self.indicateur_id, annee=self.annee
            )
            .order_by("history_id")
            .first()
        )
        return ancien.instance.saisie if ancien else ReponseSaisie()
