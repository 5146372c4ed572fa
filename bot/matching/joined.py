"""Evidence: what a name is joined to. ``Meta-analysis`` is a word, ``Lei Jun-ho`` another name and
``1.5-Tesla`` a measure, while ``Tesla-backed`` speaks of the company."""

from __future__ import annotations

import re

from bot.matching import weights
from bot.matching.lexicon import COMMON, UNKNOWN, WORD, words
from bot.matching.names import Sort
from bot.matching.scene import Candidate, Scene, Style

_PART = re.compile(rb"-([A-Za-z]+)")
_DONE = frozenset(
    b"backed controlled designed developed funded led operated owned sponsored".split()
)
"""What is done by somebody."""
_ABOUT = frozenset(
    b"based bound branded built born free friendly heavy killer like made maker only owner parent "
    b"rival run sized specific style supplier era wide".split()
)
"""After a name they leave it what it is."""
_SYLLABLE = re.compile(rb"[bcdfghjklmnpqrstwxyz]{0,3}[aeiouy]{1,3}(?:ng|[nmklpr])?")
_LONGEST_SYLLABLE = 6
_SHORT = 2
"""Letters up to which what is in the word lists is mostly no word (ho, un)."""
_SMALL = frozenset(b"to in on up by at of or as vs is no go so an".split())
UNITS = frozenset(
    b"ampere becquerel celsius coulomb curie farad fahrenheit gauss gray henry hertz joule kelvin "
    b"newton ohm pascal sievert tesla volt watt weber".split()
)
_MEASURED = frozenset(
    b"mri scanner scanners magnet magnets magnetic field fields scan scans".split()
)
COUNTED = re.compile("[0-9]+[a-z]")
_CURRENCY = b"$\xa3\x80\xa5"
_COUNTS = frozenset(
    b"people users views viewers visitors followers subscribers downloads deaths fans homes "
    b"barrels tonnes tons dollars euros pounds".split()
)


def joined(candidate: Candidate, scene: Scene) -> None:
    raw, form = scene.folded.raw, candidate.form
    if raw[candidate.end : candidate.end + 1] == b"-":
        _hyphen(candidate, scene)
    elif form < b":":
        _magnitude(candidate, scene)
    elif form in UNITS:
        _measure(candidate, scene)


def _hyphen(candidate: Candidate, scene: Scene) -> None:
    raw = scene.folded.raw
    part = _PART.match(raw, candidate.end)
    if part is None:
        return
    written = part[1]
    low = written.lower()
    if low in _DONE:
        if candidate.sort is Sort.WORD and weights.LIFTABLE <= candidate.score < weights.CUTOFF:
            why = f"'{written.decode()}' by somebody"
            candidate.settle(weights.POSSESSIVE, "joined", why)
    elif b" " in candidate.form:
        if written.islower() and _goes_on(candidate.form.split()[-1], low):
            why = f"'-{written.decode()}' goes on with another name"
            candidate.refuse(weights.REFUSED_TYPO, "joined", why)
    elif candidate.sort in (Sort.NAME, Sort.WORD) and _is_compound(candidate, scene, written):
        why = f"part of the word '{scene.text(candidate)}-{written.decode()}'"
        candidate.refuse(weights.COMMON_LOWER, "joined", why)


def _is_compound(candidate: Candidate, scene: Scene, written: bytes) -> bool:
    low = written.lower()
    if low in _ABOUT or low.endswith((b"ed", b"ing")):
        return False
    if not words().get(candidate.form, UNKNOWN).kind & WORD:
        return False
    known = words().get(low, UNKNOWN)
    if not known.kind & WORD or known.common < COMMON:
        return False
    if written.islower():
        return True
    return known.kind == WORD and scene.style(candidate.start) is Style.TITLE


def _goes_on(last: bytes, low: bytes) -> bool:
    """Whether both are syllables of one name: ``Jun-ho``."""
    if len(low) > _LONGEST_SYLLABLE or not (_SYLLABLE.fullmatch(last) and _SYLLABLE.fullmatch(low)):
        return False
    if len(low) > _SHORT:
        return words().get(low, UNKNOWN).common < COMMON
    return low not in _SMALL


def _magnitude(candidate: Candidate, scene: Scene) -> None:
    """``£3M``, ``3m people``."""
    if not COUNTED.fullmatch(candidate.form.decode()):
        return
    start = candidate.start
    lower = scene.written(candidate)[-1:].islower() and not candidate.alias.islower()
    priced = start > 0 and scene.folded.raw[start - 1] in _CURRENCY
    if lower or priced or scene.after(candidate.end).lower() in _COUNTS:
        candidate.refuse(weights.COMMON_LOWER, "measure", "a number with its magnitude")


def _measure(candidate: Candidate, scene: Scene) -> None:
    """``1.5-Tesla``, ``3 Tesla MRI scanner``."""
    raw, start = scene.folded.raw, candidate.start
    if not raw[start - 2 : start - 1].isdigit():
        return
    joint = raw[start - 1 : start]
    scans = joint == b" " and scene.after(candidate.end).lower() in _MEASURED
    if scans or joint == b"-":
        candidate.refuse(weights.COMMON_LOWER, "measure", "a unit after its number")
