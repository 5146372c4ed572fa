"""Bodies in, entries out: one file per family of formats, one line each in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Collection

from bot.feeds.formats import sniff
from bot.feeds.formats.encoding import decode
from bot.feeds.formats.jsonfeed import JSON_FEED
from bot.feeds.formats.parsed import Document, Format, ParsedFeed
from bot.feeds.formats.syndication import SYNDICATION

__all__ = ["FORMATS", "Format", "ParsedFeed", "parse"]

FORMATS: tuple[Format, ...] = (JSON_FEED, SYNDICATION)
"""Asked in this order; the first that recognises a document reads it."""


def parse(
    body: bytes, content_type: str, url: str, *, seen_fragments: Collection[str] = frozenset()
) -> ParsedFeed:
    """Read one body. ``url`` is where it came from: relative links start there.

    Entries whose raw text hashes into ``seen_fragments`` (the last reading's
    ``fragment_hashes``) are left out; all others are exactly as if the whole were read.
    Raises :class:`~bot.errors.FormatError`. Hostile bodies may take long: see
    :mod:`bot.feeds.parser`.
    """
    body = sniff.unpack(body, url)
    sniff.refuse_binary(body, url)
    decoded = decode(body, content_type)
    document = Document(
        text=decoded.text,
        url=url,
        seen_fragments=frozenset(seen_fragments),
        warnings=decoded.warnings,
    )
    for each in FORMATS:
        if each.recognises(document):
            return each.read(document)
    raise sniff.refuse(document.text, sniff.root_of(document.text)[0], url)
