"""Our pages in a real Chromium, without a server: the test client renders, the browser paints.

Playwright's synchronous API leaves an event loop running in the thread that uses it, in which
Django refuses its database. So the browser has a thread of its own.
"""

import mimetypes
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, CDPSession, Page, Playwright, Route, sync_playwright

from tests.support.chromium import ARGUMENTS, CHROMIUM

ORIGIN = "http://hearth.test"
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Serious by axe's own measure; what is minor to it is looked at by eye. Colours on their way from
# one theme to another are nobody's. Looked at again, by night after by day, only they are others.
_SERIOUS = """
async (scope) => {
  for (const animation of document.getAnimations())
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
  const seen = (window.looked ??= new Set());
  const place = `${scope} ${innerWidth}`;
  const rules = seen.has(place) ? {runOnly: ["color-contrast", "link-in-text-block"]} : {};
  seen.add(place);
  const found = await axe.run(scope ?? document, {resultTypes: ["violations"], ...rules});
  return found.violations
    .filter((rule) => ["serious", "critical"].includes(rule.impact))
    .map(({id, nodes}) => [id, ...nodes.map((n) => `${n.html} ${n.failureSummary}`)].join("; "));
}
"""

_LINK = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"[^>]*>')

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class View:
    """How the page is looked at."""

    theme: str = "light"
    width: int = 1440
    height: int = 900
    touch: bool = False
    text: int = 100  # percent, as a person sets it in the browser


class Screen:
    """`with Screen() as screen: screen.look(html, act, view)`: `act` gets the page, painted."""

    def __enter__(self) -> Self:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chromium")
        self._thread.submit(self._start).result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.submit(self._stop).result()
        self._thread.shutdown()

    def look(self, html: str, act: Callable[[Page], Answer], view: View | None = None) -> Answer:
        """What `act` answers, given `html` as a page whose own scripts do not run."""
        return self.look_each(html, act, [view or View()])[0]

    def look_each(
        self, html: str, act: Callable[[Page], Answer], views: Sequence[View]
    ) -> list[Answer]:
        """The same for one page after another way of looking at it. `act` leaves no trace."""
        return self._thread.submit(self._look, html, act, views).result()

    def _start(self) -> None:
        self._playwright: Playwright = sync_playwright().start()
        self._browser: Browser = self._playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS
        )

    def _stop(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def _look(
        self, html: str, act: Callable[[Page], Answer], views: Sequence[View]
    ) -> list[Answer]:
        context = self._browser.new_context(
            reduced_motion="reduce",  # what is measured is where things come to rest
        )
        try:
            page = context.new_page()
            page.route("**/*", lambda route: _answer(route, html))
            window = context.new_cdp_session(page)
            _show(page, window, views[0])
            page.goto(f"{ORIGIN}/", wait_until="load")
            answers = []
            for view in views:
                _show(page, window, view)
                answers.append(act(page))
            return answers
        finally:
            context.close()


def _show(page: Page, window: CDPSession, view: View) -> None:
    """Look at the page another way: what a new context would be told, without a new page."""
    page.emulate_media(color_scheme="dark" if view.theme == "dark" else "light")
    size = {"width": view.width, "height": view.height, "deviceScaleFactor": 1}
    window.send("Emulation.setDeviceMetricsOverride", {**size, "mobile": view.touch})
    window.send("Emulation.setTouchEmulationEnabled", {"enabled": view.touch})
    page.evaluate("(size) => document.documentElement.style.fontSize = size",
                  "" if view.text == 100 else f"{view.text}%")  # fmt: skip


def serious_faults(page: Page, scope: str | None = None) -> list[str]:
    """What axe-core finds serious in the page, or in one element of it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(_SERIOUS, scope)
    return found


def faults_in_each(screen: Screen, html: str, views: Sequence[View]) -> dict[View, list[str]]:
    """What axe-core finds serious, by the way of looking at it; empty when there is nothing."""
    found = dict(zip(views, screen.look_each(html, serious_faults, views), strict=True))
    return {view: faults for view, faults in found.items() if faults}


def _answer(route: Route, html: str) -> None:
    path = urlsplit(route.request.url).path
    if route.request.resource_type == "document":
        page = _LINK.sub(lambda link: _style(link[1]) or link[0], html)
        route.fulfill(body=page, content_type="text/html; charset=utf-8")
    elif path.startswith("/static/") and route.request.resource_type != "script":
        _answer_with_file(route, path.removeprefix("/static/"))
    else:
        route.fulfill(body="", content_type="text/javascript")


@cache
def _style(name: str) -> str:
    """A style sheet in the page itself: thirty requests fewer, of 10 ms each. Empty for one that
    names other files, by where it stands itself."""
    found: Any = finders.find(name)
    text = Path(found).read_text()
    return "" if "url(" in text else f"<style>{text}</style>"


def _answer_with_file(route: Route, name: str) -> None:
    found: Any = finders.find(name)
    if found is None:
        route.fulfill(status=404)
        return
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    route.fulfill(body=Path(found).read_bytes(), content_type=kind)
