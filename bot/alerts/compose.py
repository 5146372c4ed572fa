"""A decision becomes an alert and the deliveries that tell it. Pure.

Ids and keys are derived from what they name, so that an item worked through again after a
crash enqueues nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerts.card import alert_card, correction_card, follow_up_card
from bot.alerts.digest import digest_card, reasons
from bot.alerts.news import news
from bot.alerts.numbers import title_of
from bot.alerts.routing import pinged
from bot.alerts.state import DestinationState
from bot.alerts.view import AlertView
from bot.card import Card, to_json
from bot.model import (
    Alert,
    AlertStatus,
    Decision,
    Delivery,
    DeliveryKind,
    Destination,
    Item,
    Relation,
    StoryChange,
    Verdict,
    make_id,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Rows to store with the item. ``alert`` is ``None`` when the event has one already."""

    alert: Alert | None = None
    deliveries: tuple[Delivery, ...] = ()


def alert_of(
    decision: Decision, change: StoryChange, item: Item, state: DestinationState, now: datetime
) -> Alert | None:
    """The alert a decision creates; ``None`` when it only touches one that is there."""
    if decision.verdict is Verdict.DROP:
        return None
    own = state.of_event(change.story_id)
    held = decision.verdict is Verdict.HOLD
    if own is not None and not held:
        if decision.verdict is Verdict.UPDATE:
            return None
        if own.status is AlertStatus.OPEN and not _adds(decision, change, state):
            return None
    # More may be told of an event that was told already (a correction of what a digest told, a
    # figure that only a later report gives): that is an alert of its own.
    parts = (change.story_id, decision.destination) + ((item.id,) if own is not None else ())
    return Alert(
        id=make_id("a", *parts),
        story_id=change.story_id,
        destination=decision.destination,
        item_id=item.id,
        watch_ids=decision.watch_ids,
        why=decision.why,
        created=now,
        status=AlertStatus.HELD if held else AlertStatus.OPEN,
        release=decision.release,
        silent=decision.verdict is Verdict.UPDATE,
    )


def _adds(decision: Decision, change: StoryChange, state: DestinationState) -> bool:
    """Whether a report is told for a watch that its event wasn't told for before."""
    if change.relation not in (Relation.DUPLICATE, Relation.CORRECTION):
        return False
    return not state.told_watches(change.story_id).issuperset(decision.watch_ids)


def compose(
    decision: Decision,
    change: StoryChange,
    state: DestinationState,
    *,
    view: AlertView,
    root: AlertView | None,
    now: datetime,
) -> Outcome:
    """Everything one decision leads to.

    ``view`` is the item's own event as it will be once stored; ``root`` the alert whose message
    carries the thread (``state.root``), likewise grown. A verdict that needs a root and has
    none (it was pruned) is told as a message of its own rather than lost.
    """
    item, place = view.item, state.destination
    alert = alert_of(decision, change, item, state, now)
    if alert is not None:
        view = replace(view, alert_id=alert.id)
    deliveries: list[Delivery] = []
    match decision.verdict:
        case Verdict.POST:
            deliveries.append(_post(place, view, now))
        case Verdict.UPDATE if root is not None:
            deliveries.append(_update(place, root, item, now))
        case Verdict.REPLY if root is not None:
            deliveries.append(_reply(decision, change, place, view, root, now))
            disputed = any(entry.said for entry in root.figures)
            if change.relation is Relation.CORRECTION or disputed:
                deliveries.append(_update(place, root, item, now))
        case Verdict.UPDATE | Verdict.REPLY:
            deliveries.append(_post(place, view, now))
        case Verdict.HOLD | Verdict.DROP:
            pass
    return Outcome(alert=alert, deliveries=tuple(deliveries))


def compose_digest(
    alerts: Sequence[Alert],
    views: Sequence[AlertView],
    *,
    destination: str,
    timezone: str,
    now: datetime,
) -> Delivery:
    """The digest of one destination's held alerts (at least one), for ``release_held``.

    ``views``: of as many of them as are to be looked at, at least one.
    """
    card = digest_card(
        views,
        why=reasons(alerts),
        now=now,
        timezone=timezone,
        unseen=len(alerts) - len(views),
        since=min(alert.created for alert in alerts),
    )
    ids = sorted(alert.id for alert in alerts)
    return Delivery(
        key=make_id("d", destination, "digest", *ids),
        destination=destination,
        kind="notice",
        card=to_json(card),
        created=now,
    )


def compose_disputed(
    place: Destination, told: Sequence[AlertView], item: Item, now: datetime
) -> tuple[Delivery, ...]:
    """Alerts of other stories whose figure ``item`` contradicts, drawn anew: their cards say so."""
    return tuple(
        _update(place, view, item, now)
        for view in told
        if view.matched and any(entry.said for entry in view.figures)
    )


def compose_late(alert: Alert, view: AlertView, place: Destination, now: datetime) -> Delivery:
    """The message of one alert that was held alone: a whole card, that grows as others do."""
    return _post(place, replace(view, alert_id=alert.id, posted=now), now)


def _post(place: Destination, view: AlertView, now: datetime) -> Delivery:
    key = make_id("d", view.alert_id, view.item.id, "post")
    return _delivery(place, key, "post", alert_card(view), view, view.alert_id, now)


def _update(place: Destination, root: AlertView, item: Item, now: datetime) -> Delivery:
    """Says whom its message pinged, too: it may take the place of one that still waits."""
    key = make_id("d", root.alert_id, item.id, "update")
    return _delivery(place, key, "update", alert_card(root), root, root.alert_id, now)


def _reply(
    decision: Decision,
    change: StoryChange,
    place: Destination,
    view: AlertView,
    root: AlertView,
    now: datetime,
) -> Delivery:
    if change.relation is Relation.CORRECTION:
        card = correction_card(view, what=change.why, before=root)
    else:
        follows = change.relation is Relation.FOLLOW_UP
        what = news(change) if follows else decision.why.rsplit("; ", 1)[0]
        disputed = [entry for entry in view.figures if entry.said]
        if disputed:
            # Another number for what was told is no news of it, however much it differs.
            what = f"reports differ on {title_of(disputed[0].figure)}"
        card = follow_up_card(view, what=what, before=root)
        if disputed and not any(entry.contradicts for entry in disputed):
            card = replace(card, tone="info")  # that they differ was told: for the thread alone
    key = make_id("d", root.alert_id, view.item.id, "reply")
    return _delivery(place, key, "reply", card, view, root.alert_id, now)


def _delivery(
    place: Destination,
    key: str,
    kind: DeliveryKind,
    card: Card,
    view: AlertView,
    alert_id: str,
    now: datetime,
) -> Delivery:
    return Delivery(
        key=key,
        destination=place.name,
        kind=kind,
        card=to_json(replace(card, mention=pinged(place, [m.manner for m in view.matched]))),
        alert_id=alert_id,
        created=now,
    )
