"""Un fichier de structures : ce qu'il changerait, ce qui y est faux, ce qui s'y répète.

Rien n'est écrit ici. Chaque ligne porte la version que l'export a lue : seules les cellules que la
personne a changées comptent, et une cellule que quelqu'un d'autre a changée depuis est refusée.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from conventions.models import Convention, Partenaire, Utilisateur
from ctg.socle.tableur import Erreur, FeuilleLue, LigneLue, lire_fichier
from ctg.socle.tableur.cellules import CelluleFausse
from ctg.socle.tableur.modele import cle_de_mot
from equipements.echanges.bases import bases_de
from equipements.echanges.colonnes import (
    CHAMPS,
    ETAT,
    SOUTENUE_PAR,
    Reperes,
    brutes_presentes,
    egales,
    lire_le_repere,
    soutenue_par,
)
from equipements.echanges.controle import Controle, Ecart, LigneImportee, Quoi, Sort
from equipements.echanges.registre import collectivites_declarables, pour_echange, registre_de
from equipements.echanges.ressemblance import Ressemblances
from equipements.models import Correction, Equipement
from equipements.valeurs import Brutes, avec, poser

# Une clé étrangère se vérifie ici sans requête : la cellule l'a déjà trouvée parmi les possibles.
_NON_RELUS = {
    champ.name
    for champ in Equipement._meta.fields
    if champ.is_relation or champ.name not in Equipement.CHAMPS_SAISIS
}
_DE_CONTACT = {*Equipement.CHAMPS_DE_CONTACT, *Equipement.LISTES_DE_CONTACT}
_AGES_A_L_ENVERS = next(
    str(contrainte.violation_error_message)
    for contrainte in Equipement._meta.constraints
    if contrainte.name == "equipement_ages_dans_l_ordre"
)


def controler(
    octets: bytes, *, convention: Convention, utilisateur: Utilisateur | None
) -> Controle:
    """Lit le fichier et dit ce qu'il changerait.

    Lève `ClasseurRefuse` si le fichier ne se lit pas. Le nombre de requêtes ne dépend pas de celui
    des lignes.
    """
    reperes = Reperes.lus(convention)
    feuille = next(iter(lire_fichier(octets, [reperes.modele]).values()))
    return _Controleur(convention, utilisateur, reperes).controler(feuille)


class _Controleur:
    """Ce que la base sait, puis chaque ligne comparée."""

    def __init__(
        self, convention: Convention, utilisateur: Utilisateur | None, reperes: Reperes
    ) -> None:
        self.reperes = reperes
        self.controle = Controle(Quoi.STRUCTURES)
        structures: Iterable[Any] = pour_echange(registre_de(convention, utilisateur))
        self.structures = {structure.pk: structure for structure in structures}
        self.parties = collectivites_declarables(convention, utilisateur)
        self.parties_par_nom = {
            cle_de_mot(mot): partie
            for partie in self.parties
            for mot in filter(
                None, (partie.code, partie.commune and partie.commune.nom, partie.nom)
            )
        }
        self.corrections = {
            correction.equipement_id: correction
            for correction in Correction.objects.ouvertes().filter(
                equipement__in=registre_de(convention, utilisateur).values("pk")
            )
        }
        self.ressemblances = Ressemblances(self.structures.values())

    def controler(self, feuille: FeuilleLue) -> Controle:
        self.controle.lire(feuille, self.reperes.modele)
        vues: dict[int, int] = {}
        connues: list[tuple[LigneLue, Any, int | None]] = []
        for ligne in feuille.lignes:
            ecrit = str(ligne.valeurs.get("repere", ""))
            if not ecrit:
                self._lire_une_nouvelle(ligne)
                continue
            trouvee = self._structure_de(ligne, ecrit, vues)
            if trouvee is not None:
                connues.append((ligne, *trouvee))
        bases = bases_de((structure, version) for _, structure, version in connues)
        for ligne, structure, version in connues:
            self._comparer(ligne, structure, bases.get((structure.pk, version)))
        self.controle.lignes.sort(key=lambda importee: importee.ligne)
        self.controle.dire_les_ignorees()
        return self.controle

    # --- Une structure connue ---

    def _structure_de(
        self, ligne: LigneLue, ecrit: str, vues: dict[int, int]
    ) -> tuple[Any, int | None] | None:
        repere = lire_le_repere(ecrit)
        if repere is None:
            message = f"« {ecrit} » n'est pas un repère. Videz la cellule si elle est nouvelle."
            self._fausse(ligne, "repere", message)
            return None
        pk, version = repere
        if pk not in self.structures:
            message = f"le registre n'a pas de structure {pk}, ou elle n'est pas à vous."
            self._fausse(ligne, "repere", message)
            return None
        if pk in vues:
            self._fausse(ligne, "repere", f"cette structure est déjà à la ligne {vues[pk]}.")
            return None
        vues[pk] = ligne.numero
        return self.structures[pk], version

    def _comparer(self, ligne: LigneLue, structure: Any, base: Brutes | None) -> None:
        self._dire_ce_qui_ne_change_rien(ligne, structure)
        presentes = brutes_presentes(structure)
        changees = self._changees(ligne, structure, presentes, base)
        if changees is None or not changees:
            return
        if not structure.peut_saisir:
            message = "cette structure n'est pas à vous : vos changements ne peuvent s'y appliquer."
            self._fausse(ligne, "repere", message)
            return
        correction = self.corrections.get(structure.pk)
        est_relue = (
            structure.etat_saisie == Equipement.EtatSaisie.VALIDE and not structure.peut_valider
        )
        deja = correction.valeurs if correction and est_relue else {}
        if not self._tient(ligne, self._essai(structure, deja | changees), changees):
            return
        relus = est_relue and not changees.keys() <= _DE_CONTACT
        self.controle.lignes.append(
            LigneImportee(
                cle=f"S{structure.pk}",
                ligne=ligne.numero,
                nom=f"{structure.nom}, {structure.commune.nom}",
                sort=Sort.CORRECTION if relus else Sort.SUITE,
                ecarts=self._ecarts(presentes, changees, structure.unite_d_age),
                charge=("S", structure.pk, structure.version, changees),
            )
        )

    def _dire_ce_qui_ne_change_rien(self, ligne: LigneLue, structure: Any) -> None:
        """Deux colonnes se lisent seulement, sur une structure connue : ses soutiens, sa saisie."""
        portees = (
            (
                SOUTENUE_PAR,
                soutenue_par(structure),
                "cette colonne ne change rien à une structure connue. Un soutien s'ajoute ou"
                " s'arrête sur sa page.",
            ),
            (
                ETAT,
                structure.get_etat_saisie_display(),
                "cette colonne se lit seulement. Une saisie se valide sur la page de la structure.",
            ),
        )
        for colonne, presente, pourquoi in portees:
            ecrite = ligne.valeurs.get(colonne.cle)
            if ecrite is not None and cle_de_mot(str(ecrite)) != cle_de_mot(presente):
                self.controle.ignorer(ligne.numero, colonne.intitule, pourquoi)

    def _changees(
        self, ligne: LigneLue, structure: Any, presentes: Brutes, base: Brutes | None
    ) -> Brutes | None:
        """Les cellules que la personne a changées, et qui changent le présent ; None : refusées."""
        changees: Brutes = {}
        est_refusee, unite = bool(ligne.fausses), self._unite(ligne, structure)
        for champ, presente in presentes.items():
            if champ not in ligne.valeurs:
                continue
            de_l_export = base.get(champ, presente) if base is not None else presente
            try:
                connues = presentes | {champ: de_l_export}
                lue = self.reperes.brute(champ, ligne.valeurs[champ], unite, connues)
            except CelluleFausse as faute:
                est_refusee = True
                self._fausse(ligne, champ, str(faute))
                continue
            if egales(champ, lue, presente) or egales(champ, lue, de_l_export):
                continue
            if champ == "statut" and not lue:
                est_refusee = True
                self._fausse(ligne, champ, "un statut ne s'efface pas. Choisissez-en un.")
            elif not egales(champ, de_l_export, presente):
                est_refusee = True
                ecrit = self.reperes.lisible(champ, presente, structure.unite_d_age) or "rien"
                message = f"quelqu'un y a mis « {ecrit} » depuis l'export. Exportez à nouveau."
                self._fausse(ligne, champ, message)
            else:
                changees[champ] = lue
        return None if est_refusee else changees

    # --- Une structure nouvelle ---

    def _lire_une_nouvelle(self, ligne: LigneLue) -> None:
        valeurs = self._valeurs(ligne)
        partie = self._partie_de(ligne)
        for champ in ("type", "commune"):
            if champ not in ligne.valeurs and champ not in ligne.fausses:
                self._fausse(ligne, champ, "une structure nouvelle doit le dire.")
                partie = None
        if ligne.fausses or partie is None or valeurs is None:
            return
        essai = self._essai(Equipement(), valeurs)
        if not self._tient(ligne, essai, valeurs):
            return
        manques = essai.manques_pour_soumettre()
        doublons = self.ressemblances.de(essai)
        self.ressemblances.ajouter(essai, f"{essai.nom}, ligne {ligne.numero} du fichier")
        self.controle.lignes.append(
            LigneImportee(
                cle=f"N{ligne.numero}",
                ligne=ligne.numero,
                nom=f"{essai.nom}, {essai.commune.nom}",
                sort=Sort.BROUILLON if manques else Sort.SOUMISE,
                ecarts=self._ecarts(
                    {}, {nom: v for nom, v in valeurs.items() if nom != "nom"}, essai.unite_d_age
                ),
                charge=("N", ligne.numero, partie.pk, valeurs),
                doublons=doublons,
                manques=manques,
            )
        )

    def _valeurs(self, ligne: LigneLue) -> Brutes | None:
        """Ce que dit la ligne ; None si une liste y est fausse. Un statut vide ne dit rien."""
        valeurs: Brutes | None = {}
        unite = self._unite(ligne, Equipement())
        for champ in CHAMPS:
            if champ not in ligne.valeurs or (champ == "statut" and not ligne.valeurs[champ]):
                continue
            try:
                lue = self.reperes.brute(champ, ligne.valeurs[champ], unite, {})
            except CelluleFausse as faute:
                self._fausse(ligne, champ, str(faute))
                valeurs = None
            else:
                if valeurs is not None:
                    valeurs[champ] = lue
        return valeurs

    def _partie_de(self, ligne: LigneLue) -> Partenaire | None:
        ecrit = str(ligne.valeurs.get("soutenue_par", ""))
        if not self.parties:
            message = "vous ne déclarez pas de structure : aucune collectivité n'est à vous."
            self._fausse(ligne, "nom", message)
            return None
        if not ecrit:
            if len(self.parties) == 1:
                return self.parties[0]
            self._fausse(ligne, "soutenue_par", "dites quelle collectivité la soutient.")
            return None
        trouvee = self.parties_par_nom.get(cle_de_mot(ecrit))
        if trouvee is None:
            message = f"« {ecrit} » n'est pas une collectivité signataire qui soit à vous."
            self._fausse(ligne, "soutenue_par", message)
            return None
        return trouvee

    # --- Ce qui vaut pour les deux ---

    def _essai(self, structure: Equipement, valeurs: Mapping[str, Any]) -> Equipement:
        """La structure avec ces valeurs, ses objets liés déjà lus : la vérifier ne demande rien."""
        if structure._state.adding:
            essai = structure
            poser(essai, valeurs)
        else:
            essai = avec(structure, valeurs)
        if essai.commune_id in self.reperes.insee:
            essai.commune = self.reperes.communes[self.reperes.insee[essai.commune_id]]
        if essai.sous_type_id:
            essai.sous_type = self.reperes.sous_types[str(essai.sous_type_id)]
        return essai

    def _tient(self, ligne: LigneLue, essai: Equipement, valeurs: Mapping[str, Any]) -> bool:
        """Vrai si les règles de la structure tiennent ; sinon, la phrase à la cellule visée."""
        fautes: dict[str, list[str]] = {}
        try:
            essai.clean_fields(exclude=_NON_RELUS)
            essai.clean()
        except ValidationError as erreur:
            fautes = erreur.message_dict
        if (
            essai.age_min is not None
            and essai.age_max is not None
            and essai.age_max < essai.age_min
        ):
            fautes.setdefault("age_max", []).append(_AGES_A_L_ENVERS)
        if essai.etat_saisie == Equipement.EtatSaisie.SOUMIS:
            for champ, phrase in essai.champs_manquants().items():
                fautes.setdefault(champ, []).append(phrase)
        for champ, phrases in fautes.items():
            for phrase in phrases:
                self._fausse(ligne, champ, phrase[:1].lower() + phrase[1:])
        return not fautes

    @staticmethod
    def _unite(ligne: LigneLue, structure: Equipement) -> str:
        """L'unité des âges, du type que la ligne donne à la structure."""
        return Equipement(type=ligne.valeurs.get("type") or structure.type).unite_d_age

    def _ecarts(self, presentes: Brutes, changees: Brutes, unite: str) -> list[Ecart]:
        ecarts = [
            Ecart(
                self.reperes.modele.colonne(champ).intitule,
                self.reperes.lisible(champ, presentes.get(champ), unite),
                self.reperes.lisible(champ, valeur, unite),
            )
            for champ, valeur in changees.items()
        ]
        return [ecart for ecart in ecarts if ecart.avant or ecart.apres]

    def _fausse(self, ligne: LigneLue, cle: str, message: str) -> None:
        modele = self.reperes.modele
        intitule = modele.colonne(cle).intitule
        self.controle.erreurs.append(Erreur(modele.nom, message, ligne.numero, intitule))
