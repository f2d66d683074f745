"""Ce qui se saisit d'une personne, de ses mandats, et comment leur liste se filtre."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from conventions.models import Convention, Mandat, Partenaire, Personne
from conventions.personnes import REGARDS
from ctg.socle.champs import numero_de_telephone
from ctg.socle.champs_de_formulaire import JourField, TelephoneField
from ctg.socle.formulaires import (
    FormulaireDeFiltres,
    FormulaireVersionne,
    champ_a_choix,
    champ_d_objet,
)
from ctg.socle.succession import AReprendre
from ctg.socle.versions import ecriture_lue

AIDE_DU_COURRIEL = "Il sert à la joindre au sujet de la convention, et à rien d'autre."


def _organismes(convention: Convention) -> Any:
    return Partenaire.objects.filter(signataires__convention=convention)


def homonymes(prenom: str, nom: str, convention: Convention) -> list[str]:
    """Les personnes qui portent déjà ce nom : « Une Personne, maire (Commune de…) ».

    De qui n'est pas de cette convention, rien d'autre ne se dit.
    """
    connues = Personne.objects.filter(nom__unaccent__iexact=nom, prenom__unaccent__iexact=prenom)
    d_ici = connues.de_la_convention(convention)
    mandats = Mandat.objects.des_parties(convention).select_related("partenaire").order_by("pk")
    dites = [
        ", ".join([str(p), *(f"{m.fonction} ({m.partenaire})" for m in p.mandats.all())])
        for p in d_ici.prefetch_related(Prefetch("mandats", queryset=mandats))
    ]
    ailleurs = connues.exclude(pk__in=d_ici.values("pk")).exists()
    return [*dites, "quelqu'un hors de cette convention"] if ailleurs else dites


class PersonneForm(forms.Form):
    """Une personne et ce qu'elle fait pour une partie à la convention."""

    ECRITS = ("civilite", "prenom", "nom", "courriel", "fonction", "nature")

    civilite = forms.ChoiceField(
        label="Civilité", required=False, choices=[("", "Non précisée"), *Personne.Civilite.choices]
    )
    prenom = forms.CharField(
        label="Prénom", max_length=80, error_messages={"required": "Écrivez son prénom."}
    )
    nom = forms.CharField(
        label="Nom", max_length=80, error_messages={"required": "Écrivez son nom."}
    )
    courriel = forms.EmailField(
        label="Courriel professionnel", required=False, help_text=AIDE_DU_COURRIEL
    )
    organisme = forms.ModelChoiceField(
        label="Pour quel organisme agit-elle ?",
        queryset=Partenaire.objects.none(),
        empty_label="Choisir un organisme",
        error_messages={"required": "Choisissez son organisme."},
    )
    fonction = forms.CharField(
        label="Quelle est sa fonction ?",
        max_length=150,
        help_text="Par exemple : directrice du pôle enfance.",
        error_messages={"required": "Indiquez sa fonction."},
    )
    nature = forms.ChoiceField(
        label="À quel titre agit-elle ?",
        choices=Mandat.Nature.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si elle est élue ou technicienne."},
    )
    est_un_homonyme = forms.BooleanField(
        label="C'est quelqu'un d'autre, qui porte le même nom", required=False
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.convention = convention
        champ_d_objet(self, "organisme").queryset = _organismes(convention)
        if not self.is_bound:
            del self.fields["est_un_homonyme"]

    def clean(self) -> dict[str, Any]:
        """Prévient d'un homonyme ; la case cochée, la saisie passe."""
        saisie: dict[str, Any] = super().clean() or {}
        _prevenir_d_un_homonyme(
            self, saisie, self.convention, "Cochez la case si c'est quelqu'un d'autre."
        )
        return saisie


def _prevenir_d_un_homonyme(
    form: forms.Form, saisie: dict[str, Any], convention: Convention, sinon: str
) -> None:
    trouves: list[str] = []
    if saisie.get("nom") and saisie.get("prenom"):
        trouves = homonymes(saisie["prenom"], saisie["nom"], convention)
    if not trouves:
        # La question ne se pose pas : elle n'est pas montrée.
        del form.fields["est_un_homonyme"]
    elif not saisie.get("est_un_homonyme"):
        form.add_error(
            "est_un_homonyme",
            ValidationError(f"Une personne porte déjà ce nom : {' ; '.join(trouves)}. {sinon}"),
        )


class PersonneModifieeForm(FormulaireVersionne):
    """Le nom d'une personne, et de quoi la joindre."""

    ECRITS = ("civilite", "prenom", "nom", "courriel", "telephone")

    civilite = forms.ChoiceField(
        label="Civilité", required=False, choices=[("", "Non précisée"), *Personne.Civilite.choices]
    )
    prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    nom = forms.CharField(label="Nom", max_length=80)
    courriel = forms.EmailField(
        label="Courriel professionnel",
        required=False,
        help_text=f"{AIDE_DU_COURRIEL} Le courriel de connexion d'un compte ne change pas ici.",
    )
    telephone = TelephoneField(
        label="Téléphone professionnel",
        max_length=20,
        required=False,
        validators=[numero_de_telephone],
        widget=forms.TextInput(attrs={"type": "tel", "class": "court"}),
    )
    est_partage = forms.BooleanField(
        label="Oui, ces personnes partagent cette adresse", required=False
    )

    def __init__(self, *args: Any, personne: Personne, convention: Convention, **kwargs: Any):
        self.personne, self.convention = personne, convention
        kwargs["initial"] = {nom: getattr(personne, nom) for nom in self.ECRITS} | {
            "version": ecriture_lue(personne)
        }
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["est_partage"]

    def clean(self) -> dict[str, Any]:
        """Prévient d'une adresse déjà employée ; la case cochée, la saisie passe."""
        saisie: dict[str, Any] = super().clean() or {}
        autres = self._de_meme_adresse(saisie.get("courriel") or "")
        if not autres:
            del self.fields["est_partage"]
        elif not saisie.get("est_partage"):
            self.add_error(
                "est_partage",
                f"Cette adresse est déjà celle de {autres}. Qui l'ouvre verrait les liens des deux."
                " Cochez la case si elle est bien partagée.",
            )
        return saisie

    def _de_meme_adresse(self, courriel: str) -> str:
        """Qui d'autre a cette adresse ; une personne d'ailleurs n'est pas nommée."""
        if not courriel or courriel.lower() == self.personne.courriel.lower():
            return ""
        autres = Personne.objects.filter(courriel__iexact=courriel).exclude(pk=self.personne.pk)
        noms = [str(personne) for personne in autres.de_la_convention(self.convention)]
        if not noms and autres.exists():
            return "quelqu'un d'un autre territoire"
        return ", ".join(noms)

    def ecrits(self) -> dict[str, Any]:
        """Ce que `Personne.corriger` attend de la saisie."""
        champs = {nom: self.cleaned_data[nom] for nom in self.ECRITS}
        return champs | {"ecriture_ouverte": self.version_ouverte()}


def _verifier_l_ordre(form: forms.Form, saisie: dict[str, Any]) -> None:
    """La règle du modèle, dite à côté de la fin."""
    essai = Mandat(debut=saisie.get("debut"), fin=saisie.get("fin"))
    for contrainte in Mandat._meta.constraints:
        try:
            contrainte.validate(Mandat, essai)
        except ValidationError as erreur:
            form.add_error("fin", erreur)


class MandatForm(forms.Form):
    """Une fonction de plus pour une partie."""

    organisme = forms.ModelChoiceField(
        label="Pour quel organisme ?",
        queryset=Partenaire.objects.none(),
        empty_label="Choisir un organisme",
    )
    fonction = forms.CharField(
        label="Quelle fonction ?", max_length=150, help_text="Par exemple : adjointe à l'enfance."
    )
    nature = forms.ChoiceField(
        label="À quel titre ?", choices=Mandat.Nature.choices, widget=forms.RadioSelect
    )
    debut = JourField(
        label="Depuis quand ?", required=False, help_text="Laissez vide si vous ne le savez pas."
    )
    fin = JourField(
        label="Jusqu'à quand ?",
        required=False,
        help_text="Le dernier jour compris. Vide : le mandat court.",
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_d_objet(self, "organisme").queryset = _organismes(convention)

    def clean(self) -> dict[str, Any]:
        """La fin ne précède pas le début."""
        saisie: dict[str, Any] = super().clean() or {}
        _verifier_l_ordre(self, saisie)
        return saisie

    def ecrits(self) -> dict[str, Any]:
        """Ce que `donner_mandat` attend de la saisie."""
        champs = dict(self.cleaned_data)
        return champs | {"partenaire": champs.pop("organisme")}


class MandatModifieForm(FormulaireVersionne):
    """La fonction et les dates d'un mandat."""

    ECRITS = ("fonction", "nature", "debut", "fin")

    fonction = forms.CharField(label="Fonction", max_length=150)
    nature = forms.ChoiceField(
        label="À quel titre ?", choices=Mandat.Nature.choices, widget=forms.RadioSelect
    )
    debut = JourField(
        label="Depuis quand ?", required=False, help_text="Laissez vide si vous ne le savez pas."
    )
    fin = JourField(
        label="Jusqu'à quand ?",
        required=False,
        help_text="Le dernier jour compris. Vide : le mandat court.",
    )

    def __init__(self, *args: Any, mandat: Mandat, **kwargs: Any) -> None:
        kwargs["initial"] = {nom: getattr(mandat, nom) for nom in self.ECRITS} | {
            "version": ecriture_lue(mandat)
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """La fin ne précède pas le début."""
        saisie: dict[str, Any] = super().clean() or {}
        _verifier_l_ordre(self, saisie)
        return saisie

    def ecrits(self) -> dict[str, Any]:
        """Ce que `Mandat.corriger` attend de la saisie."""
        champs = {nom: self.cleaned_data[nom] for nom in self.ECRITS}
        return champs | {"ecriture_ouverte": self.version_ouverte()}


class SuccessionForm(FormulaireVersionne):
    """La fin d'un mandat, qui prend la suite, et ce que cette personne reprend.

    `connues` : organisme → (identifiant, libellé) de qui peut succéder sans être créé.
    """

    NOUVELLE = ("civilite", "prenom", "nom", "courriel")

    fin = JourField(
        label="Quel est son dernier jour ?", help_text="La personne suivante commence le lendemain."
    )
    fonction = forms.CharField(label="Sous quelle fonction lui succède-t-on ?", max_length=150)
    personne = forms.TypedChoiceField(
        label="Une personne déjà connue", required=False, coerce=int, empty_value=None
    )
    civilite = forms.ChoiceField(
        label="Civilité", required=False, choices=[("", "Non précisée"), *Personne.Civilite.choices]
    )
    prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    nom = forms.CharField(label="Nom", max_length=80, required=False)
    courriel = forms.EmailField(
        label="Courriel professionnel", required=False, help_text=AIDE_DU_COURRIEL
    )
    est_un_homonyme = forms.BooleanField(
        label="C'est quelqu'un d'autre, qui porte le même nom", required=False
    )

    def __init__(
        self,
        *args: Any,
        mandat: Mandat,
        convention: Convention,
        le: datetime.date,
        connues: dict[str, list[tuple[int, str]]],
        a_reprendre: Iterable[AReprendre],
        **kwargs: Any,
    ) -> None:
        self.mandat, self.convention, self.le = mandat, convention, le
        familles: dict[str, list[tuple[str, str]]] = {}
        for chose in a_reprendre:
            familles.setdefault(chose.famille, []).append((chose.cle, chose.libelle))
        self._reprises = {f"reprises_{n}": f for n, f in enumerate(familles, 1)}
        kwargs["initial"] = {
            "version": ecriture_lue(mandat),
            "fonction": mandat.fonction,
            **{
                champ: [cle for cle, _ in familles[famille]]
                for champ, famille in self._reprises.items()
            },
        }
        super().__init__(*args, **kwargs)
        self.fields["fin"].widget.attrs["max"] = le.isoformat()
        champ_a_choix(self, "personne").choices = [
            ("", "Choisir dans la liste"),
            *(
                (organisme, [choix for choix in groupe if choix[0] != mandat.personne_id])
                for organisme, groupe in connues.items()
            ),
        ]
        for champ, famille in self._reprises.items():
            self.fields[champ] = forms.MultipleChoiceField(
                label=famille,
                required=False,
                choices=familles[famille],
                widget=forms.CheckboxSelectMultiple,
            )
        if not self.is_bound:
            del self.fields["est_un_homonyme"]

    def reprises(self) -> list[Any]:
        """Les champs de ce qui est à reprendre, par famille."""
        return [self[champ] for champ in self._reprises]

    def questions(self, *noms: str) -> list[Any]:
        """Ces champs, s'ils se posent."""
        return [self[nom] for nom in noms if nom in self.fields]

    def de_la_nouvelle_personne(self) -> list[Any]:
        """Ce qui se demande de quelqu'un de nouveau."""
        return self.questions(*self.NOUVELLE, "est_un_homonyme")

    def clean(self) -> dict[str, Any]:
        """Le jour convient, et l'on sait qui prend la suite."""
        saisie: dict[str, Any] = super().clean() or {}
        if fin := saisie.get("fin"):
            for manque in self.mandat.manques_pour_finir(fin, self.le):
                self.add_error("fin", manque)
        if saisie.get("personne") and (saisie.get("nom") or saisie.get("prenom")):
            self.add_error(
                "personne",
                "Choisissez une personne connue, ou nommez-en une nouvelle, pas les deux.",
            )
        if saisie.get("personne") or "personne" in self.errors:
            del self.fields["est_un_homonyme"]
            return saisie
        for champ, phrase in (("prenom", "Indiquez son prénom."), ("nom", "Indiquez son nom.")):
            if not saisie.get(champ) and champ not in self.errors:
                self.add_error(champ, f"{phrase} Ou choisissez une personne connue.")
        _prevenir_d_un_homonyme(
            self,
            saisie,
            self.convention,
            "Choisissez-la dans la liste, ou cochez la case si c'est quelqu'un d'autre.",
        )
        return saisie

    def cles(self) -> list[str]:
        """Les clés de ce qui est repris."""
        return [cle for champ in self._reprises for cle in self.cleaned_data[champ]]

    def succession(self) -> dict[str, Any]:
        """Ce que la succession attend de la saisie."""
        return {
            "fin": self.cleaned_data["fin"],
            "fonction": self.cleaned_data["fonction"],
            "connue": self.cleaned_data["personne"],
            "nouvelle": {nom: self.cleaned_data[nom] for nom in self.NOUVELLE},
            "cles": self.cles(),
            "ecriture_ouverte": self.version_ouverte(),
        }


class FiltrePersonnesForm(FormulaireDeFiltres):
    """Les personnes d'un organisme, à regarder, ou dont le nom porte ces mots."""

    q = forms.CharField(
        label="Nom, fonction ou organisme",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    organisme = forms.ModelChoiceField(
        label="Organisme",
        required=False,
        queryset=Partenaire.objects.none(),
        empty_label="Tous",
    )
    regard = forms.ChoiceField(
        label="À regarder",
        required=False,
        choices=[("", "Toutes"), *((cle, mot) for cle, (mot, _) in REGARDS.items())],
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_d_objet(self, "organisme").queryset = _organismes(convention)
