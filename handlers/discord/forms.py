"""Commands as forms of at most five inputs, and what was filled in as a line. Pure.

A form is what it is opened with: its command, the values that are in force and those that were
typed. It is kept under a hash of that, so that it can be sent off or opened again after a restart.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.card import Card, Fields, text_of
from handlers.discord import limits, words
from handlers.discord.formwords import LABELS as OTHER_LABELS
from handlers.discord.formwords import SEVERAL, TITLES, said
from handlers.discord.limits import clip
from handlers.discord.text import one_line
from handlers.registry import CommandInfo, ParamInfo

Json = dict[str, Any]
_SEND, _OPEN = "form:", "open:"
"""How the custom ids of forms begin, and those of buttons that open one."""
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "watch add": ("name", "kind", "aliases", "context", "exclude"),
    "watch edit": ("aliases", "tickers", "context", "exclude", "deliver"),
    "feed add": ("site", "name", "tags", "every", "full_text"),
    "feed edit": ("name", "tags", "every", "full_text"),
}
PATHS = tuple(_SHOWN)
_SHOWN_OF_FIGURES: Mapping[str, tuple[str, ...]] = {
    "watch add": ("name", "subject", "metric", "unit", "when"),
    "watch edit": ("subject", "metric", "unit", "when", "deliver"),
}
_TITLES: Mapping[str, str] = {
    "watch add": "Watch a name",
    "watch edit": "Change {name}",
    "feed add": "Add a feed",
    "feed edit": "Change {name}",
}
LABELS: Mapping[str, str] = {
    "kind": "What it is",
    "context": "Only near one of these words",
    "exclude": "Not in these phrases",
    "aliases": "Other names",
    "subject": "Whose number",
    "metric": "Number of what",
    "unit": "Counted or measured in",
    "when": "Alert when",
    "deliver": "When to be told",
    "site": "Address",
    "every": "Time between polls",
    "full_text": "Fetch the whole article",
}
OPENED_BY: Mapping[str, tuple[str, str]] = {
    "list": ("Add a name", "watch add"),
    "feed list": ("Add a feed", "feed add"),
}
"""Which answers carry a button that opens which form."""
_LABEL, _SELECT, _INPUT = 18, 3, 4
_SHORT, _LONG = 1, 2
_EMPTIED = "none"
_MEANT: Mapping[str, frozenset[str]] = {
    "watch edit": frozenset({"name", "in"}),
    "feed edit": frozenset({"feed"}),
}
"""What says which one is to be changed, by command."""
_SEVERAL = "; several with commas"
_KINDS = ("figures: ", "数据：", "數據：")


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    path: str
    given: Mapping[str, str] = field(default_factory=dict)
    """What was typed, now or before; what a form doesn't show of it stays."""
    before: Mapping[str, str] = field(default_factory=dict)
    """What is in force, where something is changed."""

    @property
    def key(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def kept(self) -> dict[str, str]:
        return {_SEND + self.key: self.text}

    @property
    def opener(self) -> str:
        """The custom id of a button that opens it."""
        return _OPEN + self.key

    @property
    def changes(self) -> bool:
        """Whether more was typed than what is meant."""
        return self.path not in _MEANT or bool(set(self.given) - _MEANT[self.path])

    @property
    def shown(self) -> tuple[str, ...]:
        every = {**self.before, **self.given}
        figure = every.get("kind") == "figure" or "metric" in every
        return (_SHOWN_OF_FIGURES if figure else _SHOWN).get(self.path) or _SHOWN[self.path]


def has_form(path: str) -> bool:
    return path in _SHOWN


def is_asked(command: CommandInfo, given: Mapping[str, str]) -> bool:
    """Whether a command was given without what it needs, and has a form to ask for that."""
    missing = any(param.required and param.name not in given for param in command.params)
    return missing and has_form(command.path)


def may_be_missing(command: CommandInfo, param: ParamInfo) -> bool:
    """Whether Discord is not to insist on a parameter: the form asks for it."""
    return param.name in _SHOWN.get(command.path, ())


def of_present(path: str, given: Mapping[str, str], card: Card) -> Form | None:
    """The form that changes what a card shows as it is; ``None``: it shows nothing to change."""
    form = Form(path=path, given=given)
    if path not in _MEANT or form.changes or card.tone in ("warning", "error"):
        return None
    before = {
        name: "" if text_of(value) == _EMPTIED else text_of(value)
        for block in card.blocks
        if isinstance(block, Fields)
        for name, value in block.pairs
    }
    return replace(form, before=before) if before else None


def kept_form(identity: str, kept: Mapping[str, str]) -> Form | None:
    """The form that is sent off or opened by this custom id."""
    key = identity.partition(":")[2]
    try:
        return Form(**json.loads(kept.get(_SEND + key, "")))
    except (ValueError, TypeError):
        return None


def is_form(identity: str) -> bool:
    return identity.startswith((_SEND, _OPEN))


def modal(form: Form, command: CommandInfo, locale: str = "") -> Json:
    """The data of the answer that opens it."""
    params = {param.name: param for param in command.params}
    every = {**form.before, **form.given}
    title = said(_TITLES[form.path], TITLES, locale)
    title = title.format(name=one_line(every.get("name", ""), 30))
    return {
        "custom_id": _SEND + form.key,
        "title": one_line(title, limits.FORM_TITLE),
        "components": [
            _labelled(params[name], every.get(name, ""), locale)
            for name in form.shown
            if name in params
        ][: limits.INPUTS],
    }  # fmt: skip


def _labelled(param: ParamInfo, value: str, locale: str) -> Json:
    more = said(_SEVERAL, SEVERAL, locale) if param.many else ""
    return {
        "type": _LABEL,
        "label": clip(said(label_of(param), OTHER_LABELS, locale), limits.LABEL),
        "description": clip(_about(param, locale) + more, limits.DESCRIPTION),
        "component": _select(param, value, locale) if param.choices else _input(param, value),
    }


def label_of(param: ParamInfo) -> str:
    return LABELS.get(param.name) or param.name.replace("_", " ").capitalize()


def _about(param: ParamInfo, locale: str) -> str:
    summary = said(param.summary, words.DESCRIPTIONS, locale)
    for kind in _KINDS:  # the form is of that kind
        summary = summary.removeprefix(kind)
    return summary[:1].upper() + summary[1:]


def _select(param: ParamInfo, value: str, locale: str) -> Json:
    options = [
        {
            "label": said(choice, words.CHOICES, locale).capitalize(),
            "value": choice,
            "default": choice == value,
        }
        for choice in param.choices[: limits.CHOICES]
    ]
    return {
        "type": _SELECT,
        "custom_id": param.name,
        "options": options,
        "required": param.required,
        "min_values": int(param.required),
        "max_values": 1,
    }


def _input(param: ParamInfo, value: str) -> Json:
    made: Json = {
        "type": _INPUT,
        "custom_id": param.name,
        "style": _LONG if param.many else _SHORT,
        "required": param.required,
        "max_length": limits.INPUT,
    }
    made |= {"placeholder": clip(param.hint, limits.DESCRIPTION)} if param.hint else {}
    made |= {"value": clip(value, limits.INPUT)} if value else {}
    return made


# ── what comes back ──────────────────────────────────────────────────────────────────────


def filled_in(form: Form, data: Mapping[str, Any]) -> Form:
    """The form with what its inputs hold now; what was emptied is empty in it."""
    given = dict(form.given)
    for part in _parts(data.get("components") or ()):
        name = str(part.get("custom_id", ""))
        if name in form.shown:
            given[name] = _value(part)
    kept = {name: text for name, text in given.items() if text or form.before.get(name)}
    return replace(form, given=kept)


def _parts(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        inner = row.get("component")
        yield from [inner] if inner else row.get("components") or ()


def _value(part: Mapping[str, Any]) -> str:
    chosen = part.get("values")
    if chosen:
        return str(chosen[0])
    lines = (line.strip(" ,，") for line in str(part.get("value") or "").splitlines())
    return ", ".join(line for line in lines if line)


def line(form: Form, command: CommandInfo) -> str:
    """The line that gives the same; of what is in force only what differs from it."""
    values = {
        param.name: form.given[param.name] or _EMPTIED
        for param in command.params
        if param.name in form.given and form.given[param.name] != form.before.get(param.name, "")
    }
    return command.line(values)
