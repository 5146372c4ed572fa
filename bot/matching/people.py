"""Evidence against: somebody else who is called that. ``Kimbal Musk``, ``Tom Ford`` where the
company is watched, ``Duke Ellington``, the ``Oracle of Omaha``."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from bot.matching import weights
from bot.matching.fold import fold_name
from bot.matching.lexicon import COMMON, GIVEN, OFTEN, SURNAME, UNKNOWN, WORD, words
from bot.matching.names import GROUP, HONORIFIC, LEGAL, Sort
from bot.matching.neighbours import CUES_AFTER, CUES_BEFORE, SINGLE, given_names
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


def unknown_given(candidate: Candidate, scene: Scene) -> None:
    """``Kimbal Musk`` is not Elon Musk, though no list of given names has Kimbal."""
    if candidate.entity not in scene.surnamed or b" " in candidate.form:
        return
    before = _just_before(candidate, scene)
    low = before.lower()
    if len(before) < 2 or not before.istitle() or low in _ADDRESS:
        return
    kind, level, _ = words().get(low, UNKNOWN)
    if kind & WORD or level > weights.SELDOM_NAME or low in CUES_AFTER or low in CUES_BEFORE:
        return
    given = given_names(scene.watches[candidate.entity], candidate.form)
    if not given or any(OSA.distance(low, own, score_cutoff=2) <= 2 for own in given):
        return
    start = candidate.start - 1 - len(before)
    if scene.before(start).lower() in _AT:
        return
    if any(c.end == candidate.start - 1 and not c.edits for c in scene.found):
        return  # itself a watched name
    if _is_english(scene, candidate):
        why = f"'{before.decode('latin-1')}' is no word, but another given name"
        candidate.refuse(weights.COMMON_LOWER, "other-person", why)


def namesake(candidate: Candidate, scene: Scene) -> None:
    """``Tom Ford sells his brand``: somebody whose surname the watched company has."""
    watch = scene.watches[candidate.entity]
    if watch.kind != "company" or b" " in candidate.form or candidate.sort not in SINGLE:
        return
    if not words().get(candidate.form, UNKNOWN).kind & SURNAME:
        return
    before = _just_before(candidate, scene)
    kind, _, common = words().get(before.lower(), UNKNOWN)
    if not kind & GIVEN or not before.istitle():
        return
    if common >= OFTEN:  # Will Ford cut jobs?
        start = candidate.start - 1 - len(before)
        if scene.style(start) is not Style.SENTENCE or scene.starts_sentence(start):
            return
    if before.lower() in given_names(watch, candidate.form):
        return
    if scene.after(candidate.end).lower() not in _COMPANYS:
        why = f"a surname after the given name '{before.decode('latin-1')}'"
        candidate.refuse(weights.COMMON_LOWER, "other-person", why)


def titled(candidate: Candidate, scene: Scene) -> None:
    """``Duke Ellington``, the ``Duke of Edinburgh`` and the ``Oracle of Omaha`` are not the
    companies."""
    if candidate.sort is not Sort.WORD or candidate.form.endswith(b"s"):
        return
    title = candidate.form in _TITLES
    after = scene.after(candidate.end)
    if after.lower() == b"of":
        if words().get(candidate.form, UNKNOWN).kind & SURNAME and not title:
            return  # Ford of Europe
        after = scene.after(candidate.end + 4)
        if not after[:1].isupper() or _has(scene, candidate, b" of "):
            return
        after = b"of " + after
    elif not title or not after.istitle() or scene.watches[candidate.entity].kind != "company":
        return
    else:
        kind = words().get(after.lower(), UNKNOWN).kind
        if kind & WORD or not kind & (SURNAME | GIVEN):
            return
        if _has(scene, candidate, b" " + after.lower()):
            return
    why = f"'{after.decode('latin-1')}' makes it another name"
    candidate.refuse(weights.REFUSED_TYPO, "other-person", why)


def _just_before(candidate: Candidate, scene: Scene) -> bytes:
    """The token before, one space away; empty when anything else lies between."""
    if scene.folded.raw[candidate.start - 1 : candidate.start] != b" ":
        return b""
    before = scene.before(candidate.start)
    at = candidate.start - 1
    return before if scene.folded.raw[at - len(before) : at] == before else b""


def _has(scene: Scene, candidate: Candidate, rest: bytes) -> bool:
    """Whether the watch has a name that goes on like this."""
    watch = scene.watches[candidate.entity]
    return any(candidate.form + rest in fold_name(name) for name in (watch.name, *watch.aliases))


def _is_english(scene: Scene, candidate: Candidate) -> bool:
    """Whether the sentence's other words are known: ``Selon Musk, le projet avance`` is French."""
    start, end = scene.sentence(candidate.start)
    spelt = scene.folded.words[start:end].split()
    tokens = [token for token in spelt if token.islower() and len(token) > 1]
    usual = sum(words().get(token, UNKNOWN).common >= COMMON for token in tokens)
    return 3 * usual >= 2 * len(tokens)
