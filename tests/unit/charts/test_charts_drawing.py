"""Charts as pictures: decodable, readable, nothing on top of something else."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest

pytest.importorskip("matplotlib", reason="charts are optional")

from PIL import Image

from bot.charts.canvas import INK, PAPER
from bot.charts.drawing import COLOURS, WIDTH, draw, painted
from bot.figures.chart import Chart, Charted, chart
from tests.support.charted import charted, quarter, week, weeks, year


def made(points: Sequence[Charted], *title: str, summary: str = "") -> Chart:
    found = chart(title or ("Xiaomi deliveries",), points, summary=(summary,) if summary else ())
    assert found is not None
    return found


def decoded(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        return image.convert("RGB")


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def pixels(image: Image.Image, colour: str) -> int:
    wanted = rgb(colour)
    counted: list[Any] = image.getcolors(image.width * image.height) or []
    return sum(count for count, found in counted if found == wanted)


MIXED = [
    *weeks([9_300, 9_900, 10_200, 9_800, 11_100], part="China", corrected=9_000.0),
    *weeks([3_900, 4_000, 4_100, 4_050], part="Germany", others=(3_000.0,)),
    charted(30, 14_000, week(27), status="target", qualifier=">="),
    charted(31, 13_000, week(26), status="forecast", low=12_000, high=14_500),
    *(charted(40 + n, v, quarter(n + 1)) for n, v in enumerate([86e3, 104e3, 109e3, 146e3])),
    charted(50, 350_000, year(2025)),
    charted(51, 550_000, year(2026), status="target"),
]
CASES = {
    "weeks": weeks([14_100, 12_900, 14_800, 15_000, 13_900, 15_000, 15_600, 11_900]),
    "mixed": MIXED,
    "one": [charted(1, 124.3e9, quarter(1), unit="USD")],
    "two": [charted(1, 3, week(20)), charted(2, 4, week(21))],
    "equal": weeks([5, 5, 5]),
    "many": [charted(n, 100 + (n * 37 % 23) - n / 9, unit="HKD") for n in range(1, 260)],
    "negative": [charted(n, v, quarter(n)) for n, v in enumerate([-1.4e9, -5e8, 1e7, 8e7], 1)],
    "tiny": weeks([0.0012, 0.0009, 0.0007], unit="%"),
    "huge": weeks([1e300, 1.7e308, -1.7e308, 0.0], unit="tokens"),
    "tens": weeks([1_200, 900, 5_000, 2_000_000, 35_000_000, 41_000], others=(300.0,)),
    "bounds": [
        charted(n, v, qualifier=q)
        for n, (v, q) in enumerate([(5e4, ">"), (7e4, "~"), (9e4, ""), (1e5, ">="), (12e4, "<=")])
    ],
    "long": weeks([9, 8, 12, 13], unit="things with an extremely long name that never ends at all"),
    "years": [charted(n, v, year(2010 + n)) for n, v in enumerate(range(5, 21))],
    "turn": weeks([9, 8, 12, 13, 11, 10], first=48),
    "markup": weeks([1, 2], unit="$x^2$ {\\bf", part="<b>"),
}
cases = pytest.mark.parametrize("points", CASES.values(), ids=CASES)


@cases
def test_a_chart_is_a_picture_of_its_size_that_is_not_blank(points: Sequence[Charted]) -> None:
    image = decoded(draw(made(points, summary="11,900 vehicles · week 28 · −23.7%")))
    assert image.width == WIDTH
    assert WIDTH * 0.4 < image.height < WIDTH * 2
    total = image.width * image.height
    assert 0.7 < pixels(image, PAPER) / total < 0.99
    assert pixels(image, INK) > 500, "the title"
    assert pixels(image, COLOURS[0]) > 40, "the first trace"


@cases
def test_no_text_covers_another_or_leaves_the_picture(points: Sequence[Charted]) -> None:
    long = "Guangzhou Automobile Group Company Limited and its many subsidiaries: registrations"
    canvas = painted(made(points, long, summary="the newest " * 12))
    boxes = {text.get_text(): canvas.extent(text) for text in canvas.texts if text.get_text()}
    assert boxes
    extents = [canvas.extent(text) for text in canvas.texts if text.get_text()]
    for one, other in combinations(extents, 2):
        assert not one.overlaps(other)
    right, top = canvas.figure.bbox.width, canvas.figure.bbox.height
    for said, box in boxes.items():
        assert box.x0 >= 0, said
        assert box.y0 >= 0, said
        assert box.x1 <= right, said
        assert box.y1 <= top, said


@cases
def test_nothing_is_too_small_for_a_phone(points: Sequence[Charted]) -> None:
    """Shown 375 points wide, the smallest letter is as large as a chat's small print."""
    canvas = painted(made(points))
    sizes = [float(text.get_fontsize()) for text in canvas.texts]
    assert min(sizes) * 375 / canvas.width >= 9.5


def numbers(chart: Chart) -> list[str]:
    wanted = {dot.number for panel in chart.panels for t in panel.traces for dot in t.dots}
    return [text.get_text() for text in painted(chart).texts if text.get_text() in wanted]


@pytest.mark.parametrize("name", ["weeks", "two", "one", "negative", "bounds", "turn"])
def test_few_points_all_have_their_number(name: str) -> None:
    points = [p for p in CASES[name] if p.number]
    assert set(numbers(made(points))) >= {str(point.number) for point in points}


def test_of_many_points_the_newest_has_a_number_and_some_others() -> None:
    shown = numbers(made(CASES["many"]))
    assert "259" in shown
    assert 8 <= len(shown) < 60


def test_the_same_chart_is_the_same_bytes() -> None:
    digests = {hashlib.sha256(draw(made(MIXED))).hexdigest() for _ in range(3)}
    assert len(digests) == 1


def test_settings_of_the_library_change_nothing() -> None:
    """A ``matplotlibrc`` of the machine must not decide how a chart looks."""
    import matplotlib as mpl

    plain = draw(made(CASES["weeks"]))
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "figure.dpi": 30,
                         "savefig.bbox": None, "text.color": "red"}):  # fmt: skip
        assert draw(made(CASES["weeks"])) == plain


def test_it_reads_on_light_and_dark() -> None:
    """The picture brings its own background, and what is written on it stands out."""

    def light(colour: str) -> float:
        parts = [part / 255 for part in rgb(colour)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    from bot.charts.drawing import SOFT, WARN

    with Image.open(io.BytesIO(draw(made(CASES["weeks"])))) as image:
        counted: list[Any] = image.convert("RGBA").getchannel("A").getcolors() or []
    assert [level for _, level in counted] == [255], "opaque"
    for colour in (INK, SOFT, WARN, *COLOURS):
        assert (light(PAPER) + 0.05) / (light(colour) + 0.05) >= 4.5, colour
