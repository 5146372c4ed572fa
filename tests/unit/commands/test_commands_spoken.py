"""Figure watches as people say them, and names that are none."""

from __future__ import annotations

import pytest

from bot.commands.spoken import said_series, spoken

WATCHED = {"xiaomi", "mcdonald's", "小米", "tesla china", "lei jun", "general motors"}


def known(text: str) -> bool:
    return text.casefold() in WATCHED


@pytest.mark.parametrize(
    ("said", "subject", "metric", "period", "when"),
    [
        ("NIO deliveries > 10,000", "NIO", "deliveries", "", "> 10,000"),
        ("nio deliveries over 10k", "nio", "deliveries", "", "over 10k"),
        ("NIO deliveries>10000", "NIO", "deliveries", "", ">10000"),
        ("Xiaomi weekly deliveries > 10,000", "Xiaomi", "deliveries", "week", "> 10,000"),
        ("deliveries of Xiaomi rise by 20%", "Xiaomi", "deliveries", "", "rise by 20%"),
        ("deliveries of Xiaomi rises by 20%", "Xiaomi", "deliveries", "", "rises by 20%"),
        (
            "Tesla China registrations record high",
            "Tesla China",
            "registrations",
            "",
            "record high",
        ),
        ("Nio revenue falls by 5% year on year", "Nio", "revenue", "", "falls by 5% year on year"),
        ("Nio sales between 1,000 and 2,000", "Nio", "sales", "", "between 1,000 and 2,000"),
        ("Nio sales not seen by Tuesday 18:00", "Nio", "sales", "", "not seen by Tuesday 18:00"),
        (
            "Nio deliveries milestone every 100,000",
            "Nio",
            "deliveries",
            "",
            "milestone every 100,000",
        ),
        ("General Motors net profit conflict", "General Motors", "net profit", "", "conflict"),
        ("蔚来交付量超过1万", "蔚来", "交付量", "", "超过1万"),
        ("when Nio's deliveries fall below 5k", "Nio", "deliveries", "", "fall below 5k"),
        ("alert me if NIO sales top 20k", "NIO", "sales", "", "top 20k"),
        ("McDonald's sales reach $9bn", "McDonald's", "sales", "", "reach $9bn"),
        ("figure Xiaomi revenue record high", "Xiaomi", "revenue", "", "record high"),
        ("提醒我蔚来交付量超过1万时", "蔚来", "交付量", "", "超过1万"),
        ("NIO sales cross 10,000", "NIO", "sales", "", "cross 10,000"),
        ("小米的交付量 > 10000", "小米", "交付量", "", "> 10000"),
        ("小米每周交付量创新高", "小米", "交付量", "week", "创新高"),
        ("蔚来销量 下降10%", "蔚来", "销量", "", "下降10%"),
        ("NIO delivries > 10,000", "NIO", "deliveries", "", "> 10,000"),
        ("Xiaomi deliveries 10,000 or more", "Xiaomi", "deliveries", "", "10,000 or more"),
        ("小米销量1万以上", "小米", "销量", "", "1万以上"),
        ("Tesla China sales recrod high", "Tesla China", "sales", "", "recrod high"),
        ("Xiaomi revenue risse by 5%", "Xiaomi", "revenue", "", "risse by 5%"),
        ("deliveries > 10,000", "", "deliveries", "", "> 10,000"),
        ("NIO deliveries > 10,000 vehicels", "NIO", "deliveries", "", "> 10,000 vehicels"),
    ],
)
def test_a_figure_watch_that_is_said(
    said: str, subject: str, metric: str, period: str, when: str
) -> None:
    found = spoken(said, known)
    assert found is not None
    assert (found.subject, found.metric, found.period, found.when) == (
        subject,
        metric,
        period,
        when,
    )


@pytest.mark.parametrize(
    "name",
    [
        "Xiaomi", "Lei Jun", "Deliveroo", "Salesforce", "Revenue NSW", "Any Sales", "deliveries",
        "NIO deliveries", "Sales over lunch", "Model 3", "7-Eleven", "3M", "S&P 500", "C3.ai",
        "Tesla > 400", "Record High Ltd", "小米", "交付量", "蔚来", "",
        "x" * 500, "Nio deliveries in 2026",
    ],
)  # fmt: skip
def test_a_name_is_a_name(name: str) -> None:
    assert spoken(name, known) is None


def test_a_metric_of_somebody_is_a_series() -> None:
    found = said_series("Xiaomi monthly deliveries", known)
    assert found is not None
    assert (found.name, found.subject, found.metric, found.period) == (
        "Xiaomi monthly deliveries", "Xiaomi", "deliveries", "month",
    )  # fmt: skip
    assert said_series("Xiaomi", known) is None
