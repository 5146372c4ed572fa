"""What is sent beside a card's text: pictures and files. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.card import Card, File, Picture
from handlers.discord import limits
from handlers.discord.limits import clip


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    name: str
    data: bytes = field(repr=False)
    alt: str = ""


def uploads(card: Card) -> list[Upload]:
    """Pictures and files that fit, under names that are safe and different."""
    found: list[Upload] = []
    room = limits.REQUEST_BYTES
    for block in card.blocks:
        match block:
            case Picture(png, alt, name):
                named, data, alt = _file_name(name, "chart.png"), png, clip(alt, 1000)
                named = named if named.endswith(".png") else f"{named}.png"
            case File(name):
                named, data, alt = _file_name(name, "file.txt"), block.data, ""
            case _:
                continue
        fits = 0 < len(data) <= min(room, limits.FILE_BYTES) and len(found) < limits.FILES
        if fits:
            taken = {each.name for each in found}
            named = f"{len(found)}-{named}" if named in taken else named
            found.append(Upload(name=named, data=data, alt=alt))
            room -= len(data)
    return found


def _file_name(name: str, default: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-.")[-60:] or default
