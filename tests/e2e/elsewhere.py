"""Somebody else's site, from which Hearth fetches previews: on the loopback, as tests allow it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.support.ports import free_port

HOST = "127.0.0.2"
PORT = free_port()
# What a Hearth is started with that may ask it.
ALLOWED = {"FETCH_NETWORKS": f"{HOST}/32", "FETCH_PORTS": f"80 443 {PORT}"}
Pages = dict[str, tuple[str, bytes]]


@contextmanager
def site(pages: Pages) -> Iterator[str]:
    """Serves `pages` (type and body by path) at the address that it gives."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Called for each request."""
            content_type, body = pages.get(self.path, ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((HOST, PORT), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{PORT}"
        finally:
            server.shutdown()
            thread.join()
