"""Text in, figures out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.figures.numerals import digits
from bot.figures.tables import units
from bot.model import FieldName, Figure, Mention

_NUMBER = re.compile(r"(?<![\w.,-])(\d[\d,]*(?:\.\d+)?) ?(%|[a-z]+)")


def extract(
    title: str,
    content: str,
    *,
    published: datetime | None = None,  # noqa: ARG001 - periods need it
    mentions: Sequence[Mention] = (),
    names: Mapping[str, str] = {},
) -> list[Figure]:
    fields: tuple[tuple[FieldName, str], ...] = (("title", title), ("content", content))
    subject = next((names.get(each.watch_id, each.text) for each in mentions), "")
    found = []
    for field, text in fields:
        for match in _NUMBER.finditer(text):
            value = digits(match[1].rstrip(","))
            unit = units().words.get(match[2]) or units().symbols.get(match[2])
            if value is None or unit is None:
                continue
            found.append(
                Figure(
                    field=field, start=match.start(), end=match.end(), text=match.group(),
                    value=value, low=value, high=value, unit=unit.id, subject=subject,
                    why=f"a number with the unit {unit.id}",
                )
            )  # fmt: skip
    return found
