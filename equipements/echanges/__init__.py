"""Le registre entre et sort par fichiers : structures, chiffres d'une année, annexe 2, données.

`colonnes` et `questions` disent ce qu'une ligne contient, une fois pour l'aller et le retour.
`structures` et `chiffres` lisent un fichier et disent ce qu'il changerait, sans rien écrire ;
`application` l'écrit d'un seul acte. `formats` fait les fichiers de la liste, `annexe2` ceux de
l'annexe, `ouvertes` le jeu de données public.
"""
