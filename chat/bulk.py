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
from django.db.models.expressions import RawSQL

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
    those of one of `rows`, which are `packed`.

    Each is looked for by an index: SQLite takes only the first column of one for `(a, b) IN`, and
    turns no CROSS JOIN around.
    """
    meta = model._meta
    given = listed(_types(_fields(model, names)))
    same = " AND ".join(f'theirs."{name}" = given."{name}"' for name in names)
    sql = (
        f'SELECT theirs."{meta.pk.column}" FROM {given}'  # noqa: S608  (names of columns)
        f' CROSS JOIN "{meta.db_table}" AS theirs WHERE {same}'
    )
    return RawSQL(sql, [rows])  # noqa: S611  (the same)


def insert(model: type[Model], rows: Iterable[Row]) -> list[int]:
    """Store new rows, which have each of the model's columns by its `attname`; gives the numbers
    that the database gave them, in their order: none where `model` has a key of its own.

    Of column types it takes what JSON has, times and JSON itself.
    """
    rows = list(rows)
    if not rows:
        return []
    statement = _insertion(model, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, [packed(map(statement.row, rows))])
        return [number for (number,) in cursor.fetchall()] if statement.numbers else []


def fresh(model: type[Made], **values: Any) -> Made:
    """A new instance that is not stored yet, from `values` by their columns' `attname`s; the others
    have their defaults. A third of the time that `model(...)` takes, which looks at each column for
    what it might be given as."""
    plain, made = _defaults(model)
    row: Made = model.from_db(DEFAULT_DB_ALIAS, list(plain), list(plain.values()))
    vars(row).update({name: default() for name, default in made}, **values)
    row._state.adding = True
    return row


@lru_cache(maxsize=64)
def _defaults(model: type[Model]) -> tuple[Row, list[tuple[str, Callable[[], Any]]]]:
    """Each column's default, and how those are made that each row has its own of."""
    fields = model._meta.concrete_fields
    given = [each for each in fields if each.has_default() and callable(each.default)]
    made = [(each.attname, each.default) for each in given]
    return {each.attname: each.get_default() for each in fields}, made


def update(model: type[Model], rows: Iterable[Row], *names: str) -> None:
    """Store the columns `names` of rows that are there: each row has them and the model's `id`."""
    with connection.cursor() as cursor:
        cursor.execute(_updating(model, names, connection.vendor), [packed(rows)])


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


class _Insertion(NamedTuple):
    sql: str
    numbers: bool
    names: list[str]
    converted: list[tuple[str, Callable[[Any], Any]]]

    def row(self, given: Row) -> dict[str, Any]:
        """A row as it is packed."""
        row = {name: given[name] for name in self.names}
        for name, convert in self.converted:
            row[name] = convert(row[name])
        return row


@lru_cache(maxsize=64)
def _insertion(model: type[Model], vendor: str) -> _Insertion:
    meta = model._meta
    numbers = isinstance(meta.pk, AutoField)
    fields = [each for each in meta.concrete_fields if not (numbers and each.primary_key)]
    columns = _types(fields)
    into = ", ".join(f'"{each.column}"' for each in fields)
    taken = ", ".join(f'given."{name}"' for name in columns)
    given = listed(columns)
    sql = f'INSERT INTO "{meta.db_table}" ({into}) SELECT {taken} FROM {given}'  # noqa: S608
    if numbers:
        sql += f' RETURNING "{meta.pk.column}"'
    ways = [(each.attname, _conversion(each, vendor)) for each in fields]
    return _Insertion(sql, numbers, list(columns), [(name, way) for name, way in ways if way])


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
