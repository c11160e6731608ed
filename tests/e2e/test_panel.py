"""Account pages and the panel in a real browser: the first run whole, and a quiet console."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.factories import PASSWORD
from tests.support.hearth import HearthServer

# One story, told in order.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def hearth() -> Iterator[HearthServer]:
    """Hearth with nothing in it."""
    with HearthServer() as running:
        yield running


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """The owner's browser, for the whole story."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the console says against the page: errors, a style or script that the policy stops."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def _fill_account(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("User name").fill(name.split()[0])
    page.get_by_label("E-mail address").fill(f"{name.split()[0]}@example.org")
    page.get_by_label("Password").fill(PASSWORD)


def test_the_owner_sets_up_and_lands_in_general_with_a_link_to_copy(
    hearth: HearthServer, page: Page, browser: Browser, complaints: list[str]
) -> None:
    page.goto(hearth.manage("owner_link").strip())
    page.get_by_label("Organisation").fill("Paper Street")
    _fill_account(page, "olga owner")
    page.get_by_role("button", name="Set up Hearth").click()
    page.wait_for_url("**/r/*/")
    link = page.get_by_label("Invite link").input_value()
    assert page.get_by_role("heading", name="Welcome to Paper Street").is_visible()
    assert complaints == []

    other = browser.new_context(timezone_id="Asia/Tokyo").new_page()
    other.goto(link)
    _fill_account(other, "ben baker")
    other.get_by_role("button", name="Join").click()
    other.wait_for_url("**/r/*/")
    other.goto(f"{hearth.url}/settings/")
    assert other.get_by_label("Time zone").input_value() == "Asia/Tokyo"
    other.context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/settings/", "/settings/password/", "/settings/sessions/", "/settings/tokens/",
        "/invites/", "/admin/", "/admin/chat/user/", "/admin/chat/user/?q=olga",
        "/admin/chat/user/1/change/", "/admin/chat/user/act/deactivate/?ids=1",
        "/admin/chat/user/act/role/?ids=1", "/admin/chat/room/", "/admin/chat/room/1/change/",
        "/admin/chat/message/", "/admin/chat/message/reported/", "/admin/chat/invite/",
        "/admin/chat/accesstoken/", "/admin/chat/auditentry/", "/admin/chat/auditentry/1/change/",
        "/admin/chat/organisation/", "/admin/live/",
    ],
)  # fmt: skip
def test_no_page_asks_for_what_the_policy_forbids(
    hearth: HearthServer, page: Page, complaints: list[str], path: str
) -> None:
    answer = page.goto(f"{hearth.url}{path}")
    assert answer is not None
    assert answer.status == 200
    assert "/accounts/login/" not in page.url
    page.wait_for_load_state("networkidle")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_act_is_done_from_the_list(
    hearth: HearthServer, page: Page, complaints: list[str]
) -> None:
    page.goto(f"{hearth.url}/admin/chat/user/")
    page.get_by_role("row", name="ben").get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option(label="Deactivate")
    page.get_by_role("button", name="Go").click()
    page.get_by_label("Reason").fill("left us")
    page.get_by_role("button", name="Deactivate").click()
    page.get_by_text("Deactivate: done for 1.").wait_for()
    page.goto(f"{hearth.url}/admin/chat/auditentry/")
    assert page.get_by_text("left us").is_visible()
    assert complaints == []


def test_the_panel_follows_the_theme(hearth: HearthServer, page: Page) -> None:
    shades = []
    for theme in ("Light", "Dark"):
        page.goto(f"{hearth.url}/settings/")
        page.get_by_label(theme, exact=True).check()
        page.get_by_role("button", name="Use this theme").click()
        page.goto(f"{hearth.url}/admin/")
        shades.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert shades[0] != shades[1]
