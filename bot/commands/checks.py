"""Whether a watch makes sense, before it is saved: refusals and warnings in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.catalogue import Catalogue
from bot.commands import thresholds
from bot.commands.ambiguity import ambiguity
from bot.commands.preview import Preview
from bot.commands.rivals import Rival, collision, like_a_word
from bot.commands.survey import Study
from bot.commands.view import View, fold, names_of
from bot.errors import CommandError
from bot.figures import (
    deadline_doubt,
    deadline_words,
    known_metric,
    known_unit,
    suggest_metric,
    suggest_unit,
)
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


def warnings(
    watch: Watch,
    watchlist: Watchlist,
    view: View,
    seen: Preview,
    rivals: Sequence[Rival] = (),
) -> list[str]:
    """What deserves a second look, most serious first, no more than can be read."""
    found = [*places(watchlist, view.catalogue), *_feeds(watchlist, view.catalogue)]
    study = seen.study or Study()
    found += ambiguity(watch, study, days=seen.days)
    found += [
        collision(
            each,
            watchlist,
            both=study.both.get(each.watch.id, 0),
            days=seen.days,
            cut=study.cut,
        )
        for each in rivals
    ]
    found += _figure(watch, view) if watch.kind == "figure" else []
    found += _busy(seen)
    slip = like_a_word(watch, study.slips) if watch.kind != "figure" else ""
    found += [slip] if slip else []
    return found[: thresholds.WARNINGS]


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
    found += _metrics(watch.metric)
    deadline = watch.condition.deadline if watch.condition else None
    if deadline and (fitting := deadline_doubt(deadline, watch.period)):
        found.append(
            f"“{deadline_words(deadline)}” is no deadline for a number of a {watch.period}: write "
            f'for example when:"{fitting}"'
        )
    return found


def _metrics(words: Sequence[str]) -> list[str]:
    """A word that reports don't use for any metric finds nothing."""
    found = []
    for word in words:
        near = None if known_metric(word) else suggest_metric(word)
        if near and near != word and not is_cjk(word[0]):
            found.append(f"“{word}” is an unusual metric; did you mean “{near}”?")
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


def _busy(seen: Preview) -> list[str]:
    per_day = seen.alerts / max(seen.days, 1)
    return [f"that would be about {round(per_day)} alerts a day"] if per_day > _BUSY else []
