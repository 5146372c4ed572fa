"""Figure watches against figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.figures import (
    Report,
    could_meet,
    extract,
    hits,
    meets,
    parse_condition,
    series_key,
    to_reading,
)
from bot.model import Figure, Item, Mention, Period, Reading, Watch

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOW = datetime(2026, 7, 13, 9, tzinfo=UTC)
TESLA = Watch(id="w2", name="Tesla", kind="company", aliases=("特斯拉",))


def watch(when: str, **given: Any) -> Watch:
    slots = {"subject": "Xiaomi", "metric": ("deliveries",), "unit": "vehicles"} | given
    return Watch(
        id="f1",
        name="SU7 deliveries",
        kind="figure",
        condition=parse_condition(when, str(slots["unit"])),
        **slots,
    )


def figure(value: float = 10_000, **given: Any) -> Figure:
    slots = {"subject": "Xiaomi", "metric": "deliveries", "unit": "vehicles"} | given
    bounds = {"low": value, "high": value} | {
        k: slots.pop(k) for k in ("low", "high") if k in slots
    }
    return Figure(field="title", start=0, end=6, text="10,000", value=value, **bounds, **slots)


def week(number: int) -> Period:
    start = datetime.fromisocalendar(2026, number, 1).replace(tzinfo=UTC)
    return Period(label=f"week {number}", start=start, end=start + timedelta(days=7), freq="W")


def reading(value: float, period: Period | None = None, of: Figure | None = None) -> Reading:
    return Reading(
        series=series_key(of or figure(period=period)),
        item_id="i", story_id="s", source="CnEVPost",
        value=value, unit="vehicles", metric="deliveries", subject="Xiaomi", period=period,
        status="actual", seen=NOW,
    )  # fmt: skip


def why(one: Watch, *figures: Figure, before: Reading | list[Reading] | None = None) -> list[str]:
    return [hit.why for hit in hits([one], figures, lambda _: before)]


def test_a_comparison_says_the_figure_and_the_condition() -> None:
    assert why(watch("> 9,000"), figure()) == ["SU7 deliveries 10,000 vehicles (> 9,000)"]
    assert why(watch("> 10,000"), figure()) == []
    assert why(watch("<= 10,000"), figure()) != []


@pytest.mark.parametrize(
    ("when", "given", "holds"),
    [
        ("> 10,000", {"qualifier": ">"}, True),
        ("> 9,000", {"qualifier": "<="}, False),
        ("< 11,000", {"qualifier": "<"}, True),
        ("< 10,000", {"qualifier": "<"}, True),
        ("> 9,000", {"low": 8_000, "high": 12_000}, False),
        ("> 7,000", {"low": 8_000, "high": 12_000}, True),
        ("between 9,000 and 11,000", {}, True),
        ("between 1 and 2", {}, False),
        ("> 9,000", {"unit": "cars"}, True),
        ("> 9,000", {"unit": ""}, True),
        ("> 9,000", {"unit": "SU7"}, True),
        ("> 9,000", {"unit": "CNY", "currency": "CNY"}, False),
        ("> 9,000", {"unit": "%"}, False),
        ("> 9,000", {"unit": "vehicles per year"}, False),
        ("> 9,000", {"subject": "Tesla"}, False),
        ("> 9,000", {"subject": "Xiaomi SU7 Ultra"}, True),
        ("> 9,000", {"subject": ""}, False),
        ("> 9,000", {"metric": "orders"}, False),
        ("> 9,000", {"kind": "prior"}, False),
        ("> 9,000", {"kind": "change"}, False),
    ],
)
def test_which_figures_meet_a_watch(when: str, given: dict[str, Any], holds: bool) -> None:
    assert bool(why(watch(when), figure(**given))) is holds


def test_units_of_one_dimension_are_converted() -> None:
    line = watch("> 500 km", metric=("range",), unit="km")
    assert why(line, figure(400, metric="range", unit="miles"))
    assert not why(line, figure(300, metric="range", unit="miles"))


def test_a_change_needs_an_earlier_value() -> None:
    line = watch("changes by 20%")
    now = figure(3360, period=week(28))
    assert why(line, now) == []
    assert why(line, now, before=reading(2800, week(27))) == [
        "SU7 deliveries: 2,800 → 3,360 vehicles, +20.0% on week 27"
    ]
    assert why(line, now, before=reading(2801, week(27))) == []
    assert why(line, replace(now, previous=2800.0)) == [
        "SU7 deliveries: 2,800 → 3,360 vehicles, +20.0%"
    ]


def test_another_report_of_the_same_week_is_not_the_week_before() -> None:
    line, now = watch("changes by 20%"), figure(3360, period=week(28))
    both = [reading(2800, week(27)), reading(3360, week(28))]
    assert why(line, now, before=both[1]) == []
    assert len(why(line, now, before=both)) == 1


@pytest.mark.parametrize(
    ("when", "unit", "met"),
    [
        ("changes by 50 bp", "", True),
        ("changes by 50 bps", "%", True),
        ("rises by 0.5 percentage points", "", True),
        ("changes by 0.5 points", "%", True),
        ("上涨60个基点", "", False),
        ("> 50 bp", "", False),
    ],
)
def test_per_cents_move_by_points(when: str, unit: str, met: bool) -> None:
    rate = figure(5.0, metric="rates", unit="%", period=week(28))
    before = replace(reading(4.5, week(27), rate), unit="%")
    line = watch(when, metric=("interest rate",), unit=unit)
    assert bool(why(line, rate, before=before)) is met


def test_a_share_that_changes_says_its_points() -> None:
    share = figure(82, metric="share", unit="%", period=week(28))
    before = replace(reading(80, week(27), share), unit="%")
    line = watch("changes by 2%", metric=("share",), unit="")
    assert why(line, share, before=before) == [
        "SU7 deliveries: 80 → 82%, +2 points on week 27 (+2.5%)"
    ]


@pytest.mark.parametrize(
    ("subject", "named", "holds"),
    [
        ("China", "Bank of China", False),
        ("China", "China Evergrande", False),
        ("China", "China", True),
        ("China", "China EV", True),
        ("Tesla", "Tesla China", True),
        ("Bank of China", "Bank of China", True),
    ],
)
def test_a_company_that_is_named_after_somebody_is_another(
    subject: str, named: str, holds: bool
) -> None:
    assert bool(why(watch("any", subject=subject), figure(subject=named))) is holds


def test_a_number_that_was_passed_before_is_no_milestone() -> None:
    line, now = watch("milestone every 10,000"), figure(10_400, period=week(28))
    fell = [reading(10_100, week(26)), reading(9_500, week(27))]
    assert why(line, now, before=fell[1:])
    assert not why(line, now, before=fell)
    assert not why(line, figure(10_000, qualifier=">", period=week(28)), before=fell)


def test_a_milestone_of_all_that_was_counted_may_be_asked_for_by_name() -> None:
    total = figure(300_000, metric="cumulative deliveries", qualifier=">=")
    assert why(watch("每10万辆", metric=("累计交付量",)), total)
    assert why(watch("每10万辆", metric=("交付量",)), total)


@pytest.mark.parametrize(
    ("when", "given", "met"),
    [
        ("changes by 20%", {"value": 12_000}, True),
        ("changes by 20%", {"value": 12_000, "qualifier": ">"}, True),
        ("changes by 20%", {"value": 12_000, "qualifier": "<="}, False),
        ("changes by 20%", {"value": 5_000, "qualifier": "<"}, True),
        ("changes by 20%", {"value": 5_000, "qualifier": ">"}, False),
        ("changes by 20%", {"value": 12_000, "low": 10_000, "high": 14_000}, False),
        ("changes by 20%", {"value": 13_000, "low": 12_000, "high": 14_000}, True),
        ("between 11,000 and 13,000", {"value": 12_000, "low": 10_000, "high": 14_000}, False),
        ("milestone every 10,000", {"value": 10_000}, True),
        ("milestone every 10,000", {"value": 10_000, "qualifier": "<="}, False),
        ("milestone every 10,000", {"value": 10_000, "qualifier": "~"}, False),
        ("milestone every 10,000", {"value": 10_000, "low": 9_000, "high": 11_000}, False),
        ("milestone every 10,000", {"value": 11_000, "qualifier": "~"}, True),
        ("record high", {"value": 9_600, "qualifier": "~"}, True),
        ("record high", {"value": 9_520, "qualifier": ""}, True),
        ("record high", {"value": 10_000, "low": 9_000, "high": 11_000}, False),
    ],
)
def test_what_a_bound_leaves_open_holds_not(when: str, given: dict[str, Any], met: bool) -> None:
    now = figure(given.pop("value"), period=week(28), **given)
    assert bool(why(watch(when), now, before=reading(9_500, week(27)))) is met


def test_about_as_much_is_no_record() -> None:
    before = reading(9_960, week(27))
    about = figure(10_000, period=week(28), qualifier="~")
    assert why(watch("record high"), replace(about, qualifier=""), before=before)
    assert not why(watch("record high"), about, before=before)


@pytest.mark.parametrize(
    ("subject", "asked", "metric", "unit", "met"),
    [
        ("Brent", "price", "oil", "USD per barrel", True),
        ("Brent", "oil price", "close", "USD per barrel", True),
        ("Brent", "油价", "close", "USD per barrel", True),
        ("Brent", "油价", "price", "USD", True),
        ("", "油价", "price", "USD", False),
        ("Brent", "price", "close", "points", False),
        ("Brent", "price", "production", "barrels", False),
    ],
)
def test_oil_and_gold_are_asked_for_by_their_price(
    subject: str, asked: str, metric: str, unit: str, met: bool
) -> None:
    one = watch("any", subject=subject, metric=(asked,), unit="")
    assert bool(why(one, figure(80, subject="Brent", metric=metric, unit=unit))) is met


def test_a_close_a_rise_and_a_price_of_a_barrel_are_on_one_series() -> None:
    said = {"subject": "Brent", "unit": "USD per barrel"}
    keys = {series_key(figure(80, metric=each, **said)) for each in ("oil", "close", "price")}
    assert keys == {"brent|price|money:USD per barrel||"}
    assert series_key(figure(80, metric="close", subject="Dow", unit="points")).startswith("dow|cl")


def test_changes_have_a_direction() -> None:
    now = figure(8000, period=week(28))
    before = reading(10_000, week(27))
    assert why(watch("falls by 10%"), now, before=before)
    assert not why(watch("rises by 10%"), now, before=before)
    assert why(watch("changes by 2,000 vehicles"), now, before=before)
    assert not why(watch("changes by 2,001"), now, before=before)


def test_records_and_milestones() -> None:
    history = [reading(9000, week(26)), reading(9500, week(27))]
    assert why(watch("record high"), figure(), before=history) == [
        "SU7 deliveries 10,000 vehicles, a record: the highest before was 9,500,"
        " of 2 readings since week 26"
    ]
    assert not why(watch("record low"), figure(), before=history)
    assert not why(watch("record high"), figure())
    assert why(watch("milestone every 10,000"), figure(10_040), before=history) == [
        "SU7 deliveries passed 10,000: 9,500 → 10,040 vehicles"
    ]
    assert why(watch("milestone every 5,000"), figure(kind="milestone")) == [
        "SU7 deliveries reached 10,000 vehicles"
    ]
    assert not why(watch("milestone every 10,000"), figure(9_999), before=history)


def test_plans_are_named_as_such_and_move_nothing() -> None:
    plan = figure(120_000, status="target")
    assert why(watch("> 10,000"), plan) == ["SU7 deliveries 120,000 vehicles (> 10,000) · target"]
    assert why(watch("changes by 20%"), plan, before=reading(2800)) == []


def test_a_frequency_asks_for_a_period_of_that_length() -> None:
    line = watch("> 9,000", period="week")
    assert not why(line, figure())
    assert why(line, figure(period=week(28)))
    assert not why(line, figure(period=Period(label="June", freq="M")))


def test_one_number_in_title_and_text_hits_once() -> None:
    assert len(why(watch("> 9,000"), figure(), replace(figure(), field="content"))) == 1


def test_a_place_in_the_subject_is_the_figures_area() -> None:
    line = watch("any", subject="Tesla China", metric=("insurance registrations",), period="week")
    text = "Tesla recorded 3,360 insurance registrations in China in week 28."
    mention = Mention(
        watch_id="w2", field="content", start=0, end=5, text="Tesla", score=1, why="exact"
    )
    found = extract("", text, published=NOW, mentions=[mention], names={"w2": "Tesla"})
    assert [hit.figure.value for hit in hits([TESLA, line], found)] == [3360]
    assert meets(line, found[0])
    elsewhere = text.replace("China", "Norway")
    assert not hits(
        [line], extract("", elsewhere, published=NOW, mentions=[mention], names={"w2": "Tesla"})
    )


def test_aliases_of_the_subject_count() -> None:
    line = watch("any", subject="Tesla", metric=())
    assert hits([TESLA, line], [figure(subject="特斯拉")])
    assert not hits([line], [figure(subject="特斯拉")])


def test_the_subject_may_be_called_by_any_of_its_names() -> None:
    company = Watch(id="x", name="Xiaomi", kind="company", aliases=("小米",))
    one = watch("> 9,000", subject="小米")
    assert hits([one, company], [figure(subject="Xiaomi")])
    assert not hits([one], [figure(subject="Xiaomi")])


@pytest.mark.parametrize(
    ("when", "unit", "holds"),
    [
        ("< $70", "USD per barrel", True),
        ("< $70 a barrel", "USD per barrel", True),
        ("< $70 a barrel", "USD", False),
        ("< $70 a barrel", "USD per share", False),
        ("< $70", "USD per month", False),
        ("< €70", "USD per barrel", False),
    ],
)
def test_money_may_be_for_each_of_something(when: str, unit: str, holds: bool) -> None:
    one = watch(when, metric=("price",), unit="")
    price = figure(69, metric="price", unit=unit, currency="USD")
    assert bool(hits([one], [price])) is holds


@pytest.mark.parametrize(
    ("period", "holds"),
    [(Period(label="week", freq="W"), True), (Period(label="May", freq="M"), False), (None, False)],
)
def test_a_step_that_is_named_is_the_figures_own(period: Period | None, holds: bool) -> None:
    own = figure(2_000, previous=1_000, period=period)
    assert bool(why(watch("rises by 50% week on week"), own)) is holds


def test_a_product_beside_the_subject_counts() -> None:
    line = watch("any", subject="Tesla Optimus", metric=("production",), unit="")
    robot = figure(1000, subject="Tesla", metric="production", unit="units", about=("Optimus",))
    assert why(line, robot)
    assert not why(line, replace(robot, about=("Model Y",)))


@pytest.mark.parametrize(
    ("subject", "area", "key"),
    [
        ("Tesla China", "", "tesla|deliveries|count||china"),
        ("Tesla", "China", "tesla|deliveries|count||china"),
        ("Tesla China", "China", "tesla|deliveries|count||china"),
        ("特斯拉中国", "", "特斯拉|deliveries|count||china"),
        ("Volkswagen US", "", "volkswagen|deliveries|count||us"),
        ("Tesla China", "Europe", "tesla china|deliveries|count||europe"),
        ("Tesla Chinatown", "", "tesla chinatown|deliveries|count||"),
        ("China", "", "china|deliveries|count||"),
        ("Airbus", "", "airbus|deliveries|count||"),
        ("Nexus", "", "nexus|deliveries|count||"),
    ],
)
def test_a_place_at_the_end_of_a_subject_is_where_it_counts(
    subject: str, area: str, key: str
) -> None:
    assert series_key(figure(subject=subject, area=area)) == key


def test_a_contradiction_is_told_by_who_makes_it() -> None:
    line, now = watch("conflict"), figure(3900, period=week(28))
    first = replace(reading(3200, week(28)), item_id="i0", seen=NOW - HOUR)
    report = Report(item=Item(id="i9", feed_id="f", source="Wire", seen=NOW), story_id="s")
    why = "SU7 deliveries: Wire says 3,900 vehicles, CnEVPost says 3,200 vehicles"
    known = {first.series: [first]}
    assert [hit.why for hit in hits([line], [now], known, report=report)] == [why]
    for other in (replace(now, value=3210, low=3210, high=3210), replace(now, status="forecast")):
        assert hits([line], [other], known, report=report) == []
    corrects = replace(report, correction=True)
    assert hits([line], [now], known, report=corrects) == []
    assert hits([line], [now], {}, report=report) == []


def test_what_is_expected_is_never_told_by_what_came() -> None:
    assert why(watch("not seen by Tuesday 18:00"), figure()) == []


def test_records_say_what_they_vouch_for() -> None:
    history = [reading(9000, week(26)), reading(9500, week(27))]
    line, now = watch("record high"), figure(10_000, period=week(28))
    assert why(line, replace(now, qualifier=">"), before=history)
    assert not why(line, replace(now, qualifier="<"), before=history)
    assert not why(line, replace(now, value=9500, low=9500, high=9500), before=history)
    assert not why(line, replace(now, status="target"), before=history)
    low = watch("record low")
    assert why(low, replace(now, value=80, low=80, high=80), before=history) == [
        "SU7 deliveries 80 vehicles, a record low: the lowest before was 9,000, of 2 readings"
        " since week 26"
    ]


@pytest.mark.parametrize(
    ("given", "met"),
    [
        ({"change": 25.0}, True),
        ({"change": 25.0, "basis": "w/w"}, True),
        ({"change": 25.0, "basis": "y/y"}, False),
        ({"change": 25.0, "basis": "m/m"}, False),
        ({"change": 15.0}, False),
        ({"change": -25.0}, True),
        ({"previous": 8_000.0}, True),
        ({"previous": 8_000.0, "basis": "y/y"}, False),
        ({"change": 25.0, "status": "forecast"}, False),
    ],
)
def test_a_stated_change_counts_by_its_basis(given: dict[str, Any], met: bool) -> None:
    assert bool(why(watch("changes by 20%"), figure(period=week(28), **given))) is met


@pytest.mark.parametrize(
    ("given", "met"),
    [
        ({"change": 25.0, "basis": "y/y"}, True),
        ({"change": 25.0, "basis": "w/w"}, False),
        ({"change": 25.0}, False),
        ({"previous": 8_000.0, "basis": "y/y"}, True),
        ({"previous": 8_000.0}, False),
    ],
)
def test_a_change_against_the_year_before_is_asked_for_as_such(
    given: dict[str, Any], met: bool
) -> None:
    line = watch("rises by 20% year on year")
    assert bool(why(line, figure(period=week(28), **given))) is met


def test_the_same_week_of_last_year_is_looked_up() -> None:
    line, now = watch("changes by 20% y/y"), figure(10_000, period=week(28))
    start = datetime.fromisocalendar(2025, 28, 1).replace(tzinfo=UTC)
    last = Period(label="week 28 of 2025", start=start, end=start + 7 * DAY, freq="W")
    known = [reading(8_000, last), reading(9_900, week(27))]
    assert why(line, now, before=known) == [
        "SU7 deliveries: 8,000 → 10,000 vehicles, +25.0% on week 28 of 2025"
    ]
    assert why(line, now, before=known[1:]) == []
    assert why(watch("changes by 20%"), now, before=known) == []


@pytest.mark.parametrize(
    ("prior", "met"),
    [
        (week(27), True),
        (week(20), False),
        (Period(label="a year earlier"), False),
        (Period(label="a week earlier"), True),
        (None, True),
    ],
)
def test_a_stated_value_counts_by_its_own_time(prior: Period | None, met: bool) -> None:
    now = figure(period=week(28), previous=8_000.0)
    before = figure(8_000, kind="prior", period=prior)
    assert bool(why(watch("changes by 20%"), now, before)) is met


def test_what_is_stated_of_the_week_before_goes_before_an_older_reading() -> None:
    now = figure(10_000, period=week(28), previous=8_000.0)
    assert why(watch("changes by 20%"), now, before=reading(9_900, week(20))) == [
        "SU7 deliveries: 8,000 → 10,000 vehicles, +25.0%"
    ]
    assert not why(watch("changes by 20%"), now, before=reading(9_900, week(27)))


def test_a_milestone_is_passed_once() -> None:
    line, now = watch("milestone every 10,000"), figure(10_000, qualifier=">", period=week(27))
    told = replace(reading(10_000, week(27)), item_id="i0", seen=NOW - 2 * DAY)
    report = Report(item=Item(id="i9", feed_id="f", source="Wire", seen=NOW), story_id="s9")
    assert hits([line], [now], {}, report=report)
    assert not hits([line], [now], {told.series: [told]}, report=report)


def test_readings_of_one_series() -> None:
    item = Item(id="i1", feed_id="f", source="CnEVPost", seen=NOW)
    one = figure(3360, period=week(28), area="China")
    placed = to_reading(one, item=item, story_id="s1")
    assert placed is not None
    assert (placed.series, placed.value, placed.source) == (
        "xiaomi|deliveries|count|W|china", 3360, "CnEVPost",
    )  # fmt: skip
    assert series_key(replace(one, unit="units")) == placed.series
    assert series_key(replace(one, unit="")) == placed.series
    assert series_key(replace(one, period=None)) != placed.series
    assert series_key(replace(one, unit="CNY", currency="CNY")) != placed.series
    for other in ({"kind": "change"}, {"kind": "prior"}, {"subject": ""}, {"metric": ""}):
        assert to_reading(replace(one, **other), item=item, story_id="s1") is None  # type: ignore[arg-type] # slots by name


@pytest.mark.parametrize(
    ("when", "metric", "holds"),
    [
        ("> 600,000", "deliveries", False),
        ("> 600,000", "cumulative deliveries", True),
        ("> 600,000", "累计交付量", True),
        ("milestone every 10,000", "deliveries", True),
    ],
)
def test_a_total_since_the_beginning_is_asked_for_by_name(
    when: str, metric: str, holds: bool
) -> None:
    total = figure(640_000, metric="cumulative deliveries", qualifier=">=")
    assert bool(hits([watch(when, metric=(metric,))], [total])) is holds


@pytest.mark.parametrize(
    ("given", "could"),
    [
        ({}, True),
        ({"subject": "Nobody in particular"}, True),
        ({"metric": "revenue"}, False),
        ({"unit": "kWh"}, False),
        ({"kind": "duration"}, False),
    ],
)
def test_what_a_watch_could_ask_for_is_asked_whosever_it_is(
    given: dict[str, Any], could: bool
) -> None:
    assert could_meet([TESLA, watch("> 10,000")], [figure(5, **given)]) is could
    assert not could_meet([TESLA], [figure(5, **given)])
