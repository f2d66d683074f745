"""Les campagnes, vues d'en haut : les préparer, ce qu'écrit un pilote, l'année qu'on ferme."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from conventions.campagnes import BilanDesEnvois, clore_campagne, rouvrir_campagne
from conventions.lettres import retirer_ce_qui_attend
from conventions.models import Campagne, Personne
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import verrouiller
from equipements.annees import avant_de_fermer, fermer_l_annee
from equipements.campagne import preparer_les_demandes
from equipements.models import AnneeFermee
from pilotage.models import DemandeDeFiche
from pilotage.services import ReponseEnvoyee, repondre_aux_indicateurs


def preparer_campagne(
    *,
    campagne: Campagne,
    choix: Mapping[int, int],
    par: Acteur,
    version_ouverte: int | None = None,
    parties: Mapping[int, int] | None = None,
) -> None:
    """Écrit une campagne et ses demandes.

    `choix` : identifiant de fiche → de personne ; `parties` : identifiant de partie → de personne.

    Une demande déjà partie ne change plus ; les autres se retirent ou changent de destinataire.
    Lève `ActionImpossible` si la campagne est close.
    """
    if campagne.close_le is not None:
        raise ActionImpossible("Cette campagne est close.")
    with acte(par):
        campagne.enregistrer(par=par, version_ouverte=version_ouverte)
        preparer_les_demandes(campagne=campagne, choix=parties or {}, par=par)
        prevues = {demande.fiche_id: demande for demande in campagne.demandes_de_fiche.all()}
        for fiche_id, demande in prevues.items():
            if demande.etat == DemandeDeFiche.Etat.A_ENVOYER and fiche_id not in choix:
                demande.delete()
        for fiche_id, personne_id in choix.items():
            demande = prevues.get(fiche_id) or DemandeDeFiche(campagne=campagne, fiche_id=fiche_id)
            if demande.etat != DemandeDeFiche.Etat.A_ENVOYER:
                continue
            if demande.personne_id != personne_id:
                demande.personne_id = personne_id
                demande.save()


def repondre_a_la_demande(
    *,
    demande: DemandeDeFiche,
    mise_a_jour: Mapping[str, Any] | None,
    reponses: Mapping[int, ReponseEnvoyee],
    recapitulatif: Sequence[tuple[str, str]],
    de: Personne,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Écrit la réponse : l'avancement de la fiche, ses indicateurs de l'année, la demande.

    `de` est la personne qui répond : la sollicitée, celle à qui elle l'a confiée, ou une autre,
    qui répond alors à sa place, et la demande le dit.

    `mise_a_jour` est ce que `FicheAction.mettre_a_jour` attend ; None une fois le plan figé (art.
    11 : après le terme, seuls les relevés restent ouverts). Tout est écrit, ou rien : un conflit
    sur la fiche ou sur un relevé lève `ConflitDeVersion`.
    """
    demande.campagne.exiger_ouverte()
    with acte(par):
        # La convention d'abord, comme qui ferme une année : nul n'attend l'autre.
        verrouiller(demande.campagne.convention)
        if mise_a_jour is not None:
            demande.fiche.mettre_a_jour(**mise_a_jour, par=par, le=le)
        repondre_aux_indicateurs(
            fiche=demande.fiche,
            annee=demande.campagne.annee,
            reponses=reponses,
            par=par,
            le=le,
        )
        if de == demande.personne:
            # Elle l'avait confiée, et répond elle-même : la réponse est la sienne.
            demande.transmise_a = None
        demande.repondre(
            par=par,
            le=le,
            reponse=recapitulatif,
            est_pour_autrui=not demande.est_adressee_a(de),
        )
        for personne in {demande.personne, demande.repondante}:
            retirer_ce_qui_attend(personne, demande.campagne.convention)


def clore_et_fermer(*, campagne: Campagne, par: Acteur, le: datetime.date) -> None:
    """Clôt la campagne ; celle du registre ferme l'année : ses chiffres ne changent plus.

    Tant qu'une réponse du registre reste à lire, lève `ActionImpossible` : elle ne s'accepterait
    plus. Une autre campagne ouverte sur la même année la garde ouverte.
    """
    convention, annee = campagne.convention, campagne.annee
    with acte(par):
        verrouiller(convention)
        clore_campagne(campagne=campagne, par=par, le=le)
        if not campagne.demande_le_registre or annee in AnneeFermee.de(convention):
            return
        if not avant_de_fermer(convention, annee).campagnes:
            fermer_l_annee(convention=convention, annee=annee, par=par, le=le)


def rouvrir_et_deverrouiller(
    *,
    campagne: Campagne,
    jusqu_au: datetime.date,
    motif: str,
    redemander: Collection[str],
    par: Acteur,
    le: datetime.date,
) -> BilanDesEnvois:
    """Rouvre la campagne ; celle du registre rouvre l'année, à ce nom et pour ce motif.

    `redemander` : les marques des demandes sans réponse à qui l'on écrit de nouveau.
    """
    convention, annee = campagne.convention, campagne.annee
    with acte(par):
        verrouiller(convention)
        bilan = rouvrir_campagne(
            campagne=campagne, jusqu_au=jusqu_au, redemander=redemander, par=par, le=le
        )
        if campagne.demande_le_registre and annee in AnneeFermee.de(convention):
            AnneeFermee.rouvrir(convention=convention, annee=annee, motif=motif, par=par)
    return bilan
