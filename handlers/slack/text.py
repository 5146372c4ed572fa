"""Plain text as Slack's mrkdwn that shows exactly that text. Pure.

``& < >`` are escaped, which disarms mentions, links and dates. Slack has no escape for the signs
that format: where one could begin something, its look-alike stands instead. Text is cut before
it is escaped, so that neither an escape nor a link is ever cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from urllib.parse import quote, urlsplit

from bot.card import Line, Run
from handlers.slack.limits import SECTION, head, units
from handlers.unseen import clean, is_hidden

LONGEST_LINK = 1_000
"""Of an address behind a word: longer ones would crowd out the text."""
NOWHERE = "\u200b"
"""A space without width: apart for Slack, nothing to a reader."""
_ALIKE = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_MARKS = {"bold": "*", "italic": "_", "quote": "_", "strike": "~", "code": "`"}
_MARKED = re.compile(
    r"(?P<opens>(?<![A-Za-z0-9])[*_~](?=\S))|(?P<code>`)|(?P<closes>(?<=\S)[*_~](?![A-Za-z0-9]))"
)
_EVERY_MARK = re.compile(r"[*_~`]")
_EMOJI = re.compile(r"(?<![0-9]):(?=[\w+'\-]{1,100}:)")
_QUOTED = re.compile(r"^(?=\s*&gt;)", re.MULTILINE)
_ARMED = re.compile(r"<(?=[!@#a-z])")
_EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
_WORDS = re.compile(r"\s*\S+|\s+")
_SPARE = 8
"""For spaces without width where parts of one word meet again."""
_SCHEMES = {"http", "https", "mailto"}
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


def plain(text: str) -> str:
    """For ``plain_text`` and cells of tables, on one line: nothing is formatted there, and
    nothing looks like a mention or a link."""
    return _ARMED.sub("<" + NOWHERE, " ".join(clean(text).split()))


def entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape(text: str) -> str:
    """One stretch of plain text as mrkdwn."""
    opened: set[str] = set()

    def swapped(found: re.Match[str]) -> str:
        """Whatever opens, and what closes it: the other half alone would look odd."""
        if found["opens"]:
            opened.add(found[0])
        elif found["closes"] and found[0] not in opened:
            return found[0]
        return _look_alike(found)

    text = entities(_MARKED.sub(swapped, clean(text)))
    return _QUOTED.sub(NOWHERE, _EMOJI.sub(":" + NOWHERE, text))


def _look_alike(found: re.Match[str]) -> str:
    return _ALIKE[found[0]]


def code(text: str) -> str:
    """For the inside of a code span or block: nothing but its own mark means anything there."""
    return entities(clean(text).replace("`", _ALIKE["`"]))


def link(url: str) -> str:
    """The address as it may be opened; empty: not one to send a person to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES or not (parts.netloc or parts.path):
        return ""
    safe = quote("".join(char for char in url if not is_hidden(char)), safe=_URL_SAFE)
    # As it is sent, where each & has become five characters.
    return safe if len(entities(safe)) <= LONGEST_LINK else ""


# ── lines ────────────────────────────────────────────────────────────────────────────────


def mrkdwn(line: Line) -> str:
    """The whole line, however long."""
    text = ""
    for run in line:
        drawn, styled = _drawn(run)
        if not drawn:
            continue
        opens = styled and text and not text[-1].isspace()
        closed = text.endswith(tuple(_MARKS.values())) and drawn[0].isalnum()
        text += (NOWHERE if opens or closed else "") + drawn
    return text


def _drawn(run: Run) -> tuple[str, bool]:
    """As mrkdwn, and whether it begins with a sign that formats."""
    mark = _MARKS.get(run.style, "")
    target = link(run.url)
    if not mark and not target:
        return escape(run.text), False
    parts = [_line(text, mark, target) for text in clean(run.text).split("\n")]
    text = "\n".join(parts)
    return text, bool(mark) and text.startswith(mark)


def _line(text: str, mark: str, target: str) -> str:
    """One line in one style: marks hold only where they touch a letter."""
    before, core, after = _EDGES.fullmatch(text).groups()  # type: ignore[union-attr] # matches anything
    if not core:
        return before + after
    if mark == "`":
        core = code(core)
    elif mark:
        core = escape(_EVERY_MARK.sub(_look_alike, core))
    else:
        core = escape(core)
    if target:
        core = f"<{entities(target)}|{core}>"
    return f"{before}{mark}{core}{mark}{after}"


def pieces(line: Line, limit: int = SECTION) -> list[str]:
    """The line as texts of at most ``limit``, parted between words."""
    return [mrkdwn(each) for each in _parted(line, limit)]


def shortened(line: Line, limit: int) -> str:
    """The line in one text of at most ``limit``, ended by an ellipsis when it was longer."""
    whole = pieces(line, limit)
    if len(whole) <= 1:
        return whole[0] if whole else ""
    return mrkdwn(_parted(line, limit - 1)[0]).rstrip() + "…"


def _parted(line: Line, limit: int) -> list[Line]:
    line = tuple(run if _wrapping(run) < limit // 2 else replace(run, url="") for run in line)
    wrapping = [_wrapping(run) for run in line]
    found: list[Line] = []
    current: list[tuple[int, str]] = []
    size, limit = 0, limit - _SPARE

    def cost(number: int, word: str) -> int:
        """Of one more word: a run's marks and link are there once, and again on each line."""
        opening = not current or current[-1][0] != number
        return _size(line[number], word) + wrapping[number] * (word.count("\n") + opening)

    for number, word in _words(line, limit, wrapping):
        if current and size + cost(number, word) > limit:
            found.append(_joined(line, current))
            current, size = [], 0
            word = word.lstrip()
        size += cost(number, word)
        current.append((number, word))
    return [*found, _joined(line, current)] if current else found


def _joined(line: Line, words: list[tuple[int, str]]) -> Line:
    """Words of the same run in one run again."""
    groups = groupby(words, key=lambda pair: pair[0])
    return tuple(
        replace(line[number], text="".join(word for _, word in group)) for number, group in groups
    )


def _words(line: Line, limit: int, wrapping: Sequence[int]) -> Iterator[tuple[int, str]]:
    for number, run in enumerate(line):
        # An ampersand becomes five, an emoji has two.
        most = max((limit - wrapping[number]) // 5, 2)
        for word in _WORDS.findall(clean(run.text)):
            rest = word
            while units(rest) > most:
                part = head(rest, most)
                yield number, part
                rest = rest[len(part) :]
            yield number, rest


def _size(run: Run, text: str) -> int:
    return units(code(text) if run.style == "code" else escape(text))


def _wrapping(run: Run) -> int:
    """Characters around the text of a run."""
    target = link(run.url)
    return 2 + 2 * bool(_MARKS.get(run.style)) + (len(entities(target)) + 3 if target else 0)
