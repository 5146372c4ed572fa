"""What owners are told about deliveries: the cause, what waits, and the exact mend. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.card import Card, Context, Paragraph, Run, line
from bot.errors import TidingsError
from bot.model import Delivery
from bot.text import shorten

_ADDRESS = re.compile(r"https://[^\s()]+[^\s().,;]")


def _title_of(delivery: Delivery) -> str:
    return shorten(str(delivery.card.get("title", "")), 120)


def parked(delivery: Delivery, error: Exception, *, platform: str = "") -> Card:
    """A destination refuses everything until somebody mends it; ``platform``: all of that one."""
    what, mend = _words(error)
    blocks = [Paragraph(line(what))]
    if mend:
        blocks.append(Paragraph(line(Run("What to do: ", "bold"), *_linked(mend))))
    title = f"{delivery.destination} is not receiving alerts"
    if platform:
        title = f"Nothing can be sent on {platform.capitalize()}"
    return Card(
        title=title,
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


def resumed(destinations: Sequence[str]) -> Card:
    """These go out again: one does, and the others waited for the same."""
    names = ", ".join(destinations[:10]) + ("…" if len(destinations) > 10 else "")
    verb = "receives" if len(destinations) == 1 else "receive"
    return Card(
        title=f"{names} {verb} alerts again",
        tone="good",
        blocks=(Paragraph(line("What waited is being sent now, in order.")),),
        private=False,
    )


def failed(delivery: Delivery, error: Exception) -> Card:
    """One card could not be sent: a fault in the program, or it is refused for what it says; the
    rest goes on."""
    what, mend = _words(error)
    ours = not isinstance(error, TidingsError)
    rest = (
        "This is a fault in the program, please report it; the rest goes on."
        if ours
        else "This message is given up; the rest goes on."
    )
    todo = (Paragraph(line(Run("What to do: ", "bold"), *_linked(mend))),) if mend else ()
    url = str(delivery.card.get("url", ""))
    return Card(
        title=f"One message for {delivery.destination} could not be sent",
        tone="error",
        blocks=(
            Paragraph(line(Run(_title_of(delivery), "bold", url))),
            Paragraph(line(what)),
            *todo,
            Context(line(rest)),
        ),
        private=False,
    )


def _linked(text: str) -> Iterator[Run]:
    """With an address in it as a link: what somebody is to open is opened by a press."""
    at = 0
    for found in _ADDRESS.finditer(text):
        yield Run(text[at : found.start()])
        yield Run("this link", url=found[0])
        at = found.end()
    yield Run(text[at:])


def _words(error: Exception) -> tuple[str, str]:
    """The cause and the mend; an unexpected exception is named by its type."""
    if isinstance(error, TidingsError):
        return error.args[0] if error.args else str(error), error.hint
    return f"{type(error).__name__}: {error}", ""
