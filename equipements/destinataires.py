"""À qui une question se passe sans attendre : l'adresse que le portail connaît pour qui sait."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from conventions.models import Convention, Mandat, Partenaire, Personne
from equipements.demandes import StructureDemandee
from equipements.models import Equipement, QuestionConfiee, Source


@dataclass(frozen=True)
class Destinataire:
    """Quelqu'un à qui passer une question : son nom, son adresse, et ce qui le fait reconnaître."""

    prenom: str
    nom: str
    courriel: str
    qualite: str = ""

    @property
    def en_mots(self) -> str:
        """« Une Directrice, conseillère » : l'adresse ne se montre pas."""
        return ", ".join(filter(None, [f"{self.prenom} {self.nom}".strip(), self.qualite]))


def destinataires_connus(
    structure: StructureDemandee, source: Source, le: datetime.date
) -> list[Destinataire]:
    """Ceux que le portail connaît pour cette source, une adresse chacun.

    La Caf : ses personnes en mandat. Le gestionnaire : les contacts de la fiche, et ceux que la
    coordination a déjà laissé interroger sur cette structure.
    """
    convention = structure.demande.campagne.convention
    if source is Source.CAF:
        connus = [
            Destinataire(m.personne.prenom, m.personne.nom, m.personne.courriel, m.fonction)
            for m in _mandats_a_la_caf(convention, le)
            if m.personne.est_joignable
        ]
    else:
        connus = [*_contacts(structure.equipement), *_deja_interroges(structure.equipement, source)]
    par_adresse: dict[str, Destinataire] = {}
    for connu in connus:
        par_adresse.setdefault(connu.courriel.lower(), connu)
    return list(par_adresse.values())


def est_connu(
    courriel: str, structure: StructureDemandee, source: Source, le: datetime.date
) -> bool:
    """Vrai si cette adresse est celle de quelqu'un que le portail connaît pour cette source."""
    connus = destinataires_connus(structure, source, le)
    return courriel.lower() in {connu.courriel.lower() for connu in connus}


def est_de_la_caf(personne: Personne, convention: Convention, le: datetime.date) -> bool:
    """Vrai si cette personne a un mandat à la Caf signataire : les montants passés sont à elle."""
    return _mandats_a_la_caf(convention, le).filter(personne=personne).exists()


def _mandats_a_la_caf(convention: Convention, le: datetime.date) -> QuerySet[Mandat]:
    return (
        Mandat.objects.en_cours(le)
        .des_parties(convention)
        .filter(partenaire__nature=Partenaire.Nature.CAF)
        .select_related("personne")
        .order_by("personne__nom", "personne__prenom", "pk")
    )


def _contacts(equipement: Equipement) -> list[Destinataire]:
    """Les adresses de service de la fiche ; aucune n'est celle d'une personne nommée."""
    contacts = [
        Destinataire("", f"{contact.fonction}, {equipement}"[:80], contact.courriel)
        for contact in equipement.contacts.all()
        if contact.courriel
    ]
    if equipement.courriel:
        contacts.insert(0, Destinataire("", f"Accueil, {equipement}"[:80], equipement.courriel))
    return contacts


def _deja_interroges(equipement: Equipement, source: Source) -> list[Destinataire]:
    passees = QuestionConfiee.objects.filter(
        equipement=equipement,
        source=source,
        adresse_confirmee=True,
        sollicitee_le__isnull=False,
        personne__courriel_en_erreur_le=None,
    )
    return [
        Destinataire(q.personne.prenom, q.personne.nom, q.personne.courriel, "déjà interrogé")
        for q in passees.select_related("personne").order_by("-pk")
        if q.personne.courriel
    ]
