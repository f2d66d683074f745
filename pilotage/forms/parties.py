"""À qui demander le registre de chaque partie : la bonne personne, proposée d'avance."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from conventions.models import Campagne, Mandat, Partenaire, Personne, Signataire
from ctg.socle.recherche import ordre_alphabetique
from equipements.models import DemandeDeRegistre, agents_de


@dataclass(frozen=True)
class LigneDePartie:
    """Une partie dans le formulaire : à qui demander, ou la demande déjà partie."""

    signataire: Signataire
    champ: BoundField | None
    demande: DemandeDeRegistre | None
    est_joignable: bool


class ChoixDesParties:
    """Les collectivités d'une convention et qui peut répondre pour chacune ; quatre requêtes.

    Proposée d'avance : qui saisit déjà pour elle, sinon un technicien, sinon qui la représente ;
    une personne que l'on peut joindre d'abord.
    """

    def __init__(self, campagne: Campagne, le: datetime.date) -> None:
        self.campagne, self.neuve = campagne, campagne._state.adding
        self.signataires: list[Signataire] = []
        self.demandes: dict[int, DemandeDeRegistre] = {}
        self.personnes: dict[int, list[Personne]] = {}
        if not campagne.demande_le_registre:
            return
        self.signataires = list(
            campagne.convention.signataires.filter(partenaire__nature__in=Partenaire.COLLECTIVITES)
            .select_related("partenaire")
            .order_by(ordre_alphabetique("partenaire__commune__nom", "partenaire__nom"))
        )
        if not self.neuve:
            demandes = DemandeDeRegistre.objects.de_la_campagne(campagne)
            self.demandes = {d.signataire_id: d for d in demandes}
        self._connaitre(le)

    def _connaitre(self, le: datetime.date) -> None:
        rangs: dict[int, list[tuple[tuple[bool, int, int], Personne]]] = {}
        for role in agents_de(self.campagne.convention):
            if role.partenaire_id is not None:
                personne = role.utilisateur.personne
                rangs.setdefault(role.partenaire_id, []).append(
                    ((not personne.est_joignable, 0, personne.pk), personne)
                )
        mandats = Mandat.objects.des_parties(self.campagne.convention).en_cours(le)
        for mandat in mandats.select_related("personne"):
            rang = 1 if mandat.nature == Mandat.Nature.TECHNICIEN else 2
            rangs.setdefault(mandat.partenaire_id, []).append(
                ((not mandat.personne.est_joignable, rang, mandat.personne_id), mandat.personne)
            )
        for partenaire, candidats in rangs.items():
            dans_l_ordre = [p for _, p in sorted(candidats, key=lambda candidat: candidat[0])]
            self.personnes[partenaire] = list(dict.fromkeys(dans_l_ordre))

    def _est_a_choisir(self, signataire: Signataire) -> bool:
        demande = self.demandes.get(signataire.pk)
        return demande is None or demande.etat == DemandeDeRegistre.Etat.A_ENVOYER

    def _candidates(self, signataire: Signataire) -> list[Personne]:
        connues = list(self.personnes.get(signataire.partenaire_id, []))
        demande = self.demandes.get(signataire.pk)
        if demande is not None and demande.personne not in connues:
            connues.append(demande.personne)
        return connues

    def champs(self) -> dict[str, forms.Field]:
        """Un champ par partie que l'on peut encore choisir, et pour qui quelqu'un est connu."""
        champs: dict[str, forms.Field] = {}
        for signataire in self.signataires:
            candidates = self._candidates(signataire)
            if not candidates or not self._est_a_choisir(signataire):
                continue
            demande = self.demandes.get(signataire.pk)
            premiere = candidates[0].pk if self.neuve else ""
            champs[nom_du_champ(signataire)] = forms.TypedChoiceField(
                label=f"À qui demander les structures {signataire.partenaire.en_complement} ?",
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", "Ne pas demander"), *((p.pk, _nommer(p)) for p in candidates)],
                initial=demande.personne_id if demande else premiere,
            )
        return champs

    def lignes(self, formulaire: Any) -> list[LigneDePartie]:
        """Chaque partie, pour le gabarit."""
        return [
            LigneDePartie(
                s,
                formulaire[nom_du_champ(s)] if nom_du_champ(s) in formulaire.fields else None,
                None if self._est_a_choisir(s) else self.demandes[s.pk],
                any(p.est_joignable for p in self._candidates(s)),
            )
            for s in self.signataires
        ]

    def choix(self, saisie: Mapping[str, Any]) -> dict[int, int]:
        """Identifiant de partie → de personne."""
        return {
            s.pk: personne for s in self.signataires if (personne := saisie.get(nom_du_champ(s)))
        }


def nom_du_champ(signataire: Signataire) -> str:
    """Le champ d'une partie dans le formulaire."""
    return f"partie_{signataire.pk}"


def _nommer(personne: Personne) -> str:
    return str(personne) if personne.est_joignable else f"{personne} (sans courriel qui marche)"
