from typing import Any

import ctg.socle.historique
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.conf import settings
from django.db import migrations, models


# Ancien champ → code du chiffre qui le remplace.
CODES = {"enfants": "enfants", "enfants_aeeh": "enfants_aeeh", "heures": "heures_facturees"}


def reprendre_les_chiffres(apps: Any, editeur: Any) -> None:
    """Un champ par chiffre devient une ligne par chiffre ; un champ vide n'en fait aucune."""
    anciens = apps.get_model("equipements", "ChiffresAnnuels").objects.all()
    chiffre = apps.get_model("equipements", "ChiffreAnnuel")
    chiffre.objects.bulk_create(
        chiffre(equipement_id=ancien.equipement_id, annee=ancien.annee, code=code, valeur=valeur)
        for ancien in anciens
        for champ, code in CODES.items()
        if (valeur := getattr(ancien, champ)) is not None
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0001_initial"),
        ("equipements", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnneeFermee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                ("fermee_le", models.DateField(verbose_name="fermée le")),
                ("fermee_par", models.CharField(max_length=200, verbose_name="fermée par")),
            ],
            options={
                "verbose_name": "année fermée",
                "verbose_name_plural": "années fermées",
                "ordering": ["convention", "annee"],
            },
        ),
        migrations.CreateModel(
            name="ChiffreAnnuel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "reponse",
                    models.CharField(
                        choices=[
                            ("nombre", "nombre"),
                            ("non_disponible", "non disponible"),
                            ("non_concerne", "non concerné"),
                        ],
                        default="nombre",
                        max_length=14,
                        verbose_name="réponse",
                    ),
                ),
                (
                    "valeur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="valeur",
                    ),
                ),
                (
                    "motif",
                    models.CharField(blank=True, max_length=200, verbose_name="motif de l'absence"),
                ),
                ("saisi_le", models.DateField(blank=True, null=True, verbose_name="saisi le")),
                (
                    "saisi_par",
                    models.CharField(blank=True, max_length=200, verbose_name="saisi par"),
                ),
                (
                    "confirme_le",
                    models.DateField(blank=True, null=True, verbose_name="confirmé le"),
                ),
                (
                    "confirme_par",
                    models.CharField(blank=True, max_length=200, verbose_name="confirmé par"),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("enfants", "enfants accueillis"),
                            ("enfants_aeeh", "dont bénéficiaires de l'AEEH"),
                            ("heures_facturees", "heures facturées"),
                            ("heures_realisees", "heures réalisées"),
                            ("assistantes_maternelles", "assistants maternels en activité"),
                            ("assistantes_adherentes", "assistants maternels adhérents"),
                            ("rendez_vous", "rendez-vous de familles"),
                            ("temps_collectifs", "temps collectifs"),
                            ("adherents", "adhérents"),
                            ("prets", "prêts de jeux"),
                            ("seances", "séances"),
                            ("familles", "familles accueillies"),
                            ("bonus_territoire", "bonus territoire CTG"),
                        ],
                        max_length=30,
                        verbose_name="chiffre",
                    ),
                ),
            ],
            options={
                "verbose_name": "chiffre d'une année",
                "verbose_name_plural": "chiffres annuels",
                "ordering": ["equipement", "-annee", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fonction", models.CharField(max_length=100, verbose_name="fonction")),
                (
                    "telephone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+?[0-9 .]{10,}$",
                                "Écrivez le numéro en chiffres, par exemple 05 53 00 00 00.",
                            )
                        ],
                        verbose_name="téléphone",
                    ),
                ),
                (
                    "courriel",
                    models.EmailField(blank=True, max_length=254, verbose_name="courriel"),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["equipement", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ExplicationDInscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("texte", models.TextField(verbose_name="explication")),
                ("ecrite_le", models.DateField(verbose_name="écrite le")),
                ("ecrite_par", models.CharField(max_length=200, verbose_name="écrite par")),
            ],
            options={
                "verbose_name": "explication d'une double inscription",
                "verbose_name_plural": "explications de doubles inscriptions",
                "ordering": ["convention", "equipement"],
            },
        ),
        migrations.CreateModel(
            name="GrilleDePrix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "annee_scolaire",
                    models.PositiveSmallIntegerField(verbose_name="année scolaire (septembre de)"),
                ),
                ("precisions", models.TextField(blank=True, verbose_name="précisions")),
                ("saisie_le", models.DateField(verbose_name="saisie le")),
                ("saisie_par", models.CharField(max_length=200, verbose_name="saisie par")),
                (
                    "confirmee_le",
                    models.DateField(blank=True, null=True, verbose_name="confirmée le"),
                ),
                (
                    "confirmee_par",
                    models.CharField(blank=True, max_length=200, verbose_name="confirmée par"),
                ),
            ],
            options={
                "verbose_name": "grille de prix",
                "verbose_name_plural": "grilles de prix",
                "ordering": ["equipement", "-annee_scolaire"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAnneeFermee",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                ("fermee_le", models.DateField(verbose_name="fermée le")),
                ("fermee_par", models.CharField(max_length=200, verbose_name="fermée par")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical année fermée",
                "verbose_name_plural": "historical années fermées",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalChiffreAnnuel",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "reponse",
                    models.CharField(
                        choices=[
                            ("nombre", "nombre"),
                            ("non_disponible", "non disponible"),
                            ("non_concerne", "non concerné"),
                        ],
                        default="nombre",
                        max_length=14,
                        verbose_name="réponse",
                    ),
                ),
                (
                    "valeur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="valeur",
                    ),
                ),
                (
                    "motif",
                    models.CharField(blank=True, max_length=200, verbose_name="motif de l'absence"),
                ),
                ("saisi_le", models.DateField(blank=True, null=True, verbose_name="saisi le")),
                (
                    "saisi_par",
                    models.CharField(blank=True, max_length=200, verbose_name="saisi par"),
                ),
                (
                    "confirme_le",
                    models.DateField(blank=True, null=True, verbose_name="confirmé le"),
                ),
                (
                    "confirme_par",
                    models.CharField(blank=True, max_length=200, verbose_name="confirmé par"),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("enfants", "enfants accueillis"),
                            ("enfants_aeeh", "dont bénéficiaires de l'AEEH"),
                            ("heures_facturees", "heures facturées"),
                            ("heures_realisees", "heures réalisées"),
                            ("assistantes_maternelles", "assistants maternels en activité"),
                            ("assistantes_adherentes", "assistants maternels adhérents"),
                            ("rendez_vous", "rendez-vous de familles"),
                            ("temps_collectifs", "temps collectifs"),
                            ("adherents", "adhérents"),
                            ("prets", "prêts de jeux"),
                            ("seances", "séances"),
                            ("familles", "familles accueillies"),
                            ("bonus_territoire", "bonus territoire CTG"),
                        ],
                        max_length=30,
                        verbose_name="chiffre",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical chiffre d'une année",
                "verbose_name_plural": "historical chiffres annuels",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                ("fonction", models.CharField(max_length=100, verbose_name="fonction")),
                (
                    "telephone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+?[0-9 .]{10,}$",
                                "Écrivez le numéro en chiffres, par exemple 05 53 00 00 00.",
                            )
                        ],
                        verbose_name="téléphone",
                    ),
                ),
                (
                    "courriel",
                    models.EmailField(blank=True, max_length=254, verbose_name="courriel"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical contact",
                "verbose_name_plural": "historical contacts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExplicationDInscription",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                ("texte", models.TextField(verbose_name="explication")),
                ("ecrite_le", models.DateField(verbose_name="écrite le")),
                ("ecrite_par", models.CharField(max_length=200, verbose_name="écrite par")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical explication d'une double inscription",
                "verbose_name_plural": "historical explications de doubles inscriptions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalGrilleDePrix",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "annee_scolaire",
                    models.PositiveSmallIntegerField(verbose_name="année scolaire (septembre de)"),
                ),
                ("precisions", models.TextField(blank=True, verbose_name="précisions")),
                ("saisie_le", models.DateField(verbose_name="saisie le")),
                ("saisie_par", models.CharField(max_length=200, verbose_name="saisie par")),
                (
                    "confirmee_le",
                    models.DateField(blank=True, null=True, verbose_name="confirmée le"),
                ),
                (
                    "confirmee_par",
                    models.CharField(blank=True, max_length=200, verbose_name="confirmée par"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical grille de prix",
                "verbose_name_plural": "historical grilles de prix",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLigneAnnexe2_sites",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalLigneAnnexe2_sites",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOuverture",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "periode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("matin", "matin, avant l'école"),
                            ("soir", "soir, après l'école"),
                            ("mercredi", "mercredi"),
                            ("petites_vacances", "petites vacances"),
                            ("ete", "été"),
                        ],
                        max_length=20,
                        verbose_name="période",
                    ),
                ),
                ("jours", models.JSONField(default=list, verbose_name="jours")),
                ("ouvre", models.TimeField(blank=True, null=True, verbose_name="ouvre à")),
                ("ferme", models.TimeField(blank=True, null=True, verbose_name="ferme à")),
                (
                    "precision",
                    models.CharField(blank=True, max_length=150, verbose_name="précision"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical ouverture",
                "verbose_name_plural": "historical ouvertures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPasUnDoublon",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                ("motif", models.CharField(blank=True, max_length=200, verbose_name="motif")),
                ("decide_le", models.DateField(verbose_name="décidé le")),
                ("decide_par", models.CharField(max_length=200, verbose_name="décidé par")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical paire qui n'est pas un doublon",
                "verbose_name_plural": "historical paires qui ne sont pas des doublons",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlaces",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "periode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("matin", "matin, avant l'école"),
                            ("soir", "soir, après l'école"),
                            ("mercredi", "mercredi"),
                            ("petites_vacances", "petites vacances"),
                            ("ete", "été"),
                        ],
                        max_length=20,
                        verbose_name="période",
                    ),
                ),
                (
                    "age_min",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="âge minimum"
                    ),
                ),
                (
                    "age_max",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="âge maximum"
                    ),
                ),
                ("nombre", models.PositiveSmallIntegerField(verbose_name="places")),
                (
                    "psu_existantes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="dont places PSU existantes"
                    ),
                ),
                (
                    "psu_nouvelles",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="dont places PSU nouvelles"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical places d'un âge et d'une période",
                "verbose_name_plural": "historical places par âge et par période",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlancherDuBonus",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "montant",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="montant (€)"
                    ),
                ),
                (
                    "annee",
                    models.PositiveSmallIntegerField(
                        verbose_name="dernière année du contrat enfance jeunesse"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical plancher du bonus",
                "verbose_name_plural": "historical planchers du bonus",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPrix",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "unite",
                    models.CharField(
                        choices=[
                            ("heure", "heure"),
                            ("demi_journee", "demi-journée"),
                            ("journee", "journée"),
                            ("semaine", "semaine"),
                            ("sejour", "séjour"),
                        ],
                        max_length=14,
                        verbose_name="unité",
                    ),
                ),
                ("avec_repas", models.BooleanField(default=False, verbose_name="avec repas")),
                (
                    "qf_min",
                    models.PositiveIntegerField(default=0, verbose_name="quotient familial de"),
                ),
                (
                    "qf_max",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="quotient familial jusqu'à"
                    ),
                ),
                (
                    "montant",
                    models.DecimalField(decimal_places=2, max_digits=8, verbose_name="prix (€)"),
                ),
                (
                    "montant_exterieur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="prix pour les familles d'ailleurs (€)",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical prix",
                "verbose_name_plural": "historical prix",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTitre",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "auteur",
                    models.CharField(
                        default=ctg.socle.historique.libelle_courant,
                        max_length=200,
                        verbose_name="auteur",
                    ),
                ),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("autorisation", "autorisation ou avis d'ouverture"),
                            ("agrement", "agrément"),
                            ("declaration", "déclaration à la SDJES"),
                            ("cof", "convention d'objectifs et de financement (COF)"),
                            ("label", "label ou charte"),
                        ],
                        max_length=14,
                        verbose_name="nature",
                    ),
                ),
                (
                    "intitule",
                    models.CharField(blank=True, max_length=120, verbose_name="intitulé ou numéro"),
                ),
                (
                    "delivre_par",
                    models.CharField(blank=True, max_length=120, verbose_name="délivré par"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical titre",
                "verbose_name_plural": "historical titres",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Ouverture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "periode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("matin", "matin, avant l'école"),
                            ("soir", "soir, après l'école"),
                            ("mercredi", "mercredi"),
                            ("petites_vacances", "petites vacances"),
                            ("ete", "été"),
                        ],
                        max_length=20,
                        verbose_name="période",
                    ),
                ),
                ("jours", models.JSONField(default=list, verbose_name="jours")),
                ("ouvre", models.TimeField(blank=True, null=True, verbose_name="ouvre à")),
                ("ferme", models.TimeField(blank=True, null=True, verbose_name="ferme à")),
                (
                    "precision",
                    models.CharField(blank=True, max_length=150, verbose_name="précision"),
                ),
            ],
            options={
                "verbose_name": "ouverture",
                "verbose_name_plural": "ouvertures",
                "ordering": ["equipement", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PasUnDoublon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("motif", models.CharField(blank=True, max_length=200, verbose_name="motif")),
                ("decide_le", models.DateField(verbose_name="décidé le")),
                ("decide_par", models.CharField(max_length=200, verbose_name="décidé par")),
            ],
            options={
                "verbose_name": "paire qui n'est pas un doublon",
                "verbose_name_plural": "paires qui ne sont pas des doublons",
                "ordering": ["-decide_le", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Places",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "periode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("matin", "matin, avant l'école"),
                            ("soir", "soir, après l'école"),
                            ("mercredi", "mercredi"),
                            ("petites_vacances", "petites vacances"),
                            ("ete", "été"),
                        ],
                        max_length=20,
                        verbose_name="période",
                    ),
                ),
                (
                    "age_min",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="âge minimum"
                    ),
                ),
                (
                    "age_max",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="âge maximum"
                    ),
                ),
                ("nombre", models.PositiveSmallIntegerField(verbose_name="places")),
                (
                    "psu_existantes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="dont places PSU existantes"
                    ),
                ),
                (
                    "psu_nouvelles",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="dont places PSU nouvelles"
                    ),
                ),
            ],
            options={
                "verbose_name": "places d'un âge et d'une période",
                "verbose_name_plural": "places par âge et par période",
                "ordering": ["equipement", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlancherDuBonus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
                ),
                (
                    "montant",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="montant (€)"
                    ),
                ),
                (
                    "annee",
                    models.PositiveSmallIntegerField(
                        verbose_name="dernière année du contrat enfance jeunesse"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "plancher du bonus",
                "verbose_name_plural": "planchers du bonus",
                "ordering": ["convention"],
            },
        ),
        migrations.CreateModel(
            name="Prix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "unite",
                    models.CharField(
                        choices=[
                            ("heure", "heure"),
                            ("demi_journee", "demi-journée"),
                            ("journee", "journée"),
                            ("semaine", "semaine"),
                            ("sejour", "séjour"),
                        ],
                        max_length=14,
                        verbose_name="unité",
                    ),
                ),
                ("avec_repas", models.BooleanField(default=False, verbose_name="avec repas")),
                (
                    "qf_min",
                    models.PositiveIntegerField(default=0, verbose_name="quotient familial de"),
                ),
                (
                    "qf_max",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="quotient familial jusqu'à"
                    ),
                ),
                (
                    "montant",
                    models.DecimalField(decimal_places=2, max_digits=8, verbose_name="prix (€)"),
                ),
                (
                    "montant_exterieur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=8,
                        null=True,
                        verbose_name="prix pour les familles d'ailleurs (€)",
                    ),
                ),
            ],
            options={
                "verbose_name": "prix",
                "verbose_name_plural": "prix",
                "ordering": ["grille", "unite", "avec_repas", "qf_min"],
            },
        ),
        migrations.CreateModel(
            name="Titre",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("autorisation", "autorisation ou avis d'ouverture"),
                            ("agrement", "agrément"),
                            ("declaration", "déclaration à la SDJES"),
                            ("cof", "convention d'objectifs et de financement (COF)"),
                            ("label", "label ou charte"),
                        ],
                        max_length=14,
                        verbose_name="nature",
                    ),
                ),
                (
                    "intitule",
                    models.CharField(blank=True, max_length=120, verbose_name="intitulé ou numéro"),
                ),
                (
                    "delivre_par",
                    models.CharField(blank=True, max_length=120, verbose_name="délivré par"),
                ),
            ],
            options={
                "verbose_name": "titre",
                "verbose_name_plural": "titres",
                "ordering": ["equipement", "nature", "debut", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="montantdesoutien",
            name="montant_positif",
        ),
        migrations.RenameField(
            model_name="historicalmontantdesoutien", old_name="montant", new_name="valeur"
        ),
        migrations.RenameField(
            model_name="montantdesoutien", old_name="montant", new_name="valeur"
        ),
        migrations.AddField(
            model_name="equipement",
            name="fusionnee_dans",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbees",
                to="equipements.equipement",
                verbose_name="fusionnée dans",
            ),
        ),
        migrations.AddField(
            model_name="equipement",
            name="fusionnee_le",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="fusionnée le"
            ),
        ),
        migrations.AddField(
            model_name="equipement",
            name="fusionnee_par",
            field=models.CharField(
                blank=True, editable=False, max_length=200, verbose_name="fusionnée par"
            ),
        ),
        migrations.AddField(
            model_name="equipement",
            name="identifiant_caf",
            field=models.CharField(blank=True, max_length=60, verbose_name="identifiant Caf"),
        ),
        migrations.AddField(
            model_name="equipement",
            name="identifiant_sdjes",
            field=models.CharField(blank=True, max_length=60, verbose_name="identifiant SDJES"),
        ),
        migrations.AddField(
            model_name="historicalequipement",
            name="fusionnee_dans",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="fusionnée dans",
            ),
        ),
        migrations.AddField(
            model_name="historicalequipement",
            name="fusionnee_le",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="fusionnée le"
            ),
        ),
        migrations.AddField(
            model_name="historicalequipement",
            name="fusionnee_par",
            field=models.CharField(
                blank=True, editable=False, max_length=200, verbose_name="fusionnée par"
            ),
        ),
        migrations.AddField(
            model_name="historicalequipement",
            name="identifiant_caf",
            field=models.CharField(blank=True, max_length=60, verbose_name="identifiant Caf"),
        ),
        migrations.AddField(
            model_name="historicalequipement",
            name="identifiant_sdjes",
            field=models.CharField(blank=True, max_length=60, verbose_name="identifiant SDJES"),
        ),
        migrations.AddField(
            model_name="historicalmontantdesoutien",
            name="confirme_le",
            field=models.DateField(blank=True, null=True, verbose_name="confirmé le"),
        ),
        migrations.AddField(
            model_name="historicalmontantdesoutien",
            name="confirme_par",
            field=models.CharField(blank=True, max_length=200, verbose_name="confirmé par"),
        ),
        migrations.AddField(
            model_name="historicalmontantdesoutien",
            name="motif",
            field=models.CharField(blank=True, max_length=200, verbose_name="motif de l'absence"),
        ),
        migrations.AddField(
            model_name="historicalmontantdesoutien",
            name="reponse",
            field=models.CharField(
                choices=[
                    ("nombre", "nombre"),
                    ("non_disponible", "non disponible"),
                    ("non_concerne", "non concerné"),
                ],
                default="nombre",
                max_length=14,
                verbose_name="réponse",
            ),
        ),
        migrations.AddField(
            model_name="historicalmontantdesoutien",
            name="saisi_le",
            field=models.DateField(blank=True, null=True, verbose_name="saisi le"),
        ),
        migrations.AddField(
            model_name="historicalmontantdesoutien",
            name="saisi_par",
            field=models.CharField(blank=True, max_length=200, verbose_name="saisi par"),
        ),
        migrations.AlterField(
            model_name="historicalmontantdesoutien",
            name="valeur",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="valeur"
            ),
        ),
        migrations.AddField(
            model_name="historicalsoutien",
            name="motif_de_fin",
            field=models.CharField(
                blank=True,
                choices=[
                    ("changement_de_competence", "changement de compétence"),
                    ("fermeture", "fermeture de la structure"),
                    ("retrait", "la collectivité ne soutient plus"),
                ],
                max_length=24,
                verbose_name="motif de la fin",
            ),
        ),
        migrations.AddField(
            model_name="ligneannexe2",
            name="sites",
            field=models.ManyToManyField(
                blank=True,
                related_name="lignes_partagees",
                to="equipements.equipement",
                verbose_name="autres sites de la ligne",
            ),
        ),
        migrations.AddField(
            model_name="montantdesoutien",
            name="confirme_le",
            field=models.DateField(blank=True, null=True, verbose_name="confirmé le"),
        ),
        migrations.AddField(
            model_name="montantdesoutien",
            name="confirme_par",
            field=models.CharField(blank=True, max_length=200, verbose_name="confirmé par"),
        ),
        migrations.AddField(
            model_name="montantdesoutien",
            name="motif",
            field=models.CharField(blank=True, max_length=200, verbose_name="motif de l'absence"),
        ),
        migrations.AddField(
            model_name="montantdesoutien",
            name="reponse",
            field=models.CharField(
                choices=[
                    ("nombre", "nombre"),
                    ("non_disponible", "non disponible"),
                    ("non_concerne", "non concerné"),
                ],
                default="nombre",
                max_length=14,
                verbose_name="réponse",
            ),
        ),
        migrations.AddField(
            model_name="montantdesoutien",
            name="saisi_le",
            field=models.DateField(blank=True, null=True, verbose_name="saisi le"),
        ),
        migrations.AddField(
            model_name="montantdesoutien",
            name="saisi_par",
            field=models.CharField(blank=True, max_length=200, verbose_name="saisi par"),
        ),
        migrations.AlterField(
            model_name="montantdesoutien",
            name="valeur",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="valeur"
            ),
        ),
        migrations.AddField(
            model_name="soutien",
            name="motif_de_fin",
            field=models.CharField(
                blank=True,
                choices=[
                    ("changement_de_competence", "changement de compétence"),
                    ("fermeture", "fermeture de la structure"),
                    ("retrait", "la collectivité ne soutient plus"),
                ],
                max_length=24,
                verbose_name="motif de la fin",
            ),
        ),
        migrations.AddConstraint(
            model_name="equipement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fusionnee_dans", None), ("fusionnee_le", None)),
                    models.Q(
                        ("fusionnee_dans__isnull", False),
                        ("fusionnee_le__isnull", False),
                        models.Q(("fusionnee_dans", models.F("pk")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="equipement_fusionne_ailleurs_et_date",
                violation_error_message="Une fusion porte sa date, et mène à une autre structure.",
            ),
        ),
        migrations.AddConstraint(
            model_name="montantdesoutien",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("motif", ""), ("reponse", "nombre"), ("valeur__isnull", False)),
                    models.Q(
                        models.Q(("reponse", "nombre"), _negated=True),
                        ("valeur__isnull", True),
                        models.Q(("motif", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="montantdesoutien_nombre_ou_motif",
                violation_error_message="Donnez un nombre, ou dites pourquoi il n'y en a pas.",
            ),
        ),
        migrations.AddConstraint(
            model_name="montantdesoutien",
            constraint=models.CheckConstraint(
                condition=models.Q(("valeur", None), ("valeur__gte", 0), _connector="OR"),
                name="montantdesoutien_positif",
                violation_error_message="Ce nombre ne peut pas être négatif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="soutien",
            constraint=models.CheckConstraint(
                condition=models.Q(("motif_de_fin", ""), ("fin__isnull", False), _connector="OR"),
                name="soutien_motif_a_sa_fin",
                violation_error_message="Un soutien qui court n'a pas de motif de fin.",
            ),
        ),
        migrations.AddField(
            model_name="anneefermee",
            name="convention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="annees_fermees",
                to="conventions.convention",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="chiffreannuel",
            name="equipement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="chiffres",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="equipement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="explicationdinscription",
            name="convention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="explications_d_inscription",
                to="conventions.convention",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="explicationdinscription",
            name="equipement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="explications",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="grilledeprix",
            name="equipement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grilles",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="historicalanneefermee",
            name="convention",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="conventions.convention",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="historicalanneefermee",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalchiffreannuel",
            name="equipement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="historicalchiffreannuel",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalcontact",
            name="equipement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="historicalcontact",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalexplicationdinscription",
            name="convention",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="conventions.convention",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="historicalexplicationdinscription",
            name="equipement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="historicalexplicationdinscription",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalgrilledeprix",
            name="equipement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="historicalgrilledeprix",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalligneannexe2_sites",
            name="equipement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
            ),
        ),
        migrations.AddField(
            model_name="historicalligneannexe2_sites",
            name="history",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="equipements.historicalligneannexe2",
            ),
        ),
        migrations.AddField(
            model_name="historicalligneannexe2_sites",
            name="ligneannexe2",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_tablespace="",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.ligneannexe2",
            ),
        ),
        migrations.AddField(
            model_name="historicalouverture",
            name="equipement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="historicalouverture",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalpasundoublon",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalpasundoublon",
            name="premiere",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="première structure",
            ),
        ),
        migrations.AddField(
            model_name="historicalpasundoublon",
            name="seconde",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="seconde structure",
            ),
        ),
        migrations.AddField(
            model_name="historicalplaces",
            name="equipement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="historicalplaces",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalplancherdubonus",
            name="convention",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="conventions.convention",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="historicalplancherdubonus",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicalprix",
            name="grille",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.grilledeprix",
                verbose_name="grille",
            ),
        ),
        migrations.AddField(
            model_name="historicalprix",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicaltitre",
            name="equipement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="historicaltitre",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ouverture",
            name="equipement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ouvertures",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="pasundoublon",
            name="premiere",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="distinguees_des_suivantes",
                to="equipements.equipement",
                verbose_name="première structure",
            ),
        ),
        migrations.AddField(
            model_name="pasundoublon",
            name="seconde",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="distinguees_des_precedentes",
                to="equipements.equipement",
                verbose_name="seconde structure",
            ),
        ),
        migrations.AddField(
            model_name="places",
            name="equipement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="places",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.AddField(
            model_name="plancherdubonus",
            name="convention",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="plancher_du_bonus",
                to="conventions.convention",
                verbose_name="convention",
            ),
        ),
        migrations.AddField(
            model_name="prix",
            name="grille",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="prix",
                to="equipements.grilledeprix",
                verbose_name="grille",
            ),
        ),
        migrations.AddField(
            model_name="titre",
            name="equipement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="titres",
                to="equipements.equipement",
                verbose_name="structure",
            ),
        ),
        migrations.RunPython(reprendre_les_chiffres, migrations.RunPython.noop),
        migrations.DeleteModel(
            name="ChiffresAnnuels",
        ),
        migrations.DeleteModel(
            name="HistoricalChiffresAnnuels",
        ),
        migrations.AddConstraint(
            model_name="anneefermee",
            constraint=models.UniqueConstraint(
                fields=("convention", "annee"),
                name="annee_fermee_unique",
                violation_error_message="Cette année est déjà fermée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="chiffreannuel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("motif", ""), ("reponse", "nombre"), ("valeur__isnull", False)),
                    models.Q(
                        models.Q(("reponse", "nombre"), _negated=True),
                        ("valeur__isnull", True),
                        models.Q(("motif", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="chiffreannuel_nombre_ou_motif",
                violation_error_message="Donnez un nombre, ou dites pourquoi il n'y en a pas.",
            ),
        ),
        migrations.AddConstraint(
            model_name="chiffreannuel",
            constraint=models.CheckConstraint(
                condition=models.Q(("valeur", None), ("valeur__gte", 0), _connector="OR"),
                name="chiffreannuel_positif",
                violation_error_message="Ce nombre ne peut pas être négatif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="chiffreannuel",
            constraint=models.UniqueConstraint(
                fields=("equipement", "annee", "code"),
                name="chiffre_annuel_unique",
                violation_error_message="Ce chiffre est déjà saisi pour cette année.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("telephone", ""), _negated=True),
                    models.Q(("courriel", ""), _negated=True),
                    _connector="OR",
                ),
                name="contact_joignable",
                violation_error_message="Donnez un téléphone ou un courriel.",
            ),
        ),
        migrations.AddConstraint(
            model_name="explicationdinscription",
            constraint=models.UniqueConstraint(
                fields=("convention", "equipement"),
                name="explication_unique",
                violation_error_message="Cette double inscription est déjà expliquée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grilledeprix",
            constraint=models.UniqueConstraint(
                fields=("equipement", "annee_scolaire"),
                name="grille_unique",
                violation_error_message="Cette année scolaire a déjà sa grille.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ouverture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ouvre", None),
                    ("ferme", None),
                    ("ferme__gt", models.F("ouvre")),
                    _connector="OR",
                ),
                name="ouverture_finit_apres_son_debut",
                violation_error_message="L'heure de fermeture précède celle d'ouverture.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pasundoublon",
            constraint=models.UniqueConstraint(
                fields=("premiere", "seconde"),
                name="pas_un_doublon_unique",
                violation_error_message="Ces deux structures sont déjà distinguées.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pasundoublon",
            constraint=models.CheckConstraint(
                condition=models.Q(("premiere__lt", models.F("seconde"))),
                name="pas_un_doublon_dans_l_ordre",
                violation_error_message="Choisissez deux structures différentes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="places",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("age_min", None),
                    ("age_max", None),
                    ("age_max__gte", models.F("age_min")),
                    _connector="OR",
                ),
                name="places_ages_dans_l_ordre",
                violation_error_message="L'âge maximum est inférieur à l'âge minimum.",
            ),
        ),
        migrations.AddConstraint(
            model_name="places",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("psu_existantes", None),
                        ("psu_existantes__lte", models.F("nombre")),
                        _connector="OR",
                    ),
                    models.Q(
                        ("psu_nouvelles", None),
                        ("psu_nouvelles__lte", models.F("nombre")),
                        _connector="OR",
                    ),
                    models.Q(
                        ("psu_existantes", None),
                        ("psu_nouvelles", None),
                        (
                            "nombre__gte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("psu_existantes"), "+", models.F("psu_nouvelles")
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="places_psu_dans_le_total",
                violation_error_message="Les places PSU sont plus nombreuses que les places.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plancherdubonus",
            constraint=models.CheckConstraint(
                condition=models.Q(("montant__gte", 0)),
                name="plancher_positif",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prix",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("qf_max", None), ("qf_max__gte", models.F("qf_min")), _connector="OR"
                ),
                name="prix_tranche_dans_l_ordre",
                violation_error_message="La tranche finit avant de commencer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prix",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("montant__gte", 0),
                    models.Q(
                        ("montant_exterieur", None), ("montant_exterieur__gte", 0), _connector="OR"
                    ),
                ),
                name="prix_positif",
                violation_error_message="Un prix ne peut pas être négatif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="titre",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("debut", None), ("fin", None), ("fin__gte", models.F("debut")), _connector="OR"
                ),
                name="titre_finit_apres_son_debut",
                violation_error_message="La fin précède le début.",
            ),
        ),
    ]
