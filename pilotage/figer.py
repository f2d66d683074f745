"""Valider une évaluation : en figer le document, une fois pour toutes."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.base import ContentFile

from conventions.models import Convention
from ctg.socle.documents import depot
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte, instant_de_l_acte
from ctg.socle.outils_du_pdf import outils_du_pdf
from ctg.socle.pdf import ErreurPDF
from ctg.socle.versions import verrouiller
from pilotage.contenu import ContenuEvaluation, contenu_de_l_evaluation
from pilotage.document import pdf_de_l_evaluation
from pilotage.instantane import empreinte_de_ce_qui_se_lit, instantane
from pilotage.models import Approbation, Evaluation, VersionFigee, a_la_seance, empreinte
from pilotage.version_dite import VersionDite, adresse_de_la_version, approbateurs_dits


class DocumentImpossible(ActionImpossible):
    """Le PDF n'a pas pu être fabriqué : rien n'est validé."""


def valider_l_evaluation(*, evaluation: Evaluation, par: Acteur, le: datetime.date) -> VersionFigee:
    """Valide l'évaluation, et en fige la version : instantané, PDF, empreintes, chaîne.

    Lève `ActionImpossible` s'il manque une approbation ou la séance, si l'évaluation change
    pendant que le document se fabrique, si le moteur de PDF est en panne (`DocumentImpossible`) ou
    le disque plein (`RangementImpossible`) : rien n'est alors écrit.
    """
    evaluation.convention.exiger_ouverte()
    evaluation.exiger_pret_pour("valider", le)
    prete = _preparer(evaluation, le)
    # Hors de la transaction : le PDF prend des secondes, que nul n'a à attendre pour écrire.
    pdf = _pdf(prete)
    version = VersionFigee(
        titre=f"{evaluation}, version {prete.numero}",
        convention=evaluation.convention,
        evaluation=evaluation,
    )
    fichier: ContentFile[bytes] = ContentFile(pdf, f"evaluation-{prete.numero}.pdf")
    with depot(version, fichier, par=par, le=le), acte(par):
        verrouiller(evaluation.convention)
        evaluation.passer("valider")
        evaluation.exiger_pret_pour("valider", le)
        if _preparer(evaluation, le) != prete:
            raise ActionImpossible(
                "Quelqu'un a changé l'évaluation pendant que le document se fabriquait, ou en a"
                " validé une autre."
                " Relisez-la, puis validez à nouveau."
            )
        _chainer(version, prete, pdf)
        evaluation.validee_le, evaluation.motif_correction = le, ""
        evaluation.save()
    return version


@dataclass(frozen=True)
class _Prete:
    """Ce qui va être figé."""

    numero: str
    contenu: ContenuEvaluation
    octets: bytes
    approbateurs: list[dict[str, str]]
    seance: str
    remplace: VersionFigee | None
    motif: str
    dite: VersionDite


def _preparer(evaluation: Evaluation, le: datetime.date) -> _Prete:
    remplace = evaluation.versions.order_by("rang").last()
    suivant = evaluation.versions.count() + 1
    numero = f"{evaluation.cle}-{suivant:02d}"
    seance = evaluation.seance_en_clair
    lu = contenu_de_l_evaluation(evaluation, le)
    empreinte_lue = empreinte_de_ce_qui_se_lit(lu)
    approbateurs = [_approbateur(a, empreinte_lue) for a in _approbations(evaluation)]
    contenu = replace(
        lu,
        statut=f"Version {numero}, validée {a_la_seance(seance)}",
        est_projet=False,
    )
    motif = evaluation.motif_correction if remplace else ""
    entete: dict[str, Any] = {
        "numero": numero,
        "evaluation": str(evaluation.cle),
        "est_finale": evaluation.est_finale,
        "seance": seance,
        "approbateurs": approbateurs,
        "remplace": remplace.numero if remplace else "",
        "motif": motif,
    }
    octets = instantane(contenu, entete)
    avant = _derniere(evaluation.convention)
    dite = VersionDite(
        numero=numero,
        seance=seance,
        validee_le=le,
        approbateurs=approbateurs_dits(approbateurs),
        remplace=remplace.numero if remplace else "",
        motif=motif,
        precedente=avant.numero if avant else "",
        empreinte_precedente=avant.empreinte if avant else "",
        empreinte_de_l_instantane=empreinte(octets),
        adresse=adresse_de_la_version(evaluation, numero),
    )
    return _Prete(numero, contenu, octets, approbateurs, seance, remplace, motif, dite)


def _derniere(convention: Convention) -> VersionFigee | None:
    return VersionFigee.objects.filter(convention=convention).order_by("rang").last()


def _approbations(evaluation: Evaluation) -> Any:
    return Approbation.objects.filter(evaluation=evaluation).select_related(
        "personne", "signataire__partenaire"
    )


def empreinte_du_projet(evaluation: Evaluation, le: datetime.date) -> str:
    """L'empreinte du projet tel qu'il se lit ce jour-là : ce qu'une approbation garde.

    Sa séance y compte comme tenue : donné la veille, un accord n'est pas dépassé le lendemain parce
    que l'année compte un COPIL de plus.
    """
    if evaluation.reunion is not None:
        le = max(le, evaluation.reunion.date)
    return empreinte_de_ce_qui_se_lit(contenu_de_l_evaluation(evaluation, le))


def approbations_depassees(evaluation: Evaluation, le: datetime.date) -> list[Approbation]:
    """Les accords donnés avant qu'un texte ou un chiffre du projet ne change."""
    empreinte_lue = empreinte_du_projet(evaluation, le)
    return [a for a in _approbations(evaluation) if a.est_depassee(empreinte_lue)]


def _approbateur(approbation: Approbation, empreinte_lue: str) -> dict[str, str]:
    comment = "en séance" if approbation.reunion_id else "par son compte"
    if approbation.est_depassee(empreinte_lue):
        comment += " ; des chiffres ont changé depuis"
    return {
        "qualite": approbation.qualite,
        "nom": str(approbation.personne),
        "le": approbation.donnee_le.isoformat(),
        "comment": comment,
    }


def _pdf(prete: _Prete) -> bytes:
    try:
        return pdf_de_l_evaluation(prete.contenu, instantane=prete.octets, version=prete.dite)
    except ErreurPDF as erreur:
        raise DocumentImpossible(
            "Le document n'a pas pu être fabriqué : rien n'est validé, rien n'est perdu.",
            str(erreur),
        ) from erreur


def _chainer(version: VersionFigee, prete: _Prete, pdf: bytes) -> None:
    """Pose le maillon au bout de la chaîne. S'emploie dans l'acte, la convention verrouillée."""
    evaluation = version.evaluation
    if evaluation.reunion is None:
        raise ActionImpossible("Aucune séance du COPIL ne l'examine.")
    dernier = _derniere(version.convention)
    version.rang = dernier.rang + 1 if dernier else 1
    version.empreinte_precedente = dernier.empreinte if dernier else ""
    version.numero, version.figee_le = prete.numero, instant_de_l_acte()
    version.reunion, version.seance = evaluation.reunion, prete.seance
    version.approbateurs, version.outils = prete.approbateurs, outils_du_pdf()
    version.instantane = prete.octets.decode()
    version.empreinte_de_l_instantane = prete.dite.empreinte_de_l_instantane
    version.empreinte_du_pdf = empreinte(pdf)
    version.remplace, version.motif = prete.remplace, prete.motif
    version.empreinte = empreinte(version.a_hacher())
    version.save()
