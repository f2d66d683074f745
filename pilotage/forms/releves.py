"""Ce que demandent les pages des relevés."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from actions.models import DocumentDeFiche, FicheAction, Indicateur
from actions.qualification import niveaux_de
from ctg.socle.champs_de_formulaire import NombreFrancais
from ctg.socle.formulaires import FormulaireDeFiltres, champ_a_choix
from pilotage.forms.saisies import ECARTEE, FormulaireDeReleves, ne_change_plus
from pilotage.models import Releve
from pilotage.models.releves import ReponseSaisie
from pilotage.releves import LigneDeReleve, RelevesDeFiche
from pilotage.services import RelevesEnConflit, ReponseEnvoyee


class LigneSaisie:
    """Une ligne de la page des relevés : l'indicateur, ses champs, ce qu'un autre a répondu."""

    CHAMPS = (
        "reponse",
        "valeur",
        "niveau",
        "recit",
        "motif",
        "mot_d_ecart",
        "commentaire",
        "source",
        "preuve",
        "piece",
    )
    COMPLEMENTS = ("commentaire", "source", "preuve", "piece")

    def __init__(self, formulaire: RelevesForm, rang: int, ligne: Any) -> None:
        self.formulaire, self.rang, self.ligne = formulaire, rang, ligne
        self.indicateur: Indicateur = ligne.indicateur
        self.enregistre_entre_temps: Releve | None = None
        self.a_un_conflit = False

    def nom(self, champ: str) -> str:
        """Le nom du champ de cet indicateur."""
        return f"{champ}_{self.indicateur.pk}"

    def __getitem__(self, champ: str) -> BoundField:
        """Pour les gabarits : ``ligne.valeur``."""
        if champ not in (*self.CHAMPS, "marque"):
            raise KeyError(champ)
        return self.formulaire[self.nom(champ)]

    def saisie(self) -> ReponseSaisie:
        """Ce que la personne répond, débarrassé des blancs."""
        lus = {champ: self.formulaire.cleaned_data.get(self.nom(champ)) for champ in self.CHAMPS}
        textes = ("recit", "motif", "mot_d_ecart", "commentaire", "source", "preuve")
        return ReponseSaisie(
            reponse=lus["reponse"] or "",
            valeur=lus["valeur"],
            niveau=lus["niveau"] or "",
            piece=int(lus["piece"]) if lus["piece"] else None,
            **{nom: _fins_de_ligne(lus[nom]) for nom in textes},
        )

    @property
    def est_ouverte(self) -> bool:
        """Vrai si l'indicateur pose sa question ici, et que sa réponse peut encore changer."""
        un, releve = self.indicateur, self.ligne.releve
        est_figee = self.formulaire.est_verrouillee or (releve is not None and releve.est_fige)
        return not (un.est_a_definir or un.est_par_commune or est_figee)

    @property
    def demande_un_mot(self) -> bool:
        """Vrai si un écart attend son mot, ou l'a déjà."""
        champ = self["mot_d_ecart"]
        return bool(champ.errors or champ.value())

    @property
    def a_un_complement(self) -> bool:
        """Vrai si le commentaire, la source ou la preuve disent quelque chose."""
        return any(self[nom].errors or self[nom].value() for nom in self.COMPLEMENTS)

    @property
    def avant(self) -> Decimal | None:
        """La valeur dite l'an passé ; None si elle n'est pas connue."""
        precedent = self.ligne.precedent
        return precedent.valeur if precedent and precedent.etat in Releve.DITS else None

    def marque_ouverte(self) -> str:
        """La marque du relevé que la personne avait sous les yeux."""
        return str(self.formulaire.cleaned_data.get(self.nom("marque")) or "")


def _fins_de_ligne(texte: str | None) -> str:
    # Un navigateur envoie des fins de ligne \r\n ; la base n'a que \n.
    return (texte or "").replace("\r\n", "\n").strip()


class RelevesForm(FormulaireDeReleves):
    """Les réponses d'une fiche pour une année : un groupe de champs par indicateur attendu.

    `est_verrouillee` : l'année l'est, aucune réponse ne s'écrit, le reste d'un envoi peut partir.
    """

    def __init__(
        self,
        *args: Any,
        releves: RelevesDeFiche,
        annee: int,
        pieces: Sequence[DocumentDeFiche] = (),
        est_verrouillee: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.annee, self.pieces, self.est_verrouillee = annee, pieces, est_verrouillee
        self.lignes = [
            LigneSaisie(self, rang, ligne) for rang, ligne in enumerate(releves.lignes, 1)
        ]
        for ligne in self.attendues:
            self._ajouter(ligne)

    @property
    def attendues(self) -> list[LigneSaisie]:
        """Les lignes qui posent une question : « à définir » n'en pose pas, ni ce qui est accepté.

        Une réponse acceptée pendant la saisie reste là, pour que rien ne se perde sans le dire.
        """
        return [
            ligne
            for ligne in self.lignes
            if ligne.est_ouverte or (self.is_bound and ligne.nom("marque") in self.data)
        ]

    def _ajouter(self, ligne: LigneSaisie) -> None:
        releve = ligne.ligne.releve or Releve()
        de_l_indicateur = f"de l'indicateur {ligne.rang}"
        unite = f" (en {ligne.indicateur.unite})" if ligne.indicateur.unite else ""
        champs: Mapping[str, forms.Field] = {
            "marque": forms.CharField(
                required=False, widget=forms.HiddenInput, initial=releve.marque
            ),
            "reponse": forms.ChoiceField(
                label=f"Réponse {de_l_indicateur}",
                required=False,
                choices=[("", "Pas encore de réponse"), *Releve.Reponse.choices],
                initial=releve.reponse,
            ),
            "valeur": NombreFrancais(
                label=f"Valeur {de_l_indicateur}{unite}",
                required=False,
                max_digits=14,
                decimal_places=2,
                initial=releve.valeur,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "court"}),
                error_messages={"invalid": "Écrivez un nombre, par exemple 12,5."},
            ),
            "niveau": forms.ChoiceField(
                label=f"Niveau {de_l_indicateur}",
                required=False,
                choices=[("", "Aucun niveau"), *niveaux_de(ligne.indicateur).items()],
                initial=releve.saisie.niveau,
            ),
            "recit": forms.CharField(
                label=f"Récit {de_l_indicateur}",
                required=False,
                initial=releve.recit,
                widget=forms.Textarea(attrs={"rows": 3}),
            ),
            "motif": forms.CharField(
                label=f"Raison de l'absence {de_l_indicateur}",
                required=False,
                initial=releve.motif,
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
            "mot_d_ecart": forms.CharField(
                label=f"Ce qui explique la valeur {de_l_indicateur}",
                required=False,
                initial=releve.mot_d_ecart,
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
            "commentaire": forms.CharField(
                label=f"Commentaire {de_l_indicateur}",
                required=False,
                initial=releve.commentaire,
                widget=forms.Textarea(attrs={"rows": 2}),
            ),
            "source": forms.CharField(
                label=f"Source {de_l_indicateur}",
                required=False,
                max_length=200,
                initial=releve.source,
            ),
            "preuve": forms.CharField(
                label=f"Preuve {de_l_indicateur}",
                required=False,
                max_length=300,
                initial=releve.preuve,
            ),
            "piece": forms.ChoiceField(
                label=f"Document {de_l_indicateur}",
                required=False,
                choices=[("", "Aucun document"), *((p.pk, p.titre) for p in self.pieces)],
                initial=releve.piece_id or "",
            ),
        }
        for nom, champ in champs.items():
            self.fields[ligne.nom(nom)] = champ

    def clean(self) -> dict[str, Any]:
        """Montre à côté de chaque champ la phrase de la contrainte qu'il enfreint."""
        for ligne in self.attendues:
            if not ligne.est_ouverte:
                self._laisser(ligne)
                continue
            if any(ligne.nom(champ) in self.errors for champ in LigneSaisie.CHAMPS):
                continue
            saisie = ligne.saisie()
            presente = ligne.ligne.releve or Releve()
            est_inchangee = saisie == presente.saisie
            # Un brouillon inchangé se relit : il va peut-être partir.
            if saisie.est_vide or (est_inchangee and presente.etat in Releve.DITS):
                continue
            for champ, phrases in self.fautes(ligne.indicateur, saisie, ligne.avant).items():
                self.add_error(ligne.nom(champ), phrases)
        return self.cleaned_data

    def _laisser(self, ligne: LigneSaisie) -> None:
        """Une ligne fermée pendant la saisie : se dit une fois, puis se laisse telle quelle."""
        presente = ligne.ligne.releve or Releve()
        est_fausse = self.oublier_les_fautes([ligne.nom(champ) for champ in LigneSaisie.CHAMPS])
        est_inchangee = not est_fausse and ligne.saisie() == presente.saisie
        if not est_inchangee and not self.ecarter(ligne.nom("marque"), ligne.indicateur.libelle):
            self._dire_fermee(ligne, ligne.ligne.releve)

    def _dire_fermee(self, ligne: LigneSaisie, releve: Releve | None) -> None:
        phrase = (
            f"L'année {self.annee} vient d'être verrouillée : cette réponse ne s'écrit plus."
            " Envoyez le reste : cette ligne sera laissée de côté."
            if self.est_verrouillee
            else ne_change_plus(releve)
        )
        self.remarquer(ligne.nom("marque"), ECARTEE)
        self.add_error(ligne.nom("reponse"), phrase)

    def reponses(self) -> dict[int, ReponseEnvoyee]:
        """Identifiant d'indicateur → ce que la personne répond, et ce qu'elle avait ouvert."""
        return {
            ligne.indicateur.pk: ReponseEnvoyee(ligne.saisie(), ligne.marque_ouverte())
            for ligne in self.attendues
            if ligne.est_ouverte
        }

    def dire_les_conflits(self, conflit: RelevesEnConflit) -> None:
        """Montre ligne par ligne ce que d'autres ont répondu ; lève `ValidationError`."""
        lignes = {ligne.indicateur.pk: ligne for ligne in self.attendues}
        for cle, releve in conflit.releves.items():
            if releve is not None and releve.est_fige:
                self._dire_fermee(lignes[cle], releve)
            else:
                self.rouvrir(lignes[cle], releve)
        raise ValidationError("Rien n'est perdu : votre saisie est gardée.") from conflit

    def rouvrir(self, ligne: LigneSaisie, releve: Releve | None) -> None:
        """Dit sur la ligne qu'un autre a répondu ; un nouvel envoi retiendra la saisie."""
        ligne.a_un_conflit, ligne.enregistre_entre_temps = True, releve
        self.remarquer(ligne.nom("marque"), releve.marque if releve else "")
        self.add_error(
            ligne.nom("reponse"),
            "Quelqu'un a répondu pendant votre saisie. Comparez, puis enregistrez à nouveau.",
        )


class FiltreRelevesForm(FormulaireDeFiltres):
    """Les filtres de la liste, gardés dans l'adresse ; « qui », si les fiches le disent."""

    axe = forms.ChoiceField(label="Axe", required=False)
    fiche = forms.ChoiceField(label="Fiche-action", required=False)
    reponse = forms.ChoiceField(
        label="Réponse",
        required=False,
        choices=[
            ("", "Tous les indicateurs"),
            ("sans", "Sans réponse"),
            ("brouillon", "En brouillon ou renvoyées"),
            ("soumis", "À relire"),
            ("accepte", "Acceptées"),
        ],
    )
    qui = forms.ChoiceField(label="Qui doit saisir", required=False)
    annee = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, donnees: dict[str, str], fiches: Sequence[FicheAction]) -> None:
        super().__init__(donnees)
        axes = {fiche.axe.numero: str(fiche.axe) for fiche in fiches}
        champ_a_choix(self, "axe").choices = [
            ("", "Tous les axes"),
            *sorted(axes.items()),
        ]
        champ_a_choix(self, "fiche").choices = [
            ("", "Toutes les fiches"),
            *((fiche.numero, str(fiche)) for fiche in fiches),
        ]
        # Posés par `avec_qui_doit_saisir`.
        dites = [(getattr(f, "sollicitee_id", None), getattr(f, "sollicitee", "")) for f in fiches]
        personnes = {str(pk): nom for pk, nom in dites if pk}
        if personnes:
            parmi = sorted(personnes.items(), key=lambda paire: paire[1])
            champ_a_choix(self, "qui").choices = [("", "Tout le monde"), *parmi]
        else:
            del self.fields["qui"]

    def garde(self, fiche: FicheAction) -> bool:
        """Vrai si la fiche passe les filtres d'axe, de fiche et de personne."""
        lus = self.cleaned_data
        axe, numero, qui = lus.get("axe"), lus.get("fiche"), lus.get("qui")
        return (
            axe in ("", None, str(fiche.axe.numero))
            and numero in ("", None, str(fiche.numero))
            and (not qui or str(getattr(fiche, "sollicitee_id", "")) == qui)
        )

    def garde_la_ligne(self, ligne: LigneDeReleve) -> bool:
        """Vrai si l'état de la réponse est celui qu'on cherche."""
        voulue = self.cleaned_data.get("reponse")
        if not voulue:
            return True
        if voulue == "sans":
            return ligne.est_sans_reponse
        etat = ligne.releve.etat if ligne.releve else ""
        if voulue == "brouillon":
            return etat in (Releve.Etat.BROUILLON, Releve.Etat.RENVOYE)
        return bool(etat == voulue)
