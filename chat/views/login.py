"""Logging in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView


class Login(LoginView):  # type: ignore[misc]
    """allauth's page with its limits; says whether an account can be made without an invite."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds `open_signup`."""
        is_open = get_adapter().is_open_for_signup(self.request)
        context: dict[str, Any] = super().get_context_data(open_signup=is_open, **kwargs)
        return context
