"""What is said of the API as a whole, in Markdown: in its description and on its page."""

INTRODUCTION = """\
All that Hearth does over its socket it does under `/api/` too, by the same code: what is written by
one way is seen at once by the other.

**Who asks.** Send a personal access token, made in the settings, as `Authorization: Bearer
hearth_…`. It may do what its scopes say, and never more than its owner. A page of Hearth's own is
let in by its session cookie; whatever is no GET then needs the CSRF token as `X-CSRFToken`.

**Bodies** are JSON in UTF-8, sent as `application/json`; unknown fields are passed over. Numbers of
rooms, messages and people are below 2^53. Times are ISO 8601 in UTC. With PATCH, and wherever it is
said, a field that is null or missing stays as it is.

**Sending again.** What makes a message takes a `client_id` of your choosing (8 to 64 letters,
digits, `-` and `_`; a UUID fits). The same `client_id` with the same body gives the same message,
made once: after an answer that was lost, send the same request again. With another body it is a
`conflict`. PUT and DELETE may be sent again by their nature.

**Pages.** A timeline is read `before`, `after` or `around` a number (`seq`), oldest first, with
`has_before` and `has_after`; `limit` is 200 at most. To follow a room keep the `upto` of an answer
and ask for its changes `after` it; `more` says to ask again. Other lists that can be long have
`more`, and take the last id that you have as `before`.

**Asking again for what one has.** An answer to a GET has an `ETag`; sent back as `If-None-Match`,
it makes an answer that has not changed an empty 304.

**How often.** Each answer says in `RateLimit-Policy` how much one may ask and in `RateLimit` what
is left, as the IETF's draft has it: `"requests"` are all, `"messages"` what is sent. Past it the
answer is 429, and `Retry-After` says when to try again.

**Errors** are problems of RFC 9457, `application/problem+json`. Go by `code`, which is stable, as
`type` is; the words are for people. With `invalid`, `errors` names each thing that is wrong: by a
JSON Pointer into the body or by a parameter's name. What one may not see is not told from what does
not exist.
"""

TAGS = {
    "messages": "What is said in rooms, and what hangs on it.",
    "rooms": "Rooms, who is in them, and how far one has read.",
    "people": "Oneself and the others.",
    "reading": "How far one has read, and how far others have.",
    "threads": "Replies beside a room.",
    "sidebar": "How one has ordered one's rooms.",
    "drafts": "What one has begun to write.",
    "saved": "Messages put on one's own list.",
    "scheduled messages": "Messages that wait for their time.",
    "search": "What was said, and where.",
    "inbox": "What waits for one.",
    "files": "What is sent with messages.",
    "emoji": "The organisation's own emoji.",
    "organisation": "What holds for everyone.",
    "commands": "Commands that begin with a slash, and what one says of oneself.",
}
