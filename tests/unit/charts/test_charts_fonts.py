"""Texts that no font can write are said otherwise, never drawn as empty boxes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="charts are optional")

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager

from bot.charts import fonts
from bot.charts.drawing import painted
from bot.charts.fonts import BASE, families, writable
from bot.figures.chart import Chart, chart
from tests.support.charted import weeks

FAMILY = "Noto Sans CJK SC"


def small_font(path: Path, characters: str, family: str = FAMILY) -> Path:
    """A font with a square for each of these characters."""
    names = {char: f"u{ord(char):04X}" for char in characters}
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(char): name for char, name in names.items()})
    builder.setupGlyf({".notdef": square, **dict.fromkeys(names.values(), square)})
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (900, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(path)
    return path


@pytest.fixture(autouse=True)
def _only_its_own_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without Chinese fonts, whatever this one has."""
    own = [each for each in font_manager.fontManager.ttflist if each.name == BASE]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)
    fonts.forget()
    yield
    fonts.forget()


@pytest.fixture
def chinese(tmp_path: Path) -> str:
    path = small_font(tmp_path / "small.ttf", "小米汽车交付量")
    font_manager.fontManager.addfont(path)
    return FAMILY


def titled(*ways: str) -> Chart:
    made = chart(ways, weeks([3, 5, 4]))
    assert made is not None
    return made


def title_of(drawn: Chart) -> str:
    return str(painted(drawn).texts[0].get_text())


@pytest.mark.parametrize("text", ["Xiaomi deliveries", "Škoda Größe", "Яндекс", "−23.7% ≥ 5", " "])
def test_the_librarys_own_font_writes_most_alphabets(text: str) -> None:
    assert families(text) == (BASE,)


@pytest.mark.parametrize("text", ["小米", "a\x07b", "\ud83d", "\U0010ffff", "🚗小"])
def test_what_no_font_can_write_is_known(text: str) -> None:
    assert families(text) is None
    assert writable((text,)) == ""


def test_another_name_is_drawn_where_no_font_has_the_characters() -> None:
    assert title_of(titled("小米 deliveries", "Xiaomi deliveries")) == "Xiaomi deliveries"


def test_with_a_font_of_the_machine_the_name_itself_is_drawn(chinese: str) -> None:
    assert families("小米 deliveries") == (BASE, chinese)
    canvas = painted(titled("小米 deliveries", "Xiaomi deliveries"))
    assert canvas.texts[0].get_text() == "小米 deliveries"
    assert canvas.texts[0].get_fontfamily() == [BASE, chinese]
    assert len(canvas.png()) > 10_000


@pytest.mark.usefixtures("chinese")
def test_a_font_that_lacks_one_of_the_characters_is_not_enough() -> None:
    assert families("小鹏") is None


def test_placeholders_for_characters_do_not_count(tmp_path: Path) -> None:
    path = small_font(tmp_path / "last.ttf", "鹏", "Last Resort High-Efficiency")
    font_manager.fontManager.addfont(path)
    assert families("鹏") is None


@pytest.mark.usefixtures("chinese")
def test_a_broken_font_is_passed_over() -> None:
    file = Path(font_manager.fontManager.ttflist[-1].fname)
    file.write_bytes(b"no font at all")
    assert families("小米") is None


def test_a_unit_in_chinese_leaves_the_pace() -> None:
    made = chart(("小米", "deliveries"), weeks([3, 5, 4], unit="颗"))
    assert made is not None
    texts = [text.get_text() for text in painted(made).texts]
    assert "by week" in texts
    assert not any("颗" in text for text in texts)
