"""Points for charts, made of a number and little else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.figures.chart import Charted
from bot.model import Period

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def week(number: int, year: int = 2026) -> Period:
    start = datetime.fromisocalendar(year, number, 1).replace(tzinfo=UTC)
    return Period(label=f"week {number}", start=start, end=start + timedelta(days=7), freq="W")


def quarter(which: int, year: int = 2026) -> Period:
    start = datetime(year, 3 * which - 2, 1, tzinfo=UTC)
    end = datetime(year + which // 4, 3 * which % 12 + 1, 1, tzinfo=UTC)
    return Period(label=f"Q{which} {year}", start=start, end=end, freq="Q")


def year(number: int) -> Period:
    start, end = datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC)
    return Period(label=str(number), start=start, end=end, freq="A")


def charted(number: int, value: float, period: Period | None = None, **more: Any) -> Charted:
    """Said a day after the one before; counted in vehicles."""
    given: dict[str, Any] = {
        "low": value,
        "high": value,
        "unit": "vehicles",
        "said": START + timedelta(days=number),
    }
    return Charted(number=number, value=value, period=period, **(given | more))


def weeks(values: list[float], first: int = 20, **more: Any) -> list[Charted]:
    return [charted(n + 1, value, week(first + n), **more) for n, value in enumerate(values)]
