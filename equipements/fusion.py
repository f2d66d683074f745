"""Réunir deux fiches d'une structure ; découper une ligne signée qui couvre plusieurs lieux."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from conventions.lettres import retirer_ce_qui_attend
from conventions.models import Convention
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte, en_une_ligne
from ctg.socle.versions import verrouiller
from equipements.models import (
    AnneeFermee,
    Equipement,
    Geste,
    LigneAnnexe2,
    Soutien,
)
from equipements.services import exiger_vivante
from equipements.valeurs import poser, ranger, valeurs_de, verifier_les_listes

# Une position se garde ou se reprend entière : la longitude suit la latitude.
CHAMPS_COMPARES = (
    *(champ for champ in Equipement.CHAMPS_SAISIS if champ != "longitude"),
    *Equipement.LISTES,
)
# Ce que chaque nouveau site reprend de la structure découpée.
_REPRIS = (
    *("type", "sous_type", "commune", "gestionnaire", "gestionnaire_siret", "mode_gestion"),
    *("age_min", "age_max", "periodes", "statut"),
)


def manques_pour_fusionner(
    garder: Equipement, absorber: Equipement, convention: Convention
) -> list[str]:
    """Ce qui empêche de réunir ces deux fiches, en phrases.

    Ce qui est dit d'une année fermée ne change plus de fiche.
    """
    manques = []
    if garder.pk == absorber.pk or garder.commune_id != absorber.commune_id:
        manques.append("Choisissez deux fiches différentes d'une même commune.")
    if garder.fusionnee_dans_id or absorber.fusionnee_dans_id:
        manques.append("L'une de ces fiches est déjà fusionnée dans une autre.")
    if any(fiche.corrections.ouvertes().exists() for fiche in (garder, absorber)):
        manques.append("Une correction attend sur l'une des deux : tranchez-la d'abord.")
    valide = Equipement.EtatSaisie.VALIDE
    if absorber.etat_saisie == valide and garder.etat_saisie != valide:
        manques.append("Gardez la fiche validée : c'est elle que tous lisent.")
    fermees = AnneeFermee.de(convention)
    manques += [
        f"L'année {annee} est fermée, et l'une des fiches y a des réponses : rouvrez-la d'abord."
        for annee in sorted(fermees & _annees_a_deplacer(garder, absorber) if fermees else ())
    ]
    return manques


def _annees_a_deplacer(garder: Equipement, absorber: Equipement) -> set[int]:
    """Les années dont un chiffre, un montant ou une grille passerait à la gardée."""
    chiffres = set(absorber.chiffres.values_list("annee", "code"))
    chiffres -= set(garder.chiffres.values_list("annee", "code"))
    grilles = set(absorber.grilles.values_list("annee_scolaire", flat=True))
    grilles -= set(garder.grilles.values_list("annee_scolaire", flat=True))
    jumeaux = garder.soutiens.actuels().values_list("partenaire", "montants__annee")
    montants = absorber.soutiens.exclude(montants=None).values_list(
        "partenaire", "montants__annee", "fin"
    )
    restent = set(jumeaux)
    return {
        *(annee for annee, _ in chiffres),
        # Une année scolaire se ferme avec l'année civile où elle finit.
        *(annee + 1 for annee in grilles),
        *(a for partenaire, a, fin in montants if fin or (partenaire, a) not in restent),
    }


def fusionner(
    *,
    garder: Equipement,
    absorber: Equipement,
    convention: Convention,
    repris: Collection[str],
    version_de_la_gardee: int,
    version_de_l_absorbee: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Réunit les deux fiches : `garder` reste, `absorber` se lit encore et ne compte plus.

    `repris` : les champs et les listes que la gardée prend à l'absorbée. Lignes signées, soutiens,
    montants, chiffres et prix passent à la gardée ; quand les deux ont répondu la même année, la
    réponse de la gardée reste et celle de l'absorbée se lit sur sa page. Lève `ActionImpossible`,
    `ConflitDeVersion`, `ConventionFigee`, `ValidationError`.
    """
    convention.exiger_ouverte()
    noms = [nom for nom in CHAMPS_COMPARES if nom in repris]
    valeurs = valeurs_de(absorber, [*noms, *(["longitude"] if "latitude" in noms else [])])
    with acte(par):
        # Sous le verrou, aucune année ne se ferme entre ce contrôle et l'écriture.
        verrouiller(convention)
        if manques := manques_pour_fusionner(garder, absorber, convention):
            raise ActionImpossible(*manques)
        poser(garder, valeurs)
        garder.full_clean()
        verifier_les_listes(valeurs)
        garder.ecrire(Geste.FUSION, par=par, version_ouverte=version_de_la_gardee)
        ranger(garder, valeurs)
        _rattacher_les_lignes(garder, absorber)
        _rattacher_les_soutiens(garder, absorber)
        _rattacher(garder, absorber, "chiffres", ("annee", "code"))
        _rattacher(garder, absorber, "grilles", ("annee_scolaire",))
        _rattacher(garder, absorber, "explications", ("convention",))
        _rattacher_la_campagne(garder, absorber, par)
        absorber.fusionnee_dans, absorber.fusionnee_le = garder, le
        absorber.fusionnee_par = par.libelle_d_auteur
        absorber.ecrire(Geste.FUSION, par=par, version_ouverte=version_de_l_absorbee)


def _rattacher(garder: Any, absorber: Any, liste: str, cle: Sequence[str]) -> None:
    """Passe à la gardée ce à quoi elle n'a pas encore répondu."""
    modele = garder._meta.get_field(liste).related_model
    attributs = [modele._meta.get_field(champ).attname for champ in cle]
    deja = set(getattr(garder, liste).values_list(*attributs))
    for objet in getattr(absorber, liste).all():
        if tuple(getattr(objet, attribut) for attribut in attributs) not in deja:
            objet.equipement = garder
            objet.save()


def _rattacher_la_campagne(garder: Equipement, absorber: Equipement, par: Acteur) -> None:
    """Ce que les parties ont répondu suit la gardée ; une question en double se clôt.

    Une commune qu'elle dessert l'est par la gardée. « Fermée » ne se disait que de l'absorbée : la
    gardée, si elle vit, reste à confirmer.
    """
    deja = set(garder.reponses_de_campagne.values_list("demande", flat=True))
    for reponse in absorber.reponses_de_campagne.exclude(demande__in=deja):
        if reponse.constat == reponse.Constat.FERMEE and garder.statut != garder.Statut.FERME:
            continue
        reponse.equipement = garder
        reponse.save()
    for demande in absorber.demandes_desservies.all():
        with en_une_ligne(demande):
            demande.desservie_par.remove(absorber)
            demande.desservie_par.add(garder)
    posees = set(garder.questions_confiees.values_list("demande", "source"))
    for question in absorber.questions_confiees.select_related("campagne__convention", "personne"):
        if (question.demande_id, question.source) not in posees:
            question.equipement = garder
            question.save()
        elif question.etat in question.OUVERTES:
            question.clore(par=par)
            retirer_ce_qui_attend(question.repondante, question.campagne.convention)


def _rattacher_les_lignes(garder: Equipement, absorber: Equipement) -> None:
    """La ligne signée ne change pas un mot : seule change la fiche qu'elle désigne."""
    for ligne in absorber.lignes_annexe2.all():
        ligne.equipement = garder
        ligne.save()
    for ligne in absorber.lignes_partagees.all():
        ligne.sites.remove(absorber)
        if ligne.equipement_id != garder.pk:
            ligne.sites.add(garder)


def _rattacher_les_soutiens(garder: Equipement, absorber: Equipement) -> None:
    """Un soutien de la même collectivité qui court encore n'en fait plus qu'un."""
    siens = {s.partenaire_id: s for s in garder.soutiens.actuels()}
    for soutien in absorber.soutiens.all():
        jumeau = siens.get(soutien.partenaire_id) if soutien.fin is None else None
        if jumeau is None:
            soutien.equipement = garder
            soutien.save()
            continue
        annees = set(jumeau.montants.values_list("annee", flat=True))
        for montant in soutien.montants.exclude(annee__in=annees):
            montant.soutien = jumeau
            montant.save()
        if jumeau.debut is None and soutien.debut is not None:
            jumeau.debut = soutien.debut
            jumeau.save()


def decouper(
    *,
    ligne: LigneAnnexe2,
    sites: Sequence[Mapping[str, Any]],
    version_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> list[Equipement]:
    """Découpe la structure d'une ligne signée en autant de lieux ; chacun garde la ligne.

    `sites` : nom, adresse, code postal de chacun ; le premier est la structure qui existe. Les
    autres reprennent son type, sa commune, son gestionnaire et ses soutiens ; leurs places et leurs
    chiffres restent à dire. Rend les nouveaux. Lève `ActionImpossible` pour moins de deux lieux ou
    une ligne sans structure, `ConflitDeVersion`, `ConventionFigee`, `ValidationError`.
    """
    ligne.convention.exiger_ouverte()
    premiere = ligne.equipement
    if premiere is None:
        raise ActionImpossible("Cette ligne n'a pas encore de structure.")
    exiger_vivante(premiere)
    if len(sites) < 2:
        raise ActionImpossible("Donnez au moins deux lieux : sinon, rien n'est à découper.")
    noms = [str(site["nom"]).strip().lower() for site in sites]
    if len(set(noms)) < len(noms):
        raise ValidationError("Donnez à chaque lieu un nom différent.")
    with transaction.atomic(), acte(par):
        poser(premiere, sites[0])
        premiere.full_clean()
        premiere.ecrire(Geste.DECOUPAGE, par=par, version_ouverte=version_ouverte)
        nouveaux = [_nouveau_site(premiere, site, par, le) for site in sites[1:]]
        ligne.sites.add(*nouveaux)
    return nouveaux


def _nouveau_site(
    premiere: Equipement, site: Mapping[str, Any], par: Acteur, le: datetime.date
) -> Equipement:
    nouveau = Equipement(
        **{nom: getattr(premiere, nom) for nom in _REPRIS},
        **site,
        etat_saisie=Equipement.EtatSaisie.VALIDE,
        valide_le=le,
        valide_par=par.libelle_d_auteur,
    )
    nouveau.full_clean()
    nouveau._change_reason = Geste.DECOUPAGE
    nouveau.save()
    del nouveau._change_reason
    for soutien in premiere.soutiens.actuels():
        Soutien.objects.create(
            equipement=nouveau, partenaire_id=soutien.partenaire_id, debut=soutien.debut
        )
    return nouveau
