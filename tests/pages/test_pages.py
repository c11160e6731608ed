"""The pages of chat: who gets what, at what cost."""

import json
import re

import pytest
from django.test import Client

from chat.actions import membership, reading, rooms
from chat.events.shapes import History, MyChanges, Person, Presence, RoomInfo
from chat.models import Organisation, Room, User
from chat.models.users import Role
from tests.support import factories
from tests.support.pages import log_in, text_of

pytestmark = pytest.mark.django_db


def bootstrap(html: str) -> dict[str, object]:
    """What the page gives to script."""
    found = re.search(r'<script id="bootstrap" type="application/json">(.*?)</script>', html)
    assert found is not None
    decoded: dict[str, object] = json.loads(found[1])
    return decoded


@pytest.mark.parametrize(
    "path", ["/", "/r/1/", "/r/1/1/", "/people/", "/rooms/", "/search/", "/inbox/"]
)
def test_a_page_asks_a_stranger_to_log_in(client: Client, ada: User, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={path}"


def test_home_goes_to_general_at_first_and_then_to_the_last_room(
    reader: Client, ada: User, room: Room
) -> None:
    general = factories.make_general(ada)
    assert reader.get("/")["Location"] == f"/r/{general.pk}/"
    reader.get(f"/r/{room.pk}/")
    assert reader.get("/")["Location"] == f"/r/{room.pk}/"


def test_which_room_was_open_last_is_said_when_it_is_another(
    reader: Client, room: Room, den: Room
) -> None:
    for opened, said in ((room, True), (room, False), (den, True), (room, True)):
        answer = reader.get(f"/r/{opened.pk}/")
        assert ("room" in answer.cookies) is said
        assert reader.cookies["room"].value == str(opened.pk)


def test_home_never_goes_to_a_room_that_one_has_left(
    reader: Client, ada: User, room: Room, den: Room
) -> None:
    reader.get(f"/r/{room.pk}/")
    membership.leave_room(user=ada, room_id=room.pk)
    assert reader.get("/")["Location"] == f"/r/{den.pk}/"


def test_home_without_a_room_says_what_to_do(gus: User, organisation: Organisation) -> None:
    html = text_of(log_in(gus).get("/"))
    assert "Nothing is open" in html
    assert "Browse rooms" not in html  # a guest has none to browse


def test_a_room_comes_whole_from_the_server(busy_page: str) -> None:
    for words in ("print room", "Good morning, <strong>everyone</strong>", "(edited)",
                  "This message was deleted.", "What is printed, and what is not",
                  "data-new-line", "Lantern &amp; Loom", "Gus Guest"):  # fmt: skip
        assert words in busy_page
    assert "Never mind" not in busy_page


def test_the_bootstrap_has_the_shapes_that_commands_answer_with(
    reader: Client, busy: Room, ada: User, gus: User
) -> None:
    rooms.open_direct(user=ada, other_id=gus.pk)
    given = bootstrap(text_of(reader.get(f"/r/{busy.pk}/")))
    assert Person.model_validate(given["me"]).id == ada.pk
    assert RoomInfo.model_validate(given["room"]).name == "print room"
    history = History.model_validate(given["history"])
    assert history.upto == Room.objects.get(pk=busy.pk).last_seq
    mine = MyChanges.model_validate(given["my"])
    assert mine.upto == User.objects.get(pk=ada.pk).last_seq
    assert {each.room.kind for each in mine.rooms} == {"public", "direct"}
    Presence.model_validate(given["presence"])
    assert [Person.model_validate(each).username for each in given["people"]]  # type: ignore[attr-defined]


def test_what_the_bootstrap_calls_a_session_is_not_its_key(reader: Client, room: Room) -> None:
    given = bootstrap(text_of(reader.get(f"/r/{room.pk}/")))
    assert re.fullmatch(r"[0-9a-f]{32}", str(given["session"]))
    assert given["session"] != reader.session.session_key


@pytest.mark.parametrize("suffix", ["", "1/"])
def test_a_room_that_one_may_not_see_is_not_found_like_one_that_is_not_there(
    den: Room, eve: User, suffix: str
) -> None:
    client = log_in(eve)
    hidden, missing = client.get(f"/r/{den.pk}/{suffix}"), client.get(f"/r/999999/{suffix}")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert text_of(hidden) == text_of(missing)
    assert "the den" not in text_of(hidden)


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
def test_numbers_that_no_room_has_are_not_found(reader: Client, room: Room, number: int) -> None:
    assert reader.get(f"/r/{number}/").status_code == 404
    assert reader.get(f"/r/{room.pk}/{number}/").status_code in {200, 404}
    assert reader.post(f"/r/{number}/join/").status_code == 404
    assert reader.post(f"/people/{number}/message/").status_code == 404


def test_a_guest_does_not_see_a_public_room_they_are_not_in(room: Room, gus: User) -> None:
    client = log_in(gus)
    assert client.get(f"/r/{room.pk}/").status_code == 404
    assert client.post(f"/r/{room.pk}/join/").status_code == 404
    assert "print room" not in text_of(client.get("/rooms/"))


def test_a_permalink_opens_around_its_message_and_marks_it(
    reader: Client, room: Room, ben: User
) -> None:
    said = [factories.send(ben, room, f"number {n}") for n in range(120)]
    html = text_of(reader.get(f"/r/{room.pk}/{said[10].seq}/"))
    marked = re.findall(r"data-seq=\"(\d+)\"[^>]*data-highlight", html)
    assert marked == [str(said[10].seq)]
    assert bootstrap(html)["permalink"] == said[10].seq
    assert "number 119" not in html


def test_a_public_room_can_be_looked_into_and_joined_by_its_button(room: Room, eve: User) -> None:
    client = log_in(eve)
    html = text_of(client.get(f"/r/{room.pk}/"))
    assert re.search(r"data-join-bar>", html)
    assert re.search(r"data-composer hidden>", html)
    answer = client.post(f"/r/{room.pk}/join/")
    assert answer["Location"] == f"/r/{room.pk}/"
    assert re.search(r"data-join-bar hidden>", text_of(client.get(f"/r/{room.pk}/")))


def test_joining_what_is_by_invitation_says_so(den: Room, eve: User) -> None:
    assert log_in(eve).post(f"/r/{den.pk}/join/").status_code == 404


def test_message_opens_the_direct_messages(reader: Client, ben: User) -> None:
    answer = reader.post(f"/people/{ben.pk}/message/")
    assert "Ben Okri" in text_of(reader.get(answer["Location"]))
    assert reader.post("/people/999999/message/").status_code == 404


@pytest.mark.parametrize("path", ["/r/1/join/", "/people/1/message/"])
def test_what_changes_something_takes_a_post_with_our_token(ada: User, path: str) -> None:
    client = log_in(ada, client=Client())
    assert client.get(path).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(path).status_code == 403


def test_people_lists_those_who_can_log_in(reader: Client, ben: User, eve: User) -> None:
    User.objects.filter(pk=eve.pk).update(is_active=False)
    listed = text_of(reader.get("/people/")).split("data-filter-list")[1].split("</main>")[0]
    assert "Ben Okri" in listed
    assert "Eve Adams" not in listed


def test_names_and_topics_are_inert(organisation: Organisation, ada: User) -> None:
    evil = '"><svg onload=alert(1)>'
    mallory = factories.make_user("mallory", display_name=evil)
    shared = factories.make_room(ada, "</script><b>x", members=(mallory,))
    rooms.update_room(actor=ada, room_id=shared.pk, topic="</script><img src=x onerror=alert(1)>")
    factories.send(mallory, shared, "<img src=x onerror=alert(1)> [x](javascript:alert(1))")
    html = text_of(log_in(ada).get(f"/r/{shared.pk}/"))
    for live in ("<svg onload", "<img src=x", "<b>x", 'javascript:alert(1)"'):
        assert live not in html
    assert bootstrap(html)["room"]["name"] == "</script><b>x"  # type: ignore[index]


def test_a_room_that_is_far_behind_opens_where_the_new_begins(
    reader: Client, ada: User, ben: User, room: Room
) -> None:
    read = factories.send(ada, room, "Read by all")
    reading.set_read(user=ada, room_id=room.pk, seq=read.seq)
    for number in range(120):
        factories.send(ben, room, f"New {number}")
    html = text_of(reader.get(f"/r/{room.pk}/"))
    history = History.model_validate(bootstrap(html)["history"])
    assert history.has_after
    said = [message.text for message in history.messages if message.kind == "text"]
    assert said[:2] == ["Read by all", "New 0"]
    rows = html.split("data-rows>")[1]
    assert rows.index("Read by all") < rows.index("data-new-line") < rows.index("New 0")


def test_a_room_in_which_nobody_has_written_says_so(reader: Client, ada: User, room: Room) -> None:
    line = r'data-empty="room"( hidden)?>Nobody has written yet'
    silent = re.search(line, text_of(reader.get(f"/r/{room.pk}/")))
    assert silent is not None
    assert silent[1] is None
    factories.send(ada, room)
    spoken = re.search(line, text_of(reader.get(f"/r/{room.pk}/")))
    assert spoken is not None
    assert spoken[1] == " hidden"


def test_a_guest_is_offered_nothing_that_they_may_not_do(
    ada: User, gus: User, organisation: Organisation
) -> None:
    shared = factories.make_room(ada, members=(gus,))
    theirs, hers = (text_of(log_in(user).get(f"/r/{shared.pk}/")) for user in (gus, ada))
    part = r'class="form-part"( hidden)?'
    assert [bool(re.findall(part, html)[0]) for html in (theirs, hers)] == [True, False]
    for offer in ('data-open-dialog="add-member"', 'data-open-dialog="create-room"'):
        assert (offer in theirs, offer in hers) == (False, True)


def test_pages_are_not_kept_by_caches_and_allow_no_inline_code(busy_page: str) -> None:
    assert " style=" not in busy_page
    assert not re.search(r"\son\w+=", busy_page)


def test_a_page_is_fresh_and_its_policy_is_strict(reader: Client, room: Room) -> None:
    answer = reader.get(f"/r/{room.pk}/")
    assert "no-store" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "script-src 'self'" in policy.split("; ")  # in no order that one can count on
    assert "<script>" not in text_of(answer)


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ('"><b>', "system"), ("", "system")]
)
def test_the_chosen_theme_is_in_the_first_paint(reader: Client, cookie: str, theme: str) -> None:
    reader.cookies["theme"] = cookie
    assert f'data-theme="{theme}"' in text_of(reader.get("/people/"))


def test_admins_find_the_way_to_the_panel_and_others_do_not(ada: User, room: Room) -> None:
    assert 'href="/admin/"' not in text_of(log_in(ada).get(f"/r/{room.pk}/"))
    User.objects.filter(pk=ada.pk).update(role=Role.ADMIN)
    assert 'href="/admin/"' in text_of(log_in(ada).get(f"/r/{room.pk}/"))


def test_emoji_are_kept_by_the_browser_for_a_year(client: Client) -> None:
    answer = client.get("/emoji.json")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert {"name": "fire", "char": "🔥"} in json.loads(answer.content)
