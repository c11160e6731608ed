"""An older official client (4.4.1) in Chromium, on a page of another origin than the server's."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
import pytest
from playwright.sync_api import sync_playwright

from tests.channels_socketio.conftest import ROOT, serving
from tests.channels_socketio.places import TRANSPORTS
from tests.support.chromium import ARGUMENTS, CHROMIUM

SCRIPT = ROOT / "node_modules" / "socket.io-client-4.4.1" / "dist" / "socket.io.min.js"
PAGE = b"<!doctype html><title>elsewhere</title><script src=/socket.io.js></script>"
# What came of it: the ack of an echo, or the error.
TRY = """
([url, options]) => new Promise((done) => {
  const socket = io(url, {...options, forceNew: true, reconnection: false});
  socket.on("connect_error", (error) => done([error.message]));
  socket.on("connect", () => socket.emit("echo", new Uint8Array([1, 2]).buffer, (answer) => {
    const heard = Array.from(new Uint8Array(answer));
    socket.close();
    done(heard);
  }));
})
"""
Try = Callable[[str, dict[str, Any]], list[Any]]


class Elsewhere(BaseHTTPRequestHandler):
    """A site that has nothing but the page."""

    def do_GET(self) -> None:
        script = self.path == "/socket.io.js"
        self.send_response(200)
        self.send_header("content-type", "text/javascript" if script else "text/html")
        self.end_headers()
        self.wfile.write(SCRIPT.read_bytes() if script else PAGE)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence: every request would be a line."""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The origin of the page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def connect(origin: str) -> Iterator[Try]:
    """Connect from the page to a URL; what came of it."""

    def start() -> tuple[Any, Any, Any]:
        playwright = sync_playwright().start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(origin)
        return playwright, browser, page

    # A thread of its own: Playwright leaves an event loop running in the one that uses it.
    with ThreadPoolExecutor(max_workers=1) as thread:
        playwright, browser, page = thread.submit(start).result()
        yield lambda url, options: thread.submit(page.evaluate, TRY, [url, options]).result()
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()


@pytest.mark.parametrize("credentials", [False, True], ids=["anonymous", "with cookies"])
@pytest.mark.parametrize("transports", TRANSPORTS.values(), ids=TRANSPORTS)
def test_an_origin_that_cors_lists_is_let_in(
    connect: Try, origin: str, transports: list[str], credentials: bool
) -> None:
    cors = orjson.dumps({"cors": {"origins": [origin], "credentials": credentials}}).decode()
    with serving(cors) as server:
        options = {"transports": transports, "withCredentials": credentials}
        assert connect(server.url, options) == [1, 2]


@pytest.mark.parametrize("given", ["{}", '{"cors": {"origins": ["http://other.example"]}}'])
@pytest.mark.parametrize("transports", [["polling"], ["polling", "websocket"]], ids="-".join)
def test_one_that_it_does_not_list_is_refused(
    connect: Try, transports: list[str], given: str
) -> None:
    with serving(given) as server:
        assert connect(server.url, {"transports": transports}) == ["xhr poll error"]


def test_cookies_are_not_sent_to_where_credentials_are_off(connect: Try, origin: str) -> None:
    with serving(orjson.dumps({"cors": {"origins": [origin]}}).decode()) as server:
        options = {"transports": ["polling"], "withCredentials": True}
        assert connect(server.url, options) == ["xhr poll error"]
