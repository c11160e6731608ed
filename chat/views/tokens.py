"""Personal access tokens: made, shown once, withdrawn."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chat.accounts.forms import add_fault, posted
from chat.actions import tokens
from chat.errors import ChatError
from chat.views.people import member_required


class TokenForm(forms.Form):
    """What the token is called in the list."""

    name = forms.CharField(
        label="What is it for?",
        max_length=60,
        help_text="Such as the name of the program or machine that will use it.",
    )


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The tokens there are and a form for another one.

    A new token is shown in the answer to the form itself: kept for a page to come, it would lie
    in the session's row for anyone who reads the database.
    """
    user = member_required(request)
    form, made = TokenForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, made = tokens.create_token(user=user, name=form.cleaned_data["name"])
            form = TokenForm()
        except ChatError as fault:
            add_fault(form, fault)
    rows = user.tokens.filter(withdrawn_at=None).order_by("-pk")
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
