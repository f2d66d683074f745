"""Une convention qui a un peu de tout, et onze personnes devant elle."""

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from actions.models import FicheAction
from conventions.droits import Role
from conventions.liens import PersonneParLien, Usage, lien_pour, revoquer
from conventions.models import (
    Convention,
    Habilitation,
    LienPersonnel,
    Mandat,
    Partenaire,
    Personne,
    Signataire,
    Utilisateur,
)
from equipements.models import (
    AnneeFermee,
    Correction,
    DemandeDeRegistre,
    Equipement,
    LigneAnnexe2,
    PasUnDoublon,
    QuestionConfiee,
    SousType,
)
from pilotage.models import (
    Approbation,
    CommentaireDEvaluation,
    Decision,
    DemandeDeFiche,
    Evaluation,
    Instance,
    MembreInstance,
    Recit,
)
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.pilotage import outils_referentiel

MOT_DE_PASSE = "Une phrase longue et sans rime"
ANNEE = 2025


class Profil(Enum):
    """Qui se présente à la porte."""

    ANONYME = "anonyme"
    COORDONNATEUR = "coordonnateur"
    ADMINISTRATEUR = "administrateur"
    COPILOTE = "copilote"
    AGENT = "agent de la commune concernée"
    AGENT_VOISIN = "agent d'une autre commune signataire"
    PILOTE = "pilote de la fiche"
    MEMBRE = "membre du COPIL"
    LECTEUR = "lecteur"
    LIEN = "personne venue par son lien"
    ETRANGER = "coordonnateur d'une autre convention"


@dataclass(frozen=True)
class Situation:
    """La convention, ses gens, et ce que les adresses désignent."""

    convention: Convention
    comptes: dict[Profil, Utilisateur]
    # Le lien de la personne sollicitée, qui n'a pas de compte.
    lien: LienPersonnel
    # Nom d'un paramètre d'adresse, ou « salle:paramètre » → sa valeur.
    objets: dict[str, Any]

    def compte(self, profil: Profil) -> Utilisateur:
        """Le compte d'un profil."""
        return self.comptes[profil]

    def signature(self, profil: Profil) -> tuple[str, int | None]:
        """(libellé, compte) de ce que ce profil écrit."""
        if profil is Profil.LIEN:
            return (PersonneParLien(self.lien.personne, self.lien).libelle_d_auteur, None)
        return (self.comptes[profil].nom, self.comptes[profil].pk)


def un_pdf(nom: str = "piece.pdf") -> SimpleUploadedFile:
    """Un fichier dont le contenu ne dément pas le nom."""
    return SimpleUploadedFile(nom, b"%PDF-1.7\n%fin", content_type="application/pdf")


def situation() -> Situation:
    """Une convention avec au moins un objet de chaque sorte, et un compte par profil."""
    # Une année de plus : chaque moment d'une évaluation a la sienne.
    convention = fabriques.convention(debut=datetime.date(2021, 1, 1))
    commune = fabriques.signataire(convention)
    voisine = fabriques.signataire(convention)
    caf = fabriques.partenaire(nature=Partenaire.Nature.CAF)
    copilote = fabriques.signataire(convention, partenaire=caf, est_copilote=True)
    axe = fabriques.axe(convention)
    fiche = fabriques.fiche(convention, axe=axe)
    fabriques.etape(fiche)
    indicateur = fabriques.indicateur(fiche)
    releve = fabriques.releve(indicateur, annee=ANNEE)
    mandat = fabriques.mandat(
        partenaire=commune.partenaire,
        nature=Mandat.Nature.TECHNICIEN,
        fonction="Directeur de l'enfance",
    )
    comptes = {
        Profil.COORDONNATEUR: fabriques.coordonnateur(convention),
        Profil.ADMINISTRATEUR: fabriques.habilite(convention, Role.ADMINISTRATEUR),
        Profil.COPILOTE: fabriques.copilote(convention, caf),
        Profil.AGENT: fabriques.agent(convention, commune.partenaire),
        Profil.AGENT_VOISIN: fabriques.agent(convention, voisine.partenaire),
        Profil.PILOTE: fabriques.pilote(fiche),
        Profil.MEMBRE: fabriques.membre(convention),
        Profil.LECTEUR: fabriques.lecteur(convention),
        Profil.ETRANGER: fabriques.coordonnateur(fabriques.convention()),
    }
    for compte in comptes.values():
        compte.set_password(MOT_DE_PASSE)
        compte.save()
    copil = fabriques.instance(convention)
    reunion = fabriques.reunion(convention)
    evaluation = fabriques.evaluation(convention, annee=ANNEE)
    Recit.objects.create(evaluation=evaluation, axe=None, texte="Une année de **démarrage**.")
    piece = fabriques.document(convention)
    piece.fichier = un_pdf()
    piece.save()
    fabriques.logo(commune)
    fabriques.article(convention)
    validee = _structure(convention, commune.partenaire)
    LigneAnnexe2.objects.create(
        convention=convention,
        signataire=commune,
        ordre=1,
        type="alsh",
        libelle="ALSH inventé",
        equipement=validee,
    )
    corrigee = _structure(convention, commune.partenaire, nom="ALSH à corriger")
    Correction.objects.create(
        equipement=corrigee,
        valeurs={"capacite": 48},
        proposee_le=datetime.date(2026, 11, 2),
        proposee_par="Agent",
    )
    objets = {
        "slug": convention.slug,
        "code": commune.partenaire.code,
        "numero": fiche.numero,
        "annee": ANNEE,
        "axe": axe.numero,
        "section": f"axe-{axe.numero}",
        "anomalie": fabriques.anomalie(convention).code,
        "avenant": fabriques.avenant(convention).numero,
        "document": piece.pk,
        "instance": copil.pk,
        "reunion": reunion.pk,
        "decision": Decision.objects.create(reunion=reunion, ordre=1, texte="Décision").pk,
        "membre": MembreInstance.objects.create(
            instance=copil, personne=fabriques.personne(), partenaire=voisine.partenaire
        ).pk,
        "groupe": fabriques.instance(convention, genre=Instance.Genre.GT).pk,
        "validee": validee.pk,
        "corrigee": corrigee.pk,
        "brouillon": _structure(convention, commune.partenaire, "brouillon").pk,
        "soumise": _structure(convention, commune.partenaire, "soumis").pk,
        "personne": mandat.personne.pk,
        "mandat": mandat.pk,
        "injoignable": fabriques.mandat(
            personne=fabriques.personne(
                courriel="perdue@exemple.fr", courriel_en_erreur_le=datetime.date(2026, 11, 2)
            ),
            partenaire=commune.partenaire,
        ).personne.pk,
        "organisme": commune.partenaire.pk,
        "partie": commune.pk,
        "commune": validee.commune_id,
        "indicateur": indicateur.pk,
        "releve": releve.pk,
        "indicateur_par_commune": fabriques.indicateur(fiche, est_par_commune=True).pk,
        "annee_de_campagne": 2026,
        "annee_verrouillee": fabriques.annee_verrouillee(convention).annee,
        "reference": fabriques.reference(indicateur).pk,
        "effacable": effacable(commune.partenaire).pk,
        "etape": fabriques.etape(fiche, est_de_travail=True).pk,
        "piece": fabriques.document_de_fiche(fiche, fichier=un_pdf()).pk,
        "lien_web": fabriques.lien_web(fiche).pk,
        "financement": fabriques.financement(fiche).pk,
        "temps_fort": fabriques.temps_fort(fiche).pk,
    }
    objets |= _registre(convention, validee, voisine.partenaire)
    objets |= _territoire(convention, validee)
    objets |= _comptes(convention, comptes[Profil.LECTEUR])
    objets |= _precisions(fiche)
    objets |= _journal(fiche, comptes) | _propositions(fiche)
    sollicitee = fabriques.personne(nom="Personne sollicitée", courriel="sollicitee@exemple.fr")
    lien = lien_pour(sollicitee, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST)
    objets |= _campagnes(convention, fiche, sollicitee)
    objets |= _campagnes_du_registre(commune, sollicitee, validee)
    preferences = lien_pour(mandat.personne, Usage.COURRIELS, par=fabriques.LE_TEST)
    objets["preferences"] = preferences.jeton()
    objets["envoi"] = fabriques.envoi(
        fabriques.personne(courriel="injoignable@exemple.fr"),
        convention=convention,
        motif="acceptation",
        etat="echoue",
    ).pk
    eteint = lien_pour(
        mandat.personne, Usage.REPONDRE, convention=convention, par=fabriques.LE_TEST
    )
    revoquer(eteint, par=fabriques.LE_TEST)
    objets["eteint"] = eteint.pk
    objets |= {"lien": lien.pk, "sollicitee": lien.personne_id}
    objets |= _evaluations(evaluation, copilote, sollicitee)
    objets |= _projet(comptes) | _au_terme(comptes) | _referentiel(evaluation, fiche)
    return Situation(convention, comptes, lien, objets)


def _referentiel(evaluation: Evaluation, fiche: FicheAction) -> dict[str, Any]:
    """Une ligne de chaque sorte, et un verdict déjà rendu."""
    convention = evaluation.convention
    thematique = outils_referentiel.thematique(convention, ordre=1)
    outils_referentiel.thematique(convention, ordre=2)
    question = outils_referentiel.question(thematique)
    hypothese = outils_referentiel.hypothese(question, fiche)
    outils_referentiel.verdict(evaluation, hypothese)
    outils_referentiel.appreciation(evaluation, fiche=fiche)
    enquete = outils_referentiel.enquete(convention)
    besoin = outils_referentiel.besoin(convention, fiche)
    return {
        "la_thematique": thematique.pk,
        "question_evaluative": question.pk,
        "hypothese": hypothese.pk,
        "enquete": enquete.pk,
        "question_d_enquete": outils_referentiel.question_d_enquete(
            enquete, 62, 38, question_evaluative=question
        ).pk,
        "le_besoin": besoin.pk,
        "chiffre": outils_referentiel.chiffre(convention, besoin=besoin).pk,
    }


def _evaluations(
    brouillon: Evaluation, copilote: Signataire, sollicitee: Personne
) -> dict[str, Any]:
    """Une évaluation à chaque moment de son cycle ; la personne du lien est invitée à lire."""
    convention = brouillon.convention
    copil = convention.instances.get(genre=Instance.Genre.COPIL)
    MembreInstance.objects.create(
        instance=copil, personne=sollicitee, partenaire=copilote.partenaire
    )
    cycle.lecture(brouillon, sollicitee)
    etats = CommentaireDEvaluation.Etat
    soumise = cycle.presentee(convention, annee=2022, etat="soumise_au_cotech", presentee_le=None)
    presentee = cycle.presentee(convention, annee=2023)
    prete = cycle.prete(convention, annee=2024)
    validee = cycle.validee(convention, annee=2026)
    publiee = cycle.publiee(convention, annee=2021)
    a_corriger = cycle.commentaire(
        brouillon,
        personne=sollicitee,
        ecrit_le=datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC),
    )
    regle = cycle.commentaire(
        brouillon, etat=etats.REGLE, regle_le=datetime.date(2026, 11, 20), regle_par="le test"
    )
    return {
        "soumise_an": soumise.cle,
        "presentee_an": presentee.cle,
        "prete_an": prete.cle,
        "validee_an": validee.cle,
        "publiee_an": publiee.cle,
        "version_validee": validee.versions.get().numero,
        "version_publiee": publiee.versions.get().numero,
        "copilote": copilote.pk,
        "siege": sollicitee.pk,
        "approbation": Approbation.objects.get(evaluation=prete, signataire=None).pk,
        "lue_a_corriger": a_corriger.pk,
        "lue_reglee": regle.pk,
    }


def _precisions(fiche: FicheAction) -> dict[str, Any]:
    """Une étiquette libre, une action à lier, une autre déjà liée."""
    autre, liee = fabriques.fiche(fiche.convention), fabriques.fiche(fiche.convention)
    return {
        "etiquette": fabriques.etiquette(fiche.convention).pk,
        "autre_numero": autre.numero,
        "lien_de_fiche": fabriques.lien(fiche, liee).pk,
    }


def _registre(convention: Convention, structure: Equipement, voisin: Partenaire) -> dict[str, Any]:
    """De quoi ouvrir chaque écran d'une structure : un chiffre, une grille, une année fermée."""
    fabriques.chiffre(structure, annee=ANNEE)
    fabriques.grille(structure, annee_scolaire=ANNEE)
    AnneeFermee.objects.create(
        convention=convention,
        annee=2022,
        fermee_le=datetime.date(2023, 3, 1),
        fermee_par="le test",
    )
    sous_type, _ = SousType.objects.get_or_create(type="eaje", code="jardin", nom="Jardin")
    jumelle = fabriques.equipement(convention, voisin, commune=structure.commune)
    homonyme = fabriques.equipement(convention, voisin, commune=structure.commune)
    distinguee = PasUnDoublon.distinguer(
        jumelle, homonyme, motif="Deux sites.", par=fabriques.LE_TEST, le=datetime.date(2026, 11, 2)
    )
    return {
        "jumelle": jumelle.pk,
        "distinguee": distinguee.pk,
        "ligne_signee": 1,
        "soutien": structure.soutiens.get().pk,
        "voisin": voisin.pk,
        "sous_type": sous_type.pk,
        "annee_du_registre": 2022,
    }


def _journal(fiche: FicheAction, comptes: dict[Profil, Utilisateur]) -> dict[str, Any]:
    """Une note que la pilote vient d'écrire, et deux commentaires d'un membre du COPIL."""
    note = fabriques.note(fiche, par=comptes[Profil.PILOTE])
    ouvert = fabriques.commentaire(fiche, par=comptes[Profil.MEMBRE])
    regle = fabriques.commentaire(fiche, par=comptes[Profil.MEMBRE])
    regle.regler(par=comptes[Profil.PILOTE], le=datetime.date(2026, 11, 23))
    return {"note": note.pk, "commentaire": ouvert.pk, "regle": regle.pk}


def _propositions(fiche: FicheAction) -> dict[str, Any]:
    """Une proposition en attente, et une autre retenue par un avenant signé."""
    attente = fabriques.proposition(fiche)
    signe = fabriques.avenant(fiche.convention, etat="signe", signe_le=datetime.date(2026, 11, 2))
    retenue = fabriques.proposition(fiche, champ="moyens", etat="retenue", avenant=signe)
    projet = fiche.convention.avenants.get(etat="projet")
    return {"proposition": attente.pk, "retenue": retenue.pk, "projet": projet.pk}


def _campagnes(convention: Convention, fiche: FicheAction, sollicitee: Personne) -> dict[str, Any]:
    """Une campagne à chaque moment de sa vie, et des demandes à la même personne."""
    ouverte = fabriques.campagne(convention)
    preparee = fabriques.campagne(convention, ouverte_le=None)
    close = fabriques.campagne(convention, close_le=datetime.date(2026, 11, 20))
    repondue = fabriques.campagne(convention)
    etat = DemandeDeFiche.Etat
    return {
        "campagne": ouverte.pk,
        "preparee": preparee.pk,
        "close": close.pk,
        "demande": fabriques.demande(ouverte, fiche=fiche, personne=sollicitee).pk,
        "a_envoyer": fabriques.demande(
            preparee, fiche=fiche, personne=sollicitee, etat=etat.A_ENVOYER
        ).pk,
        "perdue": fabriques.demande(
            close, fiche=fiche, personne=sollicitee, etat=etat.SANS_REPONSE
        ).pk,
        "repondue": fabriques.demande(
            repondue, fiche=fiche, personne=sollicitee, etat=etat.REPONDUE
        ).pk,
    }


def _memes_roles(comptes: dict[Profil, Utilisateur], convention: Convention) -> None:
    """Chacun garde, dans cette convention, le rôle qu'il a dans la première."""
    for profil, compte in comptes.items():
        premier = compte.habilitations.order_by("pk").first()
        if profil is not Profil.ETRANGER and premier is not None:
            Habilitation.objects.create(
                utilisateur=compte,
                role=premier.role,
                partenaire=premier.partenaire,
                convention=convention,
            )


def _au_terme(comptes: dict[Profil, Utilisateur]) -> dict[str, Any]:
    """Une convention échue dont l'évaluation finale est validée, une autre clôturée."""
    echue = fabriques.convention(debut=datetime.date(2021, 1, 1), fin=datetime.date(2025, 12, 31))
    close = fabriques.convention(etat=Convention.Etat.CLOTUREE)
    fabriques.evaluation_finale_validee(echue)
    suite = fabriques.convention(etat=Convention.Etat.PROJET, succede_a=echue)
    for convention in (echue, close, suite):
        _memes_roles(comptes, convention)
    # Une action qui en poursuit une autre, dont l'indicateur a répondu depuis.
    ancienne = fabriques.fiche(echue)
    poursuivie = fabriques.fiche(suite, poursuit=ancienne)
    fabriques.releve(fabriques.indicateur(ancienne, libelle="Familles"), annee=2025, valeur=7)
    fabriques.indicateur(poursuivie, libelle="Familles")
    return {"echue": echue.slug, "cloturee": close.slug, "la_suite": suite.slug}


def _projet(comptes: dict[Profil, Utilisateur]) -> dict[str, Any]:
    """Une convention en projet, où chacun garde le rôle qu'il a dans l'autre."""
    projet = fabriques.convention(etat=Convention.Etat.PROJET)
    caf = fabriques.partenaire(nature=Partenaire.Nature.CAF)
    partie = fabriques.signataire(projet, partenaire=caf)
    commune = fabriques.signataire(projet)
    # Une structure du registre que l'annexe en projet n'a pas encore.
    fabriques.equipement(projet, commune.partenaire)
    _memes_roles(comptes, projet)
    axe = fabriques.axe(projet)
    # Une au-delà du rang qu'elle aurait : de quoi renuméroter.
    premiere, _ = fabriques.fiche(projet, axe=axe), fabriques.fiche(projet, axe=axe, numero=3)
    indicateur = fabriques.indicateur(premiere)
    fabriques.indicateur(premiere)
    return {
        "en_projet": projet.slug,
        "ligne_du_projet": LigneAnnexe2.objects.create(
            convention=projet, signataire=commune, ordre=1, type="alsh", libelle="Accueil inventé"
        ).pk,
        "partie_du_projet": partie.pk,
        "axe_du_projet": axe.pk,
        "axe_vide": fabriques.axe(projet).pk,
        "indicateur_du_projet": indicateur.pk,
    }


def _territoire(convention: Convention, structure: Equipement) -> dict[str, Any]:
    """Une zone, une commune, et un annuaire que tout le monde lit."""
    convention.annuaire_est_public = True
    convention.save()
    zone = fabriques.zone(convention, structure.commune)
    return {"zone": zone.pk, "insee": structure.commune.code_insee}


def _campagnes_du_registre(
    commune: Signataire, sollicitee: Personne, structure: Equipement
) -> dict[str, Any]:
    """Une commune et une autre sans structure, demandées à la même personne ; une réponse."""
    sans_structure = fabriques.signataire(commune.convention)
    campagne = fabriques.campagne(commune.convention, genre="registre")
    rendue = fabriques.campagne(commune.convention, genre="registre")
    demande = fabriques.demande_de_registre(campagne, commune, personne=sollicitee)
    vide = fabriques.demande_de_registre(
        campagne, sans_structure, personne=sollicitee, sans_structure=True, dessert="Le relais."
    )
    rendu = fabriques.demande_de_registre(
        rendue,
        sans_structure,
        personne=sollicitee,
        etat=DemandeDeRegistre.Etat.REPONDUE,
        sans_structure=True,
    )
    question = fabriques.question_confiee(demande, structure, personne=sollicitee, source="caf")
    return {
        "campagne_registre": campagne.pk,
        "campagne_rendue": rendue.pk,
        "registre": demande.pk,
        "registre_vide": vide.pk,
        "registre_rendu": rendu.pk,
        "question": question.pk,
        "question_inconnue": fabriques.question_confiee(
            fabriques.demande_de_registre(
                fabriques.campagne(commune.convention, genre="registre"), commune
            ),
            structure,
            etat=QuestionConfiee.Etat.A_ENVOYER,
            sollicitee_le=None,
            adresse_confirmee=False,
        ).pk,
        # Chez la commune, soutenue par une autre partie : la commune la voit.
        "implantee": fabriques.equipement(
            commune.convention,
            fabriques.signataire(commune.convention).partenaire,
            nom="Micro-crèche d'à côté",
            commune=commune.partenaire.commune,
        ).pk,
    }


def _comptes(convention: Convention, titulaire: Utilisateur) -> dict[str, Any]:
    """Un compte ouvert, un autre suspendu, un troisième invité qui a son lien."""
    invite = fabriques.invite(convention)
    suspendu = fabriques.lecteur(convention)
    suspendu.is_active = False
    suspendu.save()
    lien = lien_pour(invite.personne, Usage.MOT_DE_PASSE, par=fabriques.LE_TEST)
    return {
        "titulaire": titulaire.personne_id,
        "habilitation": titulaire.habilitations.get().pk,
        "suspendue": suspendu.personne_id,
        "invitee": invite.personne_id,
        "jeton": lien.jeton(),
    }


def effacable(organisme: Partenaire) -> Personne:
    """Une personne que plus rien n'engage, et à qui l'on a annoncé son effacement."""
    passee = fabriques.personne(nom="Personne de passage", preavis_le=datetime.date(2026, 11, 2))
    fabriques.mandat(personne=passee, partenaire=organisme, fin=datetime.date(2023, 6, 30))
    return passee


def _structure(
    convention: Convention, organisme: Partenaire, etat: str = "valide", **champs: Any
) -> Equipement:
    """Une structure dont la saisie est complète."""
    return fabriques.equipement(
        convention,
        organisme,
        **{
            "etat_saisie": etat,
            "adresse": "1 place du Marché",
            "code_postal": "90100",
            "gestionnaire": "Commune",
            "capacite": 40,
            **champs,
        },
    )
