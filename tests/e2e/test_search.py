"""Finding again: the page of search by keys alone, its address, and the switcher."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Route, WebSocketRoute, expect

from tests.e2e.conftest import Enter


def test_a_message_is_found_by_parts_of_words_and_filters_and_gone_to(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    for text in ("the heron stands on the sluice", "a heronry, in March"):
        alice.send(text)
        alice.has_sent(text)
    bob.send("no heron today")
    bob.has_sent("no heron today")
    page = bob.page
    page.keyboard.press("Control+Shift+F")
    field = page.get_by_role("combobox", name="Search messages")
    expect(field).to_be_focused()
    page.wait_for_load_state()
    bob.wait_connected()
    hits = page.get_by_role("list", name="Messages found").get_by_role("listitem")
    field.press_sequentially("hero fr")
    expect(hits).to_have_count(0)  # nothing has `fr` in it
    field.press("Tab")
    field.press_sequentially("ali")
    expect(page.get_by_role("option", name="alice")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("hero from:alice ")
    expect(hits).to_have_count(2)
    expect(hits.first.locator("mark")).to_have_text(["hero"])
    expect(hits.first).to_contain_text("the heron stands")  # what was said before it
    expect(page.get_by_role("status").filter(has_text="2 messages")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["hero from:alice"]}
    page.reload()
    expect(hits).to_have_count(2)
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(bob.row("the heron stands on the sluice")).to_have_attribute("data-highlight", "")
    page.go_back()
    expect(hits).to_have_count(2)
    field.fill("from:nobody hero")
    expect(page.get_by_text("Nobody is called “nobody”.")).to_be_visible()

    # Ctrl+K: names, what one can do, messages.
    page.goto(bob.stack.url)
    bob.wait_connected()
    page.keyboard.press("Control+k")
    switcher = page.get_by_role("combobox", name="Room, person, message or command")
    switcher.press_sequentially("heronry")
    found = page.get_by_role("listbox", name="Where to").get_by_role("option")
    expect(found.filter(has_text="a heronry, in March")).to_have_count(1)
    expect(found.first).to_have_attribute("aria-selected", "true")
    switcher.press("ArrowDown")
    switcher.press("Enter")
    expect(bob.row("a heronry, in March")).to_have_attribute("data-highlight", "")
    page.keyboard.press("Control+k")
    switcher.press_sequentially("shortcuts")
    expect(found.first).to_have_text("Keyboard shortcuts")
    switcher.press("Enter")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert not [*alice.complaints, *bob.complaints]


def test_what_is_written_before_script_runs_is_searched_for_once_it_does(enter: Enter) -> None:
    alice = enter("alice")
    alice.send("the skua turns")
    alice.has_sent("the skua turns")
    page, held, late = alice.page, list[Route](), True

    def script(route: Route) -> None:
        if late:
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile(r"\.js$"), script)
    page.goto(f"{alice.stack.url}/search/", wait_until="commit")
    page.locator("[data-search-input]").fill("skua tur")
    expect(page.get_by_role("list", name="Messages found")).to_be_attached()
    assert held
    late = False
    for route in held:
        route.continue_()
    hits = page.get_by_role("list", name="Messages found").get_by_role("listitem")
    expect(hits).to_have_count(1, timeout=15_000)
    expect(page).to_have_url(re.compile(r"\?q=skua"))


def test_what_is_searched_for_before_the_connection_stands_is_found_once_it_does(
    enter: Enter,
) -> None:
    alice = enter("alice")
    alice.send("the tern dives")
    alice.has_sent("the tern dives")
    page, cut = alice.page, True

    def carried(line: WebSocketRoute) -> None:
        if cut:
            line.close()
        else:
            line.connect_to_server()

    def polled(route: Route) -> None:
        if cut:
            route.abort()
        else:
            route.continue_()

    page.route_web_socket("**/socket.io/**", carried)
    page.route("**/socket.io/**", polled)
    page.goto(f"{alice.stack.url}/search/")
    page.get_by_role("combobox", name="Search messages").fill("tern div")
    status = page.get_by_role("status")
    expect(status.filter(has_text="Waiting for the connection")).to_be_visible()
    cut = False
    hits = page.get_by_role("list", name="Messages found").get_by_role("listitem")
    expect(hits).to_have_count(1, timeout=15_000)
    expect(status.filter(has_text="1 message")).to_be_visible()
    expect(status.filter(has_text="Waiting for the connection")).to_have_count(0)
