"""Les trois formats sous lesquels le plan s'emporte, par leur suffixe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from actions.emport.bureau import docx_du_plan
from actions.emport.classeur import xlsx_du_plan
from actions.emport.contenu import ContenuDuPlan
from actions.emport.papier import pdf_du_plan
from ctg.socle.documents import TYPES_DE_CONTENU


@dataclass(frozen=True)
class Format:
    """Un format : son suffixe, son type de contenu, et la fonction qui en fait les octets."""

    suffixe: str
    produire: Callable[[ContenuDuPlan], bytes]

    @property
    def type_de_contenu(self) -> str:
        """Ce que le navigateur reçoit."""
        return TYPES_DE_CONTENU[f".{self.suffixe}"]


FORMATS: Mapping[str, Format] = {
    "pdf": Format("pdf", pdf_du_plan),
    "docx": Format("docx", docx_du_plan),
    "xlsx": Format("xlsx", xlsx_du_plan),
}
