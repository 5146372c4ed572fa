"""Every file of the development corpus, where it is at hand."""

from __future__ import annotations

import pytest

from benchmarks.corpus import DEFAULT, Outcome, files, read, replay
from bot.feeds.formats import parse

pytestmark = pytest.mark.skipif(not DEFAULT.is_dir(), reason="the corpus of feeds is not here")


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [read(path) for path in files(DEFAULT)]


def test_each_gives_items_or_says_what_is_wrong(outcomes: list[Outcome]) -> None:
    assert len(outcomes) > 200
    for outcome in outcomes:
        parsed = outcome.parsed
        assert outcome.error or (parsed and (parsed.entries or parsed.warnings)), outcome.path


def test_no_title_that_feedparser_finds_is_lost(outcomes: list[Outcome]) -> None:
    lost = {str(o.path): o.lost for o in outcomes if o.parsed and o.lost}
    assert lost == {}


def test_none_is_slow(outcomes: list[Outcome]) -> None:
    assert max(outcome.seconds for outcome in outcomes) < 2


def test_trimming_equals_reading_the_whole(outcomes: list[Outcome]) -> None:
    tried = 0
    for outcome in outcomes:
        whole = outcome.parsed
        if whole is None or len(whole.fragment_hashes) < 2 or "series" in outcome.path.parts:
            continue
        seen = frozenset(sorted(whole.fragment_hashes)[::2])
        url = f"https://feeds.example.org/{outcome.path.name}"
        rest = parse(outcome.path.read_bytes(), "", url, seen_fragments=seen)
        assert rest.entries == tuple(e for e in whole.entries if e.fragment_hash not in seen)
        tried += 1
    assert tried > 80


def test_snapshots_of_one_feed_bring_no_old_item_as_new() -> None:
    for series in (DEFAULT / "series").iterdir():
        found = replay(series)
        assert found.snapshots > 5
        assert found.new
        assert (found.false_new, found.missed) == ([], [])
