"""Old titles in a new frame: a feed that begins to write its name, "BREAKING:" or a section around
every title, or leaves it away, tells nothing new by that. Pure.

A frame is what many titles begin or end with alike. Without their frames, titles of an archive
that came again are those that are known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

from bot.feeds.keys import fold_title, is_telling

LATEST = 500
"""Titles of a feed that are remembered for this: more than a body mostly holds."""
_LONGEST = 60
"""Characters of a frame, at either end."""
_LEAST = 3
_SHARE = 0.3
"""Titles that have a frame, of all: at least so many, and this part."""


def unframed(titles: Iterable[str], known: Collection[str]) -> frozenset[str]:
    """Those of the titles, folded, that are known with another frame or without one."""
    fresh = {fold_title(title) for title in titles}
    old = {fold_title(title) for title in known}
    core_of, old_core_of = _cores(fresh), _cores(old)
    cores = {core for title in old for core in old_core_of(title)}
    return frozenset(title for title in fresh if not cores.isdisjoint(core_of(title)))


def _cores(titles: Collection[str]) -> Callable[[str], set[str]]:
    """What says the titles that tell an article a part of them, without what frames many."""
    fronts = _common(titles, _fronts)
    backs = _common(titles, _backs)

    def cores(title: str) -> set[str]:
        begun = [title, *(title[len(front) :] for front in _fronts(title) if front in fronts)]
        both = [
            cut
            for rest in begun
            for cut in (
                rest,
                *(rest[: -len(back)] for back in _backs(rest) if back in backs),
            )
        ]
        return {core for cut in both if is_telling(core := _bare(cut))}

    return cores


def _common(titles: Collection[str], ends: Callable[[str], list[str]]) -> frozenset[str]:
    counts = Counter(end for title in titles for end in ends(title))
    least = max(_LEAST, _SHARE * len(titles))
    return frozenset(end for end, count in counts.items() if count >= least)


def _fronts(title: str) -> list[str]:
    return [title[:at] for at in range(1, min(_LONGEST, len(title) - 1) + 1) if _parts(title, at)]


def _backs(title: str) -> list[str]:
    first = max(1, len(title) - _LONGEST)
    return [title[at:] for at in range(first, len(title)) if _parts(title, at)]


def _parts(title: str, at: int) -> bool:
    """Whether a frame may end there: not within a word that is written in letters."""
    before, after = title[at - 1], title[at]
    return not (before.isalnum() and after.isalnum() and (before.isascii() or after.isascii()))


def _bare(core: str) -> str:
    """Without the marks by which a frame was set off."""
    start, end = 0, len(core)
    while start < end and not core[start].isalnum():
        start += 1
    while end > start and not core[end - 1].isalnum():
        end -= 1
    return core[start:end]
