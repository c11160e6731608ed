"""By what someone is let in without a page: the session of a browser, or an access token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import constant_time_compare

from chat.models import AccessToken, User
from chat.queries.tokens import usable_tokens, user_of_token, users_of_tokens
from chat.scopes import Scopes
from chat.socket_rooms import session_name, token_name

Session = tuple[dict[str, Any], User | None]
Ended = Literal["logged_out", "deactivated", "password_changed", "token_withdrawn", "changed"]


@dataclass(frozen=True)
class Login:
    """One user let in by a session or by a token: one of the two is set. `scopes` are a token's."""

    user: User
    session_key: str | None = field(default=None, repr=False)
    token_id: int | None = None
    scopes: Scopes | None = None

    @property
    def room(self) -> str:
        """The socket room of everything that this log-in let in."""
        if self.session_key is not None:
            return session_name(self.session_key)
        assert self.token_id is not None
        return token_name(self.token_id)


@dataclass(frozen=True)
class Shown:
    """What a client shows to be let in: an access token or, where that is None, a session's key."""

    token: str | None = field(default=None, repr=False)
    session_key: str = field(default="", repr=False)


def logins_of(shown: Sequence[Shown]) -> list[Login | None]:
    """The log-in that each stands for, as `login_by_session` and `login_by_token` find it: one
    query for all sessions and one for all tokens, and more only for what they do not find."""
    tokens = users_of_tokens([each.token for each in shown if each.token is not None])
    keys = {each.session_key for each in shown if each.token is None}
    sessions = _store().load_all(sorted(filter(_may_be_key, keys))) if keys else {}
    return [_login_of(each, tokens, sessions) for each in shown]


def _login_of(
    shown: Shown, tokens: Mapping[str, AccessToken], sessions: Mapping[str, Session]
) -> Login | None:
    if shown.token is not None:
        token = tokens.get(shown.token)
        return None if token is None else _by_token(token)
    found = sessions.get(shown.session_key)
    return None if found is None else _by_session(shown.session_key, *found)


def login_by_session(session_key: str) -> Login | None:
    """The log-in that a session cookie stands for; None for one that has ended, of whatever kind.

    One query, a second one for a session without a device. Nothing is written: unlike Django's own
    `get_user` this does not move a session that an older secret key signed to a new key, which a
    WebSocket could not tell the browser.
    """
    return _by_session(session_key, *_session(session_key))


def _by_session(session_key: str, data: dict[str, Any], user: User | None) -> Login | None:
    backend = data.get(BACKEND_SESSION_KEY)
    if SESSION_KEY not in data or backend not in settings.AUTHENTICATION_BACKENDS:
        return None
    if user is None or str(user.pk) != data[SESSION_KEY]:
        user = User.objects.filter(pk=data[SESSION_KEY]).first()
    if user is None or not user.is_active or not _hash_fits(user, data):
        return None
    return Login(user, session_key=session_key)


def login_by_token(raw: str) -> Login | None:
    """The log-in that an access token stands for; None for one that may not be used."""
    token = user_of_token(raw)
    return None if token is None else _by_token(token)


def _by_token(token: AccessToken) -> Login:
    return Login(token.user, token_id=token.pk, scopes=token.scopes)


def why_ended(login: Login, user: User | None) -> Ended | None:
    """Why a log-in no longer holds, or None while it does. `user` is as the database has them."""
    if user is None or not user.is_active:
        return "deactivated"
    if login.session_key is None:
        assert login.token_id is not None
        usable = usable_tokens().filter(pk=login.token_id, user=user)
        return None if usable.exists() else "token_withdrawn"
    data, _ = _session(login.session_key)
    if data.get(SESSION_KEY) != str(user.pk):
        return "logged_out"
    return None if _hash_fits(user, data) else "password_changed"


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def _session(key: str) -> Session:
    """What is in a session, and whose device it is (`chat/accounts/session_store.py`)."""
    if not _may_be_key(key):
        return {}, None
    store = _store()(session_key=key)
    return store.load(), store.user


def _may_be_key(key: str) -> bool:
    return key.isascii() and key.isalnum() and len(key) <= 40  # it comes from a client


def _hash_fits(user: User, data: dict[str, Any]) -> bool:
    found = data.get(HASH_SESSION_KEY) or ""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(found, wanted) for wanted in hashes)
