"""Hearth's settings for the tests: in a data folder of the run's own, with a fast password hash.

`DATABASE_URL` decides the database, as ever; `python -m tests.support.on_postgres pytest …` runs
tests on a PostgreSQL of their own.
"""

import atexit
import os
import shutil
import tempfile

# Before project.settings reads it, and taken back after: servers that tests start have their own.
_data = tempfile.mkdtemp(prefix="hearth-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
_before = {name: os.environ.get(name) for name in ("DATA", "SECRET_KEY")}
os.environ.update(DATA=_data, SECRET_KEY="for tests alone, in no way secret: " + "x" * 32)

from project.settings import *  # noqa: E402, F403
from project.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402
from tests.support.postgres import MIGRATED  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        del os.environ[_name]
    else:
        os.environ[_name] = _value

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in earnest: threads meet on it through WAL and its locks. A crash may lose it.
    DATABASES["default"]["TEST"] = {"NAME": f"{_data}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    # Eight threads that write at once on a busy machine wait longer than one writer ever does.
    DATABASES["default"]["OPTIONS"]["timeout"] = 60
else:
    DATABASES["default"]["TEST"] = {"TEMPLATE": MIGRATED}

# Pages link plain addresses: nothing is collected here. WhiteNoise wants its folder to exist.
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
