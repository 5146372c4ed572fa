"""Figure watches against figures: which conditions hold, and why in words.

A watch meets a figure in the order of ``TESTS``: metric, subject, unit, period; then its
condition decides, against the points of the series before it where it needs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bot.figures.cumulative import CUMULATIVE
from bot.figures.holding import HOLDS, Case, is_relative
from bot.figures.points import History, history
from bot.figures.series import (
    GOODS,
    PLACED,
    as_asked,
    placed_metric,
    series_key,
    step,
    to_reading,
)
from bot.figures.tables import metrics, place_names, word_set
from bot.figures.vocabulary import find_metric
from bot.model import (
    Condition,
    ConditionKind,
    Figure,
    FigureHit,
    Item,
    Reading,
    Relation,
    StoryChange,
    Watch,
)

Known = Reading | Sequence[Reading] | None
"""One reading of a series or several, in any order."""
Previous = Callable[[str], Known] | Mapping[str, Reading] | Mapping[str, Sequence[Reading]]
"""By series key, see :func:`bot.figures.series.series_key`."""

NO_HISTORY: Mapping[str, Reading] = {}

FREQUENCIES: Mapping[str, str] = {
    "day": "D", "week": "W", "month": "M", "quarter": "Q", "half": "S", "year": "A",
    "daily": "D", "weekly": "W", "monthly": "M", "quarterly": "Q", "annual": "A", "yearly": "A",
}  # fmt: skip
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The item in which figures stand, as far as their series are concerned."""

    item: Item
    story_id: str = ""
    correction: bool = False
    """It corrects an earlier report of its story."""
    edited: bool = False
    """It is an earlier report, edited: what it says was said when that was seen."""

    @classmethod
    def of(cls, item: Item, change: StoryChange | None) -> Report:
        """``change``: the item's place among the stories; ``None`` for a silent baseline."""
        if change is None:
            return cls(item=item)
        corrects = change.relation is Relation.CORRECTION
        return cls(item=item, story_id=change.story_id, correction=corrects, edited=change.edited)

    def reading(self, figure: Figure) -> Reading | None:
        reading = to_reading(
            figure, item=self.item, story_id=self.story_id, correction=self.correction
        )
        return replace(reading, published=None) if reading and self.edited else reading


def hits(
    watches: Iterable[Watch],
    figures: Sequence[Figure],
    previous: Previous = NO_HISTORY,
    *,
    report: Report | None = None,
) -> list[FigureHit]:
    """The figure watches whose condition holds, at most one hit for a watch and a value.

    Entity watches among ``watches`` lend their aliases to figure watches that name them as
    subject. ``previous`` is asked by series key; of what it knows, that counts which was known
    before ``report`` (``None``: everything was).
    """
    found: list[FigureHit] = []
    for cases in _cases(watches, figures):
        found.extend(_best(filter(None, (_hit(case, previous, report) for case in cases))))
    return found


def series_asked(watches: Iterable[Watch], figures: Sequence[Figure]) -> set[str]:
    """The series whose readings :func:`hits` would ask for."""
    return {series_key(case.figure) for cases in _cases(watches, figures) for case in cases}


def _cases(watches: Iterable[Watch], figures: Sequence[Figure]) -> Iterator[list[Case]]:
    """For each figure watch the figures it asks for."""
    every = list(watches)
    aliases = names_by_name(every)
    known = [figure for figure in figures if figure.kind in PLACED]
    for watch in every if known else ():
        if watch.kind == "figure":
            subjects = (watch.subject, *aliases.get(watch.subject.casefold(), ()), *watch.aliases)
            cases = (
                Case(watch=watch, figure=each, subjects=subjects, figures=figures) for each in known
            )
            yield [case for case in cases if all(test(case) for test in TESTS)]


def could_meet(watches: Iterable[Watch], figures: Sequence[Figure]) -> bool:
    """Whether a figure is one that some of the figure watches asks for, whosever it is: who is
    mentioned decides whose a figure is, and nothing else of it."""
    known = [figure for figure in figures if figure.kind in PLACED]
    return any(
        all(test(Case(watch, figure, ())) for test in TESTS if test is not _same_subject)
        for watch in watches
        if watch.kind == "figure"
        for figure in known
    )


def names_by_name(watches: Iterable[Watch]) -> dict[str, tuple[str, ...]]:
    """All names of whoever is watched, by each of them in lower case: a figure watch may name its
    subject 小米 where the company's watch is called Xiaomi. Names come before aliases."""
    known: dict[str, tuple[str, ...]] = {}
    entities = [watch for watch in watches if watch.kind != "figure"]
    for watch in entities:
        own = known.get(watch.name.casefold(), ())
        known[watch.name.casefold()] = (*own, watch.name, *watch.aliases)
    for watch in entities:
        for alias in watch.aliases:
            known.setdefault(alias.casefold(), (watch.name, *watch.aliases))
    return known


def meets(watch: Watch, figure: Figure, *, aliases: Sequence[str] = ()) -> bool:
    """Whether the figure is one the watch asks for, whatever its condition says."""
    case = Case(watch, figure, (watch.subject, *aliases, *watch.aliases))
    return figure.kind in PLACED and all(test(case) for test in TESTS)


def _best(found: Iterable[FigureHit]) -> list[FigureHit]:
    """One hit per value: a figure repeated in title and text speaks once."""
    best: dict[float, FigureHit] = {}
    for hit in found:
        best.setdefault(hit.figure.value, hit)
    return list(best.values())


def _hit(case: Case, previous: Previous, report: Report | None) -> FigureHit | None:
    before = _history(case.figure, previous, report, case.figures)
    condition = case.watch.condition or Condition()
    why = HOLDS[condition.kind](case, condition, before)
    if why is None:
        return None
    if case.figure.status in ("target", "forecast", "guidance", "rumour"):
        why += f" · {case.figure.status}"
    return FigureHit(
        watch_id=case.watch.id,
        figure=case.figure,
        why=why,
        previous=before.previous.reading if before and before.previous else None,
    )


def _history(
    figure: Figure, previous: Previous, report: Report | None, figures: Sequence[Figure]
) -> History | None:
    """``None`` for a figure that is on no series."""
    ask = previous if callable(previous) else previous.get
    found = ask(series_key(figure))
    known = [found] if isinstance(found, Reading) else list(found or ())
    report = report or _after(figure, known)
    own = report.reading(figure)
    if own is None:
        return None
    beside = [report.reading(each) for each in figures if each is not figure]
    same = [each for each in beside if each is not None and each.series == own.series]
    return history(own, known, same)


def _after(figure: Figure, known: Sequence[Reading]) -> Report:
    """A report that comes after everything that is known."""
    times = [each.seen for each in known]
    if figure.period and figure.period.end:
        times.append(figure.period.end)
    seen = max(times, default=datetime(2000, 1, 1, tzinfo=UTC)) + timedelta(days=1)
    return Report(item=Item(id="", feed_id="", seen=seen))


# ── is it the figure asked for? ──────────────────────────────────────────────────────────


def _same_subject(case: Case) -> bool:
    return not case.watch.subject or any(
        _names_subject(name, case.figure) for name in case.subjects if name
    )


def _names_subject(name: str, figure: Figure) -> bool:
    """``Tesla China`` is Tesla with area China, ``Tesla Optimus`` is Tesla in a sentence about
    Optimus; ``Xiaomi`` is also in ``Xiaomi SU7 Ultra``."""
    wanted = name.casefold()
    subject = figure.subject.casefold()
    if not subject:
        return False
    if subject == wanted:
        return True
    if not wanted.isascii() and wanted in subject:
        # 腾讯音乐 has money of its own.
        money = bool(figure.currency) and figure.metric in word_set("totals")
        return not (money and subject.partition(wanted)[2] in word_set("zh_companies"))
    if _is_anothers(wanted, figure.subject) or _is_longer(wanted, figure):
        return False
    words, needed = _words(subject), _words(wanted)
    if needed.isdisjoint(words):
        return False
    return needed <= words | _words(" ".join((figure.area, *figure.about)).casefold())


def _is_anothers(wanted: str, subject: str) -> bool:
    """``Bank of China`` and ``China Evergrande`` are no China: a name that says whose, and a
    company that is named after a place, are others."""
    before, found, _ = f" {subject.casefold()} ".partition(f" {wanted} ")
    if not found:
        return False
    after = subject[len(before) + len(wanted) :].strip()
    named = after[:1].isupper() and not after.isupper()
    return before.endswith((" of", " for")) or (named and wanted in place_names())


def _is_longer(wanted: str, figure: Figure) -> bool:
    """``Tencent Music`` has a revenue of its own; ``Toyota Motor`` is Toyota, and a product of
    somebody counts with the others."""
    after = figure.subject.casefold().removeprefix(f"{wanted} ")
    if not figure.currency or figure.metric not in word_set("totals"):
        return False
    word = after.partition(" ")[0]
    known = word in word_set("company_forms") or word in place_names()
    named = figure.subject[len(wanted) + 1 :][:1].isupper()
    return len(after) < len(figure.subject) and named and word.isalpha() and not known


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def _same_metric(case: Case) -> bool:
    wanted, metric = case.watch.metric, case.figure.metric
    if not wanted or metric in _metrics(wanted):
        return True
    price = placed_metric(metric, case.figure.unit) == "price"
    # Whoever asks for the oil of Brent asks for its price; without a subject for no other's.
    if price and ("price" in _metrics(wanted) or (case.watch.subject and GOODS & _metrics(wanted))):
        return True
    condition = case.watch.condition
    # Milestones are mostly of what was counted since the beginning.
    milestone = condition is not None and condition.kind is ConditionKind.MILESTONE
    return milestone and metric.removeprefix(CUMULATIVE) in _metrics(wanted)


@lru_cache(maxsize=1024)
def _metrics(words: tuple[str, ...]) -> frozenset[str | None]:
    """As figures have them: the canonical ids, and the words themselves."""
    return frozenset(each for word in words for each in (find_metric(word), word.casefold()))


def _same_unit(case: Case) -> bool:
    watch, figure = case.watch, case.figure
    wanted = watch.unit or (watch.condition.unit if watch.condition else "")
    if not wanted or (wanted == "%" and watch.condition and is_relative(watch.condition)):
        return _fits_metric(case)
    if not figure.unit:
        return not figure.currency
    if not watch.unit and figure.unit == "%" and _moves_by_points(watch.condition):
        return _fits_metric(case)
    return as_asked(figure.value, figure.unit, wanted) is not None


def _moves_by_points(condition: Condition | None) -> bool:
    if condition is None or condition.kind is not ConditionKind.CHANGE:
        return False
    return step(1.0, condition.unit, "%") is not None


def _fits_metric(case: Case) -> bool:
    """Without a unit asked for, a share of deliveries is still no number of deliveries."""
    metric = metrics().get(case.figure.metric)
    return case.figure.unit != "%" or metric is None or metric.measures("ratio")


def _same_period(case: Case) -> bool:
    wanted = FREQUENCIES.get(case.watch.period, "")
    return not wanted or (case.figure.period is not None and case.figure.period.freq == wanted)


TESTS: tuple[Callable[[Case], bool], ...] = (_same_metric, _same_subject, _same_unit, _same_period)
