"""Why something was not fetched."""


class FetchError(Exception):
    """It was not fetched; the words are for a log."""


class Refused(FetchError):
    """Not now and not later: an address that is not public, or something that we do not take."""


class Failed(FetchError):
    """It may work another time: nobody answered, or not in time."""
