"""What someone sends cannot be taken for a line of the log."""

import io
import logging

from project.logs import EscapeControls

FORGED = "x\r\n2026-11-21 09:00:00 INFO hearth all is well \x1b[2J\u2028\x85"


def _logged(name: str, message: str, error: Exception | None = None) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    handler.addFilter(EscapeControls())
    record = logging.LogRecord(name, logging.ERROR, "", 1, "%s", (message,), None)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    handler.handle(record)
    return stream.getvalue()


def test_a_message_stays_one_line() -> None:
    text = _logged("hearth", FORGED)
    assert text.isprintable() or text[:-1].isprintable()
    assert text.count("\n") == 1


def test_no_line_of_a_traceback_looks_like_a_record() -> None:
    lines = _logged("hearth", "failed", ValueError(FORGED)).splitlines()
    assert lines[0] == "ERROR failed"
    assert len(lines) > 1
    assert all(line.startswith("  ") and line.isprintable() for line in lines[1:])


def test_what_is_refused_as_suspicious_is_one_line() -> None:
    text = _logged("django.security.DisallowedHost", "evil", ValueError(FORGED))
    assert text == "ERROR evil\n"
