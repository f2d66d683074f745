"""Le classeur qui revient : ce qu'il changerait, ce qui y est faux, ce qui est protégé.

Rien n'est écrit ici. Chaque ligne porte la version que l'export a lue : l'historique dit ce qu'elle
contenait alors. Seules les cellules que la personne a changées comptent ; une ligne que quelqu'un a
modifiée depuis est protégée, et ne s'applique que si on la choisit.
"""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from actions.emport.champs import FICHES
from actions.emport.contenu import dernieres_ecritures_des_etapes
from actions.emport.ecarts import Controle, Ecart, LigneReprise, TexteSigne
from actions.emport.empreintes import changees, hors_des_grises, sans_empreintes
from actions.emport.sections import ETAPES
from actions.models import Etape, FicheAction, Note
from actions.models.etapes import verifier_jour_passe
from actions.models.propositions import nom_du_champ
from conventions.models import Convention, Utilisateur
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import valeur_lisible
from ctg.socle.tableur import (
    ClasseurRefuse,
    Colonne,
    Erreur,
    FeuilleLue,
    LigneLue,
    ModeleDeFeuille,
    lire_classeur,
    texte_de_cellule,
)

# Ce qui revient d'une fiche, et d'une étape : une colonne modifiable de plus s'ajoute ici.
CHAMPS_DE_FICHE = ("etat", "meteo", "meteo_commentaire", "priorite")
CHAMPS_D_ETAPE = ("faite_le",)
# Ce qui est signé : une différence se dit, et mène à la proposition. Celle d'une autre colonne
# grise se dit aussi, et mène à la fiche.
SIGNES_DE_FICHE = ("titre", *FicheAction.CHAMPS_DU_CONTRAT)
SIGNES_D_ETAPE = ("libelle", "periode_ecrite", "debut", "fin")

_REPERE = re.compile(r"(\d{1,18})\.(\d{1,18})")


def controler(
    octets: bytes, *, convention: Convention, utilisateur: Utilisateur, le: datetime.date
) -> Controle:
    """Lit le classeur et dit ce qu'il changerait ; n'écrit rien.

    Lève `ClasseurRefuse` si le fichier ne se lit pas, ou vient d'une autre convention. Le nombre de
    requêtes ne dépend pas de celui des lignes.
    """
    etapes = ModeleDeFeuille(ETAPES.modele.nom, ETAPES.modele.colonnes, est_requise=False)
    lues = lire_classeur(octets, [FICHES, etapes])
    return _Lecture(convention, utilisateur, le).controler(lues[FICHES.nom], lues[etapes.nom])


def _repere(ligne: LigneLue) -> tuple[int, int] | None:
    trouve = _REPERE.fullmatch(str(ligne.valeurs.get("repere", "")))
    return (int(trouve[1]), int(trouve[2])) if trouve else None


class _Lecture:
    """Une lecture du classeur : ce que la base sait, puis chaque ligne comparée."""

    def __init__(self, convention: Convention, utilisateur: Utilisateur, le: datetime.date) -> None:
        self.le = le
        self.deja_notees: set[tuple[int, str]] = set()
        self.controle = Controle()
        plan = FicheAction.objects.filter(convention=convention)
        fiches = plan.avec_permissions(utilisateur).select_related("convention", "axe")
        self.fiches = {f.numero: f for f in fiches.prefetch_related("etapes")}
        self.numeros = {fiche.pk: fiche.numero for fiche in self.fiches.values()}
        self.ecritures = dernieres_ecritures_des_etapes(plan)

    def controler(self, fiches: FeuilleLue, etapes: FeuilleLue) -> Controle:
        self._exiger_cette_convention(fiches)
        for modele, feuille in ((FICHES, fiches), (ETAPES.modele, etapes)):
            self.controle.erreurs += hors_des_grises(modele, feuille.erreurs)
            self.controle.remarques += feuille.remarques + sans_empreintes(modele, feuille)
            self.controle.lues += len(feuille.lignes)
        self._lire_les_fiches(fiches)
        self._lire_les_etapes(etapes)
        self._exiger_un_etat()
        self.controle.erreurs.sort(key=lambda e: (e.feuille != FICHES.nom, e.ligne or 0))
        self.controle.lignes.sort(key=lambda ligne: (ligne.fiche.numero, ligne.cle[0] != "F"))
        return self.controle

    def _exiger_cette_convention(self, fiches: FeuilleLue) -> None:
        reperes = [repere for ligne in fiches.lignes if (repere := _repere(ligne))]
        if reperes and not any(pk in self.numeros for pk, _ in reperes):
            raise ClasseurRefuse(
                "Ce classeur vient d'une autre convention. Emportez celui de cette convention."
            )

    # --- Les fiches ---

    def _lire_les_fiches(self, feuille: FeuilleLue) -> None:
        vues: dict[int, int] = {}
        retenues: list[tuple[LigneLue, FicheAction, int | None]] = []
        for ligne in feuille.lignes:
            fiche = self._fiche_de(ligne, "numero", FICHES)
            if fiche is None:
                continue
            if fiche.numero in vues:
                deja = f"l'action {fiche.numero} est déjà à la ligne {vues[fiche.numero]}."
                self._fausse(FICHES, ligne, "numero", deja)
                continue
            vues[fiche.numero] = ligne.numero
            repere = _repere(ligne)
            if repere is not None and repere[0] != fiche.pk:
                self._fausse(
                    FICHES,
                    ligne,
                    "numero",
                    "ce numéro n'est plus celui de l'export. Remettez la ligne en ordre.",
                )
                continue
            retenues.append((ligne, fiche, repere[1] if repere else None))
        bases = self._bases_des_fiches((f, v) for _, f, v in retenues if v is not None)
        self.deja_notees = self._notes_deja_ecrites((li, f) for li, f, _ in retenues)
        for ligne, fiche, version in retenues:
            base = fiche if version == fiche.version else bases.get((fiche.pk, version or 0))
            self._comparer_la_fiche(ligne, fiche, base)

    def _bases_des_fiches(
        self, demandees: Iterable[tuple[FicheAction, int]]
    ) -> dict[tuple[int, int], Any]:
        """(fiche, version) → la fiche telle que l'export l'a lue, d'après l'historique."""
        anciennes = {fiche.pk: v for fiche, v in demandees if v != fiche.version}
        if not anciennes:
            return {}
        lignes = FicheAction.historique.filter(
            id__in=anciennes.keys(), version__in=set(anciennes.values())
        ).order_by("history_id")
        return {(ligne.id, ligne.version): ligne for ligne in lignes}

    def _notes_deja_ecrites(
        self, lignes: Iterable[tuple[LigneLue, FicheAction]]
    ) -> set[tuple[int, str]]:
        """(fiche, texte) de celles que le journal a déjà."""
        notees = [fiche.pk for ligne, fiche in lignes if ligne.valeurs.get("note")]
        if not notees:
            return set()
        ecrites = Note.objects.filter(fiche__in=notees).values_list("fiche_id", "texte")
        return {(fiche, texte_de_cellule(texte)) for fiche, texte in ecrites}

    def _comparer_la_fiche(self, ligne: LigneLue, fiche: FicheAction, base: Any) -> None:
        valeurs = self._changees(ligne, FICHES, CHAMPS_DE_FICHE, base or fiche, fiche)
        note = ligne.valeurs.get("note", "")
        # Le même classeur rendu deux fois n'écrit pas deux fois sa note.
        if note and (fiche.pk, note) not in self.deja_notees:
            valeurs |= {"note": note, "note_du": ligne.valeurs.get("note_du")}
        self._verifier_la_fiche(ligne, fiche, valeurs)
        est_signee = not fiche.convention.est_en_projet
        self._dire_les_grises(ligne, fiche, FICHES, SIGNES_DE_FICHE if est_signee else ())
        ecarts = [self._ecart(FICHES, champ, fiche, valeurs[champ]) for champ in valeurs]
        self._ranger(
            LigneReprise(
                cle=f"F{fiche.pk}",
                nom=str(fiche),
                fiche=fiche,
                version=fiche.version,
                valeurs=valeurs,
                ecarts=[ecart for ecart in ecarts if ecart is not None],
                entre_temps=self._entre_temps(FICHES, CHAMPS_DE_FICHE, base, fiche),
                sans_repere=base is None,
            )
        )

    def _verifier_la_fiche(
        self, ligne: LigneLue, fiche: FicheAction, valeurs: Mapping[str, Any]
    ) -> None:
        """Les règles du modèle, dites à la cellule qu'elles visent."""
        if "etat" in valeurs and not valeurs["etat"]:
            self._fausse(FICHES, ligne, "etat", "un état ne s'efface pas. Choisissez-en un.")
        essai = FicheAction(
            meteo=valeurs.get("meteo", fiche.meteo),
            meteo_commentaire=valeurs.get("meteo_commentaire", fiche.meteo_commentaire),
        )
        if {"meteo", "meteo_commentaire"} & valeurs.keys():
            try:
                FicheAction.METEO_EXPLIQUEE.validate(FicheAction, essai)
            except ValidationError as erreur:
                self._fausse(FICHES, ligne, "meteo_commentaire", " ".join(erreur.messages))
        if ligne.valeurs.get("note_du") and not ligne.valeurs.get("note"):
            self._fausse(FICHES, ligne, "note", "la date est là, la note manque. Écrivez-la.")
        self._dater(FICHES, ligne, "note_du", ligne.valeurs.get("note_du"))

    def _exiger_un_etat(self) -> None:
        """Une étape ou une note ne se dit pas d'une action dont l'état n'est pas renseigné."""
        etats = {
            ligne.fiche.pk: ligne.valeurs["etat"]
            for ligne in self.controle.lignes
            if "etat" in ligne.valeurs
        }
        dites = {
            ligne.fiche.pk: ligne.fiche
            for ligne in self.controle.lignes
            if ligne.valeurs.keys() - {"priorite"}
        }
        for pk, fiche in dites.items():
            if not fiche.etat and pk not in etats:
                message = (
                    f"l'action {fiche.numero} change, mais son état n'est pas dit. Choisissez-le."
                )
                self.controle.erreurs.append(
                    Erreur(FICHES.nom, message, colonne=FICHES.colonne("etat").intitule)
                )

    # --- Les étapes ---

    def _lire_les_etapes(self, feuille: FeuilleLue) -> None:
        vues: dict[int, int] = {}
        retenues: list[tuple[LigneLue, FicheAction, Etape, int | None]] = []
        for ligne in feuille.lignes:
            fiche = self._fiche_de(ligne, "action", ETAPES.modele)
            if fiche is None or "ordre" in ligne.fausses:
                continue
            repere = _repere(ligne)
            etape = self._etape_de(ligne, fiche, repere)
            if etape is None:
                continue
            if etape.pk in vues:
                message = f"cette étape est déjà à la ligne {vues[etape.pk]}."
                self._fausse(ETAPES.modele, ligne, "ordre", message)
                continue
            vues[etape.pk] = ligne.numero
            retenues.append((ligne, fiche, etape, repere[1] if repere else None))
        bases = self._bases_des_etapes((e, v) for _, _, e, v in retenues if v)
        for ligne, fiche, etape, ecriture in retenues:
            if ecriture is not None and ecriture == self.ecritures.get(etape.pk, 0):
                base: Any = etape
            else:
                base = bases.get(ecriture or 0)
            self._comparer_l_etape(ligne, fiche, etape, base)

    def _etape_de(
        self, ligne: LigneLue, fiche: FicheAction, repere: tuple[int, int] | None
    ) -> Etape | None:
        """L'étape du repère ; à défaut, celle de ce rang."""
        etapes = list(fiche.etapes.all())
        if repere is not None:
            trouvee = next((e for e in etapes if e.pk == repere[0]), None)
        else:
            trouvee = next((e for e in etapes if e.ordre == ligne.valeurs.get("ordre")), None)
        if trouvee is None:
            message = f"l'action {fiche.numero} n'a plus cette étape. Retirez la ligne."
            self._fausse(ETAPES.modele, ligne, "ordre", message)
        return trouvee

    def _bases_des_etapes(self, demandees: Iterable[tuple[Etape, int]]) -> dict[int, Any]:
        """Ligne d'historique → l'étape telle que l'export l'a lue."""
        etapes = {v: e.pk for e, v in demandees if v != self.ecritures.get(e.pk)}
        if not etapes:
            return {}
        lignes = Etape.historique.filter(history_id__in=etapes.keys())
        return {li.history_id: li for li in lignes if li.id == etapes[li.history_id]}

    def _comparer_l_etape(
        self, ligne: LigneLue, fiche: FicheAction, etape: Etape, base: Any
    ) -> None:
        modele = ETAPES.modele
        valeurs = self._changees(ligne, modele, CHAMPS_D_ETAPE, base or etape, etape)
        self._dater(modele, ligne, "faite_le", valeurs.get("faite_le"))
        signes = SIGNES_D_ETAPE if etape.est_signee else ()
        self._dire_les_grises(ligne, fiche, modele, signes)
        ecarts = [self._ecart(modele, champ, etape, valeurs[champ]) for champ in valeurs]
        self._ranger(
            LigneReprise(
                cle=f"E{etape.pk}",
                nom=f"Étape {etape.ordre}, {etape.libelle}",
                fiche=fiche,
                version=fiche.version,
                valeurs=valeurs,
                ecarts=[ecart for ecart in ecarts if ecart is not None],
                entre_temps=self._entre_temps(modele, CHAMPS_D_ETAPE, base, etape),
                sans_repere=base is None,
            )
        )

    # --- Ce qui vaut pour les deux ---

    def _fiche_de(self, ligne: LigneLue, cle: str, modele: ModeleDeFeuille) -> FicheAction | None:
        if cle in ligne.fausses:
            return None
        numero = ligne.valeurs.get(cle)
        if numero is None:
            self._fausse(modele, ligne, cle, "le numéro de l'action manque.")
            return None
        if numero not in self.fiches:
            self._fausse(modele, ligne, cle, f"le plan n'a pas d'action {numero}.")
        return self.fiches.get(numero)

    def _changees(
        self,
        ligne: LigneLue,
        modele: ModeleDeFeuille,
        champs: Iterable[str],
        base: Any,
        present: Any,
    ) -> dict[str, Any]:
        """Les cellules que la personne a changées depuis l'export, et qui changent le présent."""
        changees = {}
        for champ in champs:
            if champ not in ligne.valeurs:
                continue
            colonne, lue = modele.colonne(champ), ligne.valeurs[champ]
            if not _egales(colonne, lue, getattr(base, champ)) and not _egales(
                colonne, lue, getattr(present, champ)
            ):
                changees[champ] = lue
        return changees

    def _entre_temps(
        self, modele: ModeleDeFeuille, champs: Iterable[str], base: Any, present: Any
    ) -> list[Ecart]:
        if base is None or base is present:
            return []
        return [
            Ecart(
                modele.colonne(champ).intitule,
                _lisible(modele.colonne(champ), getattr(base, champ)),
                _lisible(modele.colonne(champ), getattr(present, champ)),
            )
            for champ in champs
            if not _egales(modele.colonne(champ), getattr(base, champ), getattr(present, champ))
        ]

    def _ecart(
        self, modele: ModeleDeFeuille, champ: str, present: Any, valeur: Any
    ) -> Ecart | None:
        colonne = modele.colonne(champ)
        if champ == "note_du":
            return None if valeur is None else Ecart(colonne.intitule, "—", valeur_lisible(valeur))
        avant = "" if champ == "note" else getattr(present, champ)
        return Ecart(colonne.intitule, _lisible(colonne, avant), _lisible(colonne, valeur))

    def _dire_les_grises(
        self,
        ligne: LigneLue,
        fiche: FicheAction,
        modele: ModeleDeFeuille,
        signes: Collection[str],
    ) -> None:
        for colonne in changees(modele, ligne):
            if colonne.cle in signes:
                # Une étape est écrite dans l'échéancier de la fiche.
                vise = colonne.cle if modele is FICHES else "echeancier"
                lieu = f"feuille {modele.nom}, ligne {ligne.numero}, colonne {colonne.intitule}"
                self.controle.signes.append(TexteSigne(fiche, vise, nom_du_champ(vise), lieu))
                continue
            touchees = self.controle.grises.setdefault(colonne.intitule, [])
            if fiche not in touchees:
                touchees.append(fiche)

    def _dater(
        self, modele: ModeleDeFeuille, ligne: LigneLue, cle: str, jour: datetime.date | None
    ) -> None:
        try:
            verifier_jour_passe(jour, self.le)
        except ActionImpossible as refus:
            self._fausse(modele, ligne, cle, str(refus))

    def _fausse(self, modele: ModeleDeFeuille, ligne: LigneLue, cle: str, message: str) -> None:
        message = message[:1].lower() + message[1:]
        self.controle.erreurs.append(
            Erreur(modele.nom, message, ligne.numero, modele.colonne(cle).intitule)
        )

    def _ranger(self, ligne: LigneReprise) -> None:
        if not ligne.valeurs:
            return
        if ligne.fiche.est_modifiable:
            self.controle.lignes.append(ligne)
        else:
            self.controle.hors_de_portee.append(ligne)


def _egales(colonne: Colonne, une: Any, autre: Any) -> bool:
    """Deux valeurs que la cellule écrirait de même."""
    if isinstance(une, str) and isinstance(autre, str):
        return texte_de_cellule(une) == texte_de_cellule(autre)
    return bool((une or colonne.vide) == (autre or colonne.vide))


def _lisible(colonne: Colonne, valeur: Any) -> str:
    return valeur_lisible(colonne.choix.get(valeur, valeur) if colonne.choix else valeur)
