"""Whether a watch makes sense, before it is saved: refusals and warnings in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalogue import Catalogue
from bot.commands.preview import Preview
from bot.commands.say import some
from bot.commands.view import View, fold, names_of
from bot.errors import CommandError
from bot.figures import known_unit, suggest_unit
from bot.matching.lexicon import COMMON, UNKNOWN, WORD, words
from bot.model import Watch, Watchlist
from bot.text import count_of, is_cjk

LONGEST_NAME = 100
MOST_NAMES = 200
_BUSY = 20
"""Alerts a day above which a warning asks whether that is meant."""


def refuse_nonsense(watch: Watch, watchlist: Watchlist, *, replaced: str = "") -> None:
    """Raises :class:`CommandError` for what can't be saved. ``replaced``: id of the watch that
    this one takes the place of."""
    for name in names_of(watch):
        if len(name) > LONGEST_NAME:
            raise CommandError(f"“{name[:30]}…” is longer than {LONGEST_NAME} characters")
        if not any(char.isalnum() for char in name):
            raise CommandError(f"“{name}” has no letter or digit to look for")
    if len(names_of(watch)) + len(watch.context) + len(watch.exclude) > MOST_NAMES:
        raise CommandError(f"One watch can have at most {MOST_NAMES} names and words")
    if watch.kind == "figure":
        _refuse_figure(watch)
    for other in watchlist.watches:
        if other.id != replaced and fold(other.name) == fold(watch.name) and _alike(other, watch):
            raise CommandError(
                f"“{other.name}” is on {watchlist.name} already",
                hint=f'to change it: watch edit "{other.name}" …',
            )


def _alike(one: Watch, other: Watch) -> bool:
    """A figure and its company may share a name; two entities may not."""
    return (one.kind == "figure") == (other.kind == "figure")


def _refuse_figure(watch: Watch) -> None:
    if not watch.subject or not watch.metric:
        missing = "subject:" if not watch.subject else "metric:"
        raise CommandError(
            f"A figure needs its {missing}",
            hint='such as watch add "SU7 deliveries" kind:figure subject:Xiaomi '
            'metric:deliveries unit:vehicles when:"> 10,000"',
        )
    near = suggest_unit(watch.unit) if watch.unit and not known_unit(watch.unit) else None
    if near:
        raise CommandError(f"Unknown unit “{watch.unit}”", hint=f"did you mean “{near}”?")


def warnings(watch: Watch, watchlist: Watchlist, view: View, *, replaced: str = "") -> list[str]:
    """What deserves a second look, most serious first."""
    found = [*_ambiguous(watch), *_collisions(watch, watchlist, view, replaced)]
    if watch.kind == "figure":
        found += _figure(watch, view)
    return [*found, *places(watchlist, view.catalogue), *_feeds(watchlist, view.catalogue)]


def _ambiguous(watch: Watch) -> list[str]:
    """Topics are made of ordinary words; names of companies and people had better not be."""
    if watch.kind == "figure" or watch.context:
        return []
    found = []
    for name in (watch.name, *watch.aliases):
        if watch.kind != "topic" and is_ordinary(name):
            found.append(
                f"“{name}” is an ordinary word too; words that stand near the one you mean "
                "tell them apart: context:…"
            )
        elif is_short(name):
            found.append(f"“{name}” is very short and may stand for other things; add context:…")
    return found


def is_ordinary(name: str) -> bool:
    """Whether the name is a frequent word of English when written in lower case."""
    known = words().get(name.lower().encode("utf-8", "replace"), UNKNOWN)
    return bool(known.kind & WORD) and known.common >= COMMON


def is_short(name: str) -> bool:
    """One or two letters, or one Chinese character: too little to tell things apart."""
    least = 2 if any(is_cjk(char) for char in name) else 3
    return sum(char.isalnum() for char in name) < least


def _collisions(watch: Watch, watchlist: Watchlist, view: View, replaced: str) -> list[str]:
    mine = {fold(name) for name in names_of(watch)}
    found = []
    for each in view.watchlists:
        for other in each.watches:
            if other.id in {watch.id, replaced} or not _alike(other, watch):
                continue
            shared = {fold(name): name for name in names_of(other) if fold(name) in mine}
            if shared:
                same = each.id == watchlist.id
                found.append(_collision(list(shared.values()), other, each, same=same))
    return found[:5]


def _collision(shared: Sequence[str], other: Watch, where: Watchlist, *, same: bool) -> str:
    names = some(f"“{name}”" for name in shared)
    verb = "is" if len(shared) == 1 else "are"
    if same:
        what = "a name" if len(shared) == 1 else "names"
        return f"{names} {verb} {what} of {other.name} too: one mention will count for both"
    own = fold(other.name) in {fold(name) for name in shared} and len(shared) == 1
    what = "" if own else f" ({other.name})"
    return f"{names} {verb} watched on {where.name} already{what}"


def _figure(watch: Watch, view: View) -> list[str]:
    found = []
    known = [each for each in view.watches_named(watch.subject) if each.kind != "figure"]
    if not known:
        found.append(
            f"“{watch.subject}” is not watched, so only these very words count as the subject; "
            "a watch of that name would bring its aliases"
        )
    if watch.unit and not known_unit(watch.unit):
        found.append(f"“{watch.unit}” is not a unit we know; it is taken as the counted noun")
    return found


def places(watchlist: Watchlist, catalogue: Catalogue) -> list[str]:
    """Destinations that nothing will be delivered to."""
    return [
        f"{name} is not a known destination"
        for name in watchlist.post_to
        if name not in catalogue.destinations and ":" not in name
    ]


def _feeds(watchlist: Watchlist, catalogue: Catalogue) -> list[str]:
    if not catalogue.feeds:
        return ["there are no feeds yet: add one with feed add <site>"]
    if any(catalogue.covers(watchlist, feed) for feed in catalogue.feeds.values()):
        return []
    return [f"{watchlist.name} hears none of the {count_of(len(catalogue.feeds), 'feed')}"]


def from_preview(seen: Preview, watch: Watch) -> list[str]:
    """What the history shows about the name."""
    found = []
    if seen.lower_case and seen.lower_case * 4 >= seen.stories:
        found.append(
            f"in {count_of(seen.lower_case, 'story', 'stories')} it stands as the ordinary word "
            f"“{watch.name.lower()}”; context:… or exclude:… would keep those out"
        )
    per_day = seen.alerts / max(seen.days, 1)
    if per_day > _BUSY:
        found.append(f"that would be about {round(per_day)} alerts a day")
    return found
