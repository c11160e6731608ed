"""A message's room has no index for itself: others begin with the room. PostgreSQL took it to count
what is unread, and read the whole room for that."""

import django.db.models.deletion
from django.db import migrations, models

_NAME = "chat_message_room_id_5e7d8d78"


class Migration(migrations.Migration):
    """By hand: for SQLite Django would write the whole table anew."""

    dependencies = [("chat", "0029_message_rules")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {_NAME}",
                    f"CREATE INDEX {_NAME} ON chat_message (room_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="message",
                    name="room",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="chat.room",
                    ),
                ),
            ],
        ),
    ]
