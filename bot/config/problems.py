"""Pydantic's errors as problems that people can mend: place, what, and what to write instead."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.documents import WIDE_COLON, WIDE_COLON_HINT, Document
from bot.config.schema import FILES, Section
from bot.config.values import did_you_mean, nearest
from bot.errors import Problem
from bot.text import count_of

MOST_PROBLEMS = 50
"""Shown of one file."""

_OTHER_WORDS = {
    "keywords": "any", "phrases": "any", "terms": "any", "alias": "aliases", "ticker": "tickers",
    "symbols": "tickers", "channels": "post_to", "channel": "post_to", "destination": "post_to",
    "interval": "every", "poll": "every", "refresh": "every", "link": "url", "address": "url",
    "title": "name", "tz": "timezone", "time_zone": "timezone", "db": "database",
    "condition": "alert_when", "alert": "alert_when", "when": "alert_when", "metrics": "metric",
    "subjects": "subject", "units": "unit", "retention": "keep", "admins": "owners",
    "tag": "tags", "excludes": "exclude", "ignore": "exclude", "contexts": "context",
    "least": "min", "most": "max", "start": "from", "end": "to", "company": "companies",
    "person": "people", "topic": "topics", "figure": "figures", "organisations": "companies",
    "feed": "feeds", "channel_id": "to", "spelling": "fuzzy",
    "digest": "deliver", "schedule": "deliver", "frequency": "deliver", "priority": "severity",
    "importance": "severity", "urgency": "severity", "ping": "mention", "notify": "mention",
    "mentions": "mention", "limit": "budget", "rate_limit": "budget", "throttle": "cooldown",
    "pause": "cooldown", "quiet": "quiet_hours", "silence": "quiet_hours", "dnd": "quiet_hours",
}  # fmt: skip
"""Words that people try → the key that is meant, where that key exists."""

_EXAMPLES = {"spelling": "fuzzy: false"}
"""Words of chat → what to write in a file, where the value differs too."""

_SECRETS = {"token", "secret", "password", "api_key", "apikey", "webhook", "credentials"}


def from_validation(error: ValidationError, document: Document, kind: str) -> list[Problem]:
    """Every error of one document."""
    return [_problem(each, document, FILES[kind]) for each in error.errors(include_url=False)]


def capped(problems: list[Problem], file: str) -> list[Problem]:
    """At most :data:`MOST_PROBLEMS`, the rest counted."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    rest = len(problems) - MOST_PROBLEMS
    return [
        *problems[:MOST_PROBLEMS],
        Problem(file=file, what=f"has {count_of(rest, 'more problem')}"),
    ]


def _problem(error: ErrorDetails, document: Document, root: type[Section]) -> Problem:
    path = _real_path(error["loc"])
    context: dict[str, Any] = error.get("ctx") or {}
    match error["type"]:
        case "wrong":
            if context["key"]:
                path = (*path, context["key"])
            node = document.node(path)
            if error["input"] is None and node and isinstance(node.value, str) and node.value:
                what = f"'{node.value}' means nothing in YAML"
                return document.problem(path, what, f'as a name write "{node.value}" in quotes')
            return document.problem(
                path, context["what"], context["hint"], offset=context["offset"]
            )
        case "extra_forbidden":
            return _unknown_key(path, document, root)
        case "missing":
            section = _section_at(root, path[:-1])
            what = f"{section.called or 'this'} has no '{path[-1]}'"
            return document.problem(path[:-1], what, f"add '{path[-1]}: …'")
        case "literal_error":
            choices = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            what = f"'{path[-1]}' can't be '{error['input']}'"
            return document.problem(path, what, did_you_mean(str(error["input"]), choices))
        case "model_type" if not path:
            return _no_mapping(document, root)
        case kind:
            what, hint = _shape(kind, path, error, context)
            return document.problem(path, what, hint)


def _real_path(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    # A bad key of a mapping is reported at (…, key, "[key]").
    return loc[:-1] if loc and loc[-1] == "[key]" else loc


def _no_mapping(document: Document, root: type[Section]) -> Problem:
    """A whole file that is a list or a text."""
    value = document.root.value if document.root else ""
    lists = [key for key in ("companies", "feeds") if key in root.model_fields]
    if isinstance(value, list) and lists:
        return document.problem((), "this file is just a list", f"put it under '{lists[0]}:'")
    if isinstance(value, str) and "：" in value:
        return document.problem((), WIDE_COLON, WIDE_COLON_HINT, offset=value.index("："))
    what = "this file is just a text" if isinstance(value, str) else "this file is just a list"
    example = f", as in '{lists[0]}:' with '- ' lines below" if lists else ""
    return document.problem((), what, f"write 'key: value' lines{example}")


def _shape(
    kind: str, path: tuple[int | str, ...], error: ErrorDetails, context: dict[str, Any]
) -> tuple[str, str]:
    """A value of the wrong shape, or a number out of range."""
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "this file")
    match kind:
        case "tuple_type" | "list_type":
            return f"'{key}' must be a list", "put each entry on a line that starts with '- '"
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"'{key}' must be a mapping", "write 'key: value' lines"
        case "string_type":
            return (
                f"'{key}' must be text here",
                "quote it when it contains ': ', or mind the indentation",
            )
        case "bool_parsing" | "bool_type":
            return f"'{key}' can't be '{error['input']}'", "write true or false"
        case "int_parsing" | "int_type" | "int_from_float":
            return f"'{key}' must be a whole number", ""
        case "greater_than_equal":
            return f"'{key}' is too small", f"at least {context['ge']:,}"
        case "less_than_equal":
            return f"'{key}' is too large", f"at most {context['le']:,}"
        case _:
            return f"'{key}': {error['msg']}", ""


def _unknown_key(path: tuple[int | str, ...], document: Document, root: type[Section]) -> Problem:
    key = str(path[-1])
    section = _section_at(root, path[:-1])
    known = {field.alias or name for name, field in section.model_fields.items()}
    near = nearest(key, known)
    example = _EXAMPLES.get(key.casefold())
    meant = _OTHER_WORDS.get(key.casefold().replace("-", "_"))
    if any(word in key.casefold() for word in _SECRETS):
        hint = "secrets belong in the environment, as in TIDINGS_SLACK_BOT_TOKEN"
    elif meant in known and example:
        hint = f"write '{example}'"
    elif near or meant in known:
        hint = f"did you mean '{near or meant}'?"
    elif len(path) == 1 and (home := _home_of(key)):
        hint = f"it belongs in {home}"
    elif section.short and (" " in key or key[:1].isupper()):
        hint = "a text with ': ' in it must be quoted"
    else:
        hint = did_you_mean(key, known)
    return document.problem(path, f"unknown key '{key}'", hint, key=True)


def _home_of(key: str) -> str:
    homes = {"tidings": "tidings.yaml", "feeds": "feeds.yaml", "watchlist": "a file in watchlists/"}
    return next((homes[kind] for kind in homes if key in FILES[kind].model_fields), "")


def _section_at(root: type[Section], path: tuple[int | str, ...]) -> type[Section]:
    """The model that describes the mapping at ``path``."""
    here = root
    for step in path:
        if isinstance(step, str):
            fields = here.model_fields
            field = fields.get(step) or next(
                (each for each in fields.values() if each.alias == step), None
            )
            here = (_section_in(field.annotation) if field else None) or here
    return here


def _section_in(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    for inner in get_args(annotation):
        if found := _section_in(inner):
            return found
    return None
