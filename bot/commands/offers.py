"""What a watch may want besides: aliases, symbols, phrases to exclude, each with its reason and
ready to be taken. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.commands import thresholds
from bot.commands.checks import MOST_NAMES
from bot.commands.command import quoted
from bot.commands.rivals import Rival, symbol
from bot.commands.say import some
from bot.commands.senses import Sense
from bot.commands.survey import Study
from bot.commands.view import fold, names_of
from bot.matching import Matcher
from bot.model import Watch
from bot.text import count_of

_OTHERWISE = 300
"""Characters of a command that are left for what is no list: the name, the kind, the place."""
ENTITY_LISTS = ("aliases", "tickers", "handles", "context", "exclude")
_ONE = {
    "aliases": "alias",
    "tickers": "ticker",
    "handles": "handle",
    "context": "context",
    "exclude": "exclude",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """Values to add to the options of a watch."""

    adds: Mapping[str, tuple[str, ...]]
    """By option: ``aliases``, ``tickers``, ``handles``, ``context``, ``exclude``."""
    what: str
    """What is added, in words."""
    why: str


def offers(watch: Watch, study: Study, rivals: Sequence[Rival]) -> list[Offer]:
    """The most useful ones first; only what the watch doesn't have."""
    if watch.kind == "figure":
        return []
    found = [*_of_others(watch, study, rivals)[:1], *_full_names(watch, study)]
    found += [*_excludes(watch, study), *_written(watch, study)]
    unique: list[Offer] = []
    room = MOST_NAMES - _size(watch)
    for each in found:
        had = together(unique)
        new = sum(
            len(set(values) - set(had.get(option, ()))) for option, values in each.adds.items()
        )
        if 0 < new <= room:
            unique.append(each)
            room -= new
        if len(unique) == thresholds.OFFERS:
            break
    return unique


def _size(watch: Watch) -> int:
    """Names and words, of which a watch may have :data:`MOST_NAMES`."""
    return len(names_of(watch)) + len(watch.context) + len(watch.exclude)


def together(found: Iterable[Offer]) -> dict[str, tuple[str, ...]]:
    """What all of them add."""
    adds: dict[str, tuple[str, ...]] = {}
    for each in found:
        for option, values in each.adds.items():
            adds[option] = tuple(dict.fromkeys((*adds.get(option, ()), *values)))
    return adds


def _offer(option: str, value: str, why: str) -> Offer:
    return Offer(adds={option: (value,)}, what=f"{_ONE[option]} “{value}”", why=why)


# ── from other watches ───────────────────────────────────────────────────────────────────


def _of_others(watch: Watch, study: Study, rivals: Sequence[Rival]) -> list[Offer]:
    """What others know of the same entity, as far as there is room for it."""
    found = []
    for rival in rivals:
        if rival.likeness not in {"same", "entity"} or not _is_meant(watch, rival):
            continue
        missing = {option: _missing(watch, rival.watch, option) for option in ENTITY_LISTS}
        adds = _most_frequent(watch, study, missing)
        if adds:
            what = "; ".join(_listed(option, values) for option, values in adds.items())
            whole = sum(map(len, adds.values())) == sum(map(len, missing.values()))
            why = f"as on {rival.where.name}" if whole else f"part of what is on {rival.where.name}"
            found.append(Offer(adds=adds, what=what, why=why))
    return found


def _is_meant(watch: Watch, rival: Rival) -> bool:
    """Sharing one symbol or word is not yet being the same: our own name must be theirs."""
    mine = {fold(watch.name)}
    return any(fold(pair[0]) in mine for pair in rival.pairs)


def _missing(watch: Watch, other: Watch, option: str) -> tuple[str, ...]:
    theirs: tuple[str, ...] = getattr(other, option)
    if option == "aliases":
        theirs = (other.name, *theirs)
    mine = {fold(each) for each in (*getattr(watch, option), watch.name)}
    return tuple(each for each in theirs if fold(each) not in mine)


def _most_frequent(
    watch: Watch, study: Study, missing: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """As much as a watch may have and a button's command can hold, what the history has most
    often first, and symbols rather than aliases."""
    values = [(option, value) for option, every in missing.items() for value in every]
    values.sort(key=lambda each: (-study.met.get(fold(each[1]), 0), each[0] == "aliases"))
    had = ((option, value) for option in ENTITY_LISTS for value in getattr(watch, option))
    room = MOST_NAMES - _size(watch)
    characters = thresholds.COMMAND - _OTHERWISE - sum(_length(*each) for each in had)
    adds: dict[str, list[str]] = {}
    for option, value in values:
        characters -= _length(option, value)
        if room <= 0 or characters < 0:
            break
        room -= 1
        adds.setdefault(option, []).append(value)
    return {option: tuple(adds[option]) for option in missing if option in adds}


def _length(option: str, value: str) -> int:
    return len(f" {option}:{quoted(value)}")


def _listed(option: str, values: Sequence[str]) -> str:
    return f"{noun(option, values)} {some(values)}"


def noun(option: str, values: Sequence[str]) -> str:
    """The option's name for so many values."""
    return option if len(values) > 1 else _ONE[option]


# ── from the history ─────────────────────────────────────────────────────────────────────


def _full_names(watch: Watch, study: Study) -> Iterator[Offer]:
    for each in study.names:
        if each.full is not None and fold(each.full.text) not in _names(watch):
            why = f"so written in {each.full.stories:,} of {each.stories:,} stories"
            if each.full.sense is Sense.GIVEN:
                why += f"; others called {each.name} will not count then"
            yield _offer("aliases", each.full.text, why)


def _excludes(watch: Watch, study: Study) -> list[Offer]:
    """Phrases that would stop something: what is refused anyway needs no exclusion."""
    which = f"stories with the name{' that were looked at' if study.cut else ''}"
    had = {fold(each) for each in watch.exclude}
    phrases = {
        fold(phrase.text): (phrase, each.stories)
        for each in study.names
        for phrase in each.phrases
        if phrase.stops >= thresholds.STOPS and fold(phrase.text) not in had
    }
    ranked = sorted(phrases.values(), key=lambda each: -each[0].stops)
    return [
        _offer("exclude", phrase.text, f"would stop {phrase.stops:,} of {of:,} {which}")
        for phrase, of in ranked[: thresholds.EXCLUDES]
    ]


def _written(watch: Watch, study: Study) -> Iterator[Offer]:
    matcher = Matcher.compile([replace(watch, context=(), exclude=())])
    symbols = {symbol(each) for each in watch.tickers}
    # A symbol that is an alias as well is found as that.
    symbols |= {each.text for each in study.written if each.kind == "aliases"}
    handles = {fold(each.lstrip("@")) for each in watch.handles}
    for each in study.written:
        why = f"beside the name in {count_of(each.stories, 'story', 'stories')}"
        if each.kind == "aliases":
            if each.stories >= thresholds.ALIAS and not matcher.match(each.text, ""):
                yield _offer("aliases", each.text, why)
        elif each.stories < thresholds.SYMBOL:
            continue
        elif each.kind == "tickers":
            if symbol(each.text) not in symbols:
                symbols.add(symbol(each.text))
                yield _offer("tickers", each.text, why)
        elif (handle := fold(each.text.lstrip("@"))) not in handles:
            handles.add(handle)
            yield _offer("handles", each.text, why)


def _names(watch: Watch) -> set[str]:
    return {fold(each) for each in (watch.name, *watch.aliases)}
