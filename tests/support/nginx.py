"""A real nginx on free ports: with Hearth's own site, and as a plain balancer."""

import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.certificates import make_certificate
from tests.support.ports import free_port, wait_for_port

SITE = Path(__file__).resolve().parents[2] / "deploy" / "hearth.nginx.conf"

_MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    log_format upstream '$request_uri $upstream_addr';
    access_log {folder}/access.log upstream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""

_BALANCER = """
upstream workers {{
    {servers}
}}
map $http_upgrade $connection_header {{
    default upgrade;
    ""      "";
}}
server {{
    listen 127.0.0.1:{port};
    location / {{
        {first}
        proxy_pass http://workers;
        proxy_http_version 1.1;
        proxy_buffering off;
        proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_header;
    }}
}}
"""

# What a network does that knows no WebSockets.
_REFUSED = "if ($http_upgrade) { return 400; }"
_EVENTS = "location /socket.io/ {\n"


class Nginx:
    """A process of nginx with a folder of its own. `start` runs it, leaving the `with` ends it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="hearth-nginx-", dir="/tmp")
        self.folder = Path(self._folder.name)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._folder.cleanup()

    @property
    def log(self) -> str:
        """What nginx wrote to its error log."""
        path = self.folder / "error.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def accesses(self) -> str:
        """A line for each request: its path and query, and the worker that answered it."""
        return (self.folder / "access.log").read_text(errors="replace")

    def start(self, site: str, port: int) -> None:
        """Serve `site`; returns when `port`, one of its own, takes connections."""
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(_MAIN.format(folder=self.folder, user=user))
        (self.folder / "site.conf").write_text(site)
        program = shutil.which("nginx") or "/usr/sbin/nginx"  # sbin is not in a user's PATH
        self._process = subprocess.Popen(
            [program, "-e", f"{self.folder}/error.log", "-c", f"{self.folder}/nginx.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for_port(port)
        except TimeoutError:
            raise RuntimeError(f"nginx did not start:\n{self.log}") from None

    def stop(self) -> None:
        """End nginx at once. Does nothing when it is stopped."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(timeout=20)
        self._process = None


class Balancer(Nginx):
    """Hands each request to the next of `ports`, whatever it carries: no affinity at all.

    Without `websockets` it answers 400 to an upgrade. `port` is free, unless it is given.
    """

    def __init__(
        self, ports: Sequence[int], *, websockets: bool = True, port: int | None = None
    ) -> None:
        super().__init__()
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._ports = ports
        self._first = "" if websockets else _REFUSED

    def __enter__(self) -> Self:
        servers = "\n    ".join(f"server 127.0.0.1:{port};" for port in self._ports)
        site = _BALANCER.format(servers=servers, port=self.port, first=self._first)
        self.start(site, self.port)
        return self


class NginxServer(Nginx):
    """`with NginxServer() as nginx: …; nginx.serve(workers, static)` serves at `nginx.url`.

    The ports and the certificate are there on entering, so that Hearth can be told its
    `SITE_URL`; `serve()` then takes the two workers' addresses (`127.0.0.1:8000` or
    `unix:/path`) and the folder of static files. `tls` is a client's context that trusts it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.http_port = free_port()
        self.https_port = free_port()
        self.url = f"https://localhost:{self.https_port}"

    def __enter__(self) -> Self:
        make_certificate(self.folder, "localhost", "IP:127.0.0.1")
        return self

    @property
    def certificate(self) -> Path:
        """The self-signed certificate, for clients that take a file."""
        return self.folder / "cert.pem"

    @property
    def tls(self) -> ssl.SSLContext:
        """A client's TLS context that trusts this server and checks its name."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def render(self, workers: Sequence[str], static: Path) -> str:
        """Hearth's site as in `deploy/`, with this test's names, ports and paths."""
        first, second = (list(workers) * 2)[:2]
        replacements = {
            "listen [::]:80;": "",
            "listen [::]:443 ssl http2;": "",
            "listen 80;": f"listen 127.0.0.1:{self.http_port};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.https_port} ssl http2;",
            "/etc/letsencrypt/live/chat.example.org/fullchain.pem": str(self.certificate),
            "/etc/letsencrypt/live/chat.example.org/privkey.pem": str(self.folder / "key.pem"),
            "https://chat.example.org": self.url,
            "server_name chat.example.org;": "server_name localhost;",
            "unix:/run/hearth/w1.sock": first,
            "unix:/run/hearth/w2.sock": second,
            "/var/lib/hearth/static/": f"{static}/",
            "/var/lib/hearth/files/": f"{static.parent / 'files'}/",
            "root /opt/hearth/deploy;": f"root {SITE.parent};",
        }
        text = SITE.read_text()
        for name, value in replacements.items():
            assert name in text, f"the site no longer says {name!r}"
            text = text.replace(name, value)
        return text

    def serve(self, workers: Sequence[str], static: Path, *, websockets: bool = True) -> None:
        """Write the configuration, start nginx, and return when it takes connections.

        Without `websockets` it answers 400 to an upgrade.
        """
        site = self.render(workers, static)
        if not websockets:
            site = site.replace(_EVENTS, f"{_EVENTS}        {_REFUSED}\n")
        self.start(site, self.https_port)
