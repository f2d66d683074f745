"""Ce que disent les courriels d'une campagne : tout ce qui est demandé à une personne."""

from collections.abc import Iterable, Sequence
from itertools import chain

from conventions.courriels import Courriel, Element
from conventions.droits import Droit, Portee, roles_ayant
from conventions.models import Convention, Demande, Envoi, Motif, Personne, Utilisateur
from ctg.socle.historique import Acteur
from ctg.socle.templatetags.portail import accorde, jour

# Une invitation à lire n'est pas une demande de réponse : elle reste due.
POUR_LIRE = "lecture:"


def en_attente_de(personne: Personne, convention: Convention) -> list[Demande]:
    """Tout ce que cette personne a reçu et n'a pas rendu, toutes salles, campagnes ouvertes."""
    recues = chain.from_iterable(
        table.lues().attendues(convention).adressees_a(personne) for table in Demande.tables()
    )
    return [demande for demande in recues if demande.repondante == personne]


def en_attente_de_chacune(convention: Convention) -> dict[int, list[Demande]]:
    """Personne → tout ce qu'elle a reçu et n'a pas rendu. Une requête par table."""
    par_personne: dict[int, list[Demande]] = {}
    for table in Demande.tables():
        for demande in table.lues().attendues(convention):
            par_personne.setdefault(demande.repondante.pk, []).append(demande)
    return par_personne


def dans_l_ordre(demandes: Iterable[Demande]) -> list[Demande]:
    """Celles d'une même table ensemble, dans son ordre à elle."""
    return sorted(demandes, key=lambda demande: (type(demande).__name__, demande.rang))


def lettre(
    demandes: Sequence[Demande],
    *,
    objet: str,
    paragraphes: list[str],
    par: Acteur,
    geste: str = "Ouvrir ma page",
    suite: Sequence[str] = (),
) -> Courriel:
    """Un courriel qui demande : ce qui est attendu, pour quand, et de qui vient la demande."""
    convention = demandes[0].campagne.convention
    a_reprendre = [
        f"{d.en_tete} vous est revenue : {d.motif_renvoi}"
        for d in demandes
        if d.etat == Demande.Etat.RENVOYEE
    ]
    return Courriel(
        objet=objet,
        paragraphes=paragraphes,
        elements=_elements(demandes),
        geste=geste,
        suite=[*a_reprendre, *suite] or [_sans_mot_de_passe(demandes)],
        signature=f"La coordination CTG, {convention.territoire}",
        repondre_a=_qui_repond(convention, par),
    )


def _qui_repond(convention: Convention, par: Acteur) -> str:
    """L'adresse à qui répondre : qui a fait le geste, ou le premier compte qui coordonne."""
    comptes = Utilisateur.objects.filter(
        is_active=True,
        habilitations__convention=convention,
        habilitations__role__in=roles_ayant(Droit.VALIDER, Portee.CONVENTION),
    )
    adresses = comptes.order_by("pk").values_list("courriel", flat=True)
    return adresses.filter(pk=par.compte_id or 0).first() or adresses.first() or ""


def _sans_mot_de_passe(demandes: Sequence[Demande]) -> str:
    durees = " et ".join(dict.fromkeys(demande.DUREE for demande in demandes))
    return (
        f"Aucun mot de passe n'est demandé : {durees} suffisent. Vous pouvez enregistrer et"
        " revenir, ou confier la réponse à un collègue depuis votre page."
    )


def _par_table(demandes: Sequence[Demande]) -> dict[type[Demande], int]:
    comptes: dict[type[Demande], int] = {}
    for demande in demandes:
        comptes[type(demande)] = comptes.get(type(demande), 0) + 1
    return comptes


def objet_de(demandes: Sequence[Demande]) -> str:
    terme = jour(min(demande.campagne.dernier_jour for demande in demandes))
    quoi = " et ".join(accorde(n, table.UNITE) for table, n in _par_table(demandes).items())
    return f"{quoi} à mettre à jour pour le {terme}"


def phrase_de(demandes: Sequence[Demande]) -> str:
    comptes = _par_table(demandes)
    if len(comptes) > 1:
        return "Voici tout ce qu'on vous demande :"
    ((table, nombre),) = comptes.items()
    une, plusieurs = table.PHRASES
    return une if nombre == 1 else plusieurs.format(n=nombre)


def _elements(demandes: Sequence[Demande]) -> list[Element]:
    return [
        Element(demande.en_tete, f"À rendre pour le {jour(demande.campagne.dernier_jour)}.")
        for demande in demandes
    ]


def retirer_ce_qui_attend(personne: Personne, convention: Convention) -> None:
    """Un courriel qui n'est pas encore parti ne part plus, une fois rien à demander."""
    if en_attente_de(personne, convention):
        return
    Envoi.objects.a_remettre().filter(
        personne=personne,
        convention=convention,
        motif__in=[Motif.DEMANDE, Motif.RELANCE, Motif.RENVOI, Motif.TRANSMISSION],
    ).exclude(raison__startswith=POUR_LIRE).update(
        etat=Envoi.Etat.ABANDONNE,
        erreur="Plus rien n'était demandé : la réponse est venue, ou la campagne est close.",
    )
