"""The model's records as rows of columns, and back."""

from __future__ import annotations

import hashlib
from typing import Any, TypeAlias

from sqlalchemy import Row

from bot import plain
from bot.model import (
    Alert,
    AlertStatus,
    Decision,
    Delivery,
    DeliveryStatus,
    Figure,
    Item,
    Mention,
    Reading,
    Receipt,
    Source,
    StoryChange,
)
from bot.ports import Ingest
from bot.storage.types import indexed, storable
from bot.text import squeeze

AnyRow: TypeAlias = Row[*tuple[Any, ...]]


def title_key(title: str) -> str:
    """The form in which titles are compared."""
    return squeeze(storable(title)).lower()


def title_hash(key: str) -> int:
    """64 bits of a :func:`title_key`, signed, so that an index of them stays small."""
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def item_row(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "feed_id": item.feed_id,
        "url": item.url,
        "canonical_url": item.canonical_url,
        "title": item.title,
        "content": item.content,
        "author": item.author,
        "published": item.published,
        "seen": item.seen,
        "content_hash": item.content_hash,
        "keys": list(item.keys),
        "source": item.source,
        "language": item.language,
        "image": item.image,
        "title_hash": title_hash(title_key(item.title)),
    }


def item_of(row: AnyRow) -> Item:
    return Item(
        id=row.id,
        feed_id=row.feed_id,
        url=row.url,
        canonical_url=row.canonical_url,
        title=row.title,
        content=row.content,
        author=row.author,
        published=row.published,
        seen=row.seen,
        content_hash=row.content_hash,
        keys=tuple(row.keys),
        source=row.source,
        language=row.language,
        image=row.image,
    )


def key_rows(item: Item) -> list[Any]:
    return [
        {"feed_id": item.feed_id, "key": indexed(key), "item_id": item.id, "seen": item.seen}
        for key in item.keys
    ]


def mention_rows(number: int, record: Ingest) -> list[Any]:
    return [
        {
            "item": number,
            "place": place,
            "watch_id": each.watch_id,
            "seen": record.item.seen,
            "field": each.field,
            "start": each.start,
            "end": each.end,
            "text": each.text,
            "score": each.score,
            "why": each.why,
            "rule": each.rule,
            "stands": each.place,
        }
        for place, each in enumerate(record.mentions)
    ]


def mention_of(row: AnyRow) -> Mention:
    return Mention(
        watch_id=row.watch_id,
        field=row.field,
        start=row.start,
        end=row.end,
        text=row.text,
        score=row.score,
        why=row.why,
        rule=row.rule,
        place=row.stands,
    )


def figure_rows(number: int, figures: tuple[Figure, ...]) -> list[Any]:
    return [
        {"item": number, "place": place, "figure": plain.write(each)}
        for place, each in enumerate(figures)
    ]


def decision_rows(number: int, decisions: tuple[Decision, ...]) -> list[Any]:
    return [
        {"item": number, "place": place, "decision": plain.write(each)}
        for place, each in enumerate(decisions)
    ]


def reading_row(reading: Reading) -> dict[str, Any]:
    return {
        "series": indexed(reading.series),
        "subject": subject_key(reading.subject),
        "metric": indexed(reading.metric),
        "said": reading.said,
        "reading": plain.write(reading),
    }


def subject_key(name: str) -> str:
    """The form in which subjects of readings are looked up."""
    return indexed(squeeze(name).casefold())


def place_row(number: int, item: Item, change: StoryChange, source: Source | None) -> Any:
    return {
        "item": number,
        "story_id": change.story_id,
        "seen": item.seen,
        "change": plain.write(change),
        "source": None if source is None else plain.write(source),
    }


def alert_row(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "story_id": alert.story_id,
        "destination": alert.destination,
        "item_id": alert.item_id,
        "watch_ids": list(alert.watch_ids),
        "why": alert.why,
        "created": alert.created,
        "status": alert.status.value,
        "release": alert.release,
        "silent": alert.silent,
    }


def alert_of(row: AnyRow) -> Alert:
    return Alert(
        id=row.id,
        story_id=row.story_id,
        destination=row.destination,
        item_id=row.item_id,
        watch_ids=tuple(row.watch_ids),
        why=row.why,
        created=row.created,
        status=AlertStatus(row.status),
        release=row.release,
        silent=row.silent,
    )


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    return {
        "key": delivery.key,
        "destination": delivery.destination,
        "kind": delivery.kind,
        "card": dict(delivery.card),
        "alert_id": delivery.alert_id,
        "status": delivery.status.value,
        "attempts": delivery.attempts,
        "not_before": delivery.not_before,
        "error": delivery.error,
        "receipt": None if delivery.receipt is None else plain.write(delivery.receipt),
        "created": delivery.created,
        "attempted": delivery.attempted,
    }


def delivery_of(row: AnyRow) -> Delivery:
    return Delivery(
        id=row.n,
        key=row.key,
        destination=row.destination,
        kind=row.kind,
        card=row.card,
        alert_id=row.alert_id,
        status=DeliveryStatus(row.status),
        attempts=row.attempts,
        not_before=row.not_before,
        error=row.error,
        receipt=None if row.receipt is None else plain.read(Receipt, row.receipt),
        created=row.created,
        attempted=row.attempted,
    )
