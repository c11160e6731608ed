"""Lists that are read within another query: each of its rows brings the rows that belong to it.

What a page shows of someone comes from many small tables. Asked one by one they cost a round trip
each; joined they would multiply each other. A list as one JSON value does neither, on both
databases.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from django.db.models import (
    Aggregate,
    CharField,
    DateTimeField,
    F,
    JSONField,
    Model,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import JSONObject


class HasNumber(Protocol):
    """A shape of someone's own."""

    @property
    def me_seq(self) -> int:
        """Its last change in their sequence."""


Row = TypeVar("Row", bound=Model)
Numbered = TypeVar("Numbered", bound=HasNumber)


class Listed(Subquery):
    """The rows of a query as a list of objects, in no order, each with the columns `names`
    (`room_id`) and the annotations `more`. `rows_from` makes rows of them again."""

    output_field = JSONField()

    def __init__(self, rows: "QuerySet[Any]", *names: str, **more: Any) -> None:
        columns = {name: name for name in names}
        super().__init__(rows.values(listed=JSONObject(**columns, **more)))

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """As PostgreSQL makes lists."""
        made = "coalesce(jsonb_agg(found.listed), '[]')"
        return self.as_sql(compiler, connection, template=_TEMPLATE % made, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """As SQLite does; without `json` it would hold the objects for texts."""
        made = "json_group_array(json(found.listed))"
        template = f"json({_TEMPLATE % made})"
        return self.as_sql(compiler, connection, template=template, **extra)


class Gathered(Aggregate):
    """The numbers of a column in each group, as a text that `numbers_in` reads: SQLite hands the
    interpreter over at each row that it gives."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """As PostgreSQL makes such a text."""
        template = "STRING_AGG(%(expressions)s::text, ',')"
        return self.as_sql(compiler, connection, template=template, **extra)


def numbers_in(gathered: str) -> list[int]:
    """What `Gathered` gave, from the lowest on."""
    return sorted(map(int, gathered.split(","))) if gathered else []


_TEMPLATE = "(SELECT %s FROM (%%(subquery)s) AS found)"


def rows_from(model: type[Row], found: Iterable[dict[str, Any]] | None) -> list[Row]:
    """The rows of `model` that `Listed` gave; what is no column of it becomes an attribute."""
    return [_row(model, one) for one in found or ()]


def _row(model: type[Row], values: dict[str, Any]) -> Row:
    columns = {field.attname: field for field in model._meta.concrete_fields}
    row = model(**{n: _as(columns[n], v) for n, v in values.items() if n in columns})
    for name in values.keys() - columns.keys():
        setattr(row, name, values[name])
    return row


def _as(field: Any, value: Any) -> Any:
    if isinstance(field, DateTimeField) and value is not None:
        return moment_from(value)
    if isinstance(field, JSONField) and isinstance(value, str):  # SQLite holds them as text
        return json.loads(value)
    return field.to_python(value)


def moment_from(text: str) -> datetime:
    """A time as a database writes it into JSON: SQLite's have no zone, and are in UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def in_order(shapes: Iterable[Numbered]) -> list[Numbered]:
    """By their numbers in the user's own sequence."""
    return sorted(shapes, key=lambda shape: shape.me_seq)


def hanging(
    rows: "QuerySet[Any]", kind: str, /, *names: str, of: str, **more: Any
) -> "QuerySet[Any]":
    """Rows that hang on messages, in a form in which several kinds of them are one query: the
    `kind`, the message's id (the column `of`), an object as `Listed` makes it."""
    columns = {name: name for name in names}
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()), F(of), JSONObject(**columns, **more)
    )
