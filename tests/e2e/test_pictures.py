"""Pictures: emoji of one's own, faces, and what is shown in place and large."""

import re

from playwright.sync_api import FilePayload, Route, expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person
from tests.support.pictures import drawn, saved


def payload(name: str, width: int, height: int) -> FilePayload:
    """A picture to choose in a file's field."""
    return {"name": name, "mimeType": "image/png", "buffer": saved(drawn(width, height), "PNG")}


def test_an_emoji_is_added_written_reacted_with_and_withdrawn(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    name = "spring_tide"
    _add_emoji(alice, name)
    alice.composer.fill("look ")
    alice.composer.press_sequentially(":spring")
    option = alice.page.locator("[data-composer] [data-suggestions] [data-option]").first
    expect(option.locator("img.emoji")).to_be_visible()
    alice.composer.press("Enter")
    expect(alice.composer).to_have_value(f"look :{name}: ")
    alice.composer.press("Enter")
    seen = bob.page.locator("[data-rows] [data-message]", has_text="look").last
    expect(seen.locator(f'.prose img.emoji[alt=":{name}:"]')).to_have_js_property("complete", True)
    mine = alice.page.locator("[data-rows] [data-message]", has_text="look").last
    mine.focus()
    alice.page.keyboard.press("r")
    alice.page.get_by_role("button", name="All emoji").click()
    alice.page.keyboard.type(name)
    picker = alice.page.get_by_role("dialog", name="Emoji", exact=True)
    expect(picker.locator("[data-emoji] img")).to_have_count(1)
    alice.page.keyboard.press("Enter")
    expect(seen.get_by_role("button", name="spring tide, 1 person")).to_be_visible()
    _withdraw_emoji(alice, name)
    expect(seen.locator("img.emoji")).to_have_count(0)
    expect(seen.locator(".prose")).to_have_text(f"look :{name}:")


_SEND = """
import io
from chat.actions import messages, uploads
from chat.models import Room, User
from tests.support.pictures import animated, drawn, saved
author, room = User.objects.get(username="alice"), Room.objects.get(is_general=True)
def put(name, data):
    upload = uploads.create_upload(owner=author, name=name, size=len(data))
    file_id = upload.file.public_id
    uploads.append_upload(owner=author, file_id=file_id, offset=0, content=io.BytesIO(data))
    return file_id
def send(text, *files):
    messages.send_message(
        author=author, room_id=room.pk, text=text, files=list(files), client_id="pic-" + text
    )
send("a-wide-one", put("wide.png", saved(drawn(1600, 800), "PNG")))
send("two-more", put("tall.png", saved(drawn(300, 600), "PNG")), put("moves.gif", animated("GIF")))
"""


def test_pictures_stand_in_place_and_open_large(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    page = bob.page
    alice.stack.python(_SEND)
    wide = bob.row("a-wide-one").locator("[data-picture] img")
    expect(wide).to_have_js_property("naturalWidth", 720)
    assert wide.bounding_box()["width"] == 416  # type: ignore[index]
    expect(bob.row("two-more").locator("[data-picture]")).to_have_count(2)
    page.reload()
    bob.wait_connected()
    wide.click()
    box = page.get_by_role("dialog", name="Picture")
    large = box.get_by_role("img", name="wide.png")
    expect(large).to_have_js_property("naturalWidth", 1600)
    page.keyboard.press("ArrowRight")
    expect(box.get_by_role("img", name="tall.png")).to_be_visible()
    page.keyboard.press("z")
    zoom = box.get_by_role("button", name="Full size")
    expect(zoom).to_have_attribute("aria-pressed", "true")
    zoom.click()
    box.get_by_role("button", name="The next picture").click()
    expect(box.get_by_role("status")).to_have_text(re.compile(r"(\d) of \1"))
    expect(box.get_by_role("button", name="The next picture")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator('[data-picture][data-name="moves.gif"]')).to_be_focused()


def _add_emoji(person: Person, name: str) -> None:
    person.page.get_by_role("button", name="Emoji", exact=True).click()
    person.page.get_by_role("button", name="Add an emoji").click()
    dialog = person.page.get_by_role("dialog", name="Emoji of our own")
    dialog.locator("input[type=file]").set_input_files(payload("High Tide!.png", 200, 160))
    expect(dialog.get_by_label("Name")).to_have_value("high_tide")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Add the emoji").click()
    expect(dialog).to_be_hidden()


def _withdraw_emoji(person: Person, name: str) -> None:
    person.page.get_by_role("button", name="Emoji", exact=True).click()
    person.page.get_by_role("button", name="Add an emoji").click()
    button = person.page.get_by_role("button", name=f"Withdraw :{name}:")
    button.click()
    button.click()
    person.page.keyboard.press("Escape")


def test_a_face_is_chosen_cut_by_keys_seen_by_others_and_removed(enter: Enter) -> None:
    alice, bob = enter("alice"), enter("bob")
    alice.send("this is me")
    bob.sees("this is me")
    settings, held = alice.page.context.new_page(), list[Route]()
    # Chosen before the script of it is there: it is taken all the same.
    settings.route(re.compile("avatar_editor"), lambda route: held.append(route))
    with settings.expect_request(re.compile("avatar_editor")):
        settings.goto(f"{alice.stack.url}/settings/")
    settings.locator("[data-avatar-editor] input[type=file]").set_input_files(
        payload("face.png", 300, 200)
    )
    held[0].continue_()
    view = settings.get_by_role("application")
    expect(view).to_be_focused()
    for key in ("+", "+", "ArrowRight", "ArrowDown"):
        settings.keyboard.press(key)
    expect(settings.get_by_label("Zoom")).to_have_value("1.2")
    settings.get_by_role("button", name="Use this picture").click()
    expect(settings.get_by_role("status")).to_have_text("Your picture is kept.")
    face = bob.row("this is me").last.locator("[data-avatar] img")
    expect(face).to_have_js_property("naturalWidth", 96)
    expect(alice.page.locator("[data-account-button] [data-avatar] img")).to_have_count(1)
    bob.page.reload()
    expect(face).to_have_js_property("naturalWidth", 96)
    settings.get_by_role("button", name="Remove your picture").click()
    expect(settings.get_by_role("status")).to_have_text("Your picture is removed.")
    expect(face).to_have_count(0)
