"""Periods as intervals, read on Monday 14 July 2025."""

from __future__ import annotations

from datetime import date

import pytest

from bot.figures import chinese_periods, english_periods
from bot.figures.calendar import Span
from bot.figures.tokens import Tokens

TODAY = date(2025, 7, 14)


def english(text: str) -> list[Span]:
    return english_periods.find(Tokens(text), TODAY)


def iso(span: Span) -> tuple[str, str]:
    assert span.interval is not None
    return span.interval[0].isoformat(), span.interval[1].isoformat()


@pytest.mark.parametrize(
    ("phrase", "start", "end", "freq"),
    [
        ("week ending July 9", "2025-07-03", "2025-07-10", "W"),
        ("week 28", "2025-07-07", "2025-07-14", "W"),
        ("week 28 of 2024", "2024-07-08", "2024-07-15", "W"),
        ("the week of July 7", "2025-07-07", "2025-07-14", "W"),
        ("Q4 2026", "2026-10-01", "2027-01-01", "Q"),
        ("Q1 FY26", "2026-01-01", "2026-04-01", "Q"),
        ("2Q25", "2025-04-01", "2025-07-01", "Q"),
        ("the third quarter of 2024", "2024-07-01", "2024-10-01", "Q"),
        ("the second quarter", "2025-04-01", "2025-07-01", "Q"),
        ("FY2025", "2025-01-01", "2026-01-01", "A"),
        ("H1 2025", "2025-01-01", "2025-07-01", "S"),
        ("the first half of 2025", "2025-01-01", "2025-07-01", "S"),
        ("the second half", "2025-07-01", "2026-01-01", "S"),
        ("June", "2025-06-01", "2025-07-01", "M"),
        ("December", "2024-12-01", "2025-01-01", "M"),
        ("June 2024", "2024-06-01", "2024-07-01", "M"),
        ("the 12 months through May", "2024-06-01", "2025-06-01", "A"),
        ("the three months to June 30", "2025-04-01", "2025-07-01", "Q"),
        ("January-to-June", "2025-01-01", "2025-07-01", "S"),
        ("first nine months of 2024", "2024-01-01", "2024-10-01", ""),
        ("the year to March 2026", "2025-04-01", "2026-04-01", "A"),
        ("last week", "2025-07-07", "2025-07-14", "W"),
        ("the previous week", "2025-07-07", "2025-07-14", "W"),
        ("last month", "2025-06-01", "2025-07-01", "M"),
        ("this quarter", "2025-07-01", "2025-10-01", "Q"),
        ("yesterday", "2025-07-13", "2025-07-14", "D"),
        ("July 9", "2025-07-09", "2025-07-10", "D"),
        ("July 7-13", "2025-07-07", "2025-07-14", "W"),
        ("2024", "2024-01-01", "2025-01-01", "A"),
        ("by 2030", "2030-01-01", "2031-01-01", "A"),
    ],
)
def test_english(phrase: str, start: str, end: str, freq: str) -> None:
    spans = english(f"The company delivered 12,345 vehicles in {phrase}, it said.")
    assert [(*iso(span), span.freq) for span in spans] == [(start, end, freq)]


@pytest.mark.parametrize(
    ("phrase", "start", "end", "freq"),
    [
        ("截至7月13日当周", "2025-07-07", "2025-07-14", "W"),
        ("第28周", "2025-07-07", "2025-07-14", "W"),
        ("2024年第28周", "2024-07-08", "2024-07-15", "W"),
        ("6月", "2025-06-01", "2025-07-01", "M"),
        ("2025年6月", "2025-06-01", "2025-07-01", "M"),
        ("上半年", "2025-01-01", "2025-07-01", "S"),
        ("去年下半年", "2024-07-01", "2025-01-01", "S"),
        ("2025年第二季度", "2025-04-01", "2025-07-01", "Q"),
        ("二季度", "2025-04-01", "2025-07-01", "Q"),
        ("前三季度", "2025-01-01", "2025-10-01", ""),
        ("1-6月", "2025-01-01", "2025-07-01", "S"),
        ("去年", "2024-01-01", "2025-01-01", "A"),
        ("上周", "2025-07-07", "2025-07-14", "W"),
        ("上个月", "2025-06-01", "2025-07-01", "M"),
        ("7月7日至13日", "2025-07-07", "2025-07-14", "W"),
        ("到2030年", "2030-01-01", "2031-01-01", "A"),
        ("6 月 16 日", "2025-06-16", "2025-06-17", "D"),
        ("今年以来", "2025-01-01", "2025-07-15", ""),
        ("年初至今", "2025-01-01", "2025-07-15", ""),
        ("自2018年以来", "2018-01-01", "2025-07-15", ""),
        ("6月上旬", "2025-06-01", "2025-06-11", ""),
        ("2024年12月下旬", "2024-12-21", "2025-01-01", ""),
        ("7月前13日", "2025-07-01", "2025-07-14", ""),
        ("去年最后两个月", "2024-11-01", "2025-01-01", ""),
        ("截止6月30日的三个月", "2025-04-01", "2025-07-01", "Q"),
        ("25Q2", "2025-04-01", "2025-07-01", "Q"),
        ("次季", "2025-04-01", "2025-07-01", "Q"),
        ("周五", "2025-07-11", "2025-07-12", "D"),
        ("上上周", "2025-06-30", "2025-07-07", "W"),
        ("10月的第一周", "2024-10-07", "2024-10-14", "W"),
        ("12月28日至1月3日", "2024-12-28", "2025-01-04", "W"),
        ("18年10月1日到19年2月3日", "2018-10-01", "2019-02-04", ""),
        ("2010 年至 2018 年", "2010-01-01", "2019-01-01", ""),
        ("2018年 12月", "2018-12-01", "2019-01-01", "M"),
    ],
)
def test_chinese(phrase: str, start: str, end: str, freq: str) -> None:
    spans = chinese_periods.find(f"特斯拉{phrase}销量为3360辆", TODAY)
    assert [(*iso(span), span.freq) for span in spans] == [(start, end, freq)]


def test_a_period_that_does_not_exist_stays_unresolved() -> None:
    (span,) = english("sales on February 30 were slow")
    assert span.interval is None
    assert chinese_periods.find("第60周", TODAY)[0].interval is None


@pytest.mark.parametrize(
    "text", ["it may fall", "the march to town", "Lei Jun: so be it", "Theresa May: no"]
)
def test_words_and_names_that_are_no_months(text: str) -> None:
    assert english(text) == []


def test_a_plan_for_a_month_without_a_year_lies_ahead() -> None:
    from datetime import UTC, datetime

    from bot.figures import extract

    read = datetime(2025, 7, 14, tzinfo=UTC)
    (chinese,) = extract("", "比亚迪计划9月交付5000辆。", published=read)
    assert chinese.period is not None
    assert chinese.period.start == datetime(2025, 9, 1, tzinfo=UTC)
    plan = extract("", "BYD plans to ship 5,000 cars in September.", published=read)[0]
    fact = extract("", "BYD shipped 5,000 cars in September.", published=read)[0]
    assert plan.period is not None
    assert fact.period is not None
    assert plan.period.start == datetime(2025, 9, 1, tzinfo=UTC)
    assert fact.period.start == datetime(2024, 9, 1, tzinfo=UTC)


def test_a_misspelt_month_is_none() -> None:
    assert [span.label for span in english("rose on 12 Sepember 2024")] == ["2024"]
    assert english("rose in Sepember") == []
    assert [iso(span)[0] for span in english("on 12 Sept 2024")] == ["2024-09-12"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("神舟十二号飞船发射成功", []),
        ("天舟十五号携带5吨物资", []),
        ("公司十二日公布，销量为3万辆", ["十二日"]),
        ("定于二十号举行", ["二十号"]),
        ("十二号，3000人参加", ["十二号"]),
    ],
)
def test_a_number_behind_a_name_is_no_day(text: str, labels: list[str]) -> None:
    assert [span.label for span in chinese_periods.find(text, TODAY)] == labels
