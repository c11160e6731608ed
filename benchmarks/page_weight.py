"""What a room's page weighs, with all that it loads before pictures, as it travels.

    .venv/bin/python -m benchmarks.page_weight

Starts Hearth embedded with the demo organisation and opens its busiest page in Chromium with an
empty cache, through a front that compresses as nginx does in deploy/hearth.nginx.conf. Printed: kB
on the wire by kind. Ends with 1 when the sum is above `LIMIT_KB`, which the product promises.
"""

import gzip
import sys
from collections import defaultdict
from contextlib import ExitStack

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.first_message import serve
from tests.support import hearth
from tests.support.chromium import ARGUMENTS, CHROMIUM

LIMIT_KB = 150
SETTLE_MS = 2_000  # what is loaded after the connection stands counts too
PICTURES = ("image", "media")


def weigh(page: Page, url: str) -> dict[str, float]:
    """kB by kind of everything that opening `url` loads."""
    found: dict[str, float] = defaultdict(float)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    wire.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))

    def count(event: dict[str, float]) -> None:
        kind = kinds.get(str(event["requestId"]), "Other").lower()
        found[kind] += event["encodedDataLength"] / 1000

    wire.on("Network.loadingFinished", count)
    page.goto(url)
    page.wait_for_selector('[data-app][data-connection="online"]')
    page.wait_for_timeout(SETTLE_MS)
    # Embedded, pages travel as they are; nginx compresses them, at the level of its configuration.
    document = gzip.compress(page.request.get(url).body(), compresslevel=5)
    found["document"] = min(found["document"], len(document) / 1000)
    return found


def main() -> int:
    """Weigh, print, and say whether the promise holds."""
    with ExitStack() as stack, sync_playwright() as driver:
        browser: Browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        tree = serve(hearth.BASE, stack, browser)
        context = browser.new_context(storage_state=tree.log_in)
        found = weigh(context.new_page(), tree.url)
        browser.close()
    for kind, weight in sorted(found.items(), key=lambda each: -each[1]):
        print(f"{kind:12}{weight:8.1f} kB" + ("  (not counted)" if kind in PICTURES else ""))
    total = sum(weight for kind, weight in found.items() if kind not in PICTURES)
    print(f"{'in all':12}{total:8.1f} kB of {LIMIT_KB}")
    return int(total > LIMIT_KB)


if __name__ == "__main__":
    sys.exit(main())
