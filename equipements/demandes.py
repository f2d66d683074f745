"""Ce que les demandes d'une campagne savent de chaque structure : lu d'un coup, quel qu'en soit
le nombre."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst

from conventions.models import Convention
from ctg.socle.recherche import cle_de_tri
from equipements.annuels import (
    AnneeDeStructure,
    Question,
    Saisie,
    annee_de_structure,
)
from equipements.implantations import Implantee, Repondants
from equipements.models import (
    ChiffreAnnuel,
    Correction,
    DemandeDeRegistre,
    Equipement,
    GrilleDePrix,
    MontantDeSoutien,
    QuestionConfiee,
    ReponseDeStructure,
    Source,
    Soutien,
    TypeEquipement,
    annee_scolaire_en_mots,
)
from equipements.recapitulatif import Reponse, recapituler
from equipements.sauts import Saut, saut, sauts_de_prix

Constat, Prix = ReponseDeStructure.Constat, ReponseDeStructure.Prix
# (demande, structure) → ce qui en est dit ; ou, par source, ce qui en est passé.
Reponses = dict[tuple[int, int], ReponseDeStructure]
Questions = dict[tuple[int, int], dict[str, QuestionConfiee]]
EN_REDACTION = (Equipement.EtatSaisie.BROUILLON, Equipement.EtatSaisie.RENVOYE)


@dataclass
class StructureDemandee:
    """Une structure dans une demande : ce qui en est dit, ce qui manque, ce qui a changé."""

    demande: DemandeDeRegistre
    equipement: Equipement
    annee: AnneeDeStructure
    avant: dict[str, Saisie] = field(default_factory=dict)
    reponse: ReponseDeStructure | None = None
    grille: GrilleDePrix | None = None
    grille_d_avant: GrilleDePrix | None = None
    questions: dict[str, QuestionConfiee] = field(default_factory=dict)
    correction: Correction | None = None

    @property
    def constat(self) -> str:
        """Ce qu'en dit la partie ; une structure qu'elle vient de déclarer n'est pas à relire."""
        if self.est_nouvelle:
            return Constat.NOUVELLE
        return self.reponse.constat if self.reponse else ""

    @property
    def constat_en_mots(self) -> str:
        """« rien n'a changé » ; vide tant que rien n'est dit."""
        return str(Constat(self.constat).label) if self.constat else ""

    @property
    def est_nouvelle(self) -> bool:
        """Vrai tant que sa déclaration n'est pas validée : la corriger l'écrit aussitôt."""
        return self.equipement.etat_saisie != Equipement.EtatSaisie.VALIDE

    def fiche(self) -> list[Reponse]:
        """Tout ce que dire « rien n'a changé » confirme, listes et champs vides compris."""
        e = self.equipement
        listes = {nom: list(getattr(e, nom).all()) for nom in Equipement.LISTES}
        sections = recapituler(e, e.communes_desservies.all(), listes)
        return [reponse for section in sections for reponse in section.reponses]

    def dit(self) -> list[Reponse]:
        """Ce que dit sa fiche."""
        return [reponse for reponse in self.fiche() if reponse.valeur]

    def ne_dit_pas(self) -> list[str]:
        """Les questions que sa fiche laisse vides."""
        return [_au_milieu(reponse.question) for reponse in self.fiche() if not reponse.valeur]

    @property
    def est_soumise(self) -> bool:
        """Vrai si sa déclaration attend la coordination, que l'acceptation de la réponse vaut."""
        return self.equipement.etat_saisie == Equipement.EtatSaisie.SOUMIS

    def manques_de_la_declaration(self) -> list[str]:
        """Ce qu'il faut encore dire d'une structure déclarée, avant qu'elle se soumette."""
        if self.equipement.etat_saisie not in EN_REDACTION:
            return []
        return self.equipement.manques_pour_soumettre()

    def peut_se_retirer(self) -> bool:
        """Vrai pour un brouillon que cette partie seule soutient, et que rien d'autre ne retient.

        Quatre requêtes. Les chiffres que quelqu'un en a donnés la retiennent.
        """
        e = self.equipement
        if any(question.repondue_le is not None for question in self.questions.values()):
            return False
        if e.etat_saisie not in EN_REDACTION or e.valide_le is not None:
            return False
        retiennent = (
            e.lignes_annexe2.all(),
            e.lignes_partagees.all(),
            e.absorbees.all(),
            e.soutiens.exclude(partenaire=self.demande.signataire.partenaire_id),
        )
        return not any(liees.exists() for liees in retiennent)

    @property
    def correction_a_reprendre(self) -> bool:
        """Vrai si la coordination a renvoyé ce que cette partie proposait."""
        return bool(
            self.correction
            and self.correction.est_renvoyee
            and self.reponse
            and self.reponse.constat in ReponseDeStructure.PROPOSEES
        )

    @property
    def est_fermee(self) -> bool:
        """Vrai si la partie dit qu'elle a fermé."""
        return self.constat == Constat.FERMEE

    @property
    def a_des_prix(self) -> bool:
        """Vrai pour un accueil de loisirs."""
        return self.equipement.type == TypeEquipement.ALSH

    @property
    def annee_des_prix(self) -> str:
        """« 2026-2027 »."""
        return annee_scolaire_en_mots(self.demande.campagne.annee)

    @property
    def prix_en_mots(self) -> str:
        """Où en sont les prix ; vide tant que rien n'est dit."""
        dits = self.reponse.prix if self.reponse else ""
        if self.reponse and dits in ReponseDeStructure.SANS_GRILLE:
            return f"{self.reponse.get_prix_display()} ({self.reponse.motif_des_prix})"
        if self.grille is None:
            return ""
        return str(Prix(dits).label) if dits else "prix saisis"

    @property
    def sans_grille(self) -> bool:
        """Vrai si la partie dit qu'il n'y a pas de prix."""
        return bool(self.reponse and self.reponse.prix in ReponseDeStructure.SANS_GRILLE)

    @property
    def mot(self) -> str:
        """L'explication de qui répond."""
        return self.reponse.mot if self.reponse else ""

    def est_passee(self, source: Source) -> bool:
        """Vrai si la question attend la réponse d'un autre."""
        question = self.questions.get(source)
        return question is not None and question.etat in QuestionConfiee.OUVERTES

    def a_repondre(self) -> AnneeDeStructure:
        """Les questions de la partie : ce qu'elle sait, et ce qu'elle n'a pas passé à un autre."""
        sources = {Source.COMMUNE, Source.GESTIONNAIRE}
        posees = [
            q for q in self.annee.questions if q.source in sources and not self.est_passee(q.source)
        ]
        return AnneeDeStructure(self.annee.annee, posees)

    def de_la_source(self, source: str) -> AnneeDeStructure:
        """Les questions de qui les connaît : le gestionnaire, la Caf."""
        return AnneeDeStructure(
            self.annee.annee, [q for q in self.annee.questions if q.source == source]
        )

    def a_passer(self) -> list[Source]:
        """À qui une question peut encore être passée."""
        return [
            source
            for source in QuestionConfiee.DESTINATAIRES
            if self._peut_passer(source) and self.de_la_source(source).questions
        ]

    def _peut_passer(self, source: Source) -> bool:
        """Jamais passée, ou reprise depuis."""
        question = self.questions.get(source)
        return question is None or question.est_reprise

    def l_an_passe(self, question: Question) -> str:
        """Ce qui était répondu l'an passé, en clair ; vide : rien."""
        avant = self.avant.get(question.cle)
        if avant is None or avant.est_vide:
            return ""
        if question.definition is not None and avant.valeur is not None:
            return question.definition.lire(avant.valeur, voit_tout=True)
        return MontantDeSoutien(reponse=avant.reponse, valeur=avant.valeur).en_mots

    def sauts(self) -> list[Saut]:
        """Les chiffres et les prix qui s'écartent beaucoup de ceux de l'an passé."""
        trouves = [saut(q, self.avant.get(q.cle, Saisie())) for q in self.annee.questions]
        prix: list[Saut] = []
        if self.grille is not None and self.grille_d_avant is not None and not self.sans_grille:
            prix = sauts_de_prix(self.grille, self.grille_d_avant)
        return [*(trouve for trouve in trouves if trouve is not None), *prix]

    def questions_ouvertes(self) -> list[QuestionConfiee]:
        """Celles qui attendent encore la réponse d'un autre : accepter sans elle les clôt."""
        return [q for q in self.questions.values() if self.est_passee(Source(q.source))]

    def raisons_de_relire(self) -> list[str]:
        """Pourquoi la coordination la regarde avant d'accepter ; vide : rien ne l'y oblige."""
        return [
            *(un.en_mots for un in self.sauts()),
            *([_correction_en_mots(self.correction)] if self.correction else []),
            *(["elle est déclarée cette année"] if self.est_nouvelle else []),
            *(["elle est dite fermée"] if self.est_fermee else []),
            *(f"{q.repondante} n'a pas encore répondu" for q in self.questions_ouvertes()),
        ]

    @property
    def a_relire(self) -> bool:
        """Vrai si la coordination doit la regarder avant d'accepter."""
        return bool(self.raisons_de_relire())

    def manques(self) -> list[str]:
        """Ce qu'il faut encore dire avant de confirmer, en phrases."""
        if not self.constat:
            return ["Dites si la fiche est exacte."]
        if self.correction_a_reprendre:
            return ["Votre correction vous revient : reprenez-la, ou dites que rien n'a changé."]
        if self.est_fermee:
            return []
        phrases = self.manques_de_la_declaration()
        phrases += [
            f"{capfirst(q.nom)} : donnez le montant, ou dites pourquoi il manque."
            for q in self.annee.questions
            if q.source is Source.COMMUNE and q.rangee is None
        ]
        if self.a_des_prix and not self.prix_en_mots:
            phrases.append(
                f"Donnez les prix {self.annee_des_prix}, ou dites pourquoi il n'y en a pas."
            )
        return phrases

    @property
    def est_faite(self) -> bool:
        """Vrai quand il n'y manque plus rien."""
        return not self.manques()

    def en_toutes_lettres(self) -> list[tuple[str, str]]:
        """(question, réponse), telles qu'elles se gardent : un effectif fragile y reste masqué.

        Ce qui se relit à l'écran est dans `equipements.relecture`.
        """
        dites = [("La fiche", capfirst(self.constat_en_mots))]
        if self.reponse and self.reponse.fermee_le:
            dites = [("La fiche", f"Fermée depuis le {self.reponse.fermee_le:%d/%m/%Y}")]
        dites += [
            (capfirst(q.nom), " – ".join(filter(None, [q.en_mots(voit_tout=False), _motif(q)])))
            for q in self.annee.questions
            if q.source is not Source.CAF
        ]
        if self.a_des_prix:
            dites.append((f"Prix {self.annee_des_prix}", capfirst(self.prix_en_mots)))
        dites.append(("Explication", self.mot))
        return [(question, reponse) for question, reponse in dites if reponse]

    def marques(self) -> list[Any]:
        """Tout ce que la coordination accepte : si une marque change, elle relit."""
        chiffres = [
            [q.cle, q.saisie().reponse, str(q.saisie().valeur), q.saisie().motif]
            for q in self.annee.questions
        ]
        grille = None if self.grille is None else [self.grille.pk, self.grille.version]
        passees = sorted([q.source, q.etat, q.version] for q in self.questions.values())
        return [
            self.equipement.pk,
            self.equipement.version,
            self.constat,
            grille,
            chiffres,
            passees,
        ]


def _au_milieu(question: str) -> str:
    """« adresse », au milieu d'une phrase ; « SIRET » reste un sigle."""
    return question if question[:2].isupper() else question[:1].lower() + question[1:]


def _correction_en_mots(correction: Correction) -> str:
    return (
        "sa correction est renvoyée" if correction.est_renvoyee else "une correction est proposée"
    )


def _motif(question: Question) -> str:
    return question.rangee.motif if question.rangee is not None else ""


@dataclass
class DemandeLue:
    """Une demande, ses structures, et celles que d'autres soutiennent chez elle."""

    demande: DemandeDeRegistre
    structures: list[StructureDemandee]
    implantees: list[Implantee] = field(default_factory=list)

    @property
    def sans_structure(self) -> bool:
        """Vrai si la partie n'en soutient ni n'en accueille aucune : elle le confirme."""
        return not self.structures and not self.implantees

    @property
    def signalees(self) -> list[Implantee]:
        """Celles que d'autres soutiennent, et dont la commune dit que quelque chose a changé."""
        return [implantee for implantee in self.implantees if implantee.signalement]

    @property
    def faites(self) -> int:
        """Combien de structures n'attendent plus rien."""
        return sum(s.est_faite for s in self.structures)

    @property
    def sauts(self) -> list[tuple[StructureDemandee, Saut]]:
        """Tous les écarts avec l'an passé."""
        return [(s, un) for s in self.structures for un in s.sauts()]

    @property
    def questions_ouvertes(self) -> list[tuple[StructureDemandee, QuestionConfiee]]:
        """Tout ce qui attend encore la réponse d'un autre."""
        return [(s, q) for s in self.structures for q in s.questions_ouvertes()]

    @property
    def a_relire(self) -> list[tuple[StructureDemandee, str]]:
        """Tout ce que la coordination regarde avant d'accepter, et pourquoi."""
        return [(s, raison) for s in self.structures for raison in s.raisons_de_relire()]

    @property
    def points_a_relire(self) -> int:
        """Combien de choses la coordination regarde avant d'accepter."""
        return len(self.a_relire) + len(self.signalees)

    @property
    def est_sans_ecart(self) -> bool:
        """Vrai si rien n'est à relire : elle peut s'accepter avec d'autres."""
        return not (self.signalees or any(s.a_relire for s in self.structures))

    def manques(self) -> list[str]:
        """Ce qui empêche de confirmer, en phrases."""
        if self.sans_structure and not self.demande.sans_structure:
            return ["Confirmez qu'il n'y a aucune structure, et dites ce qui dessert vos familles."]
        return [f"{s.equipement} : {m}" for s in self.structures for m in s.manques()]

    def en_toutes_lettres(self) -> list[tuple[str, str]]:
        """La réponse entière, question par question."""
        if self.sans_structure:
            noms = ", ".join(str(e) for e in self.demande.desservie_par.all())
            return [
                ("Structures", "Aucune structure ici"),
                *([("Ce qui dessert les familles", noms)] if noms else []),
                *([("En plus", self.demande.dessert)] if self.demande.dessert else []),
            ]
        return [
            (f"{s.equipement} – {question}", reponse)
            for s in self.structures
            for question, reponse in s.en_toutes_lettres()
        ] + [(f"{i.equipement} – Dans la commune", i.en_mots) for i in self.implantees]

    @property
    def empreinte(self) -> str:
        """Ce qui est accepté, résumé : la page le porte, et un changement se voit."""
        marques: list[Any] = [self.demande.version, *(s.marques() for s in self.structures)]
        marques += [[i.equipement.pk, i.signalement] for i in self.implantees]
        return hashlib.sha256(json.dumps(marques).encode()).hexdigest()[:16]


def lire_les_demandes(
    demandes: Iterable[DemandeDeRegistre], convention: Convention, *, avec_les_fiches: bool = False
) -> list[DemandeLue]:
    """Ces demandes d'une même campagne et leurs structures ; onze requêtes, quel qu'en soit le
    nombre, et cinq de plus `avec_les_fiches` entières.

    Une structure fermée dans l'année en est encore ; déjà répondue ou passée, elle y reste.
    """
    lues = list(demandes)
    if not lues:
        return []
    reponses, questions = _reponses(lues), _questions(lues)
    dites = {cle: bool(r.constat or r.prix) for cle, r in reponses.items()}
    dites |= dict.fromkeys(questions, True)
    repondants = Repondants.lire([d.signataire.partenaire for d in lues], convention)
    ouvertes = ~Q(statut=Equipement.Statut.FERME) | Q(
        statut_depuis__gte=datetime.date(lues[0].campagne.annee, 1, 1)
    )
    deja = {e for _, e in dites}
    structures = (
        Equipement.objects.de_la_convention(convention)
        .distinctes()
        .filter(ouvertes | Q(pk__in=deja), repondants.condition(deja))
        .select_related("commune", "sous_type")
    )
    if avec_les_fiches:
        structures = structures.prefetch_related("communes_desservies", *Equipement.LISTES)
    ordre = sorted(structures, key=lambda e: (cle_de_tri(e.commune.nom), e.type, e.nom, e.pk))
    demandees = {d.pk: [e for e in ordre if _est_demandee(d, e, repondants, dites)] for d in lues}
    fonds = _Fonds.lire(
        list({e.pk: e for siennes in demandees.values() for e in siennes}.values()),
        lues[0].campagne.annee,
        reponses,
        questions,
    )
    return [
        DemandeLue(
            d,
            [fonds.structure(d, e) for e in demandees[d.pk]],
            [
                Implantee(e, repondants.qui_repond_de(e), reponses.get((d.pk, e.pk)))
                for e in ordre
                if repondants.accueille(d.signataire.partenaire_id, e) and e not in demandees[d.pk]
            ],
        )
        for d in lues
    ]


def _est_demandee(
    demande: DemandeDeRegistre,
    equipement: Equipement,
    repondants: Repondants,
    dites: dict[tuple[int, int], bool],
) -> bool:
    """Vrai si la partie en répond ; déjà répondue ou passée, elle lui reste demandée.

    Ce qu'une commune signale d'une structure que d'autres soutiennent n'est pas une réponse.
    """
    partie = demande.signataire.partenaire_id
    if repondants.repond_de(partie, equipement):
        return True
    dite = dites.get((demande.pk, equipement.pk))
    return dite is not None and (dite or not repondants.accueille(partie, equipement))


def lire_la_demande(demande: DemandeDeRegistre) -> DemandeLue:
    """Une demande et ses structures, leurs fiches entières."""
    return lire_les_demandes([demande], demande.campagne.convention, avec_les_fiches=True)[0]


def _reponses(demandes: Sequence[DemandeDeRegistre]) -> Reponses:
    dites = ReponseDeStructure._default_manager.filter(demande__in=demandes)
    return {(r.demande_id, r.equipement_id): r for r in dites}


def _questions(demandes: Sequence[DemandeDeRegistre]) -> Questions:
    questions: Questions = {}
    passees = QuestionConfiee.objects.filter(demande__in=demandes)
    for q in passees.select_related("personne", "transmise_a"):
        questions.setdefault((q.demande_id, q.equipement_id), {})[q.source] = q
    return questions


@dataclass
class _Fonds:
    """Ce qui se lit d'un coup pour toutes les structures d'une campagne."""

    annee: int
    chiffres: dict[tuple[int, int], dict[str, ChiffreAnnuel]]
    soutiens: dict[int, list[Soutien]]
    montants: dict[tuple[int, int], MontantDeSoutien]
    reponses: Reponses
    questions: Questions
    grilles: dict[tuple[int, int], GrilleDePrix]
    corrections: dict[int, Correction]

    @classmethod
    def lire(
        cls, structures: list[Equipement], annee: int, reponses: Reponses, questions: Questions
    ) -> "_Fonds":
        annees, cles = (annee - 1, annee), [e.pk for e in structures]
        soutiens: dict[int, list[Soutien]] = {}
        for soutien in Soutien.objects.filter(equipement__in=cles).select_related("partenaire"):
            soutiens.setdefault(soutien.equipement_id, []).append(soutien)
        chiffres: dict[tuple[int, int], dict[str, ChiffreAnnuel]] = {}
        for c in ChiffreAnnuel.objects.filter(equipement__in=cles, annee__in=annees):
            chiffres.setdefault((c.equipement_id, c.annee), {})[c.code] = c
        return cls(
            annee,
            chiffres,
            soutiens,
            {
                (m.soutien_id, m.annee): m
                for m in MontantDeSoutien.objects.filter(
                    soutien__equipement__in=cles, annee__in=annees
                ).select_related("soutien__partenaire")
            },
            reponses,
            questions,
            {
                (g.equipement_id, g.annee_scolaire): g
                for g in GrilleDePrix.objects.filter(
                    equipement__in=cles, annee_scolaire__in=annees
                ).prefetch_related("prix")
            },
            {c.equipement_id: c for c in Correction.objects.ouvertes().filter(equipement__in=cles)},
        )

    def structure(self, demande: DemandeDeRegistre, equipement: Equipement) -> StructureDemandee:
        """Une structure, vue de cette partie : les montants des autres n'y sont pas."""
        annee = self._annee(demande, equipement, self.annee)
        avant = self._annee(demande, equipement, self.annee - 1)
        return StructureDemandee(
            demande,
            equipement,
            annee,
            avant={q.cle: q.saisie() for q in avant.questions},
            reponse=self.reponses.get((demande.pk, equipement.pk)),
            grille=self.grilles.get((equipement.pk, self.annee)),
            grille_d_avant=self.grilles.get((equipement.pk, self.annee - 1)),
            questions=self.questions.get((demande.pk, equipement.pk), {}),
            correction=self.corrections.get(equipement.pk),
        )

    def _annee(
        self, demande: DemandeDeRegistre, equipement: Equipement, annee: int
    ) -> AnneeDeStructure:
        partenaire = demande.signataire.partenaire_id
        soutiens = self.soutiens.get(equipement.pk, [])
        return annee_de_structure(
            equipement,
            annee,
            [
                (s, self.montants.get((s.pk, annee)))
                for s in soutiens
                if s.partenaire_id == partenaire
            ],
            self.chiffres.get((equipement.pk, annee), {}),
        )
