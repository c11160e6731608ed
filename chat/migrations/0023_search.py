"""Search: its table, filled from the messages there are, and each database's index over it."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import DatabaseError, migrations, models

_BATCH = 500

_TRIGRAMS = "CREATE INDEX search_text ON chat_searchtext USING gin (text gin_trgm_ops)"

# Without its texts, which chat_searchtext has, and without positions, which cost three times the
# space and do not matter: the same test of substrings decides on both databases.
_FTS = """
CREATE VIRTUAL TABLE chat_searchindex
USING fts5(text, content='', tokenize='trigram case_sensitive 1', detail=none, columnsize=0)
"""
# Beside the text, in private letters, what filters ask for: each is one trigram, as in
# chat/queries/search_sqlite.py. So `in:` and `from:` are answered by the index too.
_ENTRY = """
{row}.text
|| char(57344, 983040 + {row}.room_id / 60000, 983040 + {row}.room_id % 60000)
|| CASE WHEN {row}.author_id IS NULL THEN '' ELSE
  char(57345, 983040 + {row}.author_id / 60000, 983040 + {row}.author_id % 60000) END
|| CASE WHEN {row}.holds & 1 THEN char(57346, 983040, 983041) ELSE '' END
|| CASE WHEN {row}.holds & 2 THEN char(57346, 983040, 983042) ELSE '' END
|| CASE WHEN {row}.holds & 4 THEN char(57346, 983040, 983044) ELSE '' END
|| CASE WHEN {row}.holds & 8 THEN char(57346, 983040, 983048) ELSE '' END
"""
_PUT = "INSERT INTO chat_searchindex(rowid, text) VALUES (new.key, {new});"
_TAKE = (
    "INSERT INTO chat_searchindex(chat_searchindex, rowid, text) VALUES ('delete', old.key, {old});"
)
_TRIGGERS = {
    "search_put": ("AFTER INSERT", _PUT),
    "search_taken": ("AFTER DELETE", _TAKE),
    "search_changed": ("AFTER UPDATE OF key, text, holds, room_id, author_id", _TAKE + _PUT),
}


def fill(apps: Any, schema_editor: Any) -> None:
    """Every message that says something, in batches by id."""
    from chat.actions import indexing

    message, text = (apps.get_model("chat", name) for name in ("Message", "SearchText"))
    rows = message.objects.filter(kind="text", deleted_at=None).select_related("poll")
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        last = batch[-1].pk
        entries = [text(**indexing.fields_of(row)) for row in batch]
        text.objects.bulk_create(indexing.with_free_keys(entries, text.objects), batch_size=100)


def make_index(apps: Any, schema_editor: Any) -> None:
    """PostgreSQL: trigrams. SQLite: a table of its own, and what keeps it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute(_TRIGRAMS)
        return
    schema_editor.execute(_FTS)
    schema_editor.execute(
        f"INSERT INTO chat_searchindex(rowid, text) SELECT s.key, {_ENTRY.format(row='s')}"  # noqa: S608
        " FROM chat_searchtext s ORDER BY s.key",
        params=None,
    )
    new, old = _ENTRY.format(row="new"), _ENTRY.format(row="old")
    for name, (when, work) in _TRIGGERS.items():
        body = work.format(new=new, old=old)
        trigger = f"CREATE TRIGGER {name} {when} ON chat_searchtext BEGIN {body} END"
        schema_editor.execute(trigger, params=None)


def drop_index(apps: Any, schema_editor: Any) -> None:
    """The table goes after it, and its triggers and indexes with it."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE chat_searchindex")


def make_extension(apps: Any, schema_editor: Any) -> None:
    """pg_trgm, which whoever owns the database may make."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        name = schema_editor.connection.settings_dict["NAME"]
        raise RuntimeError(
            f"Search needs PostgreSQL's extension pg_trgm, which could not be made: {error}\n"
            "It comes with postgresql-contrib. Let a superuser make it, then migrate again:\n"
            f'    psql -d "{name}" -c "CREATE EXTENSION pg_trgm"'
        ) from None


class Migration(migrations.Migration):
    dependencies = [("chat", "0022_custom_emoji")]

    operations = [
        migrations.RunPython(make_extension, migrations.RunPython.noop),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("holds", models.PositiveSmallIntegerField(default=0)),
                ("text", models.TextField()),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="chat.message",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="chat.room",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["room", "key"], name="search_room"),
                    models.Index(fields=["author", "key"], name="search_author"),
                    models.Index(
                        condition=models.Q(("holds__gt", 0)), fields=["key"], name="search_holds"
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(make_index, drop_index),
    ]
