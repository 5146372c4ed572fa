"""Whose figure it is and what it measures: metric, subject, area, in English text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from bot.figures import calendar as cal
from bot.figures.calendar import Span
from bot.figures.english_context import direction_of
from bot.figures.english_refusals import metric_verbs, month_words
from bot.figures.found import Found
from bot.figures.numerals import NUMBER_WORDS
from bot.figures.tables import Metric, metric_words, metrics, units, word_set, words
from bot.figures.tables import areas as area_table
from bot.figures.tokens import Tokens

_OF_NAMES = frozenset({"bank", "university", "bureau", "ministry", "department", "house", "board"})
_BEHIND = 24.0
"""Farthest a metric may stand behind its figure, in the measure of :func:`_distance`."""


@dataclass(frozen=True, slots=True)
class Name:
    """A possible subject: tokens ``[first, last)``."""

    first: int
    last: int
    text: str
    watched: bool = False


# ── metric ───────────────────────────────────────────────────────────────────────────────


@cache
def _lexicon() -> tuple[dict[str, str], frozenset[str], int]:
    table = {word: metric for word, metric in metric_words().items() if word.isascii()}
    firsts = frozenset(word.split()[0] for word in table)
    return table, firsts, 3


@cache
def _nouns() -> frozenset[str]:
    return frozenset(noun for metric in metrics().values() for noun in metric.nouns)


def metric_hits(tk: Tokens) -> list[tuple[int, int, Metric]]:
    """All words that name a metric, longest first at each token."""
    table, firsts, longest = _lexicon()
    found: list[tuple[int, int, Metric]] = []
    behind = 0
    for index in [i for i, low in enumerate(tk.low) if low in firsts]:
        if index >= behind:
            for length in range(longest, 0, -1):
                phrase = tk.joined(index, index + length)
                metric = table.get(phrase) if index + length <= tk.size else None
                if metric == "cost" and length == 1 and not _governed(tk, index):
                    metric = "price"
                if metric and not _is_noun_here(tk, index, phrase):
                    found.append((index, index + length, metrics()[metric]))
                    behind = index + length
                    break
    return found


def _governed(tk: Tokens, index: int) -> bool:
    """``the cost``, ``cuts cost``: a noun; ``wafers cost`` is the verb and means the price."""
    before = tk.word(index - 1)
    return (
        not before
        or before in word_set("en_determiners")
        or bool(direction_of(before))
        or before.endswith("ing")
    )


def _is_noun_here(tk: Tokens, index: int, phrase: str) -> bool:
    """``a ship``, ``his order``: a word that names a metric only as a verb stands as a noun."""
    return (
        phrase not in _nouns()
        and phrase in metric_verbs()
        and tk.word(index - 1) in word_set("en_determiners")
    )


def name_metrics(tk: Tokens, found: Sequence[Found]) -> None:
    hits = metric_hits(tk)
    for position, each in enumerate(found):
        if each.is_time and not _near_verb(tk, each, hits):
            continue
        _name_metric(tk, each, hits, found, found[position - 1] if position else None)


def _near_verb(tk: Tokens, each: Found, hits: Sequence[tuple[int, int, Metric]]) -> bool:
    return any(
        "time" in metric.dims and tk.clause[first] == tk.clause[each.first]
        for first, _, metric in hits
    )


def _name_metric(
    tk: Tokens,
    each: Found,
    hits: Sequence[tuple[int, int, Metric]],
    taken: Sequence[Found],
    previous: Found | None,
) -> None:
    own = _lexicon()[0].get(each.noun) if each.noun in _nouns() else None
    if own and not (each.known and each.known.dim == "count:vehicles"):
        each.metric = own
        each.why.append(f"{own}: what it counts")
        return
    best, distance = _best_hit(tk, each, hits, taken)
    if each.unit == "%" and not each.is_change and tk.word(each.last) == "of" and distance > 6:
        _share_of(tk, each)
    if each.metric:
        return
    if best is not None:
        each.metric = best[2].id
        each.why.append(f"{best[2].id} because of “{tk.phrase(best[0], best[1])}”")
    elif (
        previous is not None
        and (each.is_change or each.is_ratio or each.is_prior)
        and previous.metric
    ):
        each.metric = previous.metric
        each.why.append(f"{previous.metric} like the figure before it")
    elif each.known is not None and each.known.implies:
        each.metric = each.known.implies
        each.why.append(f"{each.metric}: what {each.unit} measure")
    elif each.noun and not each.known and each.noun.isalpha() and not each.ordinal:
        each.metric = each.noun
    elif each.known is not None and each.known.counted and each.known.dim != "count:vehicles":
        each.metric = each.unit


def _share_of(tk: Tokens, each: Found) -> None:
    """``80 per cent of parts``."""
    at = each.last + 1
    while tk.word(at) in ("the", "its", "all", "their", "total", "a"):
        at += 1
    head = ""
    while tk.is_word(at) and tk.low[at] not in word_set("stops"):
        head = tk.low[at] if tk.raw[at].islower() else head
        at += 1
    each.metric = "share" if head == "market" else head


def _states(each: Found, dim: str, metric: Metric) -> bool:
    """Whether the figure can be one of the metric: by its unit's dimension."""
    if dim == "count" and each.dim == "count:people" and metric.id in word_set("not_of_people"):
        return False
    if not dim:
        return metric.dims != {"money"} or each.scale != 1
    return metric.measures(dim) or (each.is_change and dim == "ratio")


def _best_hit(
    tk: Tokens,
    each: Found,
    hits: Sequence[tuple[int, int, Metric]],
    taken: Sequence[Found],
) -> tuple[tuple[int, int, Metric] | None, float]:
    dim = each.dim.partition(":")[0] if each.dim else ("count" if each.noun else "")
    best, least = None, 60.0
    for hit in hits:
        first, last, metric = hit
        if not _states(each, dim, metric):
            continue
        if any(first < other.last and last > other.number_last for other in taken if other.noun):
            continue
        distance = _distance(tk, each, first, last)
        if distance < least and (first < each.first or distance < _BEHIND):
            best, least = hit, distance
    return best, least


def _distance(tk: Tokens, each: Found, first: int, last: int) -> float:
    """In tokens; another clause costs more, words behind the figure more than before it."""
    clauses = abs(tk.clause[first] - tk.clause[each.first])
    if last <= each.first:
        return each.first - last + 8.0 * clauses
    gap = first - each.last
    if gap <= 1 and clauses == 0 and tk.word(each.last) not in ("and", "or", "but"):
        return 1.5 if tk.low[first] not in ("plan", "deal", "agreement") else 4.0
    return 6.0 + 1.5 * gap + 14.0 * clauses


# ── subject ──────────────────────────────────────────────────────────────────────────────


def names_in(tk: Tokens, mentions: Sequence[tuple[int, int, str]]) -> list[Name]:
    """Possible subjects of the segment: the watched names where there are any, and runs of
    capitalised words."""
    watched = []
    for start, end, name in mentions:
        first = tk.index_at(start)
        last = first
        while last < tk.size and tk.start[last] < end:
            last += 1
        watched.append(Name(first, last, name, watched=True))
    taken = {index for name in watched for index in range(name.first, name.last)}
    return sorted([*watched, *_capitalised(tk, taken)], key=lambda name: name.first)


def _capitalised(tk: Tokens, taken: set[int]) -> list[Name]:
    found = []
    index = 0
    while index < tk.size:
        if not _can_name(tk, index) or index in taken:
            index += 1
            continue
        last = index + 1
        while last < tk.size and last not in taken and _goes_on(tk, last):
            last += 1
        text = tk.text[tk.start[index] : tk.end[last - 1]]
        text = text.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
        if index == 0 and last == 1:
            last, text = _sentence_start(tk, text)
        if text:
            found.append(Name(index, last, text))
        index = last
    return found


def _sentence_start(tk: Tokens, text: str) -> tuple[int, str]:
    """The first word is capitalised anyway: ``Unemployment rose`` names no subject, and
    ``Lithium carbonate prices`` names one of two words."""
    lexicon = _lexicon()[0]
    if tk.low[0] in lexicon and lexicon[tk.low[0]] not in ("gold", "oil"):
        return 1, ""
    if tk.phrase(0, 2) in lexicon:
        return 2, ""
    for last in (1, 2, 3):
        if tk.word(last) in lexicon and last > 1 and text == tk.raw[0]:
            return last, tk.text[: tk.end[last - 1]].lower()
        if not tk.is_word(last) or tk.low[last] in word_set("stops") or not tk.raw[last].islower():
            break
    return 1, text


def _can_name(tk: Tokens, index: int) -> bool:
    raw, low = tk.raw[index], tk.low[index]
    if not raw[0].isalpha() or raw.islower() or (tk.glued(index) and tk.is_number(index - 1)):
        return False
    if low == "new" and index and tk.is_word(index + 1) and tk.raw[index + 1][0].isupper():
        return True
    if (
        low in word_set("not_names")
        or low in month_words()
        or low in metric_verbs()
        or direction_of(low)
    ):
        return False
    if low in _area_words() and not raw.isupper():
        return low in ("germany", "china", "japan", "india", "france", "italy", "norway", "spain")
    return not (len(raw) <= 2 and tk.is_number(index + 1) and tk.glued(index + 1) and raw in "QHFY")


def _goes_on(tk: Tokens, index: int) -> bool:
    if tk.raw[index - 1].endswith(("'s", "’s")):
        return False
    if tk.is_number(index):
        return (
            (tk.glued(index) or tk.raw[index].isdigit())
            and len(tk.raw[index]) <= 4
            and not (tk.raw[index].isdigit() and 1900 <= int(tk.raw[index]) < 2100)
        )
    if tk.raw[index] == "of" and tk.low[index - 1] in _OF_NAMES:
        return tk.is_word(index + 1) and tk.raw[index + 1][0].isupper()
    if tk.raw[index] in "&-.":
        return tk.glued(index) and tk.glued(index + 1)
    return _can_name(tk, index) or (tk.glued(index) and tk.is_word(index))


def name_subjects(tk: Tokens, found: Sequence[Found], names: Sequence[Name], fallback: str) -> str:
    """Fill subjects; returns the segment's main subject for the next one to fall back on."""
    main = ""
    previous: Found | None = None
    for each in found:
        name = _own_subject(tk, each, previous, names) or _subject_of(tk, each, names)
        previous = each
        each.subject = name.text if name else fallback or _owner(tk, each)
        each.about = tuple(
            dict.fromkeys(other.text for other in names if other.text != each.subject)
        )
        if not each.unit and each.subject.casefold().startswith(_indices()):
            each.unit, each.known = "points", units().by_id["points"]
            each.why.append("an index is in points")
        if name and not main:
            main = name.text
        if each.subject:
            how = "nearest subject" if name else "the subject so far"
            each.why.append(f"of {each.subject}: {how}")
    watched = [name.text for name in names if name.watched]
    return main or (watched[0] if watched else "") or (names[0].text if names else "") or fallback


def _owner(tk: Tokens, each: Found) -> str:
    """Without any name: the words before the metric, ``lithium carbonate prices``."""
    hit = next((hit for hit in metric_hits(tk) if hit[2].id == each.metric), None)
    if hit is None:
        return ""
    first = hit[0]
    while first > 0 and hit[0] - first < 3 and tk.is_word(first - 1):
        if tk.low[first - 1] in words("stops") or direction_of(tk.low[first - 1]):
            break
        first -= 1
    if word_set("not_names").issuperset(tk.low[first : hit[0]]):
        return ""
    counted = tk.is_number(first - 1) or tk.word(first - 1) in NUMBER_WORDS
    glued = tk.glued(first) or tk.word(first - 1) in ("the", "a", "an", "its")
    if first == hit[0] or counted or glued:
        return ""
    return tk.text[tk.start[first] : tk.end[hit[0] - 1]].lower()


@cache
def _indices() -> tuple[str, ...]:
    return tuple(words("indices"))


def _own_subject(
    tk: Tokens, each: Found, previous: Found | None, names: Sequence[Name]
) -> Name | None:
    """``Nasdaq added 0.6% and the Dow gained 192 points``: a name that stands free between
    two figures of a clause, with a verb behind it, begins a sentence of its own."""
    if previous is None or each.is_prior or tk.clause[previous.first] != tk.clause[each.first]:
        return None
    for name in names:
        if previous.last < name.first and name.last < each.first:
            before = tk.word(name.first - 1)
            joint = tk.word(name.first - 2) if before in ("the", "its") else before
            if joint in ("and", "while", "but", "as"):
                return name
    return None


def _subject_of(tk: Tokens, each: Found, names: Sequence[Name]) -> Name | None:
    """The grammatical subject first: of the figure's clause, then of the clauses before it;
    a watched name beats any other of its clause."""
    clause = tk.clause[each.first]
    usable = [name for name in names if not (each.first <= name.first < each.last)]
    if each.metric == "tariff":
        behind = [n for n in usable if n.first >= each.last and n.first - each.last <= 2]
        if behind:
            return behind[0]
    watched = [name for name in usable if name.watched]
    for pool in (watched, usable):
        before = [name for name in pool if name.last <= each.first]
        free = [
            name for name in before if tk.word(name.first - 1) not in word_set("en_prepositions")
        ]
        for choice in (free, before):
            for back in range(clause, -1, -1):
                here = [name for name in choice if tk.clause[name.first] == back]
                if here:
                    return _grammatical(tk, here)
        if pool is watched and pool:
            after = [n for n in pool if n.first >= each.last]
            if after:
                return after[0]
    return None


def _grammatical(tk: Tokens, names: Sequence[Name]) -> Name:
    """The first that no preposition governs; behind "said", the next one."""
    free = [name for name in names if tk.word(name.first - 1) not in word_set("en_prepositions")]
    spoken = [name for name in free if tk.word(name.first - 1) in word_set("en_saying")]
    if spoken:
        return spoken[-1]
    owners = [name for name in names if tk.word(name.first - 1) in ("of", "for")]
    return free[0] if free else owners[-1] if owners else names[-1]


# ── area ─────────────────────────────────────────────────────────────────────────────────


@cache
def _area_words() -> dict[str, str]:
    return {word: area for area, row in area_table().items() for word in row.get("words", ())}


@cache
def _area_codes() -> dict[str, str]:
    return {code: area for area, row in area_table().items() for code in row.get("codes", ())}


def name_areas(tk: Tokens, found: Sequence[Found]) -> None:
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


@cache
def _area_starts() -> frozenset[str]:
    words_ = {word.split()[0] for word in _area_words()} | {code.lower() for code in _area_codes()}
    return frozenset(words_ | {"u", "worldwide", "globally", "global"})


def _places(tk: Tokens) -> list[tuple[int, str]]:
    table, codes, starts = _area_words(), _area_codes(), _area_starts()
    found = []
    for index, low in enumerate(tk.low):
        if low not in starts:
            continue
        area = codes.get(tk.raw[index])
        if area and tk.word(index + 1) == "$":
            continue
        if area is None and tk.raw[index][0].isupper():
            area = table.get(f"{low} {tk.word(index + 1)}") or table.get(low)
        if area is None and low == "u" and tk.word(index + 1) == "." and tk.word(index + 2) == "s":
            area = "US"
        if area is None and low in ("worldwide", "globally", "global"):
            area = "world"
        if area:
            found.append((index, area))
    return found


# ── period ───────────────────────────────────────────────────────────────────────────────


def name_periods(
    tk: Tokens, found: Sequence[Found], spans: Sequence[Span], day: date | None
) -> None:
    """The nearest period: of the clause first, behind the figure rather than before it."""
    if not spans:
        return
    for each in found:
        if each.is_time and not any(s.start < each.end and each.start < s.end for s in spans):
            continue
        best, least = None, 1e9
        for span in spans:
            if not each.is_prior and _is_base(tk, each, span):
                continue
            cost = _span_cost(tk, each, span)
            if cost < least:
                best, least = span, cost
        if best is not None and not (each.is_prior and least > 6):
            each.period = _later(best, each.status, day).period()


def _is_base(tk: Tokens, each: Found, span: Span) -> bool:
    """``down 17.7% from May``, ``than a year ago``: what a change is measured against."""
    if span.label.lower().endswith(("ago", "earlier", "before")) or "same " in span.label.lower():
        return True
    return each.is_change and tk.word(tk.index_at(span.start) - 1) in ("from", "than")


def _span_cost(tk: Tokens, each: Found, span: Span) -> float:
    first = tk.index_at(span.start)
    clauses = abs(tk.clause[first] - tk.clause[each.first])
    if span.start < each.end and each.start < span.end:
        return 3.0
    if clauses and span.label.lower().startswith(("by ", "until ")):
        return 1e9
    if span.start >= each.end:
        gap: float = first - each.last
        return gap + 5.0 * clauses
    gap = each.first - first
    return 4.0 + gap + 6.0 * clauses


_RECENT = timedelta(days=120)
"""A period that ended within this time is the one meant, whatever is planned."""


def _later(span: Span, status: str, day: date | None) -> Span:
    """A period without a year that is over, in a plan or forecast, is the one to come."""
    over = day is not None and span.interval is not None and span.interval[1] + _RECENT <= day
    if status not in ("target", "forecast", "guidance") or not span.floating or not over:
        return span
    return replace(span, interval=cal.shifted(span.interval or (date.min, date.min), 1))
