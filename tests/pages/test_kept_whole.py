"""A page that is kept whole is its reader's alone, and is given again only as it would be made."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from chat.actions import (
    drafts,
    invites,
    membership,
    message_rules,
    messages,
    people,
    reading,
    receipts,
    room_prefs,
    room_rules,
    rooms,
    saved,
    scheduling,
    sections,
    status,
    threads,
)
from chat.actions import organisation as organisations
from chat.events.shapes import MessageRules
from chat.models import Connection, Invite, Message, Organisation, Room, User
from chat.models.users import Role
from chat.prepared import Asked, Read, read_together
from chat.views import flat
from chat.views.whole import Sources, pages, whole
from tests.pages.world import World
from tests.support import factories
from tests.support.pages import log_in, text_of

pytestmark = pytest.mark.django_db


def _schedule(world: World) -> None:
    scheduling.schedule_message(
        user=world.ben, room_id=world.room.pk, client_id=factories.client_id(), text="later",
        at=timezone.now() + timedelta(days=1),
    )  # fmt: skip


def _arrange(world: World) -> None:
    shape = sections.create_section(user=world.ben, name="Ships")
    key = next(each.key for each in shape.sections if each.name == "Ships")
    sections.put_in_section(user=world.ben, room_id=world.room.pk, section=key)


def _follow(world: World) -> None:
    threads.set_following(
        user=world.ben, room_id=world.room.pk, thread=world.said.id, following=True
    )


def _come(world: World) -> None:
    Connection.objects.create(sid="w1.x", worker="w1", user=world.ada)


# What changes in the frame of Ben's pages, and in what they give to script.
CHANGES: dict[str, Callable[[World], object]] = {
    "star": lambda w: room_prefs.set_prefs(user=w.ben, room_id=w.room.pk, starred=True),
    "mute": lambda w: room_prefs.set_prefs(user=w.ben, room_id=w.room.pk, muted=True),
    "section": _arrange,
    "folded": lambda w: sections.update_section(user=w.ben, section="rooms", folded=True),
    "draft": lambda w: drafts.save_draft(user=w.ben, room_id=w.room.pk, text="half a"),
    "scheduled": _schedule,
    "saved": lambda w: saved.save_message(
        user=w.ben, room_id=w.room.pk, message_id=w.said.id
    ),
    "thread": _follow,
    "cursor": lambda w: reading.set_read(user=w.ben, room_id=w.room.pk, seq=1, unread=True),
    "elsewhere": lambda w: factories.send(w.ada, factories.make_room(w.ada, members=(w.ben,))),
    "note": lambda w: rooms.open_direct(user=w.ada, other_id=w.ben.pk),
    "newcomer": lambda w: factories.make_user("ida"),
    "came": _come,
    "away": lambda w: status.set_away(user=w.ben, away=True),
    "enter": lambda w: people.update_profile(user=w.ben, enter_sends=False),
    "told": lambda w: people.update_profile(user=w.ben, tells_reading=False),
    "member": lambda w: membership.remove_member(
        actor=w.ada, room_id=w.room.pk, user_id=w.gus.pk
    ),
    "left": lambda w: membership.leave_room(user=w.ben, room_id=w.room.pk),
    "topic": lambda w: rooms.update_room(actor=w.ada, room_id=w.room.pk, topic="ships"),
    "slow": lambda w: room_rules.set_rules(actor=w.ada, room_id=w.room.pk, slow_seconds=60),
    "posting": lambda w: room_rules.set_rules(actor=w.ada, room_id=w.room.pk, posting="hosts"),
    "archived": lambda w: room_rules.set_archived(actor=w.ada, room_id=w.room.pk, archived=True),
    "another room": lambda w: factories.make_room(w.ada, "the bindery"),
    "role": lambda w: User.objects.filter(pk=w.ben.pk).update(role=Role.ADMIN),
    "gone": lambda w: people.deactivate(actor=None, user_id=w.ada.pk),
    "organisation": lambda w: organisations.rename_organisation(actor=_owner(), name="Quay"),
    "rules": lambda w: message_rules.set_message_rules(
        actor=_owner(), rules=MessageRules(edit_minutes=7)
    ),
    "receipts": lambda w: receipts.set_receipts(actor=_owner(), on=False),
    "password's salt": lambda w: User.objects.filter(pk=w.ben.pk).update(email="b@tide.example"),
}  # fmt: skip
UNSEEN = {"password's salt"}  # of which a page shows nothing


def _owner() -> User:
    return User.objects.filter(role=Role.OWNER).first() or factories.make_user(role=Role.OWNER)


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_around_a_room_shows_as_if_no_page_were_kept(world: World, name: str) -> None:
    _owner()
    clients = [log_in(world.ben)]
    before = [world.answers(clients) for _ in range(3)]
    assert before[0] == before[1] == before[2]
    assert len(pages) > 3
    CHANGES[name](world)
    warm = world.answers(clients)
    assert warm == world.anew(clients)
    assert (warm == before[2]) is (name in UNSEEN)


def _opened(client: Client, room: Room, monkeypatch: pytest.MonkeyPatch, **cookies: str) -> bool:
    """Whether the page was put together for this answer."""
    made: list[str] = []
    render = flat.render

    def counted(name: str, context: dict[str, Any], request: HttpRequest) -> str:
        made.append(name)
        return render(name, context, request)

    with monkeypatch.context() as patched:
        patched.setattr("chat.views.frame.render", counted)
        client.cookies.load(cookies)
        assert client.get(f"/r/{room.pk}/").status_code == 200
    return bool(made)


def test_a_page_is_made_once_for_a_log_in_a_theme_and_a_day(
    world: World, den: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, phone = log_in(world.ben), log_in(world.ben)
    for client in (ben, phone):
        client.get("/people/")  # notes the device

    def made(client: Client, **cookies: str) -> bool:
        return _opened(client, world.room, monkeypatch, **cookies)

    assert [made(ben), made(ben), made(phone), made(phone), made(ben)] == [1, 0, 1, 0, 0]
    assert [made(ben, theme="dark"), made(ben), made(ben, theme="nonsense")] == [1, 0, 0]
    assert [_opened(ben, den, monkeypatch), made(ben)] == [1, 0]
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert [made(ben), made(ben)] == [1, 0]


def test_a_limit_that_is_another_is_in_the_page(world: World, settings: Settings) -> None:
    ben = log_in(world.ben)
    for length in (10_000, 10_000, 10_000, 77):
        settings.HEARTH = {**settings.HEARTH, "MESSAGE_LENGTH": length}
        assert f'"message_length":{length},' in text_of(ben.get(f"/r/{world.room.pk}/"))


def test_each_answer_has_a_token_of_its_own_which_is_taken(world: World) -> None:
    ben = Client(enforce_csrf_checks=True)
    ben.force_login(world.ben)
    seen = set()
    for _ in range(3):
        html = text_of(ben.get(f"/r/{world.room.pk}/"))
        token = html.partition('"csrf":"')[2].partition('"')[0]
        assert html.count(f'value="{token}"') >= 2
        assert "csrf-" not in html
        seen.add(token)
        path, given = f"/r/{world.room.pk}/join/", {"csrfmiddlewaretoken": token}
        assert ben.post(path, given).status_code == 302
    assert ben.post(path).status_code == 403
    assert len(seen) == 3


def test_what_is_said_once_is_in_no_page_that_is_kept(world: World) -> None:
    ben = log_in(world.ben)
    for _ in range(3):
        ben.get("/rooms/")
    assert ben.post("/r/987654/join/").status_code == 404
    secret = factories.make_room(world.ada, "closing")
    room_rules.set_archived(actor=world.ada, room_id=secret.pk, archived=True)
    assert ben.post(f"/r/{secret.pk}/join/").status_code == 302
    texts = [text_of(ben.get("/rooms/")) for _ in range(3)]
    assert ['class="notices"' in text for text in texts] == [True, False, False]


def test_a_page_for_one_answer_alone_is_kept_by_none(settings: Settings) -> None:
    """One whose policy has a nonce that is in it too; and all, while templates may change."""
    pages.clear()
    sources = Sources((pages,), (1,))

    def made_in(request: HttpRequest, *, nonce: bool = False) -> int:
        made: list[int] = []

        def make() -> bytes:
            if nonce:
                request._csp_nonce = "x"  # type: ignore[attr-defined]
            made.append(1)
            return b"a page"

        assert whole(request, "key", sources, make) == [b"a page"]
        return len(made)

    times = [made_in(HttpRequest(), nonce=True) for _ in range(2)]
    assert times + [made_in(HttpRequest()) for _ in range(2)] == [1, 1, 1, 0]
    settings.DEBUG = True
    assert [made_in(HttpRequest()) for _ in range(2)] == [1, 1]


def test_one_s_page_is_never_another_s(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [log_in(user) for user in (world.ada, world.ben, world.gus)]
    for _ in range(3):
        texts = [text_of(client.get(f"/r/{world.room.pk}/")) for client in clients]
        for text, user in zip(texts, (world.ada, world.ben, world.gus), strict=True):
            assert f'"bootstrap" type="application/json">{{"me":{{"id":{user.pk},' in text
    clients[1].post("/accounts/logout/")
    assert clients[1].get(f"/r/{world.room.pk}/").status_code == 302


def test_whoever_logs_in_otherwise_gets_pages_too(world: World) -> None:
    """A session of which no device was noted: its user is read anew, and nothing is kept."""
    pages.clear()
    ben = Client()
    ben.force_login(world.ben)
    assert ben.get(f"/r/{world.room.pk}/").status_code == 200
    assert len(pages) == 0


def test_so_many_bytes_are_kept_and_no_more(world: World, settings: Settings) -> None:
    ben = log_in(world.ben)
    ben.get("/people/")
    pages.clear()
    size = len(ben.get("/people/").content)
    assert size - 1_000 < pages.size < size + 1_000
    pages.clear()
    settings.HEARTH = {**settings.HEARTH, "PAGES_CACHE_BYTES": size // 2}
    ben.get("/people/")
    assert len(pages) == 0


def test_a_change_between_two_reads_of_a_page_is_on_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ben's own row is read before the people: what that page shows is not what is there now."""
    ben = log_in(world.ben)
    ben.get("/people/")

    def late(*asked: Asked) -> list[Read]:
        User.objects.filter(pk=world.ben.pk).update(enter_sends=False)
        return read_together(*asked)

    with monkeypatch.context() as patched:
        patched.setattr("chat.views.frame.read_together", late)
        assert '"enter_sends":true' in text_of(ben.get("/people/"))
    assert '"enter_sends":false' in text_of(ben.get("/people/"))


def test_whether_there_is_more_is_as_it_is_now(world: World, settings: Settings) -> None:
    settings.HEARTH = {**settings.HEARTH, "HISTORY_PAGE": 1, "SEARCH_PAGE": 1}
    ben = log_in(world.ben)
    for number in range(2):
        factories.send(world.ada, world.room, f"first {number}")
    reading.read_all(user=world.ben)
    for _ in range(2):
        texts = world.answers([ben])
        assert ['"has_before":true' in texts[0], 'data-next=""' in texts[2]] == [True, False]
    Message.objects.filter(room=world.room).exclude(text="first 1").delete()
    texts = world.answers([ben])
    assert texts == world.anew([ben])
    assert ['"has_before":true' in texts[0], 'data-next=""' in texts[2]] == [False, True]


def test_whether_more_was_found_is_as_it_is_now(
    world: World, den: Room, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "SEARCH_PAGE": 1}
    ben = log_in(world.ben)
    other, _ = [factories.send(world.ada, there, "a lantern") for there in (den, world.room)]
    factories.send(world.ada, den, "later, so that the sidebar stays as it is")
    reading.read_all(user=world.ben)

    def last() -> bool:
        return 'data-next=""' in text_of(ben.get("/search/?q=lantern"))

    assert [last(), last(), last()] == [False] * 3
    Message.objects.filter(pk=other.id).delete()
    assert last()


def test_a_welcome_names_no_link_that_holds_no_longer(
    organisation: Organisation, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = factories.make_general(olga)
    invite = invites.create_invite(actor=olga, role="member", days=1, uses=1)
    noon = timezone.now().replace(hour=12)  # of one day, by which a page is kept too
    Invite.objects.filter(pk=invite.pk).update(expires_at=noon + timedelta(minutes=1))
    client = log_in(olga)
    for minutes, shown in ((0, True), (0, True), (0, True), (2, False)):
        moment = noon + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert ("data-welcome" in text_of(client.get(f"/r/{room.pk}/"))) is shown


def test_what_was_changed_back_is_shown_as_it_was(world: World) -> None:
    """Twice the same, and back again: what is kept is the last, not the first."""
    ben = log_in(world.ben)
    pages.clear()
    at = world.where | {"author": world.ada}
    for text in ("one", "two", "one", "one", "two"):
        messages.edit_message(text=text, **at)
        assert f"<p>{text}</p>" in text_of(ben.get(f"/r/{world.room.pk}/"))
