"""Draws the charts of the documentation: ``python -m docs.charts``, a part of ``make screens``.

The readings are made up; everything else is what ``figures`` does with them.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.charts.drawing import draw
from bot.commands.figures_table import groups_of, latest, numbered, summary
from bot.commands.readings import charted, series_of
from bot.figures.chart import Chart, chart
from bot.model import Period, Reading

IMAGES = Path(__file__).parent / "images"
_WEEKS = (9_300, 9_900, 10_200, 9_800, 10_400, 11_100, 12_000, 12_600)
_QUARTERS = (69_700, 75_900, 81_300, 104_600, 108_900, 130_000)


def reading(
    value: float, period: Period, *, source: str = "CnEVPost", days: int = 1, **more: object
) -> Reading:
    """Said so many days after the end of its period."""
    said = (period.end or datetime.now(UTC)) + timedelta(days=days)
    given: dict[str, object] = {
        "series": f"xiaomi|deliveries|count|{period.freq}|",
        "item_id": f"{source}{period.label}{value}",
        "story_id": period.label,
        "source": source,
        "value": value,
        "unit": "vehicles",
        "metric": "deliveries",
        "subject": "Xiaomi",
        "period": period,
        "status": "actual",
        "seen": said,
    }
    return Reading(**(given | more))  # type: ignore[arg-type] # of the right types, seen above


def week(number: int) -> Period:
    start = datetime.fromisocalendar(2026, number, 1).replace(tzinfo=UTC)
    return Period(label=f"week {number}", start=start, end=start + timedelta(days=7), freq="W")


def quarter(number: int) -> Period:
    """Counted from the first of 2025."""
    year, which = 2025 + number // 4, number % 4
    start = datetime(year, 3 * which + 1, 1, tzinfo=UTC)
    end = datetime(year + (which == 3), (3 * which + 3) % 12 + 1, 1, tzinfo=UTC)
    return Period(label=f"Q{which + 1} {year}", start=start, end=end, freq="Q")


def example() -> Chart:
    """Deliveries by week and by quarter, with all that a chart can say."""
    said = [reading(value, week(21 + index)) for index, value in enumerate(_WEEKS)]
    said.append(reading(8_600, week(24), source="Electrek"))
    said.append(reading(10_300, week(26), days=3, correction=True, item_id="corrected"))
    said.append(reading(14_000, week(30), days=-40, status="target", qualifier=">="))
    said.append(reading(13_200, week(29), days=-8, status="forecast", low=12_400.0, high=14_100.0))
    said += [reading(value, quarter(index)) for index, value in enumerate(_QUARTERS)]
    series = series_of(sorted(said, key=lambda each: each.seen))
    groups = groups_of(series)
    numbers = numbered(groups)
    points = [
        charted(each, point, numbers.get(id(point), 0))
        for group in groups
        for each, point in group.rows
    ]
    shown = [each for each in points if each is not None]
    made = chart(("Xiaomi deliveries",), shown, summary=summary(latest(groups[0])))
    if made is None:
        raise SystemExit("the example has no points")
    return made


def main() -> None:
    path = IMAGES / "figures.png"
    path.write_bytes(draw(example()))
    sys.stdout.write(f"wrote {path} ({path.stat().st_size // 1000} kB)\n")


if __name__ == "__main__":
    main()
