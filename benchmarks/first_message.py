"""From a fresh tab to a first message: what the reader waits for, in a real browser.

    .venv/bin/python -m benchmarks.first_message [rounds] [another checkout]

Starts Hearth embedded with the demo organisation and opens a room in Chromium, with nothing in the
browser's cache and with everything in it. The page itself writes and sends as soon as it can.
Printed: medians in milliseconds from the start of the navigation. With another checkout (of an
older commit, say) each round measures both, so that the ratio between them holds on a busy machine.
"""

import os
import re
import statistics
import sys
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, StorageState, sync_playwright

from tests.support import hearth
from tests.support.chromium import ARGUMENTS, CHROMIUM

ROUNDS = 9
KINDS = ("cold", "warm")
POINTS = ("html", "painted", "usable", "connected", "acknowledged")
COUNTS = ("requests", "kilobytes", "html kilobytes")

# `usable`: the page's script has put the cursor into the composer. It writes there and presses
# Enter at once, which must work before the connection stands.
_WATCH = """
const marks = {};
let done;
window.measured = new Promise((resolve) => { done = () => resolve(marks); });
const mark = (name, at = performance.now()) => {
  marks[name] ??= at;
  if (marks.painted && marks.connected && marks.acknowledged) done();
};
new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntries()) {
    if (name === "first-contentful-paint") mark("painted", startTime);
  }
}).observe({ type: "paint", buffered: true });
const text = "First message " + Math.random();
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("[data-input]") || marks.usable) return;
  mark("usable");
  target.value = text;
  target.dispatchEvent(new InputEvent("input", { bubbles: true }));
  setTimeout(() => target.dispatchEvent(new KeyboardEvent("keydown",
    { key: "Enter", bubbles: true, cancelable: true })));
});
new MutationObserver(() => {
  if (document.querySelector('[data-app][data-connection="online"]')) mark("connected");
  const row = [...document.querySelectorAll('[data-message][data-state=""]')].at(-1);
  if (marks.usable && row?.querySelector("[data-body]").textContent.trim() === text) {
    mark("acknowledged");
  }
}).observe(document, { subtree: true, childList: true, attributes: true });
"""
_READ = """async () => {
  const marks = await window.measured;
  const [page] = performance.getEntriesByType("navigation");
  const files = performance.getEntriesByType("resource");
  const sum = files.reduce((bytes, file) => bytes + file.transferSize, page.transferSize);
  const requests = 1 + files.filter((file) => file.transferSize > 0).length;
  return { ...marks, html: page.responseEnd, requests, kilobytes: sum / 1000,
           "html kilobytes": page.decodedBodySize / 1000 };
}"""


@dataclass
class Tree:
    """One checkout's Hearth, its reader's log-in, and what was measured of it."""

    url: str
    log_in: StorageState
    warm: BrowserContext
    found: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def median(self, kind: str, name: str) -> float:
        """The median of one figure; `kind` is cold or warm."""
        return statistics.median(self.found[kind, name])


def serve(tree: Path, stack: ExitStack, browser: Browser) -> Tree:
    """Start a checkout's Hearth with the demo organisation, and log in."""
    hearth.BASE = tree
    server = stack.enter_context(hearth.HearthServer())
    said = re.search(r"the password is (\S+) for all:\s+(\S+)", server.manage("demo"))
    assert said is not None
    password, username = said.groups()
    url = f"http://localhost:{server.ports[0]}"
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("User name or e-mail").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/r/**")
    log_in = context.storage_state()
    address = page.url
    page.close()
    context.add_init_script(_WATCH)
    return Tree(address, log_in, context)


def open_tab(context: BrowserContext, url: str) -> dict[str, Any]:
    """Open the room in a fresh tab; gives the points in time and the counts."""
    page = context.new_page()
    page.bring_to_front()
    page.goto(url, wait_until="commit")
    found: dict[str, Any] = page.evaluate(_READ)
    page.close()
    return found


def measure(tree: Tree, browser: Browser) -> None:
    """One tab of each kind."""
    cold = browser.new_context(viewport={"width": 1280, "height": 800}, storage_state=tree.log_in)
    cold.add_init_script(_WATCH)
    for kind, context in (("cold", cold), ("warm", tree.warm)):
        for name, value in open_tab(context, tree.url).items():
            tree.found[kind, name].append(value)
    cold.close()


def main(arguments: list[str]) -> None:
    """Measure, and print a table."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    folders = [hearth.BASE, *map(Path, arguments[1:2])]
    with ExitStack() as stack, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        trees = [serve(folder.resolve(), stack, browser) for folder in folders]
        for tree in trees:  # fills the cache, and the browser's code cache needs two
            for _ in range(3):
                open_tab(tree.warm, tree.url)
        for number in range(rounds):
            for tree in trees[:: 1 if number % 2 else -1]:  # neither always comes first
                measure(tree, browser)
        browser.close()
    report(trees, rounds)


def report(trees: list[Tree], rounds: int) -> None:
    """The medians; with two checkouts the other's too, and the ratio."""
    print(f"medians of {rounds}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':24}{'here':>8}" + (f"{'there':>9}{'ratio':>8}" if len(trees) > 1 else ""))
    for kind in KINDS:
        for name in (*POINTS, *COUNTS):
            here, *there = (tree.median(kind, name) for tree in trees)
            line = f"{kind} {name:19}{here:8.0f}"
            for other in there:
                line += f"{other:9.0f}{here / other:8.2f}" if other else ""
            print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
