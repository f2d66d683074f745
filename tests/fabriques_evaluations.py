"""De quoi mettre une évaluation à chaque moment de son cycle."""

import datetime
from typing import Any

from django.core.files.base import ContentFile

from conventions.droits import Role
from conventions.models import Convention, Partenaire, Personne, Signataire, Utilisateur
from pilotage.figer import empreinte_du_projet
from pilotage.models import (
    Approbation,
    CommentaireDEvaluation,
    Evaluation,
    LectureDemandee,
    Recit,
    VersionFigee,
    empreinte,
)
from tests import fabriques

LE = datetime.date(2026, 11, 23)
UN_PDF = b"%PDF-1.7\n%un document fige\n%%EOF"


def copilote(
    convention: Convention, nature: str = Partenaire.Nature.CAF
) -> tuple[Signataire, Utilisateur]:
    """Une partie copilote, et le compte qui agit en son nom."""
    organisme = fabriques.partenaire(nature=nature)
    signataire = fabriques.signataire(convention, partenaire=organisme, est_copilote=True)
    return signataire, fabriques.habilite(convention, Role.COPILOTE, organisme)


def presentee(convention: Convention, **champs: Any) -> Evaluation:
    """Une évaluation présentée à une séance du COPIL déjà tenue, son récit écrit."""
    annee = champs.setdefault("annee", 2025)
    if "reunion" not in champs:
        date = datetime.date(2026, 1 + annee % 10, 12)
        champs["reunion"] = fabriques.reunion(convention, date=date)
    champs.setdefault("etat", Evaluation.Etat.PRESENTEE)
    champs.setdefault("soumise_le", datetime.date(2026, 4, 2))
    seance = champs["reunion"]
    champs.setdefault("presentee_le", seance and seance.date - datetime.timedelta(days=9))
    evaluation = fabriques.evaluation(convention, **champs)
    Recit.objects.create(evaluation=evaluation, texte="Une année de **démarrage**.")
    return evaluation


def approuver(evaluation: Evaluation) -> None:
    """La coordination et chaque copilote donnent leur accord."""
    for place in (None, *evaluation.copilotes()):
        Approbation.objects.create(
            evaluation=evaluation,
            signataire=place,
            personne=fabriques.personne(),
            donnee_le=LE,
            notee_par="le test",
        )


def lu(evaluation: Evaluation) -> dict[str, str]:
    """Ce que porte le formulaire d'un accord, ouvert maintenant."""
    return {"contenu_lu": empreinte_du_projet(evaluation, LE)}


def prete(convention: Convention, **champs: Any) -> Evaluation:
    """Une évaluation à qui rien ne manque pour être validée."""
    if not convention.signataires.filter(est_copilote=True).exists():
        copilote(convention)
    evaluation = presentee(convention, **champs)
    approuver(evaluation)
    return evaluation


def figee(evaluation: Evaluation, **champs: Any) -> VersionFigee:
    """Une version posée telle quelle au bout de la chaîne, sans fabriquer de document."""
    convention = evaluation.convention
    dernier = VersionFigee.objects.filter(convention=convention).order_by("rang").last()
    assert evaluation.reunion is not None
    version = VersionFigee(
        titre="Version de test",
        convention=convention,
        evaluation=evaluation,
        rang=dernier.rang + 1 if dernier else 1,
        numero=f"{evaluation.cle}-{evaluation.versions.count() + 1:02d}",
        figee_le=datetime.datetime(2026, 6, 19, 10, tzinfo=datetime.UTC),
        reunion=evaluation.reunion,
        seance="COPIL du 18 juin 2026",
        approbateurs=[{"qualite": "Coordination", "nom": "Une personne", "comment": "en séance"}],
        instantane='{"numero":"x"}',
        empreinte_de_l_instantane=empreinte(b'{"numero":"x"}'),
        empreinte_du_pdf=empreinte(UN_PDF),
        empreinte_precedente=dernier.empreinte if dernier else "",
        outils={"moteur": {"weasyprint": "70.0"}, "polices": {}},
        nom_d_origine="evaluation.pdf",
        **champs,
    )
    version.fichier.save("evaluation.pdf", ContentFile(UN_PDF), save=False)
    version.empreinte = empreinte(version.a_hacher())
    version.save()
    return version


def validee(convention: Convention, **champs: Any) -> Evaluation:
    """Une évaluation validée, sa version figée."""
    evaluation = presentee(
        convention, etat=Evaluation.Etat.VALIDEE, validee_le=datetime.date(2026, 6, 19), **champs
    )
    figee(evaluation)
    return evaluation


def publiee(convention: Convention, **champs: Any) -> Evaluation:
    """Une évaluation publiée, lisible sans compte."""
    evaluation = validee(convention, **champs)
    evaluation.etat, evaluation.publiee_le = Evaluation.Etat.PUBLIEE, LE
    evaluation.version_publiee, evaluation.est_publique = evaluation.versions.get(), True
    evaluation.save()
    return evaluation


def lecture(evaluation: Evaluation, personne: Personne, **champs: Any) -> LectureDemandee:
    """Une invitation à lire."""
    champs.setdefault("invitee_le", datetime.date(2026, 11, 16))
    return LectureDemandee.objects.create(evaluation=evaluation, personne=personne, **champs)


def commentaire(evaluation: Evaluation, **champs: Any) -> CommentaireDEvaluation:
    """Un commentaire ouvert sur l'essentiel."""
    champs.setdefault("personne", champs.get("personne") or fabriques.personne())
    champs.setdefault("section", "synthese")
    champs.setdefault("auteur", str(champs["personne"]))
    return CommentaireDEvaluation.objects.create(
        evaluation=evaluation, texte="Il manque un mot sur les relais.", **champs
    )
