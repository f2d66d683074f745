"""Les pages de la salle : une structure, sa correction, le registre entier."""
