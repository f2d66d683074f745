"""Les campagnes de mise à jour des fiches : demander, rappeler, répondre, accepter, renvoyer.

Une personne reçoit un seul courriel pour tout ce qu'on lui demande. Chaque commande est un acte :
ce qui est écrit et les courriels qui en partent vont ensemble.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from conventions.courriels import Courriel, Element, envoyer
from conventions.droits import Droit, Portee, roles_ayant
from conventions.liens import Usage, lien_pour, sans_lien_possible
from conventions.models import (
    Campagne,
    Convention,
    Envoi,
    Habilitation,
    Motif,
    Personne,
    Utilisateur,
)
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
    campagne.exiger_ouverte()
    bilan = BilanDesEnvois()
    with acte(par):
        restantes = campagne.demandes_de_fiche.a_envoyer().pour_liste()
        for personne, demandes in _joignables(restantes, campagne.convention, bilan):
            _demander(personne, campagne, demandes, par=par, le=le, bilan=bilan)
    return bilan


def _joignables(
    demandes: Iterable[DemandeDeFiche], convention: Convention, bilan: BilanDesEnvois
) -> Iterator[tuple[Personne, list[DemandeDeFiche]]]:
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
    with acte(par):
        campagne.clore(par=par, le=le)
        restees = campagne.demandes_de_fiche.filter(etat__in=DemandeDeFiche.OUVERTES)
        for demande in restees.select_related("personne", "transmise_a"):
            demande.clore(par=par)
            _retirer_ce_qui_attend(demande.repondante, campagne.convention)


def rouvrir_campagne(
    *, campagne: Campagne, jusqu_au: datetime.date, par: Acteur, le: datetime.date
) -> BilanDesEnvois:
    """Rouvre une campagne close : ce qui était sans réponse est demandé de nouveau."""
    with acte(par):
        campagne.rouvrir(jusqu_au=jusqu_au, par=par, le=le)
        for demande in campagne.demandes_de_fiche.filter(etat=DemandeDeFiche.Etat.SANS_REPONSE):
            demande.rouvrir(par=par)
        return envoyer_ce_qui_reste(campagne=campagne, par=par, le=le)


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
    personne: Personne,
    campagne: Campagne,
    nouvelles: Sequence[DemandeDeFiche],
    *,
    par: Acteur,
    le: datetime.date,
    bilan: BilanDesEnvois,
) -> None:
    """Écrit à une personne ce qui est nouveau pour elle, et ce qu'elle n'a pas encore rendu.

    Une demande n'est dite envoyée que si le courriel l'est : sinon elle reste à envoyer.
    """
    dues = _en_attente_de(personne, campagne.convention)
    toutes = sorted([*dues, *nouvelles], key=lambda demande: demande.fiche.numero)
    cles = "-".join(str(demande.pk) for demande in nouvelles)
    envoi = envoyer(
        _lettre(
            toutes,
            objet=_objet(toutes),
            paragraphes=list(filter(None, [campagne.message, _phrase(toutes)])),
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


def _lettre(
    demandes: Sequence[DemandeDeFiche],
    *,
    objet: str,
    paragraphes: list[str],
    par: Acteur,
    geste: str = "Ouvrir ma page",
    suite: Sequence[str] = (),
) -> Courriel:
    """Un courriel qui demande : ce qui est attendu, pour quand, et de qui vient la demande."""
    convention = demandes[0].campagne.convention
    a_reprendre = [
        f"{d.fiche} vous est revenue : {d.motif_renvoi}"
        for d in demandes
        if d.etat == DemandeDeFiche.Etat.RENVOYEE
    ]
    return Courriel(
        objet=objet,
        paragraphes=paragraphes,
        elements=_elements(demandes),
        geste=geste,
        suite=[*a_reprendre, *suite] or [_SANS_MOT_DE_PASSE],
        signature=f"La coordination CTG, {convention.territoire}",
        repondre_a=_qui_repond(convention, par),
    )


def _qui_repond(convention: Convention, par: Acteur) -> str:
    """L'adresse à qui répondre : qui a fait le geste, ou le premier compte qui coordonne."""
    comptes = Utilisateur.objects.filter(
        is_active=True,
        habilitations__convention=convention,
        habilitations__role__in=roles_ayant(Droit.VALIDER, Portee.CONVENTION),
    )
    adresses = comptes.order_by("pk").values_list("courriel", flat=True)
    return adresses.filter(pk=par.compte_id or 0).first() or adresses.first() or ""


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
    comptent un rappel. Lève `ActionImpossible` pour une campagne qui n'attend plus rien.
    """
    bilan = BilanDesEnvois()
    demandes = list(demandes)
    for campagne in {demande.campagne for demande in demandes}:
        campagne.exiger_ouverte()
    if not demandes:
        return bilan
    convention = demandes[0].campagne.convention
    with acte(par):
        for personne, siennes in _joignables(demandes, convention, bilan):
            if all(_est_recente(demande, le) for demande in siennes):
                bilan.deja_ecrites.append(personne)
            else:
                _rappeler(personne, convention, par=par, le=le, bilan=bilan)
    return bilan


def _est_recente(demande: DemandeDeFiche, le: datetime.date) -> bool:
    jour_d_avant = demande.sollicitee_le
    return jour_d_avant is not None and (le - jour_d_avant).days < JOURS_ENTRE_DEUX_RELANCES


def _rappeler(
    personne: Personne,
    convention: Convention,
    *,
    par: Acteur,
    le: datetime.date,
    bilan: BilanDesEnvois,
) -> None:
    attendues = _en_attente_de(personne, convention)
    envoi = envoyer(
        _lettre(
            attendues,
            objet=f"Rappel : {_objet(attendues)}",
            paragraphes=[_phrase(attendues)],
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


def _retirer_ce_qui_attend(personne: Personne, convention: Convention) -> None:
    """Un courriel qui n'est pas encore parti ne part plus, une fois rien à demander."""
    if _en_attente_de(personne, convention):
        return
    Envoi.objects.a_remettre().filter(
        personne=personne,
        convention=convention,
        motif__in=[Motif.DEMANDE, Motif.RELANCE, Motif.RENVOI, Motif.TRANSMISSION],
    ).update(
        etat=Envoi.Etat.ABANDONNE,
        erreur="Plus rien n'était demandé : la réponse est venue, ou la campagne est close.",
    )


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
        DemandeDeFiche.objects.a_lire()
        .filter(campagne__in=convention.campagnes.ouvertes())
        .pour_liste()
    )
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
        joignables = [compte for compte in comptes if not compte.personne.courriel_en_erreur_le]
        for compte in sorted(joignables, key=lambda compte: compte.personne_id):
            envoi = envoyer(
                Courriel(
                    objet=f"{accorde(len(a_lire), 'réponse,réponses')} à lire",
                    paragraphes=["Ces réponses attendent d'être acceptées ou renvoyées :"],
                    elements=[
                        Element(str(d.fiche), f"{d.repondue_par}, le {jour(d.repondue_le)}.")
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


# --- Répondre, transmettre -------------------------------------------------------------------


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
            _retirer_ce_qui_attend(personne, demande.campagne.convention)


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
    le: datetime.date,
) -> Personne:
    """Confie la réponse à un collègue : une personne, un lien à elle, la trace de qui l'a donné.

    Une personne de la convention déjà connue à cette adresse est reprise telle quelle. Lève
    `ActionImpossible` si la demande n'attend plus de réponse, ou a déjà trop circulé.
    """
    demande.campagne.exiger_ouverte()
    if demande.etat not in DemandeDeFiche.OUVERTES:
        raise ActionImpossible("La réponse est déjà envoyée : elle ne se confie plus.")
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
        demande.transmettre_a(personne, par=par, le=le)
        envoi = envoyer(
            _lettre(
                [demande],
                objet=f"{de} vous confie une réponse",
                paragraphes=[
                    f"{de} vous confie la mise à jour d'une fiche-action de la convention.",
                ],
                par=par,
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
        if envoi is None:
            raise ActionImpossible(
                "Ce courriel ne peut pas lui parvenir : l'adresse est signalée en erreur, ou la"
                " même demande lui a déjà été confiée cette semaine."
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
            _lettre(
                [demande],
                objet=f"Votre réponse est à reprendre : action {demande.fiche.numero}",
                paragraphes=["Votre réponse vous revient. Voici pourquoi :", motif.strip()],
                par=par,
                geste="Reprendre ma réponse",
                suite=["Ce que vous aviez répondu est gardé : complétez, puis renvoyez."],
            ),
            a=personne,
            motif=Motif.RENVOI,
            raison=f"renvoi:{demande.pk}:{demande.version}",
            convention=convention,
            lien=lien_pour(personne, Usage.REPONDRE, convention=convention, par=par),
        )
