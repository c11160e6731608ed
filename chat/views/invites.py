"""Invite links: the page that a link opens, and the admins' list of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from chat.access import require_admin
from chat.accounts import links
from chat.accounts.entrance import log_in
from chat.accounts.forms import AccountForm, add_fault, posted
from chat.accounts.invite_form import InviteForm
from chat.accounts.limits import limited
from chat.actions import invites
from chat.errors import ChatError, NotFound
from chat.models import Invite, User
from chat.views.people import member_required


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
@limited("signup")
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Makes an account with a link; 404 and whom to ask for one that has ended, or never was."""
    invite = invites.open_invite(secret=secret)
    if invite is None:
        return _ended(request)
    if request.user.is_authenticated:
        return render(request, "invites/already.html")
    form = AccountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = invites.accept_invite(secret=secret, **form.cleaned_data)
        except NotFound:
            return _ended(request)
        except ChatError as fault:
            add_fault(form, fault)
        else:
            return log_in(request, user)
    return render(request, "invites/accept.html", {"form": form, "invite": invite})


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The links there are, each to copy or withdraw, and a form for another one."""
    user = member_required(request)
    require_admin(user)
    form = InviteForm(posted(request), actor=user)
    if request.method == "POST" and form.is_valid():
        try:
            invites.create_invite(actor=user, **form.arguments())
        except ChatError as fault:
            add_fault(form, fault)
        else:
            messages.success(request, "The invite is made. Copy its link and send it.")
            return redirect("invites")
    return render(request, "invites/index.html", {"form": form, **_lists(user)})


@login_required
@require_POST
def withdraw(request: HttpRequest, invite_id: int) -> HttpResponse:
    """Ends a link."""
    invites.withdraw_invite(actor=member_required(request), invite_id=invite_id)
    messages.success(request, "The invite is withdrawn. Its link opens nothing any more.")
    return redirect("invites")


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "invites/ended.html", status=404)


def _lists(user: User) -> dict[str, object]:
    rows = Invite.objects.select_related("created_by").prefetch_related("rooms").order_by("-pk")
    found = list(rows[:200])
    return {
        "open_invites": [(row, links.invite_url(row)) for row in found if row.is_open],
        "ended_invites": [row for row in found if not row.is_open][:20],
    }
