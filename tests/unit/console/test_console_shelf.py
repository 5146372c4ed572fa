"""Pictures and files of answers, put where somebody at a terminal finds them."""

from pathlib import Path

import pytest

from bot.card import Card, File, Paragraph, Picture, line
from handlers.console.render import draw, to_text
from handlers.console.shelf import MOST, Shelf, safe_name

CARD = Card(
    title="Xiaomi deliveries",
    blocks=(
        Paragraph(line("12,000 vehicles")),
        Picture(b"\x89PNG", "Chart of 7 points", "xiaomi-deliveries.png"),
        File("xiaomi-deliveries.csv", "a,b\r\n小米,1\r\n" + "x,2\r\n" * 20),
    ),
)


def test_what_a_card_carries_is_put_into_the_folder(tmp_path: Path) -> None:
    kept = Shelf(tmp_path / "answers").keep(CARD)
    png, table = kept["xiaomi-deliveries.png"], kept["xiaomi-deliveries.csv"]
    assert png.read_bytes() == b"\x89PNG"
    assert table.read_bytes().startswith("\ufeffa,b\r\n小米,1\r\n".encode()), "spreadsheets need it"
    assert sorted(each.name for each in (tmp_path / "answers").iterdir()) == [
        "xiaomi-deliveries.csv", "xiaomi-deliveries.png"
    ]  # fmt: skip


def test_the_card_says_where_and_shows_the_beginning_of_a_table(tmp_path: Path) -> None:
    kept = Shelf(tmp_path).keep(CARD)
    shown = to_text(draw(CARD, kept=kept), width=120)
    assert str(tmp_path / "xiaomi-deliveries.png") in shown.replace("\n▌ ", "")
    assert "Chart of 7 points" in shown
    assert "小米,1" in shown
    assert "… 17 more lines" in shown


def test_with_nowhere_to_put_it_the_card_shows_all_of_it() -> None:
    assert Shelf(None).keep(CARD) == {}
    shown = to_text(draw(CARD), width=120)
    assert "[xiaomi-deliveries.png] Chart of 7 points" in shown
    assert shown.count("x,2") == 20


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file stands there")
    assert Shelf(tmp_path / "answers").keep(CARD) == {}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("xiaomi-deliveries.png", "xiaomi-deliveries.png"),
        ("小米-交付量.png", "小米-交付量.png"),
        ("../../etc/passwd", "etc-passwd"),
        ("/etc/cron.d/x.png", "etc-cron.d-x.png"),
        ("..", "answer"),
        (".bashrc", "bashrc"),
        ("a\x00b\n.png", "a-b-.png"),
        ("", "answer"),
        ("x" * 300 + ".png", "x" * 100 + ".png"),
    ],
)
def test_names_stay_inside_the_folder(name: str, safe: str, tmp_path: Path) -> None:
    assert safe_name(name) == safe
    kept = Shelf(tmp_path).keep(Card(title="x", blocks=(File(name, "x"),)))
    assert [each.parent for each in kept.values()] == [tmp_path]


def test_old_answers_go(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(MOST + 5):
        shelf.keep(Card(title="x", blocks=(File(f"{number}.csv", "x"),)))
    assert len(list(tmp_path.iterdir())) == MOST
