"""``not-this``: an alert that missed the point → the phrase that would keep such news out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.card import Action, Card, Line, Run, line
from bot.commands.alerts import alert_named, last_alert
from bot.commands.build import with_watch
from bot.commands.command import Arguments, Command, Context, Param, quoted
from bot.commands.edits import Change, preview_blocks, propose
from bot.commands.evidence import best_of_each
from bot.commands.phrases import context_words, phrases_around, yaml_text
from bot.commands.preview import DAYS, Side, preview
from bot.commands.say import bold, bullets, button, card, code, dim, small, some
from bot.commands.view import View, fold, names_of
from bot.errors import CommandError
from bot.matching import Matcher
from bot.model import Item, Mention, Request, Watch
from bot.text import shorten, squeeze

_WATCHES = 3
_LOOKED = 200
"""Recent items of a watch on which a phrase is tried."""
_MOST_HIDDEN = 0.34
"""A phrase that would hide a larger part of a name's other news is not offered."""


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    reference, phrase = arguments.text("alert"), arguments.text("exclude")
    return await not_this(context, request, reference, phrase)


async def not_this(context: Context, request: Request, reference: str, phrase: str) -> Card:
    """The phrases to choose from, or with a phrase the edit to save."""
    view = View(context.catalogue(), request)
    view.require_editor("change what matches")
    alert = await alert_named(context, view, reference)
    if alert is None and reference:
        raise CommandError(f"There is no alert “{reference}”")
    alert = alert or await last_alert(context, view)
    item = await context.store.item(alert.item_id)
    if item is None:
        raise CommandError("The news behind that alert is not stored any more")
    mentions = [m for m in await context.store.mentions(item.id) if m.watch_id in alert.watch_ids]
    known = [each for each in best_of_each(mentions) if each.watch_id in view.watches]
    if not known:
        raise CommandError(
            "No name matched there that could be made stricter",
            hint="a figure watch is changed with watch edit <name> when:…",
        )
    if phrase:
        return await _exclude(context, view, known, phrase)
    return await _choices(context, view, alert.id, item, known)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Phrase:
    """An exclusion that may be meant, with what it would have kept out."""

    text: str
    hidden: tuple[Item, ...]
    """Other recent items of the watch, newest first."""


async def _choices(
    context: Context, view: View, alert_id: str, item: Item, mentions: Sequence[Mention]
) -> Card:
    lines: list[Line] = []
    actions: list[Action] = []
    for mention in mentions[:_WATCHES]:
        watch = view.watches[mention.watch_id]
        others = await _others(context, watch, item)
        where = _read_only(view, watch)
        lines.append(line(bold(watch.name), f" matched “{mention.text}”", dim(where)))
        phrases = await _phrases(watch, item, mention, others)
        for phrase in phrases:
            lines.append(line(f"“{phrase.text}” ", _effect(phrase, len(others))))
            if not where:
                command = f"not-this {alert_id} exclude:{quoted(phrase.text)}"
                actions.append(button(f"Not in “{phrase.text}”", command))
        if phrases and where:
            listed = ", ".join(yaml_text(each.text) for each in phrases)
            lines.append(line("there, write ", code(f"exclude: [{listed}]")))
        if not phrases:
            lines.append(_by_context(watch, item, others, read_only=bool(where)))
    actions.append(button("Mute instead", f"mute {alert_id}", primary=not actions))
    return card(
        "What shall not count any more?",
        bullets(lines, shown=len(lines)),
        small("Nothing is changed before you have seen what it would do."),
        actions=actions,
        ref=alert_id,
    )


async def _others(context: Context, watch: Watch, item: Item) -> list[Item]:
    """Recent items of the watch, without the one in question."""
    since = context.clock() - timedelta(days=DAYS)
    found = await context.store.items_of_watch(watch.id, since=since, limit=_LOOKED)
    return [each for each in found if each.id != item.id and fold(each.title) != fold(item.title)]


async def _phrases(
    watch: Watch, item: Item, mention: Mention, others: Sequence[Item]
) -> list[_Phrase]:
    """Those of the phrases beside the mention that keep most of the other news in."""
    text = item.title if mention.field == "title" else item.content
    around = phrases_around(text, mention)
    tried = await asyncio.to_thread(lambda: [_tried(watch, each, others) for each in around])
    return [each for each in tried if len(each.hidden) <= max(len(others) * _MOST_HIDDEN, 1)]


def _tried(watch: Watch, phrase: str, others: Sequence[Item]) -> _Phrase:
    stricter = Matcher.compile([replace(watch, exclude=(*watch.exclude, phrase))])
    folded = fold(phrase)
    hidden = (
        each
        for each in others
        if folded in fold(f"{each.title} {each.content}")
        and not stricter.match(each.title, each.content)
    )
    return _Phrase(text=phrase, hidden=tuple(hidden))


def _effect(phrase: _Phrase, others: int) -> Run:
    """What would have been hidden with it: the reason to take it, or not to."""
    if not others:
        return dim(f"· nothing else matched in the last {DAYS} days")
    if not phrase.hidden:
        return dim(f"· hides nothing else that matched in the last {DAYS} days")
    shown = some((f"“{shorten(squeeze(each.title), 60)}”" for each in phrase.hidden), shown=2)
    return dim(f"· would also have hidden {len(phrase.hidden)} of {others} in {DAYS} days: {shown}")


def _by_context(watch: Watch, item: Item, others: Sequence[Item], *, read_only: bool) -> Line:
    """Where no phrase is particular: words that stand near the right one."""
    near = context_words(names_of(watch), item, others)
    if not near:
        return line(
            "No words beside it are particular to it. If only some of its news is meant, ",
            "give words that stand near the right one, as ",
            code("context: …" if read_only else f"watch edit {quoted(watch.name)} context:…"),
            "; else mute the story.",
        )
    words = (
        f"context: [{', '.join(map(yaml_text, near))}]"
        if read_only
        else f"watch edit {quoted(watch.name)} context:{','.join(near)}"
    )
    return line(
        "No words beside it are particular to it; the rest of its news speaks of other things, "
        "so words near the right one may tell them apart: ",
        code(words),
    )


def _read_only(view: View, watch: Watch) -> str:
    watchlist = view.list_of(watch)
    if watchlist.origin.editable:
        return ""
    return f" · read-only here, from {watch.origin.where or watchlist.origin.where}"


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
        raise CommandError(
            f"{old.name} on {shown.name} comes from a file and is read-only in chat",
            hint=f"add exclude: [{yaml_text(phrase)}] at {old.origin.where or shown.origin.where}",
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
    summary="Keep news like an alert out: proposes the phrase to exclude",
    audience="editor",
    params=(
        Param(name="alert", kind="alert", summary="its reference; without: the last alert here"),
        Param(
            name="exclude",
            kind="text",
            option=True,
            summary="the phrase that means something else",
            hint="apple pie",
        ),
    ),
    run=run,
    other_names=("not this", "notthis"),
    examples=("not-this", "not-this a7k2m9qx4tn exclude:apple pie"),
)
