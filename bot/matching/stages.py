"""The kinds of evidence in the order in which they speak. One file for each.

To add a kind: one function ``(candidate, scene) -> None`` in a file of its own, one line here,
and cases in ``tests/data/matching``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.matching import weights
from bot.matching.address import web_address
from bot.matching.case import capitals
from bot.matching.context import own_context
from bot.matching.neighbours import (
    before_surname,
    company_words,
    first_name,
    legal_form,
    other_person,
    place,
    turned_round,
)
from bot.matching.opening import clause
from bot.matching.scene import Candidate, Scene
from bot.matching.tickers import symbols
from bot.matching.together import TOGETHER

Stage = Callable[[Candidate, Scene], None]

STAGES: tuple[Stage, ...] = (
    capitals,
    symbols,
    legal_form,
    company_words,
    clause,
    other_person,
    place,
    first_name,
    turned_round,
    before_surname,
    web_address,
    own_context,
)


def judge(scenes: Sequence[Scene]) -> None:
    """Give every candidate of an item (its title, its content) its score and reasons."""
    for scene in scenes:
        for candidate in scene.found:
            _ask(candidate, scene)
            misspelt = candidate.edits and candidate.rule != "plural"
            if misspelt and candidate.score >= weights.CUTOFF:
                one = candidate.edits == 1
                candidate.score *= weights.TYPO_ONE if one else weights.TYPO_MORE
                candidate.rule = "typo"
    for together in TOGETHER:
        together(scenes)


def _ask(candidate: Candidate, scene: Scene) -> None:
    for stage in STAGES:
        if candidate.final:
            return
        stage(candidate, scene)
