"""What is new in a follow-up, in words for people. Pure."""

from __future__ import annotations

from bot.alerts.numbers import tidy
from bot.model import News, StoryChange

_COUNTED = frozenset(
    {"dead", "hurt", "missing", "arrested", "evacuated", "cases", "jobs", "vehicles"}
)
"""Things whose names stand behind their numbers."""
_SIGNS = {
    "%": "{}%", "money": "${}", "₹": "₹{}", "euro": "€{}", "pound": "£{}", "yuan": "¥{}",
    "bp": "{} basis points",
}  # fmt: skip
"""How numbers are written whose name is no word behind or before them."""


def news(change: StoryChange) -> str:
    """As something new; where the stories don't say what, the reason they give."""
    return _in_words(change.news) if change.news is not None else tidy(change.why)


def _in_words(found: News) -> str:
    match found.kind:
        case "moved":
            return _moved(found)
        case "number":
            return f"{found.what} {found.now}{_status(found)}"
        case "another":
            now = f"{found.what} {found.now}".lstrip() + _status(found)
            return f"{now}, another number than {found.before}"
        case "words":
            return found.what
        case "stage":
            return f"the next stage ({found.what})"
        case "much":
            return "mostly what was not told"
        case "response":
            return "somebody acts on it"
        case "after":
            return "what happened after it" + (f" ({found.what})" if found.what else "")
        case "outlet":
            return f"more from the same outlet, after “{found.what}”"


def _moved(found: News) -> str:
    """Without what it was before where nothing was told that it can be compared with."""
    what, sign = found.what, _SIGNS.get(found.what, "{}")
    now = sign.format(found.now)
    if what in _COUNTED:
        now = f"{now} {what}"
    elif what not in _SIGNS:
        now = f"{what} {now}"
    now += _status(found)
    return f"{now}, {sign.format(found.before)} before" if found.before else now


def _status(found: News) -> str:
    return f" ({found.status})" if found.status else ""
