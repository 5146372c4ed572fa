"""Back-off and pacing are arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.pacing import BackOff, pause, retry_at

NOW = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)
BACK_OFF = BackOff(first=timedelta(seconds=2), factor=2, most=timedelta(minutes=5), jitter=0.25)


def seconds(value: float) -> timedelta:
    return timedelta(seconds=value)


@pytest.mark.parametrize(
    ("attempts", "luck", "delay"),
    [
        (0, 0.0, 2),
        (1, 0.0, 2),
        (2, 0.0, 4),
        (5, 0.0, 32),
        (9, 0.0, 300),
        (10_000, 0.0, 300),
        (1, 1.0, 2.5),
        (9, 1.0, 375),
    ],
)
def test_back_off_doubles_up_to_a_ceiling_with_jitter_on_top(
    attempts: int, luck: float, delay: float
) -> None:
    assert BACK_OFF.delay(attempts, lambda: luck) == seconds(delay)


def test_what_the_platform_asks_for_is_never_undercut() -> None:
    at = retry_at(NOW, 1, seconds(30), BACK_OFF, lambda: 0.0)
    assert at == NOW + seconds(30)
    late = retry_at(NOW, 1, seconds(30), BACK_OFF, lambda: 1.0)
    assert NOW + seconds(30) < late <= NOW + seconds(32)


def test_a_negative_wish_is_no_wait() -> None:
    assert retry_at(NOW, 1, seconds(-5), BACK_OFF, lambda: 0.5) == NOW


def test_without_a_wish_our_own_back_off_counts() -> None:
    assert retry_at(NOW, 3, None, BACK_OFF, lambda: 0.0) == NOW + seconds(8)


@pytest.mark.parametrize(
    ("last", "gap", "wait"),
    [
        (None, 1, 0),
        (NOW, 0, 0),
        (NOW - seconds(0.4), 1, 0.6),
        (NOW - seconds(5), 1, 0),
        (NOW + timedelta(hours=1), 1, 1),  # the clock was set back: one gap at most
    ],
)
def test_two_messages_are_a_gap_apart(last: datetime | None, gap: float, wait: float) -> None:
    assert pause(last, NOW, seconds(gap)) == seconds(wait)
