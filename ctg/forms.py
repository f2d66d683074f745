"""La connexion, dans nos mots, et la signature d'une convention."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from ctg.socle.champs_de_formulaire import JourField


class ConnexionForm(AuthenticationForm):
    """Courriel et mot de passe ; le refus ne dit pas lequel des deux est faux."""

    error_messages = {
        "invalid_login": "Ce courriel ou ce mot de passe n'est pas le bon.",
        "inactive": "Ce courriel ou ce mot de passe n'est pas le bon.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Votre courriel"
        courriel = self.fields["username"].widget
        courriel.input_type = "email"
        courriel.attrs["autocomplete"] = "username"
        self.fields["password"].label = "Votre mot de passe"

    def clean_username(self) -> str:
        """Le courriel sans égard à la casse ni aux espaces autour."""
        return str(self.cleaned_data["username"]).strip().lower()


class MotDePasseForm(PasswordChangeForm):
    """L'ancien mot de passe, puis le nouveau, deux fois."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "Ce n'est pas votre mot de passe actuel.",
        "password_mismatch": "Les deux mots de passe diffèrent : écrivez le même deux fois.",
    }


class SignatureForm(forms.Form):
    """Le jour de la signature, et qu'on sait ce qu'elle engage."""

    signee_le = JourField(
        label="Quel jour la convention a-t-elle été signée ?",
        help_text="Le jour de la dernière signature, si elles n'ont pas eu lieu ensemble.",
    )
    confirme = forms.BooleanField(
        label="Toutes les parties l'ont signée, telle qu'elle est écrite ici",
        error_messages={"required": "Confirmez que toutes les parties ont signé ce texte."},
    )
