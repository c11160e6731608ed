"""The panel: what it shows, and what each act leaves behind."""
