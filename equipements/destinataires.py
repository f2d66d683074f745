"""À qui une question se passe sans attendre : l'adresse que le portail connaît pour qui sait."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localtime

from conventions.droits import Droit, Portee, roles_ayant
from conventions.liens import PAR_UN_LIEN
from conventions.models import Convention, Mandat, Partenaire, Personne, Utilisateur
from equipements.demandes import StructureDemandee
from equipements.models import Contact, Equipement, QuestionConfiee, Source


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

    La Caf : ses personnes en mandat. Le gestionnaire : les contacts de la fiche, sauf ceux que
    seuls un lien ou un agent y ont mis depuis l'ouverture de la campagne ; et ceux dont la
    coordination a confirmé l'adresse pour cette structure.
    """
    convention = structure.demande.campagne.convention
    if source is Source.CAF:
        connus = [
            Destinataire(m.personne.prenom, m.personne.nom, m.personne.courriel, m.fonction)
            for m in _mandats_a_la_caf(convention, le)
            if m.personne.est_joignable
        ]
    else:
        connus = [*_contacts(structure), *_deja_interroges(structure.equipement, source)]
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


def _contacts(structure: StructureDemandee) -> list[Destinataire]:
    """Les adresses de service de la fiche ; aucune n'est celle d'une personne nommée."""
    equipement = structure.equipement
    contacts = [
        Destinataire("", f"{contact.fonction}, {equipement}"[:80], contact.courriel)
        for contact in equipement.contacts.all()
        if contact.courriel
    ]
    if equipement.courriel:
        contacts.insert(0, Destinataire("", f"Accueil, {equipement}"[:80], equipement.courriel))
    # Qui passe la question peut écrire la fiche : son propre ajout ne vaut pas confirmation.
    sures = set(_adresses_sures(structure)) if contacts else set()
    return [contact for contact in contacts if contact.courriel.lower() in sures]


def _adresses_sures(structure: StructureDemandee) -> Iterator[str]:
    """Celles qu'une fiche validée portait avant l'ouverture, ou que la coordination y a mises.

    Un chargement vaut la coordination. Trois requêtes.
    """
    equipement, campagne = structure.equipement, structure.demande.campagne
    qui_valide = set(
        Utilisateur.objects.filter(
            habilitations__convention=campagne.convention,
            habilitations__role__in=roles_ayant(Droit.VALIDER, Portee.CONVENTION),
        ).values_list("pk", flat=True)
    )
    ouverture = campagne.ouverte_le if equipement.valide_le is not None else None
    for courriel, quand, compte, auteur in _adresses_ecrites(equipement):
        d_avant = ouverture is not None and localtime(quand).date() < ouverture
        est_sure = compte in qui_valide or (compte is None and not auteur.endswith(PAR_UN_LIEN))
        if d_avant or est_sure:
            yield courriel.lower()


def _adresses_ecrites(
    equipement: Equipement,
) -> Iterator[tuple[str, datetime.datetime, int | None, str]]:
    """(adresse, quand, compte, auteur), chaque fois qu'une adresse entre dans la fiche."""
    champs = ("courriel", "history_date", "history_user_id", "auteur")
    avant = ""
    for ligne in equipement.historique.order_by("history_date", "history_id").values_list(*champs):
        if ligne[0] != avant:
            yield ligne
        avant = ligne[0]
    contacts = Contact.historique.filter(equipement_id=equipement.pk)
    yield from contacts.exclude(history_type="-").values_list(*champs)


def _deja_interroges(equipement: Equipement, source: Source) -> list[Destinataire]:
    """Ceux dont l'adresse a attendu la coordination, qui l'a confirmée."""
    attendait = QuestionConfiee.historique.filter(
        id=OuterRef("pk"), personne_id=OuterRef("personne_id"), adresse_confirmee=False
    )
    passees = QuestionConfiee.objects.filter(
        Exists(attendait),
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
