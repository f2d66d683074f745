"""Ce que le registre dit à l'accueil : ce qui est attendu d'une personne, et ce qui a changé."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from conventions.droits import Droit, Portee, roles_ayant
from conventions.models import Convention, Habilitation, Utilisateur
from ctg.socle.attentes import Attente, Nouvelle
from ctg.socle.nombres import nombre_fr
from equipements.echeances import titres_finissant
from equipements.models import Correction, Equipement, Geste

# Au-delà, la phrase renvoie à la liste plutôt que de tout nommer.
NOMMES_AU_PLUS = 3
GESTES_ANNONCES = (Geste.DECLARATION, Geste.VALIDATION, Geste.CORRECTION)


def attentes(utilisateur: Utilisateur, convention: Convention, le: datetime.date) -> list[Attente]:
    """Ce que le registre attend de la personne, le plus pressant d'abord ; trois requêtes.

    Un agent : ses structures renvoyées, ses brouillons, ce qui n'est pas renseigné. Qui valide :
    les structures soumises et les corrections à trancher.
    """
    structures = list(_structures_suivies(utilisateur, convention))
    miennes = [s for s in structures if s.est_mienne]
    a_valider = [s for s in structures if s.peut_valider]
    return [
        *_renvoyees(convention, miennes),
        *_a_valider(convention, a_valider),
        *_a_trancher(convention, a_valider),
        *_brouillons(convention, miennes),
        *_a_completer(convention, miennes),
        *_titres_a_renouveler(utilisateur, convention, le),
    ]


def _structures_suivies(utilisateur: Utilisateur, convention: Convention) -> Any:
    habilitations = Habilitation.objects.filter(utilisateur=utilisateur, convention=convention)
    validant = habilitations.filter(role__in=roles_ayant(Droit.VALIDER, Portee.CONVENTION))
    miennes = Equipement.objects.all().de_l_organisme_de(utilisateur, convention)
    renvoyees = Correction.objects.filter(equipement=OuterRef("pk"), etat=Correction.Etat.RENVOYEE)
    return (
        Equipement.objects.de_la_convention(convention)
        .distinctes()
        .avec_correction()
        .annotate(
            est_mienne=Exists(miennes.filter(pk=OuterRef("pk"))),
            peut_valider=Exists(validant),
            motif_de_correction=Subquery(renvoyees.values("motif")[:1]),
        )
        .filter(
            Q(est_mienne=True)
            | Q(peut_valider=True) & (Q(etat_saisie="soumis") | Q(a_correction=True))
        )
        .exclude(statut=Equipement.Statut.FERME)
        .select_related("commune")
        .prefetch_related("communes_desservies")
    )


def _renvoyees(convention: Convention, structures: list[Any]) -> list[Attente]:
    resultat = []
    for structure in structures:
        motif = structure.motif_de_correction
        quoi = "Correction renvoyée"
        if structure.etat_saisie == Equipement.EtatSaisie.RENVOYE:
            motif, quoi = structure.motif_renvoi, "Saisie renvoyée"
        if motif:
            resultat.append(
                Attente(
                    titre=f"{quoi} : {structure.nom}",
                    adresse=_adresse("equipement_modifier", convention, structure),
                    geste="Corriger",
                    detail=f"Le coordonnateur CTG vous écrit : « {motif} »",
                    est_pressante=True,
                )
            )
    return resultat


def _brouillons(convention: Convention, structures: list[Any]) -> list[Attente]:
    return [
        Attente(
            titre=f"Brouillon à terminer : {structure.nom}",
            adresse=_adresse("equipement_verifier", convention, structure),
            geste="Relire et soumettre",
            detail="Personne d'autre que votre collectivité et le coordonnateur ne le voit encore.",
        )
        for structure in structures
        if structure.etat_saisie == Equipement.EtatSaisie.BROUILLON
    ]


def _a_completer(convention: Convention, structures: list[Any]) -> list[Attente]:
    incompletes = [
        structure
        for structure in structures
        if structure.etat_saisie == Equipement.EtatSaisie.VALIDE
        and not structure.a_correction
        and structure.reste_a_renseigner()
    ]
    if not incompletes:
        return []
    if len(incompletes) == 1:
        seule = incompletes[0]
        return [
            Attente(
                titre=f"Structure à compléter : {seule.nom}",
                adresse=_adresse("equipement_modifier", convention, seule),
                geste="Compléter",
                detail=f"Il manque {', '.join(seule.reste_a_renseigner().values())}.",
            )
        ]
    return [
        Attente(
            titre=f"{nombre_fr(len(incompletes))} structures à compléter",
            adresse=f"{reverse('equipement_liste', args=[convention.slug])}?miennes=oui",
            geste="Voir mes structures",
            detail=_noms(incompletes),
        )
    ]


def _a_valider(convention: Convention, structures: list[Any]) -> list[Attente]:
    soumises = [s for s in structures if s.etat_saisie == Equipement.EtatSaisie.SOUMIS]
    return _groupe(
        convention,
        soumises,
        titres=("Structure à valider", "structures à valider"),
        gestes=("equipement_detail", "Relire et valider"),
        etat=Equipement.EtatSaisie.SOUMIS,
    )


def _a_trancher(convention: Convention, structures: list[Any]) -> list[Attente]:
    return _groupe(
        convention,
        [s for s in structures if s.a_correction],
        titres=("Correction à trancher", "corrections à trancher"),
        gestes=("correction_trancher", "Décider"),
        etat="correction",
    )


def _groupe(
    convention: Convention,
    structures: list[Any],
    *,
    titres: tuple[str, str],
    gestes: tuple[str, str],
    etat: str,
) -> list[Attente]:
    """Une ligne : la structure seule, ou leur nombre et la liste filtrée."""
    if not structures:
        return []
    if len(structures) == 1:
        seule = structures[0]
        titre, adresse = f"{titres[0]} : {seule.nom}", _adresse(gestes[0], convention, seule)
        return [Attente(titre, adresse, gestes[1], detail=str(seule.commune))]
    return [
        Attente(
            f"{nombre_fr(len(structures))} {titres[1]}",
            f"{reverse('equipement_liste', args=[convention.slug])}?etat={etat}",
            "Voir la liste",
            detail=_noms(structures),
        )
    ]


def _titres_a_renouveler(
    utilisateur: Utilisateur, convention: Convention, le: datetime.date
) -> list[Attente]:
    """Les titres qui finissent (E7), pour qui peut corriger la structure ; une requête."""
    titres = titres_finissant(convention, le, corrigeables_par=utilisateur)
    if not titres:
        return []
    nombre = nombre_fr(len(titres))
    premier = titres[0]
    return [
        Attente(
            f"{nombre} titre{'s' if len(titres) > 1 else ''} à renouveler",
            reverse("titre_liste", args=[convention.slug]),
            "Voir les titres",
            detail=f"{premier.nom}, {premier.equipement} : jusqu'au {premier.fin:%d/%m/%Y}",
        )
    ]


def _noms(structures: list[Any]) -> str:
    noms = [f"{s.nom} ({s.commune})" for s in structures[:NOMMES_AU_PLUS]]
    suite = len(structures) - len(noms)
    if suite == 1:
        noms.append("et une autre")
    elif suite:
        noms.append(f"et {nombre_fr(suite)} autres")
    return ", ".join(noms)


def nouvelles(utilisateur: Utilisateur, convention: Convention, limite: int) -> list[Nouvelle]:
    """Les structures déclarées, validées ou corrigées, les plus récentes d'abord ; une requête.

    Seulement celles que la personne peut lire. Le chargement des fichiers livrés ne nomme pas de
    geste : il n'est pas une nouvelle.
    """
    visibles = Equipement.objects.de_la_convention(convention).avec_droit(utilisateur, Droit.LIRE)
    lignes = (
        Equipement.historique.filter(
            history_change_reason__in=GESTES_ANNONCES,
            id__in=visibles.values("pk"),
        )
        .select_related("commune")
        .order_by("-history_date", "-history_id")[:limite]
    )
    return [
        Nouvelle(
            le=ligne.history_date,
            auteur=ligne.auteur,
            titre=f"{ligne.nom} : {Geste(ligne.history_change_reason).label}",
            adresse=reverse("equipement_detail", args=[convention.slug, ligne.id]),
            detail=f"{ligne.get_type_display()}, {ligne.commune}",
        )
        for ligne in lignes
    ]


def _adresse(page: str, convention: Convention, structure: Equipement) -> str:
    return reverse(page, args=[convention.slug, structure.pk])
