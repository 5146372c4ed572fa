"""Evidence: the words beside. A legal form or a company's vocabulary speaks for a name; another
given name before a surname, or a place's noun after it, speaks against."""

from __future__ import annotations

from functools import lru_cache

from bot.matching import weights
from bot.matching.fold import fold_name
from bot.matching.lexicon import COMMON, GIVEN, SURNAME, UNKNOWN, WORD, words
from bot.matching.names import LEGAL, Named, Sort
from bot.matching.opening import undergoes
from bot.matching.scene import Candidate, Scene, Style

UNSURE = frozenset({Sort.NAME, Sort.WORD, Sort.ACRONYM, Sort.PHRASE})
SINGLE = frozenset({Sort.NAME, Sort.WORD, Sort.SURE})

CUES_AFTER = frozenset(
    b"shares stock stocks ceo cfo coo cto chief chairman chairwoman executive executives founder "
    b"cofounder boss spokesman spokeswoman spokesperson earnings revenue revenues profit profits "
    b"unveils unveiled launches launched announces announced reports reported posts posted "
    b"recalls recalled acquires acquired sues sued hires hired files filed employees customers "
    b"investors shareholders subsidiary said says vows vowed denies denied admits admitted plans "
    b"wants agrees agreed urges urged warns warned claims claimed signs signed joins joined buys "
    b"has".split()
)
CUES_BEFORE = frozenset(
    b"giant maker rival rivals carmaker automaker chipmaker retailer startup company firm parent "
    b"owner lender insurer ceo chairman founder".split()
)
PLACES = frozenset(
    b"university college school academy institute foundation museum hospital church cathedral "
    b"street avenue road lane square park county valley river lake island islands bay beach "
    b"mountain mountains hill hills bridge airport station stadium tower bottle".split()
)

PAPERS = frozenset(b"post times herald tribune gazette chronicle".split())

_NOUNS = PLACES | PAPERS
_ASKS = (b"Will", b"May")
"""Given names with which a question begins."""


def legal_form(candidate: Candidate, scene: Scene) -> None:
    """``Block Inc``: the form belongs to the span and settles the doubt."""
    raw = scene.folded.raw
    beside = raw[candidate.end : candidate.end + 2]
    if beside[1:].islower() or beside[:1] not in (b" ", b","):
        return
    token = scene.after(candidate.end)
    if not token and beside == b", ":
        token = scene.after(candidate.end + 2)
    if token.lower() not in LEGAL or token.islower():
        return
    candidate.end = raw.index(token, candidate.end) + len(token)
    if candidate.sort in UNSURE:
        why = f"before the legal form '{token.decode('latin-1')}'"
        candidate.settle(max(candidate.score, weights.COMPANY_CUE), "legal-form", why)


def company_words(candidate: Candidate, scene: Scene) -> None:
    """``Apple shares``, ``iPhone maker Apple``, ``Musk's pay``."""
    if candidate.sort not in UNSURE or candidate.score >= weights.COMPANY_CUE:
        return
    raw = scene.folded.raw
    owns = raw[candidate.end : candidate.end + 2] in (b"'s", b"\x92s", b"'S", b"\x92S")
    cue = scene.after(candidate.end + 2 * owns).lower()
    if cue not in CUES_AFTER or undergoes(candidate, scene, cue):
        cue = scene.before(candidate.start).lower()
        if cue not in CUES_BEFORE:
            cue = b""
    if cue and scene.style(candidate.start) is not Style.CAPITALS:
        why = f"beside '{cue.decode('latin-1')}'"
        candidate.settle(weights.COMPANY_CUE, "company-word", why)
    elif owns and scene.style(candidate.start) is Style.SENTENCE:
        score = max(candidate.score, weights.POSSESSIVE)
        candidate.settle(score, "possessive", "owns something")


def other_person(candidate: Candidate, scene: Scene) -> None:
    """``Elena Musk`` is not Elon Musk, when his watch names him in full. (For companies:
    :func:`bot.matching.people.namesake`.)"""
    if candidate.entity not in scene.surnamed or b" " in candidate.form:
        return
    before = scene.before(candidate.start)
    if not before[:1].isupper() or not words().get(before.lower(), UNKNOWN).kind & GIVEN:
        return
    if before in _ASKS and _is_question(scene, candidate.start):
        return
    watch = scene.watches[candidate.entity]
    given = given_names(watch, candidate.form)
    if watch.kind != "company" and given and before.lower() not in given:
        why = f"'{before.decode('latin-1')}' is another given name"
        candidate.refuse(weights.COMMON_LOWER, "other-person", why)


def _is_question(scene: Scene, at: int) -> bool:
    """``Will Powell cut rates?``"""
    _, end = scene.sentence(at)
    return b"?" in scene.folded.raw[max(at, end - 1) : end + 1]


def place(candidate: Candidate, scene: Scene) -> None:
    """``Duke University`` is not Duke, the ``Washington Post`` not Washington."""
    if not scene.folded.raw[candidate.end + 1 : candidate.end + 2].isupper():
        return
    after = scene.after(candidate.end)
    noun = after.lower()
    if not after.istitle() or noun not in _NOUNS:
        return
    if scene.style(candidate.start) is not Style.SENTENCE:
        # In a headline's capitals it may do something: Tesla Times Its Launch Well.
        end = candidate.end + 1 + len(after)
        named = noun in PAPERS and scene.folded.raw[end : end + 1] not in (b" ", b"-")
    else:
        named = noun in PAPERS or (candidate.sort in SINGLE and b" " not in candidate.form)
    if named:
        why = f"'{after.decode('latin-1')}' makes it another name"
        candidate.refuse(weights.CAPITAL_IN_TITLE, "place", why)


def first_name(candidate: Candidate, scene: Scene) -> None:
    """``Paris Hilton`` is not Paris: a given name before a surname is somebody's."""
    if candidate.edits or candidate.sort not in SINGLE or b" " in candidate.form:
        return
    if not words().get(candidate.form, UNKNOWN).kind & GIVEN:
        return
    after = scene.after(candidate.end)
    kind, _, common = words().get(after.lower(), UNKNOWN)
    if not after.istitle() or not kind & SURNAME or common >= COMMON:
        return
    full = candidate.form + b" " + after.lower()
    watch = scene.watches[candidate.entity]
    if not any(full in fold_name(name) for name in (watch.name, *watch.aliases)):
        why = f"a given name before the surname '{after.decode('latin-1')}'"
        candidate.refuse(weights.REFUSED_TYPO, "other-person", why)


def turned_round(candidate: Candidate, scene: Scene) -> None:
    """``William, Prince Harry`` lists two; only ``William, Prince`` names Prince William."""
    if b"  " not in candidate.form or candidate.edits or b"," not in scene.raw(candidate):
        return
    after = scene.after(candidate.end)
    if after.istitle():
        why = f"'{after.decode('latin-1')}' goes on with another name"
        candidate.refuse(weights.REFUSED_TYPO, "other-person", why)


def before_surname(candidate: Candidate, scene: Scene) -> None:
    """``Nidal Hasan``: what stands before a surname is a given name, not a slip for Nadal."""
    if not candidate.edits or b" " in candidate.form:
        return
    after = scene.after(candidate.end)
    kind = words().get(after.lower(), UNKNOWN).kind
    if after.istitle() and kind & SURNAME and not kind & WORD:
        why = f"stands before the surname '{after.decode('latin-1')}' as a given name does"
        candidate.refuse(weights.REFUSED_TYPO, "other-person", why)


@lru_cache(maxsize=4096)
def given_names(watch: Named, surname: bytes) -> frozenset[bytes]:
    """What stands first in the watch's names that end in this surname."""
    full = [fold_name(name) for name in (watch.name, *watch.aliases)]
    return frozenset(name.split()[0] for name in full if name.endswith(b" " + surname))
