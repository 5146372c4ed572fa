"""Cards as Block Kit: what is drawn where, and that Slack would take it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.card import (
    Action,
    Block,
    Bullets,
    Card,
    Context,
    Divider,
    Fields,
    File,
    Paragraph,
    Picture,
    Quote,
    Run,
    Table,
    Tone,
    line,
)
from handlers.slack import limits
from handlers.slack.files import Picture as FilePicture
from handlers.slack.files import with_pictures
from handlers.slack.render import message, ref_of, view_blocks
from handlers.slack.tables import weight
from handlers.slack.text import NOWHERE
from tests.support.fakeslack.limits import wrong_blocks

ALERT = Card(
    title="Xiaomi delivers its 10,000th SU7",
    url="https://example.com/su7?a=1&b=2",
    tone="alert",
    ref="aosgfkjh123",
    private=False,
    blocks=(
        Paragraph(line(Run("Xiaomi", "bold"), " (“小米”)", Run(" · EV makers", "dim"))),
        Quote(line("… 小米汽车宣布第", Run("10,000辆", "bold"), "SU7交付。")),
        Fields((("SU7 deliveries", line(Run("10,000 vehicles", "bold"), " · +12 %")),)),
        Context(line("CnEVPost · published 14:02 · seen 6 min later")),
        Context(line("Also reported by ", Run("Reuters", "plain", "https://r.example/1"))),
    ),
    actions=(Action("Why", "why aosgfkjh123"), Action("Remove", "remove x", "danger")),
)
TABLE = Table(
    ("Month", "Vehicles", "From"),
    (
        (line("June"), line(Run("10,000", "bold")), line(Run("r", "plain", "https://r.example"))),
        (line("May"), line("8,900"), line("")),
    ),
)


def texts(data: Any) -> Iterator[str]:
    """Everything that is text to Slack."""
    if isinstance(data, list):
        for each in data:
            yield from texts(each)
    elif isinstance(data, dict):
        for value in data.values():
            if isinstance(value, str):
                yield value
            else:
                yield from texts(value)


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks]


def test_an_alert() -> None:
    drawn = message(ALERT)
    assert drawn.text == "Xiaomi delivers its 10,000th SU7\nXiaomi (“小米”) · EV makers"
    assert drawn.whole.startswith(drawn.text)
    assert "10,000 vehicles" in drawn.bare.text
    assert drawn.bare.blocks == []
    assert drawn.blocks[0]["text"] == {
        "type": "mrkdwn",
        "text": "*<https://example.com/su7?a=1&amp;b=2|Xiaomi delivers its 10,000th SU7>*",
        "verbatim": True,
    }
    shown = [block.get("text", {}).get("text", "") for block in drawn.blocks]
    assert shown[1] == "*Xiaomi* (“小米”) · EV makers"
    assert shown[2] == f"> … 小米汽车宣布第{NOWHERE}*10,000辆*{NOWHERE}SU7交付。"
    assert shown[3] == "*SU7 deliveries*\n*10,000 vehicles* · +12 %"
    assert kinds(drawn.blocks)[4:] == ["context", "context", "actions"]
    assert drawn.blocks[-1]["elements"] == [
        {
            "type": "button",
            "text": {"type": "plain_text", "text": "Why", "emoji": False},
            "action_id": "run:0",
            "value": "why aosgfkjh123",
        },
        {
            "type": "button",
            "text": {"type": "plain_text", "text": "Remove", "emoji": False},
            "action_id": "run:1",
            "value": "remove x",
            "style": "danger",
        },
    ]
    assert wrong_blocks(drawn.blocks) == []


def test_a_notification_of_a_digest_names_its_first_story() -> None:
    why = Paragraph(line("Held back: quiet hours"))
    stories = Bullets((line("Tesla recalls 300 trucks"), line("Nio signs a lease")))
    digest = Card(title="Digest: 2 stories", tone="digest", blocks=(why, stories))
    assert message(digest).text == "📰 Digest: 2 stories\n• Tesla recalls 300 trucks"
    assert message(Card(title="Alone")).text == "Alone"


def test_the_reference_is_found_again_and_an_edited_message_has_another_block_id() -> None:
    before = message(ALERT).blocks
    after = message(Card(title="Changed", ref=ALERT.ref)).blocks
    assert ref_of(before) == ref_of(after) == ALERT.ref
    assert before[0]["block_id"] != after[0]["block_id"]
    assert before[0]["block_id"] == message(ALERT).blocks[0]["block_id"]
    assert ref_of(message(Card(title="No reference")).blocks) == ""
    assert ref_of([{"type": "section"}]) == ""


@pytest.mark.parametrize(
    ("tone", "begin"),
    [
        ("alert", "*T*"), ("info", "*T*"), ("follow-up", "↳ Follow-up · *T*"),
        ("correction", "✏️ Correction · *T*"), ("digest", "📰 *T*"), ("good", "✅ *T*"),
        ("warning", "⚠️ *T*"), ("error", "⛔ *T*"),
    ],
)  # fmt: skip
def test_tones(tone: Tone, begin: str) -> None:
    drawn = message(Card(title="T", tone=tone))
    assert drawn.blocks[0]["text"]["text"] == begin
    assert drawn.text == begin.replace("*", "")


def test_a_share_button_comes_last_and_only_where_it_is_asked_for() -> None:
    assert "Share" not in texts(message(ALERT).blocks)
    shared = message(ALERT, share="lookup Xiaomi").blocks[-1]["elements"][-1]
    assert shared["text"]["text"] == "Share"
    assert (shared["action_id"], shared["value"]) == ("share", "lookup Xiaomi")


def test_many_buttons_stand_in_rows_with_ids_of_their_own() -> None:
    card = Card(title="T", actions=tuple(Action(f"Do {n}", f"do {n}") for n in range(60)))
    rows = message(card).blocks[1:]
    assert [len(row["elements"]) for row in rows] == [25, 25, 10]
    ids = [each["action_id"] for row in rows for each in row["elements"]]
    assert len(set(ids)) == 60
    assert wrong_blocks(message(card).blocks) == []


def test_a_command_that_no_button_carries_is_named() -> None:
    card = Card(title="T", actions=(Action("Huge", "x" * 2_001), Action("Fits", "y" * 2_000)))
    drawn = message(card).blocks
    assert [each["value"] for each in drawn[1]["elements"]] == ["y" * 2_000]
    assert drawn[2]["elements"][0]["text"] == "Too long for a button: “Huge”"
    assert wrong_blocks(drawn) == []


def test_a_heading_stands_with_its_list() -> None:
    blocks: tuple[Block, ...] = (
        Paragraph(line(Run("For everyone", "bold"))),
        Bullets((line("one"), line(Run("two", "code")))),
        Paragraph(line("after")),
    )
    drawn = message(Card(title="T", blocks=blocks)).blocks
    assert drawn[1]["text"]["text"] == "*For everyone*\n• one\n• `two`"
    assert drawn[2]["text"]["text"] == "after"


def test_a_table_is_slacks_own_in_a_message_and_text_in_a_view() -> None:
    card = Card(title="T", blocks=(TABLE, TABLE))
    drawn = message(card).blocks
    assert kinds(drawn) == ["section", "table", "section"]
    assert [row[0].get("text", "") for row in drawn[1]["rows"]] == ["", "June", "May"]
    assert drawn[1]["rows"][2][2] == {"type": "raw_text", "text": "–"}
    assert [each["align"] for each in drawn[1]["column_settings"]] == ["left", "right", "left"]
    told = "• June · Vehicles: *10,000* · From: <https://r.example|r>\n• May · Vehicles: 8,900"
    assert drawn[2]["text"]["text"] == told
    assert wrong_blocks(drawn) == []
    in_view = view_blocks(card)
    assert kinds(in_view) == ["section", "section", "section"]
    assert wrong_blocks(in_view, "modal") == []


def test_a_narrow_table_without_links_is_aligned_where_there_are_no_tables() -> None:
    table = Table(("Feed", "A day"), ((line("小米 blog"), line("3.5")), (line("X"), line("12.0"))))
    drawn = view_blocks(Card(title="T", blocks=(table,)))
    assert (
        drawn[1]["text"]["text"] == "```\nFeed       A day\n小米 blog    3.5\nX           12.0\n```"
    )


def test_a_table_says_which_rows_it_left_out() -> None:
    rows = tuple((line(f"row {n}"), line("1")) for n in range(150))
    drawn = message(Card(title="T", blocks=(Table(("A", "B"), rows),))).blocks
    assert len(drawn[1]["rows"]) == 100
    assert drawn[2]["elements"][0]["text"] == "… and 51 more rows"
    wide = tuple((line("w" * 290), line("1")) for n in range(90))
    drawn = message(Card(title="T", blocks=(Table(("A", "B"), wide),))).blocks
    assert 20 < len(drawn[1]["rows"]) < 40
    assert wrong_blocks(drawn) == []


def test_fields_stand_side_by_side_ten_at_a_time() -> None:
    few = tuple((f"label {n}", line("v")) for n in range(12))
    drawn = message(Card(title="T", blocks=(Fields(few),))).blocks
    assert [len(block["fields"]) for block in drawn[1:]] == [10, 2]
    assert drawn[1]["fields"][0]["text"] == "*label 0*\nv"


def test_long_fields_have_the_whole_width() -> None:
    pairs = tuple((f"label {n}", line("value & " * 400)) for n in range(3))
    drawn = message(Card(title="T", blocks=(Fields(pairs),))).blocks
    assert kinds(drawn) == ["section"] * 4
    assert all(limits.units(block["text"]["text"]) <= 2_000 for block in drawn)
    assert drawn[1]["text"]["text"].startswith("*label 0*\nvalue &amp; value")


def test_a_file_shows_its_beginning() -> None:
    text = "\n".join(f"name: <row {n}>" for n in range(200))
    drawn = message(Card(title="T", blocks=(File("ev.yaml", text),))).blocks
    assert drawn[1]["text"]["text"] == "📎 ev.yaml"
    assert drawn[2]["text"]["text"].startswith("```\nname: &lt;row 0&gt;\n")
    assert drawn[3]["elements"][0]["text"] == "… 175 more lines"


def test_a_picture_is_told_in_words_until_it_is_there() -> None:
    blocks = (Picture(b"png", "a *chart*"), Picture(b"png", "a *chart*"), Paragraph(line("after")))
    card = Card(title="T", blocks=blocks, actions=(Action("Why", "why"),))
    drawn = message(card)
    assert drawn.blocks[1]["elements"][0]["text"] == "_a ∗chart∗_"
    assert wrong_blocks(drawn.blocks) == []
    found = [FilePicture(file_id="F1", alt="a *chart*"), FilePicture(file_id="F2", alt="other")]
    shown = with_pictures(drawn, found).blocks
    assert kinds(shown) == ["section", "image", "context", "section", "image", "actions"]
    assert [each["slack_file"]["id"] for each in shown if each["type"] == "image"] == ["F1", "F2"]
    assert wrong_blocks(shown) == []
    full = message(Card(title="T", blocks=(Divider(),) * 60))
    assert len(with_pictures(full, found).blocks) == limits.BLOCKS


EVIL = "<!channel> <@U012AB3CD> <https://evil.example|x> *b* `c` :tada: & \u202e"


def test_feed_text_is_never_more_than_text() -> None:
    """Wherever it stands."""
    bad = Run(EVIL, "bold", "https://e.example/<!here>|<@U1>")
    card = Card(
        title=EVIL,
        url="https://e.example/|<!here>",
        blocks=(
            Paragraph(line(EVIL)),
            Fields(((EVIL, line(bad)),)),
            Bullets((line(EVIL, bad), line(Run(EVIL, "code")))),
            Quote(line(EVIL)),
            Table((EVIL, "n"), ((line(bad), line(EVIL)),)),
            Context(line(EVIL)),
            Picture(b"", EVIL),
            File(EVIL, EVIL),
        ),
        actions=(Action(EVIL, "why x"),),
    )
    for drawn in (message(card), message(Card(title="T", blocks=(*card.blocks, *card.blocks)))):
        assert wrong_blocks(drawn.blocks) == []
        for text in (drawn.text, *texts(drawn.blocks)):
            for live in ("<!", "<@", "<#", "<https://evil", "\u202e"):
                assert live not in text, text


@pytest.mark.parametrize("filler", ["word & <tag> ", "小米汽车", "👨‍👩‍👧 "])
def test_an_oversize_card_is_shortened_and_says_so(filler: str) -> None:
    blocks: tuple[Block, ...] = (
        *(Paragraph(line(filler * 300)) for _ in range(20)),
        Divider(),
        Context(line("published 14:02")),
    )
    card = Card(
        title=filler * 100, ref="aosgfkjh123", blocks=blocks, actions=(Action("Why", "why x"),)
    )
    drawn = message(card)
    assert wrong_blocks(drawn.blocks) == []
    assert limits.units(drawn.text) <= limits.TEXT
    assert limits.ALL - 3_500 < weight(drawn.blocks) <= limits.ALL
    small = [block["elements"][0]["text"] for block in drawn.blocks if block["type"] == "context"]
    assert small == ["published 14:02", "… shortened; see `/tidings story aosgfk`"]
    assert drawn.blocks[-1]["type"] == "actions"


def test_too_many_blocks() -> None:
    card = Card(title="T", url="https://e.example/", blocks=(Divider(),) * 120)
    drawn = message(card).blocks
    assert len(drawn) == limits.BLOCKS
    assert drawn[-1]["elements"][0]["text"] == "… shortened; see <https://e.example/|the report>"
    assert len(view_blocks(card)) == limits.VIEW_BLOCKS


def test_nothing_to_say_is_still_a_message() -> None:
    empty = Card(
        title=" \u200b",
        blocks=(
            Paragraph(()),
            Context(line(" ")),
            Bullets(()),
            Fields((("", ()),)),
            Table((), ()),
            File("", ""),
            Picture(b"", ""),
            Quote(()),
        ),
        actions=(Action("", "x"),),
    )
    assert wrong_blocks(message(empty).blocks) == []
    assert message(Card(title="")).blocks[0]["text"]["text"] == "*(no title)*"


@pytest.mark.parametrize("address", [700, 1_500])
def test_a_headline_of_signs_with_a_long_address_fits(address: int) -> None:
    """Each & takes five characters, and the address stands in the same text."""
    card = Card(title="&" * 700, url="https://e.example/" + "a" * address)
    drawn = message(card)
    assert wrong_blocks(drawn.blocks) == []
    assert "&amp;" in drawn.blocks[0]["text"]["text"]
