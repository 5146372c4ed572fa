"""JSON Feed 1.0 and 1.1: strict about what makes a feed, forgiving about all the rest."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.errors import FormatError
from bot.feeds.formats import dates
from bot.feeds.formats.entries import clean_language, web_address
from bot.feeds.formats.fragments import fragment_hash
from bot.feeds.formats.parsed import Document, Format, ParsedFeed
from bot.model import Entry
from bot.text import count_of, plain_text, plain_title, shorten, squeeze

_VERSION = re.compile(r"jsonfeed\.org/version/([\d.]{1,8})")
_HEAD = 4_096


def _recognises(document: Document) -> bool:
    return document.text.startswith("{") and (
        _VERSION.search(document.text.replace("\\/", "/")) is not None
        or re.search(r'"items"\s*:\s*\[', document.text) is not None
    )


def _read(document: Document) -> ParsedFeed:
    data = _load(document)
    items = data.get("items")
    version = _VERSION.search(_text(data, "version"))
    if not isinstance(items, list):
        raise FormatError("this JSON Feed has no list of `items`", url=document.url)
    if version is None and not any(_looks_like_item(item) for item in items):
        raise FormatError(
            "this is JSON, but no JSON Feed",
            url=document.url,
            hint="its `version` names no version of jsonfeed.org",
        )
    base = web_address(_text(data, "home_page_url"), document.url) or document.url
    language = clean_language(_text(data, "language"))
    authors = _authors(data)
    entries, hashes, odd = [], [], 0
    for item in items:
        digest = fragment_hash(json.dumps(item, sort_keys=True, ensure_ascii=False))
        hashes.append(digest)
        if digest in document.seen_fragments:
            continue
        entry = _entry(item, base, language, authors, digest)
        if entry is None:
            odd += 1
        else:
            entries.append(entry)
    warnings = list(document.warnings)
    if odd:
        warnings.append(f"{count_of(odd, 'item')} without id, link, title or text left out")
    if odd and odd == len(items):
        raise FormatError(
            f"all {count_of(odd, 'item')} of this JSON Feed are empty", url=document.url
        )
    if not items:
        warnings.append("the feed is fine but carries no entries")
    return ParsedFeed(
        title=plain_title(_text(data, "title")),
        site_url=web_address(_text(data, "home_page_url"), document.url),
        entries=tuple(entries),
        fragment_hashes=frozenset(hashes),
        total=len(items),
        hub=_hub(data, document.url),
        language=language,
        feed_url=web_address(_text(data, "feed_url"), document.url),
        format=f"JSON Feed {version[1] if version else 'of an unknown version'}",
        warnings=tuple(warnings),
    )


def _load(document: Document) -> Mapping[str, Any]:
    try:
        # Numbers stay text: ids may have 400 digits, and no figure is read from them.
        data = json.loads(
            document.text, strict=False, parse_int=str, parse_float=str, parse_constant=str
        )
    except RecursionError:
        raise FormatError("its objects are nested too deep", url=document.url) from None
    except json.JSONDecodeError as error:
        raise FormatError(
            f"this JSON is broken: {error.msg} in line {error.lineno}, column {error.colno}",
            url=document.url,
            hint="the server may have cut it short",
        ) from error
    if not isinstance(data, dict):
        raise FormatError("this is JSON, but no JSON Feed", url=document.url)
    return data


def _looks_like_item(item: object) -> bool:
    return isinstance(item, dict) and bool(
        item.keys() & {"content_html", "content_text", "date_published", "external_url"}
    )


def _entry(item: object, base: str, language: str, authors: str, digest: str) -> Entry | None:
    if not isinstance(item, dict):
        return None
    guid = squeeze(_text(item, "id"))
    entry = Entry(
        guid=guid[:2_000],
        url=web_address(_text(item, "url"), base)
        or web_address(_text(item, "external_url"), base)
        or (guid if guid.startswith(("http://", "https://")) else ""),
        title=plain_title(_text(item, "title")),
        content=_content(item),
        author=_authors(item) or authors,
        categories=_tags(item),
        published=_date(item, "date_published"),
        updated=_date(item, "date_modified"),
        language=clean_language(_text(item, "language")) or language,
        image=web_address(_text(item, "image") or _text(item, "banner_image"), base),
        fragment_hash=digest,
    )
    return entry if entry.guid or entry.url or entry.title or entry.content else None


def _content(item: Mapping[str, Any]) -> str:
    bodies = [
        plain_text(_text(item, "content_html")),
        plain_text(html.escape(_text(item, "content_text"), quote=False)),
        plain_text(_text(item, "summary")),
    ]
    return max(bodies, key=len)


def _authors(data: Mapping[str, Any]) -> str:
    """1.1 has a list, 1.0 a single object; people write plain names too."""
    listed = data.get("authors")
    people = listed if isinstance(listed, list) else [data.get("author")]
    names = [
        _text(person, "name") if isinstance(person, dict) else person
        for person in people
        if isinstance(person, dict | str)
    ]
    return shorten(", ".join(plain_title(name) for name in names if name), 200)


def _tags(item: Mapping[str, Any]) -> tuple[str, ...]:
    tags = item.get("tags")
    names = (
        [plain_title(tag) for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    )
    return tuple(dict.fromkeys(shorten(name, 200) for name in names if name))[:50]


def _date(item: Mapping[str, Any], key: str) -> datetime | None:
    return dates.from_text(_text(item, key))


def _hub(data: Mapping[str, Any], url: str) -> str:
    hubs = data.get("hubs")
    found = (
        [_text(hub, "url") for hub in hubs if isinstance(hub, dict)]
        if isinstance(hubs, list)
        else []
    )
    return web_address(found[0], url) if found else ""


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


JSON_FEED = Format(name="JSON Feed", recognises=_recognises, read=_read)
