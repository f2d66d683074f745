"""Les pages du pilotage : instances, relevés, évaluations."""
