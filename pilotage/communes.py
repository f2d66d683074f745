"""Un indicateur relevé commune par commune : ce que les communes disent, ensemble."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.models import Indicateur
from ctg.socle.nombres import nombre_fr, quantite_fr
from ctg.socle.templatetags.portail import accorde
from pilotage.models import Releve


@dataclass(frozen=True)
class RelevesDesCommunes:
    """Les réponses des communes à un indicateur, une année.

    `valeurs` : celles qui ont donné un nombre ; une commune muette n'est jamais zéro. `mots` : ce
    que disent les autres (un niveau, une absence) → combien de communes.
    """

    indicateur: Indicateur
    repondues: int
    valeurs: Sequence[Decimal]
    mots: Mapping[str, int]

    @property
    def total(self) -> Decimal | None:
        """La somme ; None sans valeur, ou quand elles ne s'ajoutent pas (des parts, des taux)."""
        if not self.valeurs or not self.indicateur.unite_s_ajoute:
            return None
        return sum(self.valeurs, Decimal(0))

    @property
    def etendue(self) -> str:
        """« de 2 à 30 familles » ; vide sans valeur. Ce qu'une commune dit, jamais leur somme."""
        if not self.valeurs:
            return ""
        bas, haut, unite = min(self.valeurs), max(self.valeurs), self.indicateur.unite
        if bas == haut:
            return quantite_fr(bas, unite)
        return f"de {quantite_fr(bas)} à {quantite_fr(haut, unite)}"

    @property
    def en_clair(self) -> str:
        """« 120 familles : de 2 à 30 selon la commune, 12 ont répondu », « en progrès (3) »."""
        if not self.valeurs:
            return ", ".join(f"{mots} ({nombre_fr(n)})" for mots, n in self.mots.items())
        repondu = accorde(len(self.valeurs), "commune a répondu,communes ont répondu")
        if self.total is None or len(self.valeurs) == 1:
            return f"{self.etendue} ({repondu})"
        bas, haut = quantite_fr(min(self.valeurs)), quantite_fr(max(self.valeurs))
        selon = f"{bas} par commune" if bas == haut else f"de {bas} à {haut} selon la commune"
        return f"{quantite_fr(self.total, self.indicateur.unite)}\u00a0: {selon} ({repondu})"


def resumer(indicateur: Indicateur, releves: Sequence[Releve]) -> RelevesDesCommunes:
    """Ce que ces communes disent ensemble ; un brouillon ne compte pas à côté de ce qui est dit."""
    dits = [releve for releve in releves if releve.etat in Releve.DITS] or list(releves)
    return RelevesDesCommunes(
        indicateur,
        len(dits),
        tuple(releve.valeur for releve in dits if releve.valeur is not None),
        Counter(releve.en_clair() for releve in dits if releve.valeur is None),
    )


def releves_lus(indicateur: Indicateur) -> list[Releve]:
    """Les relevés préchargés sous ce nom (`to_attr`) ; chacun sait son indicateur, sans requête."""
    lus: list[Releve] = indicateur.releves_lus  # type: ignore[attr-defined] # posés par le `Prefetch`
    for releve in lus:
        releve.indicateur = indicateur
    return lus


def en_un_releve(indicateur: Indicateur, annee: int, releves: Iterable[Releve]) -> Releve | None:
    """La réponse d'une année : la sienne, ou celle que forment les communes ; None : aucune.

    Celle que forment les communes se lit comme un relevé, et ne se range pas.
    """
    if not indicateur.est_par_commune:
        return next((releve for releve in releves if releve.commune_id is None), None)
    tous = [releve for releve in releves if releve.commune_id is not None]
    if not tous:
        return None
    des_communes = [releve for releve in tous if releve.etat in Releve.DITS] or tous
    communes = resumer(indicateur, tous)
    ensemble = Releve(indicateur=indicateur, annee=annee, valeur=communes.total)
    ensemble.reponse = Releve.Reponse.NOMBRE if communes.valeurs else des_communes[0].reponse
    # Accepté une fois que toutes le sont.
    etats = {releve.etat for releve in des_communes}
    ensemble.etat = Releve.Etat.SOUMIS if Releve.Etat.SOUMIS in etats else etats.pop()
    ensemble.dit_des_communes = communes.en_clair
    return ensemble
