"""Cards as Discord's messages: inside every limit, and the text shown is the text given."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card import (
    Action,
    Bullets,
    Card,
    Context,
    Fields,
    File,
    Paragraph,
    Picture,
    Quote,
    Run,
    Style,
    Table,
    line,
)
from handlers.discord import buttons
from handlers.discord.files import uploads
from handlers.discord.render import Message, bare, message
from handlers.discord.text import draw, draw_line, escape
from tests.support.fakediscord import limits

STYLES: tuple[Style, ...] = ("plain", "bold", "italic", "code", "quote", "strike", "dim")
texts = st.text(max_size=60) | st.sampled_from(
    ["@everyone", "*_~`|<>[](){}#@:+-=", "https://a.example/x", "<@123>", "1. x", "🚗" * 400, "\\"]
)
runs = st.builds(
    Run, texts, st.sampled_from(STYLES), st.sampled_from(["", "https://a.example/(b)"])
)
lines = st.lists(runs, max_size=5).map(tuple)
blocks = st.one_of(
    lines.map(Paragraph),
    lines.map(Quote),
    lines.map(Context),
    st.lists(lines, max_size=5).map(lambda found: Bullets(tuple(found))),
    st.lists(st.tuples(texts, lines), max_size=5).map(lambda found: Fields(tuple(found))),
    st.lists(st.tuples(lines, lines), max_size=9).map(lambda rows: Table(("a", "b"), tuple(rows))),
    st.builds(Picture, st.binary(max_size=9), texts, texts),
)
actions = st.builds(Action, texts, texts | st.text(min_size=90, max_size=200))
cards = st.builds(
    Card,
    title=st.text(max_size=600) | texts,
    url=st.sampled_from(
        ["", "https://a.example/x y", "http://", "https://a.example/" + "x" * 3000]
    ),
    blocks=st.lists(blocks, max_size=14).map(tuple),
    actions=st.lists(actions, max_size=30).map(tuple),
    private=st.booleans(),
)


def wrong(drawn: Message) -> list[limits.Wrong]:
    names = [each.name for each in drawn.files]
    found = limits.message(drawn.payload, names)
    return found + ([("", "empty")] if limits.is_empty(drawn.payload, names) else [])


@settings(max_examples=60, deadline=None)
@given(card=cards, mark=st.sampled_from(["", "abcdefghij"]))
def test_every_card_is_within_every_limit(card: Card, mark: str) -> None:
    assert wrong(message(card, mark=mark)) == []
    assert wrong(bare(card, mark=mark)) == []


def shown(markdown: str) -> str:
    """As Discord shows it, for text in which nothing has a meaning."""
    marks = r"[*_~`|<\[\]@]|\]\(|://|:[\w~+-]+:|^[ \t]*(?:[-+#>]|\d+\.)"
    assert not re.search(rf"(?<!\\)(?:\\\\)*(?:{marks})", markdown, re.MULTILINE), markdown
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown)


@settings(max_examples=200)
@given(st.text(alphabet="ab1.\n *_~`|<>[]()@#:/-+\\小", max_size=60))
def test_what_is_escaped_is_shown_as_it_is(text: str) -> None:
    assert shown(escape(text)) == text


@settings(max_examples=100)
@given(st.text(alphabet="ab*_\\[<🚗", max_size=200), st.integers(1, 60))
def test_no_escape_is_cut(text: str, most: int) -> None:
    drawn = draw_line(line(text), most)
    assert limits.length(drawn) <= most
    plain = shown(drawn)
    assert text.startswith(plain.removesuffix("…")) or plain == text


def test_a_link_can_only_lead_where_it_says() -> None:
    run = Run(
        "see](https://evil.example) [x", "bold", "https://a.example/)[x](https://evil.example"
    )
    assert draw(run) == (
        "**[see\\]\\(https\\://evil.example) \\[x]"
        "(https://a.example/%29%5Bx%5D%28https://evil.example)**"
    )
    assert draw(Run("x", "plain", "javascript:alert(1)")) == "x"


def test_a_long_alert_is_turned_page_by_page() -> None:
    words = [f"{number} " + "*" * 800 for number in range(40)]
    long = Card(title="t", blocks=tuple(Paragraph(line(each)) for each in words))
    first = message(long)
    count = int(first.rows[-1]["components"][1]["label"].partition(" of ")[2])
    assert count > 5
    read = []
    for page in range(count):
        drawn = message(long, page=page, mark="abcdefghij")
        assert wrong(drawn) == []
        read.append(drawn.embeds[0]["description"])
        back, here, onward = drawn.rows[-1]["components"]
        assert here["label"] == f"{page + 1} of {count}"
        assert (back.get("disabled", False), onward.get("disabled", False)) == (
            page == 0,
            page == count - 1,
        )
        assert buttons.turned(onward["custom_id"]) == (drawn.key, page + 1)
    assert shown("\n".join(read)).split("\n") == words


def test_a_long_table_names_its_columns_on_each_page() -> None:
    rows = tuple((line(f"row {number}"), line("x" * 20)) for number in range(300))
    table = Card(title="t", blocks=(Table(("name", "value"), rows),))
    pages = int(message(table).rows[-1]["components"][1]["label"].partition(" of ")[2])
    read = [message(table, page=page).embeds[0]["description"] for page in range(pages)]
    assert all(each.startswith("```\nname") and each.endswith("```") for each in read)
    assert re.findall(r"row \d+", "".join(read)) == [f"row {number}" for number in range(300)]


def test_columns_stand_below_each_other_in_chinese_too() -> None:
    rows = ((line("小米汽车"), line("10")), (line("Tesla"), line("9")))
    drawn = message(Card(title="t", blocks=(Table(("who", "count"), rows),)))
    assert drawn.embeds[0]["description"] == (
        "```\nwho       count\n小米汽车  10\nTesla     9\n```"
    )


def test_pings_come_from_the_card_alone() -> None:
    both = ("discord:role:80351110224678912", "discord:80351110224678913", "slack:U1", "discord:x")
    drawn = message(Card(title="@everyone", mention=both))
    assert drawn.content == "<@&80351110224678912> <@80351110224678913>"
    assert drawn.allowed_mentions == {
        "parse": [],
        "roles": ["80351110224678912"],
        "users": ["80351110224678913"],
    }


@pytest.mark.parametrize("command", ["why a1", "lookup " + "x" * 300, " lookup x ", "小米" * 60])
def test_a_button_gives_its_command_again(command: str) -> None:
    drawn = message(Card(title="x", actions=(Action("Go", command),), private=False))
    button: dict[str, Any] = drawn.rows[0]["components"][0]
    assert buttons.command(button["custom_id"], drawn.kept) == command
    assert button["custom_id"] == buttons.custom_id(command)


def test_strangers_buttons_are_none_of_ours() -> None:
    assert buttons.command("other-bot:delete", {}) == ""
    assert buttons.shared("t:why a1") == ""


def test_what_means_nothing_stays_as_it_is() -> None:
    plain = "17:46 (CET) – up 5%, +3 & more; a-b, x=1! > 9,000 {see} #7"
    assert escape(plain) == plain
    assert escape("# a\n > b\n-# c") == "\\# a\n \\> b\n\\-# c"
    assert escape("https://a.example and :car: at 5:30:00") == (
        "https\\://a.example and \\:car: at 5\\:30:00"
    )


def test_a_table_for_spreadsheets_says_that_it_is_utf_8() -> None:
    card = Card(title="x", blocks=(File("a.csv", "a,b\r\n小米,1\r\n"), File("b.txt", "小米")))
    table, text = uploads(card)
    assert table.data.startswith("\ufeffa,b".encode())
    assert text.data == "小米".encode()
