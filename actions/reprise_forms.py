"""Ce que la page demande pour reprendre un classeur : un fichier."""

from ctg.socle.depots import DepotForm, champ_de_depot


class ClasseurForm(DepotForm):
    """Le classeur exporté, modifié hors du portail."""

    fichier = champ_de_depot(
        question="Quel classeur ?",
        aide="Le fichier .xlsx emporté d'ici, avec vos changements.",
        accepte=".xlsx",
        sans_fichier="Choisissez le classeur à reprendre.",
    )
