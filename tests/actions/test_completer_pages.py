"""La page « Compléter », la page de la fiche et celle d'une structure."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import FicheAction, PartenaireDeFiche
from conventions.models import Convention, Zone
from tests import fabriques
from tests.conftest import Connexions
from tests.outils import texte_de


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention)


@pytest.fixture
def coordination(convention: Convention, connecter: Connexions) -> Client:
    return connecter(fabriques.coordonnateur(convention))


def _adresse(vue: str, fiche: FicheAction) -> str:
    return reverse(vue, args=[fiche.convention.slug, fiche.numero])


def _envoyer(client: Client, fiche: FicheAction, **saisie: Any) -> Any:
    fiche.refresh_from_db()
    return client.post(_adresse("fiche_completer", fiche), {"version": fiche.version, **saisie})


def test_la_page_dit_tout_et_rouvre_ce_qui_est_dit(
    convention: Convention, coordination: Client, fiche: FicheAction
) -> None:
    signataire = fabriques.signataire(convention)
    elu = fabriques.mandat(partenaire=signataire.partenaire).personne
    zone = Zone.objects.create(genre="qpv", nom="Le Quartier")
    convention.zones.add(zone)
    public = fabriques.etiquette(convention, nom="jeunesse")
    structure = fabriques.equipement(convention, signataire.partenaire, nom="Les Lutins")
    reponse = _envoyer(
        coordination,
        fiche,
        elu_referent=elu.pk,
        partenaires=[signataire.partenaire_id],
        autres_partenaires="Mission locale : repère les jeunes\n\nPoint Jeune\nmission locale",
        zones=[zone.pk],
        publics=[public.pk],
        participation="coconstruction",
        structures=[structure.pk],
    )
    assert reponse.status_code == 302
    texte = texte_de(coordination.get(_adresse("fiche_detail", fiche)))
    for dit in (
        f"Élu référent {elu}",
        "Mission locale (repère les jeunes) , Point Jeune",
        # Qui coche une zone a répondu « une partie ».
        "Territoire Le Quartier",
        "Publics jeunesse",
        "Participation des habitants Co-construction",
        f"Structures concernées Les Lutins ({structure.commune})",
        "Autres cadres servis non renseigné",
    ):
        assert dit in texte, dit
    # Rouverte, la page porte ce qui est dit, et le rôle d'un signataire peut s'y ajouter.
    page = coordination.get(_adresse("fiche_completer", fiche)).content.decode()
    assert "Mission locale : repère les jeunes\nPoint Jeune" in page
    assert f'name="publics" value="{public.pk}" id="id_publics_0_0" checked' in page
    role = f"role_{signataire.partenaire_id}"
    assert f'name="{role}"' in page
    _envoyer(coordination, fiche, **{"partenaires": [signataire.partenaire_id], role: "prête"})
    assert PartenaireDeFiche.objects.get().role == "prête"


def test_un_pilote_complete_sans_toucher_a_l_elu(
    convention: Convention, connecter: Connexions, fiche: FicheAction
) -> None:
    elu = fabriques.mandat(partenaire=fabriques.signataire(convention).partenaire).personne
    FicheAction.objects.update(elu_referent=elu)
    client = connecter(fabriques.pilote(fiche))
    page = client.get(_adresse("fiche_completer", fiche)).content.decode()
    assert 'name="elu_referent"' not in page
    assert _envoyer(client, fiche, etendue="tout", elu_referent="").status_code == 302
    fiche.refresh_from_db()
    assert (fiche.etendue, fiche.elu_referent) == ("tout", elu)


def test_ce_que_la_page_refuse_reste_ecrit(
    convention: Convention, coordination: Client, fiche: FicheAction
) -> None:
    reponse = _envoyer(
        coordination, fiche, etendue="partie", autres_partenaires="Mission locale\n" + "x" * 151
    )
    assert reponse.status_code == 200
    assert "comptent 150 caractères au plus" in texte_de(reponse)
    assert "Mission locale" in reponse.content.decode()
    reponse = _envoyer(coordination, fiche, etendue="partie")
    assert "cochez au moins une zone ou une commune" in texte_de(reponse)
    assert 'href="#id_etendue"' in reponse.content.decode()
    ailleurs = fabriques.etiquette(fabriques.convention())
    assert _envoyer(coordination, fiche, publics=[ailleurs.pk]).status_code == 200
    fiche.refresh_from_db()
    assert fiche.version == 1


def test_deux_personnes_a_la_fois_voient_les_deux_versions(
    convention: Convention, coordination: Client, fiche: FicheAction
) -> None:
    un, deux = (fabriques.etiquette(convention, nom=nom) for nom in ("jeunesse", "familles"))
    assert _envoyer(coordination, fiche, publics=[un.pk, deux.pk]).status_code == 302
    reponse = coordination.post(
        _adresse("fiche_completer", fiche), {"version": 1, "publics": [un.pk], "etendue": "tout"}
    )
    assert reponse.status_code == 409
    ecarts = {e.libelle: (e.enregistre, e.saisi) for e in reponse.context["ecarts"]}
    assert ecarts == {
        "Quel territoire concerne-t-elle ?": ("—", "Tout le territoire"),
        "Quels publics, et quels enjeux transversaux ?": ("familles, jeunesse", "jeunesse"),
    }


def test_ce_qui_manque_mene_au_champ_selon_les_droits(
    convention: Convention, coordination: Client, connecter: Connexions, fiche: FicheAction
) -> None:
    def liens(client: Client) -> dict[str, str]:
        page = client.get(_adresse("fiche_detail", fiche)).content.decode()
        encart = page.split("Ce qui manque")[1].split("</ul>")[0]
        return dict(re.findall(r'<a href="([^"]+)">([^<]+)</a>', encart))

    fabriques.signataire(convention)
    fabriques.etiquette(convention)
    adresses = liens(coordination)
    assert f"{_adresse('fiche_completer', fiche)}#id_publics" in adresses
    assert f"{_adresse('fiche_mettre_a_jour', fiche)}#id_etat" in adresses
    assert _adresse("fiche_pilotes", fiche) in adresses
    champ = reverse("proposition_ajouter", args=[convention.slug, fiche.numero, "public_cible"])
    assert f"{champ}#id_nouveau" in adresses
    # L'ancre existe dans la page où elle mène.
    for adresse in adresses:
        page, _, ancre = adresse.partition("#")
        if ancre:
            assert f'id="{ancre}"' in coordination.get(page).content.decode(), adresse
    pilote = liens(connecter(fabriques.copilote(convention)))
    assert f"{_adresse('fiche_completer', fiche)}#id_publics" in pilote
    assert f"{_adresse('fiche_completer', fiche)}#id_elu_referent" not in pilote
    assert liens(connecter(fabriques.lecteur(convention))) == {}
    Convention.objects.update(fin="2026-06-30")
    assert set(liens(coordination)) == {_adresse("fiche_pilotes", fiche)}


def test_la_page_se_charge_a_cout_constant(
    convention: Convention, coordination: Client, fiche: FicheAction
) -> None:
    comptes = []
    for nombre in (1, 12):
        for _ in range(nombre):
            partie = fabriques.signataire(convention)
            fabriques.mandat(partenaire=partie.partenaire)
            fiche.structures.add(fabriques.equipement(convention, partie.partenaire))
            fiche.communes.add(partie.partenaire.commune)  # type: ignore[arg-type]
            fiche.publics.add(fabriques.etiquette(convention))
            PartenaireDeFiche.objects.create(fiche=fiche, partenaire=partie.partenaire)
        with CaptureQueriesContext(connection) as requetes:
            coordination.get(_adresse("fiche_completer", fiche))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 8


def test_ce_que_la_convention_ne_propose_plus_reste_coche(
    coordination: Client, fiche: FicheAction
) -> None:
    commune = fabriques.commune(nom="Commune partie")
    fiche.communes.add(commune)
    FicheAction.objects.update(etendue="partie")
    assert "Commune partie" in texte_de(coordination.get(_adresse("fiche_completer", fiche)))
    _envoyer(coordination, fiche, etendue="partie", communes=[commune.pk])
    assert list(fiche.communes.all()) == [commune]


def test_une_structure_montre_les_actions_qui_la_concernent(
    convention: Convention, coordination: Client, fiche: FicheAction
) -> None:
    structure = fabriques.equipement(convention)
    adresse = reverse("equipement_detail", args=[convention.slug, structure.pk])
    assert "Aucune action du plan ne la cite" in texte_de(coordination.get(adresse))
    fiche.structures.add(structure)
    fabriques.fiche(fabriques.convention(), titre="Ailleurs").structures.add(structure)
    page = coordination.get(adresse)
    assert fiche.titre in texte_de(page)
    assert "Ailleurs" not in texte_de(page)


def test_la_fiche_propose_de_lier_et_de_retirer(
    convention: Convention, coordination: Client, connecter: Connexions, fiche: FicheAction
) -> None:
    autre = fabriques.fiche(convention, titre="Une autre")
    saisie = {"cible": f"fiche:{autre.pk}", "raison": "Les mêmes familles."}
    assert coordination.post(_adresse("fiche_lier", fiche), saisie).status_code == 302
    encore = coordination.post(_adresse("fiche_lier", fiche), saisie)
    assert "Ces deux actions sont déjà liées." in texte_de(encore)
    lecteur = connecter(fabriques.lecteur(convention))
    for une in (fiche, autre):
        assert "Les mêmes familles." in texte_de(lecteur.get(_adresse("fiche_detail", une)))
    lien = fiche.liens.get()
    # Le lien se retire aussi de l'autre côté ; jamais d'une action qu'il ne touche pas.
    tierce = fabriques.fiche(convention)
    for une, statut in ((tierce, 404), (autre, 302)):
        adresse = reverse("fiche_delier", args=[convention.slug, une.numero, lien.pk])
        assert coordination.post(adresse).status_code == statut
    assert not fiche.liens.exists()
