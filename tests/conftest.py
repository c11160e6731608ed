"""What every test may use: people, a room, and a record of what was broadcast."""

from pathlib import Path

import hypothesis
import pytest
from django.db import connection

from chat.models import Room, User
from chat.models.users import Role
from tests.support import factories, migrated
from tests.support.recorder import RecordingEmitter

# What takes long on a busy machine is no fault of what is tested.
hypothesis.settings.register_profile(
    "hearth", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("hearth")

pytest_plugins = ["tests.support.fixtures"]
TESTS = Path(__file__).parent
# Whose files take long, the longest first: at the end of a run nobody waits for one of them.
_LONG = ("live", "ops", "pages", "threats", "examples", "channels_socketio")


# Whose tests count the branches of the two packages: the tracer makes all Python half as slow
# again, and the others reach those packages from outside, or in processes of their own.
_COUNTED = ("chat/actions", "chat/slash", "channels_socketio", "accounts", "admin", "demo")
_UNCOUNTED = (
    *(f"chat/actions/test_{name}" for name in ("state", "sequence")),
    *(f"channels_socketio/test_{name}" for name in ("interop", "threats", "daphne", "fuzz")),
    *(
        f"channels_socketio/test_{name}_wire.py"
        for name in ("plain", "polling", "polling_get", "upgrade")
    ),
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Called by pytest with all tests, in the order in which they will run."""
    for item in items:
        path = str(item.path.relative_to(TESTS))
        if not path.startswith(_COUNTED) or path.startswith(_UNCOUNTED):
            item.add_marker(pytest.mark.no_cover)
    items.sort(key=lambda item: _place(item.path.relative_to(TESTS).parts[0]))


def _place(folder: str) -> int:
    return _LONG.index(folder) if folder in _LONG else len(_LONG)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Asked by pytest-django: whether the database that it finds will do."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Asked by pytest-django before it makes the database: here is one, migrated. On PostgreSQL it
    is made from such a one (tests.settings)."""
    if connection.vendor == "sqlite":
        migrated.copy_to(Path(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> RecordingEmitter:
    """What leaves through `chat.broadcast` from here on, instead of leaving.

    Events leave on commit: use it with `django_db(transaction=True)`, or inside
    `django_capture_on_commit_callbacks(execute=True)`.
    """
    recorder = RecordingEmitter()
    monkeypatch.setattr("chat.broadcast.get_emitter", lambda: recorder)
    return recorder


@pytest.fixture
def ada(db: None) -> User:
    """A member."""
    return factories.make_user("ada", display_name="Ada Lovelace")


@pytest.fixture
def ben(db: None) -> User:
    """Another member."""
    return factories.make_user("ben", display_name="Ben Okri")


@pytest.fixture
def eve(db: None) -> User:
    """A member who is in none of the rooms."""
    return factories.make_user("eve", display_name="Eve Adams")


@pytest.fixture
def gus(db: None) -> User:
    """A guest."""
    return factories.make_user("gus", display_name="Gus Guest", role=Role.GUEST)


@pytest.fixture
def olga(db: None) -> User:
    """The owner."""
    return factories.make_user("olga", display_name="Olga Owner", role=Role.OWNER)


@pytest.fixture
def room(ada: User, ben: User) -> Room:
    """A public room of Ada's, with Ben in it."""
    return factories.make_room(ada, "print room", members=(ben,))


@pytest.fixture
def den(ada: User, ben: User) -> Room:
    """A private room of Ada's, with Ben in it."""
    return factories.make_room(ada, "the den", kind="private", members=(ben,))
