"""Ten invented outlets on a loopback address, publishing for about a minute.

At first each outlet's feed holds what it had published before. Publishing starts once every
feed has been read, so that whoever follows them has met that past silently, and then keeps to
the programme: nothing is drawn by lot, the same second always brings the same pieces.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Self

import yaml
from aiohttp import web

from bot.demo import pieces, render
from bot.demo.pieces import Outlet, Piece, Programme
from bot.demo.render import Dated

_JUST_BEFORE = -1.0
"""Elapsed seconds before the start: the past is out, nothing of the programme is."""


class Newsroom:
    """``pace`` 2 publishes twice as fast, ``math.inf`` all at once."""

    def __init__(
        self,
        pace: float = 1.0,
        *,
        programme: Programme | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait_for_readers: bool = True,
    ) -> None:
        """``clock`` gives seconds, ``now`` the time of day; with ``wait_for_readers`` publishing
        starts by itself when each feed was read once, else with :meth:`begin`."""
        if not pace > 0:
            raise ValueError("the pace must be greater than 0")
        self.programme = programme or pieces.load()
        self._pace = pace
        self._clock = clock
        self._now = now
        self._wait_for_readers = wait_for_readers
        self._epoch = now()
        self._begun: float | None = None
        self._began = asyncio.Event()
        self._read_up_to: dict[str, float] = {}
        self._served = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._address = ""
        self._outlets = {outlet.slug: outlet for outlet in self.programme.outlets}

    # ── start and stop ───────────────────────────────────────────────────────────────────

    async def start(self, host: str = "127.0.0.1") -> None:
        """Listen on a port the system chooses."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._kiosk),
                web.get("/{outlet}/", self._front_page),
                web.get("/{outlet}/feed.{kind}", self._feed),
                web.get("/{outlet}/{rest:.+}", self._article),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self._address = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Safe to call twice."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    def begin(self) -> None:
        """Start publishing now; later calls change nothing."""
        if self._begun is None:
            self._begun, self._epoch = self._clock(), self._now()
            self._began.set()

    # ── what there is to know ────────────────────────────────────────────────────────────

    @property
    def address(self) -> str:
        """``http://127.0.0.1:…`` without a slash at the end; empty before :meth:`start`."""
        return self._address

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        return self.programme.outlets

    def feed_url(self, outlet: Outlet) -> str:
        return self._address + outlet.path

    @property
    def elapsed(self) -> float:
        """Seconds of the programme that have passed; negative before it begins."""
        if self._begun is None:
            return _JUST_BEFORE
        passed = self._clock() - self._begun
        return math.inf if math.isinf(self._pace) else passed * self._pace

    @property
    def seconds(self) -> float:
        """How long the programme takes at this pace."""
        return self.programme.length / self._pace

    @property
    def published(self) -> int:
        """Pieces out so far, the past not counted."""
        elapsed = self.elapsed
        return sum(1 for piece in self.programme.pieces if 0 <= piece.at <= elapsed)

    @property
    def total(self) -> int:
        return sum(1 for piece in self.programme.pieces if piece.at >= 0)

    async def begun(self) -> None:
        """Wait until publishing starts."""
        await self._began.wait()

    async def told(self) -> None:
        """Wait until everything is published and each feed was read since its last piece."""
        last = {piece.outlet: piece.at for piece in self.programme.pieces}
        while any(self._read_up_to.get(slug, -math.inf) < at for slug, at in last.items()):
            self._served.clear()
            await self._served.wait()

    # ── configuration for its readers ────────────────────────────────────────────────────

    def feeds_yaml(self, every: str = "2s") -> str:
        """``feeds.yaml`` with the addresses of this run: only once it has started."""
        if not self._address:
            raise RuntimeError("the newsroom has no address before it is started")
        rows = [
            {
                "url": self.feed_url(outlet),
                "name": outlet.name,
                "every": every,
                "tags": list(outlet.tags),
            }
            for outlet in self.outlets
        ]
        return "# Written by the demo's newsroom: its port changes from run to run.\n" + str(
            yaml.safe_dump({"feeds": rows}, allow_unicode=True, sort_keys=False)
        )

    def write_config(self, folder: Path, every: str = "2s") -> None:
        """The demo's configuration as a folder of its own; existing files are replaced."""
        shutil.copytree(pieces.DATA / "config", folder, dirs_exist_ok=True)
        (folder / "feeds.yaml").write_text(self.feeds_yaml(every), "utf-8")

    # ── serving ──────────────────────────────────────────────────────────────────────────

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = self._outlet(request)
        if not outlet.path.endswith(f".{request.match_info['kind']}"):
            raise web.HTTPNotFound
        elapsed = self.elapsed
        shown = self._dated(outlet, elapsed)
        body = render.feed(outlet, shown, self._address)
        etag = hashlib.sha256(body).hexdigest()[:20]
        newest = max(dated.moment for dated in shown)
        headers = {
            "ETag": f'"{etag}"',
            "Last-Modified": format_datetime(newest, usegmt=True),
            "Content-Type": render.MEDIA_TYPES[outlet.format],
        }
        self._note_reader(outlet, elapsed)
        if any(each.value == etag for each in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers=headers)

    def _note_reader(self, outlet: Outlet, elapsed: float) -> None:
        self._read_up_to[outlet.slug] = elapsed
        self._served.set()
        if self._wait_for_readers and len(self._read_up_to) == len(self._outlets):
            self.begin()

    async def _article(self, request: web.Request) -> web.Response:
        outlet = self._outlet(request)
        for dated in self._dated(outlet, self.elapsed):
            if (
                dated.piece.path == request.path
                or dated.piece.slug == request.path.rsplit("/", 1)[-1]
            ):
                return _html(render.article(outlet, dated))
        raise web.HTTPNotFound

    async def _front_page(self, request: web.Request) -> web.Response:
        outlet = self._outlet(request)
        return _html(render.front_page(outlet, self._dated(outlet, self.elapsed)))

    async def _kiosk(self, _request: web.Request) -> web.Response:
        return _html(render.kiosk(self.outlets))

    def _outlet(self, request: web.Request) -> Outlet:
        outlet = self._outlets.get(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound
        return outlet

    def _dated(self, outlet: Outlet, elapsed: float) -> list[Dated]:
        return [
            Dated(piece, self._moment(piece))
            for piece in self.programme.shown(outlet.slug, elapsed)
        ]

    def _moment(self, piece: Piece) -> datetime:
        """When the piece says it was published: to the second, as feeds have it."""
        after = piece.at / self._pace if piece.at > 0 else piece.at
        return (self._epoch + timedelta(seconds=after)).replace(microsecond=0)


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")
