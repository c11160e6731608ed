"""Many rows in one statement, whose text is the same however many they are.

The rows travel as one JSON value, which the database takes apart. Django writes a statement anew
each time, with a parameter for each value of each row: for the messages of a batch that took half
of what it takes to store them.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import orjson
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import AutoField, DateTimeField, Field, JSONField, Model
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL

from chat.statements import Raw, Statement, run

Row = Mapping[str, Any]
Made = TypeVar("Made", bound=Model)


def packed(rows: Iterable[Row]) -> str:
    """The rows as the one parameter that `listed` has a place for."""
    return orjson.dumps(list(rows)).decode()


def listed(columns: Mapping[str, str]) -> str:
    """What stands in FROM for rows that are `packed`: a table `given` with these columns, each
    with the type that the database knows it by."""
    if connection.vendor == "postgresql":
        named = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        return f"json_to_recordset(%s::json) AS given({named})"
    taken = ", ".join(f"json_extract(value, '$.{name}') AS \"{name}\"" for name in columns)
    return f"(SELECT {taken} FROM json_each(%s)) AS given"  # noqa: S608  (names of columns)


def matching(model: type[Model], rows: str, *names: str) -> RawSQL:
    """What stands after `pk__in` for those of the model's rows whose columns `names` are together
    those of one of `rows`, which are `packed`."""
    return RawSQL(_matching(model, names, connection.vendor), [rows])  # noqa: S611  (no values)


def matched(model: type[Model], rows: str, *names: str) -> Statement:
    """Gives the ids of the same rows."""
    sql = _matching(model, names, connection.vendor)
    return Statement(sql, [rows], lambda found: [pk for (pk,) in found])


@lru_cache(maxsize=64)
def _matching(model: type[Model], names: tuple[str, ...], vendor: str) -> str:
    """Each is looked for by an index. SQLite takes only the first column of one for `(a, b) IN`,
    and turns no CROSS JOIN around. PostgreSQL would rather read a table from end to end that has
    grown since it last counted: what has an OFFSET it asks for each row."""
    meta = model._meta
    given = listed(_types(_fields(model, names)))
    same = " AND ".join(f'theirs."{name}" = given."{name}"' for name in names)
    theirs = f'"{meta.db_table}" AS theirs WHERE {same}'
    if vendor == "postgresql":
        theirs = f'LATERAL (SELECT theirs."{meta.pk.column}" FROM {theirs} OFFSET 0) AS theirs'  # noqa: S608
    return f'SELECT theirs."{meta.pk.column}" FROM {given} CROSS JOIN {theirs}'  # noqa: S608


def insert(model: type[Model], rows: Iterable[Row]) -> list[int]:
    """Store new rows, which have each of the model's columns by its `attname`; gives the numbers
    that the database gave them, in their order: none where `model` has a key of its own.

    Of column types it takes what JSON has, times and JSON itself.
    """
    (numbers,) = run(*insertion(model, rows)) or [[]]
    return [number for (number,) in numbers]


def insertion(
    model: type[Model], rows: Iterable[Row], *, numbered: bool = False, missing: bool = False
) -> list[Statement]:
    """The statement that does it, to be run with others; none for no rows. Rows that are
    `numbered` come with their numbers, from `numbering`. With `missing`, those are passed over that
    are there already."""
    rows = list(rows)
    if not rows:
        return []
    columns = _columns(model, connection.vendor, numbered)
    values = {name: [row[name] for row in rows] for name in columns.types}
    # Most columns of a batch say the same in each row: those are written once.
    varying = [name for name, each in values.items() if each.count(each[0]) < len(each)]
    varying = varying or [*values][:1]
    same = [columns.alone(name, each[0]) for name, each in values.items() if name not in varying]
    listed = zip(*(columns.converted(name, values[name]) for name in varying), strict=True)
    given = packed(dict(zip(varying, row, strict=True)) for row in listed)
    sql = _insertion(model, tuple(varying), connection.vendor, numbered, missing)
    return [Statement(sql, [*same, given])]


def numbering(model: type[Model], count: int) -> Statement:
    """Gives the numbers of the model's next `count` rows, for whoever stores them in the same
    transaction and before others of that table. PostgreSQL gives each number once; SQLite has one
    writer at a time and counts by what is stored."""
    table, key = model._meta.db_table, model._meta.pk.column
    if connection.vendor == "postgresql":
        sequence = "SELECT pg_get_serial_sequence(%s, %s)::regclass AS name OFFSET 0"
        sql = f"SELECT nextval(name) FROM ({sequence}) AS its, generate_series(1, %s)"  # noqa: S608
        return Statement(sql, [f'"{table}"', key, count], lambda rows: [n for (n,) in rows])

    def following(rows: list[Raw]) -> list[int]:
        last = rows[0][0] if rows else 0
        return list(range(last + 1, last + 1 + count))

    return Statement("SELECT seq FROM sqlite_sequence WHERE name = %s", [table], following)


def fresh(model: type[Made], related: Mapping[str, Model | None], **values: Any) -> Made:
    """A new instance that is not stored yet: `related` are the rows that its foreign keys refer to,
    by their names, `values` its columns by their `attname`s; the others have their defaults. A
    tenth of the time that `model(...)` takes, which looks at each column for what it might be given
    as, and tells those who listen to signals: nobody does."""
    plain, made = _defaults(model)
    row: Made = model.__new__(model)
    columns = vars(row)
    columns.update(plain)
    columns.update([(name, default()) for name, default in made])
    columns.update(values)
    columns.update([(f"{name}_id", one and one.pk) for name, one in related.items()])
    row._state = ModelState()
    row._state.db, row._state.fields_cache = DEFAULT_DB_ALIAS, dict(related)
    return row


@lru_cache(maxsize=64)
def _defaults(model: type[Model]) -> tuple[Row, list[tuple[str, Callable[[], Any]]]]:
    """Each column's default, and how those are made that each row has its own of."""
    fields = model._meta.concrete_fields
    given = [each for each in fields if each.has_default() and callable(each.default)]
    made = [(each.attname, each.default) for each in given]
    return {each.attname: each.get_default() for each in fields}, made


def update(model: type[Model], rows: Iterable[Row], *names: str) -> Statement:
    """What stores the columns `names` of rows that are there: each row has them and the model's
    `id`."""
    return Statement(_updating(model, names, connection.vendor), [packed(rows)])


@lru_cache(maxsize=64)
def _updating(model: type[Model], names: tuple[str, ...], _vendor: str) -> str:
    news = ", ".join(f'"{name}" = given."{name}"' for name in names)
    given = listed(_types(_fields(model, ("id", *names))))
    table = f'"{model._meta.db_table}"'
    return f'UPDATE {table} SET {news} FROM {given} WHERE {table}."id" = given."id"'  # noqa: S608


def _fields(model: type[Model], names: Collection[str]) -> "list[Field[Any, Any]]":
    return [each for each in model._meta.concrete_fields if each.attname in names]


def _types(fields: "Iterable[Field[Any, Any]]") -> dict[str, str]:
    return {each.attname: str(each.db_type(connection)) for each in fields}


class _Columns(NamedTuple):
    numbers: bool  # whether the database numbers the rows, as they are stored
    types: dict[str, str]
    conversions: dict[str, Callable[[Any], Any]]

    def converted(self, name: str, values: list[Any]) -> list[Any]:
        """A column's values as they are packed."""
        convert = self.conversions.get(name)
        return [convert(value) for value in values] if convert else values

    def alone(self, name: str, value: Any) -> Any:
        """A column's value as a parameter of its own."""
        (value,) = self.converted(name, [value])
        return orjson.dumps(value).decode() if isinstance(value, list | dict) else value


@lru_cache(maxsize=64)
def _columns(model: type[Model], vendor: str, numbered: bool) -> _Columns:
    numbers = isinstance(model._meta.pk, AutoField) and not numbered
    concrete = model._meta.concrete_fields
    fields = [each for each in concrete if not (numbers and each.primary_key)]
    ways = [(each.attname, _conversion(each, vendor)) for each in fields]
    return _Columns(numbers, _types(fields), {name: way for name, way in ways if way})


@lru_cache(maxsize=256)
def _insertion(
    model: type[Model], varying: tuple[str, ...], vendor: str, numbered: bool, missing: bool
) -> str:
    meta, columns = model._meta, _columns(model, vendor, numbered)
    fields = (each for each in meta.concrete_fields if each.attname in columns.types)
    into = ", ".join(f'"{each.column}"' for each in fields)
    parts = (
        f'given."{name}"' if name in varying else _placed(kind, vendor)
        for name, kind in columns.types.items()
    )
    given = listed({name: columns.types[name] for name in varying})
    sql = f'INSERT INTO "{meta.db_table}" ({into}) SELECT {", ".join(parts)} FROM {given}'  # noqa: S608
    if missing:
        sql += " WHERE true ON CONFLICT DO NOTHING"  # else SQLite takes it for a join's ON
    return f'{sql} RETURNING "{meta.pk.column}"' if columns.numbers else sql


def _placed(kind: str, vendor: str) -> str:
    """A parameter's place. Without the type's length: a cast to `varchar(8)` would cut off what is
    too long, where the column refuses it."""
    return f"CAST(%s AS {kind.partition('(')[0]})" if vendor == "postgresql" else "%s"


def _conversion(field: "Field[Any, Any]", vendor: str) -> Callable[[Any], Any] | None:
    """What a value must become for JSON and for the column; None where it is that already."""
    if vendor == "postgresql":
        return None
    if isinstance(field, DateTimeField):
        return _stored_time
    return _stored_json if isinstance(field, JSONField) else None


def _stored_time(moment: datetime | None) -> str | None:
    return None if moment is None else connection.ops.adapt_datetimefield_value(moment)


def _stored_json(value: Any) -> str | None:
    if value == []:  # what all but a few have
        return "[]"
    return None if value is None else json.dumps(value)
