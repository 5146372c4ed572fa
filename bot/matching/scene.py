"""What the kinds of evidence look at: a candidate, and the text around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.matching.fold import Folded
from bot.matching.names import Named, Sort
from bot.matching.sentences import SMALL, Style, sentence
from bot.matching.tail import Stretch
from bot.model import FieldName

__all__ = ["OPENING", "SMALL", "Candidate", "Note", "Scene", "Style"]


@dataclass(slots=True)
class Candidate:
    """A name that may be meant by ``raw[start:end]``. Stages change score, rule and reasons."""

    entity: int
    alias: str
    sort: Sort
    start: int
    end: int
    form: bytes = b""
    """The name's tokens as matched (for a misspelling: as they should have been)."""
    edits: int = 0
    score: float = 1.0
    rule: str = "exact"
    why: tuple[str, ...] = ()
    meant: tuple[bytes, bytes] = (b"", b"")
    """For a misspelling: the token written and the token meant."""
    final: bool = False
    """No later stage may change it."""
    like: Candidate | None = None
    """One before it of which nothing is known but the same name in the same place: what is decided
    of that by itself goes for both."""

    def settle(self, score: float, rule: str, why: str, *, final: bool = False) -> None:
        self.score, self.rule, self.final = score, rule, final
        self.why += (why,)

    def refuse(self, score: float, rule: str, why: str) -> None:
        self.settle(min(self.score, score), rule, why, final=True)


@dataclass(frozen=True, slots=True)
class Note:
    """A place where an entity's exclude phrase or context word stands in ``raw``."""

    entity: int
    start: int
    end: int
    text: str

    def covers(self, candidate: Candidate) -> bool:
        return self.start <= candidate.start and candidate.end <= self.end

    def longer(self, candidate: Candidate) -> bool:
        return self.end - self.start > candidate.end - candidate.start


_TOKEN = re.compile(rb"[A-Za-z0-9&$\x80\x82-\xff]{1,40}")
OPENING = b" \t\"'(\x93\x91\x95*-\x96\x97#@[>"


class Scene:
    """One field of an item, folded, and what can be asked about places in it."""

    def __init__(
        self,
        field_name: FieldName,
        folded: Folded,
        watches: Sequence[Named],
        *,
        contextual: Collection[int] = (),
        surnamed: Collection[int] = (),
        explain: bool = False,
    ) -> None:
        self.field: FieldName = field_name
        self.folded = folded
        self.watches = watches
        self.contextual = contextual
        """Entities that have context words of their own."""
        self.surnamed = surnamed
        """Entities one of whose names is the last word of another."""
        self.explain = explain
        """Whether what the guards refuse is kept, with the reason."""
        self.found: list[Candidate] = []
        self.context: list[Note] = []
        """Where context words stand; ``excluded``: exclude phrases; both by their start."""
        self.excluded: list[Note] = []
        self.others: tuple[Scene, ...] = ()
        """The item's other field."""
        self.paged = False
        """Whether the text may be a page's, with a tail of other stories."""
        self.tail: tuple[Stretch, ...] = ()
        """What of it belongs to them, once looked for."""
        self.lead: int | None = None
        """Where its lead ends, once looked for."""
        self.unsure: list[Candidate] = []
        """Those that others may lift, once every one was judged by itself."""
        self.postponed: set[int] = set()
        """Of them, by ``id``, those nobody was yet asked to object to …"""
        self.object_to: Callable[[Candidate, Scene], None] = _nobody_objects
        """… and who does so before they are lifted."""
        self._sentence = (0, 0, 0)
        self._after = (-1, b"")

    @cached_property
    def notes(self) -> dict[int, list[Note]]:
        """Context words by entity."""
        return _by_entity(self.context)

    @cached_property
    def exclusions(self) -> dict[int, list[Note]]:
        """Exclude phrases by entity."""
        return _by_entity(self.excluded)

    def written(self, candidate: Candidate) -> bytes:
        return self.folded.words[candidate.start : candidate.end]

    def raw(self, candidate: Candidate) -> bytes:
        return self.folded.raw[candidate.start : candidate.end]

    def text(self, candidate: Candidate) -> str:
        start, end = self.folded.span(candidate.start, candidate.end)
        return self.folded.text[start:end]

    def before(self, at: int) -> bytes:
        """The token that ends before ``at``, with its case; empty at a sentence's start."""
        raw = self.folded.raw
        found = _TOKEN.findall(raw, max(0, at - 40), at)
        if not found:
            return b""
        gap = raw[max(0, at - 3) : at]
        if gap.strip(b" '\x92-&"):
            gap = gap.rstrip(b" ")[-1:]
            if gap in b'.,;:!?()[]"\x93\x94\n|' and found[-1].lower() not in _TITLES:
                return b""
        last: bytes = found[-1]
        return last

    def after(self, at: int) -> bytes:
        """The token that begins after ``at``, with its case; empty across punctuation."""
        if self._after[0] != at:
            raw = self.folded.raw
            first = at
            while raw[first : first + 1] == b" ":
                first += 1
            token = _TOKEN.match(raw, first)
            self._after = (at, token[0] if token else b"")
        return self._after[1]

    def sentence(self, at: int) -> tuple[int, int]:
        """Bounds of the sentence around ``at``, within reach."""
        start, end, _ = self._sentence
        if not start <= at < end:
            self._sentence = sentence(self.folded.raw, self.folded.words, at)
            start, end, _ = self._sentence
        return start, end

    def starts_sentence(self, at: int) -> bool:
        start, _ = self.sentence(at)
        return not self.folded.raw[start:at].strip(OPENING)

    def style(self, at: int) -> Style:
        self.sentence(at)
        return _STYLES[self._sentence[2]]


_TITLES = frozenset(b"mr mrs ms dr prof sen rep gov gen st".split())
_STYLES = tuple(Style)


def _nobody_objects(candidate: Candidate, scene: Scene) -> None:
    del candidate, scene


def _by_entity(notes: list[Note]) -> dict[int, list[Note]]:
    found: dict[int, list[Note]] = {}
    for note in sorted(notes, key=lambda note: note.start):
        found.setdefault(note.entity, []).append(note)
    return found
