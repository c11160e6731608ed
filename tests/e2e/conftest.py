"""Real browsers against real stacks."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, StorageState, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from tests.e2e.people import Person
from tests.e2e.stacks import POLLING_STACKS, STACKS, Stack
from tests.support.chromium import ARGUMENTS, CHROMIUM
from tests.support.proxy import TcpProxy

Enter = Callable[[str], Person]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


class ByStack(LoadScopeScheduling):  # type: ignore[misc]
    """One of pytest-xdist's workers has all tests of a stack, or of a file without one: each stack
    starts once, and a story that is told in order stays in order."""

    def _split_scope(self, nodeid: str) -> str:
        named = [name for name in (*STACKS, *POLLING_STACKS) if nodeid.endswith(f"[{name}]")]
        return named[0] if named else nodeid.split("::", 1)[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Called by pytest-xdist where the tests are handed out."""
    return ByStack(config, log)


# What is one and the same on both stacks is told on one, so that each has about half of it: in
# production where workers, PostgreSQL or nginx have a part in it. `both_stacks` marks the others.
_IN_PRODUCTION = (
    *("conversation", "files", "live", "polling", "reading", "rooms", "search", "threads"),
    "what_hangs",
)


def pytest_configure(config: pytest.Config) -> None:
    """Called by pytest at its start."""
    config.addinivalue_line("markers", "both_stacks: told embedded and in production")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Called by pytest for each test: on which stacks it is told."""
    if "stack" not in metafunc.fixturenames or hasattr(metafunc.module, "stack"):
        return
    names = list(STACKS)
    if metafunc.definition.get_closest_marker("both_stacks") is None:
        feature = metafunc.module.__name__.rpartition(".test_")[2]
        names = ["production" if feature in _IN_PRODUCTION else "embedded"]
    metafunc.parametrize("stack", names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """Hearth, embedded or in production, with Alice and Bob."""
    with STACKS[request.param]() as running:
        yield running


@pytest.fixture(autouse=True)
def afresh(request: pytest.FixtureRequest) -> None:
    """No test meets what another has said."""
    if "stack" in request.fixturenames:
        request.getfixturevalue("stack").afresh()


def launch(playwright: Playwright, *extra: str) -> Browser:
    """Debian's Chromium, without what it would ask of the internet."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *extra])


def open_context(browser: Browser, log_in: StorageState | None = None) -> BrowserContext:
    """A context of its own: another person's cookies and storage."""
    return browser.new_context(
        ignore_https_errors=True,
        locale="en-GB",
        viewport={"width": 1280, "height": 800},
        storage_state=log_in,
    )


def open_for(browser: Browser, stack: Stack, username: str) -> Person:
    """Someone in a context of their own, in a room: by the form the first time."""
    kept = stack.log_ins.get(username)
    person = Person(open_context(browser, kept).new_page(), stack, username)
    if kept is None:
        person.log_in()
        stack.log_ins[username] = person.page.context.storage_state()
    else:
        person.come_back()
    return person


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for everyone whose line is never cut."""
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def line(stack: Stack) -> Iterator[TcpProxy]:
    """A line to Hearth that can be cut."""
    with TcpProxy(stack.port) as proxy:
        yield proxy


@pytest.fixture
def enter(browser: Browser, stack: Stack) -> Iterator[Enter]:
    """`enter("alice")` logs someone in, in a context of their own; at the end nobody complains."""
    people: list[Person] = []
    with ExitStack() as contexts:

        def log_in(username: str) -> Person:
            person = open_for(browser, stack, username)
            contexts.callback(person.page.context.close)
            people.append(person)
            return person

        yield log_in
        assert [complaint for person in people for complaint in person.complaints] == []


@pytest.fixture
def enter_by(playwright: Playwright, stack: Stack, line: TcpProxy) -> Iterator[Enter]:
    """As `enter`, in a Chromium whose every connection to Hearth passes through `line`."""
    rule = f"MAP localhost:{stack.port} 127.0.0.1:{line.port}"
    cuttable = launch(playwright, f"--host-resolver-rules={rule}")

    def log_in(username: str) -> Person:
        return open_for(cuttable, stack, username)

    yield log_in
    cuttable.close()
