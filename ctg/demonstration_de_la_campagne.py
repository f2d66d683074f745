"""La campagne fictive du registre, en démonstration : des communes à tous les états d'une réponse.

Elle passe par les mêmes commandes que les personnes. Les agents sont nommés par leur fonction ;
les chiffres sont ceux de l'an passé, à peu de chose près : rien ici n'est un fait du territoire.
"""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator

from conventions.campagnes import ouvrir_campagne
from conventions.models import Campagne, Convention, Mandat, Partenaire, Personne
from conventions.reponses import renvoyer_la_reponse
from ctg.socle.historique import Acteur, ActeurNomme, antidater
from equipements.acceptations import accepter_la_demande
from equipements.annuels import Saisie
from equipements.campagne import (
    DitDeLaStructure,
    confirmer_la_demande,
    enregistrer_la_structure,
)
from equipements.demandes import StructureDemandee, lire_la_demande
from equipements.destinataires import Destinataire
from equipements.models import DemandeDeRegistre, QuestionConfiee, ReponseDeStructure, Source
from equipements.questions import confirmer_l_adresse, passer_les_questions
from pilotage.campagnes import preparer_campagne
from pilotage.forms.parties import ChoixDesParties, nom_du_champ

_HAUSSE = Decimal("1.02")
_DOUBLE = Decimal("2.1")
Prix = ReponseDeStructure.Prix


def _jour(texte: str) -> datetime.date:
    return datetime.date.fromisoformat(texte)


def _midi(jour: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))


def mener_la_campagne_du_registre(
    convention: Convention, contenu: dict[str, Any], coordination: Acteur
) -> None:
    """Ouvre la campagne, et fait répondre les communes que le fichier cite."""
    donnees = contenu["campagne_du_registre"]
    _faire_connaitre_les_agents(convention, set(donnees["sans_contact"]))
    campagne = _ouvrir(convention, donnees, coordination)
    demandes = {
        d.signataire.partenaire.code: d for d in DemandeDeRegistre.objects.de_la_campagne(campagne)
    }
    le = _jour(donnees["repondu_le"])
    with antidater(_midi(le)):
        for code in donnees["confirment"]:
            _confirmer(demandes[code], le, hausse=_HAUSSE)
        ecart = donnees["ecart"]
        _confirmer(demandes[ecart["partie"]], le, hausse=_DOUBLE, mot=ecart["mot"])
        for code in donnees["commencent"]:
            _dire(lire_la_demande(demandes[code]).structures[0], le, hausse=_HAUSSE)
        _passer(demandes[donnees["question"]["partie"]], donnees["question"], coordination, le)
    _juger(demandes, donnees, coordination)


def _faire_connaitre_les_agents(convention: Convention, sauf: set[str]) -> None:
    """Un agent par collectivité, sauf là où personne n'est joignable : cela se voit aussi."""
    parties = convention.signataires.filter(partenaire__nature__in=Partenaire.COLLECTIVITES)
    with antidater(_midi(convention.debut)):
        for partie in parties.select_related("partenaire"):
            if partie.partenaire.code in sauf:
                continue
            qui = Truncator(partie.partenaire.nom).chars(55)
            agente = Personne.objects.create(
                nom=f"Agent, {qui} (démonstration)",
                courriel=f"{partie.partenaire.code}@portail.example",
            )
            Mandat.objects.create(
                personne=agente,
                partenaire=partie.partenaire,
                fonction="Agent chargé de l'enfance",
                nature=Mandat.Nature.TECHNICIEN,
                debut=convention.debut,
            )


def _ouvrir(convention: Convention, donnees: dict[str, Any], par: Acteur) -> Campagne:
    ouverte_le = _jour(donnees["ouverte_le"])
    campagne = Campagne(
        convention=convention,
        genre=Campagne.Genre.REGISTRE,
        annee=donnees["annee"],
        message=donnees["message"],
        echeance=_jour(donnees["echeance"]),
    )
    choix = ChoixDesParties(campagne, ouverte_le)
    proposees = choix.champs()
    parties = {
        s.pk: int(proposees[nom_du_champ(s)].initial)
        for s in choix.signataires
        if nom_du_champ(s) in proposees
    }
    with antidater(_midi(ouverte_le)):
        preparer_campagne(campagne=campagne, choix={}, parties=parties, par=par)
        ouvrir_campagne(campagne=campagne, par=par, le=ouverte_le)
    return campagne


def _de(demande: DemandeDeRegistre) -> Acteur:
    return ActeurNomme(f"{demande.repondante} (lien personnel)")


def _relue(demande: DemandeDeRegistre) -> DemandeDeRegistre:
    return DemandeDeRegistre.objects.pour_liste().get(pk=demande.pk)


def _confirmer(
    demande: DemandeDeRegistre, le: datetime.date, *, hausse: Decimal, mot: str = ""
) -> None:
    lue = lire_la_demande(demande)
    for rang, structure in enumerate(lue.structures):
        # Un seul chiffre double : les autres suivent leur pente.
        _dire(structure, le, hausse=hausse if rang == 0 else _HAUSSE, mot=mot if rang == 0 else "")
    demande = _relue(demande)
    if lue.sans_structure:
        demande.dire_ce_qui_dessert(
            structures=[],
            dessert="Les familles vont dans les communes voisines (démonstration).",
            version_ouverte=demande.version,
            par=_de(demande),
            le=le,
        )
    confirmer_la_demande(
        demande=demande,
        version_ouverte=demande.version,
        de=demande.repondante,
        par=_de(demande),
        le=le,
    )


def _dire(
    structure: StructureDemandee, le: datetime.date, *, hausse: Decimal, mot: str = ""
) -> None:
    """Rien n'a changé, les chiffres de l'an passé à peu près, les mêmes prix."""
    # Les autres demandes ont pu s'écrire : la structure d'une demande relue fait foi.
    relue = lire_la_demande(_relue(structure.demande))
    structure = next(s for s in relue.structures if s.equipement == structure.equipement)
    saisies = {}
    for rang, question in enumerate(structure.a_repondre().questions):
        avant = structure.avant.get(question.cle, Saisie())
        if avant.valeur is None:
            saisies[question.cle] = Saisie("non_disponible", None, "Pas encore arrêté.")
            continue
        pas = hausse if rang == 0 or question.cle == "enfants" else _HAUSSE
        saisies[question.cle] = Saisie(
            "nombre", (avant.valeur * pas).quantize(Decimal(1)).quantize(Decimal("0.01"))
        )
    prix, motif = "", ""
    if structure.a_des_prix:
        prix = Prix.INCHANGES if structure.grille_d_avant else Prix.NON_DISPONIBLE
        motif = "" if structure.grille_d_avant else "La délibération n'est pas prise."
    enregistrer_la_structure(
        structure=structure,
        dit=DitDeLaStructure(
            constat="" if structure.est_nouvelle else ReponseDeStructure.Constat.INCHANGEE,
            fermee_le=None,
            prix=prix,
            motif_des_prix=motif,
            mot=mot,
            saisies=saisies,
            ouvertes={q.cle: q.saisie() for q in structure.a_repondre().questions},
            version_ouverte=structure.equipement.version,
        ),
        par=_de(structure.demande),
        le=le,
    )


def _passer(
    demande: DemandeDeRegistre, passee: dict[str, Any], coordination: Acteur, le: datetime.date
) -> None:
    """Une adresse que le portail ne connaît pas : la coordination la confirme, et le lien part."""
    passer_les_questions(
        structures=lire_la_demande(_relue(demande)).structures[:1],
        source=Source.GESTIONNAIRE,
        destinataire=Destinataire("", passee["nom"], passee["courriel"]),
        de=demande.repondante,
        par=_de(demande),
        le=le,
    )
    confirmer_l_adresse(
        question=QuestionConfiee.objects.pour_liste().get(demande=demande),
        de=demande.repondante,
        par=coordination,
        le=le,
    )


def _juger(demandes: dict[str, DemandeDeRegistre], donnees: dict[str, Any], par: Acteur) -> None:
    le = _jour(donnees["juge_le"])
    with antidater(_midi(le)):
        for code in donnees["acceptees"]:
            demande = _relue(demandes[code])
            accepter_la_demande(
                demande=demande, empreinte=lire_la_demande(demande).empreinte, par=par, le=le
            )
        renvoi = donnees["renvoi"]
        demande = _relue(demandes[renvoi["partie"]])
        renvoyer_la_reponse(
            demande=demande,
            motif=renvoi["motif"],
            par=par,
            le=le,
            version_ouverte=demande.version,
        )
