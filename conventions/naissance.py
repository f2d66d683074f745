"""Ouvrir une convention, et en inscrire les parties : ce qui se fait avant la signature."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.text import slugify

from conventions.comptes import donner_un_role, inviter
from conventions.droits import Droit, Role
from conventions.models import (
    Commune,
    Convention,
    Habilitation,
    Partenaire,
    Personne,
    Signataire,
    Signature,
    Utilisateur,
)
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.recherche import sans_accent
from ctg.socle.retrait import retirer
from ctg.socle.versions import reserver

# Le territoire, sans les années, qui le suivent toujours.
_LONGUEUR_D_UNE_ADRESSE = 60
_ELISION = "aeiouy"
# Un organisme se dit en toutes lettres ou par son sigle : c'est le même.
_SIGLES = (
    ("caisse d allocations familiales", "caf"),
    ("mutualite sociale agricole", "msa"),
    ("communaute de communes", "cc"),
    ("communaute d agglomeration", "ca"),
)


# --- Ouvrir une convention -------------------------------------------------------------------


def peut_ouvrir_une_convention(utilisateur: Utilisateur) -> bool:
    """Vrai pour qui coordonne ou administre déjà une convention, même close : elle se succède."""
    habilitations = Habilitation.objects.filter(utilisateur=utilisateur)
    return habilitations.ouvrant(Droit.OUVRIR_UNE_CONVENTION).exists()


@dataclass(frozen=True)
class Coordination:
    """Qui coordonnera une convention, quand ce n'est pas la personne qui l'ouvre."""

    prenom: str
    nom: str
    courriel: str


def ouvrir_une_convention(
    *,
    territoire: str,
    nom: str,
    debut: datetime.date,
    fin: datetime.date,
    par: Utilisateur,
    coordination: Coordination | None = None,
) -> Convention:
    """Ouvre une convention en projet ; son adresse vient du territoire et des années.

    Qui l'ouvre la coordonne. Avec `coordination`, c'est cette personne : son compte, s'il existe,
    reçoit le rôle ; sinon elle est invitée à l'ouvrir. Qui l'a ouverte y reste administrateur, pour
    qu'une invitation perdue se renvoie. Lève `ActionImpossible` sans ce droit, `ValidationError` si
    la fin précède le début ou si le courriel ne convient pas.
    """
    if not peut_ouvrir_une_convention(par):
        raise ActionImpossible("Il faut coordonner une convention pour en ouvrir une autre.")
    with acte(par):
        convention = creer_en_projet(territoire=territoire, nom=nom, debut=debut, fin=fin)
        role = Role.ADMINISTRATEUR if coordination else Role.COORDONNATEUR
        donner_un_role(compte=par, role=role, partenaire=None, convention=convention, par=par)
        if coordination:
            _confier(convention, coordination, par)
    return convention


def creer_en_projet(
    *, territoire: str, nom: str, debut: datetime.date, fin: datetime.date
) -> Convention:
    """Une convention en projet, à une adresse libre. S'emploie dans un `acte`."""
    convention = Convention(territoire=territoire, nom=nom, debut=debut, fin=fin)
    convention.validate_constraints(exclude=["slug"])
    debut_d_adresse = slugify(territoire)[:_LONGUEUR_D_UNE_ADRESSE].strip("-") or "convention"
    adresse = f"{debut_d_adresse}-{debut.year}-{fin.year}"
    for suite in ("", *(f"-{n}" for n in range(2, 100))):
        convention.slug = adresse + suite
        if Convention.objects.filter(slug=convention.slug).exists():
            continue
        try:
            with transaction.atomic():
                convention.save(force_insert=True)
        except IntegrityError:
            continue
        return convention
    raise ActionImpossible("Trop de conventions portent déjà ce territoire et ces années.")


def _confier(convention: Convention, coordination: Coordination, par: Utilisateur) -> None:
    courriel = coordination.courriel.strip().lower()
    compte = Utilisateur.objects.filter(courriel__iexact=courriel).first()
    if compte == par:
        raise ActionImpossible("C'est votre courriel : dites que vous la coordonnerez vous-même.")
    if compte is not None:
        donner_un_role(
            compte=compte,
            role=Role.COORDONNATEUR,
            partenaire=None,
            convention=convention,
            par=par,
        )
        return
    personne = Personne.objects.create(
        prenom=coordination.prenom.strip(), nom=coordination.nom.strip(), courriel=courriel
    )
    inviter(
        personne=personne,
        courriel=courriel,
        role=Role.COORDONNATEUR,
        partenaire=None,
        convention=convention,
        par=par,
    )


# --- Inscrire les parties ----------------------------------------------------------------------


@dataclass(frozen=True)
class PartieAInscrire:
    """Une partie à inscrire : une commune connue ou à créer, ou un organisme par son nom.

    `commune` : la commune, avec ou sans clé ; None pour un organisme qui n'en est pas une.
    """

    nom: str
    nature: str
    commune: Commune | None = None
    # Ce que le texte en dit ; vide ou None : ce qui va de soi.
    denomination: str = ""
    siege_ecrit: str = ""
    est_copilote: bool | None = None

    @property
    def cle(self) -> str:
        """De quoi la reconnaître d'une liste à l'autre."""
        return cle_d_organisme(self.nom, self.nature, self.commune)


def organismes_a_reprendre(utilisateur: Acteur, convention: Convention) -> QuerySet[Partenaire]:
    """Les organismes déjà connus que cette personne peut reprendre.

    Ceux qui sont parties à une convention qu'elle tient. Les autres s'inscrivent à neuf : ce qu'un
    autre territoire sait de ses élus et de ses structures reste chez lui.
    """
    tenues = Habilitation.objects.filter(utilisateur=utilisateur.compte_id).ouvrant(
        Droit.GERER_LES_PERSONNES
    )
    parties = Signataire.objects.filter(partenaire=OuterRef("pk")).filter(
        Q(convention__in=tenues.values("convention")) | Q(convention=convention)
    )
    return Partenaire.objects.filter(Exists(parties)).select_related("commune")


def cle_d_organisme(nom: str, nature: str, commune: Commune | None) -> str:
    """De quoi reconnaître un organisme : sa commune s'il en est une, sinon son nom."""
    if nature == Partenaire.Nature.COMMUNE and commune is not None:
        return commune.code_insee
    reduit = nom_reduit(nom)
    for long, sigle in _SIGLES:
        reduit = reduit.replace(long, sigle)
    return f"{nature}:{reduit}"


def nom_reduit(nom: str) -> str:
    """Un nom sans accent, casse, tiret ni article, « St » et « Ste » en toutes lettres."""
    texte = (sans_accent(nom) or "").lower()
    lettres = "".join(lettre if lettre.isalnum() else " " for lettre in texte)
    mots = [{"st": "saint", "ste": "sainte", "sts": "saints"}.get(m, m) for m in lettres.split()]
    while len(mots) > 1 and mots[0] in ("le", "la", "les", "l"):
        del mots[0]
    return " ".join(mots)


def nom_de_la_commune_partie(commune: str) -> str:
    """« Commune d'Agen », « Commune du Passage », « Commune de La Sauvetat »."""
    if commune.startswith("Le "):
        return f"Commune du {commune[3:]}"
    if commune.startswith("Les "):
        return f"Commune des {commune[4:]}"
    initiale = (sans_accent(commune) or " ")[0].lower()
    return f"Commune d'{commune}" if initiale in _ELISION else f"Commune de {commune}"


def inscrire_les_parties(
    *, convention: Convention, parties: Iterable[PartieAInscrire], par: Acteur
) -> int:
    """Ajoute des parties à une convention en projet, dans l'ordre donné ; rend leur nombre.

    Une partie déjà là est laissée telle quelle. Une commune sans clé est créée, sauf si son code
    Insee est déjà connu. Lève `ConventionSignee` une fois la convention signée, `ValidationError`
    si un code Insee est mal formé.
    """
    with convention.ecriture_du_projet(par):
        connus = {
            cle_d_organisme(p.nom, p.nature, p.commune): p
            for p in organismes_a_reprendre(par, convention)
        }
        deja = {s.partenaire_id for s in convention.signataires.all()}
        rang = convention.signataires.aggregate(m=Max("ordre"))["m"] or 0
        ajoutees = 0
        for partie in parties:
            commune = _commune_enregistree(partie.commune)
            cle = cle_d_organisme(partie.nom, partie.nature, commune)
            partenaire = connus.get(cle) or _creer_l_organisme(partie, commune)
            connus[cle] = partenaire
            if partenaire.pk in deja:
                continue
            deja.add(partenaire.pk)
            ajoutees += 1
            Signataire.objects.create(
                convention=convention,
                partenaire=partenaire,
                ordre=rang + ajoutees,
                denomination=partie.denomination or (partenaire.nom if commune else partie.nom),
                siege_ecrit=partie.siege_ecrit,
                est_copilote=partie.nature in COPILOTES
                if partie.est_copilote is None
                else partie.est_copilote,
            )
    return ajoutees


# Art. 7 : le comité de pilotage est copiloté par la Caf et l'intercommunalité.
COPILOTES = (Partenaire.Nature.CAF, Partenaire.Nature.AGGLOMERATION)


def _commune_enregistree(commune: Commune | None) -> Commune | None:
    if commune is None or commune.pk:
        return commune
    connue = Commune.objects.filter(code_insee=commune.code_insee).first()
    if connue is None:
        commune.full_clean()
        commune.save()
        return commune
    return connue


def _creer_l_organisme(partie: PartieAInscrire, commune: Commune | None) -> Partenaire:
    nom = nom_de_la_commune_partie(commune.nom) if commune else partie.nom
    postaux = commune.codes_postaux if commune else []
    return Partenaire.objects.create(
        code=_code_libre(f"commune-{slugify(commune.nom)}" if commune else slugify(nom)),
        nom=nom[:150],
        nature=partie.nature,
        commune=commune,
        siren=commune.siren if commune else "",
        code_postal=postaux[0] if len(postaux) == 1 else "",
        ville=commune.nom if commune else "",
    )


def _code_libre(souhaite: str) -> str:
    souhaite = souhaite[:70] or "organisme"
    # Deux pages des parties ont ces mots pour adresse.
    pris = {"ajouter", "verifier"} | set(
        Partenaire.objects.filter(code__startswith=souhaite).values_list("code", flat=True)
    )
    libres = (souhaite, *(f"{souhaite}-{n}" for n in range(2, len(pris) + 3)))
    return next(code for code in libres if code not in pris)


# --- Corriger et retirer une partie ------------------------------------------------------------


def corriger_une_partie(
    *,
    partie: Signataire,
    denomination: str,
    siege_ecrit: str,
    designation: str,
    est_copilote: bool,
    deliberation_numero: str,
    deliberation_le: datetime.date | None,
    mandats: Iterable[int],
    ecriture_ouverte: int,
    par: Acteur,
) -> None:
    """Corrige ce que le projet dit d'une partie, et au titre de quels mandats elle signe.

    Lève `ConventionSignee` une fois la convention signée, `ConflitDeVersion` si quelqu'un est passé
    depuis `ecriture_ouverte`.
    """
    with partie.convention.ecriture_du_projet(par):
        reserver(partie, ecriture_ouverte)
        partie.denomination, partie.siege_ecrit = denomination.strip(), siege_ecrit.strip()
        partie.designation, partie.est_copilote = designation.strip(), est_copilote
        partie.deliberation_numero = deliberation_numero.strip()
        partie.deliberation_le = deliberation_le
        partie.save()
        voulus = list(mandats)
        for signature in partie.signatures.exclude(mandat__in=voulus):
            signature.delete()
        presentes = set(partie.signatures.values_list("mandat", flat=True))
        for ordre, mandat in enumerate(voulus, start=1):
            if mandat not in presentes:
                partie.signatures.create(mandat_id=mandat, ordre=ordre)


def retirer_une_partie(*, partie: Signataire, ecriture_ouverte: int, par: Acteur) -> None:
    """Retire une partie du projet ; l'organisme, ses personnes et ses structures demeurent.

    Lève `ConventionSignee` une fois la convention signée, `ActionImpossible` si une personne agit
    ici pour cet organisme, `ConflitDeVersion` si quelqu'un est passé depuis `ecriture_ouverte`.
    """
    with partie.convention.ecriture_du_projet(par):
        reserver(partie, ecriture_ouverte)
        agit = Habilitation.objects.filter(
            convention=partie.convention_id, partenaire=partie.partenaire_id
        )
        if agit.exists():
            raise ActionImpossible(
                "Un compte agit dans cette convention pour cet organisme : retirez-lui d'abord ce"
                " rôle."
            )
        retirer(partie, emporte={Signature})


def manques_pour_signer(convention: Convention) -> list[str]:
    """Ce que la convention et ses parties n'ont pas encore, en phrases ; une requête."""
    natures = list(convention.signataires.values_list("partenaire__nature", flat=True))
    manques = []
    if Partenaire.Nature.CAF not in natures:
        manques.append("Aucune Caf n'est partie à la convention.")
    if not set(natures) & set(Partenaire.COLLECTIVITES):
        manques.append("Aucune commune ni intercommunalité n'est partie à la convention.")
    return manques
