"""deploy/hearth.nginx.conf: sockets and polls through it, to the worker that holds them."""

import asyncio
import json
import re
import time
from collections.abc import Callable

import httpx
import websockets
from django.conf import settings

from tests.ops.polling import POLLING, session
from tests.support.hearth import HearthServer
from tests.support.nginx import SITE, NginxServer


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


def _went(nginx: NginxServer, path: str, *, times: int) -> list[str]:
    """The workers that answered for a path; nginx logs a request after its answer left."""
    deadline = time.monotonic() + 5
    while True:
        went = re.findall(rf"{re.escape(path)} (\S+)", nginx.accesses)
        if len(went) >= times or time.monotonic() > deadline:
            return went
        time.sleep(0.02)


def test_a_request_with_a_sid_goes_to_its_worker(
    site: tuple[NginxServer, HearthServer], web: httpx.Client
) -> None:
    nginx, hearth = site
    paths = [f"/socket.io/?EIO=4&transport=polling&sid={name}.made-up" for name in ("w1", "w2")]
    for path in paths * 2:
        web.get(path)
    for path, port in zip(paths, hearth.ports, strict=True):
        assert _went(nginx, path, times=2) == [f"127.0.0.1:{port}"] * 2


def test_polls_and_posts_always_reach_the_worker_that_holds_their_session(
    site: tuple[NginxServer, HearthServer], web: httpx.Client
) -> None:
    nginx, hearth = site
    paths = []
    for _ in range(6):
        paths.append(path := session(web))  # one after the other: none may wait for 5 s to join
        assert web.post(path, content="40").text == "ok"
        assert "login_required" in web.get(path).text
        assert web.post(path, content="1").text == "ok"
    homes = dict(zip(("w1", "w2"), hearth.ports, strict=True))
    for path in paths:
        name = path.rpartition("=")[2].partition(".")[0]
        assert _went(nginx, path, times=3) == [f"127.0.0.1:{homes[name]}"] * 3
    assert {path.rpartition("=")[2].partition(".")[0] for path in paths} == {"w1", "w2"}


def test_an_answer_to_a_poll_is_compressed_once_and_by_hearth(web: httpx.Client) -> None:
    path = session(web)
    spaces = [f"40/{'x' * 100}{number}," for number in range(10)]
    assert web.post(path, content="\x1e".join(spaces)).text == "ok"
    answer = web.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers.get_list("content-encoding") == ["gzip"]
    assert answer.text.count("Invalid namespace") == 10
    assert int(answer.headers["content-length"]) < 1_000 < len(answer.text)
    block = SITE.read_text().partition("location /socket.io/")[2].partition("}")[0]
    assert "gzip off;" in block
    assert "proxy_buffering off;" in block


def test_a_post_as_long_as_hearth_allows_passes_and_a_longer_one_gets_its_own_413(
    web: httpx.Client,
) -> None:
    most: int = settings.HEARTH["MAX_PAYLOAD"]
    path = session(web)
    start = '40{"token":"'
    assert web.post(path, content=f'{start}{"x" * (most - len(start) - 2)}"}}').text == "ok"
    longer = web.post(path, content="4" * (most + 1))
    assert (longer.status_code, longer.content) == (413, b"")
    assert "login_required" in web.get(path).text  # and the session stays


_PERSON = """
from chat.actions import organisation, tokens
owner = organisation.found(name="Tidewater", username="olga", email="olga@example.org",
                           password="correct-horse-battery", display_name="Olga")
print(tokens.create_token(user=owner, name="a script")[1])
"""


def _token(hearth: HearthServer) -> str:
    return hearth.manage("shell", "--no-imports", "-c", _PERSON).split()[-1]


async def test_a_poll_is_held_until_the_ping_whoever_stands_in_between(
    site: tuple[NginxServer, HearthServer],
) -> None:
    """Straight to its worker, by way of nginx, and by way of the other worker."""
    nginx, hearth = site
    homes = dict(zip(("w1", "w2"), hearth.urls, strict=True))
    token = await asyncio.to_thread(_token, hearth)
    async with httpx.AsyncClient(verify=nginx.tls, timeout=60) as client:

        async def held(entrance: Callable[[str], str]) -> float:
            sid = json.loads((await client.get(f"{nginx.url}{POLLING}")).text[1:])["sid"]
            path = f"{entrance(sid.partition('.')[0])}{POLLING}&sid={sid}"
            await client.post(path, content=f'40{{"token":"{token}"}}')
            assert (await client.get(path)).text.startswith('40{"sid"')
            while True:
                start = time.monotonic()
                answer = await client.get(path)
                assert answer.status_code == 200, answer.text
                if answer.text == "2":
                    return time.monotonic() - start

        others = {"w1": homes["w2"], "w2": homes["w1"]}
        entrances: list[Callable[[str], str]] = [
            homes.__getitem__, others.__getitem__, lambda _: nginx.url
        ]  # fmt: skip
        took = await asyncio.gather(*map(held, entrances))
    assert min(took) > 15, took


def test_no_answer_is_waited_for_less_long_than_a_poll_may_take() -> None:
    hearth = settings.HEARTH
    longest = (hearth["PING_INTERVAL_MS"] + hearth["PING_TIMEOUT_MS"]) / 1000 + 2
    assert hearth["ANSWER_SECONDS"] > longest
    block = SITE.read_text().partition("location /socket.io/")[2].partition("}")[0]
    found = re.search(r"proxy_read_timeout (\d+)s;", block)
    assert found is not None
    assert int(found[1]) > longest
