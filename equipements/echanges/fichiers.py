"""Les formats de chaque export, par leur suffixe : une page ou une commande y choisit."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.http.response import HttpResponseBase

from ctg.socle.formats import type_de_contenu
from ctg.socle.reponses import reponse_au_fil, reponse_fichier, reponse_pdf
from equipements.echanges.annexe2 import ContenuDeLAnnexe2, docx_de_l_annexe2, pdf_de_l_annexe2
from equipements.echanges.contenu import ContenuDeLAnnee, ContenuDuRegistre
from equipements.echanges.formats import (
    csv_de_l_annee,
    csv_des_prix,
    csv_du_registre,
    geojson_du_registre,
    xlsx_de_l_annee,
    xlsx_des_prix,
    xlsx_du_registre,
)
from equipements.echanges.papier import pdf_du_registre
from equipements.echanges.prix import ContenuDesPrix

C = TypeVar("C")


@dataclass(frozen=True)
class Format(Generic[C]):
    """Un format : son suffixe, et la fonction qui en fait des octets, d'un bloc ou au fil."""

    suffixe: str
    produire: Callable[[C], bytes | Iterable[bytes]]

    def reponse(self, contenu: C, nom: str) -> HttpResponseBase:
        """Le fichier, tel que le navigateur le reçoit ; `nom` est sans suffixe."""
        nom = f"{nom}.{self.suffixe}"
        produit = self.produire(contenu)
        if not isinstance(produit, bytes):
            return reponse_au_fil(produit, nom, type_de_contenu(nom))
        if self.suffixe == "pdf":
            return reponse_pdf(produit, nom)
        return reponse_fichier(produit, nom, type_de_contenu(nom))


def _par_suffixe(*formats: Format[C]) -> Mapping[str, Format[C]]:
    return {un.suffixe: un for un in formats}


DU_REGISTRE: Mapping[str, Format[ContenuDuRegistre]] = _par_suffixe(
    Format("xlsx", xlsx_du_registre),
    Format("csv", csv_du_registre),
    Format("geojson", geojson_du_registre),
    Format("pdf", pdf_du_registre),
)
DE_L_ANNEE: Mapping[str, Format[ContenuDeLAnnee]] = _par_suffixe(
    Format("xlsx", xlsx_de_l_annee), Format("csv", csv_de_l_annee)
)
DES_PRIX: Mapping[str, Format[ContenuDesPrix]] = _par_suffixe(
    Format("xlsx", xlsx_des_prix), Format("csv", csv_des_prix)
)
DE_L_ANNEXE_2: Mapping[str, Format[ContenuDeLAnnexe2]] = _par_suffixe(
    Format("pdf", pdf_de_l_annexe2), Format("docx", docx_de_l_annexe2)
)
