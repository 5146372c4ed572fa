"""The kinds of evidence in the order in which they speak. One file for each.

To add a kind: one function ``(candidate, scene) -> None`` in a file of its own, one line here
with the sorts of names that it speaks of, and cases in ``tests/data/matching``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from bot.matching import weights
from bot.matching.address import web_address
from bot.matching.business import business
from bot.matching.case import capitals
from bot.matching.context import AMBIGUOUS, own_context
from bot.matching.joined import joined
from bot.matching.names import Sort
from bot.matching.neighbours import (
    SINGLE,
    UNSURE,
    before_surname,
    company_words,
    first_name,
    legal_form,
    other_person,
    place,
    turned_round,
)
from bot.matching.opening import clause
from bot.matching.people import namesake, titled
from bot.matching.scene import Candidate, Scene
from bot.matching.tickers import symbols
from bot.matching.together import TOGETHER

Ask = Callable[[Candidate, Scene], None]


class Stage(NamedTuple):
    ask: Ask
    sorts: frozenset[Sort]
    """The sorts of candidates it has something to say about; of them only …"""
    tokens: Literal["one", "several", "any"] = "any"
    """… names of one token, or of several;"""
    misspelt: bool = False
    """… misspelt ones."""
    against: bool = False
    """It only objects: not asked of what doesn't count anyway, until something lifts that."""


_ANY = frozenset(Sort)
_CUED = frozenset({Sort.TICKER, Sort.HANDLE})

STAGES: tuple[Stage, ...] = (
    Stage(capitals, _ANY - _CUED),
    Stage(joined, _ANY - _CUED),
    Stage(symbols, _CUED),
    Stage(legal_form, _ANY - _CUED),
    Stage(company_words, UNSURE),
    Stage(clause, frozenset({Sort.WORD})),
    Stage(business, frozenset({Sort.WORD})),
    Stage(titled, frozenset({Sort.WORD}), against=True),
    Stage(other_person, SINGLE, tokens="one", against=True),
    Stage(namesake, SINGLE, tokens="one", against=True),
    Stage(place, _ANY - _CUED, against=True),
    Stage(first_name, SINGLE, tokens="one", against=True),
    Stage(turned_round, _ANY - _CUED, tokens="several", against=True),
    Stage(before_surname, _ANY - _CUED, tokens="one", misspelt=True, against=True),
    Stage(web_address, _ANY, against=True),
    Stage(own_context, AMBIGUOUS, against=True),
)
Asked = tuple[tuple[Ask, ...], tuple[Ask, ...]]


def _asked(sort: Sort, *, several: bool, misspelt: bool) -> Asked:
    about = [
        stage
        for stage in STAGES
        if sort in stage.sorts
        and stage.tokens in ("any", "several" if several else "one")
        and (misspelt or not stage.misspelt)
    ]
    return (
        tuple(stage.ask for stage in about if not stage.against),
        tuple(stage.ask for stage in about if stage.against),
    )


_ASKED: tuple[Asked, ...] = tuple(
    _asked(sort, several=several, misspelt=misspelt)
    for sort in Sort
    for several in (False, True)
    for misspelt in (False, True)
)
"""By sort, several tokens and misspelt: who is asked, and who may object."""


def judge(scenes: Sequence[Scene]) -> None:
    """Give every candidate of an item (its title, its content) its score and reasons."""
    for scene in scenes:
        scene.object_to = object_to
        for candidate in scene.found:
            if candidate.final:
                continue
            if candidate.like is not None:
                _repeat(candidate, candidate.like, scene)
                continue
            _ask(candidate, scene)
            if candidate.edits and candidate.score >= weights.CUTOFF:
                one = candidate.edits == 1
                candidate.score *= weights.TYPO_ONE if one else weights.TYPO_MORE
                candidate.rule = "typo"
            if weights.LIFTABLE <= candidate.score < weights.CUTOFF:
                scene.unsure.append(candidate)
    for together in TOGETHER:
        together(scenes)


def _repeat(candidate: Candidate, first: Candidate, scene: Scene) -> None:
    """Decide of it what was decided of the first of its like."""
    candidate.end = first.end
    candidate.score, candidate.rule, candidate.why = first.score, first.rule, first.why
    candidate.final = first.final
    if id(first) in scene.postponed:
        scene.postponed.add(id(candidate))
    if weights.LIFTABLE <= candidate.score < weights.CUTOFF:
        scene.unsure.append(candidate)


def _ask(candidate: Candidate, scene: Scene) -> None:
    evidence, objections = _of(candidate)
    for ask in evidence:
        ask(candidate, scene)
        if candidate.final:
            return
    idle = candidate.score < weights.CUTOFF and candidate.entity not in scene.contextual
    if not idle or scene.explain:
        _object(candidate, scene, objections)
    else:
        scene.postponed.add(id(candidate))


def object_to(candidate: Candidate, scene: Scene) -> None:
    """Let those object that were not asked while the candidate didn't count."""
    if id(candidate) in scene.postponed:
        scene.postponed.discard(id(candidate))
        _object(candidate, scene, _of(candidate)[1])


def _object(candidate: Candidate, scene: Scene, objections: tuple[Ask, ...]) -> None:
    for ask in objections:
        ask(candidate, scene)
        if candidate.final:
            return


def _of(candidate: Candidate) -> Asked:
    several, misspelt = b" " in candidate.form, candidate.edits > 0
    return _ASKED[candidate.sort * 4 + several * 2 + misspelt]
