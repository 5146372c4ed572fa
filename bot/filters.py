"""The filters of the command line: JSON lines in, JSON lines out, nothing stored.

In, one object a line: ``id`` and one of ``title``/``content`` are required; ``url``,
``published`` (RFC 3339) and ``feed`` are used when given; unknown keys are ignored. Titles and
contents may be HTML. Offsets in the output are Unicode code points in the field's plain text,
which ``with_text`` adds as ``title_text`` and ``content_text``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from bot.alerts.routing import matches
from bot.catalogue import Catalogue
from bot.errors import TidingsError
from bot.feeds.identity import canonical_url, content_hash, feed_id
from bot.figures import extract, hits
from bot.matching import CUTOFF, of_the_story
from bot.model import Feed, Figure, Item, Mention, Refusal, Watchlist
from bot.stories import Clusterer
from bot.stories.vectors import installed
from bot.text import plain_text


class RecordError(TidingsError):
    """A line that is no usable record; the message names the line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    id: str
    title: str
    """Plain text, like ``content``."""
    content: str
    url: str = ""
    published: datetime | None = None
    feed: str = ""


Filter = Callable[[Record], Mapping[str, Any]]


def run(lines: Iterable[str], work: Filter, *, with_text: bool) -> Iterator[str | RecordError]:
    """One output line, or the error, for every input line that isn't blank."""
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            record = read(text, number)
        except RecordError as error:
            yield error
            continue
        output = {"id": record.id, **work(record)}
        if with_text:
            output |= {"title_text": record.title, "content_text": record.content}
        yield json.dumps(output, ensure_ascii=False)


_NOT_UTF8 = re.compile("[\udc80-\udcff]")
"""What bytes that are no UTF-8 became when the line was read."""
_IN_WORDS = {
    "Invalid control character at": "a line break or control character inside a text; is a closing"
    " quote missing?",
    "Unterminated string starting at": "a text without its closing quote",
    "Invalid \\escape": "a backslash that begins no escape; write two",
}
"""Python's words for what is wrong, where they end amid a sentence → ours."""
_MEANT = {"headline": "title", "body": "content", "text": "content", "summary": "content",
          "description": "content", "guid": "id", "uid": "id", "_id": "id"}  # fmt: skip


def read(text: str, number: int) -> Record:
    """Parse one line, whose bytes that are no UTF-8 are escaped as surrogates; raises
    :class:`RecordError`."""
    text = text.removeprefix("\ufeff")
    if bad := _NOT_UTF8.search(text):
        raise RecordError(
            f"line {number} is not UTF-8, column {bad.start() + 1}: byte 0x{ord(bad[0]) & 0xFF:02X}"
        )
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        place = ""
        if isinstance(error, json.JSONDecodeError):
            said = error.msg.rstrip(": ")
            place = f", column {error.colno}: {_IN_WORDS.get(said, said)}"
        raise RecordError(f"line {number} is not JSON{place}") from None
    if not isinstance(data, dict):
        raise RecordError(f"line {number} is not a JSON object")
    if data.get("id") is None:
        raise RecordError(f"line {number} has no 'id'", hint=_meant(data, "id"))
    if isinstance(data["id"], bool) or not isinstance(data["id"], str | int):
        raise RecordError(f"line {number}: 'id' is neither text nor a whole number")
    if not str(data["id"]).strip():
        raise RecordError(f"line {number}: 'id' is empty")
    fields = {name: data.get(name) or "" for name in ("title", "content", "url", "feed")}
    for name, value in fields.items():
        if not isinstance(value, str):
            raise RecordError(f"line {number}: '{name}' is not text")
    if not fields["title"] and not fields["content"]:
        hint = _meant(data, "title", "content")
        raise RecordError(f"line {number} has neither 'title' nor 'content'", hint=hint)
    return Record(
        id=_whole(str(data["id"])),
        title=plain_text(_whole(fields["title"])),
        content=plain_text(_whole(fields["content"])),
        url=fields["url"],
        published=_published(data.get("published"), number),
        feed=fields["feed"],
    )


def _meant(data: Mapping[str, Any], *wanted: str) -> str:
    """``did you mean 'title'?`` when a key looks like one that is missing."""
    for key in data:
        near = get_close_matches(key.casefold(), wanted, 1)
        meant = _MEANT.get(key.casefold()) or (near[0] if near else "")
        if key not in wanted and meant in wanted:
            return f"did you mean '{meant}'?"
    return ""


def _whole(text: str) -> str:
    """Halves of surrogate pairs, which JSON can name and nobody can print, become U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _published(value: object, number: int) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise RecordError(
            f"line {number}: 'published' is not an RFC 3339 time: {value!r}",
            hint="like 2026-07-14T09:30:00Z",
        ) from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


# ── match ────────────────────────────────────────────────────────────────────────────────


def match_filter(catalogue: Catalogue, *, explain: bool = False) -> Filter:
    """``explain``: also what was nearly taken for a name, best first."""
    feeds = {feed.name.casefold(): feed for feed in catalogue.feeds.values()} | {
        feed.url: feed for feed in catalogue.feeds.values()
    }

    def work(record: Record) -> Mapping[str, Any]:
        listed = catalogue.matcher.match(record.title, record.content, tail=True)
        mentions = [mention for mention in listed if mention.score >= CUTOFF]
        figures = extract(
            record.title,
            record.content,
            published=record.published,
            mentions=mentions,
            names=catalogue.names,
        )
        figures = of_the_story(figures, record.content)
        found = hits(catalogue.figure_watches, figures)
        matched = matches(
            mentions,
            found,
            watches=catalogue.watches,
            watchlist_of=catalogue.watchlist_of,
            covers=_covers(catalogue, feeds.get(record.feed) or feeds.get(record.feed.casefold())),
        )
        output: dict[str, Any] = {
            "mentions": [
                {**_mention(catalogue, mention), "place": mention.place} for mention in listed
            ],
            "figures": [figure_json(figure) for figure in figures],
            "alerts": [
                {"watchlist": each.watchlist, "watch": each.watch.name, "why": each.why}
                for each in matched
            ],
        }
        if explain:
            # What stands in the tail is among the mentions, with its place.
            told = {(each.watch_id, each.field, each.start) for each in listed}
            output["refused"] = [
                {**_mention(catalogue, refusal), "rule": refusal.rule}
                for refusal in catalogue.matcher.explain(record.title, record.content).refusals
                if (refusal.watch_id, refusal.field, refusal.start) not in told
            ]
        return output

    return work


def _covers(catalogue: Catalogue, feed: Feed | None) -> Callable[[Watchlist], bool]:
    """A record of an unknown feed is shown to every watchlist."""
    return lambda watchlist: feed is None or catalogue.covers(watchlist, feed)


def _mention(catalogue: Catalogue, mention: Mention | Refusal) -> Mapping[str, Any]:
    watch = catalogue.watches[mention.watch_id]
    return {
        "watch": watch.name,
        "kind": watch.kind,
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "score": round(mention.score, 4),
        "why": mention.why,
    }


# ── figures ──────────────────────────────────────────────────────────────────────────────


def figures_filter(record: Record) -> Mapping[str, Any]:
    figures = extract(record.title, record.content, published=record.published)
    return {"figures": [figure_json(figure) for figure in figures]}


def figure_json(figure: Figure) -> Mapping[str, Any]:
    period = figure.period
    return {
        "field": figure.field,
        "start": figure.start,
        "end": figure.end,
        "text": figure.text,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
        "currency": figure.currency,
        "metric": figure.metric,
        "subject": figure.subject,
        "period": period
        and {
            "label": period.label,
            "start": period.start and period.start.date().isoformat(),
            "end": period.end and period.end.date().isoformat(),
            "freq": period.freq,
        },
        "area": figure.area,
        "qualifier": figure.qualifier,
        "status": figure.status,
        "change": figure.change,
        "basis": figure.basis,
        "transformation": figure.transformation,
        "direction": figure.direction,
        "previous": figure.previous,
        "kind": figure.kind,
        "why": figure.why,
    }


# ── stories ──────────────────────────────────────────────────────────────────────────────


def stories_filter(catalogue: Catalogue | None, now: datetime) -> Filter:
    """Places each record as it comes. One without ``published`` comes when the one before it
    did, the first one ``now``: taken for now's, it would make all before it old.

    With a catalogue, the names it watches help to tell look-alike stories apart.
    """
    clusterer = Clusterer(embedder=installed())
    names = catalogue.names if catalogue else {}
    came = now
    again: Counter[str] = Counter()

    def work(record: Record) -> Mapping[str, Any]:
        nonlocal came
        came = record.published or came
        mentions = catalogue.matcher.match(record.title, record.content) if catalogue else []
        figures = extract(
            record.title, record.content, published=record.published, mentions=mentions, names=names
        )
        figures = of_the_story(figures, record.content)
        change = clusterer.place(
            _item(record, came, again[record.id]),
            names={names[mention.watch_id] for mention in mentions},
            figures=figures,
        )
        again[record.id] += 1
        return {"story": change.story_id, "relation": change.relation.value, "why": change.why}

    return work


def _item(record: Record, seen: datetime, again: int) -> Item:
    """``again``: how often its id was there before; two records are never one report."""
    return Item(
        id=f"{record.id}\n{again}" if again else record.id,
        feed_id=feed_id(record.feed) if record.feed else "",
        url=record.url,
        canonical_url=canonical_url(record.url) if record.url else "",
        title=record.title,
        content=record.content,
        published=record.published,
        seen=seen,
        content_hash=content_hash(record.title, record.content),
        source=record.feed,
    )
