"""Whatever a feed says: no control character, no line too wide, no crash."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.card import Bullets, Card, Context, Fields, Paragraph, Quote, Run, Table, line
from handlers.console.clean import clean, safe_link
from handlers.console.render import draw, draw_change, to_text
from handlers.console.wrap import break_offsets

ANY = st.text(max_size=120) | st.text(
    "\x1b[]\\;m8\x07\x9b\u202e\u200b[bold]/=小米，。“ \ta\n\ud800", max_size=60
)
RUNS = st.builds(Run, ANY, st.sampled_from(["plain", "bold", "code", "dim"]), ANY)
LINES = st.lists(RUNS, max_size=4).map(tuple)
CARDS = st.builds(
    Card,
    title=ANY,
    url=ANY,
    tone=st.sampled_from(["alert", "follow-up", "error"]),
    ref=ANY,
    blocks=st.tuples(
        LINES.map(Paragraph),
        LINES.map(Quote),
        LINES.map(Context),
        st.lists(LINES, max_size=3).map(lambda lines: Bullets(tuple(lines))),
        st.lists(st.tuples(ANY, LINES), max_size=3).map(lambda pairs: Fields(tuple(pairs))),
        st.tuples(ANY, LINES).map(lambda cell: Table((cell[0], "B"), ((cell[1], line("1")),))),
    ),
)


@given(CARDS, st.integers(30, 120))
@settings(max_examples=50, deadline=None)
def test_plain_output_has_no_control_character_and_fits(card: Card, width: int) -> None:
    text = to_text(draw(card), width=width)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    text.encode("utf-8")
    assert re.fullmatch("[^\x00-\x09\x0b-\x1f\x7f-\x9f]*", to_text(draw(card, urls=True)))
    assert all(cell_len(each) <= width for each in text.split("\n"))


@given(CARDS, CARDS)
@settings(max_examples=40, deadline=None)
def test_changes_are_as_harmless(before: Card, after: Card) -> None:
    change = draw_change(before, after)
    if change is not None:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", to_text(change))


@given(ANY)
def test_links_are_printable_ascii_or_nothing(url: str) -> None:
    link = safe_link(url)
    assert re.fullmatch(r"|(?:https?|mailto):[!-~]*", link, re.IGNORECASE)


@example("00⺀0㐀.！", 4)
@given(ANY, st.integers(2, 60))
def test_lines_are_broken_without_loss(text: str, width: int) -> None:
    text = clean(text)
    cuts = [0, *break_offsets(text, width), len(text)]
    parts = [text[a:b] for a, b in pairwise(cuts)]
    assert "".join(parts) == text
    assert cuts == sorted(cuts)
    assert all(cell_len(part.rstrip()) <= width for part in parts)
