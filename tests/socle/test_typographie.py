"""Les textes saisis, mis au propre pour le papier."""

import pytest

from ctg.socle.typographie import (
    coupe_entre_deux_mots,
    espaces_fr,
    markdown_pour_papier,
    typographie_fr,
)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("Prêt ? Oui !", "Prêt\u202f? Oui\u202f!"),
        ("a; b", "a\u202f; b"),
        ("Bilan: bon", "Bilan\u00a0: bon"),
        ("Bilan : bon", "Bilan\u00a0: bon"),
        ('"bien"', "«\u00a0bien\u00a0»"),
        ("«bien»", "«\u00a0bien\u00a0»"),
        ("l'année", "l’année"),
        ("12% et 3 €", "12\u00a0% et 3\u00a0€"),
        ("art. 10, n° 3", "art.\u00a010, n°\u00a03"),
        ("à 10:30", "à 10:30"),
        ("http://exemple.fr/?a=1;b", "http://exemple.fr/?a=1;b"),
        ("Fin\u00a0: oui\u202f!", "Fin\u00a0: oui\u202f!"),
    ],
)
def test_les_espaces_et_les_guillemets(ecrit: str, lu: str) -> None:
    assert typographie_fr(ecrit) == lu
    assert typographie_fr(lu) == lu


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("Elargissement", "Élargissement"),
        ("Evolution ; Etape", "Évolution\u202f; Étape"),
        ("A définir", "À définir"),
        ("Suite : A définir", "Suite\u00a0: À définir"),
        # Un nom propre, un sigle, une lettre et le verbe restent ce qu'ils sont.
        ("Elise, Eaje, Enfin", "Elise, Eaje, Enfin"),
        ("Annexe A à définir ; A répondu", "Annexe A à définir\u202f; A répondu"),
        ("Le groupe A la tient", "Le groupe A la tient"),
    ],
)
def test_les_capitales_sont_accentuees(ecrit: str, lu: str) -> None:
    assert typographie_fr(ecrit) == lu


@pytest.mark.parametrize(
    ("entier", "lu"),
    [
        ("Créer un lieu", "Créer un lieu"),
        ("Créer un établissement", "Créer…"),
        ("Créer « un lieu de vie »", "Créer « un lieu…\u00a0»"),
        ("Créer « un »", "Créer « un »"),
        ("Un RPE (Relais Petite Enfance)", "Un RPE (Relais…)"),
        ("Rassembler «\u00a0tous\u00a0»", "Rassembler…"),
        ('Créer "un lieu de vie"', 'Créer "un lieu…"'),
    ],
)
def test_un_texte_se_coupe_entre_deux_mots_et_referme_ses_guillemets(entier: str, lu: str) -> None:
    assert coupe_entre_deux_mots(entier, 17) == lu


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Un **mot** et *deux*", "<p>Un <strong>mot</strong> et <em>deux</em></p>"),
        ("# Titre\n\nTexte", '<p class="intertitre">Titre</p><p>Texte</p>'),
        ("- a\n\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n  suite", "<ul><li>a<br>suite</li></ul>"),
        ("- a\n  - b\n- c", '<ul><li>a</li><li class="sous-puce">b</li><li>c</li></ul>'),
        ("3. trois", '<ol start="3"><li>trois</li></ol>'),
        ("> cité", "<p>cité</p>"),
        ("    <b>code</b>", "<p>&lt;b&gt;code&lt;/b&gt;</p>"),
        ("[un **lien**](https://exemple.fr)", '<p><a href="https://exemple.fr">un lien</a></p>'),
        ("ligne\nsuivante", "<p>ligne<br>suivante</p>"),
        ("", ""),
    ],
)
def test_le_markdown_devient_un_html_que_le_pdf_sait_baliser(markdown: str, html: str) -> None:
    assert markdown_pour_papier(markdown) == html


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="https://exemple.fr/x.png">',
        "<script>alert(1)</script>",
        "![x](https://exemple.fr/x.png)",
        "[x](javascript:alert(1))",
        '<a href="file:///etc/passwd">x</a>',
    ],
)
def test_rien_ne_se_charge_d_ailleurs(hostile: str) -> None:
    html = markdown_pour_papier(hostile)
    assert "<img" not in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert 'href="file' not in html


def test_une_capitale_est_accentuee_sans_toucher_aux_noms() -> None:
    ecrit = "Equité, Etat, Evolution ; Enedis, Eau, Eric, Elusive"
    assert typographie_fr(ecrit).startswith("Équité, État, Évolution")
    assert typographie_fr(ecrit).endswith("Enedis, Eau, Eric, Elusive")


def test_a_l_ecran_rien_ne_va_seul_a_la_ligne_et_aucun_signe_ne_change() -> None:
    ecrit = 'L\'un « Habitat jeune » : vraiment ? 50 % "oui"... 10:30'
    lu = espaces_fr(ecrit)
    assert lu == 'L\'un «\xa0Habitat jeune\xa0»\xa0: vraiment\u202f? 50\xa0% "oui"... 10:30'
    assert espaces_fr(lu) == lu
