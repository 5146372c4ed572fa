"""What one line of a page reads like: a sentence, a headline, a label, a credit. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.matching import headings
from bot.text import CJK

BODY = 60
"""Weight of the story that must stand before a tail; letters, those of Chinese three times."""
BRIEF = 18
"""The same before a tail that is announced, or that the markup sets apart."""
SHORT = 25
"""Weight below which a line is a label or a credit and no sentence."""
LONG = 160
"""Weight from which a line is a paragraph, however it ends."""
SOLID = 140
"""Weight from which one paragraph says that the story goes on, after a heading that may stand
within it."""
FEWEST_WORDS, MOST_WORDS, LONGEST = 4, 22, 140
"""Of a headline: words and characters."""
FEWEST_HAN, MOST_HAN = 8, 45
"""Characters of a Chinese headline."""
_CJK = re.compile(f"[{CJK}]")
_CJK_RUN = re.compile(f"[{CJK}]{{2,}}")
_FINAL = ".!。！…"
SENTENCE_ENDS = (*_FINAL, "?", "？")
_CLOSING = "\"'”’»」』）)]"
_WITHIN = re.compile(rf"[a-z0-9{CJK}][.!?][\"'”’)\]]*\s+[\"“‘(]?[A-Z]|[。！？](?=.)")
"""A sentence's end with another sentence behind it."""
_CREDIT = re.compile(
    r"[(（\[]|[-–—•*·▪●■◆‣✓+|]|\d{1,2}[.)]\s|(?:by|photo|photos|image|images|picture|pictured|source|sources|credit|reporting|editing|"
    r"written|edited|additional|with|via|from|update|updated|published|posted|tags?|filed|contact|"
    r"media|press|for more|note|disclosure|disclaimer|copyright|video|watch|listen|read|click|"
    r"the post|this (?:article|story|post)|follow|share|continue|view|see|thanks?|figure|table|"
    r"best|regards|sincerely|yours|cheers)\b",
    re.I,
)
"""A byline, a bullet, an address, a signature: neither a headline nor the story."""
_ADDRESS = ("http", "www.", "@", "#", "©")
_CUT = headings.table(
    """
    a|an|and|as|at|but|by|for|from|in|into|is|it|its|of|on|or|our|she|he|the|their|they|this|to|was
    were|we|which|who|will|with|you|your|that|than|has|have|had|be|been|are|not|i
    """
)
"""A line that ends in one of these was cut off."""
_CREDIT_CJK = re.compile(
    "(?:来源|來源|责任编辑|責任編輯|编辑|編輯|作者|记者|記者|图|圖|原标题|声明|版权|转载|本文|文[/|｜／]|（|【|更新)"
)


_CONTINUES = re.compile(
    "^(?:但|而|也|并|且|此外|同时|另外|目前|据|该|其|这|那|他|她|它|双方|公司)|将[^军领]"
)
"""Chinese words with which a story goes on."""


def weight_of(text: str) -> int:
    """Letters, those of Chinese three times."""
    return len(text) if text.isascii() else len(text) + 2 * len(_CJK.findall(text))


def is_full(line: str) -> bool:
    """Whether it reads like a paragraph of a story: a sentence with its end."""
    bare = line.rstrip(_CLOSING)
    if bare[-1:] in _FINAL and bare:
        return weight_of(line) >= SHORT
    return len(line) >= LONG // 3 and (weight_of(line) >= LONG or _WITHIN.search(line) is not None)


def is_several(line: str) -> bool:
    """Whether it is a paragraph of more than one sentence."""
    return is_full(line) and weight_of(line) >= BODY and _WITHIN.search(line) is not None


def is_no_sentence(line: str) -> bool:
    return not is_full(line)


def is_told(line: str) -> bool:
    """Whether it is a sentence, however short."""
    ended = line.rstrip(_CLOSING)[-1:] in SENTENCE_ENDS
    return ended and weight_of(line) >= BRIEF and not is_credit(line)


def tells(line: str) -> bool:
    """Whether it is a sentence, however short, or a headline."""
    if weight_of(line) < BRIEF or headings.WELCOME.match(line):
        return False
    if is_chinese(line) and not is_credit(line):
        return True
    return line.rstrip(_CLOSING)[-1:] in SENTENCE_ENDS or is_full(line) or is_headline(line)


def is_solid(line: str) -> bool:
    weight = weight_of(line)
    return is_full(line) and (weight >= SOLID or (weight >= 80 and bool(_WITHIN.search(line))))


def is_credit(line: str) -> bool:
    return (
        any(map(line.__contains__, _ADDRESS))
        or _CREDIT.match(line) is not None
        or (not line.isascii() and _CREDIT_CJK.match(line) is not None)
    )


def is_label(line: str) -> bool:
    """``3 hours ago``, ``Technology``: what stands beside headlines."""
    return weight_of(line) < SHORT and line[-1] not in ".!?…:。！？：" and not line[0].islower()


def is_point(line: str) -> bool:
    """Words too many for a label; a headline has more."""
    bare = not any(map(str.isdigit, line))
    return bare and (line.count(" ") >= 2 or len(_CJK.findall(line)) >= FEWEST_HAN // 2 + 1)


def is_capitalised(line: str) -> bool:
    """``NIO to Open a Plant``; nothing is in Chinese."""
    words = [word for word in line.split() if len(word) > 3]
    return line.isascii() and len(words) > 1 and not any(word[0].islower() for word in words)


def is_chinese(line: str) -> bool:
    return not line.isascii() and 2 * len(_CJK.findall(line)) > len(line)


def continues(found: Sequence[str], story: Sequence[str]) -> bool:
    """Whether a Chinese line has a word in common with the story, or one that continues it."""
    told = set(_pairs("\n".join(story)))
    return any(_CONTINUES.search(line) or not told.isdisjoint(_pairs(line)) for line in found)


def _pairs(text: str) -> Iterator[str]:
    """Two by two, the characters that stand side by side in Chinese."""
    return (run[at : at + 2] for run in _CJK_RUN.findall(text) for at in range(len(run) - 1))


def is_headline(line: str) -> bool:
    """Words as headlines have them: somebody does something, without the end of a sentence."""
    if len(line) > LONGEST or line[-1] in ".!…:;,]。！：；，、":
        return False
    words = line.split()
    if not is_chinese(line):
        if not FEWEST_WORDS <= len(words) <= MOST_WORDS or not _tells_news(words):
            return False
        first = words[0].lstrip("\"'“‘")[:1]
        if not (first.isupper() or first.isdigit()) or words[-1].lower() in _CUT:
            return False
    elif not FEWEST_HAN <= len(line) <= MOST_HAN or "。" in line:
        return False
    return not is_credit(line) and _WITHIN.search(line) is None


def _tells_news(words: Sequence[str]) -> bool:
    near = [word.lower() for word in words[1:7]]
    if not headings.NEWS.isdisjoint(near):
        return True
    return "to" in near and headings.is_verb(words[near.index("to") + 2 :][:1])
