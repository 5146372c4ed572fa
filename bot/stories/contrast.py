"""What tells two headlines apart that share most of their words. Pure.

Similarity counts words in common; the news is often in the single word that isn't: the
opposite verb, the other model, a "not". These are the comparisons that look at that word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from math import nextafter

from rapidfuzz.distance import Indel
from rapidfuzz.process import extractOne

from bot.stories.meaning import concept
from bot.stories.words import Words, is_negated, listed, stem

Sense = tuple[int, int]
"""A row of :data:`ALTERNATIVES` and a column in it."""

ALTERNATIVES: tuple[tuple[str, ...], ...] = (
    (
        "rise climb jump surge soar gain grow increase up raise hike boost higher rally rebound"
        " upgrade expand accelerate advance double triple add strengthen top above"
        " 上涨 上升 上调 增长 大涨 加息 涨价 提高 飙升 走高 新高",
        "fall drop slump plunge sink tumble slide decline decrease down lower cut slash reduce"
        " downgrade shrink slow ease dip trim weaken slip shed crash lose below"
        " 下跌 下降 下调 下滑 大跌 降息 降价 降低 暴跌 走低 减少 新低",
        "hold keep unchanged steady flat maintain 维持 不变 持平",
    ),
    ("beat top exceed surpass outperform 超预期 超出预期 好于预期", "miss lag 不及预期 低于预期"),
    ("win victory triumph 获胜 胜诉", "lose defeated 落败 败诉", "settle draw tie 和解 平局"),
    (
        "approve pass clear allow permit accept adopt endorse back uphold authorise authorize"
        " approval 批准 通过 同意 维持",
        "reject block refuse veto bar ban dismiss overturn oppose quash rejection 否决 拒绝 驳回"
        " 禁止 反对",
    ),
    ("confirm admit 证实 承认", "deny refute 否认 辟谣"),
    ("buy acquire purchase takeover 买入 收购 增持", "sell divest dump offload 卖出 出售 减持"),
    (
        "open launch start begin resume restart reopen unveil 开放 开业 启动 开始 恢复 复产",
        "close shut halt end stop suspend pause scrap cancel discontinue over 关闭 停止 暂停 停产"
        " 取消 结束",
    ),
    ("hire appoint recruit 任命 聘用", "fire sack oust resign quit layoff 解雇 辞职 离职 免职"),
    ("convict guilty 有罪", "acquit innocent 无罪"),
    ("succeed success 成功", "fail failure 失败"),
    ("impose introduce 实施 征收", "remove abolish 取消 废除"),
    ("high 高点", "low 低点"),
    ("positive 正面", "negative 负面"),
    ("突破 站上 升破 冲上", "跌破 失守 跌穿"),
    ("profit 盈利", "loss deficit 亏损"),
    ("against", "for favour favor"),
    ("widen 扩大", "narrow 收窄 缩小"),
    ("join enter 加入 进入", "leave exit withdraw 退出 撤出"),
    ("free release 释放", "arrest jail detain imprison 逮捕 拘留"),
    ("agree 达成", "fail collapse 破裂 失败"),
    ("early ahead 提前", "late delay postpone 推迟 延期 延迟"),
)
"""Rows of outcomes that exclude each other; the words of one column say the same."""

REVERSERS = frozenset(map(stem, listed("not no never deny drop scrap cancel abandon lift")))
"""Words that turn what stands beside them into its contrary."""
_NOT = "not"
_REVERSED_CN = re.compile(r"取消|否认|撤回|撤销|放弃|不再|未能|并未|没有")

_SENSES: dict[str, frozenset[Sense]] = {}
_SENSES_CN: dict[str, Sense] = {}
for _row, _columns in enumerate(ALTERNATIVES):
    for _column, _words in enumerate(_columns):
        for _word in _words.split():
            if _word.isascii():
                _SENSES[stem(_word)] = _SENSES.get(stem(_word), frozenset()) | {(_row, _column)}
            else:
                _SENSES_CN[_word] = (_row, _column)
_FOUND_CN = re.compile("|".join(sorted(_SENSES_CN, key=len, reverse=True)))
_SPELT = 0.8
_MORE_THAN_SPELT = nextafter(_SPELT, 1)
"""How alike two spellings of one word are."""
_SHORT = 3
"""Letters of a word cut short."""
_VARIANT = 4
"""Letters that two spellings or forms of one word begin with."""


def senses(low: str, said: Words) -> frozenset[Sense]:
    """The outcomes a lower-case headline tells; rows of which it tells several say nothing."""
    told = {*map(stem, said.forms), *said.stems}  # the latter for what takes two words to say
    found = {sense for each in told for sense in _SENSES.get(each, ())}
    found |= {_SENSES_CN[each] for each in _FOUND_CN.findall(low)}
    rows = [row for row, _ in found]
    return frozenset(sense for sense in found if rows.count(sense[0]) == 1)


def reversals(low: str, forms: Sequence[str]) -> frozenset[str]:
    found = {_NOT if is_negated(form) else stem(form) for form in forms} & REVERSERS
    return frozenset(found | set(_REVERSED_CN.findall(low)))


def opposed(ours: Collection[Sense], theirs: Collection[Sense]) -> frozenset[int]:
    """The rows that came out one way here and another way there."""
    if not ours or not theirs:
        return frozenset()
    here, there = dict(ours), dict(theirs)
    return frozenset(row for row in here.keys() & there.keys() if here[row] != there[row])


def replaced(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, str] | None:
    """(their words, our words) when the stems are the same but for one place."""
    if 3 * sum(map(frozenset(theirs).__contains__, ours)) < 2 * len(ours):
        return None  # what follows would say so, at twenty times the cost
    blocks = SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    if len(changed) != 1 or changed[0][0] != "replace":
        return None
    _, start, end, other_start, other_end = changed[0]
    before, now = theirs[start:end], ours[other_start:other_end]
    alike = len(ours) - len(now)
    if alike < 2 * max(len(before), len(now)):
        return None
    if any(same_meaning(one, other) or shortened(one, other) for one in before for other in now):
        return None
    return " ".join(before), " ".join(now)


def shortened(one: str, other: str) -> bool:
    """``Pak`` and ``Pakistan``: one begins with the whole other."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORT and short.isalpha() and long.startswith(short)


def replaced_in_chinese(ours: str, theirs: str) -> tuple[str, str] | None:
    """The same for characters: one short stretch differs, in headlines otherwise alike."""
    blocks = SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    if len(changed) != 1 or changed[0][0] != "replace":
        return None
    _, start, end, other_start, other_end = changed[0]
    before, now = theirs[start:end], ours[other_start:other_end]
    if max(len(before), len(now)) > _STRETCH or 2 * (len(ours) - len(now)) < len(ours):
        return None
    return before, now


_STRETCH = 4


def without_senses(stems: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in stems if each not in _SENSES)


def told_among(word: str, others: Collection[str]) -> bool:
    """Whether one of the others is another form or spelling of the word, or in one column of
    :data:`ALTERNATIVES` with it; all at once, for there are many."""
    if word in others:
        return True
    ours = _SENSES.get(word)
    if ours is not None:
        for each in others:
            theirs = _SENSES.get(each)
            if theirs is not None and ours & theirs:
                return True
        others = [each for each in others if each not in _SENSES]
    if len(word) <= _VARIANT or not word.isalpha():
        return False
    start = word[:_VARIANT]
    long = [each for each in others if len(each) > _VARIANT]
    return any(each.startswith(start) for each in long) or bool(
        extractOne(word, long, scorer=Indel.normalized_similarity, score_cutoff=_MORE_THAN_SPELT)
    )


@lru_cache(maxsize=100_000)
def same_meaning(one: str, other: str) -> bool:
    """… or stands for the same."""
    return concept(one) == concept(other) or told_among(one, (other,))
