"""Finding the alert or the story that somebody means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.commands.command import Context
from bot.commands.recent import reference_in
from bot.commands.view import View, fold, host_of
from bot.errors import CommandError
from bot.feeds.identity import canonical_url, identity_keys
from bot.model import Alert, AlertStatus, Entry, Feed, Item, Mention, Request
from bot.ports import Store

TOLD = (AlertStatus.OPEN, AlertStatus.DIGESTED)
"""Alerts that somebody has seen: neither waiting for a digest nor left out of one."""
_LOOKED = 100
"""Newest alerts among which one is found by its headline."""
_ID = re.compile(r"[a-z][a-z2-7]{3,10}")
_URL = re.compile(r"<?(https?://[^\s>|]+)(?:\|[^>]*)?>?", re.IGNORECASE)


def url_in(text: str) -> str:
    """The address when ``text`` is one, also as chats wrap them; else empty."""
    found = _URL.fullmatch(text.strip())
    return found[1] if found else ""


async def alert_named(context: Context, view: View, text: str) -> Alert | None:
    """By id or its beginning; without text the one the request was given on.

    An alert that only another workspace's watches raised is not there for this one.
    """
    wanted = reference_in(text).strip().lower() or view.request.alert_id
    if not _ID.fullmatch(wanted) or not wanted.startswith("a"):
        return None
    alert = await context.store.alert(wanted)
    return alert if alert is not None and visible(view, alert) else None


def visible(view: View, alert: Alert) -> bool:
    everyones = view.catalogue.watches
    known = [watch_id for watch_id in alert.watch_ids if watch_id in everyones]
    return (
        not known
        or alert.destination in {*view.destinations, view.request.user.id}
        or any(watch_id in view.watches for watch_id in known)
    )


async def alert_titled(context: Context, view: View, text: str) -> Alert | None:
    """The newest one of this channel whose headline has all these words."""
    words = fold(text).split()
    alerts = await alerts_here(context, view, limit=_LOOKED) if words else []
    items = await context.store.items([each.item_id for each in alerts])
    for alert in alerts:
        title = fold(items[alert.item_id].title) if alert.item_id in items else ""
        # Chinese has no spaces between its words.
        own = title if not title.isascii() else title.split()
        if all(word in own for word in words):
            return alert
    return None


async def last_alert(context: Context, view: View) -> Alert:
    """The newest alert of this channel. Raises :class:`CommandError` when there is none."""
    newest = await alerts_here(context, view, limit=1)
    if not newest:
        raise CommandError(
            "There has been no alert in this channel yet",
            hint="type an alert's reference or some words after the command",
        )
    return newest[0]


async def alert_with_news(
    context: Context, view: View, reference: str, *, hint: str = ""
) -> tuple[Alert, Item, list[Mention]]:
    """The alert that is named, else the newest here; its item, and where its watches are named in
    it. Raises :class:`CommandError` when there is none (``hint``: what may have been meant
    instead), or its news is gone."""
    alert = await alert_named(context, view, reference)
    if alert is None and reference:
        alert = await alert_titled(context, view, reference)
    if alert is None and reference:
        raise CommandError(f"There is no alert “{reference}” here", hint=hint)
    alert = alert or await last_alert(context, view)
    item = await context.store.item(alert.item_id)
    if item is None:
        raise CommandError("The news behind that alert is not stored any more")
    found = await context.store.mentions(item.id)
    return alert, item, [each for each in found if each.watch_id in alert.watch_ids]


async def alerts_here(context: Context, view: View, *, limit: int) -> list[Alert]:
    """Those that were told here, newest first: not what waits for a digest."""
    found: list[Alert] = []
    for destination in view.destinations:
        for status in TOLD:
            found += await context.store.alerts(destination=destination, status=status, limit=limit)
    return sorted(found, key=lambda each: each.created, reverse=True)[:limit]


async def item_at(store: Store, feeds: Sequence[Feed], url: str) -> Item | None:
    """The stored item with this address, whichever feed brought it."""
    keys = [key for key in identity_keys(Entry(url=canonical_url(url))) if key.startswith("u:")]
    if not keys:
        return None
    host = host_of(url)
    for feed in sorted(feeds, key=lambda each: host_of(each.url) != host):
        known = await store.known_keys(feed.id, keys)
        for key in keys:
            if key in known:
                return await store.item(known[key])
    return None


async def story_of(context: Context, view: View, text: str, request: Request) -> str:
    """The id of the story meant by an alert, a story's id or an item's address."""
    url = url_in(text)
    if url:
        item = await item_at(context.store, view.feeds, url)
        change = await context.store.story_of_item(item.id) if item else None
        if change is None:
            raise CommandError(
                "No stored story has that address" if item is None else "That item is in no story",
                hint="it was in the feed before the feed was followed"
                if item
                else "only addresses that came in a feed are known",
            )
        return change.story_id
    alert = await alert_named(context, view, text)
    if alert is not None:
        return alert.story_id
    wanted = reference_in(text).strip().lower()
    if wanted and await context.store.story(wanted) is not None:
        return wanted
    if wanted:
        raise CommandError(
            f"There is no alert or story “{text}”", hint="give an alert's reference or an address"
        )
    if request.alert_id:
        raise CommandError("That alert is not stored any more")
    return (await last_alert(context, view)).story_id
