"""``mute`` and ``unmute``: silence for a name, a story or a feed, here, for a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.card import Card, Run, line
from bot.commands.alerts import alert_named, alerts_here, story_of, url_in
from bot.commands.command import Arguments, Command, Context, Param, quoted
from bot.commands.edits import Change, save_now, saved
from bot.commands.say import bold, bullets, button, card, code, small, some
from bot.commands.suggested import muteable, muted
from bot.commands.view import View, fold, host_of, suggestion
from bot.commands.when import at, length
from bot.errors import CommandError
from bot.model import CONSOLE, Alert, Mute, MuteKind, Request, make_id
from bot.text import shorten, squeeze

DEFAULT = timedelta(days=1)
_BUTTONS = 4
_KINDS: tuple[MuteKind, ...] = ("name", "story", "feed", "source")
_WORDS: Mapping[str, MuteKind] = {each: each for each in _KINDS} | {"outlet": "source"}


@dataclass(frozen=True, slots=True)
class Target:
    kind: MuteKind
    target: str
    label: str


async def mute(context: Context, request: Request, arguments: Arguments) -> Card:
    view, now = View(context.catalogue(), request), context.clock()
    span, said = arguments.span("time") or DEFAULT, "time" in arguments
    text, kind = _split_kind(arguments.text("what"), arguments.text("kind"))
    if not kind:
        alert = await alert_named(context, view, text)
        if alert is not None:
            return await _choice(context, view, alert)
        if not text:
            return await _what_is(context, view, now)
    target = await _target(context, view, text, kind)
    before = _running(await context.store.mutes(now), target, view.address)
    after = Mute(
        id=before.id if before else make_id("m", view.address, target.kind, target.target),
        kind=target.kind,
        target=target.target,
        label=target.label,
        scope=request.scope,
        destination=view.address,
        until=now + span,
        by=request.user.id,
        created=now,
    )
    until = at(after.until, now, view.zone)
    summary = f"muted {target.label} until {until}"
    edit = await save_now(context, request, Change(summary=summary, before=before, after=after))
    word = f"{target.kind} {target.label}" if target.kind in {"feed", "story"} else target.label
    notes = [
        small(f"{_where(view)} For {length(span)}; everything is still stored and found by lookup.")
    ]
    if not said:
        notes.append(small("Another time: add 1h, 3d, 1w or until 18:00 to the command."))
    return saved(edit, *notes, title=f"Muted {word} until {until}")


def _where(view: View) -> str:
    if view.request.direct:
        return "Only in your direct messages."
    if view.request.platform == CONSOLE.platform:
        return "On this console."
    return "For everybody in this channel."


def _split_kind(text: str, given: str) -> tuple[str, MuteKind | None]:
    """``story a7k2`` → the alert's story; a name may start with such a word when quoted."""
    first, _, rest = squeeze(text).partition(" ")
    for word, kind in _WORDS.items():
        if given == kind:
            return squeeze(text), kind
        if not given and first.lower() == word and (rest or kind == "story"):
            return rest, kind
    return squeeze(text), None


async def _target(context: Context, view: View, text: str, kind: MuteKind | None) -> Target:
    if kind == "story" or (kind is None and url_in(text)):
        return await _story(context, view, text)
    if kind == "source":
        return await _outlet(context, view, text)
    watches = [] if kind == "feed" else view.watches_named(text)
    if watches:
        return Target("name", fold(watches[0].name), watches[0].name)
    feeds = [] if kind == "name" else view.feeds_named(text)
    if feeds:
        return Target("feed", feeds[0].id, feeds[0].name or host_of(feeds[0].url))
    if kind == "feed":
        names = [each.name or host_of(each.url) for each in view.feeds]
        raise CommandError(f"There is no feed “{text}”", hint=suggestion(text, names))
    outlets = [name for each in view.feeds if (name := each.name or host_of(each.url))]
    own = [watch.name for watch in view.watches.values()]
    raise CommandError(
        f"Nothing is watched as “{text}”, and no feed is named so",
        hint=suggestion(text, [*view.names(), *outlets], list(dict.fromkeys(own))),
    )


async def _outlet(context: Context, view: View, text: str) -> Target:
    """By the name that its reports carry: to mute what nobody is called would do nothing."""
    seen = [each for each in await context.store.feeds() if view.sees(each.feed)]
    names = [view.catalogue.source_name(each.feed, each.state.title) for each in seen]
    for name in names:
        if fold(name) == fold(text):
            return Target("source", fold(name), name)
    raise CommandError(f"There is no outlet “{text}”", hint=suggestion(text, names))


async def _story(context: Context, view: View, text: str) -> Target:
    story_id = await story_of(context, view, text, view.request)
    story = await context.store.story(story_id)
    if story is None:
        raise CommandError("That story is not stored any more")
    return Target("story", story.thread_id, f"“{shorten(squeeze(story.title), 80)}”")


async def _choice(context: Context, view: View, alert: Alert) -> Card:
    """An alert can be silenced in several ways: by name, by story, by feed."""
    catalogue = view.catalogue
    names = [catalogue.names[each] for each in alert.watch_ids if each in catalogue.names]
    actions = [button(f"{name}, 1 day", f'mute name "{name}" 1d') for name in names[:3]]
    actions.append(button("This story, 1 week", f"mute story {alert.id} 1w"))
    item = await context.store.item(alert.item_id)
    if item is not None and item.feed_id in catalogue.feeds:
        actions.append(button(f"{item.source}, 1 day", f"mute feed {item.feed_id} 1d"))
    return card("What is to be quiet here?", small(_where(view)), actions=actions)


async def _what_is(context: Context, view: View, now: datetime) -> Card:
    """What is muted here, and how to mute and unmute: the answer to either word alone."""
    here = [each for each in await context.store.mutes(now) if each.destination == view.address]
    lines = [line(bold(m.label), f" ({m.kind}) until {at(m.until, now, view.zone)}") for m in here]
    actions = [button(f"Unmute {each.label}", f"unmute {each.id}") for each in here[:_BUTTONS]]
    newest = await alerts_here(context, view, limit=1)
    if newest:
        actions.append(button("Mute the last alert here", f"mute {newest[0].id}"))
    return card(
        "Muted here" if here else "Nothing is muted here",
        *([bullets(lines)] if lines else []),
        small("To mute a name, a feed or a story: ", *_how(view)),
        actions=actions,
    )


def _how(view: View) -> list[str | Run]:
    names = [watch.name for watch in view.watches.values()]
    name = quoted(names[0]) if names and " " in names[0] else names[0] if names else "Tesla"
    return [code(f"mute {name} 2h"), ", ", code("mute feed …"), " or ", code("mute story"), "."]


def _running(mutes: list[Mute], target: Target, address: str) -> Mute | None:
    for each in mutes:
        if (each.kind, each.target, each.destination) == (target.kind, target.target, address):
            return each
    return None


# ── unmute ───────────────────────────────────────────────────────────────────────────────


async def unmute(context: Context, request: Request, arguments: Arguments) -> Card:
    view, now = View(context.catalogue(), request), context.clock()
    here = [each for each in await context.store.mutes(now) if each.destination == view.address]
    text = squeeze(arguments.text("what"))
    if not here or not text:
        return await _what_is(context, view, now)
    if fold(text) in {"all", "everything"}:
        return await _unmute_all(context, request, here)
    wanted = fold(text.removeprefix("name ").removeprefix("feed ").removeprefix("story "))
    found = [each for each in here if wanted in {each.id, each.target, fold(each.label)}]
    if not found:
        targets = {fold(watch.name) for watch in view.watches_named(text)}
        targets |= {feed.id for feed in view.feeds_named(text)}
        found = [each for each in here if each.target in targets]
    if not found:
        labels = [each.label for each in here]
        raise CommandError(f"“{text}” is not muted here", hint=suggestion(text, labels))
    change = Change(summary=f"unmuted {found[0].label}", before=found[0])
    return saved(await save_now(context, request, change))


async def _unmute_all(context: Context, request: Request, here: Sequence[Mute]) -> Card:
    """One edit each: each can be undone by itself."""
    for each in here:
        change = Change(summary=f"unmuted {each.label}", before=each)
        await save_now(context, request, change)
    return card(
        f"Unmuted {some((each.label for each in here), shown=5)}",
        small("To take one back: ", code("undo")),
        tone="good",
    )


MUTE = Command(
    name="mute",
    summary="Silence a name, a story or a feed here for a time",
    audience="personal",
    params=(
        Param(
            name="what",
            kind="watch",
            summary="a watched name, a feed, or an alert's reference; without: shows what is muted",
            complete=muteable,
        ),
        Param(name="time", kind="duration", summary="how long, default a day", hint="2h"),
        Param(
            name="kind",
            kind="choice",
            option=True,
            choices=_KINDS,
            synonyms={"outlet": "source"},
            summary="what is meant, where a word could be several",
        ),
    ),
    run=mute,
    other_names=("silence", "snooze", "quiet"),
    examples=("mute", "mute Tesla 2h", "mute feed CnEVPost until 18:00", "mute story 1w"),
)
UNMUTE = Command(
    name="unmute",
    summary="End a mute, or show what is muted here",
    audience="personal",
    params=(
        Param(
            name="what",
            kind="watch",
            summary="what is muted, or all; without: shows what is",
            complete=muted,
        ),
    ),
    run=unmute,
    other_names=("mutes", "muted"),
    examples=("unmute", "unmute Tesla", "unmute all"),
)
