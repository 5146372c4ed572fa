"""What holds for policy whatever happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.compose import alert_of, compose
from bot.alerts.policy import DestinationState, Rules, decide
from bot.alerts.times import next_digest, quiet_until
from bot.model import (
    Alert,
    AlertStatus,
    Budget,
    Decision,
    Deliver,
    Destination,
    Item,
    Mute,
    QuietHours,
    Relation,
    StoryChange,
    Verdict,
)
from tests.support.alertdata import NOW, alert, change, item, matched, mute, state, view

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe")

times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
moments = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
quiet_hours = st.none() | st.builds(QuietHours, start=times, end=times)
changes = st.builds(
    lambda relation, story, loud: change(
        relation,
        story=story,
        thread=story if relation is Relation.NEW else "s1",
        loud=loud or relation is not Relation.FOLLOW_UP,
    ),
    st.sampled_from(Relation),
    st.sampled_from(["s1", "s2"]),
    st.booleans(),
)
items = st.builds(
    lambda age: item(published=None if age is None else NOW - timedelta(hours=age)),
    st.none() | st.integers(0, 48) | st.integers(0, 48) | st.integers(0, 20_000),
)
"""Mostly news: archives end with the first rules."""
TOLD = tuple(each.watch.id for each in matched("Xiaomi", "Tesla"))
alerts = st.builds(
    lambda story, status, ago, ahead, told: alert(
        story,
        status,
        created=NOW - timedelta(minutes=ago),
        release=NOW + timedelta(minutes=ahead),
        watch_ids=told,
    ),
    st.sampled_from(["s1", "s1", "s2", "s3"]),
    st.sampled_from(AlertStatus),
    st.integers(0, 100),
    st.integers(-5, 100),
    st.sampled_from([TOLD, TOLD[:1], ("w1",)]),
)
mutes = st.builds(
    mute,
    st.sampled_from(["name", "story", "feed", "source"]),
    st.sampled_from(["xiaomi", "tesla", "s1", "f1", "reuters"]),
    st.sampled_from(["slack:#desk", "slack:#other"]),
)
states = st.builds(
    lambda zone, thread, recent, muted: DestinationState(
        destination=Destination(name="desk", platform="slack", address="#desk", timezone=zone),
        thread=list({each.story_id: each for each in thread}.values()),
        recent=recent,
        mutes=muted,
    ),
    st.sampled_from(ZONES),
    st.lists(alerts, max_size=3),
    st.lists(alerts, max_size=25),
    st.just([]) | st.just([]) | st.lists(mutes, max_size=3),
)
rules = st.builds(
    Rules, quiet_hours=quiet_hours, budget=st.builds(Budget, messages=st.integers(1, 25))
)
names = st.sampled_from([("Xiaomi",), ("Tesla",), ("Xiaomi", "Tesla")])


def decided(
    change_: StoryChange, item_: Item, who: tuple[str, ...], state: DestinationState, rules_: Rules
) -> Decision:
    return decide(change_, item_, matched(*who), state, rules_, NOW)


@given(changes, items, names, states, rules)
def test_everything_that_matched_has_one_decision_with_a_reason(
    change_: StoryChange,
    item_: Item,
    who: tuple[str, ...],
    state: DestinationState,
    rules_: Rules,
) -> None:
    decision = decided(change_, item_, who, state, rules_)
    assert decision.why.split(";")[0].strip()
    assert decision.watch_ids
    assert decision.destination == "desk"


def every_case() -> Iterator[tuple[StoryChange, Item, DestinationState, Rules]]:
    """Each kind of report of an event that has, or hasn't, been told in each way."""
    statuses = (None, *AlertStatus)
    full = [alert("x", id="ax", created=NOW)]
    for relation, own, first, loud, told, age, quiet, sent in product(
        Relation, statuses, statuses, (True, False), (TOLD, ("w1",)), (0, 5, 99), (False, True),
        ([], full),
    ):  # fmt: skip
        thread = [
            alert(story, status, watch_ids=told, release=NOW + timedelta(hours=1))
            for story, status in (("s1", first), ("s2", own))
            if status is not None
        ]
        hours = QuietHours(start=time(11), end=time(16)) if quiet else None
        yield (
            change(relation, story="s2", thread="s1", loud=loud),
            item(published=NOW - timedelta(days=age)),
            replace(state(), thread=thread, recent=[*thread, *sent]),
            Rules(quiet_hours=hours, budget=Budget(messages=1)),
        )


def test_every_kind_of_case_ends_with_a_reason_of_its_own() -> None:
    verdicts = set[Verdict]()
    for change_, item_, state_, rules_ in every_case():
        decision = decided(change_, item_, ("Xiaomi",), state_, rules_)
        reason = decision.why.split(";")[0].strip()
        assert reason, (change_, state_)
        assert "Xiaomi" in decision.why or decision.verdict is Verdict.DROP
        assert (decision.release is not None) == (decision.verdict is Verdict.HOLD)
        if decision.verdict in (Verdict.REPLY, Verdict.UPDATE):
            assert state_.root is not None
        raised = alert_of(decision, change_, item_, state_, NOW)
        if decision.verdict is Verdict.HOLD:
            assert raised is not None, "what is held and has no row is told by no digest"
        verdicts.add(decision.verdict)
    assert verdicts == set(Verdict)


@given(changes, items, names, states, rules)
def test_nothing_is_both_told_and_held(
    change_: StoryChange,
    item_: Item,
    who: tuple[str, ...],
    state: DestinationState,
    rules_: Rules,
) -> None:
    decision = decided(change_, item_, who, state, rules_)
    root = view(alert_id="aroot") if state.root else None
    outcome = compose(decision, change_, state, view=view(item_), root=root, now=NOW)
    held = outcome.alert is not None and outcome.alert.status is AlertStatus.HELD
    assert held == (decision.verdict is Verdict.HOLD)
    assert not (held and outcome.deliveries)
    assert (decision.release is not None) == held
    if held:
        assert decision.release is not None
        assert decision.release > NOW
    told = {Verdict.POST, Verdict.REPLY, Verdict.UPDATE}
    assert bool(outcome.deliveries) == (decision.verdict in told)


@given(changes, items, names, states, rules)
def test_a_told_event_has_an_alert_and_never_two_of_one_id(
    change_: StoryChange,
    item_: Item,
    who: tuple[str, ...],
    state: DestinationState,
    rules_: Rules,
) -> None:
    decision = decided(change_, item_, who, state, rules_)
    raised = alert_of(decision, change_, item_, state, NOW)
    ids = {each.id for each in state.thread}
    if raised is None:
        known = state.of_event(change_.story_id) is not None
        assert known or decision.verdict is Verdict.DROP
    else:
        assert raised.id not in ids


@given(changes, items, names, states, rules)
def test_a_message_needs_a_message_to_hang_on(
    change_: StoryChange,
    item_: Item,
    who: tuple[str, ...],
    state: DestinationState,
    rules_: Rules,
) -> None:
    decision = decided(change_, item_, who, state, rules_)
    if decision.verdict in (Verdict.REPLY, Verdict.UPDATE):
        assert state.root is not None


@given(items, names, states)
def test_without_a_restraint_a_new_story_is_always_posted(
    item_: Item, who: tuple[str, ...], state: DestinationState
) -> None:
    fresh = replace(item_, published=NOW)
    free = replace(state, recent=(), mutes=())
    decision = decided(change(Relation.NEW, story="s9"), fresh, who, free, Rules())
    assert decision.verdict is Verdict.POST


@given(changes, items, names, states, rules, mutes)
def test_a_mute_only_ever_takes_away(
    change_: StoryChange,
    item_: Item,
    who: tuple[str, ...],
    state: DestinationState,
    rules_: Rules,
    more: Mute,
) -> None:
    before = decided(change_, item_, who, state, rules_)
    muted = replace(state, mutes=(*state.mutes, more))
    after = decided(change_, item_, who, muted, rules_)
    assert after.verdict in (before.verdict, Verdict.DROP)
    if after.verdict is not Verdict.DROP:
        assert set(after.watch_ids) <= set(before.watch_ids)


@given(changes, items, names, states, rules, mutes)
def test_a_mute_of_another_place_changes_nothing(
    change_: StoryChange,
    item_: Item,
    who: tuple[str, ...],
    state: DestinationState,
    rules_: Rules,
    more: Mute,
) -> None:
    elsewhere = replace(more, destination="slack:#other")
    muted = replace(state, mutes=(*state.mutes, elsewhere))
    assert decided(change_, item_, who, muted, rules_) == decided(
        change_, item_, who, state, rules_
    )


@given(quiet_hours, st.sampled_from(ZONES), moments)
def test_quiet_hours_end_soon_and_for_good(
    quiet: QuietHours | None, zone: str, now: datetime
) -> None:
    until = quiet_until(quiet, zone, now)
    if until is None:
        return
    assert quiet is not None
    assert now < until <= now + timedelta(hours=25)
    local: time = until.astimezone(ZoneInfo(zone)).time()
    # At the end it is the end's time, or the first moment after a gap that holds it.
    assert local == quiet.end or quiet_until(quiet, zone, until) is None


@given(changes, items, names, states, rules)
def test_what_is_put_off_is_never_promised_for_quiet_hours(
    change_: StoryChange, item_: Item, who: tuple[str, ...], state: DestinationState, rules_: Rules
) -> None:
    decision = decided(change_, item_, who, state, rules_)
    if decision.release is not None:
        zone = state.destination.timezone
        assert quiet_until(rules_.quiet_hours, zone, decision.release) is None


# Days around which clocks are changed in some of the zones.
changes_of_clocks = st.sampled_from(
    [
        datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC),
        datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC),
        datetime(2026, 4, 5, tzinfo=UTC), datetime(2026, 10, 4, tzinfo=UTC),
    ]
)  # fmt: skip
near_changes = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    changes_of_clocks,
    st.integers(-2 * 24 * 60, 2 * 24 * 60),
)
digests = st.one_of(
    st.just(Deliver(every="hourly")),
    st.builds(
        Deliver,
        every=st.just("daily"),
        at=st.lists(times, min_size=1, max_size=3, unique=True).map(tuple),
    ),
    st.builds(Deliver, every=st.just("weekly"), at=st.tuples(times), weekday=st.integers(0, 6)),
)
AHEAD = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(hours=25),
    "weekly": timedelta(days=7, hours=1),
}


@given(digests, st.sampled_from(ZONES), near_changes | moments)
def test_a_digest_is_due_soon_at_the_time_on_the_wall(
    deliver: Deliver, zone: str, now: datetime
) -> None:
    due = next_digest(deliver, zone, now)
    assert due is not None
    assert now < due <= now + AHEAD[deliver.every]
    if deliver.every != "hourly":
        shown = due.astimezone(ZoneInfo(zone))
        before = (due - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
        jumped = any(before.time() < at < shown.time() for at in deliver.at)
        assert shown.time() in deliver.at or jumped
    if deliver.every == "weekly":
        assert due.astimezone(ZoneInfo(zone)).weekday() == deliver.weekday


@given(
    st.lists(times, min_size=1, max_size=3, unique=True), st.sampled_from(ZONES), changes_of_clocks
)
def test_every_day_has_each_of_its_digests_once_whatever_clocks_do(
    at: list[time], zone: str, day: datetime
) -> None:
    deliver = Deliver(every="daily", at=tuple(at))
    now, end = day - timedelta(days=3), day + timedelta(days=3)
    found: list[datetime] = []
    while now < end:
        due = next_digest(deliver, zone, now)
        assert due is not None
        found.append(due)
        now = due
    dates = Counter(each.astimezone(ZoneInfo(zone)).date() for each in found)
    whole = sorted(dates)[1:-1]
    # Two times that one jump of the clock skips come together.
    assert all(1 <= dates[date] <= len(at) for date in whole)
    assert len(found) == len(set(found))
    assert len(whole) >= 4
    usual = [date for date in whole if abs(date - day.date()) > timedelta(days=1)]
    assert all(dates[date] == len(at) for date in usual)


@given(
    near_changes | moments,
    st.sampled_from(ZONES),
    times,
    st.integers(0, 180),
    st.integers(1, 300),
    st.lists(st.integers(1, 90), max_size=2),
)
def test_a_budget_that_overflows_before_quiet_hours_lets_go_after_them(
    now: datetime, zone: str, end: time, before: int, window: int, waiting: list[int]
) -> None:
    """So many minutes before they begin, with others already waiting for so many minutes."""
    start = (now.astimezone(ZoneInfo(zone)) + timedelta(minutes=before)).time()
    quiet = QuietHours(start=start.replace(second=0, microsecond=0), end=end)
    budget = Budget(messages=1, window=timedelta(minutes=window))
    sent = alert("s8", id="a8", created=now)
    held = [
        alert(f"h{each}", AlertStatus.HELD, id=f"h{each}", created=now,
              release=now + timedelta(minutes=each))
        for each in waiting
    ]  # fmt: skip
    place = Destination(name="desk", platform="slack", address="#desk", timezone=zone)
    state = DestinationState(destination=place, recent=[sent, *held])
    event, about = change(Relation.NEW, story="s9"), item(published=now, seen=now)
    policy = Rules(quiet_hours=quiet, budget=budget)
    decision = decide(event, about, matched("Xiaomi"), state, policy, now)
    assert decision.verdict is Verdict.HOLD
    assert decision.release is not None
    assert decision.release > now
    assert quiet_until(quiet, zone, decision.release) is None
    sounds = "budget" in decision.why or "quiet hours" in decision.why
    assert sounds, decision.why


@given(st.lists(st.sampled_from(["s1", "s2", "s3", "s4"]), max_size=40), st.integers(1, 5))
def test_a_budget_is_never_overrun(stories: list[str], budget: int) -> None:
    """Whatever comes, no window holds more messages than the budget."""
    told: list[Alert] = []
    now = NOW
    for number, _ in enumerate(stories):
        now = NOW + timedelta(seconds=30 * number)
        state = DestinationState(
            destination=Destination(name="desk", platform="slack"), recent=tuple(told)
        )
        event = change(Relation.NEW, story=f"n{number}")
        about = item(f"title {number}", published=now, seen=now)
        decision = decide(
            event, about, matched(), state, Rules(budget=Budget(messages=budget)), now
        )
        raised = alert_of(decision, event, about, state, now)
        assert raised is not None
        told.append(raised)
    posted = [each.created for each in told if each.status is AlertStatus.OPEN]
    window = Rules().budget.window
    for first in posted:
        assert sum(first <= moment < first + window for moment in posted) <= budget
