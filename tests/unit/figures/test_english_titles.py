"""Names that hold a number: no figure begins in one, and the amounts beside them stay."""

from __future__ import annotations

import pytest

from bot.figures import extract
from bot.figures.tables import names, words


@pytest.mark.parametrize(
    "text",
    [
        "7-Eleven’s owner met the makers of “12 Angry Men”.",
        "The novel “Fahrenheit 451” was banned in the district again.",
        "They watched 28 Days Later and then Ocean's 11, it was said.",
        "He drove the 24 Hours of Spa and the 6 Hours of Fuji, which was wet.",
        "Banks such as Eight Roads and Nine Entertainment declined to comment.",
        "It was six of one and half a dozen of the other.",
    ],
)
def test_no_figure_begins_in_a_name(text: str) -> None:
    assert [figure.text for figure in extract("", text)] == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("28 days later, the ship was found.", (28, "days")),
        ("They said “100 Percent” of it was theirs.", (100, "%")),
        ("Tesla Recalls 500 Cars After Fires", (500, "cars")),
        ("The “Seven Samurai” poster sold for $12,000.", (12_000, "USD")),
        ("Some 10 U.S. Marines were hurt in the crash.", (10, "marines")),
    ],
)
def test_amounts_beside_names_and_in_headlines_stay(text: str, amount: tuple[float, str]) -> None:
    assert [(figure.value, figure.unit) for figure in extract("", text)] == [amount]


def test_every_listed_name_is_left_alone() -> None:
    for name in (*names(), *words("number_idioms")):
        shown = name.title()
        read = extract("", f"They liked it: {shown} A")
        assert all(figure.text.lower() not in name for figure in read), name
