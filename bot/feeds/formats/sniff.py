"""A look at the first bytes and the first element: is this a feed at all?

Whoever gave a wrong address learns what stands there and what to do about it; and a five
megabyte web page never reaches a feed parser.
"""

from __future__ import annotations

import re
import zlib

from bot.errors import FormatError
from bot.text import shorten, squeeze

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", ""),
    (b"\x28\xb5\x2f\xfd", "compressed data (zstd)", "the server ignores Accept-Encoding"),
    (b"BZh", "compressed data (bzip2)", ""),
    (b"PK\x03\x04", "a ZIP archive", ""),
    (b"\x89PNG", "a PNG picture", ""),
    (b"\xff\xd8\xff", "a JPEG picture", ""),
    (b"GIF8", "a GIF picture", ""),
    (b"RIFF", "a media file", ""),
    (b"ID3", "an audio file", "use the podcast's feed, not an episode's file"),
    (b"OggS", "an audio file", "use the podcast's feed, not an episode's file"),
    (b"\x7fELF", "a program", ""),
    (b"SQLite format 3", "a database", ""),
)

_USE_DISCOVERY = "use its address with `feed add` to discover its feed"

_ROOTS: dict[str, tuple[str, str]] = {
    "html": ("a web page, not a feed", _USE_DISCOVERY),
    "opml": ("a list of feeds (OPML), not a feed", "import it, or add the feeds it lists"),
    "urlset": ("a sitemap, not a feed", _USE_DISCOVERY),
    "sitemapindex": ("a sitemap index, not a feed", _USE_DISCOVERY),
    "svg": ("an SVG picture, not a feed", ""),
    "error": ("an error message of the server", "check the address"),
    "envelope": ("a SOAP message, not a feed", ""),
    "opensearchdescription": ("a description of a search engine, not a feed", ""),
    "plist": ("a property list, not a feed", ""),
    "manifest": ("a manifest, not a feed", ""),
    "tei": ("a TEI document, not a feed", ""),
    "xsl:stylesheet": ("a stylesheet, not a feed", ""),
}

FEED_ROOTS = {"rss", "rdf", "feed", "channel"}

_SKIP = re.compile(r"\s+|<\?[^>]*>|<!--(?:[^-]|-(?!->))*-->")
_DOCTYPE = re.compile(r"<!doctype\s+(\S+?)[\s>\[]", re.I)
_ELEMENT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_FEED_START = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:rss|rdf|feed|channel)(?=[\s>/])", re.I)
_FEED_IN_PAGE = re.compile(
    r"<(?:[A-Za-z_][\w.-]*:)?(rss|feed|rdf)\s[^<>]{0,1000}?\b(?:version|xmlns)\b[^<>]{0,1000}=",
    re.I,
)
"""A feed that a careless template wrapped into a page; no page has such an element itself."""
_HTML_HINT = re.compile(r"<(?:html|head|body|script|div|p|title|meta|center|h1|br|a)\b", re.I)
_MOST_UNPACKED = 20_000_000
_HEAD = 8_192
"""How far into a body a feed may begin: behind warnings, blank lines, comments."""


def unpack(body: bytes, url: str) -> bytes:
    """A ``feed.xml.gz``, or a body compressed twice, unpacked within bounds."""
    for _ in range(2):
        if not body.startswith(b"\x1f\x8b"):
            break
        unpacker = zlib.decompressobj(wbits=31)
        try:
            body = unpacker.decompress(body, _MOST_UNPACKED)
        except zlib.error as error:
            raise FormatError(f"this is broken gzip data: {error}", url=url) from error
        if unpacker.unconsumed_tail:
            raise FormatError(
                f"this unpacks to more than {_MOST_UNPACKED // 1_000_000} MB", url=url
            )
    return body


def refuse_binary(body: bytes, url: str) -> None:
    """Raise for an empty body and for files that are no text."""
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise FormatError(
            "the answer is empty", url=url, hint="the server sent no feed; it is tried again"
        )
    for magic, what, hint in _MAGIC:
        if body.startswith(magic):
            raise FormatError(f"this is {what}, not a feed", url=url, hint=hint)
    head = body[:1024]
    # UTF-16 and UTF-32 without a mark have a NUL beside every '<'.
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))
    if b"\x00" in head and not wide and not re.search(rb"\x00[<{]|[<{]\x00|<", head):
        raise FormatError("this is binary data, not a feed", url=url)


def root_of(text: str) -> tuple[str, int]:
    """(lower-case local name of the first element or ``""``, where it starts).

    What stands in front of a feed's root (warnings of a scripting language, stray words) is
    skipped when a feed follows soon.
    """
    position = 0
    declared = ""
    while position < len(text):
        skipped = _SKIP.match(text, position)
        if skipped:
            position = skipped.end()
            continue
        doctype = _DOCTYPE.match(text, position)
        if doctype is None:
            break
        declared = doctype[1].lower()
        position = _end_of_doctype(text, position)
    element = _ELEMENT.match(text, position)
    name = element[2].lower() if element else ""
    if name in FEED_ROOTS:
        return name, position
    if name == "html" or declared == "html":
        inside = _FEED_IN_PAGE.search(text, position, position + _HEAD)
        return (inside[1].lower(), inside.start()) if inside else ("html", position)
    later = _FEED_START.search(text, position, position + _HEAD)
    if later and not _HTML_HINT.search(text, position, later.start()):
        return later[0].rpartition(":")[2].lstrip("<").lower(), later.start()
    return name, position


def _end_of_doctype(text: str, start: int) -> int:
    """Just behind a document type declaration, its internal subset included."""
    close, bracket = text.find(">", start), text.find("[", start)
    if close == -1:
        return len(text)
    if bracket == -1 or bracket > close:
        return close + 1
    end = re.compile(r"\]\s*>").search(text, bracket)
    return end.end() if end else len(text)


def refuse(text: str, root: str, url: str) -> FormatError:
    """The error that says what a text is that no format recognised."""
    if text.startswith(("{", "[")):
        what = "RSS written as JSON" if re.match(r'\{\s*"rss"\s*:', text) else "JSON"
        return FormatError(
            f"this is {what}, but no JSON Feed",
            url=url,
            hint="a JSON Feed has `version` and `items`; look for another address of the feed",
        )
    if root in _ROOTS:
        what, hint = _ROOTS[root]
        if root == "error":
            what += _quoted(re.sub(r"<[^<>]*>", " ", text[:2000]))
        return FormatError(f"this is {what}", url=url, hint=hint)
    if root and not text.startswith("<?xml") and _HTML_HINT.search(text, 0, _HEAD):
        what, hint = _ROOTS["html"]
        return FormatError(f"this is {what}", url=url, hint=hint)
    if root:
        return FormatError(
            f"this is XML, but `{shorten(root, 40)}` is no feed format",
            url=url,
            hint="known are RSS, Atom, RDF, CDF and JSON Feed",
        )
    if text.startswith(("<?xml", "<!")):
        return FormatError(
            "this XML ends before its first element", url=url, hint="the server cut it short"
        )
    return FormatError(
        f"this is plain text, not a feed{_quoted(text)}", url=url, hint=_USE_DISCOVERY
    )


def _quoted(text: str) -> str:
    words = shorten(squeeze(text[:400]), 60)
    return f": “{words}”" if words else ""
