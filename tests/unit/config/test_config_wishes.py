"""When and how loudly: what people write, and how it is written back."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from bot.config.wishes import (
    budget,
    cooldown,
    deliver,
    mentionee,
    quiet_hours,
    severity,
    written_budget,
    written_cooldown,
    written_deliver,
    written_quiet_hours,
)
from bot.model import NEVER_QUIET, Budget, Deliver, QuietHours

minutes = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("text", "every", "at", "weekday"),
    [
        ("at once", "at once", None, 0),
        ("immediately", "at once", None, 0),
        ("hourly", "hourly", None, 0),
        ("every hour", "hourly", None, 0),
        ("daily", "daily", [time(8)], 0),
        ("Daily 7:30", "daily", [time(7, 30)], 0),
        ("daily at 6 pm and 8am", "daily", [time(8), time(18)], 0),
        ("daily 08:00, 18:00", "daily", [time(8), time(18)], 0),
        ("18:00", "daily", [time(18)], 0),
        ("every day at 18:00", "daily", [time(18)], 0),
        ("weekly", "weekly", [time(8)], 0),
        ("weekly Fri 09:30", "weekly", [time(9, 30)], 4),
        ("weekly on sundays at 9:30", "weekly", [time(9, 30)], 6),
        ("every Tuesday", "weekly", [time(8)], 1),
    ],
)
def test_deliver(text: str, every: str, at: list[time] | None, weekday: int) -> None:
    wish = deliver(text)
    assert (wish.every, wish.weekday) == (every, weekday)
    if at:
        assert wish.at == tuple(at)


@pytest.mark.parametrize(
    ("text", "what", "offset"),
    [
        ("dayly", "unknown word 'dayly'", 0),
        ("daily 25:00", "'25:00' is not a time of day", 6),
        ("daily 8", "'8' is not a time of day", 6),
        ("hourly 8:00", "'hourly' has no time of day", 0),
        ("weekly 8:00 9:00", "a weekly digest has one time", 0),
        ("every", "'every' doesn't say when", 0),
        ("", "'' doesn't say when", 0),
    ],
)
def test_what_is_no_time_to_deliver(text: str, what: str, offset: int) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        deliver(text)
    context = caught.value.context or {}
    assert (context["what"], context["offset"]) == (what, offset)
    assert context["hint"]


@given(
    st.sampled_from(["daily", "weekly"]),
    st.lists(minutes, min_size=1, max_size=3, unique=True),
    st.integers(0, 6),
)
def test_deliver_is_read_as_written(every: str, at: list[time], weekday: int) -> None:
    weekly = every == "weekly"
    times = tuple(sorted(at[:1] if weekly else at))
    wish = Deliver(every=every, at=times, weekday=weekday if weekly else 0)  # type: ignore[arg-type] # one of the two
    assert deliver(written_deliver(wish)) == wish


@given(st.integers(1, 1000), st.integers(1, 7 * 86400))
def test_a_budget_is_read_as_written(messages: int, seconds: int) -> None:
    wish = Budget(messages=messages, window=timedelta(seconds=seconds))
    assert budget(written_budget(wish)) == wish


@pytest.mark.parametrize(
    ("text", "messages", "window"),
    [
        ("20 per 10m", 20, timedelta(minutes=10)),
        ("5/hour", 5, timedelta(hours=1)),
        ("1,000 messages a day", 1000, timedelta(days=1)),
        ("3 alerts in 2 hours", 3, timedelta(hours=2)),
    ],
)
def test_budget(text: str, messages: int, window: timedelta) -> None:
    assert budget(text) == Budget(messages=messages, window=window)


@pytest.mark.parametrize("text", ["20", "many", "0 per 10m", "1001 per h", "5 per 8 days", "per h"])
def test_what_is_no_budget(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        budget(text)


def test_cooldown_and_severity() -> None:
    assert cooldown("30m") == timedelta(minutes=30)
    assert cooldown("none") == timedelta(0)
    assert written_cooldown(timedelta(0)) == "none"
    assert written_cooldown(timedelta(hours=2)) == "2h"
    assert [severity(each) for each in ("HIGH", "urgent", "normal", "minor")] == [
        "high", "high", "normal", "low",
    ]  # fmt: skip
    with pytest.raises(PydanticCustomError, match="unknown severity"):
        severity("hihg")


@given(minutes, minutes)
def test_quiet_hours_are_read_as_written(start: time, end: time) -> None:
    if start != end:
        wish = QuietHours(start=start, end=end)
        assert quiet_hours(written_quiet_hours(wish)) == wish


def test_quiet_hours() -> None:
    assert quiet_hours("10pm to 7:30 am") == QuietHours(start=time(22), end=time(7, 30))
    assert quiet_hours("none") == NEVER_QUIET
    assert written_quiet_hours(NEVER_QUIET) == "none"
    for text in ("22:00", "at night", "8:00-8:00", ""):
        with pytest.raises(PydanticCustomError):
            quiet_hours(text)


@pytest.mark.parametrize(
    "text",
    ["slack:U012AB3CD", "slack:S012AB3CD", "discord:80351110224678912",
     "discord:role:80351110224678912", "console:me"],
)  # fmt: skip
def test_who_can_be_mentioned(text: str) -> None:
    assert mentionee(text) == text


@pytest.mark.parametrize(
    "text",
    ["@everyone", "slack:here", "slack:!channel", "discord:everyone", "slack:bob", "bob", ""],
)
def test_who_can_not_be_mentioned(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        mentionee(text)
