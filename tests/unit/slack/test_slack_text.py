"""Plain text on Slack: shown as it is, cut where nothing breaks, and never more than text."""

from __future__ import annotations

import re

import pytest

from bot.card import Run, line
from handlers.slack.limits import clip, head, units
from handlers.slack.text import NOWHERE, code, escape, link, mrkdwn, pieces, plain, shortened

LIVE = re.compile(r"<[!@#][^>]*>|&(?!amp;|lt;|gt;)")
"""A mention, or an ampersand that is no escape."""


@pytest.mark.parametrize(
    ("given", "drawn"),
    [
        ("AT&T < 5 > 3", "AT&amp;T &lt; 5 &gt; 3"),
        ("<!channel> <@U012AB3CD> <#C024BE7LR>",
         "&lt;!channel&gt; &lt;@U012AB3CD&gt; &lt;#C024BE7LR&gt;"),
        ("<!subteam^SAZ94GDB8> <!date^1^{date}|x>",
         "&lt;!subteam^SAZ94GDB8&gt; &lt;!date^1^{date}|x&gt;"),
        ("<https://evil.example|Tesla>", "&lt;https://evil.example|Tesla&gt;"),
        ("*bold* _italic_ ~gone~ `code`", "∗bold∗ ˍitalicˍ ∼gone∼ ˋcodeˋ"),
        ("snake_case 5*3*2 F***", "snake_case 5*3*2 F*∗∗"),
        ("小米*SU7*交付", "小米∗SU7∗交付"),
        ("```\nblock```", "ˋˋˋ\nblockˋˋˋ"),
        ("a _b and c* stays", "a ˍb and c* stays"),
        (":smile: at 12:30:45", f":{NOWHERE}smile: at 12:30:45"),
        ("> quoted\n > too", f"{NOWHERE}&gt; quoted\n{NOWHERE} &gt; too"),
        ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
        ("a\x00b\u202ec\u200bd\ue000", "abcd\ue000"),
        ("👨‍👩‍👧 小米汽车", "👨‍👩‍👧 小米汽车"),
    ],
)  # fmt: skip
def test_escaping(given: str, drawn: str) -> None:
    assert escape(given) == drawn


def test_code_shows_everything_but_its_own_mark() -> None:
    assert code("a*b*_c_ <x> & `d`") == "a*b*_c_ &lt;x&gt; &amp; ˋdˋ"


def test_plain_text_is_one_line_that_looks_like_no_mention() -> None:
    assert plain("a\n <!here>  *b* & c") == f"a <{NOWHERE}!here> *b* & c"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.com/a?b=1&c=2", "https://example.com/a?b=1&c=2"),
        ("https://example.com/a|b>c<d \"e", "https://example.com/a%7Cb%3Ec%3Cd%20%22e"),
        ("https://example.com/小米", "https://example.com/%E5%B0%8F%E7%B1%B3"),
        ("mailto:desk@example.com", "mailto:desk@example.com"),
        ("javascript:alert(1)", ""),
        ("!channel", ""),
        ("slack://open", ""),
        ("https://[broken", ""),
        ("https://example.com/" + "x" * 1_000, ""),
    ],
)  # fmt: skip
def test_links(url: str, target: str) -> None:
    assert link(url) == target


@pytest.mark.parametrize(
    ("runs", "drawn"),
    [
        ((Run("Xiaomi", "bold"), ": 10,000"), "*Xiaomi*: 10,000"),
        (("第", Run("10,000辆", "bold"), "交付"), f"第{NOWHERE}*10,000辆*{NOWHERE}交付"),
        ((Run(" spaced ", "bold"), "out"), " *spaced* out"),
        ((Run("two\nlines", "bold"),), "*two*\n*lines*"),
        ((Run("a*b c*", "bold"),), "*a∗b c∗*"),
        ((Run("x", "italic"), Run("y", "strike")), f"_x_{NOWHERE}~y~"),
        ((Run("why `it`", "code"), " now"), "`why ˋitˋ` now"),
        ((Run("R&D", "plain", "https://e.example/?a=1&b=2"),),
         "<https://e.example/?a=1&amp;b=2|R&amp;D>"),
        ((Run("big", "bold", "https://e.example/"), "!"), "*<https://e.example/|big>*!"),
        ((Run("bad", "plain", "javascript:x"),), "bad"),
        ((Run("dim", "dim"), Run(" ", "bold"), "x"), "dim x"),
    ],
)  # fmt: skip
def test_styles(runs: tuple[str | Run, ...], drawn: str) -> None:
    assert mrkdwn(line(*runs)) == drawn


@pytest.mark.parametrize(
    "text",
    ["a & b < c > " * 400, "小米汽车交付第一万辆" * 500, "&" * 7_000, "👨‍👩‍👧" * 900, "x" * 9_000,
     "<!channel> " * 600, "\n".join(["> *a*"] * 900)],
)  # fmt: skip
@pytest.mark.parametrize("style", ["plain", "bold", "code"])
def test_long_text_is_parted_and_no_escape_is_cut(text: str, style: str) -> None:
    whole = pieces((Run(text, style, "https://e.example/?a=1&b=2"),), 3_000)  # type: ignore[arg-type] # one of the styles
    assert len(whole) > 1
    for piece in whole:
        assert 0 < units(piece) <= 3_000
        assert not LIVE.search(piece)
        assert piece.count("<") == piece.count(">")
    read = "".join(re.sub(r"<[^|>]*\||>|[*`]", "", piece) for piece in whole)
    letters = [each for each in "abcx小米汽" if each in text and (each != "a" or "channel" in text)]
    for each in letters:
        assert read.count(each) == text.count(each)


def test_shortening_keeps_what_fits_and_says_that_it_did() -> None:
    assert shortened(line("short"), 100) == "short"
    cut = shortened(line("word & " * 100), 100)
    assert units(cut) <= 100
    assert cut.endswith("…")
    assert not LIVE.search(cut)
    assert shortened((), 100) == ""


@pytest.mark.parametrize(
    ("text", "limit", "begun"),
    [
        ("abc", 2, "ab"),
        ("a😀b", 2, "a"),
        ("e\u0301e\u0301", 3, "e\u0301"),
        ("x👍🏽a", 4, "x"),
        ("x👨‍👩‍👧", 6, "x"),
        ("👨‍👩‍👧", 2, "👨"),
    ],
)
def test_signs_are_kept_whole_where_there_is_a_place_to_part(
    text: str, limit: int, begun: str
) -> None:
    assert head(text, limit) == begun


def test_clipping() -> None:
    assert clip("one two three", 9) == "one two…"
    assert clip("小米汽车交付", 4) == "小米汽…"
    assert clip("short", 9) == "short"


def test_an_address_counts_as_long_as_it_is_sent() -> None:
    assert link("https://e.example/?" + "&" * 150)
    assert link("https://e.example/?" + "&" * 800) == "", "4,000 characters once it is escaped"
