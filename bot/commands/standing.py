"""Whether what seems to be another spelling of a name stands for itself in the history, and
whether it is somebody's name. Pure; not shared between threads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.commands.beside import OF_COMPANIES, known_word
from bot.commands.places import MOST, READ
from bot.commands.spellings import Spelling
from bot.matching.lexicon import COMMON, GIVEN, SURNAME, WORD, chinese
from bot.model import Item
from bot.text import CJK, is_cjk

_MOST = 60
"""Spellings that are looked for in the items that follow."""
_COMMON_CHINESE = 10
"""From this level on a Chinese word is a word before a name rather than its end: 科技."""
_SURE = 3
"""A Chinese run this short is a name."""
_LEAST_SHARE = 0.5
"""A longer run is the name when it stands alone this often, next to its most frequent end."""
_BEGINS = frozenset({"The", "A", "An", "In", "At", "On", "And", "But", "For", "With", "As", "By"})
"""Capitals at a sentence's start."""
_WORD_BEFORE = re.compile(r"([A-Z][\w&’'-]*)[ -]$")
_CJK_CHAR = re.compile(f"[{CJK}]")
_BRACKET = re.compile(r"\s?[(\uff08]")
_ROLE = re.compile(
    r"(?:创始人|创办人|董事长|总裁|总经理|首席执行官|主席|高管|老板|掌门人|CEO|chief executive"
    r"|chairman|founder|president|Mr\.?|Ms\.?)(?:兼\w{2,6})?[\s,\uff0c]*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"先生|女士|本人|个人")
_FIRM = re.compile(
    r"公司|集团|股份|汽车|科技|手机|电子|银行|官方|官网"
    r"|,? (?:Inc|Corp|Co|Ltd|LLC|AG|plc|SE|Group|Holdings|shares|stock)\b"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
"""The hundred that most people in China have."""


class Standing:
    """Collects, item by item, where spellings that were seen before stand without brackets."""

    def __init__(self) -> None:
        self._sought: dict[str, None] = {}
        self._alone: Counter[str] = Counter()
        self._people: Counter[str] = Counter()
        self._firms: Counter[str] = Counter()

    @property
    def sought(self) -> Sequence[str]:
        return tuple(self._sought)

    def read(self, item: Item, seen: Iterable[Spelling]) -> None:
        """``seen``: spellings that the item has beside the name."""
        for each in seen:
            for text in (each.text, *each.shorter) if each.kind == "aliases" else ():
                if len(self._sought) < _MOST:
                    self._sought.setdefault(text)
        if self._sought:
            text = f"{item.title}\n{item.content[:READ]}"
            for name in self._sought:
                self._look(text, name)

    def _look(self, text: str, name: str) -> None:
        alone = person = firm = False
        at = text.find(name)
        for _ in range(MOST):
            if at < 0:
                break
            before, end = text[max(at - 30, 0) : at], at + len(name)
            after = text[end : end + 20]
            alone = alone or (
                _begins(name, before) and _ends(name, after) and not _BRACKET.match(after)
            )
            person = person or bool(_ROLE.search(before) or _ADDRESS.match(after))
            firm = firm or bool(_FIRM.match(after))
            at = text.find(name, end)
        self._alone[name] += alone
        self._people[name] += person
        self._firms[name] += firm

    def name_in(self, spelling: Spelling) -> str:
        """The part that is the name; empty when that can't be told."""
        if not spelling.shorter:
            return spelling.text
        every = sorted((spelling.text, *spelling.shorter), key=len, reverse=True)
        most = max(self._alone[each] for each in every)
        if not most:
            name = without_common_words(spelling.text)
            return name if _is_sure(name) else ""
        often = next(each for each in every if self._alone[each] >= _LEAST_SHARE * most)
        name = without_common_words(often)
        return name if self._alone[name] >= self._alone[often] else often

    def is_person(self, name: str) -> bool:
        """What is made like a person's name is one unless the history calls it a firm."""
        if self._people[name] > self._firms[name]:
            return True
        return is_like_a_person(name) and not self._firms[name]


def _begins(name: str, before: str) -> bool:
    if is_cjk(name[0]):
        return _CJK_CHAR.match(before[-1:]) is None
    word = _WORD_BEFORE.search(before)
    return not before[-1:].isalnum() and (word is None or word[1] in _BEGINS)


def _ends(name: str, after: str) -> bool:
    return is_cjk(name[-1]) or not after[:1].isalnum() or is_cjk(after[0])


def without_common_words(run: str) -> str:
    """``Xiaomi`` of ``Phone Maker Xiaomi``, ``小米`` of ``手机厂商小米``; all of it when nothing
    else would be left."""
    if not is_cjk(run[0]):
        words = run.split()
        while words and _is_common(words[0]) and not is_like_a_person(" ".join(words)):
            del words[0]
        return " ".join(words) or run
    levels = chinese()
    while True:
        sizes = (4, 3, 2)
        heads = (run[:size] for size in sizes if len(run) - size >= 2)
        head = next((each for each in heads if levels.get(each, 0) >= _COMMON_CHINESE - 1), "")
        if not head or levels.get(run[len(head) :], 0) >= _COMMON_CHINESE:
            return run
        run = run[len(head) :]


def _is_common(word: str) -> bool:
    known = known_word(word)
    return bool(known.kind & WORD) and known.common >= COMMON


def _is_sure(run: str) -> bool:
    """Whether it is a name as it is, by its form."""
    if is_cjk(run[0]):
        return len(run) <= _SURE
    return not _is_common(run.split()[0]) or is_like_a_person(run)


def is_like_a_person(name: str) -> bool:
    if is_cjk(name[0]):
        return 2 <= len(name) <= _SURE and name[0] in _SURNAMES and name not in chinese()
    words = name.split()
    return 2 <= len(words) <= 3 and all(
        known_word(each).kind & (GIVEN | SURNAME) and each.lower() not in OF_COMPANIES
        for each in words
    )
