"""La base d'une demande : ce qu'une campagne attend d'une personne, jusqu'à son acceptation.

Chaque salle en fait une table à elle, avec ce que la demande vise et à qui elle s'adresse.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from ctg.socle.etats import Transition, etat_suivant
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import Versionne

JOURS_ENTRE_DEUX_RELANCES = 7
# On ne relance pas celui qui a tout son temps : seulement à l'approche de l'échéance.
JOURS_AVANT_L_ECHEANCE = 14
RELANCES_AU_PLUS = 3

D = TypeVar("D", bound="DemandeDeBase")


class QuerySetDeDemandes(models.QuerySet[D]):
    """Des demandes, par leur état."""

    def a_envoyer(self) -> Self:
        """Celles que personne n'a encore reçues."""
        return self.filter(etat=DemandeDeBase.Etat.A_ENVOYER)

    def en_attente(self) -> Self:
        """Reçues, et sans réponse envoyée : c'est à la personne d'agir."""
        return self.filter(etat__in=DemandeDeBase.EN_ATTENTE)

    def a_lire(self) -> Self:
        """Répondues : c'est au coordonnateur d'accepter ou de renvoyer."""
        return self.filter(etat=DemandeDeBase.Etat.REPONDUE)


class DemandeDeBase(Versionne):
    """Une demande et sa réponse, de l'envoi à l'acceptation."""

    class Etat(models.TextChoices):
        A_ENVOYER = "a_envoyer", "à envoyer"
        ENVOYEE = "envoyee", "envoyée"
        COMMENCEE = "commencee", "commencée"
        REPONDUE = "repondue", "répondue"
        ACCEPTEE = "acceptee", "acceptée"
        RENVOYEE = "renvoyee", "renvoyée"
        SANS_REPONSE = "sans_reponse", "sans réponse"

    EN_ATTENTE = (Etat.ENVOYEE, Etat.COMMENCEE, Etat.RENVOYEE)
    OUVERTES = (Etat.A_ENVOYER, *EN_ATTENTE)
    TRANSITIONS: Mapping[str, Transition] = {
        "envoyer": Transition(depuis=["a_envoyer"], vers="envoyee"),
        "commencer": Transition(depuis=["a_envoyer", "envoyee", "commencee"], vers="commencee"),
        # Une réponse déjà envoyée se reprend tant qu'elle n'est pas acceptée.
        "repondre": Transition(
            depuis=["a_envoyer", "envoyee", "commencee", "renvoyee", "repondue"], vers="repondue"
        ),
        "accepter": Transition(depuis=["repondue"], vers="acceptee"),
        "renvoyer": Transition(depuis=["repondue"], vers="renvoyee"),
        # Une partie de la réponse revient, même acceptée ; un motif de plus s'ajoute aux autres.
        "redemander": Transition(depuis=["repondue", "acceptee", "renvoyee"], vers="renvoyee"),
        "clore": Transition(
            depuis=["a_envoyer", "envoyee", "commencee", "renvoyee"], vers="sans_reponse"
        ),
        "rouvrir": Transition(depuis=["sans_reponse"], vers="a_envoyer"),
        "rendre": Transition(depuis=["sans_reponse"], vers="renvoyee"),
        # Une autre personne prend la suite : elle n'a encore rien reçu.
        "reprendre": Transition(depuis=["a_envoyer", "envoyee", "commencee"], vers="a_envoyer"),
    }

    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.A_ENVOYER)
    # Le dernier jour où on l'a sollicitée : envoi, relance ou renvoi.
    sollicitee_le = models.DateField("sollicitée le", null=True, blank=True)
    relances = models.PositiveSmallIntegerField("relances", default=0)
    commencee_le = models.DateField("commencée le", null=True, blank=True)
    repondue_le = models.DateField("répondue le", null=True, blank=True)
    repondue_par = models.CharField("répondue par", max_length=200, blank=True)
    est_repondue_pour_autrui = models.BooleanField("saisie pour le compte de", default=False)
    acceptee_le = models.DateField("acceptée le", null=True, blank=True)
    motif_renvoi = models.TextField("motif du renvoi", blank=True)
    # La réponse envoyée, en toutes lettres : paires de question et de réponse.
    reponse = models.JSONField("réponse", default=list, blank=True)
    # Ce que la personne a tapé sans l'envoyer : champ du formulaire → valeurs.
    brouillon = models.JSONField("saisie en attente", default=dict, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(etat__in=["repondue", "acceptee"]) | Q(repondue_le__isnull=False),
                name="%(app_label)s_%(class)s_repondue_datee",
                violation_error_message="Une réponse porte sa date.",
            ),
            models.CheckConstraint(
                condition=Q(etat="acceptee", acceptee_le__isnull=False)
                | (~Q(etat="acceptee") & Q(acceptee_le=None)),
                name="%(app_label)s_%(class)s_acceptee_ssi_datee",
                violation_error_message="Une réponse acceptée, et elle seule, porte sa date.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="renvoyee") | ~Q(motif_renvoi=""),
                name="%(app_label)s_%(class)s_renvoi_motive",
                violation_error_message="Dites pourquoi vous renvoyez cette réponse.",
            ),
        ]

    @property
    def est_en_attente(self) -> bool:
        """Vrai si c'est à la personne d'agir."""
        return self.etat in self.EN_ATTENTE

    @property
    def attend_une_reponse(self) -> bool:
        """Vrai si une réponse peut encore s'écrire, envoyée ou non."""
        return self.etat in self.TRANSITIONS["repondre"].depuis

    def est_a_relancer(self, le: datetime.date, echeance: datetime.date) -> bool:
        """Vrai si un rappel automatique est dû ce jour-là.

        Une semaine au moins après la dernière sollicitation, trois fois au plus, et seulement à
        l'approche de l'échéance. Un renvoi réarme le compte, et se relance sans attendre elle.
        """
        if not self.est_en_attente:
            return False
        if self.sollicitee_le is None:
            # Rouverte telle qu'elle avait été renvoyée : rien ne lui a encore été dit.
            return self.etat == self.Etat.RENVOYEE
        if self.relances >= RELANCES_AU_PLUS:
            return False
        if (le - self.sollicitee_le).days < JOURS_ENTRE_DEUX_RELANCES:
            return False
        approche = (echeance - le).days <= JOURS_AVANT_L_ECHEANCE
        return approche or self.etat == self.Etat.RENVOYEE

    def _passer(self, verbe: str) -> None:
        self.etat = etat_suivant(self.TRANSITIONS, verbe, self.etat, self.get_etat_display())

    def _ecrire(self, par: Acteur, version_ouverte: int | None = None) -> None:
        with acte(par):
            self.validate_constraints()
            self.enregistrer_sur(self.version if version_ouverte is None else version_ouverte)

    def envoyer(self, *, par: Acteur, le: datetime.date) -> None:
        """La demande est partie."""
        self._passer("envoyer")
        self.sollicitee_le = le
        self._ecrire(par)

    def relancer(self, *, par: Acteur, le: datetime.date) -> None:
        """Un rappel est parti. Sans effet sur l'état."""
        self.sollicitee_le = le
        self.relances += 1
        self._ecrire(par)

    def garder_le_brouillon(
        self, brouillon: Mapping[str, Any], *, par: Acteur, le: datetime.date
    ) -> None:
        """Garde ce qui est tapé, sans l'envoyer. Une demande répondue ou renvoyée le reste."""
        if self.etat not in (self.Etat.RENVOYEE, self.Etat.REPONDUE):
            self._passer("commencer")
        self.commencee_le = self.commencee_le or le
        self.brouillon = dict(brouillon)
        self._ecrire(par)

    def repondre(
        self,
        *,
        par: Acteur,
        le: datetime.date,
        reponse: Sequence[tuple[str, str]],
        est_pour_autrui: bool,
    ) -> None:
        """La réponse est envoyée ; ce qui attendait n'attend plus.

        `reponse` : question → réponse, en toutes lettres ; ce que le coordonnateur lira.
        """
        self._passer("repondre")
        self.repondue_le, self.repondue_par = le, par.libelle_d_auteur
        self.est_repondue_pour_autrui = est_pour_autrui
        self.reponse, self.brouillon = [list(paire) for paire in reponse], {}
        self._ecrire(par)

    def accepter(self, *, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """Le coordonnateur tient la réponse pour bonne."""
        self._passer("accepter")
        self.acceptee_le, self.motif_renvoi = le, ""
        self._ecrire(par, version_ouverte)

    def renvoyer(self, *, motif: str, par: Acteur, le: datetime.date, version_ouverte: int) -> None:
        """Le coordonnateur redemande une réponse, avec son motif ; les rappels se réarment."""
        if not motif.strip():
            raise ValidationError({"motif": "Dites pourquoi vous renvoyez cette réponse."})
        self._passer("renvoyer")
        self.motif_renvoi = motif.strip()
        self.sollicitee_le, self.relances = le, 0
        self._ecrire(par, version_ouverte)

    def redemander(self, *, motif: str, par: Acteur, le: datetime.date) -> None:
        """Une partie de la réponse revient, même acceptée ; ce motif s'ajoute à ceux déjà dits."""
        deja = self.motif_renvoi if self.etat == self.Etat.RENVOYEE else ""
        self._passer("redemander")
        self.motif_renvoi = "\n".join(filter(None, [deja, motif.strip()]))
        self.acceptee_le = None
        self.sollicitee_le, self.relances = le, 0
        self._ecrire(par)

    def changer_de_main(self, *, par: Acteur) -> None:
        """Une autre personne répondra : la demande est à lui envoyer, ses rappels à zéro."""
        if self.etat != self.Etat.RENVOYEE:
            self._passer("reprendre")
            self.sollicitee_le = None
        self.relances = 0
        self._ecrire(par)

    def clore(self, *, par: Acteur) -> None:
        """La campagne se ferme : la réponse n'est pas venue."""
        self._passer("clore")
        self._ecrire(par)

    def rouvrir(self, *, par: Acteur) -> None:
        """La campagne rouvre : la demande est à renvoyer, ou à reprendre si elle l'était."""
        self._passer("rendre" if self.motif_renvoi else "rouvrir")
        self.sollicitee_le, self.relances = None, 0
        self._ecrire(par)

    def citer(self, *, par: Acteur, le: datetime.date) -> None:
        """Un courriel l'a rappelée parmi d'autres : la semaine repart de ce jour."""
        self.sollicitee_le = le
        self._ecrire(par)
