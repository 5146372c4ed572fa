"""What the Chinese words around a figure say about it: bound, prior, direction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Literal

from bot.figures.chinese_places import MOVE, Places
from bot.figures.found import Direction, Found
from bot.figures.tables import any_of, metrics, word_set, words

Qualifier = Literal["", "~", ">", "<", ">=", "<="]

_FILL = r"(?:了|达|为|到|在|至|过|是|的|约|[只仅]?需要?|[只仅]有)?\s*"
_CLAUSE = re.compile(r"[，,；;：:（）()。、]")
_PRIOR = re.compile(
    r"(?:(?:去年|上年|前年)?同期[\u4e00-\u9fff]{0,5}|前值|此前|原先|原来|上期|(?:此前|原先|原本|原)(?:预期|预测|预计|目标)"
    r"|前[这该]一?(?:数字|数据|比例|数值|价格|水平))(?:还?仅?[的为是约])*\s*$"
    r"|(?:较|比|高于|低于|不及|超过|超|逊于|好于|优于|相比|对比|从|由|而)[^，。；,]{0,9}?(?:的|为|是)?(?:约)?\s*$"
)
_PRIOR_TIME = re.compile(
    r"(?:同期|[较比][0-9一二三四五六七八九十]{1,2}月|上季|[首次一二三四]季|上月|上周|第[^，]{1,4}周|上年|去年|前值|此前|原|前一|之前|上一|前[这该]|\d年)"
)
_PERCENT_AFTER = re.compile(
    r"\s*(?:的)?(?P<word>增长|增幅|涨幅|降幅|跌幅|上涨|下降|下跌|下滑|提升)"
)


_PROFIT = re.compile("[盈亏]|利润")
"""A loss beside the profit of a year before: neither is the other's earlier value."""
_AHEAD = re.compile("每.{1,3}$|[日周月季年][销产售活均]量?$")
"""突破每桶120美元, 突破月销8万辆: what stands between a bound and its number."""
_RATES = ("销", "产", "售", "活", "均", "量")
_MOST = re.compile(
    "最[高多长大](?:[可能将][\u4e00-\u9fff]{1,3}|[上下直]?[调浮降涨减升跌增][低高少加幅]?)$"
    "|最[高多长](?:刑罚|刑期|罚款|罚金|奖金|额度|补贴|处)[为是达]?(?:监禁|徒刑|有期徒刑)?$"
)
"""最高可贷230万元, 最多可容纳500人, 最多下调5.8万元."""
_OF_OTHERS = re.compile("占[\u4e00-\u9fffA-Za-z\\d]{0,10}$|[\u4e00-\u9fff]{1,6}的$")
WORDS_WITH_BOUNDS = frozenset(
    {
        *("欧超", "西超", "土超", "沙超", "苏超", "赣超", "浙超", "湘超", "飞跃", "突破性"),
        *("最近", "附近", "中超", "英超", "合约", "签约", "契约", "节约", "条约", "预约", "公约"),
        *("卖超", "买超", "提高", "新近", "靠近", "亲近"),
    }
)


@cache
def _bounds(name: str) -> tuple[re.Pattern[str], dict[str, Qualifier]]:
    """One pattern over all phrases, the longest first, and what each says."""
    signs: dict[str, Qualifier] = {
        phrase: sign for sign, phrases in words(name).items() for phrase in phrases
    }
    every = any_of(signs)
    tail = rf"{_FILL}$" if name == "zh_bounds" else ""
    return re.compile(rf"(?P<phrase>{every}){tail}"), signs


@cache
def _bounding() -> frozenset[str]:
    """The first characters of what bounds a number from behind."""
    return frozenset(
        [phrase[0] for phrases in words("zh_bounds_after").values() for phrase in phrases]
    )


def bound(text: str, found: Found) -> None:
    if not found.qualifier:
        window = text[max(found.start - 16, 0) : found.start]
        before = window[-8:]
        pattern, signs = _bounds("zh_bounds")
        match = pattern.search(before)
        if match is None and ("每" in before or before.endswith(_RATES)):
            before = _AHEAD.sub("", window)[-8:]
            match = pattern.search(before)
        most = _MOST.search(window) if match is None and "最" in window else None
        if most is not None:
            found.qualifier = "<="
            found.why.append(f"“{most.group()}” bounds it")
        if match is None and (found.is_ratio or not found.unit):
            before = _OF_OTHERS.sub("", window)
            match = pattern.search(before)
        if match and not _inside_word(before, match):
            found.qualifier = signs[match["phrase"]]
            found.why.append(f"“{match.group()}” bounds it")
    if not found.qualifier and text[found.start - 1 : found.start] in ("过", "满"):
        _passed(text, found)
    if text[found.last : found.last + 1] == "多" and _and_more(text, found):
        found.qualifier = ">"
        found.end = found.last = found.last + 1
        found.why.append("“多” behind it")
        return
    pattern, signs = _bounds("zh_bounds_after")
    follows = text[found.last : found.last + 1] in _bounding()
    behind = pattern.match(text, found.last) if follows else None
    if behind is None:
        return
    if behind.group() == "起":
        follower = text[behind.end() : behind.end() + 1]
        money = found.known is not None and found.known.currency != ""
        from_on = money or (not found.unit and found.scale > 1)
        from_on = from_on or text[found.start - 1 : found.start] in ("由", "从")
        if not from_on or follower in ("步", "诉", "初"):
            return
    found.qualifier = signs[behind.group()]
    found.why.append(f"“{behind.group()}” bounds it")


def _and_more(text: str, found: Found) -> bool:
    """三年多; 16圈多，: of what is counted only where nothing follows that 多 belongs to."""
    ends = text[found.last + 1 : found.last + 2] in _ENDS_THERE
    return found.is_time or found.dim == "multiple" or (found.known is not None and ends)


_ENDS_THERE = ("", "，", "。", "；", "、", "的", "）")
_PASSED = re.compile("(?:[量额数值率价房付售单定订户][已均双]{0,2}|[已均总都]|双双)过$")
_SAVED = re.compile("(?:[可即立直]?[减返送赠抵享])")
_ONCE = re.compile("曾|未|没|从来")
"""曾交付过4万辆: once, and no bound."""


def _passed(text: str, found: Found) -> None:
    """销量过4万辆: a round number that was passed; 满300减50: what has to be spent."""
    if text[found.start - 1] == "满":
        found.qualifier = ">=" if _SAVED.match(text, found.end) else ""
        return
    round_ = found.scale > 1 and found.mantissa == int(found.mantissa)
    before = max(found.start - 10, 0)
    passed = round_ and _PASSED.search(text, before, found.start)
    if passed and not _ONCE.search(text, before, found.start):
        found.qualifier = ">"
        found.why.append("“过” bounds it")


def _inside_word(before: str, match: re.Match[str]) -> bool:
    """近 of 最近 or 附近, 超 of 中超, 约 of 合约, 破 of 打破."""
    head = before[match.start() - 1 : match.start()] if match.start() else ""
    pair = head + before[match.start() : match.start() + 1]
    return pair in WORDS_WITH_BOUNDS


# ── the value before ─────────────────────────────────────────────────────────────────────


def priors(text: str, found: list[Found]) -> None:
    for position, each in enumerate(found):
        if each.is_prior or each.prior is not None or not position:
            continue
        floor = found[position - 1].end
        window = text[max(floor, each.start - 14) : each.start]
        match = _PRIOR.search(window)
        if match and (_moves().search(match.group()) or _THAN.search(match.group())):
            continue
        if not match or not (_PRIOR_TIME.search(match.group()) or match.group()[0] in "从由"):
            continue
        current = next(
            (
                other
                for other in reversed(found[:position])
                if not other.is_prior
                and not other.is_time
                and other.unit == each.unit
                and (other.noun == each.noun or each.unit != "items")
                and other.prior is None
            ),
            None,
        )
        if current is None:
            continue
        each.is_prior = True
        each.why.append(f"the value before: “{match.group().strip()}”")
        lost = "亏" in text[max(current.start - 8, 0) : current.start]
        if lost == ("亏" in match.group()) or not _PROFIT.search(match.group()):
            current.prior = each


# ── change ───────────────────────────────────────────────────────────────────────────────


@cache
def _moves() -> re.Pattern[str]:
    return re.compile(any_of([*words("zh_up"), *words("zh_down")]))


@cache
def _downs() -> frozenset[str]:
    return frozenset(words("zh_down"))


def _way(word: str) -> Direction:
    return "down" if word in _downs() else "up"


_REACHES = ("至", "到", "为", "破", "穿")
"""跌破4000美元: where it got to, and not by how much."""


def directions(places: Places, found: list[Found]) -> None:
    text = places.text
    for position, each in enumerate(found):
        floor = found[position - 1].end if position else 0
        begin = max(floor, each.start - 12)
        for mark in _CLAUSE.finditer(text, begin, each.start):
            begin = mark.end()
        window = text[begin : each.start]
        moves = places.matches(MOVE, _moves(), begin, each.start)
        if moves and window.startswith("速", moves[-1].end() - begin):
            _revised_to(text, floor, each)
        if moves and not each.direction:
            last = moves[-1]
            rest = text[last.end() : each.start]
            cooled = last.group() == "降" and each.dim == "temperature"
            run = each.is_time and text[max(last.start() - 1, begin) : last.start()] in _RUNS
            if (
                len(rest) <= (2 if each.is_time else 4)
                and not run
                and not _FORESEEN.match(rest)
                and (cooled or not _not_a_move(window, last.start() - begin, last.end() - begin))
            ):
                each.direction = _way(last.group())
                to = last.group().endswith("至") or rest.startswith(_REACHES)
                each.is_change = not to and (each.is_ratio or len(rest) <= 2)
                each.why.append(f"“{last.group()}” moves it")
        if position and found[position - 1].is_change and not each.direction:
            _led_to(text, found[position - 1], each)
        if not each.direction:
            _revised_to(text, floor, each)
        fold = None if each.direction or each.dim != "multiple" else _MORE.search(window)
        if fold is not None:
            each.direction = "up"
            each.why.append(f"“{fold.group()}” it is")
        if not each.direction:
            _against(text, each, window, follows=position > 0)
        ratio = each.is_ratio and not each.direction
        behind = _PERCENT_AFTER.match(text, each.end) if ratio else None
        if behind is not None:
            word = behind["word"]
            each.direction = "down" if word in ("降幅", "跌幅") or word in _downs() else "up"
            each.is_change = True
            each.why.append(f"“{word}” behind it: a change")
    for left, right in pairwise(found):
        _coordinated(text, left, right)
    _link(text, found)
    for each in found:
        if each.prior is not None and not (each.is_change and each.direction):
            before, now = each.prior.low + each.prior.high, each.low + each.high
            each.direction = "up" if now > before else "down" if now < before else ""


def _against(text: str, each: Found, window: str, *, follows: bool) -> None:
    """高出去年同期7%, 比上月末高0.4个百分点: how far it is from what it is held against.

    ``follows``: another figure stands before it, to which what it is compared with may belong.
    """
    beyond = _BEYOND.search(window) if "出" in window else None
    if beyond is not None:
        each.direction = "down" if beyond["way"] in "低少" else "up"
        each.is_change = True
        each.why.append(f"“{beyond.group()}” it is")
        return
    apart = _THAN.search(window) if "较" in window or "比" in window else None
    if apart is None and follows and window in _APART:
        apart = _THAN.search(text, max(each.start - 30, 0), each.start)
    if apart is not None:
        each.direction = "up" if apart["way"] in "高多" else "down"
        each.is_change = True
        each.why.append(f"“{apart.group()}” it is")


_APART = ("低", "高", "溢价", "折价")
_OF_THE_SAME = re.compile(
    "[周月季年日]?[同环]比|按[年月季]|[年月季周][增减]|[较比]|累计|年内|今年|年初|盘|一度|单日|当日|日内|期内|其间|近|[大小]幅"
    "|分别|[连持]续|再|又|则|但|并|且|而|也|已|进一步|合计"
)
"""What may stand between a level and its change; a noun there has moved itself."""


def _led_to(text: str, change: Found, level: Found) -> None:
    """增长0.6%至12.4亿部: the level a change led to."""
    if _ON_TO.fullmatch(text, change.end, level.start):
        level.direction = change.direction
        if change.unit == "%":
            level.stated_change = -change.low if change.direction == "down" else change.low
            level.stated_by = change


_EXPECTED = re.compile("(?:预期|预测|预估|目标|共识)的约?$")
"""不及市场预期的227.4亿美元: what was compared moved nowhere."""
_CAUSES = re.compile("[使让令致]|带动|推动|拉动")
"""7000步可使死亡风险降低47%: what is moved is another thing."""
_COMPARED = re.compile("[同环]比|[较比]")
_THAN = re.compile(
    "(?:较|比)[^，。]{1,20}?(?P<way>[高低多少])(?:了|出|约|近|逾|超过?|至少|最多|将近)*$"
)
"""比上月末高0.4个百分点."""


_BEYOND = re.compile(
    "(?P<way>[高低多少超])出(?:去年|上年|上月|上季|同期|前值|预期|市场|均值|常年)[^，。；]{0,6}$"
)
"""高出去年同期7%, 超出预期5万辆."""


@cache
def _revised() -> re.Pattern[str]:
    """下调2026年盈利预测8%, 下调存款准备金率0.5个百分点, 上修经济成长率至7.37%."""
    measured = any_of(word for metric in metrics().values() for word in metric.zh)
    return re.compile(
        "(?P<way>上调|下调|上修|下修|削减|调高|调低|提高|降低|提升|下降|上升|缩减|调升|调降)"
        rf"[^，。；、]{{0,12}}?(?:{measured}|[率量额价费]|预[测期]|目标价?|指引)[上下]?(?P<to>[至到为])?约?$"
    )


def _revised_to(text: str, floor: int, each: Found) -> None:
    """The verb before the noun that a figure is of."""
    window = text[max(floor, each.start - 22) : each.start]
    moved = _revised().search(window) if _WAYS.search(window) else None
    if moved is not None and (moved["to"] or each.is_ratio or each.money):
        each.direction, each.is_change = _way(moved["way"]), not moved["to"]
        each.why.append(f"“{moved.group()}” moves it")


_RUNS = frozenset("连续")
"""连跌5周: the weeks do not fall."""
_FORESEEN = re.compile("预期|目标|指引|预测|预估")
"""下调增长预期至8%: what moves is the expectation."""
_WAYS = re.compile("[上下调提降削缩][调修高低减升降]")
"""What each verb of a revision begins with, to look no further where there is none."""
_MORE = re.compile("(?:[快高多大强长贵]|超标)(?:[了出约近超逾]|超过|将近)?$")
"""速度快1.3万倍."""
_ON_TO = re.compile("[，,]?(?:后)?(?:至|到)约?")
"""Between a change and the level it led to: 增长0.6%至12.4亿部."""


def _not_a_move(window: str, start: int, end: int) -> bool:
    pair = window[start : end + 1]
    head = window[max(start - 1, 0) : start]
    return pair in word_set("zh_no_move") or head in ("新", "公", "毫", "一", "起")


def _coordinated(text: str, left: Found, right: Found) -> None:
    """同比增长3%，环比5%."""
    if left.is_change and not right.direction and right.unit == left.unit != "":
        between = text[left.end : right.start]
        ratio = left.is_ratio and len(between) <= 6 and re.search(r"环比|同比|和|与|、", between)
        if ratio or between in _ALIKE:
            right.direction, right.is_change = left.direction, True
    elif (
        left.is_change
        and right.is_ratio
        and not right.direction
        and text[left.end : right.start] in _THAT_IS
    ):
        right.direction, right.is_change = left.direction, True


_THAT_IS = ("或", "即", "，或", "，即", "（", "(", "约", "或约")
"""跌174点或1.58%: one change, told twice."""
_ALIKE = ("和", "与", "、", "及", "/")
"""Between the members of a list."""


_MILESTONE = re.compile("大关|关口")
"""首破600亿元大关: a mark on the way, and not what grew."""


def lists(text: str, found: Sequence[Found]) -> list[tuple[int, int]]:
    """For each figure, the first and the last of the list of one unit that it stands in."""
    bounds: list[tuple[int, int]] = []
    first = 0
    for at in range(1, len(found) + 1):
        if at == len(found) or not _listed(text, found[at - 1], found[at]):
            bounds += [(first, at - 1)] * (at - first)
            first = at
    return bounds


def _level_of(
    text: str, found: list[Found], position: int, bounds: Sequence[tuple[int, int]]
) -> tuple[Found | None, str]:
    """The figure that a change is told of, and what stands between them: the last one before,
    or of as long a list the one at its place (12亿元和15亿元，同比增长10%和25%)."""
    first, last = bounds[position]
    if last > first and first > 0:
        begin, end = bounds[first - 1]
        level = found[begin + position - first]
        if end - begin == last - first and not (level.is_prior or level.is_change):
            return level, text[found[first - 1].end : found[first].start]
    passed = 0
    for level in reversed(found[:position]):
        if level.is_prior or level.is_change:
            continue
        if _MILESTONE.match(text, level.end) is None:
            return level, text[passed or level.end : found[position].start]
        passed = passed or level.end
    return None, ""


def _listed(text: str, left: Found, right: Found) -> bool:
    return left.known is right.known and text[left.end : right.start] in _ALIKE


def _link(text: str, found: list[Found]) -> None:
    """The change stated behind a level is the level's: 4270亿元，同比增长3.95%."""
    bounds = lists(text, found)
    for position, change in enumerate(found):
        if not change.is_change:
            continue
        level, gap = _level_of(text, found, position, bounds)
        if level is None or level.is_time or (level.is_ratio and change.dim != "points"):
            continue
        if _EXPECTED.search(text, max(level.start - 8, 0), level.start):
            continue
        index = change.unit == "points" and not level.unit
        if not (change.is_ratio or level.is_ratio or index) and change.unit != level.unit:
            continue
        if text[level.start - 1 : level.start] == "满" and _SAVED.fullmatch(gap):
            continue
        clause = gap[gap.rfind("，") + 1 :] if "，" in gap else ""
        moved = _moves().search(clause)
        if moved and moved.start() > 1 and not _OF_THE_SAME.match(clause):
            continue
        if _CAUSES.search(gap):
            continue
        if len(gap) > (30 if _COMPARED.search(gap) else 12) or "。" in gap:
            continue
        _moved_by(level, change)
        at = found.index(level)
        if at and _converted(text, found[at - 1], level):
            _moved_by(found[at - 1], change)


def _moved_by(level: Found, change: Found) -> None:
    if not level.direction:
        level.direction = change.direction
    if change.unit == "%" and level.stated_change is None:
        level.stated_change = -change.low if change.direction == "down" else change.low
        level.stated_by = change


def _converted(text: str, left: Found, right: Found) -> bool:
    """人民币28.11亿元（4.14亿美元），增长47.5%: one amount in two currencies."""
    money = left.known is not None and right.known is not None and left.known.currency
    apart = money and right.known is not None and right.known.currency not in ("", money)
    return bool(apart) and _IN_BRACKETS.fullmatch(text, left.end, right.start) is not None


_IN_BRACKETS = re.compile(r"\s?[（(][^，。；）)]{0,4}")
