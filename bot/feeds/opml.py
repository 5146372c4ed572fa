"""OPML, the subscription list every feed reader can write: read it, write it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.parsers import expat

from bot.errors import ConfigError, Problem
from bot.feeds.identity import feed_id
from bot.model import Feed, Origin

DEEPEST = 100
"""Nested outlines; a list of feeds needs three."""

_NOT_TAG = re.compile(r"[^\w\-./&+]+")


def read(text: str | bytes, *, file: str = "OPML") -> list[Feed]:
    """The subscriptions in order, each address once; folders and categories become tags.

    Version 1 and 2 are alike here; addresses are taken as written. Raises
    :class:`~bot.errors.ConfigError` with line and column when the XML is broken or is no OPML.
    Entities of the document's own are refused, so that none can blow up or fetch anything.
    """
    reader = _Reader(file)
    reader.parse(text)
    feeds: dict[str, Feed] = {}
    for feed in reader.feeds:
        known = feeds.get(feed.id)
        if known is None:
            feeds[feed.id] = feed
        else:
            tags = tuple(dict.fromkeys((*known.tags, *feed.tags)))
            feeds[feed.id] = replace(known, name=known.name or feed.name, tags=tags)
    return list(feeds.values())


def write(
    feeds: Iterable[Feed], *, title: str = "Feeds", sites: dict[str, str] | None = None
) -> str:
    """An OPML 2.0 document: a folder for each first tag, further tags as ``category``.

    ``sites``: feed id → address of the site, where known.
    """
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = _clean(title)
    body = SubElement(root, "body")
    folders: dict[str, Element] = {}
    for feed in feeds:
        parent = body
        if feed.tags:
            folder = feed.tags[0]
            if folder not in folders:
                folders[folder] = SubElement(
                    body, "outline", text=_clean(folder), title=_clean(folder)
                )
            parent = folders[folder]
        name = _clean(feed.name or feed.url)
        outline = {"type": "rss", "text": name, "title": name, "xmlUrl": _clean(feed.url)}
        site = (sites or {}).get(feed.id, "")
        if site:
            outline["htmlUrl"] = _clean(site)
        if len(feed.tags) > 1:
            outline["category"] = _clean(",".join(feed.tags[1:]))
        SubElement(parent, "outline", outline)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


class _Reader:
    """Expat with our hands on it: places for every line, no entities, a bound on depth."""

    def __init__(self, file: str) -> None:
        self.feeds: list[Feed] = []
        self._file = file
        self._folders: list[tuple[str, ...]] = []
        """Tags given by each open element."""
        self._root = ""
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._entity

    def parse(self, text: str | bytes) -> None:
        try:
            self._parser.Parse(
                text.lstrip("\ufeff \t\r\n") if isinstance(text, str) else text, True
            )
        except expat.ExpatError as error:
            raise self._problem(
                f"is no well-formed XML: {expat.ErrorString(error.code)}",
                line=error.lineno,
                column=error.offset + 1,
            ) from None
        except (LookupError, ValueError) as error:
            raise self._problem(f"cannot be decoded: {error}", line=1, column=1) from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2].lower()
        if not self._root:
            self._root = name
            if name != "opml":
                raise self._problem(f"is no OPML: it begins with <{tag}>")
        if len(self._folders) >= DEEPEST:
            raise self._problem(f"nests outlines more than {DEEPEST} deep")
        self._folders.append(self._outline(attributes) if name == "outline" else ())

    def _outline(self, written: dict[str, str]) -> tuple[str, ...]:
        """Keeps a subscription; the tags this outline gives to those inside it."""
        given = {name.lower(): value.strip() for name, value in written.items()}
        label = given.get("text") or given.get("title") or ""
        url = given.get("xmlurl") or (given.get("url", "") if given.get("type") == "rss" else "")
        if not url:
            return _tags(label)
        inherited = [tag for tags in self._folders for tag in tags]
        categories = [
            tag for path in given.get("category", "").split(",") for tag in _tags(path.strip("/ "))
        ]
        url = _web_address(url)
        line = self._parser.CurrentLineNumber
        self.feeds.append(
            Feed(
                id=feed_id(url),
                url=url,
                name=given.get("title") or given.get("text") or "",
                tags=tuple(dict.fromkeys((*inherited, *categories))),
                origin=Origin(kind="file", where=f"{self._file}:{line}"),
            )
        )
        return ()

    def _end(self, _: str) -> None:
        self._folders.pop()

    def _entity(self, name: str, *_: object) -> None:
        raise self._problem(f"declares an entity of its own ('{name}'), which is not read")

    def _problem(self, what: str, *, line: int = 0, column: int = 0) -> ConfigError:
        return ConfigError(
            [
                Problem(
                    file=self._file,
                    line=line or self._parser.CurrentLineNumber,
                    column=column or self._parser.CurrentColumnNumber + 1,
                    what=what,
                    hint="export it again from the program it came from",
                )
            ]
        )


def _web_address(url: str) -> str:
    """``feed:https://…`` and ``feed://…`` are how some programs write a web address."""
    if url.lower().startswith("feed:"):
        rest = url[5:]
        return f"http:{rest}" if rest.startswith("//") else rest
    return url


def _tags(label: str) -> tuple[str, ...]:
    """A folder's name as a tag: ``EV & Batteries`` → ``ev-&-batteries``."""
    tag = _NOT_TAG.sub("-", label.strip().lower()).strip("-")
    return (tag,) if tag else ()


def _clean(text: str) -> str:
    """Without the control characters that XML forbids."""
    return "".join(char for char in text if char >= " " and char not in "\ufffe\uffff")
