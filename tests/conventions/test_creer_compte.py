"""Ouvrir le premier compte d'un portail : un mot de passe tapé deux fois, jamais un argument."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from conventions.management.commands import creer_compte
from conventions.models import Convention, Personne, Utilisateur
from tests import fabriques

BON = "quatre mots tout simples"
Taper = Callable[..., None]


@pytest.fixture
def taper(monkeypatch: pytest.MonkeyPatch) -> Taper:
    """``taper("un", "deux")`` : ce que la personne tapera aux deux questions."""

    def preparer(*saisies: str) -> None:
        suite = iter(saisies)
        monkeypatch.setattr(creer_compte, "getpass", lambda question: next(suite))

    return preparer


def appeler(*arguments: str) -> str:
    """La commande, pour une coordonnatrice."""
    sortie = StringIO()
    call_command(
        "creer_compte", "Coordination@Exemple.fr", "--nom=Coordination", *arguments, stdout=sortie
    )
    return sortie.getvalue()


def test_le_compte_s_ouvre_et_gere_la_convention(convention: Convention, taper: Taper) -> None:
    taper(BON, BON)
    sortie = appeler()
    compte = Utilisateur.objects.get()
    assert compte.courriel == "coordination@exemple.fr"
    assert compte.check_password(BON)
    assert compte.habilitations.get().role == "coordonnateur"
    assert compte.historique.get().auteur == "creer_compte"
    assert "Compte ouvert : coordination@exemple.fr, coordonnateur CTG" in sortie
    assert BON not in sortie


@pytest.mark.parametrize(
    ("saisies", "phrase"),
    [
        ((BON, "autre chose du tout"), "Les deux mots de passe diffèrent"),
        (("court", "court"), "trop court"),
        (("coordination@exemple.fr", "coordination@exemple.fr"), "semblable"),
    ],
)
def test_un_mauvais_mot_de_passe_n_ouvre_rien(
    convention: Convention, taper: Taper, saisies: tuple[str, str], phrase: str
) -> None:
    taper(*saisies)
    with pytest.raises(CommandError, match=phrase):
        appeler()
    assert not Utilisateur.objects.exists()


def test_un_agent_a_un_organisme(convention: Convention, taper: Taper) -> None:
    partie = fabriques.signataire(convention)
    taper(BON, BON)
    appeler("--role=agent", f"--partenaire={partie.partenaire.code}")
    assert Utilisateur.objects.get().habilitations.get().partenaire == partie.partenaire


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (("--role=agent",), "--partenaire"),
        (("--role=agent", "--partenaire=inconnu"), "Aucun organisme ne porte le code « inconnu »"),
        (("--convention=inconnue",), "Aucune convention ne s'appelle « inconnue »"),
    ],
)
def test_un_argument_faux_se_dit_en_francais(
    convention: Convention, taper: Taper, arguments: tuple[str, ...], phrase: str
) -> None:
    taper(BON, BON)
    with pytest.raises(CommandError, match=phrase):
        appeler(*arguments)
    assert not Utilisateur.objects.exists()


def test_plusieurs_conventions_se_choisissent(convention: Convention, taper: Taper) -> None:
    fabriques.convention()
    taper(BON, BON)
    with pytest.raises(CommandError, match="précisez --convention"):
        appeler()
    taper(BON, BON)
    appeler(f"--convention={convention.slug}")
    assert Utilisateur.objects.get().habilitations.get().convention == convention


def test_sans_convention_la_commande_dit_quoi_faire(db: None, taper: Taper) -> None:
    with pytest.raises(CommandError, match="précisez --territoire"):
        appeler()


def test_un_courriel_deja_pris_n_ouvre_rien(convention: Convention, taper: Taper) -> None:
    fabriques.utilisateur(courriel="coordination@exemple.fr")
    taper(BON, BON)
    with pytest.raises(CommandError, match="existe déjà"):
        appeler()
    assert Utilisateur.objects.count() == 1


def test_un_role_sans_rapport_avec_l_organisme_n_ouvre_rien(
    convention: Convention, taper: Taper
) -> None:
    partie = fabriques.signataire(convention)
    taper(BON, BON)
    with pytest.raises(CommandError, match="les autres rôles, non"):
        appeler("--role=lecteur", f"--partenaire={partie.partenaire.code}")
    assert not Utilisateur.objects.exists()


def test_le_compte_incarne_une_personne_deja_connue(convention: Convention, taper: Taper) -> None:
    connue = fabriques.personne(nom="Connue", courriel="Coordination@exemple.fr")
    taper(BON, BON)
    appeler()
    assert Utilisateur.objects.get().personne == connue
    assert Personne.objects.count() == 1


def test_sinon_la_personne_se_cree(convention: Convention, taper: Taper) -> None:
    # Celle-ci a déjà un compte, sous un autre courriel.
    fabriques.utilisateur(personne=fabriques.personne(courriel="coordination@exemple.fr"))
    taper(BON, BON)
    appeler()
    personne = Utilisateur.objects.get(courriel="coordination@exemple.fr").personne
    assert (personne.nom, personne.courriel) == ("Coordination", "coordination@exemple.fr")
    assert personne.historique.get().auteur == "creer_compte"


def test_deux_personnes_au_meme_courriel_ne_se_devinent_pas(
    convention: Convention, taper: Taper
) -> None:
    connues = [fabriques.personne(courriel="coordination@exemple.fr") for _ in range(2)]
    taper(BON, BON)
    appeler()
    assert Utilisateur.objects.get().personne not in connues


@pytest.mark.django_db
def test_sur_un_portail_vide_le_compte_ouvre_sa_convention(taper: Taper) -> None:
    taper("court", "court")
    with pytest.raises(CommandError, match="trop court"):
        appeler("--territoire", "Val inventé")
    assert not Convention.objects.exists()
    taper(BON, BON)
    appeler("--territoire", "Val inventé")
    nee = Convention.objects.get()
    assert (nee.slug, nee.etat) == ("val-invente-2027-2031", Convention.Etat.PROJET)
    assert nee.habilitations.get().role == "coordonnateur"
