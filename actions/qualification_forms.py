"""Ce que demandent les pages qui qualifient les indicateurs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from actions.calculs_du_plan import COMPTES_DU_PLAN
from actions.models import Cible, FicheAction, Indicateur, NiveauCommun, Reference
from actions.qualification import (
    CibleSaisie,
    NiveauSaisi,
    Qualification,
    QualificationsEnConflit,
    cle_du_niveau,
    memes_mots,
    niveaux_de,
)
from actions.temps_forts import COMPTES, Calcul
from ctg.socle.champs_de_formulaire import EntierField, NombreFrancais
from ctg.socle.formulaires import (
    FormulaireDeFiltres,
    FormulaireVersionne,
    champ_a_choix,
    faire_porter,
)
from ctg.socle.versions import ecriture_lue
from equipements.indicateurs import Question

NIVEAUX_AU_PLUS = 6
PAS_UN_NOMBRE = "Écrivez un nombre, par exemple 12,5."

NATURES = [("", "À qualifier"), *Indicateur.Nature.choices]
SENS = [("", "Non précisé"), *Indicateur.Sens.choices]
PERIODES = [("", "Non précisée"), *Indicateur.Periodicite.choices]


def _nombre(libelle: str = "", **options: Any) -> NombreFrancais:
    return NombreFrancais(
        label=libelle,
        max_digits=14,
        decimal_places=2,
        required=False,
        error_messages={"invalid": PAS_UN_NOMBRE},
        **options,
    )


class CibleField(forms.CharField):
    """Une cible en toutes lettres : un nombre, ou les mots d'un niveau."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=80, **options)
        self.widget.attrs.update({"class": "court", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """`CibleSaisie` ; ce qui n'est pas un nombre est tenu pour les mots d'un niveau."""
        texte = super().clean(value)
        if not texte:
            return CibleSaisie()
        try:
            return CibleSaisie(valeur=_nombre().clean(texte))
        except ValidationError:
            return CibleSaisie(niveau=texte)


def cible_ecrite(cible: Cible | None, niveaux: Mapping[str, str]) -> str:
    """Une cible telle qu'on la tape."""
    if cible is None:
        return ""
    if cible.valeur is not None:
        return str(_nombre().prepare_value(cible.valeur))
    return niveaux.get(str(cible.niveau_propre_id or cible.niveau), "")


def faute_de_cible(cible: CibleSaisie, nature: str, niveaux: Collection[str]) -> str:
    """Pourquoi cette cible ne va pas avec cette nature ; vide si elle va."""
    mots = ", ".join(niveaux)
    if cible.niveau and nature != Indicateur.Nature.QUALITATIF:
        return PAS_UN_NOMBRE
    if cible.niveau and not cle_du_niveau({mot: mot for mot in niveaux}, cible.niveau):
        return f"Écrivez un de ses niveaux : {mots}."
    if cible.valeur is not None and nature == Indicateur.Nature.QUALITATIF:
        return f"Un indicateur qualitatif vise un niveau : {mots}."
    return ""


class LigneAQualifier:
    """Une ligne de la page : un indicateur, ses champs, ce qu'un autre a rangé entre-temps."""

    CHAMPS = ("nature", "unite", "sens", "periodicite", "est_cumulatif", "est_par_commune")

    def __init__(self, formulaire: QualifierForm, rang: int, indicateur: Indicateur) -> None:
        self.formulaire, self.rang, self.indicateur = formulaire, rang, indicateur
        self.niveaux = niveaux_de(indicateur)
        self.a_un_conflit = False

    def nom(self, champ: str) -> str:
        """Le nom du champ de cet indicateur."""
        return f"{champ}_{self.indicateur.pk}"

    def __getitem__(self, champ: str) -> BoundField:
        """Pour les gabarits : ``ligne.unite``."""
        if champ not in (*self.CHAMPS, "cible", "version"):
            raise KeyError(champ)
        return self.formulaire[self.nom(champ)]

    def lue(self, champ: str) -> Any:
        """La valeur nettoyée d'un champ."""
        return self.formulaire.cleaned_data.get(self.nom(champ))


class QualifierForm(forms.Form):
    """Une ligne légère par indicateur, enregistrées d'un envoi."""

    def __init__(self, *args: Any, indicateurs: Sequence[Indicateur], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lignes = [LigneAQualifier(self, rang, un) for rang, un in enumerate(indicateurs, 1)]
        for ligne in self.lignes:
            self._ajouter(ligne)

    def _ajouter(self, ligne: LigneAQualifier) -> None:
        un = ligne.indicateur
        finale = next((cible for cible in un.cibles.all() if cible.annee is None), None)
        de_la_ligne = f"de l'indicateur {ligne.rang}, action {un.fiche.numero}"
        champs: dict[str, forms.Field] = {
            "version": forms.IntegerField(widget=forms.HiddenInput, initial=un.version),
            "nature": _choix(f"Nature {de_la_ligne}", NATURES, un.nature),
            "unite": forms.CharField(
                label=f"Unité {de_la_ligne}",
                required=False,
                max_length=40,
                initial=un.unite,
                widget=forms.TextInput(attrs={"list": "unites", "autocomplete": "off"}),
            ),
            "sens": _choix(f"Sens {de_la_ligne}", SENS, un.sens),
            "cible": CibleField(
                label=f"Cible finale {de_la_ligne}", initial=cible_ecrite(finale, ligne.niveaux)
            ),
            "periodicite": _choix(f"Périodicité {de_la_ligne}", PERIODES, un.periodicite),
            "est_cumulatif": forms.BooleanField(
                label="D'une année à l'autre, ça s'ajoute",
                required=False,
                initial=un.est_cumulatif,
            ),
            "est_par_commune": forms.BooleanField(
                label="Se relève commune par commune", required=False, initial=un.est_par_commune
            ),
        }
        for nom, champ in champs.items():
            self.fields[ligne.nom(nom)] = champ

    def clean(self) -> dict[str, Any]:
        """Une cible va avec la nature ; la phrase se montre à côté d'elle."""
        for ligne in self.lignes:
            faute = faute_de_cible(
                ligne.lue("cible") or CibleSaisie(),
                ligne.lue("nature") or "",
                ligne.niveaux.values(),
            )
            if faute:
                self.add_error(ligne.nom("cible"), faute)
        return self.cleaned_data

    def qualifications(self) -> dict[int, Qualification]:
        """Ce que la commande attend."""
        return {
            ligne.indicateur.pk: Qualification(
                {nom: ligne.lue(nom) for nom in LigneAQualifier.CHAMPS},
                ligne.lue("cible"),
                ligne.lue("version"),
            )
            for ligne in self.lignes
        }

    def dire_les_conflits(self, conflit: QualificationsEnConflit) -> None:
        """Dit ligne par ligne ce que d'autres ont rangé ; lève `ValidationError`."""
        versions: dict[str, str] = {}
        for ligne in self.lignes:
            range_ = conflit.indicateurs.get(ligne.indicateur.pk)
            if range_ is None:
                continue
            ligne.a_un_conflit = True
            versions[ligne.nom("version")] = str(range_.version)
            unite = f", en {range_.unite}" if range_.unite else ""
            self.add_error(
                ligne.nom("nature"),
                "Quelqu'un l'a qualifié pendant votre saisie :"
                f" {range_.nature_en_clair or 'à qualifier'}{unite}."
                " Comparez, puis enregistrez à nouveau.",
            )
        faire_porter(self, versions)
        raise ValidationError("Rien n'est perdu : votre saisie est gardée.") from conflit


def _choix(libelle: str, choix: Sequence[tuple[str, str]], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=libelle, choices=choix, required=False, initial=initial)


class FiltreAQualifierForm(FormulaireDeFiltres):
    """Les filtres de la page, gardés dans l'adresse."""

    axe = forms.ChoiceField(label="Axe", required=False)
    fiche = forms.ChoiceField(label="Fiche-action", required=False)
    reste = forms.ChoiceField(
        label="Où on en est",
        required=False,
        choices=[("", "Tous"), ("a_qualifier", "À qualifier"), ("sans_cible", "Sans cible")],
    )

    def __init__(self, donnees: Any, fiches: Sequence[FicheAction]) -> None:
        super().__init__(donnees)
        axes = {fiche.axe.numero: str(fiche.axe) for fiche in fiches}
        champ_a_choix(self, "axe").choices = [("", "Tous les axes"), *sorted(axes.items())]
        champ_a_choix(self, "fiche").choices = [
            ("", "Toutes les fiches"),
            *((fiche.numero, str(fiche)) for fiche in fiches),
        ]

    def garde(self, indicateur: Indicateur) -> bool:
        """Vrai si l'indicateur passe les filtres ; suppose fiche, axe et cibles chargés."""
        lus, fiche = self.cleaned_data, indicateur.fiche
        return (
            lus.get("axe") in ("", None, str(fiche.axe.numero))
            and lus.get("fiche") in ("", None, str(fiche.numero))
            and (lus.get("reste") != "a_qualifier" or not indicateur.nature)
            and (lus.get("reste") != "sans_cible" or not indicateur.cibles.all())
        )


CALCULS: list[Any] = [
    ("", "Rien : il se saisit"),
    ("Par les temps forts de l'action", [(c, Calcul(c).label) for c in COMPTES]),
    ("Par le plan", [(c, Calcul(c).label) for c in COMPTES_DU_PLAN]),
    ("Par le registre", [(str(q), Calcul(str(q)).label) for q in Question]),
]


class DefinirForm(FormulaireVersionne):
    """Tout ce qui qualifie un indicateur : comment il se mesure, ce qu'on vise."""

    nature = forms.ChoiceField(label="De quelle nature est-il ?", choices=NATURES, required=False)
    unite = forms.CharField(
        label="En quelle unité ?",
        max_length=40,
        required=False,
        help_text="Par exemple : familles, %, heures.",
    )
    sens = forms.ChoiceField(label="Comment le veut-on ?", choices=SENS, required=False)
    est_cumulatif = forms.BooleanField(
        label="D'une année à l'autre, les valeurs s'ajoutent", required=False
    )
    minimum = _nombre("Valeur la plus basse possible")
    maximum = _nombre(
        "Valeur la plus haute possible",
        help_text="Au-delà des bornes, un mot d'explication sera demandé.",
    )
    calcul = forms.ChoiceField(
        label="Le portail sait-il le calculer ?",
        choices=CALCULS,
        required=False,
        help_text="Le calcul se montre à côté de la réponse, et ne la remplace pas.",
    )
    methode = forms.CharField(
        label="Comment le mesure-t-on ?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce qui est compté, et à quelle date.",
    )
    qui_sait = forms.CharField(
        label="Qui le sait ?",
        max_length=200,
        required=False,
        help_text="Un service ou une fonction, pas une personne.",
    )
    periodicite = forms.ChoiceField(
        label="Quand se mesure-t-il ?", choices=PERIODES, required=False
    )
    est_par_commune = forms.BooleanField(label="Se relève commune par commune", required=False)

    def __init__(self, *args: Any, indicateur: Indicateur, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {nom: getattr(indicateur, nom) for nom in Indicateur.QUALIFIANTS}
            | {"version": indicateur.version},
        )
        super().__init__(*args, **kwargs)
        self.indicateur = indicateur
        self.annees: list[int | None] = [*indicateur.fiche.convention.annees(), None]
        self._ajouter_les_niveaux()
        self._ajouter_les_cibles()

    def _ajouter_les_niveaux(self) -> None:
        presents = {niveau.rang: niveau for niveau in self.indicateur.niveaux.all()}
        for rang in range(1, NIVEAUX_AU_PLUS + 1):
            niveau = presents.get(rang)
            # Les mots peuvent changer de ligne : la clé dit de quel niveau la ligne parlait.
            self.fields[f"cle_{rang}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=niveau.pk if niveau else None
            )
            self.fields[f"niveau_{rang}"] = forms.CharField(
                label=f"Niveau {rang}",
                max_length=60,
                required=False,
                initial=niveau.libelle if niveau else "",
            )
            self.fields[f"description_{rang}"] = forms.CharField(
                label=f"Ce que veut dire le niveau {rang}",
                max_length=300,
                required=False,
                initial=niveau.description if niveau else "",
            )

    def _ajouter_les_cibles(self) -> None:
        mots = niveaux_de(self.indicateur)
        presentes = {cible.annee: cible for cible in self.indicateur.cibles.all()}
        for annee in self.annees:
            self.fields[_nom_de_cible(annee)] = CibleField(
                label=f"Cible {annee or 'finale'}",
                initial=cible_ecrite(presentes.get(annee), mots),
            )

    @property
    def lignes_de_niveaux(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """(La clé, le niveau, ce qu'il veut dire), par rang."""
        return [
            (self[f"cle_{rang}"], self[f"niveau_{rang}"], self[f"description_{rang}"])
            for rang in range(1, NIVEAUX_AU_PLUS + 1)
        ]

    @property
    def champs_de_cibles(self) -> list[BoundField]:
        """Une cible par année, puis la finale."""
        return [self[_nom_de_cible(annee)] for annee in self.annees]

    def niveaux(self) -> list[NiveauSaisi]:
        """Les niveaux nommés, du plus bas au plus haut."""
        return [saisi for saisi in self._lignes_lues().values() if saisi.libelle]

    def _lignes_lues(self) -> dict[int, NiveauSaisi]:
        lus = self.cleaned_data
        return {
            rang: NiveauSaisi(
                lus.get(f"niveau_{rang}", ""),
                lus.get(f"description_{rang}", ""),
                lus.get(f"cle_{rang}"),
            )
            for rang in range(1, NIVEAUX_AU_PLUS + 1)
        }

    def cibles(self) -> dict[int | None, CibleSaisie]:
        """Année, ou None pour la finale → ce qu'on vise."""
        return {annee: self.cleaned_data[_nom_de_cible(annee)] for annee in self.annees}

    def clean(self) -> dict[str, Any]:
        """Les cibles vont avec la nature et les niveaux ; les bornes, dans l'ordre."""
        lus = self.cleaned_data
        communs = [str(niveau.label) for niveau in NiveauCommun]
        mots: list[str] = []
        for rang, saisi in self._lignes_lues().items():
            if saisi.description and not saisi.libelle:
                self.add_error(f"niveau_{rang}", "Nommez ce niveau, ou videz sa description.")
            if any(memes_mots(mot, saisi.libelle) for mot in mots):
                self.add_error(f"niveau_{rang}", "Un autre niveau porte déjà ces mots.")
            mots += [saisi.libelle] if saisi.libelle else []
        for annee in self.annees:
            cible = lus.get(_nom_de_cible(annee)) or CibleSaisie()
            faute = faute_de_cible(cible, lus.get("nature", ""), mots or communs)
            if faute:
                self.add_error(_nom_de_cible(annee), faute)
        bas, haut = lus.get("minimum"), lus.get("maximum")
        if bas is not None and haut is not None and bas > haut:
            self.add_error("maximum", "Le maximum est plus petit que le minimum.")
        return lus

    def valeurs(self) -> dict[str, Any]:
        """Ce qui qualifie, sans les niveaux ni les cibles."""
        return {nom: self.cleaned_data[nom] for nom in Indicateur.QUALIFIANTS}


def _nom_de_cible(annee: int | None) -> str:
    return f"cible_{annee or 'finale'}"


class ReferenceForm(FormulaireVersionne):
    """Une valeur à laquelle comparer, et d'où elle vient."""

    ECRITS = ("libelle", "valeur", "comparateur", "annee", "source")

    libelle = forms.CharField(
        label="Que dit cette valeur ?",
        max_length=250,
        help_text="Par exemple : part des familles accompagnées, moyenne nationale.",
        error_messages={"required": "Écrivez ce que dit cette valeur."},
    )
    comparateur = forms.ChoiceField(
        label="Est-elle exacte ?",
        required=False,
        choices=[("", "Oui"), *Reference.COMPARATEURS.items()],
    )
    valeur = NombreFrancais(
        label="Valeur",
        max_digits=14,
        decimal_places=2,
        error_messages={"invalid": PAS_UN_NOMBRE, "required": "Donnez la valeur."},
    )
    annee = EntierField(
        label="De quelle année ?",
        min_value=1990,
        max_value=2100,
        required=False,
        error_messages={
            "invalid": "Écrivez une année, par exemple 2021.",
            "min_value": "Écrivez une année, par exemple 2021.",
            "max_value": "Écrivez une année, par exemple 2021.",
        },
    )
    source = forms.CharField(
        label="D'où vient-elle ?",
        max_length=200,
        help_text="Le document, l'organisme, la page : qui lit doit pouvoir la retrouver.",
        error_messages={"required": "Dites d'où vient cette valeur."},
    )

    def __init__(self, *args: Any, reference: Reference, **kwargs: Any) -> None:
        initiales: dict[str, Any] = {"version": 0}
        if reference.pk:
            initiales = {nom: getattr(reference, nom) for nom in self.ECRITS}
            initiales["version"] = ecriture_lue(reference)
        kwargs.setdefault("initial", initiales)
        super().__init__(*args, **kwargs)

    def valeurs(self) -> dict[str, Any]:
        """Ce que la commande attend."""
        return {nom: self.cleaned_data[nom] for nom in self.ECRITS}
