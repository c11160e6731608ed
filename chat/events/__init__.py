"""Every command and every event, declared once.

From these models come validation, docs/events.md, the JSON Schema and static/js/events.d.ts
(`manage.py events`); a test checks that the files are current. Import the models from
`chat.events.commands`, `chat.events.broadcasts` and `chat.events.shapes`.
"""
