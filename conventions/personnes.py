"""Les personnes d'une convention : lesquelles regarder, comment les joindre, leurs mandats."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from conventions.droits import Droit
from conventions.models import (
    Convention,
    Envoi,
    Habilitation,
    LienPersonnel,
    Mandat,
    Partenaire,
    Personne,
)
from conventions.models.partenaires import QuerySetDePersonnes
from ctg.socle.attentes import Attente
from ctg.socle.etats import ActionImpossible
from ctg.socle.historique import Acteur, acte
from ctg.socle.nombres import nombre_fr

# Au-delà, un courriel abandonné ne dit plus rien de l'adresse.
JOURS_D_UN_ABANDON = 30

Regle = Callable[[Convention, datetime.date], Q]


def _fini(convention: Convention, le: datetime.date) -> Q:
    mandats = Mandat.objects.des_parties(convention).filter(personne=OuterRef("pk"))
    finis = Q(fin__isnull=False, fin__lt=le)
    return Q(Exists(mandats.filter(finis))) & ~Q(Exists(mandats.exclude(finis)))


def _lien_signale(convention: Convention, le: datetime.date) -> Q:
    liens = liens_de(convention).filter(personne=OuterRef("pk"), revoque_le=None)
    return Q(Exists(liens.filter(signale_le__isnull=False)))


def _non_parti(convention: Convention, le: datetime.date) -> Q:
    """Un courriel récent abandonné, sans succès depuis, et que personne n'a encore signalé."""
    envois = envois_de(convention).filter(
        personne=OuterRef("pk"), destinataire__iexact=OuterRef("courriel")
    )
    depuis = le - datetime.timedelta(days=JOURS_D_UN_ABANDON)
    reussis = Envoi.objects.filter(
        personne=OuterRef("personne"),
        etat=Envoi.Etat.ENVOYE,
        destinataire=OuterRef("destinataire"),
        cree_le__gt=OuterRef("cree_le"),
    )
    abandonnes = envois.filter(etat=Envoi.Etat.ABANDONNE, cree_le__date__gt=depuis)
    return Q(courriel_en_erreur_le=None) & Q(Exists(abandonnes.exclude(Exists(reussis))))


# Ce qui appelle un geste : clé d'adresse → (intitulé, règle).
REGARDS: Mapping[str, tuple[str, Regle]] = {
    "sans_courriel": ("sans courriel", lambda convention, le: Q(courriel="")),
    "en_erreur": (
        "courriel en erreur",
        lambda convention, le: Q(courriel_en_erreur_le__isnull=False),
    ),
    "non_parti": ("courriel abandonné", _non_parti),
    "lien_signale": ("lien mal adressé", _lien_signale),
    "mandat_termine": ("mandat terminé", _fini),
    "sans_compte": ("sans compte", lambda convention, le: Q(compte=None)),
}


def liens_de(convention: Convention) -> QuerySet[LienPersonnel]:
    """Les liens d'une convention, et ceux qui n'en ont pas (mot de passe, courriels)."""
    return LienPersonnel.objects.filter(Q(convention=convention) | Q(convention=None))


def envois_de(convention: Convention) -> QuerySet[Envoi]:
    """Les courriels d'une convention, et ceux qui n'en ont pas."""
    return Envoi.objects.filter(Q(convention=convention) | Q(convention=None))


def personnes_filtrees(
    personnes: QuerySetDePersonnes,
    convention: Convention,
    filtre: Mapping[str, Any],
    le: datetime.date,
) -> QuerySetDePersonnes:
    """Celles que `filtre` (``q``, ``organisme``, ``regard``) retient, avec ce que la liste montre.

    Un `regard` inconnu ne retient rien. Sans les personnes anonymisées : elles n'agissent plus.
    """
    retenues = personnes.filter(anonymisee_le=None).chercher(filtre.get("q") or "", convention)
    if organisme := filtre.get("organisme"):
        mandats = Mandat.objects.filter(personne=OuterRef("pk"), partenaire=organisme)
        roles = Habilitation.objects.filter(
            utilisateur__personne=OuterRef("pk"), convention=convention, partenaire=organisme
        )
        retenues = retenues.filter(Exists(mandats) | Exists(roles))
    if regard := filtre.get("regard"):
        retenues = (
            retenues.filter(REGARDS[regard][1](convention, le))
            if regard in REGARDS
            else retenues.none()
        )
    usages = liens_de(convention).filter(personne=OuterRef("pk"), dernier_usage_le__isnull=False)
    return retenues.select_related("compte").annotate(
        dernier_lien_le=Subquery(
            usages.order_by("-dernier_usage_le").values("dernier_usage_le")[:1]
        ),
        lien_est_signale=Exists(
            liens_de(convention).filter(
                personne=OuterRef("pk"), revoque_le=None, signale_le__isnull=False
            )
        ),
    )


def corriger_la_personne(*, personne: Personne, courriel: str, par: Acteur, **champs: Any) -> None:
    """Corrige une personne (`Personne.corriger`), si son adresse est à qui le fait.

    Lève aussi les refus de `exiger_de_tenir_l_adresse`.
    """
    exiger_de_tenir_l_adresse(personne, courriel, par)
    personne.corriger(courriel=courriel, par=par, **champs)


def connue_hors_de_portee(personne: Personne, par: Acteur) -> bool:
    """Vrai si une convention la connaît, par un mandat, un rôle ou un lien, que `par` ne tient pas.

    Une commande, qui n'a pas de compte, tient tout.
    """
    if par.compte_id is None:
        return False
    tenues = Habilitation.objects.filter(utilisateur=par.compte_id).ouvrant(
        Droit.GERER_LES_PERSONNES
    )
    connues = Convention.objects.filter(
        Q(signataires__partenaire__mandats__personne=personne)
        | Q(habilitations__utilisateur__personne=personne)
        | Q(liens__personne=personne)
    )
    return connues.exclude(pk__in=tenues.values("convention")).exists()


def exiger_de_tenir_l_adresse(personne: Personne, courriel: str, par: Acteur) -> None:
    """Lève `ActionImpossible` si `par` lui donne une adresse sans tenir toutes ses conventions.

    Son adresse reçoit ses liens de partout : la changer ouvrirait ce qu'on lui demande ailleurs.
    """
    if courriel.strip().lower() != personne.courriel.lower() and connue_hors_de_portee(
        personne, par
    ):
        raise ActionImpossible(
            "Une autre convention connaît cette personne : son courriel ne se change pas d'ici"
            " seul. Demandez-lui de le corriger, ou voyez avec l'autre coordination."
        )


def derniere_activite(
    connexion: datetime.datetime | None, *usages: datetime.datetime | None
) -> datetime.datetime | None:
    """La plus récente d'une connexion et des usages d'un lien ; None si rien n'est connu."""
    return max(filter(None, (connexion, *usages)), default=None)


def donner_mandat(
    *,
    personne: Personne,
    partenaire: Partenaire,
    fonction: str,
    nature: str,
    debut: datetime.date | None,
    fin: datetime.date | None,
    par: Acteur,
) -> Mandat:
    """Dit ce qu'une personne fait aussi pour un partenaire ; elle peut en avoir plusieurs.

    Lève `ActionImpossible` si elle y a déjà cette fonction, `ValidationError` si la fin précède
    le début.
    """
    mandat = Mandat(
        personne=personne,
        partenaire=partenaire,
        fonction=fonction.strip(),
        nature=nature,
        debut=debut,
        fin=fin,
    )
    with acte(par):
        # Deux envois du même formulaire attendent ici leur tour.
        Personne.objects.select_for_update().get(pk=personne.pk)
        deja = Mandat.objects.actuels().filter(personne=personne, partenaire=partenaire)
        if fin is None and deja.filter(fonction__iexact=mandat.fonction).exists():
            raise ActionImpossible(f"{personne} a déjà cette fonction pour {partenaire}.")
        mandat.validate_constraints()
        mandat.save()
    return mandat


def attentes_de_contact(
    personnes: QuerySetDePersonnes, convention: Convention, le: datetime.date
) -> list[Attente]:
    """Qui ne se joint plus comme prévu, pour qui tient les personnes. Une requête."""
    comptes = personnes.filter(anonymisee_le=None).aggregate(
        **{regard: Count("pk", filter=REGARDS[regard][1](convention, le)) for regard in _A_REGARDER}
    )
    liste = reverse("personne_liste", args=[convention.slug])
    return [
        Attente(
            titre=f"{nombre_fr(nombre)} {singulier if nombre < 2 else pluriel}",
            adresse=f"{liste}?regard={regard}",
            geste=geste,
            detail=detail,
        )
        for regard, (singulier, pluriel, geste, detail) in _A_REGARDER.items()
        if (nombre := comptes[regard])
    ]


_A_REGARDER = {
    "en_erreur": (
        "personne à joindre autrement",
        "personnes à joindre autrement",
        "Voir qui",
        "Ce qu'on leur écrit revient : plus rien ne part à cette adresse.",
    ),
    "non_parti": (
        "personne n'a pas reçu son courriel",
        "personnes n'ont pas reçu leur courriel",
        "Voir qui",
        "Le serveur d'envoi a renoncé. Vérifiez l'adresse, ou signalez-la en erreur.",
    ),
    "lien_signale": (
        "personne dont le lien est arrivé chez quelqu'un d'autre",
        "personnes dont le lien est arrivé chez quelqu'un d'autre",
        "Voir qui",
        "Qui l'a reçu l'a dit. Révoquez le lien, puis corrigez l'adresse.",
    ),
}
