"""Django's admin, made for the person who runs the organisation.

Nothing is edited in place: what may be done is an act (`chat.admin.acts`), which goes through
`chat.actions` and is recorded there. project/urls.py mounts `chat.admin.site.site`.

What an admin reads: everyone's account and devices, which rooms there are and who is in them, the
messages of public rooms and of rooms that they are in. Private rooms and direct messages of others
stay unread; a message there that someone reports can be removed by its number all the same.
"""
