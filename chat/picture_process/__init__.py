"""What opens the pictures that people send: a process for each, small, alone and soon gone.

It is started by `chat.pictures` as `python -m chat.picture_process`, bounded in memory, processor
time, seconds and bytes written, and knows nothing of the rest of Hearth: what takes over a decoder
here finds an empty environment and two files.
"""
