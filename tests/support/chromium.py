"""Debian's Chromium, as every test and picture starts it."""

import os

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # nothing here may ask the internet
    "--disable-component-update",
    "--disable-sync",
]
