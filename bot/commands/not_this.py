"""``not-this``: an alert that missed the point → ways to keep such news out, each with what it
would have stopped besides."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.card import Action, Card, Line, line
from bot.commands.alerts import alert_with_news
from bot.commands.amend import amend_button
from bot.commands.build import with_watch
from bot.commands.command import Arguments, Command, Context, Param, quoted
from bot.commands.earlier import DAYS, READ, earlier, of_other_names
from bot.commands.edits import Change, preview_blocks, propose
from bot.commands.evidence import best_of_each
from bot.commands.narrowing import Choice, Way, choices
from bot.commands.narrowing_words import effect, label, what
from bot.commands.phrases import yaml_text
from bot.commands.preview import Side, preview
from bot.commands.say import bold, bullets, button, card, code, dim, filed, small
from bot.commands.view import View, feed_name, fold
from bot.errors import CommandError
from bot.matching import Matcher
from bot.model import Item, Mention, Request, Watch

_WATCHES = 3
_CHOICES = 3
"""For each watch."""
_MUTED = "1w"
_PHRASE = "a phrase that means something else is given as not-this exclude:…"


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    reference, phrase = arguments.text("alert"), arguments.text("exclude")
    return await not_this(context, request, reference, phrase)


async def not_this(context: Context, request: Request, reference: str, phrase: str) -> Card:
    """The ways to choose from, or with a phrase the edit to save."""
    view = View(context.catalogue(), request)
    view.require_editor("change what matches")
    alert, item, mentions = await alert_with_news(context, view, reference, hint=_PHRASE)
    known = [each for each in best_of_each(mentions) if each.watch_id in view.watches]
    if not known:
        raise CommandError(
            "No name matched there that could be made stricter",
            hint="a figure watch is changed with watch edit <name> when:…",
        )
    if phrase:
        return await _exclude(context, view, known, phrase)
    story = await context.store.story(alert.story_id)
    outlets = len({each.source for each in story.sources}) if story else 1
    found = [
        await _found(context, view, view.watches[each.watch_id], item, each, outlets)
        for each in known[:_WATCHES]
    ]
    return _card(view, alert.id, found)


# ── the choices ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """What can be done about one watch."""

    watch: Watch
    counts: bool
    """By the watch as it is now."""
    mention: Mention
    choices: Sequence[Choice]
    outlet: str
    beside: int
    """Alerts of other names that a mute of the outlet would stop."""


async def _found(
    context: Context, view: View, watch: Watch, item: Item, mention: Mention, outlets: int
) -> _Found:
    history = await earlier(context, view, watch, without=item)
    read = replace(item, content=item.content[:READ])
    found = await asyncio.to_thread(choices, watch, read, history, outlets)
    feed = view.catalogue.feeds.get(item.feed_id)
    # A feed that is gone brings nothing that could be muted.
    found = [each for each in found if each.way.kind != "mute" or feed is not None]
    muting = any(each.way.kind == "mute" for each in found)
    return _Found(
        watch=watch,
        counts=bool(Matcher.compile([watch]).match(read.title, read.content)),
        mention=mention,
        choices=found[:_CHOICES],
        outlet=feed_name(feed) if feed else item.source,
        beside=await of_other_names(context, view, watch, item.feed_id) if muting else 0,
    )


def _card(view: View, alert_id: str, found: Sequence[_Found]) -> Card:
    lines: list[Line] = []
    actions: list[Action] = []
    # Another name may have to be seen to as well; one way is enough for each.
    others = f"not-this {alert_id}" if len(found) > 1 else ""
    for each in found:
        where = _read_only(view, each.watch)
        lines.append(line(bold(each.watch.name), f" matched “{each.mention.text}”", dim(where)))
        for choice in each.choices:
            words = what(choice.way, each.outlet)
            lines.append(
                line(words, dim(f" · {effect(choice, DAYS, beside=_beside(each, choice))}"))
            )
            if where and choice.way.kind != "mute":
                lines.append(line("there, write ", code(_yaml(choice.way))))
            actions += _button(choice.way, each, others, read_only=bool(where), first=not actions)
        if not each.choices:
            lines.append(_nothing(each, read_only=bool(where)))
    how = [small("A press applies it; ", code("undo"), " takes it back.")] if actions else []
    actions.append(button("Mute instead", f"mute {alert_id}", primary=not actions))
    return card(
        "What shall not count any more?",
        bullets(lines, shown=len(lines)),
        *how,
        actions=actions,
        ref=alert_id,
    )


def _beside(found: _Found, choice: Choice) -> int:
    return found.beside if choice.way.kind == "mute" else 0


def _button(way: Way, found: _Found, others: str, *, read_only: bool, first: bool) -> list[Action]:
    text = label(way, found.outlet)
    if way.kind == "mute":
        return [button(text, f"mute feed {way.values[0]} {_MUTED}", primary=first)]
    return (
        []
        if read_only
        else amend_button(text, found.watch, _options(way), primary=first, others=others)
    )


def _options(way: Way) -> Mapping[str, str | Sequence[str]]:
    """The options of ``watch edit`` that make the way's watch."""
    match way.kind:
        case "exclude":
            return {"exclude": [f"+{each}" for each in way.values]}
        case "context":
            return {"context": way.values}
        case "exact":
            return {"fuzzy": "no"}
    left = way.watch
    return {
        "aliases": left.aliases or "none",
        "tickers": left.tickers or "none",
        "handles": left.handles or "none",
    }


def _yaml(way: Way) -> str:
    """What to write for a watch that stands in a file."""

    def listed(values: Sequence[str]) -> str:
        return f"[{', '.join(map(yaml_text, values))}]"

    match way.kind:
        case "exclude" | "context":
            return f"{way.kind}: {listed(way.values)}"
        case "exact":
            return "fuzzy: false"
    key = "any" if way.watch.kind == "topic" else "aliases"
    return f"{key}: {listed(way.watch.aliases)}"


def _nothing(found: _Found, *, read_only: bool) -> Line:
    watch = found.watch
    if not found.counts:
        return line("That doesn't count there any more: it was changed since.")
    return line(
        "No words beside it are particular to it. If only some of its news is meant, ",
        "give words that stand near the right one, as ",
        code("context: …" if read_only else f"watch edit {quoted(watch.name)} context:…"),
        "; else mute the story.",
    )


def _read_only(view: View, watch: Watch) -> str:
    watchlist = view.list_of(watch)
    if watchlist.origin.editable:
        return ""
    return f" · read-only here, from {filed(watch.origin.where or watchlist.origin.where)}"


# ── a phrase that was typed ──────────────────────────────────────────────────────────────
async def _exclude(context: Context, view: View, mentions: Sequence[Mention], phrase: str) -> Card:
    """The edit that adds the phrase to the watch whose name is in it."""
    inside = [each for each in mentions if fold(each.text) in fold(phrase)]
    if not inside:
        raise CommandError(
            f"“{phrase}” doesn't contain what matched",
            hint=f"give a longer phrase with “{mentions[0].text}” in it",
        )
    old = view.watches[inside[0].watch_id]
    shown = view.list_of(old)
    if not shown.origin.editable:
        where = filed(old.origin.where or shown.origin.where)
        raise CommandError(
            f"{old.name} on {shown.name} comes from a file and is read-only in chat",
            hint=f"add exclude: [{yaml_text(phrase)}] at {where}",
        )
    if fold(phrase) in {fold(each) for each in old.exclude}:
        return card(f"“{phrase}” is kept out already")
    lists = await context.store.watchlists(view.request.scope)
    before = next((each for each in lists if each.id == shown.id), shown)
    new = replace(old, exclude=(*old.exclude, phrase))
    after = with_watch(before, new, replaced=old.id)
    now = context.clock()
    seen = await preview(
        context.store,
        context.catalogue(),
        Side(watch=old, watchlist=before),
        Side(watch=new, watchlist=after),
        now=now,
    )
    summary = f"kept “{phrase}” out of {old.name} on {before.name}"
    return await propose(
        context,
        view.request,
        Change(summary=summary, before=before, after=after),
        title=f"Keep “{phrase}” out of {old.name}?",
        blocks=preview_blocks(seen, view),
    )


NOT_THIS = Command(
    name="not-this",
    summary="Keep news like an alert out: proposes what to exclude, ask for or mute",
    audience="editor",
    params=(
        Param(
            name="alert", kind="alert", summary="its reference or headline; without: the last here"
        ),
        Param(
            name="exclude",
            kind="rest",
            option=True,
            summary="the phrase that means something else",
            hint="apple pie",
        ),
    ),
    run=run,
    other_names=("not this", "notthis"),
    examples=("not-this", "not-this apple harvest", "not-this a7k2m9qx4tn exclude:apple pie"),
)
