"""Evidence against: somebody else who is called that. ``Kimbal Musk``, ``Tom Ford`` where the
company is watched, ``Duke Ellington``, the ``Oracle of Omaha``."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from bot.matching import weights
from bot.matching.fold import fold_name
from bot.matching.lexicon import COMMON, GIVEN, OFTEN, SURNAME, UNKNOWN, WORD, words
from bot.matching.names import GROUP, HONORIFIC, LEGAL
from bot.matching.neighbours import CUES_AFTER, CUES_BEFORE, given_names
from bot.matching.scene import Candidate, Scene, Style

_ADDRESS = HONORIFIC | frozenset(
    b"rep gov sen gen rev hon st herr frau monsieur madame signor signora senor don dona".split()
)
_AT = frozenset(b"in at on near under inside".split())
"""After these a place or a house, and then a clause: ``At Neuralink Musk said``."""
_COMPANYS = (
    LEGAL
    | GROUP
    | frozenset(
        b"shares stock stocks ceo cfo earnings revenue profit profits investors shareholders "
        b"employees customers subsidiary".split()
    )
)
"""Before these even a full name is a company's: ``Walt Disney shares``."""
_TITLES = frozenset(
    b"baron bishop brother captain cardinal coach colonel count countess duchess duke earl emperor "
    b"empress father general governor judge justice king knight lady lord madame major marquis "
    b"master mayor mother pope president prince princess queen saint senator sergeant sir sister "
    b"sultan".split()
)
"""Words that stand before a person's name."""
_LONGEST = 24
"""Letters of a given name."""
_SLIPS = 2
"""Edits up to which it may be the person's own, misspelt."""


def namesake(candidate: Candidate, scene: Scene) -> None:
    """A given name right before a surname: ``Kimbal Musk``, and the company's ``Tom Ford``."""
    form, end = candidate.form, candidate.start - 1
    surnamed = candidate.entity in scene.surnamed
    if not surnamed and not words().get(form, UNKNOWN).kind & SURNAME:
        return
    raw = scene.folded.raw
    if b" " in form or raw[end : end + 1] != b" ":
        return
    if raw[end - 1 : end] == b".":
        end -= 1  # Mr. Ford
    cased = scene.folded.words
    start = cased.rfind(b" ", max(0, end - _LONGEST), end) + 1
    before = cased[start:end]
    if not start <= end - 2 or not before.isalpha() or not before.istitle():
        return
    watch = scene.watches[candidate.entity]
    if watch.kind == "company":
        why = _of_company(candidate, scene, start, before)
    else:
        why = _of_person(candidate, scene, start, before) if surnamed else ""
    if why and before.lower() not in given_names(watch, form):
        candidate.refuse(weights.COMMON_LOWER, "other-person", why)


def _of_person(candidate: Candidate, scene: Scene, start: int, before: bytes) -> str:
    """``Kimbal Musk`` is not Elon Musk, though no list of given names has Kimbal."""
    low = before.lower()
    kind, level, _ = words().get(low, UNKNOWN)
    if kind & WORD or level > weights.SELDOM_NAME:
        return ""
    if low in _ADDRESS or low in CUES_AFTER or low in CUES_BEFORE:
        return ""
    given = given_names(scene.watches[candidate.entity], candidate.form)
    if not given or any(OSA.distance(low, own, score_cutoff=2) <= _SLIPS for own in given):
        return ""
    if scene.before(start).lower() in _AT or not _is_english(scene, candidate):
        return ""
    if any(c.end == candidate.start - 1 and not c.edits for c in scene.found):
        return ""  # itself a watched name
    return f"'{before.decode()}' is no word, but another given name"


def _of_company(candidate: Candidate, scene: Scene, start: int, before: bytes) -> str:
    """``Tom Ford sells his brand``: somebody whose surname the watched company has."""
    if before.lower() in _ADDRESS:
        return f"somebody addressed as '{before.decode()}'"
    kind, _, common = words().get(before.lower(), UNKNOWN)
    if not kind & GIVEN or scene.after(candidate.end).lower() in _COMPANYS:
        return ""
    free = scene.style(start) is not Style.SENTENCE or scene.starts_sentence(start)
    if common >= OFTEN and free:
        return ""  # Will Ford cut jobs?
    return f"a surname after the given name '{before.decode()}'"


def titled(candidate: Candidate, scene: Scene) -> None:
    """``Duke Ellington``, the ``Duke of Edinburgh`` and the ``Oracle of Omaha`` are not the
    companies."""
    title = candidate.form in _TITLES
    if scene.folded.raw[candidate.end : candidate.end + 4].lower() == b" of ":
        if words().get(candidate.form, UNKNOWN).kind & SURNAME and not title:
            return  # Ford of Europe
        after = scene.after(candidate.end + 4)
        if not after[:1].isupper() or candidate.form.endswith(b"s"):
            return
        after = b"of " + after
        rest = b" of "
    elif title:
        after = scene.after(candidate.end)
        kind = words().get(after.lower(), UNKNOWN).kind
        if not after.istitle() or kind & WORD or not kind & (SURNAME | GIVEN):
            return
        if scene.watches[candidate.entity].kind != "company":
            return
        rest = b" " + after.lower()
    else:
        return
    watch = scene.watches[candidate.entity]
    if any(candidate.form + rest in fold_name(name) for name in (watch.name, *watch.aliases)):
        return
    why = f"'{after.decode('latin-1')}' makes it another name"
    candidate.refuse(weights.REFUSED_TYPO, "other-person", why)


def _is_english(scene: Scene, candidate: Candidate) -> bool:
    """Whether the sentence's other words are known: ``Selon Musk, le projet avance`` is French."""
    start, end = scene.sentence(candidate.start)
    spelt = scene.folded.words[start:end].split()
    tokens = [token for token in spelt if token.islower() and len(token) > 1]
    usual = sum(words().get(token, UNKNOWN).common >= COMMON for token in tokens)
    return 3 * usual >= 2 * len(tokens)
