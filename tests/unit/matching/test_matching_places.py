"""Where names stand: the labelled table, and what follows from it."""

from __future__ import annotations

import pytest

from bot.matching import CUTOFF, Matcher, of_the_story
from bot.matching.tail import Stretch, tails
from bot.model import FieldName, Figure
from tests.support.matching import PlaceCase, labelled_places, watch

WATCHES, CASES = labelled_places()
PLANT = "Xiaomi will build 300,000 cars a year in its second Beijing factory, it said on Friday."


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.compile(WATCHES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(matcher: Matcher, case: PlaceCase) -> None:
    found = matcher.match(case.title, case.content, tail=True)
    found.sort(key=lambda each: (each.field != "title", each.start))
    assert [f"{m.text} → {m.watch_id}: {m.place}" for m in found] == list(case.places)
    for mention in found:
        assert (mention.score < CUTOFF) == (mention.place == "tail") == (mention.rule == "tail")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_tail_is_no_mention_but_explained(matcher: Matcher, case: PlaceCase) -> None:
    everything = matcher.match(case.title, case.content, tail=True)
    counting = [each for each in everything if each.place != "tail"]
    assert matcher.match(case.title, case.content) == counting
    explained = matcher.explain(case.title, case.content)
    assert list(explained.mentions) == counting
    told = {(each.start, each.watch_id) for each in explained.refusals if each.rule == "tail"}
    assert told == {(each.start, each.watch_id) for each in everything if each.place == "tail"}


def test_the_reason_names_the_heading(matcher: Matcher) -> None:
    content = f"{PLANT}\n▶ Read next:\nTesla shows it\n"
    (mention,) = matcher.match("", content, tail=True)[1:]
    assert mention.why.endswith("; in the page's tail of other stories, under 'Read next'")
    assert mention.score == 0.5


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Tags: Tesla, Volvo", "in the page's tags"),
        ("Tags\nTesla", "in the page's tags"),
        ("来源：Tesla", "in the page's credits"),
    ],
)
def test_the_reason_names_tags_and_credits(matcher: Matcher, line: str, why: str) -> None:
    (mention,) = matcher.match("", f"{PLANT}\n{line}", tail=True)[1:]
    assert mention.why.endswith(why)


def test_a_tail_does_not_vouch_for_an_unsure_name() -> None:
    matcher = Matcher.compile([watch("gap", "Gap, Inc.", "Gap")])
    unsure = "Gap years are planned by more and more of those who leave school, a study said.\n"
    assert matcher.match("", f"{unsure}Gap shares fell.")
    assert not matcher.match("", f"{unsure}Read next\nGap shares fall")


def test_a_name_in_the_body_does_not_lift_the_tail(matcher: Matcher) -> None:
    content = f"{PLANT}\nTesla declined to comment.\nRead next\nTesla shows it"
    assert [each.place for each in matcher.match("", content)] == ["lead", "body"]


def test_the_first_paragraph_is_the_lead_behind_a_dateline(matcher: Matcher) -> None:
    content = f"BEIJING, July 14\n{PLANT}\nNIO declined to comment.\n"
    assert [each.place for each in matcher.match("", content)] == ["lead", "body"]
    long = f"{PLANT} " * 6 + "NIO declined to comment."
    assert [each.place for each in matcher.match("", long)] == ["lead"] * 2 + ["body"] * 5


def test_stretches_are_in_order_and_apart() -> None:
    content = f"{PLANT} See also: Nio cuts prices. {PLANT}\nRelated\nTesla shows it"
    found = tails(content)
    assert [content[each.start : each.end] for each in found] == [
        "See also: Nio cuts prices.",
        "Related\nTesla shows it",
    ]
    assert found[1] == Stretch(content.index("Related"), len(content), "Related")


def test_credits_stand_anywhere_and_in_order() -> None:
    content = "文/蔚来\n小米周一开设新厂。\nTags: Tesla\n编辑：擎天柱\n"
    found = tails(content)
    assert [content[each.start : each.end] for each in found] == [
        "文/蔚来",
        "Tags: Tesla",
        "编辑：擎天柱",
    ]
    assert tails(content, 2)[0] == found[0]


def test_figures_of_other_stories_are_left_out() -> None:
    content = f"{PLANT}\nRead next\nTesla sells 51,000 cars"

    def figure(text: str, field: FieldName = "content") -> Figure:
        start = content.index(text)
        end = start + len(text)
        return Figure(field=field, start=start, end=end, text=text, value=1, low=1, high=1)

    own, other, title = figure("300,000"), figure("51,000"), figure("51,000", "title")
    assert of_the_story([own, other, title], content) == [own, title]
    assert of_the_story([title], content) == [title]
    assert of_the_story([own], PLANT) == [own]
