"""Whatever happens through time at a destination, what matched is accounted for, once.

A small world stands in for the store: reports come, names are muted, clocks run on, digests are
due or asked for. The deciding code is the real one.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.times import quiet_until
from bot.model import (
    AlertStatus,
    Budget,
    Deliver,
    Manner,
    Preferences,
    Relation,
    Verdict,
)
from tests.support.alertdata import watch
from tests.support.alertworld import (
    MESSAGES,
    NAMES,
    Report,
    Silence,
    Step,
    World,
    edits,
    lived,
    lives,
    manners,
    preferences,
    steps,
)

# ── what holds ───────────────────────────────────────────────────────────────────────────


@given(
    preferences,
    st.lists(manners, min_size=len(NAMES), max_size=len(NAMES)),
    st.lists(st.one_of(steps, steps, steps, edits), min_size=12, max_size=30),
)
@settings(max_examples=60, deadline=None)
def test_every_report_ends_in_exactly_one_way(
    place: Preferences, manners_: list[Manner], happens: list[Step]
) -> None:
    world = lived(place, manners_, happens)
    in_digests = Counter(key for _, ids, _ in world.digests for key in ids)
    raised = {each.item_id: each for each in world.alerts.values()}
    told_at_once = Counter(
        item_id
        for item_id, decision in world.decisions.items()
        if decision.verdict in (*MESSAGES, Verdict.UPDATE)
    )
    deliveries = Counter(each.kind for each in world.sent)
    assert deliveries["post"] + deliveries["reply"] + deliveries["update"] >= len(told_at_once)
    for item_id, decision in world.decisions.items():
        assert decision.why.strip(), "nothing ends without a reason"
        alert = raised.get(item_id)
        match decision.verdict:
            case Verdict.DROP:
                assert alert is None
            case Verdict.HOLD:
                assert alert is not None
                if alert.status is AlertStatus.DIGESTED:
                    assert in_digests[alert.id] == 1
                elif alert.status is AlertStatus.OPEN:
                    assert alert.id in world.late
                    assert in_digests[alert.id] == 0
                else:
                    assert alert.status is AlertStatus.DROPPED
                    assert alert.why.strip()
                    assert in_digests[alert.id] == 0
            case _:
                if alert is not None:
                    assert alert.status is AlertStatus.OPEN
                    assert in_digests[alert.id] == 0, "both sent and digested"


@lives
@settings(max_examples=40, deadline=None)
def test_no_event_is_sent_at_once_and_then_told_in_a_digest(
    place: Preferences, manners_: list[Manner], happens: list[Step]
) -> None:
    world = lived(place, manners_, happens)
    posted = {
        each.story_id: each.created
        for each in world.alerts.values()
        if each.status is AlertStatus.OPEN
    }
    for when, ids, _ in world.digests:
        for key in ids:
            alert = world.alerts[key]
            first = posted.get(alert.story_id)
            # What was held *after* the message is news of its own (a correction, a figure).
            assert first is None or first >= when or first <= alert.created


@lives
@settings(max_examples=40, deadline=None)
def test_quiet_hours_are_quiet_but_for_what_is_urgent_or_asked_for(
    place: Preferences, manners_: list[Manner], happens: list[Step]
) -> None:
    world = lived(place, manners_, happens)

    def quiet(moment: datetime) -> bool:
        return quiet_until(place.quiet_hours, "Europe/Berlin", moment) is not None

    assert not any(quiet(when) and not asked for when, _, asked in world.digests)
    severe = {watch(name).id for name in NAMES if world.manners[name].severity == "high"}
    for alert in world.alerts.values():
        decision = world.decisions[alert.item_id]
        if quiet(alert.created) and decision.verdict in MESSAGES:
            assert severe & set(decision.watch_ids)


@lives
@settings(max_examples=40, deadline=None)
def test_no_window_holds_more_than_the_budget_and_what_is_urgent_twice_that(
    place: Preferences, manners_: list[Manner], happens: list[Step]
) -> None:
    world = lived(place, manners_, happens)
    assert place.budget is not None
    sent = [each for each in world.alerts.values() if each.status is AlertStatus.OPEN]
    told = [
        (each.created, "; at once, because" in each.why)
        for each in sent
        if world.decisions[each.item_id].verdict in MESSAGES
    ]
    for first, _ in told:
        within = [urgent for when, urgent in told if first <= when < first + place.budget.window]
        assert len(within) <= 2 * place.budget.messages
        if not any(within):
            assert len(within) <= place.budget.messages


@lives
@settings(max_examples=60, deadline=None)
def test_a_digest_comes_when_it_is_due(
    place: Preferences, manners_: list[Manner], happens: list[Step]
) -> None:
    """Within a look of the scheduler, or at the end of quiet hours."""
    world = lived(place, manners_, happens)
    for when, ids, asked in world.digests:
        for key in ids:
            release = world.alerts[key].release
            if release is not None and not asked:
                due = quiet_until(place.quiet_hours, "Europe/Berlin", release) or release
                assert due <= when <= due + timedelta(minutes=7)


# ── two lives worth telling ──────────────────────────────────────────────────────────────

PLAIN = Manner()
DAILY = Preferences(deliver=Deliver(every="daily", at=(time(20),)), budget=Budget(messages=9))
RECALLS_MATTER = [PLAIN, PLAIN, Manner(severity="high"), PLAIN]


def report(relation: Relation, *names: str, after: int = 5) -> Step:
    what = Report(
        relation=relation,
        of=0,
        loud=True,
        names=frozenset(names),
        age=timedelta(minutes=3),
        flood=False,
        gap=False,
    )
    return (after, what)


def verdicts(world: World) -> list[str]:
    return [each.verdict.value for each in world.decisions.values()]


def statuses(world: World) -> Counter[AlertStatus]:
    return Counter(each.status for each in world.alerts.values())


def test_a_held_story_that_becomes_urgent_is_told_once_and_grows_where_it_was_told() -> None:
    world = lived(
        DAILY,
        RECALLS_MATTER,
        [
            report(Relation.NEW, "Xiaomi"),
            report(Relation.DUPLICATE, "Xiaomi", "recalls"),
            report(Relation.DUPLICATE, "Xiaomi"),
        ],
    )
    assert verdicts(world) == ["hold", "post", "update"]
    assert statuses(world) == {AlertStatus.DROPPED: 1, AlertStatus.OPEN: 1}
    assert world.digests == []


def test_a_correction_of_what_a_digest_told_is_a_message_that_grows() -> None:
    world = lived(
        DAILY,
        RECALLS_MATTER,
        [
            report(Relation.NEW, "Xiaomi"),
            report(Relation.CORRECTION, "Xiaomi", after=24 * 60),
            report(Relation.DUPLICATE, "Xiaomi"),
        ],
    )
    assert verdicts(world) == ["hold", "post", "update"]
    assert statuses(world) == {AlertStatus.DIGESTED: 1, AlertStatus.OPEN: 1}


def test_every_way_to_end() -> None:
    world = lived(
        DAILY,
        RECALLS_MATTER,
        [
            report(Relation.NEW, "Xiaomi"),
            report(Relation.DUPLICATE, "Xiaomi"),
            report(Relation.NEW, "recalls"),
            report(Relation.NEW, "Tesla"),
            (5, Silence(name="Tesla", minutes=900)),
            report(Relation.NEW, "Tesla"),
        ],
    )
    assert verdicts(world) == ["hold", "drop", "post", "hold", "drop"]
    assert statuses(world) == {
        AlertStatus.DIGESTED: 1, AlertStatus.OPEN: 1, AlertStatus.DROPPED: 1,
    }  # fmt: skip
    assert len(world.digests) == 1
