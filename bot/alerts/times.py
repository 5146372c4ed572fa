"""Times and spans as people say them, and hours on the wall that survive daylight saving. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model import Deliver, QuietHours
from bot.text import count_of

_STEPS: tuple[tuple[timedelta, timedelta, str, str], ...] = (
    # below, unit, word, plural
    (timedelta(seconds=90), timedelta(seconds=1), "s", "s"),
    (timedelta(minutes=90), timedelta(minutes=1), "min", "min"),
    (timedelta(hours=36), timedelta(hours=1), "h", "h"),
    (timedelta(days=60), timedelta(days=1), "day", "days"),
    (timedelta(days=730), timedelta(days=30.4), "month", "months"),
    (timedelta.max, timedelta(days=365.25), "year", "years"),
)


def span(length: timedelta) -> str:
    """``20 s``, ``6 min``, ``3 h``, ``2 days``, ``14 months``; never negative."""
    length = max(length, timedelta(0))
    _, unit, word, plural = next(step for step in _STEPS if length < step[0])
    return count_of(round(length / unit), word, plural)


def clock_time(moment: datetime, now: datetime, timezone: str) -> str:
    """``14:02`` today, ``Mon 13 Jul 14:02`` this year, ``13 Jul 2025 14:02`` otherwise."""
    zone = zone_of(timezone)
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if local.year == today.year:
        return f"{local:%a} {local.day} {local:%b %H:%M}"
    return f"{local.day} {local:%b %Y %H:%M}"


def zone_of(timezone: str) -> ZoneInfo:
    return ZoneInfo(timezone or "UTC")


def quiet_until(quiet: QuietHours | None, timezone: str, now: datetime) -> datetime | None:
    """When the quiet hours that ``now`` falls into end (UTC); ``None`` outside of them.

    By the clock on the wall: an end that daylight saving skips comes when the clock jumps over
    it, and one that comes twice ends the quiet of its own hour.
    """
    if quiet is None or quiet.start == quiet.end:
        return None
    zone = zone_of(timezone)
    local = now.astimezone(zone)
    if not _within(local.time(), quiet):
        return None
    ends = (
        on_the_wall(local.date() + timedelta(days=day), quiet.end, zone, fold=fold)
        for day in (0, 1)
        for fold in (0, 1)
    )
    return min(end for end in ends if end > now)


def next_digest(deliver: Deliver, timezone: str, now: datetime) -> datetime | None:
    """When the first digest after ``now`` is due (UTC); ``None`` when all is told at once.

    One for each time of a day, whatever clocks do: a time that daylight saving skips comes when
    the clock jumps over it, and one that comes twice counts the first time.
    """
    zone = zone_of(timezone)
    local = now.astimezone(zone)
    match deliver.every:
        case "at once":
            return None
        case "hourly":
            into = timedelta(minutes=local.minute, seconds=local.second)
            return now.replace(microsecond=0) - into + timedelta(hours=1)
        case "daily":
            days = range(3)
        case "weekly":
            ahead = (deliver.weekday - local.weekday()) % 7
            days = range(ahead, ahead + 8, 7)
    moments = (
        on_the_wall(local.date() + timedelta(days=day), at, zone)
        for day in days
        for at in deliver.at
    )
    return min(moment for moment in moments if moment > now)


def on_the_wall(day: date, at: time, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    """The moment (UTC) at which a clock there shows the time, or jumps over it. ``fold``: 1 for
    the second time that it shows it, where it comes twice."""
    wall = datetime.combine(day, at)
    moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return moment
    # No clock shows it. What either offset makes of it lies on the two sides of the jump.
    before, after = sorted(wall.replace(tzinfo=zone, fold=each).astimezone(UTC) for each in (0, 1))
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _within(wall: time, quiet: QuietHours) -> bool:
    if quiet.start < quiet.end:
        return quiet.start <= wall < quiet.end
    return wall >= quiet.start or wall < quiet.end
