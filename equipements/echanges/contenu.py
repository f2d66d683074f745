"""Ce qu'un fichier du registre contient, avant toute mise en page."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from conventions.models import Convention, Utilisateur
from equipements.declarants import signataires_avec_mes_droits
from equipements.echanges.colonnes import Reperes
from equipements.echanges.questions import lignes, questions_de_l_annee
from equipements.echanges.registre import pour_echange, registre_de
from equipements.forms.filtres import FiltresForm
from equipements.liste import retenir
from equipements.models import QuerySetDEquipements

MENTION = "Données fictives"


def mention() -> str:
    """« Données fictives » en démonstration, portée par chaque fichier ; vide ailleurs."""
    return MENTION if settings.EN_DEMONSTRATION else ""


@dataclass(frozen=True)
class Retenues:
    """Les structures qu'une personne emporte : celles qu'elle lit et que ses filtres retiennent.

    `choix` : les filtres posés, en mots ; `total` : combien elle en lit en tout.
    """

    convention: Convention
    utilisateur: Utilisateur | None
    structures: QuerySetDEquipements
    choix: Sequence[str]
    total: int
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
        signataires = signataires_avec_mes_droits(utilisateur, convention)
        formulaire = FiltresForm(filtres, signataires=signataires)
        lisibles = registre_de(convention, utilisateur)
        retenues = retenir(lisibles, convention, utilisateur, formulaire.valeurs())
        return cls(
            convention,
            utilisateur,
            retenues,
            formulaire.en_mots(),
            lisibles.count(),
            le,
        )


@dataclass(frozen=True)
class ContenuDuRegistre:
    """Les structures emportées ; `reperes` en écrit les cellules."""

    retenues: Retenues
    structures: Sequence[Any]
    reperes: Reperes

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
        nombre = len(self.structures)
        mot = "structure" if nombre < 2 else "structures"
        if self.retenues.choix:
            return f"{nombre} {mot} sur {self.retenues.total} ({', '.join(self.retenues.choix)})"
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
        return (self.reperes.valeurs(structure) for structure in self.structures)


def sujet(titre: str, etendue: str, retenues: Retenues) -> list[str]:
    """Titre, convention, étendue, jour, et « données fictives » s'il le faut."""
    dits = [titre, retenues.convention.nom, etendue, f"État du {retenues.le:%d/%m/%Y}", mention()]
    return [dit for dit in dits if dit]


def contenu_du_registre(retenues: Retenues) -> ContenuDuRegistre:
    """Les structures et ce qu'en disent les colonnes ; leur nombre ne change pas les requêtes."""
    structures = pour_echange(retenues.structures)
    return ContenuDuRegistre(retenues, list(structures), Reperes.lus(retenues.convention))


@dataclass(frozen=True)
class ContenuDeLAnnee:
    """Les questions d'une année, pour ces structures."""

    retenues: Retenues
    annee: int
    lignes: Sequence[Mapping[str, Any]]

    @property
    def titre(self) -> str:
        """Le titre du document."""
        return f"Chiffres {self.annee} du registre"

    @property
    def sujet(self) -> list[str]:
        """Ce que le fichier dit de lui-même."""
        structures = len({ligne["numero"] for ligne in self.lignes})
        mot = "structure" if structures < 2 else "structures"
        etendue = f"{len(self.lignes)} questions à {structures} {mot}"
        if self.retenues.choix:
            etendue += f" ({', '.join(self.retenues.choix)})"
        return sujet(self.titre, etendue, self.retenues)

    @property
    def nom_du_fichier(self) -> str:
        """Le nom sous lequel il se range, sans suffixe."""
        extrait = "-extrait" if self.retenues.choix else ""
        return f"chiffres-{self.annee}-{self.retenues.convention.slug}{extrait}"


def contenu_de_l_annee(retenues: Retenues, annee: int) -> ContenuDeLAnnee:
    """Les questions de l'année, leurs réponses déjà masquées pour qui ne peut les voir."""
    structures = retenues.structures.select_related("commune")
    annees = questions_de_l_annee(structures, annee, retenues.convention, retenues.utilisateur)
    return ContenuDeLAnnee(retenues, annee, list(lignes(structures, annees)))
