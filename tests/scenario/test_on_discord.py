"""The whole bot on Discord: feeds in, embeds out, commands and buttons answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fakediscord import FakeDiscord
from tests.support.feedserver import feed_server
from tests.support.wholeapp import WATCHLIST, Outlet, running, until, write_config

HEADLINE = "Xiaomi delivers its 10,000th SU7 in 32 days"
LEAD = (
    "Xiaomi said on Tuesday that it had delivered 10,000 SU7 vehicles within 32 days of launch, "
    "faster than any newcomer before it, as chief executive Lei Jun thanked the first buyers."
)
NEWS = {
    "Xiaomi opens a foundry in Wuhan": "The plant casts whole car floors from one alloy.",
    "Lei Jun to keynote Barcelona fair": "Organisers said the founder would talk about robots.",
    "Tesla recalls 300 trucks in Norway": "A loose bolt in the steering may come undone.",
}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        for name, value in fake.environment.items():
            monkeypatch.setenv(name, value)
        yield fake


def configured(folder: Path, fake: FakeDiscord, *outlets: Outlet) -> Path:
    posted = WATCHLIST.replace("name: EV makers\n", "name: EV makers\npost_to: [ev-club]\n")
    settings = f"destinations:\n  ev-club: discord:{fake.channel}\n"
    return write_config(folder, outlets, watchlist=posted, settings=settings)


def titles(fake: FakeDiscord) -> list[str]:
    return [each["embeds"][0]["title"].replace("\\", "") for each in fake.posted()]


async def test_feeds_in_embeds_out_and_answers(tmp_path: Path, fake: FakeDiscord) -> None:
    async with feed_server() as server:
        ledger, wire = Outlet("ledger", server), Outlet("wire", server)
        ledger.serve()
        wire.serve()
        configured(tmp_path, fake, ledger, wire)
        async with running(tmp_path) as app:
            await app.polled()
            ledger.publish(HEADLINE, LEAD)
            await until(lambda: titles(fake) == [HEADLINE], fake.shown)
            (message,) = fake.posted()
            assert message["embeds"][0]["url"] == "https://ledger.example/1"
            labels = [each["label"] for each in message["components"][0]["components"]]
            assert labels == ["Why", "Not this", "Mute", "History"]

            wire.publish("Xiaomi hands over 10,000th SU7 after 32 days", LEAD)
            await until(lambda: "also reported by" in fake.shown().lower(), fake.shown)
            assert titles(fake) == [HEADLINE]

            why = await fake.press(message, "Why", user=fake.reader).answered()
            assert "Xiaomi" in why["embeds"][0]["description"]
            found = fake.slash("lookup", {"name": "Xiaomi"}, user=fake.reader)
            assert HEADLINE in (await found.answered())["embeds"][0]["description"]
            assert found.private
            offered = fake.slash("lookup", {"name": "xia"}, focused="name")
            assert "Xiaomi" in await offered.offered()

            told = fake.slash("story", {"which": "xiaomi"}, focused="which", user=fake.reader)
            (choice,) = await told.offered()
            assert choice.startswith(HEADLINE)
            story = await fake.slash("story", {"which": choice}, user=fake.reader).answered()
            assert story["embeds"][0]["title"] == HEADLINE

            refused = await fake.slash("watch add", {"name": "BYD"}, user=fake.reader).answered()
            assert "Only editors" in str(refused["embeds"])
            preview = await fake.slash("watch add", {"name": "BYD"}).answered()
            assert "Watches of #ev-club" in str(preview["embeds"])
            saved = await fake.press(preview, "Save").answered()
            assert "BYD" in str(saved["embeds"])
            assert any(
                watch.name == "BYD"
                for each in app.app.catalogue().watchlists
                for watch in each.watches
            )
            assert fake.world.pings == []
            assert len(fake.posted()) == 1


async def test_discord_away_and_back_everything_comes_in_order(
    tmp_path: Path, fake: FakeDiscord
) -> None:
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        ledger.serve()
        configured(tmp_path, fake, ledger)
        async with running(tmp_path) as app:
            await app.polled()
            fake.down()
            for title, text in NEWS.items():
                ledger.publish(title, text)
                await app.polled()
            assert "Xiaomi" in (await app.ask("lookup Xiaomi")).fallback
            fake.up()
            await until(lambda: len(titles(fake)) == 3, fake.shown)
            assert titles(fake) == list(NEWS)


async def test_discord_dead_at_the_start_keeps_nobody_waiting(
    tmp_path: Path, fake: FakeDiscord
) -> None:
    fake.down()
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        ledger.serve()
        configured(tmp_path, fake, ledger)
        async with running(tmp_path) as app:
            await app.polled()
            status = (await app.ask("status")).fallback
            assert "Discord" in status
            assert "trying again" in status
            ledger.publish(HEADLINE, LEAD)
            await app.polled()
            fake.up()
            await until(lambda: titles(fake) == [HEADLINE], fake.shown)
