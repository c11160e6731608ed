"""The live page in a real browser, over real stacks: it lives, says when it does not, and ends."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person
from tests.e2e.stacks import Stack
from tests.support.proxy import TcpProxy

SET_ROLE = "from chat.actions import people\nfrom chat.models import User\n"
SET_ROLE += "people.set_role(actor=None, user_id=User.objects.get(username='bob').pk, role={!r})"
# Everything that the page says but for what changes from one sample to the next.
STANDING = """() => [...document.querySelectorAll("[data-value], [data-cell]")]
  .filter((e) => !/latency|size|memory|cpu|lag|up|clients|connections/
    .test(e.dataset.value ?? e.dataset.cell))
  .map((e) => [e.dataset.value ?? e.dataset.cell, e.textContent])"""


def _open(person: Person) -> Page:
    person.page.goto(f"{person.stack.url}/admin/live/")
    return person.page


def _is(page: Page, state: str) -> None:
    expect(page.locator("[data-live-state]")).to_have_attribute(
        "data-live-state", state, timeout=20_000
    )


def _value(page: Page, name: str) -> Locator:
    return page.locator(f'[data-value="{name}"]')


@pytest.mark.both_stacks
def test_it_follows_who_comes_what_is_written_and_who_goes(stack: Stack, enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    page = _open(alice)
    _is(page, "live")
    expect(_value(page, "people")).to_have_text("2")
    expect(_value(page, "sockets")).to_have_text("2")
    expect(page.get_by_role("row")).to_have_count(1 + len(stack.hearth.ports))
    workers = _value(page, "workers").inner_text()
    assert workers == f"{len(stack.hearth.ports)} of {len(stack.hearth.ports)}"

    before = int(_value(page, "hour").inner_text())
    bob.send("Something that is counted")
    bob.has_sent("Something that is counted")
    expect(_value(page, "hour")).to_have_text(f"{before + 1:,}", timeout=10_000)
    bars = page.locator('[data-bars] rect:nth-last-child(-n+2):not([height="0"])')
    expect(bars.first).to_be_attached()  # in this minute, or in the one that has just ended

    bob.page.goto("about:blank")
    expect(_value(page, "people")).to_have_text("1", timeout=10_000)
    expect(_value(page, "sockets")).to_have_text("1")


def test_what_the_server_painted_is_what_the_first_sample_says(enter: Enter) -> None:
    page = enter("alice").page
    painted: list[list[list[str]]] = []
    page.on("domcontentloaded", lambda _: painted.append(page.evaluate(STANDING)))
    page.goto(f"{page.url.split('/r/')[0]}/admin/live/")
    _is(page, "live")
    changing = {"people", "sockets", "websocket", "polling", "minute", "hour", "chart", "value"}
    shown = page.evaluate(STANDING)
    assert [name for name, _ in painted[-1]] == [name for name, _ in shown]
    for (name, first), (_, then) in zip(painted[-1], shown, strict=True):
        assert first == then or name in changing


def test_a_cut_line_is_said_and_the_page_lives_on_when_it_is_mended(
    stack: Stack, enter_by: Enter, line: TcpProxy
) -> None:
    page = _open(enter_by("alice"))
    _is(page, "live")
    line.cut()
    _is(page, "lost")
    expect(page.locator("[data-live-state]")).to_have_text("Not live: reconnecting…")
    line.restore()
    _is(page, "live")


def test_who_no_longer_runs_it_is_shown_out(stack: Stack, enter: Enter) -> None:
    stack.python(SET_ROLE.format("admin"))
    bob = enter("bob")
    page = _open(bob)
    _is(page, "live")
    stack.python(SET_ROLE.format("member"))
    page.wait_for_url(re.compile(r"/r/\d+"), timeout=15_000)
