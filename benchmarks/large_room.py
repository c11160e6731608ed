"""A room with 100,000 messages beside an empty one and one of a thousand, in a real browser.

    .venv/bin/python -m benchmarks.large_room [rounds] [messages]

Starts Hearth embedded and opens, scrolls and writes in each room in turn, in Chromium. Printed:
medians in milliseconds and, for the large room, the ratio to the others of the same run.

- `load`: the address typed in, until the cursor is in the composer.
- `open`: the room chosen in the sidebar of a page that is there, until its rows are.
- `page`: at the timeline's upper end, until the page of older messages stands.
- `gap`: the longest time between two frames while ten such pages come.
- `send`: Enter, until the message is acknowledged.
"""

import json
import os
import statistics
import sys
from collections import defaultdict
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.e2e.conftest import open_for
from tests.e2e.stacks import embedded
from tests.support.chromium import ARGUMENTS, CHROMIUM

ROUNDS = 7
MESSAGES = 100_000
FIGURES = ("load", "open", "page", "gap", "send")
_FILL = """
from datetime import datetime, timedelta, timezone
from chat.actions import rooms
from chat.actions.seeding import Past, seed_history
from chat.models import User
alice, bob = User.objects.get(username="alice"), User.objects.get(username="bob")
start = datetime(2024, 1, 1, tzinfo=timezone.utc)
ids = {{}}
for name, count in {rooms!r}.items():
    id = rooms.create_room(creator=alice, name=name).room.id
    seed_history(room_id=id, past=[
        Past((alice, bob)[number // 3 % 2].pk,
             f"Message {{number}} of the {{name}} room, about the *tides* and the `dyke`.",
             start + timedelta(minutes=9 * number)) for number in range(count)])
    ids[name] = id
import json
print(json.dumps(ids))
"""
# What is measured is measured in the page, frame by frame: Playwright's own way costs more.
_WATCH = """
window.until = (is) => new Promise((resolve, reject) => {
  const start = performance.now();
  let last = start;
  let gap = 0;
  const look = (now) => {
    gap = Math.max(gap, now - last);
    last = now;
    if (is()) resolve({ ms: performance.now() - start, gap });
    else if (now - start > 20_000) reject(new Error(`in vain: ${is}`));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
window.rows = () => document.querySelectorAll("[data-timeline] [data-rows] [data-message]");
"""
_LOADED = """async () => {
  await until(() => document.activeElement?.matches("[data-composer] [data-input]"));
  return performance.now();
}"""
_OPEN = """async ([id, name]) => {
  document.querySelector(`[data-room="${id}"] a[href="/r/${id}/"]`).click();
  const { ms } = await until(() => location.pathname === `/r/${id}/`
    && document.querySelector("[data-room-header] [data-title]").textContent === name
    && document.querySelector("[data-timeline] [data-rows]").childElementCount > 0
    && !rows()[0]?.hasAttribute("hidden"));
  return ms;
}"""
_SCROLL = """async (pages) => {
  const pane = document.querySelector("[data-timeline]");
  const found = [];
  let gap = 0;
  for (let page = 0; page < pages; page += 1) {
    const first = rows()[0]?.dataset.message;
    pane.scrollTop = 0;
    const took = await until(() => rows()[0]?.dataset.message !== first);
    found.push(took.ms);
    gap = Math.max(gap, took.gap);
  }
  return { page: found.sort((a, b) => a - b)[pages >> 1], gap };
}"""
_SEND = """async (text) => {
  const input = document.querySelector("[data-composer] [data-input]");
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  input.dispatchEvent(new KeyboardEvent("keydown",
    { key: "Enter", bubbles: true, cancelable: true }));
  const { ms } = await until(() => [...rows()].at(-1)?.dataset.state === ""
    && [...rows()].at(-1).textContent.includes(text));
  return ms;
}"""
PAGES = 10


Place = tuple[int, str]  # a room's id and name


def measure(page: Page, url: str, room: Place, *, has_past: bool, home: Place) -> dict[str, float]:
    """One round in one room; `home` is another room, from which it is opened."""
    page.goto(f"{url}/r/{room[0]}/", wait_until="commit")
    found = {"load": page.evaluate(_LOADED)}
    page.wait_for_selector('[data-app][data-connection="online"]')
    sent = [page.evaluate(_SEND, f"Word {number} of now") for number in range(5)]
    found["send"] = statistics.median(sent)
    if has_past:
        found |= page.evaluate(_SCROLL, PAGES)
    page.evaluate(_OPEN, home)
    found["open"] = page.evaluate(_OPEN, room)
    return found


def main(arguments: list[str]) -> None:
    """Measure, and print a table."""
    rounds, messages = (*map(int, arguments), *(ROUNDS, MESSAGES)[len(arguments) :])
    rooms = {"empty": 0, "thousand": 1_000, "large": messages}
    figures: dict[tuple[str, str], list[float]] = defaultdict(list)
    with embedded() as stack, sync_playwright() as driver:
        ids = _filled(stack, rooms)
        home = (stack.query("Room.objects.order_by('pk').first().pk"), "general")
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = open_for(browser, stack, "alice").page
        page.context.add_init_script(_WATCH)
        for number in range(rounds):
            for name in list(rooms)[:: 1 if number % 2 else -1]:
                found = measure(
                    page, stack.url, (ids[name], name), has_past=rooms[name] > 0, home=home
                )
                for figure, value in found.items():
                    figures[name, figure].append(value)
        browser.close()
    report(figures, list(rooms), rounds)


def _filled(stack: Any, rooms: dict[str, int]) -> dict[str, int]:
    ids: dict[str, int] = json.loads(stack.python(_FILL.format(rooms=rooms)).splitlines()[-1])
    return ids


def report(figures: dict[tuple[str, str], list[float]], rooms: list[str], rounds: int) -> None:
    """The medians, and the large room's beside the others'."""
    print(f"medians of {rounds} in ms, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':8}" + "".join(f"{name:>10}" for name in rooms) + "   large/empty  large/thousand")
    for figure in FIGURES:
        medians = {name: statistics.median(figures[name, figure] or [0.0]) for name in rooms}
        line = f"{figure:8}" + "".join(f"{medians[name]:10.0f}" for name in rooms)
        for other, width in (("empty", 14), ("thousand", 16)):
            share = f"{medians['large'] / medians[other]:.2f}" if medians[other] else "-"
            line += f"{share:>{width}}"
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
