"""La vie fictive de la démonstration : elle passe par les mêmes commandes que les personnes.

Le contenu est dans ``fixtures/conventions/<slug>/demonstration.json`` ; ce module le joue. Ce que
le fichier ne dit pas structure par structure (capacités, fréquentation, montants) vient d'un tirage
à graine fixe : deux chargements donnent la même démonstration.
"""

import datetime
import random
from decimal import Decimal
from typing import Any

from django.utils import timezone

from actions.models import FicheAction, Financement, Note, PiloteDeFiche, TempsFort
from conventions.campagnes import ouvrir_campagne
from conventions.droits import Role
from conventions.models import (
    Campagne,
    Commune,
    Convention,
    Habilitation,
    Mandat,
    Partenaire,
    Personne,
    Utilisateur,
)
from conventions.reponses import accepter_la_reponse, renvoyer_la_reponse
from ctg import demonstration_du_projet as projet
from ctg.demonstration_de_la_campagne import mener_la_campagne_du_registre
from ctg.demonstration_des_fiches import preciser
from ctg.demonstration_des_indicateurs import relever
from ctg.demonstration_des_pieces import joindre
from ctg.demonstration_du_cycle import CycleDeDemonstration
from ctg.demonstration_du_journal import raconter
from ctg.demonstration_du_referentiel import evaluer_par_le_referentiel
from ctg.demonstration_du_registre import vivre_au_registre
from ctg.demonstration_du_territoire import peupler_le_territoire
from ctg.socle import horloge
from ctg.socle.historique import Acteur, ActeurNomme, acte, antidater
from equipements.models import Equipement, SousType, Soutien
from pilotage.campagnes import preparer_campagne, repondre_a_la_demande
from pilotage.models import (
    Decision,
    DemandeDeFiche,
    Evaluation,
    Instance,
    MembreInstance,
    Presence,
    Recit,
    Reunion,
    SectionDeRecit,
)

LA_DEMONSTRATION = ActeurNomme("démonstration (données fictives)")
MOT_DE_PASSE = "demonstration-ctg"

# Un compte par profil, nommé par sa fonction : (courriel, profil).
COMPTES = (
    ("coordination@portail.example", "Coordonnatrice CTG"),
    ("caf@portail.example", "Copilote, Caf"),
    ("agglomeration@portail.example", "Copilote, agglomération"),
    ("mairie@portail.example", "Agent d'une commune"),
    ("copil@portail.example", "Membre du COPIL"),
    ("pilote@portail.example", "Pilote de fiches-actions"),
    ("lecture@portail.example", "Lecteur"),
    ("administration@portail.example", "Administrateur"),
    projet.COMPTE,
)


def _jour(texte: str) -> datetime.date:
    return datetime.date.fromisoformat(texte)


def _midi(jour: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))


class Demonstration:
    """Joue le contenu d'une démonstration dans une convention déjà chargée."""

    def __init__(self, convention: Convention, contenu: dict[str, Any]) -> None:
        self.convention = convention
        self.contenu = contenu
        self.partenaires = {
            s.partenaire.code: s.partenaire
            for s in convention.signataires.select_related("partenaire")
        }
        self.comptes: dict[str, Utilisateur] = {}
        self.personnes: dict[str, Personne] = {}
        self.reunions: dict[tuple[str, str], Reunion] = {}
        self.hasard = random.Random(2022)  # noqa: S311 – un décor, pas un secret

    def jouer(self) -> None:
        """Tout, dans l'ordre du temps, en une transaction."""
        with acte(LA_DEMONSTRATION):
            self._creer_les_comptes()
            self._asseoir_les_membres()
            self._tenir_les_reunions()
            self._vivre()
            self._financer()
            self._noter_les_temps_forts()
            joindre(self.convention, self.contenu, self._acteur, self.personnes)
            preciser(self.convention, self.contenu, self._acteur, self.personnes)
            raconter(self.convention, self.contenu, self._acteur)
            relever(self.convention, self.contenu, self._acteur)
            vivre_au_registre(self.convention, self.contenu, self.hasard, LA_DEMONSTRATION)
            self._saisir_au_registre()
            peupler_le_territoire(self.convention, LA_DEMONSTRATION)
            self._evaluer()
            # Jugée avant d'être présentée : approuvée, une évaluation ne s'écrit plus.
            evaluer_par_le_referentiel(self.convention, self.contenu, self._acteur)
            evaluations = self._mener_les_evaluations()
            self._mener_les_campagnes()
            mener_la_campagne_du_registre(
                self.convention, self.contenu, self._acteur("coordination")
            )
            # Un accord porte sur le projet tel qu'il se lit : rien n'y change plus ensuite.
            for donnees in self.contenu["evaluations"]:
                evaluations.approuver(self._evaluation(donnees), donnees)
            projet.faire_naitre(MOT_DE_PASSE, horloge.aujourd_hui())

    def _acteur(self, code: str) -> Acteur:
        return self.comptes[code]

    def _creer_les_comptes(self) -> None:
        with antidater(_midi(self.convention.debut)):
            for donnees in self.contenu["comptes"]:
                personne = self._faire_connaitre(donnees)
                self.comptes[donnees["code"]] = self._ouvrir_un_compte(donnees, personne)
            for donnees in self.contenu["personnes_sans_compte"]:
                self._faire_connaitre(donnees)

    def _faire_connaitre(self, donnees: dict[str, Any]) -> Personne:
        personne = Personne.objects.create(nom=donnees["nom"], courriel=donnees["courriel"])
        organisme = self.partenaires.get(donnees.get("partenaire") or "")
        if organisme:
            Mandat.objects.create(
                personne=personne,
                partenaire=organisme,
                fonction=donnees["fonction"],
                nature=donnees["nature"],
                debut=self.convention.debut,
            )
        for numero in donnees.get("pilote_de", []):
            self._confier(numero, personne, donnees.get("copilote", False))
        self.personnes[donnees["code"]] = personne
        return personne

    def _ouvrir_un_compte(self, donnees: dict[str, Any], personne: Personne) -> Utilisateur:
        compte: Utilisateur = Utilisateur.objects.create_user(
            donnees["courriel"], MOT_DE_PASSE, nom=donnees["nom"], personne=personne
        )
        organisme = self.partenaires.get(donnees.get("partenaire") or "")
        for role in donnees["roles"]:
            Habilitation.objects.create(
                utilisateur=compte,
                role=Role(role),
                convention=self.convention,
                partenaire=organisme if role in ("agent", "copilote") else None,
            )
        return compte

    def _confier(self, numero: int, personne: Personne, est_copilote: bool) -> None:
        PiloteDeFiche.objects.create(
            fiche=self.convention.fiches.get(numero=numero),
            personne=personne,
            est_copilote=est_copilote,
            debut=self.convention.debut,
        )

    def _asseoir_les_membres(self) -> None:
        """Au COPIL, les représentants des signataires (art. 7) et les comptes qui y siègent."""
        with antidater(_midi(self.convention.debut)):
            copil = self.convention.instances.get(genre=Instance.Genre.COPIL)
            for signataire in self.convention.signataires.prefetch_related(
                "signatures__mandat__personne"
            ):
                for signature in signataire.signatures.all():
                    MembreInstance.objects.create(
                        instance=copil,
                        personne=signature.mandat.personne,
                        partenaire_id=signataire.partenaire_id,
                        debut=self.convention.debut,
                    )
            for donnees in self.contenu["comptes"]:
                for genre in donnees.get("siege", []):
                    MembreInstance.objects.create(
                        instance=self.convention.instances.get(genre=genre),
                        personne=self.personnes[donnees["code"]],
                        partenaire=self.partenaires.get(donnees.get("partenaire") or ""),
                        est_consultatif=donnees.get("est_consultatif", False),
                        debut=self.convention.debut,
                    )

    def _tenir_les_reunions(self) -> None:
        signataires = list(self.convention.signataires.select_related("partenaire"))
        for donnees in self.contenu["reunions"]:
            jour = _jour(donnees["date"])
            # Une séance à venir est inscrite avant d'avoir lieu.
            inscrite_le = _jour(donnees.get("inscrite_le", donnees["date"]))
            with acte(self._acteur("coordination")), antidater(_midi(inscrite_le)):
                reunion = Reunion.objects.create(
                    instance=self.convention.instances.get(genre=donnees["instance"]),
                    date=jour,
                    lieu=donnees["lieu"],
                    ordre_du_jour=donnees["ordre_du_jour"],
                )
                for signataire in signataires if donnees.get("presences") else []:
                    Presence.objects.create(
                        reunion=reunion,
                        signataire=signataire,
                        etat=self._presence(donnees["presences"], signataire.partenaire),
                    )
                for ordre, decision in enumerate(donnees.get("decisions", []), 1):
                    Decision.objects.create(
                        reunion=reunion,
                        ordre=ordre,
                        texte=decision["texte"],
                        fiche=self._fiche(decision["fiche"]) if decision.get("fiche") else None,
                    )
            self.reunions[donnees["instance"], donnees["date"]] = reunion

    def _presence(self, presences: dict[str, Any], partenaire: Partenaire) -> str:
        """Les organismes cités sont présents ; les autres selon la part de présents voulue."""
        if partenaire.code in presences["presents"]:
            return Presence.Etat.PRESENT
        tirage = self.hasard.random()
        if tirage < presences["part"]:
            return Presence.Etat.PRESENT
        if tirage < presences["part"] + 0.1:
            return Presence.Etat.REPRESENTE
        return Presence.Etat.EXCUSE if tirage < 0.92 else Presence.Etat.ABSENT

    def _fiche(self, numero: int) -> FicheAction:
        return self.convention.fiches.get(numero=numero)

    def _vivre(self) -> None:
        for donnees in sorted(self.contenu["vie"], key=lambda d: str(d["le"])):
            fiche, le = self._fiche(donnees["fiche"]), _jour(donnees["le"])
            faites = {int(o): _jour(d) for o, d in donnees.get("faites", {}).items()}
            with antidater(_midi(le)):
                fiche.mettre_a_jour(
                    etat=donnees["etat"],
                    meteo=donnees["meteo"],
                    meteo_commentaire=donnees.get("commentaire", ""),
                    etapes={
                        e.pk: faites.get(e.ordre, e.faite_le)
                        for e in fiche.etapes.order_by("ordre")
                    },
                    notes={Note.Genre.FAIT_MARQUANT: donnees.get("note", "")},
                    note_du=le,
                    version_ouverte=fiche.version,
                    par=self._acteur(donnees["par"]),
                    le=le,
                )

        for numero, priorite in self.contenu["priorites"].items():
            fiche, le = self._fiche(int(numero)), _jour(self.contenu["priorites_le"])
            with antidater(_midi(le)):
                fiche.prioriser(
                    priorite=priorite,
                    version_ouverte=fiche.version,
                    par=self._acteur("coordination"),
                    le=le,
                )

    def _financer(self) -> None:
        for donnees in sorted(self.contenu["financements"], key=lambda d: str(d["le"])):
            le, montants = _jour(donnees["le"]), ("prevu", "obtenu", "depense")
            textes = ("nature", "annee", "demande", "financeur_libre", "appel_a_projets")
            valeurs = {nom: donnees[nom] for nom in textes}
            valeurs |= {n: None if donnees[n] is None else Decimal(donnees[n]) for n in montants}
            valeurs["financeur"] = self.partenaires.get(donnees["partenaire"] or "")
            valeurs["echeance"] = _jour(donnees["echeance"]) if donnees["echeance"] else None
            with antidater(_midi(le)):
                Financement(fiche=self._fiche(donnees["fiche"])).enregistrer(
                    valeurs=valeurs, version_ouverte=0, par=self._acteur(donnees["par"]), le=le
                )

    def _noter_les_temps_forts(self) -> None:
        communes = {commune.code_insee: commune for commune in Commune.objects.all()}
        fiches = {fiche.numero: fiche for fiche in self.convention.fiches.all()}
        for donnees in sorted(self.contenu["temps_forts"], key=lambda d: str(d["date"])):
            le = _jour(donnees["date"])
            nombres = ("participants", "familles", "jeunes", "formes")
            textes = ("genre", "titre", "partenaires", "recit")
            valeurs = {nom: donnees[nom] for nom in (*textes, *nombres)}
            valeurs |= {"date": le, "commune": communes.get(donnees["commune"] or "")}
            with antidater(_midi(le)):
                TempsFort(convention=self.convention).enregistrer(
                    valeurs=valeurs,
                    fiches=[fiches[numero] for numero in donnees["fiches"]],
                    version_ouverte=0,
                    par=self._acteur(donnees["par"]),
                    le=le,
                )

    def _saisir_au_registre(self) -> None:
        """Des saisies à chaque état, pour que la file du coordonnateur ne soit pas vide."""
        for donnees in self.contenu["declarations"]:
            le, par = _jour(donnees["le"]), self._acteur(donnees["par"])
            organisme = self.partenaires[donnees["signataire"]]
            with acte(par), antidater(_midi(le)):
                structure = Equipement.objects.create(
                    nom=donnees["nom"],
                    type=donnees["type"],
                    sous_type=SousType.objects.get(type=donnees["type"], code=donnees["sous_type"]),
                    adresse=donnees["adresse"],
                    code_postal=donnees["code_postal"],
                    commune=Commune.objects.get(partenaires=organisme),
                    gestionnaire=donnees["gestionnaire"],
                    capacite=donnees["capacite"],
                )
                Soutien.objects.create(equipement=structure, partenaire=organisme, debut=le)
                if donnees["jusqu_a"] != "brouillon":
                    structure.soumettre(par=par, le=le, version_ouverte=structure.version)
                if donnees["jusqu_a"] == "renvoye":
                    structure.renvoyer(
                        motif=donnees["motif"],
                        par=self._acteur("coordination"),
                        version_ouverte=structure.version,
                    )

    def _evaluer(self) -> None:
        axes = {axe.numero: axe for axe in self.convention.axes.all()}
        for donnees in self.contenu["evaluations"]:
            ouverte_le = _jour(donnees["ouverte_le"])
            seance = donnees.get("seance")
            with acte(self._acteur("coordination")), antidater(_midi(ouverte_le)):
                evaluation = Evaluation.objects.create(
                    convention=self.convention,
                    annee=donnees["annee"],
                    ouverte_le=ouverte_le,
                    reunion=self.reunions["copil", seance] if seance else None,
                )
                for numero, texte in donnees["recits"].items():
                    axe = axes.get(int(numero))
                    section = SectionDeRecit.AXE if axe else SectionDeRecit.ENSEMBLE
                    Recit.objects.create(
                        evaluation=evaluation, section=section, axe=axe, texte=texte
                    )

    def _evaluation(self, donnees: dict[str, Any]) -> Evaluation:
        return self.convention.evaluations.get(annee=donnees["annee"])

    def _mener_les_evaluations(self) -> CycleDeDemonstration:
        cycle = CycleDeDemonstration(self.convention, self.comptes, self.personnes)
        for donnees in self.contenu["evaluations"]:
            cycle.mener(self._evaluation(donnees), donnees)
        return cycle

    def _mener_les_campagnes(self) -> None:
        """Une campagne ouverte, où chacun en est à un autre moment de sa réponse."""
        for donnees in self.contenu["campagnes"]:
            ouverte_le = _jour(donnees["ouverte_le"])
            campagne = Campagne(
                convention=self.convention,
                genre=Campagne.Genre.FICHES,
                annee=donnees["annee"],
                message=donnees["message"],
                echeance=_jour(donnees["echeance"]),
            )
            choix = {
                self._fiche(int(numero)).pk: self.personnes[code].pk
                for numero, code in donnees["demandes"].items()
            }
            coordination = self._acteur("coordination")
            with antidater(_midi(ouverte_le)):
                preparer_campagne(campagne=campagne, choix=choix, par=coordination)
                ouvrir_campagne(campagne=campagne, par=coordination, le=ouverte_le)
            for reponse in donnees["reponses"]:
                self._repondre(campagne, reponse)

    def _repondre(self, campagne: Campagne, donnees: dict[str, Any]) -> None:
        demande = campagne.demandes_de_fiche.get(fiche__numero=donnees["fiche"])
        notes = {
            Note.Genre.FAIT_MARQUANT: donnees["fait"],
            Note.Genre.DIFFICULTE: donnees["bloque"],
        }
        notes[Note.Genre.PROCHAINE_ETAPE] = donnees["suite"]
        le = _jour(donnees["le"])
        fiche = demande.fiche
        recapitulatif = [
            ("État d'avancement", FicheAction.Etat(donnees["etat"]).label),
            ("Météo des objectifs", FicheAction.Meteo(donnees["meteo"]).label),
            *((Note.Genre(genre).label.capitalize(), texte) for genre, texte in notes.items()),
        ]
        with antidater(_midi(le)):
            repondre_a_la_demande(
                demande=demande,
                mise_a_jour={
                    "etat": donnees["etat"],
                    "meteo": donnees["meteo"],
                    "meteo_commentaire": "",
                    "etapes": {e.pk: e.faite_le for e in fiche.etapes.all()},
                    "notes": notes,
                    "note_du": le,
                    "version_ouverte": fiche.version,
                },
                reponses={},
                recapitulatif=[(question, texte) for question, texte in recapitulatif if texte],
                de=self.personnes[donnees["par"]],
                par=self._acteur(donnees["par"]),
                le=le,
            )
        self._juger(demande, donnees)

    def _juger(self, demande: DemandeDeFiche, donnees: dict[str, Any]) -> None:
        geste: dict[str, Any] = {"par": self._acteur("coordination"), "demande": demande}
        geste["version_ouverte"] = demande.version
        if acceptee_le := donnees.get("acceptee_le"):
            with antidater(_midi(_jour(acceptee_le))):
                accepter_la_reponse(**geste, le=_jour(acceptee_le))
        if renvoyee_le := donnees.get("renvoyee_le"):
            with antidater(_midi(_jour(renvoyee_le))):
                renvoyer_la_reponse(**geste, motif=donnees["motif"], le=_jour(renvoyee_le))
