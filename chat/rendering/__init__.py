"""From what someone wrote to HTML that is safe to show, on the server and once.

Three things stand between an author and the page: Markdown without HTML, `sanitise`'s allow-list,
and the page's Content-Security-Policy.
"""

from chat.rendering.emojis import emoji_names, emoji_title, one_emoji
from chat.rendering.highlight import LANGUAGES
from chat.rendering.links import outgoing
from chat.rendering.markdown import PLAIN_ABOVE, render
from chat.rendering.mentions import EVERYONE, Mentioned, Names, candidates

__all__ = [
    "EVERYONE", "LANGUAGES", "PLAIN_ABOVE", "Mentioned", "Names", "candidates", "emoji_names",
    "emoji_title", "one_emoji", "outgoing", "render",
]  # fmt: skip
