"""The outbox: cards on their way, each destination's in the order of their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Insert, and_, bindparam, func, insert, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import plain
from bot.model import Delivery, DeliveryStatus, Receipt
from bot.storage.part import Part, whole
from bot.storage.rows import delivery_of, delivery_row
from bot.storage.schema import absorbed_keys, deliveries, unsettled
from bot.storage.statements import insert_new

_PENDING = DeliveryStatus.PENDING.value
_SENDING = DeliveryStatus.SENDING.value
_PARKED = DeliveryStatus.PARKED.value

# ── queries ──────────────────────────────────────────────────────────────────────────────

# In line: a parked row stands aside until it is unparked.
_IN_LINE = and_(unsettled, deliveries.c.status != _PARKED)

# The head of a destination's line, whatever its state: it alone may move.
_HEAD = (
    select(deliveries)
    .where(deliveries.c.destination == bindparam("place"), _IN_LINE)
    .order_by(deliveries.c.n)
    .limit(1)
)
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.n == bindparam("number"), deliveries.c.status == _PENDING)
    .values(status=_SENDING, attempts=bindparam("tries"), attempted=bindparam("now"))
)

# Destinations whose head is pending and due.
_HEADS = (
    select(func.min(deliveries.c.n).label("n"))
    .where(_IN_LINE)
    .group_by(deliveries.c.destination)
    .subquery()
)
_WAITING = (
    select(deliveries.c.destination)
    .join_from(_HEADS, deliveries, deliveries.c.n == _HEADS.c.n)
    .where(
        deliveries.c.status == _PENDING,
        or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= bindparam("now")),
    )
    .order_by(deliveries.c.n)
)

_IN_STATES = (
    select(deliveries)
    .where(deliveries.c.status.in_(bindparam("states", expanding=True)))
    .order_by(deliveries.c.n)
)

# The last known handle of the alert's own message: updates may have changed it.
_RECEIPT = (
    select(deliveries.c.receipt)
    .where(
        deliveries.c.alert_id == bindparam("alert"),
        deliveries.c.kind.in_(("post", "update")),
        deliveries.c.receipt.is_not(None),
    )
    .order_by(deliveries.c.n.desc())
    .limit(1)
)

_UNPARK = (
    update(deliveries)
    .where(deliveries.c.destination == bindparam("place"), deliveries.c.status == _PARKED)
    .values(status=_PENDING, not_before=None)
)

_HASTEN = (
    update(deliveries)
    .where(
        deliveries.c.destination == bindparam("place"),
        deliveries.c.status == _PENDING,
        deliveries.c.not_before.is_not(None),
    )
    .values(not_before=None)
)

# Whether a key was enqueued before, as a row of its own or as part of one.
_SPENT = union_all(
    select(deliveries.c.n).where(deliveries.c.key == bindparam("spent")),
    select(absorbed_keys.c.delivery).where(absorbed_keys.c.key == bindparam("spent")),
)

# The waiting message of an alert that an update may become part of.
_WAITING_MESSAGE = (
    select(deliveries.c.n)
    .where(
        deliveries.c.alert_id == bindparam("alert"),
        deliveries.c.destination == bindparam("place"),
        deliveries.c.kind.in_(("post", "update")),
        deliveries.c.status.in_((_PENDING, _PARKED)),
    )
    .order_by(deliveries.c.n.desc())
    .limit(1)
)
_NEW_CARD = (
    update(deliveries)
    .where(deliveries.c.n == bindparam("number"))
    .values(card=bindparam("new_card", type_=deliveries.c.card.type))
)


class Outbox(Part):
    """:class:`~bot.ports.OutboxStore`."""

    @whole
    async def enqueue(self, added: Sequence[Delivery]) -> None:
        if added:
            async with self._engine.write(
                one_by_one={each.destination for each in added}
            ) as connection:
                await put_deliveries(added, connection, postgres=self._engine.postgres)

    @whole
    async def claim_delivery(self, destination: str, now: datetime) -> Delivery | None:
        async with self._engine.write(one_by_one=[destination]) as connection:
            row = (await connection.execute(_HEAD, {"place": destination})).one_or_none()
            if row is None:
                return None
            head = delivery_of(row)
            if head.status is not DeliveryStatus.PENDING or (head.not_before or now) > now:
                return None
            claimed = replace(
                head, status=DeliveryStatus.SENDING, attempts=head.attempts + 1, attempted=now
            )
            await connection.execute(
                _CLAIM, {"number": head.id, "tries": claimed.attempts, "now": now}
            )
        return claimed

    @whole
    async def settle(
        self,
        delivery_id: int,
        status: DeliveryStatus,
        *,
        receipt: Receipt | None = None,
        error: str = "",
        not_before: datetime | None = None,
    ) -> None:
        settled = update(deliveries).where(deliveries.c.n == delivery_id)
        settled = settled.values(status=status.value, error=error, not_before=not_before)
        if receipt is not None:
            settled = settled.values(receipt=plain.write(receipt))
        async with self._engine.write() as connection:
            await connection.execute(settled)

    @whole
    async def unsettled(self, statuses: Sequence[DeliveryStatus]) -> list[Delivery]:
        states = [status.value for status in statuses]
        async with self._engine.read() as connection:
            rows = await connection.execute(_IN_STATES, {"states": states})
            return [delivery_of(row) for row in rows]

    @whole
    async def waiting_destinations(self, now: datetime) -> list[str]:
        """Those where something can be sent at once, the longest-waiting first."""
        async with self._engine.read() as connection:
            return list((await connection.execute(_WAITING, {"now": now})).scalars())

    @whole
    async def receipt_of_alert(self, alert_id: str) -> Receipt | None:
        async with self._engine.read() as connection:
            found = (await connection.execute(_RECEIPT, {"alert": alert_id})).scalar()
            return None if found is None else plain.read(Receipt, found)

    @whole
    async def unpark(self, destination: str) -> int:
        async with self._engine.write(one_by_one=[destination]) as connection:
            return (await connection.execute(_UNPARK, {"place": destination})).rowcount

    @whole
    async def hasten(self, destination: str) -> int:
        async with self._engine.write(one_by_one=[destination]) as connection:
            return (await connection.execute(_HASTEN, {"place": destination})).rowcount


# ── enqueueing, inside a transaction that holds the destinations' locks ──────────────────


async def put_deliveries(
    added: Iterable[Delivery], connection: AsyncConnection, *, postgres: bool
) -> None:
    """The rules of :meth:`bot.ports.OutboxStore.enqueue`, in the order given."""
    await _insert(await join_line(added, connection, postgres=postgres), connection, postgres)


async def join_line(
    added: Iterable[Delivery], connection: AsyncConnection, *, postgres: bool
) -> list[Delivery]:
    """Let waiting messages carry newer cards; what is left is to be inserted with
    :func:`insert_deliveries`, in this order."""
    new: list[Delivery] = []
    for each in added:
        if each.kind == "update" and each.alert_id:
            # Its message may be among those not written yet.
            await _insert(new, connection, postgres)
            new.clear()
            if await _absorb(each, connection):
                continue
        new.append(each)
    return new


async def _absorb(update_: Delivery, connection: AsyncConnection) -> bool:
    """Whether nothing is left to insert: the update came before, or the alert's waiting message
    now carries its card."""
    if (await connection.execute(_SPENT, {"spent": update_.key})).scalar() is not None:
        return True
    of = {"alert": update_.alert_id, "place": update_.destination}
    number = (await connection.execute(_WAITING_MESSAGE, of)).scalar()
    if number is None:
        return False
    await connection.execute(_NEW_CARD, {"number": number, "new_card": dict(update_.card)})
    await connection.execute(insert(absorbed_keys), {"key": update_.key, "delivery": number})
    return True


def insert_deliveries(*, postgres: bool) -> Insert:
    """Those whose key is known are left out."""
    return insert_new(deliveries, postgres=postgres)


async def _insert(new: Sequence[Delivery], connection: AsyncConnection, postgres: bool) -> None:
    if new:
        rows = [delivery_row(each) for each in new]
        await connection.execute(insert_deliveries(postgres=postgres), rows)
