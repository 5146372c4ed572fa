from __future__ import annotations

import pytest

from bot.figures import (
    METRICS,
    UNITS,
    convert,
    find_metric,
    find_unit,
    known_metric,
    known_unit,
    suggest_metric,
    suggest_unit,
    unit_id,
)
from bot.figures.tables import metrics, units, word_set


@pytest.mark.parametrize(
    "word",
    ["vehicles", "vehicle", "辆", "km", "kilometres", "GWh", "yuan", "CNY", "$", "%", "per cent",
     "vehicles per year", "USD per barrel", "km/h", "元/吨", "个百分点", "robots a year"],
)  # fmt: skip
def test_known_units(word: str) -> None:
    assert known_unit(word)


@pytest.mark.parametrize("word", ["vehicels", "", "per", "vehicles per fortnite", "foo"])
def test_unknown_units(word: str) -> None:
    assert not known_unit(word)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("vehicels", "vehicles"), ("yaun", "yuan"), ("kilometers per huor", "kilometers per hour"),
        ("milion", None), ("dolars", "dollars"), ("percnt", "percent"), ("qzxw", None), ("", None),
    ],
)  # fmt: skip
def test_suggested_units(wrong: str, right: str | None) -> None:
    suggestion = suggest_unit(wrong)
    assert suggestion == right if right else suggestion is None or known_unit(suggestion)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("delivries", "deliveries"), ("registratons", "registrations"), ("zzzz", None)],
)
def test_suggested_metrics(wrong: str, right: str | None) -> None:
    assert suggest_metric(wrong) == right


def test_metrics_by_any_of_their_words() -> None:
    assert find_metric("weekly insurance registrations") == "registrations"
    assert find_metric("delivered") == find_metric("交付量") == find_metric("Deliveries")
    assert known_metric("上险量")
    assert find_metric("colour") is None


def test_canonical_units() -> None:
    assert unit_id("kilometres") == "km"
    assert unit_id("rides per week") == "rides per week"
    assert unit_id("dollars per barrel") == "USD per barrel"


def test_conversions_stay_within_a_dimension_and_never_touch_money() -> None:
    assert convert(10, "km", "m") == pytest.approx(10_000)
    assert convert(1, "GWh", "kWh") == pytest.approx(1e6)
    assert convert(1, "km", "kg") is None
    assert convert(100, "USD", "CNY") is None
    assert convert(150, "cents", "USD") == pytest.approx(1.5)
    assert convert(5, "vehicles", "cars") == 5
    assert convert(5, "vehicles", "chips") is None
    assert convert(5, "vehicles per year", "vehicles per week") is None
    assert convert(5, "registrations", "vehicles") == 5
    assert convert(5, "SU7s", "vehicles") == 5
    assert convert(5, "batteries", "vehicles") is None


def test_the_tables_agree_with_themselves() -> None:
    table = units()
    assert all(unit.factor > 0 for unit in table.by_id.values())
    assert all(not unit.implies or unit.implies in metrics() for unit in table.by_id.values())
    spellings = [word for word in table.words if word != word.lower()]
    assert spellings == []
    dims = {unit.dim.partition(":")[0] for unit in table.by_id.values()}
    assert all(metric.dims <= dims for metric in metrics().values())
    assert not word_set("up") & word_set("down")


def test_the_shown_tables_are_mappings() -> None:
    assert UNITS["GWh"] == "gigawatt hour"
    assert "deliveries" in METRICS["deliveries"]
    assert len(UNITS) == len(list(UNITS)) > 100
    assert find_unit("no such unit") is None


def test_a_tree_of_phrases_finds_the_longest() -> None:
    import re

    from bot.figures.tables import any_of

    pattern = re.compile(any_of(["增", "增长", "增长率", "上涨", "a.b"]))
    text = "增长率上涨增a.b与axb增长"
    assert pattern.findall(text) == ["增长率", "上涨", "增", "a.b", "增长"]
