"""Some 1,400 Chinese sentences of news, labelled by reading them: floors for each slot."""

from __future__ import annotations

import pytest

from tests.support.labelled_figures import slots, sprung_traps, value_f1

SET = "zh_news"


def test_values_and_ranges() -> None:
    assert value_f1(SET) >= 0.995


def test_names_dates_scores_and_labels_are_left_alone() -> None:
    assert sprung_traps(SET) == []


@pytest.mark.parametrize(
    ("slot", "least"),
    [
        ("bound", 0.99),
        ("change", 0.985),
        ("status", 0.96),
        ("entity", 0.985),
        ("period", 0.98),
        ("basis", 1.0),
        ("area", 1.0),
        ("prior", 1.0),
    ],
)
def test_slots_where_the_sentence_states_them(slot: str, least: float) -> None:
    stated = slots(SET, slot)
    wrong = [each[:3] for each in stated if not each[3]]
    assert stated
    assert len(wrong) <= (1 - least) * len(stated), wrong
