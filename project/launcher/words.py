"""What the launcher prints once it serves: how to stop, back up and upgrade; and, last, where."""

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from project.launcher.addresses import Address


def announce(addresses: Sequence[Address]) -> None:
    """Print it, and tell systemd that the service is up, where systemd started it."""
    sys.stdout.write(f"{text(addresses)}\n")
    sys.stdout.flush()
    _tell_systemd("READY=1")


def text(addresses: Sequence[Address]) -> str:
    """The lines; the address, and before the first run the owner's link, are the last."""
    from chat.accounts.first_run import owner_link

    python = _relative(Path(sys.executable))
    lines = [
        "",
        "  Stop      Ctrl+C, or SIGTERM: running requests end, clients come back by themselves",
        f"  Back up   {python} manage.py backup   (database, uploads and key, in one file)",
        "  Upgrade   back up, stop, git pull, and start again: it migrates by itself",
        f"  Data      {settings.DATA}",
        "",
    ]
    if len(addresses) > 1 or addresses[0].path is not None:
        lines += [f"  Worker    {address.worker} at {address.shown}" for address in addresses]
        lines.append("")
    lines.append(f"Hearth serves {settings.SITE_URL}")
    if link := owner_link():
        lines.append(f"Nobody has an account yet. Make the owner's at {link}")
    return "\n".join(lines)


def _relative(path: Path) -> str:
    try:
        return str(path.relative_to(settings.BASE_DIR))
    except ValueError:
        return str(path)


def _tell_systemd(message: str) -> None:
    """The protocol of sd_notify(3): a datagram to the socket that NOTIFY_SOCKET names."""
    name = os.environ.get("NOTIFY_SOCKET", "")
    if not name:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect(f"\0{name[1:]}" if name.startswith("@") else name)
        channel.send(message.encode())
