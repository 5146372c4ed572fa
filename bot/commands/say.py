"""Small pieces that many cards are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.card import Action, Block, Bullets, Card, Context, Line, Paragraph, Run, Tone, line
from bot.errors import CommandError, TidingsError
from bot.text import shorten, squeeze

SHOWN = 10
"""Entries of a list before “and N more”."""
HEADLINE = 160
LABEL = 70
"""Characters of a button's label that every platform can show."""


def paragraph(*parts: str | Run) -> Paragraph:
    return Paragraph(line(*parts))


def small(*parts: str | Run) -> Context:
    return Context(line(*parts))


def bold(text: str) -> Run:
    return Run(text, "bold")


def code(text: str) -> Run:
    return Run(text, "code")


def dim(text: str) -> Run:
    return Run(text, "dim")


def headline(title: str, url: str = "") -> Run:
    return Run(shorten(squeeze(title), HEADLINE) or "(no title)", "bold", web(url))


def filed(where: str) -> str:
    """A file with its folder, as in ``watchlists/ev.yaml:3``: where on the machine is nobody's
    business in a chat."""
    return "/".join(where.replace("\\", "/").split("/")[-2:])


def web(url: str) -> str:
    """The address when it is one a reader can open, else nothing: feed text is not trusted."""
    return url if url.startswith(("https://", "http://")) else ""


def bullets(lines: Sequence[Line], *, shown: int = SHOWN, total: int | None = None) -> Bullets:
    """At most ``shown`` lines, then how many more there are."""
    rest = (len(lines) if total is None else total) - min(len(lines), shown)
    more = [line(dim(f"… and {rest:,} more"))] if rest > 0 else []
    return Bullets((*lines[:shown], *more))


def some(names: Iterable[str], *, shown: int = 3) -> str:
    """``A, B, C and 4 more``."""
    every = list(names)
    if len(every) > shown:
        return f"{', '.join(every[:shown])} and {len(every) - shown:,} more"
    return ", ".join(every[:-1]) + (" and " if len(every) > 1 else "") + "".join(every[-1:])


def button(label: str, command: str, *, primary: bool = False, danger: bool = False) -> Action:
    style = "primary" if primary else "danger" if danger else "default"
    return Action(shorten(label, LABEL), command, style)  # type: ignore[arg-type] # one of the three


def card(
    title: str,
    *blocks: Block,
    tone: Tone = "info",
    actions: Sequence[Action] = (),
    url: str = "",
    ref: str = "",
) -> Card:
    """An answer: private to the person who asked."""
    return Card(
        title=shorten(squeeze(title), 250),
        url=web(url),
        tone=tone,
        blocks=blocks,
        actions=tuple(actions),
        ref=ref,
    )


def trouble(error: TidingsError, *, tone: Tone = "error") -> Card:
    """An error as a card: what is wrong, then how to mend it."""
    what = str(error.args[0]) if error.args else "That didn't work"
    blocks = [paragraph(begin(error.hint))] if error.hint else []
    # Our own words to whoever types begin as they should; others' are written to follow a colon.
    return card(what if isinstance(error, CommandError) else begin(what), *blocks, tone=tone)


def begin(text: str) -> str:
    """As the start of a sentence, but never another case for an address, a file or a name that
    is written in its own way (``giga-casting``, ``nVidia``)."""
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    plain = word.rstrip(",;:").replace("'", "").isalpha() and word.islower()
    return text[:1].upper() + text[1:] if plain else text
