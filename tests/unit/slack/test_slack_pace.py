"""How fast Slack may be called."""

from __future__ import annotations

import pytest

from handlers.slack.pace import Bucket, Pace

POST = "chat.postMessage"


def sent(pace: Pace, channel: str, now: float) -> float:
    """The wait before this message."""
    wait = pace.wait(POST, channel, now)
    pace.take(POST, channel, now, wait)
    return wait


def test_a_second_between_two_messages_of_a_channel() -> None:
    pace = Pace()
    assert [sent(pace, "C1", 0.0), sent(pace, "C2", 0.0), sent(pace, "C1", 0.0)] == [0, 0, 1]
    assert sent(pace, "C1", 5.0) == 0


def test_a_workspace_takes_some_hundred_a_minute() -> None:
    pace = Pace(channel_gap=0.0)
    now, count = 0.0, 0
    while now < 60:
        now += sent(pace, f"C{count}", now)
        count += 1
    assert 200 <= count <= 300


def test_those_who_ask_at_the_same_moment_go_no_faster() -> None:
    pace = Pace(channel_gap=0.0)
    waits = [sent(pace, f"C{number}", 0.0) for number in range(60)]
    assert waits == sorted(waits)
    assert waits[19] == 0
    assert waits[20:] == pytest.approx([0.25 * number for number in range(1, 41)])


def test_what_was_refused_waits_there_and_everything_goes_slower() -> None:
    pace = Pace(channel_gap=0.0)
    for number in range(20):
        sent(pace, f"C{number}", 0.0)
    usual = pace.wait(POST, "C99", 0.0)
    pace.refused(POST, "C1", 30.0, 0.0)
    assert pace.wait(POST, "C1", 0.0) == 30
    assert pace.wait(POST, "C99", 0.0) == pytest.approx(4 * usual)
    assert pace.wait("chat.update", "C1", 0.0) == 0, "each method has its own limit"
    assert pace.wait(POST, "C1", 31.0) == 0


def test_refused_in_two_channels_means_all_of_them() -> None:
    pace = Pace()
    pace.refused(POST, "C1", 30.0, 0.0)
    pace.refused(POST, "C2", 20.0, 1.0)
    assert pace.wait(POST, "C3", 1.0) == 20


def test_a_clock_that_is_set_back_fills_no_bucket() -> None:
    bucket = Bucket(burst=1, rate=1)
    bucket.take(100.0)
    assert bucket.wait(0.0) == pytest.approx(1.0)
