import ctg.socle.documents
import ctg.socle.formats
import ctg.socle.historique
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("pilotage", "0001_initial"),
        ("pilotage", "0002_referentiel"),
        ("pilotage", "0003_indicateurs_qualifies"),
        ("pilotage", "0004_cycle_de_l_evaluation"),
        ("pilotage", "0005_evaluation_figee"),
        ("pilotage", "0006_preuves"),
    ]

    initial = True

    dependencies = [
        ("actions", "0006_suite_de_la_convention"),
        ("conventions", "0007_suite_et_cloture"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionEvaluative",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                (
                    "est_proposee",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="proposée d'après le texte de la convention",
                    ),
                ),
                ("texte", models.TextField(verbose_name="question")),
                (
                    "critere",
                    models.CharField(
                        choices=[
                            ("pertinence", "pertinence"),
                            ("coherence", "cohérence"),
                            ("efficacite", "efficacité"),
                            ("efficience", "efficience"),
                            ("impact", "impact"),
                            ("durabilite", "durabilité"),
                            ("equite", "équité"),
                        ],
                        max_length=12,
                        verbose_name="critère",
                    ),
                ),
                ("outils", models.TextField(blank=True, verbose_name="outils")),
            ],
            options={
                "verbose_name": "question évaluative",
                "verbose_name_plural": "questions évaluatives",
                "ordering": ["thematique", "ordre", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("texte", ""), _negated=True),
                        name="question_evaluative_ecrite",
                        violation_error_message="Écrivez la question.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Besoin",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                ("titre", models.CharField(max_length=250, verbose_name="besoin")),
                ("description", models.TextField(blank=True, verbose_name="précisions")),
                ("source", models.CharField(max_length=250, verbose_name="source")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="besoins",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "fiches",
                    models.ManyToManyField(
                        blank=True,
                        related_name="besoins",
                        to="actions.ficheaction",
                        verbose_name="actions",
                    ),
                ),
            ],
            options={
                "verbose_name": "besoin du diagnostic",
                "verbose_name_plural": "besoins du diagnostic",
                "ordering": ["convention", "ordre", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("titre", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="besoin_source",
                        violation_error_message="Un besoin a un énoncé, et dit d'où on le tient.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChiffreDuDiagnostic",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                ("libelle", models.CharField(max_length=250, verbose_name="ce que dit le chiffre")),
                (
                    "valeur",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="chiffre"),
                ),
                ("unite", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                (
                    "annee",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année du chiffre"
                    ),
                ),
                ("source", models.CharField(max_length=250, verbose_name="source")),
                (
                    "besoin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="chiffres",
                        to="pilotage.besoin",
                        verbose_name="besoin",
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chiffres_du_diagnostic",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "chiffre du diagnostic",
                "verbose_name_plural": "chiffres du diagnostic",
                "ordering": ["convention", "besoin", "ordre", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("libelle", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="chiffre_du_diagnostic_source",
                        violation_error_message="Un chiffre dit ce qu'il compte, et d'où on le tient.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DemandeDeFiche",
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
                    "etat",
                    models.CharField(
                        choices=[
                            ("a_envoyer", "à envoyer"),
                            ("envoyee", "envoyée"),
                            ("commencee", "commencée"),
                            ("repondue", "répondue"),
                            ("acceptee", "acceptée"),
                            ("renvoyee", "renvoyée"),
                            ("sans_reponse", "sans réponse"),
                        ],
                        default="a_envoyer",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "sollicitee_le",
                    models.DateField(blank=True, null=True, verbose_name="sollicitée le"),
                ),
                ("relances", models.PositiveSmallIntegerField(default=0, verbose_name="relances")),
                (
                    "commencee_le",
                    models.DateField(blank=True, null=True, verbose_name="commencée le"),
                ),
                (
                    "repondue_le",
                    models.DateField(blank=True, null=True, verbose_name="répondue le"),
                ),
                (
                    "repondue_par",
                    models.CharField(blank=True, max_length=200, verbose_name="répondue par"),
                ),
                (
                    "est_repondue_pour_autrui",
                    models.BooleanField(default=False, verbose_name="saisie pour le compte de"),
                ),
                (
                    "acceptee_le",
                    models.DateField(blank=True, null=True, verbose_name="acceptée le"),
                ),
                ("motif_renvoi", models.TextField(blank=True, verbose_name="motif du renvoi")),
                ("reponse", models.JSONField(blank=True, default=list, verbose_name="réponse")),
                (
                    "brouillon",
                    models.JSONField(blank=True, default=dict, verbose_name="saisie en attente"),
                ),
                (
                    "campagne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="demandes_de_fiche",
                        to="conventions.campagne",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="demandes",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demandes_de_fiche",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "transmise_a",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="demandes_de_fiche_transmises",
                        to="conventions.personne",
                        verbose_name="transmise à",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande de mise à jour",
                "verbose_name_plural": "demandes de mise à jour",
                "ordering": ["campagne", "fiche"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat__in", ["repondue", "acceptee"]), _negated=True),
                            ("repondue_le__isnull", False),
                            _connector="OR",
                        ),
                        name="pilotage_demandedefiche_repondue_datee",
                        violation_error_message="Une réponse porte sa date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acceptee_le__isnull", False), ("etat", "acceptee")),
                            models.Q(
                                models.Q(("etat", "acceptee"), _negated=True), ("acceptee_le", None)
                            ),
                            _connector="OR",
                        ),
                        name="pilotage_demandedefiche_acceptee_ssi_datee",
                        violation_error_message="Une réponse acceptée, et elle seule, porte sa date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "renvoyee"), _negated=True),
                            models.Q(("motif_renvoi", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="pilotage_demandedefiche_renvoi_motive",
                        violation_error_message="Dites pourquoi vous renvoyez cette réponse.",
                    ),
                    models.UniqueConstraint(
                        fields=("campagne", "fiche"),
                        name="demande_unique_par_fiche",
                        violation_error_message="Cette fiche est déjà demandée dans cette campagne.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enquete",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "genre",
                    models.CharField(
                        choices=[("quantitative", "quantitative"), ("qualitative", "qualitative")],
                        max_length=12,
                        verbose_name="genre",
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "public",
                    models.CharField(blank=True, max_length=200, verbose_name="public interrogé"),
                ),
                ("source", models.CharField(max_length=250, verbose_name="source")),
                (
                    "interroges",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="personnes interrogées"
                    ),
                ),
                (
                    "repondants",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="répondants"),
                ),
                ("methode", models.TextField(blank=True, verbose_name="méthode")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enquetes",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "enquête",
                "verbose_name_plural": "enquêtes",
                "ordering": ["convention", "-annee", "ordre", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("titre", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="enquete_sourcee",
                        violation_error_message="Une enquête a un titre, et dit qui l'a menée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("interroges__isnull", True),
                            ("repondants__isnull", True),
                            ("repondants__lte", models.F("interroges")),
                            _connector="OR",
                        ),
                        name="enquete_repondants_parmi_les_interroges",
                        violation_error_message="Plus de réponses que de personnes interrogées.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
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
                (
                    "soumise_le",
                    models.DateField(blank=True, null=True, verbose_name="soumise au COTECH le"),
                ),
                (
                    "presentee_le",
                    models.DateField(blank=True, null=True, verbose_name="présentée au COPIL le"),
                ),
                ("validee_le", models.DateField(blank=True, null=True, verbose_name="validée le")),
                ("publiee_le", models.DateField(blank=True, null=True, verbose_name="publiée le")),
                ("motif_renvoi", models.TextField(blank=True, verbose_name="motif du renvoi")),
                (
                    "motif_correction",
                    models.TextField(blank=True, verbose_name="motif de la correction"),
                ),
                (
                    "est_publique",
                    models.BooleanField(default=False, verbose_name="lisible sans compte"),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "est_finale",
                    models.BooleanField(default=False, verbose_name="évaluation finale"),
                ),
                ("ouverte_le", models.DateField(verbose_name="ouverte le")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evaluations",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "évaluation",
                "verbose_name_plural": "évaluations",
                "ordering": ["convention", "-annee", "-est_finale"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("est_finale", False)),
                        fields=("convention", "annee"),
                        name="evaluation_annuelle_unique",
                        violation_error_message="L'évaluation de cette année est déjà ouverte.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("est_finale", True)),
                        fields=("convention",),
                        name="evaluation_finale_unique",
                        violation_error_message="L'évaluation finale est déjà ouverte.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conclusion",
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
                    "suite",
                    models.CharField(
                        choices=[
                            ("garder", "à garder"),
                            ("ajuster", "à ajuster"),
                            ("arreter", "à arrêter"),
                        ],
                        max_length=8,
                        verbose_name="suite proposée",
                    ),
                ),
                ("texte", models.TextField(blank=True, verbose_name="en quelques mots")),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conclusions",
                        to="actions.ficheaction",
                        verbose_name="action",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conclusions",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
                    ),
                ),
            ],
            options={
                "verbose_name": "conclusion",
                "verbose_name_plural": "conclusions",
                "ordering": ["evaluation", "fiche"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "fiche"),
                        name="conclusion_unique",
                        violation_error_message="Cette action a déjà sa conclusion pour cette année.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("suite", "garder"),
                            models.Q(("texte", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="conclusion_expliquee",
                        violation_error_message="Dites pourquoi, et ce qui changerait.",
                    ),
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
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commentaires",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
                    ),
                ),
            ],
            options={
                "verbose_name": "commentaire d'une évaluation",
                "verbose_name_plural": "commentaires d'une évaluation",
                "ordering": ["ecrit_le", "pk"],
                "constraints": [
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "commentaire_repondu"), _negated=True),
                            models.Q(
                                ("repondu_le__isnull", False),
                                models.Q(("reponse", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="commentaire_repondu_a_sa_reponse",
                        violation_error_message="Un commentaire répondu porte sa réponse.",
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Appreciation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("force", "force"),
                            ("faiblesse", "faiblesse"),
                            ("facteur", "facteur explicatif"),
                            ("piste", "piste d'amélioration"),
                        ],
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("texte", models.TextField(verbose_name="texte")),
                (
                    "axe",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appreciations",
                        to="actions.axe",
                        verbose_name="axe",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appreciations",
                        to="actions.ficheaction",
                        verbose_name="action",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appreciations",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
                    ),
                ),
            ],
            options={
                "verbose_name": "appréciation",
                "verbose_name_plural": "appréciations",
                "ordering": ["evaluation", "genre", "ordre", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fiche__isnull", True), ("axe__isnull", True), _connector="OR"
                        ),
                        name="appreciation_d_une_fiche_ou_d_un_axe",
                        violation_error_message="Une appréciation est celle d'une action ou d'un axe.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("texte", ""), _negated=True),
                        name="appreciation_ecrite",
                        violation_error_message="Écrivez une phrase.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAnneeVerrouillee",
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
                ("verrouillee_le", models.DateField(verbose_name="verrouillée le")),
                (
                    "verrouillee_par",
                    models.CharField(max_length=200, verbose_name="verrouillée par"),
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
                "verbose_name": "historical année verrouillée",
                "verbose_name_plural": "historical années verrouillées",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAppreciation",
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
                    "genre",
                    models.CharField(
                        choices=[
                            ("force", "force"),
                            ("faiblesse", "faiblesse"),
                            ("facteur", "facteur explicatif"),
                            ("piste", "piste d'amélioration"),
                        ],
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("texte", models.TextField(verbose_name="texte")),
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
                        verbose_name="action",
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
                "verbose_name": "historical appréciation",
                "verbose_name_plural": "historical appréciations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBesoin",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                ("titre", models.CharField(max_length=250, verbose_name="besoin")),
                ("description", models.TextField(blank=True, verbose_name="précisions")),
                ("source", models.CharField(max_length=250, verbose_name="source")),
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
                "verbose_name": "historical besoin du diagnostic",
                "verbose_name_plural": "historical besoins du diagnostic",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalBesoin_fiches",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "besoin",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.besoin",
                    ),
                ),
                (
                    "ficheaction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.ficheaction",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="pilotage.historicalbesoin",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalBesoin_fiches",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalChiffreDuDiagnostic",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                ("libelle", models.CharField(max_length=250, verbose_name="ce que dit le chiffre")),
                (
                    "valeur",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="chiffre"),
                ),
                ("unite", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                (
                    "annee",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="année du chiffre"
                    ),
                ),
                ("source", models.CharField(max_length=250, verbose_name="source")),
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
                    "besoin",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.besoin",
                        verbose_name="besoin",
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
                "verbose_name": "historical chiffre du diagnostic",
                "verbose_name_plural": "historical chiffres du diagnostic",
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
            name="HistoricalConclusion",
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
                    "suite",
                    models.CharField(
                        choices=[
                            ("garder", "à garder"),
                            ("ajuster", "à ajuster"),
                            ("arreter", "à arrêter"),
                        ],
                        max_length=8,
                        verbose_name="suite proposée",
                    ),
                ),
                ("texte", models.TextField(blank=True, verbose_name="en quelques mots")),
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
                    "fiche",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.ficheaction",
                        verbose_name="action",
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
                "verbose_name": "historical conclusion",
                "verbose_name_plural": "historical conclusions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDemandeDeFiche",
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
                    "etat",
                    models.CharField(
                        choices=[
                            ("a_envoyer", "à envoyer"),
                            ("envoyee", "envoyée"),
                            ("commencee", "commencée"),
                            ("repondue", "répondue"),
                            ("acceptee", "acceptée"),
                            ("renvoyee", "renvoyée"),
                            ("sans_reponse", "sans réponse"),
                        ],
                        default="a_envoyer",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "sollicitee_le",
                    models.DateField(blank=True, null=True, verbose_name="sollicitée le"),
                ),
                ("relances", models.PositiveSmallIntegerField(default=0, verbose_name="relances")),
                (
                    "commencee_le",
                    models.DateField(blank=True, null=True, verbose_name="commencée le"),
                ),
                (
                    "repondue_le",
                    models.DateField(blank=True, null=True, verbose_name="répondue le"),
                ),
                (
                    "repondue_par",
                    models.CharField(blank=True, max_length=200, verbose_name="répondue par"),
                ),
                (
                    "est_repondue_pour_autrui",
                    models.BooleanField(default=False, verbose_name="saisie pour le compte de"),
                ),
                (
                    "acceptee_le",
                    models.DateField(blank=True, null=True, verbose_name="acceptée le"),
                ),
                ("motif_renvoi", models.TextField(blank=True, verbose_name="motif du renvoi")),
                ("reponse", models.JSONField(blank=True, default=list, verbose_name="réponse")),
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
                    "campagne",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.campagne",
                        verbose_name="campagne",
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
                (
                    "transmise_a",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.personne",
                        verbose_name="transmise à",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical demande de mise à jour",
                "verbose_name_plural": "historical demandes de mise à jour",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEnquete",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "genre",
                    models.CharField(
                        choices=[("quantitative", "quantitative"), ("qualitative", "qualitative")],
                        max_length=12,
                        verbose_name="genre",
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "public",
                    models.CharField(blank=True, max_length=200, verbose_name="public interrogé"),
                ),
                ("source", models.CharField(max_length=250, verbose_name="source")),
                (
                    "interroges",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="personnes interrogées"
                    ),
                ),
                (
                    "repondants",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="répondants"),
                ),
                ("methode", models.TextField(blank=True, verbose_name="méthode")),
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
                "verbose_name": "historical enquête",
                "verbose_name_plural": "historical enquêtes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHypothese",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                (
                    "est_proposee",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="proposée d'après le texte de la convention",
                    ),
                ),
                ("enonce", models.TextField(verbose_name="hypothèse")),
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
                    "question",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.questionevaluative",
                        verbose_name="question évaluative",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical hypothèse",
                "verbose_name_plural": "historical hypothèses",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInstance",
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
                    "genre",
                    models.CharField(
                        choices=[
                            ("copil", "COPIL"),
                            ("cotech", "COTECH"),
                            ("gt", "groupe de travail"),
                        ],
                        max_length=8,
                        verbose_name="genre",
                    ),
                ),
                ("nom", models.CharField(max_length=150, verbose_name="nom")),
                ("missions", models.TextField(blank=True, verbose_name="missions")),
                ("composition", models.TextField(blank=True, verbose_name="composition")),
                ("frequence", models.TextField(blank=True, verbose_name="fréquence")),
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
                "verbose_name": "historical instance",
                "verbose_name_plural": "historical instances",
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
            name="HistoricalRecit",
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
                    "section",
                    models.CharField(
                        choices=[
                            ("ensemble", "L'année dans son ensemble"),
                            ("fait", "Ce qui s'est fait"),
                            ("bloque", "Ce qui bloque"),
                            ("demande_au_copil", "Ce qui est demandé au COPIL"),
                            ("gouvernance", "La gouvernance de l'année"),
                            ("axe", "Un axe"),
                            ("fiche_fait", "Ce qui s'est fait"),
                            ("fiche_obstacles", "Les obstacles"),
                            ("fiche_suite", "La suite"),
                            ("registre", "Les structures du territoire"),
                            ("argent", "L'argent"),
                            ("conclusion", "La conclusion"),
                            ("suite_de_la_convention", "Ce qui passe à la convention suivante"),
                        ],
                        default="ensemble",
                        max_length=24,
                        verbose_name="section",
                    ),
                ),
                ("texte", models.TextField(blank=True, verbose_name="récit")),
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
            ],
            options={
                "verbose_name": "historical récit",
                "verbose_name_plural": "historical récits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReleve",
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
                    "reponse",
                    models.CharField(
                        choices=[
                            ("nombre", "un nombre"),
                            ("niveau", "un niveau et un récit"),
                            ("non_concerne", "non concerné"),
                            ("non_disponible", "non disponible"),
                        ],
                        max_length=14,
                        verbose_name="réponse",
                    ),
                ),
                (
                    "valeur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="valeur",
                    ),
                ),
                (
                    "niveau",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("recul", "en recul"),
                            ("stable", "stable"),
                            ("progres", "en progrès"),
                            ("acquis", "acquis"),
                        ],
                        max_length=8,
                        verbose_name="niveau",
                    ),
                ),
                ("recit", models.TextField(blank=True, verbose_name="récit")),
                ("motif", models.TextField(blank=True, verbose_name="raison")),
                ("mot_d_ecart", models.TextField(blank=True, verbose_name="mot sur l'écart")),
                ("commentaire", models.TextField(blank=True, verbose_name="commentaire")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("preuve", models.CharField(blank=True, max_length=300, verbose_name="preuve")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("soumis", "soumis"),
                            ("accepte", "accepté"),
                            ("renvoye", "renvoyé"),
                        ],
                        default="brouillon",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("soumis_le", models.DateField(blank=True, null=True, verbose_name="soumis le")),
                (
                    "soumis_par",
                    models.CharField(blank=True, max_length=200, verbose_name="soumis par"),
                ),
                (
                    "tranche_le",
                    models.DateField(blank=True, null=True, verbose_name="accepté ou renvoyé le"),
                ),
                (
                    "tranche_par",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="accepté ou renvoyé par"
                    ),
                ),
                ("motif_renvoi", models.TextField(blank=True, verbose_name="motif du renvoi")),
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
                (
                    "indicateur",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.indicateur",
                        verbose_name="indicateur",
                    ),
                ),
                (
                    "niveau_propre",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.niveau",
                        verbose_name="niveau propre",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.documentdefiche",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical relevé",
                "verbose_name_plural": "historical relevés",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Hypothese",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                (
                    "est_proposee",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="proposée d'après le texte de la convention",
                    ),
                ),
                ("enonce", models.TextField(verbose_name="hypothèse")),
                (
                    "fiches",
                    models.ManyToManyField(
                        blank=True,
                        related_name="hypotheses",
                        to="actions.ficheaction",
                        verbose_name="actions",
                    ),
                ),
                (
                    "indicateurs",
                    models.ManyToManyField(
                        blank=True,
                        related_name="hypotheses",
                        to="actions.indicateur",
                        verbose_name="indicateurs",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hypotheses",
                        to="pilotage.questionevaluative",
                        verbose_name="question évaluative",
                    ),
                ),
            ],
            options={
                "verbose_name": "hypothèse",
                "verbose_name_plural": "hypothèses",
                "ordering": ["question", "ordre", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("enonce", ""), _negated=True),
                        name="hypothese_ecrite",
                        violation_error_message="Écrivez l'hypothèse.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalVerdict",
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
                    "verdict",
                    models.CharField(
                        choices=[
                            ("validee", "validée"),
                            ("partielle", "partiellement validée"),
                            ("infirmee", "infirmée"),
                            ("non_tranchee", "non tranchée"),
                        ],
                        max_length=12,
                        verbose_name="verdict",
                    ),
                ),
                ("preuves", models.TextField(blank=True, verbose_name="preuves")),
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
                    "hypothese",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.hypothese",
                        verbose_name="hypothèse",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical verdict",
                "verbose_name_plural": "historical verdicts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHypothese_indicateurs",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="pilotage.historicalhypothese",
                    ),
                ),
                (
                    "indicateur",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.indicateur",
                    ),
                ),
                (
                    "hypothese",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.hypothese",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalHypothese_indicateurs",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHypothese_fiches",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "ficheaction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.ficheaction",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="pilotage.historicalhypothese",
                    ),
                ),
                (
                    "hypothese",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.hypothese",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalHypothese_fiches",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Instance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("copil", "COPIL"),
                            ("cotech", "COTECH"),
                            ("gt", "groupe de travail"),
                        ],
                        max_length=8,
                        verbose_name="genre",
                    ),
                ),
                ("nom", models.CharField(max_length=150, verbose_name="nom")),
                ("missions", models.TextField(blank=True, verbose_name="missions")),
                ("composition", models.TextField(blank=True, verbose_name="composition")),
                ("frequence", models.TextField(blank=True, verbose_name="fréquence")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="instances",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "instance",
                "verbose_name_plural": "instances",
                "ordering": ["convention", "genre", "nom"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("genre__in", ["copil", "cotech"])),
                        fields=("convention", "genre"),
                        name="instance_copil_cotech_unique",
                        violation_error_message="Cette convention a déjà cette instance.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("genre", "gt")),
                        fields=("convention", "nom"),
                        name="groupe_de_travail_nom_unique",
                        violation_error_message="Un groupe de travail porte déjà ce nom.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReunion",
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
                ("date", models.DateField(verbose_name="date")),
                ("lieu", models.CharField(blank=True, max_length=150, verbose_name="lieu")),
                ("ordre_du_jour", models.TextField(blank=True, verbose_name="ordre du jour")),
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
                    "instance",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.instance",
                        verbose_name="instance",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical réunion",
                "verbose_name_plural": "historical réunions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMembreInstance",
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
                    "est_consultatif",
                    models.BooleanField(default=False, verbose_name="à titre consultatif"),
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
                        verbose_name="au nom de",
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
                    "instance",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.instance",
                        verbose_name="instance",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical membre",
                "verbose_name_plural": "historical membres",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "personne"),
                        name="lecture_unique",
                        violation_error_message="Cette personne est déjà invitée à lire.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MembreInstance",
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
                    "est_consultatif",
                    models.BooleanField(default=False, verbose_name="à titre consultatif"),
                ),
                (
                    "instance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="membres",
                        to="pilotage.instance",
                        verbose_name="instance",
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="membres_d_instance",
                        to="conventions.partenaire",
                        verbose_name="au nom de",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sieges",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "membre",
                "verbose_name_plural": "membres",
                "ordering": ["instance", "est_consultatif", "partenaire__nom", "personne__nom"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("fin__isnull", True)),
                        fields=("instance", "personne"),
                        name="membre_actuel_unique",
                        violation_error_message="Cette personne siège déjà dans cette instance.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debut", None),
                            ("fin", None),
                            ("fin__gte", models.F("debut")),
                            _connector="OR",
                        ),
                        name="siege_finit_apres_son_debut",
                        violation_error_message="La fin du siège précède son début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionDEnquete",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                ("texte", models.CharField(max_length=300, verbose_name="question posée")),
                (
                    "unite",
                    models.CharField(
                        choices=[
                            ("%", "en pour cent des réponses"),
                            ("reponses", "en nombre de réponses"),
                        ],
                        default="%",
                        max_length=8,
                        verbose_name="unité des chiffres",
                    ),
                ),
                ("constat", models.TextField(blank=True, verbose_name="ce qu'on en retient")),
                (
                    "enquete",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="pilotage.enquete",
                        verbose_name="enquête",
                    ),
                ),
                (
                    "question_evaluative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="questions_d_enquete",
                        to="pilotage.questionevaluative",
                        verbose_name="question évaluative éclairée",
                    ),
                ),
            ],
            options={
                "verbose_name": "question d'enquête",
                "verbose_name_plural": "questions d'enquête",
                "ordering": ["enquete", "ordre", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("texte", ""), _negated=True),
                        name="question_d_enquete_ecrite",
                        violation_error_message="Écrivez la question posée.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReponseDEnquete",
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
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("libelle", models.CharField(max_length=150, verbose_name="réponse")),
                (
                    "valeur",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="chiffre"),
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
                    "question",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.questiondenquete",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical réponse d'enquête",
                "verbose_name_plural": "historical réponses d'enquête",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalQuestionDEnquete",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                ("texte", models.CharField(max_length=300, verbose_name="question posée")),
                (
                    "unite",
                    models.CharField(
                        choices=[
                            ("%", "en pour cent des réponses"),
                            ("reponses", "en nombre de réponses"),
                        ],
                        default="%",
                        max_length=8,
                        verbose_name="unité des chiffres",
                    ),
                ),
                ("constat", models.TextField(blank=True, verbose_name="ce qu'on en retient")),
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
                    "enquete",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.enquete",
                        verbose_name="enquête",
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
                    "question_evaluative",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.questionevaluative",
                        verbose_name="question évaluative éclairée",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical question d'enquête",
                "verbose_name_plural": "historical questions d'enquête",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Recit",
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
                    "section",
                    models.CharField(
                        choices=[
                            ("ensemble", "L'année dans son ensemble"),
                            ("fait", "Ce qui s'est fait"),
                            ("bloque", "Ce qui bloque"),
                            ("demande_au_copil", "Ce qui est demandé au COPIL"),
                            ("gouvernance", "La gouvernance de l'année"),
                            ("axe", "Un axe"),
                            ("fiche_fait", "Ce qui s'est fait"),
                            ("fiche_obstacles", "Les obstacles"),
                            ("fiche_suite", "La suite"),
                            ("registre", "Les structures du territoire"),
                            ("argent", "L'argent"),
                            ("conclusion", "La conclusion"),
                            ("suite_de_la_convention", "Ce qui passe à la convention suivante"),
                        ],
                        default="ensemble",
                        max_length=24,
                        verbose_name="section",
                    ),
                ),
                ("texte", models.TextField(blank=True, verbose_name="récit")),
                (
                    "axe",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recits",
                        to="actions.axe",
                        verbose_name="axe",
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recits",
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
                        related_name="recits",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "récit",
                "verbose_name_plural": "récits",
                "ordering": [
                    "evaluation",
                    models.OrderBy(models.F("axe__numero"), nulls_first=True),
                    models.OrderBy(models.F("fiche__numero"), nulls_first=True),
                    "pk",
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("axe__isnull", False)),
                        fields=("evaluation", "section", "axe"),
                        name="recit_d_axe_unique",
                        violation_error_message="Le récit de cet axe existe déjà.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("fiche__isnull", False)),
                        fields=("evaluation", "section", "fiche"),
                        name="recit_de_fiche_unique",
                        violation_error_message="Ce récit de cette fiche existe déjà.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("axe__isnull", True), ("fiche__isnull", True)),
                        fields=("evaluation", "section"),
                        name="recit_d_ensemble_unique",
                        violation_error_message="Le récit de cette section existe déjà.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("axe__isnull", False), ("fiche", None), ("section", "axe")),
                            models.Q(
                                ("axe", None),
                                ("fiche__isnull", False),
                                ("section__in", ("fiche_fait", "fiche_obstacles", "fiche_suite")),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "section__in",
                                        ["axe", "fiche_fait", "fiche_obstacles", "fiche_suite"],
                                    ),
                                    _negated=True,
                                ),
                                ("axe", None),
                                ("fiche", None),
                            ),
                            _connector="OR",
                        ),
                        name="recit_a_sa_place",
                        violation_error_message="Ce récit n'est pas à sa place : axe, fiche ou rien.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Releve",
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
                    "reponse",
                    models.CharField(
                        choices=[
                            ("nombre", "un nombre"),
                            ("niveau", "un niveau et un récit"),
                            ("non_concerne", "non concerné"),
                            ("non_disponible", "non disponible"),
                        ],
                        max_length=14,
                        verbose_name="réponse",
                    ),
                ),
                (
                    "valeur",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="valeur",
                    ),
                ),
                (
                    "niveau",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("recul", "en recul"),
                            ("stable", "stable"),
                            ("progres", "en progrès"),
                            ("acquis", "acquis"),
                        ],
                        max_length=8,
                        verbose_name="niveau",
                    ),
                ),
                ("recit", models.TextField(blank=True, verbose_name="récit")),
                ("motif", models.TextField(blank=True, verbose_name="raison")),
                ("mot_d_ecart", models.TextField(blank=True, verbose_name="mot sur l'écart")),
                ("commentaire", models.TextField(blank=True, verbose_name="commentaire")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("preuve", models.CharField(blank=True, max_length=300, verbose_name="preuve")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("soumis", "soumis"),
                            ("accepte", "accepté"),
                            ("renvoye", "renvoyé"),
                        ],
                        default="brouillon",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("soumis_le", models.DateField(blank=True, null=True, verbose_name="soumis le")),
                (
                    "soumis_par",
                    models.CharField(blank=True, max_length=200, verbose_name="soumis par"),
                ),
                (
                    "tranche_le",
                    models.DateField(blank=True, null=True, verbose_name="accepté ou renvoyé le"),
                ),
                (
                    "tranche_par",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="accepté ou renvoyé par"
                    ),
                ),
                ("motif_renvoi", models.TextField(blank=True, verbose_name="motif du renvoi")),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releves",
                        to="conventions.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "indicateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="releves",
                        to="actions.indicateur",
                        verbose_name="indicateur",
                    ),
                ),
                (
                    "niveau_propre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releves",
                        to="actions.niveau",
                        verbose_name="niveau propre",
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releves",
                        to="actions.documentdefiche",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "relevé",
                "verbose_name_plural": "relevés",
                "ordering": ["indicateur", "annee"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("commune__isnull", True)),
                        fields=("indicateur", "annee"),
                        name="releve_unique",
                        violation_error_message="Cet indicateur a déjà un relevé pour cette année.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("commune__isnull", False)),
                        fields=("indicateur", "annee", "commune"),
                        name="releve_unique_par_commune",
                        violation_error_message="Cette commune a déjà un relevé pour cette année.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reponse", "nombre"), _negated=True),
                            ("valeur__isnull", False),
                            _connector="OR",
                        ),
                        name="releve_nombre_avec_valeur",
                        violation_error_code="valeur",
                        violation_error_message="Indiquez la valeur. Zéro est une valeur.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reponse", "nombre"), ("valeur__isnull", True), _connector="OR"
                        ),
                        name="releve_valeur_d_un_nombre",
                        violation_error_code="valeur",
                        violation_error_message="Une valeur va avec la réponse « un nombre ». Choisissez-la, ou videz ce champ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reponse", "niveau"), _negated=True),
                            models.Q(("niveau", ""), _negated=True),
                            ("niveau_propre__isnull", False),
                            _connector="OR",
                        ),
                        name="releve_niveau_choisi",
                        violation_error_code="niveau",
                        violation_error_message="Choisissez le niveau.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reponse", "niveau"),
                            models.Q(("niveau", ""), ("niveau_propre__isnull", True)),
                            _connector="OR",
                        ),
                        name="releve_niveau_d_un_recit",
                        violation_error_code="niveau",
                        violation_error_message="Un niveau va avec la réponse « un niveau et un récit ». Choisissez-la, ou videz ce champ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("niveau", ""), ("niveau_propre__isnull", True), _connector="OR"
                        ),
                        name="releve_un_seul_niveau",
                        violation_error_code="niveau",
                        violation_error_message="Choisissez un seul niveau.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reponse", "niveau"), _negated=True),
                            models.Q(("recit", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="releve_niveau_avec_recit",
                        violation_error_code="recit",
                        violation_error_message="Un niveau s'accompagne d'un récit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reponse__in", ["non_concerne", "non_disponible"]), _negated=True
                            ),
                            models.Q(("motif", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="releve_absence_motivee",
                        violation_error_code="motif",
                        violation_error_message="Dites pourquoi il n'y a pas de valeur.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat__in", ["soumis", "accepte"]), _negated=True),
                            ("soumis_le__isnull", False),
                            _connector="OR",
                        ),
                        name="releve_soumis_date",
                        violation_error_message="Un relevé soumis porte sa date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "accepte"), _negated=True),
                            ("tranche_le__isnull", False),
                            _connector="OR",
                        ),
                        name="releve_accepte_date",
                        violation_error_message="Un relevé accepté porte sa date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "renvoye"), _negated=True),
                            models.Q(("motif_renvoi", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="releve_renvoi_motive",
                        violation_error_message="Dites pourquoi vous renvoyez ce relevé.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReponseDEnquete",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("libelle", models.CharField(max_length=150, verbose_name="réponse")),
                (
                    "valeur",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="chiffre"),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reponses",
                        to="pilotage.questiondenquete",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse d'enquête",
                "verbose_name_plural": "réponses d'enquête",
                "ordering": ["question", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "ordre"),
                        name="reponse_d_enquete_ordre_unique",
                        violation_error_message="Une réponse porte déjà ce rang.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valeur__gte", 0)),
                        name="reponse_d_enquete_positive",
                        violation_error_message="Un chiffre ne peut pas être négatif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reunion",
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
                ("date", models.DateField(verbose_name="date")),
                ("lieu", models.CharField(blank=True, max_length=150, verbose_name="lieu")),
                ("ordre_du_jour", models.TextField(blank=True, verbose_name="ordre du jour")),
                (
                    "instance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reunions",
                        to="pilotage.instance",
                        verbose_name="instance",
                    ),
                ),
            ],
            options={
                "verbose_name": "réunion",
                "verbose_name_plural": "réunions",
                "ordering": ["-date", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("instance", "date"),
                        name="reunion_unique",
                        violation_error_message="Cette instance se réunit déjà ce jour-là.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("present", "présent"),
                            ("represente", "représenté"),
                            ("excuse", "excusé"),
                            ("absent", "absent"),
                        ],
                        max_length=12,
                        verbose_name="présence",
                    ),
                ),
                (
                    "signataire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to="conventions.signataire",
                        verbose_name="partie",
                    ),
                ),
                (
                    "reunion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to="pilotage.reunion",
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "présence",
                "verbose_name_plural": "présences",
                "ordering": ["reunion", "signataire__ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reunion", "signataire"),
                        name="presence_unique",
                        violation_error_message="La présence de cette partie est déjà notée.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPresence",
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
                    "etat",
                    models.CharField(
                        choices=[
                            ("present", "présent"),
                            ("represente", "représenté"),
                            ("excuse", "excusé"),
                            ("absent", "absent"),
                        ],
                        max_length=12,
                        verbose_name="présence",
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
                (
                    "reunion",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.reunion",
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical présence",
                "verbose_name_plural": "historical présences",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDecision",
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
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("texte", models.TextField(verbose_name="décision")),
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
                    "fiche",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.ficheaction",
                        verbose_name="fiche-action",
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
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical décision",
                "verbose_name_plural": "historical décisions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
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
                (
                    "contenu_lu",
                    models.CharField(blank=True, max_length=64, verbose_name="contenu lu"),
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
            ],
            options={
                "verbose_name": "historical approbation",
                "verbose_name_plural": "historical approbations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
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
            name="Decision",
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
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("texte", models.TextField(verbose_name="décision")),
                (
                    "fiche",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="decisions",
                        to="actions.ficheaction",
                        verbose_name="fiche-action",
                    ),
                ),
                (
                    "reunion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="pilotage.reunion",
                        verbose_name="réunion",
                    ),
                ),
            ],
            options={
                "verbose_name": "décision",
                "verbose_name_plural": "décisions",
                "ordering": ["reunion", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reunion", "ordre"),
                        name="decision_ordre_unique",
                        violation_error_message="Une décision porte déjà ce rang.",
                    )
                ],
            },
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
                    "contenu_lu",
                    models.CharField(blank=True, max_length=64, verbose_name="contenu lu"),
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
            ],
            options={
                "verbose_name": "approbation",
                "verbose_name_plural": "approbations",
                "ordering": [
                    "evaluation",
                    models.OrderBy(models.F("signataire__ordre"), nulls_first=True),
                    "pk",
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("signataire__isnull", False)),
                        fields=("evaluation", "signataire"),
                        name="approbation_de_copilote_unique",
                        violation_error_message="Ce copilote a déjà approuvé.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("signataire__isnull", True)),
                        fields=("evaluation",),
                        name="approbation_de_coordination_unique",
                        violation_error_message="La coordination a déjà approuvé.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Thematique",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                (
                    "est_proposee",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="proposée d'après le texte de la convention",
                    ),
                ),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "axe",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="thematiques",
                        to="actions.axe",
                        verbose_name="axe",
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thematiques",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sous_thematiques",
                        to="pilotage.thematique",
                        verbose_name="thématique",
                    ),
                ),
            ],
            options={
                "verbose_name": "thématique",
                "verbose_name_plural": "thématiques",
                "ordering": ["convention", "ordre", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("titre", ""), _negated=True),
                        name="thematique_a_un_titre",
                        violation_error_message="Donnez un titre à cette thématique.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="questionevaluative",
            name="thematique",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="pilotage.thematique",
                verbose_name="thématique",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalThematique",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                (
                    "est_proposee",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="proposée d'après le texte de la convention",
                    ),
                ),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                ("description", models.TextField(blank=True, verbose_name="description")),
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.thematique",
                        verbose_name="thématique",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical thématique",
                "verbose_name_plural": "historical thématiques",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalQuestionEvaluative",
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
                    "ordre",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="ordre"),
                ),
                (
                    "est_proposee",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        verbose_name="proposée d'après le texte de la convention",
                    ),
                ),
                ("texte", models.TextField(verbose_name="question")),
                (
                    "critere",
                    models.CharField(
                        choices=[
                            ("pertinence", "pertinence"),
                            ("coherence", "cohérence"),
                            ("efficacite", "efficacité"),
                            ("efficience", "efficience"),
                            ("impact", "impact"),
                            ("durabilite", "durabilité"),
                            ("equite", "équité"),
                        ],
                        max_length=12,
                        verbose_name="critère",
                    ),
                ),
                ("outils", models.TextField(blank=True, verbose_name="outils")),
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
                    "thematique",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.thematique",
                        verbose_name="thématique",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical question évaluative",
                "verbose_name_plural": "historical questions évaluatives",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Verdict",
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
                    "verdict",
                    models.CharField(
                        choices=[
                            ("validee", "validée"),
                            ("partielle", "partiellement validée"),
                            ("infirmee", "infirmée"),
                            ("non_tranchee", "non tranchée"),
                        ],
                        max_length=12,
                        verbose_name="verdict",
                    ),
                ),
                ("preuves", models.TextField(blank=True, verbose_name="preuves")),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="pilotage.evaluation",
                        verbose_name="évaluation",
                    ),
                ),
                (
                    "hypothese",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="pilotage.hypothese",
                        verbose_name="hypothèse",
                    ),
                ),
            ],
            options={
                "verbose_name": "verdict",
                "verbose_name_plural": "verdicts",
                "ordering": ["evaluation", "hypothese"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("evaluation", "hypothese"),
                        name="verdict_unique",
                        violation_error_message="Cette hypothèse a déjà son verdict pour cette année.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "non_tranchee"),
                            models.Q(("preuves", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="verdict_prouve",
                        violation_error_message="Dites ce qui le prouve.",
                    ),
                ],
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "rang"),
                        name="version_figee_rang_unique",
                        violation_error_message="La chaîne a déjà ce maillon.",
                    ),
                    models.UniqueConstraint(
                        fields=("convention", "numero"),
                        name="version_figee_numero_unique",
                        violation_error_message="Ce numéro est déjà pris.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fichier", ""), _negated=True),
                            models.Q(("empreinte_du_pdf", ""), _negated=True),
                        ),
                        name="version_figee_a_son_pdf",
                        violation_error_message="Une version figée a son PDF.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("motif", ""), ("remplace", None)),
                            models.Q(
                                ("remplace__isnull", False), models.Q(("motif", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="version_figee_motivee_ssi_elle_corrige",
                        violation_error_message="Une version qui en remplace une autre dit pourquoi.",
                    ),
                ],
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
        migrations.CreateModel(
            name="HistoricalEvaluation",
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
                    "etat",
                    models.CharField(
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
                (
                    "soumise_le",
                    models.DateField(blank=True, null=True, verbose_name="soumise au COTECH le"),
                ),
                (
                    "presentee_le",
                    models.DateField(blank=True, null=True, verbose_name="présentée au COPIL le"),
                ),
                ("validee_le", models.DateField(blank=True, null=True, verbose_name="validée le")),
                ("publiee_le", models.DateField(blank=True, null=True, verbose_name="publiée le")),
                ("motif_renvoi", models.TextField(blank=True, verbose_name="motif du renvoi")),
                (
                    "motif_correction",
                    models.TextField(blank=True, verbose_name="motif de la correction"),
                ),
                (
                    "est_publique",
                    models.BooleanField(default=False, verbose_name="lisible sans compte"),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "est_finale",
                    models.BooleanField(default=False, verbose_name="évaluation finale"),
                ),
                ("ouverte_le", models.DateField(verbose_name="ouverte le")),
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
                    "version_publiee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilotage.versionfigee",
                        verbose_name="version publiée",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical évaluation",
                "verbose_name_plural": "historical évaluations",
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
        migrations.CreateModel(
            name="AnneeVerrouillee",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                ("verrouillee_le", models.DateField(verbose_name="verrouillée le")),
                (
                    "verrouillee_par",
                    models.CharField(max_length=200, verbose_name="verrouillée par"),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annees_verrouillees",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "année verrouillée",
                "verbose_name_plural": "années verrouillées",
                "ordering": ["convention", "annee"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "annee"),
                        name="annee_verrouillee_unique",
                        violation_error_message="Cette année est déjà verrouillée.",
                    )
                ],
            },
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
    ]
