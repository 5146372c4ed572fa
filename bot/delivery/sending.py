"""One card to one platform, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.card import Card
from bot.errors import DeliveryError
from bot.model import DeliveryStatus, Receipt
from bot.ports import Platform


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one delivery."""

    status: DeliveryStatus
    receipt: Receipt | None = None
    error: str = ""
    not_before: datetime | None = None


async def post(
    platform: Platform, address: str, card: Card, key: str, thread: Receipt | None
) -> Outcome:
    """Post, in the thread if there is one; a thread that was deleted doesn't swallow news."""
    try:
        receipt = await platform.post(address, card, key=key, thread=thread)
    except DeliveryError as error:
        if not error.gone or thread is None:
            raise
        receipt = await platform.post(address, card, key=key)
        note = f"{error}: posted on its own"
        return Outcome(status=DeliveryStatus.SENT, receipt=receipt, error=note)
    return Outcome(status=DeliveryStatus.SENT, receipt=receipt)


async def update(platform: Platform, receipt: Receipt | None, card: Card) -> Outcome:
    if receipt is None:
        note = "nothing to update: the alert has no message here"
        return Outcome(status=DeliveryStatus.SENT, error=note)
    try:
        return Outcome(status=DeliveryStatus.SENT, receipt=await platform.update(receipt, card))
    except DeliveryError as error:
        if not error.gone:
            raise
        return Outcome(status=DeliveryStatus.SENT, error=f"{error}: nothing to update")
