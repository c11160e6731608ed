"""Two people where the network lets no WebSocket through, over each stack: polled all the way."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person
from tests.e2e.stacks import PASSWORD, POLLING_STACKS, Stack

# Over each, and what is no matter of where a poll lands over the one where that is hardest.
_EITHER, _SCATTERED = (
    pytest.mark.parametrize("stack", names, indirect=True, scope="module")
    for names in (list(POLLING_STACKS), ["scattered by polling"])
)


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """Hearth behind an nginx that answers 400 to upgrades."""
    with POLLING_STACKS[request.param]() as running:
        yield running


def _both(enter: Enter) -> tuple[Person, Person]:
    alice, bob = enter("alice"), enter("bob")
    alice.goes_by("polling")
    bob.goes_by("polling")
    return alice, bob


@_EITHER
def test_two_people_chat_see_each_other_type_and_come_and_go(enter: Enter) -> None:
    alice, bob = _both(enter)
    expect(alice.page.locator("[data-online-count]").first).to_contain_text("2")
    bob.composer.press_sequentially("thinking aloud", delay=20)
    expect(alice.page.locator("[data-composer] [data-typing]")).to_contain_text("Bob")
    bob.send("thought it")
    alice.sees("thought it")
    expect(alice.page.locator("[data-composer] [data-typing]")).not_to_contain_text("Bob")
    for number in range(5):
        alice.send(f"quick word {number}")
    for number in range(5):
        alice.has_sent(f"quick word {number}")
        bob.sees(f"quick word {number}")
    assert alice.texts() == bob.texts()
    bob.page.close()
    expect(alice.page.locator("[data-online-count]").first).to_contain_text("1", timeout=10_000)


_BOB_HAS_READ = (
    "Membership.objects.get(user__username='bob', room__is_general=True).read_seq"
    " == Room.objects.get(is_general=True).last_seq"
)


@_SCATTERED
def test_what_is_not_read_yet_is_counted(enter: Enter, stack: Stack) -> None:
    alice, bob = _both(enter)
    # Until the server knows that he has read all there is, which the next page counts.
    alice.send("come and look")
    bob.sees("come and look")
    deadline = time.monotonic() + 10
    while not stack.query(_BOB_HAS_READ):
        assert time.monotonic() < deadline
    bob.page.goto(f"{bob.stack.url}/rooms/")
    bob.wait_connected()
    alice.send("have you seen this")
    alice.has_sent("have you seen this")
    general = bob.page.locator('[data-sidebar] [data-room-link]:has-text("general")')
    expect(general.locator("[data-room-unread]")).to_have_text("1")
    general.click()
    bob.sees("have you seen this")
    expect(general.locator("[data-room-unread]")).to_be_hidden()


@_EITHER
def test_a_restart_loses_nothing_and_doubles_nothing(enter: Enter, stack: Stack) -> None:
    alice, bob = _both(enter)
    alice.send("before the restart")
    bob.sees("before the restart")
    assert stack.hearth.stop() == 0
    expect(alice.page.locator("[data-status]")).to_be_visible(timeout=30_000)
    alice.send("written meanwhile")
    expect(alice.row("written meanwhile")).to_have_attribute("data-state", "pending")
    stack.hearth.start()
    # The pauses between attempts grow to 30 s, and it may have been away for that long.
    alice.wait_connected(45)
    bob.wait_connected(45)
    alice.has_sent("written meanwhile")
    bob.sees("written meanwhile")
    bob.send("and after")
    alice.sees("and after")
    assert alice.texts() == bob.texts()
    bob.goes_by("polling")


def _make(stack: Stack, username: str) -> None:
    stack.python(
        "from chat.actions import people\n"
        f"people.create_user(username='{username}', email='{username}@example.org', "
        f"password='{PASSWORD}', display_name='{username.title()}')"
    )


@_SCATTERED
def test_a_page_that_polls_is_left_within_seconds_of_its_account(
    enter: Enter, stack: Stack
) -> None:
    _make(stack, "carol")
    carol = enter("carol")
    carol.goes_by("polling")
    stack.hearth.manage("deactivate", "carol")
    carol.page.wait_for_url("**/accounts/login/**", timeout=5_000)


@_SCATTERED
def test_a_new_password_gives_the_other_tab_a_new_session_and_strands_it_nowhere(
    enter: Enter, stack: Stack
) -> None:
    """The cookie changes under its polls, whose session is the old cookie's."""
    _make(stack, "dora")
    dora = enter("dora")
    tab = dora.page.context.new_page()
    tab.goto(f"{stack.url}/settings/password/")
    tab.get_by_label("Current password").fill(PASSWORD)
    tab.get_by_label("New password").fill("another long password")
    with tab.expect_response(lambda answer: answer.request.method == "POST") as changed:
        tab.get_by_role("button", name="Change the password").click()
    assert changed.value.status == 302
    dora.page.bring_to_front()
    dora.send("still here")
    dora.has_sent("still here")
    dora.wait_connected()
    dora.goes_by("polling")
    assert "/r/" in dora.page.url
