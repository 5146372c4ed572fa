"""Watched names beside a sentence's subject, which has the number."""

from __future__ import annotations

import pytest

from bot.figures import extract, hits, parse_condition
from bot.model import Mention, Watch

NAMES = ("Tesla", "BYD", "Tencent", "Ford", "Toyota", "Alibaba")


def whose(text: str, field: str = "content") -> str:
    """The subject of the first figure, when all names are watched."""
    found = [
        Mention(
            watch_id=name, field="content" if field == "content" else "title",
            start=text.index(name), end=text.index(name) + len(name), text=name, score=1, why="",
        )
        for name in NAMES
        if name in text
    ]  # fmt: skip
    title, content = (text, "") if field == "title" else ("", text)
    names = {name: name for name in NAMES}
    return extract(title, content, mentions=found, names=names)[0].subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Tesla supplier Panasonic reported revenue of $15 billion in the quarter.", "Panasonic"),
        ("BYD's battery rival CATL posted a profit of 16 billion yuan.", "CATL"),
        ("Panasonic, which supplies Tesla, posted revenue of $16 billion.", "Panasonic"),
        ("Panasonic, a Tesla supplier, posted revenue of $16 billion.", "Panasonic"),
        ("Hertz ordered 100,000 cars from Tesla.", "Tesla"),
        ("GM, a rival of Ford, delivered 700,000 vehicles in the quarter.", "GM"),
        ("BYD Electronic posted revenue of 40 billion yuan.", "BYD Electronic"),
        ("Alibaba Health's revenue was 30 billion yuan.", "Alibaba Health"),
        ("Panasonic sold 3,000 batteries to Tesla.", "Panasonic"),
        ("CATL's profit rose to 16 billion yuan on demand from Tesla and BYD.", "CATL"),
        ("Rivian delivered 10,661 vehicles, compared with 384,122 for Tesla.", "Rivian"),
        ("Unlike Tesla, Rivian delivered 10,661 vehicles in the quarter.", "Rivian"),
        ("Tesla was overtaken by BYD, which sold 512,000 electric cars.", "BYD"),
        ("Xpeng deliveries of 36,717 beat those of BYD.", "Xpeng"),
        ("Dealers sold 3,000 cars made by Tesla in June.", "Tesla"),
        ("Norway registered 3,000 vehicles from Tesla in June.", "Tesla"),
        ("Musk said 31,000 vehicles were delivered by Tesla.", "Tesla"),
        ("Deliveries of 31,000 cars were reported by Tesla.", "Tesla"),
        ("Toyota Motor posted sales of 12 trillion yen.", "Toyota"),
        ("Vehicle deliveries came to 31,000 at Tesla.", "Tesla"),
        ("Electric car sales reached 31,000 at BYD.", "BYD"),
        ("Record sales of 31,000 were a surprise for BYD.", "BYD"),
        ("China's registrations reached 11,900 for Tesla.", "Tesla"),
        ("Cybertruck deliveries reached 3,000 at Tesla.", "Tesla"),
        ("Bloomberg estimated 31,000 deliveries for Tesla.", "Tesla"),
        ("Vehicle sales hit 31,000, Tesla said.", "Tesla"),
        ("Tesla, whose rival BYD sold 607,000, delivered 384,122 vehicles.", "BYD"),
        ("Elon Musk said the company delivered 384,000 vehicles. Tesla fell 3%.", "Tesla"),
        ("Tesla grew while Onvo delivered 5,976 vehicles.", "Onvo"),
        ("Wedbush expects deliveries of 389,000 vehicles from Tesla.", "Tesla"),
        ("Model Y deliveries at Tesla hit 11,900 last week.", "Tesla"),
        ("Data from Cox Automotive showed Ford sold 16,438 EVs.", "Ford"),
        ("Tesla China revenue was $4 billion.", "Tesla"),
        ("Tesla Model Y deliveries reached 12,000 in June.", "Tesla"),
        ("Elon Musk, the head of Tesla, said revenue was $20 billion.", "Tesla"),
        ("Tesla, a rival of BYD, delivered 384,000 vehicles.", "Tesla"),
        ("Ford boss Jim Farley said revenue was $50 billion.", "Ford"),
        ("Its supplier Panasonic aside, Tesla delivered 31,000 vehicles.", "Tesla"),
    ],
)
def test_the_number_is_its_subjects(text: str, subject: str) -> None:
    assert whose(text) == subject


def test_capitals_of_a_headline_name_nobody() -> None:
    assert whose("Tesla Crushes Estimates With Revenue Of $25 Billion", "title") == "Tesla"


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("Tencent posted revenue of 184 billion yuan.", True),
        ("Tencent Music posted revenue of 8.4 billion yuan.", False),
        ("Tencent Holdings posted revenue of 184 billion yuan.", True),
    ],
)
def test_a_company_of_a_longer_name_meets_no_watch_of_the_shorter(text: str, met: bool) -> None:
    watch = Watch(
        id="f", name="money", kind="figure", subject="Tencent", metric=("revenue",),
        condition=parse_condition("any"),
    )  # fmt: skip
    mention = Mention(
        watch_id="w", field="content", start=0, end=7, text="Tencent", score=1, why=""
    )
    assert bool(hits([watch], extract("", text, mentions=[mention], names={"w": "Tencent"}))) is met
    assert bool(hits([watch], extract("", text))) is met
