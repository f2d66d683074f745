"""De rien à une convention signée, par les formulaires seuls."""

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import FicheAction
from conventions.droits import Role
from conventions.models import Convention, Habilitation, Partenaire, Utilisateur
from tests import fabriques
from tests.conftest import Connexions
from tests.droits.pages import PAGES
from tests.naissance.outils import coller, envoyer
from tests.outils import texte_de

pytestmark = pytest.mark.django_db

LISTE = """Communauté de communes du Val inventé
st amand
90012
Caf du Val inventé
"""


@pytest.fixture
def coordination(connecter: Connexions, convention: Convention) -> Client:
    """Qui coordonne déjà une convention, et va en ouvrir une autre."""
    return connecter(fabriques.coordonnateur(convention))


def _ouvrir(client: Client, **saisie: str) -> Convention:
    reponse = envoyer(
        client,
        reverse("convention_ouvrir"),
        territoire="Val inventé",
        nom="CTG du Val inventé 2027-2031",
        debut="2026-01-01",
        fin="2030-12-31",
        **saisie,
    )
    assert reponse.status_code == 302
    nee = Convention.objects.get(territoire="Val inventé")
    assert reponse.headers["Location"] == reverse("convention_batir", args=[nee.slug])
    return nee


def test_de_rien_a_la_signature(coordination: Client) -> None:
    fabriques.commune(nom="Saint-Amand", code_insee="90011")
    fabriques.commune(nom="Le Bourg", code_insee="90012")
    nee = _ouvrir(coordination)
    assert (nee.slug, nee.etat) == ("val-invente-2026-2030", Convention.Etat.PROJET)
    slug = nee.slug

    page = texte_de(coordination.get(reverse("convention_batir", args=[slug])))
    assert "Prochain geste : écrire la convention." in page
    envoyer(
        coordination,
        reverse("convention_ecrire", args=[slug]),
        objet="Coordonner les services aux familles.",
        deliberee_par="Conseil communautaire",
    )
    coller(coordination, nee, LISTE)
    parties = list(nee.signataires.select_related("partenaire"))
    assert [p.partenaire.nature for p in parties] == ["agglomeration", "commune", "commune", "caf"]
    assert [p.est_copilote for p in parties] == [True, False, False, True]
    assert parties[2].partenaire.nom == "Commune du Bourg"

    # Un plan sans axe le dit, et mène au premier.
    assert "Ajouter le premier axe" in texte_de(
        coordination.get(reverse("fiche_ajouter", args=[slug]))
    )
    envoyer(coordination, reverse("axe_ajouter", args=[slug]), titre="Grandir ici")
    axe = nee.axes.get()
    envoyer(
        coordination,
        reverse("fiche_ajouter", args=[slug]) + f"?axe={axe.pk}",
        titre="Ouvrir un lieu d'accueil",
        objectifs="Que chacun trouve une place.",
    )
    fiche = FicheAction.objects.get(convention=nee)
    envoyer(
        coordination,
        reverse("fiche_indicateurs", args=[slug, fiche.numero]),
        libelle="Nombre de familles accueillies",
        nature="quantitatif",
    )
    for genre in ("copil", "cotech"):
        envoyer(coordination, reverse("instance_ajouter", args=[slug]), genre=genre, nom="Comité")

    page = texte_de(coordination.get(reverse("convention_signer", args=[slug])))
    assert "Il manque encore" not in page
    signer = reverse("convention_signer", args=[slug])
    assert "Confirmez que toutes" in texte_de(envoyer(coordination, signer, signee_le="2026-11-02"))
    assert envoyer(coordination, signer, signee_le="2026-11-02", confirme="on").status_code == 302
    nee.refresh_from_db()
    assert (nee.etat, str(nee.signee_le)) == ("signee", "2026-11-02")
    # Le texte est signé : plus rien ne s'y écrit directement.
    refus = envoyer(coordination, reverse("fiche_ecrire", args=[slug, 1]), titre="Autre chose")
    assert "ne change plus que par avenant" in texte_de(refus)
    fiche.refresh_from_db()
    assert fiche.titre == "Ouvrir un lieu d'accueil"
    _toutes_les_pages_s_ouvrent(coordination, nee)


def _toutes_les_pages_s_ouvrent(client: Client, nee: Convention) -> None:
    lues = 0
    for nom, page in PAGES.items():
        if page.get and page.est_une_page and page.est_d_une_convention and not page.cle:
            lues += 1
            assert client.get(reverse(nom, args=[nee.slug])).status_code == 200, nom
    assert lues > 20
    assert client.get("/", {"convention": nee.slug}).status_code == 200


def test_ouverte_pour_un_autre_territoire_elle_invite_sa_coordination(
    coordination: Client, connecter: Connexions, convention: Convention
) -> None:
    nee = _ouvrir(
        coordination, qui="autre", nom_de_la_personne="Nouvelle", courriel="neuve@exemple.fr"
    )
    invitee = Utilisateur.objects.get(courriel="neuve@exemple.fr")
    roles = dict(Habilitation.objects.filter(convention=nee).values_list("utilisateur", "role"))
    assert roles.pop(invitee.pk) == Role.COORDONNATEUR
    assert list(roles.values()) == [Role.ADMINISTRATEUR]
    # Elle bâtit la sienne, et ne voit rien de l'autre.
    chez_elle = connecter(invitee)
    assert "Bâtir la convention" in texte_de(chez_elle.get("/"))
    assert chez_elle.get(reverse("convention_detail", args=[convention.slug])).status_code == 404


def test_qui_ne_coordonne_rien_n_en_ouvre_pas(
    connecter: Connexions, convention: Convention
) -> None:
    for compte in (fabriques.lecteur(convention), fabriques.copilote(convention)):
        client = connecter(compte)
        assert client.get(reverse("convention_ouvrir")).status_code == 403
        assert "Ouvrir une convention" not in texte_de(client.get(reverse("convention_liste")))


def test_un_etranger_n_y_voit_rien(connecter: Connexions, coordination: Client) -> None:
    nee = _ouvrir(coordination)
    ailleurs = connecter(fabriques.coordonnateur(fabriques.convention()))
    for nom in ("convention_batir", "convention_detail", "plan_batir", "parties_ajouter"):
        assert ailleurs.get(reverse(nom, args=[nee.slug])).status_code == 404


def test_sans_caf_ni_plan_elle_ne_se_signe_pas(coordination: Client) -> None:
    nee = _ouvrir(coordination)
    signer = reverse("convention_signer", args=[nee.slug])
    reponse = coordination.post(signer, {"signee_le": "2026-11-02", "confirme": "on"})
    page = texte_de(reponse)
    for manque in ("Aucune Caf", "Aucune commune", "pas d'axe", "pas de fiche-action"):
        assert manque in page
    nee.refresh_from_db()
    assert nee.est_en_projet


def test_un_organisme_d_un_autre_territoire_s_inscrit_a_neuf(coordination: Client) -> None:
    ailleurs = fabriques.convention()
    la_bas = fabriques.partenaire(nature=Partenaire.Nature.CAF, nom="Caf du Val inventé")
    fabriques.signataire(ailleurs, partenaire=la_bas)
    fabriques.mandat(partenaire=la_bas)
    nee = _ouvrir(coordination)
    coller(coordination, nee, "Caf du Val inventé")
    ici = nee.signataires.get().partenaire
    assert ici != la_bas
    assert not ici.mandats.exists()
