"""A story in a sentence or two, chosen from its reports and never invented. Pure.

Of one report its first sentences; of several those closest to what all of them say, the earlier
in its report the better, and no two that say the same.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.stories.background import rarity
from bot.stories.meaning import concept
from bot.stories.words import stems_of
from bot.text import CJK, is_cjk, squeeze

SENTENCES = 2
LONGEST = 300
"""Characters of the whole summary."""
REPORTS = 6
"""Reports that are read: the first one and the latest."""
_LEAD = 4
"""Sentences of a report that are looked at."""
_READ = 800
"""Characters of a report that are looked at."""
_SHORTEST, _SHORTEST_CJK = 25, 10
"""Characters below which a line is a caption or a heading rather than a sentence."""
_DIVERSITY = 0.45
"""What being like a chosen sentence costs, against being like all."""
_SAME = 0.8
"""Share of its words from which a sentence only repeats the headline, or another one."""
_BOUND = re.compile(
    r"(?P<dot>[.!?…]+[\"”’)\]]*)\s+(?=[\"“‘(\[]*[^\sa-z])"
    r"|(?P<cjk>[。！？]+[”’」』）]*)\s*"
    r"|\n\s*"
)
_SHORT_FORM = re.compile(
    r"(?:\b[A-Z]|\b(?:[A-Za-z]\.)+[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Sgt|Lt|Col|Capt|St"
    r"|Jr|Sr|Inc|Corp|Co|Ltd|Bros|No|vs|approx|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|Mt|Ft|Fig|Vol|al|etc|cf|ca|ex))$"
)
"""What ends in a full stop without ending a sentence."""
_DATELINE = re.compile(
    r"^(?:[A-Z][\w.’' -]{1,30}(?:, [A-Z][\w. ]{1,20}){0,3} ?)?"
    r"\((?:Reuters|AP|AFP|Bloomberg|Xinhua|dpa|UPI|Kyodo)\) ?[-–—:]+ ?"
    r"|^(?:[^\s。，,]{1,12}(?:讯|电)[\s，,：:]+|【[^】]{1,30}】)"
)
_ASIDE = re.compile(
    r"^(?i:(?:read|see|watch|listen|more) (?:more|also|next|here|our|on|from|to)\b"
    r"|(?:sign up|subscribe|click|follow us|share this|advertisement|copyright|©|the post\b)"
    r"|(?:image|photo|picture|credit|source|editor['’]s note|related|more|also|updated?)s?\s?[:/|])"
    r"|^By [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,4}(?:,? (?:and|for) .*)?$"
    r"|^(?:图片|图源|来源|编辑|记者|责任编辑|原标题|点击|更多)"
    r"|(?i:https?://|appeared first on|all rights reserved|\bcookies?\b.*\b(?:accept|consent))"
)
"""How lines begin, or what they hold, that tell nothing of the story."""


@dataclass(frozen=True, slots=True)
class Text:
    """One report as it came."""

    title: str
    content: str


@dataclass(frozen=True, slots=True)
class Chosen:
    text: str
    report: int
    """The number of the report, in the order given, in which it stands."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    report: int
    position: int
    stems: frozenset[str]
    vector: Mapping[str, float]


def summary(reports: Sequence[Text], *, most: int = SENTENCES) -> tuple[Chosen, ...]:
    """At most ``most`` sentences, as they stand in the reports (the first report first);
    empty when there are only headlines. In the language of the first report."""
    if not reports:
        return ()
    head = stems_of(reports[0].title)
    read = [0, *range(max(1, len(reports) - REPORTS + 1), len(reports))]
    foreign = _is_cjk(reports[0])
    found = [
        sentence
        for number in read
        if _is_cjk(reports[number]) == foreign
        for sentence in _sentences(reports[number], number)
        if not _repeats(sentence.stems, frozenset(head))
    ]
    if len({each.report for each in found}) < 2:
        chosen = _within(found, most)
    else:
        chosen = _central(found, head, most)
    return tuple(Chosen(each.text, each.report) for each in chosen)


def _within(found: Sequence[_Sentence], most: int) -> list[_Sentence]:
    """The first ones, as long as they fit."""
    chosen: list[_Sentence] = []
    for each in found[:most]:
        if chosen and sum(len(one.text) for one in chosen) + len(each.text) > LONGEST:
            break
        chosen.append(each)
    return chosen


def _central(found: Sequence[_Sentence], head: Sequence[str], most: int) -> list[_Sentence]:
    centroid: defaultdict[str, float] = defaultdict(float)
    for vector in (_vector(head), *(each.vector for each in found)):
        for stem, weight in vector.items():
            centroid[stem] += weight
    length = math.sqrt(math.fsum(weight * weight for weight in centroid.values())) or 1.0
    worth = [
        math.fsum(weight * centroid[stem] for stem, weight in each.vector.items())
        / length
        / (1 + each.position)
        for each in found
    ]
    chosen: list[_Sentence] = []
    like = [0.0] * len(found)
    while len(chosen) < most:
        room = LONGEST - sum(len(each.text) for each in chosen)
        open_ = [
            number
            for number, each in enumerate(found)
            if (not chosen or len(each.text) <= room)
            and not any(_repeats(each.stems, one.stems) for one in chosen)
        ]
        if not open_:
            break
        best = max(open_, key=lambda n: (worth[n] - _DIVERSITY * like[n], -n))
        chosen.append(found[best])
        like = [max(like[n], _cosine(each, found[best])) for n, each in enumerate(found)]
    return chosen


# ── sentences ────────────────────────────────────────────────────────────────────────────


def sentences(text: str) -> Iterator[str]:
    """Those of a text, in order, as they stand there."""
    start = 0
    for bound in _BOUND.finditer(text):
        if text[bound.start()] == "." and _SHORT_FORM.search(
            text, max(start, bound.start() - 12), bound.start()
        ):
            continue
        end = bound.end("dot") if bound["dot"] else bound.end("cjk") if bound["cjk"] else -1
        piece = squeeze(text[start : bound.start() if end < 0 else end])
        start = bound.end()
        if piece:
            yield piece
    rest = squeeze(text[start:])
    if rest:
        yield rest


def _sentences(report: Text, number: int) -> Iterator[_Sentence]:
    position = 0
    read = report.content[:_READ]
    for text in sentences(read):
        if position == _LEAD or (len(read) == _READ and read.endswith(text)):
            return  # enough, or cut off
        bare = _DATELINE.sub("", text) if position == 0 else text
        stems, vector = _read(bare) if _tells(bare) else (frozenset[str](), {})
        if stems:
            yield _Sentence(bare, number, position, stems, vector)
            position += 1


@lru_cache(maxsize=2_000)
def _read(sentence: str) -> tuple[frozenset[str], Mapping[str, float]]:
    """Its stems and its vector. A story that grows is read again and again."""
    stems = stems_of(sentence)
    return frozenset(stems), _vector(stems)


def _tells(text: str) -> bool:
    """Whether it is a whole sentence of the story, as far as its form says."""
    least = _SHORTEST_CJK if is_cjk(text[:1]) else _SHORTEST
    return least <= len(text) <= LONGEST and not _ASIDE.search(text) and text[-1] not in ":："


def _vector(stems: Sequence[str]) -> dict[str, float]:
    """Of unit length."""
    counts = Counter(map(concept, stems))
    weights = {stem: (1 + math.log(n)) * _rarity(stem) for stem, n in counts.items()}
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
    return {stem: weight / length for stem, weight in weights.items()}


@lru_cache(maxsize=20_000)
def _rarity(stem: str) -> float:
    return rarity(stem, 0, 0)


def _cosine(one: _Sentence, other: _Sentence) -> float:
    return math.fsum(
        w * other.vector[stem] for stem, w in one.vector.items() if stem in other.vector
    )


def _repeats(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether nearly all that it says is said there."""
    return len(ours & theirs) >= _SAME * len(ours)


_CHINESE = re.compile(f"[{CJK}]")


def _is_cjk(report: Text) -> bool:
    text = report.title or report.content[:100]
    return 3 * len(_CHINESE.findall(text)) > len(text)
