"""What is said and offered before a watch is saved: one pass over the history, then words and
buttons.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.card import Action, Block, line
from bot.commands import checks, thresholds
from bot.commands.command import Arguments, Command, Context
from bot.commands.offers import Offer, noun, offers, together
from bot.commands.phrases import yaml_text
from bot.commands.preview import Preview, Side, preview
from bot.commands.rivals import rivals
from bot.commands.say import bold, bullets, button, code, dim, filed, paragraph, some
from bot.commands.survey import Study, Survey
from bot.commands.view import View
from bot.model import Watch


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """A watch as it would be, tried on the stored history."""

    watch: Watch
    seen: Preview
    warnings: tuple[str, ...]
    offers: tuple[Offer, ...]
    near: tuple[str, ...] = ()
    """Watched names one letter away: one of them may have been meant."""


async def tried(context: Context, view: View, before: Side | None, after: Side) -> Tried:
    replaced = before.watch.id if before else ""
    watch = after.watch
    alike = await asyncio.to_thread(rivals, watch, view, replaced=replaced)
    survey = None
    if watch.kind != "figure":
        survey = await asyncio.to_thread(Survey, watch, [each.watch for each in alike])
    seen = await preview(
        context.store, context.catalogue(), before, after, now=context.clock(), survey=survey
    )
    warnings, offered = await asyncio.to_thread(
        lambda: (
            checks.warnings(watch, after.watchlist, view, seen, alike),
            offers(watch, seen.study or Study(), alike),
        )
    )
    near = tuple(dict.fromkeys(each.pairs[0][1] for each in alike if each.likeness == "near"))
    return Tried(watch=watch, seen=seen, warnings=tuple(warnings), offers=tuple(offered), near=near)


def offer_blocks(found: Sequence[Offer], *, read_only: str = "") -> list[Block]:
    """What could be added and why. ``read_only``: the file and line to write it to."""
    if not found:
        return []
    lines = [line(each.what, dim(f" · {each.why}")) for each in found]
    blocks: list[Block] = [paragraph(bold("You may want to add")), bullets(lines)]
    if read_only:
        written = (
            f"{option}: [{', '.join(map(yaml_text, values))}]"
            for option, values in together(found).items()
        )
        blocks.append(paragraph(f"at {filed(read_only)}: ", code("; ".join(written))))
    return blocks


def offer_buttons(
    tried: Tried, command: Command, given: Mapping[str, str | Sequence[str]]
) -> list[Action]:
    """One for each offer, and one for all: ``command`` as it was ``given``, with that added; none
    whose command would be longer than platforms take. Before them, the names that may have been
    meant."""

    def button_for(label: str, adds: Mapping[str, tuple[str, ...]]) -> list[Action]:
        values = {option: (*getattr(tried.watch, option), *added) for option, added in adds.items()}
        written = command.line({**given, **values})
        return [button(label, written)] if len(written) <= thresholds.COMMAND else []

    buttons = [one for each in tried.offers for one in button_for(_label(each), each.adds)]
    if len(buttons) > 1:
        buttons += button_for("With all of these", together(tried.offers))
    meant = [button(f"Look up {each}", f'lookup "{each}"') for each in tried.near[:2]]
    return [*meant, *buttons]


def _label(offer: Offer) -> str:
    if len(offer.adds) > 1:
        of = offer.why.removeprefix("as ")
        return f"With {of}" if of == offer.why else f"With all that is {of}"
    ((option, values),) = offer.adds.items()
    return ("Excluding " if option == "exclude" else f"With {noun(option, values)} ") + some(values)


def as_given(arguments: Arguments) -> dict[str, str | Sequence[str]]:
    """The arguments as values of a line."""
    return {
        name: value for name, value in arguments.values.items() if isinstance(value, str | tuple)
    }
