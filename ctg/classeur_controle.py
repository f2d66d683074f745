"""Lire le classeur d'une convention en projet : ce qu'on en ferait, ce qui y est faux.

Rien ne s'écrit au contrôle. Ce que le portail a déjà est laissé tel quel : déposer deux fois le
même classeur ne change rien.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions import naissance
from actions.models import Axe, FicheAction
from conventions.models import Commune, Convention, Partenaire
from conventions.naissance import (
    PartieAInscrire,
    cle_d_organisme,
    inscrire_les_parties,
    nom_de_la_commune_partie,
    nom_reduit,
)
from conventions.reconnaissance import LIGNES_AU_PLUS, Annuaire
from ctg.classeur_modele import (
    AXES,
    CONVENTION,
    ETAPES,
    EXEMPLE,
    FEUILLES,
    FICHES,
    INDICATEURS,
    PARTIES,
)
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur
from ctg.socle.tableur import (
    ClasseurRefuse,
    Erreur,
    FeuilleLue,
    LigneLue,
    Limites,
    ModeleDeFeuille,
    lire_classeur,
)
from ctg.socle.templatetags.portail import accorde
from ctg.socle.versions import ecriture_lue

LIMITES = Limites(octets=1024 * 1024, octets_decompresses=32 * 1024 * 1024, lignes=5_000)
# Un refus n'en dit pas plus ; la page du contrôle les montre toutes.
ERREURS_DITES = 20
Valeurs = Mapping[str, Any]


@dataclass
class ProjetLu:
    """Ce qu'un classeur apporterait à la convention, et ce qui l'en empêche."""

    champs: dict[str, Any] = field(default_factory=dict)
    parties: list[PartieAInscrire] = field(default_factory=list)
    axes: list[Valeurs] = field(default_factory=list)
    fiches: list[Valeurs] = field(default_factory=list)
    etapes: list[Valeurs] = field(default_factory=list)
    indicateurs: list[Valeurs] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)
    deja_la: int = 0

    @property
    def est_vide(self) -> bool:
        """Vrai si rien ne serait écrit."""
        return not any(
            [self.champs, self.parties, self.axes, self.fiches, self.etapes, self.indicateurs]
        )


class _Controle:
    """Une lecture d'un classeur, feuille après feuille ; huit requêtes, quel que soit son poids."""

    def __init__(self, feuilles: Mapping[str, FeuilleLue], convention: Convention) -> None:
        self.convention = convention
        self.projet = ProjetLu()
        self.feuilles = feuilles

    def mener(self) -> ProjetLu:
        """Tout, dans l'ordre : une fiche a besoin de son axe, une étape de sa fiche."""
        self._convention()
        self._parties()
        axes = self._axes()
        fiches = self._fiches(axes)
        self._jalons(fiches)
        return self.projet

    # --- De quoi lire une feuille ---

    def _lignes(self, modele: ModeleDeFeuille, repere: str) -> Iterator[LigneLue]:
        """Les lignes sans faute ; celles d'exemple sont sautées, et leurs fautes avec elles."""
        feuille: FeuilleLue = self.feuilles[modele.nom]
        exemples = {x.numero for x in feuille.lignes if _est_un_exemple(x.valeurs.get(repere))}
        self.projet.erreurs += [e for e in feuille.erreurs if e.ligne not in exemples]
        self.projet.remarques += feuille.remarques
        for ligne in feuille.lignes:
            if ligne.numero not in exemples and not ligne.fausses:
                yield ligne

    def _dire(self, modele: ModeleDeFeuille, ligne: LigneLue, cle: str, phrase: str) -> None:
        intitule = modele.colonne(cle).intitule
        self.projet.erreurs.append(Erreur(modele.nom, phrase, ligne.numero, intitule))

    def _deja(self) -> None:
        self.projet.deja_la += 1

    # --- Les feuilles ---

    def _convention(self) -> None:
        lignes = list(self._lignes(CONVENTION, "nom"))
        for ligne in lignes[1:]:
            self._dire(CONVENTION, ligne, "nom", "une seule convention à la fois.")
        for ligne in lignes[:1]:
            dites = {nom: getattr(self.convention, nom) for nom in Convention.CHAMPS_DU_PROJET}
            lues = {**dites, **ligne.valeurs}
            if lues["fin"] < lues["debut"]:
                self._dire(CONVENTION, ligne, "fin", "la convention finit avant de commencer.")
            self.projet.champs = {nom: lues[nom] for nom in lues if lues[nom] != dites[nom]}

    def _parties(self) -> None:
        lignes = list(self._lignes(PARTIES, "nom"))
        if not lignes:
            return
        if len(lignes) > LIGNES_AU_PLUS:
            self._dire(PARTIES, lignes[LIGNES_AU_PLUS], "nom", "trop de parties à la fois.")
            return
        annuaire = Annuaire.lu()
        deja = {
            cle_d_organisme(s.partenaire.nom, s.partenaire.nature, s.partenaire.commune)
            for s in self.convention.signataires.select_related("partenaire__commune")
        }
        for ligne in lignes:
            partie = self._partie(ligne, annuaire)
            if partie is None:
                continue
            if partie.cle in deja:
                self._deja()
                continue
            deja.add(partie.cle)
            self.projet.parties.append(partie)

    def _partie(self, ligne: LigneLue, annuaire: Annuaire) -> PartieAInscrire | None:
        lues = {"nature": "", "code_insee": "", "code_postal": "", **ligne.valeurs}
        textes = {nom: lues.get(nom, "") for nom in ("denomination", "siege_ecrit")}
        if lues["nature"] not in ("", Partenaire.Nature.COMMUNE):
            if not lues["nom"]:
                self._dire(PARTIES, ligne, "nom", "cette cellule est vide. Remplissez-la.")
                return None
            return PartieAInscrire(
                lues["nom"], lues["nature"], est_copilote=lues.get("est_copilote"), **textes
            )
        commune = self._commune(ligne, lues, annuaire)
        if commune is None:
            return None
        return PartieAInscrire(
            nom_de_la_commune_partie(commune.nom),
            Partenaire.Nature.COMMUNE,
            commune,
            est_copilote=lues.get("est_copilote"),
            **textes,
        )

    def _commune(self, ligne: LigneLue, lues: Valeurs, annuaire: Annuaire) -> Commune | None:
        # Un tableur ôte le zéro de « 01004 ».
        insee = lues["code_insee"].upper()
        insee = insee.zfill(5) if insee.isdecimal() else insee
        if insee in annuaire.par_insee:
            return annuaire.par_insee[insee]
        if insee:
            return self._commune_nouvelle(ligne, insee, lues)
        postal = lues["code_postal"].zfill(5) if lues["code_postal"] else ""
        possibles = annuaire.possibles(postal, lues["nom"])
        if len(possibles) == 1:
            return possibles[0]
        if possibles:
            choix = ", ".join(f"{c.code_insee} pour {c.nom}" for c in possibles[:6])
            self._dire(
                PARTIES, ligne, "code_insee", f"plusieurs communes possibles. Écrivez {choix}."
            )
        else:
            self._dire(
                PARTIES,
                ligne,
                "code_insee",
                "le portail ne connaît pas cette commune. Écrivez son code Insee, ou sa nature si"
                " c'est un autre organisme.",
            )
        return None

    def _commune_nouvelle(self, ligne: LigneLue, insee: str, lues: Valeurs) -> Commune | None:
        if not lues["nom"]:
            self._dire(
                PARTIES, ligne, "nom", "le portail ne connaît pas ce code : nommez la commune."
            )
            return None
        postal = lues["code_postal"].zfill(5) if lues["code_postal"] else ""
        commune = Commune(
            nom=lues["nom"][:100], code_insee=insee, codes_postaux=[postal] if postal else []
        )
        if not (len(insee) == 5 and insee[0].isdecimal() and insee[2:].isdecimal()):
            phrase = "un code Insee compte cinq caractères, par exemple 33063."
            self._dire(PARTIES, ligne, "code_insee", phrase)
            return None
        return commune

    def _axes(self) -> set[int]:
        connus = {axe.numero: axe.titre for axe in self.convention.axes.all()}
        for ligne in self._lignes(AXES, "titre"):
            if self._est_nouveau(AXES, ligne, connus, "un axe"):
                self.projet.axes.append(ligne.valeurs)
        return set(connus)

    def _fiches(self, axes: set[int]) -> dict[int, str]:
        fiches = self.convention.fiches.all()
        connues = {fiche.numero: fiche.titre for fiche in fiches}
        for ligne in self._lignes(FICHES, "titre"):
            if ligne.valeurs["axe"] not in axes:
                self._dire(FICHES, ligne, "axe", "aucun axe ne porte ce numéro.")
            elif self._est_nouveau(FICHES, ligne, connues, "une action"):
                self.projet.fiches.append(ligne.valeurs)
        return connues

    def _est_nouveau(
        self, modele: ModeleDeFeuille, ligne: LigneLue, connus: dict[int, str], quoi: str
    ) -> bool:
        numero, titre = ligne.valeurs["numero"], ligne.valeurs["titre"]
        if numero not in connus:
            connus[numero] = titre
            return True
        if nom_reduit(connus[numero]) == nom_reduit(titre):
            self._deja()
        else:
            phrase = f"{quoi} porte déjà ce numéro : « {connus[numero][:60]} »."
            self._dire(modele, ligne, "numero", phrase)
        return False

    def _jalons(self, fiches: Mapping[int, str]) -> None:
        deja = {
            (modele.nom, fiche.numero, nom_reduit(objet.libelle))
            for fiche in self.convention.fiches.prefetch_related("etapes", "indicateurs")
            for modele, objets in ((ETAPES, fiche.etapes), (INDICATEURS, fiche.indicateurs))
            for objet in objets.all()
        }
        for modele, lus in ((ETAPES, self.projet.etapes), (INDICATEURS, self.projet.indicateurs)):
            for ligne in self._lignes(modele, "libelle"):
                valeurs = ligne.valeurs
                cle = (modele.nom, valeurs["fiche"], nom_reduit(valeurs["libelle"]))
                if valeurs["fiche"] not in fiches:
                    self._dire(modele, ligne, "fiche", "aucune action ne porte ce numéro.")
                elif _finit_avant(valeurs):
                    self._dire(modele, ligne, "fin", "l'étape finit avant de commencer.")
                elif cle in deja:
                    self._deja()
                else:
                    deja.add(cle)
                    lus.append(valeurs)


def _est_un_exemple(texte: Any) -> bool:
    return isinstance(texte, str) and texte.upper().startswith(EXEMPLE)


def _finit_avant(valeurs: Valeurs) -> bool:
    debut: datetime.date | None = valeurs.get("debut")
    fin: datetime.date | None = valeurs.get("fin")
    return bool(debut and fin and fin < debut)


def controler(octets: bytes, convention: Convention) -> ProjetLu:
    """Ce que le classeur apporterait ; lève `ClasseurRefuse` s'il ne se lit pas du tout."""
    return _Controle(_lire(octets), convention).mener()


def _lire(octets: bytes) -> dict[str, FeuilleLue]:
    """Les feuilles du classeur, et leurs cellules fausses ; la base n'y est pour rien."""
    feuilles = lire_classeur(octets, FEUILLES, limites=LIMITES)
    if not any(feuille.est_presente for feuille in feuilles.values()):
        attendues = ", ".join(modele.nom for modele in FEUILLES)
        raise ClasseurRefuse(f"Aucune feuille connue dans ce classeur. Attendues : {attendues}.")
    return feuilles


def appliquer(*, octets: bytes, convention: Convention, par: Acteur) -> ProjetLu:
    """Écrit tout ce que le classeur apporte, d'un seul acte, ou rien.

    Le fichier se lit avant le verrou de la convention, que personne n'attende un tableur ; il se
    compare dessous : ce qu'un autre vient d'y ajouter compte. Lève `ConventionSignee` une fois
    signée, `ActionImpossible` s'il reste une cellule fausse ou si rien n'est à écrire.
    """
    try:
        feuilles = _lire(octets)
    except ClasseurRefuse as refus:
        raise ActionImpossible(str(refus)) from refus
    with convention.ecriture_du_projet(par):
        convention.refresh_from_db()
        lu = _Controle(feuilles, convention).mener()
        if lu.erreurs:
            raise ActionImpossible(*_phrases(lu.erreurs))
        if lu.est_vide:
            raise ActionImpossible("Ce classeur n'apporte rien de neuf.")
        _ecrire(convention, lu, par)
    return lu


def _phrases(erreurs: list[Erreur]) -> list[str]:
    """Les premières, une phrase chacune ; le reste se compte."""
    phrases = [str(erreur) for erreur in erreurs[:ERREURS_DITES]]
    reste = len(erreurs) - ERREURS_DITES
    if reste > 0:
        phrases.append(f"Et {accorde(reste, 'autre cellule,autres cellules')}.")
    return phrases


def _ecrire(convention: Convention, lu: ProjetLu, par: Acteur) -> None:
    if lu.champs:
        dites = {nom: getattr(convention, nom) for nom in Convention.CHAMPS_DU_PROJET}
        convention.ecrire(
            valeurs={**dites, **lu.champs}, ecriture_ouverte=ecriture_lue(convention), par=par
        )
    inscrire_les_parties(convention=convention, parties=lu.parties, par=par)
    for valeurs in lu.axes:
        naissance.ajouter_un_axe(
            convention=convention,
            numero=valeurs["numero"],
            valeurs={"titre_court": "", "description": "", **valeurs},
            par=par,
        )
    axes = {axe.numero: axe for axe in Axe.objects.filter(convention=convention)}
    for valeurs in lu.fiches:
        axe = axes[valeurs["axe"]]
        axe.convention = convention
        naissance.ajouter_une_fiche(
            axe=axe,
            numero=valeurs["numero"],
            valeurs={nom: v for nom, v in valeurs.items() if nom not in ("numero", "axe")},
            par=par,
        )
    fiches = {fiche.numero: fiche for fiche in FicheAction.objects.filter(convention=convention)}
    for objets, ajouter in (
        (lu.etapes, naissance.ajouter_une_etape),
        (lu.indicateurs, naissance.ajouter_un_indicateur),
    ):
        for valeurs in objets:
            fiche = fiches[valeurs["fiche"]]
            fiche.convention = convention
            ecrites = {nom: v for nom, v in valeurs.items() if nom != "fiche"}
            if "est_a_definir" in ecrites:
                ecrites["est_a_definir"] = bool(ecrites["est_a_definir"])
            ajouter(fiche=fiche, valeurs=ecrites, par=par)
