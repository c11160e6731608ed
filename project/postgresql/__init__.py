"""Django's backend for PostgreSQL, which has the server plan a query once a connection."""
