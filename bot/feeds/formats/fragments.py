"""Taking a feed's text apart into its raw entries, to read only those not read before.

Reading an entry costs a hundred times what hashing it does. Whatever is not plainly a row of
sibling entries (nested, cut short) is not taken apart at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

_MARK = re.compile(r"<!\[CDATA\[|<!--|<(/?)((?:[A-Za-z_][\w.-]*:)?(?:item|entry))(?=[\s>/])", re.I)
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}


@dataclass(frozen=True, slots=True)
class Fragments:
    """Raw entries of one text, in order."""

    spans: tuple[tuple[int, int], ...] = ()
    hashes: tuple[str, ...] = ()

    def without(
        self, text: str, seen: Collection[str], most: int | None = None
    ) -> tuple[str, list[int]]:
        """The text less the entries in ``seen``, and the indexes of those kept.

        ``most``: of more than so many only the first and last are kept.
        """
        kept = [index for index, digest in enumerate(self.hashes) if digest not in seen]
        if most is not None and len(kept) > most:
            kept = kept[: most - most // 2] + kept[-(most // 2) :]
        wanted = set(kept)
        parts: list[str] = []
        position = 0
        for index, (start, end) in enumerate(self.spans):
            if index not in wanted:
                parts.append(text[position:start])
                position = end
        parts.append(text[position:])
        return "".join(parts), kept


def fragment_hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()


def split(text: str) -> Fragments | None:
    """``None`` when the text can't be taken apart with certainty. Linear in its length."""
    spans = _spans(text)
    if not spans:
        return None
    return Fragments(tuple(spans), tuple(fragment_hash(text[a:b]) for a, b in spans))


def _spans(text: str) -> list[tuple[int, int]] | None:
    spans: list[tuple[int, int]] = []
    name, opened, position = "", -1, 0
    while mark := _MARK.search(text, position):
        if mark[0] in _ENDS or mark[2] is None:
            closed = text.find(_ENDS[mark[0].upper()], mark.end())
            if closed == -1:
                return None
            position = closed + 3
            continue
        end = text.find(">", mark.end())
        if end == -1:
            return None
        position = end + 1
        name = name or mark[2]
        if mark[2] != name:
            if opened >= 0:
                continue  # an extension's own element within an entry
            return None
        if mark[1]:
            if opened < 0:
                return None
            spans.append((opened, position))
            opened = -1
        elif opened >= 0:
            return None
        elif text[end - 1] == "/":
            spans.append((mark.start(), position))
        else:
            opened = mark.start()
    return spans if opened < 0 else None
