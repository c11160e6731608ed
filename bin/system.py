"""The servers and programs that the tests drive, from Debian."""

import os
import shutil
import subprocess
from pathlib import Path

from bin.tools import Refusal

# The program that shows that a package is there, and the package.
_NEEDED = {
    "redis-server": "redis-server",
    "nginx": "nginx",
    "chromium": "chromium",
    "openssl": "openssl",
    "systemd-analyze": "systemd",
    "postgres": "postgresql",
}
_FOLDERS = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin"))


def install_missing() -> None:
    """Install what the tests need and this machine lacks; `Refusal` where that cannot be done."""
    packages = missing()
    if not packages:
        return
    apt = _apt()
    line = f"apt-get install {' '.join(packages)}"
    if apt is None:
        raise Refusal(f"The tests need {', '.join(packages)}: as root, {line}")
    print(f"Installing {', '.join(packages)} from Debian …", flush=True)
    if not _install(apt, packages):
        _call([*apt, "update", "-qq"])
        _install(apt, packages)
    if still := missing():
        raise Refusal(f"{', '.join(still)} could not be installed, see above: as root, {line}")


def missing() -> list[str]:
    """The Debian packages that are wanted and not there."""
    return [package for program, package in _NEEDED.items() if not _has(program)]


def _has(program: str) -> bool:
    if program == "postgres":
        return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return shutil.which(program, path=_FOLDERS) is not None


def _apt() -> list[str] | None:
    """How to call apt-get with the right to install; None where there is no way."""
    if not shutil.which("apt-get"):
        return None
    # RUNLEVEL=1: Debian would otherwise start each server as a service of the machine.
    call = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get"]
    if os.geteuid() == 0:
        return call
    if shutil.which("sudo") and _call(["sudo", "-n", "true"]):
        return ["sudo", "-n", *call]
    return None


def _install(apt: list[str], packages: list[str]) -> bool:
    return _call([*apt, "install", "-y", "-qq", "--no-install-recommends", *packages])


def _call(command: list[str]) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0
