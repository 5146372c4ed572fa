"""Pieces as the bytes of a feed or a page. Pure: the same pieces give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from bot.demo.pieces import Outlet, Piece

MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A piece and the moment it claims to have been published at."""

    piece: Piece
    moment: datetime


def feed(outlet: Outlet, pieces: Sequence[Dated], address: str) -> bytes:
    """``address``: of the newsroom, without a slash at the end."""
    text = {"rss": _rss, "atom": _atom, "json": _json}[outlet.format](outlet, pieces, address)
    return text.encode(outlet.encoding)


def _rss(outlet: Outlet, pieces: Sequence[Dated], address: str) -> str:
    items = "".join(
        f"""
    <item>
      <title>{escape(dated.piece.title)}</title>
      <link>{address}{dated.piece.path}?utm_source=rss&amp;utm_medium=feed</link>
      <guid isPermaLink="false">{dated.piece.guid}</guid>
      <pubDate>{format_datetime(dated.moment, usegmt=True)}</pubDate>
      <description><![CDATA[<p>{escape(dated.piece.text)}</p>]]></description>
    </item>"""
        for dated in pieces
    )
    return f"""<?xml version="1.0" encoding="{outlet.encoding.upper()}"?>
<rss version="2.0">
  <channel>
    <title>{escape(outlet.name)}</title>
    <link>{address}/{outlet.slug}/</link>
    <description>{escape(outlet.name)}</description>
    <language>{outlet.language}</language>{items}
  </channel>
</rss>
"""


def _atom(outlet: Outlet, pieces: Sequence[Dated], address: str) -> str:
    updated = max(dated.moment for dated in pieces).isoformat()
    entries = "".join(
        f"""
  <entry>
    <title type="html">{escape(escape(dated.piece.title))}</title>
    <link href=".{dated.piece.path.removeprefix(f"/{outlet.slug}")}"/>
    <id>{dated.piece.guid}</id>
    <published>{dated.moment.isoformat()}</published>
    <updated>{dated.moment.isoformat()}</updated>
    <content type="text">{escape(dated.piece.text)}</content>
  </entry>"""
        for dated in pieces
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}"
      xml:base="{address}/{outlet.slug}/">
  <title>{escape(outlet.name)}</title>
  <link rel="self" href="{address}{outlet.path}"/>
  <link href="./"/>
  <id>{outlet.slug}</id>
  <updated>{updated}</updated>
  <author><name>{escape(outlet.name)}</name></author>{entries}
</feed>
"""


def _json(outlet: Outlet, pieces: Sequence[Dated], address: str) -> str:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{address}/{outlet.slug}/",
        "feed_url": f"{address}{outlet.path}",
        "language": outlet.language,
        "items": [
            {
                "id": dated.piece.guid,
                "url": f"{address}{dated.piece.path}",
                "title": dated.piece.title,
                "content_html": f"<p>{escape(dated.piece.text)}</p>",
                "date_published": dated.moment.isoformat(),
            }
            for dated in pieces
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


# ── pages, for links that work and sites whose feed can be discovered ────────────────────


def article(outlet: Outlet, dated: Dated) -> str:
    piece = dated.piece
    return _page(
        piece.title,
        f"<article><h1>{escape(piece.title)}</h1><p><small>{escape(outlet.name)}, "
        f"{dated.moment:%d %B %Y, %H:%M} UTC</small></p><p>{escape(piece.text)}</p></article>",
        outlet,
    )


def front_page(outlet: Outlet, pieces: Sequence[Dated]) -> str:
    links = "".join(
        f'<li><a href="{dated.piece.path}">{escape(dated.piece.title)}</a></li>' for dated in pieces
    )
    return _page(outlet.name, f"<h1>{escape(outlet.name)}</h1><ul>{links}</ul>", outlet)


def kiosk(outlets: Sequence[Outlet]) -> str:
    links = "".join(f'<li><a href="/{each.slug}/">{escape(each.name)}</a></li>' for each in outlets)
    return _page("The newsroom", f"<h1>The newsroom</h1><ul>{links}</ul>", None)


def _page(title: str, body: str, outlet: Outlet | None) -> str:
    alternate = (
        f'<link rel="alternate" type="{MEDIA_TYPES[outlet.format]}" href="{outlet.path}">'
        if outlet
        else ""
    )
    language = outlet.language if outlet else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>{alternate}</head><body>{body}</body></html>"
    )
