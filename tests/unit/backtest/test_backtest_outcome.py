"""What is gained and lost between two ways of telling, and the table that says so."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.backtest.history import Backtest
from bot.backtest.outcome import Outcome, Told, by_watch, compare
from bot.backtest.report import data, report
from bot.backtest.whatif import WhatIf
from bot.model import Verdict

END = datetime(2026, 7, 14, 12, tzinfo=UTC)


def told(number: int, **changes: object) -> Told:
    made = Told(
        destination="desk",
        story_id=f"s{number}",
        item_id=f"i{number}",
        title=f"Story {number}",
        source="A",
        watches=("Xiaomi",),
        why="matched “Xiaomi”",
        at=END - timedelta(hours=number),
        how="alert",
    )
    return replace(made, **changes)  # type: ignore[arg-type] # whatever the test says


def made(before: Outcome, after: Outcome, *, real: bool = True) -> WhatIf:
    return WhatIf(
        result=Backtest(
            then=before,
            replayed=(after,) if real else (before, after),
            items=120,
            first=END - timedelta(hours=30),
        ),
        since=END - timedelta(days=2),
        until=END,
        timezone="Europe/Berlin",
        folder=Path("what-if"),
        running=None if real else Path("config"),
        database="sqlite:///x",
        skipped_feeds=2,
    )


def test_what_only_one_side_tells_is_gained_or_lost() -> None:
    difference = compare([told(1), told(2)], [told(2), told(3)])
    assert [each.story_id for each in difference.gained] == ["s3"]
    assert [each.story_id for each in difference.lost] == ["s1"]


def test_another_destination_is_something_else() -> None:
    difference = compare([told(1)], [told(1), told(1, destination="club")])
    assert [each.destination for each in difference.gained] == ["club"]
    assert not difference.lost


def test_an_event_that_is_numbered_otherwise_is_the_same() -> None:
    by_report = compare([told(1)], [told(1, story_id="other")])
    by_its_story_then = compare([told(1)], [told(2, story_then="s1")])
    assert not (by_report.gained)
    assert not (by_report.lost)
    assert not (by_its_story_then.gained)
    assert not (by_its_story_then.lost)


def test_told_sooner_or_later_is_neither_gained_nor_lost() -> None:
    digest = told(1, how="digest")
    assert compare([digest], [told(1)]).sooner == (told(1),)
    assert compare([told(1)], [digest]).later == (digest,)
    assert not compare([told(1)], [digest]).lost
    assert not compare([digest, told(1)], [told(1)]).sooner, "it had its alert all the same"


def test_one_event_counts_once_for_each_of_its_watches() -> None:
    both = told(1, watches=("Xiaomi", "Lei Jun", "Xiaomi"))
    assert by_watch([both, told(2)]) == Counter({"Xiaomi": 2, "Lei Jun": 1})


def test_decisions_that_tell_nothing_are_counted_by_their_reason() -> None:
    outcome = Outcome()
    outcome.count(Verdict.UPDATE, "also reported by B")
    outcome.count(Verdict.DROP, "Tesla is muted until 22:00")
    outcome.count(Verdict.DROP, "Tesla is muted until 18:00")
    outcome.count(Verdict.DROP, "published 40 days before: an archive that resurfaced, not news")
    outcome.count(Verdict.POST, "a new story")
    assert outcome.grown == 1
    assert outcome.dropped == Counter({"muted": 2, "old news that resurfaced": 1})


def test_the_table_says_what_changes_and_shows_examples() -> None:
    before = Outcome(told=[told(1), told(2)], items=100, events=90, digests=None)
    after = Outcome(
        told=[told(2), told(3, watches=("小米",), title="New\nmodel"), told(4, how="digest")],
        items=100,
        events=91,
        digests=1,
        silent=20,
        skipped=3,
    )
    lines = list(report(made(before, after)))
    text = "\n".join(lines)
    assert lines[0] == (
        "what-if over the last 2 days (12 Jul – 14 Jul 14:00), against what was really told"
    )
    assert "120 stored items; 20 of them stored silently" in lines[1]
    assert "3 of feeds that it doesn't have" in lines[1]
    assert "2 of its feeds were never read" in text
    row = next(line for line in lines if line.startswith("digests"))
    assert row.split() == ["digests", "?", "1"]
    assert next(line for line in lines if line.startswith("stories")).endswith("+1")
    assert "Gained: 2 stories" in text
    assert "desk · 小米 · New model (A)" in text
    assert "Lost: 1 story" in text
    assert "matched “Xiaomi”" in text


def test_what_waits_for_a_digest_is_not_lost() -> None:
    """A digest that is due after the period tells it yet."""
    before = Outcome(told=[told(1), told(2)])
    after = Outcome(told=[told(2)], waits=[told(1, how="digest")])
    lines = list(report(made(before, after)))
    assert "Lost: 1 story" not in lines
    assert "In a digest instead of at once: 1 story" in lines
    assert next(line for line in lines if line.startswith("waiting")).split()[-1] == "+1"
    start = lines.index(next(line for line in lines if line.startswith("told or waiting by watch")))
    assert lines[start + 1].split() == ["Xiaomi", "2", "2"]
    found = data(made(before, after))
    assert found["lost"] == []
    assert [each["story"] for each in found["later"]] == ["s1"]
    assert found["after"]["waiting_by_watch"] == {"Xiaomi": 1}


def test_columns_stand_under_each_other_with_chinese_names_too() -> None:
    outcome = Outcome(told=[told(1), told(2, watches=("小米汽车",))])
    lines = list(report(made(outcome, outcome)))
    start = next(n for n, line in enumerate(lines) if line.startswith("told by watch"))
    ends = {len(line) + 4 * line.startswith("小米") for line in lines[start : start + 3]}
    assert len(ends) == 1
    assert "Nothing gained, nothing lost." in lines


def test_examples_are_as_many_as_asked_for_and_the_rest_is_counted() -> None:
    after = Outcome(told=[told(n) for n in range(9)])
    lines = list(report(made(Outcome(), after), examples=3))
    assert "Gained: 9 stories" in lines
    assert "  … and 6 more" in lines


def test_scripts_get_everything() -> None:
    before = Outcome(told=[told(1)])
    after = Outcome(told=[told(n) for n in (2, 3)], missed=[("X", END)])
    found = json.loads(json.dumps(data(made(before, after, real=False))))
    assert found["against"] == "config"
    assert [each["story"] for each in found["gained"]] == ["s2", "s3"]
    assert [each["title"] for each in found["lost"]] == ["Story 1"]
    assert found["after"]["alerts"] == 2
    assert found["after"]["told_by_watch"] == {"Xiaomi": 2}
    assert found["after"]["missed"] == [{"watch": "X", "deadline": "2026-07-14T12:00:00+00:00"}]
    assert found["after"]["alerts_by_day"] == {"2026-07-14": 2}


def test_an_empty_history_says_so() -> None:
    empty = Backtest(then=Outcome(), replayed=(Outcome(),), items=0, first=None)
    lines = list(report(replace(made(Outcome(), Outcome()), result=empty)))
    assert "There is nothing stored in that time to try it on." in lines
