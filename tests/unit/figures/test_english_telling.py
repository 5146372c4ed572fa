"""How news words a figure: put right, announced, perhaps so, of a month that owns it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.figures import extract
from bot.model import Figure

READ_ON = datetime(2026, 7, 14, 9, tzinfo=UTC)


def read(text: str) -> list[Figure]:
    return extract("", text, published=READ_ON)


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("Opel sold 51,300 vans, revising an earlier figure of 49,800.", 49_800),
        ("The ministry put the toll at 312, correcting its previous count of 298.", 298),
        ("A ticket costs 70 rupees instead of 60 rupees.", 60),
        ("Arrivals fell to 640 from a scheduled 1,310.", 1310),
        ("It is revising the plan for 298 homes.", None),
    ],
)
def test_a_number_that_was_put_right_is_no_reading_of_today(
    text: str, previous: float | None
) -> None:
    figures = read(text)
    assert figures[0].previous == previous
    assert [figure.kind for figure in figures[1:]] == (["prior"] if previous else [])


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Mazda will recall 30,931 vehicles in Japan.", ""),
        ("Mazda to recall 30,931 vehicles over airbags", ""),
        ("Mazda will build 30,931 vehicles in Japan.", "target"),
        ("Attempts to rescue 12 miners failed.", ""),
        ("Rivian to hire 600 workers", "target"),
        ("As many as 300 people may have been killed in the slide.", ""),
        ("The storm may have cost insurers $12 billion.", ""),
        ("The storm may cost insurers $12 billion.", "forecast"),
        ("The car could have a range of 900 km.", "forecast"),
        ("It fell short of the 2.8% economists had forecast.", "forecast"),
        ("It earned less than the $13 billion Wall Street wanted.", "forecast"),
        ("Nine in 10 respondents said they would vote again.", ""),
        ("The phone gets a 5,200mAh battery, a leaker says.", "rumour"),
    ],
)
def test_what_is_a_plan_a_forecast_or_neither(text: str, status: str) -> None:
    assert read(text)[0].status == status


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("June's 40,000 deliveries beat May's 36,000.", ["June", "May"]),
        ("Sales of 40,000 beat June’s 38,000.", ["", "June"]),
        ("This year's deficit is expected to reach 6% of GDP.", ["this year"]),
        ("Revenue of $5bn was below last year's $5.2bn.", ["", "last year"]),
        ("Yesterday's 3% drop was the worst of the month.", ["yesterday"]),
    ],
)
def test_a_time_owns_the_figure_behind_it(text: str, labels: list[str]) -> None:
    assert [each.period.label if each.period else "" for each in read(text)] == labels


@pytest.mark.parametrize(
    "text",
    [
        "This year's deficit is expected to reach 6% of GDP.",
        "Yesterday's 3% drop was the worst of the month.",
    ],
)
def test_a_time_is_nobody(text: str) -> None:
    assert read(text)[0].subject == ""


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Prosecutors are seeking 12 years in prison.", ""),
        ("Report Finds 40% of Bridges Unsafe", ""),
        ("Shafts at the mine go down 900 metres.", ""),
        ("Court fines Google $4 million", "Google"),
        ("Annual consumer inflation slowed to 2.7%.", ""),
        ("Lithium carbonate prices rose 3%.", "lithium carbonate"),
        ("Target sold 400,000 toys last year.", "Target"),
        ("The update, KB5091234, fixes 137 flaws.", ""),
        ("It lifted off at 5:31 p.m. CDT with 26 satellites.", ""),
        ("Kent 287-6 beat Essex by 46 runs.", "Kent"),
    ],
)
def test_who_is_spoken_of(text: str, subject: str) -> None:
    assert read(text)[0].subject == subject


def test_each_of_a_list_has_its_own_share() -> None:
    figures = read("Labour leads on 34 per cent, with Reform UK on 27 and the Greens on 12.")
    assert [each.subject for each in figures] == ["Labour", "Reform UK", "Greens"]
    assert [each.unit for each in figures] == ["%", "%", "%"]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Rockets beat Lakers by 12", ""),
        ("Tesla Rockets 12%", "up"),
        ("The shafts go down 900 metres.", ""),
        ("The price went down 900 dollars.", "down"),
    ],
)
def test_what_moves(text: str, direction: str) -> None:
    assert [each.direction for each in read(text)] == [direction]


def test_the_retailer_is_no_aim() -> None:
    assert read("Target sold 400,000 toys last year.")[0].status == "actual"
    assert read("The target of 400,000 toys is out of reach.")[0].status == "target"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("The Czech grid earned 12.4 billion crowns.", 12.4e9, "CZK"),
        ("The toll is 50 crowns in Prague.", 50, "CZK"),
        ("She won three crowns in Sweden.", 3, "crowns"),
        ("Denmark's Lego raised 6 billion kroner.", 6e9, "DKK"),
        ("The fund of Norway lost 6 billion kroner.", 6e9, "NOK"),
        ("It owed 58 billion kronor.", 58e9, "SEK"),
        ("Lawmakers passed a N54.9tn budget.", 54.9e12, "NGN"),
        ("A ticket is N5,000.", 5000, "NGN"),
        ("Eskom owes R120 billion.", 120e9, "ZAR"),
        ("The P1.2 billion dam in Cebu was never finished.", 1.2e9, "PHP"),
        ("The mine earned COP 1.2 trillion.", 1.2e12, "COP"),
        ("Three killed in Leeds as lorry hits queue", 3, ""),
        ("Crash leaves five injured", 5, ""),
        ("The agency named a crew of four.", 4, "people"),
    ],
)
def test_values_and_units(text: str, value: float, unit: str) -> None:
    assert [(each.value, each.unit) for each in read(text)] == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "Wearing an N95 mask, the fan of the N64 left.",
        "The BMW R1250 and the P90 were late for COP30.",
        "Suspects aged between 22 and 47 were held.",
        "Kent 287-6 (50 ov) beat Essex 241 (44.3 ov)",
        "It runs Windows 11 24H2.",
        "The two-wheeler maker left.",
    ],
)
def test_no_amounts(text: str) -> None:
    assert read(text) == []


def test_a_version_is_no_half_of_a_year() -> None:
    (figure,) = read("The Windows 11 24H2 update fixes 137 flaws.")
    assert figure.period is None


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("Cocoa settled £96, or 2.7%, lower at £3,480 per ton.", ["down", "down", ""]),
        ("Shoppers paid 4.1p more for a pint of milk.", ["up"]),
        ("Lawmakers raise the capital vote by $2bn", ["up"]),
        ("The start-up raises $2bn", [""]),
    ],
)
def test_where_the_word_of_the_change_stands(text: str, directions: list[str]) -> None:
    assert [each.direction for each in read(text)] == directions


def test_what_came_before_a_plan_is_done() -> None:
    plan, done = read("Geely aims to sell 3.45 million cars after shipping 1.93 million.")
    assert (plan.status, done.status) == ("target", "actual")


def test_a_law_that_passes_leaves_no_number_behind() -> None:
    (budget,) = read("Senate passes $54.9bn budget")
    assert budget.qualifier == ""


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("At least 19 dead and 26 hurt", ["deaths", "injuries"]),
        ("Its shares lost 3.8%.", ["shares"]),
        ("It lost $4 million.", ["loss"]),
    ],
)
def test_what_is_measured(text: str, metrics: list[str]) -> None:
    assert [each.metric for each in read(text)] == metrics


def test_what_shrank_by_more_than_was_first_said_shrank() -> None:
    now, before = read("Germany's economy shrank by 0.2%, not the 0.1% first reported.")
    assert (now.direction, now.previous, before.kind) == ("down", 0.1, "prior")


def test_a_loss_that_was_turned_is_of_before() -> None:
    assert [
        each.kind for each in read("It swung to a profit of 12 cents from a loss of 67 cents.")
    ] == [
        "figure",
        "prior",
    ]


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("Its lifespan could more than double, to 22 years.", ["up"]),
        ("Tariffs would shave 1.25 percentage points off its margin.", ["down"]),
        ("The row wiped $4bn off its market value.", ["down"]),
        ("Minister weighs 2p rise in fuel duty to plug £22bn hole", ["up", ""]),
        ("It made a $5bn loss on cars.", [""]),
        ("The rig was moved 300 metres off the coast.", [""]),
    ],
)
def test_what_is_added_and_taken_off(text: str, directions: list[str]) -> None:
    assert [each.direction for each in read(text)] == directions


def test_a_change_behind_which_its_level_stands_is_the_levels() -> None:
    _, level = read("Revenue rose 12 percent, to $4 billion.")
    assert level.change == 12


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        (
            "Death toll from Leeds building collapse rises to 27; five still missing",
            ["deaths", "missing people"],
        ),
        ("It is building 300 cars a month.", ["production"]),
        ("Typhoon kills 15, leaves 210,000 households without power", ["deaths", "households"]),
    ],
)
def test_a_building_is_nothing_that_is_built(text: str, metrics: list[str]) -> None:
    assert [each.metric for each in read(text)] == metrics


def test_shares_of_a_whole_count_the_same() -> None:
    some, whole = read("Only 23 of the fund's 480 holdings rose.")
    assert (some.unit, whole.unit) == ("holdings", "holdings")


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("Oil majors Shell and BP lost 2.4% and 3.1% respectively.", ["Shell", "BP"]),
        (
            "Toyota, Honda and Nissan sold 9,000, 8,000 and 7,000 cars, respectively.",
            ["Toyota", "Honda", "Nissan"],
        ),
        ("Toyota sold 9,000 cars and 800 vans respectively.", ["Toyota", "Toyota"]),
    ],
)
def test_who_has_which_respectively(text: str, subjects: list[str]) -> None:
    assert [each.subject for each in read(text)] == subjects


@pytest.mark.parametrize(
    "text",
    [
        "Bumrah finished with 5 for 41 as Kent slid from 188-3 to 226 all out.",
        "It patches CVE-2026-31201.",
    ],
)
def test_no_amounts_of_wickets_and_codes(text: str) -> None:
    assert read(text) == []


def test_the_wounded_are_not_counted_as_dead() -> None:
    assert read("At least three people were killed and 14 wounded.")[1].metric == "injuries"


def test_what_is_shot_down_does_not_fall() -> None:
    assert [each.direction for each in read("It had shot down 488 of 539 drones.")] == ["", ""]


def test_a_rate_of_what_was_counted_before() -> None:
    rides, rate = read("It logged 14 million rides and wants to hit 1 million a week.")
    assert (rides.unit, rate.unit) == ("rides", "rides per week")
    assert read("They paid 40 euros for 3 tickets, 12 a head.")[2].unit == "per head"


def test_what_follows_after_is_no_guidance() -> None:
    outlook, sales = read("Grab lifts guidance to $4.1 billion after second-quarter sales jump 24%")
    assert (outlook.status, sales.status) == ("guidance", "")
    assert outlook.period is None
    assert sales.period is not None


def test_the_year_of_a_code_is_no_time() -> None:
    assert read("It patches CVE-2026-31201, one of 64 bugs.")[0].period is None
