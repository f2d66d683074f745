"""Les données d'une personne : les remettre, les effacer, ne pas les garder trop longtemps."""
