"""Le formulaire de connexion, dans nos mots."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm


class ConnexionForm(AuthenticationForm):
    """Courriel et mot de passe ; le refus ne dit pas lequel des deux est faux."""

    error_messages = {
        "invalid_login": "Ce courriel ou ce mot de passe n'est pas le bon.",
        "inactive": "Ce courriel ou ce mot de passe n'est pas le bon.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Votre courriel"
        self.fields["username"].widget.attrs.update(type="email", autocomplete="username")
        self.fields["password"].label = "Votre mot de passe"

    def clean_username(self) -> str:
        """Le courriel sans égard à la casse ni aux espaces autour."""
        return str(self.cleaned_data["username"]).strip().lower()
