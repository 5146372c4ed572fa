"""Which entries are news: identity across new GUIDs, touched dates, trackers and mirrors.

Pure. An entry has up to three keys, most telling first:

    g:…   its GUID, with the spelling of addresses in it made canonical
    u:…   its link without scheme and, where the path tells enough, without host
    t:…   a hash of title and text

Within a feed, entries with an equal key are the same item. A key that several unlike entries
of one body share, or one that names no article (a home page, ``0``), identifies nothing and is
left out. That a key is shared is remembered as a key too (``!g:…``), on one of its items: later
bodies, cut down to what is new in them, don't show it again.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.feeds.urls import alias_of, canonical_url, is_specific
from bot.model import Entry, Feed, Item, make_id
from bot.text import count_of, squeeze

__all__ = [
    "FLOOD",
    "Keyed",
    "Rekeyed",
    "Sorted",
    "canonical_url",
    "content_hash",
    "feed_id",
    "fold_title",
    "identity_keys",
    "lookups",
    "sort_new",
    "source_from",
    "to_item",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class FloodRule:
    """When so much is new at once that it is looked at twice."""

    many: int = 20
    """New entries in one body that raise suspicion by themselves …"""
    few: int = 5
    share: float = 0.8
    """… or at least ``few`` that are ``share`` of the whole body."""
    known_share: float = 0.3
    """Suspects whose title is known, of all suspects: from here it is a republished archive."""
    digest: int = 40
    """New entries that are a flood even when none is known."""


FLOOD = FloodRule()

_LEAST_TITLE = 12
"""Letters a Latin title needs to tell one article from another; CJK letters count double."""
_LEAST_TEXT = 40
"""Letters of text that make title and text identify an entry that has GUID or link as well."""

_GENERIC_TITLE = re.compile(
    r"(?:(?:breaking|live|latest|daily|weekly|monthly|morning|evening|today'?s?|market|news|stock|"
    r"press|product|security|release|service|status|system|weather|video|photo|untitled|no|"
    r"recap|wrap|brief|briefing|digest|roundup|round-up|update|updates|updated|bulletin|"
    r"headlines?|announcement|announcements|notice|advisory|title|changelog|open|thread|podcast|"
    r"episode|links?|quote|the|of|for|and|a|in|report|notes|post|entry|item|new|day|week|month|"
    r"\d{1,4}|v?\d+(?:\.\d+)+|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|"
    r"nov\w*|dec\w*|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*)[\s:|,.\-–—#/()!]*)+|"
    r"(?:快讯|快訊|早报|晚报|日报|周报|公告|通知|新闻|要闻|今日|每日|速递|更新|直播|早餐|午报|头条|\d|[::\s])+",
    re.I,
)
"""Titles that recur: nothing but stock words, dates and numbers."""

_NO_GUID = {"", "0", "1", "-1", "none", "null", "undefined", "nan", "n/a", "false", "guid", "id"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Keyed:
    """An entry with the keys it keeps, and what was decided about it in words."""

    entry: Entry
    keys: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rekeyed:
    """A known item that came back under further keys; store them."""

    item_id: str
    keys: tuple[str, ...]
    """Only those not stored yet."""
    entry: Entry
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sorted:
    """What one poll brought."""

    new: tuple[Keyed, ...] = ()
    silent: tuple[Keyed, ...] = ()
    """To store without telling anybody: a first sight's baseline, a republished archive."""
    rekeyed: tuple[Rekeyed, ...] = ()
    known: int = 0
    """Entries already stored under all their keys."""
    flood: bool = False
    """So much at once that what is left as new belongs into a digest."""
    notes: tuple[str, ...] = ()
    """What was unusual, in words."""


def feed_id(url: str) -> str:
    """Equal for every spelling of the address, http and https apart."""
    return make_id("f", canonical_url(url))


def fold_title(title: str) -> str:
    """As ``ItemStore.known_titles`` compares them."""
    return squeeze(title).lower()


def content_hash(title: str, content: str) -> str:
    """32 hex digits; white space and case don't count."""
    folded = f"{squeeze(title).casefold()}\x1f{squeeze(content).casefold()}"
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def source_from(feed: Feed, title: str = "") -> str:
    """The outlet's name for people."""
    return feed.name or title or _host_of(feed.url) or feed.url


_SHARED = "!"
"""Put before a key: known to be shared by unlike entries."""


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
    return _last_resort(entry)


def _last_resort(entry: Entry) -> str:
    return f"t:{content_hash(entry.title, entry.content)}"


def _short(text: str) -> str:
    """Keys are indexed: long ones are kept by their hash."""
    if len(text) <= 200:
        return text
    return text[:120] + "…" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_telling(title: str) -> bool:
    """Whether the title alone tells one article of a feed from another."""
    folded = squeeze(title)
    weight = sum(2 if char > "\u2fff" else 1 for char in folded if char.isalnum())
    return weight >= _LEAST_TITLE and _GENERIC_TITLE.fullmatch(folded) is None


def to_item(
    feed: Feed, entry: Entry, *, source: str, now: datetime, keys: tuple[str, ...] = ()
) -> Item:
    """Give the entry its identity. ``keys``: those :func:`sort_new` let it keep.

    ``published`` is the publisher's claim, at most ``now``.
    """
    keys = keys or identity_keys(entry)
    claimed = entry.published or entry.updated
    return Item(
        id=make_id("i", feed.id, keys[0]),
        feed_id=feed.id,
        url=entry.url,
        canonical_url=canonical_url(entry.url) if entry.url else "",
        title=entry.title,
        content=entry.content,
        author=entry.author,
        published=min(claimed.astimezone(UTC), now) if claimed else None,
        seen=now,
        content_hash=content_hash(entry.title, entry.content),
        keys=keys,
        source=source,
        language=entry.language,
        image=entry.image,
    )


# ── one body: whose keys hold ────────────────────────────────────────────────────────────


def lookups(entries: Sequence[Entry]) -> tuple[list[str], list[str]]:
    """(keys, folded titles) to ask the store for before :func:`sort_new`."""
    keys = {key for entry in entries for key in (*identity_keys(entry), _last_resort(entry))}
    keys |= {_SHARED + key for key in keys if key[0] in "gu"}
    titles = {fold_title(entry.title) for entry in entries if entry.title}
    return sorted(keys), sorted(titles)


def _within_body(
    entries: Sequence[Entry], site_url: str, known_keys: Mapping[str, str]
) -> list[Keyed]:
    """Keys that hold in this body; entries that share one are merged, the first is kept."""
    home = {f"{kind}:{alias_of(site_url)}" for kind in "gu"} if site_url else set()
    keyed = [(entry, [key for key in identity_keys(entry) if key not in home]) for entry in entries]
    sharers: dict[str, list[Entry]] = defaultdict(list)
    for entry, keys in keyed:
        for key in keys:
            sharers[key].append(entry)
    broken = {key for key, sharing in sharers.items() if not _alike(key, sharing)}
    unsaid = {_SHARED + key for key in broken} - known_keys.keys()
    broken |= {key for key in sharers if _SHARED + key in known_keys}
    groups: dict[int, Keyed] = {}
    group_of: dict[str, int] = {}
    for number, (entry, keys) in enumerate(keyed):
        # An entry whose keys are all broken has its text left to tell it by.
        held = tuple(key for key in keys if key not in broken) or (_last_resort(entry),)
        # The first entry to have a shared key says so.
        held += tuple(_SHARED + key for key in keys if _SHARED + key in unsaid)
        unsaid -= set(held)
        joined = sorted({group_of[key] for key in held if key in group_of})
        at = joined[0] if joined else number
        group = groups.get(at) or Keyed(entry=entry, keys=())
        others = [key for each in joined[1:] for key in groups.pop(each).keys]
        keys_of_all = tuple(dict.fromkeys([*group.keys, *others, *held]))
        groups[at] = replace(group, keys=keys_of_all)
        group_of.update(dict.fromkeys(keys_of_all, at))
    return [groups[at] for at in sorted(groups)]


def _alike(key: str, sharing: Sequence[Entry]) -> bool:
    """Whether entries of one body that share a key can be the same item."""
    if len(sharing) == 1 or key.startswith("t:"):
        return True
    titles = {fold_title(entry.title) for entry in sharing}
    if len(titles) == 1 and titles != {""}:
        return True
    if key.startswith("g:"):
        links = {alias_of(entry.url) for entry in sharing}
        # The same id on the same page: revisions of one entry. Feeds that give all
        # entries one id, or number them alike, have different pages or titles.
        return len(links) == 1 and links != {""} and len(titles) <= 2
    guids = {entry.guid for entry in sharing}
    return len(guids) == 1 and len(titles) <= 2


# ── against the store ────────────────────────────────────────────────────────────────────


def sort_new(
    entries: Sequence[Entry],
    *,
    known_keys: Mapping[str, str],
    known_titles: Mapping[str, datetime | None] | None = None,
    first: bool = False,
    backfill: int = 0,
    total: int = 0,
    site_url: str = "",
    rule: FloodRule = FLOOD,
) -> Sorted:
    """Tell the new entries from those known, known under other keys, and republished.

    ``known_keys`` and ``known_titles`` are the store's answers to :func:`lookups`; ``first``
    marks a feed never read before, of which only the ``backfill`` newest entries are new;
    ``total`` is the number of entries in the whole body when unchanged ones were cut away.
    Order is the body's.
    """
    keyed = _within_body(entries, site_url, known_keys)
    if first:
        return _baseline(keyed, backfill)
    titles = known_titles or {}
    fresh: list[Keyed] = []
    rekeyed: list[Rekeyed] = []
    known = 0
    for each in keyed:
        item_id, why = _recognise(each, known_keys, titles)
        if not item_id:
            fresh.append(replace(each, keys=_free_keys(each, known_keys), why=why))
            continue
        missing = tuple(key for key in each.keys if key not in known_keys)
        if missing:
            rekeyed.append(Rekeyed(item_id=item_id, keys=missing, entry=each.entry, why=why))
        else:
            known += 1
    return _judge_flood(
        fresh, titles, max(total, len(keyed)), rule, rekeyed=tuple(rekeyed), known=known
    )


def _baseline(keyed: Sequence[Keyed], backfill: int) -> Sorted:
    """First sight of a feed: everything is stored silently, but the newest on request."""
    oldest = datetime.min.replace(tzinfo=UTC)
    newest = sorted(
        range(len(keyed)),
        key=lambda i: (keyed[i].entry.published or keyed[i].entry.updated or oldest, -i),
        reverse=True,
    )
    wanted = set(newest[: max(backfill, 0)])
    return Sorted(
        new=tuple(
            replace(each, why="among the newest asked for")
            for i, each in enumerate(keyed)
            if i in wanted
        ),
        silent=tuple(
            replace(each, why="there before the feed was followed")
            for i, each in enumerate(keyed)
            if i not in wanted
        ),
        notes=(f"first sight: {count_of(len(keyed), 'entry', 'entries')} kept silently",)
        if not wanted
        else (),
    )


def _recognise(
    each: Keyed, known_keys: Mapping[str, str], titles: Mapping[str, datetime | None]
) -> tuple[str, str]:
    """(id of the known item or empty, why)."""
    entry = each.entry
    known = {key[0]: known_keys[key] for key in reversed(each.keys) if key in known_keys}
    if "g" in known:
        return known["g"], "same id, at another address or with another text"
    if "t" in known:
        return known["t"], "same title and text under a new id and address"
    if "u" not in known:
        return "", "neither id, link nor text were seen before"
    if not _has_guid(each):
        return known["u"], "same link, with another text"
    title = fold_title(entry.title)
    if title in titles or not title:
        return known["u"], "same link and title under a new id"
    if is_specific(entry.url):
        return known["u"], "same link under a new id and title"
    return "", "a new id and title at a link that many share"


def _has_guid(each: Keyed) -> bool:
    return any(key.startswith("g:") for key in each.keys)


def _free_keys(each: Keyed, known_keys: Mapping[str, str]) -> tuple[str, ...]:
    """A new entry never takes over a key that names another item."""
    free = tuple(key for key in each.keys if key not in known_keys)
    return free or (_last_resort(each.entry),)


def _judge_flood(
    fresh: Sequence[Keyed],
    titles: Mapping[str, datetime | None],
    total: int,
    rule: FloodRule,
    *,
    rekeyed: tuple[Rekeyed, ...],
    known: int,
) -> Sorted:
    renewed = len(fresh) + len(rekeyed)
    suspicious = renewed >= rule.many or (renewed >= rule.few and renewed >= rule.share * total)
    if not suspicious:
        return Sorted(new=tuple(fresh), rekeyed=rekeyed, known=known)
    new: list[Keyed] = []
    silent: list[Keyed] = []
    for each in fresh:
        if fold_title(each.entry.title) in titles and is_telling(each.entry.title):
            silent.append(replace(each, why="republished: its title is known from this feed"))
        else:
            new.append(each)
    again = len(silent) + len(rekeyed)
    republished = again >= rule.known_share * renewed
    if not republished:
        # A busy feed, wholly turned over since the last poll: a title that recurs is news.
        new, silent, again = list(fresh), [], len(rekeyed)
    # What comes along with an archive may be of it, from before we followed the feed.
    flood = len(new) >= (rule.few if republished else rule.digest)
    return Sorted(
        new=tuple(new),
        silent=tuple(silent),
        rekeyed=rekeyed,
        known=known,
        flood=flood,
        notes=tuple(_flood_notes(len(new), again, flood)),
    )


def _flood_notes(new: int, again: int, flood: bool) -> list[str]:
    notes = []
    if again:
        notes.append(
            f"{count_of(again, 'known entry', 'known entries')} came back under new ids:"
            " kept silently"
        )
    if flood:
        notes.append(f"{count_of(new, 'new entry', 'new entries')} at once: for a digest")
    return notes


def _host_of(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
