"""Ways to keep an alert out, in words: what each does, what it would have stopped, and its button.
Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.narrowing import MANY, Choice, Earlier, Way
from bot.commands.say import some
from bot.text import count_of, shorten, squeeze

_TITLE = 60


def what(way: Way, outlet: str) -> str:
    match way.kind:
        case "exclude":
            return f"Leave out {_quoted(way.values)}"
        case "alias":
            return f"Don't count {_quoted(way.values)} as a name of it any more"
        case "exact":
            return "Don't take misspellings for it"
        case "context":
            return f"Count it only near {_either(way.values)}"
        case "mute":
            return f"Mute {outlet} here for a week"


def label(way: Way, outlet: str) -> str:
    match way.kind:
        case "exclude":
            return f"Not in {_quoted(way.values)}"
        case "alias":
            return f"Without {_quoted(way.values)}"
        case "exact":
            return "No misspellings"
        case "context":
            return f"Only near {_either(way.values)}"
        case "mute":
            return f"Mute {outlet}, 1 week"


def effect(choice: Choice, days: int, *, beside: int = 0) -> str:
    """``would also have stopped 2 of 31 alerts in 30 days: “A” and “B”; keeps all 4 you marked
    good``. ``beside``: alerts of other names that a mute stops, too."""
    if not choice.history:
        return f"nothing else of it was found in the last {days} days"
    told = [each for each in choice.history if each.told]
    noun, every = ("alert", told) if told else ("story", list(choice.history))
    stopped = [each for each in choice.stops if each.told or not told]
    of = f"{len(every):,} {noun if len(every) == 1 else _plural(noun)} in {days} days"
    if stopped:
        said = f"would also have stopped {len(stopped):,} of {of}: {_titles(stopped)}"
    else:
        said = f"would have stopped nothing else of {of}"
    silent = len(choice.stops) - len(stopped)
    if silent:
        said += f", and {count_of(silent, 'story', 'stories')} more that made no alert"
    if beside:
        said += f", and {count_of(beside, 'alert')} of other names"
    return said + _kept(choice)


def _kept(choice: Choice) -> str:
    """What becomes of those that matter most."""
    history = choice.history
    return _of_these([each for each in history if each.good], choice, "you marked good") or (
        _of_these(
            [each for each in history if each.outlets >= MANY],
            choice,
            "that three outlets or more tell",
        )
    )


def _of_these(stories: Sequence[Earlier], choice: Choice, words: str) -> str:
    kept = sum(each not in choice.stops for each in stories)
    if not stories:
        return ""
    if kept < len(stories):
        return f"; keeps {kept:,} of {len(stories):,} {words}"
    return f"; keeps {f'all {kept:,}' if kept > 1 else 'the one'} {words}"


def _plural(noun: str) -> str:
    return "stories" if noun == "story" else f"{noun}s"


def _titles(stories: Sequence[Earlier]) -> str:
    return some((f"“{shorten(squeeze(each.title), _TITLE)}”" for each in stories), shown=2)


def _quoted(values: Sequence[str]) -> str:
    return some(f"“{each}”" for each in values)


def _either(values: Sequence[str]) -> str:
    return " or ".join([", ".join(values[:-1]), values[-1]] if len(values) > 1 else values)
