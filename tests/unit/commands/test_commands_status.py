"""Silence explained: one sentence for each reason to be quiet."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.feeds import health
from bot.commands.status import failing_feeds, next_poll, verdict
from bot.model import Feed, FeedHealth, FeedState
from bot.ports import FeedStatus, Totals
from tests.support.bench import START

BERLIN = ZoneInfo("Europe/Berlin")


def status(number: int, *, paused: bool = False, **state: object) -> FeedStatus:
    known = {"last_ok": START, **state}
    return FeedStatus(
        feed=Feed(id=f"f{number}", url=f"https://{number}.example/feed", paused=paused),
        state=FeedState(feed_id=f"f{number}", **known),  # type: ignore[arg-type] # as the case says
    )


def totals(items_24h: int = 0, alerts_24h: int = 0, parked: int = 0) -> Totals:
    return Totals(
        items=items_24h,
        items_24h=items_24h,
        alerts_24h=alerts_24h,
        pending=0,
        parked=parked,
        unknown=0,
        last_item=None,
        last_alert=None,
    )


OK = status(1)
FAILING = status(2, failures=2, failing_since=START - timedelta(hours=2))
PAUSED = status(3, paused=True)
NEW = status(4, last_ok=None)
RETIRED = status(5, retired=True)

CASES = [
    ([], 0, totals(), "there are no feeds yet"),
    ([OK], 0, totals(), "nothing is watched yet"),
    ([PAUSED], 1, totals(), "every feed is paused"),
    ([FAILING], 1, totals(), "no feed can be read; 1 of 1 feed is failing since 09:30"),
    ([NEW], 1, totals(), "no feed has been read yet"),
    ([OK], 1, totals(parked=2), "2 messages can't be delivered"),
    ([OK, FAILING], 1, totals(), "nothing new in 24 hours; 1 of 2 feeds is failing since 09:30"),
    (
        [OK, FAILING, RETIRED],
        1,
        totals(items_24h=412),
        "nothing matched among 412 items of the last 24 hours; "
        "2 of 3 feeds are failing since 09:30",
    ),
    ([OK], 1, totals(items_24h=9, alerts_24h=3), "3 alerts in 24 hours."),
]


@pytest.mark.parametrize(("feeds", "watches", "counts", "words"), CASES)
def test_verdict(feeds: list[FeedStatus], watches: int, counts: Totals, words: str) -> None:
    said = verdict(feeds, counts, watches=watches, muted=0, now=START, zone=BERLIN)
    assert words in said
    assert said.startswith("Quiet because") == (counts.alerts_24h == 0)


def test_mutes_are_a_reason_too() -> None:
    said = verdict([OK], totals(items_24h=1), watches=1, muted=2, now=START, zone=BERLIN)
    assert "and 2 mutes held here" in said


def test_the_next_poll_is_that_of_a_feed_and_not_the_end_of_a_claim() -> None:
    soon = status(1, next_poll=START + timedelta(minutes=2))
    later = status(2, next_poll=START + timedelta(minutes=5))
    polled = replace(later, claimed=True)
    resting = status(3, paused=True, next_poll=START)
    assert "in 2 minutes" in next_poll([later, soon, resting], START, BERLIN)
    assert next_poll([soon, polled], START, BERLIN) == "now"
    assert next_poll([resting, RETIRED], START, BERLIN) == "none planned"


def test_failing_feeds_come_longest_first_and_paused_ones_never() -> None:
    longer = status(6, failures=9, failing_since=START - timedelta(days=2))
    paused = status(7, paused=True, failures=9)
    assert failing_feeds([RETIRED, FAILING, OK, paused, longer]) == [longer, FAILING, RETIRED]


def test_health() -> None:
    found = [health(each) for each in (OK, FAILING, PAUSED, NEW, RETIRED)]
    assert found == [
        FeedHealth.OK,
        FeedHealth.FAILING,
        FeedHealth.PAUSED,
        FeedHealth.NEW,
        FeedHealth.RETIRED,
    ]
