"""Text as every room sees it: plain, readable, and cut without harm."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s+")

CJK = (
    "\u3040-\u30ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\uac00-\ud7af"  # Hangul
    "\U00020000-\U0003134f"  # Han, supplementary planes
)
_CJK_RUN = re.compile(f"[{CJK}]+")
_WORD_OR_CJK = re.compile(f"[{CJK}]+|[^\\W_{CJK}]+")


def is_cjk(char: str) -> bool:
    return _CJK_RUN.match(char) is not None


def squeeze(text: str) -> str:
    """White space runs become one space; ends are trimmed."""
    return _SPACE.sub(" ", text).strip()


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut at a word where there is one, ended by an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    space = cut.rfind(" ")
    if space > limit * 2 // 3:
        cut = cut[:space]
    return cut.rstrip(" ,;:–—-") + "…"


def search_terms(text: str) -> list[str]:
    """The words by which stored text is found, lower case, in order.

    A run of CJK characters yields its overlapping pairs (a single character: itself), so that
    any substring of two or more characters is found by the phrase of its pairs; everything
    else yields whole words.
    """
    terms: list[str] = []
    for word in _WORD_OR_CJK.findall(text.lower()):
        if not _CJK_RUN.match(word) or len(word) == 1:
            terms.append(word)
        else:
            terms.extend(word[i : i + 2] for i in range(len(word) - 1))
    return terms


def count_of(number: int, noun: str, plural: str = "") -> str:
    """``1 alert``, ``2 alerts``, ``3 stories``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
