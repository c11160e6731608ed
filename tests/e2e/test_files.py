"""Files: chosen, described, sent when they are here, found again; through a lost connection too."""

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Enter
from tests.e2e.people import Person
from tests.support.pictures import drawn, saved

_DATA = """const data = new DataTransfer();
  data.items.add(new File(["abc"], NAME, {type: "text/plain"}));"""
DROP = """(pane) => { DATA
  for (const name of ["dragenter", "drop"])
    pane.dispatchEvent(new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: data}));
}""".replace("DATA", _DATA.replace("NAME", '"dropped.txt"'))
PASTE = """(field) => { DATA
  field.dispatchEvent(
    new ClipboardEvent("paste", {bubbles: true, cancelable: true, clipboardData: data}));
}""".replace("DATA", _DATA.replace("NAME", '"image.png"'))


def attach(person: Person, *files: Path) -> None:
    """Choose files at the room's composer."""
    person.page.locator("[data-composer] [data-file-input]").set_input_files(list(files))


def chip(person: Person, name: str) -> Locator:
    """A file in the room's tray."""
    return person.page.locator("[data-composer] [data-tray-file]", has_text=name)


def is_ready(person: Person, name: str) -> None:
    """It is with the server."""
    expect(chip(person, name)).to_have_attribute("data-state", "ready", timeout=20_000)


def test_files_are_attached_described_sent_and_found_again(enter: Enter, tmp_path: Path) -> None:
    alice, bob = enter("alice"), enter("bob")
    picture, table, program = (tmp_path / name for name in ("dyke.png", "tide.csv", "setup.exe"))
    picture.write_bytes(saved(drawn(900, 600), "PNG"))
    table.write_text("station,high water\nWeir,09:12\n" * 60_000)
    program.write_bytes(b"MZ" + b"\0" * 90)

    # What is not taken says so, and what is there waits for it to be removed.
    attach(bob, picture, table, program)
    expect(chip(bob, "setup.exe")).to_contain_text("not taken here")
    bob.complaints.clear()  # the browser's own, of that refusal
    is_ready(bob, "dyke.png")
    is_ready(bob, "tide.csv")
    bob.send("What we measured")
    expect(bob.page.get_by_text("Not sent yet: a file could not be uploaded")).to_be_visible()
    chip(bob, "setup.exe").get_by_role("button", name="Remove setup.exe").click()
    chip(bob, "dyke.png").get_by_role("button", name="Describe dyke.png").click()
    dialog = bob.page.get_by_role("dialog", name="Describe the file")
    dialog.get_by_label("What it shows").fill("The dyke from the north")
    dialog.get_by_role("button", name="Save").click()
    expect(chip(bob, "The dyke from the north")).to_be_visible()

    # A page that is loaded again has them still, and what was written.
    bob.page.reload()
    bob.wait_connected()
    is_ready(bob, "dyke.png")
    expect(bob.composer).to_have_value("What we measured")
    bob.composer.press("Enter")
    alice.sees("What we measured")
    expect(chip(bob, "dyke.png")).to_have_count(0)
    link = alice.row("What we measured").locator("a", has_text="tide.csv")
    with alice.page.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes() == table.read_bytes()

    # Dropped or pasted, and sent without a word.
    alice.page.locator("[data-conversation]").evaluate(DROP)
    alice.composer.evaluate(PASTE)
    is_ready(alice, "dropped.txt")
    is_ready(alice, "Pasted")
    alice.composer.press("Enter")
    expect(bob.page.locator("[data-rows] [data-file]", has_text="dropped.txt")).to_be_visible()

    # A lost connection: the message goes when its file has come.
    report = tmp_path / "report.txt"
    report.write_text("high water " * 200_000)
    bob.page.context.set_offline(True)
    attach(bob, report)
    bob.send("The report")
    expect(bob.page.locator("[data-composer] [data-tray-wait]")).to_be_visible()
    bob.page.context.set_offline(False)
    bob.page.evaluate("window.dispatchEvent(new Event('online'))")
    alice.sees("The report")
    expect(alice.row("The report").locator("a", has_text="report.txt")).to_be_visible()

    # Taken back, it is in the composer again with its file.
    bob.page.get_by_role("button", name="Undo send").click()
    is_ready(bob, "report.txt")
    expect(bob.composer).to_have_value("The report")
    chip(bob, "report.txt").get_by_role("button", name="Remove report.txt").click()
    bob.composer.fill("")

    # The room's files, by kind, and the way back to their message.
    alice.page.locator("[data-room-header] [data-open-details]").click()
    alice.page.get_by_role("tab", name="Files").click()
    panel = alice.page.get_by_role("tabpanel", name="Files")
    expect(panel.locator("[data-room-file]")).to_have_count(4)
    panel.get_by_role("button", name="Documents").click()
    expect(panel.locator("[data-room-file]")).to_have_count(2)
    panel.get_by_role("link", name="To the message with tide.csv").click()
    expect(alice.page.locator("[data-highlight]")).to_contain_text("What we measured")
