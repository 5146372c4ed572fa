"""The extractor against the labelled sentences: floors that a change may raise, not lower."""

from __future__ import annotations

import pytest

from tests.support.labelled_figures import pairs, read, sentences, sprung_traps, value_f1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_values_and_ranges(language: str) -> None:
    assert value_f1(language) >= 0.98


@pytest.mark.parametrize("language", ["en", "zh"])
def test_names_dates_scores_and_versions_are_left_alone(language: str) -> None:
    assert sprung_traps(language) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bounds_and_milestones(language: str) -> None:
    wrong = [
        (sentence.id, figure.text, figure.qualifier, figure.kind)
        for sentence in sentences(language)
        for wanted, figure in pairs(sentence, read(sentence))
        if wanted.get("bound", "").rstrip("=") != figure.qualifier.rstrip("=")
        or (wanted.get("kind") == "milestone") != (figure.kind == "milestone")
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "least"), [("en", 0.95), ("zh", 0.9)])
@pytest.mark.parametrize("slot", ["change", "status"])
def test_direction_and_status(language: str, least: float, slot: str) -> None:
    right = stated = 0
    for sentence in sentences(language):
        for wanted, figure in pairs(sentence, read(sentence)):
            if slot not in wanted:
                continue
            stated += 1
            status = "forecast" if figure.status == "guidance" else figure.status
            right += wanted[slot] == (figure.direction if slot == "change" else status)
    assert right >= least * stated


@pytest.mark.parametrize("language", ["en", "zh"])
def test_periods_are_found_where_they_are_stated(language: str) -> None:
    missed = [
        (sentence.id, wanted["period"], figure.period)
        for sentence in sentences(language)
        for wanted, figure in pairs(sentence, read(sentence))
        if "period" in wanted and wanted.get("kind") != "prior"
        if figure.period is None
        or (
            wanted["period"] not in figure.period.label
            and figure.period.label not in wanted["period"]
        )
    ]
    assert missed == []


def test_spans_slice_the_text() -> None:
    for language in ("en", "zh"):
        for sentence in sentences(language):
            for figure in read(sentence):
                assert figure.text == sentence.text[figure.start : figure.end]
                assert figure.why
