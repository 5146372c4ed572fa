"""The public face: compile, match, explain, incremental changes, sharing between threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.matching import Matcher
from bot.matching.fold import fold_name
from bot.matching.matcher import OVERLAY
from bot.model import Condition, Watch
from tests.support.effort import is_linear
from tests.support.matching import watch


def ids(matcher: Matcher, title: str, content: str = "") -> list[str]:
    return [mention.watch_id for mention in matcher.match(title, content)]


def test_nothing_is_watched() -> None:
    matcher = Matcher.compile([])
    assert matcher.match("Tesla", "小米") == []
    assert matcher.explain("Tesla", "").refusals == ()


def refused(matcher: Matcher, title: str) -> list[str]:
    return [f"{each.text} → {each.watch_id}" for each in matcher.explain(title, "").refusals]


def test_everyday_words_are_not_explained_beside_what_is_worth_it() -> None:
    names = ("OpenAI", "Ford", "Hermès", "Lei Jun", "Tesla", "Gap")
    matcher = Matcher.compile([watch(name, name) for name in names])
    assert refused(matcher, "Here the firm opens a plant for all") == ["Here → Hermès"]
    assert refused(matcher, "Firm opens a plant for the here and now") == []
    assert refused(matcher, "Lei June opens a plant for the Food Fair") == ["Lei June → Lei Jun"]
    assert refused(matcher, "Tesla opens a plant for Food Fair") == []
    assert refused(matcher, "Food fair in town") == ["Food → Ford"]
    assert refused(matcher, "They mind the gap with Tesle") == ["Tesle → Tesla", "gap → Gap"]


def test_a_reason_is_given_once_and_the_deciding_one_alone() -> None:
    matcher = Matcher.compile([watch("a", "Apple", exclude=("apple pie",))])
    (pie,) = matcher.explain("", "She ate an apple pie.").refusals
    assert pie.why == "'apple' is Apple; part of 'apple pie', which the watch excludes"
    (found,) = matcher.explain("", "Apple was late to the fair again.").refusals
    assert found.why.endswith("a common word and begins the sentence")
    (mention,) = matcher.match("", "Apple was late, Apple said.")[:1]
    assert mention.why.count("begins the sentence") < 2


def test_figure_watches_are_left_out() -> None:
    figure = Watch(id="f", name="Deliveries", kind="figure", condition=Condition())
    assert ids(Matcher.compile([figure]), "Deliveries rose") == []


def test_mentions_come_by_field_and_place() -> None:
    matcher = Matcher.compile([watch("x", "Xiaomi"), watch("t", "Tesla")])
    mentions = matcher.match("Tesla and Xiaomi", "Xiaomi, then Tesla")
    assert [(m.field, m.start, m.watch_id) for m in mentions] == [
        ("title", 0, "t"),
        ("title", 10, "x"),
        ("content", 0, "x"),
        ("content", 13, "t"),
    ]


def test_watches_that_share_a_name_are_both_mentioned() -> None:
    matcher = Matcher.compile([watch("a", "Xiaomi"), watch("b", "Xiaomi", "Mi")])
    assert ids(matcher, "Xiaomi rises") == ["a", "b"]


def test_a_longer_name_wins_over_one_inside_it() -> None:
    matcher = Matcher.compile(
        [watch("boc", "Bank of China"), watch("icbc", "Industrial and Commercial Bank of China")]
    )
    assert ids(matcher, "Industrial and Commercial Bank of China lends") == ["icbc"]


def test_a_name_with_a_title_before_it_mentions_both() -> None:
    matcher = Matcher.compile([watch("o", "Obama"), watch("po", "President Obama")])
    assert sorted(ids(matcher, "A letter to President Obama")) == ["o", "po"]


def test_a_surer_mention_lifts_the_unsure_across_fields() -> None:
    matcher = Matcher.compile([watch("a", "Apple")])
    assert ids(matcher, "Apple Picks The Right Time") == []
    lifted = matcher.match("Apple Picks The Right Time", "The phone by Apple sells well.")
    assert [(m.field, m.rule) for m in lifted] == [("title", "lifted"), ("content", "capital")]


def test_context_in_the_other_field_counts() -> None:
    matcher = Matcher.compile([watch("a", "Apple", context=("iPhone",))])
    assert ids(matcher, "We saw Apple there", "The iPhone was missing.") == ["a"]


def test_a_strict_watch_accepts_no_misspelling() -> None:
    matcher = Matcher.compile([watch("x", "Xiaomi", fuzzy=False)])
    assert ids(matcher, "Xaiomi and Xiaomi") == ["x"]


def test_watches_are_added_replaced_and_removed() -> None:
    matcher = Matcher.compile([watch("x", "Xiaomi"), watch("t", "Tesla", "特斯拉")])
    more = matcher.with_watches(add=[watch("n", "Nvidia", "英伟达")], remove=["x"])
    assert ids(more, "Nvidai, Xiaomi, Xaiomi, Tesla, 英伟达, 特斯拉") == ["n", "t", "n", "t"]
    assert ids(matcher, "Nvidia, Xiaomi") == ["x"], "the old one is as it was"
    renamed = more.with_watches(add=[watch("t", "Rivian")])
    assert ids(renamed, "Tesla, Rivian, Nvidia, 特斯拉") == ["t", "n"]
    assert ids(renamed.with_watches(remove=["n", "t", "unknown"]), "Rivian, Nvidia") == []
    assert ids(renamed.with_watches(remove=["t"]).with_watches(add=[watch("t", "Tesla")]),
               "Rivian, Tesla") == ["t"]  # fmt: skip


def test_letters_that_only_fold_to_a_name_are_not_it() -> None:
    matcher = Matcher.compile([watch("g", "Газпром"), watch("t", "Tesla")])
    hashed = fold_name("Газпром").decode()
    assert ids(matcher, f"Tesla and {hashed.title()}") == ["t"]
    assert ids(matcher, f"«Tesla» and {hashed.title()}") == ["t"]
    assert ids(matcher, "Tesla and Газпром") == ["t", "g"]


def test_many_additions_are_merged() -> None:
    matcher = Matcher.compile([watch("x", "Xiaomi")])
    names = [f"Zor{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}vex{n}" for n in range(OVERLAY + 2)]
    grown = matcher.with_watches(add=[watch(f"w{n}", name) for n, name in enumerate(names)])
    assert ids(grown, f"Xiaomi met {names[7]}") == ["x", "w7"]
    assert len(grown._finder.parts) == 1


def test_incremental_equals_compiled_anew() -> None:
    watches = [watch("a", "Apple", "苹果"), watch("m", "Elon Musk", "Musk"), watch("g", "GM")]
    grown = Matcher.compile(watches[:1])
    for added in watches[1:]:
        grown = grown.with_watches(add=[added])
    text = "GM and Elno Musk sued Apple; 苹果公司 and Musk did not"
    expected = [(m.watch_id, m.start, m.score) for m in Matcher.compile(watches).match(text, "")]
    assert [(m.watch_id, m.start, m.score) for m in grown.match(text, "")] == expected


def test_a_name_added_later_is_no_misspelling_of_another() -> None:
    watches = [watch("t", "Tesla"), watch("m", "Telsa Motors")]
    grown = Matcher.compile(watches[:1]).with_watches(add=watches[1:])
    for matcher in (grown, Matcher.compile(watches)):
        assert ids(matcher, "A Telsa Motors van, and a Telsa shop") == ["m"]


def test_threads_share_one_matcher() -> None:
    matcher = Matcher.compile([watch("x", "Xiaomi"), watch("t", "Tesla")])
    texts = [f"Xaiomi {n} unkn{chr(97 + n % 26)}wn Telsa" for n in range(400)]
    alone = [matcher.match(text, text) for text in texts]
    fresh = Matcher.compile([watch("x", "Xiaomi"), watch("t", "Tesla")])
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: fresh.match(text, text), texts)) == alone


def test_the_answer_does_not_depend_on_what_was_seen_before() -> None:
    watches = [watch("x", "Xiaomi"), watch("l", "Lei Jun"), watch("g", "giga casting")]
    texts = ["xaiomi", "XAIOMI", "Xaiomi", "Lei Jnu gigacastign", "a Gigacastign press"]
    once = Matcher.compile(watches)
    forward = [once.match(text, "") for text in texts]
    again = Matcher.compile(watches)
    backward = [again.match(text, "") for text in reversed(texts)][::-1]
    assert forward == backward == [once.match(text, "") for text in texts]


HOSTILE = {
    "a": 1_000_000,
    "a ": 200_000,
    "小": 200_000,
    "Te": 400_000,
    "Xiaomi ": 10_000,
    "Xaiomi ": 8_000,
    "Mark ": 12_000,
    "\u200b": 300_000,
    ". ": 400_000,
    "A. ": 100_000,
    "Lei Jnu Lei Jun ": 2_000,
    "Apple iPhone apple pie, Xiaomi ": 4_000,
    "Elon R. Musk Musk Elna Musk ": 2_000,
    "小米小米粥 ": 4_000,
}


@pytest.mark.parametrize("text", [unit * times for unit, times in HOSTILE.items()], ids=HOSTILE)
def test_hostile_text_takes_linear_time(text: str) -> None:
    watches = [
        watch("x", "Xiaomi", "小米"),
        watch("m", "Mark", "Jo A. Bar"),
        watch("l", "Lei Jun"),
        watch("e", "Elon Musk", "Musk"),
        watch("a", "Apple", context=("iPhone",), exclude=("apple pie",)),
    ]
    matcher = Matcher.compile(watches)
    half = text[: len(text) // 2]
    assert is_linear(lambda: matcher.match("", half), lambda: matcher.match("", text))


def test_a_watchlist_of_30_000_names() -> None:
    letters = "bcdfghjklmnprstvz"
    names = [
        f"{letters[n % 17]}a{letters[n // 17 % 17]}o{letters[n // 289 % 17]}i".title()
        + f" {letters[n // 4913 % 17]}u{letters[n * 7 % 17]}er{n % 7}".title()
        for n in range(30_000)
    ]
    matcher = Matcher.compile(watch(f"w{n}", name) for n, name in enumerate(names))
    assert "w4711" in ids(matcher, f"A letter by {names[4711]} arrived")
    assert ids(matcher, "Nobody of them is here") == []
