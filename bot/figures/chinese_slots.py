"""Whose figure it is and what it measures, in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.figures.calendar import Span
from bot.figures.found import Found
from bot.figures.tables import areas, metrics, words

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,20}(?: [A-Z0-9][A-Za-z0-9]{1,20}){0,2}")
"""Product names stand in Latin letters in Chinese text too: SU7, Optimus."""
_NO_START = frozenset("起报达较占为约其该且并但而与和及在从由按售每共超降升涨跌增减")
_STARTS_NONE = re.compile(r"\d|同比|环比|累计|上升|用于|扭亏|其中|月")
_MACHINE = re.compile("级?(?:的)?[\u4e00-\u9fff]{0,5}?(?:压铸|压机|冲压|锻压|吊|起重|机器|设备)")
"""What a mass belongs to as its force or load, not as what it makes: 9100吨压铸机."""
_CLAUSE = re.compile(r"[，,；;：:。！？]")


@cache
def _lexicon() -> tuple[re.Pattern[str], dict[str, str]]:
    table: dict[str, str] = {}
    for metric in metrics().values():
        for word in metric.zh:
            table.setdefault(word, metric.id)
    return re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True)))), table


def clause_of(text: str, at: int) -> int:
    return len(_CLAUSE.findall(text, 0, at))


def name_metrics(text: str, found: Sequence[Found]) -> None:
    """The nearest metric word before the figure, of a kind its unit can state."""
    pattern, table = _lexicon()
    hits = [(match.start(), match.end(), match.group()) for match in pattern.finditer(text)]
    for position, each in enumerate(found):
        if each.is_time and not re.search(
            "加速|时间|耗时", text[max(each.start - 10, 0) : each.start]
        ):
            continue
        best, least = "", 40.0
        force = each.dim == "mass" and _MACHINE.match(text, each.end) is not None
        for start, end, word in hits:
            if start < each.end and end > each.number_last:
                continue
            if not _fits(each, table[word]) or (force and table[word] != "weight"):
                continue
            distance = _distance(text, each, start, end)
            if distance < least:
                best, least = word, distance
        previous = found[position - 1] if position else None
        if best:
            each.metric, each.metric_word = table[best], best
            each.why.append(f"{each.metric} because of “{best}”")
        elif previous is not None and (each.is_change or each.is_prior) and previous.metric:
            each.metric, each.metric_word = previous.metric, previous.metric_word
        elif each.known is not None and each.known.implies:
            each.metric = each.known.implies
        elif each.known is not None and each.known.counted and each.known.dim not in (
            "count:vehicles", "count:items", "count:pieces", "count:sets"
        ):  # fmt: skip
            each.metric = each.known.id


def _fits(each: Found, metric: str) -> bool:
    dim = each.dim.partition(":")[0]
    dims = metrics()[metric].dims
    return not dims or not dim or dim in dims or (each.is_change and dim == "ratio")


def _distance(text: str, each: Found, start: int, end: int) -> float:
    clauses = abs(clause_of(text, start) - clause_of(text, each.start))
    if end <= each.start:
        return each.start - end + 6.0 * clauses
    gap = start - each.end
    return (1.0 if gap <= 1 and not clauses else 10.0) + 1.5 * gap + 12.0 * clauses


# ── subject ──────────────────────────────────────────────────────────────────────────────


@cache
def _ends() -> re.Pattern[str]:
    both = {*words("zh_subject_ends"), *_lexicon()[1]}
    return re.compile(
        "|".join(map(re.escape, sorted(both, key=len, reverse=True)))
        + r"|\d|[一二两三四五六七八九十第]"
    )


@cache
def _not_subject() -> frozenset[str]:
    return frozenset(words("zh_not_subject"))


def name_subjects(
    text: str,
    found: Sequence[Found],
    mentions: Sequence[tuple[int, int, str]],
    spans: Sequence[Span],
    fallback: str,
) -> str:
    """Watched names first; else the words a clause begins with."""
    heads = _heads(text, spans)
    main = ""
    for each in found:
        name = _watched(text, each, mentions) if mentions else _leading(text, each, heads)
        if each.is_prior and main:
            name = main
        each.subject = name or fallback
        main = main or name
        each.about = tuple(dict.fromkeys(n for _, _, n in mentions if n != each.subject)) + tuple(
            dict.fromkeys(_LATIN.findall(text))
        )
        if each.subject:
            each.why.append(
                f"of {each.subject}: " + ("nearest subject" if name else "the subject so far")
            )
    return main or next((name for _, _, name in mentions), fallback)


def _watched(text: str, each: Found, mentions: Sequence[tuple[int, int, str]]) -> str:
    aim = [m for m in mentions if text[max(m[0] - 1, 0) : m[0]] == "对" and m[1] <= each.start]
    if each.metric == "tariff" and aim:
        return aim[-1][2]
    clause = clause_of(text, each.start)
    before = [m for m in mentions if m[1] <= each.start]
    for back in range(clause, -1, -1):
        here = [m for m in before if clause_of(text, m[0]) == back]
        if here:
            return here[0][2]
    return mentions[0][2]


def _heads(text: str, spans: Sequence[Span]) -> list[tuple[int, str]]:
    """For each clause, its first words up to a verb, a metric, a period or a number."""
    found = []
    begin = 0
    for clause, part in enumerate(_CLAUSE.split(text)):
        starts = [span for span in spans if begin <= span.start < begin + len(part)]
        head = begin
        if starts and starts[0].start <= begin + 1:
            head = starts[0].end
        stop = min([begin + len(part), *(span.start for span in starts if span.start > head)])
        if _lexicon()[0].match(text, head) or _STARTS_NONE.match(text, head):
            begin += len(part) + 1
            continue
        end = _ends().search(text, head + 2, stop)
        words_ = text[head : _latin_end(text, head, end.start() if end else stop, stop)].strip(
            " “”\"'《》的"
        )
        if 1 < len(words_) <= 14 and words_ not in _not_subject() and words_[0] not in _NO_START:
            found.append((clause, words_))
        begin += len(part) + 1
    return found


def _latin_end(text: str, head: int, end: int, stop: int) -> int:
    """A product code belongs to the name: 小鹏G6, iPhone 17系列, ET9."""
    while end < stop and text[end].isascii() and (text[end].isdigit()) and end > head:
        if not (text[end - 1].isascii() and text[end - 1].isalnum()) and text[end - 1] != " ":
            break
        end += 1
    return end


def _leading(text: str, each: Found, heads: Sequence[tuple[int, str]]) -> str:
    for name in words("zh_indices_names"):
        if name in text[: each.start]:
            return str(name)
    if each.metric == "tariff":
        aim = re.search(r"对([^，。,加征的]{2,10})(?:加征|征收|的)", text[: each.start])
        if aim:
            return aim[1]
    clause = clause_of(text, each.start)
    for back in range(clause, -1, -1):
        here = [name for index, name in heads if index == back]
        if here:
            return here[0]
    return ""


# ── area and period ──────────────────────────────────────────────────────────────────────


@cache
def _areas() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {word: area for area, row in areas().items() for word in row.get("zh", ())}
    return re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True)))), table


def name_areas(text: str, found: Sequence[Found]) -> None:
    pattern, table = _areas()
    places = [(clause_of(text, m.start()), table[m.group()]) for m in pattern.finditer(text)]
    if not places:
        return
    for each in found:
        clause = clause_of(text, each.start)
        here = [area for index, area in places if index == clause]
        known = {area for _, area in places}
        each.area = here[0] if here else known.pop() if len(known) == 1 else ""


def name_periods(text: str, found: Sequence[Found], spans: Sequence[Span]) -> None:
    """The nearest period, before the figure rather than behind it."""
    if not spans:
        return
    for each in found:
        clause = clause_of(text, each.start)

        def cost(span: Span, each: Found = each, clause: int = clause) -> float:
            apart = 10.0 * abs(clause_of(text, span.start) - clause)
            if span.end <= each.start:
                return each.start - span.end + apart
            return 8.0 + abs(span.start - each.end) * 1.5 + apart

        if each.is_prior:
            near = [span for span in spans if 0 <= each.start - span.end <= 3]
            each.period = near[-1].period() if near else None
            continue
        usable = [span for span in spans if "同期" not in span.label] or list(spans)
        best = min(usable, key=cost)
        each.period = best.period()
