"""Which period, metric and subject a figure gets, and which stand near it in vain."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.figures import extract
from bot.model import Figure

NOW = datetime(2025, 11, 5, 10, tzinfo=UTC)


def read(text: str) -> list[Figure]:
    return extract("", text, published=NOW)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("UK unemployment rises to 5%, the highest since 2021.", [""]),
        ("Imports grew 7.4%, the fastest since April 2024.", [""]),
        ("Bitcoin falls below $100,000 for the first time since May.", [""]),
        ("Turnout in June was 59.7%, the lowest since 2001.", ["June"]),
        ("Shares have risen 40% since January.", ["since January"]),
        ("Sales fell to 12,000, a level not reached since 2019.", [""]),
        ("At least 1,072 people have been killed since October.", ["since October"]),
        ("A record 12,000 migrants have crossed since June.", ["since June"]),
        ("The protest has drawn 12,000 people since May.", ["since May"]),
        ("Only 40 cars have been sold since May.", ["since May"]),
        (
            "The plant, the largest in Europe, has made 2 million engines since 2019.",
            ["since 2019"],
        ),
        ("It was founded in 2019 and employs 240 people.", [""]),
        ("The Trade Act of 1974 allows duties of up to 25 percent.", [""]),
        ("Sales in June of 2024 were 4,300 cars.", ["June of 2024"]),
        ("Copper was at $11,012 a metric ton by 1605 GMT.", [""]),
        ("At 2030 local time 12 people died.", [""]),
        ("Output is to reach 90,000 cars by 2030.", ["by 2030"]),
    ],
)
def test_when_it_was(text: str, labels: list[str]) -> None:
    assert [f.period.label if f.period else "" for f in read(text)] == labels


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("More than 150 people were injured, and 22 buildings fell.", ["injuries", "buildings"]),
        ("It employs 240 people across 3 offices.", ["employees", "offices"]),
        ("The death toll climbs to 38; 12 still missing.", ["deaths", "missing people"]),
        ("Layoffs hit 9,000 staff.", ["layoffs"]),
        ("Three people were killed and nine wounded.", ["deaths", "injuries"]),
        ("Police arrested 12 suspects and freed 3 hostages.", ["arrests", "hostages"]),
        ("It cancelled 38 of 240 flights.", ["cancellations", "flights"]),
        ("Crews rescued eleven people from the 14-storey block.", ["rescues", "storey"]),
    ],
)
def test_the_number_of_people_is_not_that_of_other_things(text: str, metrics: list[str]) -> None:
    assert [figure.metric for figure in read(text)] == metrics


@pytest.mark.parametrize(
    "text",
    [
        "Economists polled by Reuters expected growth of 2.2%.",
        "Founded in 2019, it has 3 offices.",
        "June's 40,000 deliveries were the most.",
    ],
)
def test_who_is_no_subject(text: str) -> None:
    assert [figure.subject for figure in read(text)] == [""]


def test_a_place_in_a_list_is_no_proportion() -> None:
    (figure,) = read("The film was No. 1 in 93 countries.")
    assert (figure.value, figure.unit) == (93, "countries")
    (part,) = read("One in five adults smokes.")
    assert part.value == 0.2


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("It registered 11,300 cars last week, down from 16,500 the previous week.", "2025-10-20"),
        ("Sales in October rose to 4,300 cars from 4,100 the previous month.", "2025-09-01"),
        ("特斯拉上周上险量1.13万辆，较前一周的1.65万辆下降31.5%。", "2025-10-20"),
    ],
)
def test_the_period_before_is_that_before_the_figures_own(text: str, begins: str) -> None:
    prior = next(figure for figure in read(text) if figure.kind == "prior")
    assert prior.period is not None
    assert prior.period.start is not None
    assert f"{prior.period.start:%Y-%m-%d}" == begins


def test_what_a_price_falls_through_is_no_change() -> None:
    (figure,) = read("现货黄金跌破4000美元/盎司，为10月28日以来首次。")
    assert (figure.kind, figure.qualifier, figure.direction, figure.period) == (
        "figure",
        "<",
        "down",
        None,
    )


@pytest.mark.parametrize(
    ("text", "subject", "metric"),
    [
        ("New York City agreed to pay $60 million to the owners.", "New York City", ""),
        ("A Seoul court ordered Pyongyang to pay $32.5 million.", "Seoul", ""),
        ("Tesla ordered 2,000 presses.", "Tesla", "orders"),
        ("Acme's pay rose to $25 million.", "Acme", "salary"),
    ],
)
def test_to_pay_is_nobodys_pay(text: str, subject: str, metric: str) -> None:
    (figure,) = read(text)
    assert (figure.subject, figure.metric) == (subject, metric)
