"""What `make` runs before and around Hearth. Standard library only: the venv may not exist yet."""
