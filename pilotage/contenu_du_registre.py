"""Le registre de l'année en données : argent face au plancher, prix, en mots et en nombres."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from conventions.models import Partenaire
from ctg.socle.recherche import sans_accent
from equipements.argent import AnneeDArgent, ArgentDuRegistre, Somme, SoutienArrete
from equipements.models import Equipement
from equipements.prix import ComparaisonDePrix, IndicateurDesPrix
from pilotage.gouvernance import nom_court_du_partenaire


@dataclass(frozen=True)
class SommeLue:
    """Une somme d'euros ; None : rien n'est connu. `inconnus` : ce qu'elle ignore."""

    nom: str
    total: Decimal | None
    connus: int
    inconnus: int

    @property
    def nombre(self) -> int:
        """Combien de montants étaient attendus."""
        return self.connus + self.inconnus


@dataclass(frozen=True)
class AnneeDArgentLue:
    """Soutiens et bonus d'une année, et ce qu'en dit le plancher (R14) : une clé de badge."""

    annee: int
    soutiens: SommeLue
    bonus: SommeLue
    plancher: Decimal | None
    face_au_plancher: str
    ecart_au_plancher: Decimal | None
    par_partenaire: tuple[SommeLue, ...]
    sans_soutien: tuple[str, ...]


@dataclass(frozen=True)
class SoutienArreteLu:
    """Un soutien qui a pris fin sans changement de compétence (R15, art. 6)."""

    structure: str
    commune: str
    partenaire: str
    periode: str
    motif: str
    est_relaye: bool


@dataclass(frozen=True)
class ArgentLu:
    """L'argent de l'annexe 2 : chaque année jusqu'à celle qu'on évalue, le plancher, les arrêts."""

    annees: tuple[AnneeDArgentLue, ...]
    structures: int
    plancher: Decimal | None
    origine_du_plancher: str
    arretes: tuple[SoutienArreteLu, ...]

    def de(self, annee: int) -> AnneeDArgentLue | None:
        """L'argent de cette année, si elle est commencée."""
        return next((lue for lue in self.annees if lue.annee == annee), None)


@dataclass(frozen=True)
class PrixDeCommuneLu:
    """Le prix moyen d'une commune pour chaque quotient familial ; None : non renseigné."""

    commune: str
    prix: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class EcartDePrixLu:
    """Le moins cher, le plus cher, l'écart ; `sens` : une clé de badge, sur communes égales."""

    qf: int
    minimum: Decimal | None
    maximum: Decimal | None
    ecart: Decimal | None
    communes: int
    sens: str


@dataclass(frozen=True)
class PrixLus:
    """Les prix des accueils de loisirs, une année scolaire ; `familles` : les quotients lus."""

    service: str
    annee_scolaire: str
    familles: tuple[int, ...]
    communes: tuple[PrixDeCommuneLu, ...]
    ecarts: tuple[EcartDePrixLu, ...]
    sans_prix: tuple[str, ...]


def argent_lu(argent: ArgentDuRegistre, annee: int) -> ArgentLu:
    """L'argent du registre, jusqu'à cette année comprise, sans objet de la base."""
    plancher = argent.plancher
    return ArgentLu(
        annees=tuple(
            sorted(
                (_annee(lue) for lue in argent.annees if lue.annee <= annee),
                key=lambda lue: lue.annee,
            )
        ),
        structures=argent.structures,
        plancher=plancher.montant if plancher else None,
        origine_du_plancher=plancher.source if plancher else "",
        arretes=tuple(map(_arrete, argent.arretes)),
    )


def _annee(lue: AnneeDArgent) -> AnneeDArgentLue:
    return AnneeDArgentLue(
        annee=lue.annee,
        soutiens=_somme("soutiens", lue.soutiens),
        bonus=_somme("bonus territoire", lue.bonus),
        plancher=lue.plancher,
        face_au_plancher=str(lue.face_au_plancher.value),
        ecart_au_plancher=lue.ecart_au_plancher,
        par_partenaire=_par_partie(lue.par_partenaire),
        sans_soutien=_noms(lue.sans_soutien),
    )


def _par_partie(sommes: Mapping[Partenaire, Somme]) -> tuple[SommeLue, ...]:
    """Une somme par partie, de A à Z : Bajamont avant Estillac, que son nom dise « d' » ou non."""
    lues = [_somme(nom_court_du_partenaire(p), somme) for p, somme in sommes.items()]
    return tuple(sorted(lues, key=lambda lue: sans_accent(lue.nom) or ""))


def _noms(structures: Iterable[Equipement]) -> tuple[str, ...]:
    """Plusieurs communes ont un « ALSH périscolaire » : chacun est nommé avec la sienne."""
    noms = (f"{structure.nom} ({structure.commune.nom})" for structure in structures)
    return tuple(sorted(noms, key=lambda nom: sans_accent(nom) or ""))


def _somme(nom: str, somme: Somme) -> SommeLue:
    return SommeLue(nom, somme.total, somme.connus, somme.inconnus)


def _arrete(arrete: SoutienArrete) -> SoutienArreteLu:
    soutien = arrete.soutien
    return SoutienArreteLu(
        structure=soutien.equipement.nom,
        commune=soutien.equipement.commune.nom,
        partenaire=str(soutien.partenaire),
        periode=soutien.periode,
        motif=str(soutien.get_motif_de_fin_display()) if soutien.motif_de_fin else "",
        est_relaye=arrete.est_relaye,
    )


def prix_lus(indicateur: IndicateurDesPrix) -> PrixLus | None:
    """Les prix de la dernière année scolaire lue ; None : aucun prix n'est saisi."""
    if not indicateur.annees:
        return None
    lue = indicateur.annees[-1]
    familles = tuple(lue.ecarts)
    return PrixLus(
        service=str(lue.service),
        annee_scolaire=lue.annee_en_mots,
        familles=familles,
        communes=tuple(
            PrixDeCommuneLu(c.commune.nom, tuple(c.moyens[qf] for qf in familles))
            for c in lue.communes
        ),
        ecarts=tuple(_ecart(indicateur, lue, qf) for qf in familles),
        sans_prix=tuple(commune.nom for commune in lue.sans_prix),
    )


def _ecart(indicateur: IndicateurDesPrix, lue: ComparaisonDePrix, qf: int) -> EcartDePrixLu:
    ecart = lue.ecarts[qf]
    tendance = indicateur.tendances.get(qf)
    return EcartDePrixLu(
        qf=qf,
        minimum=ecart.minimum,
        maximum=ecart.maximum,
        ecart=ecart.valeur,
        communes=ecart.communes,
        sens=str(tendance.sens.value) if tendance else "ecart_inconnu",
    )
