"""Les pages de la salle : le contrat, les liens personnels, les courriels, les comptes."""
