"""Two people in two browsers, over both stacks: what the one does, the other sees."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.stacks import Stack
from tests.support.proxy import TcpProxy

pytestmark = pytest.mark.both_stacks


def test_both_see_what_the_other_writes_edits_and_deletes(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.send("Is the *kettle* on?")
    alice.has_sent("Is the kettle on?")
    bob.sees("Is the kettle on?")
    expect(bob.row("Is the kettle on?").locator("em")).to_have_text("kettle")
    bob.send("It is now")
    alice.sees("It is now")

    bob.composer.press("ArrowUp")
    expect(bob.composer).to_have_value("It is now")
    bob.send("It is now, with tea")
    alice.sees("It is now, with tea")
    expect(alice.row("It is now, with tea").locator("[data-edited]")).to_be_visible()


def test_each_sees_the_other_type_and_come_and_go(enter: Enter, stack: Stack) -> None:
    alice, bob = enter("alice"), enter("bob")
    bob.composer.press_sequentially("thinking aloud", delay=20)
    expect(alice.page.locator("[data-composer] [data-typing]")).to_contain_text("Bob")
    bob.send("thought it")
    alice.sees("thought it")
    expect(alice.page.locator("[data-composer] [data-typing]")).not_to_contain_text("Bob")
    expect(alice.page.locator("[data-online-count]").first).to_contain_text("2")
    bob.page.close()
    expect(alice.page.locator("[data-online-count]").first).to_contain_text("1", timeout=20_000)


def test_each_of_them_is_on_another_worker(enter: Enter, stack: Stack) -> None:
    """In production, so that what they see of each other came by way of Redis."""
    enter("alice"), enter("bob")
    workers = stack.query("sorted(set(Connection.objects.values_list('worker', flat=True)))")
    assert len(workers) == len(stack.hearth.ports)


def test_a_cut_line_loses_nothing_and_doubles_nothing(
    enter: Enter, enter_by: Enter, line: TcpProxy
) -> None:
    alice, bob = enter_by("alice"), enter("bob")
    alice.send("before the storm")
    bob.sees("before the storm")
    line.cut()
    expect(alice.page.locator("[data-status]")).to_be_visible(timeout=30_000)
    for number in range(1, 4):
        alice.send(f"storm note {number} from alice")
        bob.send(f"storm note {number} from bob")
        bob.has_sent(f"storm note {number} from bob")
    expect(alice.row("storm note 3 from alice")).to_have_attribute("data-state", "pending")
    line.restore()
    alice.wait_connected()
    for number in range(1, 4):
        for person in (alice, bob):
            person.sees(f"storm note {number} from alice")
            person.sees(f"storm note {number} from bob")
        alice.has_sent(f"storm note {number} from alice")
    assert alice.texts() == bob.texts()


def test_what_waits_in_the_outbox_survives_a_reload(
    enter: Enter, enter_by: Enter, line: TcpProxy
) -> None:
    alice, bob = enter_by("alice"), enter("bob")
    line.cut()
    expect(alice.page.locator("[data-status]")).to_be_visible(timeout=30_000)
    alice.send("written in the dark")
    expect(alice.row("written in the dark")).to_have_attribute("data-state", "pending")
    line.restore()
    alice.page.reload()
    alice.has_sent("written in the dark")
    bob.sees("written in the dark")
