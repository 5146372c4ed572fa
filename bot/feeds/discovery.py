"""From a site's address to its feeds: the address itself, what the page declares, what its
links look like, and at last the places where feeds usually are."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from yarl import URL

from bot.errors import DiscoveryError, FeedError, FormatError, RetrieveError
from bot.feeds.article import Pages
from bot.feeds.causes import STATUSES
from bot.feeds.formats.parsed import ParsedFeed
from bot.feeds.redact import redact
from bot.feeds.retrieve import FEED_TYPES, Retrieved
from bot.text import shorten, squeeze

PAGE_BYTES = 2_000_000
"""Of a page that are searched for links; what declares feeds stands at its head."""
TAG_CHARS = 4_000
"""Of one tag; a longer one declares no feed."""
MOST_TRIED = 10
"""Addresses tried of each kind of hint."""
AT_ONCE = 4

DECLARED = {
    "application/rss+xml": "RSS",
    "application/atom+xml": "Atom",
    "application/feed+json": "JSON Feed",
    "application/json": "JSON Feed",
    "application/rdf+xml": "RDF",
    "application/x-rss+xml": "RSS",
    "text/rss": "RSS",
    "text/xml": "RSS",
    "application/xml": "RSS",
}
"""Media types by which a page declares its feeds."""

USUAL_PLACES = (
    "/feed",
    "/feed/",
    "/rss.xml",
    "/atom.xml",
    "/rss",
    "/index.xml",
    "/feed.xml",
    "/feed.json",
    "/feeds/posts/default",
    "/blog/feed",
)
"""Tried on the site's root when the page gives no hint, the likeliest first."""

_FEEDISH = re.compile(
    r"(?:^|[/.?=&_-])(?:feed|feeds|rss|rss2|atom|rdf)(?:[/.?=&_-]|$)"
    r"|\.(?:rss|atom|rdf)$|feed\.json|index\.xml|feedburner|feedproxy",
    re.IGNORECASE,
)
_FEED_WORD = re.compile(r"\b(?:rss|atom|xml feed|web feed|json feed|subscribe via rss)\b", re.I)
_COMMENTS = re.compile(r"comments?\b|评论|replies", re.IGNORECASE)
_TAG = re.compile(r"<(link|base|a)\s((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WITH_PORT = re.compile(r"[^/:]+:\d+(?:[/?#]|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A feed that was fetched and read."""

    url: str
    title: str = ""
    kind: str = ""
    """``RSS 2.0``, ``Atom 1.0``, ``JSON Feed 1.1`` …"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """An address that may be a feed's."""

    url: str
    title: str = ""


class Parses(Protocol):
    async def parse(self, body: bytes, content_type: str, url: str) -> ParsedFeed: ...


async def discover(url: str, retriever: Pages, parser: Parses) -> list[Found]:
    """The feeds an address leads to, the likeliest first; at least one.

    An address without ``https://`` is fine. Raises :class:`~bot.errors.DiscoveryError`.
    """
    search = _Search(retriever, parser)
    page, found = await search.enter(url)
    if found is not None:
        return [found]
    tried: list[str] = []
    hints = page_hints(page.body, page.url) if page.body else ((), ())
    for some in (*hints, usual_places(page.url)):
        new = [hint for hint in some if hint.url not in tried][:MOST_TRIED]
        tried += [hint.url for hint in new]
        feeds = await search.try_all(new)
        if feeds:
            return feeds
    shown = redact(page.url)
    said = STATUSES.get(page.status, ("",))[0]
    raise DiscoveryError(
        f"{shown} {said} (HTTP {page.status}), and no feed is in the usual places"
        if said
        else f"no feed was found at {shown}",
        url=shown,
        hint="look on the site for RSS, Atom or 'feed' and give that address",
        candidates=tried,
    )


class _Search:
    def __init__(self, retriever: Pages, parser: Parses) -> None:
        self._retriever = retriever
        self._parser = parser

    async def enter(self, typed: str) -> tuple[Retrieved, Found | None]:
        """The page at the address, or the feed it is. A page that is refused may still have
        feeds beside it: then the answer is empty."""
        refusal: RetrieveError | None = None
        for url in spellings(typed):
            try:
                answer = await self._retriever.retrieve(url, accept=FEED_TYPES)
            except RetrieveError as error:
                if error.status in (401, 402, 403, 404, 406, 410):
                    return Retrieved(status=error.status, url=url), None
                refusal = refusal or error
                continue
            return answer, await self._read(answer, url)
        shown = redact(typed)
        why = str(refusal) if refusal else f"'{shown}' is no address"
        raise DiscoveryError(why, url=shown, hint="" if refusal else "try the site's address")

    async def try_all(self, hints: Sequence[Hint]) -> list[Found]:
        """Those of the hints that are feeds, in their order, each feed once."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(hint: Hint) -> Found | None:
            async with gate:
                try:
                    answer = await self._retriever.retrieve(hint.url, accept=FEED_TYPES)
                except FeedError:
                    return None
                return await self._read(answer, hint.url, hint.title)

        results = await asyncio.gather(*(one(hint) for hint in hints))
        return list({found.url: found for found in reversed(results) if found}.values())[::-1]

    async def _read(self, answer: Retrieved, asked: str, title: str = "") -> Found | None:
        try:
            parsed = await self._parser.parse(answer.body, answer.content_type, answer.url)
        except FormatError:
            return None
        return Found(
            url=answer.moved_permanently_to or asked,
            title=parsed.title or title,
            kind=parsed.format,
        )


# ── pure: from what was typed, and from what a page holds, to addresses ──────────────────


def spellings(typed: str) -> list[str]:
    """The addresses that what somebody typed can mean, the likeliest first."""
    typed = squeeze(typed).strip("<>\"'")
    if not typed:
        return []
    if typed.lower().startswith("feed:"):
        typed = typed[5:].removeprefix("//")
    if _SCHEME.match(typed) and not _WITH_PORT.match(typed):
        return [typed]
    bare = typed.removeprefix("//")
    return [f"https://{bare}", f"http://{bare}"]


def page_hints(body: bytes, url: str) -> tuple[tuple[Hint, ...], tuple[Hint, ...]]:
    """(declared feeds, links that look like feeds) of an HTML page, absolute, each once;
    feeds of comments come last."""
    tags = list(_tags(body[:PAGE_BYTES].decode("utf-8", "replace")))
    base = _base(tags, url)
    return (
        _ordered(base, (_declared(tag) for tag in tags if tag.name == "link")),
        _ordered(base, (_linked(tag, base) for tag in tags if tag.name == "a")),
    )


def usual_places(url: str) -> tuple[Hint, ...]:
    """Where feeds usually are, below the address and on the root of its site."""
    try:
        page = URL(url)
        root = page.origin()
    except ValueError:
        return ()
    below = page.path.rstrip("/")
    places = [f"{below}/feed", f"{below}/rss.xml"] if below else []
    return tuple(Hint(url=str(root) + place) for place in (*places, *USUAL_PLACES))[:MOST_TRIED]


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    attributes: Mapping[str, str]
    text: str
    """What a link says; empty for other tags."""


def _tags(page: str) -> Iterator[_Tag]:
    """The page's links, found in one pass: a tree of a hostile page takes quadratic time."""
    page = _without_comments(page)
    for match in _TAG.finditer(page):
        name = match[1].lower()
        written = {
            found[1].lower(): squeeze(html.unescape(found[2] or found[3] or found[4] or ""))
            for found in _ATTRIBUTE.finditer(match[2][:TAG_CHARS])
        }
        if not written.get("href"):
            continue
        said = page[match.end() : match.end() + 300] if name == "a" else ""
        inside = said.partition("</a")[0].partition("</A")[0]
        yield _Tag(name, written, squeeze(html.unescape(_MARKUP.sub(" ", inside))))


def _without_comments(page: str) -> str:
    kept, at = [], 0
    while (start := page.find("<!--", at)) >= 0:
        kept.append(page[at:start])
        end = page.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join(kept) + page[at:]


def _base(tags: Iterable[_Tag], url: str) -> URL:
    stated = next((tag.attributes["href"] for tag in tags if tag.name == "base"), "")
    try:
        return URL(url).join(URL(stated)) if stated else URL(url)
    except ValueError:
        return URL(url)


def _declared(tag: _Tag) -> Hint | None:
    relations = tag.attributes.get("rel", "").lower().split()
    media = tag.attributes.get("type", "").partition(";")[0].strip().lower()
    href = tag.attributes["href"]
    if "feed" in relations or ("alternate" in relations and media in DECLARED):
        # WordPress declares its REST API so.
        if media == "application/json" and "/wp-json/" in href:
            return None
        return Hint(url=href, title=tag.attributes.get("title", ""))
    return None


def _linked(tag: _Tag, base: URL) -> Hint | None:
    href = tag.attributes["href"]
    text = squeeze(f"{tag.text} {tag.attributes.get('title', '')}")
    try:
        target = base.join(URL(href))
    except ValueError:
        return None
    near = _bare_host(target) == _bare_host(base)
    looks = _FEEDISH.search(target.raw_path_qs) is not None
    says = _FEED_WORD.search(text) is not None and len(text) < 60
    elsewhere = looks and (says or "feed" in (target.host or ""))
    if (near and (looks or says)) or elsewhere:
        return Hint(url=href, title=shorten(text, 60))
    return None


def _bare_host(url: URL) -> str:
    return (url.host or "").removeprefix("www.")


def _ordered(base: URL, hints: Iterable[Hint | None]) -> tuple[Hint, ...]:
    absolute: dict[str, Hint] = {}
    for hint in hints:
        if hint is None or not hint.url.strip():
            continue
        try:
            target = str(base.join(URL(hint.url.strip())).with_fragment(None))
        except ValueError:
            continue
        if target.startswith(("http://", "https://")):
            absolute.setdefault(target, Hint(url=target, title=hint.title))
    # False sorts first; the order is kept otherwise.
    return tuple(sorted(absolute.values(), key=lambda hint: _about_comments(hint)))


def _about_comments(hint: Hint) -> bool:
    return _COMMENTS.search(f"{hint.url} {hint.title}") is not None
