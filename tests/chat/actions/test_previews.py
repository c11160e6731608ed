"""Link previews: asked for with a message, told when they are found, taken away for good."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from chat.actions import messages, preview_rules, previews
from chat.actions.previews import Found, Task
from chat.errors import Forbidden, LoginRequired, NotFound
from chat.events.shapes import MessageShape
from chat.limits import limits
from chat.models import AuditEntry, LinkPreview, Message, MessageLink, Organisation, Room, User
from chat.queries.previews import stored_name
from tests.chat.actions.conftest import Committing, Watching
from tests.support.factories import send

URL = "https://tide.example/tables"
TABLES = Found(site="Tide", title="Tide tables", description="When the water comes.")

pytestmark = pytest.mark.usefixtures("full_buckets")


@pytest.fixture
def full_buckets() -> None:
    """Nobody has sent a link yet."""
    limits.cache_clear()


def _fetch(what: Found | None = TABLES, url: str = URL) -> None:
    """What a worker does with what is due."""
    for task in previews.claim(most=10):
        previews.found(preview_id=task.preview_id, what=what if task.url == url else None)
    previews.tell()


def _now(message: MessageShape) -> Message:
    return Message.objects.get(pk=message.id)


def _edit(author: User, message: MessageShape, text: str) -> MessageShape:
    return messages.edit_message(
        author=author, room_id=message.room, message_id=message.id, text=text
    )


def _remove(actor: User, message: MessageShape, preview: int) -> MessageShape:
    return previews.remove_preview(
        actor=actor, room_id=message.room, message_id=message.id, preview_id=preview
    )


def _previewed(author: User, room: Room, text: str = f"see {URL}") -> tuple[MessageShape, int]:
    """A message that shows what its link is, and the preview's id."""
    message = send(author, room, text)
    _fetch()
    return message, _now(message).previews[0]["id"]


def test_what_is_found_of_a_link_is_told_to_the_room_and_sending_waits_for_nothing(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben) as sent:
        message = send(ada, room, f"see {URL}#spring")
        assert message.previews == []
        (task,) = previews.claim(most=10)
        assert (task.url, task.has_picture) == (URL, False)
        previews.found(preview_id=task.preview_id, what=TABLES)
        assert previews.tell() == 1
        assert previews.tell() == 0
    assert sent.names() == ["message:created", "message:changed"]
    (shown,) = sent.events("message:changed")[0]["message"]["previews"]
    assert (shown["url"], shown["title"], shown["picture"]) == (URL, "Tide tables", None)
    assert _now(message).changed_seq == message.seq + 1


def test_what_is_known_of_a_link_shows_at_once_and_is_not_fetched_again(
    room: Room, den: Room, ada: User, ben: User, watching: Watching
) -> None:
    _previewed(ada, room)
    with watching(ada, ben) as sent:
        again = send(ben, den, f"{URL} and {URL}")
    assert [each.title for each in again.previews] == ["Tide tables"]
    assert sent.names() == ["message:created"]
    assert previews.claim(most=10) == []
    assert LinkPreview.objects.count() == 1


def test_a_link_of_which_there_is_nothing_to_show_changes_nothing(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    with watching(ada, ben) as sent:
        message = send(ada, room, URL)
        _fetch(None)
    assert sent.names() == ["message:created"]
    assert _now(message).changed_seq == message.seq
    assert not MessageLink.objects.filter(told=False).exists()


@pytest.mark.parametrize(
    "text",
    [f"`{URL}`", f"```\n{URL}\n```", f"> {URL}", f"|| {URL} ||", f"|| a **b {URL} c** ||",
     "tide.example", "mailto:a@tide.example", "[x](/r/1/)", f"{settings.SITE_URL}/r/1/"],
)  # fmt: skip
def test_code_quotations_what_is_hidden_and_our_own_pages_have_none(
    room: Room, ada: User, text: str
) -> None:
    send(ada, room, text)
    assert not LinkPreview.objects.exists()


def test_a_message_has_so_many_previews_in_the_order_of_its_links(
    room: Room, ada: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "PREVIEWS_PER_MESSAGE": 2}
    urls = [f"https://tide.example/{name}" for name in "cab"]
    message = send(ada, room, " ".join(urls))
    for task in previews.claim(most=10):
        previews.found(preview_id=task.preview_id, what=Found(title=task.url))
    previews.tell()
    assert [each["title"] for each in _now(message).previews] == urls[:2]


def test_who_sends_too_many_links_gets_no_more_previews_and_their_messages_all_the_same(
    room: Room, ada: User, ben: User, settings: Settings
) -> None:
    settings.HEARTH = {**settings.HEARTH, "PREVIEW_RATE": (0.001, 2)}
    limits.cache_clear()
    for number in range(3):
        send(ada, room, f"https://tide.example/{number}")
    assert LinkPreview.objects.count() == 2
    send(ben, room, "https://tide.example/ben")
    assert LinkPreview.objects.count() == 3
    limits.cache_clear()


def test_an_organisation_without_previews_fetches_nothing(room: Room, ada: User) -> None:
    Organisation.objects.create(name="Tidewater", link_previews=False)
    send(ada, room, URL)
    assert not LinkPreview.objects.exists()


def test_an_edit_brings_and_takes_links_and_what_stays_keeps_its_preview(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message, first = _previewed(ada, room)
    with watching(ada, ben):
        kept = _edit(ada, message, f"{URL} and https://ferry.example/")
        assert [each.id for each in kept.previews] == [first]
        _fetch(Found(title="Ferry"), "https://ferry.example/")
    assert [each["title"] for each in _now(message).previews] == ["Tide tables", "Ferry"]
    with watching(ada, ben):
        other = _edit(ada, message, "https://ferry.example/ alone")
        assert [each.title for each in other.previews] == ["Ferry"]
        assert _edit(ada, message, "nothing").previews == []
    assert not MessageLink.objects.exists()


def test_what_is_found_after_its_message_lost_the_link_or_is_gone_is_told_to_nobody(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    edited, gone = send(ada, room, URL), send(ada, room, URL)
    _edit(ada, edited, "never mind")
    messages.delete_message(actor=ada, room_id=room.pk, message_id=gone.id)
    with watching(ada, ben) as sent:
        _fetch()
    assert sent.names() == []


def test_a_deleted_message_shows_no_preview(room: Room, ada: User, committing: Committing) -> None:
    message, _ = _previewed(ada, room)
    with committing():
        gone = messages.delete_message(actor=ada, room_id=room.pk, message_id=message.id)
    assert gone.previews == []
    assert not MessageLink.objects.exists()


def test_its_author_or_an_admin_removes_a_preview_for_everyone_and_for_good(
    room: Room, ada: User, ben: User, watching: Watching
) -> None:
    message, preview = _previewed(ada, room)
    with watching(ada, ben) as sent:
        assert _remove(ada, message, preview).previews == []
    assert sent.names() == ["message:changed"]
    with watching(ada, ben) as sent:
        assert _remove(ada, message, preview).previews == []
        assert sent.names() == []
    assert _edit(ada, message, "gone").previews == []
    assert _edit(ada, message, f"here again: {URL}").previews == []

    User.objects.filter(pk=ben.pk).update(role="admin")
    other, preview = _previewed(ada, room)
    assert _remove(ben, other, preview).previews == []


def test_nobody_else_removes_one(room: Room, den: Room, ada: User, ben: User, eve: User) -> None:
    message, preview = _previewed(ada, room)
    hidden, secret = _previewed(ada, den)
    with pytest.raises(Forbidden, match="Only its author"):
        _remove(ben, message, preview)
    with pytest.raises(Forbidden, match="Join the room"):
        _remove(eve, message, preview)
    with pytest.raises(NotFound):
        _remove(eve, hidden, secret)
    with pytest.raises(NotFound, match="no such preview"):
        _remove(ada, message, secret)
    with pytest.raises(NotFound):
        _remove(ada, message.model_copy(update={"room": den.pk}), preview)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    with pytest.raises(LoginRequired):
        _remove(ada, message, preview)


def _claimed() -> list[Task]:
    return previews.claim(most=10)


def test_what_one_worker_took_no_other_takes_until_it_does_not_come_back(
    room: Room, ada: User
) -> None:
    send(ada, room, "https://a.example/ https://b.example/")
    (first,) = previews.claim(most=1)
    (second,) = _claimed()
    assert {first.url, second.url} == {"https://a.example/", "https://b.example/"}
    assert _claimed() == []
    LinkPreview.objects.update(due_at=timezone.now())
    assert len(_claimed()) == 2


def test_what_fails_is_tried_again_later_and_at_last_given_up(room: Room, ada: User) -> None:
    message = send(ada, room, URL)
    for _ in range(3):
        (task,) = _claimed()
        previews.failed(preview_id=task.preview_id)
        assert _claimed() == []
        LinkPreview.objects.exclude(due_at=None).update(due_at=timezone.now())
    assert _claimed() == []
    assert LinkPreview.objects.get().state == "nothing"
    previews.tell()
    assert _now(message).previews == []
    previews.failed(preview_id=0)
    previews.found(preview_id=0, what=TABLES)


def test_what_ends_each_worker_that_takes_it_is_given_up(room: Room, ada: User) -> None:
    send(ada, room, URL)
    for _ in range(3):
        assert _claimed()
        LinkPreview.objects.update(due_at=timezone.now())
    assert _claimed() == []
    assert LinkPreview.objects.get().state == "nothing"


def test_what_was_looked_at_long_ago_is_fetched_again_and_its_picture_stays(
    room: Room, ada: User
) -> None:
    send(ada, room, URL)
    _fetch(Found(title="Old", picture="a" * 32, picture_width=4, picture_height=3))
    LinkPreview.objects.update(fetched_at=timezone.now() - timedelta(days=8))
    assert send(ada, room, URL).previews[0].title == "Old"
    (task,) = _claimed()
    assert task.has_picture
    previews.found(preview_id=task.preview_id, what=Found(title="New"))
    shown = send(ada, room, URL).previews[0]
    assert (shown.title, shown.picture and shown.picture.width) == ("New", 4)
    LinkPreview.objects.update(fetched_at=timezone.now() - timedelta(days=8))
    send(ada, room, URL)
    for _ in range(3):
        previews.failed(preview_id=_claimed()[0].preview_id)
        LinkPreview.objects.exclude(due_at=None).update(due_at=timezone.now())
    assert LinkPreview.objects.get().state == "shown"


def test_what_was_not_there_is_looked_for_again_an_hour_later(room: Room, ada: User) -> None:
    send(ada, room, URL)
    _fetch(None)
    send(ada, room, URL)
    assert _claimed() == []
    LinkPreview.objects.update(fetched_at=timezone.now() - timedelta(hours=2))
    message = send(ada, room, URL)
    _fetch()
    assert _now(message).previews[0]["title"] == "Tide tables"


def test_links_cost_a_send_few_queries_and_the_timeline_none(
    room: Room, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _previewed(ada, room)
    with django_assert_max_num_queries(20):
        send(ada, room, " ".join([URL, *(f"https://tide.example/{n}" for n in range(3))]))


def test_an_admin_switches_previews_off_and_on_which_is_recorded(
    room: Room, ada: User, olga: User
) -> None:
    Organisation.objects.create(name="Tidewater")
    with pytest.raises(Forbidden):
        preview_rules.set_link_previews(actor=ada, on=False)
    preview_rules.set_link_previews(actor=olga, on=False)
    send(ada, room, URL)
    assert not LinkPreview.objects.exists()
    preview_rules.set_link_previews(actor=olga, on=True)
    send(ada, room, URL)
    assert LinkPreview.objects.exists()
    labels = AuditEntry.objects.filter(act="organisation.previews").values_list("label", flat=True)
    assert sorted(labels) == ["off", "on"]


def test_what_stands_in_no_message_is_forgotten_in_time_with_its_picture(
    room: Room, ada: User, committing: Committing
) -> None:
    kept, gone = send(ada, room, URL), send(ada, room, "https://ferry.example/")
    for task in _claimed():
        name = str(task.preview_id) * 8
        storages["files"].save(stored_name(name), ContentFile(b"picture"))
        previews.found(preview_id=task.preview_id, what=Found(title="x", picture=name))
    messages.delete_message(actor=ada, room_id=room.pk, message_id=gone.id)
    assert preview_rules.sweep() == 0
    LinkPreview.objects.update(fetched_at=timezone.now() - timedelta(days=8))
    names = dict(LinkPreview.objects.values_list("url", "picture"))
    with committing():
        assert preview_rules.sweep() == 1
    assert LinkPreview.objects.get().url == URL
    assert not storages["files"].exists(stored_name(names["https://ferry.example/"]))
    assert storages["files"].exists(stored_name(names[URL]))
    assert _now(kept).text == URL
