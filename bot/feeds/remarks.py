"""What of a poll is worth a line in the log: pure, the state before and what came of it in, words
out.

A feed that is down is asked again and again; whoever reads the log wants to know when that began,
when its cause became another, and when it ended. In between it is said ever more seldom.
"""

from __future__ import annotations

from bot.feeds.poll import Polled
from bot.model import FeedState
from bot.text import count_of

__all__ = ["remark"]


def remark(before: FeedState | None, polled: Polled) -> str:
    """Empty where nothing is worth a line. ``before``: the feed's state, where it is known."""
    state = polled.state
    if polled.failed:
        known = before is not None and before.error == state.error
        if known and not _is_power_of_two(state.failures):
            return ""
        again = f" ({state.failures:,} failures in a row)" if known else ""
        return polled.note + again
    if before is None or not before.failures:
        return polled.note
    back = f"is read again, after {count_of(before.failures, 'failure')}"
    return f"{back}; {polled.note}" if polled.note else back


def _is_power_of_two(number: int) -> bool:
    return number & (number - 1) == 0
