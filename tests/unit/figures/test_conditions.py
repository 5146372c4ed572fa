from __future__ import annotations

import time

import pytest

from bot.figures import ConditionError, deadline_words, parse_condition
from bot.model import Condition, ConditionKind


def parsed(text: str, unit: str = "") -> tuple[str, str, float, float, str, str]:
    found = parse_condition(text, unit)
    return (found.kind.value, found.op, found.value, found.high, found.unit, found.direction)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("> 10,000", ("compare", ">", 10_000, 0, "", "")),
        (">10000", ("compare", ">", 10_000, 0, "", "")),
        ("over 1.5m", ("compare", ">", 1.5e6, 0, "", "")),
        ("more than 2 million vehicles", ("compare", ">", 2e6, 0, "vehicles", "")),
        ("at least 10%", ("compare", ">=", 10, 0, "%", "")),
        ("<= 2bn yuan", ("compare", "<=", 2e9, 0, "CNY", "")),
        ("> $10 billion", ("compare", ">", 1e10, 0, "USD", "")),
        ("below 3 km", ("compare", "<", 3, 0, "km", "")),
        ("= 5", ("compare", "=", 5, 0, "", "")),
        ("< -2", ("compare", "<", -2, 0, "", "")),
        ("超过1万", ("compare", ">", 10_000, 0, "", "")),
        ("不到5000辆", ("compare", "<", 5000, 0, "vehicles", "")),
        ("between 2,000 and 3,000 vehicles", ("between", "", 2000, 3000, "vehicles", "")),
        ("between 2k and 3k", ("between", "", 2000, 3000, "", "")),
        ("在10万和20万之间", ("between", "", 1e5, 2e5, "", "")),
        ("changes by 20%", ("change", "", 20, 0, "%", "")),
        ("changes by 500 vehicles", ("change", "", 500, 0, "vehicles", "")),
        ("rises by 5,000", ("change", "", 5000, 0, "", "high")),
        ("changes by 50 bps", ("change", "", 50, 0, "basis points", "")),
        ("涨5个百分点", ("change", "", 5, 0, "percentage points", "high")),
        ("上涨10%以上", ("change", "", 10, 0, "%", "high")),
        ("rises over 20%", ("change", "", 20, 0, "%", "high")),
        ("climbs over 10k", ("compare", ">", 10_000, 0, "", "")),
        ("rises above 5%", ("compare", ">", 5, 0, "%", "")),
        ("falls back below 5,000", ("compare", "<", 5000, 0, "", "")),
        ("crosses above 10,000", ("compare", ">", 10_000, 0, "", "")),
        ("goes below 10,000", ("compare", "<", 10_000, 0, "", "")),
        ("is over 10,000", ("compare", ">", 10_000, 0, "", "")),
        ("is at least 10,000", ("compare", ">=", 10_000, 0, "", "")),
        ("rises to 10,000", ("compare", ">=", 10_000, 0, "", "")),
        ("dips to 4%", ("compare", "<=", 4, 0, "%", "")),
        ("跌至4%", ("compare", "<=", 4, 0, "%", "")),
        ("tops 1m", ("compare", ">", 1e6, 0, "", "")),
        ("reaches 10,000", ("compare", ">=", 10_000, 0, "", "")),
        ("达到1万", ("compare", ">=", 10_000, 0, "", "")),
        ("1万到2万之间", ("between", "", 10_000, 20_000, "", "")),
        ("highest ever", ("record", "", 0, 0, "", "high")),
        ("历史最低", ("record", "", 0, 0, "", "low")),
        ("创纪录", ("record", "", 0, 0, "", "")),
        ("每增加10万辆", ("milestone", "", 1e5, 0, "vehicles", "")),
        ("falls by 10 %", ("change", "", 10, 0, "%", "low")),
        ("record high", ("record", "", 0, 0, "", "high")),
        ("record low", ("record", "", 0, 0, "", "low")),
        ("创历史新高", ("record", "", 0, 0, "", "high")),
        ("milestone every 10,000", ("milestone", "", 10_000, 0, "", "")),
        ("每10万辆", ("milestone", "", 1e5, 0, "vehicles", "")),
        ("conflict", ("conflict", "", 0, 0, "", "")),
        ("sources disagree", ("conflict", "", 0, 0, "", "")),
        ("two outlets contradict each other", ("conflict", "", 0, 0, "", "")),
        ("来源不一致", ("conflict", "", 0, 0, "", "")),
        ("数据矛盾", ("conflict", "", 0, 0, "", "")),
        ("between 2 and 3 million vehicles", ("between", "", 2e6, 3e6, "vehicles", "")),
        ("between 3% and 5%", ("between", "", 3, 5, "%", "")),
        ("between $2 and $3bn", ("between", "", 2e9, 3e9, "USD", "")),
        ("between 900 and 1 million", ("between", "", 900, 1e6, "", "")),
        ("> 10 000", ("compare", ">", 10_000, 0, "", "")),
        ("> 1.234", ("compare", ">", 1.234, 0, "", "")),
        ("> a million", ("compare", ">", 1e6, 0, "", "")),
        ("< $70 a barrel", ("compare", "<", 70, 0, "USD per barrel", "")),
        ("> 10,000 vehicles per week", ("compare", ">", 10_000, 0, "vehicles per week", "")),
        ("> 300 Wh/kg", ("compare", ">", 300, 0, "Wh/kg", "")),
        ("rises by more than 30%", ("change", "", 30, 0, "%", "high")),
        ("increases by at least 5,000", ("change", "", 5000, 0, "", "high")),
        ("decreases 10%", ("change", "", 10, 0, "%", "low")),
        ("同比增长超过30%", ("change", "", 30, 0, "%", "high")),
        ("跌10%", ("change", "", 10, 0, "%", "low")),
        ("a new record", ("record", "", 0, 0, "", "")),
        ("all-time high", ("record", "", 0, 0, "", "high")),
        ("record lows", ("record", "", 0, 0, "", "low")),
        ("every million vehicles", ("milestone", "", 1e6, 0, "vehicles", "")),
        ("any", ("any", "", 0, 0, "", "")),
        ("", ("any", "", 0, 0, "", "")),
    ],
)
def test_conditions(text: str, wanted: tuple[str, str, float, float, str, str]) -> None:
    assert parsed(text) == wanted


@pytest.mark.parametrize(
    ("text", "basis", "direction"),
    [
        ("changes by 20% year on year", "y/y", ""),
        ("changes by 20% year-over-year", "y/y", ""),
        ("rises by 20% y/y", "y/y", "high"),
        ("falls by 5,000 vehicles from a year earlier", "y/y", "low"),
        ("同比增长20%", "y/y", "high"),
        ("同比下降20%", "y/y", "low"),
        ("变动20%同比", "y/y", ""),
        ("环比增长20%", "", "high"),
        ("rises by 10% week on week", "w/w", "high"),
        ("falls 5% m/m", "m/m", "low"),
        ("changes by 20%", "", ""),
    ],
)
def test_a_change_may_be_asked_for_against_the_year_before(
    text: str, basis: str, direction: str
) -> None:
    found = parse_condition(text)
    assert found.kind is ConditionKind.CHANGE
    assert (found.basis, found.direction) == (basis, direction)


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("not seen by Tuesday 18:00", "Tuesday 18:00"),
        ("isn't out by Tue 6pm", "Tuesday 18:00"),
        ("has not been published by the 5th 10:00", "the 5th 10:00"),
        ("not published before the 5th 10:00", "the 5th 10:00"),
        ("missing by 18:00", "18:00"),
        ("周二18:00前未公布", "Tuesday 18:00"),
        ("截至周三仍未公布", "Wednesday"),
        ("每月5日10点前没有发布", "the 5th 10:00"),
        ("未在周五下午6点前公布", "Friday 18:00"),
    ],
)
def test_what_is_expected_has_a_deadline(text: str, deadline: str) -> None:
    found = parse_condition(text, "vehicles")
    assert found.kind is ConditionKind.NOT_SEEN
    assert found.deadline is not None
    assert (deadline_words(found.deadline), found.unit) == (deadline, "vehicles")


def test_the_watchs_unit_holds_where_none_is_written() -> None:
    assert parse_condition("> 9,000", "vehicles").unit == "vehicles"
    assert parse_condition("changes by 20%", "vehicles").unit == "%"
    assert parse_condition("> 10 km", "miles").unit == "km"


def test_the_text_is_kept_as_written() -> None:
    assert parse_condition("> 10,000").text == "> 10,000"
    assert parse_condition("  any ") == Condition(kind=ConditionKind.ANY, text="  any ")


@pytest.mark.parametrize(
    ("text", "offset", "hint"),
    [
        ("> 5 vehicels", 4, "did you mean 'vehicles'?"),
        ("chnages by 20%", 0, "did you mean 'changes by'?"),
        ("crosses 10k", 0, "did you mean '> 10k' or '< 10k'?"),
        ("record hihg", 7, "did you mean 'record high'?"),
        ("10,000", 0, "did you mean '> 10,000'?"),
        ("2,000 to 3,000", 0, "did you mean 'between 2,000 and 3,000'?"),
        ("3%-5%", 0, "did you mean 'between 3% and 5%'?"),
        ("> 5 milion", 4, "did you mean 'million'?"),
        ("> 10.000 vehicles", 2, "write 10,000, or 10"),
        ("> 10,000 per wek", 9, "did you mean 'per week'?"),
        ("> $70 a barel", 6, "did you mean 'per barrel'?"),
        ("> 10,00", 2, "commas separate groups of three digits: 10,000"),
        ("> many", 2, "a number such as 10,000 or 1.5m belongs here"),
        (">", 1, "a number such as 10,000 or 1.5m belongs here"),
        (
            "over 10,000 and under 20,000",
            12,
            "write 'between 1,000 and 2,000', or make a watch for each",
        ),
        ("between 5 and 3", 7, "write the smaller number first"),
        ("between 5", 9, "between 1,000 and 2,000"),
        ("not seen by Teusday 18:00", 12, "did you mean 'Tuesday 18:00'?"),
        (
            "周二25:00前未公布",
            0,
            "write for example 'not seen by Tuesday 18:00', 'by 18:00' or 'by the 5th 10:00'",
        ),
        (
            "not seen by",
            11,
            "write for example 'not seen by Tuesday 18:00', 'by 18:00' or 'by the 5th 10:00'",
        ),
        ("conflcit", 0, "did you mean 'conflict'?"),
        ("not seen bye Tuesday", 0, "did you mean 'not seen by'?"),
        ("changes by -20%", 10, "write 'falls by 20%' for a change downwards"),
    ],
)
def test_errors_say_where_and_how_to_mend(text: str, offset: int, hint: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert caught.value.offset == offset
    assert caught.value.hint == hint
    assert str(caught.value)


def test_a_unit_that_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ConditionError, match="cannot be compared"):
        parse_condition("> 10 km", "vehicles")
    with pytest.raises(ConditionError, match="cannot be compared"):
        parse_condition("> $10bn", "yuan")
    with pytest.raises(ConditionError, match="different units"):
        parse_condition("between 5 km and 6 kg")


@pytest.mark.parametrize(
    "text",
    [
        "not seen by" + " " * 50_000 + "x",
        "not seen by " + "tuesday " * 10_000,
        "未在" + "前" * 50_000 + "公布",
        "周" * 50_000,
        "conflict" * 10_000,
        "Tuesday 18:00" + " " * 50_000 + "x",
    ],
)
def test_long_nonsense_is_refused_at_once(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ConditionError):
        parse_condition(text)
    assert time.process_time() - started < 3


# ── said otherwise, and misspelt, in both languages ──────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "op", "value", "unit"),
    [
        ("10,000 or more", ">=", 10_000, ""),
        ("3 million vehicles and up", ">=", 3e6, "vehicles"),
        ("5% or less", "<=", 5, "%"),
        ("1万以上", ">=", 10_000, ""),
        ("3000辆及以上", ">=", 3_000, "vehicles"),
        ("5000辆以下", "<=", 5_000, "vehicles"),
    ],
)
def test_a_comparison_may_stand_behind_its_number(
    text: str, op: str, value: float, unit: str
) -> None:
    found = parse_condition(text)
    assert (found.kind, found.op, found.value, found.unit) == ("compare", op, value, unit)


@pytest.mark.parametrize(
    ("text", "direction"),
    [("增长了20%", "high"), ("涨幅超过20%", "high"), ("跌幅达20%", "low"), ("下降了20%", "low")],
)
def test_chinese_changes_as_they_are_said(text: str, direction: str) -> None:
    found = parse_condition(text)
    assert (found.kind, found.value, found.unit, found.direction) == ("change", 20, "%", direction)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("> 10,000 vehicels", "did you mean 'vehicles'?"),
        ("> 10 milion", "did you mean 'million'?"),
        ("over 3 bilion yuan", "did you mean 'billion yuan'?"),
        ("rises by 5 percnt", "did you mean 'percent'?"),
        ("> 5 tonns", "did you mean 'tonnes'?"),
        ("> 20 gigawats", "did you mean 'gigawatts'?"),
        ("> 70 dolars a barel", "did you mean 'dollars per barrel'?"),
        ("changs by 20%", "did you mean 'changes by'?"),
        ("recrod high", "did you mean 'record high'?"),
        ("conflcit", "did you mean 'conflict'?"),
        ("not seen by Tuseday 18:00", "did you mean 'Tuesday 18:00'?"),
        ("超过1万量", "leave it out, or name a unit such as '辆'"),
        ("上长10%", "did you mean '上涨'?"),
        ("创新告", "did you mean '创新高'?"),
        ("超过5个百分典", "did you mean '个百分点'?"),
    ],
)
def test_misspelt_conditions_are_asked_about(text: str, hint: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert caught.value.hint == hint
