"""CSV: every report, readable by machines, and no formula of a stranger's."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.commands.figures_csv import COLUMNS, csv_text, plain
from bot.commands.readings import series_of
from bot.model import Period, Reading

MONDAY = datetime(2026, 7, 6, tzinfo=UTC)
WEEK = Period(label="第28周", start=MONDAY, end=MONDAY + timedelta(days=7), freq="W")


def reading(source: str, value: float, **more: Any) -> Reading:
    given: dict[str, Any] = {
        "series": "xiaomi|deliveries|count|W|",
        "item_id": f"i{source}{value}",
        "story_id": "s1",
        "unit": "vehicles",
        "metric": "deliveries",
        "subject": "小米",
        "period": WEEK,
        "status": "",
        "seen": MONDAY + timedelta(days=8),
        "url": f"https://{source}.example/1",
        "text": "3,200",
    }
    return Reading(source=source, value=value, **(given | more))


def rows(*readings: Reading) -> list[dict[str, str]]:
    series = series_of(readings)
    numbers = {id(point): n for n, point in enumerate(series[0].points, 1)}
    text = csv_text(series, numbers)
    raw = text.encode("utf-8").decode("utf-8")
    return list(csv.DictReader(io.StringIO(raw, newline="")))


def test_a_report_is_a_line() -> None:
    [row] = rows(reading("a", 3200, area="China", qualifier=">=", high=3500.0, about=("SU7",)))
    assert tuple(row) == COLUMNS
    assert row == {
        "point": "1", "subject": "小米", "metric": "deliveries", "place": "China",
        "part": "SU7", "period": "week 28 of 2026", "start": "2026-07-06", "end": "2026-07-12",
        "frequency": "W",
        "value": "3200", "low": "", "high": "3500", "unit": "vehicles", "bound": "at least",
        "status": "actual", "counts": "yes", "as_written": "3,200", "source": "a",
        "url": "https://a.example/1", "said": "2026-07-14T00:00:00+00:00",
    }  # fmt: skip


def test_headline_and_text_of_one_report_are_one_line() -> None:
    report = {"item_id": "i1"}
    [row] = rows(
        reading("a", 3200, unit="", **report),
        reading("a", 3200, text="3,200 cars", about=("EV",), **report),
    )
    assert (row["as_written"], row["unit"]) == ("3,200 cars", "vehicles")


def test_it_says_which_reports_count() -> None:
    later = MONDAY + timedelta(days=9)
    found = rows(
        reading("a", 3200),
        reading("b", 3200),
        reading("c", 3900),
        reading("a", 3200, item_id="again", seen=later),
    )
    assert [(row["source"], row["counts"]) for row in found] == [
        ("a", "yes"), ("b", "yes"), ("c", "contradicts"), ("a", "yes")
    ]  # fmt: skip
    replaced = rows(reading("a", 3200), reading("a", 4100, item_id="new", seen=later))
    assert [row["counts"] for row in replaced] == ["replaced", "yes"]
    corrected = rows(
        reading("a", 10_000),
        reading("a", 9_860, item_id="new", seen=later, correction=True),
    )
    assert [(row["value"], row["counts"]) for row in corrected] == [
        ("10000", "replaced"), ("9860", "yes")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =HYPERLINK(1)",
        "\u00a0=1",
        "\u200b\ufeff=1",
        "＝1",
        "－1",
        "＠x",
    ],
)
def test_text_of_strangers_never_begins_a_formula(text: str) -> None:
    [row] = rows(reading(text, 3200, subject=text, text=text, url=text))
    for column in ("subject", "as_written", "source", "url"):
        assert row[column] == "'" + text
    assert plain("a=1") == "a=1"


def test_numbers_stay_numbers() -> None:
    values = [-5.0, 0.1, 1e15, 1e300, 12_345_678_901.5, -0.0]
    found = rows(*(reading(f"s{n}", v, period=None, story_id=f"{n}") for n, v in enumerate(values)))
    assert [float(row["value"]) for row in found] == values
    assert not any("," in row["value"] for row in found)


@pytest.mark.parametrize("text", ['He said "3,200"', "two\nlines", "a,b;c", "☃ 交付", "a\x00b"])
def test_whatever_is_in_a_text_comes_back(text: str) -> None:
    [row] = rows(reading("a", 3200, text=text))
    assert row["as_written"] == text.replace("\x00", "")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e20, "100000000000000000000"),
        (-1.4e9, "-1400000000"),
        (1e-7, "0.0000001"),
        (20.4, "20.4"),
        (0.0, "0"),
        (3200.0, "3200"),
    ],
)
def test_numbers_have_no_exponents(value: float, written: str) -> None:
    (row,) = rows(reading("a", value))
    assert row["value"] == written
