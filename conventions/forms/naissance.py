"""Ce qui se demande pour ouvrir une convention, l'écrire, et en inscrire les parties."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.boundfield import BoundField

from conventions.models import Commune, Convention, Mandat, Partenaire, Signataire
from conventions.naissance import (
    Coordination,
    PartieAInscrire,
    nom_de_la_commune_partie,
)
from conventions.reconnaissance import LIGNES_AU_PLUS, LigneReconnue, Sort, lignes_de
from ctg.socle.champs_de_formulaire import JourField
from ctg.socle.formulaires import FormulaireVersionne, champ_a_choix
from ctg.socle.versions import ecriture_lue

LONGUEUR_DU_TEXTE = 20_000
AIDE_DU_TEXTE = "Une ligne vide sépare deux paragraphes ; un tiret en tête fait une liste."
CODE_INSEE = RegexValidator(
    r"^[0-9][0-9ABab][0-9]{3}$", "Un code Insee compte cinq caractères, par exemple 33063."
)
CODE_POSTAL = RegexValidator(r"^[0-9]{5}$", "Un code postal compte cinq chiffres.")
# Une ligne qu'on choisit de laisser de côté.
LAISSER = "laisser"


def _texte(libelle: str, lignes: int, aide: str = "") -> forms.CharField:
    return forms.CharField(
        label=libelle,
        help_text=aide,
        required=False,
        max_length=LONGUEUR_DU_TEXTE,
        widget=forms.Textarea(attrs={"rows": lignes}),
    )


class _PeriodeForm(forms.Form):
    """Le nom, le territoire et la période."""

    territoire = forms.CharField(
        label="Quel territoire s'engage ?",
        max_length=150,
        help_text="Par exemple : Communauté de communes du Val inventé.",
        error_messages={"required": "Nommez le territoire."},
    )
    nom = forms.CharField(
        label="Comment s'appelle la convention ?",
        max_length=200,
        help_text="Le titre du document, avec ses années.",
        error_messages={"required": "Donnez son nom à la convention."},
    )
    debut = JourField(label="Premier jour de la convention")
    fin = JourField(
        label="Dernier jour de la convention", help_text="Une CTG dure souvent quatre ou cinq ans."
    )

    def clean(self) -> dict[str, Any]:
        """La fin suit le début."""
        saisie: dict[str, Any] = super().clean() or {}
        debut, fin = saisie.get("debut"), saisie.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "La fin de la convention précède son début.")
        return saisie


class OuvrirForm(_PeriodeForm):
    """Une convention à ouvrir, et qui la coordonnera."""

    MOI, AUTRE = "moi", "autre"

    qui = forms.ChoiceField(
        label="Qui la coordonnera ?",
        choices=[(MOI, "Moi"), (AUTRE, "Quelqu'un d'autre, que j'invite")],
        widget=forms.RadioSelect,
        initial=MOI,
    )
    prenom = forms.CharField(label="Son prénom", max_length=80, required=False)
    nom_de_la_personne = forms.CharField(label="Son nom", max_length=80, required=False)
    courriel = forms.EmailField(
        label="Son courriel professionnel",
        required=False,
        help_text="Elle y reçoit de quoi choisir son mot de passe.",
    )

    def clean(self) -> dict[str, Any]:
        """Quelqu'un d'autre se nomme et se joint."""
        saisie = super().clean()
        if saisie.get("qui") == self.AUTRE:
            for champ, phrase in (
                ("nom_de_la_personne", "Indiquez son nom."),
                ("courriel", "Indiquez où l'inviter."),
            ):
                if not saisie.get(champ) and champ not in self.errors:
                    self.add_error(champ, phrase)
        return saisie

    def coordination(self) -> Coordination | None:
        """Qui coordonnera, si ce n'est pas la personne qui ouvre."""
        if self.cleaned_data["qui"] == self.MOI:
            return None
        return Coordination(
            prenom=self.cleaned_data["prenom"],
            nom=self.cleaned_data["nom_de_la_personne"],
            courriel=self.cleaned_data["courriel"],
        )


class ConventionForm(_PeriodeForm, FormulaireVersionne):
    """Ce que dit une convention en projet."""

    devise = forms.CharField(
        label="Devise", max_length=200, required=False, help_text="Une phrase, si elle en a une."
    )
    objet = _texte("Que vise la convention ?", 8, AIDE_DU_TEXTE)
    enjeu_transversal = _texte("Qu'est-ce qui traverse toutes les actions ?", 4)
    deliberee_par = forms.CharField(
        label="Qui en délibère ?",
        max_length=150,
        required=False,
        help_text="Par exemple : conseil communautaire.",
    )
    deliberee_le = JourField(label="Date de la délibération", required=False)
    deliberation_numero = forms.CharField(
        label="Numéro de la délibération", max_length=50, required=False
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        valeurs = {nom: getattr(convention, nom) for nom in Convention.CHAMPS_DU_PROJET}
        kwargs.setdefault("initial", {**valeurs, "version": ecriture_lue(convention)})
        super().__init__(*args, **kwargs)
        self.order_fields(["version", "nom", "territoire"])

    def valeurs(self) -> dict[str, Any]:
        """Ce que `Convention.ecrire` attend."""
        return {nom: self.cleaned_data[nom] for nom in Convention.CHAMPS_DU_PROJET}


class ListeDesPartiesForm(forms.Form):
    """La liste des parties, telle qu'on l'a."""

    liste = forms.CharField(
        label="Qui signe la convention ?",
        help_text=(
            "Une partie par ligne. Une commune se dit par son nom, son code Insee ou son code"
            " postal. Un autre organisme, par son nom."
        ),
        max_length=200 * LIGNES_AU_PLUS,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "Collez au moins une ligne."},
    )

    def clean_liste(self) -> str:
        """Une liste, bornée."""
        liste: str = self.cleaned_data["liste"]
        nombre = len(lignes_de(liste))
        if not nombre:
            raise ValidationError("Collez au moins une ligne.")
        if nombre > LIGNES_AU_PLUS:
            raise ValidationError(f"Collez {LIGNES_AU_PLUS} lignes au plus à la fois.")
        return liste


class VerificationForm(ListeDesPartiesForm):
    """Les lignes reconnues, et une question par ligne qui hésite.

    La liste voyage avec la page : rien n'est gardé entre la vérification et l'ajout.
    """

    def __init__(self, *args: Any, lignes: Iterable[LigneReconnue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["liste"].widget = forms.HiddenInput()
        self.lignes = list(lignes)
        for ligne in self.lignes:
            if ligne.sort is Sort.A_CHOISIR:
                self.fields[f"commune_{ligne.numero}"] = self._choix_de_commune(ligne)
            elif ligne.sort in (Sort.INCONNUE, Sort.ORGANISME):
                self._demander(ligne)

    def _choix_de_commune(self, ligne: LigneReconnue) -> forms.ChoiceField:
        choix = [(c.code_insee, _commune_en_clair(c)) for c in ligne.communes]
        return forms.ChoiceField(
            label=f"Quelle commune, pour « {ligne.ecrit} » ?",
            choices=[*choix, (LAISSER, "Aucune : ne pas l'ajouter")],
            widget=forms.RadioSelect,
            error_messages={"required": "Choisissez la commune, ou laissez cette ligne de côté."},
        )

    def _demander(self, ligne: LigneReconnue) -> None:
        numero = ligne.numero
        self.fields[f"nature_{numero}"] = forms.ChoiceField(
            label=f"Qui est « {ligne.ecrit} » ?",
            choices=[
                ("", "Choisir"),
                *((f"commune:{c.code_insee}", _commune_en_clair(c)) for c in ligne.communes),
                (Partenaire.Nature.COMMUNE, "une commune à faire connaître"),
                *(choix for choix in Partenaire.Nature.choices if choix[0] != "commune"),
                (LAISSER, "personne : ne pas l'ajouter"),
            ],
            initial=ligne.nature if ligne.sort is Sort.ORGANISME else "",
            error_messages={"required": "Dites qui c'est, ou laissez cette ligne de côté."},
        )
        self.fields[f"nom_{numero}"] = forms.CharField(
            label=f"Son nom (ligne {numero})", max_length=150, required=False, initial=ligne.nom
        )
        if ligne.sort is Sort.ORGANISME:
            return
        self.fields[f"insee_{numero}"] = forms.CharField(
            label=f"Code Insee (ligne {numero})",
            required=False,
            validators=[CODE_INSEE],
            widget=forms.TextInput(attrs={"class": "court"}),
        )
        self.fields[f"postal_{numero}"] = forms.CharField(
            label=f"Code postal (ligne {numero})",
            required=False,
            initial=ligne.code,
            validators=[CODE_POSTAL],
            widget=forms.TextInput(attrs={"class": "court", "inputmode": "numeric"}),
        )

    def clean(self) -> dict[str, Any]:
        """Une commune nouvelle a un nom et un code Insee ; un organisme, un nom."""
        saisie: dict[str, Any] = super().clean() or {}
        for ligne in self.lignes:
            nature = saisie.get(f"nature_{ligne.numero}") or LAISSER
            if nature == LAISSER or nature.startswith("commune:"):
                continue
            if not saisie.get(f"nom_{ligne.numero}"):
                self.add_error(f"nom_{ligne.numero}", "Écrivez son nom.")
            insee = f"insee_{ligne.numero}"
            if nature == Partenaire.Nature.COMMUNE and not saisie.get(insee):
                if insee in self.fields and insee not in self.errors:
                    self.add_error(insee, "Indiquez le code Insee : il la distingue des homonymes.")
                elif insee not in self.fields:
                    self.add_error(
                        f"nature_{ligne.numero}",
                        "Une commune s'écrit par son nom seul : corrigez la liste.",
                    )
        return saisie

    def questions(self) -> list[tuple[LigneReconnue, list[BoundField]]]:
        """Chaque ligne qui demande quelque chose, et ses champs."""
        demandees = [
            (ligne, champs)
            for ligne in self.lignes
            if (champs := [self[nom] for nom in self.fields if nom.endswith(f"_{ligne.numero}")])
        ]
        # Ce qui attend une réponse d'abord ; un organisme est déjà compris, et se relit.
        return sorted(demandees, key=lambda demandee: demandee[0].sort is Sort.ORGANISME)

    def parties(self) -> list[PartieAInscrire]:
        """Les parties à inscrire, dans l'ordre de la liste."""
        return [partie for ligne in self.lignes if (partie := self._partie(ligne)) is not None]

    def _partie(self, ligne: LigneReconnue) -> PartieAInscrire | None:
        saisie, numero = self.cleaned_data, ligne.numero
        if ligne.sort is Sort.RECONNUE:
            return _partie_commune(ligne.communes[0])
        if ligne.sort is Sort.A_CHOISIR:
            choisie = saisie[f"commune_{numero}"]
        elif ligne.sort in (Sort.INCONNUE, Sort.ORGANISME):
            nature = saisie[f"nature_{numero}"]
            choisie = nature.removeprefix("commune:")
            if nature == Partenaire.Nature.COMMUNE:
                return _partie_commune(self._commune_nouvelle(numero))
            if choisie == nature and nature != LAISSER:
                return PartieAInscrire(nom=saisie[f"nom_{numero}"], nature=nature)
        else:
            return None
        trouvee = next((c for c in ligne.communes if c.code_insee == choisie), None)
        return _partie_commune(trouvee) if trouvee else None

    def _commune_nouvelle(self, numero: int) -> Commune:
        postal = self.cleaned_data[f"postal_{numero}"]
        return Commune(
            nom=self.cleaned_data[f"nom_{numero}"][:100],
            code_insee=self.cleaned_data[f"insee_{numero}"].upper(),
            codes_postaux=[postal] if postal else [],
        )


def _partie_commune(commune: Commune) -> PartieAInscrire:
    return PartieAInscrire(
        nom=nom_de_la_commune_partie(commune.nom),
        nature=Partenaire.Nature.COMMUNE,
        commune=commune,
    )


def _commune_en_clair(commune: Commune) -> str:
    postaux = ", ".join(str(code) for code in commune.codes_postaux)
    return f"{commune.nom} (Insee {commune.code_insee}{f', {postaux}' if postaux else ''})"


class PartieForm(FormulaireVersionne):
    """Une partie, telle que le texte la nomme, et qui signe pour elle."""

    ECRITS = (
        "denomination",
        "siege_ecrit",
        "designation",
        "est_copilote",
        "deliberation_numero",
        "deliberation_le",
    )

    denomination = forms.CharField(
        label="Sous quel nom le texte la désigne-t-il ?",
        max_length=200,
        error_messages={"required": "Écrivez sous quel nom elle signe."},
    )
    siege_ecrit = forms.CharField(label="Son siège", max_length=250, required=False)
    designation = forms.CharField(
        label="Ci-après désignée",
        max_length=100,
        required=False,
        help_text="Par exemple : « la Caf », « les partenaires ».",
    )
    est_copilote = forms.BooleanField(
        label="Elle copilote la convention",
        required=False,
        help_text="D'ordinaire la Caf et l'intercommunalité.",
    )
    deliberation_numero = forms.CharField(
        label="Numéro de sa délibération", max_length=50, required=False
    )
    deliberation_le = JourField(label="Date de sa délibération", required=False)
    mandats = forms.MultipleChoiceField(
        label="Qui signe pour elle ?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les personnes en mandat pour cet organisme.",
    )

    def __init__(self, *args: Any, partie: Signataire, **kwargs: Any) -> None:
        valeurs = {nom: getattr(partie, nom) for nom in self.ECRITS}
        valeurs["mandats"] = [s.mandat_id for s in partie.signatures.all()]
        kwargs.setdefault("initial", {**valeurs, "version": ecriture_lue(partie)})
        super().__init__(*args, **kwargs)
        mandats = Mandat.objects.filter(partenaire=partie.partenaire).select_related("personne")
        choix = [(mandat.pk, str(mandat)) for mandat in mandats]
        champ_a_choix(self, "mandats").choices = choix
        self.a_qui_signe = bool(choix)
        if not choix:
            del self.fields["mandats"]

    def valeurs(self) -> dict[str, Any]:
        """Ce que `corriger_une_partie` attend."""
        mandats = [int(cle) for cle in self.cleaned_data.get("mandats", [])]
        return {**{nom: self.cleaned_data[nom] for nom in self.ECRITS}, "mandats": mandats}
