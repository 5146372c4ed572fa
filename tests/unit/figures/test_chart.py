"""Which points are drawn, on which panel, as what."""

from bot.figures.chart import MOST_DOTS, MOST_PANELS, MOST_TRACES, Chart, Charted, chart
from tests.support.charted import charted, quarter, week, weeks, year


def made(points: list[Charted]) -> Chart:
    found = chart(("Xiaomi deliveries",), points)
    assert found is not None
    return found


def test_nothing_gives_no_chart() -> None:
    assert chart(("Xiaomi",), []) is None
    assert chart(("Xiaomi",), [charted(1, float("nan"))]) is None


def test_weeks_never_stand_with_quarters_nor_yuan_with_dollars() -> None:
    points = [
        *weeks([3_000, 3_200, 3_100]),
        *(charted(4 + n, 40_000, quarter(n), unit="CNY") for n in (1, 2)),
        *(charted(6 + n, 40_000, quarter(n), unit="USD") for n in (1, 2)),
        *(charted(8 + n, 40_000, quarter(n)) for n in (1, 2)),
    ]
    panels = made(points).panels
    assert len(panels) == MOST_PANELS
    assert panels[0].heading == ("vehicles by week", "by week")
    assert {panel.heading[0] for panel in panels} <= {
        "vehicles by week", "vehicles by quarter", "CNY by quarter", "USD by quarter"
    }  # fmt: skip
    assert [len(panel.traces) for panel in panels] == [1, 1, 1]


def test_targets_are_a_trace_of_their_own_and_open() -> None:
    points = [
        charted(1, 410_000, year(2025)),
        charted(2, 350_000, year(2025), status="target"),
        charted(3, 550_000, year(2026), status="target", qualifier=">="),
    ]
    [panel] = made(points).panels
    actual, target = panel.traces
    assert (actual.label, actual.open) == (("actual",), False)
    assert (target.label, target.open) == (("target",), True)
    assert [dot.bound for dot in target.dots] == ["", "up"]
    assert actual.dots[0].x == target.dots[0].x, "they are of one year"


def test_places_are_told_apart() -> None:
    points = [*weeks([9, 10, 11], part="China"), *weeks([3, 4], part="Germany"), *weeks([12])]
    [panel] = made(points).panels
    assert [trace.label[0] for trace in panel.traces] == ["China", "Germany", "in all, or not told"]


def test_one_place_needs_no_label() -> None:
    [panel] = made(weeks([9, 10, 11], part="China")).panels
    assert [trace.label for trace in panel.traces] == [()]


def test_what_cannot_be_told_apart_is_left_out() -> None:
    points = [p for n in range(9) for p in weeks([n + 1.0, n + 2.0], part=f"Province {n}")]
    [panel] = made(points).panels
    assert len(panel.traces) == MOST_TRACES


def test_the_newest_points_are_kept() -> None:
    points = [charted(n, float(n)) for n in range(1, MOST_DOTS + 51)]
    [panel] = made(points).panels
    dots = panel.traces[0].dots
    assert len(dots) == MOST_DOTS
    assert dots[-1].number == str(MOST_DOTS + 50)
    assert [dot.x for dot in dots] == sorted(dot.x for dot in dots)


def test_ranges_corrections_and_contradictions_have_their_places() -> None:
    [point] = (
        made([charted(1, 100, week(20), low=90, high=120, corrected=150.0, others=(80.0,))])
        .panels[0]
        .traces[0]
        .dots
    )
    assert point.others[0] < point.low < point.y < point.high < (point.was or 0)


def test_a_gap_is_not_joined() -> None:
    points = [charted(1, 5, week(20)), charted(2, 6, week(21)), charted(3, 7, week(24))]
    [panel] = made(points).panels
    assert [dot.joined for dot in panel.traces[0].dots] == [True, True, False]


def test_what_the_text_does_not_speak_of_has_no_number() -> None:
    [panel] = made([charted(0, 5, week(20)), charted(1, 6, week(21))]).panels
    assert [dot.number for dot in panel.traces[0].dots] == ["", "1"]


def test_everything_lies_on_the_panel() -> None:
    points = [*weeks([-5, 3, 1e9, 7], corrected=-1e9), charted(9, 12, week(30), status="forecast")]
    for panel in made(points).panels:
        for trace in panel.traces:
            for dot in trace.dots:
                assert all(0 <= each <= 1 for each in (dot.x, dot.y, dot.low, dot.high))
        assert all(0 <= tick.at <= 1 for tick in (*panel.x_ticks, *panel.y_ticks))


def test_a_single_point_beside_a_course_is_left_to_the_text() -> None:
    points = [*weeks([9, 10, 11]), charted(9, 350_000, year(2026), status="target")]
    assert [panel.heading[0] for panel in made(points).panels] == ["vehicles by week"]
    assert len(made([charted(1, 5, year(2026)), charted(2, 5, quarter(1))]).panels) == 1
