"""``figures``: what the news says a number is, as a table and a chart, each point with its
sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.card import Block, Card, File, Picture
from bot.charts.artist import HOW_TO_GET
from bot.commands.asked import Question, question, refuse_misspelt, understand
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.figures_csv import csv_text
from bot.commands.figures_table import (
    Group,
    alternative,
    course,
    groups_of,
    latest,
    numbered,
    overview_rows,
    summary,
    table,
)
from bot.commands.ranges import EXAMPLES
from bot.commands.readings import Series, Subject, Whose, charted, part_of, whose, within
from bot.commands.say import button, card, code, paragraph, small, some
from bot.commands.view import View, fold, near
from bot.commands.when import ago
from bot.errors import CommandError
from bot.figures import Point, find_metric
from bot.figures.chart import Chart, Charted, Words, chart
from bot.figures.tables import metric_words
from bot.model import Request
from bot.text import count_of, shorten

OTHERS = 4
"""Other metrics offered as buttons."""


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    there = await context.known.subjects(context.store, context.clock)
    if not arguments.text("subject") and not arguments.text("metric"):
        return _overview(there)
    asked = question(view, arguments, there, context.clock())
    if asked.whose is None:
        return _overview(there, metric=find_metric(asked.rest) or asked.rest)
    series = await asked.whose.series(context.store)
    if not series and asked.text.casefold() in metric_words():
        return _overview(there, metric=metric_words()[asked.text.casefold()])
    if not series:
        return _nothing_at_all(view, asked, there)
    if asked.stretch is None:
        unknown = understand(asked.rest, metrics_of(series)).unknown
        alone = bool(unknown) and not _of_part(series, unknown)
        refuse_misspelt(asked.rest, view, context.clock(), alone=alone)
    chosen = _chosen(asked, series)
    if asked.stretch is not None:
        chosen, before = within(chosen, asked.stretch), chosen
        if not chosen:
            return _nothing_then(asked, before, context.clock())
    return await _answer(context, view, asked, chosen, series)


# ── which of its numbers ─────────────────────────────────────────────────────────────────


def _chosen(asked: Question, series: Sequence[Series]) -> list[Series]:
    """The series that were asked for; of several metrics one. Raises :class:`CommandError`
    that says which there are."""
    owner = asked.whose
    metrics = metrics_of(series)
    wanted = understand(asked.rest, metrics)
    unknown = wanted.unknown
    if unknown and not wanted.metric:
        of_product = _of_part(series, unknown)
        if of_product:
            series, unknown = of_product, ""
        else:
            raise CommandError(
                f"No readings of “{unknown}” for {owner.name if owner else asked.text}",
                hint=f"did you mean “{wanted.meant}”? There are: {listed(metrics)}"
                if wanted.meant
                else f"there are: {listed(metrics)}",
            )
    metric = wanted.metric or _preferred(owner, metrics)
    found = [each for each in series if each.metric == metric]
    if not found:
        raise CommandError(
            f"No readings of “{metric}” for {owner.name if owner else asked.text}",
            hint=f"there are: {listed(metrics)}",
        )
    if unknown:
        found = _of_part(found, unknown) or found
    of_pace = [each for each in found if each.freq == wanted.freq] if wanted.freq else found
    return of_pace or found


def _of_part(series: Iterable[Series], words: str) -> list[Series]:
    """Only the points about this product or place."""
    wanted = fold(words).removesuffix("s")
    kept = []
    for each in series:
        shown = tuple(p for p in each.points if wanted in _parts(each, p))
        if shown:
            kept.append(replace(each, points=shown))
    return kept


def _parts(series: Series, point: Point) -> list[str]:
    return [each.removesuffix("s") for each in fold(part_of(series, point)).split(", ")]


def metrics_of(series: Iterable[Series]) -> dict[str, int]:
    """Metric → its points, most first."""
    counted: dict[str, int] = {}
    for each in series:
        counted[each.metric] = counted.get(each.metric, 0) + len(each.points)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _preferred(owner: Whose | None, metrics: dict[str, int]) -> str:
    """What a watch is about, else what there is most of."""
    watched = (metric for metric in (owner.metrics if owner else ()) if metric in metrics)
    return next(watched, next(iter(metrics)))


def listed(metrics: dict[str, int]) -> str:
    """``registrations (12), revenue (3)``."""
    return some((f"{metric} ({count})" for metric, count in metrics.items()), shown=6)


# ── the answer ───────────────────────────────────────────────────────────────────────────


async def _answer(
    context: Context,
    view: View,
    asked: Question,
    chosen: Sequence[Series],
    every: Sequence[Series],
) -> Card:
    owner = asked.whose
    assert owner is not None  # noqa: S101 - answered otherwise before
    metric, now = chosen[0].metric, context.clock()
    groups = groups_of(chosen)
    numbers = numbered(groups)
    name = _called(owner, chosen)
    title = f"{name} {metric}"
    when = f", {asked.stretch.words}" if asked.stretch and asked.stretch.words else ""
    again = _line(asked, metric)
    if asked.csv:
        file = File(_file_name(name, metric, "csv"), csv_text(_in_order(groups, chosen), numbers))
        return card(
            f"{title} as CSV{when}",
            file,
            small("One line for each report; “counts” says whether it gives the value in force."),
            actions=[button("Chart", again)],
        )
    newest = latest(groups[0])
    blocks: list[Block] = [paragraph(*course(groups[0]))]
    drawn = chart(_titles(owner, metric, name), _points(groups, numbers), summary=summary(newest))
    blocks += await _picture(context, drawn, groups, _file_name(name, metric, "png"))
    for group in groups:
        blocks += table(group, numbers, now, view.zone, headed=len(groups) > 1)
    blocks += _notes(groups, numbers, drawn_any=any(isinstance(b, Picture) for b in blocks))
    others = {m: count for m, count in metrics_of(every).items() if m != metric}
    if others:
        blocks.append(small(f"Of {owner.name} there are also: {listed(others)}"))
    actions = [button("CSV", f"{again} as:csv")]
    if asked.stretch is not None:
        actions.append(button("Everything", _line(asked, metric, when="")))
    actions += [
        button(f"{each} ({count})", _line(asked, each))
        for each, count in list(others.items())[:OTHERS]
    ]
    return card(f"{title}{when}", *blocks, actions=actions)


def _in_order(groups: Sequence[Group], chosen: Sequence[Series]) -> list[Series]:
    """As the tables have them; what they leave out comes last."""
    listed_first = [series for group in groups for series, _ in group.rows]
    return list({id(each): each for each in [*listed_first, *chosen]}.values())


def _called(owner: Whose, chosen: Sequence[Series]) -> str:
    """The name, with the place when all numbers are of one that it doesn't name itself."""
    places = {each.area for each in chosen}
    place = places.pop() if len(places) == 1 else ""
    return owner.name if not place or fold(place) in fold(owner.name) else f"{owner.name} {place}"


def _titles(owner: Whose, metric: str, name: str) -> Words:
    """The title, and what may stand for it where a font lacks the name's characters."""
    names = dict.fromkeys([name, owner.name, *owner.names])
    return (*(f"{each} {metric}" for each in names), metric)


def _points(groups: Sequence[Group], numbers: dict[int, int]) -> list[Charted]:
    found = [
        charted(series, point, numbers.get(id(point), 0))
        for group in groups
        for series, point in group.rows
    ]
    return [each for each in found if each is not None]


async def _picture(
    context: Context, drawn: Chart | None, groups: Sequence[Group], name: str
) -> list[Block]:
    if drawn is None:
        return []
    if not context.charts.available:
        return [small("For the chart as a picture: ", code(HOW_TO_GET))]
    png = await context.charts.draw(drawn)
    if png is None:
        return [small("The chart could not be drawn this time; the numbers are below.")]
    return [Picture(png, alternative(drawn.title[0], groups), name)]


def _notes(groups: Sequence[Group], numbers: dict[int, int], *, drawn_any: bool) -> list[Block]:
    """What the signs of the chart mean, as far as they occur."""
    pairs = [pair for group in groups for pair in group.rows]
    said = []
    if drawn_any:
        said.append("Numbers in the chart are those of the list")
        said += ["× before a correction"] * any(point.replaced for _, point in pairs)
        said += ["○ what others say"] * any(point.against for _, point in pairs)
        bounds = {point.reading.qualifier for _, point in pairs}
        said += ["arrows: at least or at most"] * bool(bounds & {">", ">=", "<", "<="})
    hidden = len(pairs) - len(numbers)
    if hidden > 0:
        said.append(f"{count_of(hidden, 'earlier point')} not listed; CSV has all")
    return [small(" · ".join(said))] if said else []


def _line(asked: Question, metric: str, *, when: str | None = None) -> str:
    """The command for the same of another metric or time."""
    stretch = asked.stretch.text if asked.stretch and when is None else ""
    parts = [f'figures subject:"{asked.text}" metric:"{metric}"']
    if stretch:
        parts.append(f'range:"{stretch}"')
    return " ".join(parts)


def _file_name(name: str, metric: str, kind: str) -> str:
    safe = "".join(char if char.isalnum() else "-" for char in fold(f"{name} {metric}"))
    while "--" in safe:
        safe = safe.replace("--", "-")
    return f"{shorten(safe.strip('-'), 60).strip('…-') or 'figures'}.{kind}"


# ── silence, explained ───────────────────────────────────────────────────────────────────


def _overview(there: Sequence[Subject], *, metric: str = "") -> Card:
    """Whose figures there are; of one ``metric``, when it is given."""
    if metric:
        there = [each for each in there if metric in dict(each.metrics)]
    if not there:
        return card(
            f"No readings of {shorten(metric, 60)}" if metric else "No figures have been read yet",
            small("Numbers with a subject and a metric are kept as they come in the news."),
        )
    behind = f' metric:"{metric}"' if metric else ""
    return card(
        f"Whose {metric or 'figures'}? There are:",
        overview_rows(there),
        small(
            "Type ", code("figures <subject> [metric] [range]"), f", ranges are {some(EXAMPLES)}"
        ),
        actions=[
            button(shorten(each.name, 40), f'figures subject:"{each.name}"{behind}')
            for each in there[:5]
        ],
    )


def _nothing_at_all(view: View, asked: Question, there: Sequence[Subject]) -> Card:
    """The name has no readings: nearly written names, or why there are none."""
    assert asked.whose is not None  # noqa: S101 - only then
    name = asked.whose.name
    found = near(asked.text, [*(each.name for each in there), *view.names()])
    close = list(
        dict.fromkeys(whose(view, e, there).name for e in found if fold(e) != fold(asked.text))
    )
    blocks: list[Block] = []
    if asked.whose.watched:
        blocks.append(
            paragraph("It is watched, but no news so far told a number with a metric of it.")
        )
    elif not close and there:
        blocks.append(paragraph(f"There are figures of {some((s.name for s in there), shown=5)}."))
    rest = f" {asked.rest}" if asked.rest else ""
    actions = [button(f"{shorten(each, 40)}{rest}", f"figures {each}{rest}") for each in close]
    if close:
        blocks.append(paragraph(f"Did you mean {' or '.join(f'“{each}”' for each in close)}?"))
    actions.append(button("News of it", f"lookup {name}"))
    what = f" {find_metric(asked.rest) or asked.rest}" if asked.rest else ""
    return card(
        f"No figures of {shorten(name, 80)}{what}", *blocks, tone="warning", actions=actions
    )


def _nothing_then(asked: Question, before: Sequence[Series], now: datetime) -> Card:
    """There is nothing in the stretch of time: what there is instead."""
    assert asked.whose is not None  # noqa: S101 - only then
    assert asked.stretch is not None  # noqa: S101
    group = groups_of(before)[0]
    newest = latest(group)
    count = sum(len(each.points) for each in before)
    words = asked.stretch.words or "then"
    return card(
        f"No readings of {before[0].metric} for {asked.whose.name}, {words}",
        paragraph("The last was ", *newest.words, f", said {ago(newest.point.first, now)}."),
        tone="warning",
        actions=[button(f"All {count}", _line(asked, before[0].metric, when=""))],
    )


# ── completion ───────────────────────────────────────────────────────────────────────────


async def _subjects(context: Context, request: Request) -> list[str]:
    """Names with figures first, then what is watched; behind a whole name also its metrics."""
    view = View(context.catalogue(), request)
    there = await context.known.subjects(context.store, context.clock)
    names = list(dict.fromkeys([*(each.name for each in there), *view.names()]))
    typed = _behind_the_command(request.text)
    with_metrics = [
        f"{name} {metric}"
        for name in names
        if typed.casefold().startswith(fold(name) + " ")
        for metric in _metrics_there(view, name, there)
    ]
    return [*with_metrics, *names]


async def _metrics(context: Context, request: Request) -> list[str]:
    """Of the subject that is typed already, else of all."""
    view = View(context.catalogue(), request)
    there = await context.known.subjects(context.store, context.clock)
    typed = fold(request.text)
    names = [*(each.name for each in there), *view.names()]
    for name in sorted(names, key=len, reverse=True):
        if fold(name) in typed and (found := _metrics_there(view, name, there)):
            return found
    return list(dict.fromkeys(metric for each in there for metric, _ in each.metrics))


def _metrics_there(view: View, name: str, there: Sequence[Subject]) -> list[str]:
    meant = {fold(each) for each in whose(view, name, there).names}
    return list(
        dict.fromkeys(
            metric for each in there if fold(each.name) in meant for metric, _ in each.metrics
        )
    )


def _behind_the_command(text: str) -> str:
    """``Xiaomi del`` of ``/tidings figures Xiaomi del``."""
    words = text.split(" ")
    lowered = [word.casefold().lstrip("/") for word in words]
    for name in (FIGURES.name, *FIGURES.other_names):
        if name in lowered:
            return " ".join(words[lowered.index(name) + 1 :]).lstrip()
    return text


FIGURES = Command(
    name="figures",
    summary="Show what the news says a number is, as a table and a chart",
    params=(
        Param(
            name="subject",
            kind="watch",
            summary="whose numbers; without: whose there are",
            complete=_subjects,
            hint="Xiaomi",
        ),
        Param(
            name="metric",
            kind="metric",
            summary="which of its numbers; without: that which is told most often",
            complete=_metrics,
            hint="deliveries",
        ),
        Param(
            name="range",
            kind="range",
            summary="which time: 30d, 6 months, 2025, Q2 2026, since March, 最近一年",
            hint="6 months",
        ),
        Param(
            name="as",
            kind="choice",
            option=True,
            choices=("chart", "csv"),
            summary="csv gives a file with every report instead",
        ),
    ),
    run=run,
    other_names=("chart", "numbers", "figure"),
    examples=(
        "figures Xiaomi",
        "figures Tesla China registrations 6 months",
        "figures Xiaomi deliveries since March",
        "figures 小米 交付量 最近一年",
        "figures Xiaomi deliveries as:csv",
    ),
)
