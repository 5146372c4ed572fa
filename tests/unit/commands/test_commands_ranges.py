"""Stretches of time as people type them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.ranges import EXAMPLES, parse_stretch, suggest_stretch

NOW = datetime(2026, 7, 14, 9, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def dates(text: str) -> str:
    found = parse_stretch(text, NOW, BERLIN)
    if found is None:
        return "nothing"
    since, until = found.days or (found.since, found.until)
    return f"{f'{since:%Y-%m-%d}' if since else ''}..{f'{until:%Y-%m-%d}' if until else ''}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("30d", "2026-06-14.."),
        ("48h", "2026-07-12.."),
        ("last 24 hours", "2026-07-13.."),
        ("since Monday", "2026-07-13.."),
        ("Wednesday", "2026-07-08..2026-07-09"),
        ("thursday", "2026-07-09..2026-07-10"),
        ("30", "2026-06-14.."),
        ("last 30 days", "2026-06-14.."),
        ("2 weeks", "2026-06-30.."),
        ("6 months", "2026-01-14.."),
        ("6mo", "2026-01-14.."),
        ("the past six months", "2026-01-14.."),
        ("half a year", "2026-01-14.."),
        ("1y", "2025-07-14.."),
        ("a year", "2025-07-14.."),
        ("the past year", "2025-07-14.."),
        ("2 quarters", "2026-01-14.."),
        ("最近一年", "2025-07-14.."),
        ("近30天", "2026-06-14.."),
        ("过去三个月", "2026-04-14.."),
        ("近半年", "2026-01-14.."),
        ("最近2年", "2024-07-14.."),
        ("2025", "2025-01-01..2026-01-01"),
        ("2025年", "2025-01-01..2026-01-01"),
        ("FY2025", "2025-01-01..2026-01-01"),
        ("last year", "2025-01-01..2026-01-01"),
        ("去年", "2025-01-01..2026-01-01"),
        ("this year", "2026-01-01..2027-01-01"),
        ("今年", "2026-01-01..2027-01-01"),
        ("ytd", "2026-01-01..2026-07-15"),
        ("last month", "2026-06-01..2026-07-01"),
        ("上个月", "2026-06-01..2026-07-01"),
        ("last quarter", "2026-04-01..2026-07-01"),
        ("this week", "2026-07-13..2026-07-20"),
        ("March", "2026-03-01..2026-04-01"),
        ("in March", "2026-03-01..2026-04-01"),
        ("Sept", "2025-09-01..2025-10-01"),
        ("March 2024", "2024-03-01..2024-04-01"),
        ("2024-03", "2024-03-01..2024-04-01"),
        ("2024年3月", "2024-03-01..2024-04-01"),
        ("3月", "2026-03-01..2026-04-01"),
        ("Q2", "2026-04-01..2026-07-01"),
        ("Q3", "2026-07-01..2026-10-01"),
        ("Q4", "2025-10-01..2026-01-01"),
        ("Q2 2025", "2025-04-01..2025-07-01"),
        ("2025Q2", "2025-04-01..2025-07-01"),
        ("二季度", "2026-04-01..2026-07-01"),
        ("H1 2025", "2025-01-01..2025-07-01"),
        ("上半年", "2026-01-01..2026-07-01"),
        ("week 27", "2026-06-29..2026-07-06"),
        ("第27周", "2026-06-29..2026-07-06"),
        ("since March", "2026-03-01.."),
        ("since October", "2025-10-01.."),
        ("from 2025", "2025-01-01.."),
        ("since 1 March 2025", "2025-03-01.."),
        ("since March 1, 2025", "2025-03-01.."),
        ("since 2025-03-01", "2025-03-01.."),
        ("since last month", "2026-06-01.."),
        ("自3月以来", "2026-03-01.."),
        ("2025年3月至今", "2025-03-01.."),
        ("今年以来", "2026-01-01.."),
        ("一月", "2026-01-01..2026-02-01"),
        ("三月以来", "2026-03-01.."),
        ("十二月", "2025-12-01..2026-01-01"),
        ("两年", "2024-07-14.."),
        ("3年", "2023-07-14.."),
        ("最近两个季度", "2026-01-14.."),
        ("until March", "..2026-03-01"),
        ("through March", "..2026-04-01"),
        ("March to June", "2026-03-01..2026-07-01"),
        ("from March to June 2024", "2024-03-01..2024-07-01"),
        ("March 2025 to June 2025", "2025-03-01..2025-07-01"),
        ("November to March", "2025-11-01..2026-04-01"),
        ("2024-2025", "nothing"),
        ("2024 to 2025", "2024-01-01..2026-01-01"),
        ("2024–2025", "2024-01-01..2026-01-01"),
        ("2024年至2025年", "2024-01-01..2026-01-01"),
        ("yesterday", "2026-07-13..2026-07-14"),
        ("all", ".."),
        ("全部", ".."),
    ],
)
def test_what_a_stretch_means(text: str, meant: str) -> None:
    assert dates(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "deliveries", "Xiaomi", "0", "0d", "13月", "2025-13", "Q5", "week 54",
        "30 February", "since", "since deliveries", "to", "March to", "may be", "1234",
        "half a day", "99999999 days", "x" * 500, "since " * 100,
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert parse_stretch(text, NOW, BERLIN) is None


def test_the_day_is_that_of_whoever_asks() -> None:
    late = datetime(2026, 7, 13, 23, 30, tzinfo=UTC)
    there = parse_stretch("today", late, BERLIN)
    here = parse_stretch("today", late, ZoneInfo("UTC"))
    assert there is not None
    assert there.since == datetime(2026, 7, 13, 22, tzinfo=UTC)
    assert here is not None
    assert here.since == datetime(2026, 7, 13, tzinfo=UTC)


def test_the_end_of_a_month_has_a_month_before() -> None:
    found = parse_stretch("1 month", datetime(2026, 3, 31, 8, tzinfo=UTC), BERLIN)
    assert found is not None
    assert found.since == datetime(2026, 2, 28, 9, tzinfo=UTC)  # 10 o'clock there, in winter


def test_months_back_are_counted_from_the_day_on_the_wall() -> None:
    """In Shanghai it is August already, and a month before is no 30 June."""
    shanghai = ZoneInfo("Asia/Shanghai")
    found = parse_stretch("1 month", datetime(2026, 7, 31, 20, tzinfo=UTC), shanghai)
    assert found is not None
    assert found.since == datetime(2026, 6, 30, 20, tzinfo=UTC)  # 1 July, 4 o'clock there
    assert (found.days, found.until) == (None, None)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Asia/Shanghai", "America/Los_Angeles"])
def test_periods_have_the_days_of_their_names_wherever_somebody_asks(zone: str) -> None:
    july = parse_stretch("July", datetime(2026, 8, 20, tzinfo=UTC), ZoneInfo(zone))
    since = parse_stretch("since July", datetime(2026, 8, 20, tzinfo=UTC), ZoneInfo(zone))
    assert july is not None
    assert since is not None
    for day, held in ((30, False), (31, True), (61, True), (62, False)):
        noon = datetime(2026, 5, 31, 12, tzinfo=UTC) + timedelta(days=day)
        assert july.holds_middle(noon) is held, noon
    assert not since.reaches(datetime(2026, 7, 1, tzinfo=UTC)), "June is over"
    assert since.reaches(datetime(2026, 7, 2, tzinfo=UTC))


def test_a_stretch_holds_its_first_moment_and_not_its_last() -> None:
    year = parse_stretch("2025", NOW, BERLIN)
    assert year is not None
    assert year.since is not None
    assert year.until is not None
    assert year.holds(year.since)
    assert not year.holds(year.until)


def test_what_is_offered_can_be_read() -> None:
    for each in EXAMPLES:
        found = parse_stretch(each, NOW, BERLIN)
        assert found is not None, each
        assert found.words or each == "all"


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("today", "2026-07-13T22:00", "2026-07-14T22:00"),
        ("January", "2025-12-31T23:00", "2026-01-31T23:00"),
        ("March 2026", "2026-02-28T23:00", "2026-03-31T22:00"),
        ("since yesterday", "2026-07-12T22:00", ""),
        ("24h", "2026-07-13T09:30", ""),
        ("all", "", ""),
    ],
)
def test_days_begin_by_the_clock_on_the_wall(text: str, since: str, until: str) -> None:
    found = parse_stretch(text, NOW, BERLIN)
    assert found is not None
    for moment, meant in ((found.since, since), (found.until, until)):
        assert (f"{moment:%Y-%m-%dT%H:%M}" if moment else "") == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("since Augst", "since August"),
        ("sinse August", "since August"),
        ("Febuary", "February"),
        ("Septembr 2025", "September 2025"),
        ("last quater", "last quarter"),
        ("Marhc to Juen", "March to June"),
        ("since Wendesday", "since Wednesday"),
        ("6 monhts", "6 months"),
        ("yesterdy", "yesterday"),
        ("since August", ""),
        ("deliveries", ""),
        ("weekly deliveries", ""),
        ("SU7", ""),
        ("since launch", ""),
        ("自8月", ""),
        ("", ""),
    ],
)
def test_misspelt_stretches(typed: str, meant: str) -> None:
    assert suggest_stretch(typed, NOW, BERLIN) == meant
