"""Ce que demande la campagne annuelle du registre, structure par structure."""

from typing import Any

from django import forms
from django.utils.text import capfirst

from ctg.socle.champs_de_formulaire import JourField
from ctg.socle.formulaires import FormulaireVersionne, champ_a_choix, champ_d_objet
from equipements.campagne import DitDeLaStructure
from equipements.demandes import StructureDemandee
from equipements.forms.chiffres import ChiffresForm, LigneDeQuestion
from equipements.models import (
    DemandeDeRegistre,
    Equipement,
    ReponseDeStructure,
)

Constat, Prix = ReponseDeStructure.Constat, ReponseDeStructure.Prix


class StructureDemandeeForm(ChiffresForm):
    """Une structure sur une page : sa fiche, ses chiffres de l'année, ses prix.

    Tout peut rester vide : ce qui manque se dit avant de confirmer.
    """

    constat = forms.ChoiceField(
        label="Cette fiche est-elle exacte ?",
        choices=[
            (Constat.INCHANGEE, "Oui, rien n'a changé"),
            (Constat.CORRIGEE, "Non, je la corrige à l'étape suivante"),
            (Constat.FERMEE, "La structure a fermé"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    fermee_le = JourField(label="Depuis quel jour est-elle fermée ?", required=False)
    prix = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    motif_des_prix = forms.CharField(
        label="Pourquoi n'y a-t-il pas de prix ?", max_length=200, required=False
    )
    mot = forms.CharField(
        label="Un mot d'explication ?",
        help_text="Par exemple si un chiffre a beaucoup changé. Le coordonnateur le lira.",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, structure: StructureDemandee, **options: Any) -> None:
        self.structure = structure
        dit = structure.reponse
        options.setdefault(
            "initial",
            {
                "version": structure.equipement.version,
                "constat": structure.constat,
                "fermee_le": dit.fermee_le if dit else None,
                "prix": dit.prix if dit else "",
                "motif_des_prix": dit.motif_des_prix if dit else "",
                "mot": structure.mot,
            },
        )
        super().__init__(*args, annee=structure.a_repondre(), avant=structure.avant, **options)
        if structure.est_nouvelle:
            del self.fields["constat"], self.fields["fermee_le"]
        if structure.a_des_prix:
            self._demander_les_prix()
        else:
            del self.fields["prix"], self.fields["motif_des_prix"]

    def _demander_les_prix(self) -> None:
        champ = champ_a_choix(self, "prix")
        champ.label = f"Quels sont les prix {self.structure.annee_des_prix} ?"
        avant = self.structure.grille_d_avant
        choix: list[tuple[str, str]] = []
        if avant is not None:
            choix.append((Prix.INCHANGES, f"Les mêmes qu'en {avant.annee_en_mots}"))
        saisis = "Ils changent : je les donne à l'étape suivante"
        if self.structure.grille is not None:
            saisis = "Ceux que j'ai enregistrés"
        elif avant is None:
            saisis = "Je les donne à l'étape suivante"
        champ.choices = [
            *choix,
            (Prix.SAISIS, saisis),
            (Prix.NON_DISPONIBLE, "Je ne les ai pas"),
            (Prix.NON_CONCERNE, "Il n'y a pas de grille de prix"),
        ]

    def clean(self) -> dict[str, Any]:
        """Une fermeture a sa date ; une absence de prix, sa raison."""
        saisie = super().clean()
        ferme = saisie.get("constat") == Constat.FERMEE
        if ferme and not saisie.get("fermee_le") and "fermee_le" not in self.errors:
            self.add_error("fermee_le", "Dites depuis quel jour elle est fermée.")
        sans_grille = saisie.get("prix") in ReponseDeStructure.SANS_GRILLE
        if sans_grille and not saisie.get("motif_des_prix"):
            self.add_error("motif_des_prix", "Dites pourquoi il n'y a pas de prix.")
        return saisie

    def dit(self) -> DitDeLaStructure:
        """Tout ce que la page envoie."""
        saisie = self.cleaned_data
        return DitDeLaStructure(
            constat=saisie.get("constat", ""),
            fermee_le=saisie.get("fermee_le"),
            prix=saisie.get("prix", ""),
            motif_des_prix=saisie.get("motif_des_prix", ""),
            mot=saisie["mot"],
            saisies=self.saisies(),
            ouvertes=self.ouvertes(),
            version_ouverte=self.version_ouverte(),
        )

    def groupes(self) -> list[tuple[str, list[tuple[LigneDeQuestion, str]]]]:
        """Les chiffres par qui les connaît ; chacun avec sa valeur de l'an passé."""
        return [
            (
                f"Ce que connaît {nom}",
                [(ligne, self.structure.l_an_passe(ligne.question)) for ligne in lignes],
            )
            for nom, lignes in self.par_source()
        ]


class ChoixDeStructuresField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Des structures, avec leur type et leur commune."""

    def label_from_instance(self, obj: Any) -> str:
        """« Relais petite enfance – RPE, Boé »."""
        return f"{obj.nom} – {obj.get_type_display()}, {obj.commune.nom}"


class SansStructureForm(FormulaireVersionne):
    """Aucune structure ici : ce qui dessert les familles."""

    desservie_par = ChoixDeStructuresField(
        label="Quelles structures desservent vos familles ?",
        help_text="Cochez celles où vont les enfants de votre commune.",
        queryset=Equipement.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    dessert = forms.CharField(
        label="Autre chose ?",
        help_text="Des assistants maternels, une structure hors du territoire, un transport…",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    def __init__(self, *args: Any, demande: DemandeDeRegistre, choix: Any, **options: Any) -> None:
        options.setdefault(
            "initial",
            {
                "version": demande.version,
                "desservie_par": [e.pk for e in demande.desservie_par.all()],
                "dessert": demande.dessert,
            },
        )
        super().__init__(*args, **options)
        champ_d_objet(self, "desservie_par").queryset = choix

    def clean(self) -> dict[str, Any]:
        """Rien ne dessert les familles ? Cela se dit aussi, en toutes lettres."""
        saisie: dict[str, Any] = super().clean() or {}
        if not saisie.get("desservie_par") and not (saisie.get("dessert") or "").strip():
            self.add_error(
                "dessert", "Cochez une structure, ou dites en quelques mots où vont les familles."
            )
        return saisie


class SignalementForm(FormulaireVersionne):
    """Ce qui a changé d'une structure que d'autres soutiennent."""

    mot = forms.CharField(
        label="Qu'est-ce qui a changé ?",
        help_text="Une phrase suffit. Laissez vide si rien n'a changé.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class ConfirmationForm(FormulaireVersionne):
    """La confirmation : rien d'autre à dire que la version relue."""


class MotifForm(forms.Form):
    """Pourquoi une année fermée rouvre."""

    motif = forms.CharField(
        label="Pourquoi la rouvrir ?",
        help_text="Une phrase courte. L'historique la garde, avec votre nom.",
        max_length=100,
        error_messages={"required": "Dites pourquoi vous rouvrez l'année."},
    )


class FiltresDuSuiviForm(forms.Form):
    """Ce que le suivi montre ; tout est dans l'adresse."""

    q = forms.CharField(label="Partie", required=False)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous"),
            *((e.value, capfirst(e.label)) for e in DemandeDeRegistre.Etat),
        ],
    )
    ecart = forms.ChoiceField(
        label="Écarts",
        required=False,
        choices=[("", "Tous"), ("oui", "À relire"), ("non", "Sans écart")],
    )
    vue = forms.ChoiceField(
        label="Lire par",
        required=False,
        choices=[("", "Partie"), ("structures", "Structure")],
    )
