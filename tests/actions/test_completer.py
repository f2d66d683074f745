"""Ce qui précise une fiche : les règles du modèle, ses liens, ses étiquettes, sa succession."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.complements import ce_qui_precise
from actions.models import Etiquette, FicheAction, LienDeFiche, PartenaireDeFiche
from actions.models.complements import Complements
from actions.presentation import historique_de, liens_montres
from actions.succession import a_reprendre, reprendre
from conventions.models import Convention, Zone
from conventions.models.contrat import ConventionFigee
from conventions.succession import Passage
from ctg.socle.etats import ActionImpossible
from ctg.socle.versions import ConflitDeVersion
from tests import fabriques
from tests.fabriques import LE_TEST

LE = datetime.date(2026, 11, 23)


@pytest.fixture
def fiche(convention: Convention) -> FicheAction:
    return fabriques.fiche(convention)


def _completer(fiche: FicheAction, **champs: Any) -> None:
    fiche.completer(Complements(**champs), version_ouverte=fiche.version, par=LE_TEST, le=LE)


def test_tout_se_dit_d_un_seul_envoi_et_d_une_seule_ligne_d_historique(fiche: FicheAction) -> None:
    zone = Zone.objects.create(genre="qpv", nom="Le Quartier")
    commune, organisme = fabriques.commune(), fabriques.partenaire(nature="caf", nom="La Caf")
    formation = fabriques.etiquette(fiche.convention, genre="enjeu", nom="formation")
    jeunes = fabriques.etiquette(fiche.convention, nom="jeunesse")
    cadre = fabriques.etiquette(fiche.convention, genre="cadre", nom="SDSF")
    structure = fabriques.equipement(fiche.convention)
    lignes = fiche.historique.count()
    _completer(
        fiche,
        elu_referent=fabriques.personne().pk,
        etendue="partie",
        participation="concertation",
        zones=[zone.pk],
        communes=[commune.pk],
        publics=[formation.pk, jeunes.pk],
        cadres=[cadre.pk],
        structures=[structure.pk],
        partenaires={organisme.pk: "finance", "Mission locale": ""},
    )
    assert fiche.historique.count() == lignes + 1
    assert fiche.mise_a_jour_le is None
    lu = ce_qui_precise(FicheAction.objects.get(pk=fiche.pk))
    assert (lu.zones, lu.communes) == (["Le Quartier"], [commune.nom])
    assert (lu.publics, lu.enjeux, lu.cadres) == (["jeunesse"], ["formation"], ["SDSF"])
    assert [s.pk for s in lu.structures] == [structure.pk]
    assert [(p.nom, p.role) for p in lu.partenaires] == [
        ("La Caf", "finance"),
        ("Mission locale", ""),
    ]
    dits = {c.libelle: c.apres for ch in historique_de(fiche) for c in ch.champs}
    assert dits["territoire concerné"] == "une partie du territoire"
    assert dits["communes concernées"] == commune.nom
    assert dits["publics et enjeux"] == "formation, jeunesse"
    assert dits["autres cadres servis"] == "SDSF"
    assert dits["rôle"] == "finance"


def test_l_historique_dit_ce_qui_change_de_l_un_a_l_autre(fiche: FicheAction) -> None:
    un, deux = (fabriques.etiquette(fiche.convention, nom=nom) for nom in ("un", "deux"))
    _completer(fiche, publics=[un.pk], partenaires={"Mission locale": ""})
    _completer(fiche, publics=[un.pk, deux.pk], partenaires={"Point Jeune": ""})
    retire, ajoute, change, *_ = sorted(historique_de(fiche)[:3], key=lambda c: c.nature)[::-1]
    assert {(c.objet, c.nature) for c in (retire, ajoute, change)} == {
        ("partenaire, Mission locale", "suppression"),
        ("partenaire, Point Jeune", "création"),
        ("fiche-action", "modification"),
    }
    (champ,) = next(c for c in (retire, ajoute, change) if c.objet == "fiche-action").champs
    assert (champ.avant, champ.apres) == ("un", "un, deux")


@pytest.mark.parametrize(
    ("etendue", "a_des_communes", "refus"),
    [
        ("partie", False, "cochez au moins une zone"),
        ("tout", True, "décochez-les"),
        ("", True, "décochez-les"),
        ("tout", False, ""),
        ("partie", True, ""),
        ("", False, ""),
    ],
)
def test_partout_et_non_dit_sont_deux_reponses(
    fiche: FicheAction, etendue: str, a_des_communes: bool, refus: str
) -> None:
    communes = [fabriques.commune().pk] if a_des_communes else []
    if not refus:
        _completer(fiche, etendue=etendue, communes=communes)
        return
    with pytest.raises(ActionImpossible, match=refus):
        _completer(fiche, etendue=etendue, communes=communes)
    assert FicheAction.objects.get(pk=fiche.pk).etendue == ""


def test_un_conflit_ou_une_convention_echue_n_ecrivent_rien(fiche: FicheAction) -> None:
    public = fabriques.etiquette(fiche.convention)
    complements = Complements(publics=[public.pk], partenaires={"Une association": ""})
    with pytest.raises(ConflitDeVersion):
        fiche.completer(complements, version_ouverte=7, par=LE_TEST, le=LE)
    with pytest.raises(ConventionFigee):
        fiche.completer(complements, version_ouverte=1, par=LE_TEST, le=datetime.date(2027, 1, 1))
    ailleurs = fabriques.etiquette(fabriques.convention())
    with pytest.raises(ActionImpossible, match="de cette convention"):
        _completer(fiche, publics=[ailleurs.pk])
    # Un public n'est pas un cadre.
    with pytest.raises(ActionImpossible, match="de cette convention"):
        _completer(fiche, cadres=[public.pk])
    assert not fiche.publics.exists()
    assert not PartenaireDeFiche.objects.exists()


def test_un_partenaire_est_connu_ou_nomme_et_une_seule_fois(fiche: FicheAction) -> None:
    organisme = fabriques.partenaire()
    for champs in (
        {"partenaire": organisme, "nom_libre": "Deux à la fois"},
        {},
        {"partenaire": organisme},
        {"nom_libre": "mission LOCALE"},
    ):
        PartenaireDeFiche.objects.all().delete()
        PartenaireDeFiche.objects.create(fiche=fiche, partenaire=organisme)
        PartenaireDeFiche.objects.create(fiche=fiche, nom_libre="Mission locale")
        with pytest.raises(IntegrityError), transaction.atomic():
            PartenaireDeFiche.objects.create(fiche=fiche, **champs)
    # Une graphie corrigée garde son histoire.
    cle = PartenaireDeFiche.objects.get(nom_libre="Mission locale").pk
    _completer(fiche, partenaires={"Mission Locale": "repère"})
    assert PartenaireDeFiche.objects.get().pk == cle
    assert str(PartenaireDeFiche.objects.get()) == "Mission Locale (repère)"


def test_un_lien_se_lit_des_deux_cotes_et_se_retire(fiche: FicheAction) -> None:
    autre = fabriques.fiche(fiche.convention, axe=fabriques.axe(fiche.convention))
    lien = LienDeFiche(fiche=fiche, vers_fiche=autre, raison="Les mêmes familles.")
    lien.ajouter(par=LE_TEST, le=LE)
    LienDeFiche(fiche=autre, vers_axe=fiche.axe, raison="Même enjeu.").ajouter(par=LE_TEST, le=LE)
    LienDeFiche.objects.create(fiche=fiche, vers_fiche=autre, ecrit="voir l'action 2")
    for une, sens in ((fiche, [False, True]), (autre, [False, True])):
        du_texte, ajoutes = liens_montres(une)
        assert [m.lien.ecrit for m in du_texte] == ["voir l'action 2"]
        assert [m.est_recu for m in ajoutes] == sens
    assert liens_montres(fiche)[1][1].est_a_elle is False
    assert "Les mêmes familles." in {
        c.apres for ch in historique_de(autre) for c in ch.champs if ch.objet == "lien"
    }
    lien.retirer(par=LE_TEST, le=LE)
    assert [m.lien.raison for m in liens_montres(fiche)[1]] == ["Même enjeu."]


def test_ce_qu_un_lien_refuse(fiche: FicheAction) -> None:
    autre = fabriques.fiche(fiche.convention)
    fabriques.lien(fiche, autre)
    ailleurs = fabriques.fiche(fabriques.convention())

    def poser(de: FicheAction, vers: FicheAction | None, raison: str = "Parce que.") -> None:
        LienDeFiche(fiche=de, vers_fiche=vers, raison=raison).ajouter(par=LE_TEST, le=LE)

    for de, vers, raison, phrase in (
        (fiche, autre, "Encore.", "déjà liées"),
        (autre, fiche, "À l'envers.", "déjà liées"),
        (fiche, fiche, "Elle-même.", "à elle-même"),
        (fiche, ailleurs, "Ailleurs.", "de la convention"),
        (fiche, None, "Rien.", "à une fiche ou à un axe"),
        (autre, fabriques.fiche(fiche.convention), "", "pourquoi"),
    ):
        with pytest.raises((ActionImpossible, ValidationError), match=phrase):
            poser(de, vers, raison)
    du_texte = LienDeFiche.objects.create(fiche=fiche, vers_fiche=autre, ecrit="voir")
    with pytest.raises(ActionImpossible, match="écrit dans le contrat"):
        du_texte.retirer(par=LE_TEST, le=LE)
    with pytest.raises(ConventionFigee):
        LienDeFiche.objects.ajoutes().get().retirer(par=LE_TEST, le=datetime.date(2027, 1, 1))
    assert LienDeFiche.objects.count() == 2


def test_une_etiquette_se_renomme_partout_et_ne_se_retire_que_libre(fiche: FicheAction) -> None:
    public = Etiquette(convention=fiche.convention, genre="public")
    public.enregistrer(nom=" lycéens ", ecriture_ouverte=0, par=LE_TEST)
    lue = public.historique.latest("history_id").history_id
    _completer(fiche, publics=[public.pk])
    public.enregistrer(nom="lycéens et étudiants", ecriture_ouverte=lue, par=LE_TEST)
    assert ce_qui_precise(fiche).publics == ["lycéens et étudiants"]
    with pytest.raises(ConflitDeVersion):
        public.enregistrer(nom="autre", ecriture_ouverte=lue, par=LE_TEST)
    with pytest.raises(ValidationError, match="existe déjà"):
        Etiquette(convention=fiche.convention, genre="public").enregistrer(
            nom="LYCÉENS et étudiants".lower().upper().lower(), ecriture_ouverte=0, par=LE_TEST
        )
    with pytest.raises(ActionImpossible, match="Des actions portent"):
        public.retirer(par=LE_TEST)
    _completer(fiche)
    public.retirer(par=LE_TEST)
    assert not Etiquette.objects.exists()


def test_l_elu_referent_passe_a_qui_lui_succede(fiche: FicheAction) -> None:
    mandat, suivante = fabriques.mandat(), fabriques.personne()
    autre = fabriques.fiche(fiche.convention)
    for une in (fiche, autre):
        une.confier_a_l_elu(mandat.personne, version_ouverte=une.version, par=LE_TEST)
    a_passer = a_reprendre(mandat.personne, fiche.convention, mandat.partenaire, LE)
    assert [c.cle for c in a_passer] == [f"elu_referent:{f.pk}" for f in (fiche, autre)]
    reprendre(
        [a_passer[0].cle],
        Passage(
            de=mandat.personne,
            vers=suivante,
            convention=fiche.convention,
            partenaire=mandat.partenaire,
            fin=LE,
            par=LE_TEST,
        ),
    )
    referents = dict(FicheAction.objects.values_list("pk", "elu_referent"))
    assert referents == {fiche.pk: suivante.pk, autre.pk: mandat.personne_id}
    (champ, *_) = historique_de(FicheAction.objects.get(pk=fiche.pk))[0].champs
    assert (champ.libelle, champ.apres) == ("élu référent", str(suivante))
