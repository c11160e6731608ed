"""Where things are, which Node to use, and how a command is run or refused in one line."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_AT_LEAST = 20


class Refusal(Exception):
    """Something the person must do first; the message is the one line that says it."""


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder with its output shown; `Refusal` when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=BASE, env=env, check=False)
    if done.returncode:
        shown = " ".join(str(part) for part in command)
        raise Refusal(f"This failed (exit {done.returncode}), see above: {shown}")


def digest(*paths: Path) -> str:
    """A digest of the files' content and of the Python that reads them."""
    sha = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in paths:
        sha.update(path.read_bytes())
    return sha.hexdigest()


def environment() -> dict[str, str]:
    """The environment with the venv's programs first: Node is among them where it came by pip."""
    path = os.environ.get("PATH", "/usr/bin:/bin")
    return {**os.environ, "PATH": f"{VENV / 'bin'}:{path}", "VIRTUAL_ENV": str(VENV)}


def has_node() -> bool:
    """Whether Node, new enough and with npm, is in the system or in the venv."""
    path = environment()["PATH"]
    node = shutil.which("node", path=path)
    if not node or not shutil.which("npm", path=path):
        return False
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = shown.stdout.strip().removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= NODE_AT_LEAST
