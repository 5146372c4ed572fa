"""Model records survive the way to JSON and back."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot import plain
from bot.model import (
    Condition,
    ConditionKind,
    Feed,
    FeedState,
    Figure,
    Follow,
    Mute,
    Origin,
    Period,
    Watch,
    Watchlist,
)

NOW = datetime(2026, 7, 14, 9, 30, tzinfo=UTC)

WATCH = Watch(
    id="w1",
    name="SU7 deliveries",
    kind="figure",
    aliases=("小米",),
    metric=("deliveries", "delivered"),
    unit="vehicles",
    condition=Condition(kind=ConditionKind.COMPARE, op=">", value=10_000, text="> 10,000"),
    origin=Origin(kind="chat", where="console"),
)

RECORDS = [
    WATCH,
    Watchlist(id="l1", name="EV", watches=(WATCH,), post_to=("console",), scope="console"),
    Feed(id="f1", url="https://a.example/feed", every=timedelta(minutes=5), tags=("ev",)),
    FeedState(feed_id="f1", last_ok=NOW, fragment_hashes=frozenset({"b", "a"}), skip_hours=(1, 2)),
    Figure(
        field="title", start=0, end=3, text="10k", value=10_000, low=10_000, high=10_000,
        period=Period(label="week 28", start=NOW, freq="W"),
    ),
    Mute(
        id="m1", kind="name", target="tesla", label="Tesla", scope="console",
        destination="console:", until=NOW, by="console:me", created=NOW,
    ),
    Follow(id="o1", user="console:me", name="Tesla", scope="console", created=NOW),
]  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_survives_json(record: object) -> None:
    data = json.loads(json.dumps(plain.write(record)))
    assert plain.read(type(record), data) == record


def test_absent_keys_take_defaults_and_unknown_keys_are_ignored() -> None:
    assert plain.read(Feed, {"id": "f1", "url": "u", "colour": "red"}) == Feed(id="f1", url="u")


def test_only_records_are_written() -> None:
    with pytest.raises(TypeError, match="not a record"):
        plain.write("words")
