"""Which names are suggested for one that nobody watches."""

import pytest

from bot.commands.view import near

NAMES = ["Tesla", "Xiaomi", "小米", "Lei Jun", "Rivian", "General Motors", "EV makers"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Telsa", "Tesla"),
        ("xiaomy", "Xiaomi"),
        ("Tesla Motors", "Tesla"),
        ("motors", "General Motors"),
        ("Jun Lei", "Lei Jun"),
        ("xia", "Xiaomi"),
        ("小米汽车", "小米"),
        ("EV maker", "EV makers"),
    ],
)
def test_a_slip_and_a_part_are_near(typed: str, meant: str) -> None:
    assert near(typed, NAMES)[:1] == [meant]


@pytest.mark.parametrize(
    "typed", ["Stellantis", "Atlassian", "General Electric", "Vestas", "Ambydia", "米", "Nvidia"]
)
def test_letters_in_common_are_not(typed: str) -> None:
    assert near(typed, NAMES) == []
