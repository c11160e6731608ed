"""axe-core finds nothing serious: each page, each dialog and each state, by day and by night."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory
from playwright.sync_api import Page

from chat.accounts.first_run import owner_link
from chat.actions import invites
from chat.models import Room, User
from chat.views import errors
from tests.pages.screen import Screen, View, faults_in_each, serious_faults
from tests.support.pages import log_in, text_of

THEMES = (View(), View(theme="dark"))
NARROW = tuple(View(theme=theme, width=360, touch=True) for theme in ("light", "dark"))
DIALOGS = [
    *("switcher", "create-room", "browse", "people", "new-message", "section", "room-settings"),
    *("add-member", "confirm", "log-out", "shortcuts", "emoji", "forward", "poll", "saved"),
    *("saved-edit", "jump-date", "schedule", "status", "threads", "versions", "writing"),
    *("custom-emoji", "describe-file", "lightbox", "seen"),
]
# What script shows and hides, all at once: what stands in the page must hold in any mixture.
STATES = """() => {
  for (const name of ["status", "jump-latest", "jump-count", "editing", "count"])
    document.querySelector(`[data-${name}]`).hidden = false;
  document.querySelector("[data-count]").textContent = "9 left";
  document.querySelector("[data-jump-count]").textContent = "12";
  document.querySelector("[data-typing]").textContent = "Ben is typing…";
  const rows = [...document.querySelectorAll('[data-message][data-kind="text"]')];
  rows[0].dataset.state = "pending";
  rows[1].dataset.state = "failed";
  const failure = document.querySelector("#t-message").content.querySelector("[data-failure]");
  rows[1].append(failure.cloneNode(true));
  rows[1].querySelector("[data-failure]").hidden = false;
  rows[2].toggleAttribute("data-highlight", true);
  for (const row of rows) {
    row.append(document.querySelector("#t-actions").content.cloneNode(true));
    row.toggleAttribute("data-actions-open", true);
  }
  const option = document.querySelector("#t-emoji").content.cloneNode(true);
  option.querySelector("[data-option-name]").textContent = ":fire:";
  option.firstElementChild.ariaSelected = "true";
  const list = document.querySelector("[data-suggestions]");
  list.append(option);
  list.hidden = false;
}"""

pytestmark = pytest.mark.django_db


def opening(pane: str) -> Callable[[Page], list[str]]:
    def act(page: Page) -> list[str]:
        page.evaluate("(pane) => document.querySelector('[data-app]').dataset.pane = pane", pane)
        return serious_faults(page)

    return act


@pytest.mark.parametrize(
    ("pane", "views"),
    [("timeline", NARROW), ("sidebar", NARROW), ("details", NARROW), ("details", THEMES)],
)
def test_a_room_has_no_serious_fault_whichever_pane_shows(
    screen: Screen, busy_page: str, pane: str, views: tuple[View, ...]
) -> None:
    assert screen.look_each(busy_page, opening(pane), views) == [[], []]


@pytest.mark.parametrize("view", THEMES, ids=["light", "dark"])
def test_a_rooms_passing_states_have_no_serious_fault(
    screen: Screen, busy_page: str, view: View
) -> None:
    def act(page: Page) -> list[str]:
        page.evaluate(STATES)
        return serious_faults(page)

    assert screen.look(busy_page, act, view) == []


def test_dialogs_and_the_menu_have_no_serious_fault(screen: Screen, busy_page: str) -> None:
    def act(page: Page) -> list[str]:
        found = []
        for name in DIALOGS:
            dialog = f'[data-dialog="{name}"]'
            page.evaluate("(dialog) => document.querySelector(dialog).showModal()", dialog)
            found += serious_faults(page, dialog)
            page.evaluate("(dialog) => document.querySelector(dialog).close()", dialog)
        page.locator("[data-account-button]").click()
        found += serious_faults(page, "#account-menu")
        page.keyboard.press("Escape")
        return found

    assert screen.look_each(busy_page, act, THEMES) == [[], []]


@pytest.mark.parametrize(
    "path",
    [
        *("/people/", "/rooms/", "/search/?q=hello", "/settings/", "/settings/password/"),
        *("/settings/sessions/", "/settings/tokens/", "/invites/", "/api/docs"),
        *("/inbox/", "/catch-up/"),
    ],
)
def test_other_pages_of_a_reader_have_no_serious_fault(
    screen: Screen, busy: Room, olga: User, path: str
) -> None:
    answer = log_in(olga).get(path)
    assert answer.status_code == 200
    assert faults_in_each(screen, text_of(answer), THEMES) == {}


def test_a_reader_without_a_room_gets_a_page_without_serious_fault(
    screen: Screen, gus: User
) -> None:
    html = text_of(log_in(gus).get("/"))
    assert faults_in_each(screen, html, NARROW) == {}


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/invite/no/"])
def test_the_ways_in_have_no_serious_fault(
    screen: Screen, client: Client, ada: User, path: str
) -> None:
    html = text_of(client.get(path))
    assert faults_in_each(screen, html, THEMES) == {}


def test_an_open_invite_has_no_serious_fault(screen: Screen, olga: User) -> None:
    invite = invites.create_invite(actor=olga, role="member", days=1, uses=1)
    answer = Client().get(f"/invite/{invite.secret}/")
    assert "Password" in text_of(answer)
    assert faults_in_each(screen, text_of(answer), THEMES) == {}


def test_the_first_run_has_no_serious_fault_fresh_or_refused(
    screen: Screen, client: Client, settings: LazySettings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    link = owner_link()
    assert link is not None
    path = urlsplit(link).path
    for answer in (client.get(path), client.post(path, {"username": "a b", "password": "1"})):
        assert answer.status_code == 200
        assert faults_in_each(screen, text_of(answer), THEMES) == {}


def test_a_refused_form_has_no_serious_fault(screen: Screen, client: Client, ada: User) -> None:
    html = text_of(client.post("/accounts/login/", {"login": "ada", "password": "wrong"}))
    assert faults_in_each(screen, html, THEMES) == {}


def test_error_pages_have_no_serious_fault(screen: Screen, rf: RequestFactory) -> None:
    request = rf.get("/somewhere/")
    for answer in (errors.not_found(request), errors.csrf_failure(request)):
        assert faults_in_each(screen, text_of(answer), THEMES) == {}
