"""English: from the tokens of one segment to its figures, in one pass from left to right.

numeral → unit → range with the one before → shared units
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.figures import english_bounds as bounds
from bot.figures import english_context as context
from bot.figures import english_periods as periods
from bot.figures import english_slots as slots
from bot.figures.english_basis import name_bases
from bot.figures.english_counting import met_fate
from bot.figures.english_fates import befalls
from bot.figures.english_marks import NUMBER, PART
from bot.figures.english_metrics import metric_hits, name_metrics
from bot.figures.english_numbers import number_at
from bot.figures.english_priors import priors, settle
from bot.figures.english_ranges import joined_range
from bot.figures.english_sharing import share_units
from bot.figures.english_spelled import STARTERS
from bot.figures.english_status import statuses
from bot.figures.english_subjects import name_subjects, names_in
from bot.figures.english_units import read_unit
from bot.figures.english_wording import change_words
from bot.figures.found import Found
from bot.figures.numerals import VULGAR
from bot.figures.parts import mark_parts
from bot.figures.tables import word_set
from bot.figures.tokens import Tokens

_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th"})
_LISTS = frozenset({",", "and", "or", "&", "to", "through"})


def number_starts() -> frozenset[str]:
    """Words and signs a number can begin with, besides digits (see also ``english_look``)."""
    return STARTERS | frozenset(VULGAR)


def read(tk: Tokens) -> list[Found]:
    """All figures of the segment, in order; ranges are one figure."""
    found: list[Found] = []
    index, refused = 0, -9
    for at in tk.marked(NUMBER):
        if at < index:
            continue
        number, after = number_at(tk, at)
        if number is None:
            index = max(after, at + 1)
            if tk.words[at].digit:
                refused = index - 1
            continue
        _ordinal(tk, number)
        read_unit(tk, number)
        index = max(number.last, at + 1)
        if _lists_names(tk, number, refused):
            refused = number.number_last - 1
            continue
        if found and joined_range(tk, found, number):
            continue
        found.append(number)
    if len(found) > 1:
        share_units(tk, found)
    if len(found) >= _DRAWN:
        found = _without_drawn(tk, found)
    return [each for each in found if _stands(tk, each)]


def _without_drawn(tk: Tokens, found: list[Found]) -> list[Found]:
    """``won with 11, 23, 44, 61 and 62``: bare numbers in a row are drawn, and count nothing."""
    kept: list[Found] = []
    row: list[Found] = []
    for each in [*found, None]:
        bare = each is not None and _is_bare(each)
        if row and not (bare and each is not None and tk.low[row[-1].last] in _LISTS
                        and each.first - row[-1].last <= 2):  # fmt: skip
            kept += row if len(row) < _DRAWN else []
            row = []
        if each is not None:
            (row if bare else kept).append(each)
    return kept


def _is_bare(each: Found) -> bool:
    plain = not (each.unit or each.per or each.spelled or each.qualifier) and each.scale == 1
    return plain and each.low == each.high == int(each.low) < _TICKET


_DRAWN = 4
_TICKET = 100
"""Lottery numbers are smaller."""


def _lists_names(tk: Tokens, number: Found, refused: int) -> bool:
    """``Internet Explorer 5, 6 and 7``: a list that a name's number began goes on."""
    if number.unit or number.scale != 1 or number.spelled or refused < 0:
        return False
    between = tk.low[refused + 1 : number.first]
    if not 0 < len(between) <= 2 or not all(word in _LISTS for word in between):
        return False
    moved = between[0] == "to" and not change_words().isdisjoint(tk.low[:refused])
    return not moved  # "rose in 2024 to 12.3" goes on with no name


def _ordinal(tk: Tokens, number: Found) -> None:
    """``10,000th``: a milestone; the suffix belongs to the numeral."""
    last = number.number_last
    if tk.word(number.first - 1) == "number" and number.low >= 1000 and number.scale == 1:
        number.ordinal = True
        number.why.append("“number” before it: a milestone")
    if tk.glued(last) and tk.word(last) in _ORDINAL_ENDS:
        number.ordinal = True
        number.number_last = number.last = last + 1
        number.end = tk.end[last]
        number.why.append("an ordinal of 1,000 or more: a milestone")


def _stands(tk: Tokens, number: Found) -> bool:
    """Ratios of change like "twofold" stay; a bare spelled-out small number does not."""
    if (
        number.spelled
        and not (number.unit or number.per)
        and abs(number.high) < 100
        and number.low == int(number.low)
    ):
        whole = tk.word(number.last) == "of" and (
            tk.word(number.last + 1) in word_set("of_whole") or tk.is_number(number.last + 1)
        )
        whole = whole or (tk.word(number.first - 1) == "by" and tk.word(number.last) == "to")
        whole = whole or (tk.word(number.first - 1) == "to" and tk.word(number.last) == "from")
        alone = (number.first == 0 and number.last == tk.size) or number.low < 0
        befell = met_fate(tk, number.last) or befalls(tk.word(number.first - 1))
        return whole or alone or befell or _has_bound(tk, number)
    return True


def _has_bound(tk: Tokens, number: Found) -> bool:
    return tk.word(number.first - 1) in bounds.bound_ends()


# ── everything about one segment ─────────────────────────────────────────────────────────


def figures(
    text: str,
    day: datetime | None,
    mentions: Sequence[tuple[int, int, str]],
    hidden: Sequence[tuple[int, int]],
    subject: str,
) -> tuple[list[Found], str]:
    """The figures of one segment and the subject it leaves to the next one.

    ``mentions`` are watched names, ``hidden`` web addresses, all as offsets; ``subject`` is
    what a sentence without a name speaks of.
    """
    tk = Tokens(text)
    for start, end in hidden:
        tk.mask(start, end)
    for start, end, _ in mentions:
        tk.mask(start, end)
    date = day.date() if day else None
    spans = periods.find(tk, date)
    found = read(tk)
    if not found:
        return [], first_watched(mentions, subject)
    names = names_in(tk, mentions)
    for each in found:
        bounds.bound(tk, each)
    priors(tk, found)
    context.directions(tk, found)
    settle(found)
    statuses(tk, found)
    hits = metric_hits(tk)
    name_metrics(tk, found, hits)
    subject = name_subjects(tk, found, names, hits, subject)
    slots.name_areas(tk, found)
    slots.name_periods(tk, found, spans, date)
    name_bases(tk, found, spans)
    mark_parts(text, found, mentions, units=tk.has & PART != 0 or not text.isascii())
    return found, subject


def first_watched(mentions: Sequence[tuple[int, int, str]], subject: str) -> str:
    """The subject that a segment without a figure leaves to the next one."""
    return min(mentions, key=lambda each: each[0])[2] if mentions else subject
