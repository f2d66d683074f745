"""Les campagnes, toutes salles ensemble : demander, rappeler, prévenir, clore.

Une personne reçoit un seul courriel pour tout ce qu'on lui demande, quelle que soit la salle qui le
demande. Chaque commande est un acte : ce qui est écrit et les courriels qui en partent vont
ensemble.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from conventions.courriels import Courriel, Element, envoyer
from conventions.droits import Droit, Portee, roles_ayant
from conventions.lettres import (
    dans_l_ordre,
    en_attente_de_chacune,
    lettre,
    objet_de,
    phrase_de,
    retirer_ce_qui_attend,
)
from conventions.liens import Usage, lien_pour, sans_lien_possible
from conventions.models import (
    Campagne,
    Convention,
    Demande,
    Habilitation,
    Motif,
    Personne,
)
from ctg.socle.demandes import JOURS_ENTRE_DEUX_RELANCES
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.templatetags.portail import accorde, jour


@dataclass
class BilanDesEnvois:
    """Ce qu'un envoi a donné, personne par personne."""

    ecrites: list[Personne] = field(default_factory=list)
    deja_ecrites: list[Personne] = field(default_factory=list)
    sans_adresse: list[Personne] = field(default_factory=list)
    sans_lien: list[Personne] = field(default_factory=list)

    def en_clair(self) -> str:
        """« 3 courriels partent. 1 personne est sans courriel : Mme X. »"""
        phrases = [
            f"{accorde(len(self.ecrites), 'courriel part,courriels partent')}."
            if self.ecrites
            else "Aucun courriel ne part."
        ]
        if self.deja_ecrites:
            sujet = accorde(len(self.deja_ecrites), "personne a déjà,personnes ont déjà")
            phrases.append(f"{sujet} reçu un courriel cette semaine.")
        if self.sans_adresse:
            noms = ", ".join(map(str, self.sans_adresse))
            phrases.append(f"À joindre autrement, faute de courriel : {noms}.")
        if self.sans_lien:
            noms = ", ".join(map(str, self.sans_lien))
            phrases.append(f"À joindre autrement, lien éteint ou compte suspendu : {noms}.")
        return " ".join(phrases)


# --- Ouvrir, clore -----------------------------------------------------------------


def demandes_de(campagne: Campagne) -> list[Demande]:
    """Toutes les demandes d'une campagne, table par table."""
    return [d for table in Demande.tables() for d in table.lues().de_la_campagne(campagne)]


def ouvrir_campagne(*, campagne: Campagne, par: Acteur, le: datetime.date) -> BilanDesEnvois:
    """Ouvre la campagne et fait partir les demandes, un courriel par personne."""
    with campagne.acte(par):
        if not demandes_de(campagne):
            raise ActionImpossible("Choisissez à qui demander quoi avant d'ouvrir la campagne.")
        campagne.ouvrir(par=par, le=le)
        return envoyer_ce_qui_reste(campagne=campagne, par=par, le=le)


def envoyer_ce_qui_reste(*, campagne: Campagne, par: Acteur, le: datetime.date) -> BilanDesEnvois:
    """Fait partir les demandes que personne n'a reçues : ajoutées, ou en mal d'adresse."""
    campagne.exiger_ouverte()
    bilan = BilanDesEnvois()
    with campagne.acte(par):
        restantes = [
            d for d in demandes_de(campagne) if d.etat == Demande.Etat.A_ENVOYER and d.peut_partir
        ]
        attendues = en_attente_de_chacune(campagne.convention)
        for personne, nouvelles in _joignables(restantes, campagne.convention, bilan):
            dues = attendues.get(personne.pk, [])
            _demander(personne, campagne, nouvelles, dues, par=par, le=le, bilan=bilan)
    return bilan


def _joignables(
    demandes: Iterable[Demande], convention: Convention, bilan: BilanDesEnvois
) -> Iterator[tuple[Personne, list[Demande]]]:
    """Chaque personne à qui écrire et ses demandes ; le bilan retient celles qu'on ne joint pas."""
    groupes = _par_personne(demandes)
    eteintes = sans_lien_possible(convention, groupes)
    for personne, siennes in groupes.items():
        if not personne.est_joignable:
            bilan.sans_adresse.append(personne)
        elif personne.pk in eteintes:
            bilan.sans_lien.append(personne)
        else:
            yield personne, siennes


def clore_campagne(*, campagne: Campagne, par: Acteur, le: datetime.date) -> None:
    """Clôt la campagne ; ce qui n'a pas de réponse le dit."""
    with campagne.acte(par):
        campagne.clore(par=par, le=le)
        restees = [d for d in demandes_de(campagne) if d.etat in Demande.OUVERTES]
        for demande in restees:
            demande.clore(par=par)
            retirer_ce_qui_attend(demande.repondante, campagne.convention)


def a_redemander(campagne: Campagne) -> list[Demande]:
    """Ce qu'une campagne close a laissé sans réponse, et qui peut se demander de nouveau."""
    return [demande for demande in demandes_de(campagne) if demande.peut_se_redemander]


def rouvrir_campagne(
    *,
    campagne: Campagne,
    jusqu_au: datetime.date,
    redemander: Collection[str] | None = None,
    par: Acteur,
    le: datetime.date,
) -> BilanDesEnvois:
    """Rouvre une campagne close : ce qui était sans réponse est demandé de nouveau.

    `redemander` : les marques de celles qui le sont ; None, toutes. Les autres restent sans
    réponse, et personne ne reçoit rien pour elles.
    """
    with campagne.acte(par):
        campagne.rouvrir(jusqu_au=jusqu_au, par=par, le=le)
        for demande in a_redemander(campagne):
            if redemander is None or demande.marque in redemander:
                demande.rouvrir(par=par)
        return envoyer_ce_qui_reste(campagne=campagne, par=par, le=le)


# --- Demander, rappeler ----------------------------------------------------------------------


def _par_personne(demandes: Iterable[Demande]) -> dict[Personne, list[Demande]]:
    groupes: dict[Personne, list[Demande]] = {}
    for demande in demandes:
        groupes.setdefault(demande.repondante, []).append(demande)
    # Deux envois simultanés verrouillent les personnes dans le même ordre : aucun n'attend l'autre.
    return dict(sorted(groupes.items(), key=lambda groupe: groupe[0].pk))


def _demander(
    personne: Personne,
    campagne: Campagne,
    nouvelles: Sequence[Demande],
    dues: Sequence[Demande],
    *,
    par: Acteur,
    le: datetime.date,
    bilan: BilanDesEnvois,
) -> None:
    """Écrit à une personne ce qui est nouveau pour elle, et ce qu'elle n'a pas encore rendu.

    Une demande n'est dite envoyée que si le courriel l'est : sinon elle reste à envoyer.
    """
    toutes = dans_l_ordre([*dues, *nouvelles])
    cles = "-".join(demande.marque for demande in nouvelles)
    envoi = envoyer(
        lettre(
            toutes,
            objet=objet_de(toutes),
            paragraphes=list(filter(None, [campagne.message, phrase_de(toutes)])),
            par=par,
        ),
        a=personne,
        motif=Motif.DEMANDE,
        # Une demande nouvelle est une raison nouvelle d'écrire ; la même, non.
        raison=f"demandes:{cles}"[:100],
        convention=campagne.convention,
        lien=lien_pour(personne, Usage.REPONDRE, convention=campagne.convention, par=par),
    )
    if envoi is None:
        bilan.deja_ecrites.append(personne)
        return
    for demande in nouvelles:
        demande.envoyer(par=par, le=le)
    for demande in dues:
        demande.citer(par=par, le=le)
    bilan.ecrites.append(personne)


def relancer(*, demandes: Iterable[Demande], par: Acteur, le: datetime.date) -> BilanDesEnvois:
    """Rappelle ces demandes, un courriel par personne qui dit tout ce qu'elle n'a pas rendu.

    Personne n'est sollicité deux fois en une semaine. Toutes les demandes que le courriel cite
    comptent un rappel. Lève `ActionImpossible` pour une campagne qui n'attend plus rien.
    """
    bilan = BilanDesEnvois()
    demandes = list(demandes)
    for campagne in {demande.campagne for demande in demandes}:
        campagne.exiger_ouverte()
    if not demandes:
        return bilan
    convention = demandes[0].campagne.convention
    with demandes[0].campagne.acte(par):
        attendues = en_attente_de_chacune(convention)
        for personne, siennes in _joignables(demandes, convention, bilan):
            if all(_est_recente(demande, le) for demande in siennes):
                bilan.deja_ecrites.append(personne)
            else:
                siennes = dans_l_ordre(attendues.get(personne.pk, siennes))
                _rappeler(personne, siennes, convention, par=par, le=le, bilan=bilan)
    return bilan


def _est_recente(demande: Demande, le: datetime.date) -> bool:
    jour_d_avant = demande.sollicitee_le
    return jour_d_avant is not None and (le - jour_d_avant).days < JOURS_ENTRE_DEUX_RELANCES


def _rappeler(
    personne: Personne,
    attendues: Sequence[Demande],
    convention: Convention,
    *,
    par: Acteur,
    le: datetime.date,
    bilan: BilanDesEnvois,
) -> None:
    envoi = envoyer(
        lettre(
            attendues,
            objet=f"Rappel : {objet_de(attendues)}",
            paragraphes=[phrase_de(attendues)],
            par=par,
        ),
        a=personne,
        motif=Motif.RELANCE,
        raison=f"rappel:{convention.pk}",
        convention=convention,
        lien=lien_pour(personne, Usage.REPONDRE, convention=convention, par=par),
    )
    if envoi is None:
        bilan.deja_ecrites.append(personne)
        return
    for demande in attendues:
        demande.relancer(par=par, le=le)
    bilan.ecrites.append(personne)


def relancer_automatiquement(*, convention: Convention, par: Acteur, le: datetime.date) -> int:
    """Les rappels dus ce jour-là, campagnes suspendues exceptées ; rend le nombre de courriels."""
    if not convention.est_ouverte:
        return 0
    ecrites = 0
    for campagne in convention.campagnes.ouvertes():
        ecrites += len(envoyer_ce_qui_reste(campagne=campagne, par=par, le=le).ecrites)
    dues = [
        demande
        for table in Demande.tables()
        for demande in table.lues().attendues(convention)
        if not demande.campagne.relances_suspendues
        and demande.est_a_relancer(le, demande.campagne.dernier_jour)
    ]
    return ecrites + len(relancer(demandes=dues, par=par, le=le).ecrites)


def prevenir_des_reponses(*, convention: Convention, par: Acteur, le: datetime.date) -> int:
    """Dit à qui coordonne combien de réponses l'attendent ; une fois par semaine au plus."""
    a_lire = [
        demande for table in Demande.tables() for demande in table.lues().a_lire_dans(convention)
    ]
    if not a_lire or not convention.est_ouverte:
        return 0
    prevenues = 0
    campagnes = {demande.campagne for demande in a_lire}
    page = reverse("campagne_liste", args=[convention.slug])
    if len(campagnes) == 1:
        page = reverse("campagne_detail", args=[convention.slug, campagnes.pop().pk])
    with acte(par):
        roles = roles_ayant(Droit.VALIDER, Portee.CONVENTION)
        habilitations = Habilitation.objects.filter(
            convention=convention, role__in=roles, utilisateur__is_active=True
        ).select_related("utilisateur__personne")
        comptes = {habilitation.utilisateur for habilitation in habilitations}
        joignables = [c for c in comptes if not c.personne.est_en_erreur(c.courriel)]
        for compte in sorted(joignables, key=lambda compte: compte.personne_id):
            envoi = envoyer(
                Courriel(
                    objet=f"{accorde(len(a_lire), 'réponse,réponses')} à lire",
                    paragraphes=["Ces réponses attendent d'être acceptées ou renvoyées :"],
                    elements=[
                        Element(d.en_tete, f"{d.repondue_par}, le {jour(d.repondue_le)}.")
                        for d in a_lire
                    ],
                    geste="Lire les réponses",
                    page=page,
                ),
                a=compte.personne,
                motif=Motif.REPONSE,
                raison=f"reponses:{convention.pk}",
                convention=convention,
                adresse=compte.courriel,
            )
            prevenues += envoi is not None
    return prevenues
