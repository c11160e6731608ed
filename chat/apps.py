"""The app's registration with Django."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """The chat product: models, actions, pages."""

    name = "chat"
    verbose_name = "Hearth"
