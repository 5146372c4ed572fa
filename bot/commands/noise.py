"""Which watch makes most noise, and the command that mends it. Pure.

Noise is what nobody else confirms, what people refuse or mute, and what only likeness puts into a
thread; alerts that many outlets agree on are news, however many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.commands.command import quoted
from bot.commands.view import fold, names_of
from bot.model import Alert, Edit, Mute, Story, Watch, Watchlist
from bot.plain import read
from bot.text import count_of

COSTS: Mapping[str, tuple[float, str]] = {
    # what: cost of each, in words
    "refused": (5.0, "somebody made its watch stricter after an alert"),
    "muted": (4.0, "somebody muted it, or one of its stories"),
    "alone": (1.0, "an alert of a story that one outlet tells"),
    "silent": (0.5, "a report that only its likeness puts into a story's thread"),
}
"""What makes a watch noisy."""
LEAST = 5.0
"""Below it a watch is not worth a word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    watch: Watch
    alerts: int = 0
    alone: int = 0
    """Of those with a story that one outlet tells."""
    silent: int = 0
    refused: int = 0
    muted: int = 0
    newest: str = ""
    """Reference of the newest alert that nobody else confirms, or else of the newest one."""

    @property
    def costs(self) -> Mapping[str, float]:
        amounts = {"refused": self.refused, "muted": self.muted, "alone": self.alone,
                   "silent": self.silent}  # fmt: skip
        return {what: COSTS[what][0] * amount for what, amount in amounts.items()}

    @property
    def noise(self) -> float:
        return sum(self.costs.values())

    @property
    def words(self) -> str:
        """``14 alerts, 12 of them told by one outlet only, muted twice``."""
        parts = [count_of(self.alerts, "alert")]
        if self.alone:
            which = "all" if self.alone == self.alerts else f"{self.alone:,}"
            whose = f"{which} of them " if self.alerts > 1 else ""
            parts.append(f"{whose}told by one outlet only")
        if self.silent:
            parts.append(f"{self.silent:,} more in silence, because they are only alike")
        parts += [f"made stricter {_times(self.refused)}"] if self.refused else []
        parts += [f"muted {_times(self.muted)}"] if self.muted else []
        return ", ".join(parts)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def tallies(
    alerts: Sequence[Alert],
    stories: Mapping[str, Story],
    watches: Mapping[str, Watch],
    edits: Iterable[Edit],
    *,
    confirmable: bool = True,
) -> list[Tally]:
    """The noisiest first. ``alerts``: newest first; ``edits``: of the same time; ``confirmable``:
    whether there are several outlets, of which one could confirm what another tells."""
    refused, muted = Counter[str](), Counter[str]()
    for edit in edits:
        refused.update(_refused(edit))
        muted.update(_muted(edit, alerts, stories, watches))
    found = [
        _tally(watch, [each for each in alerts if watch.id in each.watch_ids], stories,
               refused[watch.id], muted[watch.id], confirmable=confirmable)
        for watch in watches.values()
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.noise, each.watch.name))


def _tally(
    watch: Watch,
    alerts: Sequence[Alert],
    stories: Mapping[str, Story],
    refused: int,
    muted: int,
    *,
    confirmable: bool,
) -> Tally:
    told = [each for each in alerts if not each.silent]
    alone = [each for each in told if confirmable and _outlets(stories.get(each.story_id)) < 2]
    return Tally(
        watch=watch,
        alerts=len(told),
        alone=len(alone),
        silent=len(alerts) - len(told),
        refused=refused,
        muted=muted,
        newest=next((each.id for each in (*alone, *alerts)), ""),
    )


def _outlets(story: Story | None) -> int:
    return len({source.source for source in story.sources}) if story else 0


def _refused(edit: Edit) -> set[str]:
    """Watches that the edit made stricter: a phrase more to exclude, or a word of context."""
    if edit.kind != "watchlist" or edit.undone or edit.before is None or edit.after is None:
        return set()
    try:
        before, after = read(Watchlist, edit.before), read(Watchlist, edit.after)
    except (TypeError, ValueError):  # as an older version wrote it
        return set()
    known = {each.id: each for each in before.watches}
    return {
        each.id
        for each in after.watches
        if each.id in known and _strictness(each) > _strictness(known[each.id])
    }


def _strictness(watch: Watch) -> tuple[int, bool]:
    return len(watch.exclude), bool(watch.context)


def _muted(
    edit: Edit,
    alerts: Iterable[Alert],
    stories: Mapping[str, Story],
    watches: Mapping[str, Watch],
) -> set[str]:
    """Watches that the mute silences: by name, or those whose alerts told the story."""
    if edit.kind != "mute" or edit.undone or edit.after is None or edit.before is not None:
        return set()
    mute = read(Mute, edit.after)
    if mute.kind == "name":
        return {key for key, watch in watches.items() if mute.target in map(fold, names_of(watch))}
    if mute.kind != "story":
        return set()
    return {
        watch_id
        for alert in alerts
        if alert.story_id in stories
        and mute.target in (alert.story_id, stories[alert.story_id].thread_id)
        for watch_id in alert.watch_ids
    }


# ── how to mend it ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Mend:
    why: str
    command: str
    """That mends it, when typed by somebody who may."""
    yaml: str = ""
    """What to write for a watch that stands in a file; empty: the command does it all."""


def mend(tally: Tally, watchlist: Watchlist) -> Mend:
    """By what costs most."""
    watch, costs = tally.watch, tally.costs
    worst = max(costs, key=lambda what: costs[what])
    edit = f"watch edit {quoted(watch.name)} in:{quoted(watchlist.name)}"
    named = watch.kind != "figure" and bool(tally.newest)
    if worst == "refused" and named:
        why = "what is meant by the name is still not narrow enough; choose a phrase to keep out"
        return Mend(why=why, command=f"not-this {tally.newest}")
    if worst == "muted":
        return Mend(why="tell it as what hardly matters", command=f"{edit} severity:low",
                    yaml="severity: low")  # fmt: skip
    if worst == "silent":
        return Mend(why="after a message about it, let more wait for a while",
                    command=f"{edit} cooldown:4h", yaml="cooldown: 4h")  # fmt: skip
    return Mend(why="tell it once a day", command=f'{edit} deliver:"daily 08:00"',
                yaml="deliver: daily 08:00")  # fmt: skip
