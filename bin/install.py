"""`python3 -m bin.install [--dev]`: the virtual environment and the npm libraries.

Each is stamped with a digest of what it was made from; a second call installs nothing unless
requirements or the lock file changed. `--dev` adds what the tests need; what `--dev` installed
serves a plain call too.
"""

import sys
from pathlib import Path

from bin.tools import BASE, PYTHON, VENV, Refusal, digest, environment, has_node, run

_PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check", "-qq", "install")
_RUN = BASE / "requirements.txt"
_DEV = BASE / "requirements-dev.txt"
_NODE = BASE / "requirements-node.txt"
_LOCK = BASE / "package-lock.json"


def main(arguments: list[str]) -> int:
    """Install what is missing; 1, with one line that says what to do, where that cannot be."""
    dev = "--dev" in arguments
    try:
        if sys.version_info < (3, 11):  # noqa: UP036 — this is the check itself
            found = ".".join(map(str, sys.version_info[:2]))
            raise Refusal(f"Hearth needs Python 3.11 or later, this is {found}: make PYTHON=…")
        _python_packages(dev=dev)
        _npm_packages(dev=dev)
    except Refusal as refusal:
        print(f"hearth: {refusal}", file=sys.stderr)
        return 1
    return 0


def _python_packages(*, dev: bool) -> None:
    wanted = {"run": digest(_RUN), "dev": digest(_RUN, _DEV)}
    stamp = VENV / "hearth-stamp"
    if PYTHON.exists() and _is_current(stamp, wanted, dev=dev):
        return
    if not PYTHON.exists() or not _has_pip():
        _create_venv()
    print("Installing Python packages (once, and when requirements change) …", flush=True)
    stamp.unlink(missing_ok=True)
    run(*_PIP, "-r", _DEV if dev else _RUN)
    _write_stamp(stamp, wanted, dev=dev)


def _npm_packages(*, dev: bool) -> None:
    wanted = {"run": digest(_LOCK), "dev": digest(_LOCK, _LOCK)}
    stamp = BASE / "node_modules" / "hearth-stamp"  # `npm ci` removes the folder, stamp and all
    if _is_current(stamp, wanted, dev=dev):
        return
    if not has_node():
        print("Installing Node from PyPI (this machine has none of 20 or later) …", flush=True)
        run(*_PIP, "-r", _NODE)
    print("Installing npm libraries (once, and when the lock file changes) …", flush=True)
    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run("npm", "ci", *flags, *([] if dev else ["--omit=dev"]), env=environment())
    _write_stamp(stamp, wanted, dev=dev)


def _is_current(stamp: Path, wanted: dict[str, str], *, dev: bool) -> bool:
    found = stamp.read_text().split() if stamp.exists() else []
    return wanted["dev" if dev else "run"] in found


def _write_stamp(stamp: Path, wanted: dict[str, str], *, dev: bool) -> None:
    kinds = ("run", "dev") if dev else ("run",)
    stamp.write_text("".join(f"{wanted[kind]}\n" for kind in kinds))


def _create_venv() -> None:
    print("Creating the virtual environment in .venv …", flush=True)
    try:
        run(sys.executable, "-m", "venv", "--clear", VENV)
    except Refusal:
        raise Refusal(
            "The virtual environment cannot be made: apt-get install python3-venv, then try again."
        ) from None


def _has_pip() -> bool:
    return any(VENV.glob("lib/python3*/site-packages/pip/__main__.py"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
