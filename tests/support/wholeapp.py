"""The whole bot against a newsroom on loopback: feeds in, cards out on a terminal of our own."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from bot.app import Application, Options, Role, application
from bot.card import Card
from bot.model import Request, User
from tests.support.feedserver import FeedServer, body
from tests.support.stores import sqlite_file

WATCHLIST = """\
name: EV makers
companies:
  - name: Xiaomi
    aliases: [小米]
  - Tesla
people:
  - Lei Jun
figures:
  - name: SU7 deliveries
    subject: Xiaomi
    metric: [deliveries]
    unit: vehicles
    alert_when: "> 9,000"
"""


@dataclass
class Outlet:
    """One feed whose items the test writes; every change brings a new ETag."""

    name: str
    server: FeedServer
    items: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url(f"/{self.name}")

    def publish(self, title: str, text: str = "", **more: str) -> None:
        number = len(self.items) + 1
        item = {
            "title": title,
            "description": text,
            "guid": f"{self.name}-{number}",
            "link": f"https://{self.name}.example/{number}",
            "pubDate": format_datetime(datetime.now(UTC)),
        }
        self.items.insert(0, item | more)
        self.serve()

    def serve(self) -> None:
        entries = "".join(
            "<item>"
            + "".join(f"<{tag}>{escape(value)}</{tag}>" for tag, value in item.items() if value)
            + "</item>"
            for item in self.items
        )
        feed = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>{self.name}</title>'
            f"<link>https://{self.name}.example/</link>{entries}</channel></rss>"
        )
        self.server.serve(f"/{self.name}", body(feed, etag=f'"{hash(feed)}"'))


def write_config(
    folder: Path,
    outlets: Sequence[Outlet],
    *,
    watchlist: str = WATCHLIST,
    settings: str = "",
    every: str = "1s",
    most: str = "5s",
    database: str = "",
) -> Path:
    """A configuration folder whose feeds are the outlets, polled every second."""
    (folder / "watchlists").mkdir(parents=True, exist_ok=True)
    database = database or sqlite_file(folder / "data" / "tidings.db")
    (folder / "tidings.yaml").write_text(
        f"database: {database}\n"
        f"polling: {{min: {every}, max: {most}, allow_private: true}}\n{settings}",
        "utf-8",
    )
    feeds = "".join(
        f"  - url: {outlet.url}\n    name: {outlet.name}\n    every: {every}\n"
        for outlet in outlets
    )
    (folder / "feeds.yaml").write_text(f"feeds:\n{feeds}" if feeds else "feeds: []\n", "utf-8")
    (folder / "watchlists" / "ev.yaml").write_text(watchlist, "utf-8")
    return folder


@dataclass
class Running:
    app: Application
    screen: io.StringIO

    async def ask(self, text: str) -> Card:
        return await self.app.desk.answer(
            Request(
                text=text,
                user=User(id="console:me", name="me", admin=True),
                platform="console",
                scope="console",
                at=datetime.now(UTC),
            )
        )

    async def shown(self, text: str, *, limit: float = 60.0) -> str:
        """Everything on the screen once ``text`` is."""
        await until(lambda: text in self.screen.getvalue(), self.screen.getvalue, limit)
        return self.screen.getvalue()

    async def polled(self, times: int = 1, *, limit: float = 60.0) -> None:
        """Until every feed was polled so many times from now on."""
        before = await self._polls()
        for _ in range(times):
            async with asyncio.timeout(limit):
                while True:
                    now = await self._polls()
                    if all(now.get(key) != value for key, value in before.items()):
                        break
                    await asyncio.sleep(0.05)
            before = now

    async def _polls(self) -> Mapping[str, datetime | None]:
        return {each.feed.id: each.state.last_poll for each in await self.app.store.feeds()}


async def until(
    condition: Callable[[], bool], seen: Callable[[], object] = lambda: "", limit: float = 120.0
) -> None:
    """Waits long: what takes two seconds takes a minute on a machine with other work."""
    for _ in range(int(limit / 0.05)):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"it did not happen within {limit} s; seen:\n{seen()}")


@asynccontextmanager
async def running(folder: Path, *, role: Role = "all", backfill: int = 0) -> AsyncIterator[Running]:
    """The bot on a configuration folder, its terminal a buffer in which nobody types."""
    screen = io.StringIO()
    options = Options(folder=folder, role=role, backfill=backfill, stdin=None, stdout=screen)
    async with application(options) as app:
        yield Running(app, screen)
