"""Personal access tokens: made, shown once, withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chat.accounts.forms import add_fault, posted
from chat.accounts.token_form import TokenForm
from chat.actions import tokens
from chat.errors import ChatError
from chat.queries.tokens import usable_tokens
from chat.views.people import member_required


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The tokens there are and a form for another one.

    A new token is shown in the answer to the form itself: kept for a page to come, it would lie
    in the session's row for anyone who reads the database.
    """
    user = member_required(request)
    form, made = TokenForm(posted(request), user=user), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, made = tokens.create_token(user=user, **form.arguments())
            form = TokenForm(user=user)
        except ChatError as fault:
            add_fault(form, fault)
    rows = usable_tokens().filter(user=user).order_by("-pk")
    context = {"form": form, "made": made, "tokens": rows, "section": "tokens"}
    return render(request, "settings/tokens.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, token_id: int) -> HttpResponse:
    """Ends a token of one's own, and what is connected with it."""
    user = member_required(request)
    tokens.withdraw_token(user=user, token_id=token_id)
    messages.success(request, "The token is withdrawn. What used it is disconnected.")
    return redirect("settings_tokens")
