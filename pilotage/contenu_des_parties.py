"""Les parties à la convention, telles que la couverture les montre : nom et logo (art. 9)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from conventions.models import LogoDePartenaire, Partenaire, Signataire
from ctg.socle.nombres import quantite_fr
from pilotage.gouvernance import nom_court
from pilotage.manque import Manque

# Nature → son nom au pluriel ; l'ordre est celui de la couverture.
NATURES = {
    Partenaire.Nature.AGGLOMERATION: "intercommunalités",
    Partenaire.Nature.CAF: "caisses d’allocations familiales",
    Partenaire.Nature.MSA: "caisses de mutualité sociale agricole",
    Partenaire.Nature.DEPARTEMENT: "départements",
    Partenaire.Nature.ETAT: "services de l’État",
    Partenaire.Nature.EDUCATION_NATIONALE: "services de l’Éducation nationale",
    Partenaire.Nature.SYNDICAT: "syndicats intercommunaux",
    Partenaire.Nature.ASSOCIATION: "associations",
    Partenaire.Nature.AUTRE: "autres parties",
    Partenaire.Nature.COMMUNE: "communes",
}


@dataclass(frozen=True)
class LogoLu:
    """Un logo rangé par le portail : son fichier, son empreinte SHA-256, ses pixels."""

    fichier: str
    empreinte: str
    largeur: int
    hauteur: int


@dataclass(frozen=True)
class PartieLue:
    """Une partie ; sans logo, son nom en tient lieu (art. 9)."""

    nom: str
    est_copilote: bool
    logo: LogoLu | None = None


@dataclass(frozen=True)
class GroupeDeParties:
    """Les parties d'une même nature, dans l'ordre du texte ; une commune y est par son nom.

    `titre` : le nom de cette nature, au pluriel.
    """

    titre: str
    parties: tuple[PartieLue, ...]

    @property
    def noms(self) -> tuple[str, ...]:
        """Les noms de ses parties."""
        return tuple(partie.nom for partie in self.parties)

    @property
    def sans_logo(self) -> tuple[str, ...]:
        """Les noms de celles dont le logo manque (R26, art. 9)."""
        return tuple(partie.nom for partie in self.parties if partie.logo is None)


def groupes_de_parties(signataires: Iterable[Signataire]) -> tuple[GroupeDeParties, ...]:
    """Les parties par nature ; une requête, pour les logos."""
    signataires = list(signataires)
    logos = {
        logo.partenaire_id: LogoLu(str(logo.fichier), logo.empreinte, logo.largeur, logo.hauteur)
        for logo in LogoDePartenaire.objects.filter(
            partenaire__in=[s.partenaire_id for s in signataires]
        )
    }
    rangees: dict[str, list[PartieLue]] = {nature.value: [] for nature in NATURES}
    for signataire in signataires:
        rangees[signataire.partenaire.nature].append(
            PartieLue(
                nom_court(signataire), signataire.est_copilote, logos.get(signataire.partenaire_id)
            )
        )
    return tuple(
        GroupeDeParties(titre, tuple(rangees[nature.value]))
        for nature, titre in NATURES.items()
        if rangees[nature.value]
    )


def manques_de_logos(groupes: Sequence[GroupeDeParties]) -> Iterator[Manque]:
    """Les parties dont le logo manque (R26) : les supports communs les portent tous (art. 9)."""
    noms = [nom for groupe in groupes for nom in groupe.sans_logo]
    if noms:
        n, total = len(noms), sum(len(groupe.parties) for groupe in groupes)
        sujet = quantite_fr(n, "partie n'a" if n < 2 else "parties n'ont")
        # Toutes : les énumérer n'apprendrait rien.
        details = tuple(noms) if n < total else ()
        yield Manque(
            f"{sujet} pas déposé son logo." if n < 2 else f"{sujet} pas déposé leur logo.",
            "art. 9",
            details,
        )
