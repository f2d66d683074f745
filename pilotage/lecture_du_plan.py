"""Le plan d'actions tel qu'il était un jour donné, pour le document d'une année.

Les étapes se lisent par leurs dates, l'état et la météo par l'historique des fiches : une étape
faite en 2024 n'est pas encore faite dans l'évaluation de 2023.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.utils.timezone import get_current_timezone

from actions.models import Axe, Etape, FicheAction, Indicateur, Note, PiloteDeFiche, Reference
from conventions.chargement import AUTEUR
from conventions.models import Convention
from pilotage.contenu_des_fiches import ArgentDeFiche, TempsFortLu
from pilotage.models import Releve
from pilotage.releves import Repere, releves_dits, repere
from pilotage.series import SerieDIndicateur

CLOSE = "close"


@dataclass(frozen=True)
class EtapeLue:
    """Une étape telle qu'elle était ce jour-là.

    `statut` est une clé de badge, ou `CLOSE` : passée et non faite, d'une action close, elle
    n'attend plus personne (R24).
    """

    libelle: str
    periode: str
    statut: str
    faite_le: datetime.date | None
    est_au_dela_du_terme: bool


@dataclass(frozen=True)
class NoteLue:
    """Une note du journal d'une fiche ; `genre` : une valeur de `Note.Genre`, vide si non dit."""

    date: datetime.date
    texte: str
    auteur: str
    genre: str = ""


@dataclass(frozen=True)
class ReponseLue:
    """La réponse d'une année : sa clé (`Releve.Reponse`), écrite, son récit ou sa raison."""

    reponse: str
    niveau: str
    en_clair: str
    texte: str


@dataclass(frozen=True)
class IndicateurLu:
    """Un indicateur, sa réponse de l'année, celle d'avant, ses repères ; `None` : sans réponse."""

    libelle: str
    est_a_definir: bool
    reponse: ReponseLue | None
    precedente: ReponseLue | None
    references: tuple[Repere, ...]
    cle: int = 0
    serie: SerieDIndicateur | None = None

    @property
    def est_sans_reponse(self) -> bool:
        """Vrai si l'année lui en doit une et qu'il ne l'a pas (art. 10)."""
        return self.reponse is None and not self.est_a_definir


@dataclass(frozen=True)
class RecitsDeFiche:
    """Ce que la coordination a écrit d'une fiche : fait, obstacles, suite ; vide : non écrit."""

    fait: str = ""
    obstacles: str = ""
    suite: str = ""


@dataclass(frozen=True)
class VoletDeFiche:
    """Ce qu'on demande d'une action : ce qu'en disent le récit, le journal, et la météo.

    `meteo` : le commentaire d'une météo défavorable, qui dit ce qui fait obstacle.
    """

    titre: str
    recit: str
    notes: tuple[NoteLue, ...]
    meteo: str = ""

    @property
    def est_rempli(self) -> bool:
        """Vrai si quelqu'un en a dit quelque chose."""
        return bool(self.recit or self.notes or self.meteo)


# Celles dont les objectifs ne tiennent pas d'eux-mêmes.
METEOS_DEFAVORABLES = ("appuis", "compromis")
_FAIT, _OBSTACLE, _SUITE = "Ce qui est fait", "Ce qui fait obstacle", "Ce qui vient"
# Une décision dit ce qui sera : elle n'est pas encore faite.
_DECIDE = "Ce qui a été décidé"
_GENRES_DES_VOLETS: Mapping[str, Sequence[str]] = {
    _FAIT: (Note.Genre.FAIT_MARQUANT, Note.Genre.REUSSITE, ""),
    _DECIDE: (Note.Genre.DECISION,),
    _OBSTACLE: (Note.Genre.DIFFICULTE,),
    _SUITE: (Note.Genre.PROCHAINE_ETAPE,),
}


@dataclass(frozen=True)
class FicheLue:
    """Une fiche-action ce jour-là ; `etat` et `meteo` sont des clés de badge, vides si inconnus."""

    numero: int
    titre: str
    objectifs: str
    public_cible: str
    conduite_ecrite: str
    etat: str
    meteo: str
    meteo_commentaire: str
    pilotes: tuple[str, ...]
    copilotes: tuple[str, ...]
    etapes: tuple[EtapeLue, ...]
    notes: tuple[NoteLue, ...]
    indicateurs: tuple[IndicateurLu, ...]
    references: tuple[Repere, ...]
    cle: int = 0
    recits: RecitsDeFiche = RecitsDeFiche()
    argent: ArgentDeFiche = field(default_factory=ArgentDeFiche)
    temps_forts: tuple[TempsFortLu, ...] = ()

    @property
    def volets(self) -> tuple[VoletDeFiche, ...]:
        """Ce que l'année en raconte, récit et journal ensemble : fait, décidé, obstacle, suite."""
        recits = {
            _FAIT: self.recits.fait,
            _OBSTACLE: self.recits.obstacles,
            _SUITE: self.recits.suite,
        }
        return tuple(
            VoletDeFiche(
                titre,
                recits.get(titre, ""),
                tuple(n for n in self.notes if n.genre in genres),
                self.meteo_commentaire if titre == _OBSTACLE and self.meteo_est_defavorable else "",
            )
            for titre, genres in _GENRES_DES_VOLETS.items()
        )

    @property
    def volets_vides(self) -> tuple[str, ...]:
        """Les titres de ceux dont personne n'a rien dit ; une année sans décision n'y est pas."""
        return tuple(v.titre for v in self.volets if not v.est_rempli and v.titre != _DECIDE)

    @property
    def meteo_est_defavorable(self) -> bool:
        """Vrai si le pilote demande des appuis, ou dit les objectifs compromis."""
        return self.meteo in METEOS_DEFAVORABLES

    @property
    def source_des_reperes(self) -> str:
        """La source de tous ses repères, s'ils ont la même : elle ne se dit qu'une fois."""
        sources = {repere.source for repere in self.references}
        return sources.pop() if len(sources) == 1 else ""

    @property
    def etapes_faites(self) -> int:
        """Le nombre d'étapes faites."""
        return sum(etape.statut == "faite" for etape in self.etapes)

    @property
    def etapes_sont_connues(self) -> bool:
        """Vrai si quelqu'un a dit où en est l'action : sinon, aucune étape faite ne dit rien."""
        return bool(self.etat) or any(e.statut in ("faite", "en_retard") for e in self.etapes)

    @property
    def indicateurs_attendus(self) -> int:
        """Le nombre d'indicateurs qui doivent une réponse."""
        return sum(not indicateur.est_a_definir for indicateur in self.indicateurs)

    @property
    def indicateurs_repondus(self) -> int:
        """Le nombre d'indicateurs attendus qui ont leur réponse."""
        return self.indicateurs_attendus - sum(i.est_sans_reponse for i in self.indicateurs)


@dataclass(frozen=True)
class AxeLu:
    """Un axe, ce que le contrat en dit, le récit de l'année et ses fiches."""

    numero: int
    titre: str
    titre_court: str
    description: str
    references: tuple[Repere, ...]
    recit: str
    fiches: tuple[FicheLue, ...]
    cle: int = 0


def axes_lus(
    convention: Convention,
    *,
    annee: int,
    lue_au: datetime.date,
    recits: Mapping[int | None, str],
) -> tuple[AxeLu, ...]:
    """Les axes et leurs fiches, lus à ce jour, en huit requêtes quel que soit leur nombre.

    `recits` : identifiant d'axe → récit de l'année.
    """
    axes = list(Axe.objects.filter(convention=convention))
    plan = _Plan(convention, annee, lue_au)
    return tuple(
        AxeLu(
            numero=axe.numero,
            titre=axe.titre,
            titre_court=axe.titre_court,
            description=axe.description,
            references=plan.references_d_axe(axe),
            recit=recits.get(axe.pk, ""),
            fiches=tuple(plan.fiche(fiche) for fiche in plan.fiches if fiche.axe_id == axe.pk),
            cle=axe.pk,
        )
        for axe in axes
    )


class _Plan:
    """Ce que la base sait du plan, chargé d'un coup et rangé par fiche."""

    def __init__(self, convention: Convention, annee: int, lue_au: datetime.date) -> None:
        self.annee, self.lue_au, self.terme = annee, lue_au, convention.terme
        self.fiches = list(fiches_lues(convention, lue_au))
        self._etapes = _ranger(Etape.objects.filter(fiche__convention=convention), "fiche_id")
        self._pilotes = _ranger(
            PiloteDeFiche.objects.filter(fiche__convention=convention).select_related("personne"),
            "fiche_id",
        )
        self._notes = _ranger(
            Note.objects.filter(
                fiche__convention=convention, date__year=annee, date__lte=lue_au
            ).order_by("date", "pk"),
            "fiche_id",
        )
        self._indicateurs = _ranger(
            Indicateur.objects.filter(fiche__convention=convention), "fiche_id"
        )
        references = list(
            Reference.objects.filter(fiche__convention=convention)
            | Reference.objects.filter(axe__convention=convention)
        )
        self._references = {
            champ: _ranger(references, champ) for champ in ("axe_id", "fiche_id", "indicateur_id")
        }
        self._releves = releves_dits(convention, [annee, annee - 1])

    def references_d_axe(self, axe: Axe) -> tuple[Repere, ...]:
        return tuple(map(repere, self._references["axe_id"].get(axe.pk, [])))

    def fiche(self, fiche: Any) -> FicheLue:
        etat = fiche.etat_lu or ""
        pilotes = [p for p in self._pilotes.get(fiche.pk, []) if p.est_en_cours(self.lue_au)]
        return FicheLue(
            numero=fiche.numero,
            titre=fiche.titre,
            objectifs=fiche.objectifs,
            public_cible=fiche.public_cible,
            conduite_ecrite=fiche.conduite_ecrite,
            etat=etat,
            meteo=fiche.meteo_lue or "",
            meteo_commentaire=fiche.meteo_commentaire_lu or "",
            pilotes=tuple(str(p.personne) for p in pilotes if not p.est_copilote),
            copilotes=tuple(str(p.personne) for p in pilotes if p.est_copilote),
            etapes=tuple(self._etape(etape, etat=etat) for etape in self._etapes.get(fiche.pk, [])),
            notes=tuple(
                NoteLue(note.date, note.texte, note.auteur, note.genre)
                for note in self._notes.get(fiche.pk, [])
            ),
            indicateurs=tuple(map(self._indicateur, self._indicateurs.get(fiche.pk, []))),
            references=tuple(
                repere(reference)
                for reference in self._references["fiche_id"].get(fiche.pk, [])
                if reference.indicateur_id is None
            ),
            cle=fiche.pk,
        )

    def _etape(self, etape: Etape, *, etat: str) -> EtapeLue:
        return EtapeLue(
            libelle=etape.libelle,
            periode=etape.periode_ecrite or _periode(etape),
            statut=statut_lu(etape, self.lue_au, etat=etat),
            faite_le=_deja(etape.faite_le, self.lue_au),
            est_au_dela_du_terme=etape.depasse(self.terme),
        )

    def _indicateur(self, indicateur: Indicateur) -> IndicateurLu:
        return IndicateurLu(
            libelle=indicateur.libelle,
            est_a_definir=indicateur.est_a_definir,
            reponse=_reponse(self._releves.get((indicateur.pk, self.annee))),
            precedente=_reponse(self._releves.get((indicateur.pk, self.annee - 1))),
            references=tuple(map(repere, self._references["indicateur_id"].get(indicateur.pk, []))),
            cle=indicateur.pk,
        )


def _ranger(objets: Iterable[Any], champ: str) -> dict[int, list[Any]]:
    rangs: dict[int, list[Any]] = defaultdict(list)
    for objet in objets:
        rangs[getattr(objet, champ)].append(objet)
    return rangs


def jour_de_lecture(annee: int, le: datetime.date) -> datetime.date:
    """Le jour auquel l'avancement d'une année se lit : son 31 décembre, ou `le` s'il précède."""
    return min(datetime.date(annee, 12, 31), le)


def fiches_lues(convention: Convention, lue_au: datetime.date) -> QuerySet[FicheAction]:
    """Les fiches, avec l'état et la météo écrits à la fin de ce jour, lus dans l'historique.

    `etat_lu`, `meteo_lue`, `meteo_commentaire_lu` : None si rien n'en fut écrit.
    """
    lendemain = datetime.datetime.combine(
        lue_au + datetime.timedelta(days=1), datetime.time(), get_current_timezone()
    )
    lignes = (
        FicheAction.historique.filter(id=OuterRef("pk"), history_date__lt=lendemain)
        # Une fiche chargée après coup naît après ce qu'on a daté d'avant : son chargement ne vaut
        # que si rien d'autre n'est écrit. Il ne dit que le contrat, jamais où en est l'action.
        .annotate(
            est_chargement=Case(
                When(Q(history_type="+") | Q(auteur=AUTEUR.libelle_d_auteur), then=1), default=0
            )
        )
        .order_by("est_chargement", "-history_date", "-history_id")
    )
    return FicheAction.objects.filter(convention=convention).annotate(
        etat_lu=Subquery(lignes.values("etat")[:1]),
        meteo_lue=Subquery(lignes.values("meteo")[:1]),
        meteo_commentaire_lu=Subquery(lignes.values("meteo_commentaire")[:1]),
    )


def statut_lu(etape: Etape, lue_au: datetime.date, *, etat: str) -> str:
    """Où en était l'étape ce jour-là : une clé de badge, ou `CLOSE` ; `etat` est celui d'alors.

    Sans date, et dont personne n'a rien dit : non renseigné. Rien n'apprend qu'elle soit en cours.
    """
    # L'étape telle qu'on la savait alors ; elle n'est jamais enregistrée.
    alors = Etape(
        debut=etape.debut,
        fin=etape.fin,
        faite_le=_deja(etape.faite_le, lue_au),
        vue_le=_deja(etape.vue_le, lue_au),
    )
    if etat in FicheAction.ETATS_CLOS and alors.est_passee(lue_au):
        return CLOSE
    if alors.debut is None and alors.fin is None and not (alors.faite_le or alors.vue_le):
        return ""
    return alors.statut(lue_au)


def _deja(jour: datetime.date | None, lue_au: datetime.date) -> datetime.date | None:
    return jour if jour and jour <= lue_au else None


def _periode(etape: Etape) -> str:
    debut, fin = etape.debut, etape.fin
    if debut and fin:
        if debut.year == fin.year:
            return str(debut.year)
        return f"{debut.year}-{fin.year}"
    if debut:
        return f"à partir de {debut.year}"
    return f"jusqu’en {fin.year}" if fin else ""


def _reponse(releve: Releve | None) -> ReponseLue | None:
    if releve is None:
        return None
    return ReponseLue(
        reponse=releve.reponse,
        niveau=releve.niveau,
        en_clair=releve.en_clair(),
        texte=(releve.recit or releve.motif or releve.mot_d_ecart).strip(),
    )
