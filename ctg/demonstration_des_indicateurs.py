"""Les indicateurs de la démonstration : qualifiés, relevés, relus. Tout y est fictif."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from actions.models import Indicateur, Reference
from actions.qualification import (
    CibleSaisie,
    NiveauSaisi,
    definir,
    ecrire_une_reference,
    niveaux_de,
)
from conventions.models import Commune, Convention
from ctg.socle.historique import Acteur, antidater
from pilotage.models import AnneeVerrouillee, Releve
from pilotage.models.releves import ReponseSaisie

Acteurs = Callable[[str], Acteur]


def _midi(jour: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))


def relever(convention: Convention, contenu: Mapping[str, Any], acteur: Acteurs) -> None:
    """Qualifie les indicateurs, répond année après année, accepte ou renvoie, verrouille."""
    qualifies = []
    for donnees in contenu["indicateurs"]:
        indicateur = Indicateur.objects.select_related("fiche__convention").get(
            fiche__convention=convention,
            fiche__numero=donnees["fiche"],
            ordre=donnees["ordre"],
        )
        with antidater(_midi(convention.debut)):
            _qualifier(indicateur, donnees, acteur("coordination"))
        qualifies.append((indicateur, donnees))
    for annee in convention.annees():
        for indicateur, donnees in qualifies:
            _relever_une_annee(indicateur, donnees, annee, acteur)
    for annee in contenu["annees_de_releves_verrouillees"]:
        le = datetime.date(annee + 1, 6, 1)
        with antidater(_midi(le)):
            AnneeVerrouillee.fermer(
                convention=convention, annee=annee, par=acteur("coordination"), le=le
            )


def _qualifier(indicateur: Indicateur, donnees: Mapping[str, Any], par: Acteur) -> None:
    connues = {nom: donnees[nom] for nom in Indicateur.QUALIFIANTS if nom in donnees}
    presentes = {nom: getattr(indicateur, nom) for nom in Indicateur.QUALIFIANTS}
    definir(
        indicateur=indicateur,
        valeurs=presentes | {nom: _decimale(valeur) for nom, valeur in connues.items()},
        niveaux=[NiveauSaisi(*dits) for dits in donnees.get("niveaux", [])],
        cibles={
            None if annee == "finale" else int(annee): _cible(visee)
            for annee, visee in donnees.get("cibles", {}).items()
        },
        version_ouverte=indicateur.version,
        par=par,
    )
    for reference in donnees.get("references", []):
        ecrire_une_reference(
            reference=Reference(fiche=indicateur.fiche, indicateur=indicateur),
            valeurs={**reference, "valeur": Decimal(str(reference["valeur"]))},
            ecriture_ouverte=None,
            par=par,
        )


def _decimale(valeur: Any) -> Any:
    # Un booléen est un entier pour Python, pas pour nous.
    est_un_nombre = isinstance(valeur, (int, float)) and not isinstance(valeur, bool)
    return Decimal(str(valeur)) if est_un_nombre else valeur


def _cible(visee: Any) -> CibleSaisie:
    if isinstance(visee, str):
        return CibleSaisie(niveau=visee)
    return CibleSaisie(valeur=Decimal(str(visee)))


def _relever_une_annee(
    indicateur: Indicateur, donnees: Mapping[str, Any], annee: int, acteur: Acteurs
) -> None:
    cle = str(annee)
    if cle in donnees["releves"]:
        _repondre(Releve(indicateur=indicateur, annee=annee), donnees["releves"][cle], acteur)
    for insee, reponse in donnees.get("releves_par_commune", {}).get(cle, {}).items():
        commune = Commune.objects.get(code_insee=insee)
        _repondre(Releve(indicateur=indicateur, annee=annee, commune=commune), reponse, acteur)


def _repondre(releve: Releve, reponse: Mapping[str, Any], acteur: Acteurs) -> None:
    coordination = acteur("coordination")
    saisi_le = datetime.date(releve.annee, 11, 15)
    niveaux = {mots: cle for cle, mots in niveaux_de(releve.indicateur).items()}
    niveau = reponse.get("niveau", "")
    # L'année en cours n'est pas encore relue.
    etat = reponse.get("etat", "accepte" if releve.annee < 2026 else "soumis")
    with antidater(_midi(saisi_le)):
        releve.repondre(
            saisie=ReponseSaisie(
                reponse=reponse["reponse"],
                valeur=_decimale(reponse.get("valeur")),
                niveau=niveaux.get(niveau, niveau),
                recit=reponse.get("recit", ""),
                motif=reponse.get("motif", ""),
                mot_d_ecart=reponse.get("mot", ""),
                commentaire=reponse.get("commentaire", ""),
                source=reponse.get("source", ""),
            ),
            marque_ouverte="",
            par=coordination,
            le=saisi_le,
            soumettre=etat != "brouillon",
        )
    relu_le = datetime.date(releve.annee + 1, 1, 20)
    with antidater(_midi(relu_le)):
        if etat == "accepte":
            releve.accepter(par=coordination, le=relu_le, version_ouverte=releve.version)
        elif etat == "renvoye":
            releve.renvoyer(
                motif=reponse["motif_renvoi"],
                par=coordination,
                le=relu_le,
                version_ouverte=releve.version,
            )
