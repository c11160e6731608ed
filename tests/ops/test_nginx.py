"""deploy/hearth.nginx.conf, in a real nginx before two real workers."""

import http.client
import json
import re
import subprocess
from collections.abc import Iterator

import httpx
import pytest
import websockets

from tests.support.hearth import HearthServer
from tests.support.nginx import SITE, NginxServer
from tests.support.redis import RedisServer


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[NginxServer, HearthServer]]:
    """nginx with TLS in front of two workers."""
    with RedisServer() as redis, NginxServer() as nginx:
        env = {"SITE_URL": nginx.url, "TRUSTED_PROXIES": "1"}
        with HearthServer(redis_url=redis.url, workers=2, env=env) as hearth:
            static = hearth.data / "static"
            nginx.serve([f"127.0.0.1:{port}" for port in hearth.ports], static)
            yield nginx, hearth


@pytest.fixture
def web(site: tuple[NginxServer, HearthServer]) -> Iterator[httpx.Client]:
    """A client that trusts the certificate."""
    with httpx.Client(base_url=site[0].url, verify=site[0].tls) as client:
        yield client


def test_plain_http_is_sent_to_https_by_the_sites_own_name(
    site: tuple[NginxServer, HearthServer],
) -> None:
    answer = httpx.get(
        f"http://127.0.0.1:{site[0].http_port}/r/1/?a=b", headers={"Host": "evil.example"}
    )
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{site[0].url}/r/1/?a=b"


def test_a_page_comes_with_each_security_header_once(web: httpx.Client) -> None:
    answer = web.get("/accounts/login/")
    assert answer.status_code == 200
    names = [
        *("content-security-policy", "strict-transport-security", "x-content-type-options"),
        *("x-frame-options", "referrer-policy", "cross-origin-opener-policy"),
    ]
    assert {name: len(answer.headers.get_list(name)) for name in names} == dict.fromkeys(names, 1)
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_what_answers_does_not_tell_its_version(web: httpx.Client) -> None:
    assert web.get("/accounts/login/").headers["server"] == "nginx"


@pytest.mark.parametrize(("version", "spoken"), [("-tls1_1", False), ("-tls1_2", True)])
def test_old_tls_is_refused(
    site: tuple[NginxServer, HearthServer], version: str, spoken: bool
) -> None:
    address = f"127.0.0.1:{site[0].https_port}"
    done = subprocess.run(
        ["openssl", "s_client", version, "-cipher", "ALL@SECLEVEL=0", "-connect", address],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert (done.returncode == 0) is spoken


def test_hashed_files_are_kept_for_good_and_others_are_not(
    web: httpx.Client, site: tuple[NginxServer, HearthServer]
) -> None:
    manifest = json.loads((site[1].data / "static" / "staticfiles.json").read_text())["paths"]
    plain = "admin/css/base.css"
    hashed = web.get(f"/static/{manifest[plain]}", headers={"Accept-Encoding": "gzip"})
    assert hashed.status_code == 200
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert hashed.headers["content-encoding"] == "gzip"
    assert hashed.headers.get_list("x-content-type-options") == ["nosniff"]
    assert web.get(f"/static/{plain}").headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize("path", ["/static/../secret_key", "/static/%2e%2e/secret_key"])
def test_the_way_from_static_files_to_the_key_is_shut(
    site: tuple[NginxServer, HearthServer], path: str
) -> None:
    line = http.client.HTTPSConnection("localhost", site[0].https_port, context=site[0].tls)
    line.putrequest("GET", path, skip_host=False)
    line.endheaders()
    answer = line.getresponse()
    assert answer.status in {301, 302, 400, 404}
    line.close()


def test_a_body_over_the_limit_is_refused(web: httpx.Client) -> None:
    answer = web.post("/accounts/login/", content=b"x" * 1_100_000)
    assert answer.status_code == 413


def test_headers_over_the_limit_are_refused(web: httpx.Client) -> None:
    assert web.get("/", headers={"X-Long": "y" * 9_000}).status_code == 400


def test_what_a_client_says_of_proxies_does_not_arrive(web: httpx.Client) -> None:
    evil = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "Forwarded": "host=evil.example;proto=http",
        "Daphne-Root-Path": "/evil",
    }
    answer = web.get("/accounts/login/", headers=evil)
    assert answer.status_code == 200  # and no redirect to https: nginx's own word counts
    assert "evil" not in answer.text


def test_an_evil_host_gets_400(site: tuple[NginxServer, HearthServer]) -> None:
    answer = httpx.get(
        f"{site[0].url}/accounts/login/", headers={"Host": "evil.example"}, verify=site[0].tls
    )
    assert answer.status_code == 400


async def _open(nginx: NginxServer, query: str = "") -> str:
    """The sid of a WebSocket opened through nginx."""
    url = f"{nginx.url.replace('https', 'wss')}/socket.io/?EIO=4&transport=websocket{query}"
    async with websockets.connect(url, ssl=nginx.tls, origin=nginx.url) as client:  # type: ignore[arg-type]
        sid: str = json.loads(str(await client.recv())[1:])["sid"]
        return sid


async def test_websockets_reach_both_workers(site: tuple[NginxServer, HearthServer]) -> None:
    sids = [await _open(site[0]) for _ in range(6)]
    assert {sid.partition(".")[0] for sid in sids} == {"w1", "w2"}


async def test_a_plain_websocket_passes_and_is_not_cut_between_two_pings(
    site: tuple[NginxServer, HearthServer],
) -> None:
    nginx, _ = site
    url = f"{nginx.url.replace('https', 'wss')}/ws/"
    async with websockets.connect(url, ssl=nginx.tls, origin=nginx.url) as line:  # type: ignore[arg-type]
        event, error = json.loads(await line.recv())
        assert (event, error["data"]["code"]) == ("connect_error", "login_required")
        await line.wait_closed()
        assert line.close_code == 4003
    block = SITE.read_text().partition("location /ws/")[2].partition("}")[0]
    assert "proxy_read_timeout 90s;" in block  # longer than Hearth's pings are apart


def test_a_request_with_a_sid_goes_to_its_worker(
    site: tuple[NginxServer, HearthServer], web: httpx.Client
) -> None:
    nginx, hearth = site
    for name in ("w1", "w2", "w1", "w2"):
        web.get(f"/socket.io/?EIO=4&transport=polling&sid={name}.made-up")
    went = re.findall(r"sid=(w\d)\.made-up (\S+)", nginx.accesses)
    homes = dict(zip(("w1", "w2"), hearth.ports, strict=True))
    assert went == [(name, f"127.0.0.1:{homes[name]}") for name in ("w1", "w2", "w1", "w2")]


def test_the_sockets_client_is_served_where_socket_io_serves_it(web: httpx.Client) -> None:
    answer = web.get("/socket.io/socket.io.min.js", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.text.startswith("/*!\n * Socket.IO v4")
    assert answer.headers["content-encoding"] == "gzip"
    known = {"If-None-Match": answer.headers["etag"]}
    assert web.get("/socket.io/socket.io.min.js", headers=known).status_code == 304


def test_readiness_is_for_this_machine_alone(web: httpx.Client) -> None:
    assert web.get("/readyz").json()["ready"] is True
    block = SITE.read_text().partition("location = /readyz")[2].partition("}")[0]
    assert "deny all;" in block


def test_with_no_worker_a_page_says_so_and_tries_again(tmp_path: object) -> None:
    with NginxServer() as nginx:
        nginx.serve(["127.0.0.1:1", "127.0.0.1:2"], nginx.folder)
        answer = httpx.get(f"{nginx.url}/", verify=nginx.tls)
    assert answer.status_code == 502
    assert "Hearth is restarting" in answer.text
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["cache-control"] == "no-store"


def test_a_dead_worker_is_passed_over(site: tuple[NginxServer, HearthServer]) -> None:
    nginx, hearth = site
    hearth.kill("w1")
    with httpx.Client(base_url=nginx.url, verify=nginx.tls) as client:
        answers = [client.get("/healthz").status_code for _ in range(20)]
    assert answers == [200] * 20
    hearth.wait_ready(hearth.urls[0])
