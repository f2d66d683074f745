"""Une campagne sollicite les pilotes et les parties : un seul courriel, à la bonne personne."""

import datetime

import pytest
from django.urls import reverse

from conventions.droits import Role
from conventions.models import Campagne, Convention, Envoi, Mandat, Partenaire
from equipements.models import DemandeDeRegistre
from pilotage.forms.parties import ChoixDesParties
from tests import fabriques
from tests.conftest import ClientStrict

pytestmark = pytest.mark.django_db
LE = datetime.date(2026, 11, 23)


def _campagne(convention: Convention, genre: str = Campagne.Genre.REGISTRE) -> Campagne:
    return Campagne(convention=convention, genre=genre, annee=2026, echeance=LE)


def test_la_personne_proposee_est_la_bonne(convention: Convention) -> None:
    """L'agent d'abord, puis le technicien, puis l'élu ; qui n'a pas de courriel passe après."""
    commune = fabriques.signataire(convention).partenaire
    elue = fabriques.personne(nom="Élue", courriel="elue@exemple.fr")
    technicienne = fabriques.personne(nom="Technicienne", courriel="tech@exemple.fr")
    muette = fabriques.personne(nom="Muette")
    fabriques.mandat(personne=elue, partenaire=commune)
    nature = Mandat.Nature.TECHNICIEN
    fabriques.mandat(personne=technicienne, partenaire=commune, nature=nature)
    fabriques.mandat(personne=muette, partenaire=commune, nature=nature)

    def proposees() -> list[str]:
        choix = ChoixDesParties(_campagne(convention), LE)
        (champ,) = choix.champs().values()
        return [libelle for _, libelle in champ.choices[1:]]  # type: ignore[attr-defined]

    assert proposees() == ["Technicienne", "Élue", "Muette (sans courriel qui marche)"]
    agente = fabriques.habilite(convention, Role.AGENT, commune).personne
    agente.courriel = "agente@exemple.fr"
    agente.save()
    assert proposees()[0] == str(agente)


def test_toutes_les_collectivites_sont_demandees_et_elles_seules(convention: Convention) -> None:
    fabriques.signataire(convention)
    for nature in (Partenaire.Nature.AGGLOMERATION, Partenaire.Nature.SYNDICAT):
        fabriques.signataire(convention, partenaire=fabriques.partenaire(nature=nature))
    caf = fabriques.partenaire(nature=Partenaire.Nature.CAF)
    fabriques.signataire(convention, partenaire=caf)
    choix = ChoixDesParties(_campagne(convention), LE)
    assert len(choix.signataires) == 3
    assert caf not in [s.partenaire for s in choix.signataires]
    # Une campagne de fiches n'en demande aucune.
    assert ChoixDesParties(_campagne(convention, "fiches"), LE).signataires == []


def test_une_personne_recoit_un_seul_courriel_pour_la_fiche_et_le_registre(
    convention: Convention,
) -> None:
    commune = fabriques.signataire(convention)
    ada = fabriques.personne(nom="Ada", courriel="ada@exemple.fr")
    fabriques.mandat(personne=ada, partenaire=commune.partenaire)
    fiche = fabriques.fiche(convention)
    fiche.pilotes.create(personne=ada)
    client = ClientStrict()
    client.force_login(fabriques.coordonnateur(convention))
    ajouter = reverse("campagne_ajouter", args=[convention.slug]) + "?genre=ensemble"
    formulaire = client.get(ajouter).context["formulaire"]
    donnees = {c.html_name: c.value() for c in formulaire if c.value() not in (None, "")}
    client.post(ajouter, donnees | {"echeance": "2026-12-14", "annee": "2026"})
    campagne = Campagne.objects.get()
    assert DemandeDeRegistre.objects.get(campagne=campagne).personne == ada
    cle = [convention.slug, campagne.pk]
    avant = client.get(reverse("campagne_detail", args=cle)).content.decode()
    assert "1\u00a0partie sollicitée" in avant
    client.post(reverse("campagne_ouvrir", args=cle))

    envoi = Envoi.objects.get(personne=ada)
    assert len(envoi.contenu["elements"]) == 2
    assert envoi.objet == (
        "1\u00a0fiche-action et 1\u00a0liste de structures à mettre à jour pour le 14 décembre 2026"
    )
    assert "deux minutes par fiche et cinq minutes pour une structure" in envoi.contenu["suite"][0]
    assert {d.etat for d in DemandeDeRegistre.objects.all()} == {"envoyee"}


def test_qui_n_est_pas_joignable_se_dit_avant_l_envoi(convention: Convention) -> None:
    muette = fabriques.mandat(partenaire=fabriques.signataire(convention).partenaire).personne
    fabriques.signataire(convention)
    client = ClientStrict()
    client.force_login(fabriques.coordonnateur(convention))
    page = client.get(reverse("campagne_ajouter", args=[convention.slug]) + "?genre=registre")
    lu = page.content.decode()
    assert f"{muette} (sans courriel qui marche)" in lu
    assert "personne à joindre par courriel" in lu
    assert "personne de connu" in lu
