"""Names and figures that are listed side by side: each name has its own figure."""

from __future__ import annotations

from collections.abc import Mapping

from bot.figures.english_names import Name
from bot.figures.found import Found
from bot.figures.tokens import Tokens

_JOINTS = frozenset({",", "and", "&", "the"})


def stands_at(tk: Tokens, name: Name, each: Found, previous: Found) -> bool:
    """``Labour leads on 34 per cent, with Reform UK on 27 and the Greens on 12``: the name right
    before the "on" of a further figure."""
    if name.last + 1 != each.first:
        return False
    before = name.first - 1 - (tk.word(name.first - 1) == "the")
    return before >= previous.last and tk.low[before] in ("with", "and", ",")


def respectively(tk: Tokens, found: list[Found], names: list[Name]) -> Mapping[int, Name]:
    """``Shell and BP lost 2.4% and 3.1% respectively``: the first token of each figure → whose."""
    end = tk.low.index("respectively")
    figures = _row([(each.first, each.last) for each in found if each.last <= end], tk)
    if len(figures) < 2 or end - figures[-1][1] > 1:
        return {}
    before = [name for name in names if name.last <= figures[0][0]]
    listed = _row([(name.first, name.last) for name in before], tk)
    if len(listed) != len(figures):
        return {}
    whose = before[len(before) - len(listed) :]
    return {first: name for (first, _), name in zip(figures, whose, strict=True)}


def _row(spans: list[tuple[int, int]], tk: Tokens) -> list[tuple[int, int]]:
    """The last of the spans between which nothing but joints stands."""
    row = spans[-1:]
    for first, last in reversed(spans[:-1]):
        if not _JOINTS.issuperset(tk.low[last : row[0][0]]):
            break
        row.insert(0, (first, last))
    return row
