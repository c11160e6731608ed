"""`python -m bin.screenshots`: the README's pictures, of the demo organisation, made anew.

Needs what `make test` needs. Starts a Hearth of its own in a temporary folder.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.chromium import ARGUMENTS, CHROMIUM
from tests.support.hearth import HearthServer

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
_DESK, _PHONE = (1280, 800), (390, 760)
_ROOM = "engineering"


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
        _shoot(browser, hearth.url, "room-light", _DESK, "light")
        _shoot(browser, hearth.url, "room-dark", _DESK, "dark")
        _shoot(browser, hearth.url, "phone", _PHONE, "light")
        browser.close()


def _shoot(browser: Browser, url: str, name: str, size: tuple[int, int], scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        timezone_id="Europe/Lisbon",
        locale="en-GB",
    )
    page = context.new_page()
    _log_in(page, url)
    page.locator("[data-room-link]", has_text=_ROOM).first.dispatch_event("click")
    page.locator("[data-room-header] [data-title]", has_text=_ROOM).first.wait_for()
    page.locator("[data-app][data-connection=online]").wait_for()
    page.locator("[data-rows] pre").last.scroll_into_view_if_needed()
    page.wait_for_timeout(1_500)
    page.screenshot(path=IMAGES / f"{name}.png")
    context.close()


def _log_in(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("User name or e-mail").fill("jonas")
    page.get_by_label("Password").fill("walk-the-dyke-path")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/r/**")


if __name__ == "__main__":
    main()
