"""The addresses of accounts: included at the root by project/urls.py.

Of allauth's pages only those that Hearth serves are here: there is no page of theirs for e-mail
addresses, codes or log-in by a provider.
"""

from allauth.account import views as allauth
from django.urls import URLPattern, path, re_path

from chat.views import devices, invites, login, passwords, settings, setup, signup, tokens

_RESET = "accounts/password/reset"

urlpatterns: list[URLPattern] = [
    path("accounts/login/", login.Login.as_view(), name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/signup/", signup.signup, name="account_signup"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path(f"{_RESET}/", allauth.password_reset, name="account_reset_password"),
    path(f"{_RESET}/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        rf"^{_RESET}/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        f"{_RESET}/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("setup/<str:token>/", setup.setup, name="setup"),
    path("invite/<str:secret>/", invites.accept, name="invite"),
    path("invites/", invites.index, name="invites"),
    path("invites/<int:invite_id>/withdraw/", invites.withdraw, name="invite_withdraw"),
    path("settings/", settings.profile, name="settings"),
    path("settings/avatar/", settings.avatar, name="settings_avatar"),
    path("settings/theme/", settings.theme, name="settings_theme"),
    path("settings/password/", passwords.ChangePassword.as_view(), name="account_change_password"),
    path("settings/sessions/", devices.index, name="settings_devices"),
    path("settings/sessions/others/end/", devices.end_others, name="settings_devices_end_others"),
    path("settings/sessions/all/end/", devices.end_all, name="settings_devices_end_all"),
    path("settings/sessions/<int:device_id>/end/", devices.end, name="settings_device_end"),
    path("settings/tokens/", tokens.index, name="settings_tokens"),
    path(
        "settings/tokens/<int:token_id>/withdraw/", tokens.withdraw, name="settings_token_withdraw"
    ),
]
