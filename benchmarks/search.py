"""What a search takes among a million messages, on SQLite and on PostgreSQL.

    python -m benchmarks.search [messages] [runs]   # some minutes, most of them to write them

Each question goes through `chat.queries.search.search`, as a client's does: access, the index, the
messages with what hangs on them, what was said around, the excerpts. Beside it, in the same run,
what one would do without an index: the newest 25 by `LIKE` (`ILIKE`) over the messages' texts.

Then what Hearth asks of so many all the time (pages, sync, counts), what it takes, and by EXPLAIN
that none of it reads a table of messages from end to end.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

MESSAGES, ROOMS, PEOPLE = 1_000_000, 60, 80
_BATCH = 5_000
_CALLS = 20  # one of so many mentions someone

# The name of a question, the question, and what a plain scan would look for.
QUESTIONS = (
    ("common word", "the", "the"),
    ("part of a word", "eigh", "eigh"),
    ("rare word", "zanzibar", "zanzibar"),
    ("common once, not now", "obsolete", "obsolete"),
    ("two words", "the zanzibar", "zanzibar"),
    ("two common words", "the tide", "the"),
    ("phrase", '"the tide is"', "the tide is"),
    ("phrase that is seldom", '"tide is to"', "tide is to"),
    ("phrase, a few in all", '"is to and we"', "is to and we"),
    ("word of two letters", "ci", "ci"),
    ("two Chinese characters", "海狮", "海狮"),
    ("four Chinese characters", "潮汐时间", "潮汐时间"),
    ("nothing", "thexyz", "thexyz"),
    ("nothing, of common parts", "thering thetion", "thering"),
    ("a word by someone", "the from:person7", "the"),
    ("a word in a small room", "the in:room-small", "the"),
    ("a word before a day", "the before:2024-06-01", "the"),
    ("links of someone", "has:link from:person7", "http"),
    ("a guest of one small room", "the", "the"),
)


def texts() -> Iterator[tuple[str, bool]]:
    """What is said, and whether it links somewhere: the same each time."""
    chance = random.Random(7)
    words = sorted({
        word for path in Path("chat/demo/scripts").glob("*.txt")
        for word in path.read_text().split() if word.isalpha()
    })  # fmt: skip
    chance.shuffle(words)
    usual = ["the", "tide", "is", "to", "and", "we", "of", "at", "a", "in", *words]
    weights = [1 / (rank + 2) for rank in range(len(usual))]
    letters = "etaoinshrdlucmfgypwbvkxjqz"
    odd = [
        "".join(chance.choices(letters, range(26, 0, -1), k=chance.randint(4, 9)))
        for _ in range(40_000)
    ]
    characters = [chr(0x4E00 + chance.randint(0, 8_000)) for _ in range(1_500)]
    number = 0
    while True:
        number += 1
        if number % 12 == 0:
            said = "".join(chance.choices(characters, k=chance.randint(6, 40)))
            said += "潮汐时间" * (number % 40_008 == 0) + "海狮" * (number % 30_000 == 0)
        else:
            said = " ".join(chance.choices(usual, weights, k=chance.randint(3, 22)))
            said += " " + " ".join(chance.choices(odd, k=chance.randint(0, 3)))
        said += " zanzibar" * (number % 50_021 == 0) + " CI" * (number % 5_003 == 0)
        said += " obsolete" * (number < 300_000 and number % 6 == 0)
        link = number % 60 == 0
        yield said + " https://example.org/a" * link, link


def fill(count: int) -> None:
    """Put people, rooms and `count` messages into an empty, migrated database."""
    from chat.models import Membership, Room, User

    User.objects.bulk_create(
        User(
            username=f"person{n}", name_key=f"person{n}", display_name=f"Person {n}",
            role="guest" if n == PEOPLE - 1 else "member",
        )
        for n in range(PEOPLE)
    )  # fmt: skip
    names = ["room-small", *(f"room-{n}" for n in range(1, ROOMS))]
    Room.objects.bulk_create(
        Room(name=name, name_key=name, kind="private" if n % 5 == 4 else "public", last_seq=count)
        for n, name in enumerate(names)
    )
    people, rooms = (list(kind.objects.order_by("pk")) for kind in (User, Room))
    Membership.objects.bulk_create(
        Membership(user=user, room=room)
        for n, user in enumerate(people)
        for room in (rooms[:1] if user.is_guest else rooms[n % 3 :: 2])
    )
    _without_index(lambda: _write(count, [p.pk for p in people], [r.pk for r in rooms]))


def _write(count: int, people: list[int], rooms: list[int]) -> None:
    from chat.models import Mention, Message, SearchText
    from chat.search.folding import fold
    from chat.search.grams import searchable
    from chat.search.keys import key_of

    chance, at = random.Random(11), datetime(2023, 11, 21, tzinfo=UTC)
    step = timedelta(days=3 * 365) / count
    said = texts()
    for start in range(0, count, _BATCH):
        rows, found, called = [], [], []
        for number in range(start + 1, min(start + _BATCH, count) + 1):
            text, link = next(said)
            at += step
            place = 0 if number % 200 == 0 else min(int(chance.paretovariate(0.7)), ROOMS - 1)
            author = chance.choice(people)
            rows.append(
                Message(
                    id=number, room_id=rooms[place], author_id=author, seq=number,
                    changed_seq=number, text=text, html=f"<p>{text}</p>", created_at=at,
                )
            )  # fmt: skip
            if number % _CALLS == 0:
                called.append(
                    Mention(
                        message_id=number, room_id=rooms[place], seq=number,
                        user_id=chance.choice(people), via="name",
                    )
                )  # fmt: skip
            found.append(
                SearchText(
                    key=key_of(at, number), message_id=number, room_id=rooms[place],
                    author_id=author, holds=int(link), text=searchable(fold(text)),
                )
            )  # fmt: skip
        Message.objects.bulk_create(rows)
        SearchText.objects.bulk_create(found)
        Mention.objects.bulk_create(called)
        if start % 100_000 == 0:
            print(f"  {start:,}", flush=True)


def _without_index(write: Any) -> None:
    """PostgreSQL's index is made at the end, which is quicker; then both say what they know."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX search_text")
            write()
            cursor.execute(
                "CREATE INDEX search_text ON chat_searchtext USING gin (text gin_trgm_ops)"
            )
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA synchronous=OFF")
            with transaction.atomic():
                write()
            cursor.execute("ANALYZE")


def measure(runs: int) -> None:
    """Ask everything `runs` times, and by a plain scan once; print a table, in ms. `cpu` is this
    process's own share: on SQLite all of it, whatever else the machine does."""
    from chat.models import User
    from chat.queries.search import search

    people = list(User.objects.order_by("pk"))
    print(f"  {'':28}{'median':>8}{'p95':>8}{'cpu':>8}{'scan':>9}{'ratio':>8}  found")
    for name, question, scanned in QUESTIONS:
        user = people[-1] if "guest" in name else people[7]
        search(user=user, words=question)
        times, page, before = [], None, time.process_time()
        for _ in range(runs):
            started = time.perf_counter()
            page = search(user=user, words=question)
            times.append((time.perf_counter() - started) * 1_000)
        median, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        used = (time.process_time() - before) * 1_000 / runs
        scan = _scan(scanned)
        cut = " cut" if page and page.cut else ""
        print(
            f"  {name:28}{median:8.1f}{p95:8.1f}{used:8.1f}{scan:9.1f}{scan / median:8.1f}"
            f"  {len(page.hits) if page else 0}{'+' if page and page.next else ''}{cut}",
            flush=True,
        )


def explain(runs: int) -> None:
    """Ask what is asked all the time; print the milliseconds, and which tables of messages were
    read from end to end: none."""
    from chat.models import Message, Room, User
    from tests.support.plans import asked_all_the_time, plans, whole_tables

    room = Room.objects.get(name=f"room-{ROOMS - 1}")
    user, other = User.objects.filter(memberships__room=room).order_by("pk")[:2]
    root = Message.objects.filter(room=room).earliest("seq")
    print(f"  {'':28}{'median':>8}  read from end to end")
    questions = asked_all_the_time(user=user, other=other, room=room, root=root)
    for name, (ask, _) in questions.items():
        times = []
        for _ in range(runs):
            started = time.perf_counter()
            ask()
            times.append((time.perf_counter() - started) * 1_000)
        read = ", ".join(whole_tables(plans(ask))) or "none"
        print(f"  {name:28}{statistics.median(times):8.1f}  {read}", flush=True)


def _scan(words: str) -> float:
    """Milliseconds of what needs no index."""
    from django.db import connection

    like = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM chat_message WHERE text {like} %s ORDER BY created_at DESC LIMIT 25",
            [f"%{words}%"],
        )
        cursor.fetchall()
    return (time.perf_counter() - started) * 1_000


def main(arguments: list[str]) -> int:
    """Fill each database, then ask it; as `here`, do one of that in this process."""
    if arguments[:1] == ["here"]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
        import django

        django.setup()
        {"fill": fill, "ask": measure, "explain": explain}[arguments[1]](int(arguments[2]))
        return 0
    from tests.support.postgres import PostgresServer

    messages, runs = (arguments + [str(MESSAGES), "30"][len(arguments) :])[:2]
    with tempfile.TemporaryDirectory() as data:
        env = {**os.environ, "DATA": data, "SEARCH_MS": "5000"}
        print(f"SQLite, {int(messages):,} messages", flush=True)
        _both({**env, "DATABASE_URL": ""}, messages, runs)
        # With the settings that Debian ships: the tests' own give it half the memory.
        with PostgresServer(durable=True) as server:
            print(f"PostgreSQL, {int(messages):,} messages", flush=True)
            _both({**env, "DATABASE_URL": server.create_database()}, messages, runs)
    return 0


def _both(env: dict[str, str], messages: str, runs: str) -> None:
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=env, check=True)
    for act, number in (("fill", messages), ("ask", runs), ("explain", runs)):
        command = [sys.executable, "-m", "benchmarks.search", "here", act, number]
        subprocess.run(command, env=env, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
