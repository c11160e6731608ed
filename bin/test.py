"""`python3 -m bin.test`: everything that must hold before a change lands. `make test` runs it.

`--lint` stops after what needs no server: style, types, import rules, generated files, JavaScript.
The last line says passed or failed, and the exit code is 1 when anything failed.
"""

import os
import sys
import time

from bin import install, system
from bin.steps import Step, run_lanes
from bin.tools import BASE, PYTHON, VENV, Refusal, environment

# What a developer's shell may set for their own server, and the tests must not see.
_PRIVATE = (
    *("PORT", "HOST", "DATABASE_URL", "REDIS_URL", "WORKERS", "SITE_URL", "DATA", "SECRET_KEY"),
    *("TRUSTED_PROXIES", "DEBUG", "ALLOWED_HOSTS", "OPEN_SIGNUP", "EMAIL_HOST"),
)
_PRODUCTION = {
    "SITE_URL": "https://chat.example.org",
    "TRUSTED_PROXIES": "1",
    "DATA": str(BASE / "var" / "test-production"),
}
COVERED = {"channels_socketio": 100, "chat/actions": 95}  # percent of the branches
# What reads or writes the database in ways of its own, and so is run on PostgreSQL too.
_STORED = (
    *("actions", "queries", "test_execution.py", "test_presence.py", "test_revocation.py"),
    *("test_sockets.py", "test_watcher.py"),
)


def main(arguments: list[str]) -> int:
    """Set up, run everything, say what came of it."""
    started = time.monotonic()
    try:
        if "--lint" not in arguments:
            system.install_missing()
        if install.main(["--dev"]):
            return 1
    except Refusal as refusal:
        print(f"hearth: {refusal}", file=sys.stderr)
        return 1
    steps = _run(lint_only="--lint" in arguments)
    return _report(steps, time.monotonic() - started)


def _run(*, lint_only: bool) -> list[Step]:
    env = {name: value for name, value in environment().items() if name not in _PRIVATE}
    env["DATA"] = str(BASE / "var" / "test")
    # The servers of these tests start very often, each time a quarter slower from source.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    types, others, tests = _types(env), _lint(env), _tests(env)
    run_lanes(types, others)
    if lint_only:
        return [*types, *others]
    # After the others, not beside them: tests that measure time want both cores.
    for step in tests:
        print(f"\n{step.name} …", flush=True)
        step.run()
        print(f"{step.output}{step.line}", flush=True)
    return [*types, *others, *tests]


def _types(env: dict[str, str]) -> list[Step]:
    return [Step("types (mypy)", [_tool("mypy")], env)]


def _lint(env: dict[str, str]) -> list[Step]:
    manage = [str(PYTHON), "manage.py"]
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    return [
        Step("style (ruff check)", [_tool("ruff"), "check"], env),
        Step("format (ruff format)", [_tool("ruff"), "format", "--check"], env),
        Step("import rules (import-linter)", [_tool("lint-imports")], env),
        Step("migrations", [*manage, "makemigrations", "--check", "--dry-run"], env),
        Step("events' generated files", [*manage, "events", "--check"], env),
        Step("production settings (check --deploy)", deploy, {**env, **_PRODUCTION}),
        Step("JavaScript types (tsc)", ["npm", "run", "--silent", "check"], env),
        Step("JavaScript tests (node)", ["npm", "test", "--silent"], env),
    ]


def _tests(env: dict[str, str]) -> list[Step]:
    # By file, so that what a file's tests share starts once.
    by_file = ["--dist", "loadfile", "--no-loadscope-reorder"]
    pytest = [_tool("pytest"), "-n", "3", *by_file, "-q", "--durations=25"]
    stored = [f"tests/chat/{part}" for part in _STORED]
    on_postgres = [str(PYTHON), "-m", "tests.support.on_postgres", *pytest, *stored]
    covered = [*pytest, "--cov", "--cov-report=", "--ignore=tests/e2e"]
    # In processes of their own: Playwright leaves an event loop running, which Django's database
    # and asyncio's tests refuse to share. One stack to each at a time.
    browsers = [_tool("pytest"), "-n", "3", "-q", "tests/e2e"]
    return [
        Step("Python and interop tests", covered, env, quiet=False),
        *(
            Step(f"branches of {path} ({least} %)", _coverage(path, least), env)
            for path, least in COVERED.items()
        ),
        Step("the same actions on PostgreSQL", on_postgres, env, quiet=False),
        Step("two people in two browsers, on both stacks", browsers, env, quiet=False),
    ]


def _coverage(path: str, least: int) -> list[str]:
    return [_tool("coverage"), "report", f"--include={path}/*", f"--fail-under={least}"]


def _tool(name: str) -> str:
    return str(VENV / "bin" / name)


def _report(steps: list[Step], seconds: float) -> int:
    failed = [step for step in steps if not step.passed]
    print("\n" + "\n".join(step.line for step in steps))
    print(f"\n{len(steps) - len(failed)} passed, {len(failed)} failed")
    took = f"{int(seconds) // 60} min {int(seconds) % 60} s"
    if failed:
        print(f"make test: FAILED after {took}: {', '.join(step.name for step in failed)}")
        return 1
    print(f"make test: passed in {took}")
    return 0


if __name__ == "__main__":
    os.chdir(BASE)
    sys.exit(main(sys.argv[1:]))
