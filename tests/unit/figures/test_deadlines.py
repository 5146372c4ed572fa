"""By when a figure is expected: read, said again, and when that last was."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.figures.deadlines import (
    deadline_words,
    last_deadline,
    parse_deadline,
    suggest_deadline,
)
from bot.model import Deadline

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tuesday 18:00", "Tuesday 18:00"),
        ("tue 6pm", "Tuesday 18:00"),
        ("Tues., 18.00", "Tuesday 18:00"),
        ("every Wednesday at 9:30 a.m.", "Wednesday 09:30"),
        ("Thursdays", "Thursday"),
        ("18:00 on Tuesday", "Tuesday 18:00"),
        ("end of the month", "the 31st"),
        ("last day of month 17:00", "the 31st 17:00"),
        ("每月底18点", "the 31st 18:00"),
        ("Thurs noon", "Thursday 12:00"),
        ("Friday midnight", "Friday"),
        ("Friday 24:00", "Friday"),
        ("12am", "24:00"),
        ("18:00 every day", "18:00"),
        ("daily at 8h", "08:00"),
        ("the 5th 10:00", "the 5th 10:00"),
        ("1st of the month", "the 1st"),
        ("day 12 of every month, 12pm", "the 12th 12:00"),
        ("31 January", "31 January"),
        ("the 5th of April 09:00", "5 April 09:00"),
        ("Feb 29", "29 February"),
        ("周二18:00", "Tuesday 18:00"),
        ("每星期五下午6点半", "Friday 18:30"),
        ("周日", "Sunday"),
        ("每天9点", "09:00"),
        ("每月5日10:30", "the 5th 10:30"),
        ("1月31日", "31 January"),
    ],
)
def test_what_people_write(text: str, words: str) -> None:
    found = parse_deadline(text)
    assert found is not None
    assert deadline_words(found) == words
    assert parse_deadline(words) == found


@pytest.mark.parametrize(
    "text",
    ["", "18", "Tuesday 25:00", "Tuesday 18:60", "13pm", "the 32nd", "31 April", "tomorrow",
     "Teusday", "周八", "13月5日", "Tuesday 18:00 or so", "1" * 5_000, "mon" * 5_000],
)  # fmt: skip
def test_what_is_no_deadline(text: str) -> None:
    assert parse_deadline(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Teusday 18:00", "Tuesday 18:00"),
        ("wendsday", "Wednesday"),
        ("5 Agust 09:00", "5 August 09:00"),
        ("Fridya 25:00", "Friday 18:00"),
        ("18:99", None),
        ("someday", "Monday"),
    ],
)
def test_what_was_probably_meant(text: str, meant: str | None) -> None:
    assert suggest_deadline(text) == meant


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("deadline", "now", "last"),
    [
        ("Tuesday 18:00", "2026-07-14 18:00", "2026-07-14 18:00"),
        ("Tuesday 18:00", "2026-07-14 17:59", "2026-07-07 18:00"),
        ("Tuesday", "2026-07-14 23:59", "2026-07-08 00:00"),
        ("Tuesday", "2026-07-15 00:00", "2026-07-15 00:00"),
        ("18:00", "2026-07-14 17:00", "2026-07-13 18:00"),
        ("the 31st 10:00", "2026-07-01 00:00", "2026-06-30 10:00"),
        ("31 January", "2026-02-01 00:00", "2026-02-01 00:00"),
        ("31 January", "2026-01-31 12:00", "2025-02-01 00:00"),
        ("29 February", "2026-07-01 00:00", "2026-03-01 00:00"),
        # By the clock on the wall, before and after it is turned.
        ("18:00", "2026-03-28 20:00", "2026-03-28 18:00"),
        ("18:00", "2026-03-29 20:00", "2026-03-29 18:00"),
        ("02:30", "2026-03-29 12:00", "2026-03-29 03:30"),
        ("Sunday 18:00", "2026-10-25 18:30", "2026-10-25 18:00"),
    ],
)
def test_when_a_deadline_last_was(deadline: str, now: str, last: str) -> None:
    parsed = parse_deadline(deadline)
    assert parsed is not None
    assert last_deadline(parsed, BERLIN, at(now)) == at(last)


def test_a_quarterly_figure_is_expected_once_a_quarter() -> None:
    tenth = Deadline(at=time(10), day=10)
    now = at("2026-07-09 12:00")
    assert last_deadline(tenth, BERLIN, now, "quarter") == at("2026-04-10 10:00")
    assert last_deadline(tenth, BERLIN, now, "half") == at("2026-01-10 10:00")
    assert last_deadline(tenth, BERLIN, now, "year") == at("2026-01-10 10:00")
    assert last_deadline(tenth, BERLIN, now, "month") == at("2026-06-10 10:00")
