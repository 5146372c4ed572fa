"""Whatever the text: exact spans, scores within bounds, the same answer in any order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import CUTOFF, Matcher
from bot.matching.fold import fold
from bot.matching.tail import stretch_at, tails
from bot.model import Mention, Refusal
from tests.support.effort import is_linear
from tests.support.matching import labelled

WATCHES, CASES = labelled()
MATCHER = Matcher.compile(WATCHES)
SHUFFLED = Matcher.compile(WATCHES[::-1])

snippets = st.sampled_from(
    [case.text for case in CASES]
    + ["Tesla", "小米", "İ", "ß", "ﬁ", "\u200b", "\u00ad", "\u202e", "\ud800", "é", " ", "\n", "."]
)
texts = st.lists(snippets | st.text(max_size=8), max_size=6).map("".join)


@given(texts, texts)
@settings(max_examples=200, deadline=None)
def test_spans_are_exact(title: str, content: str) -> None:
    found = MATCHER.explain(title, content)
    places: list[Mention | Refusal] = [*found.mentions, *found.refusals]
    for place in places:
        text = title if place.field == "title" else content
        assert 0 <= place.start < place.end <= len(text)
        assert text[place.start : place.end] == place.text
        assert place.text == place.text.strip()
        assert 0 <= place.score <= 1
        assert place.why
        assert place.rule
    assert all(mention.score >= CUTOFF for mention in found.mentions)


@given(texts, texts)
@settings(max_examples=100, deadline=None)
def test_same_answer_twice_explained_and_in_any_order(title: str, content: str) -> None:
    mentions = MATCHER.match(title, content)
    assert mentions == MATCHER.match(title, content)
    spans = [(m.watch_id, m.field, m.start, m.end) for m in mentions]
    explained = MATCHER.explain(title, content).mentions
    assert spans == [(m.watch_id, m.field, m.start, m.end) for m in explained]
    other = SHUFFLED.match(title, content)
    assert sorted(spans) == sorted((m.watch_id, m.field, m.start, m.end) for m in other)


@given(st.sampled_from([case.text for case in CASES]))
@settings(deadline=None)
def test_text_before_moves_the_spans(text: str) -> None:
    before = "中文 café — x.\n"
    moved = {
        (m.watch_id, m.start - len(before), m.end - len(before))
        for m in MATCHER.match("", before + text)
    }
    sure = {(m.watch_id, m.start, m.end) for m in MATCHER.match("", text) if m.score >= 0.9}
    assert sure <= moved


@given(st.text())
def test_fold_is_one_byte_a_character(text: str) -> None:
    folded = fold(text)
    assert len(folded.raw) + len(folded.gaps) == len(text)
    assert len(folded.words) == len(folded.raw) == len(folded.low) - 2
    for at in range(len(folded.raw)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)


lines = st.lists(
    st.sampled_from(
        [
            "Read next",
            "Related: Nio cuts",
            "相关阅读：蔚来",
            "Sign up for our newsletter",
            "About the author",
            "Tags: Tesla, Nio",
            "责任编辑：擎天柱",
            "In other news",
            "3 hours ago",
            "Tesla shows Optimus doing laundry",
            "It said so on Friday, and again on Sunday, at noon.",
            "小米周五表示，其北京第二工厂每年将生产三十万辆汽车。",
            "",
            "\n\n",
            "x:",
        ]
    )
    | st.text(max_size=30),
    max_size=12,
)


@given(lines, st.sampled_from(["\n", " ", "\n\n\n"]))
@settings(deadline=None)
def test_tails_are_in_order_apart_and_within(pieces: list[str], gap: str) -> None:
    text = gap.join(pieces)
    found = tails(text)
    bounds = [bound for each in found for bound in (each.start, each.end)]
    assert bounds == sorted(bounds)
    assert all(each.start < each.end <= len(text) for each in found)
    for each in found:
        assert stretch_at(found, each.start) == stretch_at(found, each.end - 1) == each


@given(lines, st.sampled_from(["\n", " "]))
@settings(deadline=None)
def test_the_tail_only_takes_away(pieces: list[str], gap: str) -> None:
    text = gap.join(pieces)
    tail = MATCHER.match("", text, tail=True)
    assert [each for each in tail if each.score >= CUTOFF] == MATCHER.match("", text)
    assert all((each.place == "tail") == (each.score < CUTOFF) for each in tail)


@pytest.mark.parametrize(
    "piece",
    [
        "Read next: ",
        "Related\n",
        "Related stories:",
        "It said so on Friday, at noon, again. Read more: ",
        "It said so on Friday, at noon, again.\nRelated\n",
        "It said so on Friday, at noon, again. (Read more: ",
        "Tesla shows it all\n",
        "\n\n\n",
        "x\n\n\n",
        "相关阅读：",
        "Sign up ",
        ".!?",
        ". ",
        "A. ",
        '"',
        ":",
        "word ",
        "See also: word Word ",
        "Related\nTesla cuts prices\n",
        "相关阅读：\n1. 特斯拉发布财报\n",
        "3小时前\n特斯拉推出全新手机游戏\n",
        "小米推出新车。\n特斯拉推出全新手机游戏\n",
        "Tags: Tesla, ",
        "Tags\nTesla\n",
        "编辑：擎天柱 ",
        "文/擎天柱\n",
        "Good morning, here are ",
    ],
)
def test_tails_take_linear_time(piece: str) -> None:
    half, whole = (
        "It said so on Friday, and again on Sunday, at noon, and on Monday.\n"
        + piece * (size // len(piece))
        for size in (100_000, 200_000)
    )
    assert is_linear(lambda: tails(half), lambda: tails(whole))
