"""Some 400 Chinese sentences of news, labelled by reading them: floors for each slot."""

from __future__ import annotations

import pytest

from bot.model import Figure
from tests.support.labelled_figures import pairs, read, sentences, sprung_traps, value_f1

SET = "zh_news"
STATUSES = {"guidance": "forecast"}


def test_values_and_ranges() -> None:
    assert value_f1(SET) >= 0.985


def test_names_dates_scores_and_labels_are_left_alone() -> None:
    assert len(sprung_traps(SET)) <= 2


def _slot(figure: Figure, slot: str) -> str:
    said = {
        "bound": figure.qualifier.rstrip("="),
        "change": figure.direction,
        "status": STATUSES.get(figure.status, figure.status),
        "entity": figure.subject,
        "period": figure.period.label if figure.period else "",
        "basis": figure.basis,
        "area": figure.area,
        "prior": figure.previous or 0.0,
    }
    return str(said[slot])


def _agrees(slot: str, wanted: object, said: str) -> bool:
    if slot == "prior":
        return isinstance(wanted, list) and str(sum(wanted) / 2) == said
    if slot in ("entity", "period"):
        return bool(said) and (said in str(wanted) or str(wanted) in said)
    return STATUSES.get(str(wanted), str(wanted)).rstrip("=") == said


@pytest.mark.parametrize(
    ("slot", "least"),
    [
        ("bound", 0.96),
        ("change", 0.98),
        ("status", 0.92),
        ("entity", 0.97),
        ("period", 0.93),
        ("basis", 1.0),
        ("area", 1.0),
        ("prior", 1.0),
    ],
)
def test_slots_where_the_sentence_states_them(slot: str, least: float) -> None:
    stated = [
        (sentence.text, wanted[slot], _slot(figure, slot))
        for sentence in sentences(SET)
        for wanted, figure in pairs(sentence, read(sentence))
        if slot in wanted
    ]
    wrong = [each for each in stated if not _agrees(slot, *each[1:])]
    assert len(wrong) <= (1 - least) * len(stated), wrong
