"""Un petit territoire : quatre parties, deux actions, deux comités, et ceux qui y travaillent."""

from dataclasses import dataclass

from django.utils.text import slugify

from actions.models import Etape, FicheAction, Indicateur
from conventions.models import Convention, Partenaire, Signataire, Utilisateur
from pilotage.models import Instance
from tests import fabriques


@dataclass(frozen=True)
class Territoire:
    """La convention, ses parties, son plan, ses gens. `mot` se lit dans tout ce qui est à elle."""

    mot: str
    convention: Convention
    caf: Signataire
    agglomeration: Signataire
    commune: Signataire
    voisine: Signataire
    fiche: FicheAction
    autre_fiche: FicheAction
    etape: Etape
    indicateurs: list[Indicateur]
    copil: Instance
    cotech: Instance
    coordonnateur: Utilisateur
    agent: Utilisateur
    agent_voisin: Utilisateur
    futur_pilote: Utilisateur
    autre_pilote: Utilisateur
    membre: Utilisateur
    lecteur: Utilisateur

    @property
    def slug(self) -> str:
        """L'adresse de la convention."""
        return self.convention.slug


def territoire(mot: str = "Valmont", caf: Partenaire | None = None) -> Territoire:
    """Un territoire où tout porte ce mot : ses communes, ses actions, ses comités, ses comptes."""
    nature = Partenaire.Nature
    convention = fabriques.convention(
        slug=f"{slugify(mot)}-2022-2026",
        nom=f"Convention territoriale globale de {mot}",
        territoire=f"Agglomération de {mot}",
    )
    communes = [
        fabriques.partenaire(
            nom=f"Commune de {mot}-{suite}", commune=fabriques.commune(nom=f"{mot}-{suite}")
        )
        for suite in ("le-Haut", "le-Bas")
    ]
    commune, voisine = (fabriques.signataire(convention, partenaire=c) for c in communes)
    caf = caf or fabriques.partenaire(nature=nature.CAF, nom=f"Caf de {mot}")
    agglomeration = fabriques.partenaire(nature=nature.AGGLOMERATION, nom=f"Agglomération de {mot}")
    axe = fabriques.axe(convention, titre=f"Grandir à {mot}", titre_court=f"Grandir à {mot}")
    fiche = fabriques.fiche(convention, axe=axe, titre=f"Accueillir à {mot}")
    autre_fiche = fabriques.fiche(convention, axe=axe, titre=f"Informer à {mot}")
    return Territoire(
        mot=mot,
        convention=convention,
        caf=fabriques.signataire(convention, partenaire=caf, est_copilote=True),
        agglomeration=fabriques.signataire(convention, partenaire=agglomeration, est_copilote=True),
        commune=commune,
        voisine=voisine,
        fiche=fiche,
        autre_fiche=autre_fiche,
        etape=fabriques.etape(fiche, libelle=f"ouvrir un lieu à {mot}"),
        indicateurs=[
            fabriques.indicateur(fiche, libelle=f"{quoi} de {mot}")
            for quoi in ("enfants accueillis", "satisfaction des familles", "heures de formation")
        ],
        copil=fabriques.instance(convention, genre=Instance.Genre.COPIL, nom=f"Pilotage de {mot}"),
        cotech=fabriques.instance(
            convention, genre=Instance.Genre.COTECH, nom=f"Technique de {mot}"
        ),
        coordonnateur=_nomme(fabriques.coordonnateur(convention), f"Coordonnatrice de {mot}"),
        agent=_nomme(fabriques.agent(convention, commune.partenaire), f"Agent de {mot}-le-Haut"),
        agent_voisin=_nomme(
            fabriques.agent(convention, voisine.partenaire), f"Agent de {mot}-le-Bas"
        ),
        futur_pilote=_nomme(fabriques.lecteur(convention), f"Directrice de l'enfance de {mot}"),
        autre_pilote=_nomme(fabriques.pilote(autre_fiche), f"Animateur de {mot}"),
        membre=_nomme(fabriques.membre(convention), f"Élue de {mot}"),
        lecteur=_nomme(fabriques.lecteur(convention), f"Lecteur de {mot}"),
    )


def _nomme(compte: Utilisateur, nom: str) -> Utilisateur:
    """Le compte et la personne portent le nom de leur fonction."""
    compte.nom = compte.personne.nom = nom
    compte.personne.save()
    compte.save()
    return compte
