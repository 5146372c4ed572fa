"""Numbers that watch themselves: readings, contradictions, corrections and absences, from feeds
to cards."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from bot.card import from_json
from bot.expecting import expectation_id
from bot.model import DeliveryStatus
from bot.storage import open_store
from tests.support.feedserver import feed_server
from tests.support.wholeapp import Outlet, Running, running, until, write_config

WATCHLIST = """\
name: EV makers
companies:
  - name: Tesla
    aliases: [特斯拉]
figures:
  - name: weekly registrations
    subject: Tesla
    metric: [registrations, insurance registrations]
    period: week
    alert_when: changes by 20%
  - name: registrations that differ
    subject: Tesla
    metric: [registrations]
    alert_when: conflict
  - name: record weeks
    subject: Tesla
    metric: [registrations]
    period: week
    alert_when: record high
"""
TODAY = datetime.now(UTC)


def week(back: int) -> str:
    """The week so many weeks ago, as an outlet names it."""
    day = TODAY - timedelta(weeks=back)
    return f"week {day.isocalendar().week} of {day.isocalendar().year}"


def sentence(number: str, back: int = 1) -> str:
    return (
        f"Tesla recorded {number} insurance registrations in China in {week(back)}, insurance "
        "data showed on Tuesday."
    )


def publish_past(outlet: Outlet, *numbers: str) -> None:
    """One old report a week, the last one of the week before last."""
    for back, number in zip(range(len(numbers) + 1, 1, -1), numbers, strict=True):
        outlet.publish(
            f"Tesla China sales slide in {week(back)}",
            sentence(number, back),
            pubDate=format_datetime(TODAY - timedelta(days=back * 7 - 6.5)),
        )


async def test_what_the_first_poll_brought_is_what_the_first_news_is_compared_with(
    tmp_path: Path, store_url: str
) -> None:
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        publish_past(ledger, "12,000", "12,400", "12,900")
        write_config(tmp_path, [ledger], watchlist=WATCHLIST, database=store_url)
        async with running(tmp_path) as bot:
            await bot.polled()
            assert bot.screen.getvalue() == "", "the first sight of a feed is silent"
            ledger.publish("Tesla China demand jumps", sentence("16,100"))
            screen = " ".join((await bot.shown("demand jumps")).replace("▌", "").split())
            assert "12,900 → 16,100 registrations, +24.8%" in screen
            assert "a record: the highest before was 12,900, of 3 readings" in screen
            assert "+24.8% · ▁▁▂█" in screen
            text = (await bot.ask("history weekly registrations")).fallback
            assert "4 periods" in text


async def test_outlets_that_contradict_and_a_correction(tmp_path: Path, store_url: str) -> None:
    async with feed_server() as server:
        ledger, wire = Outlet("ledger", server), Outlet("wire", server)
        ledger.serve()
        wire.serve()
        write_config(tmp_path, [ledger, wire], watchlist=WATCHLIST, database=store_url)
        async with running(tmp_path) as bot:
            await bot.polled()
            ledger.publish("Tesla China registers 3,200 vehicles last week", sentence("3,200"))
            await bot.shown("registers 3,200")
            wire.publish("Tesla registrations in China reach 3,900 last week", sentence("3,900"))
            differ = "sources differ: ledger says 3,200 vehicles, wire says 3,900 registrations"
            screen = await shown(bot, differ)
            assert "registrations that differ wire says 3,900 registrations, ledger says" in screen
            assert "reports differ on Tesla China registrations" in screen

            ledger.publish(
                "Correction: Tesla China registers 3,700 vehicles last week",
                "Correction: " + sentence("3,700") + " An earlier version said 3,200.",
            )
            screen = await shown(bot, "corrected: Tesla China registers 3,700 vehicles last week")
            assert "✎ correction" in screen
            corrected = "3,200 vehicles, last week corrected to 3,700 vehicles"
            card = await root_card(bot, "registers 3,200", corrected)
            assert "Sources differ: ledger says 3,700 vehicles, wire says 3,900" in card
            text = (await bot.ask("history weekly registrations")).fallback
            assert "3,700 vehicles · corrected from 3,200 vehicles · wire says 3,900" in text


async def shown(bot: Running, text: str) -> str:
    """The screen on one line, once ``text`` stands on it, however it is wrapped."""

    def screen() -> str:
        return " ".join(bot.screen.getvalue().replace("▌", "").split())

    await until(lambda: text in screen(), screen)
    return screen()


async def root_card(bot: Running, title: str, words: str) -> str:
    """The newest state of the message with this title, once it has these words: it is recorded as
    sent a moment after it is shown."""
    async with asyncio.timeout(60):
        while True:
            sent = await bot.app.store.unsettled([DeliveryStatus.SENT])
            cards = [from_json(each.card) for each in sent if each.kind in ("post", "update")]
            newest = next((c.fallback for c in reversed(cards) if title in c.title), "")
            if words in newest:
                return newest
            await asyncio.sleep(0.05)


EXPECTED = """\
name: EV makers
companies: [Tesla]
figures:
  - name: weekly registrations
    subject: Tesla
    metric: [registrations]
    period: week
    alert_when: not seen by {deadline}
"""


async def test_an_expected_figure_that_did_not_come_is_told_once_across_restarts(
    tmp_path: Path, store_url: str
) -> None:
    deadline = f"{TODAY - timedelta(minutes=2):%A %H:%M}"
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        publish_past(ledger, "12,000", "12,900")
        watchlist = EXPECTED.format(deadline=deadline)
        write_config(tmp_path, [ledger], watchlist=watchlist, database=store_url)
        async with running(tmp_path) as bot:
            await bot.polled()
            watch = next(each for each in bot.app.catalogue().figure_watches if each.condition)
            key = expectation_id(watch, "console", "UTC")
            await until_settled(bot, key)
            assert bot.screen.getvalue() == "", "nothing was promised before it was asked for"
        await asked_a_week_ago(store_url, key)
        async with running(tmp_path) as bot:
            screen = await shown(bot, "Not seen: weekly registrations")
            assert "Last seen 12,900 registrations" in screen
            assert "weekly registrations was expected by" in screen
        async with running(tmp_path) as bot:
            await bot.polled(2)
            assert "Not seen" not in bot.screen.getvalue()
        await asked_a_week_ago(store_url, key)
        # It comes while the bot is down.
        ledger.publish("Tesla China demand jumps", sentence("16,100"))
        async with running(tmp_path) as bot:
            await until_settled(bot, key)
            assert "Not seen" not in bot.screen.getvalue()


async def asked_a_week_ago(store_url: str, key: str) -> None:
    """As if the bot had been asked then: written while none runs, which would settle it again."""
    store = await open_store(store_url)
    await store.settle_expectation(key, TODAY - timedelta(days=8))
    await store.close()


async def until_settled(bot: Running, key: str) -> None:
    for _ in range(600):
        settled = (await bot.app.store.expectations([key])).get(key)
        if settled is not None and settled > TODAY - timedelta(days=1):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the deadline was not settled")
