"""The labelled table, and the traps with the number that must be got right."""

from __future__ import annotations

import pytest

from bot.matching import CUTOFF, Matcher
from tests.support.matching import Case, labelled, trap_watches, traps

WATCHES, CASES = labelled()


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.compile(WATCHES)


@pytest.mark.parametrize("case", CASES, ids=[case.text for case in CASES])
def test_case(matcher: Matcher, case: Case) -> None:
    found = matcher.explain(case.text, "")
    assert [f"{m.text} → {m.watch_id}" for m in found.mentions] == [
        hit.split(": ")[0] for hit in case.hits
    ]
    for hit, mention in zip(case.hits, found.mentions, strict=True):
        words = hit.split(": ")[1:]
        assert not words or any(word in mention.why for word in words[0].split("|")), mention.why
        assert CUTOFF <= mention.score <= 1
        assert case.text[mention.start : mention.end] == mention.text
    for row in case.refused:
        place, words_ = row.split(": ")
        reasons = [r.why for r in found.refusals if f"{r.text} → {r.watch_id}" == place]
        assert any(words_ in why for why in reasons), found.refusals


@pytest.mark.parametrize("case", CASES, ids=[case.text for case in CASES])
def test_content_is_matched_like_a_title_and_without_explaining(
    matcher: Matcher, case: Case
) -> None:
    mentions = matcher.match("", case.text)
    assert [f"{m.text} → {m.watch_id}" for m in mentions] == [
        hit.split(": ")[0] for hit in case.hits
    ]
    assert {m.field for m in mentions} <= {"content"}


def test_traps() -> None:
    matcher = Matcher.compile(trap_watches())
    hit = missed = false = 0
    for trap in traps():
        gold = trap["gold"]
        mentions = matcher.match(trap["text"], "")
        for start, end, name in gold:
            found = any(m.watch_id == name and m.start < end and start < m.end for m in mentions)
            hit, missed = hit + found, missed + (not found)
        false += sum(
            not any(
                m.watch_id == name and m.start < end and start < m.end for start, end, name in gold
            )
            for m in mentions
        )
    assert 2 * hit / (2 * hit + missed + false) >= 0.97, (hit, missed, false)
