"""Ce que les pages de la salle demandent, et comment elles filtrent."""
