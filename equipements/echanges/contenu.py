"""Ce qu'un fichier du registre contient, avant toute mise en page."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from conventions.models import Convention, Signataire, Utilisateur
from equipements.declarants import signataires_avec_mes_droits
from equipements.echanges.colonnes import Reperes
from equipements.echanges.questions import annees_au_fil, lignes
from equipements.echanges.registre import registre_de
from equipements.forms.filtres import FiltresForm
from equipements.liste import retenir
from equipements.models import LIGNES, QuerySetDEquipements
from equipements.rattachees import au_fil

MENTION = "Données fictives"


def mention() -> str:
    """« Données fictives » en démonstration, portée par chaque fichier ; vide ailleurs."""
    return MENTION if settings.EN_DEMONSTRATION else ""


@dataclass(frozen=True)
class Retenues:
    """Les structures qu'une personne emporte : celles qu'elle lit et que ses filtres retiennent.

    `choix` : les filtres posés, en mots.
    """

    convention: Convention
    utilisateur: Utilisateur | None
    structures: QuerySetDEquipements
    choix: Sequence[str]
    lisibles: QuerySetDEquipements
    le: datetime.date

    @classmethod
    def lues(
        cls,
        convention: Convention,
        utilisateur: Utilisateur | None,
        filtres: Mapping[str, str],
        le: datetime.date,
    ) -> "Retenues":
        """D'après les filtres de la liste, tels que l'adresse les porte."""
        # Les parties ne servent qu'à comprendre ces filtres-là.
        signataires: Iterable[Signataire] = ()
        if any(filtres.get(nom) for nom in ("commune", "soutien", "etat")):
            signataires = signataires_avec_mes_droits(utilisateur, convention)
        formulaire = FiltresForm(filtres, signataires=signataires)
        lisibles = registre_de(convention, utilisateur)
        retenues = retenir(lisibles, convention, utilisateur, formulaire.valeurs())
        return cls(convention, utilisateur, retenues, formulaire.en_mots(), lisibles, le)

    @cached_property
    def comptes(self) -> tuple[int, int]:
        """Combien sont retenues, et combien la personne en lit en tout ; une requête."""
        if not self.choix:
            return (total := self.lisibles.count()), total
        comptes = self.lisibles.aggregate(
            retenues=Count("pk", filter=Q(pk__in=self.structures.order_by().values("pk"))),
            total=Count("pk"),
        )
        return comptes["retenues"], comptes["total"]


@dataclass(frozen=True)
class ContenuDuRegistre:
    """Les structures emportées, lues au fil ; `reperes` en écrit les cellules."""

    retenues: Retenues
    reperes: Reperes

    @property
    def nombre(self) -> int:
        """Combien de structures sont emportées."""
        return self.retenues.comptes[0]

    def structures(self, listes: Iterable[str] = ()) -> Iterator[Any]:
        """Les structures, relues à chaque appel, avec ces listes (`LIGNES`)."""
        return au_fil(self.retenues.structures, listes)

    @property
    def convention(self) -> Convention:
        """La convention dont c'est le registre."""
        return self.retenues.convention

    @property
    def titre(self) -> str:
        """Le titre du document."""
        return "Registre des structures"

    @property
    def etendue(self) -> str:
        """« 12 structures sur 72 : type : ALSH », ou « 72 structures »."""
        nombre, total = self.retenues.comptes
        mot = "structure" if nombre < 2 else "structures"
        if self.retenues.choix:
            return f"{nombre} {mot} sur {total} ({', '.join(self.retenues.choix)})"
        return f"{nombre} {mot}"

    @property
    def sujet(self) -> list[str]:
        """Ce que le fichier dit de lui-même : une phrase chacun."""
        return sujet(self.titre, self.etendue, self.retenues)

    @property
    def nom_du_fichier(self) -> str:
        """Le nom sous lequel il se range, sans suffixe."""
        extrait = "-extrait" if self.retenues.choix else ""
        return f"registre-{self.convention.slug}{extrait}"

    def lignes(self) -> Iterable[dict[str, Any]]:
        """Les cellules, ligne par ligne."""
        return (self.reperes.valeurs(structure) for structure in self.structures(LIGNES))


def sujet(titre: str, etendue: str, retenues: Retenues) -> list[str]:
    """Titre, convention, étendue, jour, et « données fictives » s'il le faut."""
    dits = [titre, retenues.convention.nom, etendue, f"État du {retenues.le:%d/%m/%Y}", mention()]
    return [dit for dit in dits if dit]


def contenu_du_registre(retenues: Retenues) -> ContenuDuRegistre:
    """Les structures et ce qu'en disent les colonnes ; leur nombre ne change pas les requêtes."""
    return ContenuDuRegistre(retenues, Reperes.lus(retenues.convention))


@dataclass(frozen=True)
class ContenuDeLAnnee:
    """Les questions d'une année, pour ces structures."""

    retenues: Retenues
    annee: int

    @property
    def titre(self) -> str:
        """Le titre du document."""
        return f"Chiffres {self.annee} du registre"

    @property
    def sujet(self) -> list[str]:
        """Ce que le fichier dit de lui-même."""
        choix = ", ".join(self.retenues.choix)
        return sujet(self.titre, f"Extrait ({choix})" if choix else "", self.retenues)

    @property
    def nom_du_fichier(self) -> str:
        """Le nom sous lequel il se range, sans suffixe."""
        extrait = "-extrait" if self.retenues.choix else ""
        return f"chiffres-{self.annee}-{self.retenues.convention.slug}{extrait}"

    def lignes(self) -> Iterator[dict[str, Any]]:
        """Une ligne par question, déjà masquée pour qui ne peut la voir ; relues à chaque appel."""
        retenues = self.retenues
        return lignes(annees_au_fil(retenues.structures, self.annee, retenues.utilisateur))


def contenu_de_l_annee(retenues: Retenues, annee: int) -> ContenuDeLAnnee:
    """Les questions de l'année et leurs réponses, lues au fil."""
    return ContenuDeLAnnee(retenues, annee)
