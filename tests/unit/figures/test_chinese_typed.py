"""Numbers that stand alone in their text, and the same characters inside a sentence."""

from __future__ import annotations

import pytest

from bot.figures import extract
from bot.figures.chinese_typed import is_typed, squeezed


def values(text: str) -> list[float]:
    return [figure.value for figure in extract("", text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("２．５", 2.5),
        ("叁佰贰拾", 320),
        ("負二十七", -27),
        ("6万3千2百", 63200),
        ("2亿3万5千", 200035000),
        ("1千零5", 1005),
        ("3千零20万", 30200000),
        ("四 百 二 十", 420),
        ("八 百 零 五 又 四 分 之 一", 805.25),
        ("5又1/4", 1 / 4),
        ("8分之5", 0.625),
        ("2又一千分之7", 2.007),
        ("负3分之2", -2 / 3),
        ("2 1/4", 2.25),
        ("-7/2", -3.5),
        ("3^-2", 1 / 9),
        ("1.5E3", 1500),
        ("-.25", -0.25),
        ("-1.5 M", -1500000),
        ("三打", 36),
        ("半百", 50),
        ("三万万", 300000000),
        ("五千七百六十八万四千二百一十一亿三千八百七十二万五千", 576842113872_5000),
    ],
)
def test_a_text_that_is_a_number(text: str, value: float) -> None:
    assert values(text)[-1] == pytest.approx(value)


@pytest.mark.parametrize("text", ["万", "千", "万万", "两两", "2025", "对了", "……"])
def test_what_counts_nothing_even_alone(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "他拾起手机走了。",
        "登陆部队已经上岸。",
        "双方再次打开了局面。",
        "会议定于7/9举行。",
        "这是一支新军。",
        "双方打成1负2胜。",
    ],
)
def test_the_same_characters_in_a_sentence(text: str) -> None:
    assert values(text) == []


def test_fractions_in_a_sentence() -> None:
    assert values("约1/3的用户选择了16分之5的方案。") == [pytest.approx(1 / 3), 0.3125]


def test_spans_are_those_of_the_text_as_written() -> None:
    (figure,) = extract("", "百 分 之 二 十 点 五")
    assert (figure.value, figure.unit) == (20.5, "%")
    assert figure.text == "百 分 之 二 十 点 五"


def test_white_space_between_two_numbers_parts_them() -> None:
    assert squeezed("一 百 5 六")[0] == "一百5 六"
    assert is_typed("1, 2, 三")
    assert not is_typed("三个人")
