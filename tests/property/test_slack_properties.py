"""Whatever a card says, Slack takes its blocks and nothing in them is live."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card import (
    Action,
    Block,
    Bullets,
    Card,
    Context,
    Divider,
    Fields,
    File,
    Line,
    Paragraph,
    Picture,
    Quote,
    Run,
    Table,
)
from handlers.slack import limits
from handlers.slack.limits import units
from handlers.slack.render import message, view_blocks
from handlers.slack.tables import weight
from handlers.slack.text import pieces
from tests.support.fakeslack.limits import wrong_blocks

WORDS = st.lists(
    st.sampled_from(
        ["&", "<", ">", "<!channel>", "*", "_", "~", "`", ":x:", "\n", " ", "小米", "😀", "👨‍👩‍👧",
         "word", "|", "x" * 700, "汽" * 900, "&" * 800, "\u0301", "\ud800", "\x00", "> ", "…"]
    ),
    max_size=12,
).map("".join)  # fmt: skip
TEXT = st.one_of(WORDS, st.text(max_size=80))
URL = st.one_of(
    st.just(""),
    TEXT.map(lambda text: "https://e.example/" + text),
    st.sampled_from(["javascript:x", "https://r.example/1?a=1&b=2"]),
)
RUN = st.builds(
    Run, TEXT, st.sampled_from(["plain", "bold", "italic", "code", "quote", "strike", "dim"]), URL
)
LINE: st.SearchStrategy[Line] = st.lists(RUN, max_size=4).map(tuple)
LINES = st.lists(LINE, max_size=6).map(tuple)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, LINE),
    st.builds(Quote, LINE),
    st.builds(Context, LINE),
    st.builds(Bullets, LINES),
    st.builds(Fields, st.lists(st.tuples(TEXT, LINE), max_size=12).map(tuple)),
    st.builds(
        Table, st.lists(TEXT, max_size=24).map(tuple), st.lists(LINES, max_size=8).map(tuple)
    ),
    st.builds(File, TEXT, TEXT),
    st.builds(Picture, st.just(b""), TEXT),
    st.just(Divider()),
)
CARD = st.builds(
    Card,
    title=TEXT,
    url=URL,
    ref=st.sampled_from(["", "aosgfkjh123"]),
    blocks=st.lists(BLOCK, max_size=10).map(tuple),
    actions=st.lists(st.builds(Action, TEXT, TEXT.map(lambda text: "do " + text)), max_size=4).map(
        tuple
    ),
)
LIVE = re.compile(r"<(?!https?://|mailto:)|&(?!amp;|lt;|gt;)")


@settings(max_examples=25, deadline=None)
@given(CARD)
def test_any_card_is_a_message_and_a_view_that_slack_takes(card: Card) -> None:
    drawn = message(card, share="lookup x")
    assert wrong_blocks(drawn.blocks) == []
    assert weight(drawn.blocks) <= limits.ALL
    assert 0 < units(drawn.text) <= limits.TEXT
    assert not LIVE.search(drawn.text)
    assert wrong_blocks(view_blocks(card), "modal") == []


@settings(max_examples=40, deadline=None)
@given(LINE, st.integers(300, 3_000))
def test_a_line_is_parted_within_the_limit(line: Line, limit: int) -> None:
    for text in pieces(line, limit):
        assert units(text) <= limit
        assert not LIVE.search(text)
