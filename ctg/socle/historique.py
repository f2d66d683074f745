"""Qui a changé quoi, quand : l'auteur de chaque écriture et la lecture de l'historique.

Une écriture a lieu dans `acte(par)` : une transaction, signée. `par` est un utilisateur du portail
ou un acteur nommé (une commande de gestion, une personne venue par un lien).
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from simple_history.manager import HistoryDescriptor
from simple_history.models import HistoricalRecords

from ctg.socle import horloge
from ctg.socle.nombres import nombre_fr


class Acteur(Protocol):
    """Ce dont l'historique a besoin pour signer : un libellé, et le compte quand il y en a un."""

    @property
    def libelle_d_auteur(self) -> str: ...

    @property
    def compte_id(self) -> int | None: ...


@dataclass(frozen=True)
class ActeurNomme:
    """Un auteur sans compte : une commande de gestion, par exemple."""

    libelle_d_auteur: str
    compte_id: int | None = None


PORTAIL = ActeurNomme("portail (automatique)")

_acteur_courant: ContextVar[Acteur] = ContextVar("acteur_courant", default=PORTAIL)
_date_imposee: ContextVar[datetime.datetime | None] = ContextVar("date_imposee", default=None)


@contextmanager
def acte(par: Acteur) -> Iterator[None]:
    """Une écriture signée : transaction atomique dont chaque ligne d'historique porte `par`."""
    jeton = _acteur_courant.set(par)
    try:
        with transaction.atomic():
            yield
    finally:
        _acteur_courant.reset(jeton)


@contextmanager
def antidater(le: datetime.datetime) -> Iterator[None]:
    """Date du passé les lignes d'historique écrites ici : pour la seule démonstration."""
    jeton = _date_imposee.set(le)
    try:
        yield
    finally:
        _date_imposee.reset(jeton)


@contextmanager
def en_une_ligne(objet: models.Model) -> Iterator[None]:
    """Ce qui s'écrit ici sur l'objet et ses champs multiples ne laisse qu'une ligne d'historique.

    S'emploie dans un `acte`, qui la signe. Sans cela, chaque champ multiple écrit la sienne.
    """
    # L'attribut par lequel la bibliothèque se tait ; les modèles ne le déclarent pas.
    objet.skip_history_when_saving = True  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del objet.skip_history_when_saving  # type: ignore[attr-defined]
    objet.save()


def acteur_courant() -> Acteur:
    """Qui signe l'acte en cours ; le portail, hors d'un acte."""
    return _acteur_courant.get()


def instant_de_l_acte() -> datetime.datetime:
    """Quand l'acte en cours a lieu : maintenant, ou la date que la démonstration lui donne."""
    return _date_imposee.get() or horloge.maintenant()


def libelle_courant() -> str:
    """Le libellé de l'auteur de l'acte en cours."""
    return acteur_courant().libelle_d_auteur


def _compte_courant(**_: Any) -> Acteur | None:
    """Le compte de l'auteur, s'il en a un : un acteur nommé n'en a pas."""
    acteur = _acteur_courant.get()
    return acteur if acteur.compte_id else None


class LigneSignee(models.Model):
    """Base des tables d'historique : l'auteur en toutes lettres, qui survit à son compte."""

    auteur = models.CharField("auteur", max_length=200, default=libelle_courant)

    class Meta:
        abstract = True


class _Acces:
    """L'accès d'un modèle à son historique, dont le gestionnaire n'a qu'une classe.

    La bibliothèque en écrit une nouvelle à chaque accès, donc à chaque enregistrement : un
    vingtième du temps d'un chargement.
    """

    def __init__(self, de_la_bibliotheque: HistoryDescriptor) -> None:
        self._modele = de_la_bibliotheque.model
        self._classe = de_la_bibliotheque.manager_class.from_queryset(
            de_la_bibliotheque.queryset_class
        )

    def __get__(self, objet: models.Model | None, classe: type[models.Model]) -> Any:
        return self._classe(self._modele, objet)


class Historique(HistoricalRecords):
    """L'historique d'un modèle, signé par l'acteur de l'acte en cours."""

    def __init__(self, **options: Any) -> None:
        super().__init__(bases=[LigneSignee], get_user=_compte_courant, **options)

    def get_extra_fields(self, model: type[models.Model], fields: dict[str, Any]) -> dict[str, Any]:
        """Ce que la bibliothèque ajoute, sauf là où un champ du domaine porte déjà ce nom.

        Une réunion est celle d'une « instance » : la propriété `instance` de la bibliothèque
        effacerait ce champ.
        """
        ajouts: dict[str, Any] = super().get_extra_fields(model, fields)
        return {nom: ajout for nom, ajout in ajouts.items() if nom not in fields}

    def finalize(self, sender: type[models.Model], **suite: Any) -> None:
        """Pose l'accès du portail à la place de celui de la bibliothèque."""
        super().finalize(sender, **suite)
        pose = vars(sender).get(self.manager_name)
        if isinstance(pose, HistoryDescriptor):
            setattr(sender, self.manager_name, _Acces(pose))

    def post_save(
        self, instance: models.Model, created: bool, using: str | None = None, **suite: Any
    ) -> None:
        """N'écrit rien quand seuls des champs non suivis changent (la date de connexion)."""
        touches = suite.get("update_fields")
        if touches and set(touches) <= set(self.excluded_fields):
            return
        super().post_save(instance, created, using=using, **suite)

    def create_historical_record(
        self, instance: models.Model, history_type: str, using: str | None = None
    ) -> None:
        """Écrit la ligne, à la date imposée par `antidater` s'il y en a une."""
        le = _date_imposee.get()
        if le is not None:
            instance._history_date = le  # type: ignore[attr-defined]
        super().create_historical_record(instance, history_type, using=using)
        if le is not None:
            del instance._history_date  # type: ignore[attr-defined]


# --- Lecture ---------------------------------------------------------------------------------

NATURES = {"+": "création", "~": "modification", "-": "suppression"}
# Le chemin d'un fichier ne dit rien : son nom et sa taille, à côté, le disent.
_CHAMPS_MUETS = {"version", "id", "code", "generation_des_sessions", "fichier"}
_VIDES: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class ChampModifie:
    """Un champ, sa valeur d'avant et d'après, déjà lisibles en français."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Changement:
    """Une ligne de la page d'historique : qui, quand, sur quoi, de quoi à quoi."""

    le: datetime.datetime
    auteur: str
    nature: str
    objet: str
    champs: list[ChampModifie] = field(default_factory=list)
    # Pourquoi une ligne est retirée, quand on l'a demandé.
    motif: str = ""


def valeur_lisible(valeur: Any) -> str:
    """La valeur d'un champ telle qu'une personne la lit : dates, nombres et oui/non en français."""
    if valeur in _VIDES:
        return "—"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime.datetime):
        return date_format(localtime(valeur), "j F Y à H:i")
    if isinstance(valeur, datetime.date):
        return date_format(valeur, "j F Y")
    if isinstance(valeur, (list, tuple, set)):
        return ", ".join(str(element) for element in valeur)
    # Une année ne se groupe pas par milliers ; au-delà, un nombre se lit mieux groupé.
    if isinstance(valeur, int) and abs(valeur) < 10_000:
        return str(valeur)
    if isinstance(valeur, float):
        # Une coordonnée ne s'arrondit pas au centième.
        return str(valeur).replace(".", ",")
    if isinstance(valeur, (int, Decimal)):
        return nombre_fr(valeur)
    return str(valeur)


class _Lecteur:
    """Traduit les valeurs brutes d'un modèle, avec une requête par modèle lié et non par ligne."""

    def __init__(self) -> None:
        self._lies: dict[Any, dict[Any, str]] = {}

    def preparer(self, ecarts: Iterable[tuple[Any, Any, Any]]) -> None:
        """Lit d'un coup, par modèle, les objets liés dont ces écarts parlent."""
        cles: dict[Any, set[Any]] = {}
        for champ, *valeurs in ecarts:
            if champ.related_model is not None:
                voulues = cles.setdefault(champ.related_model, set())
                for valeur in valeurs:
                    voulues.update(valeur if isinstance(valeur, list) else [valeur])
        for modele, voulues in cles.items():
            voulues.discard(None)
            trouves = modele._base_manager.in_bulk(voulues)
            self._lies[modele] = {cle: str(trouves.get(cle, "(supprimé)")) for cle in voulues}

    def lire(self, champ: Any, valeur: Any) -> str:
        """La valeur en français ; pour un objet lié, son nom."""
        if champ.related_model is not None:
            connus = self._lies[champ.related_model]
            if isinstance(valeur, list):
                return valeur_lisible([connus.get(cle, "") for cle in valeur])
            return valeur_lisible(connus.get(valeur))
        libelles = dict(champ.flatchoices) or _libelles_d_une_liste(champ)
        if isinstance(valeur, dict):
            return valeur_lisible(" ; ".join(_entrees_lisibles(valeur, " : ")))
        if isinstance(valeur, list):
            cles = _cles_d_une_ligne(champ)
            lus = [_element_lisible(element, libelles, cles) for element in valeur]
            a_des_virgules = any(isinstance(element, dict) for element in valeur)
            return valeur_lisible(" ; ".join(lus) if a_des_virgules else lus)
        return valeur_lisible(libelles.get(valeur, valeur))


def _element_lisible(
    element: Any, libelles: dict[Any, str], cles: Iterable[str] | None = None
) -> str:
    """Un élément d'une liste ; une paire se lit « question : réponse », une ligne ses valeurs."""
    if isinstance(element, dict):
        valeurs = [element.get(cle) for cle in (cles or element)]
        return ", ".join(_rangee_lisible(valeur) for valeur in valeurs if valeur)
    if isinstance(element, (list, tuple)):
        return " : ".join(str(morceau) for morceau in element)
    return str(libelles.get(element, element))


def _entrees_lisibles(entrees: dict[str, Any], entre: str) -> list[str]:
    return [f"{cle}{entre}{_rangee_lisible(valeur)}" for cle, valeur in entrees.items()]


def _rangee_lisible(valeur: Any) -> str:
    """Ce qu'un champ JSON range dans un dictionnaire ; un jour y est un texte."""
    if isinstance(valeur, dict):
        return valeur_lisible(_entrees_lisibles(valeur, " "))
    if isinstance(valeur, str):
        with suppress(ValueError):
            return valeur_lisible(datetime.date.fromisoformat(valeur))
    return valeur_lisible(valeur)


def _libelles_d_une_liste(champ: Any) -> dict[str, str]:
    """Les libellés d'un champ liste, que son modèle range dans `LIBELLES_DES_LISTES`."""
    libelles: dict[str, dict[str, str]] = getattr(champ.model, "LIBELLES_DES_LISTES", {})
    return libelles.get(champ.name, {})


def _cles_d_une_ligne(champ: Any) -> Iterable[str] | None:
    """L'ordre où se lit une ligne d'un champ JSON, que son modèle range dans `LIGNES_DES_LISTES`.

    Une base peut ranger les clés d'un dictionnaire dans un autre ordre que celui où on l'a écrit.
    """
    lignes: dict[str, Iterable[str]] = getattr(champ.model, "LIGNES_DES_LISTES", {})
    return lignes.get(champ.name)


def _listes_liees(lignes: list[Any]) -> dict[tuple[Any, str], list[Any]]:
    """(ligne d'historique, champ multiple) → clés liées, en une requête par modèle."""
    listes: dict[tuple[Any, str], list[Any]] = {}
    par_modele: dict[type[Any], list[Any]] = {}
    for ligne in lignes:
        par_modele.setdefault(type(ligne), []).append(ligne.pk)
    for modele, cles in par_modele.items():
        liens = [
            getattr(modele, champ.name)
            .model.objects.filter(history__in=cles)
            .order_by()
            .values_list(
                "history_id",
                models.Value(champ.name, output_field=models.CharField()),
                f"{champ.m2m_reverse_field_name()}_id",
            )
            for champ in modele._history_m2m_fields
        ]
        if liens:
            for ligne, champ, lie in liens[0].union(*liens[1:], all=True):
                listes.setdefault((ligne, champ), []).append(lie)
    return {cle: sorted(valeurs) for cle, valeurs in listes.items()}


def _ecarts(
    avant: Any, ligne: Any, listes: dict[tuple[Any, str], list[Any]]
) -> list[tuple[Any, Any, Any]]:
    """Les champs qui diffèrent entre deux lignes : (champ, valeur brute d'avant, d'après)."""
    ecarts: list[tuple[Any, Any, Any]] = []
    for champ in ligne.tracked_fields:
        ancienne = getattr(avant, champ.attname) if avant else None
        ecarts.append((champ, ancienne, getattr(ligne, champ.attname)))
    for champ in ligne._history_m2m_fields:
        ancienne = listes.get((avant.pk, champ.name), []) if avant else []
        ecarts.append((champ, ancienne, listes.get((ligne.pk, champ.name), [])))
    return [
        (champ, ancienne, nouvelle)
        for champ, ancienne, nouvelle in ecarts
        if champ.name not in _CHAMPS_MUETS
        and ancienne != nouvelle
        and not (ancienne in _VIDES and nouvelle in _VIDES)
    ]


def changements(
    *historiques: Iterable[Any],
    limite: int = 200,
    nommer: Callable[[Any], str] | None = None,
) -> list[Changement]:
    """Les changements de plusieurs historiques, du plus récent au plus ancien.

    `historiques` : des requêtes sur des tables d'historique (``fiche.historique.all()``…). Une
    ligne qui ne change rien de lisible n'est pas montrée. Les objets liés sont lus en une requête
    par modèle. `nommer` dit de quel objet parle une ligne (« anomalie, Article 5 ») ; sans lui,
    c'est le nom de son modèle.
    """
    lecteur = _Lecteur()
    paires: list[tuple[Any, Any]] = []
    for historique in historiques:
        precedentes: dict[Any, Any] = {}
        # L'ordre d'écriture : une ligne antidatée se compare à ce qui fut écrit avant elle.
        for ligne in sorted(historique, key=lambda h: h.history_id):
            cle = getattr(ligne, ligne.instance_type._meta.pk.attname)
            paires.append((precedentes.get(cle), ligne))
            precedentes[cle] = ligne
    paires.sort(key=lambda p: (p[1].history_date, p[1].history_id), reverse=True)
    paires = paires[:limite]

    listes = _listes_liees([ligne for paire in paires for ligne in paire if ligne is not None])
    bruts: list[tuple[Any, list[tuple[Any, Any, Any]]]] = []
    for avant, ligne in paires:
        ecarts = [] if ligne.history_type == "-" else _ecarts(avant, ligne, listes)
        bruts.append((ligne, ecarts))
    lecteur.preparer(ecart for _, ecarts in bruts for ecart in ecarts)

    resultat = []
    for ligne, ecarts in bruts:
        champs = [
            ChampModifie(
                str(champ.verbose_name),
                lecteur.lire(champ, ancienne),
                lecteur.lire(champ, nouvelle),
            )
            for champ, ancienne, nouvelle in ecarts
        ]
        if not champs and ligne.history_type == "~":
            continue
        resultat.append(
            Changement(
                le=ligne.history_date,
                auteur=ligne.auteur,
                nature=NATURES[ligne.history_type],
                objet=nommer(ligne) if nommer else str(ligne.instance_type._meta.verbose_name),
                champs=champs,
                motif=(ligne.history_change_reason or "") if ligne.history_type == "-" else "",
            )
        )
    return resultat
