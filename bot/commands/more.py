"""``more``: an alert of which one wants more → other names that would find it, each with what it
would have added."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.card import Action, Block, Card, Line, line
from bot.commands.alerts import alert_with_news
from bot.commands.amend import amend_button
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.earlier import DAYS, READ, named_items
from bot.commands.edits import Change, save_now
from bot.commands.evidence import best_of_each
from bot.commands.offers import offers
from bot.commands.phrases import yaml_text
from bot.commands.say import bold, bullets, button, card, code, dim, filed, small
from bot.commands.spellings import SpellingKind
from bot.commands.survey import Survey
from bot.commands.view import View, fold
from bot.commands.widening import Candidate, Gain, Near, candidates, ranked, with_name
from bot.errors import CommandError
from bot.matching import Matcher, sought
from bot.model import Alert, Item, Mark, Request, StoryChange, Watch, make_id
from bot.text import count_of, shorten, squeeze

_WATCHES = 3
_NAMES = 4
"""For each watch."""
_MOST = 200
"""Items with one of the names that are looked at."""
_REPORTS = 600
"""Reports of its stories without the name that are looked through."""
_OPTIONS: tuple[SpellingKind, ...] = ("aliases", "tickers", "handles")


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    reference = arguments.text("alert")
    alert, item, mentions = await alert_with_news(context, view, reference)
    known = [each.watch_id for each in best_of_each(mentions) if each.watch_id in view.watches]
    if not known:
        raise CommandError(
            "No name matched there that could have others",
            hint="a figure watch is found by the names of its subject: watch edit <subject>",
        )
    mark = await _mark(context, request, alert, item)
    found = [await _found(context, view, view.watches[each], alert) for each in known[:_WATCHES]]
    return _card(view, alert, found, mark)


async def _mark(context: Context, request: Request, alert: Alert, item: Item) -> str:
    """Keep in mind that this was good; the edit that did, empty when it was known."""
    marks = await context.store.marks(request.scope)
    if any(each.story_id == alert.story_id for each in marks):
        return ""
    after = Mark(
        id=make_id("k", request.scope, alert.story_id),
        story_id=alert.story_id,
        alert_id=alert.id,
        scope=request.scope,
        by=request.user.id,
        created=context.clock(),
    )
    title = shorten(squeeze(item.title or item.content), 80)
    edit = await save_now(context, request, Change(summary=f"marked “{title}” good", after=after))
    return edit.id


# ── names and what they would add ────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """What one watch could be called besides."""

    watch: Watch
    gains: Sequence[Gain]
    stories: int
    missed: int
    """Reports of its stories without the name."""


async def _found(context: Context, view: View, watch: Watch, alert: Alert) -> _Found:
    named = await named_items(context, watch)
    places = await context.store.places([each.id for each in named])
    near = await _near(context, named, places, alert)
    beside = await asyncio.to_thread(_beside, watch, named, places)
    taken = {*view.names(), *(each.source for each in named)}
    wanted = await asyncio.to_thread(candidates, watch, near, beside, taken)
    own = {each.story_id for each in places.values()}
    had = {each.id for each in named}
    gains = [await _gain(context, watch, each, had, own) for each in wanted]
    return _Found(
        watch=watch,
        gains=ranked(gains)[:_NAMES],
        stories=len(near),
        missed=sum(len(each.missed) for each in near),
    )


async def _near(
    context: Context, named: Sequence[Item], places: Mapping[str, StoryChange], alert: Alert
) -> list[Near]:
    """The stories it is found in, with those of their reports that it isn't."""
    ids = list(dict.fromkeys(places[each.id].story_id for each in named if each.id in places))
    stories = await context.store.stories(ids)
    had = {each.id for each in named}
    missed = {
        key: [each.item_id for each in story.sources if each.item_id not in had]
        for key, story in stories.items()
    }
    wanted = [item_id for reports in missed.values() for item_id in reports]
    items = await context.store.items(wanted[:_REPORTS])
    return [
        Near(
            missed=tuple(items[each] for each in reports if each in items),
            asked=key == alert.story_id,
        )
        for key, reports in missed.items()
    ]


def _beside(
    watch: Watch, named: Iterable[Item], places: Mapping[str, StoryChange]
) -> list[tuple[SpellingKind, str]]:
    """What a preview of the watch would offer: names that texts give beside its own."""
    survey, matcher = Survey(watch), Matcher.compile([watch])
    for each in named:
        survey.read(each, matcher.match(each.title, each.content))
    study = survey.study({key: change.story_id for key, change in places.items()})
    return [
        (option, value)
        for each in offers(watch, study, [])
        for option in _OPTIONS
        for value in each.adds.get(option, ())
    ]


async def _gain(
    context: Context, watch: Watch, candidate: Candidate, had: set[str], own: set[str]
) -> Gain:
    since = context.clock() - timedelta(days=DAYS)
    alone = with_name(replace(watch, name=candidate.text, aliases=(), tickers=(), handles=()),
                      candidate)  # fmt: skip
    words = sought(replace(alone, fuzzy=False))
    ids = await context.store.touching(words, [], since=since, limit=_MOST)
    items = await context.store.items([each for each in ids if each not in had])
    wider = with_name(watch, candidate)
    added = await asyncio.to_thread(_matched, wider, items.values())
    places = await context.store.places([each.id for each in added])
    stories = {
        places[each.id].story_id if each.id in places else f"={fold(each.title)}" for each in added
    }
    return Gain(
        candidate=candidate, items=tuple(added), stories=len(stories), own=len(stories & own)
    )


def _matched(watch: Watch, items: Iterable[Item]) -> list[Item]:
    matcher = Matcher.compile([watch])
    found = [each for each in items if matcher.match(each.title, each.content[:READ])]
    return sorted(found, key=lambda each: each.seen, reverse=True)


# ── the card ─────────────────────────────────────────────────────────────────────────────


def _card(view: View, alert: Alert, found: Sequence[_Found], mark: str) -> Card:
    lines: list[Line] = []
    actions: list[Action] = []
    several = sum(len(each.gains) for each in found) > 1
    others = f"more {alert.id}" if several else ""
    for each in found:
        watchlist = view.list_of(each.watch)
        where = each.watch.origin.where or watchlist.origin.where
        editable = watchlist.origin.editable
        note = "" if editable else f" · read-only here, from {filed(where)}"
        lines.append(line(bold(each.watch.name), f" on {watchlist.name}", dim(note)))
        for gain in each.gains:
            lines.append(line(f"“{gain.candidate.text}” ", dim(f"· {effect(gain)}")))
            if editable:
                actions += _button(each.watch, gain.candidate, others, first=not actions)
        if each.gains and not editable:
            lines.append(line("there, write ", code(_yaml(each))))
        if not each.gains:
            lines.append(line(_nothing(each)))
    blocks: list[Block] = [bullets(lines, shown=len(lines))]
    if actions:
        blocks.append(small("A press adds it; ", code("undo"), " takes it back."))
    if mark:
        kept = "Marked as good: not-this will say so before it leaves out one like this."
        blocks.append(small(kept))
        actions.append(button("Don't mark it", f"undo {mark}"))
    return card("Names that would find more like this", *blocks, actions=actions, ref=alert.id)


def _button(watch: Watch, candidate: Candidate, others: str, *, first: bool) -> list[Action]:
    options: dict[str, str | Sequence[str]] = {candidate.option: [f"+{candidate.text}"]}
    return amend_button(f"With “{candidate.text}”", watch, options, primary=first, others=others)


def effect(gain: Gain) -> str:
    """``+7 items in 30 days (5 of 6 stories it is in already): “…” and “…”``. Pure."""
    shown = (f"“{shorten(squeeze(each.title or each.content), 60)}”" for each in gain.items[:2])
    stories = count_of(gain.stories, "story", "stories")
    own = f"{gain.own:,} of {stories} it is in already"
    known = own if gain.own else f"{stories} it isn't in yet"
    return f"+{count_of(len(gain.items), 'item')} in {DAYS} days ({known}): {' and '.join(shown)}"


def _yaml(found: _Found) -> str:
    names: dict[str, list[str]] = {}
    for gain in found.gains:
        names.setdefault(gain.candidate.option, []).append(gain.candidate.text)
    topic = found.watch.kind == "topic"
    return "; ".join(
        f"{'any' if topic and key == 'aliases' else key}: [{', '.join(map(yaml_text, each))}]"
        for key, each in names.items()
    )


def _nothing(found: _Found) -> str:
    stories = count_of(found.stories, "story", "stories")
    if not found.missed:
        return f"No name to add: every report of its {stories} in {DAYS} days has one already."
    return (
        f"No other name stands for it: {count_of(found.missed, 'report')} of its {stories} "
        f"in {DAYS} days {'has' if found.missed == 1 else 'have'} none of its names."
    )


MORE = Command(
    name="more",
    summary="Find more like an alert: proposes other names, with what each would add",
    audience="editor",
    params=(
        Param(
            name="alert", kind="alert", summary="its reference or headline; without: the last here"
        ),
    ),
    run=run,
    other_names=("more like this", "more-like-this"),
    examples=("more", "more Xiaomi factory", "more a7k2m9qx4tn"),
)
