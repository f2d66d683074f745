"""Réunir deux fiches champ par champ, expliquer une double inscription, découper une ligne."""

from dataclasses import dataclass
from typing import Any

from django import forms

from ctg.socle.formulaires import FormulaireVersionne
from equipements.forms.lignes import FormulaireEnLignes
from equipements.fusion import CHAMPS_COMPARES
from equipements.models import Equipement, ExplicationDInscription, LigneAnnexe2
from equipements.recapitulatif import noms_des_champs, valeurs_en_mots
from equipements.valeurs import valeurs_de

GARDEE, ABSORBEE = "gardee", "absorbee"


@dataclass(frozen=True)
class ChampCompare:
    """Un champ que les deux fiches ne disent pas pareil."""

    champ: str
    nom: str
    gardee: str
    absorbee: str


def champs_compares(garder: Equipement, absorber: Equipement) -> list[ChampCompare]:
    """Les champs où les deux fiches diffèrent ; une requête par ensemble ou par liste."""
    siens, autres = valeurs_de(garder, CHAMPS_COMPARES), valeurs_de(absorber, CHAMPS_COMPARES)
    differents = [nom for nom in CHAMPS_COMPARES if siens[nom] != autres[nom]]
    mots = [valeurs_en_mots(fiche, differents) for fiche in (garder, absorber)]
    noms = dict(zip(differents, noms_des_champs(differents), strict=True))
    return [ChampCompare(nom, noms[nom], mots[0][nom], mots[1][nom]) for nom in differents]


class FusionForm(FormulaireVersionne):
    """Pour chaque champ qui diffère, laquelle des deux fiches dit vrai."""

    version_de_l_absorbee = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, garder: Equipement, absorber: Equipement, **options: Any
    ) -> None:
        options.setdefault(
            "initial",
            {"version": garder.version, "version_de_l_absorbee": absorber.version},
        )
        super().__init__(*args, **options)
        self.compares = champs_compares(garder, absorber)
        for compare in self.compares:
            self.fields[compare.champ] = forms.ChoiceField(
                label=compare.nom[:1].upper() + compare.nom[1:],
                choices=[
                    (GARDEE, compare.gardee or "non renseigné"),
                    (ABSORBEE, compare.absorbee or "non renseigné"),
                ],
                widget=forms.RadioSelect,
                # Ce qui est renseigné l'emporte sur ce qui ne l'est pas.
                initial=GARDEE if compare.gardee else ABSORBEE,
            )

    def repris(self) -> list[str]:
        """Les champs que la fiche gardée prend à l'autre."""
        return [c.champ for c in self.compares if self.cleaned_data[c.champ] == ABSORBEE]


class DistinctionForm(forms.Form):
    """Pourquoi deux fiches qui se ressemblent n'en sont pas une."""

    motif = forms.CharField(
        label="Qu'est-ce qui les distingue ?",
        help_text="Une phrase courte : deux sites, deux gestionnaires, deux services…",
        max_length=200,
        error_messages={"required": "Dites ce qui distingue ces deux structures."},
    )


class ExplicationForm(FormulaireVersionne):
    """Pourquoi plusieurs parties portent la même structure."""

    texte = forms.CharField(
        label="Qui la soutient, et comment ?",
        help_text="Les lignes signées ne changent pas : seul un avenant le peut (art. 12).",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites qui soutient la structure, et comment."},
    )

    @classmethod
    def ouvrir(
        cls, explication: ExplicationDInscription, ecriture: int, donnees: Any = None
    ) -> "ExplicationForm":
        """Le formulaire, sur la dernière écriture de l'explication."""
        return cls(donnees, initial={"texte": explication.texte, "version": ecriture})


class DecoupageForm(FormulaireEnLignes):
    """Les lieux que couvre une ligne signée ; le premier est la structure qui existe."""

    modele = Equipement
    champs = ("nom", "adresse", "code_postal")
    pied = "Un lieu laissé vide ne compte pas."
    requis = {"nom": "Donnez un nom à ce lieu."}
    options = {"labels": {"nom": "Nom du lieu", "adresse": "Adresse", "code_postal": "Code postal"}}

    @classmethod
    def ouvrir(cls, ligne: LigneAnnexe2, donnees: Any = None, au_moins: int = 0) -> "DecoupageForm":
        """Le formulaire d'une ligne."""
        structure = ligne.equipement
        return cls(
            donnees,
            lignes=[structure] if structure else [],
            au_moins=max(au_moins, 5),
            initial={"version": structure.version if structure else 0},
        )

    def en_lignes(self) -> Any:
        """Sans case pour retirer : un lieu dont on efface le nom ne compte pas."""
        return [ligne.__class__(ligne.numero, ligne.champs, None) for ligne in super().en_lignes()]
