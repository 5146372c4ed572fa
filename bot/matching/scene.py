"""What the kinds of evidence look at: a candidate, and the text around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from bot.matching.fold import Folded
from bot.matching.names import Sort
from bot.matching.tail import Stretch
from bot.model import FieldName, Watch


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
    why: list[str] = field(default_factory=list)
    meant: tuple[bytes, bytes] = (b"", b"")
    """For a misspelling: the token written and the token meant."""
    final: bool = False
    """No later stage may change it."""

    def settle(self, score: float, rule: str, why: str, *, final: bool = False) -> None:
        self.score, self.rule, self.final = score, rule, final
        self.why.append(why)

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


class Style(Enum):
    """How a sentence uses capitals."""

    SENTENCE = "sentence"
    TITLE = "title case"
    CAPITALS = "capitals"
    LOWER = "lower case"


_STOPS = (b". ", b"! ", b"? ", b": ", b"| ", b"\n", b'." ', b'?" ', b"!' ", b".\x94 ", b'!" ')
_TOKEN = re.compile(rb"[A-Za-z0-9&$\x80-\xff]+")
_OPENING = b" \t\"'(\x93\x91\x95*-\x96\x97#@[>"
_REACH = 400
_SMALL = frozenset(
    b"a an and as at but by for from in into is it its nor of off on onto or per so than that the "
    b"to up via vs with was are be".split()
)


class Scene:
    """One field of an item, folded, and what can be asked about places in it."""

    def __init__(
        self, field_name: FieldName, folded: Folded, watches: list[Watch], *, explain: bool = False
    ) -> None:
        self.field: FieldName = field_name
        self.folded = folded
        self.watches = watches
        self.explain = explain
        """Whether what the guards refuse is kept, with the reason."""
        self.found: list[Candidate] = []
        self.context: list[Note] = []
        self.excluded: list[Note] = []
        self.others: tuple[Scene, ...] = ()
        """The item's other field."""
        self.paged = False
        """Whether the text may be a page's, with a tail of other stories."""
        self.tail: tuple[Stretch, ...] = ()
        """What of it belongs to them, once looked for."""
        self._styles: dict[int, Style] = {}
        self._sentence = (0, 0)

    def written(self, candidate: Candidate) -> bytes:
        return self.folded.words[candidate.start : candidate.end]

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
        raw = self.folded.raw
        gap_end = at
        while gap_end < len(raw) and raw[gap_end] in b" ":
            gap_end += 1
        match = _TOKEN.match(raw, gap_end)
        return match[0] if match else b""

    def sentence(self, at: int) -> tuple[int, int]:
        """Bounds of the sentence around ``at``, within reach."""
        if self._sentence[0] <= at < self._sentence[1]:
            return self._sentence
        raw = self.folded.raw
        low, high = max(0, at - _REACH), min(len(raw), at + _REACH)
        starts = [found + len(stop) for stop in _STOPS if (found := raw.rfind(stop, low, at)) >= 0]
        start = max(starts, default=low)
        ends = [end for stop in _STOPS if (end := raw.find(stop, at, high)) >= 0]
        self._sentence = start, min(ends, default=high)
        return self._sentence

    def starts_sentence(self, at: int) -> bool:
        start, _ = self.sentence(at)
        return not self.folded.raw[start:at].strip(_OPENING)

    def style(self, at: int) -> Style:
        start, end = self.sentence(at)
        style = self._styles.get(start)
        if style is None:
            style = self._styles[start] = _style(self.folded.words[start:end].split())
        return style


_TITLES = frozenset(b"mr mrs ms dr prof sen rep gov gen st".split())


def _style(tokens: list[bytes]) -> Style:
    words = [token for token in tokens if len(token) > 1 and token.isalpha()]
    count = len(words)
    lower = sum(map(bytes.islower, words))
    upper = sum(map(bytes.isupper, words))
    if count > 1 and upper > 0.7 * count:
        return Style.CAPITALS
    if not count or lower == count:
        return Style.LOWER if count else Style.SENTENCE
    small = sum(map(_SMALL.__contains__, words))
    rest = count - small - 1  # the first word has its capital anyway
    capitals = count - lower - words[0][:1].isupper()
    if rest >= 3 and capitals >= 0.75 * rest:
        return Style.TITLE
    return Style.SENTENCE
