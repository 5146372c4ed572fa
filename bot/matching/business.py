"""Evidence about a common word that opens a headline: the business news that follows it.

``Target cuts prices``, ``Gap to close nine stores``: what is cut or closed is what companies have.
``Gap widens between rich and poor`` names nothing of the kind. Another company beside, with what
several do, says the same (``Shell and BP in talks``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.matching import weights
from bot.matching.lexicon import GIVEN, UNKNOWN, WORD, words
from bot.matching.names import GROUP, Sort
from bot.matching.opening import AGENTS, is_form
from bot.matching.scene import Candidate, Scene, Style

_PIECE = re.compile(rb"[A-Za-z0-9&]+|[,;()\x96\x97]")
_REACH = 140
"""Bytes of the sentence after the name that are looked at."""
_PUNCTUATION = b",;()\x96\x97"

_MANAGES = frozenset(
    b"add announce appoint approve axe beat begin boost build buy cancel clinch close complete "
    b"consider create cut defend delay detail disclose double drop eliminate end expand explore "
    b"extend face fight finalise finalize fire freeze halt halve hike hire increase issue lay lift "
    b"limit lose lower miss name narrow offer open overhaul pause pay plan poach post postpone "
    b"promote pull push raise reach reaffirm reduce reiterate reject replace report reset "
    b"restructure resume reveal revise scrap secure seek sell settle shed shut sign slash spend "
    b"suspend tap tighten top trim trail triple unveil win withdraw".split()
)
"""What a company does to something of its own. ``narrow`` and ``close`` need their object."""
_HIRES = frozenset(b"appoint hire name pick poach promote replace tap".split())
_MOVES = frozenset(
    b"climb dip drop fall gain jump plunge rally rise sink slide slip slump soar surge "
    b"tumble".split()
)
_MOVED = frozenset(b"beat beats dipped dropped fell miss missed misses rose slipped top".split())
_PAIRED = {
    b"out": frozenset(b"buy phase roll".split()),
    b"off": frozenset(b"fend lay sell spin".split()),
    b"up": frozenset(b"gear ramp team".split()),
    b"back": frozenset(b"fire hit scale".split()),
    b"down": frozenset(b"double".split()),
}
"""What only somebody does, in two words, by the second."""
_EXPANDS = frozenset(b"expand".split())
_QUARTERS = frozenset(b"q1 q2 q3 q4".split())
_BLOWS = frozenset(
    b"boycott breach cyberattack hack hackers lawsuit lawsuits outage ransomware tariffs".split()
)
"""What companies are hit by."""
_AUXILIARIES = frozenset(b"to will would could may might can must should".split())
_FINITE: tuple[bytes, ...] = (b"s", b"es", b"ed", b"d")
_BEFORE_VERBS: dict[bytes, tuple[bytes, ...]] = {
    **dict.fromkeys(_AUXILIARIES, (b"",)),
    b"is": (b"ing",),
    b"was": (b"ing",),
}
"""The endings that verbs have after these."""
_NOTHING: frozenset[bytes] = frozenset()
_HAD = frozenset(
    b"guidance outlook forecast forecasts estimate estimates expectations profit profits revenue "
    b"revenues earnings sales results margin margins losses dividend dividends payout payouts "
    b"buyback buybacks ceo cfo coo chief chairman chairwoman boss executive executives lawsuit "
    b"lawsuits layoffs jobs staff workers employees workforce headcount stake stakes shares stock "
    b"ipo merger takeover acquisition deal bid bonds debt stores store shops outlets branches "
    b"warehouses plants factory factories prices fees output production capex costs spending "
    b"products brands ads contract contracts shareholders investors customers suppliers subsidiary "
    b"antitrust".split()
)
"""What companies have, pay, reach or miss, and who leads them."""
_LEADS = frozenset(
    b"ceo cfo coo cto chief chairman chairwoman boss head executive president insider "
    b"director".split()
)
_RESULTS = frozenset(
    b"guidance outlook forecast forecasts estimates expectations profit profits revenue earnings "
    b"sales results margins dividend buyback ceo shares stock ipo merger takeover layoffs "
    b"downgrade upgrade analysts analyst quarterly".split()
)
"""For what a share moves."""
_WHY = frozenset(b"on after as amid following despite".split())
_ENDS = frozenset(
    b"about after against among amid and around as at before behind between but by for from if in "
    b"into near of on onto or over since than that through to toward towards under until when "
    b"where while who with without".split()
)
"""What ends a verb's object."""
_FIRST = (
    GROUP
    | _QUARTERS
    | {b"sales", b"fined", b"hit", b"and"}
    | frozenset(_BEFORE_VERBS)
    | frozenset(
        stem + ending
        for verb in _MANAGES.union(_MOVES, AGENTS, _EXPANDS, *_PAIRED.values())
        for stem in (verb, verb.removesuffix(b"e"))
        for ending in _FINITE
    )
)
"""What business news can begin with, apart from adverbs; more than that is looked at then."""
_CLAUSES = frozenset(b"as after while but because".split())
"""Before a clause of its own: ``Walmart Falls as Target Cuts Prices``."""


def business(candidate: Candidate, scene: Scene) -> None:
    if candidate.sort is not Sort.WORD or not candidate.form:
        return
    if not weights.LIFTABLE <= candidate.score < weights.CUTOFF or not _opens(candidate, scene):
        return
    raw, at = scene.folded.raw, candidate.end
    if raw[at : at + 2] not in (b", ", b" a", b" A") and raw[at : at + 1] != b" ":
        return
    first = scene.after(at).lower()
    if first.isalnum() and first not in _FIRST and not first.endswith(b"ly"):
        return
    _, end = scene.sentence(candidate.start)
    found = _PIECE.findall(raw, at, min(end, at + _REACH))
    if not found:
        return
    style = scene.style(candidate.start)
    if _is_group(found[0], style):
        why = f"before '{found[0].decode()}'"
        candidate.settle(weights.COMPANY_CUE, "company-word", why)
    elif what := _does(found, style):
        why = f"opens the headline, and '{what.decode()}' is business news"
        candidate.settle(weights.BUSINESS, "business", why)
    elif other := _in_company(found, style):
        why = f"beside {other.decode()}, and both do something"
        candidate.settle(weights.BUSINESS, "business", why)


def _opens(candidate: Candidate, scene: Scene) -> bool:
    """Whether it stands where a headline, or a clause of it, begins."""
    if scene.starts_sentence(candidate.start):
        return True
    if scene.folded.raw[candidate.start - 2 : candidate.start] in (b", ", b"; "):
        return True
    return scene.before(candidate.start).lower() in _CLAUSES


def _is_group(token: bytes, style: Style) -> bool:
    """``Arm Holdings``; a ``Target Group`` in a headline's capitals may be anybody's."""
    if token.lower() not in GROUP or not token[:1].isupper():
        return False
    return style is Style.SENTENCE or not token.lower().startswith(b"group")


def _does(found: Sequence[bytes], style: Style) -> bytes:
    """The words that tell business news; empty when there are none."""
    low = [piece.lower() for piece in found]
    at = 1 if low[0] in GROUP else 0
    while at < len(low) and (low[at].endswith(b"ly") or low[at] in _QUARTERS):
        at += 1  # quietly
    if low[at : at + 1] == [b"sales"] and len(low) > at + 1 and _moves(low[at + 1]):
        return b" ".join(low[at : at + 2])
    forms = _FINITE
    if low[at : at + 1] and low[at] in _BEFORE_VERBS:
        forms = _BEFORE_VERBS[low[at]]
        at += 1
    if at == len(low):
        return b""
    verb, rest = low[at], at + 1
    after = low[rest] if rest < len(low) else b""
    if is_form(verb, _MANAGES, forms):
        had = _object(low, rest, is_form(verb, _HIRES, forms))
        if had:
            return verb + b" .. " + had
    if is_form(verb, _PAIRED.get(after, _NOTHING), forms) and low[rest + 1 : rest + 2] != [b"of"]:
        return verb + b" " + after
    if verb == b"fined":
        return verb
    if verb == b"hit" and after == b"by":
        return next((b"hit by .. " + word for word in low[rest:] if word in _BLOWS), b"")
    if after in _WHY and is_form(verb, _MOVES, forms):
        return next((verb + b" .. " + word for word in low[rest:] if word in _RESULTS), b"")
    if forms == (b"",) and after in (b"its", b"their") and is_form(verb, _MANAGES, forms):
        return b" ".join(low[at - 1 : rest + 1])
    if forms == (b"",) and is_form(verb, AGENTS, forms):
        return _toward(found, at, rest, style)
    if after in (b"in", b"into", b"to") and is_form(verb, _EXPANDS, forms):
        return _toward(found, at, rest + 1, style)
    return b""


def _toward(found: Sequence[bytes], at: int, place: int, style: Style) -> bytes:
    """What is done to a name, as in ``to buy BP``."""
    if place < len(found) and _is_name(found[place], style):
        return b" ".join(found[at : place + 1])
    return b""


def _moves(token: bytes) -> bool:
    return token in _MOVED or is_form(token, _MOVES, (b"", b"s", b"ed"))


def _object(low: Sequence[bytes], at: int, hires: bool) -> bytes:
    """Of what is done something to, what companies have; of who is hired, as what."""
    for place in range(at, len(low)):
        word = low[place]
        if word in _HAD or (hires and word in _LEADS):
            return word
        whose = word == b"of" and low[place + 1 : place + 2] in ([b"its"], [b"their"])
        role = hires and word in (b"as", b"for")
        if word in _PUNCTUATION or (word in _ENDS and not whose and not role):
            return b""
    return b""


def _in_company(found: Sequence[bytes], style: Style) -> bytes:
    """``Target, Walmart cut forecasts``: another name beside, then what several do."""
    at = 0
    name = b""
    while at + 1 < len(found) and found[at].lower() in (b",", b"and", b"&"):
        at += 1 + (found[at + 1 : at + 2] == [b"and"])
        first = at
        while at < len(found) and at - first < 3 and _is_name(found[at], style):
            at += 1
        if at == first:
            return b""
        name = name or b" ".join(found[first:at])
    low = [piece.lower() for piece in found[at:]]
    if not name or len(low) < 1:
        return b""
    base = (b"",)
    if low[0] in _AUXILIARIES or low[0] in (b"are", b"were", b"have"):
        forms = base if low[0] in _AUXILIARIES else (b"ing", b"ed", b"d", b"")
        verb = low[1] if len(low) > 1 else b""
        return name if is_form(verb, _MANAGES | AGENTS, forms) else b""
    if low[:2] == [b"in", b"talks"] or is_form(low[0], AGENTS, base):
        return name
    return name if low[0] in _MANAGES and _object(low, 1, low[0] in _HIRES) else b""


def _is_name(token: bytes, style: Style) -> bool:
    """Whether it can only be a name: written with a capital, no word and nobody's given name."""
    if not token[:1].isupper() or len(token) < 2:
        return False
    known = words().get(token.lower(), UNKNOWN)
    return not known.kind & (WORD | GIVEN) and (style is not Style.CAPITALS or known.kind > 0)
