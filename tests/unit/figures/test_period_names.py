"""What a period is called later."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.figures.period_names import standing_name
from bot.model import Period


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("label", "start", "end", "freq", "name"),
    [
        ("week 28", "2026-07-06", "2026-07-13", "W", "week 28"),
        ("last week", "2026-07-06", "2026-07-13", "W", "week 28 of 2026"),
        ("上周", "2026-07-06", "2026-07-13", "W", "week 28 of 2026"),
        ("last week", "2026-07-05", "2026-07-12", "W", "week 28 of 2026"),
        ("last week", "2026-12-28", "2027-01-04", "W", "week 53 of 2026"),
        ("10月", "2026-10-01", "2026-11-01", "M", "October 2026"),
        ("2026年第三季度", "2026-07-01", "2026-10-01", "Q", "Q3 2026"),
        ("11月26日", "2026-11-26", "2026-11-27", "D", "26 Nov 2026"),
        ("June", "2026-06-01", "2026-07-01", "M", "June 2026"),
        ("second quarter", "2026-04-01", "2026-07-01", "Q", "Q2 2026"),
        ("the quarter", "2026-02-01", "2026-05-01", "Q", "1 Feb – 30 Apr 2026"),
        ("first half", "2026-01-01", "2026-07-01", "S", "H1 2026"),
        ("second half", "2026-07-01", "2027-01-01", "S", "H2 2026"),
        ("last year", "2025-01-01", "2026-01-01", "A", "2025"),
        ("the winter", "2025-12-01", "2026-03-01", "", "1 Dec 2025 – 28 Feb 2026"),
        ("yesterday", "2026-07-12", "2026-07-13", "D", "12 Jul 2026"),
        ("Q4 FY2025", "2025-10-01", "2026-01-01", "Q", "Q4 FY2025"),
    ],
)
def test_names_that_stay_true(label: str, start: str, end: str, freq: str, name: str) -> None:
    period = Period(label=label, start=day(start), end=day(end), freq=freq)  # type: ignore[arg-type] # a case's text
    assert standing_name(period) == name


def test_what_has_no_dates_keeps_its_label() -> None:
    assert standing_name(Period(label="last season")) == "last season"
