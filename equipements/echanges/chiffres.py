"""Un fichier de chiffres annuels : ce qu'il répondrait, ce qui y est faux. Rien n'est écrit ici."""

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from conventions.models import Convention, Utilisateur
from ctg.socle.tableur import Erreur, FeuilleLue, LigneLue, lire_fichier
from ctg.socle.tableur.modele import cle_de_mot
from equipements.annuels import NOMBRE, AnneeDeStructure, Question, Saisie, verifier_ensemble
from equipements.echanges.controle import Controle, Ecart, LigneImportee, Quoi, Sort
from equipements.echanges.questions import (
    ABSENCES,
    CHIFFRES,
    en_mots,
    montree,
    questions_de_l_annee,
)
from equipements.echanges.registre import registre_de
from equipements.models import AnneeFermee, annees_commencees

_CENTIEME = Decimal("0.01")


def controler(
    octets: bytes, *, convention: Convention, utilisateur: Utilisateur | None, le: datetime.date
) -> Controle:
    """Lit le fichier et dit ce qu'il répondrait.

    Lève `ClasseurRefuse` si le fichier ne se lit pas. Le nombre de requêtes dépend de celui des
    années, pas de celui des lignes.
    """
    feuille = next(iter(lire_fichier(octets, [CHIFFRES]).values()))
    return _Controleur(convention, utilisateur, le).controler(feuille)


def saisie_en_liste(saisie: Saisie) -> list[str]:
    """La saisie, en JSON."""
    valeur = "" if saisie.valeur is None else str(saisie.valeur)
    return [saisie.reponse, valeur, saisie.motif]


def saisie_de_la_liste(liste: list[str]) -> Saisie:
    """La saisie que `saisie_en_liste` a rangée."""
    reponse, valeur, motif = liste
    return Saisie(reponse, Decimal(valeur) if valeur else None, motif)


_ARTICLES = frozenset(("d", "de", "des", "du", "l", "la", "le", "les"))


def mots_sans_article(question: str) -> list[str]:
    """Les mots d'une question, sans ses articles : un export d'hier se relit, et un nom retapé."""
    return [mot for mot in cle_de_mot(question).split() if mot not in _ARTICLES]


class _Controleur:
    """Ce que la base sait, puis chaque ligne comparée."""

    def __init__(
        self, convention: Convention, utilisateur: Utilisateur | None, le: datetime.date
    ) -> None:
        self.controle = Controle(Quoi.CHIFFRES)
        self.convention, self.utilisateur = convention, utilisateur
        registre = registre_de(convention, utilisateur).select_related("commune")
        structures: list[Any] = list(registre)
        self.registre = registre
        self.structures = {structure.pk: structure for structure in structures}
        self.ouvertes = set(annees_commencees(convention, le))
        self.fermees = AnneeFermee.de(convention)
        self.annees: dict[int, dict[int, AnneeDeStructure]] = {}
        self.saisies: dict[tuple[int, int], dict[str, Saisie]] = defaultdict(dict)
        self.lignes_de: dict[tuple[int, int, str], LigneLue] = {}

    def controler(self, feuille: FeuilleLue) -> Controle:
        self.controle.lire(feuille, CHIFFRES)
        for annee in self.ouvertes & {ligne.valeurs.get("annee") for ligne in feuille.lignes}:
            self.annees[annee] = questions_de_l_annee(
                self.registre, annee, self.convention, self.utilisateur
            )
        for ligne in feuille.lignes:
            if not ligne.fausses:
                self._lire(ligne)
        self._verifier_les_ensembles()
        self.controle.dire_les_ignorees()
        return self.controle

    def _lire(self, ligne: LigneLue) -> None:
        structure = self.structures.get(ligne.valeurs["numero"])
        if structure is None:
            numero = ligne.valeurs["numero"]
            message = f"le registre n'a pas de structure {numero}, ou elle n'est pas à vous."
            self._fausse(ligne, "numero", message)
            return
        self.controle.rapprocher(ligne, structure)
        annee = ligne.valeurs["annee"]
        if annee not in self.annees:
            self._fausse(ligne, "annee", "ce n'est pas une année commencée de la convention.")
            return
        question = self._question(ligne, self.annees[annee][structure.pk])
        if question is None:
            return
        cle = (structure.pk, annee, question.cle)
        if cle in self.lignes_de:
            deja = self.lignes_de[cle].numero
            self._fausse(ligne, "question", f"cette question est déjà à la ligne {deja}.")
            return
        self.lignes_de[cle] = ligne
        saisie = self._saisie(ligne, question)
        if saisie is not None:
            self._comparer(ligne, structure, annee, question, saisie)

    def _question(self, ligne: LigneLue, annee: AnneeDeStructure) -> Question | None:
        ecrite = str(ligne.valeurs.get("question", ""))
        voulue = cle_de_mot(ecrite)
        trouvees = [
            q for q in annee.questions if voulue in (cle_de_mot(q.nom), cle_de_mot(q.cle))
        ] or [q for q in annee.questions if mots_sans_article(voulue) == mots_sans_article(q.nom)]
        if len(trouvees) == 1:
            return trouvees[0]
        if trouvees:
            message = "plusieurs soutiens portent ce nom cette année : répondez dans le portail."
        else:
            message = f"« {ecrite} » ne se demande pas à cette structure, ou pas à vous."
        self._fausse(ligne, "question", message)
        return None

    def _saisie(self, ligne: LigneLue, question: Question) -> Saisie | None:
        """Un nombre ou une absence, jamais les deux ; une absence dit pourquoi."""
        nombre, absence = ligne.valeurs.get("nombre"), ligne.valeurs.get("absence", "")
        motif = ligne.valeurs.get("motif", "")
        if nombre is not None:
            if absence or motif:
                cle = "absence" if absence else "motif"
                self._fausse(ligne, cle, "il y a un nombre : videz cette cellule, ou le nombre.")
                return None
            pas = Decimal(1) if question.unite != "€" else _CENTIEME
            if nombre % pas:
                attendu = "un nombre entier" if pas == 1 else "un montant, au centime près"
                self._fausse(ligne, "nombre", f"écrivez {attendu}.")
                return None
            return Saisie(NOMBRE, nombre.quantize(_CENTIEME))
        if absence and not motif:
            self._fausse(ligne, "motif", "dites pourquoi il n'y a pas de nombre.")
            return None
        if motif and not absence:
            mots = " ou ".join(ABSENCES.values())
            self._fausse(ligne, "absence", f"dites si c'est {mots}.")
            return None
        return Saisie(absence, None, motif) if absence else Saisie()

    def _comparer(
        self, ligne: LigneLue, structure: Any, annee: int, question: Question, saisie: Saisie
    ) -> None:
        voit_tout = structure.voit_les_montants
        presente = montree(question, voit_tout=voit_tout)
        if saisie == presente:
            return
        avant = en_mots(question.saisie(), question, voit_tout=voit_tout)
        dite = en_mots(saisie, question, voit_tout=True)
        deja = ligne.valeurs.get("deja")
        if deja is not None and deja != avant:
            if dite == deja:
                # La cellule est restée celle de l'export : le portail en sait plus.
                return
            message = f"quelqu'un a répondu « {avant or 'rien'} » depuis l'export."
            self._fausse(ligne, "nombre", f"{message} Exportez à nouveau.")
            return
        if not question.est_saisissable:
            self._fausse(ligne, "nombre", "vous ne répondez pas à cette question.")
            return
        if annee in self.fermees:
            self._fausse(ligne, "annee", f"l'année {annee} est fermée : rien n'y change plus.")
            return
        self.saisies[structure.pk, annee][question.cle] = saisie
        self.controle.lignes.append(
            LigneImportee(
                cle=f"C{ligne.numero}",
                ligne=ligne.numero,
                nom=f"{structure.nom}, {structure.commune.nom}",
                sort=Sort.REPONSE,
                ecarts=[Ecart(f"{question.nom}, {annee}", avant, dite)],
                charge=(
                    "C",
                    structure.pk,
                    annee,
                    question.cle,
                    saisie_en_liste(saisie),
                    saisie_en_liste(presente),
                ),
            )
        )

    def _verifier_les_ensembles(self) -> None:
        """Un effectif compris dans un autre ne le dépasse pas, une fois le fichier appliqué."""
        refusees = set()
        for (pk, annee), saisies in self.saisies.items():
            lue = self.annees[annee][pk]
            try:
                verifier_ensemble(lue, {q.cle: q.saisie() for q in lue.questions} | saisies)
            except ValidationError as erreur:
                for cle, phrases in erreur.message_dict.items():
                    question = cle.removesuffix("-valeur")
                    # La ligne en cause peut n'être pas dans le fichier : sa borne y est alors.
                    ligne = self.lignes_de.get((pk, annee, question)) or next(
                        self.lignes_de[pk, annee, autre] for autre in saisies
                    )
                    phrase = phrases[0]
                    self._fausse(ligne, "nombre", phrase[:1].lower() + phrase[1:])
                    refusees.add(ligne.numero)
        self.controle.lignes = [x for x in self.controle.lignes if x.ligne not in refusees]

    def _fausse(self, ligne: LigneLue, cle: str, message: str) -> None:
        intitule = CHIFFRES.colonne(cle).intitule
        self.controle.erreurs.append(Erreur(CHIFFRES.nom, message, ligne.numero, intitule))
