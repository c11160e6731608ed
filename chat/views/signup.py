"""Open sign-up, where OPEN_SIGNUP allows it."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.accounts.entrance import log_in
from chat.accounts.forms import AccountForm, add_fault, posted
from chat.accounts.limits import limited
from chat.actions import people
from chat.errors import ChatError


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
@limited("signup")
def signup(request: HttpRequest) -> HttpResponse:
    """Makes a member's account; 403 and what to do instead where sign-up is closed."""
    if request.user.is_authenticated:
        return redirect("/")
    if not get_adapter().is_open_for_signup(request):
        return render(request, "account/signup_closed.html", status=403)
    form = AccountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = people.create_user(**form.cleaned_data)
        except ChatError as fault:
            add_fault(form, fault)
        else:
            return log_in(request, user)
    return render(request, "account/signup.html", {"form": form})
