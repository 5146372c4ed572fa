"""The catalogue of commands as Discord's own, and what somebody gave back as a line. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.discord import forms, limits, words
from handlers.discord.limits import clip
from handlers.registry import CommandInfo, ParamInfo

Json = dict[str, Any]
WHY_THIS = "Why this alert?"
_CHAT, _MESSAGE = 1, 3
_SUBCOMMAND, _STRING, _INTEGER = 1, 3, 4
_EDITORS = 1 << 5
"""Manage Guild: what editors have by default; a server's admins may give the commands to others."""
_IN_GUILDS, _IN_DIRECT = 0, 1


def definitions(commands: Sequence[CommandInfo]) -> list[Json]:
    """The body of a bulk overwrite."""
    groups: dict[str, list[CommandInfo]] = {}
    for each in commands:
        if not each.internal:
            groups.setdefault(each.path.partition(" ")[0], []).append(each)
    return [*(_top(name, members) for name, members in groups.items()), _menu(WHY_THIS)]


def digest(entries: Sequence[Json], *about: str) -> str:
    data = json.dumps([list(about), list(entries)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def _top(name: str, members: Sequence[CommandInfo]) -> Json:
    alone = members[0].path == name
    entry: Json = {"type": _CHAT, **_named(name, words.COMMANDS), "integration_types": [0]}
    entry["contexts"] = [_IN_GUILDS, _IN_DIRECT]
    if alone:
        entry |= _described(members[0].summary) | {"options": _options(members[0])}
    else:
        entry |= _described(_of_group(name, members))
        entry["options"] = [_sub(each) for each in members]
    if all(each.audience == "editor" for each in members):
        entry["default_member_permissions"] = _EDITORS
    return entry


def _menu(name: str) -> Json:
    return {
        "type": _MESSAGE,
        **_named(name, words.MENUS),
        "integration_types": [0],
        "contexts": [_IN_GUILDS, _IN_DIRECT],
    }


def _sub(command: CommandInfo) -> Json:
    return {
        "type": _SUBCOMMAND,
        **_named(command.path.partition(" ")[2], words.COMMANDS),
        **_described(command.summary),
        "options": _options(command),
    }


def _of_group(name: str, members: Sequence[CommandInfo]) -> str:
    names = [each.path.partition(" ")[2] for each in members]
    return f"{name}: " + ", ".join(names)


def _named(name: str, known: words.Words) -> Json:
    """A name, with what it is called elsewhere; what has no words yet stays as it is."""
    return _said("name", name, known.get(name))


def _described(text: str) -> Json:
    english = clip(text[:1].upper() + text[1:], limits.DESCRIPTION) or "…"
    return _said("description", english, words.DESCRIPTIONS.get(text))


def _said(key: str, english: str, others: tuple[str, ...] | None) -> Json:
    said: Json = {key: english}
    if others:
        said[f"{key}_localizations"] = dict(zip(words.LOCALES, others, strict=True))
    return said


def _options(command: CommandInfo) -> list[Json]:
    """Required ones first, as Discord wants them."""
    required = {
        param.name
        for param in command.params
        if param.required and not forms.may_be_missing(command, param)
    }
    params = sorted(command.params, key=lambda param: not param.required)
    return [_option(param, param.name in required) for param in params[: limits.OPTIONS]]


def _option(param: ParamInfo, required: bool) -> Json:
    option: Json = {
        "type": _INTEGER if param.kind == "number" else _STRING,
        **_named(param.name, words.OPTIONS),
        **_described(param.summary),
        "required": required,
    }
    if param.choices and len(param.choices) <= limits.CHOICES and not param.many:
        option["choices"] = [
            {**_named(each, words.CHOICES), "value": each} for each in param.choices
        ]
    elif param.kind != "number":
        option["autocomplete"] = True
    return option


# ── what comes back ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A command as somebody filled it in, perhaps half."""

    path: str
    values: Mapping[str, str]
    focused: str = ""
    """The option being typed."""


def given(data: Mapping[str, Any]) -> Given:
    path = [str(data.get("name", ""))]
    options: Sequence[Mapping[str, Any]] = data.get("options") or ()
    while options and options[0].get("type") in (_SUBCOMMAND, 2):
        path.append(str(options[0]["name"]))
        options = options[0].get("options") or ()
    values = {str(each["name"]): str(each.get("value", "")) for each in options}
    focused = next((str(each["name"]) for each in options if each.get("focused")), "")
    return Given(path=" ".join(path), values=values, focused=focused)


def filled(entered: Given) -> dict[str, str]:
    """What is not blank."""
    return {name: value for name, value in entered.values.items() if value.strip()}


def offered(found: Sequence[str]) -> list[Json]:
    """Choices for an option being typed; what is too long to be one is left out."""
    fitting = [each for each in found if 0 < limits.length(each) <= limits.CHOICE]
    return [{"name": each, "value": each} for each in fitting[: limits.CHOICES]]
