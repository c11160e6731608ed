"""What a file is called and what it is: nothing that its sender says is believed."""

import pytest

from chat.files.kinds import HEAD, SHOWN, kind_of, media_type
from chat.files.names import LENGTH, clean_file_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Tide table (v2).pdf", "Tide table (v2).pdf"),
        ("../../x", "x"),
        ("C:\\Users\\ines\\dyke.png", "dyke.png"),
        ("a.png\r\nX: y", "a.pngX: y"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ('"><svg onload>.png', '"><svg onload>.png'),  # a name, shown as text
        ("e\u0301te\u0301.txt", "été.txt"),
        ("...", "file"),
        ("\u200b", "file"),
        ("", "file"),
        ("日本.txt", "日本.txt"),
    ],
)
def test_a_name_loses_its_path_and_what_is_not_seen(given: str, kept: str) -> None:
    assert clean_file_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_file_name("x" * 500 + ".pdf")
    assert (len(name), name[-5:]) == (LENGTH, "x.pdf")


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (b"\x89PNG\r\n\x1a\n...", "a.txt", "image/png"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        (b"GIF89a<script>", "a.html", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a", "image/webp"),
        (b"\0\0\0\0\0\0\0\0WEBP", "a", "application/octet-stream"),
        (b"RIFF\0\0\0\0WAVEfmt ", "a", "audio/wav"),
        (b"\0\0\0\x20ftypavif", "a", "image/avif"),
        (b"\0\0\0\x20ftypM4A ", "a", "audio/mp4"),
        (b"\0\0\0\x20ftypisom", "a.html", "video/mp4"),
        (b"OggS" + b"\0" * 24 + b"\x80theora", "a", "video/ogg"),
        (b"OggS" + b"\0" * 24 + b"\x01vorbis", "a", "audio/ogg"),
        (b"%PDF-1.7", "a.png", "application/pdf"),
        (b"MZ\x90\0", "a.png", "application/x-msdownload"),
        (b"PK\x03\x04", "a.zip", "application/zip"),
        (b"<svg onload=alert(1)>", "a.svg", "image/svg+xml"),
        (b"<html>", "a.html", "text/html"),
        (b"<html>", "a.png", "application/octet-stream"),
        (b"plain words", "README", "text/plain"),
        ("ü".encode()[:1] * 1, "a", "application/octet-stream"),
        ((b"a" + "ü".encode() * HEAD)[:HEAD], "a", "text/plain"),
        (b"\0\x01\x02", "a", "application/octet-stream"),
        (b"", "a", "application/octet-stream"),
        (b"\x1f\x8b\x08\0", "a.tar.gz", "application/octet-stream"),
    ],
)
def test_its_content_decides_what_is_shown(head: bytes, name: str, found: str) -> None:
    assert media_type(head, name) == found


def test_only_what_no_browser_takes_for_a_page_is_shown() -> None:
    assert {kind.split("/")[0] for kind in SHOWN} == {"image", "audio", "video"}
    assert "image/svg+xml" not in SHOWN
    kinds = ("image/png", "video/mp4", "audio/ogg", "text/csv", "image/svg+xml", "application/zip")
    assert [kind_of(kind).value for kind in kinds] == [
        *("picture", "video", "audio", "document", "other", "other")
    ]
