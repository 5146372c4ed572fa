"""The composition root: the only file that names concrete classes.

It opens what it hands out and closes it in the opposite order, whatever happens in between.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TextIO, cast

from bot.alerts.card import notice_card
from bot.alone import ONE_AT_A_TIME, data_folder, only_one
from bot.card import Card, to_json
from bot.catalogue import Catalogue, summary
from bot.charts import Artist
from bot.commands import COMMANDS, Context, Desk
from bot.commands.when import ago
from bot.config import Loaded, Watcher, load, secret
from bot.delivery.outbox import Outbox
from bot.errors import ConfigError, Problem, StorageError, TidingsError
from bot.expecting import Expecting
from bot.failing import Failing
from bot.feeds.article import full_text
from bot.feeds.discovery import Found, discover
from bot.feeds.parser import Parser
from bot.feeds.poll import FeedReader
from bot.feeds.remarks import remark
from bot.feeds.retrieve import Retriever
from bot.heartbeat import Heartbeat
from bot.model import (
    CONSOLE,
    Arrangement,
    Delivery,
    Destination,
    Feed,
    Follow,
    PollSettings,
    Watchlist,
    make_id,
)
from bot.pipeline import Pipeline
from bot.ports import FeedStatus, Platform, Store, Terminal
from bot.schedule import Schedule, Work
from bot.storage import open_store
from bot.stories.vectors import installed
from bot.text import count_of
from handlers import registry

log = logging.getLogger(__name__)

Role = Literal["all", "poll", "chat"]

LEASE = timedelta(minutes=5)
"""How long a claimed feed stays with its claimer: longer than a poll usually takes. One that
takes longer is polled again, which finds nothing new."""
PATIENCE = 8.0
"""Seconds that whoever asks for a poll waits for the running bot to make it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    folder: Path
    role: Role = "all"
    backfill: int = 0
    """Newest items of feeds seen for the first time that count as new."""
    stdin: int | None = 0
    stdout: TextIO | None = None
    """The terminal; default: the process's own."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Made:
    """What was made in chat, as last read."""

    watchlists: Sequence[Watchlist] = ()
    feeds: Sequence[Feed] = ()
    follows: Sequence[Follow] = ()
    arrangements: Sequence[Arrangement] = ()


SETTLED = timedelta(seconds=10)
"""After the start, when first polls and catching up are over: then charts are prepared for."""


class Application:
    """The running bot. Made by :func:`application`."""

    def __init__(
        self,
        *,
        options: Options,
        loaded: Loaded,
        store: Store,
        platforms: dict[str, Platform],
        problems: Sequence[Problem],
    ) -> None:
        self.store = store
        self.platforms = platforms
        self._options = options
        self._loaded = loaded
        self._watcher = Watcher(options.folder, loaded)
        self._problems = tuple(problems)
        self._platform_problems = tuple(problems)
        self._heartbeat = Heartbeat(options.folder)
        self._made = _Made()
        self._catalogue: Catalogue | None = None
        self._building = asyncio.Lock()
        self._claimed: dict[str, FeedStatus] = {}
        """Feeds about to be polled, as stored."""
        self.parser = Parser()
        self._retrievers: list[Retriever] = []
        """The one in use last; former ones end what they began and are closed at the end."""
        self._artist = Artist()
        self._early: asyncio.TimerHandle | None = None
        self._failing = Failing(
            store=store, catalogue=self.catalogue, clock=utc_now, tell=self._tell_owners
        )
        self.pipeline = Pipeline(
            store=store,
            reader=self._reader(loaded.settings.polling),
            catalogue=self.catalogue,
            clock=utc_now,
            enqueued=self._kick,
            embedder=installed(),
        )
        self.expecting = Expecting(
            store=store,
            catalogue=self.catalogue,
            clock=utc_now,
            enqueued=self._kick,
            read=self._poll_now,
        )
        self.outbox = Outbox(
            store,
            platforms,
            lambda name: self.catalogue().destination(name),
            utc_now,
            owners=self.all_owners,
            hold_unsure=lambda: self._loaded.settings.when_unsure == "hold",
        )
        self.desk = Desk(self._context(), COMMANDS)
        self.schedule = Schedule(self._work(), concurrency=loaded.settings.polling.concurrency)

    def _context(self) -> Context:
        """What commands work with."""
        return Context(
            store=self.store,
            catalogue=self.catalogue,
            changed=self.refresh,
            clock=utc_now,
            discover=self._discover,
            poll_now=self._poll_now,
            release_now=self._release_now,
            problems=self.problems,
            troubles=self.troubles,
            started=utc_now(),
            charts=self._artist,
        )

    def _work(self) -> Work:
        """What the scheduler sets going."""
        return Work(
            claim=self._claim,
            poll=self._poll,
            waiting=self.outbox.due,
            drain=self._drain,
            save=self.pipeline.save,
            release=self.pipeline.release,
            expect=self.expecting.look,
            reload=self.reload,
            prune=self._prune,
            clock_jumped=self._clock_jumped,
        )

    # ── what is configured ──────────────────────────────────────────────────────────────

    def catalogue(self) -> Catalogue:
        """The snapshot in force now."""
        assert self._catalogue is not None, "refreshed before anything runs"  # noqa: S101
        return self._catalogue

    def problems(self) -> Sequence[Problem]:
        """Of the configuration, and platforms that could not be set up."""
        return self._problems

    def troubles(self) -> Mapping[str, str]:
        """Of platforms that can't work just now, by name."""
        every = self.platforms.items()
        return {name: platform.trouble for name, platform in every if platform.trouble}

    def destinations(self) -> Sequence[Destination]:
        """Of the configuration in force now."""
        return self._loaded.settings.destinations

    @property
    def console(self) -> Terminal:
        """The process's own terminal; it is always there."""
        return cast("Terminal", self.platforms[CONSOLE.platform])

    @property
    def owners(self) -> str:
        """The destination where trouble is told: the first owner, else the terminal."""
        return next(iter(self.all_owners()), CONSOLE.name)

    def all_owners(self) -> Sequence[str]:
        """Those who can be told something."""
        owners = self._loaded.settings.owners
        return [each for each in owners if each.partition(":")[0] in self.platforms]

    async def refresh(self) -> None:
        """Build the catalogue anew from files and chat, and let the scheduler know its feeds."""
        async with self._building:
            self._made = await self._read_made()
            await self._build()

    async def _read_made(self) -> _Made:
        return _Made(
            watchlists=await self.store.watchlists(),
            feeds=await self.store.chat_feeds(),
            follows=await self.store.follows(),
            arrangements=await self.store.arrangements(),
        )

    def _reader(self, settings: PollSettings) -> FeedReader:
        retriever = Retriever(settings)
        self._retrievers.append(retriever)
        return FeedReader(
            self.store, retriever, self.parser, utc_now, settings, full_text=self._article
        )

    async def _build(self) -> None:
        loaded, made = self._loaded, self._made
        feeds = _unique([*loaded.feeds, *made.feeds])
        if self._options.backfill:
            feeds = [replace(feed, backfill=self._options.backfill) for feed in feeds]
        self._catalogue = await asyncio.to_thread(
            Catalogue.build,
            loaded.settings,
            feeds,
            [*loaded.watchlists, *made.watchlists],
            follows=made.follows,
            arrangements=made.arrangements,
            previous=self._catalogue,
        )
        await self.store.sync_feeds(feeds, utc_now())

    async def reload(self) -> None:
        """Take up what changed on disk, or in the database by another process."""
        if self._options.role != "chat":
            self._heartbeat.beat()
        changed = await asyncio.to_thread(self._watcher.poll)
        if isinstance(changed, ConfigError):
            self._problems = (*self._platform_problems, *changed.problems)
            log.error("the configuration is not taken up, the last good one stays:\n%s", changed)
            card = notice_card(
                "The configuration has a mistake; the last good one stays in force",
                what="\n".join(str(problem) for problem in changed.problems[:10]),
            )
            if self._options.role != "chat":
                await self._tell_owners(card, f"{changed}{utc_now():%Y-%m-%dT%H}")
            return
        async with self._building:
            made = await self._read_made()
            if changed is None and made == self._made:
                return
            if changed is not None:
                if changed.settings.polling != self._loaded.settings.polling:
                    self.pipeline.reader = self._reader(changed.settings.polling)
                self._loaded = changed
                self._problems = self._platform_problems
            self._made = made
            await self._build()
        if changed is not None:
            await self._failing.try_again()
            self.outbox.hasten()
            log.info("configuration taken up: %s", summary(self.catalogue()))

    async def _tell_owners(self, card: Card, occasion: str) -> None:
        notice = Delivery(
            key=make_id("n", self.owners, occasion),
            destination=self.owners,
            kind="notice",
            card=to_json(card),
            created=utc_now(),
        )
        await self.store.enqueue((notice,))
        self._kick(self.owners)

    # ── jobs ────────────────────────────────────────────────────────────────────────────

    async def _claim(self, limit: int) -> Sequence[str]:
        claimed = await self.store.claim_due(utc_now(), limit=limit, lease=LEASE)
        self._claimed.update(await self.store.statuses(claimed))
        return claimed

    async def _poll(self, feed_id: str) -> None:
        status = self._claimed.pop(feed_id, None)
        polled = await self.pipeline.poll(feed_id, status)
        if polled is None:
            return
        if said := remark(status.state if status else None, polled):
            log.info("%s: %s", self.catalogue().source_name(polled.feed, polled.state.title), said)
        if polled.failed:
            await self._failing.told(polled)

    async def _poll_now(self, feed_id: str) -> None:
        """Poll here; or, where only questions are answered, have the running bot do it."""
        if self._options.role != "chat":
            await self.pipeline.poll(feed_id)
            await self.pipeline.save()
            return
        status = await self.store.feed(feed_id)
        if status is None:
            return
        before = status.state.last_poll
        await self.store.save_state(replace(status.state, next_poll=utc_now()))
        for _ in range(int(PATIENCE / 0.25)):
            await asyncio.sleep(0.25)
            status = await self.store.feed(feed_id)
            if status is None or status.state.last_poll != before:
                return

    async def _release_now(self) -> None:
        """Where only questions are answered, the running bot does it at its next look."""
        if self._options.role != "chat":
            await self.pipeline.release()

    async def _drain(self, destination: str) -> None:
        await self.outbox.drain(destination)

    def _kick(self, destination: str) -> None:
        self.schedule.kick(destination)

    async def _discover(self, url: str) -> Sequence[Found]:
        return await discover(url, self._retrievers[-1], self.parser)

    async def _article(self, url: str) -> str:
        return await full_text(url, self._retrievers[-1])

    async def _prune(self) -> None:
        pruned = await self.store.prune(utc_now() - self._loaded.settings.keep)
        log.info("%s past retention deleted", count_of(pruned, "item"))

    async def _clock_jumped(self, by: timedelta) -> None:
        log.info("due times are checked after a step of %s", by)
        await self._failing.correct_due_times(self._loaded.settings.polling)

    # ── life ────────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        """Connect, settle what a former process left in doubt, and begin."""
        role = self._options.role
        await self.refresh()
        await self.pipeline.restore()
        for platform in self.platforms.values():
            await platform.connect(self.desk.answer, self.desk.complete)
        if role != "chat":
            await self.store.release_leases()
            await self._failing.correct_due_times(self._loaded.settings.polling)
            await self._failing.try_again()
            await self.outbox.reconcile()
        self.schedule.start(poll=role != "chat", deliver=role != "chat")
        if role != "poll":
            loop = asyncio.get_running_loop()
            self._early = loop.call_later(SETTLED.total_seconds(), self._artist.prepare)

    async def stop(self) -> None:
        """End in order: no new work, what is under way ends, then the ways out are closed."""
        if self._early is not None:
            self._early.cancel()
        await self.schedule.stop()
        try:
            await self.pipeline.save()
        except StorageError as error:
            log.warning("the last polls are not stored and will be done again: %s", error)
        for platform in self.platforms.values():
            await platform.close()
        self._artist.close()
        await self.parser.close()
        for retriever in self._retrievers:
            await retriever.close()
        if self._options.role != "chat":
            self._heartbeat.stop()


def _unique(feeds: Iterable[Feed]) -> list[Feed]:
    """One feed per address: a file's wins over a chat's."""
    return list({feed.id: feed for feed in reversed(list(feeds))}.values())[::-1]


# ── opening and closing ──────────────────────────────────────────────────────────────────


@asynccontextmanager
async def application(options: Options) -> AsyncIterator[Application]:
    """The whole bot, started; closed in the opposite order whatever happens inside.

    Raises :class:`~bot.errors.ConfigError` or :class:`~bot.errors.StorageError` when it can't
    start at all; a platform that is not there is a problem to show, not a reason to stay away.
    """
    loaded = await asyncio.to_thread(load, options.folder)
    for warning in loaded.warnings:
        log.warning("%s", warning)
    async with AsyncExitStack() as stack:
        if options.role != "chat":
            stack.enter_context(only_one(loaded.settings.database))
        store = await open_store(loaded.settings.database)
        stack.push_async_callback(store.close)
        if options.role != "chat" and not await store.lead():
            raise TidingsError("another Tidings already runs on this database", hint=ONE_AT_A_TIME)
        made: list[Application] = []

        def places() -> Sequence[Destination]:
            return made[0].destinations() if made else loaded.settings.destinations

        platforms, problems = open_platforms(loaded, options, places)
        app = Application(
            options=options, loaded=loaded, store=store, platforms=platforms, problems=problems
        )
        made.append(app)
        stack.push_async_callback(app.stop)
        await app.start()
        yield app


def open_platforms(
    loaded: Loaded, options: Options, places: Callable[[], Sequence[Destination]]
) -> tuple[dict[str, Platform], tuple[Problem, ...]]:
    """The platforms that destinations name or that have a token, and the terminal; and what keeps
    others away."""
    wanted = {destination.platform for destination in loaded.settings.destinations}
    wanted.update(registry.with_token(secret))
    setup = replace(platform_setup(loaded, options), places=places)
    platforms: dict[str, Platform] = {}
    problems: list[Problem] = []
    for name in sorted(wanted | {CONSOLE.platform}):
        try:
            platforms[name] = registry.create(name, setup)
        except TidingsError as error:
            log.error("%s", error)
            problems.append(Problem(file=f"{options.folder}/tidings.yaml", what=str(error)))
    return platforms, tuple(problems)


def platform_setup(loaded: Loaded, options: Options) -> registry.Setup:
    """What every platform is made with."""
    return registry.Setup(
        clock=utc_now,
        secret=secret,
        commands=COMMANDS,
        places=lambda: loaded.settings.destinations,
        folder=data_folder(loaded.settings.database),
        stdin=options.stdin,
        stdout=options.stdout,
    )


# ── what the command line runs ───────────────────────────────────────────────────────────


async def standing(app: Application, options: Options) -> str:
    """What has just been started, in words; a console by itself polls and posts nothing."""
    known = summary(app.catalogue())
    if options.role != "chat":
        return f"Tidings is running: {known}"
    polls = [each.state.last_poll for each in await app.store.feeds() if each.state.last_poll]
    last = f"last poll {ago(max(polls), utc_now())}" if polls else "no poll yet"
    return (
        f"Asking the database of {options.folder} ({known}); "
        f"the bot itself runs elsewhere, or not at all ({last})"
    )


async def serve(options: Options) -> None:
    """Run until cancelled, or until whoever sits at the terminal leaves."""
    async with application(options) as app:
        log.info("%s", await standing(app, options))
        console = app.console
        if console.interactive or options.role == "chat":
            await console.ended.wait()
        else:
            await asyncio.Event().wait()
