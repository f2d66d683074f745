"""Ce qu'un champ du socle lit, et ce qu'il refuse : rien de tapé ne disparaît en silence."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from conventions.models import Personne
from ctg.socle.champs_de_formulaire import EntierField, HeureField, JourField, TelephoneField
from equipements.models import Contact, Equipement
from tests.maison.arbre import RACINE

SEPTEMBRE = datetime.date(2026, 9, 1)


@pytest.mark.parametrize(
    "ecrit",
    ["01/09/2026", "1/9/2026", "2026-09-01", "1.9.2026", "1-9-2026", "01 09 2026", "01092026"],
)
def test_un_jour_se_lit_comme_on_l_ecrit(ecrit: str) -> None:
    assert JourField().clean(f" {ecrit} ") == SEPTEMBRE


@pytest.mark.parametrize("ecrit", ["01/09", "1/9/26", "09/2026", "31/02/2026", "hier", "1/9/0026"])
def test_une_date_incomplete_se_dit_et_ne_disparait_pas(ecrit: str) -> None:
    class DepuisForm(forms.Form):
        le = JourField(label="Depuis le", required=False)

    formulaire = DepuisForm({"le": ecrit})
    assert formulaire.errors["le"] == ["Écrivez la date en entier, par exemple 31/12/2026."]
    assert f'value="{ecrit}"' in str(formulaire["le"])


def test_un_jour_se_montre_a_la_francaise_d_ou_qu_il_vienne() -> None:
    class DepuisForm(forms.Form):
        le = JourField(label="Depuis le", required=False)

    for formulaire in (DepuisForm(initial={"le": SEPTEMBRE}), DepuisForm({"le": "2026-09-01"})):
        assert 'value="01/09/2026"' in str(formulaire["le"])


def test_un_nombre_et_une_heure_se_lisent_ou_se_refusent() -> None:
    assert EntierField().clean("1\u202f200") == 1200
    assert HeureField().clean("8 h") == HeureField().clean("8h00") == datetime.time(8)
    assert HeureField().clean("17:30") == datetime.time(17, 30)
    for champ, faux in ((EntierField(), "12 places"), (HeureField(), "midi")):
        with pytest.raises(ValidationError):
            champ.clean(faux)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("05 53 00 00 00", "05 53 00 00 00"),
        ("05.53.00.00.00", "05.53.00.00.00"),
        ("05-53-00-00-00", "05 53 00 00 00"),
        ("05\u201153\u201100\u201100\u201100", "05 53 00 00 00"),
        ("05/53/00/00/00", "05 53 00 00 00"),
        ("05\u00a053\u202f00\u00a000\u00a000", "05 53 00 00 00"),
        ("\u202a05 53 00 00 00\u202c", "05 53 00 00 00"),
        ("+33 (0)5 53 00 00 00", "+33 5 53 00 00 00"),
        ("+33 (0) 5 53 00 00 00", "+33 5 53 00 00 00"),
        ("0033(0)553000000", "0033 553000000"),
        ("(0)5 53 00 00 00", "05 53 00 00 00"),
        ("(05) 53 00 00 00", "05 53 00 00 00"),
        ("", ""),
    ],
)
def test_un_telephone_se_lit_comme_on_l_ecrit(ecrit: str, lu: str) -> None:
    for modele in (Personne, Equipement, Contact):
        champ = modele._meta.get_field("telephone")
        formulaire = champ.formfield()
        assert isinstance(formulaire, TelephoneField)
        assert "maxlength" not in formulaire.widget.attrs
        assert formulaire.clean(ecrit) == lu
        assert champ.clean(ecrit, None) == lu
    Personne(nom="Essai", telephone=lu).clean()


@pytest.mark.parametrize("ecrit", ["douze mille", "05 53 00", "05 53 00 00 00 / 06 00 00 00 00"])
def test_un_numero_qui_n_en_est_pas_un_se_refuse(ecrit: str) -> None:
    for essai in (Equipement, Contact):
        with pytest.raises(ValidationError):
            essai._meta.get_field("telephone").clean(ecrit, None)
    with pytest.raises(ValidationError):
        Personne(nom="Essai", telephone=ecrit).full_clean()


def _formulaires(classe: Any = forms.BaseForm) -> Iterator[Any]:
    for fille in classe.__subclasses__():
        yield fille
        yield from _formulaires(fille)


def test_aucun_formulaire_ne_laisse_le_navigateur_jeter_une_saisie() -> None:
    """De ce qu'un `type=date` ou `number` ne comprend pas, le navigateur n'envoie rien."""
    assert get_resolver().url_patterns  # charge toutes les vues, donc tous les formulaires
    vus = [f for f in _formulaires() if not f.__module__.startswith(("django.", "tests."))]
    assert len(vus) > 60
    muets = {"date", "number", "time", "month", "datetime-local"}
    for formulaire in vus:
        for nom, champ in formulaire.base_fields.items():
            genre = champ.widget.attrs.get("type", getattr(champ.widget, "input_type", ""))
            assert genre not in muets, f"{formulaire.__name__}.{nom}"
            assert not isinstance(champ, forms.DateField) or isinstance(champ, JourField), nom


def test_aucun_gabarit_ni_attribut_ne_le_demande() -> None:
    for salle in ("actions", "conventions", "ctg", "equipements", "pilotage", "templates"):
        for fichier in (RACINE / salle).rglob("*"):
            if fichier.suffix in (".py", ".html"):
                texte = fichier.read_text()
                ecrit = 'type="{}"' if fichier.suffix == ".html" else '"type": "{}"'
                for genre in ("date", "number", "time"):
                    assert ecrit.format(genre) not in texte, fichier
