"""Pages: thin views over queries and actions."""
