"""Log lines that an attacker cannot forge: control characters are written as escapes."""

import logging
import re

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _escape(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode()


class EscapeControls(logging.Filter):
    """Escapes CR, LF, ANSI and other controls in a record's message, so that a line stays one."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; always lets it pass."""
        record.msg, record.args = _CONTROLS.sub(_escape, record.getMessage()), ()
        return True
