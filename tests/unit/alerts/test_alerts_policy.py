"""Policy as a specification: what happens, where it happens, what is decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.alerts.policy import RULES, DestinationState, Rules, decide
from bot.alerts.routing import Matched
from bot.alerts.state import gap_of
from bot.model import (
    AlertStatus,
    Destination,
    Item,
    Manner,
    QuietHours,
    Relation,
    Settings,
    StoryChange,
    Verdict,
)
from tests.support.alertdata import (
    NOW,
    alert,
    change,
    hit,
    item,
    matched,
    mention,
    mute,
    state,
    watch,
)

NEW, DUPLICATE = Relation.NEW, Relation.DUPLICATE
FOLLOW_UP, CORRECTION = Relation.FOLLOW_UP, Relation.CORRECTION
OPEN, HELD, DIGESTED = AlertStatus.OPEN, AlertStatus.HELD, AlertStatus.DIGESTED
POST, REPLY, UPDATE = Verdict.POST, Verdict.REPLY, Verdict.UPDATE
HOLD, DROP = Verdict.HOLD, Verdict.DROP

QUIET = Rules(quiet_hours=QuietHours(start=time(13), end=time(16)))  # 12:00 UTC is 14:00 there
AT_16 = datetime(2026, 7, 13, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FULL = tuple(alert(f"x{n}", created=NOW - timedelta(minutes=1), id=f"ax{n}") for n in range(20))
SU7 = watch("SU7 deliveries", kind="figure", subject="Xiaomi")
XIAOMI = tuple(each.watch.id for each in matched())
FIGURE = (Matched(watch=SU7, watchlist="EV makers", hits=(hit(SU7),)),)
SILENT = change(FOLLOW_UP, loud=False)
LEI_JUN = watch("Lei Jun")
PASSING = (
    *matched(),
    Matched(watch=LEI_JUN, watchlist="EV makers", mentions=(mention(LEI_JUN, field="content"),)),
)


@dataclass(frozen=True, kw_only=True)
class Case:
    what: str
    change: StoryChange
    state: DestinationState
    verdict: Verdict
    why: str
    """Words of the reason."""
    item: Item = field(default_factory=item)
    matched: tuple[Matched, ...] = field(default_factory=matched)
    rules: Rules = field(default_factory=Rules)
    release: datetime | None = None


def published(before: timedelta) -> Item:
    return item(published=NOW - before)


SPECIFICATION = [
    # ── new stories ──
    Case(
        what="a new story is posted",
        change=change(NEW),
        state=state(),
        verdict=POST,
        why="a new story",
    ),
    # ── more reports of a told story ──
    Case(
        what="another outlet's report grows the card",
        change=change(DUPLICATE, story="s1"),
        state=state(alert("s1")),
        verdict=UPDATE,
        why="also reported by Reuters",
    ),
    Case(
        what="a report of a follow-up that was told grows the card that carries the thread",
        change=change(DUPLICATE, story="s2", thread="s1"),
        state=state(alert("s1"), alert("s2")),
        verdict=UPDATE,
        why="also reported by Reuters",
    ),
    Case(
        what="the first report that matches here is posted, however many there were elsewhere",
        change=change(DUPLICATE, story="s1"),
        state=state(),
        verdict=POST,
        why="the first of this story here",
    ),
    Case(
        what="the first matching report of a development goes into the story's thread",
        change=change(DUPLICATE, story="s2", thread="s1"),
        state=state(alert("s1")),
        verdict=REPLY,
        why="the first report of this development",
    ),
    Case(
        what="a report of a held story is counted in its digest",
        change=change(DUPLICATE, story="s1"),
        state=state(alert("s1", HELD, release=AT_16, watch_ids=XIAOMI)),
        verdict=DROP,
        why="waits for a digest due at 16:00",
    ),
    Case(
        what="a report of a story told in a digest adds nothing",
        change=change(DUPLICATE, story="s1"),
        state=state(alert("s1", DIGESTED)),
        verdict=DROP,
        why="told in a digest",
    ),
    # ── follow-ups ──
    Case(
        what="news about a told story is a reply",
        change=change(FOLLOW_UP, why="dead: 3 → 9"),
        state=state(alert("s1")),
        verdict=REPLY,
        why="dead: 3 → 9",
    ),
    Case(
        what="news about a story that was not told here is posted",
        change=change(FOLLOW_UP),
        state=state(),
        verdict=POST,
        why="the first of this story here",
    ),
    Case(
        what="news about a story told in a digest is posted",
        change=change(FOLLOW_UP),
        state=state(alert("s1", DIGESTED)),
        verdict=POST,
        why="the first of this story here",
    ),
    Case(
        what="what only resembles a told story joins its card silently",
        change=SILENT,
        state=state(alert("s1", watch_ids=XIAOMI)),
        verdict=UPDATE,
        why="perhaps no news of a story told here",
    ),
    Case(
        what="… but who enters the story in a headline is news, whatever the words resemble",
        change=SILENT,
        matched=matched("Xiaomi", "Lei Jun"),
        state=state(alert("s1", watch_ids=XIAOMI)),
        verdict=REPLY,
        why="the first report of this story on Lei Jun",
    ),
    Case(
        what="… and who is named in passing is not",
        change=SILENT,
        matched=PASSING,
        state=state(alert("s1", watch_ids=XIAOMI)),
        verdict=UPDATE,
        why="perhaps no news of a story told here",
    ),
    Case(
        what="another outlet's report that names somebody else in its headline grows the card",
        change=change(DUPLICATE, story="s1"),
        matched=matched("Xiaomi", "Lei Jun"),
        state=state(alert("s1", watch_ids=XIAOMI)),
        verdict=UPDATE,
        why="also reported by Reuters",
    ),
    Case(
        what="what only resembles a held story waits with it",
        change=SILENT,
        state=state(alert("s1", HELD, release=AT_16, watch_ids=XIAOMI)),
        verdict=HOLD,
        why="perhaps no news: it waits with its story",
        release=AT_16,
    ),
    Case(
        what="what only resembles a story told in a digest waits for the next one",
        change=SILENT,
        state=state(alert("s1", DIGESTED, watch_ids=XIAOMI)),
        verdict=HOLD,
        why="its story was told in a digest, so it waits for the next",
        release=LATER,
    ),
    Case(
        what="what only resembles a story that was never told here is posted, not swallowed",
        change=SILENT,
        state=state(),
        verdict=POST,
        why="the first of this story here",
    ),
    # ── figures ──
    Case(
        what="a report that first gives a watched figure is told in the thread",
        change=change(DUPLICATE, story="s1"),
        matched=FIGURE,
        state=state(alert("s1")),
        verdict=REPLY,
        why="a figure you watch: 3,360 is over 3,000",
    ),
    Case(
        what="a watched figure that was told is not told again",
        change=change(DUPLICATE, story="s1"),
        matched=FIGURE,
        state=state(alert("s1", watch_ids=tuple(each.watch.id for each in FIGURE))),
        verdict=UPDATE,
        why="also reported by",
    ),
    Case(
        what="a watched figure breaks through where only resemblance speaks for the story",
        change=SILENT,
        matched=FIGURE,
        state=state(alert("s1")),
        verdict=REPLY,
        why="a figure you watch",
    ),
    Case(
        what="a watched figure of a story told in a digest is posted",
        change=change(DUPLICATE, story="s1"),
        matched=FIGURE,
        state=state(alert("s1", DIGESTED)),
        verdict=POST,
        why="the first of this story here",
    ),
    Case(
        what="a watched figure of a held story is in its digest",
        change=change(DUPLICATE, story="s1"),
        matched=FIGURE,
        state=state(alert("s1", HELD, release=AT_16)),
        verdict=HOLD,
        why="it waits with its story",
        release=AT_16,
    ),
    # ── corrections ──
    Case(
        what="a correction is told in the thread",
        change=change(CORRECTION, story="s1", why="23 girls missing, not 27"),
        state=state(alert("s1")),
        verdict=REPLY,
        why="a correction: 23 girls missing, not 27",
    ),
    Case(
        what="in quiet hours a correction only changes the card",
        change=change(CORRECTION, story="s1"),
        state=state(alert("s1")),
        rules=QUIET,
        verdict=UPDATE,
        why="the card changes silently",
    ),
    Case(
        what="a correction of a held story is shown in the digest",
        change=change(CORRECTION, story="s1"),
        state=state(alert("s1", HELD, release=AT_16, watch_ids=XIAOMI)),
        verdict=DROP,
        why="shown there",
    ),
    Case(
        what="a correction of what a digest told is posted",
        change=change(CORRECTION, story="s1"),
        state=state(alert("s1", DIGESTED)),
        verdict=POST,
        why="the first of this story here",
    ),
    Case(
        what="a correction of something never told here is posted",
        change=change(CORRECTION, story="s1"),
        state=state(),
        verdict=POST,
        why="the first of this story here",
    ),
    # ── mutes ──
    Case(
        what="a muted name is dropped",
        change=change(NEW),
        state=state(mutes=(mute("name", "xiaomi"),)),
        verdict=DROP,
        why="Xiaomi is muted until",
    ),
    Case(
        what="a muted name is dropped however its watches write it",
        change=change(NEW),
        matched=matched("XIAOMI", "Xiaomi"),
        state=state(mutes=(mute("name", "xiaomi"),)),
        verdict=DROP,
        why="Xiaomi is muted until",
    ),
    Case(
        what="a story that also matches another name is told for that one",
        change=change(NEW),
        matched=matched("Xiaomi", "Tesla"),
        state=state(mutes=(mute("name", "xiaomi"),)),
        verdict=POST,
        why="Tesla (Xiaomi muted here)",
    ),
    Case(
        what="a muted story stays quiet through its follow-ups",
        change=change(FOLLOW_UP),
        state=state(alert("s1"), mutes=(mute("story", "s1"),)),
        verdict=DROP,
        why="is muted until 16:00",
    ),
    Case(
        what="a muted feed is dropped",
        change=change(NEW),
        state=state(mutes=(mute("feed", "f1"),)),
        verdict=DROP,
        why="f1 is muted",
    ),
    Case(
        what="a muted outlet is dropped",
        change=change(NEW),
        state=state(mutes=(mute("source", "reuters"),)),
        verdict=DROP,
        why="reuters is muted",
    ),
    Case(
        what="a mute of another channel doesn't matter here",
        change=change(NEW),
        state=state(mutes=(mute("name", "xiaomi", "slack:#other"),)),
        verdict=POST,
        why="a new story",
    ),
    Case(
        what="a mute of another name doesn't matter",
        change=change(NEW),
        state=state(mutes=(mute("name", "tesla"), mute("feed", "f2"), mute("story", "s9"))),
        verdict=POST,
        why="a new story",
    ),
    # ── quiet hours ──
    Case(
        what="in quiet hours a new story is held until they end",
        change=change(NEW),
        state=state(),
        rules=QUIET,
        verdict=HOLD,
        why="quiet hours until 16:00",
        release=AT_16,
    ),
    Case(
        what="in quiet hours news about a told story is held too",
        change=change(FOLLOW_UP),
        state=state(alert("s1")),
        rules=QUIET,
        verdict=HOLD,
        why="quiet hours",
        release=AT_16,
    ),
    Case(
        what="in quiet hours a card may still grow: that makes no sound",
        change=change(DUPLICATE, story="s1"),
        state=state(alert("s1")),
        rules=QUIET,
        verdict=UPDATE,
        why="also reported by",
    ),
    # ── late ──
    Case(
        what="an item published days ago waits for a digest",
        change=change(NEW),
        item=published(timedelta(days=5)),
        state=state(),
        verdict=HOLD,
        why="published 5 days before we first saw it",
        release=LATER,
    ),
    Case(
        what="an archive that resurfaced is not news",
        change=change(NEW),
        item=published(timedelta(days=430)),
        state=state(),
        verdict=DROP,
        why="published 14 months before we first saw it: an archive that resurfaced",
    ),
    Case(
        what="an impossible date is a wrong date, not an old item",
        change=change(NEW),
        item=item(published=datetime(1970, 1, 1, tzinfo=UTC)),
        state=state(),
        verdict=POST,
        why="a new story",
    ),
    Case(
        what="an item without a date is new",
        change=change(NEW),
        item=item(published=None),
        state=state(),
        verdict=POST,
        why="a new story",
    ),
    Case(
        what="an old report of a told story grows the card",
        change=change(DUPLICATE, story="s1"),
        item=published(timedelta(days=40)),
        state=state(alert("s1")),
        verdict=UPDATE,
        why="also reported by",
    ),
    Case(
        what="a late item's digest doesn't break quiet hours",
        change=change(NEW),
        item=published(timedelta(days=5)),
        state=state(),
        rules=QUIET,
        verdict=HOLD,
        why="published 5 days before we first saw it",
        release=AT_16,
    ),
    # ── floods ──
    Case(
        what="a flood's digest doesn't break quiet hours that begin meanwhile",
        change=change(NEW),
        state=state(recent=FULL),
        rules=Rules(quiet_hours=QuietHours(start=time(14, 5), end=time(16))),
        verdict=HOLD,
        why="over the budget of 20 messages within 10 min",
        release=AT_16,
    ),
    Case(
        what="beyond the budget stories come as a digest",
        change=change(NEW),
        state=state(recent=FULL),
        verdict=HOLD,
        why="over the budget of 20 messages within 10 min",
        release=NOW + timedelta(minutes=10),
    ),
    Case(
        what="what is held by the budget comes in one digest",
        change=change(NEW),
        state=state(recent=(*FULL, alert("h", HELD, release=NOW + timedelta(minutes=3), id="ah"))),
        verdict=HOLD,
        why="over the budget of 20 messages within 10 min",
        release=NOW + timedelta(minutes=3),
    ),
    Case(
        what="messages before the window don't count",
        change=change(NEW),
        state=state(recent=tuple(replace(a, created=NOW - timedelta(minutes=10)) for a in FULL)),
        verdict=POST,
        why="a new story",
    ),
    Case(
        what="a feed that floods is told in one digest",
        change=change(NEW),
        state=state(),
        rules=Rules(flood="412 items came at once: they are told in one digest"),
        verdict=HOLD,
        why="412 items came at once",
        release=NOW + timedelta(minutes=10),
    ),
    Case(
        what="what was missed while its feed was not read is told in one digest",
        change=change(NEW),
        item=published(timedelta(days=2)),
        state=state(),
        rules=Rules(gap=gap_of("3 days")),
        verdict=HOLD,
        why="came while its feed was not read for 3 days",
        release=NOW + timedelta(minutes=10),
    ),
    Case(
        what="what was missed waits with what other feeds missed, whatever was told of late",
        change=change(NEW),
        item=published(timedelta(days=2)),
        state=state(
            alert("h", HELD, release=NOW + timedelta(minutes=3), id="ah"),
            recent=(
                alert("x", created=NOW, watch_ids=XIAOMI),
                alert("h", HELD, release=NOW + timedelta(minutes=3), id="ah"),
            ),
        ),
        rules=Rules(gap=gap_of("3 days"), cooldown=timedelta(hours=6)),
        verdict=HOLD,
        why="came while its feed was not read",
        release=NOW + timedelta(minutes=3),
    ),
    Case(
        what="what was missed so long ago that it is no news is in the same digest",
        change=change(NEW),
        item=published(timedelta(days=5)),
        state=state(),
        rules=Rules(gap=gap_of("7 days")),
        verdict=HOLD,
        why="what comes late waits for a digest",
        release=NOW + timedelta(minutes=10),
    ),
    Case(
        what="what has just been published is news after a gap, too",
        change=change(NEW),
        item=published(timedelta(minutes=20)),
        state=state(),
        rules=Rules(gap=gap_of("3 days")),
        verdict=POST,
        why="a new story",
    ),
    Case(
        what="what is urgent is told at once after a gap",
        change=change(NEW),
        item=published(timedelta(days=2)),
        matched=tuple(replace(each, manner=Manner(severity="high")) for each in matched()),
        state=state(),
        rules=Rules(gap=gap_of("3 days")),
        verdict=POST,
        why="of high severity (else held: came while its feed was not read for 3 days",
    ),
    Case(
        what="in a flood a card may still grow",
        change=change(DUPLICATE, story="s1"),
        state=state(alert("s1"), recent=FULL),
        verdict=UPDATE,
        why="also reported by",
    ),
]


@pytest.mark.parametrize("case", SPECIFICATION, ids=[case.what for case in SPECIFICATION])
def test_specification(case: Case) -> None:
    decision = decide(case.change, case.item, case.matched, case.state, case.rules, NOW)
    assert decision.verdict is case.verdict, decision.why
    assert case.why in decision.why
    assert decision.release == case.release
    assert decision.destination == "desk"


def test_a_decision_names_the_watches_it_was_made_for() -> None:
    found = matched("Xiaomi", "Tesla")
    both = decide(change(NEW), item(), found, state(), Rules(), NOW)
    assert both.watch_ids == tuple(each.watch.id for each in found)
    muted = state(mutes=(mute("name", "xiaomi"),))
    one = decide(change(NEW), item(), found, muted, Rules(), NOW)
    assert one.watch_ids == (found[1].watch.id,)


def test_a_mute_of_the_console_holds_there() -> None:
    console = DestinationState(
        destination=Destination(name="console", platform="console"),
        mutes=(mute("name", "xiaomi", "console:"),),
    )
    decision = decide(change(NEW), item(), matched(), console, Rules(), NOW)
    assert decision.verdict is DROP


def test_times_are_told_in_the_destinations_zone_or_the_settings() -> None:
    tokyo = DestinationState(destination=Destination(name="t", platform="slack", address="#t"))
    rules = Rules(
        quiet_hours=QuietHours(start=time(20), end=time(7)), timezone="Asia/Tokyo"
    )  # 21:00 there
    decision = decide(change(NEW), item(), matched(), tokyo, rules, NOW)
    assert decision.verdict is HOLD
    assert decision.release == datetime(2026, 7, 13, 22, 0, tzinfo=UTC)
    assert "until Tue 14 Jul 07:00" in decision.why


def test_rules_come_from_the_settings() -> None:
    quiet = QuietHours(start=time(22), end=time(7))
    rules = Rules.of(Settings(timezone="Europe/Berlin", quiet_hours=quiet))
    assert (rules.quiet_hours, rules.timezone) == (quiet, "Europe/Berlin")


def test_every_rule_is_shown_in_the_specification() -> None:
    """Each rule decides at least one case, so none can rot unseen."""
    seen = set()
    for case in SPECIFICATION:
        decision = decide(case.change, case.item, case.matched, case.state, case.rules, NOW)
        seen.add((decision.verdict, decision.why.split(":")[0]))
    assert len(seen) >= len(RULES)
