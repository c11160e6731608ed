"""Log lines that an attacker cannot forge: control characters are written as escapes."""

import logging
import re

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_FORMATTER = logging.Formatter()


def _escape(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode()


class EscapeControls(logging.Filter):
    """Escapes CR, LF, ANSI and other controls in a record's message, so that a line stays one.

    A traceback, which may quote what someone sent, keeps its lines, each of them indented: none
    can be taken for a record of its own. What Django refuses as suspicious is logged without:
    whoever sends it would choose how much is written.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; always lets it pass."""
        record.msg, record.args = _CONTROLS.sub(_escape, record.getMessage()), ()
        if record.exc_info and record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
        elif record.exc_info:
            lines = _FORMATTER.formatException(record.exc_info).split("\n")
            record.exc_text = "\n".join(f"  {_CONTROLS.sub(_escape, line)}" for line in lines)
        return True
