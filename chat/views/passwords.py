"""Changing one's password, within the settings."""

from typing import Any

from allauth.account.views import PasswordChangeView
from django.urls import reverse_lazy


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """allauth's page in our frame; every other device is logged out by it."""

    template_name = "settings/password.html"
    success_url = reverse_lazy("account_change_password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds which part of the settings this is."""
        context: dict[str, Any] = super().get_context_data(section="password", **kwargs)
        return context
