"""``not-this``: an alert that missed the point → the phrase that would keep such news out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.card import Action, Card, Line, line
from bot.commands.alerts import alert_named, last_alert
from bot.commands.build import with_watch
from bot.commands.command import Arguments, Command, Context, Param, quoted
from bot.commands.edits import Change, preview_blocks, propose
from bot.commands.evidence import best_of_each
from bot.commands.preview import Side, preview
from bot.commands.say import bold, bullets, button, card, code, dim, small
from bot.commands.view import View, fold
from bot.errors import CommandError
from bot.model import Item, Mention, Request, Watch
from bot.text import is_cjk

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_REACH = 60
"""Characters on either side of a mention in which the neighbouring word is sought."""
_CJK_REACH = 2
_WATCHES = 3


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
    return _choices(view, alert.id, item, known)


def _choices(view: View, alert_id: str, item: Item, mentions: Sequence[Mention]) -> Card:
    lines: list[Line] = []
    actions: list[Action] = []
    for mention in mentions[:_WATCHES]:
        watch = view.watches[mention.watch_id]
        text = item.title if mention.field == "title" else item.content
        phrases = phrases_around(text, mention)
        where = _read_only(view, watch)
        lines.append(line(bold(watch.name), f" matched “{mention.text}”", dim(where)))
        if where:
            lines.append(line("there, write ", code(f"exclude: [{', '.join(phrases)}]")))
            continue
        for phrase in phrases:
            command = f"not-this {alert_id} exclude:{quoted(phrase)}"
            actions.append(button(f"Not in “{phrase}”", command))
    if not actions and not any(_read_only(view, view.watches[m.watch_id]) for m in mentions):
        lines.append(line("No words stand beside it; try watch edit with context: or exclude:"))
    actions.append(button("Mute instead", f"mute {alert_id}"))
    return card(
        "What shall not count any more?",
        bullets(lines),
        small("Nothing is changed before you have seen what it would do."),
        actions=actions,
        ref=alert_id,
    )


def _read_only(view: View, watch: Watch) -> str:
    watchlist = view.list_of(watch)
    if watchlist.origin.editable:
        return ""
    return f" · read-only here, from {watch.origin.where or watchlist.origin.where}"


def phrases_around(text: str, mention: Mention) -> list[str]:
    """The mention with the word after it, and with the word before it: at most two phrases."""
    before = text[max(mention.start - _REACH, 0) : mention.start].rpartition("\n")[2]
    after = text[mention.end : mention.end + _REACH].partition("\n")[0]
    phrases = []
    follows = _next(after)
    if follows:
        phrases.append(text[mention.start : mention.end] + follows)
    leads = _last(before)
    if leads:
        phrases.append(leads + text[mention.start : mention.end])
    return phrases


def _next(after: str) -> str:
    """The word that follows, with what joins it, unless the sentence ends there."""
    if after and is_cjk(after[0]):
        return _cjk_run(after)[:_CJK_REACH]
    found = _WORD.match(after.lstrip(" -’'"))
    if not found or after[:1] not in {" ", "-", "’", "'"}:
        return ""
    return after[: len(after) - len(after.lstrip(" -’'"))] + found[0]


def _last(before: str) -> str:
    if before and is_cjk(before[-1]):
        return _cjk_run(before[::-1])[:_CJK_REACH][::-1]
    words = list(_WORD.finditer(before))
    if not words or before[words[-1].end() :] not in {" ", "-"}:
        return ""
    return before[words[-1].start() :]


def _cjk_run(text: str) -> str:
    end = next((i for i, char in enumerate(text) if not is_cjk(char)), len(text))
    return text[:end]


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
            hint=f"add exclude: [{phrase}] at {old.origin.where or shown.origin.where}",
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
