"""A story in a sentence or two, chosen from its reports."""

from __future__ import annotations

import pytest

from bot.stories.summary import LONGEST, Text, sentences, summary

ROLLED = (
    "Xiaomi rolled its 10,000th SU7 off the line in Beijing on Tuesday, 32 days after the electric"
    " sedan went on sale."
)
OUTPUT = "The company, led by Mr. Lei Jun, said it would raise output to 20,000 a month by June."
TOOK = "It took Xiaomi 32 days to finish the ten-thousandth car, which founder Lei Jun steered."
HAS = "Chinese phone maker Xiaomi has built 10,000 SU7 electric sedans in 32 days, it said."
MADE = "小米集团宣布，首款电动车在上市32天后第1万辆下线。"
TITLE = "Xiaomi builds its 10,000th SU7"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One ends. Another begins!  A third?", ["One ends.", "Another begins!", "A third?"]),
        ("Mr. Lei of U.S. Steel spoke. He left.", ["Mr. Lei of U.S. Steel spoke.", "He left."]),
        ("Shares rose 3.2% on No. 3 news", ["Shares rose 3.2% on No. 3 news"]),
        ("“It works.” They left", ["“It works.”", "They left"]),
        ("交付破万。雷军：“谢谢！”股价上涨", ["交付破万。", "雷军：“谢谢！”", "股价上涨"]),
        ("a line\n another", ["a line", "another"]),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


def words(*reports: Text, most: int = 2) -> list[str]:
    return [each.text for each in summary(reports, most=most)]


def test_of_one_report_its_first_sentences() -> None:
    more = "Shares rose in Hong Kong, while Tesla's fell after it had cut its prices in April."
    text = f"BEIJING, July 14 (Reuters) - {ROLLED} {OUTPUT} {more}"
    assert words(Text(TITLE, text)) == [ROLLED, OUTPUT]
    assert words(Text(TITLE, text), most=1) == [ROLLED]
    assert words(Text("小米SU7交付破万", f"新华社北京7月13日电 {MADE}")) == [MADE]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "By Jane Doe\nRead more: Tesla opens a plant in Berlin today",
        "By Jane Doe and Richard Roe",
        "Read more about it on our new site for owners of cars",
        "Image: Xiaomi's new car on a road in Beijing, seen from above",
        TITLE + " in Beijing.",
        "Short caption.",
        "long " * 200,
    ],
)
def test_what_tells_nothing_more_is_no_summary(text: str) -> None:
    assert words(Text(TITLE, text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "By March the company had built as many cars as in all of last year.",
        "Image sensors by Sony are short, the makers of phones complain in a letter.",
        "More than 10,000 people came to see the car in Beijing on Sunday.",
    ],
)
def test_sentences_that_begin_like_asides_are_sentences(text: str) -> None:
    assert words(Text("A headline", text)) == [text]


def test_of_several_reports_what_all_of_them_say() -> None:
    aside = "Tesla cut the prices of its older models in April, to the anger of many owners."
    reports = (Text(TITLE, f"{aside} {OUTPUT}"), Text("Lei Jun drives", TOOK), Text("A mark", HAS))
    chosen = summary(reports)
    assert chosen[0].text == HAS
    assert chosen[0].report == 2
    assert {each.text for each in chosen}.isdisjoint({OUTPUT})


def test_no_sentence_is_told_twice_and_the_whole_is_short() -> None:
    copies = tuple(Text(f"{TITLE} {n}", f"{HAS} {TOOK} {OUTPUT}") for n in range(5))
    found = words(*copies, most=9)
    assert len(found) == len(set(found))
    assert sum(map(len, found)) <= LONGEST


def test_a_summary_keeps_to_the_language_of_the_first_report() -> None:
    chinese = Text("小米SU7交付破万", MADE)
    assert words(Text(TITLE, ROLLED), chinese, chinese) == [ROLLED]
    assert words(chinese, Text(TITLE, ROLLED)) == [
        "小米集团宣布，首款电动车在上市32天后第1万辆下线。"
    ]


def test_every_sentence_stands_in_its_report() -> None:
    texts = [f"{ROLLED} {OUTPUT}", TOOK, f"{HAS}\n{OUTPUT}"]
    reports = [Text(f"{TITLE} {n}", text) for n, text in enumerate(texts)]
    for each in summary(reports, most=3):
        assert each.text in texts[each.report]
