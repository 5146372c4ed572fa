"""What a figure measures, in Chinese text: the metric word beside it, or the noun before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from bot.figures.chinese_places import METRIC, Places
from bot.figures.found import Found
from bot.figures.tables import any_of, metrics, words

_MARKS = re.compile(r"[，；;：:。！？,\s]")
_THOUSANDS = re.compile(r"\d{3}")
_MACHINE = re.compile("级?(?:的)?[\u4e00-\u9fff]{0,5}?(?:压铸|压机|冲压|锻压|吊|起重|机器|设备)")
"""What a mass belongs to as its force or load, not as what it makes: 9100吨压铸机."""
_TIMED = re.compile("周期|工期|时差|加速|时间|耗时|续航|时长|寿命")
_FILL = (
    r"(?:了|从|由|已|也|计|一度|折合|人民币|共计|总计|则|均|仅|只|还|再|共|合计|累计|分别|首次|达到?|为|是|至|到|在|约|近|不?超过?|不?[低高少多]于|突破|[升跌首]?破|过"
    r"|(?:提高|提升|上调|下调|上升|下降|增加|减少|扩大|缩小|收窄|攀升|回落|恢复|回升|反弹|飙升|激增|暴增|大增|跃升|骤降|骤减|锐减|缩减|压缩|缩短|延长|调高|调低|调升|调降|调整|提)(?=[至到])|[或料将恐]"
    r"|不到|未达|不足|最[多少高低]|至[多少]|上看|炒|逾|报|维持|保持|[维保]持在|每(?:公斤|千克|升|平方米)|录得|高达|仅为|升|降|增|跌|涨|有|可|低|高|[:：]|每[日天周月季年]|\d{1,2}月份?)"
)
_KIND_ENDS = "率量额数值价费"


@cache
def _quantities() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Nouns that end as quantities do, right before the number: 网签量为, 骑手人数已超; and what
    may stand between one and the number."""
    listed, alone = any_of(words("zh_quantities")), any_of(words("zh_sums"))
    noun = rf"[\u4e00-\u9fff]{{0,2}}(?:{listed})|[\u4e00-\u9fff]{{1,2}}[{_KIND_ENDS}]"
    return (
        re.compile(rf"(?P<word>{noun}|{alone}){_FILL}{{0,5}}\s?$"),
        re.compile(rf"{_FILL}{{0,5}}\s?$"),
    )


@cache
def _endings() -> frozenset[str]:
    """The last two characters of the nouns that are listed."""
    return frozenset([word[-2:] for name in ("zh_quantities", "zh_sums") for word in words(name)])


_LONGEST_NOUN = 6
"""With the two characters that may stand before one of the list."""
_LONGEST_KIND = 3


def _quantity(window: str) -> re.Match[str] | None:
    """The leftmost that the window ends with: tried only where one of those ends can be reached
    from, as a search would try every place."""
    noun, filling = _quantities()
    endings = _endings()
    begins: list[int] = []
    for end in range(2, len(window) + 1):
        kind = window[end - 1] in _KIND_ENDS
        longest = _LONGEST_NOUN if window[end - 2 : end] in endings else 0
        longest = longest or (_LONGEST_KIND if kind else 0)
        if longest and (end == len(window) or filling.match(window, end) is not None):
            begins += range(max(end - longest, 0), end - 1)
    for begin in sorted(set(begins)) if begins else begins:
        match = noun.match(window, begin)
        if match is not None:
            return match
    return None


_KINDS = {"率": "ratio", "价": "money", "费": "money", "额": "money", "入": "money", "出": "money"}
"""By the last character: what only such units can state."""


_BEHIND = frozenset({"deaths", "injuries", "missing people"})
"""Metrics said behind their number: 3人死亡32人受伤."""
CLOSES_LATE = 8.0
"""收于 says when, and another word of its clause what."""


def _ends_clause(text: str, mark: re.Match[str]) -> bool:
    """A comma inside a number ends none, and white space only one between two Chinese words."""
    at = mark.start()
    if text[at] == ",":
        return _THOUSANDS.match(text, at + 1) is None
    if not text[at].isspace():
        return True
    before, after = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    return (before == "%" or _is_han(before)) and _is_han(after)


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


class Clauses:
    """Where the clauses of a segment begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks = [mark.span() for mark in _MARKS.finditer(text) if _ends_clause(text, mark)]
        self._ends = [end for _, end in self._marks]

    def at(self, offset: int) -> int:
        """The number of the clause that ``offset`` stands in."""
        return bisect_right(self._ends, offset)

    def begin(self, offset: int) -> int:
        """Where the clause of ``offset`` begins."""
        number = self.at(offset)
        return self._ends[number - 1] if number else 0

    def parts(self) -> Iterator[str]:
        """The clauses without the marks between them, which are one character each."""
        begin = 0
        for start, end in self._marks:
            yield self._text[begin:start]
            begin = end
        yield self._text[begin:]


@cache
def lexicon() -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern over all metric words, the longest first, and the metric of each; a word that
    only begins like one (制造业, 交易日) has none."""
    table: dict[str, str] = {}
    for metric in metrics().values():
        for word in metric.zh:
            table.setdefault(word, metric.id)
    return re.compile(any_of([*table, *words("zh_not_metric")])), table


def name_metrics(places: Places, written: str, found: Sequence[Found], clauses: Clauses) -> None:
    """The nearest metric word before the figure, of a kind its unit can state.

    ``written`` is the text of the places as it was written.
    """
    text = places.text
    pattern, table = lexicon()
    hits = [
        (match.start(), match.end(), table[match.group()])
        for match in places.matches(METRIC, pattern)
        if match.group() in table
    ]
    for position, each in enumerate(found):
        if each.is_time and not _TIMED.search(text, max(each.start - 10, 0), each.start):
            continue
        previous = found[position - 1] if position else None
        best = _nearest(text, each, hits, clauses)
        noun = _noun(text, each, previous, clauses)
        within = noun and best and best[0] < noun[0] < best[1] < noun[1]
        if noun and best and within and text[noun[1] - 1] == "率":
            noun, best = (best[0], noun[1]), None  # 总负债 and 债比率
        if noun and best and noun[0] < best[1] <= noun[1] - 2:
            noun = (best[1], noun[1])  # 估值 and 净价
        if noun is not None and (best is None or best[1] <= noun[0]):
            each.metric, each.metric_word = text[slice(*noun)], written[slice(*noun)]
            each.why.append(f"{each.metric}: the noun before it")
        elif best is not None and not _passed(each, previous, best):
            start, end, each.metric = best
            each.metric_word = written[start:end]
            each.why.append(f"{each.metric} because of “{each.metric_word}”")
        elif previous is not None and _goes_on(each, previous):
            each.metric, each.metric_word = previous.metric, previous.metric_word
        elif each.known is not None and each.known.implies and _implied(text, each.known.implies):
            each.metric = each.known.implies
        elif each.known is not None and each.known.counted and each.known.dim not in (
            "count:vehicles", "count:items", "count:pieces", "count:sets"
        ):  # fmt: skip
            each.metric = each.known.id


Hit = tuple[int, int, str]


def _passed(each: Found, previous: Found | None, best: Hit) -> bool:
    """Whether the figure before, of the same unit, has a metric that is named later than this."""
    if previous is None or best[1] > previous.start or not _goes_on(each, previous):
        return False
    return each.known is previous.known and not each.is_change and bool(previous.metric_word)


def _nearest(text: str, each: Found, hits: Sequence[Hit], clauses: Clauses) -> Hit | None:
    best, least = None, 40.0
    force = each.dim == "mass" and _MACHINE.match(text, each.end) is not None
    clause = clauses.at(each.start)
    for hit in hits:
        start, end, metric = hit
        if start < each.end and end > each.number_last:
            continue
        if not _fits(each, metric) or (force and metric != "weight"):
            continue
        apart = abs(clauses.at(start) - clause)
        gap = start - each.end
        if end <= each.start:
            distance = each.start - end + 6.0 * apart
        elif apart:
            continue
        else:
            distance = (0.5 if gap <= 1 else 10.0) + 1.5 * gap
            if gap == 0 and metric in _BEHIND:
                distance = -1.0
        if metric in ("close", "guidance"):
            distance += CLOSES_LATE
        if distance < least:
            best, least = hit, distance
    return best


@cache
def _no_noun() -> tuple[str, ...]:
    return tuple(words("zh_not_metric"))


def _noun(
    text: str, each: Found, previous: Found | None, clauses: Clauses
) -> tuple[int, int] | None:
    begin = max(clauses.begin(each.start), previous.end if previous else 0, each.start - 20)
    window = text[begin : each.start]
    if each.is_change:
        window = _moved().sub("", window)
    match = _quantity(window)
    if match is None or match["word"].endswith(_no_noun()):
        return None
    kind = "" if match["word"].endswith("份额") else _KINDS.get(match["word"][-1])
    dim = each.dim.partition(":")[0]
    if kind and dim and dim != kind and not (kind == "ratio" and dim in _OF_RATIOS):
        return None
    start = match.start("word") + match["word"].rfind("的", 0, -1) + 1
    return begin + start, begin + match.end("word")


_OF_RATIOS = frozenset(("points", "multiple"))


def _goes_on(each: Found, previous: Found) -> bool:
    """Whether a figure without a metric of its own has that of the one before: a change, an
    earlier value, the level a change led to, the next of a list (理想0.7万辆，小米0.6万辆)."""
    if not previous.metric:
        return False
    if each.prior is previous:
        return True
    led = previous.is_change and each.direction and each.start - previous.end <= 2
    listed = each.known is not None and each.known is previous.known
    return bool(each.is_change or each.is_prior or led or (listed and previous.metric_word))


_DRIVEN = re.compile("[车电充驾]|CLTC|WLTC")


def _implied(text: str, metric: str) -> bool:
    """Kilometres are a range where something is driven, and else any distance."""
    return metric != "range" or _DRIVEN.search(text) is not None


@cache
def _moved() -> re.Pattern[str]:
    """What stands between a noun and its change: 入住率同比下滑0.6个百分点."""
    listed = [*words("zh_up"), *words("zh_down")]
    moves = any_of(listed)
    first = "".join(sorted({*"同环较按大小轻显微略再", *(word[0] for word in listed)}))
    return re.compile(
        rf"(?=[{first}])(?:[同环]比|较[^，]{{2,6}}|按[年月季])?(?:大幅|小幅|轻微|显著|[微略再])?(?:{moves})"
        rf"(?:[了约近超逾至到]|超过)*$"
    )


def _fits(each: Found, metric: str) -> bool:
    dim = each.dim.partition(":")[0]
    dims = metrics()[metric].dims
    return not dims or not dim or dim in dims or (each.is_change and dim in ("ratio", "points"))
