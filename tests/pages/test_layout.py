"""Nothing is cut off, nothing is too small to touch, at any width and at twice the text."""

import pytest
from playwright.sync_api import Page

from chat.models import Organisation, User
from tests.pages.screen import Screen, View
from tests.support.pages import log_in, text_of
from tests.support.samples import SAMPLES

# Elements that stick out of the window or of a box that does not scroll.
OUTSIDE = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter((e) => !e.closest("pre, .table-scroll, svg, .visually-hidden, .skip-link, template"))
  .filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1);
  })
  .map((e) => e.outerHTML.slice(0, 120))"""
SCROLLS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll("button, a[href], input, textarea, select")]
  .filter((e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter((e) => !e.closest(".prose, .message-failure, .skip-link, .visually-hidden, .scrim"))
  .map((e) => [e, e.type === "checkbox" ? e.closest("label") ?? e : e])
  .map(([e, target]) => [e, target.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
  .map(([e, box]) => `${box.width} x ${box.height} ${e.outerHTML.slice(0, 100)}`)"""

WIDTHS = (View(width=360), View(width=768), View(width=1440), View(width=1280, text=200))

pytestmark = pytest.mark.django_db


def show(page: Page, pane: str) -> None:
    page.evaluate("(pane) => document.querySelector('[data-app]').dataset.pane = pane", pane)


@pytest.mark.parametrize("pane", ["timeline", "sidebar", "details", "thread"])
def test_nothing_sticks_out(screen: Screen, busy_page: str, pane: str) -> None:
    def act(page: Page) -> tuple[bool, list[str]]:
        show(page, pane)
        return page.evaluate(SCROLLS), page.evaluate(OUTSIDE)

    found = screen.look_each(busy_page, act, WIDTHS)
    assert dict(zip(WIDTHS, found, strict=True)) == dict.fromkeys(WIDTHS, (False, []))


@pytest.mark.parametrize("name", list(SAMPLES))
def test_nothing_sticks_out_of_the_live_page(
    screen: Screen,
    olga: User,
    organisation: Organisation,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    def act(page: Page) -> tuple[bool, list[str]]:
        return page.evaluate(SCROLLS), page.evaluate(OUTSIDE)

    monkeypatch.setattr("chat.admin.live.first_sample", SAMPLES[name])
    html = text_of(log_in(olga).get("/admin/live/"))
    found = screen.look_each(html, act, WIDTHS)
    assert dict(zip(WIDTHS, found, strict=True)) == dict.fromkeys(WIDTHS, (False, []))


def test_the_composer_stays_in_sight_at_twice_the_text(screen: Screen, busy_page: str) -> None:
    def act(page: Page) -> bool:
        box = page.locator("[data-composer] [data-input]").bounding_box()
        return box is not None and box["height"] > 40 and box["y"] + box["height"] < 900

    assert screen.look(busy_page, act, View(width=1280, text=200))


@pytest.mark.parametrize("pane", ["timeline", "sidebar", "details", "thread"])
def test_what_is_touched_is_44_px(screen: Screen, busy_page: str, pane: str) -> None:
    def act(page: Page) -> list[str]:
        show(page, pane)
        found: list[str] = page.evaluate(SMALL)
        return found

    assert screen.look(busy_page, act, View(width=360, height=740, touch=True)) == []


def test_text_is_at_most_72_characters_wide(screen: Screen, busy_page: str) -> None:
    def act(page: Page) -> float:
        width: float = page.evaluate(
            """() => {
              const text = document.querySelector("[data-body] > p");
              const probe = document.createElement("span");
              probe.textContent = "0".repeat(72);
              text.append(probe);
              return text.getBoundingClientRect().width / probe.getBoundingClientRect().width;
            }"""
        )
        return width

    assert screen.look(busy_page, act, View(width=1440)) <= 1.01


def test_a_lone_emoji_is_large(screen: Screen, busy_page: str) -> None:
    size = "(e) => parseFloat(getComputedStyle(e).fontSize)"
    assert screen.look(busy_page, lambda page: page.locator(".emoji-only").evaluate(size)) == 36


def test_the_room_comes_to_the_composer_in_one_tab_stop_by_the_skip_link(
    screen: Screen, busy_page: str
) -> None:
    def act(page: Page) -> str:
        page.keyboard.press("Tab")
        found: str = page.evaluate("() => document.activeElement.getAttribute('href')")
        return found

    assert screen.look(busy_page, act) == "#main"


def test_the_empty_message_has_every_hook_that_a_written_one_has(
    screen: Screen, busy_page: str
) -> None:
    hooks = """() => {
      const names = (root) => [...root.querySelectorAll("*")].flatMap((e) => e.getAttributeNames())
        .filter((name) => name.startsWith("data-")).sort();
      const optional = ["data-mine", "data-grouped", "data-highlight", "data-deleted"];
      const written = document.querySelector('[data-message][data-kind="text"]').closest("li");
      const empty = document.querySelector("#t-message").content.cloneNode(true);
      // A stored message cannot fail, and its buttons come with script.
      for (const part of empty.querySelectorAll("[data-failure], [data-actions]")) part.remove();
      return [names(empty), names(written)]
        .map((all) => [...new Set(all)].filter((name) => !optional.includes(name)));
    }"""
    empty, written = screen.look(busy_page, lambda page: page.evaluate(hooks))
    assert empty == written
