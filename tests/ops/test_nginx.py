"""deploy/hearth.nginx.conf, in a real nginx before two real workers."""

import http.client
import json
import subprocess

import httpx
import pytest

from tests.ops.polling import POLLING, session
from tests.support.hearth import HearthServer
from tests.support.nginx import SITE, NginxServer


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


@pytest.mark.parametrize("path", ["/api/rooms", "/api/uploads", '/api/rooms/1/"/messages'])
def test_a_body_over_the_limit_is_a_problem_to_the_api_as_it_is_behind_nginx(
    site: tuple[NginxServer, HearthServer], web: httpx.Client, path: str
) -> None:
    big = b"x" * 1_100_000
    answer = web.post(path, content=big)
    direct = httpx.post(f"{site[1].url}/api/rooms", content=big)
    assert (answer.status_code, direct.status_code) == (413, 413)
    kinds = {each.headers["content-type"] for each in (answer, direct)}
    assert kinds == {"application/problem+json"}
    assert {**answer.json(), "instance": ""} == {**direct.json(), "instance": ""}
    assert answer.json()["instance"] == path.replace('"', "%22")


_TOKENS = """
from chat.actions import tokens
from chat.scopes import EVERY
from tests.support.factories import make_user
for name in ("ines", "tomas"):
    print(tokens.create_token(user=make_user(name), name="test", scopes=EVERY)[1])
"""


def test_nginx_sends_files_to_who_may_have_them(
    site: tuple[NginxServer, HearthServer], web: httpx.Client
) -> None:
    owner, other = (
        {"Authorization": f"Bearer {token}"} for token in site[1].python(_TOKENS).split()
    )
    tus = {**owner, "Tus-Resumable": "1.0.0"}
    content = b"<script>" + b"x" * 1_500_000
    begun = web.post("/api/uploads", headers={**tus, "Upload-Length": str(len(content))})
    where = begun.headers["location"]
    kind = {**tus, "Content-Type": "application/offset+octet-stream"}
    for at in range(0, len(content), 1_000_000):
        piece = content[at : at + 1_000_000]
        sent = web.patch(where, content=piece, headers={**kind, "Upload-Offset": str(at)})
        assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(at + len(piece)))
    name = where.rpartition("/")[2]
    answer = web.get(f"/api/files/{name}/content", headers=owner)
    assert (answer.status_code, answer.content) == (200, content)
    said = {
        "x-content-type-options": "nosniff",
        "content-disposition": 'attachment; filename="file"',
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-cache",
        "x-frame-options": "DENY",
    }
    assert {name: answer.headers.get_list(name) for name in said} == {
        name: [value] for name, value in said.items()
    }
    assert answer.headers["content-security-policy"].endswith("sandbox")
    part = web.get(f"/api/files/{name}/content", headers={**owner, "Range": "bytes=1-6"})
    assert (part.status_code, part.content) == (206, b"script")
    kept = {**owner, "If-None-Match": answer.headers["etag"]}
    assert web.get(f"/api/files/{name}/content", headers=kept).status_code == 304
    assert web.get(f"/api/files/{name}/content", headers=other).status_code == 404
    stored = next((site[1].data / "files").rglob("*/*/*")).relative_to(site[1].data / "files")
    assert web.get(f"/_files/{stored}").status_code == 404  # the way in is shut from outside


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


def test_a_session_of_a_dead_worker_is_unknown_at_the_other(
    site: tuple[NginxServer, HearthServer], web: httpx.Client
) -> None:
    paths = [session(web) for _ in range(6)]
    hearth = site[1]
    hearth.kill("w2")
    try:
        # The living first: each question to the dead takes two of the 5 s until CONNECT.
        for path in sorted(paths, key=lambda path: "sid=w2." in path):
            if "sid=w2." in path:
                answer = web.get(path)
                assert (answer.status_code, answer.json()["code"]) == (400, 1)
            else:
                assert web.post(path, content="1").text == "ok"
        assert web.get(POLLING).status_code == 200
    finally:
        hearth.wait_ready(hearth.urls[1])


def test_a_dead_worker_is_passed_over(site: tuple[NginxServer, HearthServer]) -> None:
    nginx, hearth = site
    hearth.kill("w1")
    with httpx.Client(base_url=nginx.url, verify=nginx.tls) as client:
        answers = [client.get("/healthz").status_code for _ in range(20)]
    assert answers == [200] * 20
    hearth.wait_ready(hearth.urls[0])
