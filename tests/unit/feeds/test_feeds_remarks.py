"""A feed that is down fills no log."""

from __future__ import annotations

from dataclasses import replace

from bot.feeds.poll import Polled
from bot.feeds.remarks import remark
from bot.model import Feed, FeedState

FEED = Feed(id="f1", url="https://outlet.example/feed")


def log_of(*errors: str) -> list[str]:
    """What is logged of so many polls, each fine or failed for a cause."""
    state, lines = FeedState(feed_id="f1", baseline=True), []
    for error in errors:
        failures = state.failures + 1 if error else 0
        after = replace(state, failures=failures, error=error)
        lines.append(remark(state, Polled(feed=FEED, state=after, note=error)))
        state = after
    return [line for line in lines if line]


def test_a_cause_that_lasts_is_said_ever_more_seldom() -> None:
    said = log_of(*["is down (HTTP 503)"] * 100)
    assert said[0] == "is down (HTTP 503)"
    assert said[-1] == "is down (HTTP 503) (64 failures in a row)"
    assert len(said) == 7


def test_another_cause_and_the_end_are_said() -> None:
    said = log_of("down", "down", "down", "hangs", "hangs", "hangs", "", "", "down")
    assert said == [
        "down",
        "down (2 failures in a row)",
        "hangs",
        "is read again, after 6 failures",
        "down",
    ]


def test_what_was_unusual_in_a_good_poll_is_said() -> None:
    state = FeedState(feed_id="f1")
    polled = Polled(feed=FEED, state=state, note="31 items came back")
    assert remark(state, polled) == "31 items came back"
    assert remark(None, polled) == "31 items came back"
    failing = replace(state, failures=1, error="down")
    assert remark(failing, polled) == "is read again, after 1 failure; 31 items came back"
