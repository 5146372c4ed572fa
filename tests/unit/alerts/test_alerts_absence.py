"""The card of a figure that did not come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.alerts.absence import Absence, absence_card, absence_delivery
from bot.card import from_json
from bot.model import Condition, ConditionKind, Manner, Period, Reading
from tests.support.alertdata import DESK, watch

TUESDAY = datetime(2026, 7, 14, 16, tzinfo=UTC)
PINGS = Manner(mention=("slack:U012AB3CD", "discord:80351110224678912"))
WATCH = watch(
    'The "weekly" count',
    kind="figure",
    condition=Condition(kind=ConditionKind.NOT_SEEN, text="not seen by Tuesday 18:00"),
)
LAST = Reading(
    series="x",
    item_id="i0",
    story_id="s0",
    source="CnEVPost",
    value=2800,
    unit="vehicles",
    metric="registrations",
    subject="Tesla",
    period=Period(label="week 27"),
    status="",
    seen=TUESDAY - timedelta(days=7, hours=3),
    url="https://cnev.example/27",
)
ABSENCE = Absence(
    watch=WATCH,
    watchlist="EV makers",
    since=TUESDAY - timedelta(days=7),
    by=TUESDAY,
    last=LAST,
    now=TUESDAY + timedelta(minutes=1),
    timezone="Europe/Berlin",
)


def test_it_says_what_was_expected_by_when_and_what_was_last_seen() -> None:
    card = absence_card(ABSENCE)
    assert card.fallback.splitlines() == [
        'Not seen: The "weekly" count',
        'The "weekly" count was expected by 18:00, and nothing new came after Tue 7 Jul 18:00'
        " · EV makers",
        "Last seen: 2,800 vehicles, week 27 · CnEVPost · Tue 7 Jul 15:00",
    ]
    assert (card.tone, card.private) == ("warning", False)
    assert [each.command for each in card.actions] == [
        'history "The  weekly  count"',
        'mute "The  weekly  count" 7d',
    ]


def test_feeds_that_could_not_be_read_are_named_and_counted() -> None:
    many = replace(ABSENCE, last=None, unread=["A", "B", "C", "D", "E"])
    lines = absence_card(many).fallback.splitlines()
    assert lines[-2:] == [
        "Last seen: never so far",
        "5 feeds could not be read since, and may have it: A, B, C and 2 more",
    ]


def test_each_deadline_is_told_once_at_each_place() -> None:
    later = replace(ABSENCE, now=TUESDAY + timedelta(hours=3))
    first = absence_delivery(ABSENCE, DESK, PINGS)
    assert from_json(first.card).mention == ("slack:U012AB3CD",)
    assert first.key == absence_delivery(later, DESK, PINGS).key
    assert first.key != absence_delivery(ABSENCE, replace(DESK, name="club"), PINGS).key
    following = replace(ABSENCE, by=TUESDAY + timedelta(days=7))
    assert first.key != absence_delivery(following, DESK, PINGS).key
