"""Link previews: addresses fetched, read and made into words and a small picture of ours."""

from chat.previewing.previewer import Previewer

__all__ = ["Previewer"]
