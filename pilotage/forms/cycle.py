"""Ce que demandent les étapes d'une évaluation : motifs, approbations, lectures, commentaires."""

from typing import Any

from django import forms

from conventions.models import Personne, Signataire
from ctg.socle.champs_de_formulaire import JourField
from ctg.socle.etats import ActionImpossible
from ctg.socle.formulaires import FormulaireVersionne, champ_d_objet, faire_porter
from pilotage.forms.champs import champ_texte
from pilotage.invitations import membres_a_inviter
from pilotage.models import Evaluation, personnes_qui_siegent
from pilotage.verification import empreinte_recopiee


def _motif(question: str, aide: str) -> forms.CharField:
    return champ_texte(question, 5, aide=aide, requis=True)


class VersionForm(forms.Form):
    """Une confirmation, sans rien à saisir."""


class RenvoiDEvaluationForm(forms.Form):
    """Pourquoi l'évaluation revient en brouillon."""

    motif = _motif(
        "Pourquoi la renvoyez-vous ?", "Une phrase. Elle se lira en tête de l'évaluation."
    )


class CorrectionForm(forms.Form):
    """Ce qu'une nouvelle version corrige."""

    motif = _motif(
        "Que corrige la nouvelle version ?",
        "Une phrase. La nouvelle version la portera, à côté du numéro qu'elle remplace.",
    )


class PublicationForm(forms.Form):
    """Qui pourra lire la version publiée."""

    publique = forms.TypedChoiceField(
        label="Qui pourra la lire ?",
        choices=[
            ("non", "Les personnes qui ont un rôle dans la convention"),
            ("oui", "Tout le monde, sans compte, à une adresse publique"),
        ],
        coerce=lambda choix: choix == "oui",
        widget=forms.RadioSelect,
        initial="non",
        help_text="La page publique se ferme quand vous voulez.",
    )


class AnnonceForm(forms.Form):
    """Le mot qui accompagne l'annonce d'une publication."""

    message = champ_texte("Un mot de vous", 4, aide="Il vient en tête du courriel.", requis=False)


class TeteForm(forms.Form):
    """L'empreinte qu'on a gardée hors du portail, à chercher dans la chaîne."""

    tete = forms.CharField(
        label="Une empreinte que vous avez gardée",
        required=False,
        help_text="Celle de la version : dans un compte rendu, ou le courriel qui l'annonçait.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_tete(self) -> str:
        """L'empreinte, sans ce que sa copie y a mis."""
        try:
            return empreinte_recopiee(self.cleaned_data["tete"])
        except ActionImpossible as refus:
            raise forms.ValidationError(str(refus)) from refus


class _SurUnTexteLu(forms.Form):
    """Un accord porte l'empreinte du projet que la page montrait."""

    contenu_lu = forms.CharField(widget=forms.HiddenInput, required=False)

    def porter(self, empreinte: str) -> None:
        """Fait porter au formulaire envoyé cette empreinte : l'envoyer encore vaudra décision."""
        faire_porter(self, {self.add_prefix("contenu_lu"): empreinte})


class ApprobationForm(_SurUnTexteLu):
    """L'accord donné par son compte."""

    relue = forms.BooleanField(
        label="J'ai relu le projet, et je l'approuve",
        error_messages={"required": "Cochez pour approuver."},
    )


class ApprobationEnSeanceForm(_SurUnTexteLu):
    """L'accord qu'une personne a donné en séance."""

    personne = forms.ModelChoiceField(
        label="Qui l'a donnée en séance ?",
        queryset=Personne.objects.none(),
        empty_label="Choisir une personne",
        help_text="Les personnes qui siègent, ou ont un mandat, pour cette partie.",
        error_messages={"required": "Choisissez la personne qui a approuvé."},
    )

    def __init__(self, *args: Any, signataire: Signataire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ_d_objet(self, "personne").queryset = personnes_qui_siegent(signataire)


class InvitationForm(forms.Form):
    """Qui est invité à lire, avec quel mot, pour quand."""

    personnes = forms.ModelMultipleChoiceField(
        label="Qui invitez-vous à lire ?",
        queryset=Personne.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une personne."},
    )
    echeance = JourField(
        label="Leurs remarques sont attendues avant le",
        required=False,
    )
    message = champ_texte(
        "Un mot de vous", 4, aide="Facultatif. Il vient en tête du courriel.", requis=False
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sieges = membres_a_inviter(evaluation)
        cles = [siege.personne_id for siege in self.sieges]
        champ = champ_d_objet(self, "personnes")
        champ.queryset = Personne.objects.filter(pk__in=cles)
        champ.choices = [(siege.personne_id, _qui(siege)) for siege in self.sieges]
        self.initial.setdefault("personnes", cles)


def _qui(siege: Any) -> str:
    """« Jeanne Dupont, Layrac (COPIL) », et si aucun courriel ne l'atteint."""
    au_nom = f", {siege.partenaire}" if siege.partenaire else ""
    joignable = "" if siege.personne.est_joignable else " – sans courriel"
    return f"{siege.personne}{au_nom} ({siege.instance.nom_court}){joignable}"


class CommentaireForm(forms.Form):
    """Ce qu'un membre fait remarquer."""

    texte = champ_texte(
        "Votre commentaire",
        6,
        aide="Une phrase suffit. La coordination y répondra. N'y nommez ni enfant ni famille.",
        requis=True,
    )


class CommentaireCorrigeForm(FormulaireVersionne):
    """Le même, corrigé dans le jour."""

    texte = champ_texte("Votre commentaire", 6, aide="", requis=True)


class ReponseAuCommentaireForm(FormulaireVersionne):
    """Ce que la coordination répond."""

    texte = champ_texte("Votre réponse", 5, aide="Qui a commenté la lira.", requis=True)
