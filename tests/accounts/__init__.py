"""Accounts: ways in, and ways to end them."""
