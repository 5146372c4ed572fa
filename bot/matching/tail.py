"""Which stretches of a text are not its story but a page's tail of other stories. Pure.

Four things give them away: a line that announces them (``Read next``) and what follows it until
the story goes on; a teaser of one sentence in the midst of it (``Read more: Tesla …``); headlines
after the last paragraph; and what the page's markup set apart (:data:`bot.text.APART`). The tags
of a page, and who made it, are no story either.

In doubt a stretch is the story. What is announced needs no more than a sentence before it, save
what may as well head a newsletter's own news; what nothing announces needs paragraphs. Time is
linear in the length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from string import ascii_letters, digits
from typing import NamedTuple

from bot.matching import headings
from bot.matching.lines import (
    BODY,
    BRIEF,
    LONGEST,
    SENTENCE_ENDS,
    continues,
    is_capitalised,
    is_chinese,
    is_credit,
    is_full,
    is_headline,
    is_label,
    is_no_sentence,
    is_point,
    is_several,
    is_solid,
    is_told,
    tells,
    weight_of,
)
from bot.text import APART, CJK

POST = 300
"""Characters up to which a single line with an address or account in it is a post, not a page."""
RESUMED, RESUMED_LINE = 200, 80
"""Weight of the paragraphs, and on average of each, that say so after any other heading."""
RESUMED_PASSING = 50
"""The average when the heading may stand within a story."""
TEASER = 110
"""Characters of the longest teaser within a paragraph."""
REACH = 300
"""Characters of the longest teasers, several of them without a sentence's end."""
RUN_ON = 200
"""Characters of the end in which a heading is sought that lost its line."""
TAGS_LINE, CREDITS_LINE = 400, 90
"""Characters of the longest line of tags, and of credits."""
AHEAD = 3
"""Lines behind the last place of interest that may be headings too."""
CUE = 40
"""Characters before a colon in which the words that announce a teaser are sought."""

_END = re.compile(
    r"[.!?](?<!\b[A-Z].)(?<!\b(?:Mr|Ms|Dr|St|vs|No|Co|Lt|Jr).)"
    r"(?<!\b(?:Mrs|Inc|Ltd|Gen|Sen|Rep|Gov).)"
    rf"[\"'”’)\]]*(?=\s+[\"“‘(]?[A-Z0-9{CJK}]|\s*(?:\n|\Z))|[。！？]|\n"
)
_QUOTES = " \"'“‘\n"
_COLON = re.compile(": ")
_FULL_STOP = re.compile(r"\. [|•–—-]? ?")
_STOP = re.compile(r"(?:[.!?…][\"'”’)\]]*\s+|[。！？；…][”’」』）)]*\s*|[(（\[【|»›>•]\s*)")
"""What a teaser's first words may follow."""
_STOPS = ".!?…。！？\"'”’»」』）)]"
_OPENING = " \n(（[【"
"""What may stand between a story's last sentence and the words that announce a teaser."""
_CLOSED = re.compile(r"[)\]）\n]")
_SEAM = re.compile(r"(?:\S+\s+){4,}?[^\sA-Z]\S*(?=\s+[A-Z])")
"""The first capital after some words and a word without one."""
_PLAIN = frozenset(f"{ascii_letters}{digits}\"'@#$.") | {""}
"""What lines begin with whose first word tells whether they may be headings."""
OTHERS, TAGS, CREDITS = "tail of other stories", "tags", "credits"
"""What stretches are."""


class Stretch(NamedTuple):
    """``text[start:end]`` belongs to the tail; ``heading`` announced it, if anything did."""

    start: int
    end: int
    heading: str
    part: str = OTHERS


def tails(text: str, last: int | None = None) -> tuple[Stretch, ...]:
    """The stretches of ``text`` that tell of other stories, in order, without overlaps.

    Of those behind ``last``, when it is given, some may be missing.
    """
    if last is None:
        last = len(text)
    if _is_post(text):
        return ()
    found = list(_labelled(text))
    if last < BRIEF // 3:
        return tuple(_merged(found)) if found else ()
    found += _teasers(text)
    if last >= len(text) - RUN_ON:
        found += _run_on(text)
    if "\n" in text:
        found += _Page(text, found).tails(last)
    return tuple(_merged(found)) if found else ()


def stretch_at(stretches: Sequence[Stretch], at: int) -> Stretch | None:
    """The stretch that ``at`` lies in."""
    number = bisect_right(stretches, at, key=lambda each: each.start) - 1
    return stretches[number] if number >= 0 and at < stretches[number].end else None


def _is_post(text: str) -> bool:
    return (
        len(text) <= POST
        and "\n" not in text
        and ("http" in text or "@" in text or "#" in text or "t.co/" in text)
    )


def _merged(found: list[Stretch]) -> Iterator[Stretch]:
    found.sort(key=lambda each: (each.start, -each.end))
    last = found[0]
    for each in found[1:]:
        if each.start >= last.end:
            yield last
            last = each
        elif each.end > last.end:
            last = last._replace(end=each.end)
    yield last


# ── tags and credits ─────────────────────────────────────────────────────────────────────


def _labelled(text: str) -> Iterator[Stretch]:
    """Lines of a page's tags under its story; those that say who made it, and where it is from."""
    if not text.isascii():
        yield from _credits(text)
    if "\n" not in text:
        return
    for sign in headings.TAG_SIGN.finditer(text):
        start, end = sign.start() + 1, _line_end(text, sign.end())
        label = headings.tags(sign[0], text[sign.end() : min(end, start + TAGS_LINE)])
        if label and end - start <= TAGS_LINE and weight_of(text[: min(start, BODY)]) >= BRIEF:
            yield Stretch(start, end, label, TAGS)


def _credits(text: str) -> Iterator[Stretch]:
    end = -1
    for sign in headings.CREDIT_SIGN.finditer(text):
        if sign.start() < end:
            continue
        start, end = text.rfind("\n", 0, sign.start()) + 1, _line_end(text, sign.end())
        if end - start <= CREDITS_LINE and headings.CREDITS.match(text[start:end]):
            if weight_of(text[: min(start, BODY)]) + weight_of(text[end : end + BODY]) >= BRIEF:
                yield Stretch(start, end, "", CREDITS)
            continue
        begin = max(start, end - CREDITS_LINE)
        last = headings.CREDIT_END.search(text[begin:end])
        if last and weight_of(text[: min(begin + last.start(), BODY)]) >= BRIEF:
            yield Stretch(begin + last.start(1), end, "", CREDITS)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


# ── teasers of one sentence ──────────────────────────────────────────────────────────────


def _teasers(text: str) -> Iterator[Stretch]:
    """``Read next: Tesla shows …`` up to the end of its sentence or line."""
    end = 0
    for colon in _colons(text):
        start = _cue_start(text, colon) if colon >= end else -1
        if start < 0 or not _follows_story(text, start, text[start:colon]):
            continue
        if text[colon + 1 : colon + 2] == "\n" and text[start - 1] == "\n":
            continue  # a heading: see _Page
        end = _teaser_end(text, start, colon + 1)
        teaser = text[colon + 1 : end].strip(_QUOTES)
        if weight_of(teaser) < 8 or teaser[0].islower():
            continue  # a sentence of the story
        if not (text[start:colon].isupper() and "http" in teaser):
            yield Stretch(start, end, headings.shown(text[start:colon]))


def _follows_story(text: str, start: int, cue: str) -> bool:
    """Whether a sentence, or a line, stands before; or words enough, however they end."""
    weight = weight_of(text[: min(start, BODY)])
    if headings.digest(cue):
        return weight >= BODY and headings.WELCOME.match(text) is None
    if weight >= BODY:
        return True
    before = text[:start].rstrip(_OPENING)
    ended = before[-1:] in _STOPS or "\n" in text[len(before) : start]
    return ended and weight >= BRIEF


def _run_on(text: str) -> Iterator[Stretch]:
    """``… on Friday. Read next Tesla shows …``: a heading that lost the line it stood on."""
    end, begin = 0, len(text) - RUN_ON
    for stop in _FULL_STOP.finditer(text, max(BODY, begin)):
        at = stop.end()
        if at < end or text[at : at + 7] not in headings.RUN_ON_STARTS:
            continue
        found = [each for each in headings.RUN_ON if text.startswith(each, at)]
        behind = at + len(max(found, key=len, default=""))
        if text.startswith(headings.BEGINNINGS, at):
            behind = text.find(": ", at, at + CUE) + 2
        following = text[behind:].lstrip("–—-|»›: ")[:1]
        if behind > at and (following.isupper() or following.isdigit()):
            end = _teaser_end(text, at, behind)
            yield Stretch(at, end, headings.shown(text[at:behind]))
    if "。" in text:
        for heading in headings.CJK_RUN_ON.finditer(text, max(BODY // 3, begin)):
            at = heading.start(1)
            yield Stretch(at, _teaser_end(text, at, heading.end()), heading[1])


def _colons(text: str) -> Iterator[int]:
    """Those that may stand behind the words that announce a teaser."""
    for colon in _COLON.finditer(text):
        at = colon.start()
        if text[at - headings.END : at] in headings.ENDS or text[at - 2 : at] in headings.CJK_ENDS:
            yield at
    at = -1 if text.isascii() else text.find("：")
    while at >= 0:
        if text[max(0, at - 2) : at] in headings.CJK_ENDS:
            yield at
        at = text.find("：", at + 1)


def _cue_start(text: str, colon: int) -> int:
    """Where the words before the colon begin that announce a teaser; -1 when they don't."""
    begin = max(0, colon - CUE)
    left = text[begin:colon].rstrip()
    first = line = left.rfind("\n") + 1
    for stop in _STOP.finditer(left, line):
        first = stop.end()
    if (first or not begin) and headings.announces(left[first:]):
        return begin + first
    # White space may be all that is left of a line's end: then the cue has its capital.
    at = left.find(" ", first)
    while at >= 0:
        words = left[at + 1 :]
        plain = " " not in words and not words.isupper() and words != "Related"
        if words[:1].isupper() and not plain and words.casefold() in headings.INLINE:
            return begin + at + 1
        at = left.find(" ", at + 1)
    return -1


def _teaser_end(text: str, start: int, at: int) -> int:
    end = _END.search(text, at + 1, at + REACH)
    stop = (
        min(len(text), at + REACH) if end is None else end.start() if end[0] == "\n" else end.end()
    )
    if end is not None and end[0] != "\n" and stop - at > TEASER:
        # Too long for a headline: a sentence of the story follows without a mark between.
        seam = _SEAM.search(text, at, stop)
        stop = seam.end() if seam else stop
    if text[start - 1 : start] in ("(", "[", "（"):
        closed = _CLOSED.search(text, at, at + 2 * LONGEST)
        stop = closed.start() if closed else stop
    return stop


# ── pages of lines ───────────────────────────────────────────────────────────────────────


class _Page:
    """A text as lines, each known by its number."""

    def __init__(self, text: str, teasers: Sequence[Stretch]) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.teasers = teasers
        self.taken = {bisect_right(self.starts, each.start) - 1 for each in teasers}
        """Lines that are known to belong to the tail."""

    @cached_property
    def starts(self) -> list[int]:
        return list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def tails(self, last: int) -> Iterator[Stretch]:
        """Blocks set apart, blocks under a heading, headlines after the last paragraph: those
        that begin up to ``last``."""
        if "" in self.lines and APART in self.text:
            yield from self._apart()
        yield from self._listed(self.teasers)
        kinds = self._headings(last)
        if kinds:
            told, body = self._told(kinds), self._body_ends(BODY)
            greeted = self._body_ends(BODY, greetings=False)
            for number, kind in kinds.items():
                digest = headings.digest(self.lines[number])
                before = greeted if digest else body if kind == "letter" else told
                if number > before and number not in self.taken:
                    end = self._resumes(number, kinds)
                    part = TAGS if kind == "tags" else OTHERS
                    if kind not in ("tags", "listing") or end > number + 1:
                        yield self._stretch(number, end, headings.shown(self.lines[number]), part)
        ended = self.text.rfind(".\n")
        first = self._first_headline() if last > ended else len(self.lines)
        if first < len(self.lines):
            yield self._stretch(first, len(self.lines), "")

    def _stretch(self, first: int, end: int, heading: str, part: str = OTHERS) -> Stretch:
        self.taken.update(range(first, end))
        return Stretch(self.starts[first], self.starts[end] - 1, heading, part)

    def _listed(self, teasers: Sequence[Stretch]) -> Iterator[Stretch]:
        """The lines up to the end behind the last teaser that is a line, when none is a sentence:
        the list that it began."""
        last = max(teasers, key=lambda each: each.start, default=None)
        if last is None or last.part != OTHERS:
            return
        first = bisect_right(self.starts, last.start)
        before = self.text[self.starts[first - 1] : last.start]
        if before.strip(_OPENING) or self.starts[first] - 1 > last.end:
            return
        for number in range(first, len(self.lines)):
            line = self.lines[number]
            if number in self.taken or not line or line[-1] in SENTENCE_ENDS:
                return
            if not is_headline(line) and (not is_chinese(line) or is_credit(line)):
                return
        if first < len(self.lines):
            yield self._stretch(first, len(self.lines), last.heading)

    def _headings(self, last: int) -> dict[int, str]:
        """The kinds of the lines that are headings."""
        size, longest, known = headings.START, headings.LONGEST, headings.STARTS
        lines = self.lines[: self.text.count("\n", 0, last) + AHEAD]
        starts = [line[:size] if len(line) <= longest else "" for line in lines]
        maybe = [n for n, start in enumerate(starts) if start in known or start[:1] not in _PLAIN]
        return {n: kind for n in maybe if (kind := headings.heading(self.lines[n]))}

    def _told(self, kinds: Mapping[int, str]) -> int:
        """The first line that tells anything; the number of lines when none does."""
        for number, line in enumerate(self.lines):
            if number not in kinds and tells(line):
                return number
        return len(self.lines)

    def _body_ends(self, least: int, *, greetings: bool = True) -> int:
        """The line with which enough sentences stand there; the number of lines for never.

        ``greetings``: whether those of newsletters are among them.
        """
        weight = 0
        for number, line in enumerate(self.lines):
            if is_full(line) and (greetings or not headings.WELCOME.match(line)):
                weight += weight_of(line)
                if weight >= least:
                    return number
        return len(self.lines)

    def _apart(self) -> Iterator[Stretch]:
        """Every second part is set apart."""
        parts = self.text.split(APART)
        story = parts[::2]
        if sum(map(weight_of, story)) < BODY and not any(
            map(is_told, "\n".join(story).split("\n"))
        ):
            return
        at = 0
        for number, part in enumerate(parts):
            if number % 2 and part:
                line = bisect_right(self.starts, at) - 1
                heading = self.lines[line] if headings.heading(self.lines[line]) else ""
                yield self._stretch(line, line + part.count("\n") + 1, headings.shown(heading))
            at += len(part) + len(APART)

    def _resumes(self, number: int, kinds: Mapping[int, str]) -> int:
        """The first line after a heading at which the story goes on, or another heading stands."""
        lines, kind, at = self.lines, kinds[number], number + 1
        if kind == "line":
            return at
        if kind in ("tags", "listing"):
            under = headings.are_tags if kind == "tags" else is_no_sentence
            while at < len(lines) and at not in kinds and under(lines[at]):
                at += 1
            return at
        if kind == "lasting" and at < len(lines) and is_several(lines[at]):
            return at
        if at < len(lines) and at not in kinds and _belongs_to_heading(lines[at], kind):
            at += 1
        while at < len(lines):
            if at in kinds:
                return at
            end = at
            while end < len(lines) and is_full(lines[end]):
                end += 1
            if end > at and _goes_on(lines[at:end], kind):
                return at
            at = max(end, at + 1)
        return len(lines)

    def _first_headline(self) -> int:
        """The first of the headlines that end the page; the number of lines when none do."""
        lines = self.lines
        none = first = at = len(lines)
        labels = 0
        found: list[str] = []
        """The headlines, with the points of a list that are too short for any."""
        labelled = False
        while at:
            line = lines[at - 1]
            if line and at - 1 not in self.taken:
                if is_headline(line):
                    first, labelled = at - 1, False
                    found.append(line)
                elif len(line) <= LONGEST and is_credit(line):
                    pass
                elif is_label(line):
                    labelled = True
                    if is_point(line):
                        found.append(line)
                    else:
                        labels += 1
                else:
                    break
            at -= 1
        # A label between the story and the headlines is the heading of a list.
        if first == none or not at or labelled or not is_full(lines[at - 1]):
            return none
        # Several without a date or a section beside them are as likely points of the story.
        if len(found) > labels + 1 and not all(map(is_capitalised, found)):
            return none
        sentences = sum(map(is_full, lines[:at]))
        if 3 * sentences < 2 * at or self._body_ends(BODY) >= at:
            return none
        chinese = [line for line in found if is_chinese(line)]
        return none if chinese and continues(chinese, lines[:at]) else first


def _belongs_to_heading(line: str, kind: str) -> bool:
    """Whether the line behind it does, full stop or not."""
    if kind == "passing":
        return not is_solid(line)
    return kind == "letter" and weight_of(line) < RESUMED_LINE


def _goes_on(paragraphs: Sequence[str], kind: str) -> bool:
    if kind == "closing":
        return False
    weight = sum(map(weight_of, paragraphs))
    if kind in ("lasting", "paid"):
        enough = weight >= max(RESUMED, RESUMED_LINE * len(paragraphs))
        return len(paragraphs) > 1 and enough
    if kind == "letter":
        return weight >= RESUMED_LINE
    if len(paragraphs) > 1:
        return weight >= RESUMED_PASSING * len(paragraphs)
    return is_solid(paragraphs[0])
