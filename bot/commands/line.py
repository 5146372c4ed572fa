"""A typed line → words → arguments. Forgiving: people type on phones.

Quotes of any kind group words. ``name:value``, ``name=value`` and ``--name value`` set a
parameter by name; words that follow an option belong to it when the command's own words came
first (``watch add Xiaomi context:Lei Jun`` needs no quotes), or when it takes the rest of the line
(``not-this exclude:apple pie``). Everything else is taken by place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from bot.commands.command import GREEDY, Arguments, Command, Kind, Param
from bot.commands.ranges import EXAMPLES, parse_stretch, suggest_stretch
from bot.commands.when import parse_span
from bot.errors import CommandError
from bot.text import shorten

_QUOTES = {'"': '"', "“": "”", "„": "“", "”": "”", "«": "»", "「": "」", "『": "』"}
_CURLY = '"“”„'
_SINGLE = {"'": "'", "‘": "’"}
"""Apostrophes too: they quote only what they close again at the end of a word."""
_KEY = re.compile(r"(?:--)?([A-Za-z][A-Za-z_-]{0,19})[:：=]")
_FLAG = re.compile(r"--([A-Za-z][A-Za-z_-]{0,19})$")
_COMMAS = re.compile(r"\s*[,，、;；]\s*")
_COUNT = re.compile(r"(\d{1,6})\s*(d|days?|w|weeks?|h|hours?)?", re.IGNORECASE)
_MOST_WORDS: Mapping[Kind, int] = {"duration": 4, "range": 7, "metric": 0}
"""Of a value that stands behind a name of several words; else it is one. A metric is told from
the name by the command, which knows what there are figures of."""
LONGEST = 4_000
"""Characters of a line; anything longer is not a command."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    quoted: bool = False
    key: str = ""
    """``in`` for ``in:EV``; then ``text`` is the value so far."""
    raw: str = field(default="", compare=False)
    """As it stands on the line."""
    open: bool = field(default=False, compare=False)
    """Whether its quote is never closed."""

    @property
    def whole(self) -> str:
        """Its text when what looks like a key is none."""
        if self.key:
            return self.raw or f"{self.key}:{self.text}"
        return self.text


def words_of(line: str) -> list[Word]:
    """Split at white space outside quotes; an unclosed quote ends with the line."""
    return list(_words(line))


def _words(line: str) -> Iterator[Word]:
    i = 0
    while i < len(line):
        if line[i].isspace():
            i += 1
            continue
        begin = i
        key, i = _key_at(line, i)
        if i < len(line) and line[i] in _QUOTES:
            text, i = _quoted(line, i)
            yield Word(text, True, key, line[begin:i], i > len(line))
        elif i < len(line) and line[i] in _SINGLE and (end := _single_end(line, i)):
            yield Word(line[i + 1 : end], True, key, line[begin : end + 1])
            i = end + 1
        else:
            start = i
            while i < len(line) and not line[i].isspace():
                i += 1
            yield Word(line[start:i], False, key, line[begin:i])


def _key_at(line: str, i: int) -> tuple[str, int]:
    found = _KEY.match(line, i)
    if found is None or line.startswith("//", found.end()):
        return "", i
    return found[1].lower(), found.end()


def _quoted(line: str, i: int) -> tuple[str, int]:
    closing, out = _closing(line, i), []
    i += 1
    while i < len(line) and line[i] != closing:
        if line[i] == "\\" and line[i + 1 : i + 2] in {'"', "\\"}:
            i += 1
        out.append(line[i])
        i += 1
    return "".join(out), i + 1


def _closing(line: str, i: int) -> str:
    """What closes the quote at ``i``: its own mark, or, where that never comes, another that
    stands at the end of a word. Keyboards that make quotes curly mix them up."""
    own = _QUOTES[line[i]]
    if own in line[i + 1 :] or line[i] not in _CURLY:
        return own
    found = re.compile(rf"[{_CURLY}](?=\s|$)").search(line, i + 2)
    return found[0] if found else own


def _single_end(line: str, i: int) -> int:
    """Where the single quote at ``i`` is closed at the end of a word; 0: nowhere."""
    closing = _SINGLE[line[i]]
    found = re.compile(rf"{closing}(?=\s|$)").search(line, i + 2)
    return found.start() if found else 0


def parse(command: Command, words: Sequence[Word], now: datetime, zone: ZoneInfo) -> Arguments:
    """The command's arguments. Raises :class:`CommandError` that shows how to type it."""
    _refuse_open(command, words)
    placed, options = _sort_out(command, words)
    values: dict[str, object] = {}
    for name, texts in options.items():
        param = command.param(name)
        if param is not None:
            values[param.name] = _value(param, texts, now, zone)
    _place(command, placed, values, now, zone)
    for param in command.params:
        if param.required and values.get(param.name) in {None, "", ()}:
            raise CommandError(
                f"“{command.path}” needs its <{param.name}>: {param.summary}", hint=_usage(command)
            )
    return Arguments(values)


def _refuse_open(command: Command, words: Sequence[Word]) -> None:
    """What changes something is not guessed at: where did the quoted name end?"""
    for word in words:
        if word.open and command.audience == "editor":
            what = f"The quote before “{shorten(word.text, 40)}” is not closed"
            raise CommandError(what, hint="type it again with a quote at its end, or with none")


def _sort_out(command: Command, words: Sequence[Word]) -> tuple[list[Word], dict[str, list[str]]]:
    """Words by place, and the texts given to each option."""
    placed: list[Word] = []
    options: dict[str, list[str]] = {}
    open_option, goes_on = "", False
    for word in words:
        flag = None if word.quoted or word.key else _FLAG.match(word.text)
        key = word.key or (flag[1].lower() if flag else "")
        param = command.param(key) if key else None
        if param is not None:
            options.setdefault(param.name, []).append("" if flag else word.text)
            waits = flag is not None or not (word.text or word.quoted)
            goes_on = bool(placed) or param.kind == "rest"
            grows = goes_on and not word.quoted and param.kind not in {"choice", "number"}
            open_option = param.name if waits or grows else ""
        elif open_option and not word.quoted and not word.key:
            _extend(options[open_option], word.text)
            open_option = open_option if goes_on else ""
        elif open_option and word.quoted and not options[open_option][-1]:
            options[open_option][-1] = word.text
            open_option = ""
        else:
            _refuse_misspelt(command, word)
            placed.append(Word(word.whole, word.quoted))
            open_option = ""
    return placed, options


def _extend(texts: list[str], more: str) -> None:
    texts[-1] = f"{texts[-1]} {more}".strip()


def _refuse_misspelt(command: Command, word: Word) -> None:
    """A key that is nearly an option's name is one; other colons are just text."""
    names = [param.name for param in command.params if param.option]
    if not word.key or not names:
        return
    near = process.extractOne(word.key, names, scorer=fuzz.ratio, score_cutoff=70)
    if near is not None:
        raise CommandError(
            f"“{command.path}” has no option “{word.key}:”", hint=f"did you mean “{near[0]}:”?"
        )


def _place(
    command: Command,
    placed: list[Word],
    values: dict[str, object],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Give the words to the parameters that are filled by place, the greedy one last."""
    waiting = [each for each in command.params if not each.option and each.name not in values]
    greedy = next((each for each in waiting if each.kind in GREEDY), None)
    if greedy is None:
        _one_each(command, waiting, placed, values, now, zone)
        return
    before = waiting[: waiting.index(greedy)]
    for param in before:
        if placed:
            values[param.name] = _value(param, [placed.pop(0).text], now, zone)
    for param in reversed(waiting[waiting.index(greedy) + 1 :]):
        _take_tail(param, placed, values, now, zone, least=1 if greedy.required else 0)
    if placed:
        text = " ".join(word.text for word in placed)
        values[greedy.name] = _value(greedy, [text], now, zone)


def _one_each(
    command: Command,
    waiting: list[Param],
    placed: list[Word],
    values: dict[str, object],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    for param in waiting:
        if placed and param.kind == "duration":
            values[param.name] = _value(param, [" ".join(w.text for w in placed)], now, zone)
            placed.clear()
        elif placed:
            values[param.name] = _value(param, [placed.pop(0).text], now, zone)
    if placed:
        raise CommandError(f"“{placed[0].text}” is one word too many", hint=_usage(command))


def _take_tail(
    param: Param,
    placed: list[Word],
    values: dict[str, object],
    now: datetime,
    zone: ZoneInfo,
    *,
    least: int,
) -> None:
    """Take the last words when they read as ``param``; the longest reading wins."""
    most = _MOST_WORDS.get(param.kind, 1)
    for count in range(min(most, len(placed) - least), 0, -1):
        tail = placed[-count:]
        if any(word.quoted for word in tail):
            continue
        if param.kind == "number" and not tail[0].text.strip("0"):
            raise CommandError(
                f"“{param.name}” must be a whole number above 0",
                hint="as part of the name put both in quotes",
            )
        try:
            values[param.name] = _value(param, [" ".join(w.text for w in tail)], now, zone)
        except CommandError:
            continue
        del placed[-count:]
        return


def _value(param: Param, texts: list[str], now: datetime, zone: ZoneInfo) -> object:
    if param.many:
        return tuple(part for text in texts for part in _COMMAS.split(text.strip()) if part)
    text = texts[-1].strip()
    match param.kind:
        case "number":
            return _number(param, text)
        case "duration":
            span = parse_span(text, now, zone)
            if span is None:
                raise CommandError(
                    f"“{text}” is no length of time", hint="such as 30m, 2h, 3d, 1w, until 18:00"
                )
            return span
        case "range":
            if parse_stretch(text, now, zone) is None:
                near = suggest_stretch(text, now, zone)
                raise CommandError(
                    f"“{text}” is no stretch of time",
                    hint=f"did you mean “{near}”?" if near else f"such as {', '.join(EXAMPLES)}",
                )
            return text
        case "choice":
            return _choice(param, text)
        case _:
            return text


def _number(param: Param, text: str) -> int:
    """A whole number; ``2w`` and ``24h`` are days, the only thing that is counted in units."""
    found = _COUNT.fullmatch(text)
    number = int(found[1]) if found else 0
    unit = found[2].lower()[:1] if found and found[2] else ""
    number = number * 7 if unit == "w" else -(-number // 24) if unit == "h" else number
    if number == 0 or (unit and param.name != "days"):
        raise CommandError(
            f"“{param.name}” must be a whole number above 0, not “{text}”", hint="such as 7"
        )
    return number


def _choice(param: Param, text: str) -> str:
    folded = text.casefold()
    folded = param.synonyms.get(folded, folded)
    for choice in param.choices:
        if folded == choice or folded == choice + "s":
            return choice
    raise CommandError(
        f"“{param.name}” can't be “{text}”", hint="one of " + ", ".join(param.choices)
    )


def _usage(command: Command) -> str:
    example = f", for example: {command.examples[0]}" if command.examples else ""
    return f"type: {command.usage}{example}"
