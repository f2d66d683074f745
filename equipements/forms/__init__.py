"""Ce que les pages du registre demandent, et comment elles filtrent."""
