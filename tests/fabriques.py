"""Des fabriques qui donnent l'objet valide le plus simple ; les comptes sont nommés par fonction.

Toutes acceptent des champs en plus (``fiche(titre="…")``). Le territoire est inventé : aucun test
d'une règle ne dépend de la convention d'Agen.
"""

import datetime
import itertools
from dataclasses import asdict
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from actions.models import (
    Axe,
    CommentaireDeFiche,
    DocumentDeFiche,
    Etape,
    Etiquette,
    FicheAction,
    Financement,
    Indicateur,
    LienDeFiche,
    LienWeb,
    Note,
    PiloteDeFiche,
    PropositionDeModification,
    Reference,
    TempsFort,
)
from conventions.courriels import Courriel
from conventions.droits import Role
from conventions.logos import deposer_logo
from conventions.models import (
    Anomalie,
    Article,
    Avenant,
    Campagne,
    Commune,
    Convention,
    Document,
    Envoi,
    Habilitation,
    LogoDePartenaire,
    Mandat,
    Motif,
    Partenaire,
    Personne,
    Signataire,
    Utilisateur,
    Zone,
)
from ctg.socle import horloge
from ctg.socle.historique import Acteur, ActeurNomme, acte
from equipements.models import (
    ChiffreAnnuel,
    DemandeDeRegistre,
    Equipement,
    GrilleDePrix,
    Prix,
    QuestionConfiee,
    Source,
    Soutien,
    TypeEquipement,
    Unite,
)
from pilotage.models import (
    AnneeVerrouillee,
    DemandeDeFiche,
    Evaluation,
    Instance,
    MembreInstance,
    Releve,
    Reunion,
)

LE_TEST = ActeurNomme("le test")
MOT_DE_PASSE = "Une phrase longue et sans rime"

_compteur = itertools.count(1)


def commune(**champs: Any) -> Commune:
    """Une commune inventée."""
    n = next(_compteur)
    # Cinq chiffres, même au dix-millième objet d'une suite d'essais.
    champs.setdefault("code_insee", f"{90000 + n % 10000:05d}")
    champs.setdefault("nom", f"Valmont-{n}")
    champs.setdefault("codes_postaux", ["90100"])
    return Commune.objects.create(**champs)


def partenaire(**champs: Any) -> Partenaire:
    """Une commune partenaire, avec sa commune."""
    n = next(_compteur)
    champs.setdefault("nature", Partenaire.Nature.COMMUNE)
    if champs["nature"] == Partenaire.Nature.COMMUNE and "commune" not in champs:
        champs["commune"] = commune()
    champs.setdefault(
        "nom", f"Commune de {champs['commune']}" if champs.get("commune") else f"Organisme {n}"
    )
    champs.setdefault("code", f"partenaire-{n}")
    return Partenaire.objects.create(**champs)


def convention(**champs: Any) -> Convention:
    """Une convention signée, en cours le jour des tests."""
    n = next(_compteur)
    champs.setdefault("slug", f"valmont-{n}")
    champs.setdefault("nom", f"Convention territoriale globale de Valmont {n}")
    champs.setdefault("territoire", f"Valmont {n}")
    champs.setdefault("debut", datetime.date(2022, 1, 1))
    champs.setdefault("fin", datetime.date(2026, 12, 31))
    champs.setdefault("etat", Convention.Etat.SIGNEE)
    return Convention.objects.create(**champs)


def signataire(convention: Convention, **champs: Any) -> Signataire:
    """Une partie : une commune, sauf si `partenaire` dit autre chose."""
    n = next(_compteur)
    champs.setdefault("partenaire", partenaire() if "partenaire" not in champs else None)
    champs.setdefault("ordre", n)
    champs.setdefault("denomination", str(champs["partenaire"]))
    return Signataire.objects.create(convention=convention, **champs)


def une_image(
    nom: str = "logo.png", couleur: str = "green", taille: tuple[int, int] = (120, 60)
) -> SimpleUploadedFile:
    """Une image envoyée, d'une seule couleur."""
    sortie = BytesIO()
    Image.new("RGB", taille, couleur).save(sortie, PurePath(nom).suffix[1:].replace("jpg", "jpeg"))
    return SimpleUploadedFile(nom, sortie.getvalue())


def logo(signataire: Signataire, **champs: Any) -> LogoDePartenaire:
    """Le logo d'une partie, déposé par le test."""
    return deposer_logo(
        partenaire=signataire.partenaire,
        convention=signataire.convention,
        fichier=champs.get("fichier") or une_image(),
        ecriture_ouverte=0,
        par=LE_TEST,
        le=datetime.date(2026, 11, 23),
    )


def personne(**champs: Any) -> Personne:
    """Une personne inventée, nommée par un numéro."""
    n = next(_compteur)
    champs.setdefault("nom", f"Personne {n}")
    return Personne.objects.create(**champs)


def mandat(**champs: Any) -> Mandat:
    """Un mandat d'élu, aux dates inconnues."""
    champs.setdefault("personne", champs.get("personne") or personne())
    champs.setdefault("partenaire", champs.get("partenaire") or partenaire())
    champs.setdefault("fonction", "Maire")
    champs.setdefault("nature", Mandat.Nature.ELU)
    return Mandat.objects.create(**champs)


def utilisateur(fonction: str = "compte", **champs: Any) -> Utilisateur:
    """Un compte sans habilitation, qui incarne une personne."""
    n = next(_compteur)
    champs.setdefault("courriel", f"{fonction}-{n}@exemple.fr".replace(" ", "-"))
    champs.setdefault("nom", f"{fonction} {n}")
    if "personne" not in champs:
        champs["personne"] = personne(nom=f"{fonction} {n}")
    compte: Utilisateur = Utilisateur.objects.create_user(**champs)
    return compte


def habilite(
    convention: Convention, role: Role, organisme: Partenaire | None = None
) -> Utilisateur:
    """Un compte qui a ce rôle dans cette convention."""
    compte = utilisateur(role.value)
    Habilitation.objects.create(
        utilisateur=compte, role=role, convention=convention, partenaire=organisme
    )
    return compte


def coordonnateur(convention: Convention) -> Utilisateur:
    """Le coordonnateur de la convention."""
    return habilite(convention, Role.COORDONNATEUR)


def copilote(convention: Convention, organisme: Partenaire | None = None) -> Utilisateur:
    """Un copilote, de la Caf sauf mention contraire."""
    return habilite(
        convention, Role.COPILOTE, organisme or partenaire(nature=Partenaire.Nature.CAF)
    )


def agent(convention: Convention, organisme: Partenaire | None = None) -> Utilisateur:
    """Un agent d'une commune signataire."""
    return habilite(convention, Role.AGENT, organisme or signataire(convention).partenaire)


def lecteur(convention: Convention) -> Utilisateur:
    """Un lecteur de la convention."""
    return habilite(convention, Role.LECTEUR)


def actif(
    convention: Convention, role: Role = Role.COORDONNATEUR, organisme: Partenaire | None = None
) -> Utilisateur:
    """Un compte qui a ce rôle et a choisi son mot de passe (`MOT_DE_PASSE`)."""
    compte = habilite(convention, role, organisme)
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    return compte


def invite(convention: Convention) -> Utilisateur:
    """Un lecteur invité, qui n'a pas encore choisi son mot de passe."""
    return habilite(convention, Role.LECTEUR)


def pilote(fiche: FicheAction) -> Utilisateur:
    """Un lecteur de la convention, pilote de cette fiche."""
    compte = lecteur(fiche.convention)
    PiloteDeFiche.objects.create(fiche=fiche, personne=compte.personne)
    return compte


def membre(convention: Convention, genre: str = Instance.Genre.COPIL) -> Utilisateur:
    """Un lecteur de la convention qui siège au COPIL (ou à `genre`)."""
    compte = lecteur(convention)
    MembreInstance.objects.create(
        instance=instance(convention, genre=genre), personne=compte.personne
    )
    return compte


def axe(convention: Convention, **champs: Any) -> Axe:
    """Un axe."""
    n = next(_compteur)
    champs.setdefault("numero", Axe.objects.filter(convention=convention).count() + 1)
    champs.setdefault("titre", f"Axe inventé {n}")
    champs.setdefault("titre_court", f"Axe {n}")
    return Axe.objects.create(convention=convention, **champs)


def fiche(convention: Convention, **champs: Any) -> FicheAction:
    """Une fiche-action que personne n'a renseignée, sans étape."""
    if "axe" not in champs:
        champs["axe"] = Axe.objects.filter(convention=convention).first() or axe(convention)
    champs.setdefault("numero", FicheAction.objects.filter(convention=convention).count() + 1)
    champs.setdefault("titre", f"Action inventée {champs['numero']}")
    return FicheAction.objects.create(convention=convention, **champs)


def etape(fiche: FicheAction, **champs: Any) -> Etape:
    """Une étape de l'année 2023."""
    champs.setdefault("ordre", fiche.etapes.count() + 1)
    champs.setdefault("libelle", f"Étape {champs['ordre']}")
    champs.setdefault("debut", datetime.date(2023, 1, 1))
    champs.setdefault("fin", datetime.date(2023, 12, 31))
    return Etape.objects.create(fiche=fiche, **champs)


def document_de_fiche(fiche: FicheAction, **champs: Any) -> DocumentDeFiche:
    """Un document de la fiche, dont le fichier n'est pas sur le disque."""
    champs.setdefault("titre", "Compte rendu inventé")
    champs.setdefault("fichier", f"2026/11/invente-{next(_compteur)}.pdf")
    champs.setdefault("nom_d_origine", "compte-rendu.pdf")
    champs.setdefault("taille", 1024)
    champs.setdefault("depose_par", "le test")
    champs.setdefault("depose_le", datetime.date(2026, 11, 2))
    return DocumentDeFiche.objects.create(fiche=fiche, **champs)


def lien_web(fiche: FicheAction, **champs: Any) -> LienWeb:
    """Un lien de la fiche."""
    champs.setdefault("titre", "Page inventée")
    champs.setdefault("adresse", f"https://exemple.fr/{next(_compteur)}")
    champs.setdefault("ajoute_par", "le test")
    champs.setdefault("ajoute_le", datetime.date(2026, 11, 2))
    return LienWeb.objects.create(fiche=fiche, **champs)


def etiquette(convention: Convention, **champs: Any) -> Etiquette:
    """Un public que rien ne porte."""
    champs.setdefault("genre", Etiquette.Genre.PUBLIC)
    champs.setdefault("nom", f"public inventé {next(_compteur)}")
    return Etiquette.objects.create(convention=convention, **champs)


def lien(fiche: FicheAction, vers: FicheAction, **champs: Any) -> LienDeFiche:
    """Un lien que la coordination a posé d'une action à une autre."""
    champs.setdefault("raison", "Les mêmes familles.")
    return LienDeFiche.objects.create(fiche=fiche, vers_fiche=vers, **champs)


def indicateur(fiche: FicheAction, **champs: Any) -> Indicateur:
    """Un indicateur non qualifié, comme ceux du contrat."""
    champs.setdefault("ordre", fiche.indicateurs.count() + 1)
    champs.setdefault("libelle", f"Indicateur {champs['ordre']}")
    return Indicateur.objects.create(fiche=fiche, **champs)


def reference(indicateur: Indicateur, **champs: Any) -> Reference:
    """Un tiers des familles, que la coordination a ajouté en citant le diagnostic."""
    champs.setdefault("libelle", "des familles")
    champs.setdefault("valeur", 33)
    champs.setdefault("source", "Diagnostic inventé, 2021")
    return Reference.objects.create(fiche=indicateur.fiche, indicateur=indicateur, **champs)


def financement(fiche: FicheAction, **champs: Any) -> Financement:
    """Un financement de fonctionnement envisagé en 2025, sans aucun montant."""
    if "financeur" not in champs:
        champs.setdefault("financeur_libre", "Fondation inventée")
    champs.setdefault("nature", Financement.Nature.FONCTIONNEMENT)
    champs.setdefault("annee", 2025)
    return Financement.objects.create(fiche=fiche, **champs)


def temps_fort(*fiches: FicheAction, **champs: Any) -> TempsFort:
    """Une fête de juin 2025, sans commune, dont on ne connaît aucun nombre."""
    champs.setdefault("date", datetime.date(2025, 6, 14))
    champs.setdefault("genre", TempsFort.Genre.FETE)
    champs.setdefault("titre", f"Fête inventée {next(_compteur)}")
    temps_fort = TempsFort.objects.create(convention=fiches[0].convention, **champs)
    temps_fort.fiches.set(fiches)
    return temps_fort


def note(fiche: FicheAction, par: Acteur | None = None, **champs: Any) -> Note:
    """Un fait marquant du jour des tests, que `par` vient d'écrire."""
    par = par or LE_TEST
    champs.setdefault("date", datetime.date(2026, 11, 23))
    champs.setdefault("texte", "Le groupe de travail s'est réuni.")
    with acte(par):
        return Note.objects.create(fiche=fiche, auteur=par.libelle_d_auteur, **champs)


def commentaire(fiche: FicheAction, par: Acteur | None = None, **champs: Any) -> CommentaireDeFiche:
    """Un commentaire ouvert, que `par` vient d'écrire."""
    par = par or LE_TEST
    champs.setdefault("texte", "Et les communes rurales ?")
    with acte(par):
        return CommentaireDeFiche.objects.create(fiche=fiche, auteur=par.libelle_d_auteur, **champs)


def proposition(fiche: FicheAction, **champs: Any) -> PropositionDeModification:
    """Une proposition en attente : réécrire les objectifs de la fiche."""
    champs.setdefault("champ", "objectifs")
    champs.setdefault("ancien", getattr(fiche, champs["champ"], ""))
    champs.setdefault("nouveau", "Ouvrir deux lieux par an.")
    champs.setdefault("motif", "Le COPIL l'a demandé.")
    champs.setdefault("origine", PropositionDeModification.Origine.REUNION)
    champs.setdefault("proposee_par", "le test")
    champs.setdefault("proposee_le", datetime.date(2026, 11, 2))
    return PropositionDeModification.objects.create(
        convention=fiche.convention, fiche=fiche, **champs
    )


def zone(convention: Convention, *communes: Commune, **champs: Any) -> Zone:
    """Un bassin de vie de la convention."""
    champs.setdefault("nom", f"Bassin inventé {next(_compteur)}")
    champs.setdefault("genre", Zone.Genre.BASSIN_DE_VIE)
    zone = Zone.objects.create(**champs)
    zone.communes.set(communes)
    convention.zones.add(zone)
    return zone


def equipement(
    convention: Convention, soutenu_par: Partenaire | None = None, **champs: Any
) -> Equipement:
    """Un ALSH validé, soutenu par une commune signataire et situé chez elle."""
    soutien = soutenu_par or signataire(convention).partenaire
    champs.setdefault("nom", "ALSH inventé")
    champs.setdefault("type", TypeEquipement.ALSH)
    champs.setdefault("commune", soutien.commune or commune())
    champs.setdefault("etat_saisie", Equipement.EtatSaisie.VALIDE)
    if champs["etat_saisie"] == Equipement.EtatSaisie.VALIDE:
        champs.setdefault("valide_le", datetime.date(2026, 1, 15))
    objet = Equipement.objects.create(**champs)
    Soutien.objects.create(equipement=objet, partenaire=soutien)
    return objet


def chiffre(equipement: Equipement, **champs: Any) -> ChiffreAnnuel:
    """Soixante enfants en 2025, à confirmer."""
    champs.setdefault("annee", 2025)
    champs.setdefault("code", "enfants")
    if "reponse" not in champs:
        champs.setdefault("valeur", 60)
    return ChiffreAnnuel.objects.create(equipement=equipement, **champs)


def grille(
    equipement: Equipement, *prix: tuple[int, int | None, int], **champs: Any
) -> GrilleDePrix:
    """La grille 2025-2026 de journées avec repas ; `prix` : (QF de, QF jusqu'à, euros)."""
    champs.setdefault("annee_scolaire", 2025)
    champs.setdefault("saisie_le", datetime.date(2025, 9, 15))
    champs.setdefault("saisie_par", "le test")
    grille = GrilleDePrix.objects.create(equipement=equipement, **champs)
    for bas, haut, euros in prix or [(0, None, 10)]:
        Prix.objects.create(
            grille=grille,
            unite=Unite.JOURNEE,
            avec_repas=True,
            qf_min=bas,
            qf_max=haut,
            montant=euros,
        )
    return grille


def instance(convention: Convention, **champs: Any) -> Instance:
    """Le COPIL de la convention (ou l'instance de ce genre), créé au besoin."""
    champs.setdefault("genre", Instance.Genre.COPIL)
    champs.setdefault("nom", "Comité inventé")
    existante = Instance.objects.filter(convention=convention, genre=champs["genre"]).first()
    return existante or Instance.objects.create(convention=convention, **champs)


def reunion(convention: Convention, **champs: Any) -> Reunion:
    """Une réunion du COPIL."""
    champs.setdefault("instance", instance(convention))
    champs.setdefault("date", datetime.date(2025, 6, 12))
    return Reunion.objects.create(**champs)


def evaluation(convention: Convention, **champs: Any) -> Evaluation:
    """L'évaluation ouverte de 2025."""
    champs.setdefault("annee", 2025)
    champs.setdefault("ouverte_le", datetime.date(2026, 1, 10))
    return Evaluation.objects.create(convention=convention, **champs)


def evaluation_finale_validee(convention: Convention) -> Evaluation:
    """L'évaluation finale, validée par une séance du COPIL tenue après le terme."""
    copil = instance(convention, genre=Instance.Genre.COPIL)
    jour = convention.terme + datetime.timedelta(days=60)
    return evaluation(
        convention,
        annee=convention.terme.year,
        est_finale=True,
        etat=Evaluation.Etat.VALIDEE,
        reunion=reunion(convention, instance=copil, date=jour),
        validee_le=jour,
    )


def campagne(convention: Convention, **champs: Any) -> Campagne:
    """Une campagne ouverte sur 2026, à rendre dans trois semaines."""
    champs.setdefault("annee", 2026)
    champs.setdefault("genre", Campagne.Genre.FICHES)
    champs.setdefault("echeance", datetime.date(2026, 12, 14))
    champs.setdefault("ouverte_le", datetime.date(2026, 11, 2))
    return Campagne.objects.create(convention=convention, **champs)


def demande(campagne: Campagne, **champs: Any) -> DemandeDeFiche:
    """Une demande envoyée à l'ouverture, à une personne qui a un courriel et pas de compte."""
    n = next(_compteur)
    champs.setdefault("fiche", champs.get("fiche") or fiche(campagne.convention))
    if "personne" not in champs:
        champs["personne"] = personne(courriel=f"sollicitee-{n}@exemple.fr")
    champs.setdefault("etat", DemandeDeFiche.Etat.ENVOYEE)
    if champs["etat"] != DemandeDeFiche.Etat.A_ENVOYER:
        champs.setdefault("sollicitee_le", campagne.ouverte_le)
    if champs["etat"] in (DemandeDeFiche.Etat.REPONDUE, DemandeDeFiche.Etat.ACCEPTEE):
        champs.setdefault("repondue_le", datetime.date(2026, 11, 16))
        champs.setdefault("repondue_par", f"{champs['personne']} (lien personnel)")
        champs.setdefault("reponse", [["État d'avancement", "En cours"]])
    return DemandeDeFiche.objects.create(campagne=campagne, **champs)


def demande_de_registre(
    campagne: Campagne, partie: Signataire | None = None, **champs: Any
) -> DemandeDeRegistre:
    """Le registre d'une commune, demandé à qui a un courriel et pas de compte."""
    n = next(_compteur)
    if "personne" not in champs:
        champs["personne"] = personne(courriel=f"agente-{n}@exemple.fr")
    champs.setdefault("etat", DemandeDeRegistre.Etat.ENVOYEE)
    if champs["etat"] != DemandeDeRegistre.Etat.A_ENVOYER:
        champs.setdefault("sollicitee_le", campagne.ouverte_le)
    if champs["etat"] in (DemandeDeRegistre.Etat.REPONDUE, DemandeDeRegistre.Etat.ACCEPTEE):
        champs.setdefault("repondue_le", datetime.date(2026, 11, 16))
        champs.setdefault("repondue_par", f"{champs['personne']} (lien personnel)")
    return DemandeDeRegistre.objects.create(
        campagne=campagne, signataire=partie or signataire(campagne.convention), **champs
    )


def question_confiee(
    demande: DemandeDeRegistre, equipement: Equipement, **champs: Any
) -> QuestionConfiee:
    """Ce que sait le gestionnaire, passé à une personne qui a un courriel."""
    n = next(_compteur)
    if "personne" not in champs:
        champs["personne"] = personne(courriel=f"gestionnaire-{n}@exemple.fr")
    champs.setdefault("source", Source.GESTIONNAIRE)
    champs.setdefault("etat", QuestionConfiee.Etat.ENVOYEE)
    champs.setdefault("sollicitee_le", datetime.date(2026, 11, 16))
    champs.setdefault("passee_par", "le test")
    return QuestionConfiee.objects.create(
        campagne=demande.campagne, demande=demande, equipement=equipement, **champs
    )


def article(convention: Convention, **champs: Any) -> Article:
    """Un article du texte, en bref."""
    champs.setdefault("numero", Article.objects.filter(convention=convention).count() + 1)
    champs.setdefault("titre", "Article inventé")
    champs.setdefault("resume", "Ce que dit l'article.")
    return Article.objects.create(convention=convention, **champs)


def avenant(convention: Convention, **champs: Any) -> Avenant:
    """Un avenant en projet."""
    champs.setdefault("numero", Avenant.objects.filter(convention=convention).count() + 1)
    champs.setdefault("objet", "Ajouter une structure à l'annexe 2.")
    return Avenant.objects.create(convention=convention, **champs)


def document(convention: Convention, **champs: Any) -> Document:
    """Une annexe dont le fichier reste à joindre."""
    champs.setdefault("titre", "Annexe inventée")
    champs.setdefault("annexe", Document.objects.filter(convention=convention).count() + 1)
    return Document.objects.create(convention=convention, **champs)


def anomalie(convention: Convention, **champs: Any) -> Anomalie:
    """Une anomalie conservée, que personne n'a tranchée."""
    n = next(_compteur)
    champs.setdefault("code", f"anomalie-{n}")
    champs.setdefault("ordre", n)
    champs.setdefault("lieu", "Article 5")
    champs.setdefault("constat", "Le texte se contredit.")
    champs.setdefault("traitement", Anomalie.Traitement.CONSERVEE)
    return Anomalie.objects.create(convention=convention, **champs)


def releve(indicateur: Indicateur, **champs: Any) -> Releve:
    """Le relevé 2025 d'un indicateur : le nombre 12, soumis."""
    champs.setdefault("annee", 2025)
    champs.setdefault("etat", Releve.Etat.SOUMIS)
    if champs["etat"] in Releve.DITS:
        champs.setdefault("soumis_le", datetime.date(2026, 11, 2))
    if champs["etat"] == Releve.Etat.ACCEPTE:
        champs.setdefault("tranche_le", datetime.date(2026, 11, 9))
    champs.setdefault("reponse", Releve.Reponse.NOMBRE)
    if champs["reponse"] == Releve.Reponse.NOMBRE:
        champs.setdefault("valeur", 12)
    return Releve.objects.create(indicateur=indicateur, **champs)


def annee_verrouillee(convention: Convention, annee: int = 2023) -> AnneeVerrouillee:
    """Une année dont les relevés ne changent plus."""
    return AnneeVerrouillee.objects.create(
        convention=convention,
        annee=annee,
        verrouillee_le=datetime.date(2026, 6, 1),
        verrouillee_par="le test",
    )


def envoi(a: Personne | None = None, **champs: Any) -> Envoi:
    """Un courriel rangé, qui attend de partir : une demande."""
    n = next(_compteur)
    a = a or personne(courriel=f"personne-{n}@exemple.fr")
    champs.setdefault("motif", Motif.DEMANDE)
    champs.setdefault("raison", f"raison:{n}")
    champs.setdefault("objet", "Une demande inventée")
    champs.setdefault("destinataire", a.courriel)
    champs.setdefault("cree_le", horloge.maintenant())
    champs.setdefault("contenu", asdict(Courriel(champs["objet"], ["Une phrase du courriel."])))
    if champs.get("etat") == Envoi.Etat.ENVOYE:
        champs.setdefault("envoye_le", champs["cree_le"])
    return Envoi.objects.create(personne=a, **champs)
