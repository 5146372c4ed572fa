"""Text as every room sees it: plain, readable, and cut without harm."""

from bot.text.apart import APART
from bot.text.html import plain_text, plain_title
from bot.text.words import (
    CJK,
    correction_marker,
    count_of,
    is_cjk,
    search_terms,
    shorten,
    squeeze,
    without_marker,
)

__all__ = [
    "APART",
    "CJK",
    "correction_marker",
    "count_of",
    "is_cjk",
    "plain_text",
    "plain_title",
    "search_terms",
    "shorten",
    "squeeze",
    "without_marker",
]
