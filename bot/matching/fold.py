"""A text as the automata see it: one byte a code point, so that offsets never move.

``raw`` keeps the case, ``low`` has none; in both, whatever is no letter, digit, ``&`` or ``$``
is a space. Accents are stripped, full width becomes ASCII. Letters of scripts that have spaces
(Cyrillic, Arabic …) are *hashed* onto ASCII letters, so a hit there has to be verified against
the text (:func:`spelling`); scripts without spaces become a mark and are left to
``bot.matching.han``.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.text import CJK

GONE = 0xAD
"""Characters that are not there for a reader: soft hyphen, zero width, combining, bidi."""
UNSPACED = 0x81
"""A character of a script written without spaces between words."""

_UNSPACED = re.compile(f"[{CJK}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
UNSPACED_RUN = re.compile(f"[{CJK}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_SPECIAL = {
    "ﬁ": "f", "ﬂ": "f", "ﬀ": "f", "ﬃ": "f", "ﬄ": "f", "ı": "i", "ł": "l", "Ł": "L", "đ": "d",
    "Đ": "D", "ħ": "h", "ŧ": "t", "ﬅ": "s", "ﬆ": "s", "ʼ": "'", "＇": "'", "′": "'", "ẞ": "S",
    "\u2010": "-", "\u2011": "-", "\u2212": "-",
}  # fmt: skip


def _byte(char: str) -> int:
    """The byte of a character that cp1252 does not have."""
    if char in _SPECIAL:
        return ord(_SPECIAL[char])
    if _UNSPACED.match(char):
        return UNSPACED
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf"}:
        return GONE
    base = unicodedata.normalize("NFKD", char)[0]
    if base.isascii():
        return ord(base) if base.isalnum() or base in "&$'-" else 32
    if category[0] in "LN" or category == "Mc":
        return 97 + ord(base.lower()[0]) % 26
    return 32


class _Bytes(dict[str, int]):
    """Filled as characters are met; there are not more of them than Unicode has."""

    def __missing__(self, char: str) -> int:
        value = self[char] = _byte(char)
        return value


_BYTES = _Bytes()


def _foreign(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    run = error.object[error.start : error.end]
    return bytes([_BYTES[char] for char in run]), error.end


_ERRORS = "tidings-fold"
codecs.register_error(_ERRORS, _foreign)


def _table(*, lower: bool) -> bytes:
    table = bytearray(b" " * 256)
    for code in range(256):
        try:
            char = bytes([code]).decode("cp1252")
        except UnicodeDecodeError:
            continue
        base = {
            "ß": "s",
            "Æ": "A",
            "æ": "a",
            "Ø": "O",
            "ø": "o",
            "Þ": "T",
            "þ": "t",
            "Ð": "D",
            "ð": "d",
            "Œ": "O",
            "œ": "o",
            "ª": " ",
            "º": " ",
        }.get(  # fmt: skip
            char, unicodedata.normalize("NFD", char)[0]
        )
        if base.isascii() and (base.isalnum() or base in "&$"):
            table[code] = ord(base.lower() if lower else base)
    return bytes(table)


_LOW = _table(lower=True)
_RAW = _table(lower=False)


@dataclass(frozen=True, slots=True)
class Folded:
    """``low`` begins and ends with a space: the character at ``text[i]`` is ``low[i + 1]``,
    unless ``places`` is there (something invisible was left out): then at ``places[i]``."""

    text: str
    raw: bytes
    low: bytes
    unspaced: bool
    places: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Of the text, for a span of ``raw``."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    if text.isascii():
        data = text.encode()
        return Folded(text, data, b" " + data.translate(_LOW) + b" ", False, None)
    data = text.encode("cp1252", _ERRORS)
    places = None
    if GONE in data:
        places = [at for at, byte in enumerate(data) if byte != GONE]
        data = data.translate(None, b"\xad")
    return Folded(text, data, b" " + data.translate(_LOW) + b" ", UNSPACED in data, places)


def fold_name(name: str) -> bytes:
    """The tokens of a name, folded, without spaces at the ends."""
    return b" ".join(fold(name).low.split())


def cased_name(name: str) -> bytes:
    """Like :func:`fold_name`, with its case kept."""
    return b" ".join(fold(name).raw.translate(_RAW).split())


def cased(folded: Folded, start: int, end: int) -> bytes:
    """The letters of a span of ``raw``, with their case, other characters as spaces."""
    return folded.raw[start:end].translate(_RAW)


def spelling(text: str) -> str:
    """What two names of a script other than Latin must share to be the same."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    kept = (char if char.isalnum() else " " for char in folded if not unicodedata.combining(char))
    return " ".join("".join(kept).split())
