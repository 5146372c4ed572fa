"""Deadlines of expected figures: up to which moment each was settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.model import Delivery
from bot.storage.outbox import put_deliveries
from bot.storage.part import Part, whole
from bot.storage.schema import expectations
from bot.storage.statements import insert_or_replace
from bot.storage.types import chunks

# ── queries ──────────────────────────────────────────────────────────────────────────────

_SETTLED = select(expectations).where(expectations.c.id.in_(bindparam("ids", expanding=True)))


class Expectations(Part):
    """:class:`~bot.ports.ExpectationStore`."""

    @whole
    async def expectations(self, ids: Sequence[str]) -> Mapping[str, datetime]:
        found: dict[str, datetime] = {}
        async with self._engine.read() as connection:
            for some in chunks(ids):
                rows = await connection.execute(_SETTLED, {"ids": some})
                found.update((row.id, row.settled) for row in rows)
        return found

    @whole
    async def settle_expectation(
        self, expectation_id: str, moment: datetime, told: Sequence[Delivery] = ()
    ) -> None:
        postgres = self._engine.postgres
        put = insert_or_replace(expectations, "settled", postgres=postgres)
        async with self._engine.write(one_by_one={each.destination for each in told}) as connection:
            await connection.execute(put, {"id": expectation_id, "settled": moment})
            if told:
                await put_deliveries(told, connection, postgres=postgres)
