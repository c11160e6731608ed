"""One's own settings: profile and appearance."""

from allauth.core import ratelimit
from django.conf import settings as conf
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from chat.accounts.forms import add_fault, posted
from chat.accounts.profile_form import THEMES, ProfileForm, ThemeForm
from chat.actions import avatars, people
from chat.errors import ChatError
from chat.limits import limits
from chat.models import User
from chat.views.people import member_required

THEME_COOKIE = "theme"
PROFILE_COST = 10  # commands: everyone is told


@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("current_password")
def profile(request: HttpRequest) -> HttpResponse:
    """Name, e-mail address, time zone; and the theme, whose form posts elsewhere."""
    user = member_required(request)
    form = ProfileForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid() and _may_save(request, form, user):
        data = form.cleaned_data
        try:
            limits().command.take(user.pk, PROFILE_COST)
            people.update_profile(
                user=user, display_name=data["display_name"], email=data["email"],
                time_zone=data["time_zone"], enter_sends=form.enter_sends,
                tells_reading=data["tells_reading"],
            )  # fmt: skip
        except ChatError as fault:
            add_fault(form, fault)
        else:
            messages.success(request, "Saved.")
            return redirect("settings")
    theme = ThemeForm(initial={"theme": theme_of(request)})
    return render(
        request, "settings/profile.html", {"form": form, "theme_form": theme, "section": "profile"}
    )


@login_required
@require_POST
def avatar(request: HttpRequest) -> HttpResponse:
    """One's picture, without script: the middle of what was chosen, or none."""
    user = member_required(request)
    try:
        if request.POST.get("act") == "remove":
            avatars.remove_avatar(user=user)
        elif picture := request.FILES.get("picture"):
            avatars.set_avatar(user=user, picture=picture.read())
    except ChatError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, "Saved.")
    return redirect("settings")


@login_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the theme in a cookie for a year; a script may change it too, so it is no secret."""
    form = ThemeForm(request.POST)
    response = redirect("settings")
    if form.is_valid():
        response.set_cookie(
            THEME_COOKIE, form.cleaned_data["theme"], max_age=365 * 86_400, samesite="Lax",
            secure=bool(conf.SESSION_COOKIE_SECURE),
        )  # fmt: skip
    return response


def theme_of(request: HttpRequest) -> str:
    """The theme that the browser's cookie names: system, light or dark."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in dict(THEMES) else "system"


def _may_save(request: HttpRequest, form: ProfileForm, user: User) -> bool:
    """True unless another e-mail address is asked for without the password; says so in the form.

    Tries are limited as allauth limits them for those who log in again.
    """
    if not form.changes_email:
        return True
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        form.add_error("current_password", "Too many attempts. Wait a minute, then try again.")
    elif not user.check_password(form.cleaned_data["current_password"]):
        form.add_error("current_password", "Your current password is needed for a new address.")
    return not form.errors
