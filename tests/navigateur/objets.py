"""Sur quel objet de la démonstration s'ouvre chaque page de la table des droits."""

import datetime
from typing import Any

from actions.models import Indicateur, PropositionDeModification, Reference, TempsFort
from conventions.droits import Role
from conventions.models import (
    Anomalie,
    Campagne,
    Convention,
    Document,
    Envoi,
    Habilitation,
    Mandat,
    Utilisateur,
)
from equipements.models import Correction, DemandeDeRegistre, Equipement, QuestionConfiee, SousType
from pilotage.models import Decision, Evaluation, Hypothese, Instance, Releve, Reunion
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.droits.situation import effacable

COORDINATION = "coordination@portail.example"


def objets_de(convention: Convention) -> dict[str, Any]:
    """Ce que chaque nom de la table des droits désigne dans la démonstration."""
    structures = Equipement.objects.de_la_convention(convention)
    corrigee = structures.filter(etat_saisie="valide").order_by("pk")[0]
    Correction.objects.create(
        equipement=corrigee,
        valeurs={"capacite": 48},
        proposee_le=datetime.date(2026, 11, 2),
        proposee_par="Agente de mairie (démonstration)",
    )
    loisirs = structures.filter(etat_saisie="valide", type="alsh", commune__nom="Agen")
    evaluation = Evaluation.objects.get(convention=convention, annee=2025)
    decision = Decision.objects.filter(reunion__instance__convention=convention)[0]
    piece = Document.objects.filter(convention=convention)[0]
    copil = convention.instances.get(genre=Instance.Genre.COPIL)
    campagne = Campagne.objects.get(
        convention=convention, annee=2026, prolongee_au=None, genre="fiches"
    )
    coordination = Utilisateur.objects.get(courriel=COORDINATION)
    fiche = convention.fiches.get(numero=1)
    return {
        "code": "agglomeration-d-agen",
        "numero": 1,
        "annee": evaluation.annee,
        "axe": 1,
        "section": "axe-1",
        "anomalie": Anomalie.objects.filter(convention=convention)[0].code,
        "avenant": fabriques.avenant(convention).numero,
        "document": piece.pk,
        "etape": fiche.etapes.get(est_de_travail=True).pk,
        "piece": fiche.documents.all()[0].pk,
        "lien_web": fiche.liens_web.all()[0].pk,
        "instance": copil.pk,
        "reunion": Reunion.objects.get(pk=decision.reunion_id).pk,
        "decision": decision.pk,
        "membre": copil.membres.all()[0].pk,
        # Un accueil de loisirs : les autres n'ont pas de prix.
        "validee": loisirs[1].pk,
        "jumelle": loisirs[0].pk,
        "ligne_signee": loisirs[1].lignes_annexe2.all()[0].ordre,
        **{mot: mot for mot in ("places", "pptx", "a1b2")},
        "soutien": loisirs[1].soutiens.all()[0].pk,
        "sous_type": SousType.objects.all()[0].pk,
        "corrigee": corrigee.pk,
        "brouillon": Equipement.objects.filter(etat_saisie="brouillon")[0].pk,
        "soumise": Equipement.objects.filter(etat_saisie="soumis")[0].pk,
        "personne": Mandat.objects.filter(personne__compte=None)[0].personne_id,
        "titulaire": fabriques.actif(convention, Role.LECTEUR).personne_id,
        "campagne": campagne.pk,
        "preparee": fabriques.campagne(convention, ouverte_le=None).pk,
        "close": fabriques.campagne(convention, close_le=datetime.date(2026, 11, 20)).pk,
        "demande": campagne.demandes_de_fiche.get(fiche__numero=11).pk,
        "repondue": campagne.demandes_de_fiche.get(fiche__numero=12).pk,
        "envoi": Envoi.objects.filter(convention=convention)[0].pk,
        # Ce que la coordinatrice vient d'écrire se corrige encore.
        "note": fabriques.note(fiche, par=coordination).pk,
        "commentaire": fabriques.commentaire(fiche, par=coordination).pk,
        "financement": fiche.financements.all()[0].pk,
        "temps_fort": TempsFort.objects.filter(convention=convention)[0].pk,
        "zone": convention.zones.all()[0].pk,
        "insee": "47001",
        "proposition": PropositionDeModification.objects.en_attente()[0].pk,
        "contexte": "contexte",
        "etiquette": fabriques.etiquette(convention).pk,
        "invitee": fabriques.invite(convention).personne_id,
        "mandat": Mandat.objects.all()[0].pk,
        **_la_campagne_du_registre(convention),
        **_le_referentiel(convention),
        **_du_projet(coordination),
        **_au_terme(coordination),
        "partie": convention.signataires.all()[0].pk,
        **_des_evaluations(convention, coordination),
        "annee_du_registre": 2022,
        **_les_indicateurs(convention),
        "effacable": effacable(convention.signataires.all()[0].partenaire).pk,
    }


def _les_indicateurs(convention: Convention) -> dict[str, Any]:
    """Un indicateur, un autre relevé par commune, une réponse à relire, une référence ajoutée."""
    indicateurs = Indicateur.objects.filter(fiche__convention=convention)
    soumis = Releve.objects.soumis().filter(indicateur__fiche__convention=convention)
    return {
        "indicateur": indicateurs.get(fiche__numero=1, ordre=1).pk,
        "indicateur_par_commune": indicateurs.get(est_par_commune=True).pk,
        "releve": soumis.filter(commune=None)[0].pk,
        "reference": Reference.objects.filter(ligne=None, indicateur__in=indicateurs)[0].pk,
        "annee_de_campagne": 2026,
        "annee_verrouillee": 2023,
    }


def _au_terme(coordination: Utilisateur) -> dict[str, Any]:
    """Une convention échue dont l'évaluation finale est validée, une autre clôturée."""
    echue = fabriques.convention(debut=datetime.date(2021, 1, 1), fin=datetime.date(2025, 12, 31))
    close = fabriques.convention(etat=Convention.Etat.CLOTUREE)
    fabriques.evaluation_finale_validee(echue)
    for convention in (echue, close):
        Habilitation.objects.create(
            utilisateur=coordination, role=Role.COORDONNATEUR, convention=convention
        )
    return {"echue": echue.slug, "cloturee": close.slug}


def _du_projet(coordination: Utilisateur) -> dict[str, Any]:
    """Une convention en projet, que la coordinatrice bâtit."""
    projet = fabriques.convention(slug="val-invente", etat=Convention.Etat.PROJET)
    Habilitation.objects.create(
        utilisateur=coordination, role=Role.COORDONNATEUR, convention=projet
    )
    axe = fabriques.axe(projet)
    fiche = fabriques.fiche(projet, axe=axe, numero=3)
    fabriques.fiche(projet, axe=axe, numero=1)
    fabriques.indicateur(fiche)
    return {
        "en_projet": projet.slug,
        "partie_du_projet": fabriques.signataire(projet).pk,
        "axe_du_projet": axe.pk,
        "indicateur_du_projet": fabriques.indicateur(fiche).pk,
    }


def _le_referentiel(convention: Convention) -> dict[str, Any]:
    """Ce que la démonstration a du référentiel, de ses enquêtes, du diagnostic."""
    enquete = convention.enquetes.all()[0]
    hypothese = Hypothese.objects.filter(question__thematique__convention=convention)[0]
    return {
        "la_thematique": hypothese.question.thematique_id,
        "question_evaluative": hypothese.question_id,
        "hypothese": hypothese.pk,
        "enquete": enquete.pk,
        "question_d_enquete": enquete.questions.all()[0].pk,
        "le_besoin": convention.besoins.all()[0].pk,
        "chiffre": convention.chiffres_du_diagnostic.all()[0].pk,
        "fiche": "fiche",
    }


def _des_evaluations(convention: Convention, coordination: Utilisateur) -> dict[str, Any]:
    """Une évaluation à chaque moment, et ce que la coordinatrice vient d'y écrire."""
    (projet, presentee, validee, publiee) = (
        Evaluation.objects.get(convention=convention, annee=annee)
        for annee in (2026, 2025, 2023, 2024)
    )
    caf = convention.signataires.get(partenaire__code="caf-de-lot-et-garonne")
    return {
        "soumise_an": projet.cle,
        "presentee_an": presentee.cle,
        "prete_an": presentee.cle,
        "validee_an": validee.cle,
        "publiee_an": publiee.cle,
        "version_validee": validee.versions.get().numero,
        "version_publiee": publiee.versions.get().numero,
        "copilote": caf.pk,
        "lue_a_corriger": cycle.commentaire(
            projet,
            personne=coordination.personne,
            ecrit_le=datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC),
        ).pk,
        "siege": coordination.personne_id,
        "lue_reglee": 0,
        "approbation": 0,
    }


def _la_campagne_du_registre(convention: Convention) -> dict[str, Any]:
    """Une demande à chaque moment : à répondre, sans structure, rendue, une question passée."""
    demandes = {
        demande.signataire.partenaire.code: demande.pk
        for demande in DemandeDeRegistre.objects.pour_liste()
    }
    return {
        "campagne_registre": Campagne.objects.get(convention=convention, genre="registre").pk,
        "registre": demandes["commune-agen"],
        "implantee": Equipement.objects.filter(
            commune__nom="Agen", soutiens__partenaire__nature="agglomeration"
        )[0].pk,
        "registre_vide": demandes["commune-blaymont"],
        "registre_rendu": demandes["commune-brax"],
        "question": QuestionConfiee.objects.get().pk,
        "gestionnaire": "gestionnaire",
    }
