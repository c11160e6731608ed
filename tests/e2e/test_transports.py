"""Which way the browser takes to the server, on networks that treat WebSockets badly."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.e2e.conftest import Enter, open_context
from tests.e2e.people import Person
from tests.e2e.stacks import STACKS, Stack

Network = Callable[[WebSocketRoute], None]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """The embedded one: the network is what differs here."""
    with STACKS["embedded"]() as running:
        yield running


@pytest.fixture(autouse=True)
def _alice_is_logged_in(enter: Enter) -> None:
    enter("alice").page.close()


@contextmanager
def _behind(browser: Browser, stack: Stack, network: Network) -> Iterator[Person]:
    """Alice in a browser whose WebSockets a network handles."""
    page = open_context(browser, stack.log_ins.get("alice")).new_page()
    page.route_web_socket(lambda url: "/socket.io/" in url, network)
    yield Person(page, stack, "alice")
    page.context.close()


def _swallow(line: WebSocketRoute) -> None:
    """Takes it, and lets nothing through."""


def _let_the_greeting_through(line: WebSocketRoute) -> None:
    """Both sides meet; what the client says later never arrives."""
    server = line.connect_to_server()
    heard = []

    def pass_on(message: str | bytes) -> None:
        heard.append(message)
        if message in ("2probe", "5") or len(heard) == 1:
            server.send(message)

    line.on_message(pass_on)


def test_where_websockets_work_one_is_there_from_the_start(enter: Enter) -> None:
    alice = enter("alice")
    alice.goes_by("websocket")
    asked: list[str] = []
    alice.page.on("request", lambda request: asked.append(request.url))
    alice.page.reload()
    alice.wait_connected()
    alice.goes_by("websocket")
    assert not [url for url in asked if "transport=polling" in url]


def test_a_network_that_swallows_websockets_is_gone_round_and_remembered(
    browser: Browser, stack: Stack
) -> None:
    with _behind(browser, stack, _swallow) as alice:
        alice.page.goto(stack.url)
        alice.page.wait_for_url("**/r/**")
        alice.send("kept until there is a way")
        status = alice.page.locator("[data-status]")
        expect(status).to_contain_text("Connecting another way…", timeout=12_000)
        alice.wait_connected()
        alice.goes_by("polling")
        alice.has_sent("kept until there is a way")
        expect(status).to_be_hidden()
        started = time.monotonic()
        alice.page.reload()
        alice.wait_connected()
        assert time.monotonic() - started < 4.5  # and not the five seconds of a first try
        alice.goes_by("polling")


def test_a_websocket_that_falls_silent_after_its_greeting_is_left_within_seconds(
    browser: Browser, stack: Stack, enter: Enter
) -> None:
    bob = enter("bob")
    with _behind(browser, stack, _let_the_greeting_through) as alice:
        alice.page.goto(stack.url)
        alice.page.wait_for_url("**/r/**")
        alice.send("spoken into the void")
        # Ten seconds for an answer by the first WebSocket; then by polling, which upgrades again,
        # and ten seconds for an answer by that one.
        first, second = alice.row("spoken into the void"), alice.row("and once more")
        expect(first).to_have_attribute("data-state", "", timeout=30_000)
        alice.send("and once more")
        expect(second).to_have_attribute("data-state", "", timeout=30_000)
        alice.goes_by("polling")
        bob.sees("spoken into the void")


def test_from_polling_one_goes_on_to_a_websocket_that_carries(
    browser: Browser, stack: Stack, enter: Enter
) -> None:
    bob = enter("bob")
    tries: list[str] = []

    def refuse_the_first(line: WebSocketRoute) -> None:
        tries.append(line.url)
        if len(tries) == 1:
            line.close(code=1011)
        else:
            line.connect_to_server()

    with _behind(browser, stack, refuse_the_first) as alice:
        alice.page.goto(stack.url)
        alice.wait_connected()
        alice.goes_by("websocket")
        assert "sid=" in tries[1]
        alice.send("across the upgrade")
        bob.sees("across the upgrade")
        alice.page.reload()
        alice.wait_connected()
        assert "sid=" not in tries[2]  # nothing is left of the detour
