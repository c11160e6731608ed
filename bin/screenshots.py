"""`python -m bin.screenshots`: the README's pictures, of the demo organisation, made anew.

Needs what `make test` needs, and a font with coloured emoji. Starts a Hearth of its own in a
temporary folder.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.support.chromium import ARGUMENTS, CHROMIUM
from tests.support.hearth import HearthServer

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
_DESK, _PHONE = (1280, 800), (390, 760)
_ROOM = "engineering"
_SETTLE_MS = 1_500


def _room(page: Page) -> None:
    page.locator("[data-sidebar] [data-room-link]", has_text=_ROOM).first.dispatch_event("click")
    page.locator("[data-room-header] [data-title]", has_text=_ROOM).first.wait_for()
    page.locator("[data-timeline] pre").last.scroll_into_view_if_needed()


def _thread(page: Page) -> None:
    _room(page)
    page.locator('[data-timeline] [data-message][data-kind="text"]').nth(-4).focus()
    page.keyboard.press("t")
    field = page.locator("[data-thread-composer] [data-input]")
    for words in ("I can take this one after lunch.", "Done: it was the *other* cable, of course."):
        field.fill(words)
        field.press("Enter")
        page.locator('[data-thread] [data-state=""]', has_text=words[:12]).wait_for()


def _switcher(page: Page) -> None:
    _room(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("fi")


def _at(address: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(page.url.split("/r/")[0] + address)

    return go


@dataclass(frozen=True)
class Shot:
    """A picture: its file's name, who looks, what they do first, and on what."""

    name: str
    do: Callable[[Page], None]
    size: tuple[int, int] = _DESK
    scheme: str = "light"
    who: str = "jonas"


SHOTS = (
    Shot("room-light", _room),
    Shot("room-dark", _room, scheme="dark"),
    Shot("phone", _room, size=_PHONE),
    Shot("thread", _thread),
    Shot("search", _at("/search/?q=tide")),
    Shot("switcher", _switcher, scheme="dark"),
    Shot("inbox", _at("/inbox/")),
    Shot("catch-up", _at("/catch-up/"), scheme="dark"),
    Shot("panel", _at("/admin/live/"), who="ines"),
    Shot("api", _at("/api/docs"), scheme="dark"),
)


def main() -> None:
    """Make each picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="hearth-demo-") as folder,
        HearthServer(data=Path(folder)) as hearth,
        sync_playwright() as driver,
    ):
        hearth.manage("demo")
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        log_ins = {who: _log_in(browser, hearth.url, who) for who in {each.who for each in SHOTS}}
        for shot in SHOTS:
            _shoot(browser, hearth.url, shot, log_ins[shot.who])
        browser.close()


def _shoot(browser: Browser, url: str, shot: Shot, log_in: StorageState) -> None:
    context = browser.new_context(
        viewport={"width": shot.size[0], "height": shot.size[1]},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        timezone_id="Europe/Lisbon",
        locale="en-GB",
        storage_state=log_in,
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_url("**/r/**")
    page.locator("[data-app][data-connection=online]").wait_for()
    shot.do(page)
    page.wait_for_timeout(_SETTLE_MS)
    page.screenshot(path=IMAGES / f"{shot.name}.png")
    context.close()


def _log_in(browser: Browser, url: str, who: str) -> StorageState:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("User name or e-mail").fill(who)
    page.get_by_label("Password").fill("walk-the-dyke-path")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/r/**")
    state = context.storage_state()
    context.close()
    return state


if __name__ == "__main__":
    main()
