"""A decision becomes rows: an alert, and deliveries with keys that never change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.alerts.compose import Outcome, compose, compose_digest
from bot.alerts.policy import DestinationState, Rules, decide
from bot.alerts.routing import Matched
from bot.alerts.view import AlertView, FigureLine
from bot.card import from_json
from bot.model import (
    AlertStatus,
    Manner,
    News,
    Preferences,
    Reading,
    Relation,
    StoryChange,
    Verdict,
)
from tests.support.alertdata import (
    DESK,
    NOW,
    alert,
    change,
    figure,
    hit,
    item,
    matched,
    source,
    state,
    view,
    watch,
)

ROOT = view(item("the first report"), source("Reuters"), alert_id="aroot")


def outcome(event: StoryChange, at: DestinationState, root: AlertView | None = None) -> Outcome:
    about = item("the newest report")
    decision = decide(event, about, matched(), at, Rules(), NOW)
    return compose(decision, event, at, view=view(about), root=root, now=NOW)


def test_a_post_has_an_alert_and_a_card_that_names_it() -> None:
    made = outcome(change(Relation.NEW), state())
    assert made.alert is not None
    assert made.alert.status is AlertStatus.OPEN
    (post,) = made.deliveries
    assert (post.kind, post.alert_id) == ("post", made.alert.id)
    assert from_json(post.card).ref == made.alert.id
    assert from_json(post.card).actions[0].command == f"why {made.alert.id}"


def test_a_duplicate_updates_the_card_that_carries_the_thread() -> None:
    root = alert("s1")
    made = outcome(change(Relation.DUPLICATE, story="s1"), state(root), ROOT)
    assert made.alert is None
    (update,) = made.deliveries
    assert (update.kind, update.alert_id) == ("update", "aroot")
    assert from_json(update.card).title == "the first report"


def test_a_follow_up_is_an_alert_of_its_own_in_the_roots_thread() -> None:
    new = News(kind="moved", what="dead", before="3", now="9")
    follows = replace(change(Relation.FOLLOW_UP, why="dead: 3 → 9"), news=new)
    made = outcome(follows, state(alert("s1")), ROOT)
    assert made.alert is not None
    assert made.alert.story_id == "s2"
    (reply,) = made.deliveries
    assert (reply.kind, reply.alert_id) == ("reply", "aroot")
    card = from_json(reply.card)
    assert (card.tone, card.ref) == ("follow-up", made.alert.id)
    assert "New: 9 dead, 3 before" in card.fallback
    assert "Told before, 14:00: the first report" in card.fallback


def test_a_silent_follow_up_is_remembered_and_only_grows_the_card() -> None:
    told = alert("s1", watch_ids=tuple(each.watch.id for each in matched()))
    made = outcome(change(Relation.FOLLOW_UP, loud=False), state(told), ROOT)
    assert made.alert is not None
    assert [each.kind for each in made.deliveries] == ["update"]


def test_a_correction_mends_the_card_and_says_so_below_it() -> None:
    told = alert("s1", watch_ids=tuple(each.watch.id for each in matched()))
    made = outcome(change(Relation.CORRECTION, story="s1"), state(told), ROOT)
    assert made.alert is None
    assert [each.kind for each in made.deliveries] == ["reply", "update"]
    assert len({each.key for each in made.deliveries}) == 2
    reply = from_json(made.deliveries[0].card)
    assert reply.tone == "correction"
    assert "Told before: the first report" in reply.fallback


@pytest.mark.parametrize("first", [True, False])
def test_another_number_for_what_was_told_is_no_news_but_a_contradiction(first: bool) -> None:
    """Said in the thread and on the first alert, however much the numbers differ; news to the
    whole channel when it is the first to say otherwise."""
    said = tuple(reading(value, source) for value, source in ((3200, "A"), (3900, "B")))
    against = said[:1] if first else ()
    lines = (
        FigureLine(
            figure=figure(3900, subject="Tesla", metric="sales"), said=said, contradicts=against
        ),
    )
    about, event = item("the newest report"), change(Relation.FOLLOW_UP, why="sales: 3,200 → 3,900")
    at, root = state(alert("s1")), replace(ROOT, figures=lines)
    decision = decide(event, about, matched(), at, Rules(), NOW)
    made = compose(decision, event, at, view=view(about, figures=lines), root=root, now=NOW)
    assert [each.kind for each in made.deliveries] == ["reply", "update"]
    cards = [from_json(each.card) for each in made.deliveries]
    assert cards[0].tone == ("follow-up" if first else "info")
    reply, update = (each.fallback for each in cards)
    assert "reports differ on Tesla sales" in reply
    assert "→" not in reply
    for text in (reply, update):
        assert "Sources differ: A says 3,200 vehicles, B says 3,900 vehicles" in text


def reading(value: float, source: str) -> Reading:
    return Reading(
        series="x",
        item_id=source,
        story_id="s1",
        source=source,
        value=value,
        unit="vehicles",
        metric="sales",
        subject="Tesla",
        period=None,
        status="",
        seen=NOW,
    )


def test_a_root_that_was_pruned_costs_no_news() -> None:
    made = outcome(change(Relation.FOLLOW_UP), state(alert("s1")), None)
    assert [each.kind for each in made.deliveries] == ["post"]


def test_a_held_alert_has_no_delivery() -> None:
    decision = decide(change(Relation.NEW), item(), matched(), state(), Rules(flood="a flood"), NOW)
    made = compose(decision, change(Relation.NEW), state(), view=view(), root=None, now=NOW)
    assert made.deliveries == ()
    assert made.alert is not None
    assert made.alert.status is AlertStatus.HELD
    assert made.alert.release == decision.release


def test_a_correction_held_for_a_told_event_is_an_alert_of_its_own() -> None:
    told = state(alert("s1", AlertStatus.DIGESTED))
    event = change(Relation.CORRECTION, story="s1")
    decision = decide(event, item(), matched(), told, Rules(flood="a flood"), NOW)
    assert decision.verdict is Verdict.HOLD
    made = compose(decision, event, told, view=view(), root=None, now=NOW)
    assert made.alert is not None
    assert made.alert.id != told.thread[0].id


def test_the_same_work_done_twice_makes_the_same_rows() -> None:
    event = change(Relation.FOLLOW_UP)
    assert outcome(event, state(alert("s1")), ROOT) == outcome(event, state(alert("s1")), ROOT)


def test_a_digest_names_why_it_was_held_and_has_a_stable_key() -> None:
    held = [
        alert(f"s{n}", AlertStatus.HELD, release=NOW, id=f"a{n}", why="quiet hours; Xiaomi")
        for n in range(3)
    ]
    views = [view(item(f"story {n}")) for n in range(3)]
    one = compose_digest(held, views, destination="desk", timezone="UTC", now=NOW)
    two = compose_digest(
        held[::-1], views, destination="desk", timezone="UTC", now=NOW + timedelta(hours=1)
    )
    assert one.key == two.key
    assert (one.kind, one.destination, one.alert_id) == ("notice", "desk", "")
    assert "Held back: quiet hours" in from_json(one.card).fallback


def test_a_figure_told_later_is_an_alert_of_its_own_and_remembered() -> None:
    su7 = watch("SU7 deliveries", kind="figure", subject="Xiaomi")
    found = (Matched(watch=su7, watchlist="EV makers", hits=(hit(su7),)),)
    event, told = change(Relation.DUPLICATE, story="s1"), state(alert("s1"))
    decision = decide(event, item("the newest report"), found, told, Rules(), NOW)
    made = compose(decision, event, told, view=view(item("the newest report")), root=ROOT, now=NOW)
    assert made.alert is not None
    assert made.alert.watch_ids == (su7.id,)
    (reply,) = made.deliveries
    assert (reply.kind, reply.alert_id) == ("reply", "aroot")
    assert "a figure you watch: 3,360 is over 3,000" in from_json(reply.card).fallback
    again = decide(event, item("one more"), found, state(*told.thread, made.alert), Rules(), NOW)
    assert again.verdict is Verdict.UPDATE


def test_a_correction_that_concerns_another_watch_is_remembered_as_told_for_it() -> None:
    """Else the next report for that watch would be told once more."""
    made = outcome(change(Relation.CORRECTION, story="s1"), state(alert("s1")), ROOT)
    assert made.alert is not None
    assert made.alert.watch_ids == tuple(each.watch.id for each in matched())


# ── who is pinged ────────────────────────────────────────────────────────────────────────

PINGED = Preferences(mention=("slack:U1", "discord:80351110224678912"))
RECALLS = tuple(
    replace(each, manner=Manner(mention=("slack:S012AB3CD", "slack:U1")))
    for each in matched("recalls")
)


def pings(event: StoryChange, at: DestinationState, **shown: Any) -> list[list[str]]:
    about = item("<@U9> <!channel> @everyone discord:role:1 slack:U7")
    decision = decide(event, about, RECALLS, at, Rules(), NOW)
    own = view(about, matched=RECALLS)
    made = compose(decision, event, at, view=own, root=shown.get("root"), now=NOW)
    return [list(from_json(each.card).mention) for each in made.deliveries]


def test_only_who_is_named_in_configuration_is_pinged() -> None:
    asked = replace(state(), destination=replace(DESK, preferences=PINGED))
    assert pings(change(Relation.NEW), asked) == [["slack:U1", "slack:S012AB3CD"]]
    assert pings(change(Relation.NEW), state()) == [["slack:S012AB3CD", "slack:U1"]]


def test_a_waiting_message_pings_although_it_grows() -> None:
    """An update takes the place of a card that was not sent yet."""
    root = view(matched=RECALLS, alert_id="aroot")
    told = state(alert("s1", watch_ids=tuple(each.watch.id for each in RECALLS)))
    assert pings(change(Relation.DUPLICATE, story="s1"), told, root=root) == [
        ["slack:S012AB3CD", "slack:U1"]
    ]


def test_a_digest_pings_nobody() -> None:
    made = compose_digest(
        [alert("s1", AlertStatus.HELD)],
        [view(matched=RECALLS)],
        destination="desk",
        timezone="UTC",
        now=NOW,
    )
    assert from_json(made.card).mention == ()
