"""Ce que demande la réponse à une campagne : l'avancement, les notes, les indicateurs."""

from typing import Any

from django.utils.text import capfirst

from actions.forms import MiseAJourForm
from actions.models import FicheAction, Note
from ctg.socle.formulaires import FormulaireVersionne
from pilotage.forms.champs import champ_texte
from pilotage.forms.releves import RelevesForm
from pilotage.models import DemandeDeFiche, Releve

LONGUEUR_D_UN_BROUILLON = 20_000
# Genre de note → champ du formulaire.
NOTES = {
    Note.Genre.FAIT_MARQUANT: "fait",
    Note.Genre.DIFFICULTE: "bloque",
    Note.Genre.PROCHAINE_ETAPE: "suite",
}


class ReponseForm(MiseAJourForm, RelevesForm):
    """La mise à jour d'une fiche et ses indicateurs de l'année, d'un seul envoi.

    Le brouillon de la demande, s'il y en a un, remplit le formulaire ; il porte les versions que
    la personne avait ouvertes, si bien qu'un changement survenu depuis se verra.
    """

    note = None  # type: ignore[assignment] # trois questions la remplacent
    note_du = None  # type: ignore[assignment] # les notes d'une réponse sont du jour
    fait = champ_texte(
        "Qu'est-ce qui a été fait ?", 4, aide="Deux phrases suffisent.", requis=False
    )
    bloque = champ_texte(
        "Qu'est-ce qui bloque ?", 3, aide="Et de qui vous avez besoin.", requis=False
    )
    suite = champ_texte(
        "Quelle est la suite ?", 3, aide="La prochaine étape, et quand.", requis=False
    )

    def __init__(self, *args: Any, demande: DemandeDeFiche, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.demande = demande
        self.est_figee = demande.fiche.est_figee(self.le)
        if self.est_figee:
            # Après le terme, le plan ne change plus : seuls les relevés restent ouverts (art. 11).
            for nom in ("etat", "meteo", "meteo_commentaire", *NOTES.values()):
                del self.fields[nom]
            self.etapes = []
            self.fields = {n: c for n, c in self.fields.items() if not n.startswith("etape_")}
        if not self.is_bound:
            for nom, valeurs in demande.brouillon.items():
                self.initial[nom] = valeurs

    def notes(self) -> dict[str, str]:
        """Genre de note → texte."""
        return {genre: self.cleaned_data.get(champ, "") for genre, champ in NOTES.items()}

    def brouillon(self) -> dict[str, str]:
        """Ce qui est tapé, tel quel, sans être vérifié ; une case décochée y est vide."""
        return {
            nom: str(self.data.get(self.add_prefix(nom), ""))[:LONGUEUR_D_UN_BROUILLON]
            for nom in self.fields
        }

    def recapitulatif(self) -> list[tuple[str, str]]:
        """La réponse en toutes lettres, question par question ; ce qui est vide n'y est pas."""
        paires: list[tuple[str, str]] = []
        if not self.est_figee:
            saisie = self.cleaned_data
            etat = FicheAction.Etat(saisie["etat"]).label
            meteo = FicheAction.Meteo(saisie["meteo"]).label if saisie["meteo"] else ""
            paires = [
                ("État d'avancement", capfirst(etat)),
                ("Météo des objectifs", capfirst(meteo)),
                ("Pourquoi cette météo", saisie["meteo_commentaire"].strip()),
                ("Étapes faites", " ; ".join(e.libelle for e in self.etapes if self._faite_le(e))),
                *((str(self.fields[c].label), saisie[c].strip()) for c in NOTES.values()),
            ]
        ouvertes = [ligne for ligne in self.attendues if ligne.est_ouverte]
        paires += [(ligne.indicateur.libelle, _en_clair(ligne)) for ligne in ouvertes]
        return [(question, reponse) for question, reponse in paires if reponse]


def _en_clair(ligne: Any) -> str:
    saisie = ligne.saisie()
    if saisie.est_vide:
        return ""
    releve = Releve(indicateur=ligne.indicateur)
    releve.poser(saisie)
    return ". ".join(filter(None, [releve.en_clair(), saisie.recit, saisie.motif]))


class RenvoiForm(FormulaireVersionne):
    """Pourquoi la réponse est à reprendre."""

    motif = champ_texte(
        "Que faut-il reprendre ?", 4, aide="Ces mots partent dans le courriel.", requis=True
    )
