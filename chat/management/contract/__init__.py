"""What is made from chat/events and chat/api: documentation, schemas, the browser's types."""

from chat.management.contract.asyncapi import asyncapi
from chat.management.contract.markdown import markdown
from chat.management.contract.openapi import api_markdown, openapi
from chat.management.contract.typescript import typescript

# Where each goes, from the repository's root.
FILES = {
    "docs/events.md": markdown,
    "docs/asyncapi.json": asyncapi,
    "docs/api.md": api_markdown,
    "docs/openapi.json": openapi,
    "static/js/events.d.ts": typescript,
}

__all__ = ["FILES"]
