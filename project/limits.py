"""What `HEARTH` has: every limit of the product, a setting each, with its default and its unit."""

from typing import Any

from project import environment as env
from project import fetching, files

# Messages, and what hangs on them.
_MESSAGES: dict[str, Any] = {
    "MESSAGE_LENGTH": env.integer("MESSAGE_LENGTH", 10_000, at_least=1),  # characters
    "RENDER_MS": 100,  # the longest a message may take to render
    "POLL_OPTIONS": 10,
    "POLL_OPTION_LENGTH": 100,
    "POLL_DAYS": 90,  # the longest until a poll closes by itself
    "POLL_NAMES": 500,  # a poll with more votes names nobody
    "REACTION_KINDS": 24,  # different emoji under one message
    "REACTIONS_PER_USER": 12,  # under one message
    "REACTIONS_PER_MESSAGE": 500,
    "SEND_BATCH": 64,  # messages in one transaction, of those that came while another was running
    "UNDO_SECONDS": 10,  # after sending, in which a message may be taken back without a trace
    "VERSIONS_KEPT": 50,  # of one message that is edited again and again
    "DRAFT_LENGTH": 40_000,  # characters: more than a message may have, to be shortened later
    "DRAFTS_PER_USER": 300,
    "SCHEDULED_PER_USER": 100,
    "SCHEDULE_DAYS": 366,  # how far ahead
    # The modules whose COMMANDS begin with a slash (docs/commands.md).
    "SLASH_COMMANDS": ["chat.slash.builtin", *env.text("SLASH_COMMANDS").split()],
}
# Rooms, and those in them.
_ROOMS: dict[str, Any] = {
    "PINS_PER_ROOM": 100,
    "ROOM_NAME_LENGTH": 60,
    # In rooms with more members than this only admins call everyone by @room and @here.
    "EVERYONE_MENTION_MEMBERS": env.integer("EVERYONE_MENTION_MEMBERS", 200, at_least=1),
    "GROUPS": 200,  # that one name mentions
    "GROUP_MEMBERS": 500,
    "TOPIC_LENGTH": 250,
    "SLOW_SECONDS_MOST": 6 * 3600,  # that slow mode may ask for between two messages
    "ROOMS_PER_USER": 500,  # created by one person
    "GROUP_DIRECT_PEOPLE": 12,  # who share direct messages
    "SECTIONS_PER_USER": 30,  # of one's own in the sidebar
    "SECTION_NAME_LENGTH": 40,
    "GROUP_DIRECTS_PER_USER": 2_000,  # begun by one person, with two others or more
}
# What is read at a time.
_READING: dict[str, Any] = {
    "HISTORY_PAGE": 50,
    "HISTORY_PAGE_MAX": 200,
    "CHANGES_PAGE": 200,
    "CHANGES_LIMIT": 1_000,  # further behind than this: `limited`, and a fresh snapshot
    "PAGE_BYTES": 1_000_000,  # about, of an answer's messages: a page of long ones has fewer
    "SYNC_ROOMS": 1_000,
    "THREADS_FOLLOWED": 1_000,  # by one person: then the one silent for longest is let go
    "THREADS_LISTED": 100,  # in the list of those followed
    "REPLIERS_SHOWN": 5,  # beside a message that has replies
    "SAVED_PER_USER": 300,  # open
    "SEEN_LISTED": 200,  # people of those who have read a message
    "SEEN_LIVE_MEMBERS": 10,  # in rooms with more, who has read what is told when asked alone
    "INBOX_DAYS": 90,  # how far back an inbox goes
    "INBOX_PAGE": 30,
    "NOTE_LENGTH": 500,  # of a saved message
    "SEARCH_PAGE": 25,
    "SEARCH_PAGE_MAX": 50,
    "SEARCH_LENGTH": 500,  # characters of what is looked for
    "SEARCH_TERMS": 20,
    "SEARCH_MS": env.integer("SEARCH_MS", 1_000, at_least=1),  # that one search may take
}
# A picture is opened in a process of its own, within all of these (chat/pictures).
_PICTURES: dict[str, Any] = {
    "PICTURE_BYTES": 30_000_000,
    "PICTURE_PIXELS": 50_000_000,
    "PICTURE_FRAMES": 1_000,  # of an animation
    "PICTURE_MEMORY": 640_000_000,  # bytes of address space
    "PICTURE_SECONDS": 10,  # of processor time; twice that by the clock
    "PICTURE_PROCESSES": 2,  # at a time in one worker
    "PICTURE_WAIT_SECONDS": 30,  # for one's turn
    "PICTURE_RATE": (0.5, 40),  # emoji and avatars a second a user, and the burst
    "CUSTOM_EMOJI": 2_000,
    "AVATAR_PIXELS": (96, 256),  # each way, of the two sizes of a face
    "EMOJI_PIXELS": 128,  # each way, of one of the organisation's own
    "EMOJI_FRAMES": 120,
    "EMOJI_BYTES": 1_000_000,  # of the file it is made from
    "EMOJI_SOURCE_PIXELS": 4_000_000,
}
# Accounts.
_ACCOUNTS: dict[str, Any] = {
    "INVITE_DAYS": 7,
    "INVITE_USES": 25,
    "TOKENS_PER_USER": 20,
    "TOKEN_DAYS": 366,  # the longest that a token may be made for; for ever is allowed too
}
# How often: so many a second a user, and the burst.
_RATES: dict[str, Any] = {
    "SEND_RATE": (10, env.integer("SEND_BURST", 30, at_least=1)),
    "COMMAND_RATE": (30, env.integer("COMMAND_BURST", 120, at_least=1)),
    "TYPING_RATE": (2, 10),
    "SEARCH_RATE": (3, 20),  # as one types
    "CONNECT_RATE": (20, env.integer("CONNECT_BURST", 200, at_least=1)),  # per address
    # Requests to the API without a log-in that holds, per address.
    "STRANGER_RATE": (2, env.integer("STRANGER_BURST", 60, at_least=1)),
    "PATIENCE_RATE": (1, 60),  # refusals a second that a socket outlives, and the burst
}
# Sockets, requests and processes.
_CONNECTIONS: dict[str, Any] = {
    "TIMER_SECONDS": 1,  # how often a process looks for what is due
    "SOCKETS_PER_USER": 100,  # at a time in one process: tabs and devices
    "CONNECT_TIMEOUT_MS": 5_000,
    "CONNECT_BATCH": 200,  # handshakes and resumptions that are looked up together
    "PING_INTERVAL_MS": 25_000,
    "PING_TIMEOUT_MS": 20_000,
    "MAX_PAYLOAD": 200_000,  # bytes of one event from a client
    "WATCH_SECONDS": 1.5,  # how often a process compares heads and access versions
    "PRESENCE_SECONDS": env.integer("PRESENCE_SECONDS", 10, at_least=1),  # between renewals
    "PRESENCE_LAPSE_SECONDS": 3 * env.integer("PRESENCE_SECONDS", 10, at_least=1),  # then dead
    "PRESENCE_GRACE": 4,  # seconds that someone gone counts for: a page is being loaded again
    "OPS_SECONDS": 2,  # between two samples of the live page
    "AWAY_SECONDS": 300,  # without a sign of life in the page: away
    # Requests that a process answers at once; the others wait for their turn.
    "REQUEST_THREADS": env.integer("REQUEST_THREADS", 32, at_least=2),
    # Who waits for PostgreSQL leaves the interpreter to others.
    "REQUESTS_AT_ONCE": env.integer(
        "REQUESTS_AT_ONCE", 4 if env.text("DATABASE_URL", "") else 1, at_least=1
    ),
    "REQUEST_PATIENCE_MS": env.integer("REQUEST_PATIENCE_MS", 20, at_least=0),
    # Bytes, about, of rows, shapes and markup that a process keeps by what they were made from.
    "MADE_CACHE_BYTES": env.integer("MADE_CACHE_BYTES", 64_000_000, at_least=0),
    # The same of whole pages, each its reader's.
    "PAGES_CACHE_BYTES": env.integer("PAGES_CACHE_BYTES", 16_000_000, at_least=0),
    "ACTION_THREADS": env.integer("ACTION_THREADS", 8, at_least=1),
    "MAX_BODY": 1_048_576,  # bytes of a request's body; deploy/hearth.nginx.conf has the same
    "ARRIVAL_SECONDS": 30,  # for a request to arrive whole, from its first line on
    # Until a request's answer begins: longer than a poll waits, which is PING_INTERVAL_MS.
    "ANSWER_SECONDS": 60,
    # What many sockets are sent leaves in one system call (io_uring), where the system allows it.
    "WRITE_TOGETHER": env.flag("WRITE_TOGETHER", default=True),
    "SEND_SECONDS": 60,  # for a client to read what it was sent of an answer
    "DRAIN_SECONDS": env.integer("DRAIN_SECONDS", 20, at_least=1),  # for running requests to end
}

HEARTH: dict[str, Any] = {
    **_MESSAGES,
    **_ROOMS,
    **_READING,
    **_PICTURES,
    **files.limits(),
    **fetching.LIMITS,
    **_ACCOUNTS,
    **_RATES,
    **_CONNECTIONS,
}
