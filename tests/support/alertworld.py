"""A small world in place of the store, for alerts: reports come, names are muted, clocks run on,
digests are due or asked for. The deciding code is the real one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.compose import alert_of, compose, compose_digest, compose_late
from bot.alerts.digest import Waiting, alone, left_out
from bot.alerts.policy import DestinationState, Rules, decide
from bot.alerts.routing import Matched
from bot.alerts.state import gap_of
from bot.alerts.times import quiet_until
from bot.alerts.view import AlertView
from bot.model import (
    Alert,
    AlertStatus,
    Budget,
    Decision,
    Deliver,
    Delivery,
    Destination,
    Item,
    Manner,
    Mute,
    Preferences,
    QuietHours,
    Relation,
    StoryChange,
    Verdict,
)
from tests.support.alertdata import change, hit, item, mention, mute, story, view, watch

START = datetime(2026, 10, 24, 17, 0, tzinfo=UTC)
"""A few hours before clocks go back in Europe."""
NAMES = ("Xiaomi", "Tesla", "recalls", "SU7 deliveries")
MESSAGES = (Verdict.POST, Verdict.REPLY)

# ── what may happen ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Report:
    relation: Relation
    of: int
    """Which of the events so far it is about, counted round."""
    loud: bool
    names: frozenset[str]
    age: timedelta
    flood: bool
    gap: bool


@dataclass(frozen=True, kw_only=True)
class Silence:
    name: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Somebody wants the digest now."""


@dataclass(frozen=True, kw_only=True)
class Rearrange:
    """The destination is to be told in another way from now on."""

    preferences: Preferences


@dataclass(frozen=True, kw_only=True)
class Unwatch:
    """Somebody removes a watch, or adds it again."""

    name: str


What = Report | Silence | Ask | Rearrange | Unwatch
Step = tuple[int, What]
"""Minutes that pass before, and what happens then."""

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
delivers = st.one_of(
    st.just(Deliver()),
    st.just(Deliver(every="hourly")),
    st.builds(
        Deliver,
        every=st.just("daily"),
        at=st.lists(times, min_size=1, max_size=2, unique=True).map(tuple),
    ),
    st.builds(Deliver, every=st.just("weekly"), at=st.tuples(times), weekday=st.integers(0, 6)),
)
cooldowns = st.sampled_from([timedelta(0), timedelta(minutes=20), timedelta(hours=3)])
manners = st.builds(
    Manner,
    deliver=st.none() | st.none() | delivers,
    severity=st.sampled_from([None, "low", "normal", "high"]),
    cooldown=st.none() | cooldowns,
)
preferences = st.builds(
    Preferences,
    deliver=st.none() | delivers,
    quiet_hours=st.none() | st.builds(QuietHours, start=times, end=times),
    budget=st.builds(
        Budget,
        messages=st.integers(1, 4),
        window=st.sampled_from([timedelta(minutes=10), timedelta(hours=2)]),
    ),
    cooldown=st.none() | cooldowns,
)
reports = st.builds(
    Report,
    relation=st.sampled_from(Relation),
    of=st.integers(0, 20),
    loud=st.booleans(),
    names=st.frozensets(st.sampled_from(NAMES), min_size=1),
    age=st.sampled_from([timedelta(minutes=3)] * 18 + [timedelta(days=5), timedelta(days=99)]),
    flood=st.sampled_from([False] * 19 + [True]),
    gap=st.sampled_from([False] * 9 + [True]),
)
steps = st.tuples(
    st.sampled_from([0, 0, 1, 1, 1, 5, 15, 70, 400]),
    st.one_of(
        reports,
        reports,
        reports,
        reports,
        reports,
        reports,
        reports,
        st.builds(Silence, name=st.sampled_from(NAMES), minutes=st.integers(1, 900)),
        st.builds(Ask),
    ),
)

edits = st.tuples(
    st.sampled_from([0, 5, 70]),
    st.builds(Rearrange, preferences=preferences) | st.builds(Unwatch, name=st.sampled_from(NAMES)),
)

# ── the world ────────────────────────────────────────────────────────────────────────────


@dataclass
class World:
    place: Destination
    manners: dict[str, Manner]
    now: datetime = START
    watched: frozenset[str] = frozenset(NAMES)
    alerts: dict[str, Alert] = field(default_factory=dict)
    views: dict[str, AlertView] = field(default_factory=dict)
    mutes: list[Mute] = field(default_factory=list)
    events: list[StoryChange] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    sent: list[Delivery] = field(default_factory=list)
    late: dict[str, Alert] = field(default_factory=dict)
    """Held alerts that were told alone, as they were."""
    digests: list[tuple[datetime, tuple[str, ...], bool]] = field(default_factory=list)
    """When, of which alerts, and whether somebody asked."""

    @property
    def rules(self) -> Rules:
        return Rules(timezone="Europe/Berlin")

    def step(self, what: What) -> None:
        match what:
            case Report():
                self.report(what)
            case Silence():
                until = self.now + timedelta(minutes=what.minutes)
                self.mutes.append(replace(mute("name", what.name.casefold()), until=until))
            case Rearrange():
                self.place = replace(self.place, preferences=what.preferences)
            case Unwatch():
                self.watched = self.watched ^ {what.name}
            case Ask():
                self.alerts = {
                    key: replace(each, release=None) if each.status is AlertStatus.HELD else each
                    for key, each in self.alerts.items()
                }
                self.release()

    def pass_time(self, minutes: int) -> None:
        """In steps, as the scheduler looks every now and then."""
        end = self.now + timedelta(minutes=minutes)
        while self.now < end:
            self.now = min(end, self.now + timedelta(minutes=7))
            self.mutes = [each for each in self.mutes if each.until > self.now]
            self.release()

    def state(self, event: StoryChange, matched: tuple[Matched, ...]) -> DestinationState:
        since = self.now - self.rules.reach(self.place, matched)
        return DestinationState(
            destination=self.place,
            thread=self.thread(event.thread_id),
            recent=[
                each
                for each in self.alerts.values()
                if each.created >= since or each.status is AlertStatus.HELD
            ],
            mutes=self.mutes,
        )

    def thread(self, thread_id: str) -> list[Alert]:
        threads = {each.story_id: each.thread_id for each in self.events}
        return [a for a in self.alerts.values() if threads.get(a.story_id) == thread_id]

    def report(self, what: Report) -> None:
        if not what.names & self.watched:
            return
        number = len(self.decisions)
        about = item(
            f"report {number}", id=f"i{number}", seen=self.now, published=self.now - what.age
        )
        event = self.event(what, number)
        matched = tuple(self.matched(name) for name in sorted(what.names & self.watched))
        state = self.state(event, matched)
        rules = replace(
            self.rules,
            flood="many items came at once" if what.flood else "",
            gap=gap_of("2 days") if what.gap else "",
        )
        decision = decide(event, about, matched, state, rules, self.now)
        self.decisions[about.id] = decision
        alert = alert_of(decision, event, about, state, self.now)
        shown = self.view(about, event, matched, alert.id if alert else "")
        root = self.views.get(state.root.id) if state.root else None
        outcome = compose(decision, event, state, view=shown, root=root, now=self.now)
        assert outcome.alert == alert
        if alert is not None:
            assert alert.id not in self.alerts, "a store would ignore it, and lose it"
            self.alerts[alert.id] = alert
            self.views[alert.id] = shown
        if event.story_id not in {each.story_id for each in self.events}:
            self.events.append(event)
        self.sent += outcome.deliveries

    def event(self, what: Report, number: int) -> StoryChange:
        if what.relation is Relation.NEW or not self.events:
            return change(Relation.NEW, story=f"s{number}")
        known = self.events[what.of % len(self.events)]
        follows = what.relation is Relation.FOLLOW_UP
        return change(
            what.relation,
            story=f"s{number}" if follows else known.story_id,
            thread=known.thread_id,
            loud=what.loud or not follows,
        )

    def matched(self, name: str) -> Matched:
        own, manner = watch(name), self.manners[name]
        if name.startswith("SU7"):
            return Matched(watch=own, watchlist="EV", hits=(hit(own),), manner=manner)
        return Matched(watch=own, watchlist="EV", mentions=(mention(own),), manner=manner)

    def view(
        self, about: Item, event: StoryChange, matched: tuple[Matched, ...], alert_id: str
    ) -> AlertView:
        told = story(about, id_=event.story_id, thread=event.thread_id)
        return view(about, story=told, matched=matched, alert_id=alert_id, posted=self.now)

    def quiet(self) -> bool:
        quiet = self.rules.quiet_hours_at(self.place)
        return quiet_until(quiet, self.rules.timezone_at(self.place), self.now) is not None

    def release(self) -> None:
        held = [
            each
            for each in self.alerts.values()
            if each.status is AlertStatus.HELD
            and (each.release is None or (each.release <= self.now and not self.quiet()))
        ]
        told: list[Alert] = []
        for each in held:
            event = [a for a in self.alerts.values() if a.story_id == each.story_id]
            waiting = Waiting(alert=each, view=self.views[each.id], event=event)
            watched = {watch(name).id for name in self.watched}
            why = left_out(waiting, self.place, self.mutes, watched)
            if why:
                self.alerts[each.id] = replace(each, status=AlertStatus.DROPPED, why=why)
            else:
                told.append(each)
        if len(told) == 1 and alone(told, self.thread(self.views[told[0].id].story.thread_id)):
            (late,) = told
            message = compose_late(late, self.views[late.id], self.place, self.now)
            self.sent.append(message)
            self.late[late.id] = late
            self.alerts[late.id] = replace(
                late, status=AlertStatus.OPEN, created=self.now, release=None
            )
            return
        for each in told:
            self.alerts[each.id] = replace(each, status=AlertStatus.DIGESTED)
        if told:
            asked = any(each.release is None for each in told)
            views = [self.views[each.id] for each in told]
            compose_digest(told, views, destination="desk", timezone="UTC", now=self.now)
            self.digests.append((self.now, tuple(each.id for each in told), asked))


def lived(place: Preferences, manners_: list[Manner], happens: list[Step]) -> World:
    """The world after all that, and after enough time for every digest."""
    world = World(
        place=Destination(
            name="desk",
            platform="slack",
            address="#desk",
            timezone="Europe/Berlin",
            preferences=place,
        ),
        manners=dict(zip(NAMES, manners_, strict=True)),
    )
    for minutes, what in happens:
        world.pass_time(minutes)
        world.step(what)
    world.pass_time(9 * 24 * 60)
    return world


lives = given(
    preferences,
    st.lists(manners, min_size=len(NAMES), max_size=len(NAMES)),
    st.lists(steps, min_size=12, max_size=30),
)
