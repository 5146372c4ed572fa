"""Where a name stands in stored items, in whatever case and sense. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.commands.beside import phrases_beside
from bot.matching.han import fold_han
from bot.model import Item, Mention
from bot.text import is_cjk

READ = 20_000
"""Characters of one text that are looked through."""
MOST = 12
"""Places kept of one item."""
REACH = 80
"""Characters kept on either side of a place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One place where the letters of a name stand, whether or not the matcher takes them."""

    name: str
    """As the watch has it."""
    text: str
    """As the item has it."""
    before: str
    after: str
    """What stands around it in the same line, up to :data:`REACH` characters."""
    low_before: str
    low_after: str
    """… both in lower case: for comparing."""
    taken: bool
    """The matcher counts it as a mention."""
    phrases: tuple[str, ...] = ()
    """Telling words next to it, the name included (``apple pie``, ``Big Apple``)."""


class Names:
    """The names of one watch, ready to be looked for."""

    def __init__(self, names: Sequence[str]) -> None:
        self._spaced = {name.lower(): name for name in names if not _has_cjk(name)}
        self._unspaced = {fold_han(name): name for name in names if _has_cjk(name)}
        self._found = _pattern(self._spaced)

    def places(self, item: Item, mentions: Sequence[Mention]) -> list[Place]:
        """Of one item, at most :data:`MOST`."""
        found: list[Place] = []
        for field, text in (("title", item.title), ("content", item.content[:READ])):
            low = text.lower()
            spaced = any(name in low for name in self._spaced)
            if not spaced and not self._unspaced:
                continue
            spans = [(each.start, each.end) for each in mentions if each.field == field]
            for start, end, name in self._spans(text, spaced=spaced):
                taken = any(first < end and start < last for first, last in spans)
                found.append(_place(text, start, end, name, taken=taken))
                if len(found) == MOST:
                    return found
        return found

    def _spans(self, text: str, *, spaced: bool) -> Iterator[tuple[int, int, str]]:
        if self._found is not None and spaced:
            for hit in self._found.finditer(text):
                name = self._spaced.get(hit[0].lower())
                if name is not None:
                    yield hit.start(), hit.end(), name
        han = fold_han(text) if self._unspaced else ""
        for folded, name in self._unspaced.items():
            at = han.find(folded)
            while at >= 0:
                yield at, at + len(folded), name
                at = han.find(folded, at + len(folded))


def _pattern(names: dict[str, str]) -> re.Pattern[str] | None:
    longest_first = sorted(names, key=len, reverse=True)
    either = "|".join(re.escape(each) for each in longest_first)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if names else None


def _has_cjk(name: str) -> bool:
    return any(is_cjk(char) for char in name)


def _place(text: str, start: int, end: int, name: str, *, taken: bool) -> Place:
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    line_end = high if high >= 0 else len(text)
    return Place(
        name=name,
        text=text[start:end],
        before=text[max(low, start - REACH) : start],
        after=text[end : min(line_end, end + REACH)],
        low_before=_comparable(text[max(low, start - REACH) : start]),
        low_after=_comparable(text[end : min(line_end, end + REACH)]),
        taken=taken,
        phrases=tuple(phrases_beside(text, start, end)),
    )


def _comparable(text: str) -> str:
    return text.casefold().replace("\xa0", " ")
