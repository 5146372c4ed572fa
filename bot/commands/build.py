"""Typed options → a watch; the same words as in a watchlist file. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.commands.command import YES_NO, Arguments, Param
from bot.commands.wishing import MANNER, changed_manner, manner_as_typed
from bot.config.values import PERIOD_WORDS, PERIODS
from bot.errors import CommandError
from bot.figures import ConditionError, parse_condition, unit_id
from bot.model import Condition, Origin, Watch, WatchKind, Watchlist, make_id
from bot.text import squeeze

KINDS: tuple[WatchKind, ...] = ("company", "person", "topic", "figure")
_LISTS = ("aliases", "tickers", "handles", "context", "exclude", "metric")
_FIGURE_ONLY = ("subject", "metric", "unit", "period", "when")
_ENTITY_ONLY = ("aliases", "tickers", "handles", "context", "exclude", "fuzzy")
_NOTHING = {"", "none", "nothing", "-"}

OPTIONS: tuple[Param, ...] = (
    Param(
        name="kind",
        kind="choice",
        option=True,
        choices=KINDS,
        summary="what it is; without it as other watches say, else a company, or a figure if it "
        "has a metric",
    ),
    Param(
        name="aliases",
        kind="text",
        option=True,
        many=True,
        summary="other names, in any script",
        other_names=("alias", "any", "also"),
        hint="小米, Xiaomi EV",
    ),
    Param(
        name="tickers",
        kind="text",
        option=True,
        many=True,
        summary="stock symbols",
        other_names=("ticker",),
        hint="1810.HK",
    ),
    Param(
        name="handles",
        kind="text",
        option=True,
        many=True,
        summary="account names",
        other_names=("handle",),
        hint="@Xiaomi",
    ),
    Param(
        name="context",
        kind="text",
        option=True,
        many=True,
        summary="words of which one must be near, for an ambiguous name",
        other_names=("near",),
        hint="iPhone, Cupertino",
    ),
    Param(
        name="exclude",
        kind="text",
        option=True,
        many=True,
        summary="longer phrases that mean something else",
        other_names=("not", "except"),
        hint="apple pie, Big Apple",
    ),
    Param(
        name="fuzzy",
        kind="choice",
        option=True,
        choices=("yes", "no"),
        synonyms={**YES_NO, "near": "yes", "exact": "no"},
        summary="whether small misspellings count; they do unless it is no",
        other_names=("spelling",),
    ),
    Param(
        name="subject",
        kind="watch",
        option=True,
        summary="figures: whose number",
        hint="Xiaomi",
    ),
    Param(
        name="metric",
        kind="text",
        option=True,
        many=True,
        summary="figures: number of what",
        other_names=("metrics",),
        hint="deliveries, delivered",
    ),
    Param(
        name="unit",
        kind="text",
        option=True,
        summary="figures: counted or measured in",
        hint="vehicles",
    ),
    Param(
        name="period",
        kind="choice",
        option=True,
        choices=PERIODS,
        synonyms=PERIOD_WORDS,
        summary="figures: for how long a time",
    ),
    Param(
        name="when",
        kind="text",
        option=True,
        summary="figures: the condition, without it any figure alerts",
        other_names=("alert_when", "if"),
        hint='"> 10,000"',
    ),
    *MANNER,
)


def new_watch(
    name: str, arguments: Arguments, watchlist: Watchlist, *, others: Sequence[Watch] = ()
) -> Watch:
    """The watch these arguments describe, on its watchlist. ``others``: watches that go by the
    name, whose kind it takes unless told. Raises :class:`CommandError`."""
    blank = Watch(
        id="",
        name=squeeze(name),
        kind=_kind(arguments, others),
        origin=Origin(kind="chat", where=watchlist.scope),
    )
    return changed_watch(blank, arguments, watchlist)


def changed_watch(watch: Watch, arguments: Arguments, watchlist: Watchlist) -> Watch:
    """``watch`` with what the arguments say put in place.

    A list replaces the one before it; when every entry starts with ``+`` or ``-`` they are
    added or taken away instead. ``none`` empties an option.
    """
    kind = arguments.text("kind") or watch.kind
    name = squeeze(arguments.text("rename")) or watch.name
    changes: dict[str, Any] = {"name": name, "kind": kind}
    _refuse_strangers(str(kind), arguments)
    for option in _LISTS:
        if option in arguments:
            changes[option] = merged(getattr(watch, option), arguments.many(option))
    for option in ("subject", "unit", "period"):
        if option in arguments:
            changes[option] = _cleared(squeeze(arguments.text(option)))
    if "fuzzy" in arguments:
        changes["fuzzy"] = arguments.text("fuzzy") != "no"
    if kind == "figure":
        unit = str(changes.get("unit", watch.unit))
        changes["unit"] = unit_id(unit) if unit else ""
        changes["condition"] = _condition(watch, arguments, changes["unit"])
    made = replace(watch, manner=changed_manner(watch.manner, arguments), **changes)
    return replace(made, id=make_id("w", watchlist.id, made.kind, made.name))


def _kind(arguments: Arguments, others: Sequence[Watch]) -> WatchKind:
    for kind in KINDS:
        if arguments.text("kind") == kind:
            return kind
    if any(each in arguments for each in _FIGURE_ONLY):
        return "figure"
    kinds = {each.kind for each in others} - {"figure"}
    return kinds.pop() if len(kinds) == 1 else "company"


def _refuse_strangers(kind: str, arguments: Arguments) -> None:
    """An option of the other sort would be silently without effect: say so instead."""
    strangers = _ENTITY_ONLY if kind == "figure" else _FIGURE_ONLY
    for option in strangers:
        if option in arguments:
            what = "a figure" if kind == "figure" else f"a {kind}"
            raise CommandError(
                f"“{option}:” means nothing for {what}",
                hint="aliases belong to its subject's own watch"
                if kind == "figure"
                else "add kind:figure to watch a number",
            )


def merged(before: Sequence[str], given: Sequence[str]) -> tuple[str, ...]:
    entries = [squeeze(each) for each in given]
    if entries and all(each[:1] in {"+", "-"} and len(each) > 1 for each in entries):
        gone = {each[1:].strip().casefold() for each in entries if each[0] == "-"}
        kept = [each for each in before if each.casefold() not in gone]
        entries = [*kept, *(each[1:].strip() for each in entries if each[0] == "+")]
    unique: dict[str, str] = {}
    for each in entries:
        if each.lower() not in _NOTHING:
            unique.setdefault(each.casefold(), each)
    return tuple(unique.values())


def _cleared(text: str) -> str:
    return "" if text.lower() in _NOTHING else text


def _condition(watch: Watch, arguments: Arguments, unit: str) -> Condition:
    if "when" not in arguments:
        return watch.condition or Condition()
    text = _cleared(squeeze(arguments.text("when")))
    if not text:
        return Condition()
    try:
        return parse_condition(text, unit)
    except ConditionError as error:
        shown = f"{text[: error.offset]}▸{text[error.offset :]}"
        raise CommandError(
            f"The condition can't be read: {error}, at ▸ in “{shown}”",
            hint=error.hint or 'such as "> 10,000", "changes by 20%", "not seen by Tuesday 18:00"',
        ) from None


def as_typed(watch: Watch) -> dict[str, str]:
    """What its options would be typed as: for overviews, and forms that begin with them."""
    values = {option: ", ".join(getattr(watch, option)) for option in _LISTS}
    values |= {"fuzzy": "yes" if watch.fuzzy else "no"} if watch.kind != "figure" else {}
    values |= {option: getattr(watch, option) for option in ("subject", "unit", "period")}
    values["when"] = watch.condition.text if watch.condition else ""
    values |= manner_as_typed(watch.manner)
    other = _ENTITY_ONLY if watch.kind == "figure" else _FIGURE_ONLY
    order = [each.name for each in OPTIONS if each.name not in other]
    return {"kind": watch.kind} | {name: values[name] for name in order if values.get(name)}


def with_watch(watchlist: Watchlist, watch: Watch, *, replaced: str = "") -> Watchlist:
    """The watchlist with the watch in the place of the one it replaces, or at its end."""
    if any(each.id == replaced for each in watchlist.watches):
        watches = tuple(watch if each.id == replaced else each for each in watchlist.watches)
    else:
        watches = (*watchlist.watches, watch)
    return replace(watchlist, watches=watches)


def without_watch(watchlist: Watchlist, watch_id: str) -> Watchlist:
    return replace(
        watchlist, watches=tuple(each for each in watchlist.watches if each.id != watch_id)
    )
