"""Les chiffres d'une structure, une année : ce qui est demandé, à qui, et ce qui est répondu."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from conventions.models import Convention, Utilisateur
from ctg.socle.historique import Acteur, acte
from ctg.socle.nombres import nombre_fr
from ctg.socle.versions import ConflitDeVersion
from equipements.models import (
    PAR_CODE,
    ChiffreAnnuel,
    DefinitionDeChiffre,
    Equipement,
    MontantDeSoutien,
    ReponseAnnuelle,
    Source,
    Soutien,
    definitions_de,
    exiger_annee_ouverte,
)
from equipements.services import exiger_vivante

NOMBRE = ReponseAnnuelle.Reponse.NOMBRE


@dataclass(frozen=True)
class Saisie:
    """Ce qu'on répond à une question : un nombre, ou le motif de son absence ; vide : rien."""

    reponse: str = ""
    valeur: Decimal | None = None
    motif: str = ""

    @property
    def est_vide(self) -> bool:
        """Vrai si la question reste sans réponse : « non renseigné »."""
        return not self.reponse

    @property
    def en_mots(self) -> str:
        """Le nombre, zéro compris, ou le motif de son absence."""
        return self.motif if self.valeur is None else nombre_fr(self.valeur)


@dataclass
class Question:
    """Un chiffre demandé, et ce qui y est déjà répondu.

    `cle` la désigne : le code d'un chiffre, ou « soutien-12 » pour le montant d'un soutien.
    """

    cle: str
    nom: str
    unite: str
    aide: str
    source: Source
    rangee: ReponseAnnuelle | None
    est_saisissable: bool
    definition: DefinitionDeChiffre | None = None
    soutien: Soutien | None = None

    def en_mots(self, *, voit_tout: bool) -> str:
        """La réponse, déjà masquée s'il le faut ; vide : non renseigné."""
        if isinstance(self.rangee, ChiffreAnnuel):
            return self.rangee.en_mots(voit_tout=voit_tout)
        return self.rangee.en_mots if isinstance(self.rangee, MontantDeSoutien) else ""

    def saisie(self) -> Saisie:
        """La réponse rangée, telle que le formulaire la montre."""
        if self.rangee is None:
            return Saisie()
        return Saisie(self.rangee.reponse, self.rangee.valeur, self.rangee.motif)

    @property
    def est_confirmee(self) -> bool:
        """Vrai si le coordonnateur tient la réponse pour juste."""
        return self.rangee is not None and self.rangee.confirme_le is not None

    def neuve(self, equipement: Equipement, annee: int) -> ReponseAnnuelle:
        """La ligne à écrire : celle d'avant, ou une neuve."""
        if self.rangee is not None:
            return self.rangee
        if self.soutien is not None:
            return MontantDeSoutien(soutien=self.soutien, annee=annee)
        return ChiffreAnnuel(equipement=equipement, annee=annee, code=self.cle)


@dataclass
class AnneeDeStructure:
    """Les questions d'une structure pour une année, par qui les connaît."""

    annee: int
    questions: list[Question] = field(default_factory=list)

    @property
    def par_source(self) -> list[tuple[str, list[Question]]]:
        """(qui connaît, ses questions), sans les groupes vides."""
        groupes = [
            (str(source.label), [q for q in self.questions if q.source is source])
            for source in Source
        ]
        return [(nom, questions) for nom, questions in groupes if questions]

    @property
    def repondues(self) -> int:
        """Combien ont une réponse, nombre ou motif."""
        return sum(q.rangee is not None for q in self.questions)

    @property
    def a_confirmer(self) -> int:
        """Combien de réponses attendent le coordonnateur."""
        return sum(q.rangee is not None and q.rangee.confirme_le is None for q in self.questions)

    @property
    def empreinte(self) -> str:
        """Les réponses montrées, résumées : la page les porte, et un changement se voit."""
        marques = [
            [q.cle, saisie.reponse, str(saisie.valeur), saisie.motif, q.est_confirmee]
            for q in self.questions
            for saisie in [q.saisie()]
        ]
        return hashlib.sha256(json.dumps(marques).encode()).hexdigest()[:16]

    def relue(self, equipement: Equipement) -> "AnneeDeStructure":
        """Les mêmes questions, leurs réponses relues et gardées jusqu'à la fin de l'acte."""
        chiffres = ChiffreAnnuel.objects.select_for_update().filter(
            equipement=equipement, annee=self.annee
        )
        montants = MontantDeSoutien.objects.select_for_update().filter(
            soutien__in=[q.soutien.pk for q in self.questions if q.soutien], annee=self.annee
        )
        rangees: dict[str, ReponseAnnuelle] = {c.code: c for c in chiffres}
        rangees |= {f"soutien-{m.soutien_id}": m for m in montants}
        return AnneeDeStructure(
            self.annee, [replace(q, rangee=rangees.get(q.cle)) for q in self.questions]
        )


def annees_de_la_structure(
    equipement: Equipement,
    annees: Iterable[int],
    utilisateur: Utilisateur,
    *,
    voit_les_montants: bool,
    saisit_tout: bool,
) -> list[AnneeDeStructure]:
    """Les questions de chaque année et leurs réponses ; trois requêtes, quel que soit leur nombre.

    Les montants ne se montrent qu'à qui peut les voir ; ce que sait la Caf ne se saisit que par qui
    tient tout le registre.
    """
    voulues = list(annees)
    chiffres = {
        (c.annee, c.code): c
        for c in ChiffreAnnuel.objects.filter(equipement=equipement, annee__in=voulues)
    }
    soutiens: Any = list(
        equipement.soutiens.avec_visibilite(utilisateur)
        .select_related("partenaire")
        .order_by("partenaire__nom", "debut", "pk")
    )
    montants = {
        (m.annee, m.soutien_id): m
        for m in MontantDeSoutien.objects.filter(
            soutien__in=[s.pk for s in soutiens if s.montants_visibles], annee__in=voulues
        ).select_related("soutien__partenaire")
    }
    return [
        annee_de_structure(
            equipement,
            annee,
            [(s, montants.get((annee, s.pk))) for s in soutiens if s.montants_visibles],
            {code: chiffre for (an, code), chiffre in chiffres.items() if an == annee},
            voit_les_montants=voit_les_montants,
            saisit_tout=saisit_tout,
        )
        for annee in voulues
    ]


def annee_de_structure(
    equipement: Equipement,
    annee: int,
    soutiens: Iterable[tuple[Soutien, MontantDeSoutien | None]],
    chiffres: Mapping[str, ChiffreAnnuel],
    *,
    voit_les_montants: bool = True,
    saisit_tout: bool = True,
) -> AnneeDeStructure:
    """Ce qui se demande à une structure, une année, et ce qui y est répondu. Sans requête.

    `soutiens` : ceux dont la personne voit les montants ; seuls comptent ceux qui courent cette
    année-là. `chiffres` : code → réponse de l'année. Un montant de la Caf ne se montre qu'à qui
    voit les montants, et ce qu'elle sait ne se saisit que par qui saisit tout.
    """
    return AnneeDeStructure(
        annee,
        [
            *_questions_de_soutiens((s, m) for s, m in soutiens if s.court_l_annee(annee)),
            *(
                _question_de_chiffre(d, chiffres.get(d.code), saisit_tout=saisit_tout)
                for d in definitions_de(equipement.type)
                if voit_les_montants or not d.est_un_montant
            ),
        ],
    )


def _question_de_chiffre(
    definition: DefinitionDeChiffre, rangee: ChiffreAnnuel | None, *, saisit_tout: bool
) -> Question:
    """La question d'un chiffre, et sa réponse rangée."""
    return Question(
        cle=definition.code,
        nom=definition.nom,
        unite=definition.unite,
        aide=definition.aide,
        source=definition.source,
        rangee=rangee,
        est_saisissable=saisit_tout or definition.source is not Source.CAF,
        definition=definition,
    )


def _questions_de_soutiens(
    soutiens: Iterable[tuple[Soutien, MontantDeSoutien | None]],
) -> list[Question]:
    """Une par soutien d'une structure, une année, et sa réponse rangée.

    Deux soutiens d'un même partenaire se distinguent par leur période ; de même période, par leur
    rang : chaque question a son nom, et revient d'un export.
    """
    de_l_annee = list(soutiens)
    parts = Counter(soutien.partenaire_id for soutien, _ in de_l_annee)
    pareils: Counter[str] = Counter()
    questions: list[Question] = []
    for soutien, rangee in de_l_annee:
        nom = f"soutien {soutien.partenaire.en_complement}"
        if parts[soutien.partenaire_id] > 1:
            nom = f"{nom}, {soutien.periode}"
        pareils[nom] += 1
        if pareils[nom] > 1:
            nom = f"{nom} – {pareils[nom]}"
        questions.append(_question_de_soutien(soutien, rangee, nom))
    return questions


def _question_de_soutien(soutien: Soutien, rangee: MontantDeSoutien | None, nom: str) -> Question:
    return Question(
        cle=f"soutien-{soutien.pk}",
        nom=nom,
        unite="€",
        aide="Ce que la collectivité a versé, ou pris en charge, pour l'année.",
        source=Source.COMMUNE,
        rangee=rangee,
        est_saisissable=True,
        soutien=soutien,
    )


def repondre(
    *,
    equipement: Equipement,
    convention: Convention,
    annee: AnneeDeStructure,
    saisies: Mapping[str, Saisie],
    ouvertes: Mapping[str, Saisie],
    par: Acteur,
    le: datetime.date,
) -> int:
    """Range les réponses qui changent ; rend combien. Rien n'est écrit si une seule est refusée.

    `ouvertes` : ce que la page montrait. Lève `AnneeClose` si l'année est fermée,
    `ConflitDeVersion` si une réponse qu'on change a changé depuis, `ValidationError` par question.
    """
    faites = 0
    with acte(par):
        exiger_annee_ouverte(convention, annee.annee, le)
        exiger_vivante(equipement)
        verifier_ensemble(annee, saisies)
        # Deux personnes à la fois : la seconde attend ici, puis relit ce que la première a rangé.
        Equipement._base_manager.select_for_update().get(pk=equipement.pk)
        for question in annee.questions:
            voulue = saisies.get(question.cle)
            if voulue is None or voulue == ouvertes.get(question.cle, Saisie()):
                continue
            if not question.est_saisissable:
                continue
            _ecrire(question, equipement, annee.annee, voulue, ouvertes, par, le)
            faites += 1
    return faites


def _ecrire(
    question: Question,
    equipement: Equipement,
    annee: int,
    voulue: Saisie,
    ouvertes: Mapping[str, Saisie],
    par: Acteur,
    le: datetime.date,
) -> None:
    ligne = question.neuve(equipement, annee)
    if ligne.pk is not None:
        ligne = type(ligne)._base_manager.filter(pk=ligne.pk).first() or ligne
    presente = (
        Saisie()
        if ligne.pk is None or ligne._state.adding
        else Saisie(ligne.reponse, ligne.valeur, ligne.motif)
    )
    if presente != ouvertes.get(question.cle, Saisie()) and presente != voulue:
        raise ConflitDeVersion
    if voulue.est_vide:
        if ligne.pk is not None:
            ligne.delete()
    elif presente != voulue:
        ligne.repondre(
            reponse=voulue.reponse, valeur=voulue.valeur, motif=voulue.motif, par=par, le=le
        )


def verifier_ensemble(annee: AnneeDeStructure, saisies: Mapping[str, Saisie]) -> None:
    """Un effectif compris dans un autre ne le dépasse pas. Lève `ValidationError` par question."""
    fautes = {}
    for question in annee.questions:
        borne = question.definition.au_plus if question.definition else ""
        partie, tout = saisies.get(question.cle), saisies.get(borne)
        connus = [s.valeur for s in (partie, tout) if s and s.valeur is not None]
        if len(connus) == 2 and connus[0] > connus[1]:
            fautes[f"{question.cle}-valeur"] = f"Ce nombre dépasse celui des {PAR_CODE[borne].nom}."
    if fautes:
        raise ValidationError(fautes)


def confirmer(
    *,
    equipement: Equipement,
    convention: Convention,
    annee: AnneeDeStructure,
    empreinte: str,
    par: Acteur,
    le: datetime.date,
) -> int:
    """Le coordonnateur tient pour justes les réponses de l'année ; rend combien.

    `empreinte` : celle des réponses que la page montrait ; une réponse venue ou changée depuis lève
    `ConflitDeVersion`. Lève `AnneeClose` si l'année est fermée.
    """
    with acte(par):
        exiger_annee_ouverte(convention, annee.annee, le)
        # Qui écrit ces réponses attend ici, ou a déjà fini : ce qui est relu est ce qui est rangé.
        Equipement._base_manager.select_for_update().get(pk=equipement.pk)
        presente = annee.relue(equipement)
        if presente.empreinte != empreinte:
            raise ConflitDeVersion
        combien = presente.a_confirmer
        for question in presente.questions:
            if question.rangee is not None and not question.est_confirmee:
                question.rangee.confirmer(par=par, le=le)
    return combien
