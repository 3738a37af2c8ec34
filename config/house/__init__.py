"""The house: what `make` calls. Standard library only, for the system's Python: it runs before .venv exists."""
