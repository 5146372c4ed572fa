"""A command's parameters as the inputs of a modal, and what was filled in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handlers.registry import CommandInfo, ParamInfo
from handlers.slack import limits
from handlers.slack.limits import clip, units
from handlers.slack.talk import Json
from handlers.slack.text import plain

VALUE, PICK, SHAPE = "value:", "pick:", "shape:"
"""How action ids begin: of what is typed or chosen, of what is searched for, and of what decides
which other fields there are. The parameter's name follows."""
PICKED = frozenset({"watch", "feed", "watchlist", "metric", "command", "alert"})
"""Kinds of parameters that are searched for while typing."""

OF_NAMES = ("aliases", "tickers", "handles", "context", "exclude", "fuzzy")
OF_FIGURES = ("subject", "metric", "unit", "period", "when")
LATER = ("deliver", "severity", "cooldown", "mention", "in", "to")
"""Fields of watches that only names or only figures have, and those behind *More options*."""
LABELS: Mapping[str, str] = {
    "in": "Watchlist",
    "to": "Post to",
    "kind": "What it is",
    "when": "Alert when",
    "deliver": "When to be told",
    "mention": "Whom to mention",
    "full_text": "Full text",
    "every": "Time between polls",
    "site": "Site",
    "fuzzy": "Forgive misspellings",
    "context": "Only near",
    "exclude": "Never in",
    "what": "What",
}
_LONGEST = 1_000


def fields_of(
    command: CommandInfo, *, figure: bool, more: bool, placeless: bool = False
) -> list[ParamInfo]:
    """The parameters that are asked for. Those that stay hidden mean nothing for the kind, or are
    seldom wanted. ``placeless``: it was not asked for in a channel, so where to post is open."""
    later = () if more else tuple(name for name in LATER if not (placeless and name == "to"))
    hidden = {*(OF_NAMES if figure else OF_FIGURES), *later}
    every = [param for param in command.params if param.required or param.name not in hidden]
    return every if _of_watches(command) else list(command.params)


def has_more(command: CommandInfo) -> bool:
    """Whether there are fields behind *More options*."""
    return _of_watches(command) and any(param.name in LATER for param in command.params)


def _of_watches(command: CommandInfo) -> bool:
    return any(param.name in OF_FIGURES for param in command.params)


def label_of(param: ParamInfo) -> str:
    return LABELS.get(param.name) or param.name.replace("_", " ").capitalize()


def field(param: ParamInfo, value: str = "", *, shapes: bool = False) -> Json:
    """One input, named after its parameter. ``shapes``: what is chosen is told at once."""
    block: Json = {
        "type": "input",
        "block_id": param.name,
        "label": _plain(label_of(param), limits.INPUT_LABEL),
        "element": _element(param, value, shapes=shapes),
        "optional": not param.required,
        "hint": _plain(_hint(param), limits.INPUT_LABEL),
    }
    if shapes:
        block["dispatch_action"] = True
    return block


def _hint(param: ParamInfo) -> str:
    summary = param.summary.removeprefix("figures: ")
    text = summary[:1].upper() + summary[1:]
    return text + ("; several with commas" if param.many else "")


def named(action_id: str) -> str:
    """The parameter that an element of a form belongs to."""
    return action_id.partition(":")[2]


def _element(param: ParamInfo, value: str, *, shapes: bool) -> Json:
    if param.choices:
        options = [option(choice) for choice in param.choices[: limits.OPTIONS]]
        element: Json = {
            "type": "static_select",
            "action_id": f"{SHAPE if shapes else VALUE}{param.name}",
            "options": options,
        }
        if value in param.choices:
            element["initial_option"] = option(value)
        return element
    if param.kind in PICKED and not param.many:
        element = {
            "type": "external_select",
            "action_id": f"{SHAPE if shapes else PICK}{param.name}",
            "min_query_length": 0,
            "placeholder": _plain(param.hint or "Type to search", limits.PLACEHOLDER),
        }
        if value and units(value) <= limits.OPTION_VALUE:
            element["initial_option"] = option(value)
        return element
    element = {
        "type": "plain_text_input",
        "action_id": f"{VALUE}{param.name}",
        "max_length": _LONGEST,
    }
    if param.hint:
        element["placeholder"] = _plain(param.hint, limits.PLACEHOLDER)
    if value:
        element["initial_value"] = clip(value, _LONGEST)
    return element


def _plain(text: str, most: int) -> Json:
    return {"type": "plain_text", "text": clip(plain(text), most), "emoji": False}


def option(value: str) -> Json:
    return {"text": _plain(value, limits.LABEL), "value": value}


def options(found: Iterable[str], typed: str) -> list[Json]:
    """What may be chosen; what was typed may always be, as names needn't be known."""
    values = list(dict.fromkeys(each for each in found if plain(each)))
    wanted = " ".join(typed.split())
    if wanted and wanted.casefold() not in {each.casefold() for each in values}:
        values.append(wanted)
    fitting = [each for each in values if units(each) <= limits.OPTION_VALUE]
    return [option(each) for each in fitting[: limits.OPTIONS]]


def filled_in(state: Mapping[str, Any]) -> dict[str, str]:
    """What a view's state says, by parameter; what was left empty is not there."""
    values: dict[str, str] = {}
    for name, actions in (state.get("values") or {}).items():
        for element in actions.values():
            if text := _value(element):
                values[name] = text
    return values


def _value(element: Mapping[str, Any]) -> str:
    chosen = element.get("selected_option")
    if isinstance(chosen, Mapping):
        return str(chosen.get("value") or "")
    return ", ".join(
        line for part in str(element.get("value") or "").splitlines() if (line := part.strip())
    )


def blamed(words: str, values: Mapping[str, str], there: Sequence[str]) -> str:
    """The field that an error speaks of: by its name, or by what was filled in; else the first."""
    said = words.casefold()
    for name in there:
        if re.search(rf"\b{re.escape(name)}:", said):
            return name
    for name in there:
        parts = [part.strip().casefold() for part in values.get(name, "").split(",")]
        if any(len(part) > 1 and part in said for part in parts):
            return name
    for name in there:
        if name in re.findall(r"\w+", said):
            return name
    return there[0] if there else ""
