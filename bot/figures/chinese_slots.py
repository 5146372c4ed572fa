"""Whose figure it is, where and when, in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from bot.figures import calendar as cal
from bot.figures.calendar import Span
from bot.figures.chinese_bystanders import beside, described, longer
from bot.figures.chinese_context import lists
from bot.figures.chinese_metrics import Clauses, lexicon
from bot.figures.chinese_places import AREA, END, INDEX, METRIC, NUMBERS, Places
from bot.figures.found import Found
from bot.figures.tables import any_of, areas, words

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,20}(?: [A-Z0-9][A-Za-z0-9]{1,20}){0,2}")
"""Product names stand in Latin letters in Chinese text too: SU7, Optimus."""
_NO_START = frozenset(
    "逾起报达较占为约其该且并但而与和及在从由按售每共超降升涨跌增减已将正仅还又再也均都预拟"
)
_SUBJECTS = frozenset({"oil", "gold"})
"""Metrics that are what is spoken of, too: 布伦特原油."""
_ASKING = ("如", "怎")
_ASKS = re.compile("(?:如何|怎么|怎样)(?:看待|评价|理解|看) ?")
_DATELINE = re.compile("[（(〔【][^）)〕】]{2,40}[）)〕】]\\s?")
"""（中央社記者…26日電）: who reports is not who is spoken of."""
_PRODUCT = re.compile(r"[\u4e00-\u9fff]{0,6}[A-Za-z][A-Za-z0-9-]*(?: [A-Z0-9][A-Za-z0-9]*){0,3}")
_EDGES = ("末", "底", "初")
"""截至三季度末: behind the period, and still of it."""
_AGAINST = ("较", "比")
"""较8月高点回落: what it is compared with is no subject."""
_WITH = "以则也均"
"""惠普以29.1%的份额居首: a subject and a word before its number."""
_NUMBER = re.compile(r"\s?[约近超逾达]?(?:[$€£¥]|\d|[一二两三四五六七八九十百千万亿])")
_QUOTES = " “”\"'《》的"
MAX_NAME = 14
_RATED = re.compile(
    r"(?:[将把]|维持|给予|首予|重申)(?!买入|增持|跑赢|中性|持有|推荐)(?P<name>[^，。；：\d将把“”「」]{2,10}?)"
    r"(?:[“「][^”」]{1,6}[”」]|买入|增持|跑赢[\u4e00-\u9fff]{2}|中性|持有|推荐)?的?(?:股票)?(?:目标价|评级)"
)
"""摩根大通将腾讯目标价从…: whose target it is."""
_STARTS_NONE = re.compile(
    r"\d|以[\d每]|同比|环比|累计|上升|用于|扭亏|其中|前者|后者|两者|站上|上调|下调|维持|预计|料将|月(?!之)"
    r"|收[在于报复\d]|回[升落]|失守|守住|影响|[带拉推]动|滑落|终场|盘中|[早尾开]盘|最后|[上下]午|比起|连[涨跌]"
    r"|[两三四五六七八九十多各\d]{1,3}部[门委]|另有|给予|成为|新[增建设]|新开(?!发)|积\d|据|期限|有望|须(?!弥)|持有|净[增减]|首破|罚丢|[此本这]次|扣除|剔除|经(?!纬|济[学日观参])|根据|倒塌|受损|转移|[拿砍]下|得到|贡献|送出|造成|导致|涉及|覆盖|惠及|创[下造历新]|刷新|打破|相当于|折合"
    r"|合计|总计|平均|能够|其余|再|如果|相比|有\d|针对|随着|由于|经过|按照|通过|分别|以及|对\d|领先|落后|只要|有些|低[于至]|[高超低]出|高[于达至]|距离|跌[破至]|升[破至]|涨[破至]|降[至到]|增[至加]|减[至少]"
)


# ── subject ──────────────────────────────────────────────────────────────────────────────


@cache
def _ends() -> re.Pattern[str]:
    # Digits are listed: where every branch begins with one character, a search skips the others.
    both = {*words("zh_subject_ends"), *lexicon()[1], *NUMBERS}
    return re.compile(any_of(both) + r"|比(?=[去上前今一\d])|以(?![色及上下内外来前后])")


@cache
def _not_subject() -> frozenset[str]:
    return frozenset({*words("zh_not_subject"), *words("zh_up"), *words("zh_down")})


def name_subjects(
    places: Places,
    written: str,
    found: Sequence[Found],
    mentions: Sequence[tuple[int, int, str]],
    spans: Sequence[Span],
    clauses: Clauses,
    fallback: str,
) -> str:
    """Watched names first; else the words a clause begins with, as they are ``written``."""
    text = places.text
    aside = beside(text, mentions) if mentions else []
    watched = [each for each in mentions if each not in aside]
    last_clause = clauses.at(found[-1].start)
    heads = [] if watched else _heads(places, written, spans, clauses, last_clause)
    indices = [] if watched else _indices(places, written, clauses)
    codes = tuple(dict.fromkeys(_LATIN.findall(text)))
    main = ""
    last: Found | None = None
    for each in found:
        if watched:
            name = longer(text, each, watched, _watched(text, each, watched, clauses))
        else:
            name = _described(text, each, aside) if aside else ""
            name = name or _leading(text, written, each, last, heads, indices, clauses)
        if each.is_prior and main:
            name = main
        each.subject = name or fallback
        main, last = main or name, each
        each.about = codes
        if mentions:
            others = dict.fromkeys(n for _, _, n in mentions if n != each.subject)
            each.about = (*others, *codes)
        if each.subject:
            each.why.append(
                f"of {each.subject}: " + ("nearest subject" if name else "the subject so far")
            )
    return main or next((name for _, _, name in mentions), fallback)


def _described(text: str, each: Found, aside: Sequence[tuple[int, int, str]]) -> str:
    named = (described(text, one, _ends()) for one in aside if one[1] <= each.start)
    return next(filter(None, named), "")


def _watched(
    text: str, each: Found, mentions: Sequence[tuple[int, int, str]], clauses: Clauses
) -> str:
    aim = [m for m in mentions if text[max(m[0] - 1, 0) : m[0]] == "对" and m[1] <= each.start]
    if each.metric == "tariff" and aim:
        return aim[-1][2]
    clause = clauses.at(each.start)
    before = [m for m in mentions if m[1] <= each.start]
    for back in range(clause, -1, -1):
        here = [m for m in before if clauses.at(m[0]) == back]
        if here:
            return here[0][2]
    return mentions[0][2]


def _heads(
    places: Places, written: str, spans: Sequence[Span], clauses: Clauses, last: int
) -> list[Head]:
    """For each clause up to the ``last``, its first words up to a verb, a metric, a period or a
    number."""
    text = places.text
    found: list[Head] = []
    begin = 0
    for clause, part in enumerate(clauses.parts()):
        if clause > last:
            break
        starts = [span for span in spans if begin <= span.start < begin + len(part)]
        dated = _DATELINE.match(text, begin) if not clause else None
        head = dated.end() if dated else begin
        if starts and starts[0].start <= begin + (2 if text.startswith("截", begin) else 1):
            head = starts[0].end + (text[starts[0].end : starts[0].end + 1] in _EDGES)
            if text[begin] in _AGAINST and starts[0].start > begin:
                begin += len(part) + 1
                continue
        stop = min([begin + len(part), *(span.start for span in starts if span.start > head)])
        asked = _ASKS.match(text, head) if text[head : head + 1] in _ASKING else None
        head = asked.end() if asked else head
        measured = places.match(METRIC, lexicon()[0], head)
        if measured and lexicon()[1].get(measured.group()) in _SUBJECTS:
            found.append((clause, written[measured.start() : measured.end()], False))
        elif measured is None and not _STARTS_NONE.match(text, head):
            end = places.first(END, _ends(), head + 2, stop)
            until = _latin_end(text, head, end.start() if end else stop, stop)
            name = text[head:until].strip(_QUOTES)
            glued = name[-1:] not in _WITH and _NUMBER.match(text, until) is not None
            name = name.rstrip(_WITH)
            if until - head > MAX_NAME and (product := _PRODUCT.match(name)) is not None:
                until, name = head + product.end(), product.group()
            named = 1 < len(name) <= MAX_NAME and name not in _not_subject()
            named = named and not (glued and _is_quantity(name))
            if named and (name[0] not in _NO_START or (name[0] in "和约" and begin == 0)):
                found.append((clause, written[head:until].strip(_QUOTES).rstrip(_WITH), glued))
        begin += len(part) + 1
    return found


Head = tuple[int, str, bool]
"""Clause, name, and whether a number follows it at once."""


_SHORT = 7


def _is_quantity(name: str) -> bool:
    """货邮吞吐量约17万吨: what was counted, and nobody's name."""
    noun = name.rstrip("约近超逾达共计")
    return len(name) < _SHORT and (noun[-1:] in _QUANTITIES or noun.endswith(_quantities()))


_QUANTITIES = frozenset("率量额数值价")


@cache
def _quantities() -> tuple[str, ...]:
    return tuple(words("zh_quantities"))


def _latin_end(text: str, head: int, end: int, stop: int) -> int:
    """A product code belongs to the name: 小鹏G6, iPhone 17系列, ET9."""
    while end < stop and text[end].isascii() and (text[end].isdigit()) and end > head:
        if not (text[end - 1].isascii() and text[end - 1].isalnum()) and text[end - 1] != " ":
            break
        end += 1
    return end


def _leading(
    text: str,
    written: str,
    each: Found,
    last: Found | None,
    heads: Sequence[Head],
    indices: Sequence[tuple[int, int, str]],
    clauses: Clauses,
) -> str:
    """The last index named before the figure, or the head of its clause or of the last one before
    it that has any, whichever clause is nearer.

    What a number of another unit follows at once is told of the subject before: 套现58.3亿美元,
    首付款5亿美元; in 理想0.7万辆，小米0.6万辆 the units are one.
    """
    if each.metric == "tariff":
        aim = re.search(r"对([^，。,加征的]{2,10})(?:加征|征收|的)", text[: each.start])
        if aim:
            return written[aim.start(1) : aim.end(1)]
    rated = None
    if "目标价" in text or "评级" in text:
        rated = _RATED.search(text, max(each.start - 60, 0), each.start)
    if rated is not None:
        return written[rated.start("name") : rated.end("name")]
    own = clauses.at(each.start)
    before = [head for head in heads if head[0] <= own] or [(-1, "", False)]
    near = before[-1]
    if near[2] and last is not None and last.known is not each.known:
        near = next((head for head in reversed(before) if not head[2]), before[0])
    for clause, end, name in reversed(indices):
        if end <= each.start:
            return name if clause >= near[0] else near[1]
    return near[1]


@cache
def _index_names() -> re.Pattern[str]:
    return re.compile(any_of(words("zh_indices_names")))


def _indices(places: Places, written: str, clauses: Clauses) -> list[tuple[int, int, str]]:
    """The stock indices of the segment: clause, end and name."""
    return [
        (clauses.at(match.start()), match.end(), written[match.start() : match.end()])
        for match in places.matches(INDEX, _index_names())
    ]


# ── area and period ──────────────────────────────────────────────────────────────────────


@cache
def _areas() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {word: area for area, row in areas().items() for word in row.get("zh", ())}
    return re.compile(any_of(table)), table


def name_areas(places: Places, found: Sequence[Found], clauses: Clauses) -> None:
    pattern, table = _areas()
    named = [(clauses.at(m.start()), table[m.group()]) for m in places.matches(AREA, pattern)]
    if not named:
        return
    for each in found:
        clause = clauses.at(each.start)
        here = [area for index, area in named if index == clause]
        known = {area for _, area in named}
        each.area = here[0] if here else known.pop() if len(known) == 1 else ""


def _is_base(text: str, span: Span) -> bool:
    """上年同期, 较上月: what a change is against, and not when the figure is of."""
    if "同期" in span.label or text.startswith(("同期", "同月"), span.end):
        return True
    return text[span.start - 1 : span.start] in ("比", "较")


_EXTREME = re.compile("来?的?(?:首|第一|最|新[高低]|[高低]点|单[日月周季])")


def _is_compared(text: str, span: Span) -> bool:
    """2021年以来新高, 为10月28日以来首次: how long it had not been so, not when it was."""
    return span.label.endswith("以来") and _EXTREME.match(text, span.end) is not None


def _repeats(left: Span, right: Span) -> bool:
    """7月24日单日: a word that only says how long the day before it was."""
    return (
        right.interval is None
        and left.interval is not None
        and right.label in _LENGTHS
        and (right.start - left.end <= 1)
    )


_LENGTHS = frozenset(("单日", "单周", "单月", "单季", "单年", "当日", "当周", "当月", "全天"))
_AIM = re.compile("(?:[\u4e00-\u9fff]{0,3}?)(?:目标|任务|指引|预算)")
"""全年销量目标: of what is aimed at, and not of how much of it was reached."""


def name_periods(
    text: str,
    found: Sequence[Found],
    spans: Sequence[Span],
    clauses: Clauses,
    day: date | None,
) -> None:
    """The nearest period, before the figure rather than behind it."""
    spans = [span for span in spans if not _is_compared(text, span)]
    spans = [span for at, span in enumerate(spans) if not (at and _repeats(spans[at - 1], span))]
    if not spans:
        return
    figured = {clauses.at(each.start): each.start for each in found}
    owned = {span.start for span in spans if figured.get(clauses.at(span.start), 0) > span.start}
    for each in found:
        clause = clauses.at(each.start)

        def cost(span: Span, each: Found = each, clause: int = clause) -> float:
            apart = 10.0 * abs(clauses.at(span.start) - clause)
            if span.end <= each.start:
                return each.start - span.end + apart
            return 8.0 + abs(span.start - each.end) * 1.5 + 3.0 * apart

        if each.is_prior:
            near = [span for span in spans if 0 <= each.start - span.end <= 3]
            each.period = near[-1].period() if near else None
            continue
        usable = [
            span for span in spans if not (_is_base(text, span) or _of_others(span, each, owned))
        ]
        if each.is_ratio and len(usable) > 1:
            usable = [span for span in usable if _AIM.match(text, span.end) is None] or usable
        if not usable:
            continue
        best = min(usable, key=cost)
        each.period = cal.to_come(best, each.status, day).period()
        start = each.period.start
        if each.status == "actual" and day is not None and start and start.date() > day:
            each.status = "forecast"
            each.why.append("forecast because its time is yet to come")
    _in_turn(text, found, spans)


def _of_others(span: Span, each: Found, owned: set[int]) -> bool:
    """计划裁员500人，10月销量2万辆: a period behind a figure, whose clause tells one of its own."""
    return span.start > each.end and span.start in owned


_RESPECTIVELY = re.compile("分别|依次|各")
_AND = re.compile("[、和与及/]")


def _in_turn(text: str, found: Sequence[Found], spans: Sequence[Span]) -> None:
    """2026-2028年净利润分别为12亿、15亿和20亿元: each of a year of its own."""
    if "分别" not in text and "/" not in text:
        return
    series = _series(text, spans)
    for first, last in dict.fromkeys(lists(text, found)) if series else ():
        if first == last:
            continue
        told = [each for each in series if each[-1].end <= found[first].start]
        if not told or len(told[-1]) != last - first + 1 or found[first].is_time:
            continue
        gap = text[found[first - 1].end if first else told[-1][-1].end : found[first].start]
        parted = text[found[first].end : found[first + 1].start] == "/"
        if parted or _RESPECTIVELY.search(gap) or found[first].is_change:
            for each, span in zip(found[first : last + 1], told[-1], strict=True):
                each.period = span.period()


def _series(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Periods of one length that follow each other: 2026-2028年, 2026年和2027年, 三、四季度."""
    series: list[list[Span]] = []
    for span in spans:
        years = _years(span)
        last = series[-1] if series else []
        if years:
            series.append(years)
        elif last and last[-1].freq == span.freq and _AND.fullmatch(text, last[-1].end, span.start):
            last.append(span)
        else:
            series.append([span])
    return [each for each in series if len(each) > 1]


_MOST_YEARS = 6


def _years(span: Span) -> list[Span]:
    """The years of 2026-2028年, each as a period; empty where it is none of a few years."""
    if span.interval is None or span.freq:
        return []
    first, last = span.interval
    if (first.month, first.day, last.month, last.day) != (1, 1, 1, 1):
        return []
    years = range(first.year, last.year)
    if not 1 < len(years) <= _MOST_YEARS:
        return []
    return [Span(span.start, span.end, f"{year}年", cal.year(year), "A") for year in years]
