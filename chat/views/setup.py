"""The first run's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.accounts.entrance import log_in
from chat.accounts.forms import SetupForm, add_fault, posted
from chat.accounts.limits import limited
from chat.actions import organisation
from chat.errors import ChatError, NotFound


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
@limited("signup")
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Names the organisation and makes its owner, who is logged in and lands in #general.

    404 without the newest token, and for good once there is an organisation.
    """
    if not organisation.is_setup_token(token):
        raise Http404
    form = SetupForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            owner = organisation.set_up(token=token, **form.cleaned_data)
        except NotFound:
            raise Http404 from None
        except ChatError as fault:
            add_fault(form, fault)
        else:
            return log_in(request, owner)
    return render(request, "setup/setup.html", {"form": form})
