"""What is new in a follow-up, in words for people. Pure."""

from __future__ import annotations

from bot.alerts.numbers import tidy
from bot.model import News, StoryChange

_COUNTED = frozenset(
    {"dead", "hurt", "missing", "arrested", "evacuated", "cases", "jobs", "vehicles"}
)
"""Things whose names stand behind their numbers."""


def news(change: StoryChange) -> str:
    """As something new; where the stories don't say what, the reason they give."""
    return _in_words(change.news) if change.news is not None else tidy(change.why)


def _in_words(found: News) -> str:
    match found.kind:
        case "moved":
            return _moved(found.what, found.before, found.now)
        case "number":
            return f"{found.now}, for {found.what}"
        case "another":
            return f"{found.now}, after {found.before}"
        case "words":
            return found.what
        case "stage":
            return f"the next stage ({found.what})"
        case "much":
            return "mostly what was not told"
        case "response":
            return "somebody acts on it"
        case "after":
            return "what happened after it"
        case "outlet":
            return f"more from the same outlet, after “{found.what}”"


def _moved(what: str, before: str, now: str) -> str:
    if what == "%":
        return f"{now}%, {before}% before"
    if what == "magnitude":
        return f"magnitude {now}, {before} before"
    return (
        f"{now} {what}, {before} before" if what in _COUNTED else f"{what} {now}, {before} before"
    )
