"""Queries that are put together once a process, and run with other values each time.

Django builds and compiles a query whenever it is asked: for those of a page of chat that took three
quarters of the page's time, many times what the database needed. What is written here is a query
of Django's all the same, with its rows; only its text is kept.
"""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Build = Callable[..., "QuerySet[Any]"]
Rows = Callable[..., list[Any]]


def prepared(*varying: str) -> Callable[[Build], Rows]:
    """Makes of a function that builds a query one that gives its rows.

    The arguments named in `varying` are values in the query: whole numbers, texts, times; or lists
    of numbers and tuples of texts, for which the function gets something to write after `__in`.
    It may not decide anything by them, for it sees marks in their places. By the others it may: for
    each set of them there is a query of its own.
    """

    def wrap(build: Build) -> Rows:
        @lru_cache(maxsize=64)
        def compiled(vendor: str, kinds: tuple[Any, ...], fixed: tuple[Any, ...]) -> _Compiled:
            marks = {name: _mark(place, kind) for place, (name, kind) in enumerate(kinds)}
            return _Compiled(build(**marks, **dict(fixed)), marks)

        def rows(**given: Any) -> list[Any]:
            values = {name: given[name] for name in varying}
            kinds = tuple((name, type(value)) for name, value in values.items())
            fixed = tuple((name, given[name]) for name in sorted(given.keys() - values.keys()))
            return compiled(connection.vendor, kinds, fixed).rows(values)

        return rows

    return wrap


class _Compiled:
    """A query's text, and in which places of its parameters which value goes."""

    def __init__(self, built: "QuerySet[Any]", marks: Mapping[str, Any]) -> None:
        self._built = built
        self._compiler = built.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, params = self._compiler.as_sql()
        names = {_key(_adapted(_inside(mark))): name for name, mark in marks.items()}
        self._params = [(names.get(_key(each)), each) for each in params]

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        """What Django would give."""
        adapted = {name: _adapted(value) for name, value in values.items()}
        params = tuple(adapted[name] if name else each for name, each in self._params)
        compiler = copy(self._compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        compiler.as_sql = lambda *_, **__: (self._sql, params)
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
        return list(value) if connection.vendor == "postgresql" else _listed(value)
    return value


def _key(param: Any) -> Any:
    return tuple(param) if isinstance(param, list) else param
