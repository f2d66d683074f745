"""Les campagnes de mise à jour des fiches : demander, rappeler, répondre, accepter, renvoyer.

Une personne reçoit un seul courriel pour tout ce qu'on lui demande. Chaque commande est un acte :
ce qui est écrit et les courriels qui en partent vont ensemble.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from conventions.courriels import Courriel, Element, envoyer
from conventions.droits import Droit, Portee, roles_ayant
from conventions.liens import Usage, lien_pour
from conventions.models import Campagne, Convention, Envoi, Habilitation, Motif, Personne
from ctg.socle.demandes import JOURS_ENTRE_DEUX_RELANCES
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.templatetags.portail import accorde, jour
from pilotage.models import DemandeDeFiche
from pilotage.services import ReponseEnvoyee, repondre_aux_indicateurs

TRANSMISSIONS_AU_PLUS = 5


@dataclass
class BilanDesEnvois:
    """Ce qu'un envoi a donné, personne par personne."""

    ecrites: list[Personne] = field(default_factory=list)
    deja_ecrites: list[Personne] = field(default_factory=list)
    sans_adresse: list[Personne] = field(default_factory=list)

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
        return " ".join(phrases)


# --- Préparer, ouvrir, clore -----------------------------------------------------------------


def preparer_campagne(
    *, campagne: Campagne, choix: Mapping[int, int], par: Acteur, version_ouverte: int | None = None
) -> None:
    """Écrit une campagne et ses demandes : `choix`, identifiant de fiche → de personne.

    Une demande déjà partie ne change plus ; les autres se retirent ou changent de destinataire.
    Lève `ActionImpossible` si la campagne est close.
    """
    if campagne.close_le is not None:
        raise ActionImpossible("Cette campagne est close.")
    with acte(par):
        campagne.enregistrer(par=par, version_ouverte=version_ouverte)
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


def ouvrir_campagne(*, campagne: Campagne, par: Acteur, le: datetime.date) -> BilanDesEnvois:
    """Ouvre la campagne et fait partir les demandes, un courriel par personne."""
    with acte(par):
        if not campagne.demandes_de_fiche.exists():
            raise ActionImpossible("Choisissez au moins une fiche avant d'ouvrir la campagne.")
        campagne.ouvrir(par=par, le=le)
        return envoyer_ce_qui_reste(campagne=campagne, par=par, le=le)


def envoyer_ce_qui_reste(*, campagne: Campagne, par: Acteur, le: datetime.date) -> BilanDesEnvois:
    """Fait partir les demandes que personne n'a reçues : ajoutées, ou en mal d'adresse."""
    bilan = BilanDesEnvois()
    with acte(par):
        restantes = campagne.demandes_de_fiche.a_envoyer().pour_liste()
        for personne, demandes in _par_personne(restantes).items():
            if not personne.est_joignable:
                bilan.sans_adresse.append(personne)
                continue
            for demande in demandes:
                demande.envoyer(par=par, le=le)
            _demander(personne, campagne, par=par, bilan=bilan)
    return bilan


def clore_campagne(*, campagne: Campagne, par: Acteur, le: datetime.date) -> None:
    """Clôt la campagne ; ce qui n'a pas de réponse le dit."""
    with acte(par):
        campagne.clore(par=par, le=le)
        for demande in campagne.demandes_de_fiche.filter(etat__in=DemandeDeFiche.OUVERTES):
            demande.clore(par=par)


def rouvrir_campagne(
    *, campagne: Campagne, jusqu_au: datetime.date, par: Acteur, le: datetime.date
) -> None:
    """Rouvre une campagne close : ce qui était sans réponse attend de nouveau."""
    with acte(par):
        campagne.rouvrir(jusqu_au=jusqu_au, par=par, le=le)
        for demande in campagne.demandes_de_fiche.filter(etat=DemandeDeFiche.Etat.SANS_REPONSE):
            demande.rouvrir(par=par, le=le)


# --- Demander, rappeler ----------------------------------------------------------------------


def _par_personne(demandes: Iterable[DemandeDeFiche]) -> dict[Personne, list[DemandeDeFiche]]:
    groupes: dict[Personne, list[DemandeDeFiche]] = {}
    for demande in demandes:
        groupes.setdefault(demande.repondante, []).append(demande)
    # Deux envois simultanés verrouillent les personnes dans le même ordre : aucun n'attend l'autre.
    return dict(sorted(groupes.items(), key=lambda groupe: groupe[0].pk))


def _en_attente_de(personne: Personne, convention: Convention) -> list[DemandeDeFiche]:
    """Tout ce que cette personne a reçu et n'a pas rendu, dans les campagnes ouvertes."""
    demandes = (
        DemandeDeFiche.objects.adressees_a(personne)
        .en_attente()
        .filter(campagne__convention=convention)
        .filter(campagne__ouverte_le__isnull=False, campagne__close_le=None)
        .pour_liste()
    )
    return [demande for demande in demandes if demande.repondante == personne]


def _demander(
    personne: Personne, campagne: Campagne, *, par: Acteur, bilan: BilanDesEnvois
) -> None:
    attendues = _en_attente_de(personne, campagne.convention)
    envoi = envoyer(
        Courriel(
            objet=_objet(attendues),
            paragraphes=list(filter(None, [campagne.message, _phrase(attendues)])),
            elements=_elements(attendues),
            geste="Ouvrir ma page",
            suite=[_SANS_MOT_DE_PASSE],
        ),
        a=personne,
        motif=Motif.DEMANDE,
        raison=f"campagne:{campagne.pk}",
        convention=campagne.convention,
        lien=lien_pour(personne, Usage.REPONDRE, convention=campagne.convention, par=par),
    )
    (bilan.ecrites if envoi else bilan.deja_ecrites).append(personne)


_SANS_MOT_DE_PASSE = (
    "Aucun mot de passe n'est demandé : deux minutes par fiche suffisent. Vous pouvez enregistrer"
    " et revenir, ou confier la réponse à un collègue depuis votre page."
)


def _objet(demandes: Sequence[DemandeDeFiche]) -> str:
    terme = jour(min(demande.campagne.dernier_jour for demande in demandes))
    return (
        f"{accorde(len(demandes), 'fiche-action,fiches-actions')} à mettre à jour pour le {terme}"
    )


def _phrase(demandes: Sequence[DemandeDeFiche]) -> str:
    if len(demandes) == 1:
        return "On vous demande où en est cette fiche-action :"
    return f"On vous demande où en sont ces {len(demandes)} fiches-actions :"


def _elements(demandes: Sequence[DemandeDeFiche]) -> list[Element]:
    return [
        Element(str(demande.fiche), f"À rendre pour le {jour(demande.campagne.dernier_jour)}.")
        for demande in demandes
    ]


def relancer(
    *, demandes: Iterable[DemandeDeFiche], par: Acteur, le: datetime.date
) -> BilanDesEnvois:
    """Rappelle ces demandes, un courriel par personne qui dit tout ce qu'elle n'a pas rendu.

    Personne n'est sollicité deux fois en une semaine. Toutes les demandes que le courriel cite
    comptent un rappel.
    """
    bilan = BilanDesEnvois()
    with acte(par):
        for personne, siennes in _par_personne(demandes).items():
            recentes = [
                d
                for d in siennes
                if d.sollicitee_le and (le - d.sollicitee_le).days < JOURS_ENTRE_DEUX_RELANCES
            ]
            if not personne.est_joignable:
                bilan.sans_adresse.append(personne)
            elif len(recentes) == len(siennes):
                bilan.deja_ecrites.append(personne)
            else:
                _rappeler(personne, siennes[0].campagne.convention, par=par, le=le, bilan=bilan)
    return bilan


def _rappeler(
    personne: Personne,
    convention: Convention,
    *,
    par: Acteur,
    le: datetime.date,
    bilan: BilanDesEnvois,
) -> None:
    attendues = _en_attente_de(personne, convention)
    renvoyees = [d for d in attendues if d.etat == DemandeDeFiche.Etat.RENVOYEE]
    envoi = envoyer(
        Courriel(
            objet=f"Rappel : {_objet(attendues)}",
            paragraphes=[_phrase(attendues)],
            elements=_elements(attendues),
            geste="Ouvrir ma page",
            suite=[
                *(f"{d.fiche} vous est revenue : {d.motif_renvoi}" for d in renvoyees),
                _SANS_MOT_DE_PASSE,
            ],
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
        for demande in DemandeDeFiche.objects.en_attente()
        .filter(campagne__in=convention.campagnes.ouvertes().filter(relances_suspendues=False))
        .pour_liste()
        if demande.est_a_relancer(le, demande.campagne.dernier_jour)
    ]
    return ecrites + len(relancer(demandes=dues, par=par, le=le).ecrites)


def prevenir_des_reponses(*, convention: Convention, par: Acteur, le: datetime.date) -> int:
    """Dit à qui coordonne combien de réponses l'attendent ; une fois par semaine au plus."""
    a_lire = list(
        DemandeDeFiche.objects.a_lire().filter(campagne__convention=convention).pour_liste()
    )
    if not a_lire or not convention.est_ouverte:
        return 0
    prevenues = 0
    campagne = a_lire[0].campagne
    with acte(par):
        roles = roles_ayant(Droit.VALIDER, Portee.CONVENTION)
        habilitations = Habilitation.objects.filter(
            convention=convention, role__in=roles, utilisateur__is_active=True
        ).select_related("utilisateur__personne")
        comptes = {habilitation.utilisateur for habilitation in habilitations}
        for compte in sorted(comptes, key=lambda compte: compte.personne_id):
            envoi = envoyer(
                Courriel(
                    objet=f"{accorde(len(a_lire), 'réponse,réponses')} à lire",
                    paragraphes=["Ces réponses attendent d'être acceptées ou renvoyées :"],
                    elements=[
                        Element(str(d.fiche), f"{d.repondue_par}, le {jour(d.repondue_le)}.")
                        for d in a_lire
                    ],
                    geste="Lire les réponses",
                    page=reverse("campagne_detail", args=[convention.slug, campagne.pk]),
                ),
                a=compte.personne,
                motif=Motif.REPONSE,
                raison=f"reponses:{convention.pk}",
                convention=convention,
                adresse=compte.courriel,
            )
            prevenues += envoi is not None
    return prevenues


# --- Répondre, transmettre -------------------------------------------------------------------


def repondre_a_la_demande(
    *,
    demande: DemandeDeFiche,
    mise_a_jour: Mapping[str, Any] | None,
    reponses: Mapping[int, ReponseEnvoyee],
    recapitulatif: Sequence[tuple[str, str]],
    est_pour_autrui: bool,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Écrit la réponse : l'avancement de la fiche, ses indicateurs de l'année, la demande.

    `mise_a_jour` est ce que `FicheAction.mettre_a_jour` attend ; None une fois le plan figé (art.
    11 : après le terme, seuls les relevés restent ouverts). Tout est écrit, ou rien : un conflit
    sur la fiche ou sur un relevé lève `ConflitDeVersion`.
    """
    demande.campagne.exiger_ouverte()
    with acte(par):
        if mise_a_jour is not None:
            demande.fiche.mettre_a_jour(**mise_a_jour, par=par, le=le)
        repondre_aux_indicateurs(
            fiche=demande.fiche,
            annee=demande.campagne.annee,
            reponses=reponses,
            par=par,
            le=le,
        )
        demande.repondre(par=par, le=le, reponse=recapitulatif, est_pour_autrui=est_pour_autrui)


def garder_pour_plus_tard(
    *, demande: DemandeDeFiche, brouillon: Mapping[str, Any], par: Acteur, le: datetime.date
) -> None:
    """Garde ce qui est tapé, sans rien écrire dans la fiche."""
    demande.campagne.exiger_ouverte()
    demande.garder_le_brouillon(brouillon, par=par, le=le)


def transmettre_la_demande(
    *,
    demande: DemandeDeFiche,
    prenom: str,
    nom: str,
    courriel: str,
    de: Personne,
    par: Acteur,
) -> Personne:
    """Confie la réponse à un collègue : une personne, un lien à elle, la trace de qui l'a donné.

    Une personne de la convention déjà connue à cette adresse est reprise telle quelle. Lève
    `ActionImpossible` si la demande n'attend plus de réponse, ou a déjà trop circulé.
    """
    demande.campagne.exiger_ouverte()
    if not demande.attend_une_reponse:
        raise ActionImpossible("Cette demande n'attend plus de réponse.")
    deja = Envoi.objects.filter(raison__startswith=f"transmission:{demande.pk}:").count()
    if deja >= TRANSMISSIONS_AU_PLUS:
        raise ActionImpossible("Cette demande a déjà été transmise plusieurs fois.")
    convention = demande.campagne.convention
    with acte(par):
        # Ailleurs, quelqu'un peut avoir ce courriel : son nom ne se dit pas ici.
        connues = Personne.objects.de_la_convention(convention)
        personne = connues.filter(courriel__iexact=courriel).first()
        if personne is None:
            personne = Personne.objects.create(prenom=prenom, nom=nom, courriel=courriel.lower())
        demande.transmettre_a(personne, par=par)
        envoyer(
            Courriel(
                objet=f"{de} vous confie une réponse",
                paragraphes=[
                    f"{de} vous confie la mise à jour d'une fiche-action de la convention.",
                ],
                elements=_elements([demande]),
                geste="Ouvrir ma page",
                suite=["Le lien est à vous : aucun mot de passe n'est demandé."],
            ),
            a=personne,
            motif=Motif.TRANSMISSION,
            raison=f"transmission:{demande.pk}:{personne.pk}",
            convention=convention,
            lien=lien_pour(
                personne, Usage.REPONDRE, convention=convention, par=par, transmis_par=de
            ),
        )
    return personne


# --- Accepter, renvoyer ----------------------------------------------------------------------


def accepter_la_reponse(
    *, demande: DemandeDeFiche, par: Acteur, le: datetime.date, version_ouverte: int
) -> None:
    """Accepte la réponse lue, et le dit à qui a répondu, s'il veut bien le savoir."""
    with acte(par):
        demande.accepter(par=par, le=le, version_ouverte=version_ouverte)
        envoyer(
            Courriel(
                objet=f"Votre réponse est acceptée : action {demande.fiche.numero}",
                paragraphes=[
                    f"Votre réponse sur « {demande.fiche} » est acceptée. Merci.",
                    "Vous n'avez plus rien à faire.",
                ],
            ),
            a=demande.repondante,
            motif=Motif.ACCEPTATION,
            raison=f"acceptation:{demande.pk}:{demande.version}",
            convention=demande.campagne.convention,
        )


def renvoyer_la_reponse(
    *, demande: DemandeDeFiche, motif: str, par: Acteur, le: datetime.date, version_ouverte: int
) -> None:
    """Redemande une réponse, avec le motif ; rien de ce qui fut écrit n'est défait."""
    demande.campagne.exiger_ouverte()
    convention = demande.campagne.convention
    personne = demande.repondante
    with acte(par):
        demande.renvoyer(motif=motif, par=par, le=le, version_ouverte=version_ouverte)
        envoyer(
            Courriel(
                objet=f"Votre réponse est à reprendre : action {demande.fiche.numero}",
                paragraphes=[
                    f"Votre réponse sur « {demande.fiche} » vous revient. Voici pourquoi :",
                    motif.strip(),
                ],
                elements=_elements([demande]),
                geste="Reprendre ma réponse",
                suite=["Ce que vous aviez répondu est gardé : complétez, puis renvoyez."],
            ),
            a=personne,
            motif=Motif.RENVOI,
            raison=f"renvoi:{demande.pk}:{demande.version}",
            convention=convention,
            lien=lien_pour(personne, Usage.REPONDRE, convention=convention, par=par),
        )
