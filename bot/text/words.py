"""Text as every room sees it: cut without harm, counted in words, told from other scripts."""

from __future__ import annotations

import re

CJK = (
    "\u3040-\u30ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    "\uac00-\ud7af"  # Hangul
    "\U00020000-\U0003134f"  # Han, supplementary planes
)
CJK_RUN = re.compile(f"[{CJK}]+")
_WORD_OR_CJK = re.compile(f"[{CJK}]+|[^\\W_{CJK}]+")


def is_cjk(char: str) -> bool:
    return CJK_RUN.match(char) is not None


def squeeze(text: str) -> str:
    """White space runs become one space; ends are trimmed."""
    return " ".join(text.split())


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
        if not CJK_RUN.match(word) or len(word) == 1:
            terms.append(word)
        else:
            terms.extend(word[i : i + 2] for i in range(len(word) - 1))
    return terms


def count_of(number: int, noun: str, plural: str = "") -> str:
    """``1 alert``, ``2 alerts``, ``3 stories``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


_REVISION = re.compile(
    r"^\s*(?:\W*)(?:correct(?:ion|ed|s)|clarification|retraction|erratum|更正|勘误|修正|更正声明|致歉)"
    r"(?:\s*\([^)]*\))?\s*(?:\d+\s*)?[-:：|–—\s]\s*",
    re.IGNORECASE,
)


def correction_marker(title: str) -> str:
    """The words by which a headline calls itself a correction; empty when it doesn't."""
    found = _REVISION.match(title)
    return found.group().strip(" :-–—|：") if found else ""


def without_marker(title: str) -> str:
    return _REVISION.sub("", title)
