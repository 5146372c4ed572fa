"""Whatever the text: exact spans, scores within bounds, the same answer in any order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import CUTOFF, Matcher
from bot.matching.fold import fold
from bot.model import Mention, Refusal
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
