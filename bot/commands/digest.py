"""``digest``: what waits to be told here, and when and how loudly this place is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.alerts.routing import manner_of
from bot.alerts.state import Rules
from bot.alerts.times import next_digest, quiet_until, zone_of
from bot.card import Action, Block, Card, Line, line
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.edits import Change, save_now, saved
from bot.commands.say import (
    bold,
    bullets,
    button,
    card,
    code,
    dim,
    filed,
    headline,
    paragraph,
    small,
)
from bot.commands.view import View, fold, suggestion
from bot.commands.when import at
from bot.commands.wishing import described, mentioned, said, wish
from bot.config.wishes import (
    budget,
    cooldown,
    deliver,
    quiet_hours,
    timezone,
    written_budget,
    written_cooldown,
    written_deliver,
    written_quiet_hours,
)
from bot.errors import CommandError
from bot.model import (
    CONSOLE,
    Alert,
    AlertStatus,
    Arrangement,
    Destination,
    Preferences,
    Request,
    make_id,
)
from bot.text import count_of

WAITING = 200
"""Held alerts that are counted."""
SHOWN = 8
CHOICES = ("at once", "hourly", "daily 08:00", "weekly Mon 08:00", "now", "default")
_NOW = frozenset({"now", "send", "send now"})
_OFF = frozenset({"off", "none", "stop", "no"})
_RESET = frozenset({"default", "reset", "as the others"})
_WISHES = ("quiet", "budget", "cooldown", "timezone", "mention")


@dataclass(frozen=True, slots=True)
class _Place:
    """The destination that is meant, and what may be said of it."""

    destination: Destination
    own: bool
    """It is the direct messages of whoever asks."""
    words: str

    @property
    def name(self) -> str:
        return self.destination.name


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    place = _place(view, arguments.text("for"))
    text = arguments.text("when").strip()
    if text.lower() in _NOW:
        return await _send(context, view, place)
    if text or any(each in arguments for each in _WISHES):
        return await _set(context, view, place, text, arguments)
    return await _show(context, view, place)


def _place(view: View, named: str) -> _Place:
    """Here; one's own direct messages; at the console any destination."""
    request, catalogue = view.request, view.catalogue
    at_console = request.platform == CONSOLE.platform
    if (fold(named) == "me" and not at_console) or (request.direct and not named):
        words = "in your direct messages"
        return _Place(catalogue.destination(request.user.id), True, words)
    if fold(named) in {"", "here", "me", fold(view.place)}:
        return _Place(catalogue.destination(view.place), False, "here")
    if at_console and named in catalogue.destinations:
        return _Place(catalogue.destination(named), False, f"at {named}")
    choices = ["here", "me", *(catalogue.destinations if at_console else ())]
    raise CommandError(f"There is no “{named}” to tell", hint=suggestion(named, choices))


# ── show ─────────────────────────────────────────────────────────────────────────────────


async def _show(context: Context, view: View, place: _Place) -> Card:
    blocks: list[Block] = [paragraph(line_) for line_ in _settings(context, view, place)]
    own = _own_ways(view, place)
    if own:
        blocks += [paragraph("Told in a way of their own:"), bullets(own, shown=SHOWN)]
    held = await _held(context, place)
    zone = _zone(view, place)
    if held:
        due = [_due(view, each, context.clock(), zone) for each in held]
        same = f" · {due[0]}" if len(set(due)) == 1 < len(due) else ""
        lines = [
            await _waits(context, each, "" if same else words)
            for each, words in zip(held[:SHOWN], due, strict=False)
        ]
        least = "at least " if len(held) == WAITING else ""
        count = least + count_of(len(held), "story", "stories")
        blocks.append(paragraph(bold(f"{count} waiting"), dim(same) if same else ""))
        blocks.append(bullets(lines, shown=SHOWN, total=len(held)))
    else:
        blocks.append(paragraph("Nothing waits."))
    blocks.append(
        small("Change it with ", code("digest daily 08:00"), ", ", code("digest at once"), " or ",
              code("digest quiet:22:00-07:00"), ".")
    )  # fmt: skip
    return card(_title(view, place), *blocks, actions=_buttons(view, place, waiting=bool(held)))


def _title(view: View, place: _Place) -> str:
    every = Rules.of(view.catalogue.settings).deliver_at(place.destination)
    when = "At once" if every.every == "at once" else f"Digest: {written_deliver(every)}"
    return f"{when}, {place.words}"


def _settings(context: Context, view: View, place: _Place) -> list[str]:
    rules, now = Rules.of(view.catalogue.settings), context.clock()
    destination = place.destination
    quiet, zone = rules.quiet_hours_at(destination), rules.timezone_at(destination)
    pause = destination.preferences.cooldown
    parts = [
        f"quiet hours {written_quiet_hours(quiet)}"
        if quiet and quiet.start != quiet.end
        else "no quiet hours",
        f"at most {written_budget(rules.budget_at(destination))}, the rest as a digest",
    ]
    pause = rules.cooldown if pause is None else pause
    parts += [f"cooldown {written_cooldown(pause)}"] if pause else []
    mentions = destination.preferences.mention
    parts += [f"mentions {', '.join(mentions)}"] if mentions else []
    parts.append(zone)
    lines = [" · ".join(parts)]
    ends = quiet_until(quiet, zone, now)
    if ends is not None:
        lines.append(f"These are quiet hours, until {at(ends, now, zone_of(zone))}.")
    due = next_digest(rules.deliver_at(destination), zone, now)
    if due is not None:
        lines.insert(0, f"The next digest is due {at(due, now, zone_of(zone))}.")
    return lines


def _own_ways(view: View, place: _Place) -> list[Line]:
    """Watches that come here and wish something else than the place does."""
    lists = view.followed if place.own else view.watchlists
    return [
        line(bold(watch.name), f": {', '.join(wishes)}")
        for each in lists
        if place.name in {to.name for to in view.catalogue.destinations_of(each)}
        for watch in each.watches
        if (wishes := described(manner_of(watch, each)))
    ]


async def _held(context: Context, place: _Place) -> list[Alert]:
    found = await context.store.alerts(
        destination=place.name, status=AlertStatus.HELD, limit=WAITING
    )
    return sorted(found, key=lambda each: each.created)


def _due(view: View, alert: Alert, now: datetime, zone: ZoneInfo) -> str:
    """When it is told and why not now: ``due 18:00 · quiet hours until 18:00``."""
    moment = view.due(alert, now)
    due = f"due {at(moment, now, zone)}" if moment else "due now"
    why = alert.why.split(";")[0]
    return due if why.startswith("for the digest") else f"{due} · {why}"


async def _waits(context: Context, alert: Alert, due: str) -> Line:
    item = await context.store.item(alert.item_id)
    title, url = (item.title, item.url) if item else ("a story that is not stored any more", "")
    return line(headline(title, url), dim(f" · {due}" if due else ""))


def _buttons(view: View, place: _Place, *, waiting: bool) -> list[Action]:
    if not (place.own or view.may_edit):
        return []
    whom = "" if place.words == "here" else f" for:{'me' if place.own else place.name}"
    actions = [button("Send now", f"digest now{whom}", primary=True)] if waiting else []
    every = Rules.of(view.catalogue.settings).deliver_at(place.destination).every
    for label, text in (("At once", "at once"), ("Hourly", "hourly"), ("Daily", "daily 08:00")):
        if not text.startswith(every):
            actions.append(button(label, f"digest {text}{whom}"))
    return actions


def _zone(view: View, place: _Place) -> ZoneInfo:
    return zone_of(Rules.of(view.catalogue.settings).timezone_at(place.destination))


# ── send ─────────────────────────────────────────────────────────────────────────────────


async def _send(context: Context, view: View, place: _Place) -> Card:
    if not place.own:
        view.require_editor("send what waits here")
    count = await context.store.hasten_held(place.name)
    if not count:
        return card(f"Nothing waits {place.words}")
    await context.release_now()
    return card(
        f"{count_of(count, 'story', 'stories')} on the way",
        small(f"{'As one digest; w' if count > 1 else 'W'}hat was muted meanwhile is left out."),
        tone="good",
    )


# ── set ──────────────────────────────────────────────────────────────────────────────────


async def _set(
    context: Context, view: View, place: _Place, text: str, arguments: Arguments
) -> Card:
    if not place.own:
        view.require_editor("change how this place is told")
    before = view.catalogue.arrangements.get(place.name)
    preferences = before.preferences if before else Preferences()
    wanted = _wanted(preferences, text, arguments)
    _refuse_files(view, place, preferences, wanted)
    after = Arrangement(
        id=make_id("q", place.name),
        destination=place.name,
        preferences=wanted,
        scope=view.request.scope,
    )
    if wanted == preferences:
        return await _show(context, view, place)
    summary = f"set how {'their direct messages are' if place.own else f'{place.name} is'} told"
    change = Change(
        summary=f"{summary}: {_words(wanted) or 'as everywhere'}",
        before=before,
        after=None if wanted == Preferences() else after,
    )
    edit = await save_now(context, view.request, change)
    view = View(context.catalogue(), view.request)
    place = replace(place, destination=view.catalogue.destination(place.name))
    notes: list[Block] = [paragraph(each) for each in _settings(context, view, place)]
    notes += await waiting_note(context, view, place.name)
    return saved(edit, *notes, title=_title(view, place))


async def waiting_note(context: Context, view: View, destination: str) -> list[Block]:
    """That what waits there keeps the time it was given, however the place is told from now on;
    unless quiet hours are then."""
    held = await context.store.alerts(
        destination=destination, status=AlertStatus.HELD, limit=WAITING
    )
    if not held:
        return []
    now = context.clock()
    longer = sum(view.due(each, now) != each.release for each in held)
    parts = [
        (len(held) - longer, "story keeps its time", "stories keep their times"),
        (longer, "story waits until quiet hours end", "stories wait until quiet hours end"),
    ]
    said = ", ".join(count_of(*part) for part in parts if part[0])
    return [small(f"What waits already: {said}. To have it now: ", code("digest now"))]


def _wanted(before: Preferences, text: str, arguments: Arguments) -> Preferences:
    if text.lower() in _RESET:
        before, text = Preferences(), ""
    if text.lower() in _OFF:
        text = "at once"
    return Preferences(
        deliver=said(text, deliver) if text else before.deliver,
        quiet_hours=wish(arguments, "quiet", before.quiet_hours, quiet_hours),
        budget=wish(arguments, "budget", before.budget, budget),
        cooldown=wish(arguments, "cooldown", before.cooldown, cooldown),
        timezone=wish(arguments, "timezone", before.timezone, timezone) or "",
        mention=mentioned(arguments, before.mention),
    )


def _refuse_files(view: View, place: _Place, before: Preferences, wanted: Preferences) -> None:
    """What a file says of a destination is the operator's."""
    file = next(
        (each for each in view.catalogue.settings.destinations if each.name == place.name), None
    )
    if file is None:
        return
    written = replace(file.preferences, timezone=file.timezone)
    for key in ("deliver", "quiet_hours", "budget", "cooldown", "mention", "timezone"):
        given = getattr(written, key)
        if given not in (None, (), "") and getattr(wanted, key) != getattr(before, key):
            where = filed(file.origin.where) if file.origin else "tidings.yaml"
            raise CommandError(
                f"“{key}” of {place.name} comes from a file and is read-only in chat",
                hint=f"edit {where}; it is reloaded by itself",
            )


def _words(wanted: Preferences) -> str:
    parts = [written_deliver(wanted.deliver)] if wanted.deliver else []
    if wanted.quiet_hours:
        parts.append(f"quiet {written_quiet_hours(wanted.quiet_hours)}")
    if wanted.budget:
        parts.append(f"budget {written_budget(wanted.budget)}")
    if wanted.cooldown is not None:
        parts.append(f"cooldown {written_cooldown(wanted.cooldown)}")
    parts += [wanted.timezone] if wanted.timezone else []
    parts += [f"mentions {', '.join(wanted.mention)}"] if wanted.mention else []
    return ", ".join(parts)


DIGEST = Command(
    name="digest",
    summary="Show what waits to be told, send it now, or set when and how loudly to be told",
    audience="personal",
    params=(
        Param(
            name="when",
            kind="rest",
            summary="at once, hourly, daily 08:00, weekly Mon 08:00; now sends; default undoes all",
            complete=lambda _context, _request: CHOICES,
            hint="daily 08:00",
        ),
        Param(
            name="quiet",
            kind="text",
            option=True,
            summary="hours in which nothing is posted, or none",
            other_names=("quiet_hours",),
            hint="22:00-07:00",
        ),
        Param(
            name="budget",
            kind="text",
            option=True,
            summary="messages per length of time, the rest as a digest",
            hint="20/10m",
        ),
        Param(
            name="cooldown",
            kind="text",
            option=True,
            summary="for so long after an alert more about the same name waits, or none",
            hint="30m",
        ),
        Param(
            name="timezone",
            kind="text",
            option=True,
            summary="of whoever reads here",
            hint="Europe/Berlin",
        ),
        Param(
            name="mention",
            kind="text",
            option=True,
            many=True,
            summary="who is pinged by every alert here, or none",
            hint="slack:U012AB3CD",
        ),
        Param(
            name="for",
            kind="text",
            option=True,
            summary="me: your own direct messages; without it this channel",
            complete=lambda _context, _request: ["here", "me"],
        ),
    ),
    run=run,
    other_names=("digests", "waiting"),
    examples=(
        "digest",
        "digest daily 08:00",
        "digest quiet:22:00-07:00 for:me",
        "digest now",
    ),
)
