"""Les fiches-actions : ce qui est signé d'un côté, leur vie de l'autre."""

import datetime
from collections.abc import Iterable, Mapping

from django.db import models
from django.db.models import Q

from actions.models.axes import Axe
from actions.models.commentaires import CommentaireDeFiche
from actions.models.complements import Completee
from actions.models.ensembles import JOURS_SANS_NOUVELLE, QuerySetDeFiches
from actions.models.etapes import Etape, verifier_jour_passe
from actions.models.journal import Note
from actions.models.manques import Manque
from actions.models.pilotes import PiloteDeFiche
from conventions.models import Avenant, Convention, Personne
from conventions.models.contrat import ConventionFigee
from ctg.socle.champs import nom_francais
from ctg.socle.commentaires import texte_ecrit
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, Historique, acte

METEO_EXPLIQUEE = models.CheckConstraint(
    condition=~Q(meteo__in=["appuis", "compromis"]) | ~Q(meteo_commentaire=""),
    name="fiche_meteo_defavorable_expliquee",
    violation_error_message=(
        "Dites en une phrase ce qui manque : cette météo appelle un commentaire."
    ),
)


class FicheAction(Completee):
    """Une action du plan.

    Les huit champs du contrat sont en Markdown serré, et ne changent que par avenant (art. 12). La
    vie de la fiche (état, météo, étapes, notes, pilotes, ce qui la précise) est à côté.
    """

    class Etat(models.TextChoices):
        A_VENIR = "a_venir", "à venir"
        EN_COURS = "en_cours", "en cours"
        REALISE = "realise", "réalisé"
        EN_PAUSE = "en_pause", "en pause"
        ABANDONNE = "abandonne", "abandonné"

    class Meteo(models.TextChoices):
        SECURISES = "securises", "objectifs sécurisés"
        ATTEIGNABLES = "atteignables", "objectifs atteignables"
        APPUIS = "appuis", "appuis nécessaires"
        COMPROMIS = "compromis", "objectifs compromis"

    METEO_EXPLIQUEE = METEO_EXPLIQUEE
    ETATS_CLOS = (Etat.REALISE, Etat.ABANDONNE)

    CHAMPS_DU_CONTRAT = (
        "contexte",
        "objectifs",
        "partenaires",
        "public_cible",
        "resultats_attendus",
        "moyens",
        "echeancier",
        "indicateurs_ecrits",
    )

    # La convention est aussi celle de l'axe : elle est ici pour que la base garantisse
    # l'unicité du numéro, qui fait l'adresse de la fiche.
    convention = models.ForeignKey(
        Convention, verbose_name="convention", related_name="fiches", on_delete=models.CASCADE
    )
    axe = models.ForeignKey(
        Axe, verbose_name="axe", related_name="fiches", on_delete=models.PROTECT
    )
    numero = models.PositiveSmallIntegerField("numéro")
    # L'action de la convention d'avant qu'elle poursuit : son histoire se lit là-bas.
    poursuit = models.ForeignKey(
        "self",
        verbose_name="poursuit",
        related_name="suites",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    titre = models.CharField("titre", max_length=300)
    titre_ecrit = models.CharField("titre écrit dans la fiche", max_length=300, blank=True)
    titre_tableau = models.CharField("titre écrit dans le tableau", max_length=300, blank=True)
    ligne = models.PositiveIntegerField("ligne du texte", null=True, blank=True)

    contexte = models.TextField("constat et contexte", blank=True)
    objectifs = models.TextField("objectifs poursuivis", blank=True)
    partenaires = models.TextField("partenaires et implication des habitants", blank=True)
    public_cible = models.TextField("public cible", blank=True)
    resultats_attendus = models.TextField("résultats attendus et contenu", blank=True)
    moyens = models.TextField("moyens et financements mobilisables", blank=True)
    echeancier = models.TextField("échéancier", blank=True)
    indicateurs_ecrits = models.TextField("indicateurs de suivi et d'évaluation", blank=True)

    # Qui le texte nomme pour la conduire, par sa fonction (fiche 2) ou en puissance (fiche 10).
    conduite_ecrite = models.CharField("conduite citée par le texte", max_length=250, blank=True)

    # Vide = non renseigné : ni « à venir », ni « zéro ».
    etat = models.CharField("état d'avancement", max_length=12, choices=Etat, blank=True)
    meteo = models.CharField("météo", max_length=14, choices=Meteo, blank=True)
    meteo_commentaire = models.TextField("commentaire de la météo", blank=True)
    mise_a_jour_le = models.DateField("mise à jour le", null=True, blank=True)

    objects = QuerySetDeFiches.as_manager()
    historique = Historique(m2m_fields=Completee.RELATIONS)

    class Meta:
        verbose_name = "fiche-action"
        verbose_name_plural = "fiches-actions"
        ordering = ["convention", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="fiche_numero_unique",
                violation_error_message="Une fiche-action porte déjà ce numéro.",
            ),
            METEO_EXPLIQUEE,
        ]

    def __str__(self) -> str:
        return f"Action {self.numero} – {self.titre}"

    # Posés par les ensembles qui les chargent : `pour_liste`, `avec_permissions`.
    pilotes_actuels: list[PiloteDeFiche]
    est_modifiable: bool
    est_administrable: bool
    est_pilotee: bool
    # Posé par `FiltresDuPlan.marquer`.
    est_retenue: bool
    commentaires_ouverts: int

    @property
    def est_close(self) -> bool:
        """Vrai si l'action est réalisée ou abandonnée : elle n'attend plus rien."""
        return self.etat in self.ETATS_CLOS

    def statut_d_etape(self, etape: Etape, le: datetime.date) -> str:
        """Où en est une étape de cette fiche, tel que les badges le disent.

        Une étape laissée ouverte dans une action close est « non faite », sans plus.
        """
        if self.est_close and etape.faite_le is None:
            return "non_faite"
        return etape.statut(le)

    def _compte_d_etapes(self, statut: str, le: datetime.date) -> int:
        return sum(self.statut_d_etape(etape, le) == statut for etape in self.etapes.all())

    def est_en_retard(self, le: datetime.date) -> bool:
        """Vrai si une étape au moins est en retard ; jamais si l'action est close."""
        return self._compte_d_etapes("en_retard", le) > 0

    def est_a_renseigner(self, le: datetime.date) -> bool:
        """Vrai si une étape est passée sans que personne ait jamais dit où elle en est (R24)."""
        return self._compte_d_etapes("a_renseigner", le) > 0

    def est_sans_nouvelle(self, le: datetime.date) -> bool:
        """Renseignée un jour, mais plus depuis trop longtemps, et pas close."""
        return (
            not self.est_close
            and self.mise_a_jour_le is not None
            and (le - self.mise_a_jour_le).days > JOURS_SANS_NOUVELLE
        )

    def est_sans_note(self, le: datetime.date) -> bool:
        """Ni réalisée ni abandonnée, et sans note datée des 90 derniers jours."""
        limite = le - datetime.timedelta(days=JOURS_SANS_NOUVELLE)
        return not self.est_close and all(note.date < limite for note in self.notes.all())

    def avenant_de_l_echeancier(self) -> Avenant | None:
        """Le dernier avenant appliqué qui a changé son échéancier ; ses étapes s'y accordent.

        Une requête.
        """
        changements = self.propositions.filter(champ="echeancier", etat="appliquee")
        dernier = changements.select_related("avenant").order_by("-appliquee_le", "-pk").first()
        return dernier.avenant if dernier is not None else None

    def est_figee(self, le: datetime.date) -> bool:
        """Vrai si le plan ne se modifie plus ce jour-là (art. 11)."""
        try:
            self.convention.exiger_modifiable(le)
        except ConventionFigee:
            return True
        return False

    def etapes_faites(self) -> int:
        """Le nombre d'étapes faites."""
        return sum(1 for etape in self.etapes.all() if etape.faite_le)

    def prochaine_etape(self) -> Etape | None:
        """La première étape qui reste à faire, dans l'ordre du calendrier ; aucune si close."""
        if self.est_close:
            return None
        restantes = [etape for etape in self.etapes.all() if not etape.faite_le]
        return min(restantes, key=lambda e: (e.debut or datetime.date.max, e.ordre), default=None)

    def est_renseignee(self) -> bool:
        """Vrai dès que quelqu'un a dit quelque chose de son avancement."""
        return bool(self.etat or self.meteo or self.mise_a_jour_le)

    def champs_du_contrat(self) -> list[tuple[str, str]]:
        """Les huit champs signés, dans l'ordre du contrat : (intitulé, texte Markdown)."""
        return [(nom_francais(self, nom), getattr(self, nom)) for nom in self.CHAMPS_DU_CONTRAT]

    def manques(self) -> list[Manque]:
        """Ce que le contrat demande et que la fiche n'a pas (annexes 3 et 4), et où le dire.

        Suppose chargés les pilotes et les étapes (``pour_liste``), et ``avec_ce_qui_manque``.
        """
        manques = []
        if not self.pilotes_actuels:
            manques.append(Manque("Aucun pilote n'est désigné (annexe 4).", "pilotes"))
        if not self.etat and not self.convention.est_en_projet:
            manques.append(Manque("L'état d'avancement n'est pas renseigné.", "etat"))
        manques += self.manques_des_complements()
        manques += self._manques_du_contrat()
        depassements = [e for e in self.etapes.all() if e.depasse(self.convention.terme)]
        if depassements:
            sujet = "Une étape finit" if len(depassements) == 1 else "Des étapes finissent"
            phrase = f"{sujet} après le terme de la convention (art. 11)."
            manques.append(Manque(phrase, "echeancier"))
        return manques

    def _manques_du_contrat(self) -> list[Manque]:
        """Les champs du contrat qui sont vides ; d'une phrase tant que le texte s'écrit."""
        vides = [champ for champ in self.CHAMPS_DU_CONTRAT if not getattr(self, champ)]
        noms = [nom_francais(self, champ) for champ in vides]
        if vides and self.convention.est_en_projet:
            return [Manque(f"Il reste à écrire : {', '.join(noms)}.", vides[0])]
        return [
            Manque(f"Le champ « {nom} » est vide dans le texte signé (annexe 3).", champ)
            for champ, nom in zip(vides, noms, strict=True)
        ]

    def mettre_a_jour(
        self,
        *,
        etat: str,
        meteo: str,
        meteo_commentaire: str,
        etapes: Mapping[int, datetime.date | None],
        notes: Mapping[str, str],
        note_du: datetime.date,
        version_ouverte: int,
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Le geste du coordonnateur : état, météo, étapes et note, d'un seul envoi.

        `etapes` : identifiant d'étape → date à laquelle elle est faite, ou None. Une étape déjà
        commencée et laissée ouverte est dite « vue » : passée, elle sera en retard et non plus à
        renseigner (R24). `notes` : genre de note → texte ; une note vide n'est pas écrite.

        Lève `ConventionFigee` hors de la période (art. 11), `ConflitDeVersion` si quelqu'un est
        passé entre-temps, `ActionImpossible` sans état ou pour une date à venir,
        `ValidationError` si une météo défavorable n'est pas expliquée.
        """
        self.convention.exiger_modifiable(le)
        ecrites = {genre: texte.strip() for genre, texte in notes.items() if texte.strip()}
        if not etat:
            raise ActionImpossible("Dites où en est l'action : son état n'est pas renseigné.")
        for jour in (*etapes.values(), note_du if ecrites else None):
            verifier_jour_passe(jour, le)
        self.etat = etat
        self.meteo = meteo
        self.meteo_commentaire = meteo_commentaire.strip()
        self.mise_a_jour_le = le
        with acte(par):
            self.validate_constraints()
            self.enregistrer_sur(version_ouverte)
            # Relues : la fiche est verrouillée, une étape n'y bouge plus.
            for etape in self.etapes.filter(pk__in=list(etapes)):
                etape.constater(faite_le=etapes[etape.pk], le=le)
            for genre, texte in ecrites.items():
                self._ecrire_une_note(genre, note_du, texte, par)

    def noter_une_nouvelle(self, *, le: datetime.date) -> None:
        """Quelqu'un vient de dire où en est l'une de ses étapes.

        S'emploie dans un `acte`. Lève `ConflitDeVersion` si quelqu'un est passé entre-temps.
        """
        self.mise_a_jour_le = le
        self.enregistrer_sur(self.version)

    def noter(
        self, *, genre: str, date: datetime.date, texte: str, par: Acteur, le: datetime.date
    ) -> Note:
        """Écrit une note au journal, sans rien dire de l'état de l'action.

        Lève `ConventionFigee` hors de la période (art. 11), `ActionImpossible` pour une note vide
        ou datée d'un jour à venir.
        """
        self.convention.exiger_modifiable(le)
        verifier_jour_passe(date, le)
        if not texte.strip():
            raise ActionImpossible("Écrivez la note : elle est vide.")
        with acte(par):
            return self._ecrire_une_note(genre, date, texte.strip(), par)

    def _ecrire_une_note(self, genre: str, date: datetime.date, texte: str, par: Acteur) -> Note:
        return Note.objects.create(
            fiche=self, genre=genre, date=date, texte=texte, auteur=par.libelle_d_auteur
        )

    def commenter(self, *, texte: str, par: Acteur) -> CommentaireDeFiche:
        """Ouvre un commentaire sur la fiche.

        Lève `ConventionFigee` une fois la convention close, `ActionImpossible` s'il est vide.
        """
        self.convention.exiger_ouverte()
        with acte(par):
            return CommentaireDeFiche.objects.create(
                fiche=self, texte=texte_ecrit(texte), auteur=par.libelle_d_auteur
            )

    def changer_d_etat(
        self, *, etat: str, version_ouverte: int, par: Acteur, le: datetime.date
    ) -> None:
        """Dit où en est l'action, sans rien changer d'autre : c'est une mise à jour.

        Lève `ConventionFigee` hors de la période (art. 11), `ActionImpossible` sans état connu,
        `ConflitDeVersion` si quelqu'un est passé entre-temps.
        """
        self.convention.exiger_modifiable(le)
        self.dire_l_etat(etat, le=le)
        with acte(par):
            self.enregistrer_sur(version_ouverte)

    def dire_l_etat(self, etat: str, *, le: datetime.date) -> None:
        """Range l'état et le jour où on le dit ; n'écrit rien en base.

        Lève `ActionImpossible` sans état connu.
        """
        if etat not in self.Etat.values:
            raise ActionImpossible("Dites où en est l'action : son état n'est pas renseigné.")
        self.etat = etat
        self.mise_a_jour_le = le

    def designer_pilotes(
        self,
        *,
        pilotes: Iterable[Personne],
        copilotes: Iterable[Personne],
        version_ouverte: int,
        par: Acteur,
        le: datetime.date,
    ) -> None:
        """Fait de ces personnes les pilotes et co-pilotes ; les précédents gardent leurs dates.

        Reste possible après le terme, tant que la convention n'est pas close : la dernière année
        s'évalue encore. Lève `ActionImpossible` si une personne est à la fois pilote et co-pilote,
        `ConventionFigee` une fois la convention close, `ConflitDeVersion` si quelqu'un est passé
        entre-temps.
        """
        self.convention.exiger_ouverte()
        voulus = {(p.pk, False) for p in pilotes} | {(p.pk, True) for p in copilotes}
        if len({personne for personne, _ in voulus}) < len(voulus):
            raise ActionImpossible("Une même personne ne peut pas être pilote et co-pilote.")
        with acte(par):
            self.enregistrer_sur(version_ouverte)
            actuels = {
                (pilote.personne_id, pilote.est_copilote): pilote
                for pilote in self.pilotes.filter(fin=None)
            }
            for cle in actuels.keys() - voulus:
                actuels[cle].finir(le=le)
            for personne_id, est_copilote in sorted(voulus - actuels.keys()):
                PiloteDeFiche.objects.create(
                    fiche=self, personne_id=personne_id, est_copilote=est_copilote, debut=le
                )
