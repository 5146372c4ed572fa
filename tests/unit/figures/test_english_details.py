"""Small rules of the English reading, one sentence each: what is no amount, and what an amount
says."""

from __future__ import annotations

import pytest

from bot.figures import extract
from bot.model import Figure


def read(text: str) -> list[Figure]:
    return extract("", text)


@pytest.mark.parametrize(
    "text",
    [
        "Upgrade to node 22.11 or stay.",
        "Clerks cited Fed. R. Civ. P. 23 again.",
        "White opened with 1.e4 and met 19...Rxd4 with 20.Qh6, he said.",
        "The visitors take on the 0-1 Chargers next.",
        "The Chiefs are favorites at -330 tonight.",
        "She signed for a three-under 69 on the links.",
        "Her sons Diego, 12, and Luis, 9, were found.",
        "It beat the 4090 it replaces.",
        "The theft was logged at block 23,104,551.",
        "A 5-star hotel for 30-somethings opened.",
        'His novel "Four Thousand Weeks" came out.',
        "It entered the Fortune Global 500 again.",
        "Sinner lost 6-2, 3-6, 6-1 to him.",
        "Scheffler, at -15, leads by a shot.",
        "Boeing builds the 737 MAX in Renton, and will retire its last 767 then.",
        "737 MAX production goes on.",
        "The Class of '92 star, now 50, buys a club.",
        "Train 12951 left late.",
        "Call it the star HD 101274 again.",
        "The 1962 car and the 6.12 kernel were shown.",
        "It is at 19-21 Mercer Street, New York 10013.",
        "He owns 30 Rockefeller Plaza.",
        "Gonzaga is the 1 seed; the magic number is 6.",
        "He made eagle for a closing 64.",
        "Burnley 1-1 (4-5 pens) Cardiff",
        "Robin van Persie wore 20; it was his.",
        "At 16, Lamine Yamal broke it.",
        "Prince George, 12, Princess Charlotte, 10, and Prince Louis, 7, came.",
        "The over-50s and 18-24s voted.",
        "S4E10 ends well.",
        "It is at 51.5072° N, 0.1276° W, they said.",
        "The arm 2B did well.",
        "It surprised Gukesh (2752) again.",
        'They made "Squid Game" 3 and more.',
        "Airbus A320 Overtakes 737 as Most-Delivered Jet",
        "The Titans posted 155 for 8.",
        "It is free for people 65 and older.",
        "A 911 caller reported shots.",
        "The 8.15 from Paddington was late.",
        "Ethereum forks at slot 13,164,544.",
        "Lawmakers voted 308 to 122 for the bill.",
        "Inmate 24601 escaped from prison.",
        "He leads after Race 20 of 24.",
        "Write to 1 Infinite Loop, Cupertino.",
        "The Chiefs fell to 0-2 again.",
        "Its 1-gamma chips and 12-high stacks are sampling.",
        "In 2004, at 23, he sold the 2.0 release.",
        "It is the first time since Apr.7 again.",
        "See notice 25V-540 of the agency.",
        "Op. 27 opened and K. 466 closed it.",
        "9M-MRO was flying then.",
    ],
)
def test_no_amounts(text: str) -> None:
    assert [figure.text for figure in read(text)] == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Permits fell in the Midwest (-5.2%).", -5.2, "%"),
        ("The index closed the week 6.7% higher.", 6.7, "%"),
        ("Prices rose by 5.9% annually.", 5.9, "%"),
        ("Some 2.7 trillion barrel-miles moved west.", 2.7e12, "barrel-miles"),
        ("She is a mother of three from Kano.", 3.0, "children"),
        ("Output rose by 555,000 bpd a month.", 555_000.0, "barrels per day"),
        ("The IBEX 35 closed at 8271 on Friday.", 8271.0, "points"),
        ("The ship carries 9,200 TEU.", 9200.0, "TEU"),
        ("Stocks rose to 3,272 bcf.", 3272.0, "bcf"),
        ("A quake of magnitude 5.9 jolts Taipei.", 5.9, ""),
        ("Losses came to AUD $1.7 billion.", 1.7e9, "AUD"),
        ("Norway's fund earned 698 billion crowns.", 698e9, "NOK"),
        ("A Czech lottery paid 2 million crowns.", 2e6, "CZK"),
        ("She wears three crowns.", 3.0, "crowns"),
        ("Ferry carrying 310 people capsizes off Java", 310.0, "people"),
        ("They flew 50,000 resupply and casualty-evacuation missions.", 50_000.0, "missions"),
        ("His unbeaten 108 decided it.", 108.0, ""),
        ("The storm passed 42 nautical miles off Cuba.", 42.0, "nautical miles"),
        ("It stands at 2,917m above the sea.", 2917.0, "m"),
        ("The party fought 12 by-elections.", 12.0, "by-elections"),
        ("Typhoon Kills 14 in Taiwan", 14.0, ""),
        ("School Bus Crash Injures 22 Children", 22.0, "children"),
        ("Magnitude 6.9 Quake Hits Cebu", 6.9, ""),
        ("Verstappen 40 Points Off Lead", 40.0, "points"),
        ("United End Nine-Year Wait", 9.0, "years"),
        ("Comet Nears Sun at 137,000 MPH", 137_000.0, "mph"),
        ("Kyiv received 30 M1A1 Abrams tanks.", 30.0, "tanks"),
    ],
)
def test_values_and_units(text: str, value: float, unit: str) -> None:
    assert [(figure.value, figure.unit) for figure in read(text)] == [(value, unit)]


def test_one_day_is_a_time_where_it_lasts() -> None:
    assert [f.text for f in read("It sold 37 million phones in one day.")] == [
        "37 million phones",
        "one day",
    ]
    assert read("He hopes that one day he will win.") == []


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("The law raises the borrowing limit to $28.9 trillion.", "up"),
        ("Sentiment was revised higher to 59.7 in December.", "up"),
        ("The outlook was revised lower to 2.9%.", "down"),
        ("The bill would add $3.3 trillion to deficits.", "up"),
        ("The launch has slipped two years.", ""),
        ("Ford to Cut Up to 1,000 Jobs at Cologne", "down"),
        ("It is close to raising up to $5 billion.", ""),
        ("The dollar sinks to a three-year low.", ""),
        ("AMD Shares Rocket 24% on Chip Deal", "up"),
        ("Meat Stock Craters 56%", "down"),
        ("India fall to England by four runs.", ""),
        ("It will invest $13 billion in the US, add jobs", ""),
        ("They lost in Jaipur by 20 runs.", ""),
        ("It is raising benefits 8.7 percent.", "up"),
        ("Contractors eat up Rs 1,000 crore meant for the poor.", ""),
        ("The storm cut power to 89,000 homes.", ""),
        ("It crashed 32 seconds after take-off.", ""),
        ("She advanced to a runoff with 39.5 per cent of the vote.", ""),
        ("CSL, which had closed at A$271.32, plunged.", ""),
    ],
)
def test_directions(text: str, direction: str) -> None:
    assert [figure.direction for figure in read(text)] == [direction]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("It was the best week in over two months.", ">"),
        ("It rose over 24 hours.", ""),
        ("Gaza Death Toll Passes 66,000", ">"),
        ("Temperatures were crossing 40 degrees Celsius.", ">"),
        ("The storm passed 42 nautical miles off Cuba.", ""),
        ("Parliament passed 12 laws last year.", ""),
        ("The deadline moved until 14 days later.", ""),
        ("The index stayed below the 50 mark.", "<"),
        ("Exports Top 80,000 for First Time", ">"),
        ("Approvals were revised up to 570,000 from 561,000.", ""),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    assert read(text)[0].qualifier == bound


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("The gauge was revised higher to 59.7 from a preliminary of 59.1.", 59.1),
        ("Confidence rose to 0.1 from the 17-month low of -0.4.", -0.4),
        ("Net loss was $428 million, compared with a net loss last year of $612 million.", 612e6),
        ("It posted a net profit of $42 million, against a loss of $17 million.", None),
        ("They lost 20.7% of their weight, against 2.4% on placebo.", None),
        ("Volume was 9.8 billion shares, against a 20-day average of 17.4 billion.", None),
    ],
)
def test_values_before(text: str, previous: float | None) -> None:
    assert read(text)[0].previous == previous


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Vacuum maker Dyson will cut 1,000 jobs.", "Dyson"),
        ("Croatia defender Lovren has made 105 appearances.", "Lovren"),
        ("Canada Adds 60,400 Jobs in Rebound", "Canada"),
        ("Ford boss Jim Farley said it lost $1.3 billion.", "Ford"),
        ("BYD outsold Tesla with 512,000 deliveries in May.", "BYD"),
        ("Arsenal sign Gyokeres for £60m", "Arsenal"),
        ("Rocket Lab shares rose 12%.", "Rocket Lab"),
        ("Fed to Cut Rates by 0.5 Points", "Fed"),
        ("United to cut 400 flights a day", "United"),
        ("Tesla Shares Crash 12%", "Tesla"),
        ("Dow Jones Industrial Average fell 200 points.", "Dow Jones Industrial Average"),
    ],
)
def test_who_is_spoken_of(text: str, subject: str) -> None:
    assert read(text)[0].subject == subject


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("Aluminium stocks in LME warehouses slipped to 412,350 tonnes.", "stocks"),
        ("Measles Cases Top 1,500 as Outbreak Spreads to Texas", "cases"),
        ("New home sales surged to a seasonally adjusted annual rate of 640K.", "sales"),
        ("The annual rate rose to 4%.", "rates"),
        ("The company fired 400 workers.", "layoffs"),
        ("Some 400 people were fired.", "layoffs"),
        ("Hamas fired 400 rockets at Israel.", "rockets"),
        ("Fire kills 12 people in hotel", "deaths"),
        ("Fire kills 12, police say", "deaths"),
    ],
)
def test_what_is_measured(text: str, metric: str) -> None:
    assert read(text)[0].metric == metric


def test_a_range_from_words_to_digits() -> None:
    figure = read("It takes seven to 10 days.")[0]
    assert (figure.low, figure.high, figure.unit) == (7.0, 10.0, "days")


def test_the_injured_are_not_counted_as_dead() -> None:
    assert [figure.unit for figure in read("Two dead, 14 injured in Graz")] == ["dead", ""]


def test_the_period_of_another_clause_is_not_taken() -> None:
    grew, shrank = read("In 2021, it grew 4.6 percent, after contracting 2.7 percent in 2020.")
    assert grew.period is not None
    assert shrank.period is not None
    assert (grew.period.label, shrank.period.label) == ("2021", "2020")


def test_more_who_were_injured_are_people_too() -> None:
    text = "Some 4,500 people were killed and more than 16,000 injured."
    assert [figure.unit for figure in read(text)] == ["people", "people"]
    lost = "Nearly 9,000 lives were lost, over 22,000 injured."
    assert [figure.unit for figure in read(lost)] == ["lives", ""]


def test_the_values_before_are_paired_like_those_now() -> None:
    total, share, *_ = read(
        "Profit was $912 million, or $3.83 per share, up from $892 million, or $3.60 per share."
    )
    assert (total.previous, share.previous) == (892e6, 3.60)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("It came in above the $177 million cash burn analysts expected.", "forecast"),
        ("It missed the €6.2 billion that analysts had pencilled in.", "forecast"),
        ("The initial forecast for the year was ¥4.75 billion.", "forecast"),
        ("Revenue for the year was ¥4.75 billion.", "actual"),
        ("It beat the 826,000 FactSet consensus.", "forecast"),
        ("Starbucks to Close 500 Stores, Cut Roles", "target"),
        ("PS6 May Launch in 2027 at $599", "forecast"),
        ("Bank to be acquired by a rival for $1.8 billion", "target"),
        ("Exports to China rose 12% in May.", "actual"),
        ("Exports to China Rose 12% in May", "actual"),
        ("Returning to ODI cricket, he made 86 runs.", "actual"),
        ("Talks to end the strike failed after 12 hours.", "actual"),
        ("In May Sales Reached $599 Million", ""),
    ],
)
def test_what_was_foreseen_is_no_fact(text: str, status: str) -> None:
    assert read(text)[0].status == status


def test_what_is_told_behind_a_plan_is_told_as_always() -> None:
    jobs, sales = read("Ford to cut 500 jobs after sales fell 12% in May.")
    assert (jobs.status, sales.status) == ("target", "actual")


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("Ford cut 500 jobs after profit fell 12%.", None),
        ("Revenue rose to $4 billion as shipments rose 12%.", None),
        ("Sales fell to 4,000 as of May, down 12%.", -12),
        ("Sales rose 12% to 4,000 as demand grew.", 12),
    ],
)
def test_a_change_of_something_else_is_not_the_figures(text: str, change: float | None) -> None:
    figures = read(text)
    level = next(figure for figure in figures if figure.kind != "change")
    assert level.change == change


def test_a_period_of_another_figure_is_not_taken() -> None:
    sales, before = read("Sales reached $4.2 billion, below last year's $4.3 billion.")
    assert sales.period is None
    assert before.period is not None


def test_rides_are_no_money() -> None:
    *_, rides = read("Bookings rose 12% to $4.49 billion and rides 14% to 234.8 million.")
    assert (rides.value, rides.unit) == (234.8e6, "")


def test_a_millionth_in_digits_is_a_milestone() -> None:
    (figure,) = read("BYD built its 13 millionth car.")
    assert (figure.value, figure.unit, figure.kind) == (13e6, "cars", "milestone")


def test_an_average_counts_none_of_what_is_counted_before() -> None:
    assert [figure.unit for figure in read("He has 51 hundreds and an average of 46.85.")] == [
        "hundreds",
        "",
    ]


def test_who_is_spoken_of_is_not_who_an_aside_names() -> None:
    (figure,) = read("Ferrari, which trades as RACE, sold 3,494 cars.")
    assert figure.subject == "Ferrari"
    target, before = read("UBS lowered its target on Adidas to €188 from €220.")
    assert (target.metric, target.previous, before.kind) == ("price target", 220.0, "prior")


def test_dozens_hurt_at_the_start_of_a_headline() -> None:
    figure = read("Dozens Hurt as Trams Collide in Strasbourg")[0]
    assert (figure.low, figure.high) == (12.0, 120.0)


def test_a_level_is_in_no_months_because_a_low_of_months_follows() -> None:
    assert read("Confidence Drops to 94.2, Five-Month Low")[0].unit == ""


def test_below_a_level_it_tumbled_to_bounds_it() -> None:
    assert [figure.qualifier for figure in read("Ether Tumbles 12% Below $3,800")] == ["", "<"]


@pytest.mark.parametrize(
    ("text", "value", "period"),
    [
        ("The base increased in 2009 to 50.5 million users.", 50.5e6, "2009"),
        ("Prices rose in 2023 to 85 dollars.", 85.0, "2023"),
        ("In Q2 25 million users joined.", 25e6, "Q2"),
        ("In H1 30 people died.", 30.0, "H1"),
        ("By July 10,000 homes had power.", 10_000.0, "By July"),
        ("Rents rose on July 9 to 12.5 million pounds.", 12.5e6, "July 9"),
    ],
)
def test_no_period_swallows_an_amount(text: str, value: float, period: str) -> None:
    (figure,) = read(text)
    assert figure.period is not None
    assert (figure.value, figure.period.label) == (value, period)


def test_a_rate_of_exchange_is_in_none_of_its_cents() -> None:
    assert [figure.unit for figure in read("Rupee falls 5 paise to 83.18 at noon.")] == [
        "paise",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Output rose in Q3 to 12.", 12.0),
        ("In May 30 points were lost.", 30.0),
        ("They caught 12.", 12.0),
        ("They found 45.", 45.0),
    ],
)
def test_a_bare_amount_behind_its_verb_is_read(text: str, value: float) -> None:
    assert [figure.value for figure in read(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Police closed car 12 on Friday.",
        "He pointed to runway 4, which was empty.",
        "Workers repaired reactor 3.",
    ],
)
def test_a_singular_counted_noun_labels_its_number(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("a fifth more than it promised in spring", "up"),
        ("a third fewer than Borat", "down"),
    ],
)
def test_a_part_more_than_something_else_is_a_difference_and_no_level(words: str, way: str) -> None:
    [level, part] = read(f"Acme wants to deliver 120,000 cars this year, {words}.")
    assert (level.value, level.kind) == (120_000, "figure")
    assert (part.kind, part.direction) == ("change", way)
