"""The outbox's store in memory, for tests of what happens around it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import StorageError
from bot.model import Delivery, DeliveryStatus, Receipt

_IN_LINE = {DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN}


class MemoryOutbox:
    """Implements :class:`bot.ports.OutboxStore`."""

    def __init__(self) -> None:
        self.rows: dict[int, Delivery] = {}
        self.full = 0
        """So many of the next settlements fail, as on a full disk."""

    def status(self, key: str) -> DeliveryStatus:
        return self.row(key).status

    def row(self, key: str) -> Delivery:
        return next(row for row in self.rows.values() if row.key == key)

    async def enqueue(self, deliveries: Sequence[Delivery]) -> None:
        await asyncio.sleep(0)  # a real one lets others run meanwhile
        known = {row.key for row in self.rows.values()}
        for delivery in deliveries:
            if delivery.key not in known:
                number = len(self.rows) + 1
                self.rows[number] = replace(delivery, id=number)
                known.add(delivery.key)

    def _head(self, destination: str) -> Delivery | None:
        line = (
            row
            for row in self.rows.values()
            if row.destination == destination and row.status in _IN_LINE
        )
        return next(line, None)

    async def claim_delivery(self, destination: str, now: datetime) -> Delivery | None:
        head = self._head(destination)
        if head is None or head.status is not DeliveryStatus.PENDING:
            return None
        if head.not_before is not None and head.not_before > now:
            return None
        claimed = replace(
            head, status=DeliveryStatus.SENDING, attempts=head.attempts + 1, attempted=now
        )
        self.rows[head.id] = claimed
        return claimed

    async def settle(
        self,
        delivery_id: int,
        status: DeliveryStatus,
        *,
        receipt: Receipt | None = None,
        error: str = "",
        not_before: datetime | None = None,
    ) -> None:
        if self.full:
            self.full -= 1
            raise StorageError("the disk is full")
        row = self.rows[delivery_id]
        self.rows[delivery_id] = replace(
            row,
            status=status,
            receipt=receipt or row.receipt,
            error=error,
            not_before=not_before,
        )

    async def unsettled(self, statuses: Sequence[DeliveryStatus]) -> list[Delivery]:
        return [row for row in self.rows.values() if row.status in statuses]

    async def waiting_destinations(self, now: datetime) -> list[str]:
        names = dict.fromkeys(row.destination for row in self.rows.values())
        heads = {name: self._head(name) for name in names}
        return [
            name
            for name, head in heads.items()
            if head is not None
            and head.status is DeliveryStatus.PENDING
            and (head.not_before is None or head.not_before <= now)
        ]

    async def receipt_of_alert(self, alert_id: str) -> Receipt | None:
        receipts = [
            row.receipt
            for row in self.rows.values()
            if row.alert_id == alert_id and row.kind in ("post", "update") and row.receipt
        ]
        return receipts[-1] if receipts else None

    async def unpark(self, destination: str) -> int:
        parked = [
            row
            for row in self.rows.values()
            if row.destination == destination and row.status is DeliveryStatus.PARKED
        ]
        for row in parked:
            self.rows[row.id] = replace(row, status=DeliveryStatus.PENDING, not_before=None)
        return len(parked)

    async def hasten(self, destination: str) -> int:
        put_off = [
            row
            for row in self.rows.values()
            if row.destination == destination
            and row.status is DeliveryStatus.PENDING
            and row.not_before is not None
        ]
        for row in put_off:
            self.rows[row.id] = replace(row, not_before=None)
        return len(put_off)
