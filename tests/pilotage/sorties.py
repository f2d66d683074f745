"""Lire ce que disent les quatre sorties d'une évaluation : PDF, DOCX, PPTX, page web."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import docx
import lxml.html
import pptx
from pypdf import PdfReader

from ctg.socle.badges import BADGES
from ctg.socle.nombres import nombre_fr
from ctg.socle.templatetags.papier import montant
from ctg.socle.typographie import typographie_fr
from pilotage.contenu import ContenuEvaluation
from pilotage.document_pages import lignes_par_type

_NOMBRE = re.compile(r"\d+(?:[\u202f\u00a0]\d{3})*(?:,\d+)?")


def serre(texte: str) -> str:
    """Le texte sans un blanc ni une coupe : ce qui reste quand la mise en page s'ôte."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", texte)


def nombres(texte: str) -> Counter[str]:
    """Les nombres d'un texte, et combien de fois chacun y est."""
    return Counter(re.sub(r"\s", "", nombre) for nombre in _NOMBRE.findall(texte))


def du_pdf(octets: bytes) -> str:
    """Le texte de toutes les pages."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(octets)).pages)


def du_docx(octets: bytes) -> str:
    """Le texte du corps, après le sommaire : paragraphes et cases, dans l'ordre."""
    corps = docx.Document(io.BytesIO(octets)).element.body
    morceaux, dedans = [], False
    for bloc in corps:
        dedans = dedans or any(
            "Heading1" in (s.get(f"{{{bloc.nsmap['w']}}}val") or "")
            for s in bloc.iterfind(".//w:pStyle", bloc.nsmap)
        )
        if dedans:
            # Un paragraphe, une case : jamais deux nombres collés l'un à l'autre.
            paragraphes = bloc.iter(f"{{{bloc.nsmap['w']}}}p")
            morceaux += ["".join(_mots(paragraphe)) for paragraphe in paragraphes]
    return "\n".join(morceaux)


def _mots(paragraphe: Any) -> Iterator[str]:
    for element in paragraphe.iter():
        if element.tag.endswith("}t"):
            yield element.text or ""
        elif element.tag.endswith("}br"):
            yield "\n"


def du_pptx(octets: bytes) -> tuple[str, dict[str, list[Any]]]:
    """Le texte des diapositives, et les valeurs de chaque graphique par son nom."""
    morceaux, graphiques = [], {}
    for page in pptx.Presentation(io.BytesIO(octets)).slides:
        for forme in page.shapes:
            if forme.has_text_frame and forme.name != "Pied":
                morceaux.append(forme.text_frame.text)
            if forme.has_table:
                morceaux += [case.text for ligne in forme.table.rows for case in ligne.cells]
            if forme.has_chart:
                (serie,) = forme.chart.plots[0].series
                graphiques[forme.name] = list(serie.values)
                morceaux += list(forme.chart.plots[0].categories)
    return "\n".join(morceaux), graphiques


def du_web(html: str, *, dessins: bool) -> str:
    """Le texte de la page ; d'un dessin, au plus ce qu'il dit à qui ne le voit pas.

    Chaque dessin y est à deux largeurs, dont une seule se montre.
    """
    page = lxml.html.document_fromstring(html)
    for etroit in page.find_class("a-l-etroit"):
        etroit.drop_tree()
    dit = "not(ancestor::svg) or parent::desc[parent::svg]" if dessins else "not(ancestor::svg)"
    morceaux = []
    for partie in page.find_class("partie"):
        if "partie--fiche" not in partie.get("class"):
            morceaux += partie.xpath(f".//text()[{dit}]")
    return "\n".join(morceaux)


def textes_de_la_synthese(contenu: ContenuEvaluation) -> Iterator[str]:
    """Ce que disent les quatre : chiffres clés, phrases, actions, structures, argent, manques."""
    yield contenu.titre
    for chiffre in contenu.chiffres:
        yield from (chiffre.valeur, chiffre.libelle, chiffre.precision)
    for part in contenu.etats:
        yield part.libelle
    synthese = contenu.synthese
    for point in (*synthese.fait, *synthese.bloque, *synthese.demande, *synthese.ensuite):
        yield from (point.titre, point.phrase, point.qui, point.quand)
    for part in contenu.resultats:
        yield part.libelle
    for point in synthese.resultats:
        yield point.phrase
    for fiche in contenu.fiches:
        yield from (f"{fiche.numero}. {fiche.titre}", BADGES[fiche.etat].mot)
        yield BADGES[fiche.meteo].mot
    for ligne in lignes_par_type(contenu.registre):
        yield from (ligne.nom, nombre_fr(ligne.nombre), ligne.places, ligne.precision)
    annee = contenu.argent.de(contenu.annee)
    assert annee is not None
    yield from (montant(annee.bonus.total), montant(annee.soutiens.total))
    yield BADGES[annee.face_au_plancher].mot
    for manque in contenu.manques[:6]:
        # Le PPTX met la source avant le point.
        yield manque.phrase.rstrip(".")


def textes_de_l_evaluation(contenu: ContenuEvaluation) -> Iterator[str]:
    """Ce que disent les trois sorties entières, fiche par fiche, ligne par ligne."""
    yield from textes_de_la_synthese(contenu)
    for fiche in contenu.fiches:
        yield from (note.texte for note in fiche.notes)
        yield from (etape.libelle for etape in fiche.etapes)
        for indicateur in fiche.indicateurs:
            yield indicateur.libelle
            if indicateur.reponse and indicateur.reponse.reponse == "nombre":
                yield indicateur.reponse.en_clair
        for ligne in fiche.argent.lignes:
            yield from map(montant, (ligne.prevu, ligne.obtenu, ligne.depense))
        yield from (un.titre for un in fiche.temps_forts)
    for thematique in contenu.referentiel.thematiques:
        for question in thematique.toutes_les_questions():
            yield question.texte
            yield from (hypothese.enonce for hypothese in question.hypotheses)
    yield from (conclusion.texte for conclusion in contenu.referentiel.conclusions)
    for manque in contenu.manques:
        yield from (manque.phrase, *manque.details)
    for terme in contenu.glossaire:
        yield terme.sens


def absents(textes: Iterable[str], sortie: str) -> list[str]:
    """Ceux que cette sortie ne dit pas, à la typographie française près."""
    lu = serre(sortie)
    return [t for t in textes if serre(typographie_fr(t)).lower() not in lu.lower()]
