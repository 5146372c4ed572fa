"""Evidence about a common word whose capital is owed to its place: what it does there.

A bare singular noun begins a sentence only as a name: ``Oracle fixes 78 flaws``, ``Apple is
late``. Before another noun it is the word (``Visa delays``, ``Oracle bones``). A word seldom met
in lower case needs less than one that is everywhere.
"""

from __future__ import annotations

from bot.matching import weights
from bot.matching.lexicon import UNKNOWN, words
from bot.matching.names import Sort
from bot.matching.scene import SMALL, Candidate, Scene, Style

_AUXILIARY = frozenset(
    b"is isn was has hasn will won would wouldn could may might must does doesn did didn are have "
    b"can cannot".split()
)
_VERBS = frozenset(
    b"accuse add aim appoint approve ask ban beat become begin blame boost bring build call cancel "
    b"complete confirm consider continue declare defend deliver drop end expand expect extend "
    b"face fall fight fix gain get give go halt help hit insist invest introduce issue keep lead "
    b"leave lift lose lower make meet miss need offer open oppose overtake own partner pay pledge "
    b"predict prepare promise promote pull push put quit raise reach refuse reject release remove "
    b"replace reveal scrap seek see sell send set settle shut slam slash soar start stop suspend "
    b"support take tell threaten top trail try tumble turn use want win withdraw work".split()
)
"""What names do in the news, beside :data:`bot.matching.neighbours.CUES_AFTER`."""
_BEFORE_NAMES = frozenset(b"at by for from on than to via with and or against".split())
_ENDINGS = (b"s", b"es", b"ed", b"d")


def clause(candidate: Candidate, scene: Scene) -> None:
    if candidate.sort is not Sort.WORD or not (
        weights.CAPITAL_IN_TITLE <= candidate.score < weights.CUTOFF
    ):
        return
    start, end = candidate.start, candidate.end
    tag = scene.folded.raw[start - 1 : start] if start else b""
    if tag in (b"#", b"@"):
        candidate.settle(weights.TAGGED, "tag", f"the whole of a {tag.decode()} tag")
        return
    after = scene.after(end)
    if scene.starts_sentence(start):
        if _acts(after.lower()):
            why = f"begins the sentence and '{after.decode('latin-1')}'"
            candidate.settle(weights.DOES, "does", why)
        elif _seldom(candidate.form) and _no_noun(after, scene.style(start)):
            why = "seldom a word, and no noun follows"
            candidate.settle(weights.SELDOM_WORD, "seldom-word", why)
    elif scene.style(start) is Style.TITLE and _seldom(candidate.form):
        before = scene.before(start).lower()
        if before in _BEFORE_NAMES and (not after or after in SMALL):
            why = f"seldom a word, and stands bare after '{before.decode('latin-1')}'"
            candidate.settle(weights.SELDOM_WORD, "seldom-word", why)


def _seldom(form: bytes) -> bool:
    return words().get(form, UNKNOWN).common <= weights.SELDOM


def _acts(token: bytes) -> bool:
    if token in _AUXILIARY:
        return True
    return any(
        token[: -len(ending)] in _VERBS or token[: -len(ending)] + b"e" in _VERBS
        for ending in _ENDINGS
        if token.endswith(ending)
    )


def _no_noun(after: bytes, style: Style) -> bool:
    """Whether nothing that could be the second half of a compound follows."""
    if not after or after in SMALL or not after.isalpha():
        return True
    return style is Style.SENTENCE and after[:1].isupper()
