"""Ce qui se demande pour un compte : une adresse, un rôle, un mot de passe."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm

from conventions.droits import ROLES_D_UN_PARTENAIRE, Role
from conventions.models import Convention, Partenaire
from ctg.socle.formulaires import champ_d_objet


class OubliForm(forms.Form):
    """L'adresse d'un compte dont le mot de passe est perdu."""

    courriel = forms.EmailField(
        label="Votre courriel professionnel",
        help_text="Celui avec lequel vous vous connectez.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class MotDePasseForm(SetPasswordForm):  # type: ignore[type-arg]
    """Un mot de passe, tapé deux fois ; les règles sont celles des réglages."""

    error_messages = {"password_mismatch": "Les deux mots de passe ne sont pas les mêmes."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        premier, second = self.fields["new_password1"], self.fields["new_password2"]
        premier.label = "Votre mot de passe"
        premier.help_text = (
            "Douze caractères au moins. Quatre mots sans rapport entre eux font un bon mot de"
            " passe : long à deviner, facile à retenir."
            " Évitez votre nom, votre courriel et ce que tout le monde choisit."
        )
        second.label = "Le même, encore une fois"
        second.help_text = ""


class RoleForm(forms.Form):
    """Un rôle dans la convention, et l'organisme de qui agit pour lui."""

    role = forms.ChoiceField(
        label="Quel rôle a cette personne ?",
        # Du plus simple au plus étendu : le premier coché par mégarde ne donne presque rien.
        choices=[(role.value, role.label) for role in reversed(Role)],
        widget=forms.RadioSelect,
    )
    partenaire = forms.ModelChoiceField(
        label="Pour quel organisme agit-elle ?",
        queryset=Partenaire.objects.none(),
        empty_label="Aucun",
        required=False,
        help_text="Seulement pour un agent ou un copilote.",
    )

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organismes = Partenaire.objects.filter(signataires__convention=convention)
        champ_d_objet(self, "partenaire").queryset = organismes

    def clean(self) -> dict[str, Any]:
        """Un agent et un copilote ont un organisme ; les autres, non."""
        saisie: dict[str, Any] = super().clean() or {}
        if "role" not in saisie or "partenaire" not in saisie:
            return saisie
        en_a_un = saisie["partenaire"] is not None
        en_veut_un = saisie["role"] in ROLES_D_UN_PARTENAIRE
        if en_veut_un and not en_a_un:
            self.add_error("partenaire", "Choisissez l'organisme pour lequel elle agit.")
        if en_a_un and not en_veut_un:
            self.add_error(
                "partenaire", "Ce rôle n'agit pas pour un organisme : laissez « Aucun »."
            )
        return saisie


class InvitationForm(RoleForm):
    """L'adresse où inviter une personne, et le rôle qu'elle aura."""

    courriel = forms.EmailField(
        label="À quelle adresse l'inviter ?",
        help_text="Elle se connectera avec cette adresse. C'est là que part l'invitation.",
    )
    field_order = ("courriel", "role", "partenaire")


class AdresseForm(forms.Form):
    """L'adresse corrigée d'une invitation."""

    courriel = forms.EmailField(
        label="Quelle est la bonne adresse ?",
        help_text="Une nouvelle invitation y part. Le lien envoyé à l'autre adresse s'éteint.",
    )
