"""Ce qui ne peut jamais être rangé dans un relevé."""

from django.db import models
from django.db.models import Q

# Ce qui n'est pas encore soumis peut rester incomplet.
_EN_BROUILLON = Q(etat="brouillon")

# Le code d'une violation est le champ à corriger : la phrase se montre à côté de lui.
CONTRAINTES: list[models.BaseConstraint] = [
    models.UniqueConstraint(
        fields=["indicateur", "annee"],
        condition=Q(commune__isnull=True),
        name="releve_unique",
        violation_error_message="Cet indicateur a déjà un relevé pour cette année.",
    ),
    models.UniqueConstraint(
        fields=["indicateur", "annee", "commune"],
        condition=Q(commune__isnull=False),
        name="releve_unique_par_commune",
        violation_error_message="Cette commune a déjà un relevé pour cette année.",
    ),
    models.CheckConstraint(
        condition=_EN_BROUILLON | ~Q(reponse=""),
        name="releve_reponse_dite",
        violation_error_code="reponse",
        violation_error_message=("Choisissez une réponse, ou videz les champs de cet indicateur."),
    ),
    models.CheckConstraint(
        condition=_EN_BROUILLON | ~Q(reponse="nombre") | Q(valeur__isnull=False),
        name="releve_nombre_avec_valeur",
        violation_error_code="valeur",
        violation_error_message="Indiquez la valeur. Zéro est une valeur.",
    ),
    models.CheckConstraint(
        condition=_EN_BROUILLON | Q(reponse="nombre") | Q(valeur__isnull=True),
        name="releve_valeur_d_un_nombre",
        violation_error_code="valeur",
        violation_error_message=(
            "Une valeur va avec la réponse « un nombre ». Choisissez-la, ou videz ce champ."
        ),
    ),
    models.CheckConstraint(
        condition=_EN_BROUILLON
        | ~Q(reponse="niveau")
        | ~Q(niveau="")
        | Q(niveau_propre__isnull=False),
        name="releve_niveau_choisi",
        violation_error_code="niveau",
        violation_error_message="Choisissez le niveau.",
    ),
    models.CheckConstraint(
        condition=_EN_BROUILLON | Q(reponse="niveau") | Q(niveau="", niveau_propre__isnull=True),
        name="releve_niveau_d_un_recit",
        violation_error_code="niveau",
        violation_error_message=(
            "Un niveau va avec la réponse « un niveau et un récit »."
            " Choisissez-la, ou videz ce champ."
        ),
    ),
    models.CheckConstraint(
        condition=Q(niveau="") | Q(niveau_propre__isnull=True),
        name="releve_un_seul_niveau",
        violation_error_code="niveau",
        violation_error_message="Choisissez un seul niveau.",
    ),
    models.CheckConstraint(
        condition=_EN_BROUILLON | ~Q(reponse="niveau") | ~Q(recit=""),
        name="releve_niveau_avec_recit",
        violation_error_code="recit",
        violation_error_message="Un niveau s'accompagne d'un récit.",
    ),
    models.CheckConstraint(
        condition=_EN_BROUILLON | ~Q(reponse__in=["non_concerne", "non_disponible"]) | ~Q(motif=""),
        name="releve_absence_motivee",
        violation_error_code="motif",
        violation_error_message="Dites pourquoi il n'y a pas de valeur.",
    ),
    models.CheckConstraint(
        condition=~Q(etat__in=["soumis", "accepte"]) | Q(soumis_le__isnull=False),
        name="releve_soumis_date",
        violation_error_message="Un relevé soumis porte sa date.",
    ),
    models.CheckConstraint(
        condition=~Q(etat="accepte") | Q(tranche_le__isnull=False),
        name="releve_accepte_date",
        violation_error_message="Un relevé accepté porte sa date.",
    ),
    models.CheckConstraint(
        condition=~Q(etat="renvoye") | ~Q(motif_renvoi=""),
        name="releve_renvoi_motive",
        violation_error_message="Dites pourquoi vous renvoyez ce relevé.",
    ),
]
