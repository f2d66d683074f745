"""Ce que la coordination décide d'une saisie. Qui l'avait proposée dans une campagne l'apprend."""

import datetime

from conventions.courriels import envoyer
from conventions.lettres import lettre
from conventions.liens import Usage, lien_pour
from conventions.models import Campagne, Convention, Motif
from conventions.reponses import renvoyer_la_reponse
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import verrouiller
from equipements import services
from equipements.models import DemandeDeRegistre, Equipement, ReponseDeStructure

Constat = ReponseDeStructure.Constat


def trancher_la_correction(
    *,
    equipement: Equipement,
    accepte: bool,
    motif: str,
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Le coordonnateur accepte la correction en attente, ou la renvoie avec un motif.

    Renvoyée, elle revient à qui l'a proposée dans une campagne : par courriel, sa réponse à faire.
    Lève ce que lèvent `accepter_correction` et `renvoyer_correction`.
    """
    if accepte:
        services.accepter_correction(
            equipement=equipement, version_ouverte=version_ouverte, par=par, le=le
        )
        return
    with acte(par):
        _verrouiller_les_conventions(equipement)
        services.renvoyer_correction(
            equipement=equipement, motif=motif, version_ouverte=version_ouverte, par=par, le=le
        )
        _rendre(equipement, motif, ReponseDeStructure.PROPOSEES, par=par, le=le)


def renvoyer_la_declaration(
    *, equipement: Equipement, motif: str, version_ouverte: int, par: Acteur, le: datetime.date
) -> None:
    """Le coordonnateur renvoie une structure déclarée : la réponse qui la portait revient à faire.

    Lève ce que lève `Equipement.renvoyer`.
    """
    with acte(par):
        _verrouiller_les_conventions(equipement)
        equipement.renvoyer(motif=motif, par=par, version_ouverte=version_ouverte)
        _rendre(equipement, motif, [Constat.NOUVELLE], par=par, le=le)


def _verrouiller_les_conventions(equipement: Equipement) -> None:
    """Celles dont une campagne demande la structure, d'abord : le même ordre que qui répond."""
    demandees = Convention.objects.filter(
        campagnes__in=Campagne.objects.ouvertes(),
        campagnes__demandes_de_registre__reponses__equipement=equipement,
    )
    for convention in Convention.objects.filter(pk__in=demandees.values("pk")).order_by("pk"):
        verrouiller(convention)


def _rendre(
    equipement: Equipement,
    motif: str,
    constats: "list[Constat] | tuple[Constat, ...]",
    *,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Rend leur réponse à celles des parties qui l'avaient dit, dans une campagne ouverte."""
    dites = ReponseDeStructure._default_manager.filter(
        equipement=equipement,
        constat__in=constats,
        demande__campagne__in=Campagne.objects.ouvertes(),
    )
    demandes = DemandeDeRegistre.objects.pour_liste().filter(pk__in=dites.values("demande"))
    for demande in demandes:
        if demande.etat == DemandeDeRegistre.Etat.REPONDUE:
            renvoyer_la_reponse(
                demande=demande,
                motif=f"{equipement} : {motif.strip()}",
                par=par,
                le=le,
                version_ouverte=demande.version,
            )
        elif demande.etat in DemandeDeRegistre.OUVERTES:
            _dire_le_motif(demande, equipement, motif, par)


def _dire_le_motif(
    demande: DemandeDeRegistre, equipement: Equipement, motif: str, par: Acteur
) -> None:
    """La réponse n'est pas encore confirmée : un courriel dit ce qui est à y reprendre."""
    convention = demande.campagne.convention
    envoyer(
        lettre(
            [demande],
            objet=f"À reprendre : {equipement}",
            paragraphes=[
                f"Ce que vous avez proposé pour « {equipement} » vous revient. Voici pourquoi :",
                motif.strip(),
            ],
            par=par,
            geste="Reprendre ma réponse",
            suite=[
                "Ce que vous aviez saisi est gardé : corrigez-le, ou dites que rien n'a changé."
            ],
        ),
        a=demande.repondante,
        motif=Motif.RENVOI,
        raison=f"renvoi:{demande.marque}:{equipement.pk}:{equipement.version}",
        convention=convention,
        lien=lien_pour(demande.repondante, Usage.REPONDRE, convention=convention, par=par),
    )
