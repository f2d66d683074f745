"""Ce que le registre répond, une année, à des indicateurs du plan : des nombres, et leur portée.

Un chiffre de l'année (enfants, assistants maternels…) est celui qui fut saisi pour elle. Ce qui
décrit les structures (desserte, référents) se lit dans l'historique, au dernier jour de l'année :
si le registre ne remonte pas jusque-là, cela ne se calcule pas, et la phrase le dit.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conventions.models import Commune, Convention
from ctg.socle.nombres import nombre_fr, quantite_fr
from ctg.socle.templatetags.portail import accorde, jour
from equipements.etat_passe import StructureAlors, structures_au, structures_du_jour
from equipements.models import (
    PAR_CODE,
    TYPES_AVEC_CAPACITE,
    TYPES_ITINERANTS,
    ChiffreAnnuel,
    Equipement,
    annee_scolaire,
    annee_scolaire_en_mots,
)
from equipements.prix import indicateur_des_prix


class Question(StrEnum):
    """Ce qu'on peut demander au registre."""

    COUVERTURE = "couverture"
    REFERENTS = "referents"
    AEEH = "aeeh"
    ECART_DE_PRIX = "ecart_de_prix"
    FORMES = "pros_formes"
    ASSISTANTS = "assistants"
    RENDEZ_VOUS = "rendez_vous"


DU_PASSE = (Question.COUVERTURE, Question.REFERENTS)

# Ce que chaque réponse compte, dit à côté d'elle.
COMPTES: Mapping[Question, str] = {
    Question.COUVERTURE: "Les communes où un service ouvert se trouve, ou qu'il dit desservir.",
    Question.REFERENTS: "Les EAJE et ALSH ouverts qui disent avoir un référent handicap.",
    Question.AEEH: "Les enfants accueillis en EAJE et ALSH dont l'AEEH est connue.",
    Question.ECART_DE_PRIX: "Le plus cher moins le moins cher, en prix moyen de chaque commune.",
    Question.FORMES: "Les professionnels formés dans l'année, parmi ceux en poste.",
    Question.ASSISTANTS: "Les assistants maternels du secteur de chaque RPE.",
    Question.RENDEZ_VOUS: "Les rendez-vous de familles dans les RPE.",
}


@dataclass(frozen=True)
class Reponse:
    """Ce que le registre répond ; `est_vide` : cela ne se calcule pas, et `valeur` dit pourquoi."""

    question: Question
    annee: int
    valeur: str
    est_vide: bool = False

    @property
    def compte(self) -> str:
        """Ce qui est compté."""
        return COMPTES[self.question]


@dataclass(frozen=True)
class Total:
    """La somme d'un chiffre, une année : ce que chaque structure a donné, sur `concernees`.

    `a_confirmer` : combien de ces chiffres la coordination n'a pas confirmés.
    """

    valeurs: Sequence[int]
    concernees: int
    a_confirmer: int = 0

    @property
    def somme(self) -> int | None:
        """None si aucune ne l'a donné."""
        return sum(self.valeurs) if self.valeurs else None

    @property
    def connues(self) -> int:
        """Combien l'ont donné."""
        return len(self.valeurs)

    @property
    def portee(self) -> str:
        """Vide si toutes l'ont donné ; sinon « connu pour 3 structures sur 6 »."""
        if self.connues >= self.concernees:
            return ""
        donnees = accorde(self.connues, "structure,structures")
        return f"connu pour {donnees} sur {nombre_fr(self.concernees)}"


def reponses_du_registre(
    convention: Convention, questions: Collection[str], annee: int, le: datetime.date
) -> dict[Question, Reponse]:
    """Les réponses à ces questions, pour une année ; seul ce qu'il faut est lu.

    `le` : aujourd'hui ; une année en cours se lit ce jour-là.
    """
    voulues = [question for question in Question if question in questions]
    au = min(le, datetime.date(annee, 12, 31))
    dites: dict[Question, tuple[str, bool]] = {}
    if any(question in DU_PASSE for question in voulues):
        alors = structures_au(convention, au) if au < le else structures_du_jour(convention)
        for question in voulues:
            if question in DU_PASSE:
                dites[question] = _du_passe(question, convention, alors, au)
    if Question.ECART_DE_PRIX in voulues:
        dites[Question.ECART_DE_PRIX] = _ecart_de_prix(convention, annee_scolaire(au))
    if set(voulues) - dites.keys():
        totaux = totaux_de_l_annee(convention, annee)
        for question in voulues:
            if question not in dites:
                dites[question] = _des_chiffres(question, totaux, annee)
    return {q: Reponse(q, annee, valeur, vide) for q, (valeur, vide) in dites.items()}


def _pas_calculable(pourquoi: str) -> tuple[str, bool]:
    return f"pas calculable\u00a0: {pourquoi}", True


# --- Au dernier jour de l'année ---------------------------------------------------------------


def _du_passe(
    question: Question, convention: Convention, alors: list[StructureAlors], au: datetime.date
) -> tuple[str, bool]:
    if not alors:
        return _pas_calculable(f"le registre n'a aucune structure validée au {jour(au)}")
    if question is Question.REFERENTS:
        return _referents(alors, au)
    communes = set(Commune.objects.signataires_de(convention).values_list("pk", flat=True))
    return _couverture(alors, communes, au)


def _couverture(
    alors: Iterable[StructureAlors], communes: set[int], au: datetime.date
) -> tuple[str, bool]:
    dites, total = [], len(communes)
    for type_ in TYPES_ITINERANTS:
        ouvertes = [s for s in alors if s.type == type_]
        couvertes = {s.commune for s in ouvertes} | {c for s in ouvertes for c in s.desservies}
        muettes = sum(not s.desservies for s in ouvertes)
        if not ouvertes:
            dites.append(f"{type_.label}\u00a0: aucun ouvert au registre")
            continue
        reserve = f", au moins ({muettes} sur {len(ouvertes)} à compléter)" if muettes else ""
        nombre = accorde(len(couvertes & communes), "commune,communes")
        dites.append(f"{type_.label}\u00a0: {nombre} sur {total}{reserve}")
    return f"{' ; '.join(dites)} (au {jour(au)})", False


def _referents(alors: Iterable[StructureAlors], au: datetime.date) -> tuple[str, bool]:
    accueils = [s for s in alors if s.type in TYPES_AVEC_CAPACITE]
    dits = [s.a_referent_handicap for s in accueils if s.a_referent_handicap is not None]
    if not dits:
        return _pas_calculable("aucune structure n'a dit si elle a un référent handicap")
    nombre = accorde(sum(dits), "structure a un référent,structures ont un référent")
    sans = len(accueils) - len(dits)
    reserve = f" ; {nombre_fr(sans)} sans réponse" if sans else ""
    return f"{nombre} handicap, sur {nombre_fr(len(accueils))}{reserve} (au {jour(au)})", False


# --- Les prix ---------------------------------------------------------------------------------


def _ecart_de_prix(convention: Convention, rentree: int) -> tuple[str, bool]:
    en_mots = annee_scolaire_en_mots(rentree)
    annees = {c.annee: c for c in indicateur_des_prix(convention).annees}
    comparaison = annees.get(rentree)
    if comparaison is None:
        return _pas_calculable(f"aucun prix saisi pour {en_mots}")
    ecarts = [(qf, e) for qf, e in comparaison.ecarts.items() if e.valeur is not None]
    if not ecarts:
        return _pas_calculable(f"moins de deux communes connues pour {en_mots}")
    dits = " ; ".join(
        f"{quantite_fr(e.valeur, '€', 2)} d'écart au QF {nombre_fr(qf)}"
        for qf, e in ecarts
        if e.valeur is not None
    )
    communes = max(e.communes for _, e in ecarts)
    grilles = [lue for commune in comparaison.communes for lue in commune.structures]
    reserves = [
        str(comparaison.service),
        en_mots,
        f"{communes} communes connues",
        _a_confirmer(sum(not lue.est_confirme for lue in grilles), "grille"),
    ]
    return f"{dits} ({', '.join(filter(None, reserves))})", False


# --- Les chiffres de l'année ------------------------------------------------------------------

_CODES: Mapping[Question, tuple[str, ...]] = {
    Question.AEEH: ("enfants_aeeh",),
    Question.FORMES: ("professionnels_formes", "professionnels"),
    Question.ASSISTANTS: ("assistantes_maternelles", "assistantes_adherentes"),
    Question.RENDEZ_VOUS: ("rendez_vous",),
}


def totaux_de_l_annee(convention: Convention, annee: int) -> dict[str, Total]:
    """Code → total d'une année, sur les structures validées ; deux requêtes.

    Une structure « non concernée » ne compte pas parmi celles dont on attend le chiffre.
    """
    codes = [code for demandes in _CODES.values() for code in demandes]
    validees = Equipement.objects.de_la_convention(convention).distinctes().valides()
    types = {
        pk: (type_, statut) for pk, type_, statut in validees.values_list("pk", "type", "statut")
    }
    lus: dict[str, dict[int, ChiffreAnnuel]] = defaultdict(dict)
    for chiffre in ChiffreAnnuel.objects.filter(
        annee=annee, code__in=codes, equipement__in=list(types)
    ):
        lus[chiffre.code][chiffre.equipement_id] = chiffre
    return {code: _total(code, lus[code], types) for code in codes}


def _total(
    code: str, lus: Mapping[int, ChiffreAnnuel], types: Mapping[int, tuple[str, str]]
) -> Total:
    sans_objet = {pk for pk, c in lus.items() if c.reponse == ChiffreAnnuel.Reponse.NON_CONCERNE}
    vivantes = {
        pk
        for pk, (type_, statut) in types.items()
        if type_ in PAR_CODE[code].types and statut == Equipement.Statut.OUVERT
    }
    connus = [c for c in lus.values() if c.valeur is not None]
    concernees = (vivantes | lus.keys()) - sans_objet
    return Total(
        [int(c.valeur) for c in connus if c.valeur is not None],
        len(concernees),
        sum(c.confirme_le is None for c in connus),
    )


def _des_chiffres(question: Question, totaux: Mapping[str, Total], annee: int) -> tuple[str, bool]:
    premier = totaux[_CODES[question][0]]
    if premier.somme is None:
        return _pas_calculable(f"aucun chiffre saisi pour {annee}")
    match question:
        case Question.AEEH:
            # Un très petit nombre laisserait reconnaître un enfant, même par soustraction.
            dite = f"{PAR_CODE['enfants_aeeh'].lire_le_total(premier.valeurs)} enfants"
        case Question.FORMES:
            dite = _part(premier, totaux["professionnels"], "professionnels formés", "en poste")
        case Question.ASSISTANTS:
            adherents = totaux["assistantes_adherentes"]
            dite = f"{nombre_fr(premier.somme)} assistants maternels en activité"
            if adherents.somme is not None:
                dite += f", {nombre_fr(adherents.somme)} adhérents"
        case _:
            dite = accorde(premier.somme, "rendez-vous,rendez-vous")
    a_confirmer = sum(totaux[code].a_confirmer for code in _CODES[question])
    reserves = ", ".join(filter(None, [premier.portee, _a_confirmer(a_confirmer, "chiffre")]))
    return f"{dite} ({reserves})" if reserves else dite, False


def _a_confirmer(combien: int, quoi: str) -> str:
    """« dont 2 chiffres à confirmer » : ce qui est compté n'est pas encore tenu pour juste."""
    dits = accorde(combien, f"{quoi},{quoi}s")
    return f"dont {dits} à confirmer" if combien else ""


def _part(partie: Total, tout: Total, quoi: str, parmi: str) -> str:
    """« 12 professionnels formés sur 40 en poste, soit 30 % » ; la part, si elle a un sens."""
    formes = partie.somme or 0
    dite = f"{nombre_fr(formes)} {quoi}"
    if not tout.somme or formes > tout.somme or partie.connues != tout.connues:
        return dite
    part = quantite_fr(100 * formes / tout.somme, "%", 0)
    return f"{dite} sur {nombre_fr(tout.somme)} {parmi}, soit {part}"
