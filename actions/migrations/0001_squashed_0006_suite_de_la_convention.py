import ctg.socle.documents
import ctg.socle.formats
import ctg.socle.historique
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("actions", "0001_initial"),
        ("actions", "0002_documents_liens_et_etapes"),
        ("actions", "0003_fiche_en_profondeur"),
        ("actions", "0004_calculs_du_registre"),
        ("actions", "0005_indicateurs_qualifies"),
        ("actions", "0006_suite_de_la_convention"),
    ]

    initial = True

    dependencies = [
        ("conventions", "0007_suite_et_cloture"),
        ("equipements", "0005_position_et_heures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Axe",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("numero", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("titre", models.CharField(max_length=250, verbose_name="titre")),
                ("titre_court", models.CharField(max_length=60, verbose_name="titre court")),
                ("description", models.TextField(blank=True, verbose_name="description")),
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
                        related_name="axes",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "axe",
                "verbose_name_plural": "axes",
                "ordering": ["convention", "numero"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "numero"),
                        name="axe_unique",
                        violation_error_message="Un axe porte déjà ce numéro.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Etiquette",
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
                            ("public", "public"),
                            ("enjeu", "enjeu transversal"),
                            ("cadre", "cadre"),
                        ],
                        max_length=8,
                        verbose_name="genre",
                    ),
                ),
                ("nom", models.CharField(max_length=80, verbose_name="nom")),
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
                        related_name="etiquettes",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "étiquette",
                "verbose_name_plural": "étiquettes",
                "ordering": ["convention", "genre", "nom"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("convention"),
                        models.F("genre"),
                        django.db.models.functions.text.Lower("nom"),
                        name="etiquette_unique",
                        violation_error_message="Cette étiquette existe déjà.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nom", ""), _negated=True),
                        name="etiquette_a_un_nom",
                        violation_error_message="Écrivez le nom de l'étiquette.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FicheAction",
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
                    "priorite",
                    models.CharField(
                        blank=True,
                        choices=[("haute", "haute"), ("normale", "normale"), ("basse", "basse")],
                        max_length=7,
                        verbose_name="priorité",
                    ),
                ),
                (
                    "etendue",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tout", "tout le territoire"),
                            ("partie", "une partie du territoire"),
                        ],
                        max_length=6,
                        verbose_name="territoire concerné",
                    ),
                ),
                (
                    "participation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("information", "information"),
                            ("consultation", "consultation"),
                            ("concertation", "concertation"),
                            ("coconstruction", "co-construction"),
                        ],
                        max_length=14,
                        verbose_name="participation des habitants",
                    ),
                ),
                ("numero", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("titre", models.CharField(max_length=300, verbose_name="titre")),
                (
                    "titre_ecrit",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="titre écrit dans la fiche"
                    ),
                ),
                (
                    "titre_tableau",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="titre écrit dans le tableau"
                    ),
                ),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                ("contexte", models.TextField(blank=True, verbose_name="constat et contexte")),
                ("objectifs", models.TextField(blank=True, verbose_name="objectifs poursuivis")),
                (
                    "partenaires",
                    models.TextField(
                        blank=True, verbose_name="partenaires et implication des habitants"
                    ),
                ),
                ("public_cible", models.TextField(blank=True, verbose_name="public cible")),
                (
                    "resultats_attendus",
                    models.TextField(blank=True, verbose_name="résultats attendus et contenu"),
                ),
                (
                    "moyens",
                    models.TextField(
                        blank=True, verbose_name="moyens et financements mobilisables"
                    ),
                ),
                ("echeancier", models.TextField(blank=True, verbose_name="échéancier")),
                (
                    "indicateurs_ecrits",
                    models.TextField(
                        blank=True, verbose_name="indicateurs de suivi et d'évaluation"
                    ),
                ),
                (
                    "conduite_ecrite",
                    models.CharField(
                        blank=True, max_length=250, verbose_name="conduite citée par le texte"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a_venir", "à venir"),
                            ("en_cours", "en cours"),
                            ("realise", "réalisé"),
                            ("en_pause", "en pause"),
                            ("abandonne", "abandonné"),
                        ],
                        max_length=12,
                        verbose_name="état d'avancement",
                    ),
                ),
                (
                    "meteo",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("securises", "objectifs sécurisés"),
                            ("atteignables", "objectifs atteignables"),
                            ("appuis", "appuis nécessaires"),
                            ("compromis", "objectifs compromis"),
                        ],
                        max_length=14,
                        verbose_name="météo",
                    ),
                ),
                (
                    "meteo_commentaire",
                    models.TextField(blank=True, verbose_name="commentaire de la météo"),
                ),
                (
                    "mise_a_jour_le",
                    models.DateField(blank=True, null=True, verbose_name="mise à jour le"),
                ),
                (
                    "axe",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fiches",
                        to="actions.axe",
                        verbose_name="axe",
                    ),
                ),
                (
                    "cadres",
                    models.ManyToManyField(
                        blank=True,
                        related_name="fiches_du_cadre",
                        to="actions.etiquette",
                        verbose_name="autres cadres servis",
                    ),
                ),
                (
                    "communes",
                    models.ManyToManyField(
                        blank=True,
                        related_name="fiches",
                        to="conventions.commune",
                        verbose_name="communes concernées",
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fiches",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "elu_referent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elu_referent_de",
                        to="conventions.personne",
                        verbose_name="élu référent",
                    ),
                ),
                (
                    "poursuit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="suites",
                        to="actions.ficheaction",
                        verbose_name="poursuit",
                    ),
                ),
                (
                    "publics",
                    models.ManyToManyField(
                        blank=True,
                        related_name="fiches",
                        to="actions.etiquette",
                        verbose_name="publics et enjeux",
                    ),
                ),
                (
                    "structures",
                    models.ManyToManyField(
                        blank=True,
                        related_name="fiches",
                        to="equipements.equipement",
                        verbose_name="structures concernées",
                    ),
                ),
                (
                    "zones",
                    models.ManyToManyField(
                        blank=True,
                        related_name="fiches",
                        to="conventions.zone",
                        verbose_name="zones concernées",
                    ),
                ),
            ],
            options={
                "verbose_name": "fiche-action",
                "verbose_name_plural": "fiches-actions",
                "ordering": ["convention", "numero"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "numero"),
                        name="fiche_numero_unique",
                        violation_error_message="Une fiche-action porte déjà ce numéro.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("meteo__in", ["appuis", "compromis"]), _negated=True),
                            models.Q(("meteo_commentaire", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="fiche_meteo_defavorable_expliquee",
                        violation_error_message="Dites en une phrase ce qui manque : cette météo appelle un commentaire.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Etape",
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
                ("libelle", models.TextField(verbose_name="étape")),
                (
                    "periode_ecrite",
                    models.CharField(blank=True, max_length=60, verbose_name="période écrite"),
                ),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                (
                    "est_de_travail",
                    models.BooleanField(default=False, verbose_name="étape de travail"),
                ),
                (
                    "responsable_libre",
                    models.CharField(blank=True, max_length=150, verbose_name="autre responsable"),
                ),
                ("faite_le", models.DateField(blank=True, null=True, verbose_name="faite le")),
                ("vue_le", models.DateField(blank=True, null=True, verbose_name="vue le")),
                (
                    "responsable",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="etapes_confiees",
                        to="conventions.personne",
                        verbose_name="responsable",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="etapes",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "étape",
                "verbose_name_plural": "étapes",
                "ordering": ["fiche", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fiche", "ordre"),
                        name="etape_ordre_unique",
                        violation_error_message="Une étape porte déjà ce rang.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debut", None),
                            ("fin", None),
                            ("fin__gte", models.F("debut")),
                            _connector="OR",
                        ),
                        name="etape_finit_apres_son_debut",
                        violation_error_message="La fin de l'étape précède son début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("responsable", None), ("responsable_libre", ""), _connector="OR"
                        ),
                        name="etape_un_seul_responsable",
                        violation_error_message="Choisissez un responsable dans la liste, ou écrivez son nom : l'un des deux seulement.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentDeFiche",
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
                    "etape",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="documents",
                        to="actions.etape",
                        verbose_name="étape",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ["fiche", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fichier", ""), _negated=True),
                            models.Q(("nom_d_origine", ""), _negated=True),
                        ),
                        name="document_de_fiche_avec_son_fichier",
                        violation_error_message="Un document de la fiche a son fichier.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentaireDeFiche",
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
                    "etat",
                    models.CharField(
                        choices=[("commentaire_ouvert", "ouvert"), ("commentaire_regle", "réglé")],
                        default="commentaire_ouvert",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                (
                    "regle_par",
                    models.CharField(blank=True, max_length=200, verbose_name="réglé par"),
                ),
                ("regle_le", models.DateField(blank=True, null=True, verbose_name="réglé le")),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commentaires",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "commentaire",
                "verbose_name_plural": "commentaires",
                "ordering": ["ecrit_le", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "commentaire_regle"), ("regle_le__isnull", False)),
                            models.Q(
                                ("etat", "commentaire_ouvert"),
                                ("regle_le", None),
                                ("regle_par", ""),
                            ),
                            _connector="OR",
                        ),
                        name="actions_commentairedefiche_regle_ssi_date",
                        violation_error_message="Un commentaire réglé, et lui seul, porte sa date.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Financement",
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
                    "financeur_libre",
                    models.CharField(blank=True, max_length=150, verbose_name="autre financeur"),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("investissement", "investissement"),
                            ("fonctionnement", "fonctionnement"),
                            ("temps", "temps de travail valorisé"),
                        ],
                        max_length=16,
                        verbose_name="nature",
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "prevu",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="prévu"
                    ),
                ),
                (
                    "obtenu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="obtenu",
                    ),
                ),
                (
                    "depense",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="dépensé",
                    ),
                ),
                (
                    "demande",
                    models.CharField(
                        choices=[
                            ("envisage", "envisagé"),
                            ("demande", "demandé"),
                            ("accorde", "accordé"),
                            ("refuse", "refusé"),
                        ],
                        default="envisage",
                        max_length=10,
                        verbose_name="état de la demande",
                    ),
                ),
                (
                    "appel_a_projets",
                    models.CharField(blank=True, max_length=200, verbose_name="appel à projets"),
                ),
                (
                    "echeance",
                    models.DateField(blank=True, null=True, verbose_name="date limite de dépôt"),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="financements",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
                (
                    "financeur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="financements",
                        to="conventions.partenaire",
                        verbose_name="financeur",
                    ),
                ),
            ],
            options={
                "verbose_name": "financement",
                "verbose_name_plural": "financements",
                "ordering": ["fiche", "annee", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("financeur__isnull", False), ("financeur_libre", "")),
                            models.Q(
                                ("financeur__isnull", True),
                                models.Q(("financeur_libre", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="financement_un_seul_financeur",
                        violation_error_message="Choisissez un financeur dans la liste, ou écrivez son nom : l'un des deux seulement.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("demande", "refuse"), _negated=True),
                            ("obtenu__isnull", True),
                            ("obtenu", 0),
                            _connector="OR",
                        ),
                        name="financement_refuse_sans_montant",
                        violation_error_message="Une demande refusée n'a rien obtenu : effacez ce montant.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("prevu__isnull", True), ("prevu__gte", 0), _connector="OR"),
                            models.Q(("obtenu__isnull", True), ("obtenu__gte", 0), _connector="OR"),
                            models.Q(
                                ("depense__isnull", True), ("depense__gte", 0), _connector="OR"
                            ),
                        ),
                        name="financement_montants_positifs",
                        violation_error_message="Un montant ne peut pas être négatif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAxe",
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
                ("titre", models.CharField(max_length=250, verbose_name="titre")),
                ("titre_court", models.CharField(max_length=60, verbose_name="titre court")),
                ("description", models.TextField(blank=True, verbose_name="description")),
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
                "verbose_name": "historical axe",
                "verbose_name_plural": "historical axes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCommentaireDeFiche",
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
                    "etat",
                    models.CharField(
                        choices=[("commentaire_ouvert", "ouvert"), ("commentaire_regle", "réglé")],
                        default="commentaire_ouvert",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                (
                    "regle_par",
                    models.CharField(blank=True, max_length=200, verbose_name="réglé par"),
                ),
                ("regle_le", models.DateField(blank=True, null=True, verbose_name="réglé le")),
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
                "verbose_name": "historical commentaire",
                "verbose_name_plural": "historical commentaires",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDocumentDeFiche",
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
                    "etape",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.etape",
                        verbose_name="étape",
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
                "verbose_name": "historical document",
                "verbose_name_plural": "historical documents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEtape",
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
                ("libelle", models.TextField(verbose_name="étape")),
                (
                    "periode_ecrite",
                    models.CharField(blank=True, max_length=60, verbose_name="période écrite"),
                ),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                (
                    "est_de_travail",
                    models.BooleanField(default=False, verbose_name="étape de travail"),
                ),
                (
                    "responsable_libre",
                    models.CharField(blank=True, max_length=150, verbose_name="autre responsable"),
                ),
                ("faite_le", models.DateField(blank=True, null=True, verbose_name="faite le")),
                ("vue_le", models.DateField(blank=True, null=True, verbose_name="vue le")),
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
                    "responsable",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.personne",
                        verbose_name="responsable",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical étape",
                "verbose_name_plural": "historical étapes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEtiquette",
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
                            ("public", "public"),
                            ("enjeu", "enjeu transversal"),
                            ("cadre", "cadre"),
                        ],
                        max_length=8,
                        verbose_name="genre",
                    ),
                ),
                ("nom", models.CharField(max_length=80, verbose_name="nom")),
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
                "verbose_name": "historical étiquette",
                "verbose_name_plural": "historical étiquettes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFicheAction",
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
                    "priorite",
                    models.CharField(
                        blank=True,
                        choices=[("haute", "haute"), ("normale", "normale"), ("basse", "basse")],
                        max_length=7,
                        verbose_name="priorité",
                    ),
                ),
                (
                    "etendue",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tout", "tout le territoire"),
                            ("partie", "une partie du territoire"),
                        ],
                        max_length=6,
                        verbose_name="territoire concerné",
                    ),
                ),
                (
                    "participation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("information", "information"),
                            ("consultation", "consultation"),
                            ("concertation", "concertation"),
                            ("coconstruction", "co-construction"),
                        ],
                        max_length=14,
                        verbose_name="participation des habitants",
                    ),
                ),
                ("numero", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("titre", models.CharField(max_length=300, verbose_name="titre")),
                (
                    "titre_ecrit",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="titre écrit dans la fiche"
                    ),
                ),
                (
                    "titre_tableau",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="titre écrit dans le tableau"
                    ),
                ),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                ("contexte", models.TextField(blank=True, verbose_name="constat et contexte")),
                ("objectifs", models.TextField(blank=True, verbose_name="objectifs poursuivis")),
                (
                    "partenaires",
                    models.TextField(
                        blank=True, verbose_name="partenaires et implication des habitants"
                    ),
                ),
                ("public_cible", models.TextField(blank=True, verbose_name="public cible")),
                (
                    "resultats_attendus",
                    models.TextField(blank=True, verbose_name="résultats attendus et contenu"),
                ),
                (
                    "moyens",
                    models.TextField(
                        blank=True, verbose_name="moyens et financements mobilisables"
                    ),
                ),
                ("echeancier", models.TextField(blank=True, verbose_name="échéancier")),
                (
                    "indicateurs_ecrits",
                    models.TextField(
                        blank=True, verbose_name="indicateurs de suivi et d'évaluation"
                    ),
                ),
                (
                    "conduite_ecrite",
                    models.CharField(
                        blank=True, max_length=250, verbose_name="conduite citée par le texte"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("a_venir", "à venir"),
                            ("en_cours", "en cours"),
                            ("realise", "réalisé"),
                            ("en_pause", "en pause"),
                            ("abandonne", "abandonné"),
                        ],
                        max_length=12,
                        verbose_name="état d'avancement",
                    ),
                ),
                (
                    "meteo",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("securises", "objectifs sécurisés"),
                            ("atteignables", "objectifs atteignables"),
                            ("appuis", "appuis nécessaires"),
                            ("compromis", "objectifs compromis"),
                        ],
                        max_length=14,
                        verbose_name="météo",
                    ),
                ),
                (
                    "meteo_commentaire",
                    models.TextField(blank=True, verbose_name="commentaire de la météo"),
                ),
                (
                    "mise_a_jour_le",
                    models.DateField(blank=True, null=True, verbose_name="mise à jour le"),
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
                    "elu_referent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.personne",
                        verbose_name="élu référent",
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
                    "poursuit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.ficheaction",
                        verbose_name="poursuit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical fiche-action",
                "verbose_name_plural": "historical fiches-actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFicheAction_cadres",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "etiquette",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.etiquette",
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
                        to="actions.historicalficheaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalFicheAction_cadres",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFicheAction_communes",
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
                        to="actions.historicalficheaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalFicheAction_communes",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFicheAction_publics",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "etiquette",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.etiquette",
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
                        to="actions.historicalficheaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalFicheAction_publics",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFicheAction_structures",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
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
                        to="actions.historicalficheaction",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalFicheAction_structures",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFicheAction_zones",
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
                        to="actions.historicalficheaction",
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
                "verbose_name": "HistoricalFicheAction_zones",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFinancement",
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
                    "financeur_libre",
                    models.CharField(blank=True, max_length=150, verbose_name="autre financeur"),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("investissement", "investissement"),
                            ("fonctionnement", "fonctionnement"),
                            ("temps", "temps de travail valorisé"),
                        ],
                        max_length=16,
                        verbose_name="nature",
                    ),
                ),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                (
                    "prevu",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="prévu"
                    ),
                ),
                (
                    "obtenu",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="obtenu",
                    ),
                ),
                (
                    "depense",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="dépensé",
                    ),
                ),
                (
                    "demande",
                    models.CharField(
                        choices=[
                            ("envisage", "envisagé"),
                            ("demande", "demandé"),
                            ("accorde", "accordé"),
                            ("refuse", "refusé"),
                        ],
                        default="envisage",
                        max_length=10,
                        verbose_name="état de la demande",
                    ),
                ),
                (
                    "appel_a_projets",
                    models.CharField(blank=True, max_length=200, verbose_name="appel à projets"),
                ),
                (
                    "echeance",
                    models.DateField(blank=True, null=True, verbose_name="date limite de dépôt"),
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
                    "financeur",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.partenaire",
                        verbose_name="financeur",
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
                "verbose_name": "historical financement",
                "verbose_name_plural": "historical financements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIndicateur",
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
                ("libelle", models.CharField(max_length=300, verbose_name="indicateur")),
                ("est_a_definir", models.BooleanField(default=False, verbose_name="à définir")),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[("quantitatif", "quantitatif"), ("qualitatif", "qualitatif")],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("unite", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                (
                    "sens",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hausse", "à la hausse"),
                            ("baisse", "à la baisse"),
                            ("neutre", "sans préférence"),
                        ],
                        max_length=8,
                        verbose_name="sens",
                    ),
                ),
                ("est_cumulatif", models.BooleanField(default=False, verbose_name="cumulatif")),
                (
                    "minimum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="minimum",
                    ),
                ),
                (
                    "maximum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="maximum",
                    ),
                ),
                ("methode", models.TextField(blank=True, verbose_name="méthode")),
                (
                    "qui_sait",
                    models.CharField(blank=True, max_length=200, verbose_name="qui le sait"),
                ),
                (
                    "periodicite",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("annuelle", "une fois par an"),
                            ("semestrielle", "deux fois par an"),
                            ("trimestrielle", "chaque trimestre"),
                            ("mensuelle", "chaque mois"),
                            ("ponctuelle", "au début et à la fin"),
                        ],
                        max_length=14,
                        verbose_name="périodicité",
                    ),
                ),
                ("est_par_commune", models.BooleanField(default=False, verbose_name="par commune")),
                (
                    "calcul",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nombre", "nombre de temps forts"),
                            ("frequence_equilibre", "fréquence et équilibre territorial"),
                            ("frequence_echanges", "fréquence des groupes d'échanges"),
                            ("typologie", "typologie des publics"),
                            ("familles", "familles touchées"),
                            ("formes", "personnes formées"),
                            ("etapes", "étapes faites de l'action"),
                            ("financements", "financements obtenus pour l'action"),
                            ("couverture", "communes desservies par un RPE, par un LAEP"),
                            ("referents", "référents handicap"),
                            ("aeeh", "enfants bénéficiaires de l'AEEH"),
                            ("ecart_de_prix", "écart de prix entre communes"),
                            ("pros_formes", "professionnels formés"),
                            ("assistants", "assistants maternels"),
                            ("rendez_vous", "rendez-vous de familles"),
                        ],
                        max_length=20,
                        verbose_name="calcul",
                    ),
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
                "verbose_name": "historical indicateur",
                "verbose_name_plural": "historical indicateurs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLienDeFiche",
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
                    "ecrit",
                    models.CharField(blank=True, max_length=250, verbose_name="ce qui est écrit"),
                ),
                (
                    "corrige",
                    models.CharField(blank=True, max_length=250, verbose_name="ce qu'il faut lire"),
                ),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                (
                    "raison",
                    models.CharField(blank=True, max_length=200, verbose_name="raison du lien"),
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
                    "vers_axe",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.axe",
                        verbose_name="vers l'axe",
                    ),
                ),
                (
                    "vers_fiche",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.ficheaction",
                        verbose_name="vers la fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical lien",
                "verbose_name_plural": "historical liens",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLienWeb",
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
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "adresse",
                    models.URLField(
                        max_length=500,
                        validators=[django.core.validators.URLValidator(("https", "http"))],
                        verbose_name="adresse",
                    ),
                ),
                ("ajoute_par", models.CharField(max_length=200, verbose_name="ajouté par")),
                ("ajoute_le", models.DateField(verbose_name="ajouté le")),
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
                    "etape",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.etape",
                        verbose_name="étape",
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
                "verbose_name": "historical lien",
                "verbose_name_plural": "historical liens",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalNote",
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
                            ("fait_marquant", "fait marquant"),
                            ("reussite", "réussite"),
                            ("difficulte", "difficulté"),
                            ("decision", "décision"),
                            ("prochaine_etape", "prochaine étape"),
                        ],
                        default="fait_marquant",
                        max_length=16,
                        verbose_name="genre",
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                ("texte", models.TextField(verbose_name="note")),
                (
                    "ecrite_le",
                    models.DateTimeField(
                        default=ctg.socle.historique.instant_de_l_acte,
                        editable=False,
                        verbose_name="écrite le",
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
                "verbose_name": "historical note",
                "verbose_name_plural": "historical notes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPartenaireDeFiche",
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
                    "nom_libre",
                    models.CharField(blank=True, max_length=150, verbose_name="autre partenaire"),
                ),
                ("role", models.CharField(blank=True, max_length=150, verbose_name="rôle")),
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
                "verbose_name": "historical partenaire de la fiche",
                "verbose_name_plural": "historical partenaires de la fiche",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPiloteDeFiche",
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
                ("est_copilote", models.BooleanField(default=False, verbose_name="co-pilote")),
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
                "verbose_name": "historical pilote",
                "verbose_name_plural": "historical pilotes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPropositionDeModification",
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
                ("champ", models.CharField(blank=True, max_length=30, verbose_name="champ")),
                ("ancien", models.TextField(blank=True, verbose_name="texte signé")),
                ("nouveau", models.TextField(blank=True, verbose_name="texte proposé")),
                (
                    "champs_nouveaux",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="champs de l'action nouvelle"
                    ),
                ),
                ("motif", models.TextField(verbose_name="motif")),
                (
                    "origine",
                    models.CharField(
                        choices=[
                            ("reunion", "une réunion"),
                            ("evaluation", "une évaluation"),
                            ("autre", "autre chose"),
                        ],
                        max_length=12,
                        verbose_name="origine",
                    ),
                ),
                (
                    "origine_precisee",
                    models.CharField(blank=True, max_length=200, verbose_name="origine précisée"),
                ),
                ("proposee_par", models.CharField(max_length=200, verbose_name="proposée par")),
                ("proposee_le", models.DateField(verbose_name="proposée le")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("en_attente", "en attente"),
                            ("retenue", "retenue"),
                            ("appliquee", "appliquée"),
                            ("ecartee", "écartée"),
                        ],
                        default="en_attente",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "tranchee_par",
                    models.CharField(blank=True, max_length=200, verbose_name="tranchée par"),
                ),
                (
                    "tranchee_le",
                    models.DateField(blank=True, null=True, verbose_name="tranchée le"),
                ),
                ("motif_ecart", models.TextField(blank=True, verbose_name="motif de l'écart")),
                (
                    "appliquee_le",
                    models.DateField(blank=True, null=True, verbose_name="appliquée le"),
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
                    "avenant",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.avenant",
                        verbose_name="avenant",
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
                        verbose_name="axe de l'action nouvelle",
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
                "verbose_name": "historical proposition de modification",
                "verbose_name_plural": "historical propositions de modification",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTempsFort",
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
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("fete", "fête, évènement familial"),
                            ("village", "village, forum"),
                            ("chantier", "chantier de jeunes"),
                            ("rencontre", "rencontre, atelier"),
                            ("formation", "formation"),
                            ("echanges", "groupe d'échanges de pratiques"),
                            ("concertation", "concertation, réunion publique"),
                            ("autre", "autre"),
                        ],
                        max_length=14,
                        verbose_name="genre",
                    ),
                ),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "participants",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="participants"),
                ),
                (
                    "familles",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="familles"),
                ),
                (
                    "jeunes",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="jeunes"),
                ),
                (
                    "formes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="personnes formées"
                    ),
                ),
                (
                    "partenaires",
                    models.CharField(blank=True, max_length=300, verbose_name="partenaires"),
                ),
                ("recit", models.TextField(blank=True, verbose_name="récit")),
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
                "verbose_name": "historical temps fort",
                "verbose_name_plural": "historical temps forts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Indicateur",
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
                ("libelle", models.CharField(max_length=300, verbose_name="indicateur")),
                ("est_a_definir", models.BooleanField(default=False, verbose_name="à définir")),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[("quantitatif", "quantitatif"), ("qualitatif", "qualitatif")],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                ("unite", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                (
                    "sens",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hausse", "à la hausse"),
                            ("baisse", "à la baisse"),
                            ("neutre", "sans préférence"),
                        ],
                        max_length=8,
                        verbose_name="sens",
                    ),
                ),
                ("est_cumulatif", models.BooleanField(default=False, verbose_name="cumulatif")),
                (
                    "minimum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="minimum",
                    ),
                ),
                (
                    "maximum",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="maximum",
                    ),
                ),
                ("methode", models.TextField(blank=True, verbose_name="méthode")),
                (
                    "qui_sait",
                    models.CharField(blank=True, max_length=200, verbose_name="qui le sait"),
                ),
                (
                    "periodicite",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("annuelle", "une fois par an"),
                            ("semestrielle", "deux fois par an"),
                            ("trimestrielle", "chaque trimestre"),
                            ("mensuelle", "chaque mois"),
                            ("ponctuelle", "au début et à la fin"),
                        ],
                        max_length=14,
                        verbose_name="périodicité",
                    ),
                ),
                ("est_par_commune", models.BooleanField(default=False, verbose_name="par commune")),
                (
                    "calcul",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nombre", "nombre de temps forts"),
                            ("frequence_equilibre", "fréquence et équilibre territorial"),
                            ("frequence_echanges", "fréquence des groupes d'échanges"),
                            ("typologie", "typologie des publics"),
                            ("familles", "familles touchées"),
                            ("formes", "personnes formées"),
                            ("etapes", "étapes faites de l'action"),
                            ("financements", "financements obtenus pour l'action"),
                            ("couverture", "communes desservies par un RPE, par un LAEP"),
                            ("referents", "référents handicap"),
                            ("aeeh", "enfants bénéficiaires de l'AEEH"),
                            ("ecart_de_prix", "écart de prix entre communes"),
                            ("pros_formes", "professionnels formés"),
                            ("assistants", "assistants maternels"),
                            ("rendez_vous", "rendez-vous de familles"),
                        ],
                        max_length=20,
                        verbose_name="calcul",
                    ),
                ),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicateurs",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "indicateur",
                "verbose_name_plural": "indicateurs",
                "ordering": ["fiche", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fiche", "ordre"),
                        name="indicateur_ordre_unique",
                        violation_error_message="Un indicateur porte déjà ce rang.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum", None),
                            ("maximum", None),
                            ("minimum__lte", models.F("maximum")),
                            _connector="OR",
                        ),
                        name="indicateur_bornes_dans_l_ordre",
                        violation_error_code="maximum",
                        violation_error_message="Le maximum est plus petit que le minimum.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReference",
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
                ("libelle", models.CharField(max_length=250, verbose_name="libellé")),
                (
                    "valeur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, null=True, verbose_name="valeur"
                    ),
                ),
                (
                    "valeur_ecrite",
                    models.CharField(blank=True, max_length=150, verbose_name="valeur écrite"),
                ),
                ("unite", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                (
                    "comparateur",
                    models.CharField(blank=True, max_length=2, verbose_name="comparateur"),
                ),
                (
                    "annee",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année"),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
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
            ],
            options={
                "verbose_name": "historical valeur de référence",
                "verbose_name_plural": "historical valeurs de référence",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalNiveau",
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
                ("rang", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("libelle", models.CharField(max_length=60, verbose_name="niveau")),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="ce qu'il veut dire"),
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
            ],
            options={
                "verbose_name": "historical niveau",
                "verbose_name_plural": "historical niveaux",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LienDeFiche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ecrit",
                    models.CharField(blank=True, max_length=250, verbose_name="ce qui est écrit"),
                ),
                (
                    "corrige",
                    models.CharField(blank=True, max_length=250, verbose_name="ce qu'il faut lire"),
                ),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                (
                    "raison",
                    models.CharField(blank=True, max_length=200, verbose_name="raison du lien"),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="liens",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
                (
                    "vers_axe",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="liens_recus",
                        to="actions.axe",
                        verbose_name="vers l'axe",
                    ),
                ),
                (
                    "vers_fiche",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="liens_recus",
                        to="actions.ficheaction",
                        verbose_name="vers la fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "lien",
                "verbose_name_plural": "liens",
                "ordering": ["fiche", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("vers_axe__isnull", True), ("vers_fiche__isnull", False)),
                            models.Q(("vers_axe__isnull", False), ("vers_fiche__isnull", True)),
                            _connector="OR",
                        ),
                        name="lien_vers_une_fiche_ou_un_axe",
                        violation_error_message="Un lien mène à une fiche ou à un axe.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ecrit", ""), _negated=True),
                            models.Q(("raison", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="lien_ecrit_ou_explique",
                        violation_error_message="Dites en quelques mots pourquoi elles sont liées.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("vers_fiche__isnull", True),
                            models.Q(("vers_fiche", models.F("fiche")), _negated=True),
                            _connector="OR",
                        ),
                        name="lien_vers_une_autre_fiche",
                        violation_error_message="Une action ne se lie pas à elle-même.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ecrit", "")),
                        fields=("fiche", "vers_fiche"),
                        name="lien_ajoute_a_une_fiche_unique",
                        violation_error_message="Ces deux actions sont déjà liées.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ecrit", "")),
                        fields=("fiche", "vers_axe"),
                        name="lien_ajoute_a_un_axe_unique",
                        violation_error_message="Cette action est déjà liée à cet axe.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LienWeb",
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
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "adresse",
                    models.URLField(
                        max_length=500,
                        validators=[django.core.validators.URLValidator(("https", "http"))],
                        verbose_name="adresse",
                    ),
                ),
                ("ajoute_par", models.CharField(max_length=200, verbose_name="ajouté par")),
                ("ajoute_le", models.DateField(verbose_name="ajouté le")),
                (
                    "etape",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="liens_web",
                        to="actions.etape",
                        verbose_name="étape",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="liens_web",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "lien",
                "verbose_name_plural": "liens",
                "ordering": ["fiche", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fiche", "adresse"),
                        name="lien_web_unique",
                        violation_error_message="Cette adresse est déjà parmi les liens de la fiche.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adresse__startswith", "https://"),
                            ("adresse__startswith", "http://"),
                            _connector="OR",
                        ),
                        name="lien_web_en_http",
                        violation_error_message="Une adresse commence par https:// ou http://.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Niveau",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rang", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("libelle", models.CharField(max_length=60, verbose_name="niveau")),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="ce qu'il veut dire"),
                ),
                (
                    "indicateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="niveaux",
                        to="actions.indicateur",
                        verbose_name="indicateur",
                    ),
                ),
            ],
            options={
                "verbose_name": "niveau",
                "verbose_name_plural": "niveaux",
                "ordering": ["indicateur", "rang"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicateur", "rang"),
                        name="niveau_rang_unique",
                        violation_error_message="Un niveau porte déjà ce rang.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("libelle", ""), _negated=True),
                        name="niveau_a_un_libelle",
                        violation_error_message="Nommez ce niveau.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCible",
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
                    "annee",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année"),
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
            ],
            options={
                "verbose_name": "historical cible",
                "verbose_name_plural": "historical cibles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Cible",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "annee",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année"),
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
                (
                    "indicateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cibles",
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
                        related_name="cibles",
                        to="actions.niveau",
                        verbose_name="niveau propre",
                    ),
                ),
            ],
            options={
                "verbose_name": "cible",
                "verbose_name_plural": "cibles",
                "ordering": ["indicateur", models.OrderBy(models.F("annee"), nulls_last=True)],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("annee__isnull", False)),
                        fields=("indicateur", "annee"),
                        name="cible_unique_par_an",
                        violation_error_message="Cet indicateur a déjà une cible pour cette année.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("annee__isnull", True)),
                        fields=("indicateur",),
                        name="cible_finale_unique",
                        violation_error_message="Cet indicateur a déjà une cible finale.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("niveau", ""),
                                ("niveau_propre__isnull", True),
                                ("valeur__isnull", False),
                            ),
                            models.Q(
                                ("niveau_propre__isnull", True),
                                ("valeur__isnull", True),
                                models.Q(("niveau", ""), _negated=True),
                            ),
                            models.Q(
                                ("niveau", ""),
                                ("niveau_propre__isnull", False),
                                ("valeur__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="cible_valeur_ou_niveau",
                        violation_error_message="Une cible est une valeur, ou un niveau.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("auteur", models.CharField(max_length=200, verbose_name="auteur")),
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("fait_marquant", "fait marquant"),
                            ("reussite", "réussite"),
                            ("difficulte", "difficulté"),
                            ("decision", "décision"),
                            ("prochaine_etape", "prochaine étape"),
                        ],
                        default="fait_marquant",
                        max_length=16,
                        verbose_name="genre",
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                ("texte", models.TextField(verbose_name="note")),
                (
                    "ecrite_le",
                    models.DateTimeField(
                        default=ctg.socle.historique.instant_de_l_acte,
                        editable=False,
                        verbose_name="écrite le",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["-date", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PartenaireDeFiche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "nom_libre",
                    models.CharField(blank=True, max_length=150, verbose_name="autre partenaire"),
                ),
                ("role", models.CharField(blank=True, max_length=150, verbose_name="rôle")),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partenaires_de_la_fiche",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partenariats",
                        to="conventions.partenaire",
                        verbose_name="organisme",
                    ),
                ),
            ],
            options={
                "verbose_name": "partenaire de la fiche",
                "verbose_name_plural": "partenaires de la fiche",
                "ordering": ["fiche", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("partenaire__isnull", False), ("nom_libre", "")),
                            models.Q(
                                ("partenaire__isnull", True),
                                models.Q(("nom_libre", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partenaire_de_fiche_connu_ou_nomme",
                        violation_error_message="Choisissez un organisme, ou écrivez son nom : l'un des deux seulement.",
                    ),
                    models.UniqueConstraint(
                        fields=("fiche", "partenaire"),
                        name="partenaire_de_fiche_unique",
                        violation_error_message="Cet organisme est déjà partenaire de la fiche.",
                    ),
                    models.UniqueConstraint(
                        models.F("fiche"),
                        django.db.models.functions.text.Lower("nom_libre"),
                        condition=models.Q(("nom_libre", ""), _negated=True),
                        name="partenaire_de_fiche_nom_unique",
                        violation_error_message="Ce nom est déjà parmi les partenaires de la fiche.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PiloteDeFiche",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("debut", models.DateField(blank=True, null=True, verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                ("est_copilote", models.BooleanField(default=False, verbose_name="co-pilote")),
                (
                    "fiche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pilotes",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilotages",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
            ],
            options={
                "verbose_name": "pilote",
                "verbose_name_plural": "pilotes",
                "ordering": ["fiche", "est_copilote", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("fin__isnull", True)),
                        fields=("fiche", "personne"),
                        name="pilote_actuel_unique",
                        violation_error_message="Cette personne pilote déjà cette fiche.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debut", None),
                            ("fin", None),
                            ("fin__gte", models.F("debut")),
                            _connector="OR",
                        ),
                        name="pilotage_finit_apres_son_debut",
                        violation_error_message="La fin précède le début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PropositionDeModification",
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
                ("champ", models.CharField(blank=True, max_length=30, verbose_name="champ")),
                ("ancien", models.TextField(blank=True, verbose_name="texte signé")),
                ("nouveau", models.TextField(blank=True, verbose_name="texte proposé")),
                (
                    "champs_nouveaux",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="champs de l'action nouvelle"
                    ),
                ),
                ("motif", models.TextField(verbose_name="motif")),
                (
                    "origine",
                    models.CharField(
                        choices=[
                            ("reunion", "une réunion"),
                            ("evaluation", "une évaluation"),
                            ("autre", "autre chose"),
                        ],
                        max_length=12,
                        verbose_name="origine",
                    ),
                ),
                (
                    "origine_precisee",
                    models.CharField(blank=True, max_length=200, verbose_name="origine précisée"),
                ),
                ("proposee_par", models.CharField(max_length=200, verbose_name="proposée par")),
                ("proposee_le", models.DateField(verbose_name="proposée le")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("en_attente", "en attente"),
                            ("retenue", "retenue"),
                            ("appliquee", "appliquée"),
                            ("ecartee", "écartée"),
                        ],
                        default="en_attente",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "tranchee_par",
                    models.CharField(blank=True, max_length=200, verbose_name="tranchée par"),
                ),
                (
                    "tranchee_le",
                    models.DateField(blank=True, null=True, verbose_name="tranchée le"),
                ),
                ("motif_ecart", models.TextField(blank=True, verbose_name="motif de l'écart")),
                (
                    "appliquee_le",
                    models.DateField(blank=True, null=True, verbose_name="appliquée le"),
                ),
                (
                    "avenant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="propositions",
                        to="conventions.avenant",
                        verbose_name="avenant",
                    ),
                ),
                (
                    "axe",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="propositions",
                        to="actions.axe",
                        verbose_name="axe de l'action nouvelle",
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="propositions",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "fiche",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="propositions",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposition de modification",
                "verbose_name_plural": "propositions de modification",
                "ordering": ["-proposee_le", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("champ", ""), ("axe__isnull", False)),
                            models.Q(
                                models.Q(("champ", ""), _negated=True),
                                ("axe", None),
                                ("fiche__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposition_d_un_champ_ou_d_une_action",
                        violation_error_message="Une proposition vise un champ, ou une action nouvelle.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("champ", ""), _negated=True),
                            models.Q(("nouveau", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="proposition_d_action_titree",
                        violation_error_message="Une action nouvelle a un titre.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("champ", ""),
                            models.Q(("ancien", models.F("nouveau")), _negated=True),
                            _connector="OR",
                        ),
                        name="proposition_change_le_texte",
                        violation_error_message="Le texte proposé est celui qui est déjà signé.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("avenant__isnull", False), ("etat__in", ["retenue", "appliquee"])
                            ),
                            models.Q(("avenant", None), ("etat__in", ["en_attente", "ecartee"])),
                            _connector="OR",
                        ),
                        name="proposition_retenue_ssi_avenant",
                        violation_error_message="Une proposition retenue, et elle seule, a son avenant.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("etat", "ecartee"), models.Q(("motif_ecart", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("etat", "ecartee"), _negated=True), ("motif_ecart", "")
                            ),
                            _connector="OR",
                        ),
                        name="proposition_ecartee_ssi_motivee",
                        violation_error_message="Dites pourquoi vous écartez cette proposition.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appliquee_le__isnull", False), ("etat", "appliquee")),
                            models.Q(
                                models.Q(("etat", "appliquee"), _negated=True),
                                ("appliquee_le", None),
                            ),
                            _connector="OR",
                        ),
                        name="proposition_appliquee_ssi_datee",
                        violation_error_message="Une proposition appliquée, et elle seule, est datée.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("libelle", models.CharField(max_length=250, verbose_name="libellé")),
                (
                    "valeur",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, null=True, verbose_name="valeur"
                    ),
                ),
                (
                    "valeur_ecrite",
                    models.CharField(blank=True, max_length=150, verbose_name="valeur écrite"),
                ),
                ("unite", models.CharField(blank=True, max_length=40, verbose_name="unité")),
                (
                    "comparateur",
                    models.CharField(blank=True, max_length=2, verbose_name="comparateur"),
                ),
                (
                    "annee",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année"),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                (
                    "ligne",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="ligne du texte"
                    ),
                ),
                (
                    "axe",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
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
                        related_name="references",
                        to="actions.ficheaction",
                        verbose_name="fiche",
                    ),
                ),
                (
                    "indicateur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="actions.indicateur",
                        verbose_name="indicateur",
                    ),
                ),
            ],
            options={
                "verbose_name": "valeur de référence",
                "verbose_name_plural": "valeurs de référence",
                "ordering": ["fiche", "axe", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("axe__isnull", False), ("fiche__isnull", True)),
                            models.Q(("axe__isnull", True), ("fiche__isnull", False)),
                            _connector="OR",
                        ),
                        name="reference_d_un_axe_ou_d_une_fiche",
                        violation_error_message="Une référence est celle d'un axe ou d'une fiche.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("valeur__isnull", False), ("valeur_ecrite", "")),
                            models.Q(
                                ("valeur", None), models.Q(("valeur_ecrite", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="reference_chiffree_ou_ecrite",
                        violation_error_code="valeur",
                        violation_error_message="Écrivez la valeur de référence.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TempsFort",
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
                (
                    "genre",
                    models.CharField(
                        choices=[
                            ("fete", "fête, évènement familial"),
                            ("village", "village, forum"),
                            ("chantier", "chantier de jeunes"),
                            ("rencontre", "rencontre, atelier"),
                            ("formation", "formation"),
                            ("echanges", "groupe d'échanges de pratiques"),
                            ("concertation", "concertation, réunion publique"),
                            ("autre", "autre"),
                        ],
                        max_length=14,
                        verbose_name="genre",
                    ),
                ),
                ("titre", models.CharField(max_length=200, verbose_name="titre")),
                (
                    "participants",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="participants"),
                ),
                (
                    "familles",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="familles"),
                ),
                (
                    "jeunes",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="jeunes"),
                ),
                (
                    "formes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="personnes formées"
                    ),
                ),
                (
                    "partenaires",
                    models.CharField(blank=True, max_length=300, verbose_name="partenaires"),
                ),
                ("recit", models.TextField(blank=True, verbose_name="récit")),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="temps_forts",
                        to="conventions.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="temps_forts",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "fiches",
                    models.ManyToManyField(
                        related_name="temps_forts", to="actions.ficheaction", verbose_name="actions"
                    ),
                ),
            ],
            options={
                "verbose_name": "temps fort",
                "verbose_name_plural": "temps forts",
                "ordering": ["-date", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("titre", ""), _negated=True),
                        name="temps_fort_a_un_titre",
                        violation_error_message="Donnez un titre à ce temps fort.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTempsFort_fiches",
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
                        to="actions.historicaltempsfort",
                    ),
                ),
                (
                    "tempsfort",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actions.tempsfort",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalTempsFort_fiches",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
