"""Lists that YAML read as one phrase, and words it would have read as something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.config.documents import WIDE_COLON, WIDE_COLON_HINT, Document, Steps
from bot.config.values import PERIOD_WORDS
from bot.errors import Problem
from bot.figures import ConditionError, deadline_doubt, parse_condition
from bot.text import is_cjk

_ANY_COMMA = re.compile(r"(?<!\d),|,(?!\d)|[，、]")
"""A comma that is no thousands separator."""
_WIDE_COMMA = re.compile("[，、]")
_LEGAL = re.compile(
    r"(?:inc|incorporated|ltd|limited|llc|llp|l\.p|lp|co|corp|corporation|company|plc|gmbh|ag|kg|se|"
    r"sa|s\.a|s\.a\.s|sas|spa|s\.p\.a|srl|s\.r\.l|bv|b\.v|nv|n\.v|ab|as|a/s|oy|oyj|kk|k\.k|pte|pty|"
    r"sdn|bhd|jr|sr|ii|iii|iv|ph\.?d|m\.?d|esq|d\.c)(?:\W.*)?",
    re.IGNORECASE,
)
"""What may stand behind a comma within one name."""
_JOINED = re.compile(r"&|\b(?:and|und|et|y|the|of|for)\b", re.IGNORECASE)
_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}
_WIDE_KEY = re.compile("(?:name|aliases|any|tickers|handles|context|exclude|fuzzy)：")
_TYPED = re.compile(r"~|null|true|false|yes|no|on|off|\d{4}-\d\d?-\d\d?")


def comma_doubts(
    document: Document, texts: Iterable[tuple[Steps, str]], *, names: bool, own: str = ""
) -> Iterator[Problem]:
    """Texts that are several with commas between. ``names``: they are names, in which a comma
    may belong; ``own``: the name of their watch."""
    for steps, text in texts:
        parts = _parts(text, _ANY_COMMA)
        if len(parts) < 2 or (names and not _several_names(text, parts, own)):
            continue
        number = _NUMBERS.get(len(parts), "several")
        alone = not isinstance(steps[-1], int) or _is_alone(document, steps)
        hint = f"[{', '.join(parts)}]" if alone else " and ".join(f"'{each}'" for each in parts)
        what = f"'{text}' is one phrase with a comma"
        yield document.problem(steps, what, f"for {number} write {hint}")


def _parts(text: str, comma: re.Pattern[str]) -> list[str]:
    return [part for each in comma.split(text) if (part := each.strip())]


def _is_alone(document: Document, steps: Steps) -> bool:
    around = document.node(steps[:-1])
    return around is not None and len(around.value) == 1


def _several_names(text: str, parts: Sequence[str], own: str) -> bool:
    """``Xiaomi，小米`` and ``Xiaomi EV, Xiaomi Auto``, but not ``Musk, Elon`` or ``Tesla, Inc.``"""
    if len(_parts(text, _WIDE_COMMA)) > 1:
        return True
    if _JOINED.search(text) or any(_LEGAL.fullmatch(part) for part in parts):
        return False
    if len({is_cjk(part[0]) for part in parts}) > 1:
        return True
    named = own.casefold()
    return len(parts) > 2 or (bool(named) and all(named in part.casefold() for part in parts))


def typed_doubts(document: Document, texts: Iterable[tuple[Steps, str]]) -> Iterator[Problem]:
    """Names that YAML elsewhere takes for yes, no, nothing or a day, and keys before a '：'."""
    for steps, text in texts:
        node = document.node(steps)
        if node and not node.quoted and _TYPED.fullmatch(text):
            hint = f'write "{text}" in quotes if that is meant'
            yield document.problem(steps, f"'{text}' is taken for a name", hint)
        elif node and not node.quoted and (key := _WIDE_KEY.match(text)):
            at = key.end() - 1
            yield document.problem(steps, WIDE_COLON, WIDE_COLON_HINT, offset=at)


def context_doubts(
    document: Document, texts: Iterable[tuple[Steps, str]], own: Sequence[str], name: str
) -> Iterator[Problem]:
    """A context word stands beside the name; the name itself says nothing."""
    for steps, text in texts:
        if text.casefold() in own:
            what = f"'{text}' is a name of '{name}' itself, so it tells nothing as context"
            yield document.problem(steps, what, "write words that stand near it when it is meant")


def deadline_doubts(
    document: Document, conditions: Iterable[tuple[Steps, str]], period: str
) -> Iterator[Problem]:
    """A monthly number is not expected every Tuesday. ``period``: as written."""
    period = PERIOD_WORDS.get(period.casefold(), period)
    for steps, text in conditions:
        try:
            deadline = parse_condition(text).deadline
        except ConditionError:
            continue
        if deadline and (fitting := deadline_doubt(deadline, period)):
            what = f"'{text}' is no deadline for a number of a {period}"
            yield document.problem(steps, what, f"write for example '{fitting}'")
