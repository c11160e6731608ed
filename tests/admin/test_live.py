"""The live page: for whom it is, what stands in it at first, and that script says the same."""

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from chat.admin.figures import figures
from chat.events.broadcasts import OpsSample
from chat.models import Room, User
from chat.models.users import Role
from tests.support import factories
from tests.support.factories import make_user
from tests.support.pages import log_in, text_of
from tests.support.samples import SAMPLES, busy

BASE = Path(__file__).resolve().parents[2]
# What the browser says of samples: a list of them comes in, a list of their words goes out.
_IN_NODE = """
import { readFileSync } from "node:fs";
import { figures } from "%s";
const samples = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(samples.map(figures)));
"""

pytestmark = pytest.mark.django_db


def _in_browser(samples: list[OpsSample]) -> Any:
    code = _IN_NODE % (BASE / "static" / "js" / "live" / "figures.js")
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code],
        input=json.dumps([sample.model_dump(mode="json") for sample in samples]),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _any(draw: random.Random) -> OpsSample:
    """A sample with other numbers, small ones and large, whole and not."""
    some = busy().model_dump()
    scale = 10 ** draw.randint(0, 6)
    some["messages"] = [draw.randint(0, scale) * draw.randint(0, 1) for _ in range(60)]
    some["sockets"], some["people"] = draw.randint(0, scale), draw.randint(0, scale)
    for worker in some["workers"]:
        worker["cpu"], worker["lag"] = draw.uniform(0, 400), draw.uniform(0, scale) / 100
        worker["memory"] = draw.randint(0, 10 ** draw.randint(1, 14))
        worker["started_at"] = f"20{draw.randint(10, 26)}-11-21T{draw.randint(10, 23)}:59:30.750Z"
    some["database"]["latency"] = draw.choice([0.25, 0.05, 0.35, 9.95, 99.5, draw.random()])
    some["database"]["size"] = draw.choice([999, 999_499, 999_500, 1_250_000, 10**13, 10**16])
    return OpsSample.model_validate(some)


def test_it_is_for_owners_and_admins_alone(panel: Client, owners_panel: Client) -> None:
    for client in (panel, owners_panel):
        assert client.get("/admin/live/").status_code == 200
    for role in (Role.MEMBER, Role.GUEST):
        answer = log_in(make_user(role=role)).get("/admin/live/", follow=True)
        assert answer.redirect_chain[1][0] == "/"
    stranger = Client().get("/admin/live/", follow=True)
    assert stranger.redirect_chain[-1][0] == "/accounts/login/?next=/admin/live/"


def test_its_first_figures_are_there_before_any_script(panel: Client, room: Room) -> None:
    for _ in range(3):
        factories.send(User.objects.get(username="ada"), room)
    page = text_of(panel.get("/admin/live/"))
    assert 'data-value="hour">3</dd>' in page
    assert page.count("<rect ") == 60
    assert 'aria-current="page">Live</a>' in page
    assert "Not in use" in page
    assert "No worker has said anything yet." in page


def test_what_is_not_known_is_said_so(panel: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.admin.live.first_sample", SAMPLES["broken"])
    page = text_of(panel.get("/admin/live/"))
    assert 'data-value="minute">—</dd>' in page
    assert page.count('data-health="away"') == 2
    assert "<rect " not in page
    monkeypatch.setattr("chat.admin.live.first_sample", SAMPLES["busy"])
    page = text_of(panel.get("/admin/live/"))
    assert page.index("w3") < page.index("does not answer")
    assert "hidden>No worker" in page


def test_a_page_asks_a_few_queries_whatever_is_written(
    panel: Client, room: Room, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    panel.get("/admin/live/")
    ada = User.objects.get(username="ada")
    for number in range(20):
        factories.send(ada, room, f"message {number}")
    with django_assert_max_num_queries(8):
        panel.get("/admin/live/")


@pytest.mark.parametrize("name", list(SAMPLES))
def test_script_says_what_the_server_says(name: str) -> None:
    sample = SAMPLES[name]()
    assert _in_browser([sample]) == [figures(sample)]


def test_script_words_every_number_as_the_server_does() -> None:
    draw = random.Random(7)
    samples = [_any(draw) for _ in range(300)]
    for said, expected in zip(_in_browser(samples), map(figures, samples), strict=True):
        assert said == expected


def test_numbers_are_worded_for_people() -> None:
    values = figures(busy())["values"]
    assert values["sockets"] == "1,186"
    assert values["workers"] == "3 of 4"
    assert values["database_latency"] == "0.3 ms"
    assert values["database_size"] == "2.5 GB"
    assert values["database_connections"] == "37 of 100"
    assert values["chart"] == "55 this minute, 2,123 in the last hour, at most 68 in one minute."
    first, _, third = figures(busy())["workers"]
    assert (first["up"], third["up"], third["lag"]) == ("4 d 3 h", "12 min", "—")
    transports = {one["name"]: one["value"] for one in figures(busy())["transports"]}
    assert transports["Plain WebSocket"] == "3 connections, 1 person"
    fresh = figures(SAMPLES["fresh"]())
    assert fresh["values"]["database_connections"] == "none: it is a file"
    assert fresh["values"]["database_latency"] == "< 0.1 ms"
    assert fresh["workers"][0]["up"] == "47 s"


def test_a_transport_of_another_name_is_shown_under_it() -> None:
    sample = busy()
    odd = sample.transports[0].model_copy(update={"transport": "webtransport"})
    rows = figures(sample.model_copy(update={"transports": [odd]}))["transports"]
    assert rows[-1]["name"] == "webtransport"
    assert [row["value"] for row in rows[:3]] == ["nobody"] * 3


def test_one_message_in_an_hour_can_be_seen_and_is_no_peak() -> None:
    counts = [0] * 59 + [1]
    assert figures(busy().model_copy(update={"messages": counts}))["bars"][-1]["height"] == 25
    counts = [1_000] + [0] * 58 + [1]
    bars = figures(busy().model_copy(update={"messages": counts}))["bars"]
    assert [bar["height"] for bar in (bars[0], bars[1], bars[-1])] == [100, 0, 2]
    assert bars[0]["title"] == "59 min ago: 1,000"
