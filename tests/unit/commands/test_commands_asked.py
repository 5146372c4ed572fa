"""Whose numbers and which of them: read from words with nothing between."""

import pytest

from bot.commands.asked import split, understand
from bot.commands.view import fold

NAMES = {fold(each) for each in ("Xiaomi", "小米", "Tesla", "Tesla China", "Li Auto", "iPhone 17")}
METRICS = ("deliveries", "registrations", "price")


@pytest.mark.parametrize(
    ("text", "subject", "rest"),
    [
        ("Xiaomi", "Xiaomi", ""),
        ("xiaomi deliveries", "xiaomi", "deliveries"),
        ("Tesla China registrations", "Tesla China", "registrations"),
        ("Tesla registrations", "Tesla", "registrations"),
        ("Li Auto weekly sales", "Li Auto", "weekly sales"),
        ("iPhone 17 price", "iPhone 17", "price"),
        ("deliveries Xiaomi", "Xiaomi", "deliveries"),
        ("deliveries of Xiaomi", "Xiaomi", "deliveries"),
        ("Xiaomi's deliveries", "Xiaomi", "deliveries"),
        ("Xiaomi’s deliveries", "Xiaomi", "deliveries"),
        ("小米 交付量", "小米", "交付量"),
        ("小米交付量", "小米", "交付量"),
        ("小米的交付量", "小米", "交付量"),
    ],
)
def test_the_longest_known_name_is_the_subject(text: str, subject: str, rest: str) -> None:
    found = split(text, lambda name: fold(name) in NAMES)
    assert found is not None
    assert (found.subject, found.rest) == (subject, rest)


@pytest.mark.parametrize("text", ["", "BYD", "BYD deliveries", "比亚迪销量", "TeslaChina"])
def test_an_unknown_name_is_none(text: str) -> None:
    assert split(text, lambda name: fold(name) in NAMES) is None


@pytest.mark.parametrize(
    ("rest", "metric", "freq", "unknown", "meant"),
    [
        ("", "", "", "", ""),
        ("deliveries", "deliveries", "", "", ""),
        ("Delivered", "deliveries", "", "", ""),
        ("交付量", "deliveries", "", "", ""),
        ("weekly registrations", "registrations", "W", "", ""),
        ("registrations weekly", "registrations", "W", "", ""),
        ("insurance registrations", "registrations", "", "", ""),
        ("revenue", "revenue", "", "", ""),
        ("SU7 deliveries", "deliveries", "", "SU7", ""),
        ("delivries", "", "", "delivries", "deliveries"),
        ("SU7", "", "", "SU7", ""),
        ("quarterly", "", "Q", "", ""),
    ],
)
def test_what_is_left_over_means_something(
    rest: str, metric: str, freq: str, unknown: str, meant: str
) -> None:
    found = understand(rest, METRICS)
    assert (found.metric, found.freq, found.unknown, found.meant) == (metric, freq, unknown, meant)
