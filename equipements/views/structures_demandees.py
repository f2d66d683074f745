"""Répondre, structure par structure : la fiche, les chiffres, les prix, ce qu'on passe."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from conventions.droits import Droit
from conventions.liens import Usage, acteur_de, ouverte_aux_liens, personne_de
from conventions.views.demandes import demande_ouverte
from ctg.socle import horloge
from ctg.socle.formulaires import executer, traiter
from equipements import campagne, questions
from equipements.declarations import retirer_la_declaration
from equipements.demandes import Constat, DemandeLue, StructureDemandee, lire_les_demandes
from equipements.destinataires import destinataires_connus, est_de_la_caf
from equipements.forms.demandes import StructureDemandeeForm
from equipements.forms.lignes import FORMULAIRES, LignesDeStructureForm
from equipements.forms.prix import GrilleForm
from equipements.forms.questions import PassageForm, QuestionPosee, QuestionsForm
from equipements.forms.structures import ModificationForm
from equipements.models import DemandeDeRegistre, QuestionConfiee, Source, TypeEquipement
from equipements.views.demandes import (
    GET_ET_POST,
    adresse,
    contexte_de,
    est_close,
    lue_de,
    peut_valider,
)
from equipements.views.prix import ouvrir_la_grille

# Ce qui se répète, et sa page à soi : (liste, question).
LISTES = [(liste, formulaire.question) for liste, formulaire in FORMULAIRES.items()]
PASSEE = "C'est passé. Un lien personnel l'y mène, pour ces chiffres seulement."
A_CONFIRMER = "C'est noté. La coordination confirme cette adresse, puis le lien part."


def _structure(request: HttpRequest, slug: str, pk: int, equipement: int) -> StructureDemandee:
    """Une structure de cette demande ; une autre n'y existe pas."""
    return _dans(lue_de(request, slug, pk), equipement)


def _dans(lue: DemandeLue, equipement: int) -> StructureDemandee:
    for structure in lue.structures:
        if structure.equipement.pk == equipement:
            return structure
    raise Http404("Cette structure n'est pas dans cette demande.")


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_structure(request: HttpRequest, slug: str, pk: int, equipement: int) -> HttpResponse:
    """Une structure : sa fiche, ses chiffres de l'année, ses prix. Un seul envoi."""
    structure = _structure(request, slug, pk, equipement)
    if est_close(structure.demande):
        return redirect(adresse("registre_lire", structure.demande))
    formulaire = StructureDemandeeForm(request.POST or None, structure=structure)

    def relire() -> StructureDemandeeForm:
        presente = _structure(request, slug, pk, equipement)
        formulaire.rouvrir(presente.a_repondre())
        return StructureDemandeeForm(structure=presente)

    return traiter(
        request,
        formulaire,
        commande=lambda saisi: campagne.enregistrer_la_structure(
            structure=structure, dit=saisi.dit(), par=acteur_de(request), le=horloge.aujourd_hui()
        ),
        vers=lambda: _la_suite(request, structure, _structure(request, slug, pk, equipement)),
        message="C'est enregistré.",
        gabarit="equipements/registre_structure.html",
        contexte=_contexte_de_structure(structure),
        relire=relire,
    )


def _contexte_de_structure(structure: StructureDemandee) -> dict[str, Any]:
    return contexte_de(
        structure.demande,
        structure=structure,
        equipement=structure.equipement,
        listes=LISTES,
        a_passer=structure.a_passer(),
    )


def _la_suite(request: HttpRequest, avant: StructureDemandee, apres: StructureDemandee) -> str:
    """Là où mène l'enregistrement : la fiche, les prix, un écart à expliquer, ou la liste."""
    cle = apres.equipement.pk
    corrigeait = avant.constat == Constat.CORRIGEE and not avant.correction_a_reprendre
    if request.POST.get("constat") == Constat.CORRIGEE and not corrigeait:
        return adresse("registre_corriger", apres.demande, cle)
    if request.POST.get("prix") == "saisis" and apres.grille is None:
        return adresse("registre_prix", apres.demande, cle)
    if apres.sauts() and not apres.mot and not avant.sauts():
        messages.warning(
            request, "Un chiffre ou un prix a beaucoup changé : dites pourquoi, si vous savez."
        )
        return adresse("registre_structure", apres.demande, cle) + "#ecarts"
    return adresse("registre_demande", apres.demande)


@ouverte_aux_liens(Usage.REPONDRE)
@require_POST
def registre_retirer(request: HttpRequest, slug: str, pk: int, equipement: int) -> HttpResponse:
    """Retirer une structure déclarée par erreur."""
    structure = _structure(request, slug, pk, equipement)
    return executer(
        request,
        lambda: retirer_la_declaration(
            structure=structure, par=acteur_de(request), le=horloge.aujourd_hui()
        ),
        vers=adresse("registre_demande", structure.demande),
        message="La déclaration est retirée.",
    )


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_corriger(request: HttpRequest, slug: str, pk: int, equipement: int) -> HttpResponse:
    """La fiche d'une structure, à corriger : le coordonnateur relira."""
    structure = _structure(request, slug, pk, equipement)
    convention = structure.demande.campagne.convention
    suite = "registre_demande"
    if structure.reponse and structure.reponse.prix == "saisis" and structure.grille is None:
        suite = "registre_prix"
    return traiter(
        request,
        ModificationForm.ouvrir(
            structure.equipement, structure.correction, convention, request.POST or None
        ),
        commande=lambda saisi: campagne.corriger_la_structure(
            structure=structure,
            champs=saisi.champs(),
            version_ouverte=saisi.version_ouverte(),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse(suite, structure.demande, *([equipement] if suite == "registre_prix" else [])),
        message="C'est noté. Le contact change tout de suite ; le reste attend le coordonnateur.",
        gabarit="equipements/registre_corriger.html",
        contexte=contexte_de(
            structure.demande, structure=structure, equipement=structure.equipement
        ),
        relire=lambda: _corriger_a_nouveau(_structure(request, slug, pk, equipement)),
    )


def _corriger_a_nouveau(structure: StructureDemandee) -> ModificationForm:
    convention = structure.demande.campagne.convention
    return ModificationForm.ouvrir(structure.equipement, structure.correction, convention)


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_lignes(
    request: HttpRequest, slug: str, pk: int, equipement: int, liste: str
) -> HttpResponse:
    """Une liste de la structure (places, ouvertures, titres, contacts), à corriger par le lien."""
    structure = _structure(request, slug, pk, equipement)
    if liste not in FORMULAIRES:
        raise Http404("Cette liste n'existe pas.")
    formulaire = _lignes(structure, liste, request.POST or None)
    return traiter(
        request,
        formulaire,
        commande=lambda saisi: campagne.corriger_la_structure(
            structure=structure,
            champs={liste: saisi.lignes()},
            version_ouverte=saisi.version_ouverte(),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse("registre_structure", structure.demande, equipement),
        message="C'est noté. Le contact change tout de suite ; le reste attend le coordonnateur.",
        gabarit="equipements/registre_lignes.html",
        contexte=contexte_de(
            structure.demande,
            structure=structure,
            equipement=structure.equipement,
            rubrique=FORMULAIRES[liste],
        ),
        relire=lambda: _lignes(
            _structure(request, slug, pk, equipement), liste, au_moins=formulaire.total
        ),
    )


def _lignes(
    structure: StructureDemandee, liste: str, donnees: Any = None, au_moins: int = 0
) -> LignesDeStructureForm:
    """Le formulaire ; une correction ouverte y est reportée."""
    proposees = structure.correction.valeurs if structure.correction else {}
    return FORMULAIRES[liste].ouvrir(structure.equipement, proposees, donnees, au_moins)


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_prix(request: HttpRequest, slug: str, pk: int, equipement: int) -> HttpResponse:
    """Les prix de l'année scolaire ; ceux d'avant y sont déjà."""
    structure = _structure(request, slug, pk, equipement)
    if structure.equipement.type != TypeEquipement.ALSH:
        raise Http404("Seul un accueil de loisirs a une grille de prix.")
    annee = structure.demande.campagne.annee
    grille, lignes, reprise = ouvrir_la_grille(structure.equipement, annee)
    formulaire = GrilleForm.ouvrir(grille, lignes, request.POST or None)

    def relire() -> GrilleForm:
        presente, siennes, _ = ouvrir_la_grille(structure.equipement, annee)
        return GrilleForm.ouvrir(presente, siennes, au_moins=formulaire.total)

    return traiter(
        request,
        formulaire,
        commande=lambda saisi: campagne.saisir_les_prix(
            structure=structure,
            grille=grille,
            lignes=saisi.lignes(),
            precisions=saisi.cleaned_data["precisions"],
            version_ouverte=saisi.version_ouverte(),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=adresse("registre_demande", structure.demande),
        message=f"Les prix {grille.annee_en_mots} sont enregistrés.",
        gabarit="equipements/registre_prix.html",
        contexte=contexte_de(
            structure.demande, equipement=structure.equipement, grille=grille, reprise=reprise
        ),
        relire=relire,
    )


def _source(slug: str) -> Source:
    if slug not in Source.values:
        raise Http404("On ne passe une question qu'à qui sait.")
    return Source(slug)


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def registre_passer(
    request: HttpRequest, slug: str, pk: int, equipement: int, source: str
) -> HttpResponse:
    """Passer une question à qui sait, pour une ou plusieurs structures : un seul courriel."""
    lue, qui = lue_de(request, slug, pk), _source(source)
    structure = _dans(lue, equipement)
    if source not in structure.a_passer() and request.method == "GET":
        return redirect(adresse("registre_structure", structure.demande, equipement))
    passees: list[questions.Passage] = []
    return traiter(
        request,
        PassageForm(
            request.POST or None,
            connus=destinataires_connus(structure, qui, horloge.aujourd_hui()),
            autres=[s for s in lue.structures if s is not structure and source in s.a_passer()],
        ),
        commande=lambda saisi: passees.append(
            questions.passer_les_questions(
                structures=[
                    structure,
                    *(s for s in lue.structures if s.equipement.pk in saisi.aussi_pour()),
                ],
                source=qui,
                destinataire=saisi.a_qui(),
                de=personne_de(request),
                par=acteur_de(request),
                le=horloge.aujourd_hui(),
            )
        ),
        vers=adresse("registre_structure", structure.demande, equipement),
        message=lambda: A_CONFIRMER if passees[0].a_confirmer else PASSEE,
        gabarit="equipements/registre_passer.html",
        contexte=contexte_de(
            structure.demande,
            structure=structure,
            equipement=structure.equipement,
            source=qui,
            chiffres=structure.de_la_source(source).questions,
        ),
    )


@ouverte_aux_liens(Usage.REPONDRE)
@require_POST
def registre_reprendre(
    request: HttpRequest, slug: str, pk: int, equipement: int, source: str
) -> HttpResponse:
    """Reprendre une question passée : à soi d'y répondre, ou de la passer à un autre."""
    structure = _structure(request, slug, pk, equipement)
    return executer(
        request,
        lambda: questions.reprendre_la_question(
            structure=structure, source=source, par=acteur_de(request), le=horloge.aujourd_hui()
        ),
        vers=adresse("registre_structure", structure.demande, equipement),
        message="La question est reprise : répondez, ou passez-la à un autre.",
    )


# --- Une question passée ---------------------------------------------------------------------


def _posees(request: HttpRequest, slug: str, pk: int) -> list[QuestionPosee]:
    """La question ouverte, puis les autres que la même personne n'a pas rendues."""
    posees = QuestionConfiee.objects.pour_liste()
    premiere = demande_ouverte(request, posees, Droit.SAISIR_LE_REGISTRE, slug, pk)
    personne, questions = personne_de(request), [premiere]
    if premiere.repondante == personne:
        attendues = posees.attendues(premiere.campagne.convention).adressees_a(personne)
        questions += [
            q
            for q in attendues.filter(campagne=premiere.campagne_id)
            if q != premiere and q.repondante == personne and q.attend_une_reponse
        ]
    meres = DemandeDeRegistre.objects.pour_liste().filter(pk__in={q.demande_id for q in questions})
    structures = {
        (lue.demande.pk, s.equipement.pk): s
        for lue in lire_les_demandes(meres, premiere.campagne.convention)
        for s in lue.structures
    }
    if (premiere.demande_id, premiere.equipement_id) not in structures:
        raise Http404("Cette structure n'est plus dans cette demande.")
    return [
        QuestionPosee(q, structures[q.demande_id, q.equipement_id], est_close(q))
        for q in questions
        if (q.demande_id, q.equipement_id) in structures
    ]


def _voit_les_montants(request: HttpRequest, question: QuestionConfiee) -> bool:
    """Vrai pour la Caf, et pour un compte qui coordonne."""
    convention = question.campagne.convention
    de_la_caf = est_de_la_caf(personne_de(request), convention, horloge.aujourd_hui())
    return de_la_caf or peut_valider(request, question.demande)


@ouverte_aux_liens(Usage.REPONDRE)
@GET_ET_POST
def question_repondre(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Donner les chiffres des structures que l'on connaît, sur une page, et rien d'autre."""
    posees = _posees(request, slug, pk)
    # Ce qui vient d'être repris reste en tête : la page dit ce qui y était tapé.
    ouvertes = [posee for posee in posees if not posee.est_close] or posees
    question = ouvertes[0].question
    lie = request.POST if request.method == "POST" else None
    voit = _voit_les_montants(request, question)
    auteur = acteur_de(request).libelle_d_auteur
    formulaire = QuestionsForm(lie, posees=posees, voit_les_montants=voit, auteur=auteur)

    def relire() -> QuestionsForm:
        presentes = _posees(request, slug, pk)
        formulaire.rouvrir_sur_ces(presentes)
        return QuestionsForm(posees=presentes, voit_les_montants=voit, auteur=auteur)

    return traiter(
        request,
        formulaire,
        commande=lambda saisi: questions.repondre_aux_questions(
            reponses=saisi.reponses(),
            de=personne_de(request),
            par=acteur_de(request),
            le=horloge.aujourd_hui(),
        ),
        vers=reverse("ma_page"),
        message="Vos chiffres sont envoyés. Merci.",
        gabarit="equipements/question_repondre.html",
        contexte={
            "question": question,
            "posees": ouvertes,
            "equipement": ouvertes[0].structure.equipement,
            "annee": question.campagne.annee,
            "est_close": ouvertes[0].est_close,
        },
        relire=relire,
    )
