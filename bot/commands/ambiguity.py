"""What a name may mean besides, in words, with counts from the stored history. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands import thresholds
from bot.commands.beside import known_word
from bot.commands.namestudy import NameStudy, Phrase
from bot.commands.senses import Sense
from bot.commands.spellings import expanded
from bot.commands.survey import Study
from bot.matching.lexicon import COMMON, GIVEN, SURNAME, WORD
from bot.model import Watch
from bot.text import count_of, is_cjk

_HAVE = {
    Sense.LOWER: "have it in lower case",
    Sense.GIVEN: "have it after another given name",
    Sense.LONGER: "have it in a longer name",
    Sense.INSIDE: "have it inside another word",
}
_PHRASES = 2
"""Examples shown of one sense."""


def ambiguity(watch: Watch, study: Study, *, days: int) -> list[str]:
    """Topics are made of ordinary words; names of companies and people had better not be."""
    if watch.kind == "figure":
        return []
    studied = {each.name: each for each in study.names}
    found = []
    for name in (watch.name, *watch.aliases):
        seen = studied.get(name)
        if seen is not None and _matters(seen, watch):
            found.append(_counted(seen, "that were looked at" if study.cut else f"in {days} days"))
        elif not watch.context:
            found += _by_itself(name, watch)
    return [*found, *_expansions(watch, study)]


def _by_itself(name: str, watch: Watch) -> list[str]:
    """What can be said of a name without any news."""
    if watch.kind != "topic" and is_ordinary(name):
        counts = (
            ""
            if name.islower()
            else (
                ": in lower case it doesn't count, at the start of a headline it counts only "
                f"beside a {watch.kind}'s words"
            )
        )
        return [
            f"“{name}” is an ordinary word too{counts}; words that stand near the one you mean "
            "tell them apart: context:…"
        ]
    if is_short(name):
        return [f"“{name}” is very short and may stand for other things; add context:…"]
    return []


def is_ordinary(name: str) -> bool:
    """Whether the name is a frequent word of English when written in lower case."""
    known = known_word(name)
    return bool(known.kind & WORD) and known.common >= COMMON


def is_short(name: str) -> bool:
    """One or two letters, or one Chinese character: too little to tell things apart."""
    least = 2 if any(is_cjk(char) for char in name) else 3
    return sum(char.isalnum() for char in name) < least


def _matters(seen: NameStudy, watch: Watch) -> bool:
    if seen.other < max(thresholds.AMBIGUOUS, thresholds.AMBIGUOUS_SHARE * seen.stories):
        return False
    if not seen.counted and (watch.context or watch.kind == "topic"):
        return False  # it is settled, or was meant like that
    suspected = is_ordinary(seen.name) or bool(known_word(seen.name).kind & (GIVEN | SURNAME))
    # Some outlets never use capitals: a name that is no word may be meant all the same.
    telling = seen.counted and seen.senses.keys() != {Sense.LOWER}
    least = 0.0 if suspected or telling else thresholds.UNSUSPECTED_SHARE
    return seen.other >= least * seen.stories


def _counted(seen: NameStudy, where: str) -> str:
    parts = [
        f"{number:,} {_HAVE[sense]}{_examples(seen.phrases, sense)}"
        for sense, number in sorted(seen.senses.items(), key=lambda each: -each[1])
    ]
    listed = ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
    stories = count_of(seen.stories, "story", "stories")
    return f"“{seen.name}” {_what(seen)}: of {stories} with it {where}, {listed}; {_outcome(seen)}"


def _what(seen: NameStudy) -> str:
    if Sense.LOWER in seen.senses:
        return f"is {'an ordinary' if is_ordinary(seen.name) else 'written like a'} word too"
    if Sense.GIVEN in seen.senses:
        return "is what others are called too"
    return "stands for other things too"


def _outcome(seen: NameStudy) -> str:
    if not seen.counted:
        return "none of these would count"
    these = "all" if seen.counted == seen.other else f"{seen.counted:,}"
    return f"{these} of these would count"


def _examples(phrases: Sequence[Phrase], sense: Sense) -> str:
    fitting = [each for each in phrases if each.sense in _AMONG[sense]][:_PHRASES]
    shown = ", ".join(f"“{each.text}” {each.stories:,}" for each in fitting)
    return f" ({shown})" if shown else ""


_AMONG = {
    Sense.LOWER: {Sense.LOWER},
    Sense.GIVEN: {Sense.GIVEN},
    Sense.LONGER: {Sense.PLAIN},
    Sense.INSIDE: {Sense.INSIDE},
}
"""Phrases are of the sense that the name has in them by itself."""


def _expansions(watch: Watch, study: Study) -> list[str]:
    """An acronym that several organisations share."""
    if watch.context:
        return []
    found = []
    for name in (watch.name, *watch.aliases):
        full = [
            each
            for each in study.written
            if each.stories >= thresholds.EXPANSIONS and expanded(each.text, name)
        ]
        if len(full) > 1:
            shown = " and ".join(f"“{each.text}” ({each.stories:,})" for each in full[:3])
            found.append(
                f"“{name}” is short for {shown} in the history; context:… tells them apart"
            )
    return found
