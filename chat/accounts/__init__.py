"""Log-in, first run, invites and sessions, over django-allauth."""
