"""Hearth in processes of its own, with real Redis and PostgreSQL, and what may happen to them."""
