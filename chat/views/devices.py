"""Where one is logged in, and logging out from afar."""

from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chat.accounts.devices import device_name
from chat.actions import sessions
from chat.queries.devices import live_sessions
from chat.views.people import member_required


@login_required
@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The devices that are logged in, this one first."""
    user, key = member_required(request), request.session.session_key
    devices = [
        {
            "id": row.pk, "name": device_name(row.user_agent), "ip": row.ip,
            "last_seen": row.last_seen_at, "since": row.created_at,
            "current": row.session_key == key,
        }
        for row in live_sessions(user)
    ]  # fmt: skip
    devices.sort(key=lambda device: not device["current"])
    return render(request, "settings/devices.html", {"devices": devices, "section": "devices"})


@login_required
@require_POST
def end(request: HttpRequest, device_id: int) -> HttpResponse:
    """Logs one device out; this one as the log-out page does."""
    user = member_required(request)
    row = get_object_or_404(UserSession, pk=device_id, user=user)
    if row.session_key == request.session.session_key:
        logout(request)
        return redirect("account_login")
    sessions.end_session(user=user, session_key=row.session_key)
    messages.success(request, "That device is logged out.")
    return redirect("settings_devices")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Logs every other device out."""
    user = member_required(request)
    sessions.end_all_sessions(user=user, keep=request.session.session_key)
    messages.success(request, "Every other device is logged out.")
    return redirect("settings_devices")


@login_required
@require_POST
def end_all(request: HttpRequest) -> HttpResponse:
    """Logs out everywhere, here too."""
    user = member_required(request)
    sessions.end_all_sessions(user=user)
    logout(request)
    return redirect("account_login")
