"""The whole bot on real sockets and a real database: what people at the terminal see."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.errors import TidingsError
from tests.support.feedserver import feed_server, html, status
from tests.support.wholeapp import Outlet, running, write_config

HEADLINE = "Xiaomi delivers its 10,000th SU7 in 32 days"
LEAD = (
    "Xiaomi said on Tuesday that it had delivered 10,000 SU7 vehicles within 32 days of launch, "
    "faster than any newcomer before it, as chief executive Lei Jun thanked the first buyers."
)


async def test_first_sight_is_silent_and_news_becomes_one_card(tmp_path: Path) -> None:
    async with feed_server() as server:
        ledger, wire = Outlet("ledger", server), Outlet("wire", server)
        ledger.publish("Xiaomi opens a showroom", "An old story about Xiaomi.")
        wire.serve()
        write_config(tmp_path, [ledger, wire])
        async with running(tmp_path) as bot:
            await bot.polled()
            assert bot.screen.getvalue() == "", "the first sight of a feed is a silent baseline"

            ledger.publish(HEADLINE, LEAD)
            screen = await bot.shown(HEADLINE)
            assert "Xiaomi" in screen
            assert "showroom" not in screen

            wire.publish("Xiaomi hands over 10,000th SU7 after 32 days", LEAD)
            screen = await bot.shown("also reported by wire")
            cards = [line for line in screen.splitlines() if line.strip(" ▌") == HEADLINE]
            assert len(cards) == 1, "the second outlet joins the first card"

            wire.publish("Council debates bus lanes", "Nothing to do with anybody.")
            await bot.polled(2)
            assert "bus lanes" not in bot.screen.getvalue()


async def test_a_restart_forgets_nothing_and_repeats_nothing(
    tmp_path: Path, store_url: str
) -> None:
    """On SQLite and on PostgreSQL."""
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        ledger.serve()
        write_config(tmp_path, [ledger], database=store_url)
        async with running(tmp_path) as bot:
            await bot.polled()
            ledger.publish(HEADLINE, LEAD)
            await bot.shown(HEADLINE)
        ledger.publish("Tesla raises prices", "Tesla raised prices of the Model Y.")
        async with running(tmp_path) as bot:
            screen = await bot.shown("Tesla raises prices")
            assert HEADLINE not in screen
            card = await bot.ask("lookup Xiaomi")
            assert HEADLINE in card.fallback
            with pytest.raises(TidingsError, match="already run"):
                async with running(tmp_path):
                    pytest.fail("two bots on one database would tell everything twice")


async def test_regenerated_guids_and_touched_dates_are_no_news(tmp_path: Path) -> None:
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        for number in range(12):
            ledger.publish(f"Xiaomi story number {number} of many", f"Text {number} on Xiaomi.")
        write_config(tmp_path, [ledger])
        async with running(tmp_path) as bot:
            await bot.polled()
            for number, item in enumerate(ledger.items):
                item["guid"] = f"regenerated-{number}"
                item["link"] += "?utm_source=feed"
            ledger.publish("Tesla raises prices", "Tesla raised prices of the Model Y.")
            screen = await bot.shown("Tesla raises prices")
            assert "story number" not in screen


async def test_an_edit_on_disk_counts_at_once_and_a_mistake_keeps_the_last_good_one(
    tmp_path: Path,
) -> None:
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        ledger.serve()
        write_config(tmp_path, [ledger])
        watchlist = tmp_path / "watchlists" / "ev.yaml"
        async with running(tmp_path) as bot:
            await bot.polled()
            watchlist.write_text("name: EV makers\ncompanys:\n  - Xiaomi\n", "utf-8")
            screen = await bot.shown("companys")
            assert "ev.yaml:2" in screen
            ledger.publish(HEADLINE, LEAD)
            await bot.shown(HEADLINE)
            watchlist.write_text("name: EV makers\ncompanies:\n  - Volkswagen\n", "utf-8")
            for _ in range(100):
                if "Volkswagen" in (await bot.ask("list")).fallback:
                    break
                await bot.polled()
            ledger.publish("Volkswagen builds a battery plant", "Volkswagen broke ground.")
            await bot.shown("Volkswagen builds")


async def test_a_feed_that_is_gone_is_told_once_and_left_alone(tmp_path: Path) -> None:
    async with feed_server() as server:
        gone = Outlet("gone", server)
        server.serve("/gone", status(410))
        write_config(tmp_path, [gone])
        async with running(tmp_path) as bot:
            screen = await bot.shown("gone is gone for good")
            assert "410" in screen
            asked = server.count("/gone")
            await asyncio.sleep(3)
            assert server.count("/gone") == asked
            assert bot.screen.getvalue().count("no longer polled") == 1


async def test_settings_of_polling_count_at_once_and_failing_feeds_are_tried_again(
    tmp_path: Path,
) -> None:
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        ledger.publish("Xiaomi opens a showroom", "An old story about Xiaomi.")
        write_config(tmp_path, [ledger], every="1m", most="10m")
        settings = tmp_path / "tidings.yaml"
        allowed = settings.read_text("utf-8")
        settings.write_text(allowed.replace("allow_private: true", "allow_private: false"), "utf-8")
        async with running(tmp_path) as bot:
            await bot.polled()
            assert "allow_private" in (await bot.ask("status")).fallback
            settings.write_text(allowed, "utf-8")
            await bot.polled()
            assert "1 ok" in (await bot.ask("status")).fallback


async def test_a_dead_feed_and_a_web_page_are_explained_and_the_rest_goes_on(
    tmp_path: Path,
) -> None:
    async with feed_server() as server:
        ledger, dead, page = (Outlet(name, server) for name in ("ledger", "dead", "page"))
        ledger.serve()
        server.serve("/dead", status(404))
        server.serve("/page", html("<!doctype html><title>Welcome</title><p>Hello</p>"))
        write_config(tmp_path, [ledger, dead, page])
        async with running(tmp_path) as bot:
            await bot.polled()
            ledger.publish(HEADLINE, LEAD)
            await bot.shown(HEADLINE)
            card = (await bot.ask("status")).fallback
            assert "dead" in card
            assert "404" in card
            assert "web page" in card


async def test_what_waits_for_a_digest_survives_a_restart_and_comes_when_asked_for(
    tmp_path: Path, store_url: str
) -> None:
    """On SQLite and on PostgreSQL: daily for all, but what is of high severity at once."""
    watchlist = """\
companies: [Xiaomi, Tesla]
topics: [{name: recalls, any: [recall, recalls], severity: high}]
"""
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        ledger.serve()
        write_config(
            tmp_path, [ledger], database=store_url, watchlist=watchlist,
            settings="timezone: Europe/Berlin\ndeliver: weekly Mon 04:00\n",
        )  # fmt: skip
        async with running(tmp_path) as bot:
            await bot.polled()
            ledger.publish(HEADLINE, LEAD)
            ledger.publish("Tesla recalls 12,000 cars over brakes", "Tesla issued a recall.")
            screen = await bot.shown("Tesla recalls 12,000 cars")
            assert HEADLINE not in screen
        async with running(tmp_path) as bot:
            waits = await bot.ask("digest")
            assert waits.title == "Digest: weekly Mon 04:00, here"
            assert HEADLINE in waits.fallback
            why = await bot.ask("why")
            assert "because recalls is of high severity (else held: for the digest" in why.fallback
            assert (await bot.ask("digest now")).title == "1 story on the way"
            screen = await bot.shown("Digest: 1 story", limit=5)
            assert HEADLINE in screen
            assert "Nothing waits" in (await bot.ask("digest now")).title
            assert (await bot.ask("digest hourly")).title == "Digest: hourly, here"
        async with running(tmp_path) as bot:
            assert (await bot.ask("digest")).title == "Digest: hourly, here"
            assert (await bot.ask("undo")).tone == "good"
            assert (await bot.ask("digest")).title == "Digest: weekly Mon 04:00, here"


async def test_a_feed_that_changes_its_template_tells_nothing_again(tmp_path: Path) -> None:
    """New ids, new addresses, touched dates and the outlet's name behind every headline."""
    headlines = [
        "Xiaomi opens a research centre in Munich",
        "Xiaomi recalls scooters over a faulty hinge",
        "Lei Jun thanks engineers at the annual gala",
        "Xiaomi and BASF agree on paint for the YU7",
        "Xiaomi sues a maker of counterfeit chargers",
        "Xiaomi wins an order for tablets from Malmo's schools",
    ]
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        ledger.publish("Nothing much happened today", "Quiet.")
        write_config(tmp_path, [ledger])
        async with running(tmp_path) as bot:
            await bot.polled()
            for headline in headlines:
                ledger.publish(headline, f"{headline}, it said on Tuesday.")
            for headline in headlines:
                await bot.shown(headline)
            before = bot.screen.getvalue()
            for number, entry in enumerate(ledger.items):
                entry["title"] += " | Motors Ledger"
                entry["guid"] = f"urn:new-template:{number}"
                entry["link"] = f"https://ledger.example/stories/v2/piece-{number}"
            ledger.publish("Tesla raises prices", "Tesla raised prices of the Model Y.")
            after = await bot.shown("Tesla raises prices")
            for headline in headlines:
                assert after.count(headline) == before.count(headline), headline
