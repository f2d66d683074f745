"""Un accord porte sur le projet que la page montrait, et sur lui seul ; une règle dit qui l'est."""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from conventions.droits import Role
from conventions.models import Convention, Habilitation
from ctg.socle.etats import ActionImpossible
from pilotage.approbations import places_de
from pilotage.figer import valider_l_evaluation
from pilotage.models import Approbation, Evaluation, MembreInstance, Presence, Recit
from tests import fabriques
from tests import fabriques_evaluations as cycle
from tests.conftest import Connexions
from tests.outils import texte_de

LE = datetime.date(2026, 11, 23)
PAR = fabriques.LE_TEST
A_CHANGE = "Le projet a changé depuis que vous avez ouvert cette page"


@pytest.fixture
def evaluation(convention: Convention) -> Evaluation:
    """Un projet présenté au COPIL."""
    return cycle.presentee(convention)


def _page(convention: Convention, nom: str = "evaluation_approbations", *reste: Any) -> str:
    return reverse(nom, args=[convention.slug, 2025, *reste])


def _recrire(evaluation: Evaluation) -> None:
    Recit.objects.filter(evaluation=evaluation).update(texte="Un tout autre récit.")


def test_le_projet_recrit_pendant_la_lecture_ne_s_approuve_pas(
    convention: Convention, evaluation: Evaluation, connecter: Connexions
) -> None:
    client, page = connecter(cycle.copilote(convention)[1]), _page(convention)
    ouvert = client.get(page).context["formulaire"].initial
    assert ouvert == cycle.lu(evaluation)
    _recrire(evaluation)
    refus = client.post(page, {"relue": "on", **ouvert})
    assert A_CHANGE in texte_de(refus)
    assert not Approbation.objects.exists()
    # La case reste cochée, et la page porte le projet d'aujourd'hui : relu, il s'approuve.
    assert refus.context["formulaire"]["relue"].value()
    present = refus.context["formulaire"]["contenu_lu"].value()
    client.post(page, {"relue": "on", "contenu_lu": present})
    assert Approbation.objects.get().contenu_lu == present == cycle.lu(evaluation)["contenu_lu"]
    # Changé ensuite, la page le dit à qui la lit.
    assert "a changé depuis" not in texte_de(client.get(page))
    Recit.objects.filter(evaluation=evaluation).update(texte="Encore un autre.")
    assert "a changé depuis" in texte_de(client.get(page))


def test_l_accord_note_de_la_seance_porte_aussi_sur_ce_qui_se_lisait(
    convention: Convention, evaluation: Evaluation, connecter: Connexions
) -> None:
    caf, _ = cycle.copilote(convention)
    qui = fabriques.personne()
    MembreInstance.objects.create(
        instance=fabriques.instance(convention), personne=qui, partenaire=caf.partenaire
    )
    client = connecter(fabriques.coordonnateur(convention))
    noter = _page(convention, "approbation_noter", caf.pk)
    ouvert = client.get(noter).context["formulaire"].initial
    _recrire(evaluation)
    assert A_CHANGE in texte_de(client.post(noter, {"personne": qui.pk, **ouvert}))
    client.post(noter, {"personne": qui.pk, **cycle.lu(evaluation)})
    assert Approbation.objects.get().contenu_lu == cycle.lu(evaluation)["contenu_lu"]


def test_une_seule_regle_dit_au_nom_de_qui_l_on_approuve(convention: Convention) -> None:
    (caf, _), (agglo, _) = cycle.copilote(convention), cycle.copilote(convention, "agglomeration")

    def role(role: Role, partenaire: Any = None) -> Habilitation:
        return Habilitation(role=role, partenaire=partenaire, convention=convention)

    attendus = [
        ([role(Role.COORDONNATEUR)], [None]),
        ([role(Role.COPILOTE, caf.partenaire)], [caf]),
        ([role(Role.COORDONNATEUR), role(Role.COPILOTE, agglo.partenaire)], [None, agglo]),
        # Un agent de la Caf n'engage pas la Caf ; un copilote venu d'ailleurs n'engage personne.
        ([role(Role.AGENT, caf.partenaire), role(Role.LECTEUR)], []),
        ([role(Role.COPILOTE, fabriques.partenaire())], []),
    ]
    for roles, places in attendus:
        assert places_de(roles, [caf, agglo]) == places


def test_une_seance_anterieure_au_texte_se_dit_et_n_approuve_rien(
    convention: Convention, connecter: Connexions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pilotage.figer.pdf_de_l_evaluation", lambda contenu, **_: cycle.UN_PDF)
    evaluation = cycle.prete(convention, presentee_le=LE)
    caf = evaluation.copilotes().get()
    assert evaluation.reunion is not None
    Approbation.objects.filter(signataire=caf).delete()
    accord = Approbation(
        evaluation=evaluation,
        signataire=caf,
        personne=fabriques.personne(),
        reunion=evaluation.reunion,
    )
    with pytest.raises(ActionImpossible, match="présenté après la séance"):
        accord.donner(par=PAR, le=LE)
    coordination = connecter(fabriques.coordonnateur(convention))
    assert "Noter l'accord" not in texte_de(coordination.get(_page(convention)))
    accord.reunion = None
    accord.donner(par=PAR, le=LE)
    valider = _page(convention, "evaluation_valider")
    assert "La séance n'a pas vu ce texte" in texte_de(coordination.get(valider))
    version = valider_l_evaluation(evaluation=evaluation, par=PAR, le=LE)
    repris = "texte repris après cette séance et présenté le 23 novembre 2026"
    assert version.seance == f"COPIL du 12 juin 2026 ; {repris}"
    assert repris in version.instantane.replace("\\u00a0", " ")
    # Aucune sortie ne dit que cette séance a validé ce qu'elle n'a pas vu.
    dite = f"après le COPIL du 12 juin 2026 : {repris}"
    evaluation.refresh_from_db()
    evaluation.publier(publique=True, par=PAR, le=LE)
    pages = [
        coordination.get(_page(convention, nom, *reste))
        for nom, *reste in (
            ("version_lire", version.numero),
            ("evaluation_web",),
            ("evaluation_publique",),
        )
    ]
    lecteur = connecter(fabriques.lecteur(convention))
    pages.append(lecteur.get(reverse("evaluation_liste", args=[convention.slug])))
    for page in pages:
        assert dite in texte_de(page)
        assert "au COPIL du 12 juin 2026 ;" not in texte_de(page)


@pytest.mark.parametrize("etat", ["absent", "excuse"])
def test_une_partie_absente_n_a_pas_approuve_en_seance(
    convention: Convention, evaluation: Evaluation, etat: str
) -> None:
    caf, _ = cycle.copilote(convention)
    assert evaluation.reunion is not None
    presence = Presence.objects.create(reunion=evaluation.reunion, signataire=caf, etat=etat)
    accord = Approbation(
        evaluation=evaluation,
        signataire=caf,
        personne=fabriques.personne(),
        reunion=evaluation.reunion,
    )
    with pytest.raises(ActionImpossible, match="n'était pas à cette séance"):
        accord.donner(par=PAR, le=LE)
    presence.etat = "represente"
    presence.save()
    accord.donner(par=PAR, le=LE)
    assert Approbation.objects.exists()
