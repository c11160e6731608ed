"""Django's backend for SQLite, which reads the text of a query once."""
