"""La campagne annuelle du registre : demander, répondre structure par structure, accepter.

Chaque étape s'enregistre aussitôt dans le registre, à confirmer : rien n'est tapé deux fois.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conventions.lettres import retirer_ce_qui_attend
from conventions.models import Campagne, Personne
from conventions.reponses import accepter_la_reponse
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import ConflitDeVersion
from equipements import annuels, services
from equipements.annuels import Saisie
from equipements.demandes import EN_REDACTION, StructureDemandee, lire_la_demande
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
    with acte(par):
        # D'abord la demande : de deux envois simultanés, le second s'arrête ici.
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
    disait_fermee = reponse.constat == Constat.FERMEE
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
    reponse.prix, reponse.motif_des_prix = dit.prix, dit.motif_des_prix.strip()
    avant = structure.grille_d_avant
    if dit.prix == Prix.INCHANGES and structure.grille is None and avant is not None:
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


def corriger_la_structure(
    *,
    structure: StructureDemandee,
    champs: Mapping[str, Any],
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Corrige la fiche : une correction en attente si elle est validée, aussitôt sinon."""
    exiger_a_repondre(structure.demande)
    with acte(par):
        structure.demande.commencer(par=par, le=le)
        services.modifier(
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
        reponse.constat = Constat.NOUVELLE if structure.est_nouvelle else Constat.CORRIGEE
        reponse.fermee_le = None
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
    with acte(par):
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
    with acte(par):
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
    with acte(par):
        if de == demande.personne:
            demande.transmise_a = None
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


# --- Accepter --------------------------------------------------------------------------------


def accepter_la_demande(
    *, demande: DemandeDeRegistre, empreinte: str, par: Acteur, le: datetime.date
) -> None:
    """La coordination tient la réponse pour bonne : chiffres et prix de l'année sont confirmés.

    `empreinte` est celle que la page montrait : ce qui a changé depuis lève `ConflitDeVersion`.
    Une correction ou une déclaration en attente se tranche d'abord, sur sa propre page : lève alors
    `ActionImpossible`.
    """
    lue = lire_la_demande(demande)
    if lue.empreinte != empreinte:
        raise ConflitDeVersion
    attendent = [
        f"{s.equipement} : une correction attend votre décision."
        for s in lue.structures
        if s.correction is not None and s.correction.attend_le_coordonnateur
    ] + [
        f"{s.equipement} : sa déclaration attend votre validation."
        for s in lue.structures
        if s.equipement.etat_saisie == Equipement.EtatSaisie.SOUMIS
    ]
    if attendent:
        raise ActionImpossible(*attendent)
    with acte(par):
        accepter_la_reponse(demande=demande, par=par, le=le, version_ouverte=demande.version)
        for structure in lue.structures:
            for question in structure.annee.questions:
                if question.rangee is not None and question.rangee.confirme_le is None:
                    question.rangee.confirmer(par=par, le=le)
            grille = structure.grille
            if grille is not None and grille.confirmee_le is None:
                grille.confirmer(version_ouverte=grille.version, par=par, le=le)


def accepter_en_nombre(
    *,
    demandes: Sequence[DemandeDeRegistre],
    empreintes: Mapping[int, str],
    par: Acteur,
    le: datetime.date,
) -> int:
    """Accepte d'un geste celles qui n'ont aucun écart ; rend combien. Toutes, ou aucune."""
    with acte(par):
        for demande in demandes:
            if not lire_la_demande(demande).est_sans_ecart:
                raise ActionImpossible(f"{demande} : un écart est à relire avant d'accepter.")
            accepter_la_demande(
                demande=demande, empreinte=empreintes.get(demande.pk, ""), par=par, le=le
            )
    return len(demandes)
