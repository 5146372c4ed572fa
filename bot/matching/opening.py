"""Evidence about a common word whose capital is owed to its place: what it does there.

A bare singular noun begins a sentence only as a name: ``Oracle fixes 78 flaws``, ``Visa is
late``. Before another noun it is the word (``Visa delays``, ``Oracle bones``). A word seldom met
in lower case needs less than one that is everywhere. Of one that is known for a name, too, what
companies make and have says it is that: ``Apple iPhone sales``, ``Apple supplier``.
"""

from __future__ import annotations

import re

from bot.matching import weights
from bot.matching.lexicon import GIVEN, PROPER, UNKNOWN, words
from bot.matching.names import Sort
from bot.matching.scene import SMALL, Candidate, Scene, Style

_AUXILIARY = frozenset(
    b"is isn was has hasn will won would wouldn could may might must does doesn did didn are have "
    b"can cannot".split()
)
AGENTS = frozenset(
    b"accuse appoint approve ask ban blame buy cancel confirm consider debut declare defend expect "
    b"fix "
    b"halt hire insist introduce invest oppose overtake own partner pay pledge predict "
    b"prepare promise refuse reject release scrap seek sell settle slash sue suspend threaten "
    b"unleash unveil use withdraw".split()
)
"""What only somebody does, beside :data:`bot.matching.neighbours.CUES_AFTER`."""
_VERBS = frozenset(
    b"add aim beat become begin boost bring build call complete continue deliver drop end "
    b"expand extend face fall fight gain get give go help hit issue keep lead leave lift lose "
    b"lower make meet miss need offer open promote pull push put quit raise reach remove replace "
    b"reveal see send set shut slam soar start stop support take tell top trail try tumble turn "
    b"want win work".split()
)
"""What things do too: of a word that is everywhere it says nothing (service starts, time is)."""
ACTS = AGENTS | _VERBS
_HAD = frozenset(
    b"antitrust app apps boss dealer dealers dealership dealerships employee employees engineer "
    b"engineers factories flagship headquarters insider insiders lawsuit lawsuits layoffs maker "
    b"rival rivals showroom showrooms smartphone smartphones staff stake store stores subsidiary "
    b"supplier suppliers".split()
)
"""What companies have or are, behind the name of one."""
_IN = frozenset(b"court discussions negotiations talks".split())
"""Where somebody is."""
_CAMEL = re.compile(rb"[a-z][A-Z]")
_BEFORE_NAMES = frozenset(b"at by for from on than to via with and or against".split())
_WHOEVER = frozenset(
    b"accused admitted agreed banned blamed filed hired insisted joined planned settled sued urged "
    b"vowed wanted warned".split()
)
"""What is done to somebody, or needs no object."""
_NO_OBJECT = frozenset(b"by to for between at near over after again".split())
_ENDINGS = (b"s", b"es", b"ed", b"d")


def clause(candidate: Candidate, scene: Scene) -> None:
    if candidate.sort is not Sort.WORD or not candidate.form:
        return
    if not (weights.LIFTABLE <= candidate.score < weights.CUTOFF):
        return
    start, end = candidate.start, candidate.end
    tag = scene.folded.raw[start - 1 : start] if start else b""
    if tag in (b"#", b"@"):
        candidate.settle(weights.TAGGED, "tag", f"the whole of a {tag.decode()} tag")
        return
    after = scene.after(end)
    if scene.starts_sentence(start):
        shouted = scene.style(start) is Style.CAPITALS
        does = after
        if after.lower().endswith(b"ly"):  # finally releases
            does = scene.after(end + 1 + len(after))
        acts = _acts(candidate.form, does.lower(), shouted=shouted)
        if acts and not undergoes(candidate, scene, does.lower()):
            why = f"begins the sentence and '{does.decode('latin-1')}'"
            candidate.settle(weights.DOES, "does", why)
        elif not shouted and _seldom(candidate.form) and _no_noun(after, scene.style(start)):
            why = "seldom a word, and no noun follows"
            candidate.settle(weights.SELDOM_WORD, "seldom-word", why)
        elif not shouted and (what := _makes_or_has(candidate, scene, after)):
            why = f"before '{what.decode('latin-1')}'"
            candidate.settle(weights.BEFORE_OWN, "company-word", why)
    elif scene.style(start) is Style.TITLE and _seldom(candidate.form):
        before = scene.before(start).lower()
        if before in _BEFORE_NAMES and (not after or after in SMALL):
            why = f"seldom a word, and stands bare after '{before.decode('latin-1')}'"
            candidate.settle(weights.SELDOM_WORD, "seldom-word", why)


def _makes_or_has(candidate: Candidate, scene: Scene, after: bytes) -> bytes:
    """The word behind it that goes with a company, or with nothing but a name; empty: none does.
    Of words that are known for a name, too: whatever is sold has suppliers."""
    if not words().get(candidate.form, UNKNOWN).kind & PROPER:
        return b""
    low = after.lower()
    if low in _HAD or _CAMEL.search(after):
        return after
    if low == b"in":
        where = scene.after(candidate.end + 1 + len(after))
        return b"in " + where if where.lower() in _IN else b""
    if scene.style(candidate.start) is not Style.SENTENCE or not (
        after.istitle() and after.isalpha()
    ):
        return b""
    # Who is called so after a title or a given name is somebody (Pope Francis).
    return b"" if words().get(low, UNKNOWN).kind & GIVEN else after


def undergoes(candidate: Candidate, scene: Scene, token: bytes) -> bool:
    """Whether a common word whose capital is owed to its place has a participle after it, and that
    no object: ``Visa denied: student stranded``."""
    if candidate.sort is not Sort.WORD or candidate.score >= weights.CUTOFF:
        return False
    raw, at = scene.folded.raw, candidate.end
    if not token.endswith(b"ed") or token in _WHOEVER or raw[at : at + 1] != b" ":
        return False
    beside = raw[at + 1 + len(token) : at + 14 + len(token)]
    following = beside.split()
    return not following or beside[:1] != b" " or following[0].lower() in _NO_OBJECT


def _seldom(form: bytes) -> bool:
    return words().get(form, UNKNOWN).common <= weights.SELDOM


def _acts(form: bytes, token: bytes, *, shouted: bool) -> bool:
    several = form.endswith(b"s")  # Liberals gain seats
    if is_form(token, AGENTS) or (several and token in AGENTS):
        return True
    if shouted or words().get(form, UNKNOWN).common >= weights.EVERYWHERE:
        return False
    return token in _AUXILIARY or is_form(token, _VERBS) or (several and token in _VERBS)


def is_form(token: bytes, verbs: frozenset[bytes], endings: tuple[bytes, ...] = _ENDINGS) -> bool:
    """Whether it is one of the verbs with one of the endings."""
    for ending in endings:
        if token.endswith(ending):
            stem = token[: len(token) - len(ending)]
            if stem in verbs or (ending and stem + b"e" in verbs):
                return True
    return False


def _no_noun(after: bytes, style: Style) -> bool:
    """Whether nothing that could be the second half of a compound follows."""
    if not after or after in SMALL or not after.isalpha():
        return True
    return style is Style.SENTENCE and after[:1].isupper()
