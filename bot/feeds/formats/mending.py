"""Feeds that are nearly XML: what can be put right without guessing at meaning.

``prepare`` is done to every feed and only ever helps; ``mend`` is tried on one that the strict
parser refused. feedparser's lenient parser stays the last resort: it is slow, and loses more.
"""

from __future__ import annotations

import html.entities
import re

from bot.errors import FormatError
from bot.feeds.formats import sniff

_ENTITY = re.compile(r"&([A-Za-z_][\w.-]{0,31});")
_OWN_ENTITY = re.compile(
    r"<!ENTITY\s+([A-Za-z_][\w.-]{0,31})\s+(?:\"([^\"%]{0,1000})\"|'([^'%]{0,1000})')\s*>"
)
_MOST_EXPANDED = 1_000_000
"""Characters that a document's own entities may grow to, all together."""
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_NUMBER = re.compile(r"&#(?:(\d+)|[xX]([0-9a-fA-F]+));")
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z][\w.-]{0,40};)")
_BARE_LESS_THAN = re.compile(r"<(?![A-Za-z_/!?])")
_CDATA_START, _CDATA_END = "<![CDATA[", "]]>"
_DECLARATION = re.compile(r"<\?xml\b[^<>]{0,200}>", re.I)
_ROOT_TAG = re.compile(r"<[A-Za-z_][\w.:-]*[^<>]*>")
_UNQUOTED = re.compile(r"(\s[\w.:-]+\s*=\s*)([^\s\"'<>]+)")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,40}):")
_ATTRIBUTE_PREFIX = re.compile(r"\s([A-Za-z_][\w.-]{0,40}):[\w.-]{1,80}\s*=\s*[\"']")
_DECLARED = re.compile(r"\bxmlns:([\w.-]+)\s*=")
_LONG_NAME = re.compile(
    r"(<(?:\w+:)?(?:author|creator|managingEditor|webMaster|publisher|email|name)\b[^<>]*>"
    r"(?:<!\[CDATA\[)?[^<>]{500})[^<>\]]+"
)
_MAIL_AND_NAME = re.compile(
    r"(<(?:author|managingEditor|dc:creator)>)\s*[^\s<>()@]{1,100}@[^\s<>()]{1,100}\s*\(([^()<>]{1,200})\)\s*<"
)
"""RSS names authors ``a@b.example (Ana)``; feedparser knows no top-level domain of more than four
letters and leaves the rest of one in the name."""
_MANY_ATTRIBUTES = re.compile(
    r"<[A-Za-z_][\w.:-]*(?:\s+[\w.:-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')){200}"
)

_TROUBLE = re.compile(
    r"</?(?:(?:[\w.-]+:)?(?:width|height|textinput|where|player|pos|posList)|(?:gml|georss|geo):\w+)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
"""Tags of elements on which feedparser falls over when they are not as they should be; we need
none of them."""

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://backend.userland.com/rss2",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def prepare(text: str, url: str) -> str:
    """From the root's start to its end, with HTML's named characters as numbers.

    Raises :class:`~bot.errors.FormatError` for what would keep a parser busy for minutes.
    """
    _, start = sniff.root_of(text)
    text = _expand(text[start:], _own_entities(text[:start]))
    if "&#" in text:
        text = _NUMBER.sub(_allowed, text)
    if _MANY_ATTRIBUTES.search(text):
        raise FormatError(
            "an element of this feed has hundreds of attributes", url=url, hint="no feed has that"
        )
    text = _LONG_NAME.sub(r"\1", _without_tail(text))
    return _MAIL_AND_NAME.sub(r"\1\2<", text) if "@" in text else text


def mend(text: str) -> str:
    """The commonest errors put right outside CDATA: bare ``&`` and ``<``, prefixes that are not
    declared, attributes of the root without quotes, a second XML declaration."""
    text = _outside_cdata(text)
    root = _ROOT_TAG.match(text)
    if root is None:
        return text
    tag = _UNQUOTED.sub(r'\1"\2"', root[0]) if _UNQUOTED.search(root[0]) else root[0]
    missing = _used_prefixes(text) - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    declarations = "".join(
        f' xmlns:{prefix}="{_NAMESPACES.get(prefix, "urn:undeclared:" + prefix)}"'
        for prefix in sorted(missing)
    )
    end = len(tag) - (2 if tag.endswith("/>") else 1)
    return tag[:end] + declarations + tag[end:] + text[root.end() :]


def without_trouble(text: str) -> str:
    """Without the elements that break feedparser; their text stays where it is."""
    return _TROUBLE.sub("", text)


def _own_entities(prologue: str) -> dict[str, str]:
    """Those defined in the document type that are plain text: no references to others, which
    could grow without bound, and none to files."""
    if "<!ENTITY" not in prologue:
        return {}
    found = {m[1]: m[2] or m[3] or "" for m in _OWN_ENTITY.finditer(prologue)}
    return {
        name: value.replace("<", "&lt;")
        for name, value in found.items()
        if "&" not in value.replace("&#", "")
    }


def _expand(text: str, own: dict[str, str]) -> str:
    """The document's own entities as text, HTML's as numbers (``&nbsp;`` → ``&#160;``), unknown
    ones as they are written; XML's five stay."""
    budget = _MOST_EXPANDED

    def value_of(match: re.Match[str]) -> str:
        nonlocal budget
        name = match[1]
        if name in own and budget > 0:
            budget -= len(own[name])
            return own[name]
        if name in _XML_ENTITIES:
            return match[0]
        characters = html.entities.html5.get(name + ";")
        if characters is None:
            return f"&amp;{name};"
        return "".join(f"&#{ord(char)};" for char in characters)

    return _ENTITY.sub(value_of, text)


def _allowed(match: re.Match[str]) -> str:
    """A reference to a character XML forbids (``&#8;``, 400 digits) costs a feed its reader."""
    digits = (match[1] or match[2]).lstrip("0")
    if len(digits) > 7:
        return ""
    code = int(digits or "0", 10 if match[1] else 16)
    fine = code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0x10FFFF
    return match[0] if fine and code not in {0xFFFE, 0xFFFF} else ""


def _without_tail(text: str) -> str:
    """Whatever follows the root's end tag (a counter's script, a second document) is not ours."""
    root = re.match(r"<([\w.:-]+)", text)
    if root is None:
        return text
    end = f"</{root[1]}>"
    position = text.rfind(end)
    return text if position == -1 else text[: position + len(end)]


def _outside_cdata(text: str) -> str:
    pieces: list[str] = []
    position = 0
    while True:
        start = text.find(_CDATA_START, position)
        if start == -1:
            return "".join([*pieces, _mend_piece(text[position:])])
        end = text.find(_CDATA_END, start)
        end = len(text) if end == -1 else end + len(_CDATA_END)
        pieces += [_mend_piece(text[position:start]), text[start:end]]
        position = end


def _mend_piece(piece: str) -> str:
    piece = _BARE_AMPERSAND.sub("&amp;", _DECLARATION.sub("", piece))
    return _BARE_LESS_THAN.sub("&lt;", piece)


def _used_prefixes(text: str) -> set[str]:
    return set(_PREFIX.findall(text)) | set(_ATTRIBUTE_PREFIX.findall(text))
