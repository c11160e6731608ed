"""The examples, each in a process of its own, with the official client and a browser."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support.chromium import ARGUMENTS, CHROMIUM
from tests.support.ports import free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]
Answer = TypeVar("Answer")


@contextlib.contextmanager
def running(name: str, **env: str) -> Iterator[str]:
    """The address of `python -m examples.<name>`. At its end it must have had nothing to say."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", f"examples.{name}", str(port)],
        cwd=ROOT,
        env={**os.environ, **env, "DJANGO_SETTINGS_MODULE": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for_port(port, timeout=30)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)
        assert "Traceback" not in errors, errors


def drive(script: str, url: str) -> None:
    """Run a script of this folder with Node; it ends with `as it should be`."""
    run = subprocess.run(
        ["node", str(Path(__file__).with_name(script)), url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout.strip() == "as it should be", run.stdout + run.stderr


class Windows:
    """Chromium in a thread of its own: Playwright leaves an event loop running in it."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chromium")
        self._playwright, self._browser = self._thread.submit(self._start).result()

    def _start(self) -> tuple[Playwright, Browser]:
        driver = sync_playwright().start()
        return driver, driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)

    def look(self, act: Callable[..., Answer], count: int = 1) -> Answer:
        """What `act` answers, given `count` pages that share nothing. None of them complains."""
        return self._thread.submit(self._look, act, count).result()

    def _look(self, act: Callable[..., Answer], count: int) -> Answer:
        contexts = [self._browser.new_context(locale="en-GB") for _ in range(count)]
        pages = [context.new_page() for context in contexts]
        complaints: list[str] = []
        for page in pages:
            _listen(page, complaints)
        try:
            answer = act(*pages)
            assert complaints == []
            return answer
        finally:
            for context in contexts:
                context.close()

    def close(self) -> None:
        """End the browser."""

        def stop() -> None:
            self._browser.close()
            self._playwright.stop()

        self._thread.submit(stop).result()
        self._thread.shutdown()


def _listen(page: Page, complaints: list[str]) -> None:
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def on_console(message: Any) -> None:
        if message.type == "error" and "favicon" not in message.location.get("url", ""):
            complaints.append(f"{message.text} {page.url} {message.location.get('url')}")

    page.on("console", on_console)


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    """Browser windows."""
    opened = Windows()
    yield opened
    opened.close()
