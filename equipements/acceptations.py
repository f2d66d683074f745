"""La campagne annuelle du registre, côté coordination : accepter les réponses lues."""

import datetime
from collections.abc import Mapping, Sequence

from conventions.lettres import retirer_ce_qui_attend
from conventions.reponses import accepter_la_reponse
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.versions import ConflitDeVersion
from equipements import annuels, services
from equipements.demandes import lire_la_demande
from equipements.models import DemandeDeRegistre, QuestionConfiee


def accepter_la_demande(
    *, demande: DemandeDeRegistre, empreinte: str, par: Acteur, le: datetime.date
) -> None:
    """La coordination tient la réponse pour bonne : chiffres et prix de l'année sont confirmés.

    `empreinte` est celle que la page montrait : ce qui a changé depuis lève `ConflitDeVersion`.
    Une structure déclarée, que la page montre entière, est validée avec la réponse. Une correction
    en attente se tranche d'abord, sur sa propre page : lève alors `ActionImpossible`, comme pour ce
    qui manque ou n'est pas soumis ; `AnneeClose` si l'année est fermée. Les questions
    encore ouvertes se closent : la page le dit avant.
    """
    convention = demande.campagne.convention
    convention.exiger_ouverte()
    lue = lire_la_demande(demande)
    if lue.empreinte != empreinte:
        raise ConflitDeVersion
    attendent = (
        [*lue.manques()]
        + [
            f"{s.equipement} : une correction attend votre décision."
            for s in lue.structures
            if s.correction is not None and s.correction.attend_le_coordonnateur
        ]
        + [
            f"{s.equipement} : sa déclaration n'est pas soumise. Renvoyez la réponse."
            for s in lue.structures
            if s.est_nouvelle and not s.est_soumise
        ]
    )
    if attendent:
        raise ActionImpossible(*attendent)
    with demande.campagne.acte(par):
        accepter_la_reponse(demande=demande, par=par, le=le, version_ouverte=demande.version)
        for structure in lue.structures:
            if structure.est_soumise:
                structure.equipement.valider(
                    par=par, le=le, version_ouverte=structure.equipement.version
                )
            annuels.confirmer(
                equipement=structure.equipement,
                convention=convention,
                annee=structure.annee,
                empreinte=structure.annee.empreinte,
                par=par,
                le=le,
            )
            grille = structure.grille
            if grille is not None and grille.confirmee_le is None and not structure.sans_grille:
                services.confirmer_la_grille(
                    grille=grille,
                    convention=convention,
                    version_ouverte=grille.version,
                    par=par,
                    le=le,
                )
        _finir_les_questions(demande, par=par, le=le)


def _finir_les_questions(demande: DemandeDeRegistre, *, par: Acteur, le: datetime.date) -> None:
    """La demande acceptée, ce qui fut passé ne s'écrit plus : répondu, accepté ; sinon, clos."""
    for question in QuestionConfiee.objects.pour_liste().filter(demande=demande):
        if question.etat == QuestionConfiee.Etat.REPONDUE:
            question.accepter(par=par, le=le, version_ouverte=question.version)
        elif question.etat in QuestionConfiee.OUVERTES:
            question.clore(par=par)
            retirer_ce_qui_attend(question.repondante, demande.campagne.convention)


def accepter_en_nombre(
    *,
    demandes: Sequence[DemandeDeRegistre],
    empreintes: Mapping[int, str],
    par: Acteur,
    le: datetime.date,
) -> int:
    """Accepte d'un geste celles qui n'ont aucun écart ; rend combien. Toutes, ou aucune."""
    with acte(par):
        for demande in demandes:
            if not lire_la_demande(demande).est_sans_ecart:
                raise ActionImpossible(f"{demande} : quelque chose est à relire avant d'accepter.")
            accepter_la_demande(
                demande=demande, empreinte=empreintes.get(demande.pk, ""), par=par, le=le
            )
    return len(demandes)
