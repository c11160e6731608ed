"""Queries that are put together once a process, and run with other values each time.

Django builds and compiles a query whenever it is asked: for those of a page of chat that took three
quarters of the page's time, many times what the database needed. What is written here is a query
of Django's all the same, with its rows; only its text is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

import orjson
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from chat.lru import made, size_of
from chat.statements import Raw, Statement

Build = Callable[..., "QuerySet[Any]"]
_TYPES = {
    int: "bigint", str: "text", datetime: "timestamptz", list: "bigint[]", tuple: "text[]",
}  # fmt: skip
ROW = 4_000  # bytes of a row of Django's with its shape, beside its texts and their JSON, about


def prepared(*varying: str) -> Callable[[Build], "Prepared"]:
    """Makes of a function that builds a query one that gives its rows.

    The arguments named in `varying` are values in the query: whole numbers, texts, times; or lists
    of numbers and tuples of texts, for which the function gets something to write after `__in`.
    It may not decide anything by them, for it sees marks in their places. By the others it may: for
    each set of them there is a query of its own.
    """

    return lambda build: Prepared(build, varying)


class Read(NamedTuple):
    """Rows as the database gave them, and the query that makes Django's of them."""

    query: "_Compiled"
    raw: list[Raw]

    def rows(self) -> list[Any]:
        """What Django would give."""
        return self.query.made(self.raw)

    def kept(self) -> list[Any]:
        """The same, kept by what the database gave: who asks again for what has not changed gets
        the same objects as everyone else. So they are read only."""
        found = [made.get((self.query, raw)) for raw in self.raw]
        missing = [place for place, row in enumerate(found) if row is None]
        fresh = self.query.made([self.raw[place] for place in missing]) if missing else []
        for place, row in zip(missing, fresh, strict=True):
            found[place] = row
            made.put((self.query, self.raw[place]), row, 3 * size_of(self.raw[place]) + ROW)
        return found

    def copies(self) -> list[Any]:
        """What is kept, each row in a copy of its own: to make rows anew takes several times as
        long. What `select_related` brought is not copied and is read only."""
        return [_copy(row) for row in self.kept()]


def kept_from(row: Any) -> Any:
    """The row that is kept of which this is a copy (`Read.copies`); None of any other."""
    return row.__dict__.get("_kept")


def _copy(row: Any) -> Any:
    kind: Any = type(row)
    copied = kind.__new__(kind)
    copied.__dict__.update(row.__dict__)
    copied._state = copy(row._state)
    copied._state.fields_cache = dict(row._state.fields_cache)
    copied.__dict__["_kept"] = row
    return copied


class Asked(NamedTuple):
    """A query with its values."""

    query: "_Compiled"
    values: Mapping[str, Any]


def read_together(*asked: Asked) -> list[Read]:
    """What the database gives of each, in their order, in one way to it and back. Each finds what
    was committed when its own turn comes."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    rows = database.rows_of_each([each.query.asking(each.values) for each in asked])
    return [each.query.found(found) for each, found in zip(asked, rows, strict=True)]


class Prepared:
    """A query that is put together once for each set of what is not `varying` in it."""

    def __init__(self, build: Build, varying: tuple[str, ...]) -> None:
        self._build, self._varying = build, varying
        self._compiled = lru_cache(maxsize=64)(self._compile)

    def __call__(self, **given: Any) -> list[Any]:
        """Its rows."""
        return self.read(**given).rows()

    def read(self, **given: Any) -> Read:
        """What the database gives."""
        query, values = self._query(given)
        return query.read(values)

    def asked(self, **given: Any) -> "Asked":
        """The same, still to be asked for: with others (`read_together`)."""
        return Asked(*self._query(given))

    def statement(self, **given: Any) -> Statement:
        """What asks for that, of which a `Read` is made: to be run with others."""
        query, values = self._query(given)
        return query.statement(values)

    def _query(self, given: dict[str, Any]) -> "tuple[_Compiled, dict[str, Any]]":
        values = {name: given[name] for name in self._varying}
        kinds = tuple((name, type(value)) for name, value in values.items())
        fixed = tuple((name, given[name]) for name in sorted(given.keys() - values.keys()))
        return self._compiled(_vendor(), kinds, fixed), values

    def _compile(self, vendor: str, kinds: Any, fixed: Any) -> "_Compiled":
        marks = {name: _mark(place, kind) for place, (name, kind) in enumerate(kinds)}
        compiled = _Compiled(self._build(**marks, **dict(fixed)), marks)
        if vendor == "postgresql":
            compiled.number({name: _TYPES[kind] for name, kind in kinds})
        return compiled


class _Compiled:
    """A query's text, and in which places of its parameters which value goes."""

    def __init__(self, built: "QuerySet[Any]", marks: Mapping[str, Any]) -> None:
        self._built = built
        self._compiler = built.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._numbered: tuple[str, list[str]] | None = None
        self._sql, params = self._compiler.as_sql()
        names = {_key(_adapted(_inside(mark))): name for name, mark in marks.items()}
        self._params = [(names.get(_key(each)), each) for each in params]

    def number(self, types: Mapping[str, str]) -> None:
        """Write the text as PostgreSQL itself has it too: `$1` where a value of these types goes,
        and what is always the same within the text."""
        order = [name for name in types if any(name == each for each, _ in self._params)]
        marks = {name: f"${place}::{types[name]}" for place, name in enumerate(order, 1)}
        written: Any = connection.ops.compose_sql  # type: ignore[attr-defined]
        values = (marks[name] if name else written("%s", [each]) for name, each in self._params)
        self._numbered = self._sql % tuple(values), order

    def read(self, values: Mapping[str, Any]) -> Read:
        """What the database gives. PostgreSQL has planned it already."""
        database: Any = connections[DEFAULT_DB_ALIAS]
        return self.found(database.rows(*self.asking(values)))

    def asking(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """What `rows` of the database takes."""
        if self._numbered is None:
            return self._sql, self._placed(values)
        sql, order = self._numbered
        return sql, tuple(_sent(values[name]) for name in order)

    def statement(self, values: Mapping[str, Any]) -> Statement:
        """What asks the database for its rows, together with others."""
        return Statement(self._sql, self._placed(values), self.found)

    def _placed(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        adapted = {name: _adapted(value) for name, value in values.items()}
        return tuple(adapted[name] if name else each for name, each in self._params)

    def found(self, found: list[Raw]) -> Read:
        """What `rows` gave."""
        if self._compiler.has_extra_select:  # what it is ordered by, at the end
            found = [row[: self._compiler.col_count] for row in found]
        return Read(self, found)

    def made(self, raw: Sequence[Raw]) -> list[Any]:
        """What Django makes of them."""
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        compiler.execute_sql = lambda *_, **__: [raw]
        built: Any = self._built
        asked: Any = QuerySet(built.model, _Query(built.query, compiler), DEFAULT_DB_ALIAS)  # type: ignore[arg-type]
        asked._fields = built._fields
        return list(built._iterable_class(asked))


class _Query:
    """A query whose compiler is there already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query = query
        self._compiler = compiler

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _mark(place: int, kind: type) -> Any:
    """Something in the place of a value of that kind which no query has by itself."""
    if kind is str:
        return f"the value in place {place}"
    if kind is datetime:
        return datetime(1, 1, 1, tzinfo=UTC) + timedelta(days=400, seconds=place)
    if kind is tuple:
        return among((f"the texts in place {place}",))
    number = 9_007_199_254_730_000 + place
    return among([number]) if kind is list else number


def among(values: list[int] | tuple[str, ...]) -> RawSQL:
    """What stands after `__in` for a list of numbers or a tuple of texts, however long it is."""
    if connection.vendor == "postgresql":
        if isinstance(values, tuple):
            return RawSQL("SELECT unnest(%s::text[])", [list(values)])
        return RawSQL("SELECT unnest(%s::bigint[])", [list(values)])
    return RawSQL("SELECT value FROM json_each(%s)", [_listed(values)])


def _listed(values: list[int] | tuple[str, ...]) -> str:
    return orjson.dumps(values).decode()


def _inside(mark: Any) -> Any:
    return mark.params[0] if isinstance(mark, RawSQL) else mark


def _adapted(value: Any) -> Any:
    """A value as it stands among a query's parameters."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, list | tuple):
        return list(value) if _vendor() == "postgresql" else _listed(value)
    return value


def _sent(value: Any) -> str:
    """A value as PostgreSQL writes it, which is told of what type it is."""
    if isinstance(value, list):
        return f"{{{','.join(map(str, value))}}}"
    if isinstance(value, tuple):
        return f"{{{','.join(map(_quoted, value))}}}"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _quoted(text: str) -> str:
    """A text in a list of PostgreSQL's."""
    return '"{}"'.format(text.replace("\\", r"\\").replace('"', r"\""))


@cache
def _vendor() -> str:
    """The database's name. Kept: Django looks for the thread's connection each time it is asked."""
    return connection.vendor


def _key(param: Any) -> Any:
    return tuple(param) if isinstance(param, list) else param
