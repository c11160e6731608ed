"""The pages of chat, whole from the server: script takes over what they show.

Whoever may not see a room gets the 404 of one that does not exist.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from chat.actions import membership
from chat.actions import rooms as room_actions
from chat.errors import ChatError, NotFound
from chat.events.base import LARGEST
from chat.events.shapes import MyRoom
from chat.limits import limits
from chat.models import User
from chat.queries import rooms
from chat.views.conversation import room_page
from chat.views.frame import Frame, Place

# The room that was open last. Script sets it too, as it goes from room to room.
ROOM_COOKIE = "room"
_YEAR = 60 * 60 * 24 * 365
# What is shown in the place of a room, by the name in its address; as in static/js/views.js.
VIEWS = {"inbox": "Inbox", "catch-up": "Catch up"}


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Goes to the room that was open last, else #general, else any; says so when there is none."""
    frame = Frame(request)
    if not frame.mine:
        return frame.page(
            "chat/room.html", lambda: frame.context(title="Rooms", pane="sidebar"), name="home"
        )
    return redirect("room", _room_to_open(request, frame.mine).room.id)


@require_GET
@login_required
def room(request: HttpRequest, room_id: int) -> HttpResponse:
    """A room with what is new to the reader, or its newest messages."""
    return _room(request, Place(room_id))


@require_GET
@login_required
def permalink(request: HttpRequest, room_id: int, seq: int) -> HttpResponse:
    """A room around one message, which is highlighted; a reply, in its thread."""
    return _room(request, Place(room_id, seq=seq))


@require_GET
@login_required
def thread(request: HttpRequest, room_id: int, root: int, seq: int | None = None) -> HttpResponse:
    """A room around a thread's first message, with the thread beside it: at one reply, or where
    the reader left it."""
    return _room(request, Place(room_id, seq=seq, thread=root))


@require_GET
@login_required
def browse(request: HttpRequest) -> HttpResponse:
    """The public rooms, to look into and join."""
    frame = Frame(request)
    found = rooms.browse(user=frame.user)
    return frame.page(
        "chat/browse.html", lambda: frame.context(title="Rooms", found=found), equal=(found,)
    )


@require_GET
@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Everyone whom the reader may see and who can log in, with who is here now."""
    frame = Frame(request)

    def context() -> dict[str, Any]:
        found = [(each, frame.state_of(each.id)) for each in frame.people if each.is_active]
        return frame.context(title="People", found=found)

    return frame.page("chat/people.html", context)


@require_GET
@login_required
def view(request: HttpRequest, name: str) -> HttpResponse:
    """What stands in the place of a room: script fills it."""
    frame = Frame(request)
    return frame.page(
        "chat/room.html",
        lambda: frame.context(title=VIEWS[name], view=name, pane="timeline"),
        name=name,
    )


@require_POST
@login_required
def join(request: HttpRequest, room_id: int) -> HttpResponse:
    """Joins a public room and goes there."""
    try:
        limits().command.take(_user(request).pk)
        membership.join_room(user=_user(request), room_id=room_id)
    except ChatError as error:
        return _refused(request, error, back="rooms")
    return redirect("room", room_id)


@require_POST
@login_required
def message_person(request: HttpRequest, user_id: int) -> HttpResponse:
    """Opens the direct messages with someone and goes there."""
    try:
        limits().command.take(_user(request).pk)
        mine = room_actions.open_direct(user=_user(request), other_id=user_id)
    except ChatError as error:
        return _refused(request, error, back="people")
    return redirect("room", mine.room.id)


def _room(request: HttpRequest, place: Place) -> HttpResponse:
    """The page, in six queries: the log-in, the reader with the room, the people, their rooms, the
    messages, what hangs on them."""
    if max(number or 0 for number in place) > LARGEST:
        raise Http404("No room, message or thread has such a number.")
    frame = Frame(request, place)
    try:
        opened = frame.opened
    except NotFound as error:
        raise Http404(error.message) from None
    if place.thread is not None and opened.thread_seq is None:
        raise Http404("That thread does not exist, or you cannot see it.")
    if place.thread is None and opened.reply_to is not None:
        return redirect("reply", place.room, opened.reply_to, place.seq)
    response = room_page(frame, place, opened)
    if request.COOKIES.get(ROOM_COOKIE) != str(place.room):
        response.set_cookie(ROOM_COOKIE, str(place.room), max_age=_YEAR, samesite="Lax")
    return response


def _room_to_open(request: HttpRequest, mine: list[MyRoom]) -> MyRoom:
    last = request.COOKIES.get(ROOM_COOKIE, "")
    return max(mine, key=lambda each: (str(each.room.id) == last, each.room.is_general))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _refused(request: HttpRequest, error: ChatError, *, back: str) -> HttpResponseRedirect:
    """Says why beside what was asked; what someone may not see is not found."""
    if isinstance(error, NotFound):
        raise Http404(error.message)
    messages.error(request, error.message)
    return redirect(back)
