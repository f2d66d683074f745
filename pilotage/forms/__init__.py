"""Les formulaires du pilotage : la forme de ce qui se saisit."""
