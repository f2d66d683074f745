"""Ce qu'une personne veut recevoir : elle arrête ce qui informe, jamais ce qu'on lui demande."""

from collections.abc import Collection
from dataclasses import dataclass

from conventions.models import REFUSABLES, Personne, RefusDeCourriel
from ctg.socle.historique import Acteur, acte


@dataclass(frozen=True)
class Necessaire:
    """Des courriels qui ne se refusent pas, et pourquoi."""

    quoi: str
    pourquoi: str


NECESSAIRES = (
    Necessaire(
        "Ce qu'on vous demande, et son rappel",
        "Votre réponse est attendue par d'autres. Les rappels s'arrêtent dès que vous répondez.",
    ),
    Necessaire(
        "Votre lien, votre compte, votre mot de passe",
        "Ils ne partent que si vous les demandez, ou quand un compte vous est ouvert.",
    ),
    Necessaire(
        "L'annonce que vos données vont être effacées",
        "Vous devez pouvoir dire à temps que vous êtes encore là.",
    ),
)


def motifs_voulus(personne: Personne) -> list[str]:
    """Les courriels facultatifs que la personne n'a pas refusés."""
    refuses = set(personne.refus.values_list("motif", flat=True))
    return [motif for motif in REFUSABLES if motif not in refuses]


def regler_ses_courriels(*, personne: Personne, voulus: Collection[str], par: Acteur) -> None:
    """Retient ce que la personne veut recevoir ; ce qui ne se refuse pas n'est pas touché."""
    with acte(par):
        for motif in REFUSABLES:
            if motif in voulus:
                for refus in personne.refus.filter(motif=motif):
                    refus.delete()
            else:
                RefusDeCourriel.objects.get_or_create(personne=personne, motif=motif)


def arreter_un_courriel(*, personne: Personne, motif: str, par: Acteur) -> None:
    """N'envoie plus ce genre de courriels à la personne ; le dire deux fois ne change rien."""
    with acte(par):
        RefusDeCourriel.objects.get_or_create(personne=personne, motif=motif)
