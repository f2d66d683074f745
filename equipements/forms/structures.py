"""Déclarer une structure, la modifier : une question, son aide, sa réponse."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.forms.boundfield import BoundField
from django.utils.text import capfirst

from conventions.models import Commune, Convention, Partenaire, Signataire
from ctg.socle.champs_de_formulaire import EntierField, JourField
from ctg.socle.formulaires import FormulaireVersionne, champ_d_objet
from equipements.models import NOMS_LONGS, Correction, Equipement, SousType, TypeEquipement
from equipements.valeurs import avec, communes_desservies


class AdresseDeSiteField(forms.URLField):
    """Une adresse de site ; sans « https:// », on le suppose."""

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)


class SiretField(forms.CharField):
    """Un SIRET, souvent copié avec ses espaces : les retirer n'en change pas le sens."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "max_length": None})

    def to_python(self, value: Any) -> str:
        """Les chiffres seuls."""
        return "".join(str(value or "").split())


class DegresField(forms.FloatField):
    """Une coordonnée en degrés, écrite avec un point ou une virgule."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """« 44,2031 » et « 44.2031 » se lisent de même."""
        ecrite = value.strip().replace(",", ".") if isinstance(value, str) else value
        return super().to_python(ecrite)

    def prepare_value(self, value: Any) -> Any:
        """La coordonnée, à la française."""
        return str(value).replace(".", ",") if isinstance(value, float) else value


class ChoixDuPartenaireField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Un signataire, nommé par son organisme."""

    def label_from_instance(self, obj: Any) -> str:
        """Le nom de l'organisme."""
        return str(obj.partenaire)


@dataclass(frozen=True)
class SectionDeChamps:
    """Des questions qui vont ensemble ; `pli` : ce qui les ouvre, tant qu'elles sont vides."""

    titre: str
    intro: str
    champs: list[BoundField]
    pli: str = ""

    @property
    def est_ouverte(self) -> bool:
        """L'une porte une réponse, ou une erreur."""
        return any(champ.value() or champ.errors for champ in self.champs)


_DEGRES = {"class": "court", "inputmode": "decimal", "autocomplete": "off"}
SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("La structure", "", ("nom", "type", "sous_type")),
    (
        "Où elle se trouve",
        "L'adresse où les familles se rendent.",
        ("adresse", "code_postal", "commune"),
    ),
    (
        "Comment la joindre",
        "Un contact professionnel, visible de tous les membres de la convention.",
        ("telephone", "courriel", "site"),
    ),
    (
        "Qui la gère",
        "Le gestionnaire la fait vivre au quotidien. Ce n'est pas toujours la collectivité qui la"
        " soutient.",
        ("gestionnaire", "gestionnaire_siret", "mode_gestion"),
    ),
    ("Places et âges", "", ("capacite", "age_min", "age_max")),
    ("Ouverture et accueil", "", ("periodes", "horaires", "a_referent_handicap")),
    (
        "Communes desservies",
        "Surtout pour un RPE ou un LAEP, qui accueille au-delà de sa commune.",
        ("communes_desservies",),
    ),
    (
        "Situer sur la carte (facultatif)",
        "Sans sa position, l'export place la structure au centre de sa commune.",
        ("latitude", "longitude"),
    ),
    (
        "Identifiants",
        "Ceux que la Caf et la SDJES emploient ; laissez vide si vous ne les avez pas.",
        ("identifiant_caf", "identifiant_sdjes"),
    ),
    ("Vie de la structure", "", ("statut", "statut_depuis", "precisions")),
)
PLIS = {"communes_desservies": "Choisir les communes", "latitude": "Donner sa position"}


class StructureForm(forms.ModelForm):  # type: ignore[type-arg]
    """Les questions sur une structure. Les règles sont celles du modèle ; rien n'est enregistré.

    `instance` est une copie : les commandes écrivent, pas le formulaire.
    """

    periodes = forms.MultipleChoiceField(
        label="Quand ouvre-t-elle ?",
        help_text="Cochez toutes les périodes qui conviennent.",
        choices=[(p.value, capfirst(p.label)) for p in Equipement.Periode],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    a_referent_handicap = forms.TypedChoiceField(
        label="A-t-elle un référent handicap ?",
        help_text="Une personne désignée pour préparer l'accueil d'un enfant en situation de"
        " handicap.",
        choices=[("True", "Oui"), ("False", "Non"), ("", "Je ne sais pas")],
        coerce=lambda valeur: valeur == "True",
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta:
        model = Equipement
        fields = Equipement.CHAMPS_SAISIS
        field_classes = {
            "site": AdresseDeSiteField,
            "gestionnaire_siret": SiretField,
            "latitude": DegresField,
            "longitude": DegresField,
            "capacite": EntierField,
            "age_min": EntierField,
            "age_max": EntierField,
            "statut_depuis": JourField,
        }
        labels = {
            "nom": "Quel est le nom de la structure ?",
            "type": "De quel type est-elle ?",
            "sous_type": "De quel sous-type ?",
            "adresse": "Quelle est son adresse ?",
            "code_postal": "Code postal",
            "commune": "Dans quelle commune ?",
            "latitude": "Latitude",
            "longitude": "Longitude",
            "telephone": "Téléphone",
            "courriel": "Courriel",
            "site": "Site internet",
            "gestionnaire": "Qui la gère ?",
            "gestionnaire_siret": "SIRET du gestionnaire",
            "mode_gestion": "Comment est-elle gérée ?",
            "capacite": "Combien de places ?",
            "age_min": "À partir de quel âge ?",
            "age_max": "Jusqu'à quel âge ?",
            "horaires": "Quels jours et à quelles heures ?",
            "communes_desservies": "Quelles communes dessert-elle ?",
            "identifiant_caf": "Identifiant Caf",
            "identifiant_sdjes": "Identifiant SDJES",
            "statut": "Où en est-elle ?",
            "statut_depuis": "Depuis quand ?",
            "precisions": "Une précision ?",
        }
        error_messages = {
            "nom": {"required": "Donnez son nom à la structure."},
            "type": {"required": "Choisissez son type."},
            "commune": {"required": "Choisissez la commune où elle se trouve."},
            "statut": {"required": "Dites où en est la structure."},
        }
        help_texts = {
            "nom": "Tel que les familles le connaissent.",
            "type": "Une crèche ou un multi-accueil est un EAJE.",
            "sous_type": "Choisissez-en un du même type. Laissez vide si aucun ne convient.",
            "adresse": "Numéro et rue, ou lieu-dit.",
            "code_postal": "Cinq chiffres.",
            "commune": "La commune où elle est implantée.",
            "latitude": "En degrés, par exemple 44,2031.",
            "longitude": "En degrés, par exemple 0,6212 ; négative à l'ouest.",
            "telephone": "Par exemple 05 53 00 00 00.",
            "courriel": "Celui de la structure, plutôt que celui d'une personne.",
            "gestionnaire": "Le nom de la collectivité, de l'association ou de l'entreprise.",
            "gestionnaire_siret": "Quatorze chiffres, avec ou sans espaces.",
            "capacite": "Le nombre de places autorisées ou déclarées, en chiffres.",
            "age_min": "En mois pour un EAJE, en années pour les autres.",
            "age_max": "Dans la même unité.",
            "horaires": "En toutes lettres, pour les membres de la convention. Les familles lisent,"
            " dans l'annuaire, l'ouverture par période.",
            "communes_desservies": "Cochez toutes celles dont elle accueille les familles.",
            "statut_depuis": "La date, même approchée, si vous la connaissez.",
            "precisions": "Ce que les questions n'ont pas permis de dire.",
        }
        widgets = {
            "code_postal": forms.TextInput(
                attrs={"class": "court", "inputmode": "numeric", "autocomplete": "off"}
            ),
            "telephone": forms.TextInput(attrs={"class": "court", "type": "tel"}),
            "latitude": forms.TextInput(attrs=_DEGRES),
            "longitude": forms.TextInput(attrs=_DEGRES),
            "gestionnaire_siret": forms.TextInput(
                attrs={"class": "court", "inputmode": "numeric", "autocomplete": "off"}
            ),
            "horaires": forms.Textarea(attrs={"rows": 3}),
            "precisions": forms.Textarea(attrs={"rows": 3}),
            "statut": forms.RadioSelect,
            "communes_desservies": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, convention: Convention, **options: Any) -> None:
        super().__init__(*args, **options)
        communes = Commune.objects.des_parties_de(convention) | self._communes_deja_la()
        for nom in ("commune", "communes_desservies"):
            champ: Any = self.fields[nom]
            champ.queryset = communes.par_nom()
        champ_d_objet(self, "commune").empty_label = "Choisissez une commune"
        self._nommer_les_choix()

    def _communes_deja_la(self) -> QuerySet[Commune]:
        """Celles de la structure, ou d'une correction : elle peut être, ou accueillir, ailleurs."""
        proposees = self.initial.get("communes_desservies") or ()
        deja = Q(pk=self.instance.commune_id) | Q(pk__in=[getattr(c, "pk", c) for c in proposees])
        if self.instance.pk:
            for sienne in ({"equipements": self.instance.pk}, {"desservie_par": self.instance.pk}):
                deja |= Q(pk__in=Commune.objects.filter(**sienne).values("pk"))
        return Commune.objects.filter(deja)

    def _nommer_les_choix(self) -> None:
        """Des mots à la place des tirets que Django met dans une liste sans réponse."""
        type_: Any = self.fields["type"]
        type_.choices = [("", "Choisissez un type"), *_types_en_toutes_lettres()]
        mode: Any = self.fields["mode_gestion"]
        modes = [(m.value, capfirst(m.label)) for m in Equipement.ModeDeGestion]
        mode.choices = [("", "Je ne sais pas"), *modes]
        statut: Any = self.fields["statut"]
        statut.choices = [(s.value, capfirst(s.label)) for s in Equipement.Statut]
        sous_type: Any = self.fields["sous_type"]
        sous_type.choices = _sous_types_par_type()

    def champs(self) -> dict[str, Any]:
        """Les réponses, telles que les commandes les attendent."""
        return {nom: self.cleaned_data[nom] for nom in Equipement.CHAMPS_SAISIS}

    def sections(self) -> list[SectionDeChamps]:
        """Les questions, rangées comme on les lit."""
        return [
            SectionDeChamps(
                titre,
                intro,
                [self[champ] for champ in champs],
                pli=PLIS.get(champs[0], ""),
            )
            for titre, intro, champs in SECTIONS
        ]


def _types_en_toutes_lettres() -> list[tuple[str, str]]:
    """« ALSH – Accueil de loisirs sans hébergement » : le sigle et ses mots."""
    return [
        (
            t.value,
            f"{t.label} – {NOMS_LONGS[t]}" if t.label.isupper() else capfirst(str(t.label)),
        )
        for t in TypeEquipement
    ]


def _sous_types_par_type() -> list[tuple[str, Any]]:
    groupes: dict[str, list[tuple[int, str]]] = {}
    for sous_type in SousType.objects.all():
        groupes.setdefault(sous_type.type, []).append((sous_type.pk, sous_type.nom))
    return [
        ("", "Aucun, ou je ne sais pas"),
        *((t.label, groupes[t]) for t in TypeEquipement if t in groupes),
    ]


class DeclarationForm(StructureForm):
    """La déclaration d'une structure, au nom d'une collectivité signataire."""

    soutenue_par = ChoixDuPartenaireField(
        queryset=Signataire.objects.none(),
        label="Quelle collectivité la soutient ?",
        help_text="Celle qui déclare la structure et la finance au titre de la convention.",
        empty_label="Choisissez une collectivité",
        error_messages={"required": "Choisissez une collectivité."},
    )

    def __init__(self, *args: Any, signataires: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        champ: Any = self.fields["soutenue_par"]
        champ.queryset = signataires
        connus = list(signataires[:2])
        if len(connus) == 1:
            self.partenaire_unique: Partenaire | None = connus[0].partenaire
            del self.fields["soutenue_par"]
        else:
            self.partenaire_unique = None

    def partenaire(self) -> Partenaire:
        """La collectivité choisie, ou la seule possible."""
        if self.partenaire_unique is not None:
            return self.partenaire_unique
        choisi: Signataire = self.cleaned_data["soutenue_par"]
        return choisi.partenaire

    def sections(self) -> list[SectionDeChamps]:
        """La collectivité d'abord, quand il y a un choix."""
        if self.partenaire_unique is not None:
            return super().sections()
        soutien = SectionDeChamps("Qui la soutient", "", [self["soutenue_par"]])
        return [soutien, *super().sections()]


class ModificationForm(StructureForm, FormulaireVersionne):
    """La modification d'une structure, sur la version que la personne a ouverte."""

    @classmethod
    def ouvrir(
        cls,
        equipement: Equipement,
        correction: Correction | None,
        convention: Convention,
        donnees: Any = None,
    ) -> "ModificationForm":
        """Le formulaire d'une structure ; une correction ouverte y est déjà reportée."""
        valeurs = correction.valeurs if correction else {}
        return cls(
            donnees,
            instance=avec(equipement, valeurs),
            initial={
                "version": equipement.version,
                "communes_desservies": communes_desservies(equipement, valeurs),
            },
            convention=convention,
        )
