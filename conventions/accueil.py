"""Ce que la salle dit à l'accueil : les pièces à joindre, les anomalies à trancher, le terme."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from conventions.chargement import AUTEUR
from conventions.droits import Droit
from conventions.models import Anomalie, Avenant, Convention, Document, Personne, Utilisateur
from conventions.personnes import attentes_de_contact
from ctg.socle.attentes import Attente, Nouvelle
from ctg.socle.nombres import nombre_fr

# Le temps qu'il faut pour délibérer dans chaque commune avant une reconduction expresse.
JOURS_POUR_RECONDUIRE = 180


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Ce que la convention attend de qui la gère ; rien pour les autres. Deux requêtes au plus.

    Rien non plus une fois close : ses pièces et ses anomalies ne changent plus.
    """
    if not convention.est_ouverte:
        return []
    gerees = Convention.objects.avec_comptes().modifiables_par(utilisateur)
    qui_tient = Convention.objects.avec_droit(utilisateur, Droit.GERER_LES_PERSONNES)
    geree = (
        gerees.filter(pk=convention.pk)
        .annotate(personnes_a_tenir=Exists(qui_tient.filter(pk=OuterRef("pk"))))
        .first()
    )
    if geree is None:
        return []
    page = reverse("convention_detail", args=[geree.slug])
    attendues = []
    if geree.est_en_cours(le) and geree.jours_restants(le) <= JOURS_POUR_RECONDUIRE:
        attendues.append(
            Attente(
                titre="Préparer la suite de la convention",
                adresse=page,
                geste="Voir la période",
                detail="Seule une reconduction expresse la prolonge (art. 11).",
                echeance=geree.terme,
                est_pressante=True,
            )
        )
    a_trancher: int = getattr(geree, "nombre_d_anomalies_a_trancher", 0)
    if a_trancher:
        liste = reverse("anomalie_liste", args=[geree.slug])
        attendues.append(
            Attente(
                titre=_titre(a_trancher, "anomalie du texte", "anomalies du texte", "à trancher"),
                adresse=f"{liste}?traitement=a_trancher",
                geste="Dire la suite",
                detail="Le texte ne se corrige que par avenant (art. 12).",
            )
        )
    a_joindre: int = getattr(geree, "nombre_d_annexes_a_joindre", 0)
    if a_joindre:
        attendues.append(
            Attente(
                titre=_titre(a_joindre, "annexe", "annexes", "sans fichier"),
                adresse=f"{page}#documents",
                geste="Joindre les fichiers",
                detail="Chacun pourra les lire ici.",
            )
        )
    if getattr(geree, "personnes_a_tenir", False):
        personnes = Personne.objects.de_la_convention(geree)
        attendues += attentes_de_contact(personnes, geree, le)
    return attendues


def _titre(nombre: int, singulier: str, pluriel: str, suite: str) -> str:
    return f"{nombre_fr(nombre)} {singulier if nombre < 2 else pluriel} {suite}"


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """Les derniers avenants, documents et décisions, du plus récent au plus ancien.

    Seulement ce que des personnes ont fait : toute personne de la convention peut le lire. Une
    requête par sorte de chose ; d'un objet changé plusieurs fois, le dernier changement.
    """
    page = reverse("convention_detail", args=[convention.slug])
    anomalies = reverse("anomalie_liste", args=[convention.slug])
    trouvees = [
        Nouvelle(
            le=ligne.history_date,
            auteur=ligne.auteur,
            titre=f"{ligne.instance} : {ligne.get_etat_display()}",
            adresse=f"{page}#avenants",
            detail=ligne.objet,
        )
        for ligne in _derniers_gestes(Avenant, convention, limite)
    ]
    trouvees += [
        Nouvelle(
            le=ligne.history_date,
            auteur=ligne.auteur,
            titre=f"Document joint : {ligne.instance}",
            adresse=f"{page}#documents",
        )
        for ligne in _derniers_gestes(Document, convention, limite)
        if ligne.fichier
    ]
    trouvees += [
        Nouvelle(
            le=ligne.history_date,
            auteur=ligne.auteur,
            titre=f"Suite décidée : {ligne.lieu}",
            adresse=f"{anomalies}#{ligne.code}",
            detail=ligne.suite,
        )
        for ligne in _derniers_gestes(Anomalie, convention, limite)
        if ligne.suite
    ]
    return sorted(trouvees, key=lambda nouvelle: nouvelle.le, reverse=True)[:limite]


def _derniers_gestes(
    modele: type[Avenant] | type[Document] | type[Anomalie], convention: Convention, limite: int
) -> list[Any]:
    """Les dernières lignes d'historique écrites par des personnes, une par objet."""
    lignes = (
        modele.historique.filter(convention_id=convention.pk)
        .exclude(auteur=AUTEUR.libelle_d_auteur)
        .exclude(history_type="-")
        .order_by("-history_date", "-history_id")[: 4 * limite]
    )
    return list({ligne.id: ligne for ligne in reversed(lignes)}.values())
