"""``lookup``: the latest on a name, whether it is watched or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.card import Action, Block, Bullets, Card, Line, line
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.figures_table import figure_line, groups_of
from bot.commands.gather import MOST_ITEMS, Told, by_story, completed, forms, items_about, time_of
from bot.commands.readings import Series, whose
from bot.commands.say import bold, bullets, button, card, dim, headline, paragraph, small, some
from bot.commands.view import View, near
from bot.commands.when import ago
from bot.model import Item, Request, Watch
from bot.text import count_of, search_terms, shorten, squeeze

DAYS = 7
MOST_DAYS = 365
STORIES = 8
FIGURES = 4
"""Metrics of which the newest number is shown."""


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    now, name = context.clock(), squeeze(arguments.text("name"))
    days = min(arguments.number("days", DAYS), MOST_DAYS)
    asked_days = "days" in arguments
    whole = f"{name} {arguments.number('days', 0)}"
    if asked_days and view.watches_named(whole):
        # "iPhone 17" is a name when somebody watches it, not 17 days of iPhone.
        name, days, asked_days = whole, DAYS, False
    watches = view.watches_named(name)
    since = now - timedelta(days=days)
    brought = await _items(context, name, watches, since)
    # A feed's first poll, or an archive that is published again, brings much that is old.
    items = [item for item in brought if time_of(item) >= since]
    if not items:
        return await _nothing(context, view, name, watches, days)
    stories = await by_story(context.store, items)
    shown = [await completed(context.store, each) for each in stories[:STORIES]]
    numbers = await latest_figures(context, view, name, now)
    full = len(brought) >= MOST_ITEMS
    told = f"{'at least ' if full else ''}{count_of(len(stories), 'story', 'stories')}"
    title = f"{shorten(name, 80)}: {told} in {_days(days)}"
    actions = _more(name, days, watches)
    if numbers:
        actions.append(button("Figures", f'figures subject:"{name}"'))
    return card(
        title,
        bullets([_entry(each, now) for each in shown], shown=STORIES, total=len(stories)),
        *numbers,
        small(
            _how(name, watches), _older(len(brought) - len(items)), _quote_hint(asked_days, whole)
        ),
        actions=actions,
    )


async def _items(
    context: Context, name: str, watches: Sequence[Watch], since: datetime | None
) -> list[Item]:
    if watches:
        matcher = context.catalogue().matcher
        return await items_about(context.store, watches, matcher, since=since)
    if not search_terms(name):
        return []
    return sorted(
        await context.store.search(name, since=since, limit=MOST_ITEMS), key=time_of, reverse=True
    )


async def _nothing(
    context: Context, view: View, name: str, watches: Sequence[Watch], days: int
) -> Card:
    """Silence, explained: what there was before, and which name may have been meant."""
    now = context.clock()
    blocks: list[Block] = []
    actions: list[Action] = []
    earlier = await _items(context, name, watches, None)
    if earlier:
        last = earlier[0]
        blocks.append(
            paragraph(
                "The last was ", ago(time_of(last), now), ": ", headline(last.title, last.url)
            )
        )
        back = min((now - time_of(last)).days + 1, MOST_DAYS)
        actions.append(button(f"Look back {back} days", f"lookup {name} {back}"))
    elif not watches:
        close = [
            watch.name for each in near(name, view.names()) for watch in view.watches_named(each)
        ]
        actions += [button(f"Look up {each}", f"lookup {each}") for each in dict.fromkeys(close)]
        if not search_terms(name):
            blocks.append(paragraph("There are no words in it to search for."))
        if view.may_edit and search_terms(name):
            actions.append(button(f"Watch {shorten(name, 40)}", f'watch add "{name}"'))
    if numbers := await latest_figures(context, view, name, now):
        blocks += numbers
        actions.append(button("Figures", f'figures subject:"{name}"'))
    totals = await context.store.totals(now)
    blocks.append(small(_how(name, watches), f" · {count_of(totals.items, 'stored item')}"))
    return card(f"Nothing on {shorten(name, 80)} in {_days(days)}", *blocks, actions=actions)


async def latest_figures(context: Context, view: View, name: str, now: datetime) -> list[Block]:
    """Of each metric of the name the newest number, with its change, course and sources."""
    there = await context.known.subjects(context.store, context.clock)
    meant = whose(view, name, there)
    by_metric: dict[str, list[Series]] = {}
    for series in await meant.series(context.store):
        by_metric.setdefault(series.metric, []).append(series)
    ranked = sorted(
        by_metric, key=lambda m: (m not in meant.metrics, -max(len(s.points) for s in by_metric[m]))
    )
    # What was said once, in passing, is worth a line only where there is nothing better.
    telling = [
        m for m in ranked if m in meant.metrics or any(len(s.points) > 1 for s in by_metric[m])
    ]
    chosen = telling[:FIGURES] or ranked[:1]
    lines = [figure_line(groups_of(by_metric[metric])[0], now) for metric in chosen]
    if not lines:
        return []
    return [paragraph(bold("Latest figures")), Bullets(tuple(lines))]


def _days(days: int) -> str:
    return "the last 24 hours" if days == 1 else f"the last {days} days"


def _entry(told: Told, now: datetime) -> Line:
    outlets = f" — {some(told.outlets)}" if told.outlets else ""
    return line(headline(told.title, told.url), outlets, dim(f" · {ago(told.when, now)}"))


def _how(name: str, watches: Sequence[Watch]) -> str:
    if not watches:
        return f"Not on a watchlist: searched the full text for every word of “{shorten(name, 60)}”"
    names = list(dict.fromkeys(form for watch in watches for form in forms(watch)))
    return f"Matched as {some(names, shown=5)}"


def _older(count: int) -> str:
    """What feeds brought in that time without its being of that time."""
    return f" · {count_of(count, 'older report')} came in then, too" if count else ""


def _quote_hint(asked: bool, whole: str) -> str:
    return f' · for the words “{whole}” type lookup "{whole}"' if asked else ""


def _more(name: str, days: int, watches: Sequence[Watch]) -> list[Action]:
    actions = [button("30 days", f'lookup "{name}" 30')] if days < 30 else []
    if watches:
        actions.append(button("Past alerts", f"history {name}"))
        actions.append(button("Follow", f"follow {name}"))
    return actions


LOOKUP = Command(
    name="lookup",
    summary="Show the latest on a name, watched or not",
    params=(
        Param(
            name="name",
            kind="watch",
            required=True,
            summary="a watched name, or any words",
            hint="Xiaomi",
        ),
        Param(name="days", kind="number", summary=f"how far back, default {DAYS}", hint="7"),
    ),
    run=run,
    other_names=("look up", "latest", "search", "find", "news"),
    examples=("lookup Xiaomi", "lookup 小米 30", 'lookup "solid-state battery"'),
)
