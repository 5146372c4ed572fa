"""Which entries are news: identity across new GUIDs, touched dates, trackers and mirrors.

Pure. An entry has up to three keys, see :mod:`bot.feeds.keys`: GUID, link, text.
Within a feed, entries with an equal key are the same item. A key that several unlike entries
of one body share, or one that names no article (a home page, ``0``), identifies nothing and is
left out. That a key is shared is remembered as a key too (``!g:…``), on one of its items: later
bodies, cut down to what is new in them, don't show it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.feeds.keys import (
    SHARED,
    content_hash,
    fold_title,
    identity_keys,
    is_telling,
    text_key_of,
)
from bot.feeds.template import unframed
from bot.feeds.urls import alias_of, canonical_url, is_specific
from bot.model import Entry, Feed, Item, make_id
from bot.text import count_of

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
    "looks_renewed",
    "lookups",
    "of_text",
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
    edited: tuple[Rekeyed, ...] = ()
    """Known items whose text is another than any that was seen of them, as far as keys tell."""
    known: int = 0
    """Entries already stored under all their keys."""
    suspicious: bool = False
    """So much was new or under new keys at once that it was looked at twice."""
    flood: bool = False
    """So much at once that what is left as new belongs into a digest."""
    republished: bool = False
    """Much of it is known: an archive came again."""
    notes: tuple[str, ...] = ()
    """What was unusual, in words."""


def feed_id(url: str) -> str:
    """Equal for every spelling of the address, http and https apart."""
    return make_id("f", canonical_url(url))


def source_from(feed: Feed, title: str = "") -> str:
    """The outlet's name for people."""
    return feed.name or title or _host_of(feed.url) or feed.url


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
    keys = {key for entry in entries for key in (*identity_keys(entry), text_key_of(entry))}
    keys |= {SHARED + key for key in keys if key[0] in "gu"}
    titles = {fold_title(entry.title) for entry in entries if entry.title}
    return sorted(keys), sorted(titles)


def looks_renewed(
    entries: Sequence[Entry],
    known_keys: Mapping[str, str],
    known_titles: Mapping[str, datetime | None],
) -> bool:
    """Whether so many entries are known by nothing that their titles may have got a new frame:
    then :func:`sort_new` wants to see those the feed had of late."""
    unknown = sum(
        fold_title(entry.title) not in known_titles
        and known_keys.keys().isdisjoint(identity_keys(entry))
        for entry in entries
    )
    return unknown >= FLOOD.few


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
    unsaid = {SHARED + key for key in broken} - known_keys.keys()
    broken |= {key for key in sharers if SHARED + key in known_keys}
    groups: dict[int, Keyed] = {}
    group_of: dict[str, int] = {}
    for number, (entry, keys) in enumerate(keyed):
        # An entry whose keys are all broken has its text left to tell it by.
        held = tuple(key for key in keys if key not in broken) or (text_key_of(entry),)
        # The first entry to have a shared key says so.
        held += tuple(SHARED + key for key in keys if SHARED + key in unsaid)
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
    latest_titles: Collection[str] = (),
    first: bool = False,
    backfill: int = 0,
    total: int = 0,
    site_url: str = "",
    rule: FloodRule = FLOOD,
) -> Sorted:
    """Tell the new entries from those known, known under other keys, and republished.

    ``known_keys`` and ``known_titles`` are the store's answers to :func:`lookups`;
    ``latest_titles`` the feed's newest, where :func:`looks_renewed` says so; ``first`` marks a
    feed never read before, of which only the ``backfill`` newest entries are new; ``total`` is
    the number of entries in the whole body when unchanged ones were cut away.
    Order is the body's.
    """
    keyed = _within_body(entries, site_url, known_keys)
    if first:
        return _baseline(keyed, backfill)
    titles = known_titles or {}
    fresh: list[Keyed] = []
    rekeyed: list[Rekeyed] = []
    edited: list[Rekeyed] = []
    known = 0
    for each in keyed:
        item_id, why = _recognise(each, known_keys, titles)
        if not item_id:
            fresh.append(replace(each, keys=_free_keys(each, known_keys), why=why))
            continue
        missing = tuple(key for key in each.keys if key not in known_keys)
        again = Rekeyed(item_id=item_id, keys=missing, entry=each.entry, why=why)
        if missing:
            rekeyed.append(again)
        else:
            known += 1
        if text_key_of(each.entry) not in known_keys:
            edited.append(again)
    found = _judge_flood(
        fresh,
        titles.keys() | unframed([each.entry.title for each in fresh], latest_titles),
        max(total, len(keyed)),
        rule,
        rekeyed=tuple(rekeyed),
        known=known,
    )
    # Where all texts change at once, a template did, or an archive came again.
    return found if found.suspicious else replace(found, edited=tuple(edited))


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


def of_text(entry: Entry) -> Keyed:
    """The entry, known by nothing but its text: a version of an item that is known."""
    return Keyed(entry=entry, keys=(text_key_of(entry),))


def _has_guid(each: Keyed) -> bool:
    return any(key.startswith("g:") for key in each.keys)


def _free_keys(each: Keyed, known_keys: Mapping[str, str]) -> tuple[str, ...]:
    """A new entry never takes over a key that names another item."""
    free = tuple(key for key in each.keys if key not in known_keys)
    return free or (text_key_of(each.entry),)


def _judge_flood(
    fresh: Sequence[Keyed],
    titles: Collection[str],
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
        suspicious=True,
        flood=flood,
        republished=republished,
        notes=tuple(_flood_notes(len(new), again, flood)),
    )


def _flood_notes(new: int, again: int, flood: bool) -> list[str]:
    notes = []
    if again:
        notes.append(
            f"{count_of(again, 'known entry', 'known entries')} came back under new ids"
            " or with other texts: kept silently"
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
