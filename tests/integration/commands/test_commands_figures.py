"""``figures`` and the numbers of ``lookup``, on a real database."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.card import Card, Context, File, Picture, Table, text_of
from bot.commands import Desk
from bot.figures.chart import Chart
from bot.model import Relation
from tests.support.bench import Bench

DAY = timedelta(days=1)


class Artist:
    """Remembers what it was asked to draw."""

    available = True

    def __init__(self, png: bytes | None = b"\x89PNG") -> None:
        self.charts: list[Chart] = []
        self._png = png

    async def draw(self, chart: Chart) -> bytes | None:
        self.charts.append(chart)
        return self._png


@pytest.fixture
async def artist(bench: Bench) -> Artist:
    made = Artist()
    bench.context = replace(bench.context, charts=made)
    bench.desk = Desk(bench.context)
    await _news(bench)
    return made


async def _news(bench: Bench) -> None:
    values = (9_300, 9_900, 10_200, 9_800, 10_400, 11_100, 14_000)
    for index, value in enumerate(values):
        week, ago = 21 + index, (7 - index) * 7 * DAY
        title = f"Xiaomi delivers {value:,} vehicles in week {week}"
        for hours, of in enumerate(bench.feeds):
            await bench.news(title, of=of, ago=ago - timedelta(hours=hours), story=f"w{week}")
    await bench.news("Xiaomi aims at 350,000 deliveries in 2026", ago=3 * DAY)
    await bench.news("Xiaomi revenue rises to CNY 111 billion in Q1 2026", ago=30 * DAY)
    await bench.news("Xiaomi revenue rises to CNY 120 billion in Q2 2026", ago=3 * DAY)
    await bench.news("Xiaomi revenue reaches USD 17 billion in Q2 2026", ago=2 * DAY)
    await bench.news("Tesla China registrations fall to 11,900 in week 27", ago=3 * DAY)


def tables(card: Card) -> list[Table]:
    return [block for block in card.blocks if isinstance(block, Table)]


def cells(table: Table, column: str) -> list[str]:
    return [text_of(row[table.columns.index(column)]) for row in table.rows]


def labels(card: Card) -> list[str]:
    return [action.label for action in card.actions]


async def test_a_table_and_a_chart_whose_numbers_are_those_of_the_table(
    bench: Bench, artist: Artist
) -> None:
    card = await bench.say("figures Xiaomi deliveries")
    assert card.title == "Xiaomi deliveries"
    assert "14,000 vehicles, week 27, +26.1% on week 26" in card.fallback
    weekly, yearly = tables(card)
    assert cells(weekly, "#") == ["1", "2", "3", "4", "5", "6", "7"]
    assert cells(weekly, "Figure")[-1] == "14,000 vehicles"
    assert cells(weekly, "Change")[:3] == ["–", "+6.5%", "+3.0%"]
    assert cells(weekly, "Sources")[0] == "CnEVPost, Electrek"
    assert cells(yearly, "Figure") == ["350,000 deliveries"]
    assert cells(yearly, "Notes") == ["target"]
    assert "Notes" not in weekly.columns
    links = [run.url for row in weekly.rows for cell in row for run in cell if run.url]
    assert len(links) == 7 * 3, "the number leads to the first report, the outlets to theirs"
    [chart] = artist.charts
    drawn = {dot.number for panel in chart.panels for t in panel.traces for dot in t.dots}
    assert drawn == set(cells(weekly, "#"))
    [picture] = [block for block in card.blocks if isinstance(block, Picture)]
    assert picture.name == "xiaomi-deliveries.png"
    assert "7 points by week, from 9,300 vehicles (week 21) to 14,000 vehicles" in picture.alt


@pytest.mark.parametrize(
    "line",
    [
        "figures Xiaomi",
        "figures xiaomi deliveries",
        "figures 小米 交付量",
        "figures 小米交付量 最近一年",
        "figures deliveries of Xiaomi",
        "figures Xiaomi EV weekly deliveries",
        "figures SU7 deliveries",
        'figures subject:"Xiaomi" metric:"deliveries" range:"6 months"',
        "/tidings chart Xiaomi's deliveries since May",
    ],
)
@pytest.mark.usefixtures("artist")
async def test_many_ways_to_ask_for_the_same(bench: Bench, line: str) -> None:
    card = await bench.say(line)
    assert card.title.startswith("Xiaomi deliveries"), card.fallback
    assert len(tables(card)[0].rows) == 7


async def test_currencies_are_never_mixed(bench: Bench, artist: Artist) -> None:
    card = await bench.say("figures Xiaomi revenue")
    assert [cells(table, "Figure") for table in tables(card)] == [
        ["CNY 111 billion", "CNY 120 billion"],
        ["USD 17 billion"],
    ]
    assert [panel.heading[0] for panel in artist.charts[0].panels] == ["CNY by quarter"]


@pytest.mark.usefixtures("artist")
async def test_a_stretch_keeps_what_lies_in_it_and_the_change_before_it(bench: Bench) -> None:
    card = await bench.say("figures Xiaomi deliveries June")
    [weekly] = tables(card)
    assert card.title == "Xiaomi deliveries, June 2026"
    assert cells(weekly, "When") == ["week 23", "week 24", "week 25", "week 26"]
    assert cells(weekly, "Change")[0] == "+3.0%"
    assert "Everything" in labels(card)
    again = await bench.press(card, "Everything")
    assert len(tables(again)[0].rows) == 7


@pytest.mark.usefixtures("artist")
async def test_silence_is_explained(bench: Bench) -> None:
    none = await bench.say("figures Xiaomi price")
    assert none.title == "No readings of “price” for Xiaomi"
    assert "deliveries (8) and revenue (3)" in none.fallback
    misspelt = await bench.say("figures Xiaomi delivries")
    assert "id you mean “deliveries”?" in misspelt.fallback
    name = await bench.say("figures Xiomi deliveries")
    assert name.title == "No figures of Xiomi deliveries"
    assert "Did you mean “Xiaomi”?" in name.fallback
    assert (await bench.press(name, "Xiaomi deliveries")).title == "Xiaomi deliveries"
    then = await bench.say("figures Xiaomi deliveries 2024")
    assert then.title == "No readings of deliveries for Xiaomi, 2024"
    assert "The last was 14,000 vehicles, week 27" in then.fallback
    watched = await bench.say("figures Lei Jun")
    assert "It is watched, but no news so far told a number" in watched.fallback
    bad = await bench.say("figures Xiaomi range:blah")
    assert bad.title == "“blah” is no stretch of time"


@pytest.mark.usefixtures("artist")
async def test_without_a_name_it_says_whose_there_are(bench: Bench) -> None:
    card = await bench.say("figures")
    assert cells(tables(card)[0], "Subject") == ["Xiaomi", "Tesla"]
    of_one = await bench.say("figures registrations")
    assert cells(tables(of_one)[0], "Subject") == ["Tesla"]
    assert (await bench.press(of_one, "Tesla")).title == "Tesla China registrations"


async def test_nothing_read_yet_is_said(bench: Bench) -> None:
    card = await bench.say("figures")
    assert card.title == "No figures have been read yet"


@pytest.mark.usefixtures("artist")
async def test_a_place_in_the_name_is_a_place(bench: Bench) -> None:
    await bench.news("Tesla registrations reach 3,000 in Germany in week 27", ago=2 * DAY)
    china = await bench.say("figures Tesla China")
    assert [cells(table, "#") for table in tables(china)] == [["1"]]
    both = await bench.say("figures Tesla")
    assert sorted(cells(tables(both)[0], "Notes")) == ["China", "Germany"]


@pytest.mark.usefixtures("artist")
async def test_corrections_and_contradictions_are_marked(bench: Bench) -> None:
    for of, value in zip(bench.feeds, (3_200, 3_900), strict=True):
        await bench.news(f"Tesla deliveries reach {value:,} in week 26", of=of, ago=9 * DAY,
                         story="t26")  # fmt: skip
    for value, relation, ago in ((10_000, Relation.NEW, 2), (9_860, Relation.CORRECTION, 1)):
        await bench.news(f"Tesla deliveries reach {value:,} in week 27", ago=ago * DAY,
                         story="t27", relation=relation)  # fmt: skip
    card = await bench.say("figures Tesla deliveries")
    assert cells(tables(card)[0], "Figure") == ["3,200", "9,860"]
    assert cells(tables(card)[0], "Notes") == ["Electrek says 3,900", "corrected from 10,000"]
    assert "○ what others say" in card.fallback
    assert "× before a correction" in card.fallback


@pytest.mark.usefixtures("artist")
async def test_csv_has_every_report(bench: Bench) -> None:
    card = await bench.press(await bench.say("figures Xiaomi deliveries"), "CSV")
    assert card == await bench.say("figures Xiaomi deliveries csv")
    [file] = [block for block in card.blocks if isinstance(block, File)]
    assert file.name == "xiaomi-deliveries.csv"
    rows = list(csv.DictReader(io.StringIO(file.text, newline="")))
    assert len(rows) == 15
    assert [row["value"] for row in rows[:3]] == ["9300", "9300", "9900"]
    assert {row["status"] for row in rows} == {"actual", "target"}
    short = await bench.say("figures Xiaomi deliveries June csv")
    assert "June 2026" in short.title


async def test_without_the_drawing_library_everything_else_is_there(bench: Bench) -> None:
    await _news(bench)
    card = await bench.say("figures Xiaomi deliveries")
    assert not any(isinstance(block, Picture) for block in card.blocks)
    assert len(tables(card)) == 2
    notes = [text_of(block.line) for block in card.blocks if isinstance(block, Context)]
    assert "For the chart as a picture: pip install 'tidings[charts]'" in notes
    assert "▁▂▂▁▂▄█" in card.fallback


async def test_a_chart_that_fails_costs_no_answer(bench: Bench) -> None:
    bench.context = replace(bench.context, charts=Artist(png=None))
    bench.desk = Desk(bench.context)
    await _news(bench)
    card = await bench.say("figures Xiaomi deliveries")
    assert "could not be drawn this time" in card.fallback
    assert len(tables(card)[0].rows) == 7


async def _offered(bench: Bench, parameter: str, typed: str, line: str) -> Sequence[str]:
    return await bench.desk.complete(bench.request(line), f"figures.{parameter}", typed)


@pytest.mark.usefixtures("artist")
async def test_completion_knows_what_there_is(bench: Bench) -> None:
    assert (await _offered(bench, "subject", "", "figures "))[:2] == ["Xiaomi", "Tesla"]
    assert "Xiaomi" in await _offered(bench, "subject", "xia", "figures xia")
    behind = await _offered(bench, "subject", "Xiaomi ", "figures Xiaomi ")
    assert behind[:2] == ["Xiaomi deliveries", "Xiaomi revenue"]
    assert await _offered(bench, "subject", "小米 rev", "figures 小米 rev") == ["小米 revenue"]
    of_tesla = await _offered(bench, "metric", "", 'figures subject:"Tesla" metric:')
    assert of_tesla == ["registrations"]
    assert "since March" in await _offered(bench, "range", "", "figures Xiaomi")
    assert await _offered(bench, "as", "c", "figures Xiaomi as:c") == ["chart", "csv"]


@pytest.mark.usefixtures("artist")
async def test_lookup_shows_the_latest_figures(bench: Bench) -> None:
    card = await bench.say("lookup Xiaomi")
    assert "Latest figures" in card.fallback
    assert "• deliveries: 14,000 vehicles, week 27, +26.1% on week 26 ▁▂▂▁▂▄█" in card.fallback
    assert "• revenue: CNY 120 billion, Q2 2026, +8.1% on Q1 2026" in card.fallback
    assert (await bench.press(card, "Figures")).title == "Xiaomi deliveries"
    quiet = await bench.say("lookup 小米 1")
    assert "Latest figures" in quiet.fallback


@pytest.mark.parametrize(
    "line",
    ["figures '", "figures ''''", "figures =1+1", "figures $x^2$", "figures " + "x " * 900,
     "figures Xiaomi metric:", "figures range:2025", "figures metric:deliveries", "figures 2025",
     "figures csv", "figures Xiaomi Xiaomi Xiaomi", "figures \u202e\x00"],
)  # fmt: skip
@pytest.mark.usefixtures("artist")
async def test_whatever_is_typed_there_is_an_answer(bench: Bench, line: str) -> None:
    card = await bench.say(line)
    assert "Something went wrong" not in card.title


async def test_a_part_is_named_and_never_stands_for_the_whole(bench: Bench, artist: Artist) -> None:
    await bench.news("Xiaomi services revenue rises to CNY 9 billion in Q2 2026", ago=DAY)
    card = await bench.say("figures Xiaomi revenue")
    yuan = next(table for table in tables(card) if "Notes" in table.columns)
    assert cells(yuan, "Figure")[-2:] == ["CNY 120 billion", "CNY 9 billion"]
    assert cells(yuan, "Notes")[-2:] == ["", "services"]
    assert "CNY 120 billion, Q2 2026, +8.1% on Q1 2026" in card.fallback
    panel = next(each for each in artist.charts[-1].panels if len(each.traces) > 1)
    assert [len(trace.dots) for trace in panel.traces] == [2, 1], "on no line with the whole"
    alone = await bench.say("figures Xiaomi services revenue")
    assert [cells(table, "Figure") for table in tables(alone)] == [["CNY 9 billion"]]
