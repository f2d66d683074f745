"""Ce que le cycle d'une évaluation annonce : elle est publiée, ou l'on répond à un commentaire."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from conventions.courriels import Courriel, envoyer
from conventions.liens import Usage, lien_pour, sans_lien_possible
from conventions.models import (
    Convention,
    Envoi,
    Habilitation,
    Mandat,
    Motif,
    Personne,
    RefusDeCourriel,
    Signataire,
)
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import verrouiller
from pilotage.models import CommentaireDEvaluation, Evaluation, VersionFigee


@dataclass(frozen=True)
class APrevenir:
    """Qui apprendra que la version publiée se lit ; qui le sait déjà, n'en veut pas, ou ne le peut.

    `parties_sans_lecteur` : celles que personne ne représente ici par un compte.
    """

    version: VersionFigee
    personnes: list[Personne] = field(default_factory=list)
    prevenues: list[Personne] = field(default_factory=list)
    refusent: list[Personne] = field(default_factory=list)
    sans_courriel: list[Personne] = field(default_factory=list)
    parties_sans_lecteur: int = 0


def a_prevenir(evaluation: Evaluation, le: datetime.date) -> APrevenir:
    """À qui écrire que l'évaluation est publiée : qui peut la lire, une fois par version.

    Un compte de la convention ; et, quand la page est publique, qui agit pour une partie. Lève
    `ActionImpossible` si rien n'est publié. Quatre requêtes au plus.
    """
    version = _version_publiee(evaluation)
    ecrits = Envoi.objects.filter(raison=_raison(version)).exclude(etat=Envoi.Etat.ABANDONNE)
    deja = set(ecrits.values_list("personne_id", flat=True))
    tri = APrevenir(version, parties_sans_lecteur=_sans_lecteur(evaluation.convention))
    for personne in _lecteurs(evaluation, le):
        if personne.pk in deja:
            tri.prevenues.append(personne)
        elif getattr(personne, "ne_veut_pas", False):
            tri.refusent.append(personne)
        elif _adresse(personne):
            tri.personnes.append(personne)
        else:
            tri.sans_courriel.append(personne)
    return tri


def prevenir_de_la_publication(
    *, evaluation: Evaluation, message: str, par: Acteur, le: datetime.date
) -> int:
    """Écrit à qui n'a pas encore reçu cette version ; rend le nombre de courriels qui partent.

    L'empreinte de la version part avec : gardée hors du portail, elle prouve que rien n'y a changé.
    Lève `ActionImpossible` si rien n'est publié, ou s'il n'y a plus personne à prévenir.
    """
    with acte(par):
        # Deux gestes au même instant : le second voit qui vient d'être prévenu.
        verrouiller(evaluation)
        evaluation.refresh_from_db(fields=["version_publiee", "est_publique"])
        tri = a_prevenir(evaluation, le)
        if not tri.personnes:
            raise ActionImpossible(
                f"Il n'y a plus personne à prévenir de la version {tri.version.numero}."
            )
        envois = [
            envoyer(
                _annonce(evaluation, tri.version, personne, message),
                a=personne,
                motif=Motif.PUBLICATION,
                raison=_raison(tri.version),
                convention=evaluation.convention,
                adresse=_adresse(personne),
            )
            for personne in sorted(tri.personnes, key=lambda personne: personne.pk)
        ]
    return sum(envoi is not None for envoi in envois)


def repondre_au_commentaire(
    *,
    commentaire: CommentaireDEvaluation,
    texte: str,
    ecriture_ouverte: int,
    par: Acteur,
    le: datetime.date,
) -> None:
    """Répond, et le dit à qui a commenté, sauf à soi-même ou s'il n'en veut rien savoir.

    Lève comme `CommentaireDEvaluation.repondre`.
    """
    evaluation, personne = commentaire.evaluation, commentaire.personne
    convention = evaluation.convention
    with acte(par):
        commentaire.repondre(texte=texte, ecriture_ouverte=ecriture_ouverte, par=par, le=le)
        if getattr(personne, "compte", None) == par or sans_lien_possible(convention, [personne]):
            return
        envoyer(
            Courriel(
                objet=f"Une réponse à votre commentaire : {_nom(evaluation)}",
                paragraphes=[
                    "Vous aviez écrit :",
                    f"« {commentaire.texte} »",
                    "La réponse :",
                    commentaire.reponse,
                ],
                geste="Lire et commenter",
                signature=_signature(convention),
            ),
            a=personne,
            motif=Motif.COMMENTAIRE,
            raison=f"reponse-commentaire:{commentaire.pk}",
            convention=convention,
            lien=lien_pour(personne, Usage.REPONDRE, convention=convention, par=par),
        )


def _version_publiee(evaluation: Evaluation) -> VersionFigee:
    if evaluation.version_publiee is None:
        raise ActionImpossible("Publiez d'abord l'évaluation.")
    return evaluation.version_publiee


def _raison(version: VersionFigee) -> str:
    return f"publication:{version.pk}"


def _lecteurs(evaluation: Evaluation, le: datetime.date) -> Iterable[Personne]:
    convention = evaluation.convention
    roles = Habilitation.objects.filter(
        convention=convention, utilisateur__is_active=True, utilisateur__personne=OuterRef("pk")
    )
    lecteurs = Q(Exists(roles))
    if evaluation.est_publique:
        mandats = Mandat.objects.des_parties(convention).en_cours(le)
        lecteurs |= Q(Exists(mandats.filter(personne=OuterRef("pk"))))
    personnes: QuerySet[Personne] = Personne.objects.filter(lecteurs, anonymisee_le=None)
    refus = RefusDeCourriel.objects.filter(personne=OuterRef("pk"), motif=Motif.PUBLICATION)
    return (
        personnes.annotate(ne_veut_pas=Exists(refus))
        .select_related("compte")
        .order_by("nom", "prenom", "pk")
    )


def _sans_lecteur(convention: Convention) -> int:
    comptes = Habilitation.objects.filter(
        convention=convention, partenaire=OuterRef("partenaire"), utilisateur__is_active=True
    )
    return Signataire.objects.filter(~Exists(comptes), convention=convention).count()


def _adresse(personne: Personne) -> str:
    """L'adresse de son compte, ou la sienne ; vide si rien n'y arrive."""
    compte = getattr(personne, "compte", None)
    adresse = str(compte.courriel) if compte is not None else personne.courriel
    return "" if personne.est_en_erreur(adresse) else adresse


def _annonce(
    evaluation: Evaluation, version: VersionFigee, personne: Personne, message: str
) -> Courriel:
    convention, nom = evaluation.convention, _nom(evaluation)
    page = reverse("version_lire", args=[convention.slug, evaluation.cle, version.numero])
    if evaluation.est_publique:
        # Elle s'ouvre sans compte, et sans mot de passe à retrouver.
        page = reverse("evaluation_publique", args=[convention.slug, evaluation.cle])
    corrige = f" Elle corrige la version {version.remplace.numero}." if version.remplace else ""
    paragraphes = [
        message.strip(),
        f"L'{nom} de la convention est publiée : ce qui s'est fait, ce qui bloque, ce qui est"
        f" proposé. Elle fut validée {version.a_la_seance}.{corrige}",
    ]
    return Courriel(
        objet=f"L'{nom} est publiée : {convention.territoire}",
        paragraphes=[paragraphe for paragraphe in paragraphes if paragraphe],
        geste="Lire l'évaluation",
        page=page,
        suite=[
            f"Gardez ce courriel. L'empreinte de la version {version.numero} est"
            f" {version.empreinte} : elle permet de vérifier que rien n'y a changé depuis."
        ],
        signature=_signature(convention),
    )


def _nom(evaluation: Evaluation) -> str:
    return str(evaluation).lower()


def _signature(convention: Convention) -> str:
    return f"La coordination CTG, {convention.territoire}"
