"""L'annexe 2 dans la forme du document signé : un tableau par signataire, dans l'ordre du texte.

Deux versions, qu'on ne peut confondre : la signée, mot pour mot, et celle à jour, qui est un
document de travail tant qu'un avenant ne la porte pas (art. 12).
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from django.template.loader import render_to_string

from conventions.models import Convention
from ctg.socle.bureau import DocumentDeBureau
from ctg.socle.papier import ressources_du_papier
from ctg.socle.pdf import rendre_pdf
from ctg.socle.templatetags.portail import jour
from equipements.annexe2 import Annexe2Signee, annexe2_signee, structures_de
from equipements.echanges.contenu import mention
from equipements.models import Equipement, LigneAnnexe2, TypeEquipement

# Les mots du texte (l.561-562) ; les autres types, que l'annexe ne connaît pas, ont les leurs.
TITRE = "Liste des équipements et services soutenus par les collectivités locales"
ENTETES = ("Type de structure", "Nom et adresse de la structure")
_TYPES = {
    TypeEquipement.EAJE: "EAJE – Établissements d'accueil du jeune enfant",
    TypeEquipement.RPE: "RPE – Relais petite enfance",
    TypeEquipement.LAEP: "LAEP – Lieu d'accueil enfants parents",
    TypeEquipement.ALSH: "ALSH – Accueils de loisirs sans hébergement",
    TypeEquipement.LUDOTHEQUE: "LUDOTHÈQUE",
}


class Version(Enum):
    """De quel texte il s'agit."""

    SIGNEE = "signee"
    A_JOUR = "a-jour"

    @property
    def titre(self) -> str:
        """Ce que la couverture en dit."""
        return _TITRES[self]

    @property
    def avertissement(self) -> str:
        """Ce qu'elle vaut, en une ou deux phrases."""
        return _AVERTISSEMENTS[self]


_TITRES = {Version.SIGNEE: "Texte signé", Version.A_JOUR: "Version à jour – document de travail"}
_AVERTISSEMENTS = {
    Version.SIGNEE: (
        "Ces lignes sont celles du texte signé, mot pour mot. Seul un avenant les change (art. 12)."
    ),
    Version.A_JOUR: (
        "Ce document n'est pas signé. Il dit ce que le registre sait aujourd'hui de chaque ligne ;"
        " un avenant devra porter les différences (art. 12)."
    ),
}


@dataclass(frozen=True)
class LigneDeBloc:
    """Une ligne : son type, ses mots, ce qu'il faut en savoir (vide : rien)."""

    type: str
    texte: str
    note: str = ""

    @property
    def en_entier(self) -> str:
        """Le texte, puis sa note."""
        return f"{self.texte}\n({self.note})" if self.note else self.texte


@dataclass(frozen=True)
class Bloc:
    """Les lignes d'un signataire, tel que le texte le nomme."""

    titre: str
    lignes: Sequence[LigneDeBloc]

    @classmethod
    def de(cls, titre: str, lignes: Iterable[LigneDeBloc]) -> "Bloc":
        """Comme dans le texte, un type s'écrit en entier une fois ; ensuite, son sigle suffit."""
        ecrites: list[LigneDeBloc] = []
        precedent = ""
        for ligne in lignes:
            type_ = ligne.type.split(" – ")[0] if ligne.type == precedent else ligne.type
            ecrites.append(replace(ligne, type=type_))
            precedent = ligne.type
        return cls(titre, ecrites)


@dataclass(frozen=True)
class ContenuDeLAnnexe2:
    """L'annexe 2 un jour donné."""

    convention: Convention
    version: Version
    le: datetime.date
    blocs: Sequence[Bloc]

    @property
    def titre(self) -> str:
        """« Annexe 2 : Liste des équipements… »."""
        return f"Annexe 2 : {TITRE}"

    @property
    def total(self) -> int:
        """Combien de lignes."""
        return sum(len(bloc.lignes) for bloc in self.blocs)

    @property
    def nom_du_fichier(self) -> str:
        """Le nom sous lequel il se range, sans suffixe."""
        return f"annexe-2-{self.version.value}-{self.convention.slug}"


def contenu_de_l_annexe2(
    convention: Convention, version: Version, le: datetime.date
) -> ContenuDeLAnnexe2:
    """L'annexe telle que signée, ou telle que le registre la sait."""
    annexe = annexe2_signee(convention)
    ecrire = _signee if version is Version.SIGNEE else _a_jour
    blocs = [
        Bloc.de(str(bloc.signataire.partenaire), lignes)
        for bloc in annexe.blocs
        if (lignes := list(ecrire(bloc.lignes)))
    ]
    if version is Version.A_JOUR:
        blocs += _hors_annexe(annexe)
    return ContenuDeLAnnexe2(convention, version, le, blocs)


def _signee(lignes: Iterable[LigneAnnexe2]) -> Iterable[LigneDeBloc]:
    """Celles du texte d'origine : un avenant les retire plus tard, il ne les efface pas."""
    for ligne in lignes:
        if ligne.introduite_par_id is None:
            yield LigneDeBloc(_mot(ligne.type), ligne.libelle)


def _a_jour(lignes: Iterable[LigneAnnexe2]) -> Iterable[LigneDeBloc]:
    """Celles qui sont en vigueur, lieu par lieu, au nom et à l'adresse d'aujourd'hui."""
    for ligne in lignes:
        if ligne.retiree_par_id is not None:
            continue
        structures = structures_de(ligne)
        if not structures or any(s.etat_saisie != Equipement.EtatSaisie.VALIDE for s in structures):
            yield LigneDeBloc(_mot(ligne.type), ligne.libelle, "mots du texte signé")
            continue
        for structure in structures:
            notes = []
            if ligne.introduite_par is not None:
                notes.append(f"introduite par l'avenant n° {ligne.introduite_par.numero}")
            if structure.statut != Equipement.Statut.OUVERT:
                notes.append(str(structure.get_statut_display()))
            yield LigneDeBloc(_mot(structure.type), _en_mots(structure), ", ".join(notes))


def _hors_annexe(annexe: Annexe2Signee) -> Iterable[Bloc]:
    if annexe.hors_annexe:
        yield Bloc.de(
            "Hors de l'annexe 2 signée : un avenant devra les inscrire (art. 6)",
            [LigneDeBloc(_mot(s.type), _en_mots(s)) for s in annexe.hors_annexe],
        )


def _mot(type_: str) -> str:
    connu = TypeEquipement(type_)
    return _TYPES.get(connu, str(connu.label).upper())


def _en_mots(structure: Equipement) -> str:
    return f"{structure.nom}\n{structure.adresse_postale}"


# --- Les documents ----------------------------------------------------------------------------


def pdf_de_l_annexe2(contenu: ContenuDeLAnnexe2) -> bytes:
    """Le PDF. Lève les erreurs de `rendre_pdf`, toutes filles d'`ErreurPDF`."""
    html = render_to_string(
        "equipements/document/annexe2.html",
        {"contenu": contenu, "entetes": ENTETES, "mention": mention()},
    )
    return rendre_pdf(html, ressources=ressources_du_papier("plan.css", "registre.css"))


def docx_de_l_annexe2(contenu: ContenuDeLAnnexe2) -> bytes:
    """Le document de bureau : un vrai titre et un tableau par signataire."""
    convention = contenu.convention
    document = DocumentDeBureau(
        contenu.titre, territoire=convention.territoire, le=contenu.le, mention=mention()
    )
    document.couverture(
        contenu.titre,
        [convention.nom, contenu.version.titre, f"État du {jour(contenu.le)}"],
        mention(),
    )
    document.paragraphe(contenu.version.avertissement)
    if not contenu.blocs:
        document.paragraphe("L'annexe 2 n'est pas encore chargée.")
    for bloc in contenu.blocs:
        document.titre(bloc.titre, 1)
        document.tableau(
            bloc.titre,
            ENTETES,
            [(ligne.type, ligne.en_entier) for ligne in bloc.lignes],
            (32, 68),
        )
    return document.octets()
