"""Each example driven by the official client, and its page in Chromium."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.examples.conftest import ROOT, Windows, drive, running
from tests.support.redis import RedisServer

NAMES = ("notifications", "login", "relay", "game")


@pytest.mark.parametrize("name", NAMES)
def test_the_official_client_finds_the_example_as_it_should_be(name: str) -> None:
    with running(name) as url:
        drive(f"{name}.mjs", url)


def test_prices_of_another_process_come_over_redis() -> None:
    with RedisServer() as redis, running("ticker", REDIS_URL=redis.url) as url:
        drive("ticker.mjs", url)


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("[!_]*.py")), ids=lambda p: p.name)
def test_an_example_is_less_than_sixty_lines(path: Path) -> None:
    if path.name != "serving.py":
        assert len(path.read_text().splitlines()) < 60


def test_the_page_of_notifications(windows: Windows) -> None:
    def act(one: Page, two: Page) -> None:
        one.goto(url)
        expect(one.locator("#count")).to_have_text("1")
        two.goto(url)
        expect(one.locator("#count")).to_have_text("2")
        expect(one.locator("li.new_user")).to_contain_text("a new user has joined")
        expect(two.locator("li.new_user")).to_have_count(0)
        two.get_by_label("Text").fill("<b>hello</b>")
        two.get_by_role("button", name="Notify all").click()
        for page in (one, two):
            expect(page.locator("li.user_message")).to_contain_text("<b>hello</b>")
        one.get_by_label("Text").fill("psst")
        one.get_by_role("button", name="To others").click()
        expect(two.locator("li.grpchat")).to_contain_text("psst")
        expect(one.locator("li.grpchat")).to_have_count(0)

    with running("notifications") as url:
        windows.look(act, 2)


def test_the_pages_of_the_chat_behind_a_log_in(windows: Windows) -> None:
    def log_in(page: Page, name: str, password: str = "example") -> None:
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()

    def act(one: Page, two: Page) -> None:
        for page, name in ((one, "ada"), (two, "ben")):
            page.goto(url)
            log_in(page, name, "wrong")
            expect(page.get_by_role("alert")).to_be_visible()
            log_in(page, name)
            expect(page.get_by_role("status")).to_have_text("connected")
        expect(two.locator("#users li")).to_have_text(["ada", "ben"])
        expect(two.locator("#users li.here")).to_have_count(2)
        two.get_by_label("Message", exact=True).fill("hello, ada")
        two.get_by_role("button", name="Send").click()
        expect(one.locator("#messages li")).to_have_text("ben hello, ada")
        one.get_by_role("button", name="Disconnect").click()
        expect(one.get_by_role("status")).to_have_text("disconnected")
        two.get_by_label("Message", exact=True).fill("still there?")
        two.get_by_role("button", name="Send").click()
        expect(two.locator("#messages li")).to_have_count(2)
        expect(one.locator("#messages li")).to_have_count(1)

    with running("login") as url:
        windows.look(act, 2)


def test_the_page_of_the_relay(windows: Windows) -> None:
    def act(one: Page, two: Page) -> None:
        for page in (one, two):
            page.goto(f"{url}/page/")
            expect(page.get_by_role("log")).to_have_text("← Hello, World!")
        one.get_by_label("Text").fill("hello")
        one.get_by_role("button", name="Send", exact=True).click()
        expect(two.locator(".in")).to_have_text(["← Hello, World!", "← hello"])
        two.get_by_label("Text").fill("ab")
        two.get_by_role("button", name="Send bytes").click()
        expect(one.locator(".in")).to_have_text(["← Hello, World!", "← bytes 97 98"])

    with running("relay") as url:
        windows.look(act, 2)


def test_the_page_of_the_ticker(windows: Windows) -> None:
    def act(page: Page) -> None:
        page.goto(url)
        expect(page.locator("article")).to_have_count(4)
        price = re.compile(r"^\d+\.\d\d$")
        for card in page.locator("article").all():
            expect(card.locator("output")).to_have_text(price, timeout=20_000)
        acme = page.locator("article").filter(has_text="ACME")
        expect(acme.locator("polyline")).to_have_attribute("points", re.compile(","))
        for other in ("HEARTH", "INITECH", "UMBRELLA"):
            page.get_by_label(re.compile(other)).uncheck()
        before = acme.locator("output").inner_text()
        expect(acme.locator("output")).not_to_have_text(before, timeout=20_000)

    with RedisServer() as redis, running("ticker", REDIS_URL=redis.url) as url:
        windows.look(act)


def test_the_page_of_the_game(windows: Windows) -> None:
    def act(one: Page, two: Page) -> None:
        one.goto(f"{url}/?name=Ada")
        two.goto(f"{url}/?name=Ben")
        for page in (one, two):
            expect(page.locator("li")).to_have_count(2)
        for key in ("ArrowLeft", "ArrowUp"):
            one.keyboard.press(key)
            expect(one.locator("li.me")).to_have_text(re.compile(r"Ada [1-9]"))
        expect(two.locator("li").filter(has_text="Ada")).to_have_text(re.compile(r"Ada [1-9]"))
        expect(two.locator("li.me")).to_have_text("Ben 0")
        expect(one.locator("#time")).to_have_text(re.compile(r"^\d+ s$"))

    with running("game") as url:
        windows.look(act, 2)


def test_the_rules_of_the_game_favour_nobody() -> None:
    from examples.game import SIZE, WAYS, Game

    def after(*places: tuple[tuple[int, int], str]) -> list[Any]:
        """Where they are a tick later, whatever order they came in."""
        found = []
        for order in (1, -1):
            game = Game()
            game.floor = [[0] * SIZE for _ in range(SIZE)]
            painters = [
                {"at": at, "way": WAYS[way], "colour": number}
                for number, (at, way) in enumerate(places, 1)
            ]
            game.tick(painters[::order])
            found.append([painter["at"] for painter in painters])
        assert found[0] == found[1]
        return found[0]

    assert after(((1, 1), "right")) == [(2, 1)]
    assert after(((0, 0), "left"), ((SIZE - 1, SIZE - 1), "down")) == [
        (0, 0),
        (SIZE - 1, SIZE - 1),
    ]
    assert after(((1, 1), "right"), ((3, 1), "left")) == [(1, 1), (3, 1)]  # both want (2, 1)
    assert after(((1, 1), "right"), ((2, 1), "left")) == [(1, 1), (2, 1)]  # nobody swaps places
    assert after(((1, 1), "right"), ((2, 1), "right")) == [(1, 1), (3, 1)]
