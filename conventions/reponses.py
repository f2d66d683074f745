"""Ce qui suit une demande : la garder, la confier, accepter sa réponse, la renvoyer."""

import datetime
from collections.abc import Mapping
from typing import Any

from conventions.courriels import Courriel, envoyer
from conventions.lettres import lettre
from conventions.liens import Usage, lien_pour
from conventions.models import Convention, Demande, Envoi, Motif, Personne
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur

TRANSMISSIONS_AU_PLUS = 5
LIEN_A_VOUS = "Le lien est à vous : aucun mot de passe n'est demandé."


def garder_pour_plus_tard(
    *, demande: Demande, brouillon: Mapping[str, Any], par: Acteur, le: datetime.date
) -> None:
    """Garde ce qui est tapé, sans rien écrire dans la fiche."""
    demande.campagne.exiger_ouverte()
    demande.garder_le_brouillon(brouillon, par=par, le=le)


def transmettre_la_demande(
    *,
    demande: Demande,
    prenom: str,
    nom: str,
    courriel: str,
    de: Personne,
    par: Acteur,
    le: datetime.date,
) -> Personne:
    """Confie la réponse à un collègue : une personne, un lien à elle, la trace de qui l'a donné.

    Une personne de la convention déjà connue à cette adresse est reprise telle quelle. Lève
    `ActionImpossible` si la demande n'attend plus de réponse, ou a déjà trop circulé.
    """
    demande.campagne.exiger_ouverte()
    if demande.etat not in Demande.OUVERTES:
        raise ActionImpossible("La réponse est déjà envoyée : elle ne se confie plus.")
    raison = f"transmission:{demande.marque}:"
    deja = Envoi.objects.filter(raison__startswith=raison).count()
    if deja >= TRANSMISSIONS_AU_PLUS:
        raise ActionImpossible("Cette demande a déjà été transmise plusieurs fois.")
    convention = demande.campagne.convention
    with demande.campagne.acte(par):
        personne = personne_a_joindre(convention, prenom=prenom, nom=nom, courriel=courriel)
        demande.transmettre_a(personne, par=par, le=le)
        confier_par_courriel(
            lettre(
                [demande],
                objet=f"{de} vous confie une réponse",
                paragraphes=[
                    f"{de} vous confie {demande.CE_QUI_SE_CONFIE}.",
                ],
                par=par,
                suite=[LIEN_A_VOUS],
            ),
            a=personne,
            raison=f"{raison}{personne.pk}",
            convention=convention,
            de=de,
            par=par,
            sinon=", ou la même demande lui a déjà été confiée cette semaine",
        )
    return personne


def confier_par_courriel(
    courriel: Courriel,
    *,
    a: Personne,
    raison: str,
    convention: Convention,
    de: Personne,
    par: Acteur,
    sinon: str = "",
) -> None:
    """Envoie à quelqu'un ce qu'on lui confie, par un lien à lui qui dit de qui il le tient.

    `sinon` : ce qui, outre une adresse en erreur, peut retenir le courriel. Lève `ActionImpossible`
    s'il ne part pas.
    """
    lien = lien_pour(a, Usage.REPONDRE, convention=convention, par=par, transmis_par=de)
    motif = Motif.TRANSMISSION
    if envoyer(courriel, a=a, motif=motif, raison=raison, convention=convention, lien=lien) is None:
        raise ActionImpossible(
            f"Ce courriel ne peut pas lui parvenir : l'adresse est signalée en erreur{sinon}."
        )


def personne_a_joindre(convention: Convention, *, prenom: str, nom: str, courriel: str) -> Personne:
    """Qui a ce courriel dans la convention, repris tel quel ; ou une personne nouvelle."""
    # Ailleurs, quelqu'un peut avoir ce courriel : son nom ne se dit pas ici.
    connues = Personne.objects.de_la_convention(convention)
    personne = connues.filter(courriel__iexact=courriel).first()
    return personne or Personne.objects.create(prenom=prenom, nom=nom, courriel=courriel.lower())


def accepter_la_reponse(
    *, demande: Demande, par: Acteur, le: datetime.date, version_ouverte: int
) -> None:
    """Accepte la réponse lue, et le dit à qui a répondu, s'il veut bien le savoir."""
    with demande.campagne.acte(par):
        demande.accepter(par=par, le=le, version_ouverte=version_ouverte)
        envoyer(
            Courriel(
                objet=f"Votre réponse est acceptée : {demande.sujet}",
                paragraphes=[
                    f"Votre réponse sur « {demande.en_tete} » est acceptée. Merci.",
                    "Vous n'avez plus rien à faire.",
                ],
            ),
            a=demande.repondante,
            motif=Motif.ACCEPTATION,
            raison=f"acceptation:{demande.marque}:{demande.version}",
            convention=demande.campagne.convention,
        )


def renvoyer_la_reponse(
    *, demande: Demande, motif: str, par: Acteur, le: datetime.date, version_ouverte: int
) -> None:
    """Redemande une réponse, avec le motif ; rien de ce qui fut écrit n'est défait."""
    demande.campagne.exiger_ouverte()
    with demande.campagne.acte(par):
        demande.renvoyer(motif=motif, par=par, le=le, version_ouverte=version_ouverte)
        _ecrire_le_renvoi(demande, motif, par)


def redemander_la_reponse(*, demande: Demande, motif: str, par: Acteur, le: datetime.date) -> bool:
    """Rouvre la demande, même acceptée, dont une partie de la réponse revient ; dit si c'est écrit.

    Déjà renvoyée, elle prend ce motif de plus, sans autre courriel : le premier l'a rouverte.
    """
    demande.campagne.exiger_ouverte()
    est_nouvelle = demande.etat != Demande.Etat.RENVOYEE
    with demande.campagne.acte(par):
        demande.redemander(motif=motif, par=par, le=le)
        return est_nouvelle and _ecrire_le_renvoi(demande, motif, par) is not None


def _ecrire_le_renvoi(demande: Demande, motif: str, par: Acteur) -> Envoi | None:
    convention, personne = demande.campagne.convention, demande.repondante
    return envoyer(
        lettre(
            [demande],
            objet=f"Votre réponse est à reprendre : {demande.sujet}",
            paragraphes=["Votre réponse vous revient. Voici pourquoi :", motif.strip()],
            par=par,
            geste="Reprendre ma réponse",
            suite=["Ce que vous aviez répondu est gardé : complétez, puis renvoyez."],
        ),
        a=personne,
        motif=Motif.RENVOI,
        raison=f"renvoi:{demande.marque}:{demande.version}",
        convention=convention,
        lien=lien_pour(personne, Usage.REPONDRE, convention=convention, par=par),
    )
