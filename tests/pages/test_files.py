"""Files in the pages."""

from types import SimpleNamespace

from django.test import Client

from chat.models import Room, User
from chat.templatetags.hearth import file_facts, size_text
from tests.support.factories import send
from tests.support.files import make_file


def test_a_size_reads_as_people_say_it() -> None:
    # The same list as in tests/js/file_facts.test.js: the server and the client agree.
    sizes = (0, 999, 1000, 9949, 99_500, 999_499, 999_500, 1_234_567, 2_500_000_000)
    assert [size_text(size) for size in sizes] == [
        *("0 bytes", "999 bytes", "1.0 kB", "9.9 kB", "100 kB", "999 kB", "1.0 MB", "1.2 MB"),
        "2.5 GB",
    ]
    assert file_facts(SimpleNamespace(name="tides.pdf", size=1_200_000)) == "PDF, 1.2 MB"
    assert file_facts(SimpleNamespace(name="README", size=12)) == "12 bytes"


def test_a_files_name_is_text_in_the_page(client: Client, ada: User, room: Room) -> None:
    send(ada, room, "", files=[make_file(ada, '"><svg onload=alert(1)>.pdf').public_id])
    client.force_login(ada)
    page = client.get(f"/r/{room.pk}/").content.decode()
    assert "<svg onload" not in page
    assert '&quot;&gt;&lt;svg onload=alert(1)&gt;.pdf</span><span class="file-facts"' in page
