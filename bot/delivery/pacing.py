"""When to send next: pure arithmetic on times, so that tests need neither clock nor luck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Random = Callable[[], float]
"""Uniform in [0, 1)."""

NO_WAIT = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class BackOff:
    """Exponential, with a ceiling, and jitter so that destinations don't retry in step."""

    first: timedelta = timedelta(seconds=2)
    factor: float = 2.0
    most: timedelta = timedelta(minutes=5)
    jitter: float = 0.25
    """Share of the delay that is added at random."""

    def delay(self, attempts: int, random: Random) -> timedelta:
        """How long to wait after the ``attempts``-th failure (1 or more)."""
        # 2 ** 40 s is far beyond any ceiling; more would overflow timedelta.
        growth = self.factor ** min(max(attempts, 1) - 1, 40)
        seconds = min(self.first.total_seconds() * growth, self.most.total_seconds())
        return timedelta(seconds=seconds * (1 + self.jitter * random()))


def retry_at(
    now: datetime,
    attempts: int,
    retry_after: timedelta | None,
    back_off: BackOff,
    random: Random,
) -> datetime:
    """When a refused delivery may be tried again.

    What the platform asks for is obeyed to the second and never undercut; the jitter comes on
    top, because everything it holds back would otherwise come back at the same moment.
    """
    own = back_off.delay(attempts, random)
    if retry_after is None:
        return now + own
    return now + max(retry_after, NO_WAIT) * (1 + back_off.jitter * random() / 5)


def pause(last_sent: datetime | None, now: datetime, gap: timedelta) -> timedelta:
    """How long to wait before the next message so that two are ``gap`` apart.

    A clock that was set back must not hold a destination for longer than one gap.
    """
    if last_sent is None or gap <= NO_WAIT:
        return NO_WAIT
    return min(max(last_sent + gap - now, NO_WAIT), gap)
