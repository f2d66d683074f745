import ctg.socle.historique
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import equipements.siret
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("equipements", "0001_initial"),
        ("equipements", "0002_structure_entiere"),
        ("equipements", "0003_professionnels_formes"),
        ("equipements", "0004_campagne_annuelle"),
        ("equipements", "0005_position_et_heures"),
    ]

    initial = True

    dependencies = [
        ("conventions", "0007_suite_et_cloture"),
    ]

    operations = [
        migrations.CreateModel(
            name="Equipement",
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
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "code",
                    models.SlugField(
                        editable=False, max_length=120, null=True, unique=True, verbose_name="code"
                    ),
                ),
                ("nom", models.CharField(max_length=150, verbose_name="nom")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("eaje", "EAJE"),
                            ("alsh", "ALSH"),
                            ("rpe", "RPE"),
                            ("laep", "LAEP"),
                            ("ludotheque", "ludothèque"),
                            ("centre_social", "centre social"),
                            ("evs", "espace de vie sociale"),
                            ("information_jeunesse", "information jeunesse"),
                            ("paej", "point accueil écoute jeunes"),
                            ("autre", "autre"),
                        ],
                        max_length=24,
                        verbose_name="type",
                    ),
                ),
                ("adresse", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                (
                    "code_postal",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{5}$", "Un code postal compte cinq chiffres."
                            )
                        ],
                        verbose_name="code postal",
                    ),
                ),
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
                ("site", models.URLField(blank=True, verbose_name="site internet")),
                (
                    "gestionnaire",
                    models.CharField(blank=True, max_length=150, verbose_name="gestionnaire"),
                ),
                (
                    "gestionnaire_siret",
                    models.CharField(
                        blank=True,
                        max_length=14,
                        validators=[equipements.siret.verifier_siret],
                        verbose_name="SIRET du gestionnaire",
                    ),
                ),
                (
                    "mode_gestion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("regie", "régie"),
                            ("ccas", "CCAS ou CIAS"),
                            ("dsp", "délégation de service public"),
                            ("marche", "marché public"),
                            ("associatif", "associatif"),
                            ("prive", "privé"),
                        ],
                        max_length=12,
                        verbose_name="mode de gestion",
                    ),
                ),
                (
                    "capacite",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="capacité (places)"
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
                (
                    "periodes",
                    models.JSONField(blank=True, default=list, verbose_name="périodes d'ouverture"),
                ),
                ("horaires", models.TextField(blank=True, verbose_name="jours et horaires")),
                (
                    "a_referent_handicap",
                    models.BooleanField(blank=True, null=True, verbose_name="référent handicap"),
                ),
                (
                    "identifiant_caf",
                    models.CharField(blank=True, max_length=60, verbose_name="identifiant Caf"),
                ),
                (
                    "identifiant_sdjes",
                    models.CharField(blank=True, max_length=60, verbose_name="identifiant SDJES"),
                ),
                ("precisions", models.TextField(blank=True, verbose_name="précisions")),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("projet", "en projet"),
                            ("ouvert", "ouvert"),
                            ("ferme_temporairement", "fermé temporairement"),
                            ("ferme", "fermé"),
                        ],
                        default="ouvert",
                        max_length=20,
                        verbose_name="statut",
                    ),
                ),
                (
                    "statut_depuis",
                    models.DateField(blank=True, null=True, verbose_name="statut depuis le"),
                ),
                (
                    "etat_saisie",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("soumis", "soumis"),
                            ("valide", "validé"),
                            ("renvoye", "renvoyé"),
                        ],
                        default="brouillon",
                        max_length=10,
                        verbose_name="état de la saisie",
                    ),
                ),
                ("motif_renvoi", models.TextField(blank=True, verbose_name="motif du renvoi")),
                ("soumis_le", models.DateField(blank=True, null=True, verbose_name="soumis le")),
                (
                    "soumis_par",
                    models.CharField(blank=True, max_length=200, verbose_name="soumis par"),
                ),
                ("valide_le", models.DateField(blank=True, null=True, verbose_name="validé le")),
                (
                    "valide_par",
                    models.CharField(blank=True, max_length=200, verbose_name="validé par"),
                ),
                (
                    "confirmee_le",
                    models.DateField(
                        blank=True, null=True, verbose_name="dernière confirmation le"
                    ),
                ),
                (
                    "confirmee_par",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="dernière confirmation par"
                    ),
                ),
                (
                    "fusionnee_le",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="fusionnée le"
                    ),
                ),
                (
                    "fusionnee_par",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="fusionnée par"
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipements",
                        to="conventions.commune",
                        verbose_name="commune d'implantation",
                    ),
                ),
                (
                    "communes_desservies",
                    models.ManyToManyField(
                        blank=True,
                        related_name="desservie_par",
                        to="conventions.commune",
                        verbose_name="communes desservies",
                    ),
                ),
                (
                    "fusionnee_dans",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbees",
                        to="equipements.equipement",
                        verbose_name="fusionnée dans",
                    ),
                ),
            ],
            options={
                "verbose_name": "structure",
                "verbose_name_plural": "structures",
                "ordering": ["commune__nom", "type", "nom", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_min", None),
                            ("age_max", None),
                            ("age_max__gte", models.F("age_min")),
                            _connector="OR",
                        ),
                        name="equipement_ages_dans_l_ordre",
                        violation_error_message="L'âge maximum est inférieur à l'âge minimum.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("etat_saisie", "renvoye"),
                                models.Q(("motif_renvoi", ""), _negated=True),
                            ),
                            models.Q(("etat_saisie", "renvoye"), _negated=True),
                            _connector="OR",
                        ),
                        name="equipement_renvoye_avec_motif",
                        violation_error_message="Dites pourquoi vous renvoyez cette saisie.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat_saisie", "valide"), _negated=True),
                            ("valide_le__isnull", False),
                            _connector="OR",
                        ),
                        name="equipement_valide_date",
                        violation_error_message="Une validation porte sa date.",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude", None), ("longitude", None)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("latitude__range", (-90, 90)),
                                ("longitude__isnull", False),
                                ("longitude__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="equipement_position_entiere",
                        violation_error_message="Une position a une latitude et une longitude.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DemandeDeRegistre",
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
                    "sans_structure",
                    models.BooleanField(default=False, verbose_name="aucune structure"),
                ),
                (
                    "dessert",
                    models.TextField(blank=True, verbose_name="ce qui dessert ses familles"),
                ),
                (
                    "campagne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="demandes_de_registre",
                        to="conventions.campagne",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demandes_de_registre",
                        to="conventions.personne",
                        verbose_name="personne",
                    ),
                ),
                (
                    "signataire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="demandes_de_registre",
                        to="conventions.signataire",
                        verbose_name="partie",
                    ),
                ),
                (
                    "transmise_a",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="demandes_de_registre_transmises",
                        to="conventions.personne",
                        verbose_name="transmise à",
                    ),
                ),
                (
                    "desservie_par",
                    models.ManyToManyField(
                        blank=True,
                        related_name="demandes_desservies",
                        to="equipements.equipement",
                        verbose_name="structures qui desservent ses familles",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande sur le registre",
                "verbose_name_plural": "demandes sur le registre",
                "ordering": ["campagne", "signataire"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat__in", ["repondue", "acceptee"]), _negated=True),
                            ("repondue_le__isnull", False),
                            _connector="OR",
                        ),
                        name="equipements_demandederegistre_repondue_datee",
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
                        name="equipements_demandederegistre_acceptee_ssi_datee",
                        violation_error_message="Une réponse acceptée, et elle seule, porte sa date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "renvoyee"), _negated=True),
                            models.Q(("motif_renvoi", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="equipements_demandederegistre_renvoi_motive",
                        violation_error_message="Dites pourquoi vous renvoyez cette réponse.",
                    ),
                    models.UniqueConstraint(
                        fields=("campagne", "signataire"),
                        name="demande_unique_par_partie",
                        violation_error_message="Cette partie est déjà sollicitée dans cette campagne.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valeurs", models.JSONField(default=dict, verbose_name="valeurs proposées")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("proposee", "proposée"),
                            ("acceptee", "acceptée"),
                            ("renvoyee", "renvoyée"),
                            ("retiree", "retirée"),
                        ],
                        default="proposee",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("proposee_le", models.DateField(verbose_name="proposée le")),
                ("proposee_par", models.CharField(max_length=200, verbose_name="proposée par")),
                (
                    "tranchee_le",
                    models.DateField(blank=True, null=True, verbose_name="tranchée le"),
                ),
                (
                    "tranchee_par",
                    models.CharField(blank=True, max_length=200, verbose_name="tranchée par"),
                ),
                ("motif", models.TextField(blank=True, verbose_name="motif")),
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ["-proposee_le", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("etat__in", ["proposee", "renvoyee"])),
                        fields=("equipement",),
                        name="correction_ouverte_unique",
                        violation_error_message="Une correction est déjà ouverte pour cette structure.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "renvoyee"), _negated=True),
                            models.Q(("motif", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="correction_renvoyee_avec_motif",
                        violation_error_message="Dites pourquoi vous renvoyez cette correction.",
                    ),
                ],
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
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["equipement", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("telephone", ""), _negated=True),
                            models.Q(("courriel", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contact_joignable",
                        violation_error_message="Donnez un téléphone ou un courriel.",
                    )
                ],
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
                            ("heures_contractees", "heures contractées"),
                            ("professionnels", "professionnels en poste"),
                            ("professionnels_formes", "dont formés dans l'année"),
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
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chiffres",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "chiffre d'une année",
                "verbose_name_plural": "chiffres annuels",
                "ordering": ["equipement", "-annee", "code"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("motif", ""), ("reponse", "nombre"), ("valeur__isnull", False)
                            ),
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
                    models.CheckConstraint(
                        condition=models.Q(("valeur", None), ("valeur__gte", 0), _connector="OR"),
                        name="chiffreannuel_positif",
                        violation_error_message="Ce nombre ne peut pas être négatif.",
                    ),
                    models.UniqueConstraint(
                        fields=("equipement", "annee", "code"),
                        name="chiffre_annuel_unique",
                        violation_error_message="Ce chiffre est déjà saisi pour cette année.",
                    ),
                ],
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
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explications_d_inscription",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explications",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "explication d'une double inscription",
                "verbose_name_plural": "explications de doubles inscriptions",
                "ordering": ["convention", "equipement"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "equipement"),
                        name="explication_unique",
                        violation_error_message="Cette double inscription est déjà expliquée.",
                    )
                ],
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
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grilles",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "grille de prix",
                "verbose_name_plural": "grilles de prix",
                "ordering": ["equipement", "-annee_scolaire"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("equipement", "annee_scolaire"),
                        name="grille_unique",
                        violation_error_message="Cette année scolaire a déjà sa grille.",
                    )
                ],
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
                            ("heures_contractees", "heures contractées"),
                            ("professionnels", "professionnels en poste"),
                            ("professionnels_formes", "dont formés dans l'année"),
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
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                "verbose_name": "historical contact",
                "verbose_name_plural": "historical contacts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCorrection",
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
                ("valeurs", models.JSONField(default=dict, verbose_name="valeurs proposées")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("proposee", "proposée"),
                            ("acceptee", "acceptée"),
                            ("renvoyee", "renvoyée"),
                            ("retiree", "retirée"),
                        ],
                        default="proposee",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("proposee_le", models.DateField(verbose_name="proposée le")),
                ("proposee_par", models.CharField(max_length=200, verbose_name="proposée par")),
                (
                    "tranchee_le",
                    models.DateField(blank=True, null=True, verbose_name="tranchée le"),
                ),
                (
                    "tranchee_par",
                    models.CharField(blank=True, max_length=200, verbose_name="tranchée par"),
                ),
                ("motif", models.TextField(blank=True, verbose_name="motif")),
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
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                "verbose_name": "historical correction",
                "verbose_name_plural": "historical corrections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDemandeDeRegistre",
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
                (
                    "sans_structure",
                    models.BooleanField(default=False, verbose_name="aucune structure"),
                ),
                (
                    "dessert",
                    models.TextField(blank=True, verbose_name="ce qui dessert ses familles"),
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
                        verbose_name="partie",
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
                "verbose_name": "historical demande sur le registre",
                "verbose_name_plural": "historical demandes sur le registre",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDemandeDeRegistre_desservie_par",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "demandederegistre",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.demandederegistre",
                    ),
                ),
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
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="equipements.historicaldemandederegistre",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalDemandeDeRegistre_desservie_par",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEquipement",
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
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "code",
                    models.SlugField(
                        editable=False, max_length=120, null=True, verbose_name="code"
                    ),
                ),
                ("nom", models.CharField(max_length=150, verbose_name="nom")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("eaje", "EAJE"),
                            ("alsh", "ALSH"),
                            ("rpe", "RPE"),
                            ("laep", "LAEP"),
                            ("ludotheque", "ludothèque"),
                            ("centre_social", "centre social"),
                            ("evs", "espace de vie sociale"),
                            ("information_jeunesse", "information jeunesse"),
                            ("paej", "point accueil écoute jeunes"),
                            ("autre", "autre"),
                        ],
                        max_length=24,
                        verbose_name="type",
                    ),
                ),
                ("adresse", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                (
                    "code_postal",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{5}$", "Un code postal compte cinq chiffres."
                            )
                        ],
                        verbose_name="code postal",
                    ),
                ),
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
                ("site", models.URLField(blank=True, verbose_name="site internet")),
                (
                    "gestionnaire",
                    models.CharField(blank=True, max_length=150, verbose_name="gestionnaire"),
                ),
                (
                    "gestionnaire_siret",
                    models.CharField(
                        blank=True,
                        max_length=14,
                        validators=[equipements.siret.verifier_siret],
                        verbose_name="SIRET du gestionnaire",
                    ),
                ),
                (
                    "mode_gestion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("regie", "régie"),
                            ("ccas", "CCAS ou CIAS"),
                            ("dsp", "délégation de service public"),
                            ("marche", "marché public"),
                            ("associatif", "associatif"),
                            ("prive", "privé"),
                        ],
                        max_length=12,
                        verbose_name="mode de gestion",
                    ),
                ),
                (
                    "capacite",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="capacité (places)"
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
                (
                    "periodes",
                    models.JSONField(blank=True, default=list, verbose_name="périodes d'ouverture"),
                ),
                ("horaires", models.TextField(blank=True, verbose_name="jours et horaires")),
                (
                    "a_referent_handicap",
                    models.BooleanField(blank=True, null=True, verbose_name="référent handicap"),
                ),
                (
                    "identifiant_caf",
                    models.CharField(blank=True, max_length=60, verbose_name="identifiant Caf"),
                ),
                (
                    "identifiant_sdjes",
                    models.CharField(blank=True, max_length=60, verbose_name="identifiant SDJES"),
                ),
                ("precisions", models.TextField(blank=True, verbose_name="précisions")),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("projet", "en projet"),
                            ("ouvert", "ouvert"),
                            ("ferme_temporairement", "fermé temporairement"),
                            ("ferme", "fermé"),
                        ],
                        default="ouvert",
                        max_length=20,
                        verbose_name="statut",
                    ),
                ),
                (
                    "statut_depuis",
                    models.DateField(blank=True, null=True, verbose_name="statut depuis le"),
                ),
                (
                    "etat_saisie",
                    models.CharField(
                        choices=[
                            ("brouillon", "brouillon"),
                            ("soumis", "soumis"),
                            ("valide", "validé"),
                            ("renvoye", "renvoyé"),
                        ],
                        default="brouillon",
                        max_length=10,
                        verbose_name="état de la saisie",
                    ),
                ),
                ("motif_renvoi", models.TextField(blank=True, verbose_name="motif du renvoi")),
                ("soumis_le", models.DateField(blank=True, null=True, verbose_name="soumis le")),
                (
                    "soumis_par",
                    models.CharField(blank=True, max_length=200, verbose_name="soumis par"),
                ),
                ("valide_le", models.DateField(blank=True, null=True, verbose_name="validé le")),
                (
                    "valide_par",
                    models.CharField(blank=True, max_length=200, verbose_name="validé par"),
                ),
                (
                    "confirmee_le",
                    models.DateField(
                        blank=True, null=True, verbose_name="dernière confirmation le"
                    ),
                ),
                (
                    "confirmee_par",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="dernière confirmation par"
                    ),
                ),
                (
                    "fusionnee_le",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="fusionnée le"
                    ),
                ),
                (
                    "fusionnee_par",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="fusionnée par"
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
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.commune",
                        verbose_name="commune d'implantation",
                    ),
                ),
                (
                    "fusionnee_dans",
                    models.ForeignKey(
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
                "verbose_name": "historical structure",
                "verbose_name_plural": "historical structures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalEquipement_communes_desservies",
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
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="equipements.historicalequipement",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalEquipement_communes_desservies",
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
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                "verbose_name": "historical grille de prix",
                "verbose_name_plural": "historical grilles de prix",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLigneAnnexe2",
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
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("eaje", "EAJE"),
                            ("alsh", "ALSH"),
                            ("rpe", "RPE"),
                            ("laep", "LAEP"),
                            ("ludotheque", "ludothèque"),
                            ("centre_social", "centre social"),
                            ("evs", "espace de vie sociale"),
                            ("information_jeunesse", "information jeunesse"),
                            ("paej", "point accueil écoute jeunes"),
                            ("autre", "autre"),
                        ],
                        max_length=24,
                        verbose_name="type",
                    ),
                ),
                ("libelle", models.TextField(verbose_name="ce qui est écrit")),
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
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                    "introduite_par",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.avenant",
                        verbose_name="introduite par",
                    ),
                ),
                (
                    "retiree_par",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="conventions.avenant",
                        verbose_name="retirée par",
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
                        verbose_name="signataire qui soutient",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical ligne de l'annexe 2",
                "verbose_name_plural": "historical lignes de l'annexe 2",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
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
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                    "premiere",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="première structure",
                    ),
                ),
                (
                    "seconde",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="seconde structure",
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
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                (
                    "grille",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.grilledeprix",
                        verbose_name="grille",
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
                "verbose_name": "historical prix",
                "verbose_name_plural": "historical prix",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalQuestionConfiee",
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
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("commune", "la collectivité qui soutient"),
                            ("gestionnaire", "le gestionnaire"),
                            ("caf", "la Caf"),
                        ],
                        max_length=12,
                        verbose_name="à qui",
                    ),
                ),
                ("passee_par", models.CharField(max_length=200, verbose_name="passée par")),
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
                    "demande",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.demandederegistre",
                        verbose_name="demande",
                    ),
                ),
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                "verbose_name": "historical question passée",
                "verbose_name_plural": "historical questions passées",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReponseDeStructure",
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
                    "constat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("inchangee", "rien n'a changé"),
                            ("corrigee", "corrigée"),
                            ("fermee", "fermée"),
                            ("nouvelle", "déclarée cette année"),
                        ],
                        max_length=10,
                        verbose_name="constat",
                    ),
                ),
                ("fermee_le", models.DateField(blank=True, null=True, verbose_name="fermée le")),
                (
                    "prix",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("inchanges", "mêmes prix que l'an passé"),
                            ("saisis", "prix saisis"),
                            ("non_disponible", "prix non disponibles"),
                            ("non_concerne", "pas de grille de prix"),
                        ],
                        max_length=14,
                        verbose_name="prix",
                    ),
                ),
                (
                    "motif_des_prix",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="motif de l'absence de prix"
                    ),
                ),
                ("mot", models.TextField(blank=True, verbose_name="explication")),
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
                    "demande",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.demandederegistre",
                        verbose_name="demande",
                    ),
                ),
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                "verbose_name": "historical réponse sur une structure",
                "verbose_name_plural": "historical réponses sur des structures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSousType",
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
                    "type",
                    models.CharField(
                        choices=[
                            ("eaje", "EAJE"),
                            ("alsh", "ALSH"),
                            ("rpe", "RPE"),
                            ("laep", "LAEP"),
                            ("ludotheque", "ludothèque"),
                            ("centre_social", "centre social"),
                            ("evs", "espace de vie sociale"),
                            ("information_jeunesse", "information jeunesse"),
                            ("paej", "point accueil écoute jeunes"),
                            ("autre", "autre"),
                        ],
                        max_length=24,
                        verbose_name="type",
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("nom", models.CharField(max_length=80, verbose_name="nom")),
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
                "verbose_name": "historical sous-type",
                "verbose_name_plural": "historical sous-types",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSoutien",
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
                    "motif_de_fin",
                    models.CharField(
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
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                "verbose_name": "historical soutien",
                "verbose_name_plural": "historical soutiens",
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
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.equipement",
                        verbose_name="structure",
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
                "verbose_name": "historical titre",
                "verbose_name_plural": "historical titres",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LigneAnnexe2",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordre", models.PositiveSmallIntegerField(verbose_name="ordre")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("eaje", "EAJE"),
                            ("alsh", "ALSH"),
                            ("rpe", "RPE"),
                            ("laep", "LAEP"),
                            ("ludotheque", "ludothèque"),
                            ("centre_social", "centre social"),
                            ("evs", "espace de vie sociale"),
                            ("information_jeunesse", "information jeunesse"),
                            ("paej", "point accueil écoute jeunes"),
                            ("autre", "autre"),
                        ],
                        max_length=24,
                        verbose_name="type",
                    ),
                ),
                ("libelle", models.TextField(verbose_name="ce qui est écrit")),
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
                        related_name="lignes_annexe2",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
                (
                    "equipement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lignes_annexe2",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
                (
                    "introduite_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lignes_introduites",
                        to="conventions.avenant",
                        verbose_name="introduite par",
                    ),
                ),
                (
                    "retiree_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lignes_retirees",
                        to="conventions.avenant",
                        verbose_name="retirée par",
                    ),
                ),
                (
                    "signataire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lignes_annexe2",
                        to="conventions.signataire",
                        verbose_name="signataire qui soutient",
                    ),
                ),
                (
                    "sites",
                    models.ManyToManyField(
                        blank=True,
                        related_name="lignes_partagees",
                        to="equipements.equipement",
                        verbose_name="autres sites de la ligne",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de l'annexe 2",
                "verbose_name_plural": "lignes de l'annexe 2",
                "ordering": ["convention", "ordre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "ordre"),
                        name="ligne_annexe2_unique",
                        violation_error_message="Une ligne porte déjà ce rang.",
                    )
                ],
            },
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
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="equipements.historicalligneannexe2",
                    ),
                ),
                (
                    "ligneannexe2",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.ligneannexe2",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalLigneAnnexe2_sites",
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
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ouvertures",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "ouverture",
                "verbose_name_plural": "ouvertures",
                "ordering": ["equipement", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ouvre", None),
                            ("ferme", None),
                            ("ferme__gt", models.F("ouvre")),
                            _connector="OR",
                        ),
                        name="ouverture_finit_apres_son_debut",
                        violation_error_message="L'heure de fermeture précède celle d'ouverture.",
                    )
                ],
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
                (
                    "premiere",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="distinguees_des_suivantes",
                        to="equipements.equipement",
                        verbose_name="première structure",
                    ),
                ),
                (
                    "seconde",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="distinguees_des_precedentes",
                        to="equipements.equipement",
                        verbose_name="seconde structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "paire qui n'est pas un doublon",
                "verbose_name_plural": "paires qui ne sont pas des doublons",
                "ordering": ["-decide_le", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("premiere", "seconde"),
                        name="pas_un_doublon_unique",
                        violation_error_message="Ces deux structures sont déjà distinguées.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("premiere__lt", models.F("seconde"))),
                        name="pas_un_doublon_dans_l_ordre",
                        violation_error_message="Choisissez deux structures différentes.",
                    ),
                ],
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
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "places d'un âge et d'une période",
                "verbose_name_plural": "places par âge et par période",
                "ordering": ["equipement", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_min", None),
                            ("age_max", None),
                            ("age_max__gte", models.F("age_min")),
                            _connector="OR",
                        ),
                        name="places_ages_dans_l_ordre",
                        violation_error_message="L'âge maximum est inférieur à l'âge minimum.",
                    ),
                    models.CheckConstraint(
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
                ],
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
                (
                    "convention",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plancher_du_bonus",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "plancher du bonus",
                "verbose_name_plural": "planchers du bonus",
                "ordering": ["convention"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("montant__gte", 0)),
                        name="plancher_positif",
                        violation_error_message="Un montant ne peut pas être négatif.",
                    )
                ],
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
                (
                    "grille",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prix",
                        to="equipements.grilledeprix",
                        verbose_name="grille",
                    ),
                ),
            ],
            options={
                "verbose_name": "prix",
                "verbose_name_plural": "prix",
                "ordering": ["grille", "unite", "avec_repas", "qf_min"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("qf_max", None), ("qf_max__gte", models.F("qf_min")), _connector="OR"
                        ),
                        name="prix_tranche_dans_l_ordre",
                        violation_error_message="La tranche finit avant de commencer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("montant__gte", 0),
                            models.Q(
                                ("montant_exterieur", None),
                                ("montant_exterieur__gte", 0),
                                _connector="OR",
                            ),
                        ),
                        name="prix_positif",
                        violation_error_message="Un prix ne peut pas être négatif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionConfiee",
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
                    "source",
                    models.CharField(
                        choices=[
                            ("commune", "la collectivité qui soutient"),
                            ("gestionnaire", "le gestionnaire"),
                            ("caf", "la Caf"),
                        ],
                        max_length=12,
                        verbose_name="à qui",
                    ),
                ),
                ("passee_par", models.CharField(max_length=200, verbose_name="passée par")),
                (
                    "campagne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions_confiees",
                        to="conventions.campagne",
                        verbose_name="campagne",
                    ),
                ),
                (
                    "demande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="equipements.demandederegistre",
                        verbose_name="demande",
                    ),
                ),
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions_confiees",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
                (
                    "personne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions_confiees",
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
                        related_name="questions_transmises",
                        to="conventions.personne",
                        verbose_name="transmise à",
                    ),
                ),
            ],
            options={
                "verbose_name": "question passée",
                "verbose_name_plural": "questions passées",
                "ordering": ["demande", "equipement", "source"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat__in", ["repondue", "acceptee"]), _negated=True),
                            ("repondue_le__isnull", False),
                            _connector="OR",
                        ),
                        name="equipements_questionconfiee_repondue_datee",
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
                        name="equipements_questionconfiee_acceptee_ssi_datee",
                        violation_error_message="Une réponse acceptée, et elle seule, porte sa date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "renvoyee"), _negated=True),
                            models.Q(("motif_renvoi", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="equipements_questionconfiee_renvoi_motive",
                        violation_error_message="Dites pourquoi vous renvoyez cette réponse.",
                    ),
                    models.UniqueConstraint(
                        fields=("demande", "equipement", "source"),
                        name="question_unique_par_structure",
                        violation_error_message="Cette question est déjà passée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", "commune"), _negated=True),
                        name="question_passee_a_qui_sait",
                        violation_error_message="Ce que la commune sait, c'est elle qui le dit.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReponseDeStructure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "constat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("inchangee", "rien n'a changé"),
                            ("corrigee", "corrigée"),
                            ("fermee", "fermée"),
                            ("nouvelle", "déclarée cette année"),
                        ],
                        max_length=10,
                        verbose_name="constat",
                    ),
                ),
                ("fermee_le", models.DateField(blank=True, null=True, verbose_name="fermée le")),
                (
                    "prix",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("inchanges", "mêmes prix que l'an passé"),
                            ("saisis", "prix saisis"),
                            ("non_disponible", "prix non disponibles"),
                            ("non_concerne", "pas de grille de prix"),
                        ],
                        max_length=14,
                        verbose_name="prix",
                    ),
                ),
                (
                    "motif_des_prix",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="motif de l'absence de prix"
                    ),
                ),
                ("mot", models.TextField(blank=True, verbose_name="explication")),
                (
                    "demande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reponses",
                        to="equipements.demandederegistre",
                        verbose_name="demande",
                    ),
                ),
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reponses_de_campagne",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse sur une structure",
                "verbose_name_plural": "réponses sur des structures",
                "ordering": ["demande", "equipement"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("demande", "equipement"),
                        name="reponse_unique_par_structure",
                        violation_error_message="Cette structure a déjà sa réponse.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("constat", "fermee"), ("fermee_le__isnull", False)),
                            models.Q(
                                models.Q(("constat", "fermee"), _negated=True), ("fermee_le", None)
                            ),
                            _connector="OR",
                        ),
                        name="reponse_fermee_ssi_datee",
                        violation_error_message="Dites depuis quel jour elle est fermée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("prix__in", ["non_disponible", "non_concerne"]), _negated=True
                            ),
                            models.Q(("motif_des_prix", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reponse_sans_prix_motivee",
                        violation_error_message="Dites pourquoi il n'y a pas de prix.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SousType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("eaje", "EAJE"),
                            ("alsh", "ALSH"),
                            ("rpe", "RPE"),
                            ("laep", "LAEP"),
                            ("ludotheque", "ludothèque"),
                            ("centre_social", "centre social"),
                            ("evs", "espace de vie sociale"),
                            ("information_jeunesse", "information jeunesse"),
                            ("paej", "point accueil écoute jeunes"),
                            ("autre", "autre"),
                        ],
                        max_length=24,
                        verbose_name="type",
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("nom", models.CharField(max_length=80, verbose_name="nom")),
            ],
            options={
                "verbose_name": "sous-type",
                "verbose_name_plural": "sous-types",
                "ordering": ["type", "nom"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("type", "code"),
                        name="sous_type_unique",
                        violation_error_message="Ce sous-type existe déjà.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="historicalequipement",
            name="sous_type",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="equipements.soustype",
                verbose_name="sous-type",
            ),
        ),
        migrations.AddField(
            model_name="equipement",
            name="sous_type",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="equipements",
                to="equipements.soustype",
                verbose_name="sous-type",
            ),
        ),
        migrations.CreateModel(
            name="Soutien",
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
                    "motif_de_fin",
                    models.CharField(
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
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="soutiens",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
                (
                    "partenaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="soutiens",
                        to="conventions.partenaire",
                        verbose_name="partenaire",
                    ),
                ),
            ],
            options={
                "verbose_name": "soutien",
                "verbose_name_plural": "soutiens",
                "ordering": ["equipement", "partenaire"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("fin__isnull", True)),
                        fields=("equipement", "partenaire"),
                        name="soutien_actuel_unique",
                        violation_error_message="Ce partenaire soutient déjà cette structure.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debut", None),
                            ("fin", None),
                            ("fin__gte", models.F("debut")),
                            _connector="OR",
                        ),
                        name="soutien_finit_apres_son_debut",
                        violation_error_message="La fin du soutien précède son début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("motif_de_fin", ""), ("fin__isnull", False), _connector="OR"
                        ),
                        name="soutien_motif_a_sa_fin",
                        violation_error_message="Un soutien qui court n'a pas de motif de fin.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MontantDeSoutien",
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
                    "soutien",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="montants",
                        to="equipements.soutien",
                        verbose_name="soutien",
                    ),
                ),
            ],
            options={
                "verbose_name": "montant de soutien",
                "verbose_name_plural": "montants de soutien",
                "ordering": ["soutien", "annee"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("motif", ""), ("reponse", "nombre"), ("valeur__isnull", False)
                            ),
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
                    models.CheckConstraint(
                        condition=models.Q(("valeur", None), ("valeur__gte", 0), _connector="OR"),
                        name="montantdesoutien_positif",
                        violation_error_message="Ce nombre ne peut pas être négatif.",
                    ),
                    models.UniqueConstraint(
                        fields=("soutien", "annee"),
                        name="montant_annuel_unique",
                        violation_error_message="Le montant de cette année est déjà saisi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalMontantDeSoutien",
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
                    "soutien",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="equipements.soutien",
                        verbose_name="soutien",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical montant de soutien",
                "verbose_name_plural": "historical montants de soutien",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
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
                (
                    "equipement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="titres",
                        to="equipements.equipement",
                        verbose_name="structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "titre",
                "verbose_name_plural": "titres",
                "ordering": ["equipement", "nature", "debut", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debut", None),
                            ("fin", None),
                            ("fin__gte", models.F("debut")),
                            _connector="OR",
                        ),
                        name="titre_finit_apres_son_debut",
                        violation_error_message="La fin précède le début.",
                    )
                ],
            },
        ),
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
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annees_fermees",
                        to="conventions.convention",
                        verbose_name="convention",
                    ),
                ),
            ],
            options={
                "verbose_name": "année fermée",
                "verbose_name_plural": "années fermées",
                "ordering": ["convention", "annee"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("convention", "annee"),
                        name="annee_fermee_unique",
                        violation_error_message="Cette année est déjà fermée.",
                    )
                ],
            },
        ),
    ]
