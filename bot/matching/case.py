"""Evidence: capitals. What a name's letters say, given how the sentence around uses them."""

from __future__ import annotations

import unicodedata

from bot.matching import weights
from bot.matching.belief import beheaded
from bot.matching.fold import UNSPACED
from bot.matching.lexicon import GIVEN, OFTEN, SURNAME, UNKNOWN, WORD, words
from bot.matching.names import HONORIFIC, Sort, is_compound
from bot.matching.opening import ACTS, is_form
from bot.matching.scene import OPENING, SMALL, Candidate, Scene, Style

_LATIN = frozenset({Sort.WORD, Sort.PHRASE})
_ARTICLES = (b" the ", b" a ", b" an ")
TITLED_FROM = 3
"""Letters of the shortest acronym that outlets also write as a name: Nio for NIO."""


def capitals(candidate: Candidate, scene: Scene) -> None:
    if not candidate.form:
        return  # judged by segmentation
    if candidate.sort is not Sort.SURE and not candidate.alias.isascii() and not candidate.edits:
        accented = scene.text(candidate) + _accent(candidate, scene)
        if unicodedata.normalize("NFC", accented) == unicodedata.normalize("NFC", candidate.alias):
            candidate.settle(weights.EXACT, "exact", "the name with its accents")
            return
    written = scene.written(candidate)
    if candidate.edits and beheaded(*candidate.meant):
        written = written.title()
    if candidate.sort in _LATIN and written[:1].isupper() and _among_unspaced(candidate, scene):
        candidate.settle(weights.CAPITAL_MIDWAY, "capital", "among words of another script")
        return
    _BY_SORT[candidate.sort](candidate, scene, written)


def _among_unspaced(candidate: Candidate, scene: Scene) -> bool:
    """``他加入了 Apple 公司``: who writes Chinese changes the script for a name."""
    raw = scene.folded.raw
    return (
        UNSPACED
        in raw[max(candidate.start - 2, 0) : candidate.start]
        + raw[candidate.end : candidate.end + 2]
    )


def _accent(candidate: Candidate, scene: Scene) -> str:
    """A combining accent on the last letter, which the fold leaves out of the span."""
    _, end = scene.folded.span(candidate.start, candidate.end)
    after = scene.folded.text[end : end + 1]
    return after if after and unicodedata.combining(after) else ""


def _sure(candidate: Candidate, scene: Scene, written: bytes) -> None:
    if not written.islower() or candidate.alias.islower():
        same = candidate.edits > 0 or scene.text(candidate) == candidate.alias
        score = weights.EXACT if same else weights.OTHER_CASE
        candidate.settle(score, "exact", "the name as written" if same else "the name")
    elif b" " in candidate.form or candidate.form[:1] == b"$":
        candidate.settle(weights.OTHER_CASE, "exact", "the name in lower case")
    elif scene.style(candidate.start) is Style.LOWER and not _just_words(candidate, scene):
        candidate.settle(weights.LOWER_CASE, "exact", "the name, in text without capitals")
    elif _tag(candidate, scene):
        candidate.settle(weights.LOWER_CASE, "exact", "the name, in a tag that has no capitals")
    else:
        candidate.settle(
            weights.LOWER_AMONG, "lower-case", "in lower case where names have capitals"
        )


def _just_words(candidate: Candidate, scene: Scene) -> bool:
    """``A northwind blew``: two words in one, in a sentence that begins with its capital, so that a
    name would have one."""
    start, end = scene.sentence(candidate.start)
    letters = scene.folded.raw[start:end].lstrip(OPENING)
    return letters[:1].isupper() and is_compound(candidate.form)


def _phrase(candidate: Candidate, scene: Scene, written: bytes) -> None:
    if candidate.alias.islower() and not candidate.edits:
        candidate.settle(weights.OTHER_CASE, "exact", "the words as they are watched")
    elif written.islower() and not candidate.alias.islower():
        candidate.settle(weights.PHRASE_LOWER, "phrase", "common words in lower case")
    elif scene.style(candidate.start) in (Style.TITLE, Style.CAPITALS):
        candidate.settle(weights.PHRASE_TITLE, "exact", "the name, in a headline's capitals")
    else:
        candidate.settle(weights.OTHER_CASE, "exact", "the name with its capitals")


def _name(candidate: Candidate, scene: Scene, written: bytes) -> None:
    if not written.islower():
        candidate.settle(weights.CAPITAL_NAME, "capital", "the name with its capital")
    elif (
        not words().get(candidate.form, UNKNOWN).common
        and scene.style(candidate.start) is Style.LOWER
    ):
        candidate.settle(weights.LOWER_NAME, "exact", "the name, in text without capitals")
    elif _tag(candidate, scene) and not words().get(candidate.form, UNKNOWN).common:
        candidate.settle(weights.LOWER_NAME, "exact", "the name, in a tag that has no capitals")
    else:
        candidate.settle(weights.COMMON_LOWER, "lower-case", "a known word in lower case")


def _tag(candidate: Candidate, scene: Scene) -> bool:
    return scene.folded.raw[candidate.start - 1 : candidate.start] in (b"#", b"@")


def _word(candidate: Candidate, scene: Scene, written: bytes) -> None:
    if candidate.alias.islower() and not candidate.edits:
        candidate.settle(weights.OTHER_CASE, "exact", "the word as it is watched")
        return
    if written.islower() and not candidate.alias.islower():
        why = f"'{written.decode()}' is a common word in lower case"
        candidate.refuse(weights.COMMON_LOWER, "common-word", why)
        return
    style = scene.style(candidate.start)
    word = candidate.form.decode()
    if _addressed(candidate, scene):
        candidate.settle(weights.CAPITAL_MIDWAY, "capital", "after a form of address")
    elif style is Style.CAPITALS:
        why = f"'{word}' is a common word, in text all capitals"
        candidate.settle(weights.ALL_CAPITALS, "capital", why)
    elif style is Style.TITLE:
        why = f"'{word}' is a common word, in a headline's capitals"
        candidate.settle(weights.CAPITAL_IN_TITLE, "capital", why)
    elif scene.starts_sentence(candidate.start):
        why = f"'{word}' is a common word and begins the sentence"
        candidate.settle(weights.CAPITAL_AT_START, "capital", why)
    elif _in_short_title(candidate, scene):
        why = f"'{word}' is a common word, in a headline's capitals"
        candidate.settle(weights.CAPITAL_IN_TITLE, "capital", why)
    else:
        candidate.settle(weights.CAPITAL_MIDWAY, "capital", "a capital where only names have one")


def _addressed(candidate: Candidate, scene: Scene) -> bool:
    """``Mr. Musk``: the point ends no sentence."""
    start = candidate.start
    if scene.folded.raw[start - 2 : start] != b". " or candidate.entity not in scene.surnamed:
        return False
    return (
        scene.before(start).lower() in HONORIFIC
        and scene.watches[candidate.entity].kind != "company"
    )


def _in_short_title(candidate: Candidate, scene: Scene) -> bool:
    """``Mind the Gap``, ``H-1B Visa Holders Sue``: too few words to tell a headline's capitals, but
    none in lower case, and what stands beside goes with a word."""
    raw, start, end = scene.folded.raw, candidate.start, candidate.end
    if raw[start - 1 : start] != b" ":
        return False
    if not raw[max(0, start - 5) : start].endswith(_ARTICLES):
        if raw[end : end + 1] != b" " or not raw[end + 1 : end + 2].isupper():
            return False
        after = scene.after(end)
        kind, _, common = words().get(after.lower(), UNKNOWN)
        if not after.istitle() or kind != WORD or common < OFTEN or is_form(after.lower(), ACTS):
            return False
    first, last = scene.sentence(start)
    tokens = scene.folded.words[first:last].split()
    return not any(token.islower() and token.isalpha() and token not in SMALL for token in tokens)


def _acronym(candidate: Candidate, scene: Scene, written: bytes) -> None:
    known = bool(words().get(candidate.form, UNKNOWN).kind & WORD)
    if written.isupper() or candidate.edits:
        if known and scene.style(candidate.start) is Style.CAPITALS:
            why = "a word too, in text all capitals"
            candidate.settle(weights.ACRONYM_IN_CAPITALS, "acronym", why)
        else:
            candidate.settle(weights.ACRONYM, "acronym", "the acronym in capitals")
    elif written.istitle() and len(written) >= TITLED_FROM and not _means_else(candidate.form):
        candidate.settle(weights.ACRONYM_TITLED, "acronym", "the acronym written as a name")
    else:
        why = "an acronym counts only in capitals"
        candidate.refuse(weights.ACRONYM_LOWER, "acronym", why)


def _means_else(form: bytes) -> bool:
    """Whether it is a word; of three letters also whether it is what a person may be called."""
    kind = words().get(form, UNKNOWN).kind
    return bool(kind & WORD) or (len(form) == TITLED_FROM and bool(kind & (GIVEN | SURNAME)))


def _by_cue(candidate: Candidate, scene: Scene, written: bytes) -> None:
    """Tickers and handles are the business of :mod:`bot.matching.tickers`."""


_BY_SORT = {
    Sort.SURE: _sure,
    Sort.PHRASE: _phrase,
    Sort.NAME: _name,
    Sort.WORD: _word,
    Sort.ACRONYM: _acronym,
    Sort.TICKER: _by_cue,
    Sort.HANDLE: _by_cue,
}
