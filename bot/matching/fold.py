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
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from bot.matching.native import native
from bot.text import CJK

GONE = 0xAD
"""Characters that are not there for a reader: soft hyphen, zero width, combining, bidi."""
UNSPACED = 0x81
"""A character of a script written without spaces between words."""

_UNSPACED = re.compile(f"[{CJK}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_FOREIGN = re.compile(
    "[^\\W\\d_A-Za-z\u00aa\u00ba\u00c0-\u024f\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f"
    "\ua720-\ua7ff\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a]"
)
UNSPACED_RUN = re.compile(f"[{CJK}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_UNMARKED = dict(zip("ßÆæØøÞþÐðŒœªº", "sAaOoTtDdOo  ", strict=True))
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
        return (97 if base.islower() else 65) + ord(base.lower()[0]) % 26
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


def _table() -> bytes:
    table = bytearray(b" " * 256)
    for code in range(256):
        try:
            char = bytes([code]).decode("cp1252")
        except UnicodeDecodeError:
            continue
        base = _UNMARKED.get(char, unicodedata.normalize("NFD", char)[0])
        if base.isascii() and (base.isalnum() or base in "&$"):
            table[code] = ord(base)
    return bytes(table)


CASED = _table()
"""For ``bytes.translate``: letters and digits without accents, ``&`` and ``$``, else a space."""


@dataclass(frozen=True, slots=True)
class Folded:
    """``low`` begins and ends with a space: the character at ``raw[i]`` is ``low[i + 1]``, and
    is ``text[i]`` too, unless something invisible was left out of ``raw`` (``gaps``)."""

    text: str
    raw: bytes
    words: bytes
    """``raw`` with its letters, digits, ``&`` and ``$`` only, the rest as spaces."""
    low: bytes
    unspaced: bool
    gaps: Sequence[int]
    """For each character left out, in order, the place in ``raw`` where it was."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Of the text, for a span of ``raw``."""
        if not self.gaps:
            return start, end
        first = start + bisect_right(self.gaps, start)
        return first, end + bisect_right(self.gaps, end - 1)

    def shown(self) -> str:
        """The text as ``raw`` has it: without what is invisible."""
        if not self.gaps:
            return self.text
        pieces = []
        shown = 0
        for at, gap in enumerate(self.gaps):
            pieces.append(self.text[shown : gap + at])
            shown = gap + at + 1
        return "".join(pieces) + self.text[shown:]


def plain_bytes(text: str) -> bytes:
    """One byte a character; the compiled scanner has the same function, held equal by a test."""
    return text.encode("cp1252", _ERRORS)


def _compiled() -> Callable[[str], bytes]:
    compiled = native()
    if compiled is None:
        return plain_bytes
    convert = cast("Callable[[str, array[int], Callable[[str], int]], bytes]", compiled.fold)
    table = array("H", bytes(2 * 65536))
    return lambda text: convert(text, table, lambda char: plain_bytes(char)[0])


_bytes_of = _compiled()


def fold(text: str) -> Folded:
    if text.isascii():
        data = text.encode()
        words = data.translate(CASED)
        return Folded(text, data, words, b" " + words.lower() + b" ", False, ())
    data = _bytes_of(text)
    gaps: list[int] = []
    if GONE in data:
        at = data.find(GONE)
        while at >= 0:
            gaps.append(at - len(gaps))
            at = data.find(GONE, at + 1)
        data = data.translate(None, b"\xad")
    words = data.translate(CASED)
    return Folded(text, data, words, b" " + words.lower() + b" ", UNSPACED in data, gaps)


def fold_name(name: str) -> bytes:
    """The tokens of a name, folded, without spaces at the ends."""
    return b" ".join(fold(name).low.split())


def cased_name(name: str) -> bytes:
    """Like :func:`fold_name`, with its case kept."""
    return b" ".join(fold(name).words.split())


def is_foreign(text: str) -> bool:
    """Whether it has letters of another script than Latin, which the fold only hashes."""
    return not text.isascii() and _FOREIGN.search(text) is not None


def spelling(text: str) -> str:
    """What two names of a script other than Latin must share to be the same."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    kept = (char if char.isalnum() else " " for char in folded if not unicodedata.combining(char))
    return " ".join("".join(kept).split())
