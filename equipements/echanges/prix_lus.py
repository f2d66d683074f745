"""Un fichier de prix : les grilles qu'il changerait, ce qui y est faux. Rien n'est écrit ici."""

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import Any

from conventions.models import Convention, Utilisateur
from ctg.socle.nombres import quantite_fr
from ctg.socle.tableur import Erreur, FeuilleLue, LigneLue, lire_fichier
from equipements.echanges.colonnes import lire_le_repere
from equipements.echanges.controle import Controle, Ecart, LigneImportee, Quoi, Sort
from equipements.echanges.prix import PRIX, annee_lue
from equipements.echanges.registre import registre_de
from equipements.models import (
    AnneeFermee,
    GrilleDePrix,
    Prix,
    TypeEquipement,
    annee_scolaire_en_mots,
    fautes_des_tranches,
)
from equipements.prix import annees_scolaires

_CENTIME = Decimal("0.01")


def controler(
    octets: bytes, *, convention: Convention, utilisateur: Utilisateur | None, le: datetime.date
) -> Controle:
    """Lit le fichier et dit quelles grilles il changerait.

    Lève `ClasseurRefuse` si le fichier ne se lit pas. Quatre requêtes, quel que soit le nombre de
    lignes.
    """
    feuille = next(iter(lire_fichier(octets, [PRIX]).values()))
    return _Controleur(convention, utilisateur, le).controler(feuille)


class _Controleur:
    """Ce que la base sait, puis chaque grille comparée."""

    def __init__(
        self, convention: Convention, utilisateur: Utilisateur | None, le: datetime.date
    ) -> None:
        self.controle = Controle(Quoi.PRIX)
        registre = registre_de(convention, utilisateur).filter(type=TypeEquipement.ALSH)
        accueils: list[Any] = list(registre.select_related("commune"))
        self.accueils = {accueil.pk: accueil for accueil in accueils}
        self.grilles = {
            (grille.equipement_id, grille.annee_scolaire): grille
            for grille in GrilleDePrix.objects.filter(
                equipement__in=registre.order_by().values("pk")
            ).prefetch_related("prix")
        }
        self.annees = set(annees_scolaires(convention, le))
        self.fermees = AnneeFermee.de(convention)

    def controler(self, feuille: FeuilleLue) -> Controle:
        self.controle.lire(feuille, PRIX)
        grilles: dict[tuple[int, int], list[LigneLue]] = defaultdict(list)
        refusees = set()
        for ligne in feuille.lignes:
            cle = self._cle(ligne)
            if cle is None:
                continue
            grilles[cle].append(ligne)
            if ligne.fausses:
                refusees.add(cle)
        for cle, lignes in grilles.items():
            prix = [self._prix(ligne) for ligne in lignes if not _est_vide(ligne)]
            if not prix and cle in self.grilles:
                self.controle.ignorer(
                    lignes[0].numero,
                    "Prix, en euros",
                    "une grille vidée reste telle qu'elle est. Corrigez-la dans le portail.",
                )
            if cle not in refusees and None not in prix and prix:
                self._comparer(cle, lignes, [un for un in prix if un is not None])
        self.controle.lignes.sort(key=lambda importee: importee.ligne)
        self.controle.dire_les_ignorees()
        return self.controle

    def _cle(self, ligne: LigneLue) -> tuple[int, int] | None:
        """(accueil, année scolaire) ; None si la ligne n'en désigne pas un que la personne lit."""
        repere = lire_le_repere(str(ligne.valeurs.get("repere", "")))
        if repere is None or repere[0] not in self.accueils:
            ecrit = ligne.valeurs.get("repere") or "rien"
            message = f"« {ecrit} » n'est pas le repère d'un accueil de loisirs qui soit à vous."
            self._fausse(ligne, "repere", message)
            return None
        self.controle.rapprocher(ligne, self.accueils[repere[0]])
        annee = annee_lue(str(ligne.valeurs.get("annee", "")))
        if annee not in self.annees or annee is None:
            message = "ce n'est pas une année scolaire de la convention, comme 2025-2026."
            self._fausse(ligne, "annee", message)
            return None
        return repere[0], annee

    def _prix(self, ligne: LigneLue) -> Prix | None:
        """Le prix que dit une ligne ; None s'il est faux."""
        valeurs = {champ: ligne.valeurs.get(champ) for champ in Prix.CHAMPS}
        valeurs |= {"avec_repas": bool(valeurs["avec_repas"]), "qf_min": valeurs["qf_min"] or 0}
        fautes = []
        for champ, phrase in (("unite", "choisissez l'unité."), ("montant", "indiquez le prix.")):
            if valeurs[champ] in (None, "") and champ not in ligne.fausses:
                fautes.append((champ, phrase))
        for champ in ("montant", "montant_exterieur"):
            if (montant := valeurs[champ]) is None:
                continue
            if montant % _CENTIME:
                fautes.append((champ, "écrivez un montant, au centime près."))
            valeurs[champ] = montant.quantize(_CENTIME)
        if valeurs["qf_max"] is not None and valeurs["qf_max"] < valeurs["qf_min"]:
            fautes.append(("qf_max", "la tranche finit avant de commencer."))
        for champ, phrase in fautes:
            self._fausse(ligne, champ, phrase)
        return None if fautes or ligne.fausses else Prix(**valeurs)

    def _comparer(self, cle: tuple[int, int], lignes: list[LigneLue], prix: list[Prix]) -> None:
        grille, accueil, (_, annee) = self.grilles.get(cle), self.accueils[cle[0]], cle
        presents = list(grille.prix.all()) if grille else []
        if {un.cle for un in prix} == {un.cle for un in presents}:
            return
        premiere, version = lignes[0], grille.version if grille else 0
        lues = {(lire_le_repere(str(ligne.valeurs["repere"])) or (0, None))[1] for ligne in lignes}
        fautes = [("qf_min", faute[:1].lower() + faute[1:]) for faute in fautes_des_tranches(prix)]
        if not accueil.peut_saisir:
            fautes = [("repere", "cet accueil n'est pas à vous : ses prix ne changent pas ici.")]
        elif annee + 1 in self.fermees:
            fautes = [("annee", f"l'année {annee + 1} est fermée : ses prix ne changent plus.")]
        elif lues - {None, version}:
            fautes = [("repere", "ces prix ont changé depuis l'export. Exportez à nouveau.")]
        for colonne, phrase in fautes:
            self._fausse(premiere, colonne, phrase)
        if fautes:
            return
        self.controle.lignes.append(
            LigneImportee(
                cle=f"P{premiere.numero}",
                ligne=premiere.numero,
                nom=f"{accueil.nom}, {accueil.commune.nom}, {annee_scolaire_en_mots(annee)}",
                sort=Sort.PRIX,
                ecarts=_ecarts(presents, prix),
                charge=("P", accueil.pk, annee, version, [_en_liste(un) for un in prix]),
                lues=len(lignes),
            )
        )

    def _fausse(self, ligne: LigneLue, cle: str, message: str) -> None:
        intitule = PRIX.colonne(cle).intitule
        self.controle.erreurs.append(Erreur(PRIX.nom, message, ligne.numero, intitule))


def prix_de_la_liste(liste: list[Any]) -> dict[str, Any]:
    """Le prix qu'un lot a rangé en JSON."""
    valeurs = dict(zip(Prix.CHAMPS, liste, strict=True))
    for champ in ("montant", "montant_exterieur"):
        valeurs[champ] = None if valeurs[champ] is None else Decimal(valeurs[champ])
    return valeurs


def _en_liste(prix: Prix) -> list[Any]:
    return [str(v) if isinstance(v, Decimal) else v for v in prix.cle]


def _est_vide(ligne: LigneLue) -> bool:
    """Vrai si la ligne ne dit aucun prix : elle ne retire pas ceux du portail."""
    return not ligne.fausses and all(
        ligne.valeurs.get(champ) in (None, "") for champ in Prix.CHAMPS if champ != "avec_repas"
    )


def _ecarts(presents: list[Prix], prix: list[Prix]) -> list[Ecart]:
    """Ce qui change, tranche par tranche."""
    avant, apres = ({str(un): _en_euros(un) for un in liste} for liste in (presents, prix))
    return [
        Ecart(nom, avant.get(nom, ""), apres.get(nom, ""))
        for nom in {**avant, **apres}
        if avant.get(nom) != apres.get(nom)
    ]


def _en_euros(prix: Prix) -> str:
    dit = quantite_fr(prix.montant, "€", 2)
    if prix.montant_exterieur is not None:
        dit += f" (hors commune {quantite_fr(prix.montant_exterieur, '€', 2)})"
    return dit
