"""What is made from chat/events: its documentation, its schema and the browser's types."""

from chat.management.contract.asyncapi import asyncapi
from chat.management.contract.markdown import markdown
from chat.management.contract.typescript import typescript

# Where each goes, from the repository's root.
FILES = {
    "docs/events.md": markdown,
    "docs/asyncapi.json": asyncapi,
    "static/js/events.d.ts": typescript,
}

__all__ = ["FILES"]
