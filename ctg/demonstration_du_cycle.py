"""Le cycle des évaluations de la démonstration : lues, commentées, approuvées, figées."""

import datetime
from typing import Any

from django.utils import timezone

from conventions.models import Convention, Personne, Utilisateur
from ctg.socle import horloge
from ctg.socle.historique import acte, antidater
from ctg.socle.versions import ecriture_lue
from pilotage.figer import DocumentImpossible, empreinte_du_projet, valider_l_evaluation
from pilotage.models import (
    Approbation,
    CommentaireDEvaluation,
    Evaluation,
    LectureDemandee,
    Recit,
)


def _midi(jour: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(jour, datetime.time(12)))


def _jour(ecrit: str) -> datetime.date:
    return datetime.date.fromisoformat(ecrit)


class CycleDeDemonstration:
    """Mène chaque évaluation jusqu'où le contenu le dit, par les commandes des personnes."""

    def __init__(
        self,
        convention: Convention,
        comptes: dict[str, Utilisateur],
        personnes: dict[str, Personne],
    ) -> None:
        self.convention, self.comptes, self.personnes = convention, comptes, personnes
        self.coordination = comptes["coordination"]

    def mener(self, evaluation: Evaluation, donnees: dict[str, Any]) -> None:
        """Les récits de plus, les lectures, les commentaires, puis les étapes."""
        self._raconter(evaluation, donnees.get("sections", []))
        etapes = donnees.get("cycle")
        if etapes is None:
            return
        self._avancer(evaluation, "soumettre", etapes["soumise_le"])
        self._faire_lire(evaluation, donnees.get("lectures", []))
        self._commenter(evaluation, donnees.get("commentaires", []))
        if "presentee_le" not in etapes:
            return
        self._avancer(evaluation, "presenter", etapes["presentee_le"])
        if etapes["jusqu_a"] in Evaluation.FIGES:
            self.approuver(evaluation, donnees)
            self._figer(evaluation, est_publiee=etapes["jusqu_a"] == Evaluation.Etat.PUBLIEE)

    def _raconter(self, evaluation: Evaluation, sections: list[dict[str, Any]]) -> None:
        fiches = {fiche.numero: fiche for fiche in self.convention.fiches.all()}
        with acte(self.coordination), antidater(_midi(evaluation.ouverte_le)):
            for section in sections:
                Recit.objects.create(
                    evaluation=evaluation,
                    section=section["section"],
                    fiche=fiches.get(section.get("fiche", 0)),
                    texte=section["texte"],
                )

    def _avancer(self, evaluation: Evaluation, verbe: str, le: str) -> None:
        with antidater(_midi(_jour(le))):
            getattr(evaluation, verbe)(par=self.coordination, le=_jour(le))

    def _faire_lire(self, evaluation: Evaluation, lectures: list[dict[str, Any]]) -> None:
        for lue in lectures:
            invitee_le = _jour(lue["invitee_le"])
            with acte(self.coordination), antidater(_midi(invitee_le)):
                LectureDemandee.objects.create(
                    evaluation=evaluation,
                    personne=self.personnes[lue["personne"]],
                    invitee_le=invitee_le,
                    echeance=_jour(lue["echeance"]) if "echeance" in lue else None,
                    lue_le=_jour(lue["lue_le"]) if "lue_le" in lue else None,
                )

    def _commenter(self, evaluation: Evaluation, commentaires: list[dict[str, Any]]) -> None:
        axes = {axe.numero: axe for axe in self.convention.axes.all()}
        fiches = {fiche.numero: fiche for fiche in self.convention.fiches.all()}
        for dit in commentaires:
            numero, section = dit.get("numero", 0), dit["section"]
            commentaire = CommentaireDEvaluation(
                evaluation=evaluation,
                section=section,
                axe=axes[numero] if section == "axe" else None,
                fiche=fiches[numero] if section == "fiche" else None,
                personne=self.personnes[dit["de"]],
                ecrit_le=_midi(_jour(dit["le"])),
            )
            with antidater(_midi(_jour(dit["le"]))):
                commentaire.ouvrir(texte=dit["texte"], par=self.comptes[dit["de"]])
            if "reponse" in dit:
                le = _jour(dit["repondu_le"])
                with antidater(_midi(le)):
                    commentaire.repondre(
                        texte=dit["reponse"],
                        ecriture_ouverte=ecriture_lue(commentaire),
                        par=self.coordination,
                        le=le,
                    )
            if "regle_le" in dit:
                le = _jour(dit["regle_le"])
                with antidater(_midi(le)):
                    commentaire.regler(par=self.coordination, le=le)

    def approuver(self, evaluation: Evaluation, donnees: dict[str, Any]) -> None:
        """Les accords que le contenu donne, à qui est présentée ; ils portent sur ce qui se lit."""
        codes = donnees.get("cycle", {}).get("approbations", [])
        if evaluation.etat != Evaluation.Etat.PRESENTEE:
            return
        copilotes = {c.partenaire_id: c for c in evaluation.copilotes()}
        le = evaluation.reunion.date if evaluation.reunion else evaluation.ouverte_le
        lu = empreinte_du_projet(evaluation, horloge.aujourd_hui())
        for code in ("coordination", *codes):
            compte = self.comptes[code]
            role = compte.habilitations.get(convention=self.convention)
            with antidater(_midi(le)):
                Approbation(
                    evaluation=evaluation,
                    signataire=copilotes.get(role.partenaire_id or 0),
                    personne=compte.personne,
                ).donner(par=compte, le=le, contenu_lu=lu)

    def _figer(self, evaluation: Evaluation, *, est_publiee: bool) -> None:
        """Sans moteur de PDF, elle reste présentée, et la démonstration se charge quand même."""
        le = evaluation.reunion.date if evaluation.reunion else evaluation.ouverte_le
        try:
            with antidater(_midi(le)):
                valider_l_evaluation(evaluation=evaluation, par=self.coordination, le=le)
                if est_publiee:
                    evaluation.publier(publique=True, par=self.coordination, le=le)
        except DocumentImpossible:
            return
