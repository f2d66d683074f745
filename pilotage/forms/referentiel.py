"""Ce que demandent les pages du référentiel : thématiques, questions, hypothèses, verdicts."""

from typing import Any, ClassVar

from django import forms

from actions.models import Axe, FicheAction, Indicateur
from conventions.models import Convention
from ctg.socle.cases import CasesParGroupe, CasesRepliees
from ctg.socle.formulaires import FormulaireVersionne, champ_d_objet, valeurs_de
from pilotage.forms.champs import champ_texte
from pilotage.models import Critere, Thematique, Verdict
from pilotage.models.lignes import LigneOrdonnee
from pilotage.models.referentiel import CE_QUE_DEMANDE


class LigneForm(FormulaireVersionne):
    """Une ligne ordonnée ; `ECRITS` : ses champs, `LIES` : ses champs multiples."""

    ECRITS: ClassVar[tuple[str, ...]]
    LIES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, ligne: LigneOrdonnee, **kwargs: Any) -> None:
        depart = valeurs_de(ligne, self.ECRITS)
        if not ligne._state.adding:
            for nom in self.LIES:
                depart[nom] = list(getattr(ligne, nom).values_list("pk", flat=True))
        kwargs.setdefault("initial", depart)
        super().__init__(*args, **kwargs)
        self.preparer(ligne)

    def preparer(self, ligne: Any) -> None:
        """À définir là où les choix dépendent de la ligne."""

    def valeurs(self) -> dict[str, Any]:
        """Ce que `LigneOrdonnee.enregistrer` attend de la saisie."""
        return {nom: self.cleaned_data[nom] for nom in self.ECRITS}

    def liens(self) -> dict[str, Any]:
        """Les objets des champs multiples."""
        return {nom: self.cleaned_data[nom] for nom in self.LIES}


def choix_des_actions(formulaire: forms.BaseForm, convention: Convention) -> None:
    """Propose les actions de la convention, un volet par axe ; une requête."""
    fiches = list(
        FicheAction.objects.filter(convention=convention).select_related("axe").order_by("numero")
    )
    groupes: dict[str, list[tuple[int, str]]] = {}
    for fiche in fiches:
        groupes.setdefault(str(fiche.axe), []).append((fiche.pk, str(fiche)))
    _proposer(formulaire, "fiches", FicheAction.objects.filter(convention=convention), groupes)


def _choix_des_indicateurs(formulaire: forms.BaseForm, convention: Convention) -> None:
    permis = Indicateur.objects.filter(fiche__convention=convention).select_related("fiche")
    groupes: dict[str, list[tuple[int, str]]] = {}
    for indicateur in permis.order_by("fiche__numero", "ordre"):
        titre = f"Action {indicateur.fiche.numero}"
        groupes.setdefault(titre, []).append((indicateur.pk, indicateur.libelle))
    _proposer(formulaire, "indicateurs", permis, groupes)


def _proposer(formulaire: forms.BaseForm, nom: str, permis: Any, groupes: dict[str, Any]) -> None:
    champ = champ_d_objet(formulaire, nom)
    champ.queryset = permis
    champ.choices = list(groupes.items())


def champ_des_actions(question: str, aide: str) -> "forms.ModelMultipleChoiceField[Any]":
    """Des actions à cocher, par axe."""
    return forms.ModelMultipleChoiceField(
        label=question,
        queryset=FicheAction.objects.none(),
        required=False,
        widget=CasesParGroupe,
        help_text=aide,
    )


class ThematiqueForm(LigneForm):
    """Une thématique : son titre, l'axe qu'elle suit, où elle se range."""

    ECRITS = ("titre", "parent", "axe", "description")

    titre = forms.CharField(
        label="Quelle est la thématique ?",
        max_length=200,
        help_text="Par exemple : l'équité entre les communes.",
        error_messages={"required": "Donnez un titre à cette thématique."},
    )
    parent = forms.ModelChoiceField(
        label="Est-ce une sous-thématique ?",
        queryset=Thematique.objects.none(),
        required=False,
        empty_label="Non, elle se lit seule",
    )
    axe = forms.ModelChoiceField(
        label="Suit-elle un axe de la convention ?",
        queryset=Axe.objects.none(),
        required=False,
        empty_label="Non, elle les traverse",
    )
    description = champ_texte("Que faut-il en savoir ?", 4, requis=False)

    def preparer(self, ligne: Any) -> None:
        """Ses axes, et les thématiques sous lesquelles elle peut se ranger."""
        autres = Thematique.objects.premieres().filter(convention=ligne.convention)
        champ_d_objet(self, "parent").queryset = autres.exclude(pk=ligne.pk)
        champ_d_objet(self, "axe").queryset = Axe.objects.filter(convention=ligne.convention)
        if ligne._state.adding and ligne.parent_id:
            self.initial["parent"] = ligne.parent_id


class QuestionEvaluativeForm(LigneForm):
    """Une question évaluative, son critère, ses outils."""

    ECRITS = ("texte", "critere", "outils")

    texte = champ_texte(
        "Que veut-on savoir ?",
        3,
        aide="Une question à laquelle l'année pourra répondre.",
        requis=True,
    )
    critere = forms.ChoiceField(
        label="Au regard de quel critère ?",
        choices=[
            (critere.value, f"{str(critere.label).capitalize()} : {CE_QUE_DEMANDE[critere]}")
            for critere in Critere
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un critère."},
    )
    outils = champ_texte(
        "Avec quels outils ?",
        3,
        aide="Enquête quantitative ou qualitative, entretiens, indicateurs… (art. 10).",
        requis=False,
    )


class HypotheseForm(LigneForm):
    """Une hypothèse, les actions et les indicateurs qui en jugeront."""

    ECRITS = ("enonce",)
    LIES = ("fiches", "indicateurs")

    enonce = champ_texte(
        "Quelle hypothèse faut-il valider ou infirmer ?",
        3,
        aide="Une affirmation : « Les familles trouvent plus vite un mode d'accueil. »",
        requis=True,
    )
    fiches = champ_des_actions("Quelles actions met-elle à l'épreuve ?", "Autant que nécessaire.")
    indicateurs = forms.ModelMultipleChoiceField(
        label="Quels indicateurs la jugeront ?",
        queryset=Indicateur.objects.none(),
        required=False,
        widget=CasesRepliees,
        help_text="Leur réponse de l'année se montrera à côté du verdict.",
    )

    def preparer(self, ligne: Any) -> None:
        """Les actions et les indicateurs de la convention."""
        choix_des_actions(self, ligne.de_la_convention)
        _choix_des_indicateurs(self, ligne.de_la_convention)


class VerdictForm(FormulaireVersionne):
    """Le verdict d'une hypothèse, et ce qui le prouve."""

    verdict = forms.ChoiceField(
        label="Que dit l'année de cette hypothèse ?",
        choices=Verdict.Sens.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un verdict."},
    )
    preuves = champ_texte(
        "Qu'est-ce qui le prouve ?",
        6,
        aide="Un chiffre, une enquête, un témoignage de groupe : dites d'où il vient. "
        "Ne nommez ni enfant, ni famille. Vide seulement si rien n'est tranché.",
        requis=True,
    )
    preuves.error_messages["required"] = "Dites ce qui le prouve."

    # Ce que chaque verdict veut dire, en une ligne, à côté de lui.
    EXPLICATIONS: ClassVar[dict[str, str]] = {
        "validee": "Les preuves vont toutes dans ce sens.",
        "partielle": "Vrai pour une partie du territoire ou du public.",
        "infirmee": "Les preuves disent le contraire.",
        "non_tranchee": "Il manque de quoi en juger cette année.",
    }

    @classmethod
    def de(cls, verdict: Verdict | None) -> dict[str, Any]:
        """Les valeurs de départ ; version 0 : le verdict reste à rendre."""
        if verdict is None:
            return {"version": 0}
        return {
            "version": verdict.version,
            "verdict": verdict.verdict,
            "preuves": verdict.preuves,
        }

    def clean(self) -> dict[str, Any]:
        """Un verdict se prouve, sauf s'il n'est pas tranché."""
        saisie: dict[str, Any] = super().clean() or {}
        if saisie.get("verdict") == Verdict.Sens.NON_TRANCHEE and "preuves" in self.errors:
            del self.errors["preuves"]
            saisie["preuves"] = ""
        return saisie

    def valeurs(self) -> dict[str, Any]:
        """Ce que `Verdict.rendre` attend."""
        return {
            "verdict": self.cleaned_data["verdict"],
            "preuves": self.cleaned_data["preuves"].strip(),
        }
