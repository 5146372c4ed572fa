"""Cards on a terminal: what is drawn, how wide, and what can never come through."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from rich.cells import cell_len
from rich.console import RenderableType

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
from handlers.console.clean import clean, safe_link
from handlers.console.platform import follows_links
from handlers.console.render import draw, draw_change, to_svg, to_text
from handlers.console.wrap import break_offsets

EVERY_TONE: tuple[Tone, ...] = (
    "alert", "follow-up", "correction", "digest", "info", "good", "warning", "error",
)  # fmt: skip
ALERT = Card(
    title="Xiaomi delivers its 10,000th SU7",
    url="https://example.com/su7",
    tone="alert",
    ref="aosgfkjh123",
    blocks=(
        Paragraph(
            line(Run("Xiaomi", "bold"), " (“小米” in the headline)", Run(" · EV makers", "dim"))
        ),
        Quote(
            line("… 小米汽车宣布第", Run("10,000辆", "bold"), "SU7交付，仅用32天，创下纪录。" * 3)
        ),
        Fields(
            (
                ("SU7 deliveries", line(Run("10,000 vehicles", "bold"), " · +12 % from 8,900")),
                ("交付周期", line("32 days")),
            )
        ),
        Context(line("CnEVPost · published 14:02 · seen 6 min later")),
        Context(line("Also reported by ", Run("Reuters", "plain", "https://r.example/1"))),
    ),
    actions=(Action("Why", "why aosgfkjh123"), Action("Mute", "mute story aosgfkjh123 1d")),
)


def plain(thing: RenderableType, width: int = 80) -> list[str]:
    return to_text(thing, width=width).rstrip("\n").split("\n")


def test_an_alert_reads_well() -> None:
    assert plain(draw(ALERT), 80) == [
        "▌ Xiaomi delivers its 10,000th SU7",
        "▌ Xiaomi (“小米” in the headline) · EV makers",
        "▌ │ … 小米汽车宣布第10,000辆SU7交付，仅用32天，创下纪录。SU7交付，仅用32天，创下",
        "▌ │ 纪录。SU7交付，仅用32天，创下纪录。",
        "▌ SU7 deliveries  10,000 vehicles · +12 % from 8,900",
        "▌ 交付周期        32 days",
        "▌ CnEVPost · published 14:02 · seen 6 min later",
        "▌ Also reported by Reuters",
        "▌ why aosgfk · mute story aosgfk 1d",
    ]


def test_headlines_are_linked_where_links_work_and_spelt_out_where_not() -> None:
    assert "\x1b]8;" in to_text(draw(ALERT), colour=True)
    assert ";https://example.com/su7\x1b\\" in to_text(draw(ALERT), colour=True)
    assert "\x1b" not in to_text(draw(ALERT))
    assert plain(draw(ALERT, urls=True))[1] == "▌ https://example.com/su7"


def test_what_matched_is_bold() -> None:
    assert re.search("\x1b\\[[0-9;]*1;3m10,000辆", to_text(draw(ALERT), colour=True))


@pytest.mark.parametrize("tone", EVERY_TONE)
def test_tones_differ_without_colour(tone: Tone) -> None:
    first = plain(draw(Card(title="T", tone=tone)))[0]
    label = {
        "follow-up": "  ▌ ↳ follow-up  T",
        "correction": "▌ ✎ correction  T",
        "digest": "▌ ≡ digest  T",
        "good": "▌ ✓  T",
        "warning": "▌ !  T",
        "error": "▌ ✗  T",
    }
    assert first == label.get(tone, "▌ T")  # fmt: skip


@pytest.mark.parametrize("width", [60, 73, 100, 120])
def test_no_line_is_too_wide_and_none_has_trailing_blanks(width: int) -> None:
    wide = Card(
        title="小米汽车交付第一万辆" * 12,
        url="https://example.com/" + "x" * 300,
        blocks=(
            *ALERT.blocks,
            Paragraph(line("word " * 80, "无" * 100, "w" * 200)),
            Bullets((line("b" * 150), line("项" * 80))),
            Table(("名", "Count", "n" * 90), ((line("字" * 90), line("1"), line("x" * 90)),)),
            File("export.yaml", "key: " + "v" * 200),
            Picture(b"", "a chart of " + "deliveries " * 30),
            Divider(),
        ),
        actions=tuple(Action(f"Do {n}", f"command {n} " + "long " * 8) for n in range(9)),
    )
    for urls in (False, True):
        for text in plain(draw(wide, urls=urls, numbered=urls), width):
            assert cell_len(text) <= width or text == f"▌ {wide.url}"
            assert text == text.rstrip()


def test_narrow_and_vast_terminals() -> None:
    assert max(cell_len(text) for text in plain(draw(ALERT), 5)) <= 30
    filler = Card(title="x " * 400)
    assert max(cell_len(text) for text in plain(draw(filler), 400)) <= 120


def test_numbers_stand_right_in_tables() -> None:
    table = Table(("Name", "Alerts"), ((line("Tesla"), line("7")), (line("小米"), line("1,024"))))
    assert plain(draw(Card(title="T", blocks=(table,)))) == [
        "▌ T",
        "▌ Name    Alerts",
        "▌ ──────────────",
        "▌ Tesla        7",
        "▌ 小米     1,024",
    ]


def test_lists_hang_and_files_are_shown() -> None:
    card = Card(
        title="T",
        blocks=(Bullets((line("one two three four five six seven"),)), File("a.yaml", "a: 1\n")),
    )
    assert plain(draw(card), 30) == [
        "▌ T",
        "▌ • one two three four five",
        "▌   six seven",
        "▌ ── a.yaml",
        "▌  a: 1",
    ]


def test_a_very_long_file_is_cut() -> None:
    card = Card(title="T", blocks=(File("a.yaml", "x\n" * 1000),))
    assert plain(draw(card))[-1] == "▌ … 600 more lines"


def test_actions_of_an_answer_are_numbered() -> None:
    card = Card(title="T", actions=(Action("Save", "confirm x", "primary"), Action("Cancel", "c")))
    assert plain(draw(card, numbered=True))[-1] == "▌ [1] Save   [2] Cancel"


def test_a_terminal_without_unicode_gets_ascii_bars() -> None:
    text = to_text(draw(ALERT), ascii_only=True)
    assert text.startswith("| Xiaomi delivers")
    assert "▌" not in text
    assert "│" not in text


def test_pictures_for_documentation() -> None:
    svg = to_svg([draw(ALERT)], title="tidings")
    assert svg.startswith("<svg")
    assert "10,000" in svg
    assert svg == to_svg([draw(ALERT)], title="tidings")


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one  two", 3, ["one", "two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("see 小米汽车", 7, ["see 小", "米汽车"]),
        ("交付，仅用", 4, ["交", "付，", "仅用"]),
        ("一（二三）", 4, ["一", "（二", "三）"]),
        ("SU7交付", 5, ["SU7交", "付"]),
        ("10,000辆", 6, ["10,000", "辆"]),
        ("字", 2, ["字"]),
        ("字字", 3, ["字", "字"]),
        ("", 5, [""]),
    ],
)
def test_lines_break_where_readers_expect(text: str, width: int, expected: list[str]) -> None:
    cuts = [0, *break_offsets(text, width), len(text)]
    assert [text[a:b].rstrip() for a, b in pairwise(cuts)] == expected


# ── changes ──────────────────────────────────────────────────────────────────────────────


DIFFER = Context(
    line(
        Run("Sources differ: ", "bold"), Run("A", "plain", "https://A.example/"), " says 3,200, ",
        Run("B", "plain", "https://B.example/"), " says 3,900",
    )
)  # fmt: skip


RELATED = Context(line("More on Xiaomi: ", Run("Xiaomi recalls", "plain", "https://r.example/")))
SUMMED = Quote(line("A sentence (", Run("B", "dim", "https://b.example/"), ")"))


def grown(*names: str, more: str = "", head: tuple[Block, ...] = (), title: str = "") -> Card:
    runs: list[str | Run] = ["Also reported by "]
    for name in names:
        runs += [", " if len(runs) > 1 else "", Run(name, "plain", f"https://{name}.example/")]
    also = (Context(line(*runs, more)),) if names else ()
    return Card(
        title=title or ALERT.title,
        url=ALERT.url,
        tone="alert",
        ref=ALERT.ref,
        blocks=(*head, *ALERT.blocks[:3], *also),
    )


def change(before: Card | None, after: Card) -> str | None:
    drawn = draw_change(before, after)
    return None if drawn is None else to_text(drawn, width=120).rstrip("\n")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (grown(), grown("Reuters"), "＋ also reported by Reuters (2 sources) · aosgfk"),
        (grown("A"), grown("A", "B", "C"), "＋ also reported by B, C (4 sources) · aosgfk"),
        (grown("A"), grown("A", "B", more=" and 5 more"),
         "＋ also reported by B (8 sources) · aosgfk"),
        (None, grown("A", "B"), "＋ also reported by A, B (3 sources) · aosgfk"),
        (grown("A"), grown("A"), None),
        (grown("A"), grown("A", "B", "C", more=" and 2 more, 6 in all · latest 14:03"),
         "＋ also reported by B, C (6 sources) · aosgfk"),
        (grown("A"), grown("A", head=(RELATED, SUMMED)), None),
        (grown("A"), grown("A", "B", head=(DIFFER,)),
         "＋ sources differ: A says 3,200, B says 3,900 · aosgfk"),
        (grown("A", head=(DIFFER,)), grown("A", "C", head=(DIFFER,)),
         "＋ also reported by C (3 sources) · aosgfk"),
        (grown("A"), grown("A", title="New words"), "＋ now: New words · aosgfk"),
        (grown("A"),
         grown("A", head=(Paragraph(line(Run("Corrected: ", "bold"),
                                         Run("9,000, not 10,000", "plain", "https://c.example"))),)),
         "＋ corrected: 9,000, not 10,000 · aosgfk"),
        (grown("A"),
         Card(title=ALERT.title, url=ALERT.url, ref=ALERT.ref, tone="alert",
              blocks=(*grown("A").blocks, Bullets((line(Run("15:10 ", "dim"),
                      Run("SU7 recalled", "plain", "https://d.example"), " (Caixin)"),)))),
         "＋ 15:10 SU7 recalled (Caixin) · aosgfk"),
    ],
)  # fmt: skip
def test_an_update_says_what_is_new(before: Card | None, after: Card, expected: str | None) -> None:
    named = expected and expected.replace("＋ ", f"＋ {ALERT.title} — ", 1)
    assert change(before, after) == named


def test_only_times_changed_is_no_news() -> None:
    before, after = (
        Card(title="T", blocks=(Context(line(f"posted {n} s after")),)) for n in (3, 9)
    )
    assert change(before, after) is None


# ── what a feed may not do ───────────────────────────────────────────────────────────────

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x9b31m",
    "\x9d0;t\x9c",
    "a\rb",
    "a\x08b\x7f",
    "\u202eright to left\u202c",
    "\u2066isolated\u2069",
    "zero\u200bwidth\ufeff",
    "\U000e0041tags",
    "[bold red]markup[/]",
    "[link=https://evil.example]x[/link]",
    ":smile:",
    "lone \ud800 surrogate",
    "line\u2028separator\x85next",
    "\x00nul",
]


@pytest.mark.parametrize("evil", HOSTILE, ids=ascii)
@pytest.mark.parametrize("colour", [False, True])
def test_feed_text_can_not_reach_the_terminal(evil: str, colour: bool) -> None:
    run = Run(evil, "plain", "https://ok.example")
    card = Card(
        title=evil,
        ref=evil,
        blocks=(
            Paragraph(line(evil)), Quote(line(run)), Context(line(evil)), Bullets((line(evil),)),
            Fields(((evil, line(evil)),)), Table((evil,), ((line(evil),),)), File(evil, evil),
            Picture(b"", evil, evil),
        ),
        actions=(Action(evil, evil),),
    )  # fmt: skip
    harmless = Card(
        title="T",
        ref="R",
        blocks=(
            Paragraph(line("T")), Quote(line(Run("T", "plain", "https://ok.example"))),
            Context(line("T")), Bullets((line("T"),)), Fields((("T", line("T")),)),
            Table(("T",), ((line("T"),),)), File("T", "T"), Picture(b"", "T", "T"),
        ),
        actions=(Action("T", "T"),),
    )  # fmt: skip
    drawn = to_text(draw(card), draw(card, numbered=True), colour=colour)
    usual = to_text(draw(harmless), draw(harmless, numbered=True), colour=colour)
    assert not set(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f]", drawn)) - {"\x1b"}
    assert escapes(drawn) <= escapes(usual)
    assert "evil.example\x1b" not in drawn
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]", drawn
    )
    drawn.encode("utf-8")


def escapes(text: str) -> set[str]:
    """The kinds of escape sequence in it."""
    return set(re.findall("\x1b(?:\\[[0-9;]*m|\\][0-9]+;|\\\\|.)", text))


def test_markup_is_shown_as_it_is() -> None:
    assert plain(draw(Card(title="[bold]x[/bold] :smile:"))) == ["▌ [bold]x[/bold] :smile:"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain 小米", "plain 小米"),
        ("a\tb\nc", "a b c"),
        ("a\x1b[1mb", "a[1mb"),
        ("👨\u200d👩\u200d👧 family", "👨\u200d👩\u200d👧 family"),
        ("\ud83d broken", "\ufffd broken"),
    ],
)
def test_cleaning(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_cleaning_may_keep_lines() -> None:
    assert clean("a\r\n\tb\u2028c", lines=True) == "a\n    b\nc"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/a?b=c&d=%20#e", "https://example.com/a?b=c&d=%20#e"),
        ("https://例子.测试/小米 x", "https://%E4%BE%8B%E5%AD%90.%E6%B5%8B%E8%AF%95/%E5%B0%8F%E7%B1%B3%20x"),
        ("mailto:desk@example.com", "mailto:desk@example.com"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("https://[::1", ""),
        ("", ""),
        ("https://x.example/\x1b\\\x07evil", "https://x.example/%5Cevil"),
    ],
)  # fmt: skip
def test_links(url: str, expected: str) -> None:
    assert safe_link(url) == expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"VTE_VERSION": "7402"}, True),
        ({"VTE_VERSION": "4601"}, False),
        ({"KITTY_WINDOW_ID": "1"}, True),
        ({"WT_SESSION": "x"}, True),
        ({"TERM_PROGRAM": "iTerm.app", "TMUX": "tmux-1000/default,1,0"}, False),
    ],
)
def test_addresses_are_printed_where_links_cannot_be_followed(
    environ: dict[str, str], expected: bool
) -> None:
    assert follows_links(environ) is expected
