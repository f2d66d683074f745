import ctg.socle.documents
import ctg.socle.formats
import ctg.socle.historique
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("conventions", "0001_initial"),
        ("conventions", "0002_documents_deposes"),
        ("conventions", "0003_conventions_de_tout_territoire"),
        ("conventions", "0004_contours_et_annuaire"),
        ("conventions", "0005_campagne_du_registre"),
        ("conventions", "0006_logos"),
        ("conventions", "0007_suite_et_cloture"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Utilisateur",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "courriel",
                    models.EmailField(max_length=254, unique=True, verbose_name="courriel"),
                ),
                ("nom", models.CharField(max_length=150, verbose_name="nom affiché")),
                ("is_active", models.BooleanField(default=True, verbose_name="actif")),
                ("cree_le", models.DateTimeField(auto_now_add=True, verbose_name="créé le")),
                (
                    "generation_des_sessions",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="génération des sessions"
                    ),
                ),
            ],
            options={
                "verbose_name": "compte",
                "verbose_name_plural": "comptes",
                "ordering": ["nom"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("courriel"),
                        name="utilisateur_courriel_unique",
                        violation_error_message="Un compte existe déjà avec ce courriel.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Personne",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "civilite",
                    models.CharField(
                        blank=True,
                        choices=[("Madame", "Madame"), ("Monsieur", "Monsieur")],
                        max_length=10,
                        verbose_name="civilité",
                    ),
                ),
                ("prenom", models.CharField(blank=True, max_length=80, verbose_name="prénom")),
                ("nom", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "courriel",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="courriel professionnel"
                    ),
                ),
                (
                    "telephone",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="téléphone professionnel"
                    ),
                ),
                (
                    "courriel_en_erreur_le",
                    models.DateField(
                        blank=True, null=True, verbose_name="courriel en erreur depuis"
                    ),
                ),
                (
                    "preavis_le",
                    models.DateField(
                        blank=True, null=True, verbose_name="préavis d'effacement envoyé le"
                    ),
                ),
                (
                    "anonymisee_le",
                    models.DateField(blank=True, null=True, verbose_name="anonymisée le"),
                ),
            ],
            options={
                "verbose_name": "personne",
                "verbose_name_plural": "personnes",
                "ordering": ["nom", "prenom"],
            },
        ),
        migrations.CreateModel(
            name="Commune",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code_insee",
                    models.CharField(max_length=5, unique=True, verbose_name="code Insee"),
                ),
                ("nom", models.CharField(max_length=100, verbose_name="nom")),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                (
                    "codes_postaux",
                    models.JSONField(blank=True, default=list, verbose_name="codes postaux"),
                ),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="population municipale"
                    ),
                ),
                (
                    "annee_population",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année de la population"
                    ),
                ),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                (
                    "cellule",
                    models.JSONField(blank=True, default=list, verbose_name="cellule schématique"),
                ),
                (
                    "contour",
                    models.JSONField(blank=True, default=list, verbose_name="contour importé"),
                ),
                (
                    "source_du_contour",
                    models.CharField(blank=True, max_length=200, verbose_name="source du contour"),
                ),
            ],
            options={
                "verbose_name": "commune",
                "verbose_name_plural": "communes",
                "ordering": ["nom"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code_insee__regex", "^[0-9][0-9AB][0-9]{3}$")),
                        name="commune_code_insee_bien_forme",
                        violation_error_message="Un code Insee compte cinq caractères, par exemple 33063.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Convention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="adresse")),
                ("nom", models.CharField(max_length=200, verbose_name="nom")),
                ("territoire", models.CharField(max_length=150, verbose_name="territoire")),
                ("devise", models.CharField(blank=True, max_length=200, verbose_name="devise")),
                ("objet", models.TextField(blank=True, verbose_name="objet")),
                (
                    "enjeu_transversal",
                    models.TextField(blank=True, verbose_name="enjeu transversal"),
                ),
                ("debut", models.DateField(verbose_name="début")),
                ("fin", models.DateField(verbose_name="fin")),
                (
                    "reconduite_jusqu_au",
                    models.DateField(blank=True, null=True, verbose_name="reconduite jusqu'au"),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("projet", "projet"),
                            ("signee", "signée"),
                            ("resiliee", "résiliée"),
                            ("cloturee", "clôturée"),
                        ],
                        default="projet",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("signee_le", models.DateField(blank=True, null=True, verbose_name="signée le")),
                (
                    "deliberee_par",
                    models.CharField(blank=True, max_length=150, verbose_name="délibérée par"),
                ),
                (
                    "deliberee_le",
                    models.DateField(blank=True, null=True, verbose_name="délibérée le"),
                ),
                (
                    "deliberation_numero",
                    models.CharField(
                        blank=True, max_length=50, verbose_name="numéro de délibération"
                    ),
                ),
                (
                    "cloturee_le",
                    models.DateField(blank=True, null=True, verbose_name="clôturée le"),
                ),
                (
                    "motif_de_reouverture",
                    models.TextField(blank=True, verbose_name="motif de la réouverture"),
                ),
                (
                    "annuaire_est_public",
                    models.BooleanField(default=False, verbose_name="annuaire public"),
                ),
                (
                    "succede_a",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="suites",
                        to="conventions.convention",
                        verbose_name="succède à",
                    ),
                ),
            ],
            options={
                "verbose_name": "convention",
                "verbose_name_plural": "conventions",
                "ordering": ["-debut", "nom"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fin__gte", models.F("debut"))),
                        name="convention_finit_apres_son_debut",
                        violation_error_message="La fin de la convention précède son début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reconduite_jusqu_au", None),
                            ("reconduite_jusqu_au__gt", models.F("fin")),
                            _connector="OR",
                        ),
                        name="convention_reconduite_apres_son_terme",
                        violation_error_message="Une reconduction va au-delà du terme.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cloturee_le", None), ("etat", "cloturee"), _connector="OR"
                        ),
                        name="convention_close_ce_jour_l_est",
                        violation_error_message="Le jour de clôture est celui d'une convention clôturée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("succede_a", None),
                            models.Q(("succede_a", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="convention_ne_se_succede_pas",
                        violation_error_message="Une convention ne succède pas à elle-même.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAnomalie",
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
                ("code", models.SlugField(max_length=80, verbose_name="code")),
                ("ordre", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                ("lieu", models.CharField(max_length=150, verbose_name="lieu dans le texte")),
                (
                    "lignes",
                    models.CharField(blank=True, max_length=100, verbose_name="lignes du texte"),
                ),
                ("ecrit", models.TextField(blank=True, verbose_name="ce qui est écrit")),
                ("constat", models.TextField(verbose_name="constat")),
                (
                    "traitement",
                    models.CharField(
                        choices=[
                            ("corrigee", "corrigée dans le portail"),
                            ("conservee", "conservée, à régler par avenant"),
                        ],
                        max_length=12,
                        verbose_name="traitement",
                    ),
                ),
                ("retenu", models.TextField(blank=True, verbose_name="ce que le portail retient")),
                ("suite", models.TextField(blank=True, verbose_name="suite décidée")),
                ("suite_le", models.DateField(blank=True, null=True, verbose_name="décidée le")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical anomalie",
                "verbose_name_plural": "historical anomalies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalArticle",
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
                ("numero", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                ("resume", models.TextField(verbose_name="en bref")),
                ("texte_cle", models.TextField(blank=True, verbose_name="phrase du texte")),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
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
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical article",
                "verbose_name_plural": "historical articles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAvenant",
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
                ("numero", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("objet", models.TextField(verbose_name="objet")),
                (
                    "etat",
                    models.CharField(
                        choices=[("projet", "projet"), ("signe", "signé")],
                        default="projet",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("signe_le", models.DateField(blank=True, null=True, verbose_name="signé le")),
                (
                    "effet_le",
                    models.DateField(blank=True, null=True, verbose_name="prend effet le"),
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
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical avenant",
                "verbose_name_plural": "historical avenants",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCampagne",
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
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("fiches", "mise à jour des fiches-actions"),
                            ("registre", "mise à jour du registre"),
                            ("ensemble", "fiches-actions et registre"),
                        ],
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("message", models.TextField(blank=True, verbose_name="message")),
                ("echeance", models.DateField(verbose_name="échéance")),
                (
                    "prolongee_au",
                    models.DateField(blank=True, null=True, verbose_name="prolongée au"),
                ),
                (
                    "relances_suspendues",
                    models.BooleanField(default=False, verbose_name="rappels suspendus"),
                ),
                ("ouverte_le", models.DateField(blank=True, null=True, verbose_name="ouverte le")),
                ("close_le", models.DateField(blank=True, null=True, verbose_name="close le")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical campagne",
                "verbose_name_plural": "historical campagnes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalConvention",
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
                ("slug", models.SlugField(max_length=80, verbose_name="adresse")),
                ("nom", models.CharField(max_length=200, verbose_name="nom")),
                ("territoire", models.CharField(max_length=150, verbose_name="territoire")),
                ("devise", models.CharField(blank=True, max_length=200, verbose_name="devise")),
                ("objet", models.TextField(blank=True, verbose_name="objet")),
                (
                    "enjeu_transversal",
                    models.TextField(blank=True, verbose_name="enjeu transversal"),
                ),
                ("debut", models.DateField(verbose_name="début")),
                ("fin", models.DateField(verbose_name="fin")),
                (
                    "reconduite_jusqu_au",
                    models.DateField(blank=True, null=True, verbose_name="reconduite jusqu'au"),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("projet", "projet"),
                            ("signee", "signée"),
                            ("resiliee", "résiliée"),
                            ("cloturee", "clôturée"),
                        ],
                        default="projet",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("signee_le", models.DateField(blank=True, null=True, verbose_name="signée le")),
                (
                    "deliberee_par",
                    models.CharField(blank=True, max_length=150, verbose_name="délibérée par"),
                ),
                (
                    "deliberee_le",
                    models.DateField(blank=True, null=True, verbose_name="délibérée le"),
                ),
                (
                    "deliberation_numero",
                    models.CharField(
                        blank=True, max_length=50, verbose_name="numéro de délibération"
                    ),
                ),
                (
                    "cloturee_le",
                    models.DateField(blank=True, null=True, verbose_name="clôturée le"),
                ),
                (
                    "motif_de_reouverture",
                    models.TextField(blank=True, verbose_name="motif de la réouverture"),
                ),
                (
                    "annuaire_est_public",
                    models.BooleanField(default=False, verbose_name="annuaire public"),
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
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "succede_a",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.convention",
                        verbose_name="succède à",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical convention",
                "verbose_name_plural": "historical conventions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDocument",
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
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "fichier",
                    models.TextField(
                        blank=True,
                        max_length=100,
                        validators=[ctg.socle.formats.verifier_fichier],
                        verbose_name="fichier",
                    ),
                ),
                (
                    "nom_d_origine",
                    models.CharField(blank=True, max_length=150, verbose_name="nom du fichier"),
                ),
                (
                    "taille",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="taille en octets"
                    ),
                ),
                (
                    "depose_par",
                    models.CharField(blank=True, max_length=200, verbose_name="déposé par"),
                ),
                ("depose_le", models.DateField(blank=True, null=True, verbose_name="déposé le")),
                (
                    "annexe",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="annexe n°"
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
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical document",
                "verbose_name_plural": "historical documents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPartenaire",
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
                ("code", models.SlugField(max_length=80, verbose_name="code")),
                ("nom", models.CharField(max_length=150, verbose_name="nom")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("agglomeration", "intercommunalité"),
                            ("commune", "commune"),
                            ("syndicat", "syndicat intercommunal"),
                            ("caf", "Caf"),
                            ("msa", "MSA"),
                            ("departement", "département"),
                            ("education_nationale", "Éducation nationale"),
                            ("etat", "État"),
                            ("association", "association"),
                            ("autre", "autre"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                ("adresse", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                (
                    "code_postal",
                    models.CharField(blank=True, max_length=5, verbose_name="code postal"),
                ),
                ("ville", models.CharField(blank=True, max_length=100, verbose_name="ville")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical partenaire",
                "verbose_name_plural": "historical partenaires",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPersonne",
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
                    "civilite",
                    models.CharField(
                        blank=True,
                        choices=[("Madame", "Madame"), ("Monsieur", "Monsieur")],
                        max_length=10,
                        verbose_name="civilité",
                    ),
                ),
                ("prenom", models.CharField(blank=True, max_length=80, verbose_name="prénom")),
                ("nom", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "courriel",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="courriel professionnel"
                    ),
                ),
                (
                    "telephone",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="téléphone professionnel"
                    ),
                ),
                (
                    "courriel_en_erreur_le",
                    models.DateField(
                        blank=True, null=True, verbose_name="courriel en erreur depuis"
                    ),
                ),
                (
                    "preavis_le",
                    models.DateField(
                        blank=True, null=True, verbose_name="préavis d'effacement envoyé le"
                    ),
                ),
                (
                    "anonymisee_le",
                    models.DateField(blank=True, null=True, verbose_name="anonymisée le"),
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
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical personne",
                "verbose_name_plural": "historical personnes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalZone",
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
                ("nom", models.CharField(max_length=100, verbose_name="nom")),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("bassin_de_vie", "bassin de vie"),
                            ("qpv", "quartier prioritaire"),
                            ("typologie", "rural, périurbain ou urbain"),
                        ],
                        max_length=20,
                        verbose_name="genre",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical zone",
                "verbose_name_plural": "historical zones",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LienPersonnel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "usage",
                    models.CharField(
                        choices=[
                            ("repondre", "répondre aux demandes"),
                            ("mot_de_passe", "choisir son mot de passe"),
                            ("courriels", "régler ses courriels"),
                        ],
                        max_length=12,
                        verbose_name="usage",
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=1, verbose_name="génération")),
                ("cree_le", models.DateTimeField(verbose_name="créé le")),
                ("expire_le", models.DateTimeField(verbose_name="expire le")),
                (
                    "revoque_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="révoqué le"),
                ),
                (
                    "ouvert_le",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="ouvert la première fois le"
                    ),
                ),
                (
                    "dernier_usage_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="dernier usage le"),
                ),
                (
                    "signale_le",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="signalé mal adressé le"
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="liens",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="liens",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "transmis_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="liens_transmis",
                        to="conventions.personne",
                        verbose_name="transmis par",
                    ),
                ),
            ],
            options={
                "verbose_name": "lien personnel",
                "verbose_name_plural": "liens personnels",
                "ordering": ["personne", "usage"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("convention__isnull", False)),
                        fields=("personne", "usage", "convention"),
                        name="lien_unique_par_convention",
                        violation_error_message="Cette personne a déjà un lien pour cet usage.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("convention__isnull", True)),
                        fields=("personne", "usage"),
                        name="lien_unique",
                        violation_error_message="Cette personne a déjà un lien pour cet usage.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("convention__isnull", False), ("usage", "repondre")),
                            models.Q(
                                models.Q(("usage", "repondre"), _negated=True), ("convention", None)
                            ),
                            _connector="OR",
                        ),
                        name="lien_de_convention_ssi_reponse",
                        violation_error_message="Un lien pour répondre, et lui seul, a sa convention.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partenaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=80, unique=True, verbose_name="code")),
                ("nom", models.CharField(max_length=150, verbose_name="nom")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("agglomeration", "intercommunalité"),
                            ("commune", "commune"),
                            ("syndicat", "syndicat intercommunal"),
                            ("caf", "Caf"),
                            ("msa", "MSA"),
                            ("departement", "département"),
                            ("education_nationale", "Éducation nationale"),
                            ("etat", "État"),
                            ("association", "association"),
                            ("autre", "autre"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                ("adresse", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                (
                    "code_postal",
                    models.CharField(blank=True, max_length=5, verbose_name="code postal"),
                ),
                ("ville", models.CharField(blank=True, max_length=100, verbose_name="ville")),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partenaires",
                        to="conventions.commune",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "partenaire",
                "verbose_name_plural": "partenaires",
                "ordering": ["nom"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nature", "commune"), _negated=True),
                            ("commune__isnull", False),
                            _connector="OR",
                        ),
                        name="partenaire_commune_situee",
                        violation_error_message="Une commune partenaire se rattache à sa commune.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogoDePartenaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "fichier",
                    models.FileField(
                        blank=True,
                        upload_to=ctg.socle.documents.emplacement,
                        validators=[ctg.socle.formats.verifier_fichier],
                        verbose_name="fichier",
                    ),
                ),
                (
                    "nom_d_origine",
                    models.CharField(blank=True, max_length=150, verbose_name="nom du fichier"),
                ),
                (
                    "taille",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="taille en octets"
                    ),
                ),
                (
                    "depose_par",
                    models.CharField(blank=True, max_length=200, verbose_name="déposé par"),
                ),
                ("depose_le", models.DateField(blank=True, null=True, verbose_name="déposé le")),
                ("empreinte", models.CharField(max_length=64, verbose_name="empreinte SHA-256")),
                ("largeur", models.PositiveSmallIntegerField(verbose_name="largeur en pixels")),
                ("hauteur", models.PositiveSmallIntegerField(verbose_name="hauteur en pixels")),
                (
                    "partenaire",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="logo",
                        to="conventions.partenaire",
                        verbose_name="partenaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "logo",
                "verbose_name_plural": "logos",
                "ordering": ["partenaire"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSignataire",
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
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre dans le texte")),
                (
                    "denomination",
                    models.CharField(max_length=200, verbose_name="dénomination écrite"),
                ),
                (
                    "siege_ecrit",
                    models.CharField(blank=True, max_length=250, verbose_name="siège écrit"),
                ),
                (
                    "designation",
                    models.CharField(blank=True, max_length=100, verbose_name="ci-après désigné"),
                ),
                ("est_copilote", models.BooleanField(default=False, verbose_name="copilote")),
                (
                    "deliberation_numero",
                    models.CharField(
                        blank=True, max_length=50, verbose_name="numéro de délibération"
                    ),
                ),
                (
                    "deliberation_le",
                    models.DateField(blank=True, null=True, verbose_name="délibération du"),
                ),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
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
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.partenaire",
                        verbose_name="partenaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical signataire",
                "verbose_name_plural": "historical signataires",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLogoDePartenaire",
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
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "fichier",
                    models.TextField(
                        blank=True,
                        max_length=100,
                        validators=[ctg.socle.formats.verifier_fichier],
                        verbose_name="fichier",
                    ),
                ),
                (
                    "nom_d_origine",
                    models.CharField(blank=True, max_length=150, verbose_name="nom du fichier"),
                ),
                (
                    "taille",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="taille en octets"
                    ),
                ),
                (
                    "depose_par",
                    models.CharField(blank=True, max_length=200, verbose_name="déposé par"),
                ),
                ("depose_le", models.DateField(blank=True, null=True, verbose_name="déposé le")),
                ("empreinte", models.CharField(max_length=64, verbose_name="empreinte SHA-256")),
                ("largeur", models.PositiveSmallIntegerField(verbose_name="largeur en pixels")),
                ("hauteur", models.PositiveSmallIntegerField(verbose_name="hauteur en pixels")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.partenaire",
                        verbose_name="partenaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical logo",
                "verbose_name_plural": "historical logos",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHabilitation",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("administrateur", "administrateur"),
                            ("coordonnateur", "coordonnateur CTG"),
                            ("copilote", "copilote (Caf ou intercommunalité)"),
                            ("agent", "agent d'un signataire"),
                            ("lecteur", "lecteur"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
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
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "utilisateur",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.partenaire",
                        verbose_name="organisme",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical habilitation",
                "verbose_name_plural": "historical habilitations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Habilitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrateur", "administrateur"),
                            ("coordonnateur", "coordonnateur CTG"),
                            ("copilote", "copilote (Caf ou intercommunalité)"),
                            ("agent", "agent d'un signataire"),
                            ("lecteur", "lecteur"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "nouvelles_vues_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="nouvelles vues le"),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="habilitations",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "utilisateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="habilitations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="habilitations",
                        to="conventions.partenaire",
                        verbose_name="organisme",
                    ),
                ),
            ],
            options={
                "verbose_name": "habilitation",
                "verbose_name_plural": "habilitations",
                "ordering": ["convention", "utilisateur"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("partenaire__isnull", False)),
                        fields=("utilisateur", "role", "convention", "partenaire"),
                        name="habilitation_d_organisme_unique",
                        violation_error_message="Cette personne a déjà ce rôle pour cet organisme.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("partenaire__isnull", True)),
                        fields=("utilisateur", "role", "convention"),
                        name="habilitation_unique",
                        violation_error_message="Cette personne a déjà ce rôle dans cette convention.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("partenaire__isnull", False), ("role__in", ["agent", "copilote"])
                            ),
                            models.Q(
                                ("partenaire__isnull", True),
                                ("role__in", ["administrateur", "coordonnateur", "lecteur"]),
                            ),
                            _connector="OR",
                        ),
                        name="habilitation_organisme_ssi_agent_ou_copilote",
                        violation_error_message="Un agent et un copilote agissent pour un organisme ; les autres rôles, non.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                ("fonction", models.CharField(max_length=150, verbose_name="fonction")),
                (
                    "nature",
                    models.CharField(
                        choices=[("elu", "élu"), ("technicien", "technicien")],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandats",
                        to="conventions.partenaire",
                        verbose_name="partenaire",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandats",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "mandat",
                "verbose_name_plural": "mandats",
                "ordering": ["partenaire", "personne"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debut", None),
                            ("fin", None),
                            ("fin__gte", models.F("debut")),
                            _connector="OR",
                        ),
                        name="mandat_finit_apres_son_debut",
                        violation_error_message="La fin du mandat précède son début.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalUtilisateur",
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
                    "courriel",
                    models.EmailField(db_index=True, max_length=254, verbose_name="courriel"),
                ),
                ("nom", models.CharField(max_length=150, verbose_name="nom affiché")),
                ("is_active", models.BooleanField(default=True, verbose_name="actif")),
                (
                    "cree_le",
                    models.DateTimeField(blank=True, editable=False, verbose_name="créé le"),
                ),
                (
                    "generation_des_sessions",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="génération des sessions"
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
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical compte",
                "verbose_name_plural": "historical comptes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRefusDeCourriel",
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
                    "motif",
                    models.CharField(
                        choices=[
                            ("demande", "demande de réponse"),
                            ("relance", "rappel d'une demande"),
                            ("renvoi", "réponse à reprendre"),
                            ("transmission", "demande transmise par quelqu'un"),
                            ("acceptation", "réponse acceptée"),
                            ("reponse", "réponse reçue"),
                            ("invitation", "ouverture d'un compte"),
                            ("mot_de_passe", "mot de passe oublié"),
                            ("nouveau_lien", "nouveau lien personnel"),
                            ("inactivite", "préavis d'effacement"),
                        ],
                        max_length=14,
                        verbose_name="motif",
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
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical refus de courriel",
                "verbose_name_plural": "historical refus de courriels",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMandat",
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
                ("fonction", models.CharField(max_length=150, verbose_name="fonction")),
                (
                    "nature",
                    models.CharField(
                        choices=[("elu", "élu"), ("technicien", "technicien")],
                        max_length=12,
                        verbose_name="nature",
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
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.partenaire",
                        verbose_name="partenaire",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical mandat",
                "verbose_name_plural": "historical mandats",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLienPersonnel",
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
                    "usage",
                    models.CharField(
                        choices=[
                            ("repondre", "répondre aux demandes"),
                            ("mot_de_passe", "choisir son mot de passe"),
                            ("courriels", "régler ses courriels"),
                        ],
                        max_length=12,
                        verbose_name="usage",
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=1, verbose_name="génération")),
                ("cree_le", models.DateTimeField(verbose_name="créé le")),
                ("expire_le", models.DateTimeField(verbose_name="expire le")),
                (
                    "revoque_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="révoqué le"),
                ),
                (
                    "ouvert_le",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="ouvert la première fois le"
                    ),
                ),
                (
                    "signale_le",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="signalé mal adressé le"
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
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "transmis_par",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.personne",
                        verbose_name="transmis par",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical lien personnel",
                "verbose_name_plural": "historical liens personnels",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Envoi",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("destinataire", models.EmailField(max_length=254, verbose_name="destinataire")),
                (
                    "motif",
                    models.CharField(
                        choices=[
                            ("demande", "demande de réponse"),
                            ("relance", "rappel d'une demande"),
                            ("renvoi", "réponse à reprendre"),
                            ("transmission", "demande transmise par quelqu'un"),
                            ("acceptation", "réponse acceptée"),
                            ("reponse", "réponse reçue"),
                            ("invitation", "ouverture d'un compte"),
                            ("mot_de_passe", "mot de passe oublié"),
                            ("nouveau_lien", "nouveau lien personnel"),
                            ("inactivite", "préavis d'effacement"),
                        ],
                        max_length=14,
                        verbose_name="motif",
                    ),
                ),
                ("raison", models.CharField(max_length=100, verbose_name="raison")),
                ("objet", models.CharField(max_length=200, verbose_name="objet")),
                ("contenu", models.JSONField(verbose_name="contenu")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("a_envoyer", "à envoyer"),
                            ("en_cours", "en cours d'envoi"),
                            ("envoye", "envoyé"),
                            ("echoue", "en échec, sera retenté"),
                            ("abandonne", "abandonné"),
                        ],
                        default="a_envoyer",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("cree_le", models.DateTimeField(verbose_name="créé le")),
                (
                    "envoye_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="envoyé le"),
                ),
                (
                    "tentatives",
                    models.PositiveSmallIntegerField(default=0, verbose_name="tentatives"),
                ),
                ("tente_le", models.DateTimeField(blank=True, null=True, verbose_name="tenté le")),
                ("erreur", models.TextField(blank=True, verbose_name="erreur")),
                (
                    "convention",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="envois",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "lien",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="envois",
                        to="conventions.lienpersonnel",
                        verbose_name="lien",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="envois",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "envoi",
                "verbose_name_plural": "envois",
                "ordering": ["-cree_le", "-pk"],
                "indexes": [models.Index(fields=["personne", "raison"], name="envoi_par_raison")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("envoye_le__isnull", False), ("etat", "envoye")),
                            models.Q(
                                models.Q(("etat", "envoye"), _negated=True), ("envoye_le", None)
                            ),
                            _connector="OR",
                        ),
                        name="envoi_envoye_ssi_date",
                        violation_error_message="Un courriel envoyé, et lui seul, porte sa date d'envoi.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="utilisateur",
            name="personne",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="compte",
                to="conventions.personne",
                verbose_name="personne",
            ),
        ),
        migrations.CreateModel(
            name="RefusDeCourriel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "motif",
                    models.CharField(
                        choices=[
                            ("demande", "demande de réponse"),
                            ("relance", "rappel d'une demande"),
                            ("renvoi", "réponse à reprendre"),
                            ("transmission", "demande transmise par quelqu'un"),
                            ("acceptation", "réponse acceptée"),
                            ("reponse", "réponse reçue"),
                            ("invitation", "ouverture d'un compte"),
                            ("mot_de_passe", "mot de passe oublié"),
                            ("nouveau_lien", "nouveau lien personnel"),
                            ("inactivite", "préavis d'effacement"),
                        ],
                        max_length=14,
                        verbose_name="motif",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refus",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "refus de courriel",
                "verbose_name_plural": "refus de courriels",
                "ordering": ["personne", "motif"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("personne", "motif"),
                        name="refus_unique",
                        violation_error_message="Ces courriels sont déjà refusés.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("motif__in", ["acceptation", "reponse"])),
                        name="refus_d_un_motif_refusable",
                        violation_error_message="Ces courriels sont nécessaires : ils ne se refusent pas.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signataire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre dans le texte")),
                (
                    "denomination",
                    models.CharField(max_length=200, verbose_name="dénomination écrite"),
                ),
                (
                    "siege_ecrit",
                    models.CharField(blank=True, max_length=250, verbose_name="siège écrit"),
                ),
                (
                    "designation",
                    models.CharField(blank=True, max_length=100, verbose_name="ci-après désigné"),
                ),
                ("est_copilote", models.BooleanField(default=False, verbose_name="copilote")),
                (
                    "deliberation_numero",
                    models.CharField(
                        blank=True, max_length=50, verbose_name="numéro de délibération"
                    ),
                ),
                (
                    "deliberation_le",
                    models.DateField(blank=True, null=True, verbose_name="délibération du"),
                ),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signataires",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signataires",
                        to="conventions.partenaire",
                        verbose_name="partenaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "signataire",
                "verbose_name_plural": "signataires",
                "ordering": ["convention", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "partenaire"),
                        name="signataire_unique",
                        violation_error_message="Ce partenaire est déjà partie à la convention.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSignature",
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
                ("ordre", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
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
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mandat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.mandat",
                        verbose_name="mandat",
                    ),
                ),
                (
                    "signataire",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.signataire",
                        verbose_name="partie",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical signature",
                "verbose_name_plural": "historical signatures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordre", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                (
                    "mandat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="conventions.mandat",
                        verbose_name="mandat",
                    ),
                ),
                (
                    "signataire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="conventions.signataire",
                        verbose_name="partie",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["signataire", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("signataire", "mandat"),
                        name="signature_unique",
                        violation_error_message="Ce mandat signe déjà pour cette partie.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Zone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nom", models.CharField(max_length=100, verbose_name="nom")),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("bassin_de_vie", "bassin de vie"),
                            ("qpv", "quartier prioritaire"),
                            ("typologie", "rural, périurbain ou urbain"),
                        ],
                        max_length=20,
                        verbose_name="genre",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                (
                    "communes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="zones",
                        to="conventions.commune",
                        verbose_name="communes",
                    ),
                ),
            ],
            options={
                "verbose_name": "zone",
                "verbose_name_plural": "zones",
                "ordering": ["genre", "nom"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("genre", "nom"),
                        name="zone_unique",
                        violation_error_message="Cette zone existe déjà.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalZone_communes",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.commune",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="conventions.historicalzone",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.zone",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalZone_communes",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="convention",
            name="zones",
            field=models.ManyToManyField(
                blank=True, related_name="conventions", to="conventions.zone", verbose_name="zones"
            ),
        ),
        migrations.CreateModel(
            name="Campagne",
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
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("fiches", "mise à jour des fiches-actions"),
                            ("registre", "mise à jour du registre"),
                            ("ensemble", "fiches-actions et registre"),
                        ],
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("message", models.TextField(blank=True, verbose_name="message")),
                ("echeance", models.DateField(verbose_name="échéance")),
                (
                    "prolongee_au",
                    models.DateField(blank=True, null=True, verbose_name="prolongée au"),
                ),
                (
                    "relances_suspendues",
                    models.BooleanField(default=False, verbose_name="rappels suspendus"),
                ),
                ("ouverte_le", models.DateField(blank=True, null=True, verbose_name="ouverte le")),
                ("close_le", models.DateField(blank=True, null=True, verbose_name="close le")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="campagnes",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "campagne",
                "verbose_name_plural": "campagnes",
                "ordering": ["-annee", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("prolongee_au", None),
                            ("prolongee_au__gt", models.F("echeance")),
                            _connector="OR",
                        ),
                        name="campagne_prolongee_au_dela",
                        violation_error_message="Une prolongation va au-delà de l'échéance.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("close_le", None), ("ouverte_le__isnull", False), _connector="OR"
                        ),
                        name="campagne_close_apres_son_ouverture",
                        violation_error_message="Une campagne se clôt après s'être ouverte.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Avenant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("numero", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("objet", models.TextField(verbose_name="objet")),
                (
                    "etat",
                    models.CharField(
                        choices=[("projet", "projet"), ("signe", "signé")],
                        default="projet",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("signe_le", models.DateField(blank=True, null=True, verbose_name="signé le")),
                (
                    "effet_le",
                    models.DateField(blank=True, null=True, verbose_name="prend effet le"),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="avenants",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "avenant",
                "verbose_name_plural": "avenants",
                "ordering": ["convention", "numero"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "numero"),
                        name="avenant_unique",
                        violation_error_message="Un avenant porte déjà ce numéro.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "signe"), ("signe_le__isnull", False)),
                            models.Q(("etat", "projet"), ("signe_le__isnull", True)),
                            _connector="OR",
                        ),
                        name="avenant_signe_ssi_date",
                        violation_error_message="Un avenant signé porte sa date de signature ; un projet n'en a pas.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("numero", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                ("resume", models.TextField(verbose_name="en bref")),
                ("texte_cle", models.TextField(blank=True, verbose_name="phrase du texte")),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="articles",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "ordering": ["convention", "numero"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "numero"),
                        name="article_unique",
                        violation_error_message="Cet article existe déjà.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Anomalie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=80, verbose_name="code")),
                ("ordre", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                ("lieu", models.CharField(max_length=150, verbose_name="lieu dans le texte")),
                (
                    "lignes",
                    models.CharField(blank=True, max_length=100, verbose_name="lignes du texte"),
                ),
                ("ecrit", models.TextField(blank=True, verbose_name="ce qui est écrit")),
                ("constat", models.TextField(verbose_name="constat")),
                (
                    "traitement",
                    models.CharField(
                        choices=[
                            ("corrigee", "corrigée dans le portail"),
                            ("conservee", "conservée, à régler par avenant"),
                        ],
                        max_length=12,
                        verbose_name="traitement",
                    ),
                ),
                ("retenu", models.TextField(blank=True, verbose_name="ce que le portail retient")),
                ("suite", models.TextField(blank=True, verbose_name="suite décidée")),
                ("suite_le", models.DateField(blank=True, null=True, verbose_name="décidée le")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="anomalies",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "anomalie",
                "verbose_name_plural": "anomalies",
                "ordering": ["convention", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "code"),
                        name="anomalie_unique",
                        violation_error_message="Cette anomalie est déjà listée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("suite", ""), ("suite_le__isnull", True)),
                            models.Q(
                                models.Q(("suite", ""), _negated=True), ("suite_le__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="anomalie_suite_ssi_datee",
                        violation_error_message="Une suite porte sa date.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "fichier",
                    models.FileField(
                        blank=True,
                        upload_to=ctg.socle.documents.emplacement,
                        validators=[ctg.socle.formats.verifier_fichier],
                        verbose_name="fichier",
                    ),
                ),
                (
                    "nom_d_origine",
                    models.CharField(blank=True, max_length=150, verbose_name="nom du fichier"),
                ),
                (
                    "taille",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="taille en octets"
                    ),
                ),
                (
                    "depose_par",
                    models.CharField(blank=True, max_length=200, verbose_name="déposé par"),
                ),
                ("depose_le", models.DateField(blank=True, null=True, verbose_name="déposé le")),
                (
                    "annexe",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="annexe n°"
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": [
                    "convention",
                    models.OrderBy(models.F("annexe"), nulls_last=True),
                    "titre",
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("annexe__isnull", False)),
                        fields=("convention", "annexe"),
                        name="document_annexe_unique",
                        violation_error_message="Cette annexe est déjà listée.",
                    )
                ],
            },
        ),
    ]
