"""What happens to a story change at one destination, and why: a pure function and its rules.

A rule looks at the case and answers with a decision, or passes it on. The first answer counts;
the last rule always answers, so nothing that matched is without a recorded reason:

    muted         the story, feed, outlet or every name is muted            → drop
    archive       published long before we saw it                           → drop or hold
    edited        a report that its outlet edited, of what wasn't told here → drop
    known         another report of what was told here                      → update, hold or drop
    corrected     a correction of what was told here                        → reply (and update)
    silent        resembles a told story, nothing shows that it is news     → update, or hold
    scheduled     everything that matched is wanted in a digest             → hold
    quiet         quiet hours                                               → hold
    missed        it came while its feed was not read for long              → hold
    cooling       every name that matched was told of a moment ago          → hold
    flood         the destination had its fill                              → hold
    threaded      news about a story told here                              → reply
    told          everything else                                           → post

``scheduled``, ``quiet``, ``missed``, ``cooling`` and ``flood`` only put off. What is urgent breaks
through, though not through a feed's flood:

                                      digest   quiet hours   a gap   cooldown   budget
    a watch of high severity          yes      yes           yes     yes        up to twice
    a record figure                   yes      yes           yes     yes        up to twice
    a correction of what was told     yes      no            yes     yes        up to twice

A watch of low severity is urgent on no account, and waits from half the budget on. Mutes win
over everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.alerts import muting
from bot.alerts.case import Case
from bot.alerts.routing import Matched
from bot.alerts.state import GAP, DestinationState, Rules
from bot.alerts.times import span
from bot.model import (
    Alert,
    AlertStatus,
    Decision,
    Item,
    Relation,
    StoryChange,
    Verdict,
    believed,
)
from bot.text import count_of

__all__ = ["RULES", "DestinationState", "Rules", "decide"]


def decide(
    change: StoryChange,
    item: Item,
    matched: Sequence[Matched],
    state: DestinationState,
    rules: Rules,
    now: datetime,
) -> Decision:
    """What one story change leads to at one destination.

    ``matched`` are the watches that lead the item there (at least one). A decision names the
    watches it was made for: those that are not muted, or all of them when it is a drop.
    """
    loud, muted = muting.split(matched, state.mutes, state.destination)
    case = Case(
        change=change,
        item=item,
        matched=loud or tuple(matched),
        muted=muted,
        state=state,
        rules=rules,
        now=now,
    )
    for rule in RULES:
        decision = rule(case)
        if decision is not None:
            return _explained(case, decision)
    raise AssertionError("the last rule answers every case")


def _explained(case: Case, decision: Decision) -> Decision:
    """Adds what every reason ends with: what it broke through, the watches, the names left out."""
    if decision.verdict is Verdict.DROP:
        return decision
    why = decision.why
    if decision.verdict in (Verdict.POST, Verdict.REPLY) and case.urgent:
        calm = replace(case, calm=True)
        held = next((each for rule in RESTRAINTS if (each := rule(calm)) is not None), None)
        if held is not None:
            why += f"; at once, because {case.urgent} (else held: {held.why})"
    why += f"; {', '.join(each.watch.name for each in case.matched)}"
    if case.muted:
        why += f" ({', '.join(case.muted)} muted here)"
    return replace(decision, why=why)


# ── what there is nothing to tell of ─────────────────────────────────────────────────────


def _muted(case: Case) -> Decision | None:
    change = case.change
    stories = (change.thread_id, change.story_id, change.related_id)
    mute = muting.mute_of(case.state.mutes, case.state.destination, case.item, stories)
    if mute is not None:
        return case.say(Verdict.DROP, f"{mute.label} is muted until {case.at(mute.until)}")
    names = {muting.fold(each.watch.name) for each in case.matched}
    if names <= set(map(muting.fold, case.muted)):
        return case.say(Verdict.DROP, ", ".join(_name_muted(case, each) for each in case.muted))
    return None


def _name_muted(case: Case, name: str) -> str:
    """``name``: as one of its watches writes it; another may write it otherwise."""
    wanted = muting.fold(name)
    ids = {each.watch.id for each in case.matched if muting.fold(each.watch.name) == wanted}
    mute = muting.muted_name({name, *ids}, case.state.destination, case.state.mutes)
    return f"{name} is muted until {case.at(mute.until)}" if mute else f"{name} is muted"


def _archive(case: Case) -> Decision | None:
    published = believed(case.item.published)
    if published is None or case.own is not None:
        return None
    age = case.item.seen - published
    words = f"published {span(age)} before we first saw it"
    if age > case.rules.archive:
        return case.say(Verdict.DROP, f"{words}: an archive that resurfaced, not news")
    if age > case.rules.late:
        due = _shared_release(case) if case.rules.gap else case.next_chance()
        return case.say(Verdict.HOLD, f"what comes late waits for a digest: {words}", due)
    return None


def _edited(case: Case) -> Decision | None:
    """Other numbers on a page that nobody here was told of are only told to who watches them."""
    if not case.change.edited or case.own is not None or any(each.hits for each in case.matched):
        return None
    return case.say(Verdict.DROP, f"{case.change.why}; the story wasn't told here")


def _known(case: Case) -> Decision | None:
    own = case.own
    if case.change.relation is not Relation.DUPLICATE or own is None:
        return None
    if case.fresh and (case.severe or own.status is not AlertStatus.HELD):
        return None
    match own.status:
        case AlertStatus.OPEN:
            pass
        case AlertStatus.HELD:
            why = f"its story waits for a digest{_due(case, own)}: this report is counted there"
            return _with_what_waits(case, own) or case.say(Verdict.DROP, why)
        case AlertStatus.DIGESTED if case.state.root is None:
            why = "its story was told in a digest, and this adds nothing new"
            return case.say(Verdict.DROP, why)
        case AlertStatus.DROPPED:
            return None
    if case.change.edited:
        return case.say(Verdict.UPDATE, case.change.why)
    return case.say(Verdict.UPDATE, f"also reported by {case.item.source or 'another outlet'}")


def _with_what_waits(case: Case, own: Alert) -> Decision | None:
    """A report of a held story for a watch that it isn't held for: that has a right of its own,
    should the others be muted or removed before the digest; there they are one line."""
    if case.state.told_watches(own.story_id).issuperset(each.watch.id for each in case.matched):
        return None
    return case.say(Verdict.HOLD, WITH_ITS_STORY, _digest_of(case, own) or case.next_chance())


def _digest_of(case: Case, held: Alert) -> datetime | None:
    """When the digest comes that a story waits for; quiet hours may be others since."""
    due = held.release
    return case.outside_quiet(due) if due and due > case.now else None


def _corrected(case: Case) -> Decision | None:
    own = case.own
    if case.change.relation is not Relation.CORRECTION or own is None:
        return None
    if own.status is AlertStatus.HELD and not (case.fresh and case.severe):
        why = f"corrects a story that waits for a digest{_due(case, own)}: it is shown there"
        return _with_what_waits(case, own) or case.say(Verdict.DROP, why)
    if own.status is AlertStatus.OPEN:
        if case.quiet_until() is not None and not case.severe:
            why = "a correction in quiet hours: the card changes silently"
            return case.say(Verdict.UPDATE, why)
        if _flood(case) is not None:
            why = "a correction where much comes at once: the card changes silently"
            return case.say(Verdict.UPDATE, why)
        return case.say(Verdict.REPLY, f"a correction: {case.change.why}")
    return None


def _silent(case: Case) -> Decision | None:
    if case.change.relation is not Relation.FOLLOW_UP or case.change.loud or case.fresh:
        return None
    if case.entering:  # who wasn't in the story until now is news, whatever the words resemble
        return None
    if case.state.root is not None:
        return case.say(Verdict.UPDATE, f"perhaps no news of a story told here: {case.change.why}")
    held = case.state.held
    if held is not None and (due := _digest_of(case, held)):
        return case.say(Verdict.HOLD, f"perhaps no news: {WITH_ITS_STORY}", due)
    if held is not None or case.state.digested is not None:
        why = "perhaps no news: its story was told in a digest, so it waits for the next"
        return case.say(Verdict.HOLD, why, case.next_chance())
    return None


# ── what is put off ──────────────────────────────────────────────────────────────────────


def _scheduled(case: Case) -> Decision | None:
    due = case.digest_due()
    if due is None or case.urgent:
        return None
    return case.say(Verdict.HOLD, f"for the digest at {case.at(due)}", due)


def _quiet(case: Case) -> Decision | None:
    until = case.quiet_until()
    if until is None or case.severe:
        return None
    return case.say(Verdict.HOLD, f"{_QUIET} {case.at(until)}", until)


def _missed(case: Case) -> Decision | None:
    """With what else was missed, of other feeds too: that is read within minutes."""
    published = case.item.published
    live = published is not None and case.now - published <= case.rules.live
    if not case.rules.gap or case.urgent or live:
        return None
    return case.say(Verdict.HOLD, case.rules.gap, _shared_release(case))


def _cooling(case: Case) -> Decision | None:
    if case.urgent:
        return None
    ends = [_cool_at(case, each) for each in case.matched]
    until = min(ends, default=case.now)
    if until <= case.now:
        return None
    names = ", ".join(each.watch.name for each in case.matched[:3])
    why = f"{_COOLDOWN} {names} until {case.at(until)}"
    return case.say(Verdict.HOLD, why, case.outside_quiet(until))


def _cool_at(case: Case, matched: Matched) -> datetime:
    """When a message about the watch may come again; not after ``now``: already."""
    cooldown = case.rules.cooldown_at(case.state.destination, matched)
    sent = [each.created for each in _sent(case) if matched.watch.id in each.watch_ids]
    return max(sent) + cooldown if sent and cooldown else case.now


def _flood(case: Case) -> Decision | None:
    if case.rules.flood:
        return case.say(Verdict.HOLD, case.rules.flood, _shared_release(case))
    budget = case.rules.budget_at(case.state.destination)
    sent = sum(each.created > case.now - budget.window for each in _sent(case))
    most, part = budget.messages, "the budget"
    if case.urgent:
        most, part = 2 * budget.messages, "twice the budget"
    elif case.minor:
        most, part = -(-budget.messages // 2), "half the budget, which low severity may use,"
    if sent < most:
        return None
    why = f"{_OVER} {part} of {count_of(budget.messages, 'message')} within {span(budget.window)}"
    return case.say(Verdict.HOLD, why, _shared_release(case))


RESTRAINTS: tuple[Callable[[Case], Decision | None], ...] = (
    _scheduled,
    _quiet,
    _missed,
    _cooling,
    _flood,
)


# ── what is told ─────────────────────────────────────────────────────────────────────────


def _threaded(case: Case) -> Decision | None:
    if case.change.relation is Relation.NEW or case.state.root is None:
        return None
    first = next(iter(case.fresh), None)
    if first is not None and first.hits:
        return case.say(Verdict.REPLY, f"a figure you watch: {first.why}")
    if first is None and not case.change.loud:
        first = next(iter(case.entering), None)
    if first is not None:
        return case.say(Verdict.REPLY, f"the first report of this story on {first.watch.name}")
    if case.change.relation is Relation.DUPLICATE:
        return case.say(Verdict.REPLY, "the first report of this development that matches here")
    return case.say(Verdict.REPLY, f"news about a story told here: {case.change.why}")


def _told(case: Case) -> Decision | None:
    if case.change.relation is Relation.NEW:
        return case.say(Verdict.POST, f"a new story: {case.change.why}")
    return case.say(Verdict.POST, f"the first of this story here: {case.change.why}")


RULES: tuple[Callable[[Case], Decision | None], ...] = (
    _muted,
    _archive,
    _edited,
    _known,
    _corrected,
    _silent,
    *RESTRAINTS,
    _threaded,
    _told,
)


# ── helpers ──────────────────────────────────────────────────────────────────────────────


def _sent(case: Case) -> list[Alert]:
    """The messages of late; a card that grew made no sound."""
    recent = case.state.recent
    return [each for each in recent if each.status is AlertStatus.OPEN and not each.silent]


def _shared_release(case: Case) -> datetime:
    """With those already held by the budget, so that one digest tells them all."""
    window = case.rules.budget_at(case.state.destination).window
    latest = case.now + min(window, _PATIENCE)
    due = [alert.release for alert in case.state.recent if alert.status is AlertStatus.HELD]
    first = min((when for when in due if when and case.now < when <= latest), default=latest)
    return case.outside_quiet(first)


_PATIENCE = timedelta(hours=1)
"""For which overflow waits at most, however long the budget's window is."""


_QUIET, _COOLDOWN, _OVER = "quiet hours until", "cooldown of", "over"
PUT_OFF = tuple(f"{each} " for each in (_QUIET, GAP, _COOLDOWN, _OVER))
"""How the reasons of ``quiet``, ``missed``, ``cooling`` and ``flood`` begin. What other rules
hold (by wish, not news any more, a look-alike) belongs into digests."""
WITH_ITS_STORY = "it waits with its story"
"""For which a report is held that is held for nothing of its own."""


def _due(case: Case, alert: Alert) -> str:
    return f" due at {case.at(alert.release)}" if alert.release else ""
