"""Names in scripts without spaces: their own automaton, and segmentation where it hits.

There are no word boundaries to look for, so a hit is believed when the most probable way of
cutting the text around it into words leaves the name whole. No typos are looked for: Chinese
names have neighbours one character away.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator

import daachorse

from bot.matching import weights
from bot.matching.fold import UNSPACED_RUN
from bot.matching.lexicon import chinese, chinese_proper, simplified
from bot.matching.names import Sort
from bot.matching.scene import Candidate

REACH = 8
"""Characters on either side of a hit that are segmented with it."""
_TOTAL = 26.0
"""log2 of the count of all words, roughly: what a level is divided by."""
_SINGLE = -17.0
"""log2 probability of a character that belongs to no word."""
_FUNCTION = -11.0
"""… of one that stands alone often."""
_FUNCTIONS = frozenset(
    "的了在是和与及或将被把对从向等也都均称说表让给为以于并而但就还又再已曾则即之其该此各每"
    "不没有无要会能可应该需去来到上下中里外前后内间时年月日号第一二三四五六七八九十百千万亿个"
    "发获推公宣布据因由若如使令比约超近达涨跌增减同跟这那我你他她它"
)
_NAME_ENDS = (
    frozenset(
        "伟芳娜秀敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红玲梅莉兰凤云莲真环雪荣妹香月莺媛瑞凡"
        "佳嘉琼勤珍贞锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿"
        "聪澜纯毓悦昭冰琬茗羽希宁欣育滢筠柔竹霭凝晓霄枫芸菲寒伊亚姬舒影荔枝思俊峰保东文辉力永健世广"
        "志义兴良海山仁波贵福生龙元全国胜祥武新利清飞彬富顺信子康星光天安岩中茂林坚彪博诚先敬震振壮"
        "群豪心邦承乐绍功松善厚庆民友裕河哲江浩亮政谦亨奇固轮翰朗伯宏鸣朋斌梁栋维启克伦翔旭鹏泽晨辰"
        "建家树炎德时泰盛雄琛钧冠策腾楠榕风航弘鑫宇轩涵洁琳琪琦璐璇萱诗雅慧淑惠珊珠莎丝曼妮娅鸿骏骥"
        "麟凯恺恒恩昊昱晖晗晟晶曦朔柏桦森楷槐毅淼淳渊湘源溪滨潇灏炜烨焕煜煦熙熹牧玮珂珏珩琅瑜璋瓒睿"
        "磐祎祺禹稷竣笑笛筱简纬绮羿翊翎耀聿舜舟芃芝芮苓若苒茜莹菡萌蓝蕾蘅虎虹蝶衡裴襄誉谊谨豫贤贺赫"
        "跃路辛迪迅远逸邈郁鄂酉钊铁铭锋锐镇镕长闻阳陆隽雨雯霆霖靖韬韶顼颂颐飏骁魁鹤麒黎龄"
    )
    - _FUNCTIONS
)
"""Characters that given names end in; others after a surname and a character are the next word."""
_DOUBLE_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳"
        "公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘令狐",
    )
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶"
    "程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾"
    "毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DOTS = re.compile("[·•・‧∙･]")
_CUES_AFTER = re.compile(
    "集团|公司|汽车|手机|科技|电子|股份|股价|发布|推出|宣布|创始|董事|总裁|高管|官方|官宣|旗下|"
    "工厂|交付|财报|营收|市值|产品|新品|回应|起诉|收购|投资|上市|开售|商城|之家|生态|供应链|"
    "中央|[队奖杯社党]|"
    "[A-Za-z0-9]|'s"
)
_GOODS_AFTER = re.compile(
    "批发价|零售价|收购价|价格(?!战)|产量|种子|品种|种植|丰收|[粥饭汤面糕油椒]"
)
"""What follows a word for a crop or dish, and no company: a company has a share price."""
_GOODS_NEAR = re.compile(
    "种植|播种|收割|丰收|农户|农民|村民|亩产|每亩|万亩|粮食|杂粮|谷物|蔬菜|水果|食材|食谱|烹饪|"
    "煮粥|熬粥|营养师|公斤|每斤|大米|玉米|小麦|大豆|高粱"
)
"""Words of the field and the kitchen: near them a word that is a common noun too is one."""
_IDIOM_AFTER = re.compile("加身|可期|感(?![染知谢冒应到觉受叹激动慨兴恩化])")
"""What only follows a quality, never a company, a person or a thing of theirs."""
_MOMENT_AFTER = re.compile("时刻|殿堂")
"""… which longer names may have too (特斯拉时刻), but hardly one of two characters."""
_NEAR = 16
_CUES_BEFORE = re.compile("(?:集团|公司|车企|品牌|厂商|巨头|创始人|股东|造车|[A-Za-z0-9] ?)$")
_LEGAL = re.compile("(?:股份)?有限(?:责任)?公司$")


class _Fold(dict[int, str]):
    """For ``str.translate``: one character each, simplified, lower case, half width."""

    def __missing__(self, code: int) -> str:
        char = simplified().get(code, chr(code))
        if 0xFF01 <= code <= 0xFF5E:
            char = chr(code - 0xFEE0)
        elif 0xD800 <= code <= 0xDFFF or char.isspace():
            char = " "
        elif _DOTS.match(char):
            char = "·"
        lower = char.lower()
        self[code] = value = lower if len(lower) == 1 else char
        return value


_FOLD = _Fold()


def fold_han(text: str) -> str:
    return text.translate(_FOLD)


def forms(alias: str) -> Iterator[str]:
    key = fold_han(alias).strip()
    seen = set()
    for form in (key, key.replace("·", ""), key.replace(" ", ""), _LEGAL.sub("", key)):
        if len(form) > 1 and form not in seen:
            seen.add(form)
            yield form


class HanIndex:
    """Like :class:`bot.matching.compiled.Names`, by character."""

    def __init__(self, entries: Iterable[tuple[int, str, Sort | None]]) -> None:
        self.aliases: list[str] = []
        self.entities = array("I")
        self.sorts: list[Sort | None] = []
        self._owners: list[list[int]] = []
        numbers: dict[str, int] = {}
        for entity, alias, sort in entries:
            name = len(self.aliases)
            self.aliases.append(alias)
            self.entities.append(entity)
            self.sorts.append(sort)
            for form in forms(alias):
                number = numbers.setdefault(form, len(self._owners))
                if number == len(self._owners):
                    self._owners.append([])
                self._owners[number].append(name)
        self._automaton = (
            daachorse.CharwiseDoubleArrayAhoCorasick(list(numbers)) if numbers else None
        )

    def __bool__(self) -> bool:
        return self._automaton is not None

    def scan(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Start, end and name of every hit in a text folded by :func:`fold_han`."""
        if self._automaton is None:
            return
        for start, end, form in self._automaton.find_overlapping(text):
            if _cuts_a_word(text, start) or _cuts_a_word(text, end):
                continue
            for name in self._owners[form]:
                yield start, end, name


def whole_word(candidate: Candidate, text: str) -> None:
    """Judge a hit by segmentation; ``text`` is folded by :func:`fold_han`."""
    start, end = candidate.start, candidate.end
    name = text[start:end]
    if any("a" <= char <= "z" for char in name):
        candidate.settle(weights.HAN, "exact", "the name as written")
        return
    why = _swallowed(text, start, end)
    if name in chinese():
        candidate.sort = Sort.WORD
    if why:
        candidate.refuse(weights.HAN_REFUSED, "segmentation", why)
    elif name not in chinese():
        candidate.settle(weights.HAN, "exact", "the name, whole in the segmentation")
    elif _CUES_AFTER.match(text, end) or _CUES_BEFORE.search(text[max(0, start - 4) : start]):
        candidate.settle(weights.HAN_CUE, "company-word", "a word too, beside a company's words")
    elif goods := _goods(text, start, end):
        candidate.settle(weights.HAN_GOODS, "common-word", f"a common noun beside '{goods}'")
    else:
        candidate.settle(weights.HAN_WORD, "exact", "the name, which is a word too")


def _goods(text: str, start: int, end: int) -> str:
    """A word near that goes with crops and dishes; empty when there is none."""
    found = _GOODS_AFTER.match(text, end) or _GOODS_NEAR.search(
        text, max(0, start - _NEAR), end + _NEAR
    )
    return found[0] if found else ""


def _swallowed(text: str, start: int, end: int) -> str:
    """What takes the name's place, in words; empty when the name stays whole."""
    name = text[start:end]
    low, high = max(0, start - REACH), min(len(text), end + REACH)
    run_start, run_end = _run(text, start, low, high)
    words = _cut(text[run_start:run_end], name)
    at = run_start
    for word in words:
        if at <= start < at + len(word) and (at != start or len(word) != end - start):
            if at > start - 1 and at + len(word) < end:
                break
            rest = text[end : at + len(word)] if at == start else ""
            if at != start or (rest and not _CUES_AFTER.fullmatch(rest)):
                return f"'{word}' is a word that takes part of {name}"
        at += len(word)
    else:
        return _neighbour(text, start, end, words, run_start)
    return f"{name} falls apart into words"


def _neighbour(text: str, start: int, end: int, words: list[str], at: int) -> str:
    name = text[start:end]
    before = text[max(start - 1, 0) : start]
    if before + name[0] in _DOUBLE_SURNAMES:
        return f"'{before}{name[0]}' is a surname of two characters"
    if len(name) == 2 and name[0] in _SURNAMES and name not in chinese():
        for word in words:
            if at == end and len(word) == 1 and word in _NAME_ENDS:
                return f"'{name}{word}' is a longer name"
            at += len(word)
    idiom = _IDIOM_AFTER.match(text, end)
    if not idiom and len(name) == 2:
        idiom = _MOMENT_AFTER.match(text, end)
    if idiom:
        return f"'{name}{idiom[0]}' is a phrase of its own"
    return ""


def _run(text: str, at: int, low: int, high: int) -> tuple[int, int]:
    """The unbroken run of letters around ``at`` within bounds."""
    start = at
    while start > low and UNSPACED_RUN.match(text[start - 1]) and text[start - 1] != "·":
        start -= 1
    end = at
    while end < high and (text[end].isalnum() or text[end] == "·"):
        end += 1
    return start, end


def _cut(text: str, name: str) -> list[str]:
    """The most probable words of ``text``, in which ``name`` counts as a word."""
    known, proper = chinese(), chinese_proper()
    best = [(0.0, 0)] + [(-1e9, 0)] * len(text)
    for end in range(1, len(text) + 1):
        for size in range(1, min(4, end) + 1):
            word = text[end - size : end]
            if size == 1:
                cost = _FUNCTION if word in _FUNCTIONS else _SINGLE
            elif (level := known.get(word) or proper.get(word)) is not None:
                cost = level - _TOTAL
            else:
                continue
            best[end] = max(best[end], (best[end - size][0] + cost, end - size))
        if text.endswith(name, 0, end):
            start = end - len(name)
            best[end] = max(best[end], (best[start][0] + _name_cost(name), start))
    words = []
    end = len(text)
    while end > 0:
        start = best[end][1]
        words.append(text[start:end])
        end = start
    return words[::-1]


def _name_cost(name: str) -> float:
    """A watched name is as probable as a fairly frequent word; a long one is hard to beat."""
    return max(chinese().get(name, 0), 8) - _TOTAL


def _cuts_a_word(text: str, at: int) -> bool:
    """Whether ``at`` lies between two letters of a script with spaces."""
    if not 0 < at < len(text):
        return False
    pair = text[at - 1 : at + 1]
    return pair.isalnum() and not UNSPACED_RUN.search(pair)
