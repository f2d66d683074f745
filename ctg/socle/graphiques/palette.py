"""Les couleurs et les mesures communes aux graphiques, à la page et au papier."""

ENCRE = "#1f2a2e"
DOUX = "#5c6b70"
TRAIT = "#d9d3c7"
FOND = "#faf7f2"
PRIMAIRE = "#123f3a"
AXES = ["#b0471f", "#1f5f99", "#7a6200", "#8e2f6e", "#1b6e5f", "#4d5a78"]
BON = "#1c6b3c"
ATTENTION = "#8a5a00"
MAUVAIS = "#a3282c"
NEUTRE = "#6b7478"
BLANC = "#ffffff"
HACHURE_CLAIRE = "#cbc3b4"
# Du plus clair au plus foncé : cinq gris distincts une fois imprimés en noir et blanc.
CLASSES = ["#e6efe6", "#bcd8c8", "#86b8a4", "#3f7d72", "#123f3a"]

LARGEUR = 700
NON_RENSEIGNE = "non renseigné"
POLICE = "Source Sans Portail,sans-serif"
