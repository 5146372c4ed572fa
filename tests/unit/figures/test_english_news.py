"""Some 2,900 English sentences of news (markets, crime, sport, technology, cars, science,
companies, headlines, and traps), labelled by reading them before they were run: floors for each
slot."""

from __future__ import annotations

import pytest

from tests.support.labelled_figures import (
    pairs,
    read,
    same_unit,
    sentences,
    slots,
    sprung_traps,
    value_f1,
)

SET = "en_news"


def test_values_and_ranges() -> None:
    assert value_f1(SET) >= 0.997


def test_units_and_counted_nouns() -> None:
    found = [
        (sentence.text, wanted["unit"], figure.unit, same_unit(wanted, figure))
        for sentence in sentences(SET)
        for wanted, figure in pairs(sentence, read(sentence))
    ]
    wrong = [each[:3] for each in found if not each[3]]
    assert len(wrong) <= 0.015 * len(found), wrong


def test_names_dates_scores_and_addresses_are_left_alone() -> None:
    assert len(sprung_traps(SET)) <= 7  # of some 2,700


def test_nothing_is_said_to_move_or_to_be_bounded_that_is_not() -> None:
    wrong = [
        (sentence.text, figure.text)
        for sentence in sentences(SET)
        for wanted, figure in pairs(sentence, read(sentence))
        if wanted.get("kind") != "prior"
        if ("change" not in wanted and figure.direction)
        or ("bound" not in wanted and figure.qualifier)
        or ("prior" not in wanted and figure.previous is not None)
    ]
    assert len(wrong) <= 8, wrong


@pytest.mark.parametrize(
    ("slot", "least"),
    [
        ("bound", 0.99),
        ("change", 0.99),
        ("prior", 0.99),
        ("status", 0.99),
        ("entity", 0.99),
        ("period", 0.99),
        ("basis", 0.99),
    ],
)
def test_slots_where_the_sentence_states_them(slot: str, least: float) -> None:
    stated = slots(SET, slot)
    wrong = [each[:3] for each in stated if not each[3]]
    assert stated
    assert len(wrong) <= (1 - least) * len(stated), wrong
