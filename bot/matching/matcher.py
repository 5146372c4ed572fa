"""The face of the room: watches in, mentions out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.model import FieldName, Mention, Refusal, Watch
from bot.text import is_cjk

CUTOFF = 0.6
"""Mentions below this score do not count for an alert."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    mentions: tuple[Mention, ...]
    refusals: tuple[Refusal, ...]


class Matcher:
    """Immutable and safe to share between threads."""

    def __init__(self, watches: tuple[Watch, ...]) -> None:
        self._watches = {watch.id: watch for watch in watches if watch.kind != "figure"}
        self._names: list[tuple[re.Pattern[str], str, Watch]] = []
        self._words: dict[str, list[Watch]] = {}
        for watch in self._watches.values():
            for name in (watch.name, *watch.aliases, *watch.tickers, *watch.handles):
                if name:
                    self._names.append((_exact(name), name, watch))
            for name in (watch.name, *watch.aliases):
                if watch.fuzzy and len(name) >= 5 and _WORD.fullmatch(name) and name.isascii():
                    self._words.setdefault(name.lower(), []).append(watch)

    @classmethod
    def compile(cls, watches: Iterable[Watch]) -> Matcher:
        return cls(tuple(watches))

    def with_watches(self, *, add: Iterable[Watch] = (), remove: Iterable[str] = ()) -> Matcher:
        """A matcher with ``add`` (same id replaces) and without the watches of these ids."""
        watches = dict(self._watches)
        for watch_id in remove:
            watches.pop(watch_id, None)
        watches.update({watch.id: watch for watch in add})
        return Matcher(tuple(watches.values()))

    def match(self, title: str, content: str) -> list[Mention]:
        """Mentions at or above the cutoff, title first, by start; spans are code points."""
        return [*self._find("title", title), *self._find("content", content)]

    def explain(self, title: str, content: str) -> Explanation:
        return Explanation(mentions=tuple(self.match(title, content)), refusals=())

    def _find(self, field: FieldName, text: str) -> list[Mention]:
        found: dict[tuple[int, int, str], Mention] = {}
        for pattern, name, watch in self._names:
            for hit in pattern.finditer(text):
                found.setdefault(
                    (hit.start(), hit.end(), watch.id),
                    _mention(watch, field, hit.span(), hit[0], 1.0, f"'{name}' by name", "exact"),
                )
        for word in _WORD.finditer(text):
            if not word[0][0].isupper() or word[0].lower() in self._words or len(word[0]) < 5:
                continue
            for name, watches in self._words.items():
                if OSA.distance(word[0].lower(), name, score_cutoff=1) == 1:
                    for watch in watches:
                        why = f"'{word[0]}' is one edit from {watch.name}"
                        mention = _mention(watch, field, word.span(), word[0], 0.75, why, "typo")
                        found.setdefault((word.start(), word.end(), watch.id), mention)
        return sorted(found.values(), key=lambda m: (m.start, m.end, m.watch_id))


def _exact(name: str) -> re.Pattern[str]:
    start = r"(?<!\w)" if not is_cjk(name[0]) else ""
    end = r"(?!\w)" if not is_cjk(name[-1]) else ""
    case = re.IGNORECASE if not (name.isupper() and len(name) <= 4) else re.NOFLAG
    return re.compile(start + re.escape(name) + end, case)


def _mention(
    watch: Watch,
    field: FieldName,
    span: tuple[int, int],
    text: str,
    score: float,
    why: str,
    rule: str,
) -> Mention:
    return Mention(
        watch_id=watch.id,
        field=field,
        start=span[0],
        end=span[1],
        text=text,
        score=score,
        why=why,
        rule=rule,
    )
