"""What a report says, as far as telling it from its look-alikes goes. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.model import Figure, Item
from bot.stories.contrast import Sense, reversals, senses
from bot.stories.meaning import (
    Place,
    Stage,
    concept,
    happenings,
    ideas,
    officials,
    places,
    reacts,
    stages,
)
from bot.stories.quantities import Basis, Quantity, quantities, values
from bot.stories.series import marks, without_marks
from bot.stories.words import (
    Words,
    listed,
    stem,
    stems_of,
    strip_boilerplate,
    without_question,
)
from bot.text import correction_marker, is_cjk, without_marker

Anchor = tuple[str, float]
Tie = tuple[str, str]

_LEAD = 600
"""Characters of the content that count."""

_ROUND_UP = re.compile(
    r"^(?:live\b|as it happened|live updates?|live blog|what (?:we|you) (?:need to )?know|"
    r"(?:morning|evening|daily|weekly|news|market)s? (?:brief(?:ing)?|round[- ]?up|wrap|digest"
    r"|bulletin)"
    r"|the week in|week in review|today in|top (?:stories|news|headlines)|newsletter"
    r"|five things|\d+ things|premarket movers|stocks making)"
    r"|\b(?:live updates?|live blog|round-?up|what (?:we|to|you) (?:need to )?know(?: so far)?"
    r"|latest news bulletin|news in brief|week in (?:pictures|review)|newsletter)\b"
    r"|早报|晚报|午报|日报[｜|:：]|一周(?:要闻|回顾)|要闻(?:汇总|速览)|盘前必读|新闻联播",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"^(?:opinion|editorial|analysis|explainer|explained|comment(?:ary)?|review|fact check|podcast"
    r"|quiz|letters?)\s*[:|–—-]|\b(?:explained|explainer)$"
    r"|[|–—-]\s*(?:opinion|editorial|analysis|explainer)"
    r"|: (?:what(?! we know)|why|how) (?!.*: ).{10,}"
    r"|^(?:why|how) .{10,}|评论[:：丨|]|^社评",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:is|are|was|were|has|have|had|can|could|will|would|should|does|do|did|who|what|where"
    r"|which|when)\b.{8,}\?$",
    re.IGNORECASE,
)
"""A headline that asks tells nothing that happened."""
_LIVE = re.compile(
    r"^(?P<topic>[^:]{3,40}?)\W+(?:live|live (?:updates|blog)|updates)\b(?=\s*[:|])"
    r"|[-–—|]\s*(?P<topic_behind>[\w' ]{3,40}?)[ -]live(?: updates)?$"
    r"|[-–—|]\s*live(?: updates)?$",
    re.IGNORECASE,
)
"""A page that goes on all day under new headlines: ``UK politics live: …``, ``… – live``."""
_FUTURE = re.compile(
    r"\b(?P<how>set to|expected to|due to|poised to|about to|scheduled to|likely to|to be|will be"
    r"|to|will|would|may|plans? to|counts? down to)(?: be)? (?P<verb>[a-z]+)"
)
_SCHEDULED = ("set to", "expected to", "due to", "poised to", "about to", "scheduled to", "to be")
_FUTURE_CN = re.compile(r"将于|即将|拟|将在|预计|倒计时|待")
_DONE_CN = re.compile(r"成功|完成|圆满|落幕|已经|结束|正式|获批|宣判|抵达|顺利|通过")
_CLAUSE = re.compile(
    r"^(?P<main>.{15,}?)[,;:]? (?:after|following|in wake of|in the wake of|days after|hours after"
    r"|weeks after|despite|over) (?P<old>.{5,})$"
    r"|^(?P<topic>.{8,40}?)(?:: | [-–—] )(?P<said>.{12,})$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[$€£¥₹]?\d[\d,.]*(?:%|\b)")
_MOVES = frozenset(
    map(
        stem,
        listed(
            "rise fall climb drop jump slump grow shrink slip surge gain lose slow ease edge dip"
            " plunge soar tumble increase decrease up down higher lower beat miss"
        ),
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    title: str
    """Without boilerplate and correction marker."""
    order: tuple[str, ...]
    """The stems of the title in their order."""
    stems: frozenset[str]
    digits: tuple[str, ...]
    chinese: bool
    names: frozenset[str]
    """Words written as names, and the watched names that were found."""
    watched: frozenset[str]
    anchors: frozenset[Anchor]
    """Watched names with the telling numbers of the title."""
    weak_anchors: frozenset[Anchor]
    """… and of the lead."""
    ties: frozenset[Tie]
    """Watched names with the ideas of the title, words that English and Chinese have."""
    marks: frozenset[tuple[str, str]]
    numbers: tuple[Quantity, ...]
    template: tuple[str, ...]
    """The words that stay when numbers, marks and ups and downs change."""
    expected: frozenset[str]
    """Stems of verbs announced for later; ``*`` when Chinese says that it is to come."""
    scheduled: bool
    happened: frozenset[str]
    """Stems of the other words; ``*`` when Chinese says that it is done."""
    main: frozenset[str]
    old: frozenset[str]
    """The clauses of ``X after Y`` and of ``Y: X``; empty for other headlines."""
    correction: str
    attach_only: bool
    """A round-up or live page: it joins anything, so it may never stand for an event."""
    page: str
    """By what the next headline of the same live page is known; empty for other reports."""
    comment: bool
    bare: bool
    """It has a headline only, or one with a phrase behind it ("…, it said on Tuesday"): no text
    tells what else it says."""
    senses: frozenset[Sense]
    """Which of several outcomes it tells."""
    reversals: frozenset[str]
    plain: tuple[str, ...]
    """The stems of the title in their order, period and number marks left out."""
    watched_stems: frozenset[str]
    surely_names: frozenset[str]
    """Words written as names in a headline that isn't written in capitals throughout."""
    places: frozenset[Place]
    stages: frozenset[Stage]
    happenings: frozenset[str]
    """What the title says is done or happens."""
    concepts: frozenset[str]
    """What the stems of the title stand for."""
    name_concepts: frozenset[str]
    surely_concepts: frozenset[str]
    """… and those of :attr:`names` and of :attr:`surely_names`."""
    told: frozenset[str]
    """What the stems of the title and the lead stand for: whatever the report tells."""
    told_stages: frozenset[Stage]
    """… of the title and of the lead."""
    officials: frozenset[str]
    """Those named in the title who decide about what others do."""
    told_officials: frozenset[str]
    """… and in the title and the lead."""
    reacts: bool
    """It tells what somebody does about the news."""
    outlet: str
    """Who says so; empty when that isn't known."""
    seen: datetime


_SAYS_MORE = 4
"""Words beyond those of the headline from which on a text says more."""


def facts_of(
    item: Item, title_words: Words, *, title: str, names: Collection[str], figures: Sequence[Figure]
) -> Facts:
    low = title.lower()
    expected, scheduled = _expected(low)
    main, old = _clauses(title)
    bare = without_marks(low)
    lead = lead_of(item)
    stems, further = frozenset(filter(None, title_words.stems)), _stems(lead)
    told = stems | further
    template = stems_of(_NUMBERS.sub(" ", bare))
    watched = frozenset(name.casefold() for name in names)
    named = title_words.names | _stems(" ".join(names)) & stems
    surely = _surely_names(title_words)
    outlet = _outlet(item)
    return Facts(
        title=title,
        order=tuple(filter(None, title_words.stems)),
        stems=stems,
        digits=tuple(_NUMBERS.findall(title)),
        chinese=not title.isascii() and _in_chinese(title),
        names=named,
        watched=watched,
        anchors=_anchors(names, title),
        weak_anchors=_anchors(names, lead),
        ties=_ties(names, title, title_words),
        marks=marks(title),
        numbers=_numbers(bare, figures),
        template=tuple(each for each in template if each not in _MOVES),
        expected=expected,
        scheduled=scheduled,
        happened=_happened(low, title_words),
        main=_stems(main),
        old=_stems(old),
        correction=correction_marker(strip_boilerplate(item.title, item.source)),
        attach_only=bool(_ROUND_UP.search(title) or _LIVE.search(title)),
        page=_page(title, outlet),
        comment=bool(_COMMENT.search(title) or _QUESTION.search(title)),
        bare=len(further - stems) < _SAYS_MORE,
        senses=senses(low, title_words),
        reversals=reversals(low, title_words.forms),
        plain=stems_of(bare),
        watched_stems=_stems(" ".join(names)),
        surely_names=surely,
        places=places(title, title_words.stems),
        stages=stages(title, title_words.stems),
        happenings=happenings(title_words.stems),
        concepts=frozenset(map(concept, stems)),
        name_concepts=frozenset(map(concept, named)),
        surely_concepts=frozenset(map(concept, surely)),
        told=frozenset(map(concept, told)),
        told_stages=stages(f"{title} {lead}", told),
        officials=officials(title, title_words.stems),
        told_officials=officials(f"{title} {lead}", told),
        reacts=reacts(title, title_words.stems),
        outlet=outlet,
        seen=item.seen,
    )


def _in_chinese(title: str) -> bool:
    """By its letters: a Chinese headline may be full of figures."""
    characters = sum(map(is_cjk, title))
    return characters > sum(each.isalpha() for each in title) - characters


def _surely_names(title: Words) -> frozenset[str]:
    content = {each for each in title.stems if each}
    return title.names if 3 * len(title.names) <= 2 * len(content) else _NONE_


_NONE_: frozenset[str] = frozenset()


def _page(title: str, outlet: str) -> str:
    live = _LIVE.search(title)
    topic = live and (live["topic"] or live["topic_behind"])
    return f"live page of {outlet}: {topic.strip().casefold()}" if topic else ""


def _outlet(item: Item) -> str:
    """The source, with the site of the page: an aggregator hands on reports of many."""
    site = urlsplit(item.canonical_url or item.url).hostname or ""
    return f"{item.source or item.feed_id} {site}" if item.source or item.feed_id else ""


def anchored(one: Facts, other: Facts) -> Anchor | None:
    """A number that both give for the same watched name, at least one of them in its title."""
    found = (
        one.anchors & other.anchors
        or one.anchors & other.weak_anchors
        or one.weak_anchors & other.anchors
    )
    return min(found, default=None)


def _anchors(names: Collection[str], text: str) -> frozenset[Anchor]:
    return frozenset((name, value) for value in values(text) for name in names) if names else _NONE


_NONE: frozenset[Anchor] = frozenset()


def _ties(names: Collection[str], title: str, title_words: Words) -> frozenset[Tie]:
    if not names:
        return frozenset()
    found = ideas(title, filter(None, title_words.stems))
    return frozenset((name, idea) for name in names for idea in found)


def headline_of(item: Item) -> str:
    """The words that are compared: the title, else the first line of the content."""
    title = item.title or item.content[:120].split("\n", 1)[0]
    title = without_marker(strip_boilerplate(title, item.source))
    return title if title.isascii() else without_question(title)


def lead_of(item: Item) -> str:
    return item.content[:_LEAD] if item.title else item.content[120 : 120 + _LEAD]


def _numbers(title: str, figures: Sequence[Figure]) -> tuple[Quantity, ...]:
    """Those of the title, and the figures that another room has read in it, with their metric
    and unit as slots. What the figures know of a number holds for both."""
    read = [each for each in figures if each.field == "title" and each.kind == "figure"]
    known = {each.value: _basis(each) for each in read}
    given = (
        Quantity(
            figure.value,
            frozenset(filter(None, (stem(figure.metric.lower()), figure.currency or figure.unit))),
            rough=bool(figure.qualifier),
            basis=known[figure.value],
            called=figure.metric,
        )
        for figure in read
        if figure.metric
    )
    scanned = (
        replace(each, basis=known[each.value]) if each.value in known else each
        for each in quantities(title)
    )
    return (*scanned, *given)


def _basis(figure: Figure) -> Basis:
    """What the number is, apart from what it counts."""
    return Basis(
        foreseen="" if figure.status == "actual" else figure.status,
        span=figure.period.freq if figure.period else "",
        each=figure.unit.partition(" per ")[2],
    )


def _expected(low: str) -> tuple[frozenset[str], bool]:
    verbs = set()
    scheduled = False
    for found in _FUTURE.finditer(low):
        verb = found["verb"]
        if verb[-1] == "s" and verb[-2:] != "ss":
            continue  # "due to floods"
        if found["how"] == "to" and _has_happened(low[: found.start()]):
            continue  # "beats Halden to win the title"
        verbs.add(stem(verb))
        scheduled |= found["how"] in _SCHEDULED
    if _FUTURE_CN.search(low):
        verbs.add("*")
    return frozenset(verbs), scheduled


def _has_happened(before: str) -> bool:
    """Whether a verb that says what was done, and with what, stands before: what it led to, too,
    has happened then."""
    finite = (form for form in before.split()[1:-1] if form[-1] in "sd" and stem(form) != form)
    return any(happenings((stem(form),)) and stem(form) not in _ANNOUNCING for form in finite)


_ANNOUNCING = frozenset(
    map(
        stem,
        listed(
            "agree plan vow pledge aim seek want offer propose decide ask tell order urge prepare"
            " move try threaten promise hope intend say expect call force need refuse allow help"
            " vote warn invite push set approve clear permit authorize authorise appoint hire"
        ),
    )
)
"""Verbs before "to" that leave what follows to come."""


def _clauses(title: str) -> tuple[str, str]:
    """The new and the known clause of ``X after Y`` and ``Y: X``; empty for other headlines."""
    found = _CLAUSE.match(title)
    if found is None:
        return "", ""
    if found["main"]:
        return ("", "") if _SPAN.match(found["old"]) else (found["main"], found["old"])
    return ("", "") if found["said"][0] in _QUOTED else (found["said"], found["topic"])


_SPAN = re.compile(r"(?:[\w-]+ )?(?:hour|day|week|month|year|decade)s?\b", re.IGNORECASE)
"""``after weeks of rumours`` is no event."""
_QUOTED = "\"'“‘"
"""What begins a saying: the event stands before it."""


def _happened(low: str, title_words: Words) -> frozenset[str]:
    """Stems of words in a finite or past form that nothing puts into the future."""
    done: set[str] = set()
    before = ""
    for form, each in zip(title_words.forms, title_words.stems, strict=True):
        if each and form != each and before not in ("to", "be", "will") and form[-3:] != "ing":
            done.add(each)
        before = form
    if _DONE_CN.search(low) and not _FUTURE_CN.search(low):
        done.add("*")
    return frozenset(done)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stems_of(text))
