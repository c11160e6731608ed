"""Pictures that people send, opened where they can do no harm: in a process of their own.

    picture = measure_and_strip(file, sizes=(360, 720))
    picture.type, picture.width, picture.height      # as it is shown, its way up applied
    picture.original                                 # without place, camera, time and words
    picture.renditions                               # WebP, the smallest first

Each call may take seconds: call it in a thread, and outside a transaction.
"""

from chat.pictures.pictures import Picture, Rendition, emoji, measure_and_strip, square

__all__ = ["Picture", "Rendition", "emoji", "measure_and_strip", "square"]
