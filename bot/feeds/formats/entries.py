"""One entry as feedparser gives it → an :class:`~bot.model.Entry` in plain text."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from bot.feeds.formats import dates
from bot.model import Entry
from bot.text import plain_text, plain_title, shorten, squeeze

_HTML_TYPES = ("text/html", "application/xhtml+xml", "")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_IMG = re.compile(r"<img\s[^<>]{0,2000}?\bsrc\s*=\s*[\"']?([^\"'\s<>]{1,2000})", re.I)
_NOT_THE_PAGE = {"self", "edit", "license", "hub", "replies", "search", "author", "next", "via"}
_MOST_CATEGORIES = 50
_LONGEST_NAME = 200
_LONGEST_GUID = 2_000


def build_entry(
    raw: dict[str, Any], base: str, *, language: str, author: str, fragment_hash: str
) -> Entry | None:
    """``None`` for an entry that says nothing at all: no id, link, title or text.

    ``language`` and ``author`` are the feed's own, for entries that state none.
    """
    content, markup = _fullest(raw)
    entry = Entry(
        guid=squeeze(text_at(raw, "id"))[:_LONGEST_GUID],
        url=_link(raw, base),
        title=plain_title(text_at(raw, "title")),
        content=content,
        author=_author(raw) or shorten(plain_title(author), _LONGEST_NAME),
        categories=_categories(raw),
        published=_date(raw, "published") or _date(raw, "created"),
        updated=_date(raw, "updated"),
        language=_language(raw) or language,
        image=_image(raw, markup, base),
        fragment_hash=fragment_hash,
    )
    return entry if entry.guid or entry.url or entry.title or entry.content else None


def text_at(raw: dict[str, Any], *path: str) -> str:
    """The text under these keys, ``""`` when there is none.

    Past feedparser's own lookup, which maps one field to another and warns about it.
    """
    value: Any = raw
    for key in path:
        value = dict.get(value, key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def web_address(address: str, base: str) -> str:
    """Absolute http(s) address, or ``""``: a link people can follow, never a script."""
    address = "".join(address.split())
    if not address:
        return ""
    try:
        full = (
            address
            if address.lower().startswith(("http://", "https://"))
            else urljoin(base, address)
        )
    except ValueError:
        return ""
    return full if full.lower().startswith(("http://", "https://")) and len(full) > 8 else ""


def clean_language(tag: str) -> str:
    tag = tag.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


# ── text ─────────────────────────────────────────────────────────────────────────────────


def _fullest(raw: dict[str, Any]) -> tuple[str, str]:
    """(plain text of the longest body, its markup).

    content:encoded, summary, description and media:description compete; the length that counts
    is that of the text, not of the markup around it.
    """
    bodies = sorted(_bodies(raw), key=len, reverse=True)
    best, best_markup = "", ""
    for markup in bodies:
        if len(markup) <= len(best):
            break
        text = plain_text(markup)
        if len(text) > len(best):
            best, best_markup = text, markup
    return best, best_markup or (bodies[0] if bodies else "")


def _bodies(raw: dict[str, Any]) -> list[str]:
    found = []
    for content in dict.get(raw, "content") or ():
        kind = text_at(content, "type").lower()
        if kind in _HTML_TYPES or kind.startswith("text/") or kind.endswith("xml"):
            found.append(_as_html(text_at(content, "value"), kind))
    found.append(_as_html(text_at(raw, "summary"), text_at(raw, "summary_detail", "type")))
    found.append(text_at(raw, "media_description"))
    return [body for body in found if body]


def _as_html(value: str, kind: str) -> str:
    return value if kind in _HTML_TYPES or kind.endswith("xml") else html.escape(value, quote=False)


# ── the rest ─────────────────────────────────────────────────────────────────────────────


def _link(raw: dict[str, Any], base: str) -> str:
    links = [link for link in _list(raw, "links") if isinstance(link, dict)]
    candidates = [
        text_at(raw, "feedburner_origlink"),
        text_at(raw, "link"),
        *(text_at(link, "href") for link in links if link.get("rel") == "alternate"),
        text_at(raw, "id") if text_at(raw, "id").startswith(("http://", "https://")) else "",
        *(text_at(link, "href") for link in links if link.get("rel") not in _NOT_THE_PAGE),
    ]
    return next((full for each in candidates if (full := web_address(each, base))), "")


def _author(raw: dict[str, Any]) -> str:
    names = [text_at(author, "name") for author in _list(raw, "authors")]
    joined = ", ".join(dict.fromkeys(name for name in map(plain_title, names) if name))
    return shorten(joined or plain_title(text_at(raw, "author")), _LONGEST_NAME)


def _categories(raw: dict[str, Any]) -> tuple[str, ...]:
    names = (text_at(tag, "label") or text_at(tag, "term") for tag in _list(raw, "tags"))
    clean = (shorten(plain_title(name), _LONGEST_NAME) for name in names)
    return tuple(dict.fromkeys(name for name in clean if name))[:_MOST_CATEGORIES]


def _date(raw: dict[str, Any], name: str) -> datetime | None:
    written = text_at(raw, name)
    if dates.is_numeric(written):
        return dates.from_text(written)
    parsed = dates.from_struct(dict.get(raw, f"{name}_parsed"))
    return parsed or (dates.from_text(written) if written else None)


def _language(raw: dict[str, Any]) -> str:
    stated = text_at(raw, "language") or text_at(raw, "title_detail", "language")
    return clean_language(stated)


def _image(raw: dict[str, Any], markup: str, base: str) -> str:
    """The entry's picture: a thumbnail, an enclosed picture, or the first in its text."""
    candidates = [text_at(thumbnail, "url") for thumbnail in _list(raw, "media_thumbnail")]
    candidates += [
        text_at(media, "url")
        for media in _list(raw, "media_content")
        if text_at(media, "medium") == "image" or text_at(media, "type").startswith("image/")
    ]
    candidates += [
        text_at(link, "href")
        for link in _list(raw, "links")
        if text_at(link, "rel") == "enclosure" and text_at(link, "type").startswith("image/")
    ]
    candidates.append(text_at(raw, "image", "href"))
    if "<img" in markup:
        inline = _IMG.search(markup)
        candidates.append(html.unescape(inline[1]) if inline else "")
    return next((full for each in candidates if (full := web_address(each, base))), "")


def _list(raw: dict[str, Any], key: str) -> list[Any]:
    value = dict.get(raw, key)
    return value if isinstance(value, list) else []
