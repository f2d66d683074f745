"""Ce que demandent les pages des instances, de leurs réunions et de leurs décisions."""

import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.forms.boundfield import BoundField

from actions.models import FicheAction
from actions.services import personnes_designables
from conventions.models import Convention, Partenaire, Personne, Signataire
from ctg.socle.champs_de_formulaire import JourField
from ctg.socle.formulaires import FormulaireVersionne, champ_a_choix, champ_d_objet
from pilotage.forms.champs import champ_texte
from pilotage.models import Decision, Instance, Presence, Reunion


class InstanceForm(forms.Form):
    """Un groupe de travail thématique (annexe 4), ou le comité qui manque encore."""

    genre = forms.ChoiceField(
        label="Quelle instance ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites quelle instance s'ouvre."},
    )
    nom = forms.CharField(
        label="Son nom",
        max_length=150,
        help_text="Par exemple : Groupe de travail parentalité.",
        error_messages={"required": "Donnez un nom à l'instance."},
    )
    missions = champ_texte("À quoi travaille-t-il ?", 5, requis=False)
    composition = champ_texte("Qui le compose ?", 3, requis=False)
    frequence = forms.CharField(label="À quel rythme se réunit-il ?", required=False)

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        presents = set(convention.instances.values_list("genre", flat=True))
        comites = (Instance.Genre.COPIL, Instance.Genre.COTECH)
        absents = [genre for genre in comites if genre not in presents]
        choix = [(genre.value, str(genre.label)) for genre in (*absents, Instance.Genre.GT)]
        champ_a_choix(self, "genre").choices = choix
        self.fields["genre"].initial = choix[0][0]


class MembreForm(forms.Form):
    """Qui siège, et au nom de qui."""

    personne = forms.ModelChoiceField(
        label="Qui siège ?",
        queryset=Personne.objects.none(),
        empty_label=None,
        error_messages={"required": "Choisissez la personne qui siège."},
    )
    partenaire = forms.ModelChoiceField(
        label="Au nom de quel organisme ?", queryset=Partenaire.objects.none(), required=False
    )
    est_consultatif = forms.BooleanField(
        label="À titre consultatif",
        required=False,
        help_text="Une personne ressource siège à titre consultatif (art. 7).",
    )

    def __init__(
        self, *args: Any, convention: Convention, le: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # Les seules personnes de cette convention : celles d'un autre territoire restent chez lui.
        groupes_de_personnes = personnes_designables(convention, le)
        cles = [cle for groupe in groupes_de_personnes.values() for cle, _ in groupe]
        personne = self.fields["personne"]
        personne.queryset = Personne.objects.filter(pk__in=cles)  # type: ignore[attr-defined]
        personne.choices = [  # type: ignore[attr-defined]
            ("", "Choisissez une personne"),
            *groupes_de_personnes.items(),
        ]
        # De même : les parties d'une autre convention ne se proposent pas ici.
        lui = OuterRef("pk")
        est_partie = Exists(Signataire.objects.filter(convention=convention, partenaire=lui))
        est_partie_quelque_part = Exists(Signataire.objects.filter(partenaire=lui))
        parties = Partenaire.objects.filter(est_partie)
        autres = Partenaire.objects.exclude(est_partie_quelque_part)
        champ = self.fields["partenaire"]
        champ.queryset = Partenaire.objects.filter(est_partie | ~est_partie_quelque_part)  # type: ignore[attr-defined]
        groupes = [("Parties à la convention", parties), ("Autres organismes", autres)]
        champ.choices = [  # type: ignore[attr-defined]
            ("", "Aucun organisme"),
            *((nom, [(p.pk, str(p)) for p in organismes]) for nom, organismes in groupes),
        ]


class ReunionForm(forms.Form):
    """Une réunion : quand, où, sur quoi."""

    date = JourField(label="Quel jour ?", help_text="Une réunion à venir, ou déjà tenue.")
    lieu = forms.CharField(label="Où ?", max_length=150, required=False)
    ordre_du_jour = champ_texte("Ordre du jour", 8, requis=False)


class ReunionModifieeForm(FormulaireVersionne, ReunionForm):
    """La même, quand elle existe déjà."""

    @classmethod
    def de(cls, reunion: Reunion) -> dict[str, Any]:
        """Les valeurs de départ."""
        return {
            "version": reunion.version,
            "date": reunion.date,
            "lieu": reunion.lieu,
            "ordre_du_jour": reunion.ordre_du_jour,
        }


class PresencesForm(FormulaireVersionne):
    """La présence de chaque partie, sur une seule page."""

    LES_AUTRES = "les_autres"

    les_autres = forms.ChoiceField(
        label="Pour les parties que vous ne précisez pas",
        required=False,
        choices=[("", "Ne rien noter"), *Presence.Etat.choices],
        help_text=(
            "Si presque tout le monde était là : choisissez « présent » ici,"
            " puis précisez seulement les autres."
        ),
    )

    def __init__(self, *args: Any, parties: list[Signataire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        for partie in parties:
            self.fields[f"partie_{partie.pk}"] = forms.ChoiceField(
                label=str(partie),
                required=False,
                choices=[("", "non précisé"), *Presence.Etat.choices],
            )

    @classmethod
    def de(cls, reunion: Reunion) -> dict[str, Any]:
        """Les valeurs de départ."""
        etats = {f"partie_{p.signataire_id}": p.etat for p in reunion.presences.all()}
        return {"version": reunion.version, **etats}

    def champs(self) -> list[tuple[Signataire, BoundField]]:
        """Chaque partie et son champ, dans l'ordre du texte."""
        return [(partie, self[f"partie_{partie.pk}"]) for partie in self.parties]

    def etats(self) -> dict[int, str]:
        """Identifiant de partie → état ; les parties non précisées prennent celui des autres."""
        les_autres = self.cleaned_data[self.LES_AUTRES]
        return {
            partie.pk: self.cleaned_data[f"partie_{partie.pk}"] or les_autres
            for partie in self.parties
        }


class DecisionForm(forms.Form):
    """Une décision, et la fiche qu'elle touche."""

    texte = champ_texte("Qu'a-t-il été décidé ?", 4, requis=True, aide="Une décision à la fois.")
    fiche = forms.ModelChoiceField(
        label="Cette décision touche-t-elle une fiche-action ?",
        queryset=FicheAction.objects.none(),
        required=False,
        empty_label="Aucune en particulier",
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_d_objet(self, "fiche").queryset = convention.fiches.all()


class DecisionModifieeForm(FormulaireVersionne, DecisionForm):
    """La même, quand elle existe déjà."""

    @classmethod
    def de(cls, decision: Decision) -> dict[str, Any]:
        """Les valeurs de départ."""
        return {
            "version": decision.version,
            "texte": decision.texte,
            "fiche": decision.fiche_id,
        }
