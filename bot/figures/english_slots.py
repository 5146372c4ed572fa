"""Where and when an English figure holds: area and period."""

from __future__ import annotations

from datetime import date
from functools import cache

from bot.figures import calendar as cal
from bot.figures.calendar import Span
from bot.figures.english_context import direction_at
from bot.figures.english_marks import AREA
from bot.figures.english_subjects import area_words
from bot.figures.found import Found
from bot.figures.tables import areas, word_set
from bot.figures.tokens import Tokens

# ── area ─────────────────────────────────────────────────────────────────────────────────


@cache
def _area_codes() -> dict[str, str]:
    return {code: area for area, row in areas().items() for code in row.get("codes", ())}


def name_areas(tk: Tokens, found: list[Found]) -> None:
    """The place in the figure's clause, else the only one of the segment."""
    places = _places(tk)
    if not places:
        return
    for each in found:
        here = [area for index, area in places if tk.clause[index] == tk.clause[each.first]]
        everywhere = {area for _, area in places}
        area = here[0] if here else next(iter(everywhere)) if len(everywhere) == 1 else ""
        if area and area.casefold() not in each.subject.casefold():
            each.area = area


def area_starts() -> frozenset[str]:
    """Lower-case words a place can begin with."""
    words_ = {word.split()[0] for word in area_words()} | {code.lower() for code in _area_codes()}
    return frozenset(words_ | {"u", "worldwide", "globally", "global"})


def _places(tk: Tokens) -> list[tuple[int, str]]:
    table, codes = area_words(), _area_codes()
    found = []
    for index in tk.marked(AREA):
        low = tk.low[index]
        area = codes.get(tk.raw[index])
        if area and tk.word(index + 1) == "$":
            continue
        if area is None and tk.is_large(index):
            area = table.get(f"{low} {tk.word(index + 1)}") or table.get(low)
        if area is None and low == "u" and tk.word(index + 1) == "." and tk.word(index + 2) == "s":
            area = "US"
        if area is None and low in ("worldwide", "globally", "global"):
            area = "world"
        if area:
            found.append((index, area))
    return found


# ── period ───────────────────────────────────────────────────────────────────────────────


def name_periods(tk: Tokens, found: list[Found], spans: list[Span], day: date | None) -> None:
    """The nearest period: of the clause first, behind the figure rather than before it."""
    spans = [span for span in spans if not (_is_compared(tk, span) or _is_of_a_deed(tk, span))]
    if not spans:
        return
    for each in found:
        if each.is_time and not any(s.start < each.end and each.start < s.end for s in spans):
            continue
        best, least = None, 1e9
        for span in spans:
            if not each.is_prior and (_is_base(tk, each, span) or _of_prior(tk, each, span, found)):
                continue
            if span.start >= each.end and _told_after(tk, each, span, found):
                continue
            if tk.text[span.end : span.end + 2] in _ITS and not _its_own(tk, each, span, found):
                continue  # "below last year's $4.3 billion"
            if span.start >= each.end and "full-" in span.label:
                continue  # "fell to $3.4 billion, but it raised full-year guidance"
            cost = _span_cost(tk, each, span)
            if span.start >= each.end and _anothers(tk, each, span, found):
                cost += _ANOTHERS
            if cost < least:
                best, least = span, cost
        if best is not None and not (each.is_prior and least > 6):
            each.period = cal.to_come(best, each.status, day).period()


def _told_after(tk: Tokens, each: Found, span: Span, found: list[Found]) -> bool:
    """``to $4.1 billion after second-quarter sales rose 24%``: of what had happened before."""
    first = tk.index_at(span.start)
    if "after" not in tk.low[each.last : first]:
        return False
    return any(other.first >= first for other in found)


_ITS = ("'s", "’s")
_OWNED = 3
"""Words between a period with ``'s`` and the figure that is its own, at most."""


def _its_own(tk: Tokens, each: Found, span: Span, found: list[Found]) -> bool:
    """``June's 40,000``, ``This year's deficit is expected to reach 6%``."""
    owned = tk.index_at(span.end + 1)
    if owned > each.first:
        return False
    if each.first - owned <= _OWNED:
        return True
    begins = span.start == 0 and tk.clause[owned] == tk.clause[each.first]
    return begins and each is found[0]


_ANOTHERS = 12.0
"""What it costs a figure to take the period that stands behind another one's clause."""


def _anothers(tk: Tokens, each: Found, span: Span, found: list[Found]) -> bool:
    """``In 2021, it grew 4.6 percent, after contracting 2.7 percent in 2020``."""
    first = tk.index_at(span.start)
    clause = tk.clause[first]
    if clause == tk.clause[each.first]:
        return False
    between = (other for other in found if each.last <= other.first and other.last <= first)
    return any(tk.clause[other.first] == clause for other in between)


def _of_prior(tk: Tokens, each: Found, span: Span, found: list[Found]) -> bool:
    """``down 23.7% from the 15,600 of week 27``, ``34 cents in the same period of 2024``: the
    time of the value before."""
    for other in found:
        if not other.is_prior or each.end > other.start or span.start < other.end:
            continue
        same = "same" in tk.low[other.last : other.last + 4]
        if span.start <= other.end + (_SAME_PERIOD if same else _OF):
            return True
    return False


def _is_compared(tk: Tokens, span: Span) -> bool:
    """``the highest since 2021``, ``for the first time since May``: how long it had not been so,
    not when it was."""
    if not span.label.startswith("since"):
        return False
    first = tk.index_at(span.start)
    numbers = perfect = False
    for at in range(first - 1, max(first - _BACK, -1), -1):
        low = tk.low[at]
        if tk.word(at - 1) == "not" and low in _ATTAINED:
            return True  # "a level not reached since 2019"
        if tk.clause[at] != tk.clause[first] or direction_at(tk, at) or low in word_set("reaching"):
            return False
        if _is_extreme(tk, at):
            return not (numbers and perfect)  # "a record 12,000 have come since May": till now
        numbers, perfect = numbers or tk.words[at].digit, perfect or low in _PERFECT
    return False


def _is_extreme(tk: Tokens, at: int) -> bool:
    low = tk.low[at]
    if low.endswith("est") and len(low) > _SHORT:
        return low not in word_set("no_superlatives")
    return low in _EXTREMES and tk.word(at - 1) != "at"  # "at least"


_BACK = 9
"""How many tokens before "since" a superlative is looked for."""
_SHORT = 4
_PERFECT = frozenset({"has", "have", "had"})
_ATTAINED = frozenset({"reached", "hit", "topped", "seen", "recorded", "matched"})
_EXTREMES = frozenset(
    {"first", "most", "least", "worst", "best", "only", "unseen", "seen", "peak", "record"}
)


def _is_of_a_deed(tk: Tokens, span: Span) -> bool:
    """``founded in 2019``, ``the Trade Act of 1974``: a year that says which, or since when."""
    first = tk.index_at(span.start)
    if not tk.raw[first].isdigit():
        return False
    before, deed = tk.word(first - 1), first - 2
    if before in _LAWS and tk.raw[first - 1][0].isupper():
        return True  # "the Terrorism Act 2000"
    if before == "of" and deed > 0:
        return tk.raw[deed][:1].isupper() and tk.is_word(deed)
    return before == "in" and deed >= 0 and tk.low[deed] in _FOUNDED


_LAWS = frozenset({"act", "bill", "code", "law", "order", "regulations", "constitution", "treaty"})
_FOUNDED = frozenset({"founded", "established", "incorporated", "born", "formed"})


_OF = 10
"""Characters between a figure and the period it is "of"."""
_SAME_PERIOD = 30
"""The same with "in the same period of" between."""


_BASES = frozenset({"from", "than", "over", "versus", "vs", "against", "with"})
"""Words between a change and what it is measured against: ``up 20% from September``."""


def _is_base(tk: Tokens, each: Found, span: Span) -> bool:
    """``down 17.7% from May``, ``than a year ago``: what a change is measured against."""
    label = span.label.lower()
    if label.endswith(("ago", "earlier", "before")) or "same " in label:
        return True
    before = tk.word(tk.index_at(span.start) - 1)
    if not each.is_change:
        return False
    return before in _BASES or (before == "on" and span.freq not in ("", "D"))


def _span_cost(tk: Tokens, each: Found, span: Span) -> float:
    first = tk.index_at(span.start)
    clauses = abs(tk.clause[first] - tk.clause[each.first])
    if span.start < each.end and each.start < span.end:
        return 3.0
    if clauses and span.label.lower().startswith(("by ", "until ")):
        return 1e9
    if span.start >= each.end:
        gap = float(first - each.last)
        return gap + 5.0 * clauses
    gap = float(each.first - first)
    return 4.0 + gap + 6.0 * clauses
