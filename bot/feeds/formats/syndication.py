"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, RDF and CDF, by feedparser.

feedparser gets clean UTF-8 it can read strictly, without the entries seen last time, and never
sanitises HTML or resolves links inside it: its ways of doing so take quadratic time, and plain
text is all we keep.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import feedparser

from bot.errors import FormatError
from bot.feeds.formats import fragments, mending, schedule, sniff, strict
from bot.feeds.formats.entries import build_entry, clean_language, text_at, web_address
from bot.feeds.formats.parsed import Document, Format, ParsedFeed
from bot.model import Entry
from bot.text import count_of, plain_title

_NAMES = {
    "rss090": "RSS 0.90",
    "rss091n": "RSS 0.91",
    "rss091u": "RSS 0.91",
    "rss092": "RSS 0.92",
    "rss093": "RSS 0.93",
    "rss094": "RSS 0.94",
    "rss10": "RSS 1.0",
    "rss20": "RSS 2.0",
    "rss": "RSS",
    "atom01": "Atom 0.1",
    "atom02": "Atom 0.2",
    "atom03": "Atom 0.3",
    "atom10": "Atom 1.0",
    "atom": "Atom",
    "cdf": "CDF",
    "channel": "CDF",  # feedparser does not name it, its root does
    "rdf": "RSS 1.0",
    "feed": "Atom",
}

_ENTRY_TAG = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)(?=[\s/>])", re.I)
_CHANNEL_LINK = re.compile(r"<link>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<\]]{1,2000})", re.I)


_MOST_ENTRIES = 1_000
"""Unread entries taken from one body: an endless archive, most of it, stays unread for good."""


def _recognises(document: Document) -> bool:
    return sniff.root_of(document.text)[0] in sniff.FEED_ROOTS


def _read(document: Document) -> ParsedFeed:
    text = document.text
    parts = fragments.split(text)
    parsed = None
    if parts is not None and (document.seen_fragments or len(parts.hashes) > _MOST_ENTRIES):
        parsed = _read_rest(text, parts, document)
    if parsed is None:
        parsed = _read_whole(text, parts, document)
    return _assemble(text, parts, parsed, document)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What feedparser made of a text."""

    feed: dict[str, Any]
    raw: list[Any]
    indexes: list[int] | None
    """Which fragments the entries are, when known."""
    version: str
    trouble: str = ""


# ── feedparser ───────────────────────────────────────────────────────────────────────────


def _read_rest(text: str, parts: fragments.Fragments, document: Document) -> _Reading | None:
    """Only what is new; ``None`` when anything about that is odd."""
    trimmed, kept = parts.without(text, document.seen_fragments, _MOST_ENTRIES)
    if len(kept) == len(parts.hashes):
        return None
    result = _feedparse(mending.prepare(trimmed, document.url), document.url)
    if result["bozo"] or len(result["entries"]) != len(kept):
        return None
    return _Reading(result["feed"], result["entries"], kept, result["version"])


def _read_whole(text: str, parts: fragments.Fragments | None, document: Document) -> _Reading:
    prepared = mending.prepare(text, document.url)
    try:
        result = _feedparse_anyhow(prepared, document.url)
    except _BreaksParserError as error:
        if parts is None or len(parts.hashes) < 2:
            raise
        return _read_one_by_one(text, parts, document, error)
    trouble = _trouble(result) if result["bozo"] else ""
    mended = mending.mend(prepared) if trouble else prepared
    if mended != prepared:
        again = _feedparse(mended, document.url)
        if not again["bozo"] or len(again["entries"]) > len(result["entries"]):
            result = again
    entries = result["entries"]
    whole = parts is not None and len(parts.hashes) == len(entries)
    return _Reading(
        result["feed"],
        entries,
        list(range(len(entries))) if whole else None,
        result["version"],
        trouble,
    )


def _read_one_by_one(
    text: str, parts: fragments.Fragments, document: Document, error: FormatError
) -> _Reading:
    """Some entry breaks the parser: the others are not to suffer."""
    entries: list[Any] = []
    indexes: list[int] = []
    feed: dict[str, Any] = {}
    version = ""
    for index, digest in enumerate(parts.hashes):
        alone, _ = parts.without(text, set(parts.hashes) - {digest})
        try:
            result = _feedparse_anyhow(mending.prepare(alone, document.url), document.url)
        except _BreaksParserError:
            continue
        feed, version = result["feed"], result["version"]
        entries += result["entries"][:1]
        indexes += [index] * len(result["entries"][:1])
    if not entries:
        raise error
    left_out = count_of(len(parts.hashes) - len(entries), "entry", "entries")
    return _Reading(feed, entries, indexes, version, f"has {left_out} that could not be read")


def _feedparse_anyhow(text: str, url: str) -> Any:
    try:
        return _feedparse(text, url)
    except _BreaksParserError:
        return _feedparse(mending.without_trouble(text), url)


class _BreaksParserError(FormatError):
    """feedparser itself fell over."""


def _feedparse(text: str, url: str) -> Any:
    data = text.encode("utf-8", "replace")
    try:
        return strict.parse(data) or feedparser.parse(
            io.BytesIO(data),
            # No address of the document: with one, every element's is computed anew.
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except RecursionError:
        raise FormatError("its elements are nested too deep", url=url) from None
    except MemoryError:
        raise
    except Exception as error:  # whatever a hostile body breaks in there is the body's fault
        raise _BreaksParserError(
            f"it breaks the feed parser ({type(error).__name__}: {error})", url=url
        ) from error


def _base_of_links(text: str, url: str) -> str:
    """Where relative links of entries start: in RSS the channel's page, which may be on another
    host than a feed that somebody else publishes; else the document."""
    link = _CHANNEL_LINK.search(text, 0, _first_entry(text))
    return link[1] if link else url


def _first_entry(text: str) -> int:
    entry = _ENTRY_TAG.search(text)
    return entry.start() if entry else len(text)


def _trouble(result: Mapping[str, Any]) -> str:
    error = result.get("bozo_exception")
    line = getattr(error, "getLineNumber", lambda: None)()
    what = getattr(error, "getMessage", lambda: str(error))()
    return f"is not well-formed: {what}" + (f" in line {line}" if line else "")


# ── after feedparser ─────────────────────────────────────────────────────────────────────


def _assemble(
    text: str, parts: fragments.Fragments | None, reading: _Reading, document: Document
) -> ParsedFeed:
    feed, url = reading.feed, document.url
    language = clean_language(text_at(feed, "language"))
    author = text_at(feed, "author_detail", "name") or text_at(feed, "author")
    warnings = list(document.warnings)
    if reading.trouble:
        warnings.append(f"the feed {reading.trouble}")
    entries = []
    skipped = 0
    base = _base_of_links(text, url)
    for place, raw in enumerate(reading.raw):
        digest = parts.hashes[reading.indexes[place]] if parts and reading.indexes else ""
        if digest and digest in document.seen_fragments:
            skipped += 1  # the body could only be read whole
            continue
        entry = build_entry(raw, base, language=language, author=author, fragment_hash=digest)
        if entry is not None:
            entries.append(entry)
    blank = len(reading.raw) - len(entries) - skipped
    entries = _without_cut_off(text, entries, reading, warnings)
    _check_yield(text, parts, reading, len(entries) + skipped, url, warnings)
    if blank:
        warnings.append(f"{count_of(blank, 'entry', 'entries')} without any content left out")
    left = _left_unread(parts, reading, document)
    if left:
        warnings.append(f"{count_of(left, 'entry', 'entries')} in the middle left unread")
    links = [link for link in feed.get("links") or () if isinstance(link, dict)]
    return ParsedFeed(
        title=plain_title(text_at(feed, "title")),
        site_url=web_address(text_at(feed, "link"), url),
        entries=tuple(entries),
        fragment_hashes=frozenset(parts.hashes) if parts else frozenset(),
        total=len(parts.hashes) if parts else len(reading.raw),
        ttl=schedule.least_interval(text[: _first_entry(text)], text_at(feed, "ttl")),
        skip_hours=schedule.skip_hours(text),
        skip_days=schedule.skip_days(text),
        hub=_rel(links, "hub", url),
        language=language,
        feed_url=_rel(links, "self", url),
        moved_to=web_address(text_at(feed, "itunes_new-feed-url"), url),
        format=_NAMES.get(reading.version or sniff.root_of(text)[0], "feed of an unknown kind"),
        warnings=tuple(warnings),
    )


def _left_unread(parts: fragments.Fragments | None, reading: _Reading, document: Document) -> int:
    if parts is None or reading.indexes is None or len(parts.hashes) <= _MOST_ENTRIES:
        return 0
    unread = sum(1 for digest in parts.hashes if digest not in document.seen_fragments)
    return unread - len(reading.indexes)


def _rel(links: list[Any], rel: str, url: str) -> str:
    return next((web_address(text_at(x, "href"), url) for x in links if x.get("rel") == rel), "")


def _without_cut_off(
    text: str, entries: list[Entry], reading: _Reading, warnings: list[str]
) -> list[Entry]:
    """A body that ends inside an entry: that entry waits until it can be told again by its id
    or link, else its halves would be two items."""
    if not reading.trouble or len(entries) < 2 or entries[-1].guid or entries[-1].url:
        return entries
    opened = [match.start() for match in _ENTRY_TAG.finditer(text)]
    name = re.match(r"<([\w.:-]+)", text[opened[-1] :]) if opened else None
    if name is None or text.find(f"</{name[1]}", opened[-1]) != -1:
        return entries
    warnings.append("the body is cut short; its last entry waits for the next poll")
    return entries[:-1]


def _check_yield(
    text: str,
    parts: fragments.Fragments | None,
    reading: _Reading,
    entries: int,
    url: str,
    warnings: list[str],
) -> None:
    """No silent nothing: a body that promises entries and yields none says why."""
    if entries or (parts is not None and reading.indexes == [] and parts.hashes):
        return
    promised = len(_ENTRY_TAG.findall(text))
    if promised and reading.raw:
        raise FormatError(
            f"the feed has {count_of(len(reading.raw), 'entry', 'entries')}, "
            "but none with a title, link, id or text",
            url=url,
        )
    if promised:
        why = f": it {reading.trouble}" if reading.trouble else ""
        what = (
            "its one entry could not"
            if promised == 1
            else f"none of its {promised:,} entries could"
        )
        raise FormatError(f"it looks like a feed, but {what} be read{why}", url=url)
    if reading.trouble and not text_at(reading.feed, "title"):
        raise FormatError(f"it begins like a feed, but it {reading.trouble}", url=url)
    warnings.append("the feed is fine but carries no entries")


SYNDICATION = Format(name="RSS, Atom, RDF, CDF", recognises=_recognises, read=_read)
