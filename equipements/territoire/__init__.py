"""Le territoire en figures : ce que le registre dit des communes. Des données, puis des dessins."""
