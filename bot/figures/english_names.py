"""A name of an English sentence that may be the subject of its figures."""

from __future__ import annotations


class Name:
    """A possible subject: tokens ``[first, last)``. Not a dataclass for the sake of speed, like
    :class:`Found`; nothing changes it."""

    def __init__(self, first: int, last: int, text: str, *, watched: bool = False) -> None:
        self.first = first
        self.last = last
        self.text = text
        self.watched = watched
