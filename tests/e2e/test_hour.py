"""An hour of a team's life, played by hand in five browsers on two workers, one of which is killed.

Who does what next is drawn from a fixed seed, and nobody waits for anybody: they write, correct,
answer in threads, react, change rooms and reload across each other, one of them over a line that
is cut for a while. In the end all five have the same.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.conftest import launch, open_for
from tests.e2e.people import Person
from tests.e2e.stacks import PASSWORD, Stack, production
from tests.support.proxy import TcpProxy

NAMES = {"alice": "Alice Moreau", "bob": "Bob Tanaka", "carol": "Carol Adeyemi",
         "dan": "Dan Petrov", "erin": "Erin Walsh"}  # fmt: skip
ROOMS = ("harbour", "lamp room")
TURNS = 60
SEARCHED = "tide 1"  # begins the number of some ten of their messages
_MORE = """
from chat.actions import people, rooms
from chat.models import User
for username, name in {names!r}.items():
    if not User.objects.filter(username=username).exists():
        people.create_user(username=username, email=username + "@example.org",
                           password={password!r}, display_name=name)
alice = User.objects.get(username="alice")
others = list(User.objects.exclude(pk=alice.pk).values_list("pk", flat=True))
for name in {rooms!r}:
    rooms.create_room(creator=alice, name=name, members=others)
"""
# Of the room that is open: all that everyone sees alike of each message.
_TIMELINE = """() => [...document.querySelectorAll("[data-timeline] [data-message]")].map((row) => [
  row.dataset.message,
  row.querySelector("[data-body]")?.textContent.trim(),
  row.querySelector("[data-edited]")?.hidden === false,
  [...row.querySelectorAll("[data-react]")].map((chip) => chip.textContent.trim()).sort(),
  row.querySelector("[data-thread-count]")?.textContent.replace(/\\s+/g, " ").trim(),
])"""
_FOUND = """() => [...document.querySelectorAll("[data-hit]")].map((hit) => [
  hit.querySelector("a").getAttribute("href"), hit.querySelector("[data-hit-text]").textContent,
])"""
_UNREAD = """() => Object.fromEntries(
  [...document.querySelectorAll("[data-sidebar] [data-room]")].map((item) => {
    const shown = (part) => item.querySelector(`[data-room-${part}]:not([hidden])`)
      ?.textContent.trim() ?? "";
    return [shown("name"), [shown("unread"), shown("mentions")]];
  }))"""


class Play:
    """Five people, and what they may do in their turn."""

    def __init__(self, people: dict[str, Person], chance: random.Random) -> None:
        self.people = people
        self.chance = chance
        self.said: list[str] = []
        self.acts: list[tuple[int, Callable[[Person], None]]] = [
            (10, self.say), (3, self.correct), (4, self.answer), (4, self.react),
            (4, self.go_elsewhere), (1, self.reload),
        ]  # fmt: skip

    def turn(self) -> None:
        """One of them does something; who waits for a correction to be saved waits on."""
        person = self.people[self.chance.choice(list(self.people))]
        if self._corrects(person):
            return
        weights = [weight for weight, _ in self.acts]
        _, act = self.chance.choices(self.acts, weights)[0]
        act(person)

    def say(self, person: Person) -> None:
        text = f"{person.username} on tide {len(self.said)}."
        called = self.chance.choice(list(NAMES))
        person.send(f"@{called} {text}" if self.chance.random() < 0.2 else text)
        self.said.append(text)

    def correct(self, person: Person) -> None:
        """Their own latest message of this room, if there is one in sight."""
        person.composer.press("ArrowUp")
        if self._corrects(person):
            expect(person.composer).not_to_have_value("")
            person.send(f"{person.composer.input_value()} Put right.")

    def answer(self, person: Person) -> None:
        """In a thread under one of the latest messages."""
        if not self._point_at(person):
            return
        person.page.keyboard.press("t")
        field = person.page.locator("[data-thread-composer] [data-input]")
        expect(field).to_be_visible()
        field.fill(f"{person.username} answers, no. {len(self.said)}")
        field.press("Enter")
        field.press("Escape")
        expect(field).to_be_hidden()

    def react(self, person: Person) -> None:
        """With the first of the quick ones, or by taking it back."""
        if self._point_at(person):
            person.page.keyboard.press("r")
            expect(person.page.get_by_role("group", name="Add a reaction")).to_be_visible()
            person.page.keyboard.press("Enter")

    def go_elsewhere(self, person: Person) -> None:
        open_room(person, self.chance.choice(ROOMS))

    def reload(self, person: Person) -> None:
        person.page.reload()

    def _corrects(self, person: Person) -> bool:
        return person.page.locator("[data-composer] [data-editing]").is_visible()

    def _point_at(self, person: Person) -> bool:
        """Put the focus on one of the latest stored messages; False where there is none."""
        rows = person.page.locator(
            '[data-timeline] [data-message][data-kind="text"][data-state=""]:not([data-deleted])'
        )
        count = rows.count()
        if count:
            rows.nth(count - 1 - self.chance.randrange(min(3, count))).focus()
        return count > 0


def an_hour(play: Play, office: Stack, line: TcpProxy) -> list[str]:
    """All turns, with a line that is cut and a worker that is killed; gives what was said."""
    troubles: dict[int, Callable[[], object]] = {
        TURNS // 3: line.cut,
        TURNS // 2: lambda: office.hearth.kill("w1"),
        TURNS * 2 // 3: line.restore,
    }
    for turn in range(TURNS):
        if trouble := troubles.get(turn):
            trouble()
        play.turn()
    return play.said


def stored(office: Stack) -> list[str]:
    """What the rooms have, without what stands in threads."""
    texts: list[str] = office.query("list(Message.objects.filter(kind='text', thread_root=None)"
                                    ".values_list('text', flat=True))")  # fmt: skip
    return texts


def lost_or_doubled(office: Stack, said: list[str], last: Person) -> list[str]:
    """What is not stored exactly once, when `last` has had time to send what waited."""
    wrong = said
    for _ in range(20):
        texts = stored(office)
        wrong = [text for text in said if sum(text in each for each in texts) != 1]
        if not wrong:
            break
        last.page.wait_for_timeout(1_000)
    return wrong


def open_room(person: Person, name: str) -> None:
    """By its link at the side."""
    person.page.locator(f'[data-sidebar] [data-room-link]:has([data-room-name]:text-is("{name}"))'
                        ).click()  # fmt: skip
    expect(person.page.locator("[data-room-header] [data-title]")).to_have_text(name)


def all_alike(people: list[Person], look: str) -> Any:
    """What everyone sees, once they all see the same; what differs, where that does not come."""
    seen: list[Any] = []
    for _ in range(100):
        seen = [person.page.evaluate(look) for person in people]
        if all(each == seen[0] for each in seen):
            return seen[0]
        people[0].page.wait_for_timeout(200)
    for person, each in zip(people, seen, strict=True):
        assert each == seen[0], f"{person.username} and {people[0].username} differ"
    raise AssertionError("it differs from one look to the next")


@pytest.fixture(scope="module")
def office() -> Iterator[Stack]:
    """Two workers for five people and two rooms of theirs."""
    with production() as stack:
        stack.python(_MORE.format(names=NAMES, password=PASSWORD, rooms=ROOMS))
        yield stack


@pytest.fixture
def line(office: Stack) -> Iterator[TcpProxy]:
    """Dan's line."""
    with TcpProxy(office.port) as proxy:
        yield proxy


@pytest.fixture
def five(
    browser: Browser, playwright: Playwright, office: Stack, line: TcpProxy
) -> Iterator[dict[str, Person]]:
    """All five, logged in, in the first room."""
    rule = f"MAP localhost:{office.port} 127.0.0.1:{line.port}"
    cuttable = launch(playwright, f"--host-resolver-rules={rule}")
    people = {
        name: open_for(cuttable if name == "dan" else browser, office, name) for name in NAMES
    }
    for person in people.values():
        open_room(person, ROOMS[0])
    yield people
    for person in people.values():
        person.page.context.close()
    cuttable.close()


@pytest.mark.timeout(300)  # five browsers, two workers and their stack
def test_after_an_hour_all_five_have_the_same(
    office: Stack, five: dict[str, Person], line: TcpProxy, browser: Browser
) -> None:
    people = list(five.values())
    said = an_hour(Play(five, random.Random(4)), office, line)
    for person in people:
        person.wait_connected(seconds=45)
    assert len(said) > TURNS // 4
    assert not lost_or_doubled(office, said, five["dan"])

    # A tab that was not there for any of it is the measure.
    late = open_for(browser, office, "erin")
    shown = 0
    for room in ROOMS:
        for person in [*people, late]:
            open_room(person, room)
        shown += len(all_alike([*people, late], _TIMELINE))
    assert shown >= len(said)

    # All stand in the lamp room and have read it; what comes now elsewhere is unread for four.
    erin, others = five["erin"], [person for person in people if person.username != "erin"]
    open_room(erin, ROOMS[0])
    for number in range(3):
        erin.send(f"@carol the last of the hour, no. {number}")
        erin.has_sent(f"the last of the hour, no. {number}")
    for person in others:
        called = "@3" if person.username == "carol" else ""
        fresh = open_for(browser, office, person.username)
        open_room(fresh, ROOMS[1])
        counts = all_alike([person, fresh], _UNREAD)
        assert counts[ROOMS[0]] == ["3", called]
        fresh.page.context.close()
    assert all_alike([erin, late], _UNREAD)[ROOMS[0]] == ["", ""]

    for person in people:
        person.page.goto(f"{office.url}/search/?q=%22{SEARCHED}%22")
    found = all_alike(people, _FOUND)
    texts = {text for text in stored(office) if SEARCHED in text.casefold()}
    assert {text for _, text in found} == texts
    complaints = {person.username: person.complaints for person in [*people, late]}
    assert not any(complaints.values()), complaints
