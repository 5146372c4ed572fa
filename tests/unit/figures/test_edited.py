"""What an edit changed in the numbers of a report, and what it left as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.figures import Edit, Report, edit, extract
from bot.model import Item, Reading

SEEN = datetime(2026, 7, 14, 9, tzinfo=UTC)


def read(title: str, content: str = "") -> Sequence[Reading]:
    item = Item(id="i1", feed_id="f1", title=title, content=content, seen=SEEN, published=SEEN)
    figures = extract(title, content, published=SEEN)
    placed = (Report(item=item).reading(each) for each in figures)
    return [each for each in placed if each is not None]


def edited(before: str, after: str) -> Edit | None:
    then = read("", before)
    assert then, "nothing to compare with"
    return edit(then, read("", after))


TOLD = "Xiaomi delivered 3,200 vehicles in June, the company said."


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (TOLD.replace("3,200", "3,900"), "3,900 vehicles (deliveries, June 2026), not 3,200"),
        (TOLD.replace("3,200", "32,000"), "32,000 vehicles (deliveries, June 2026), not 3,200"),
    ],
)
def test_another_number_for_the_same_is_a_change(after: str, words: str) -> None:
    found = edited(TOLD, after)
    assert found is not None
    assert found.words == f"the same page now says {words}"
    assert found.settled


def test_chinese_reports_are_compared_as_english_ones_are() -> None:
    found = edited("小米6月交付新车3200辆。", "小米6月交付新车3900辆。")
    assert found is not None
    assert [(each.before.value, each.after.value) for each in found.changes] == [(3200, 3900)]


@pytest.mark.parametrize(
    "after",
    [
        TOLD + " Analysts had expected more.",
        "In June the company delivered 3,200 cars. " + TOLD,
        TOLD.replace("3,200", "about 3,200"),
        TOLD.replace("3,200", "3,203"),
        TOLD + " Tesla delivered 61,000 vehicles in June.",
        TOLD + " In May Xiaomi delivered 2,800 vehicles.",
        TOLD + " It aims to deliver 5,000 vehicles in July.",
        TOLD + " It delivered 2,000 SU7s in June.",
        TOLD.replace("June", "July so far"),
        TOLD.replace("Xiaomi", "Nio"),
        "小米6月交付3900辆汽车。",  # nobody says here that it is the same company
        "Xiaomi had a good month.",
        "",
    ],
)
def test_nothing_that_stood_there_is_another_now(after: str) -> None:
    assert edited(TOLD, after) is None


def test_a_headline_that_still_says_the_old_number_does_not_keep_it() -> None:
    then = read("Xiaomi delivers 3,200 vehicles in June", TOLD)
    now = read("Xiaomi delivers 3,200 vehicles in June", TOLD.replace("3,200", "3,900"))
    found = edit(then, now)
    assert found is not None
    assert [each.value for each in found.readings] == [3900]


def test_a_number_without_a_period_may_have_grown() -> None:
    found = edited("Xiaomi recalls 1,200 cars over a pedal.", "Xiaomi recalls 1,400 cars.")
    assert found is not None
    assert not found.settled


def test_many_changes_are_named_in_part_and_counted() -> None:
    months = ("January", "February", "March", "April", "May")
    text = " ".join(f"Xiaomi delivered 3,20{n} vehicles in {m}." for n, m in enumerate(months))
    found = edited(text, text.replace("3,20", "4,20"))
    assert found is not None
    assert len(found.changes) == 5
    assert found.words.startswith("the same page now says 2 more and 4,200 vehicles")
    assert found.words.endswith("not 3,202")
