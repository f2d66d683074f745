"""Lit un fichier du registre, dit ce qu'il changerait, et peut l'appliquer."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conventions.commandes import convention_choisie
from conventions.models import Convention, Utilisateur
from ctg.socle import horloge
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import ActeurNomme
from ctg.socle.tableur import ClasseurRefuse
from ctg.socle.versions import ConflitDeVersion
from equipements.echanges import application, chiffres, prix_lus, structures
from equipements.echanges.controle import Controle, LigneImportee, Quoi
from equipements.echanges.ecriture import Bilan

_MOTS = {Quoi.STRUCTURES: "structures", Quoi.CHIFFRES: "réponses", Quoi.PRIX: "prix"}
LA_COMMANDE = ActeurNomme("commande importer_equipements")


class Command(BaseCommand):
    """Sans `--appliquer`, rien n'est écrit ; avec une ligne refusée non plus, et le code le dit."""

    help = "Importe des structures, des chiffres ou des prix d'un fichier .xlsx ou .csv."

    def add_arguments(self, parser: CommandParser) -> None:
        """`FICHIER [--appliquer] [--chiffres | --prix] [--par COURRIEL] [--avec-les-doublons]`."""
        parser.add_argument("fichier", type=Path, metavar="FICHIER", help="le fichier à lire")
        parser.add_argument("--appliquer", action="store_true", help="écrire ce qui change")
        quoi = parser.add_mutually_exclusive_group()
        quoi.add_argument(
            "--chiffres", action="store_true", help="le fichier contient des chiffres annuels"
        )
        quoi.add_argument("--prix", action="store_true", help="le fichier contient des prix d'ALSH")
        parser.add_argument(
            "--par", metavar="COURRIEL", help="le compte qui signe, avec ses seuls droits"
        )
        parser.add_argument(
            "--avec-les-doublons",
            action="store_true",
            help="ajouter aussi les structures qui ressemblent à une autre",
        )
        parser.add_argument("--convention", metavar="SLUG", help="utile s'il y en a plusieurs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Imprime le rapport de la page ; lève `CommandError` dès qu'une ligne est refusée."""
        convention = convention_choisie(options["convention"])
        compte = _compte(options["par"])
        try:
            convention.exiger_ouverte()
            controle = self._controler(convention, compte, options)
            self._dire(controle)
            refusees = controle.lignes_refusees
            if controle.erreurs:
                raise CommandError(
                    f"{refusees} ligne(s) refusée(s) : rien n'a été écrit."
                    if refusees
                    else "Le fichier est refusé : rien n'a été écrit."
                )
            if options["appliquer"]:
                self._appliquer(controle, convention, compte, options)
        except (ClasseurRefuse, ActionImpossible) as refus:
            raise CommandError(str(refus)) from refus
        except ConflitDeVersion as conflit:
            raise CommandError("Le registre a changé entre-temps : recommencez.") from conflit
        if controle.a_decider and not options["avec_les_doublons"]:
            raise CommandError(
                f"{len(controle.a_decider)} ligne(s) laissée(s) : des doublons probables."
                " Ajoutez --avec-les-doublons si ce sont d'autres structures."
            )

    def _controler(
        self, convention: Convention, compte: Utilisateur | None, options: dict[str, Any]
    ) -> Controle:
        try:
            octets = options["fichier"].read_bytes()
        except OSError as erreur:
            raise CommandError(f"Le fichier {options['fichier']} ne se lit pas.") from erreur
        if options["chiffres"] or options["prix"]:
            de_l_annee = prix_lus.controler if options["prix"] else chiffres.controler
            le = horloge.aujourd_hui()
            return de_l_annee(octets, convention=convention, utilisateur=compte, le=le)
        return structures.controler(octets, convention=convention, utilisateur=compte)

    def _dire(self, controle: Controle) -> None:
        for remarque in controle.remarques:
            self.stdout.write(remarque)
        for erreur in controle.erreurs:
            self.stdout.write(str(erreur))
        for ligne in controle.lignes:
            for phrase in _phrases(ligne):
                self.stdout.write(phrase)
        mot = _MOTS[controle.quoi]
        self.stdout.write(
            f"{controle.lues} lignes lues ({mot}) : {controle.inchangees} sans changement,"
            f" {controle.nombre_de_changees} changées, {controle.nombre_de_nouvelles} nouvelles,"
            f" {controle.lignes_refusees} refusées."
        )
        if controle.est_sans_changement:
            self.stdout.write("Aucun changement.")

    def _appliquer(
        self,
        controle: Controle,
        convention: Convention,
        compte: Utilisateur | None,
        options: dict[str, Any],
    ) -> None:
        bilan: Bilan = application.appliquer(
            application.lot_du_controle(controle.lignes),
            None if options["avec_les_doublons"] else (),
            convention=convention,
            utilisateur=compte,
            par=compte or LA_COMMANDE,
            le=horloge.aujourd_hui(),
        )
        self.stdout.write(
            f"Écrit : {bilan.nouvelles} ajoutées (dont {bilan.brouillons} en brouillon),"
            f" {bilan.changees} modifiées, {bilan.corrections} corrections proposées,"
            f" {bilan.reponses} réponses, {bilan.grilles} grilles de prix,"
            f" {bilan.laissees} laissées."
        )


def _compte(courriel: str | None) -> Utilisateur | None:
    if courriel is None:
        return None
    compte = Utilisateur.objects.filter(courriel__iexact=courriel, is_active=True).first()
    if compte is None:
        raise CommandError(f"Aucun compte ouvert n'a le courriel {courriel}.")
    return compte


def _phrases(ligne: LigneImportee) -> list[str]:
    phrases = [f"Ligne {ligne.ligne}, {ligne.nom} : {ligne.sort.value}."]
    if not ligne.est_nouvelle:
        phrases += [
            f"  {e.libelle} : « {e.avant or 'rien'} » devient « {e.apres or 'rien'} »."
            for e in ligne.ecarts
        ]
    phrases += [f"  Doublon probable : {autre}." for autre in ligne.doublons]
    return phrases
