"""What owners are told about deliveries: the cause, what waits, and the exact mend. Pure."""

from __future__ import annotations

from bot.card import Card, Context, Paragraph, Run, line
from bot.errors import TidingsError
from bot.model import Delivery
from bot.text import shorten


def _title_of(delivery: Delivery) -> str:
    return shorten(str(delivery.card.get("title", "")), 120)


def parked(delivery: Delivery, error: Exception) -> Card:
    """A destination refuses everything until somebody mends it."""
    what, mend = _words(error)
    blocks = [Paragraph(line(what))]
    if mend:
        blocks.append(Paragraph(line(Run("What to do: ", "bold"), mend)))
    return Card(
        title=f"{delivery.destination} is not receiving alerts",
        tone="error",
        blocks=(
            *blocks,
            Context(
                line(
                    f"Waiting since “{_title_of(delivery)}”. Nothing is lost: everything is"
                    " kept in order and tried again by itself."
                )
            ),
        ),
        private=False,
    )


def resumed(delivery: Delivery) -> Card:
    return Card(
        title=f"{delivery.destination} receives alerts again",
        tone="good",
        blocks=(Paragraph(line("What waited is being sent now, in order.")),),
        private=False,
    )


def failed(delivery: Delivery, error: Exception) -> Card:
    """One card could not be sent because of a fault in the program; the rest goes on."""
    what, _ = _words(error)
    url = str(delivery.card.get("url", ""))
    return Card(
        title=f"One message for {delivery.destination} could not be sent",
        tone="error",
        blocks=(
            Paragraph(line(Run(_title_of(delivery), "bold", url))),
            Paragraph(line(what)),
            Context(line("This is a fault in the program, please report it; the rest goes on.")),
        ),
        private=False,
    )


def _words(error: Exception) -> tuple[str, str]:
    """The cause and the mend; an unexpected exception is named by its type."""
    if isinstance(error, TidingsError):
        return error.args[0] if error.args else str(error), error.hint
    return f"{type(error).__name__}: {error}", ""
