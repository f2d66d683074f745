"""La campagne annuelle du registre : demander, répondre structure par structure, accepter.

Chaque étape s'enregistre aussitôt dans le registre, à confirmer : rien n'est tapé deux fois.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conventions.lettres import retirer_ce_qui_attend
from conventions.models import Campagne, Personne
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import ConflitDeVersion
from equipements import annuels, services
from equipements.annuels import Saisie
from equipements.demandes import EN_REDACTION, StructureDemandee, lire_la_demande
from equipements.implantations import Implantee
from equipements.models import (
    DemandeDeRegistre,
    Equipement,
    GrilleDePrix,
    QuestionConfiee,
    ReponseDeStructure,
)

Constat, Prix = ReponseDeStructure.Constat, ReponseDeStructure.Prix
_FERMETURE = {"statut", "statut_depuis"}


def preparer_les_demandes(*, campagne: Campagne, choix: Mapping[int, int], par: Acteur) -> None:
    """Écrit les demandes d'une campagne : `choix`, identifiant de partie → de personne.

    Une demande déjà partie ne change plus ; les autres se retirent ou changent de destinataire.
    S'emploie avec l'écriture de la campagne.
    """
    with acte(par):
        prevues = {d.signataire_id: d for d in DemandeDeRegistre.objects.filter(campagne=campagne)}
        for partie, demande in prevues.items():
            if demande.etat == DemandeDeRegistre.Etat.A_ENVOYER and partie not in choix:
                demande.delete()
        for partie, personne in choix.items():
            voulue = prevues.get(partie) or DemandeDeRegistre(
                campagne=campagne, signataire_id=partie
            )
            if voulue.etat == DemandeDeRegistre.Etat.A_ENVOYER and voulue.personne_id != personne:
                voulue.personne_id = personne
                voulue.save()


# --- Répondre --------------------------------------------------------------------------------


@dataclass(frozen=True)
class DitDeLaStructure:
    """Ce que la page d'une structure envoie, d'un seul coup."""

    constat: str
    fermee_le: datetime.date | None
    prix: str
    motif_des_prix: str
    mot: str
    saisies: Mapping[str, Saisie]
    ouvertes: Mapping[str, Saisie]
    version_ouverte: int


def exiger_a_repondre(demande: DemandeDeRegistre | QuestionConfiee) -> None:
    """Lève `ActionImpossible` si la campagne ou la demande n'attend plus de réponse."""
    demande.campagne.exiger_ouverte()
    if isinstance(demande, QuestionConfiee) and demande.est_reprise:
        raise ActionImpossible("Cette question vous a été retirée : elle n'attend plus rien.")
    if not demande.attend_une_reponse:
        raise ActionImpossible("Cette réponse est acceptée : elle ne change plus.")


def enregistrer_la_structure(
    *, structure: StructureDemandee, dit: DitDeLaStructure, par: Acteur, le: datetime.date
) -> None:
    """Range ce qui est dit d'une structure : la fiche, les chiffres, les prix. Tout, ou rien.

    `dit.version_ouverte` est celle de la structure, que la page montrait. Lève `ActionImpossible`,
    `AnneeClose`, `ConflitDeVersion`, `ValidationError`.
    """
    demande, equipement = structure.demande, structure.equipement
    exiger_a_repondre(demande)
    if equipement.version != dit.version_ouverte:
        raise ConflitDeVersion
    with demande.campagne.acte(par):
        # Puis la demande : de deux envois simultanés, le second s'arrête ici.
        demande.commencer(par=par, le=le)
        reponse = structure.reponse or ReponseDeStructure(demande=demande, equipement=equipement)
        _constater(structure, reponse, dit, par=par, le=le)
        annuels.repondre(
            equipement=equipement,
            convention=demande.campagne.convention,
            annee=structure.a_repondre(),
            saisies=dit.saisies,
            ouvertes=dit.ouvertes,
            par=par,
            le=le,
        )
        _tarifer(structure, reponse, dit, par=par, le=le)
        reponse.mot = dit.mot.strip()
        reponse.validate_constraints()
        reponse.save()


def _constater(
    structure: StructureDemandee,
    reponse: ReponseDeStructure,
    dit: DitDeLaStructure,
    *,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Rien n'a changé, ou elle a fermé ; « à corriger » ouvre la fiche et n'écrit rien ici.

    La fermeture qu'une autre partie a déclarée ne s'efface pas : elle attend le coordonnateur.
    """
    disait = reponse.constat
    disait_fermee = disait == Constat.FERMEE
    if structure.est_nouvelle:
        reponse.constat = Constat.NOUVELLE
    elif dit.constat != Constat.CORRIGEE:
        reponse.constat = dit.constat
    elif reponse.constat != Constat.CORRIGEE:
        # La fiche s'ouvre ensuite : elle n'est corrigée qu'une fois enregistrée.
        reponse.constat = ""
    reponse.fermee_le = dit.fermee_le if dit.constat == Constat.FERMEE else None
    ouverte = structure.correction
    geste: dict[str, Any] = {"version_ouverte": dit.version_ouverte, "par": par, "le": le}
    if reponse.constat == Constat.FERMEE:
        services.modifier(
            equipement=structure.equipement,
            champs={"statut": Equipement.Statut.FERME, "statut_depuis": dit.fermee_le},
            sans_relecture=False,
            **geste,
        )
        return
    if ouverte is None:
        return
    est_une_fermeture = set(ouverte.valeurs) <= _FERMETURE
    if est_une_fermeture and disait_fermee and not _une_autre_la_dit_fermee(structure):
        # Elle n'est donc pas fermée : la correction qui le disait n'a plus lieu d'être.
        services.retirer_correction(equipement=structure.equipement, **geste)
    elif reponse.constat == Constat.INCHANGEE and ouverte.est_renvoyee:
        # Renvoyée, elle n'attend plus : qui l'avait proposée y renonce, et nul autre.
        if disait in ReponseDeStructure.PROPOSEES:
            services.retirer_correction(equipement=structure.equipement, **geste)
    elif reponse.constat == Constat.INCHANGEE:
        raise ActionImpossible(
            "Sa fermeture est déjà proposée : dites-la fermée, ou choisissez « À corriger »."
            if est_une_fermeture
            else "Une correction de cette fiche attend déjà : choisissez « À corriger », ou"
            " reprenez-la."
        )


def _une_autre_la_dit_fermee(structure: StructureDemandee) -> bool:
    autres = ReponseDeStructure._default_manager.exclude(demande=structure.demande)
    return autres.filter(
        demande__campagne=structure.demande.campagne,
        equipement=structure.equipement,
        constat=Constat.FERMEE,
    ).exists()


def _tarifer(
    structure: StructureDemandee,
    reponse: ReponseDeStructure,
    dit: DitDeLaStructure,
    *,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Les prix de l'année scolaire : les mêmes, d'autres, ou pourquoi il n'y en a pas."""
    disait = reponse.prix
    reponse.prix, reponse.motif_des_prix = dit.prix, dit.motif_des_prix.strip()
    avant, grille = structure.grille_d_avant, structure.grille
    if grille is not None:
        _accorder_la_grille(structure, grille, disait, dit.prix, par)
    if dit.prix == Prix.INCHANGES and grille is None and avant is not None:
        services.enregistrer_la_grille(
            grille=GrilleDePrix(
                equipement=structure.equipement, annee_scolaire=structure.demande.campagne.annee
            ),
            convention=structure.demande.campagne.convention,
            lignes=[{c: getattr(p, c) for c in p.CHAMPS} for p in avant.prix.all()],
            precisions=avant.precisions,
            version_ouverte=0,
            par=par,
            le=le,
        )


def _accorder_la_grille(
    structure: StructureDemandee, grille: GrilleDePrix, disait: str, dit: str, par: Acteur
) -> None:
    """La grille de l'année et la réponse disent la même chose, sinon `ActionImpossible`.

    « Pas de prix » retire la grille que cette demande seule avait donnée, si rien ne la confirme.
    """
    avant = structure.grille_d_avant
    if dit == Prix.INCHANGES and avant is not None and not grille.dit_comme(avant):
        raise ActionImpossible(
            f"D'autres prix {grille.annee_en_mots} sont enregistrés : choisissez-les, ou"
            " corrigez-les."
        )
    if dit not in ReponseDeStructure.SANS_GRILLE:
        return
    avec_prix = ReponseDeStructure._default_manager.filter(
        demande__campagne=structure.demande.campagne,
        equipement=structure.equipement,
        prix__in=[Prix.INCHANGES, Prix.SAISIS],
    )
    d_autres = avec_prix.exclude(demande=structure.demande).exists()
    la_sienne = disait in (Prix.INCHANGES, Prix.SAISIS)
    if grille.confirmee_le is not None or d_autres or not la_sienne:
        raise ActionImpossible(
            f"Des prix {grille.annee_en_mots} sont enregistrés : choisissez-les, ou corrigez-les."
        )
    services.retirer_la_grille(
        grille=grille, convention=structure.demande.campagne.convention, par=par
    )


def corriger_la_structure(
    *,
    structure: StructureDemandee,
    champs: Mapping[str, Any],
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Corrige la fiche : une correction en attente si elle est validée, aussitôt sinon.

    Une page de contacts seuls ne dit rien du reste de la fiche : le constat demeure.
    """
    exiger_a_repondre(structure.demande)
    with structure.demande.campagne.acte(par):
        structure.demande.commencer(par=par, le=le)
        correction = services.modifier(
            equipement=structure.equipement,
            champs=champs,
            version_ouverte=version_ouverte,
            par=par,
            le=le,
            sans_relecture=False,
        )
        reponse = structure.reponse or ReponseDeStructure(
            demande=structure.demande, equipement=structure.equipement
        )
        contacts = {*Equipement.CHAMPS_DE_CONTACT, *Equipement.LISTES_DE_CONTACT}
        if structure.est_nouvelle:
            reponse.constat = Constat.NOUVELLE
        elif correction is not None or not champs.keys() <= contacts:
            reponse.constat, reponse.fermee_le = Constat.CORRIGEE, None
        reponse.save()


def saisir_les_prix(
    *,
    structure: StructureDemandee,
    grille: GrilleDePrix,
    lignes: Sequence[Mapping[str, Any]],
    precisions: str,
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Range la grille de l'année scolaire, et le dit dans la réponse."""
    exiger_a_repondre(structure.demande)
    with structure.demande.campagne.acte(par):
        structure.demande.commencer(par=par, le=le)
        services.enregistrer_la_grille(
            grille=grille,
            convention=structure.demande.campagne.convention,
            lignes=lignes,
            precisions=precisions,
            version_ouverte=version_ouverte,
            par=par,
            le=le,
        )
        reponse = structure.reponse or ReponseDeStructure(
            demande=structure.demande, equipement=structure.equipement
        )
        reponse.prix, reponse.motif_des_prix = Prix.SAISIS, ""
        reponse.save()


def declarer_une_structure(
    *, demande: DemandeDeRegistre, champs: Mapping[str, Any], par: Acteur, le: datetime.date
) -> Equipement:
    """Une structure nouvelle, au nom de la partie : un brouillon, soumis à la confirmation."""
    exiger_a_repondre(demande)
    with demande.campagne.acte(par):
        demande.sans_structure = False
        demande.commencer(par=par, le=le)
        equipement = services.declarer(
            convention=demande.campagne.convention,
            partenaire=demande.signataire.partenaire,
            champs=champs,
            par=par,
            le=le,
        )
        ReponseDeStructure._default_manager.create(
            demande=demande, equipement=equipement, constat=Constat.NOUVELLE
        )
    return equipement


def signaler(
    *,
    demande: DemandeDeRegistre,
    implantee: Implantee,
    mot: str,
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """La commune dit ce qui a changé d'une structure que d'autres soutiennent ; vide : plus rien.

    Le coordonnateur le lira : rien ne s'écrit dans la fiche. Lève `ConflitDeVersion`.
    """
    exiger_a_repondre(demande)
    if demande.version != version_ouverte:
        raise ConflitDeVersion
    with demande.campagne.acte(par):
        demande.commencer(par=par, le=le)
        reponse = implantee.reponse or ReponseDeStructure(
            demande=demande, equipement=implantee.equipement
        )
        reponse.mot = mot.strip()
        reponse.save()


def confirmer_la_demande(
    *,
    demande: DemandeDeRegistre,
    version_ouverte: int,
    de: Personne,
    par: Acteur,
    le: datetime.date,
) -> None:
    """La partie a tout relu : la demande est répondue, chaque structure porte ce jour et ce nom.

    Lève `ActionImpossible` s'il manque quelque chose, `ConflitDeVersion` si la page datait : deux
    confirmations du même envoi n'en font qu'une.
    """
    exiger_a_repondre(demande)
    if demande.version != version_ouverte:
        raise ConflitDeVersion
    lue = lire_la_demande(demande)
    if manques := lue.manques():
        raise ActionImpossible(*manques)
    with demande.campagne.acte(par):
        if de == demande.personne:
            demande.transmise_a = None
        # Dit avant qu'une structure s'ouvre dans la commune : cela n'est plus vrai.
        demande.sans_structure = demande.sans_structure and lue.sans_structure
        demande.repondre(
            par=par,
            le=le,
            reponse=lue.en_toutes_lettres(),
            est_pour_autrui=not demande.est_adressee_a(de),
        )
        for structure in lue.structures:
            structure.equipement.confirmer(par=par, le=le)
            complet = not structure.equipement.manques_pour_soumettre()
            if structure.equipement.etat_saisie in EN_REDACTION and complet:
                structure.equipement.soumettre(
                    par=par, le=le, version_ouverte=structure.equipement.version
                )
            for question in structure.questions.values():
                if question.etat == QuestionConfiee.Etat.REPONDUE:
                    question.accepter(par=par, le=le, version_ouverte=question.version)
        for personne in {demande.personne, demande.repondante}:
            retirer_ce_qui_attend(personne, demande.campagne.convention)
