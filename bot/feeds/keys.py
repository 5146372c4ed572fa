"""The keys an entry is known by.

g:…   its GUID, with the spelling of addresses in it made canonical
u:…   its link without scheme and, where the path tells enough, without host
t:…   a hash of title and text
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from bot.feeds.urls import alias_of
from bot.model import Entry
from bot.text import squeeze

SHARED = "!"
"""Put before a key: known to be shared by unlike entries."""


_LEAST_TITLE = 12
"""Letters a Latin title needs to tell one article from another; CJK letters count double."""
_LEAST_TEXT = 12
"""Letters of text that make title and text identify an entry that has GUID or link as well."""

_STOCK_WORD = re.compile(
    r"breaking|live|latest|daily|weekly|monthly|morning|evening|today|s|market|news|stock|press|"
    r"product|security|release|service|status|system|weather|video|photo|untitled|no|recap|wrap|"
    r"brief|briefing|digest|roundup|round|up|updates?|updated|bulletin|headlines?|announcements?|"
    r"notice|advisory|title|changelog|open|thread|podcast|episode|links?|quote|the|of|for|and|a|in|"
    r"report|notes|post|entry|item|new|day|week|month|v?\d{1,4}|"
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?",
    re.I,
)
_STOCK_CHINESE = re.compile(
    "快讯|快訊|早报|晚报|日报|周报|公告|通知|新闻|要闻|今日|每日|速递|更新|直播|早餐|午报|头条|[年月日第期号]"
)
"""A title of nothing but these, dates and numbers recurs: it names no article."""

_LETTERS = re.compile(r"[^\W_]+")
_EAST_ASIAN = re.compile("[\u3000-\U0010ffff]")
_NO_GUID = {"", "0", "1", "-1", "none", "null", "undefined", "nan", "n/a", "false", "guid", "id"}


def fold_title(title: str) -> str:
    """As ``ItemStore.known_titles`` compares them."""
    return squeeze(title).lower()


@lru_cache(maxsize=256)  # asked for three times for each entry of a poll
def content_hash(title: str, content: str) -> str:
    """32 hex digits; white space and case don't count."""
    folded = f"{squeeze(title).casefold()}\x1f{squeeze(content).casefold()}"
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def identity_keys(entry: Entry) -> tuple[str, ...]:
    """The entry's keys by itself; at least one, whatever it lacks.

    :func:`sort_new` gives those that hold within the body, which may be fewer.
    """
    keys = [key for key in (_guid_key(entry), _link_key(entry)) if key]
    text = _text_key(entry, alone=not keys)
    return tuple(dict.fromkeys([*keys, text] if text else keys))


def _guid_key(entry: Entry) -> str:
    guid = squeeze(entry.guid)
    if guid.lower() in _NO_GUID:
        return ""
    if re.match(r"https?://", guid, re.I):
        alias = alias_of(guid)
        return f"g:{_short(alias)}" if alias else ""
    return f"g:{_short(guid)}"


def _link_key(entry: Entry) -> str:
    alias = alias_of(entry.url) if entry.url else ""
    return f"u:{_short(alias)}" if alias else ""


def _text_key(entry: Entry, *, alone: bool) -> str:
    enough = len(entry.content) >= _LEAST_TEXT and is_telling(entry.title)
    if not (enough or alone):
        return ""
    return text_key_of(entry)


def text_key_of(entry: Entry) -> str:
    return f"t:{content_hash(entry.title, entry.content)}"


def _short(text: str) -> str:
    """Keys are indexed: long ones are kept by their hash."""
    if len(text) <= 200:
        return text
    return text[:120] + "…" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_telling(title: str) -> bool:
    """Whether the title alone tells one article of a feed from another."""
    folded = squeeze(title)
    letters = "".join(_LETTERS.findall(folded[:60]))
    if len(letters) + len(_EAST_ASIAN.findall(letters)) < _LEAST_TITLE:
        return False
    # Word by word: one pattern for the whole title would backtrack without end.
    words = _LETTERS.findall(folded if folded.isascii() else _STOCK_CHINESE.sub(" ", folded))
    return not all(_STOCK_WORD.fullmatch(word) for word in words)
