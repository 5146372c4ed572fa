"""The whole bot: a story grows from two outlets, goes on, and is asked for at the terminal."""

from __future__ import annotations

from pathlib import Path

from tests.support.feedserver import feed_server
from tests.support.wholeapp import Outlet, running, write_config

FIRST = "Xiaomi opens a foundry in Wuhan with 300 workers"
LEAD = "Xiaomi opened a foundry for car bodies in Wuhan on Tuesday, with 300 workers, it said."


async def test_a_story_is_told_shown_whole_and_summed_up(tmp_path: Path) -> None:
    async with feed_server() as server:
        ledger, wire = Outlet("ledger", server), Outlet("wire", server)
        ledger.serve()
        wire.serve()
        write_config(tmp_path, [ledger, wire])
        async with running(tmp_path) as bot:
            await bot.polled()
            ledger.publish(FIRST, LEAD)
            card = await bot.shown(FIRST)
            assert "Xiaomi opened a foundry for car bodies" in card, "in words of its report"
            wire.publish("Xiaomi opens a Wuhan foundry with 300 workers", LEAD)
            await bot.shown("also reported by wire")
            wire.publish("Xiaomi opens a foundry in Wuhan with 900 workers", "")
            told = await bot.shown("300 before")
            assert "New:" in told

            story = (await bot.ask("story https://ledger.example/1")).fallback
            assert "2 reports by 2 outlets" in story
            assert "The running story" in story
            assert "New:" in story
            recap = await bot.ask("recap Xiaomi today")
            assert recap.title == "Recap of Xiaomi: 1 story, today"
            assert "ledger and 1 more · 2 developments" in recap.fallback
