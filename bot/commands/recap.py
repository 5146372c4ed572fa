"""``recap``: what mattered in a stretch of time, and the noisiest watch with its mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.alerts.digest import cause, waits_for_itself
from bot.card import Action, Block, Bullets, Card, Line, line
from bot.commands.command import Arguments, Command, Context, Param, quoted
from bot.commands.noise import LEAST, Mend, Tally, mend
from bot.commands.recapped import (
    EVERYWHERE,
    Asked,
    Recap,
    asked,
    correction_line,
    last_before,
    recapped,
)
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
from bot.commands.view import View, near
from bot.commands.weighing import Running
from bot.commands.when import ago, at
from bot.errors import CommandError
from bot.model import Alert, AlertStatus, Request
from bot.text import count_of, shorten, squeeze, without_marker

STORIES = 8
"""On one page."""
FIGURES, DISPUTED, CORRECTIONS = 5, 3, 4
REASONS = 3
RANGES = ("today", "yesterday", "this week", "last week", "24h", "7d", "30d", "since Monday",
          "this month", "last month")  # fmt: skip
"""Offered while somebody types."""
_WIDER = (("today", "Today"), ("7d", "7 days"), ("30d", "30 days"))


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view, now = View(context.catalogue(), request), context.clock()
    what = asked(view, arguments, now)
    if what is None:
        return _unwatched(view, squeeze(arguments.text("name")))
    found = await recapped(context, view, what, now)
    if not found.stories and not found.figures and not found.alerts:
        return await _nothing(context, view, what, now)
    page = arguments.number("page", 1)
    first = (page - 1) * STORIES
    shown = found.stories[first : first + STORIES]
    if page > 1 and not shown:
        raise CommandError(f"There is no page {page}", hint=f"there are {_pages(found)}")
    blocks: list[Block] = [small(_counts(found))] if page == 1 else []
    blocks += _listed(what, shown, now, view.zone)
    if page == 1:
        blocks += _rest(view, found, now, view.zone)
        blocks += _noise(view, found)
    left = len(found.stories) - first - len(shown)
    if len(found.stories) > STORIES:
        blocks.append(small(f"{first + 1}–{first + len(shown)} of {len(found.stories):,}"))
    return card(_title(what, found), *blocks, actions=_actions(view, what, found, page, left))


def _title(what: Asked, found: Recap) -> str:
    least = "at least " if found.full else ""
    count = count_of(len(found.stories), "story", "stories")
    return f"{_whose(what)}: {least}{count}, {what.words}"


def _whose(what: Asked) -> str:
    if what.everywhere:
        return "Recap of all channels"
    return f"Recap of {shorten(what.name, 80)}" if what.name else "Recap of this channel"


def _counts(found: Recap) -> str:
    """``63 reports by 14 outlets · 12 told at once, 9 in digests, 2 waiting``."""
    sources = [source for each in found.stories for source in each.sources]
    outlets = len({source.source for source in sources})
    parts = (
        [f"{count_of(len(sources), 'report')} by {count_of(outlets, 'outlet')}"] if sources else []
    )
    fates = Counter(_fates(each for each in found.alerts if not each.silent).values())
    told = [f"{fates[status]:,} {words}" for status, words in _FATES if fates[status]]
    return " · ".join([*parts, ", ".join(told) or "no alerts"])


def _fates(alerts: Iterable[Alert]) -> dict[str, AlertStatus]:
    """What became of each event: the best of what became of it at several places."""
    order = [status for status, _ in _FATES]
    fates: dict[str, AlertStatus] = {}
    for each in alerts:
        known = fates.get(each.story_id, each.status)
        fates[each.story_id] = min(known, each.status, key=order.index)
    return fates


_FATES = (
    (AlertStatus.OPEN, "told at once"),
    (AlertStatus.DIGESTED, "told in digests"),
    (AlertStatus.HELD, "waiting for a digest"),
    (AlertStatus.DROPPED, "left out of digests"),
)


# ── stories ──────────────────────────────────────────────────────────────────────────────


def _listed(what: Asked, shown: Sequence[Running], now: datetime, zone: ZoneInfo) -> list[Block]:
    named = len(what.watches) > 1
    return [Bullets(tuple(_story(each, named, now, zone) for each in shown))] if shown else []


def _story(found: Running, named: bool, now: datetime, zone: ZoneInfo) -> Line:
    """By its latest event; as corrected where it was."""
    corrected, latest = found.correction, found.latest
    title, url = (
        (without_marker(corrected.title), corrected.url)
        if corrected
        else (latest.title, latest.url)
    )
    outlets = found.outlets
    notes = [at(latest.last_seen, now, zone)]
    if outlets:
        more = f" and {len(outlets) - 1} more" if len(outlets) > 1 else ""
        notes.append(f"{outlets[0]}{more}")
    if len(found.events) > 1:
        notes.append(f"{len(found.events)} developments")
    notes += ["corrected"] if corrected else []
    notes += [found.fate] if found.fate else []
    names = ", ".join(watch.name for watch in found.watches[:3]) if named else ""
    return line(
        headline(title, url), f" · {names}" if names else "", dim(f" · {' · '.join(notes)}")
    )


# ── what else there is ───────────────────────────────────────────────────────────────────


def _rest(view: View, found: Recap, now: datetime, zone: ZoneInfo) -> list[Block]:
    blocks: list[Block] = []
    if found.figures:
        lines = [each.line for each in found.figures]
        blocks += [paragraph(bold("Figures that moved")), _some(lines, FIGURES)]
    if found.disputed:
        lines = [each.line for each in found.disputed]
        blocks += [paragraph(bold("Sources differ")), _some(lines, DISPUTED)]
    if found.corrections:
        lines = [correction_line(*each, now, zone) for each in found.corrections]
        blocks += [paragraph(bold("Corrected")), _some(lines, CORRECTIONS)]
    held = _held(view, found.alerts, now, zone)
    return [*blocks, *held]


def _some(lines: Sequence[Line], most: int) -> Bullets:
    return bullets(lines[:most], shown=most, total=len(lines))


def _held(view: View, alerts: Sequence[Alert], now: datetime, zone: ZoneInfo) -> list[Block]:
    """What was told at once nowhere and why; when what waits is due."""
    told = {each.story_id for each in alerts if each.status is AlertStatus.OPEN}
    held = [each for each in alerts if each.story_id not in told and waits_for_itself(each)]
    if not held:
        return []
    reasons = Counter(reason for _, reason in {(each.story_id, _reason(each)) for each in held})
    said = [
        f"{reason} ({count:,})" if count > 1 else reason
        for reason, count in reasons.most_common(REASONS)
    ]
    waiting = [view.due(each, now) for each in held if each.status is AlertStatus.HELD]
    due = [each for each in waiting if each]
    first = min(due, default=None)
    soon = at(first, now, zone) if first and first > now else "now"
    when = f" · the next digest is due {soon}" if first else ""
    return [small(f"Held back: {', '.join(said)}{when}")]


def _reason(alert: Alert) -> str:
    why = cause(alert)
    return "for a digest" if why.startswith("for the digest") else why


# ── noise ────────────────────────────────────────────────────────────────────────────────


def _noisiest(view: View, found: Recap) -> tuple[Tally, Mend] | None:
    worst = found.noise[0] if found.noise else None
    if worst is None or worst.noise < LEAST or worst.alerts == 0:
        return None
    return worst, mend(worst, view.list_of(worst.watch))


def _noise(view: View, found: Recap) -> list[Block]:
    noisiest = _noisiest(view, found)
    if noisiest is None:
        return []
    worst, how = noisiest
    total = sum(not each.silent for each in found.alerts)
    share = f" of {total:,}" if total > worst.alerts else ""
    words = worst.words.replace(" alerts", f"{share} alerts", 1) if share else worst.words
    told = paragraph(bold("Most noise: "), bold(worst.watch.name), f" made {words}.")
    if _read_only(view, worst):
        where = worst.watch.origin.where or view.list_of(worst.watch).origin.where
        if how.yaml:
            return [
                told,
                paragraph(f"To mend it ({how.why}), write ", code(how.yaml), f" at {filed(where)}"),
            ]
    return [told, paragraph(f"To mend it ({how.why}): ", code(how.command))]


def _read_only(view: View, tally: Tally) -> bool:
    return not view.list_of(tally.watch).origin.editable


def _actions(view: View, what: Asked, found: Recap, page: int, left: int) -> list[Action]:
    actions = []
    if left > 0:
        more = f"Show more ({left:,})"
        actions.append(button(more, what.line(page=page + 1), primary=True))
    noisiest = _noisiest(view, found) if page == 1 else None
    if noisiest is not None and view.may_edit:
        worst, how = noisiest
        if not (how.yaml and _read_only(view, worst)):
            actions.append(button(f"Mend {shorten(worst.watch.name, 30)}", how.command))
    return [*actions, *_other_times(what)]


def _other_times(what: Asked) -> list[Action]:
    return [
        button(label, what.line(when=when)) for when, label in _WIDER if when != what.stretch.text
    ]


def _pages(found: Recap) -> str:
    return count_of(max(-(-len(found.stories) // STORIES), 1), "page")


# ── silence, explained ───────────────────────────────────────────────────────────────────


async def _nothing(context: Context, view: View, what: Asked, now: datetime) -> Card:
    blocks: list[Block] = []
    if what.everywhere and not view.is_named:
        blocks.append(
            small("Of the channels that you are known to read; who is named as editor sees all.")
        )
    elif not what.name and not what.watches:
        blocks.append(
            paragraph("No watchlist posts here; ", code("list"), " shows which there are.")
        )
    last = await last_before(context, view, what)
    if last is not None:
        title, url, when = last
        blocks.append(paragraph(f"The last was {ago(when, now)}: ", headline(title, url)))
    elif what.watches:
        blocks.append(paragraph("There was nothing before it either."))
    feeds = [each for each in await context.store.feeds() if view.sees(each.feed)]
    failing = sum(bool(each.state.failures) for each in feeds)
    if failing:
        blocks.append(
            small(f"{failing} of {count_of(len(feeds), 'feed')} are failing: ", code("status"))
        )
    elif not feeds:
        blocks.append(small("There are no feeds yet: ", code("feed add <address>")))
    where = "anywhere" if what.everywhere else "here"
    title = f"Nothing on {shorten(what.name, 80)}" if what.name else f"Nothing was told {where}"
    return card(
        f"{title}, {what.words}", *blocks, actions=[*_wider(view, what), *_other_times(what)]
    )


def _wider(view: View, what: Asked) -> list[Action]:
    """Where nothing is told, somebody may mean what is told elsewhere."""
    if what.name or what.everywhere or set(view.readable) <= set(what.places):
        return []
    return [button("All channels", f"recap name:{EVERYWHERE} range:{quoted(what.stretch.text)}")]


def _unwatched(view: View, name: str) -> Card:
    """A recap is of what is watched; what isn't can be looked up."""
    names = [*(each.name for each in view.watchlists), *view.names()]
    close = near(name, names)
    blocks = (
        [paragraph(f"Did you mean {' or '.join(f'“{each}”' for each in close)}?")] if close else []
    )
    actions = [button(each, f"recap name:{quoted(each)}") for each in close]
    actions.append(button(f"Look up {shorten(name, 40)}", f"lookup name:{quoted(name)}"))
    if view.may_edit:
        actions.append(button(f"Watch {shorten(name, 40)}", f"watch add {quoted(name)}"))
    return card(
        f"Nothing is watched as “{shorten(name, 80)}”", *blocks, tone="warning", actions=actions
    )


def _names(context: Context, request: Request) -> list[str]:
    view = View(context.catalogue(), request)
    lists = [each.name for each in view.watchlists]
    return list(dict.fromkeys([*lists, *view.names(), EVERYWHERE]))


RECAP = Command(
    name="recap",
    summary="Sum up what mattered: stories, figures that moved, corrections, noise",
    params=(
        Param(
            name="name",
            kind="watch",
            summary="a watched name, a watchlist or everywhere; without: all told in this channel",
            complete=_names,
            hint="Xiaomi",
        ),
        Param(
            name="range",
            kind="range",
            summary="today, this week, 7d, June; without: the last 24 hours, of a name 7 days",
            complete=lambda _context, _request: RANGES,
            hint="this week",
        ),
        Param(name="page", kind="number", option=True, summary="which page of the stories"),
    ),
    run=run,
    other_names=("summary", "catch up", "what happened"),
    examples=(
        "recap",
        "recap today",
        "recap everywhere today",
        "recap Xiaomi this week",
        'recap "EV makers" June',
    ),
)
