"""Sends what waits in the outbox: in order, one at a time per destination, never blindly twice.

``sending`` is committed before a platform is called, so whatever happens afterwards (an error,
a lost answer, kill −9) the row says that the message *may* be there; it is then looked for on
the platform before anything is sent again:

    pending → sending → sent
                      → pending   refused for now: later, nothing overtakes it
                      → unknown   no answer: looked for, then sent or pending
                      → parked    refused until somebody mends it: owners are told once
                      → failed    a fault of ours: owners are told, the rest goes on
"""

from __future__ import annotations

import asyncio
import logging
import random as random_module
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.card import Card, from_json, to_json
from bot.delivery import notices, sending
from bot.delivery.pacing import BackOff, Random, pause, retry_at
from bot.delivery.parking import Parking
from bot.delivery.sending import Outcome
from bot.errors import DeliveryError, TidingsError
from bot.model import CONSOLE, Delivery, DeliveryStatus, Destination, Receipt, make_id
from bot.ports import EVERY_ADDRESS, Clock, OutboxStore, Platform

log = logging.getLogger(__name__)

_SKEW = timedelta(minutes=1)
"""How far a platform's clock may run behind ours when a message is looked for."""

_WAITING = (
    DeliveryStatus.PENDING,
    DeliveryStatus.SENDING,
    DeliveryStatus.UNKNOWN,
    DeliveryStatus.PARKED,
)

_FAULTS_BEFORE_PARKING = 3
"""Messages in a row that will never go out: then it isn't the message, so stop losing."""

_TRIES_IN_DOUBT = 4
"""Of a message that is refused for a reason nobody knows: it would hold up all that follow. After
the first nobody is told: it may have been a whim."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboxSettings:
    back_off: BackOff = field(default_factory=BackOff)
    grace: timedelta = timedelta(seconds=2)
    """Time given to a message whose answer was lost before it is looked for."""
    limit: timedelta = timedelta(seconds=60)
    """Of one call to a platform; then its outcome is unknown."""
    parked: BackOff = field(
        default_factory=lambda: BackOff(
            first=timedelta(seconds=20), most=timedelta(minutes=5), jitter=0.1
        )
    )
    """When a parked destination is tried again by itself: whoever mended it waits for that."""
    gaps: Mapping[str, timedelta] = field(default_factory=dict)
    """Least time between two messages of one destination, by platform name."""


class Outbox:
    """Drains the outbox. One instance per process; drains of one destination never overlap."""

    def __init__(
        self,
        store: OutboxStore,
        platforms: Mapping[str, Platform],
        destination: Callable[[str], Destination],
        clock: Clock,
        *,
        owners: Callable[[], Sequence[str]] = lambda: (CONSOLE.name,),
        hold_unsure: Callable[[], bool] = lambda: True,
        settings: OutboxSettings | None = None,
        random: Random = random_module.random,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """``owners`` names the destinations where trouble is told, at the first that can be told
        anything. ``hold_unsure``: whether a
        message that may be there waits when the platform doesn't let us look; else it is sent
        again, perhaps twice."""
        self._store = store
        self._platforms = platforms
        self._destination = destination
        self._clock = clock
        self._owners = owners
        self._hold_unsure = hold_unsure
        self._settings = settings or OutboxSettings()
        self._random = random
        self._sleep = sleep
        self._locks: dict[str, asyncio.Lock] = {}
        self._look_again: dict[str, datetime] = {}
        """Destinations with a row in doubt → when it is looked for."""
        self._parking = Parking(self._settings.parked, random)
        self._troubled: set[str] = set()
        """Platforms that were in trouble at the last look."""
        self._last_sent: dict[str, datetime] = {}
        self._faults: dict[str, int] = {}

    # ── what others call ─────────────────────────────────────────────────────────────────

    async def reconcile(self) -> int:
        """At start: settle every row a former process left in doubt, and give every parked
        destination another chance. Returns how many rows were in doubt."""
        for row in await self._store.unsettled((DeliveryStatus.PARKED,)):
            self._parking.remember(row.destination, row.error, self._clock())
        rows = await self._store.unsettled((DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN))
        for destination in {row.destination: None for row in rows}:
            async with self._lock(destination):
                await self._settle_doubts(destination)
        return len(rows)

    async def drain(self, destination: str) -> int:
        """Send what is due at the destination, oldest first; how many were sent.

        Returns when nothing is due any more or the first delivery has to wait. A
        :class:`~bot.errors.StorageError` passes through; the row in hand is then in doubt and
        looked for at the next drain.
        """
        async with self._lock(destination):
            if not await self._ready(destination):
                return 0
            sent = 0
            while delivery := await self._store.claim_delivery(destination, self._clock()):
                status = await self._deliver(delivery)
                sent += status is DeliveryStatus.SENT
                if status not in (DeliveryStatus.SENT, DeliveryStatus.FAILED):
                    break
            else:
                await self._forget_parking(destination)
            return sent

    async def due(self) -> list[str]:
        """Destinations with something to do now: due deliveries, doubts, parked ones."""
        now = self._clock()
        self._hasten(now)
        await self._hasten_waiting(now)
        await self._notice_orphans()
        waiting = await self._store.waiting_destinations(now)
        parked = self._parking.until
        names = dict.fromkeys(name for name in waiting if parked.get(name, now) <= now)
        for timers in (self._look_again, parked):
            names.update(dict.fromkeys(name for name, when in timers.items() if when <= now))
        return list(names)

    def _hasten(self, now: datetime) -> None:
        """What a platform's trouble kept back is tried as soon as that is over, and what somebody
        may have mended at once."""
        mended = {name: set(each.take_mended()) for name, each in self._platforms.items()}

        def is_mended(name: str) -> bool:
            place = self._destination(name)
            return bool(mended.get(place.platform, set()) & {place.address, EVERY_ADDRESS})

        names = self._parking.hasten(now, troubled=self._is_troubled, mended=is_mended)
        self._look_now(names, now)

    async def _hasten_waiting(self, now: datetime) -> None:
        """What was put off because a platform was away goes out when it is back: after hours of
        that it would wait for minutes more."""
        troubled = {name for name, each in self._platforms.items() if each.trouble}
        back, self._troubled = self._troubled - troubled, troubled
        if not back:
            return
        rows = await self._store.unsettled((DeliveryStatus.PENDING, DeliveryStatus.UNKNOWN))
        names = {row.destination for row in rows}
        here = [each for each in names if self._destination(each).platform in back]
        for name in here:
            await self._store.hasten(name)
        self._look_now(here, now)

    def hasten(self) -> None:
        """Try every parked destination now: the configuration changed."""
        names, now = list(self._parking.until), self._clock()
        self._parking.try_now(names, now)
        self._look_now(names, now)

    def _look_now(self, names: Iterable[str], now: datetime) -> None:
        self._look_again.update({name: now for name in names if name in self._look_again})

    def _is_troubled(self, name: str) -> bool:
        platform = self._platforms.get(self._destination(name).platform)
        return platform is not None and bool(platform.trouble)

    async def _notice_orphans(self) -> None:
        """Rows in doubt whose process is gone: another one died between claiming and settling.
        Nothing behind them goes out until they were looked for."""
        patience = self._settings.limit + self._settings.grace
        for row in await self._store.unsettled((DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN)):
            name = row.destination
            if name not in self._look_again and not self._lock(name).locked():
                self._look_again[name] = (row.attempted or row.created) + patience

    async def _forget_parking(self, destination: str) -> None:
        """A parked destination for which nothing waits any more has nothing to be tried with."""
        if destination not in self._parking:
            return
        waiting = await self._store.unsettled(_WAITING)
        if not any(row.destination == destination for row in waiting):
            self._parking.forget(destination)

    async def sweep(self) -> int:
        """Drain every destination that has something to do, side by side; how many were sent.

        Trouble at one destination is logged and never keeps the others waiting.
        """
        names = await self.due()
        results = await asyncio.gather(*map(self.drain, names), return_exceptions=True)
        sent = 0
        for name, result in zip(names, results, strict=True):
            if isinstance(result, TidingsError):
                log.warning("sending to %s stopped: %s", name, result)
            elif isinstance(result, BaseException):
                raise result
            else:
                sent += result
        return sent

    async def unpark(self, destination: str) -> int:
        """Try a parked destination again now; how many deliveries wait there."""
        self._parking.forget(destination)
        return await self._store.unpark(destination)

    @property
    def parked(self) -> Mapping[str, datetime]:
        """Destinations that refuse, and when each is tried again."""
        return dict(self._parking.until)

    # ── one destination ──────────────────────────────────────────────────────────────────

    def _lock(self, destination: str) -> asyncio.Lock:
        return self._locks.setdefault(destination, asyncio.Lock())

    async def _ready(self, destination: str) -> bool:
        """Settle doubts and parking whose time has come; whether sending may go on."""
        now = self._clock()
        again = self._parking.until.get(destination)
        if again is not None:
            if again > now:
                return False
            await self._store.unpark(destination)
        look = self._look_again.get(destination)
        if look is not None:
            if look > now:
                return False
            return await self._settle_doubts(destination)
        return True

    async def _deliver(self, delivery: Delivery) -> DeliveryStatus:
        """Send one claimed delivery and record what became of it."""
        destination = delivery.destination
        # Until the outcome is stored the row is in doubt, whatever ends this call.
        self._look_again[destination] = self._clock()
        outcome = await self._attempt(delivery)
        self._look_again[destination] = self._clock() + self._settings.grace
        await self._settle(delivery, outcome)
        if outcome.status is not DeliveryStatus.UNKNOWN:
            del self._look_again[destination]
        return outcome.status

    async def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        await self._store.settle(
            delivery.id,
            outcome.status,
            receipt=outcome.receipt,
            error=outcome.error,
            not_before=outcome.not_before,
        )
        if outcome.status is DeliveryStatus.SENT:
            self._faults.pop(delivery.destination, None)
            await self._resume(delivery)

    async def _resume(self, delivery: Delivery) -> None:
        """It goes out again, and so may whatever waited for the same."""
        now = self._clock()
        names = self._parking.resume(delivery.destination, now)
        self._look_now(names[1:], now)
        if names:
            await self._tell(delivery, notices.resumed(names), "resumed")

    async def _attempt(self, delivery: Delivery) -> Outcome:
        """Call the platform and judge its answer; raises nothing that a platform can cause."""
        await self._keep_pace(delivery)
        try:
            return await self._send(delivery)
        except DeliveryError as error:
            return await self._judge(delivery, error)
        except (TimeoutError, OSError) as error:
            # A connection that broke somewhere: the message may be there.
            text = f"{type(error).__name__}: {error}".rstrip(": ")
            return await self._judge(delivery, DeliveryError(text, ambiguous=True))
        except TidingsError:
            raise
        except Exception as error:
            log.exception("a fault while sending to %s", delivery.destination)
            return await self._judge_fault(delivery, error)

    async def _send(self, delivery: Delivery) -> Outcome:
        platform, address = self._where(delivery.destination)
        card = from_json(delivery.card)
        own = await self._receipt(delivery)
        async with asyncio.timeout(self._settings.limit.total_seconds()):
            if delivery.kind == "update":
                return await sending.update(platform, own, card)
            return await sending.post(platform, address, card, delivery.key, own)

    async def _receipt(self, delivery: Delivery) -> Receipt | None:
        """Of the message that an update edits or a reply answers."""
        if delivery.kind in ("update", "reply") and delivery.alert_id:
            return await self._store.receipt_of_alert(delivery.alert_id)
        return None

    def _where(self, name: str) -> tuple[Platform, str]:
        destination = self._destination(name)
        platform = self._platforms.get(destination.platform)
        if platform is None:
            raise DeliveryError(
                f"{name} is on {destination.platform or 'no platform'}, which is not running",
                hint=f"set up {destination.platform or 'a platform'} and start again,"
                f" or change the destination {name}; `tidings doctor` says what is missing",
                permanent=True,
            )
        return platform, destination.address

    async def _keep_pace(self, delivery: Delivery) -> None:
        name = delivery.destination
        gap = self._settings.gaps.get(self._destination(name).platform, timedelta(0))
        wait = pause(self._last_sent.get(name), self._clock(), gap)
        if wait:
            await self._sleep(wait.total_seconds())
        if gap:
            self._last_sent[name] = self._clock()

    # ── judging refusals ─────────────────────────────────────────────────────────────────

    async def _judge(self, delivery: Delivery, error: DeliveryError) -> Outcome:
        if error.refused and (not error.permanent or delivery.attempts >= _TRIES_IN_DOUBT):
            return await self._give_up(delivery, error)
        if error.permanent and not (error.refused and delivery.attempts <= 1):
            return await self._park(delivery, error)
        log.info("%s: not sent yet: %s", delivery.destination, error)
        if error.ambiguous and delivery.kind != "update":
            # Editing twice is the same as editing once; posting isn't.
            return Outcome(status=DeliveryStatus.UNKNOWN, error=str(error))
        return self._later(delivery, str(error), error.retry_after)

    def _later(
        self, delivery: Delivery, error: str, retry_after: timedelta | None = None
    ) -> Outcome:
        when = retry_at(
            self._clock(), delivery.attempts, retry_after, self._settings.back_off, self._random
        )
        return Outcome(status=DeliveryStatus.PENDING, error=error, not_before=when)

    async def _park(self, delivery: Delivery, error: Exception) -> Outcome:
        """Everything for the destination waits. Told before it is stored: a crash in between
        repeats the attempt, and the notice's key keeps it from being told twice."""
        name, text = delivery.destination, str(error)
        if not self._parking.has_cause(name, text):
            log.error("%s is parked: %s", name, text)
        # Before anything is waited for: others may be parking, too.
        if self._parking.park(name, text, self._clock(), hindered=self._is_troubled(name)):
            await self._tell_cause(delivery, error)
        return Outcome(status=DeliveryStatus.PARKED, error=text)

    async def _tell_cause(self, delivery: Delivery, error: Exception) -> None:
        everywhere = isinstance(error, DeliveryError) and error.everywhere
        platform = self._destination(delivery.destination).platform if everywhere else ""
        card = notices.parked(delivery, error, platform=platform)
        try:
            await self._tell(delivery, card, "parked", str(error), not_on=platform)
        except BaseException:
            self._parking.untold(delivery.destination)
            raise

    async def _judge_fault(self, delivery: Delivery, error: Exception) -> Outcome:
        """A fault of ours, perhaps after the message went out: look before giving it up."""
        found = None
        with suppress(Exception):
            found = await self._find(delivery)
        if found is not None:
            return Outcome(status=DeliveryStatus.SENT, receipt=found)
        return await self._give_up(delivery, error)

    async def _give_up(self, delivery: Delivery, error: Exception) -> Outcome:
        """One message that will never go out; when that is so of several in a row, it isn't the
        message."""
        self._faults[delivery.destination] = self._faults.get(delivery.destination, 0) + 1
        if self._faults[delivery.destination] >= _FAULTS_BEFORE_PARKING:
            return await self._park(delivery, error)
        log.error("%s: a message is given up: %s", delivery.destination, error)
        await self._tell(delivery, notices.failed(delivery, error), "failed")
        ours = not isinstance(error, TidingsError)
        text = f"{type(error).__name__}: {error}" if ours else str(error)
        return Outcome(status=DeliveryStatus.FAILED, error=text)

    async def _tell(self, delivery: Delivery, card: Card, *about: str, not_on: str = "") -> None:
        """Tell the owners, once per occasion; a notice about a notice at the console is only
        logged. ``not_on``: a platform where nothing can be told."""
        if delivery.kind == "notice" and delivery.destination == CONSOLE.name:
            return
        place = self._where_to_tell(delivery.destination, not_on)
        if place is None:
            return
        notice = Delivery(
            key=make_id("n", delivery.destination, delivery.key, *about),
            destination=place,
            kind="notice",
            card=to_json(card),
            created=self._clock(),
        )
        await self._store.enqueue((notice,))

    def _where_to_tell(self, broken: str, not_on: str) -> str | None:
        """The first of the owners' places that isn't broken itself; else the console."""
        for each in self._owners():
            itself = each == broken or each in self._parking
            if not itself and (not not_on or self._destination(each).platform != not_on):
                return each
        return None if broken == CONSOLE.name else CONSOLE.name

    # ── doubts ───────────────────────────────────────────────────────────────────────────

    async def _settle_doubts(self, destination: str) -> bool:
        """Look for every message of the destination that may be there; whether all is clear."""
        rows = await self._store.unsettled((DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN))
        for row in rows:
            if row.destination != destination:
                continue
            outcome = await self._look(row)
            await self._settle(row, outcome)
            if outcome.status is DeliveryStatus.UNKNOWN:
                self._look_again[destination] = outcome.not_before or self._clock()
                return False
        self._look_again.pop(destination, None)
        return destination not in self._parking

    async def _look(self, row: Delivery) -> Outcome:
        if row.kind == "update":
            return Outcome(status=DeliveryStatus.PENDING, error=row.error)
        try:
            found = await self._find(row)
        except DeliveryError as error:
            if error.permanent and self._hold_unsure():
                return await self._park_in_doubt(row, error)
            if error.permanent:
                log.warning("sent again to %s, perhaps twice: %s", row.destination, error)
                return self._later(row, f"{error}: sent again, perhaps twice")
            later = self._later(row, str(error), error.retry_after)
            return Outcome(
                status=DeliveryStatus.UNKNOWN, error=later.error, not_before=later.not_before
            )
        except Exception as error:
            log.exception("a fault while looking for a message at %s", row.destination)
            return await self._park_in_doubt(row, error)
        if found is not None:
            return Outcome(status=DeliveryStatus.SENT, receipt=found)
        if row.attempts <= 1:
            return Outcome(status=DeliveryStatus.PENDING, error="not there: sent again")
        return self._later(row, "not there: sent again")

    async def _park_in_doubt(self, row: Delivery, error: Exception) -> Outcome:
        """Looking was refused: everything waits, and the row stays in doubt. It is looked for
        before it is sent again, however long that takes."""
        parked = await self._park(row, error)
        again = self._parking.until[row.destination]
        return Outcome(status=DeliveryStatus.UNKNOWN, error=parked.error, not_before=again)

    async def _find(self, delivery: Delivery) -> Receipt | None:
        platform, address = self._where(delivery.destination)
        thread = await self._receipt(delivery)
        since = delivery.created - _SKEW
        async with asyncio.timeout(self._settings.limit.total_seconds()):
            try:
                return await platform.find(address, delivery.key, since, thread=thread)
            except (TimeoutError, OSError) as error:
                raise DeliveryError(f"{type(error).__name__}: {error}".rstrip(": ")) from error
