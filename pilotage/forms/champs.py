"""Les champs que plusieurs formulaires partagent."""

from django import forms

AIDE_MARKDOWN = (
    "Une ligne vide sépare deux paragraphes ; un tiret en début de ligne fait une liste ;"
    " **deux étoiles** mettent en gras."
)


def champ_texte(
    libelle: str, lignes: int, *, aide: str = AIDE_MARKDOWN, requis: bool
) -> forms.CharField:
    return forms.CharField(
        label=libelle,
        help_text=aide,
        required=requis,
        widget=forms.Textarea(attrs={"rows": lignes}),
    )
