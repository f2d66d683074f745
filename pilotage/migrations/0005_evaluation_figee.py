import ctg.socle.documents
import ctg.socle.formats
import ctg.socle.historique
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0005_indicateurs_qualifies"),
        ("conventions", "0006_logos"),
        ("pilotage", "0004_cycle_de_l_evaluation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="est_publique",
            field=models.BooleanField(default=False, verbose_name="lisible sans compte"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="etat",
            field=models.CharField(
                choices=[
                    ("brouillon", "brouillon"),
                    ("soumise_au_cotech", "soumise au COTECH"),
                    ("presentee_au_copil", "présentée au COPIL"),
                    ("validee", "validée"),
                    ("publiee", "publiée"),
                ],
                default="brouillon",
                max_length=20,
                verbose_name="état",
            ),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="motif_correction",
            field=models.TextField(blank=True, verbose_name="motif de la correction"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="motif_renvoi",
            field=models.TextField(blank=True, verbose_name="motif du renvoi"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="presentee_le",
            field=models.DateField(blank=True, null=True, verbose_name="présentée au COPIL le"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="publiee_le",
            field=models.DateField(blank=True, null=True, verbose_name="publiée le"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="soumise_le",
            field=models.DateField(blank=True, null=True, verbose_name="soumise au COTECH le"),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="validee_le",
            field=models.DateField(blank=True, null=True, verbose_name="validée le"),
        ),
        migrations.AddField(
            model_name="historicalevaluation",
            name="est_publique",
            field=models.BooleanField(default=False, verbose_name="lisible sans compte"),
        ),
        migrations.AddField(
            model_name="historicalevaluation",
            name="etat",
            field=models.CharField(
                choices=[
                    ("brouillon", "brouillon"),
                    ("soumise_au_cotech", "soumise au COTECH"),
                    ("presentee_au_copil", "présentée au COPIL"),
                    ("validee", "validée"),
                    ("publiee", "publiée"),
                ],
                default="brouillon",
                max_length=20,
                verbose_name="état",
            ),
        ),
        migrations.AddField(
            model_name="historicalevaluation",
            name="motif_correction",
            field=models.TextField(blank=True, verbose_name="motif de la correction"),
        ),
        migrations.AddField(
            model_name="historicalevaluation",
            name="motif_renvoi",
            field=models.TextField(blank=True, verbose_name="motif du renvoi"),
        ),
        migrations.AddField(
            model_name="historicalevaluation",
            name="presentee_le",
            field=models.DateField(blank=True, null=True, verbose_name="présentée au COPIL le"),
        ),
        migrations.AddField(
            model_name="historicalevaluation",
            name="publiee_le",
            field=models.DateField(blank=True, null=True, verbose_name="publiée le"),
        ),
        migrations.AddField(
            model_name="historicalevaluation",
            name="soumise_le",
            field=models.DateField(blank=True, null=True, verbose_name="soumise au COTECH le"),
        ),
        migrations.AddField(
            model_name="historicalevaluation",
            name="validee_le",
            field=models.DateField(blank=True, null=True, verbose_name="validée le"),
        ),
        migrations.AlterField(
            model_name="evaluation",
            name="reunion",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="evaluations",
                to="pilotage.reunion",
                verbose_name="séance du COPIL",
            ),
        ),
        migrations.CreateModel(
            name="Approbation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("donnee_le", models.DateField(verbose_name="donnée le")),
                ("notee_par", models.CharField(max_length=200, verbose_name="notée par")),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approbations",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approbations",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "reunion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="approbations",
                        to="pilotage.reunion",
                        verbose_name="donnée en séance",
                    ),
                ),
                (
                    "signataire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approbations",
                        to="conventions.signataire",
                        verbose_name="copilote",
                    ),
                ),
            ],
            options={
                "verbose_name": "approbation",
                "verbose_name_plural": "approbations",
                "ordering": [
                    "evaluation",
                    models.OrderBy(models.F("signataire__ordre"), nulls_first=True),
                    "pk",
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentaireDEvaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("auteur", models.CharField(max_length=200, verbose_name="auteur")),
                ("texte", models.TextField(verbose_name="commentaire")),
                (
                    "ecrit_le",
                    models.DateTimeField(
                        default=ctg.socle.historique.instant_de_l_acte,
                        editable=False,
                        verbose_name="écrit le",
                    ),
                ),
                (
                    "regle_par",
                    models.CharField(blank=True, max_length=200, verbose_name="réglé par"),
                ),
                ("regle_le", models.DateField(blank=True, null=True, verbose_name="réglé le")),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("synthese", "L'essentiel"),
                            ("gouvernance", "La gouvernance de l'année"),
                            ("axe", "Un axe"),
                            ("fiche", "Une action"),
                            ("registre", "Les structures du territoire"),
                            ("argent", "L'argent"),
                            ("conclusion", "La conclusion"),
                            ("suite_de_la_convention", "La convention suivante"),
                        ],
                        max_length=24,
                        verbose_name="section",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("commentaire_ouvert", "ouvert"),
                            ("commentaire_repondu", "répondu"),
                            ("commentaire_regle", "réglé"),
                        ],
                        default="commentaire_ouvert",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                ("reponse", models.TextField(blank=True, verbose_name="réponse")),
                (
                    "repondu_par",
                    models.CharField(blank=True, max_length=200, verbose_name="répondu par"),
                ),
                ("repondu_le", models.DateField(blank=True, null=True, verbose_name="répondu le")),
                (
                    "axe",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="actions.axe",
                        verbose_name="axe",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commentaires",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commentaires_d_evaluation",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "commentaire d'une évaluation",
                "verbose_name_plural": "commentaires d'une évaluation",
                "ordering": ["ecrit_le", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalApprobation",
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
                ("donnee_le", models.DateField(verbose_name="donnée le")),
                ("notee_par", models.CharField(max_length=200, verbose_name="notée par")),
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
                    "evaluation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
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
                    "reunion",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.reunion",
                        verbose_name="donnée en séance",
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
                        verbose_name="copilote",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical approbation",
                "verbose_name_plural": "historical approbations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCommentaireDEvaluation",
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
                ("texte", models.TextField(verbose_name="commentaire")),
                (
                    "ecrit_le",
                    models.DateTimeField(
                        default=ctg.socle.historique.instant_de_l_acte,
                        editable=False,
                        verbose_name="écrit le",
                    ),
                ),
                (
                    "regle_par",
                    models.CharField(blank=True, max_length=200, verbose_name="réglé par"),
                ),
                ("regle_le", models.DateField(blank=True, null=True, verbose_name="réglé le")),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("synthese", "L'essentiel"),
                            ("gouvernance", "La gouvernance de l'année"),
                            ("axe", "Un axe"),
                            ("fiche", "Une action"),
                            ("registre", "Les structures du territoire"),
                            ("argent", "L'argent"),
                            ("conclusion", "La conclusion"),
                            ("suite_de_la_convention", "La convention suivante"),
                        ],
                        max_length=24,
                        verbose_name="section",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("commentaire_ouvert", "ouvert"),
                            ("commentaire_repondu", "répondu"),
                            ("commentaire_regle", "réglé"),
                        ],
                        default="commentaire_ouvert",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                ("reponse", models.TextField(blank=True, verbose_name="réponse")),
                (
                    "repondu_par",
                    models.CharField(blank=True, max_length=200, verbose_name="répondu par"),
                ),
                ("repondu_le", models.DateField(blank=True, null=True, verbose_name="répondu le")),
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
                    "axe",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.axe",
                        verbose_name="axe",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.ficheaction",
                        verbose_name="fiche",
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
                "verbose_name": "historical commentaire d'une évaluation",
                "verbose_name_plural": "historical commentaires d'une évaluation",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLectureDemandee",
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
                ("invitee_le", models.DateField(verbose_name="invitée le")),
                (
                    "echeance",
                    models.DateField(blank=True, null=True, verbose_name="à lire avant le"),
                ),
                ("lue_le", models.DateField(blank=True, null=True, verbose_name="lue le")),
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
                    "evaluation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
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
                "verbose_name": "historical invitation à lire",
                "verbose_name_plural": "historical invitations à lire",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LectureDemandee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("invitee_le", models.DateField(verbose_name="invitée le")),
                (
                    "echeance",
                    models.DateField(blank=True, null=True, verbose_name="à lire avant le"),
                ),
                ("lue_le", models.DateField(blank=True, null=True, verbose_name="lue le")),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lectures",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lectures",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation à lire",
                "verbose_name_plural": "invitations à lire",
                "ordering": ["evaluation", "personne__nom", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VersionFigee",
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
                ("rang", models.PositiveIntegerField(verbose_name="rang dans la chaîne")),
                ("numero", models.CharField(max_length=20, verbose_name="numéro")),
                ("figee_le", models.DateTimeField(verbose_name="figée le")),
                (
                    "seance",
                    models.CharField(max_length=120, verbose_name="séance, en toutes lettres"),
                ),
                ("approbateurs", models.JSONField(default=list, verbose_name="approbateurs")),
                ("instantane", models.TextField(verbose_name="instantané")),
                (
                    "empreinte_de_l_instantane",
                    models.CharField(max_length=64, verbose_name="empreinte de l'instantané"),
                ),
                (
                    "empreinte_du_pdf",
                    models.CharField(max_length=64, verbose_name="empreinte du PDF"),
                ),
                (
                    "empreinte_precedente",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="empreinte précédente"
                    ),
                ),
                ("empreinte", models.CharField(max_length=64, verbose_name="empreinte")),
                (
                    "outils",
                    models.JSONField(
                        default=dict, verbose_name="versions du moteur et des polices"
                    ),
                ),
                (
                    "motif",
                    models.TextField(blank=True, verbose_name="ce que cette version corrige"),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions_figees",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="versions",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
                    ),
                ),
                (
                    "remplace",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="remplacee_par",
                        to="pilotage.versionfigee",
                        verbose_name="remplace",
                    ),
                ),
                (
                    "reunion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="pilotage.reunion",
                        verbose_name="séance du COPIL",
                    ),
                ),
            ],
            options={
                "verbose_name": "version figée",
                "verbose_name_plural": "versions figées",
                "ordering": ["convention", "rang"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalVersionFigee",
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
                ("rang", models.PositiveIntegerField(verbose_name="rang dans la chaîne")),
                ("numero", models.CharField(max_length=20, verbose_name="numéro")),
                ("figee_le", models.DateTimeField(verbose_name="figée le")),
                (
                    "seance",
                    models.CharField(max_length=120, verbose_name="séance, en toutes lettres"),
                ),
                ("approbateurs", models.JSONField(default=list, verbose_name="approbateurs")),
                (
                    "empreinte_de_l_instantane",
                    models.CharField(max_length=64, verbose_name="empreinte de l'instantané"),
                ),
                (
                    "empreinte_du_pdf",
                    models.CharField(max_length=64, verbose_name="empreinte du PDF"),
                ),
                (
                    "empreinte_precedente",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="empreinte précédente"
                    ),
                ),
                ("empreinte", models.CharField(max_length=64, verbose_name="empreinte")),
                (
                    "outils",
                    models.JSONField(
                        default=dict, verbose_name="versions du moteur et des polices"
                    ),
                ),
                (
                    "motif",
                    models.TextField(blank=True, verbose_name="ce que cette version corrige"),
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
                    "evaluation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
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
                    "reunion",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.reunion",
                        verbose_name="séance du COPIL",
                    ),
                ),
                (
                    "remplace",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.versionfigee",
                        verbose_name="remplace",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical version figée",
                "verbose_name_plural": "historical versions figées",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="version_publiee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="pilotage.versionfigee",
                verbose_name="version publiée",
            ),
        ),
        migrations.AddField(
            model_name="historicalevaluation",
            name="version_publiee",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pilotage.versionfigee",
                verbose_name="version publiée",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("etat__in", ["validee", "publiee"]),
                        ("reunion__isnull", False),
                        ("validee_le__isnull", False),
                    ),
                    models.Q(
                        models.Q(("etat__in", ["validee", "publiee"]), _negated=True),
                        ("validee_le", None),
                    ),
                    _connector="OR",
                ),
                name="evaluation_validee_ssi_datee",
                violation_error_message="Une évaluation validée a sa date et sa séance.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "publiee"), _negated=True),
                    ("version_publiee__isnull", False),
                    _connector="OR",
                ),
                name="evaluation_publiee_a_sa_version",
                violation_error_message="Une évaluation publiée a sa version.",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("est_publique", False), ("version_publiee__isnull", False), _connector="OR"
                ),
                name="evaluation_publique_a_sa_version",
                violation_error_message="Seule une version publiée se lit sans compte.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approbation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("signataire__isnull", False)),
                fields=("evaluation", "signataire"),
                name="approbation_de_copilote_unique",
                violation_error_message="Ce copilote a déjà approuvé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approbation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("signataire__isnull", True)),
                fields=("evaluation",),
                name="approbation_de_coordination_unique",
                violation_error_message="La coordination a déjà approuvé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentairedevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "commentaire_regle"), ("regle_le__isnull", False)),
                    models.Q(
                        models.Q(("etat", "commentaire_regle"), _negated=True),
                        ("regle_le", None),
                        ("regle_par", ""),
                    ),
                    _connector="OR",
                ),
                name="commentaire_d_evaluation_regle_ssi_date",
                violation_error_message="Un commentaire réglé, et lui seul, porte sa date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentairedevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("etat", "commentaire_repondu"), _negated=True),
                    models.Q(
                        ("repondu_le__isnull", False), models.Q(("reponse", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="commentaire_repondu_a_sa_reponse",
                violation_error_message="Un commentaire répondu porte sa réponse.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentairedevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("axe__isnull", False), ("fiche", None), ("section", "axe")),
                    models.Q(("axe", None), ("fiche__isnull", False), ("section", "fiche")),
                    models.Q(
                        models.Q(("section__in", ["axe", "fiche"]), _negated=True),
                        ("axe", None),
                        ("fiche", None),
                    ),
                    _connector="OR",
                ),
                name="commentaire_d_evaluation_a_sa_place",
                violation_error_message="Ce commentaire n'est pas à sa place.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lecturedemandee",
            constraint=models.UniqueConstraint(
                fields=("evaluation", "personne"),
                name="lecture_unique",
                violation_error_message="Cette personne est déjà invitée à lire.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versionfigee",
            constraint=models.UniqueConstraint(
                fields=("convention", "rang"),
                name="version_figee_rang_unique",
                violation_error_message="La chaîne a déjà ce maillon.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versionfigee",
            constraint=models.UniqueConstraint(
                fields=("convention", "numero"),
                name="version_figee_numero_unique",
                violation_error_message="Ce numéro est déjà pris.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versionfigee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fichier", ""), _negated=True),
                    models.Q(("empreinte_du_pdf", ""), _negated=True),
                ),
                name="version_figee_a_son_pdf",
                violation_error_message="Une version figée a son PDF.",
            ),
        ),
        migrations.AddConstraint(
            model_name="versionfigee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("motif", ""), ("remplace", None)),
                    models.Q(("remplace__isnull", False), models.Q(("motif", ""), _negated=True)),
                    _connector="OR",
                ),
                name="version_figee_motivee_ssi_elle_corrige",
                violation_error_message="Une version qui en remplace une autre dit pourquoi.",
            ),
        ),
    ]
