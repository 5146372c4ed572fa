"""What people read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts.card import (
    alert_card,
    correction_card,
    follow_up_card,
    notice_card,
)
from bot.alerts.numbers import comparison, tidy, title_of
from bot.alerts.routing import Matched
from bot.alerts.view import (
    AlertView,
    FigureLine,
    Passage,
    figure_lines,
    source_of,
    story_with,
)
from bot.card import Card, Fields, Quote, Run, from_json, line, text_of, to_json
from bot.model import Figure, Period, Reading, Relation
from tests.support.alertdata import (
    NOW,
    TEXT,
    bold,
    change,
    figure,
    hit,
    item,
    matched,
    mention,
    source,
    view,
    watch,
)

XIAOMI = watch("Xiaomi")
SU7 = watch("SU7 deliveries", kind="figure", subject="Xiaomi")


def reading(value: float, label: str = "week 27") -> Reading:
    return Reading(
        series="x",
        item_id="i0",
        story_id="s0",
        source="CnEVPost",
        value=value,
        unit="vehicles",
        metric="deliveries",
        subject="Xiaomi",
        period=Period(label=label),
        status="actual",
        seen=NOW,
    )


def full_view() -> AlertView:
    """A story with everything a card can show."""
    start = TEXT.index("3,360")
    found = figure(
        3360,
        field="content",
        start=start,
        end=start + 5,
        subject="Xiaomi",
        metric="deliveries",
        period=Period(label="week 28"),
    )
    about = item("Xiaomi SU7 deliveries up", content=TEXT)
    hits = (replace(hit(SU7, found), previous=reading(2800)),)
    evidence = (
        Matched(watch=SU7, watchlist="EV makers", hits=hits),
        Matched(
            watch=XIAOMI,
            watchlist="EV makers",
            mentions=(
                mention(XIAOMI),
                mention(XIAOMI, start=TEXT.index("Xiaomi"), field="content"),
            ),
        ),
    )
    return view(
        about,
        source("CnEVPost"),
        source("Reuters"),
        source("Sina"),
        source("CnEVPost", title="a second report"),
        matched=evidence,
        figures=figure_lines(evidence, (found, figure(12, "", subject="", metric=""))),
    )


def test_the_whole_card() -> None:
    card = alert_card(full_view())
    assert card.fallback.splitlines() == [
        "Xiaomi SU7 deliveries up",
        "SU7 deliveries 3,360 is over 3,000, Xiaomi (“Xiaomi” in the headline) · EV makers",
        "Xiaomi delivered 3,360 SU7 sedans in week 28, people familiar with the matter said, after"
        " 2,800 the week before.",
        "Xiaomi deliveries: 3,360 vehicles, week 28 · 2,800 vehicles in week 27, +20%",
        "Reuters · published 13:54, 6 min before we saw it · posted 14:00",
        "Also reported by CnEVPost, Sina, 3 in all · first seen 14:00, latest 14:03",
    ]
    assert card.tone == "alert"
    assert card.url == "https://a.example/1"
    assert not card.private
    assert card.mention == ()
    assert [action.command for action in card.actions] == [
        "why aaaaaaaaaaa",
        "not-this aaaaaaaaaaa",
        "mute story aaaaaaaaaaa 1d",
        "story aaaaaaaaaaa",
    ]


def test_a_name_that_somebody_follows_besides_is_said_once() -> None:
    once = full_view()
    followed = replace(once.matched[1], watchlist="EV makers")
    twice = replace(once, matched=(*once.matched, followed))
    assert alert_card(twice).blocks == alert_card(once).blocks


def test_the_matched_words_are_bold_in_the_quote() -> None:
    quotes = [block for block in alert_card(full_view()).blocks if isinstance(block, Quote)]
    assert [bold(quote.line) for quote in quotes] == [["Xiaomi", "3,360"]]


def test_other_outlets_are_linked_once_each_and_counted_when_many() -> None:
    many = view(None, *(source(f"Outlet {n}") for n in range(12)))
    last = alert_card(many).fallback.splitlines()[-1]
    assert last.startswith("Also reported by Outlet 0, Outlet 1,")
    assert last.endswith("Outlet 7 and 4 more, 13 in all · first seen 14:00, latest 14:03")
    urls = [
        run.url
        for block in alert_card(many).blocks
        if hasattr(block, "line")
        for run in block.line
        if run.url
    ]
    assert len(urls) == 8


def test_a_card_that_grew_tells_what_came_since() -> None:
    grown = view(
        since=(
            source("Reuters", title="Xiaomi raises its target", relation=Relation.FOLLOW_UP),
            source("Sina", title="Correction: 9,000, not 10,000", relation=Relation.CORRECTION),
        )
    )
    lines = alert_card(grown).fallback.splitlines()
    assert lines[1] == "Corrected: 9,000, not 10,000"
    assert "Since then" in lines
    assert lines[-1] == "• 14:03 Xiaomi raises its target (Reuters)"


def test_an_item_without_title_or_date() -> None:
    bare = view(item("", content="小米汽车交付第10000辆", published=None), matched=())
    card = alert_card(bare)
    assert card.title == "小米汽车交付第10000辆"
    assert "seen 14:00 · posted 14:00" in card.fallback
    nothing = view(item("", content="", url="", source=""), matched=())
    assert alert_card(nothing).title == "(untitled)"


def test_follow_up_and_correction_say_what_is_new_first() -> None:
    follow_up = follow_up_card(view(), what="dead: 3 → 9")
    assert follow_up.tone == "follow-up"
    assert follow_up.fallback.splitlines()[1] == "New: dead: 3 → 9"
    told = view(item("10,000 delivered"))
    correction = correction_card(view(), what="9,000, not 10,000", before=told)
    assert correction.tone == "correction"
    assert correction.fallback.splitlines()[1:3] == [
        "Corrected: 9,000, not 10,000",
        "Told before: 10,000 delivered",
    ]


def test_a_correction_shows_neither_its_marker_nor_what_it_takes_back() -> None:
    made = {"subject": "Xiaomi", "metric": "production"}
    new, old = (figure(value, "SU7", **made) for value in (9860, 10_000))
    told = view(item("Xiaomi builds 10,000 SU7"), figures=(FigureLine(figure=old),))
    for what in ("9,860, not 10,000", "it calls itself a correction"):
        card = correction_card(
            view(
                item("Correction: Xiaomi has built 9,860 SU7, not 10,000"),
                figures=(FigureLine(figure=old), FigureLine(figure=new)),
            ),
            what=what,
            before=told,
        )
        assert card.title == "Xiaomi has built 9,860 SU7, not 10,000"
        assert [b.pairs for b in card.blocks if isinstance(b, Fields)] == [
            (("Xiaomi production", line(Run("9,860 SU7", "bold"))),)
        ]


def test_a_correction_takes_back_an_amount_of_money_in_its_words() -> None:
    wrong, debt = (
        figure(value, "USD", currency="USD", subject="Kestrel", metric=metric)
        for value, metric in ((2.4e9, "deal value"), (3e8, "debt"))
    )
    card = correction_card(
        view(
            item("Correction: Kestrel costs $2.1 billion, not $2.4 billion"),
            figures=(FigureLine(figure=wrong), FigureLine(figure=debt)),
        ),
        what="$2.1 billion, not $2.4 billion",
        before=view(item("Kestrel is bought for $2.4 billion")),
    )
    shown = [b.pairs for b in card.blocks if isinstance(b, Fields)]
    assert [name for pairs in shown for name, _ in pairs] == ["Kestrel debt"]


def test_a_correction_strikes_the_headline_of_the_thread_that_told_the_number() -> None:
    wrong, later, own = (
        item(title)
        for title in (
            "Xiaomi weekly deliveries reach 10,400",
            "Xiaomi delivered 9,700 vehicles in week 47",
            "Correction: Xiaomi delivered 10,040 vehicles, not 10,400",
        )
    )
    since = tuple(source_of(each, Relation.FOLLOW_UP) for each in (wrong, later, own))
    root = replace(view(item("Xiaomi delivers 8,900 cars in week 46")), since=since)
    card = correction_card(view(own), what="10,040, not 10,400", before=root)
    assert "Told before: Xiaomi weekly deliveries reach 10,400" in card.fallback
    another = correction_card(view(own), what="10,040, not 400", before=root)
    assert "Told before: Xiaomi delivers 8,900 cars in week 46" in another.fallback


def test_a_correction_of_something_else_keeps_its_figures() -> None:
    same = FigureLine(figure=figure(10_000, subject="Xiaomi", metric="production"))
    told = view(item("Xiaomi builds 10,000 SU7 in Wuhan"), figures=(same,))
    about = item("Correction: Xiaomi builds 10,000 SU7 in Beijing")
    card = correction_card(view(about, figures=(same,)), what="the place", before=told)
    assert "Xiaomi production: 10,000 vehicles" in card.fallback


@pytest.mark.parametrize(
    ("subject", "area", "words"),
    [
        ("Tesla", "China", "Tesla China registrations"),
        ("Tesla China", "China", "Tesla China registrations"),
        ("特斯拉中国", "China", "特斯拉中国 registrations"),
        ("", "China", "China registrations"),
    ],
)
def test_a_label_names_the_area_once(subject: str, area: str, words: str) -> None:
    assert title_of(figure(subject=subject, area=area, metric="registrations")) == words


def test_signs_in_reasons_are_those_of_cards() -> None:
    assert tidy("3,360 vehicles (>= 3,000), -23.7 % <= 0") == "3,360 vehicles (≥ 3,000), -23.7% ≤ 0"
    assert follow_up_card(view(), what=">= 20 %").fallback.splitlines()[1] == "New: ≥ 20%"


def test_hostile_text_stays_text() -> None:
    """Feed text is never anything but the text of a run."""
    evil = "<!channel> @everyone [x](http://evil) **b** \x1b[31m"
    about = item(evil, content=evil, source=evil)
    card = alert_card(view(about, source(evil), matched=matched(evil)))
    assert card.title == evil
    assert card.mention == ()
    assert all(action.command.split()[0] in {"why", "not-this", "mute", "story"}
               for action in card.actions)  # fmt: skip
    assert from_json(to_json(card)) == card


@pytest.mark.parametrize("make", [alert_card, lambda v: follow_up_card(v, what="x")])
def test_cards_survive_the_outbox(make: object) -> None:
    assert callable(make)
    card = make(full_view())
    assert isinstance(card, Card)
    assert from_json(to_json(card)) == card


def test_a_notice_says_the_mend() -> None:
    card = notice_card("ev feed is failing", what="404 since 14:02", mend="tidings feed remove ev")
    assert card.fallback.endswith("What to do: tidings feed remove ev")
    assert card.tone == "warning"


# ── what grows ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("published", "posted", "words"),
    [
        (timedelta(minutes=6), timedelta(seconds=5),
         "published 13:54, 6 min before we saw it · posted 14:00"),
        (timedelta(seconds=5), timedelta(), "published 13:59, seen at once · posted 14:00"),
        (timedelta(hours=3), timedelta(minutes=20),
         "published 11:00, 3 h before we saw it · posted 14:20, 20 min later"),
        (timedelta(days=25), timedelta(),
         "published Thu 18 Jun 14:00, 25 days before we saw it · posted 14:00"),
    ],
)  # fmt: skip
def test_a_card_says_how_fresh_it_is(published: timedelta, posted: timedelta, words: str) -> None:
    fresh = view(item(published=NOW - published), posted=NOW + posted)
    assert alert_card(fresh).fallback.splitlines()[-1] == f"Reuters · {words}"


FIRST = Passage("Xiaomi delivered 3,360 SU7 sedans in week 28.", "Reuters", "https://a.example/1")
SECOND = Passage("Its rival did not comment.", "Sina", "https://sina.example/1")


def test_a_summary_is_quoted_once_with_whose_words_they_are() -> None:
    about = item(content="Some other words.")
    card = alert_card(view(about, source("Sina"), summary=(FIRST, SECOND)))
    (quote,) = [text_of(block.line) for block in card.blocks if isinstance(block, Quote)]
    assert quote == f"{FIRST.text} (Reuters) {SECOND.text} (Sina)"
    alone = alert_card(view(about, summary=(FIRST, SECOND))).fallback
    assert FIRST.text in alone
    assert SECOND.text not in alone, "of one report a sentence is enough on a phone"
    assert "Some other words" not in alone, "one way of saying it is enough, too"


def test_a_correction_quotes_itself_and_not_what_was_wrong() -> None:
    about = item("Correction: 9,000 delivered", content="It was 9,000, the maker says.")
    told = view(item("10,000 delivered"))
    corrected = view(about, source("Sina"), summary=(FIRST, SECOND))
    card = correction_card(corrected, what="9,000, not 10,000", before=told)
    (quote,) = [text_of(block.line) for block in card.blocks if isinstance(block, Quote)]
    assert quote == "It was 9,000, the maker says."


def test_a_summary_does_not_repeat_the_words_that_matched() -> None:
    told = full_view()
    quoted = Passage("Xiaomi delivered 3,360 SU7 sedans in week 28", "Reuters", "")
    card = alert_card(replace(told, summary=(quoted, SECOND)))
    assert [text_of(b.line) for b in card.blocks if isinstance(b, Quote)][1:] == [
        f"{SECOND.text} (Sina)"
    ]
    alone = replace(told, story=view(told.item).story, summary=(SECOND,))
    quotes = [b for b in alert_card(alone).blocks if isinstance(b, Quote)]
    assert len(quotes) == 1, "the words that matched are enough of one report"


def test_a_follow_up_says_what_was_told_before() -> None:
    about = item("The toll rises", id="i9")
    root = view(item("A quake hits"), posted=NOW)
    lines = follow_up_card(view(about), what="9 dead", before=root).fallback.splitlines()
    assert lines[1] == "New: 9 dead"
    assert lines[-1] == "Told before, 14:00: A quake hits"
    told = source("Sina", title="Rescuers arrive", relation=Relation.FOLLOW_UP)
    grown = replace(root, since=(told, source_of(about, Relation.FOLLOW_UP)))
    lines = follow_up_card(view(about), what="9 dead", before=grown).fallback.splitlines()
    assert lines[-1] == "Told before, 14:03: Rescuers arrive"
    same = follow_up_card(view(about), what="x", before=view(item("The toll  rises")))
    assert "Told before" not in same.fallback


def test_a_long_timeline_shows_its_end_and_counts_the_rest() -> None:
    later = [source(f"O{n}", title=f"Event {n}", relation=Relation.FOLLOW_UP) for n in range(8)]
    lines = alert_card(view(since=tuple(later))).fallback.splitlines()
    assert "Since then (3 earlier ones not shown)" in lines
    assert lines[-5:] == [f"• 14:03 Event {n} (O{n})" for n in range(3, 8)]


def test_related_stories_are_one_small_line() -> None:
    card = alert_card(
        view(
            related=(source("A", title="Xiaomi recalls"), source("B", title="Su")),
            related_to="Xiaomi",
        )
    )
    assert card.fallback.splitlines()[-1] == "More on Xiaomi: Xiaomi recalls · Su"


# ── figures ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("found", "previous", "words"),
    [
        (figure(3360), None, ""),
        (figure(3360), reading(2800), "2,800 vehicles in week 27, +20%"),
        (figure(3360), reading(2800, ""), "2,800 vehicles before, +20%"),
        (figure(3360, previous=4200.0), None, "4,200 vehicles before, -20%"),
        (figure(3360, change=12.5), None, "+12.5% stated"),
        (figure(3360, change=12.5, basis="w/w"), None, "+12.5% w/w stated"),
        (
            figure(3360, change=12.5, basis="y/y"),
            reading(2800),
            "2,800 vehicles in week 27, +20% · +12.5% y/y stated",
        ),
        (
            figure(3360, previous=3000.0, basis="y/y", change=12.0),
            None,
            "3,000 vehicles a year before, +12%",
        ),
        (figure(3360), reading(0), "0 vehicles in week 27"),
        (figure(12, "%"), reading(10), "10% in week 27, +2 points"),
    ],
)
def test_comparison(found: Figure, previous: Reading | None, words: str) -> None:
    assert comparison(found, previous) == words


def test_the_course_of_a_series_stands_beside_the_change() -> None:
    lines = (FigureLine(figure=figure(3360), previous=reading(2800), spark="▁▃█"),)
    text = alert_card(view(figures=lines)).fallback
    assert "3,360 vehicles · 2,800 vehicles in week 27, +20% · ▁▃█" in text


def test_outlets_that_contradict_are_named_and_linked() -> None:
    first = replace(reading(3200), source="CnEVPost", url="https://cnev.example/1")
    second = replace(reading(3900), source="Reuters", url="https://r.example/2", qualifier="~")
    third = replace(reading(2e9), source="", unit="CNY", low=1.5e9, high=2.5e9)
    lines = (FigureLine(figure=figure(3900), said=(first, second, third)),)
    card = alert_card(view(figures=lines))
    assert (
        "Sources differ: CnEVPost says 3,200 vehicles, Reuters says about 3,900 vehicles, "
        "another outlet says CNY 1.5 billion–2.5 billion"
    ) in card.fallback
    (told,) = (
        block.line
        for block in card.blocks
        if hasattr(block, "line") and "Sources differ: " in bold(block.line)
    )
    assert [run.url for run in told if run.url] == [
        "https://cnev.example/1",
        "https://r.example/2",
    ]
    assert "Sources differ" not in alert_card(view(figures=(FigureLine(figure=figure()),))).fallback


@pytest.mark.parametrize(("correction", "word"), [(True, "corrected to"), (False, "revised to")])
def test_what_was_put_in_a_numbers_place_stands_beside_it(correction: bool, word: str) -> None:
    mended = replace(reading(3200), correction=correction, url="https://cnev.example/2")
    lines = (FigureLine(figure=figure(3360), previous=reading(2800), corrected=mended),)
    assert f"3,360 vehicles {word} 3,200 vehicles" in alert_card(view(figures=lines)).fallback


def test_the_first_alert_says_that_its_own_story_was_corrected() -> None:
    mended = source("CnEVPost", relation=Relation.CORRECTION, title="Correction: 9,860, not 10,000")
    card = alert_card(view(None, mended))
    assert card.fallback.splitlines()[1] == "Corrected: 9,860, not 10,000"


# ── views ────────────────────────────────────────────────────────────────────────────────


def test_figures_that_hit_come_first_and_no_number_twice() -> None:
    raised = figure(3360, subject="Xiaomi", metric="deliveries")
    other = figure(99, subject="Xiaomi", metric="stores", unit="stores")
    evidence = (Matched(watch=SU7, watchlist="l", hits=(hit(SU7, raised),)),)
    lines = figure_lines(evidence, (other, raised, figure(5, subject="", metric="")))
    assert [line.figure.value for line in lines] == [3360, 99]
    assert [bool(line.why) for line in lines] == [True, False]


def test_a_story_as_it_will_be() -> None:
    about = item()
    begun = story_with(None, change(Relation.NEW), about)
    assert (begun.id, begun.thread_id, len(begun.sources)) == ("s2", "s2", 1)
    second = item("another", id="i2", seen=NOW + timedelta(minutes=5))
    grown = story_with(begun, change(Relation.DUPLICATE, story="s2"), second)
    assert [each.item_id for each in grown.sources] == [about.id, "i2"]
    assert grown.last_seen == second.seen
    assert grown.title == begun.title
    again = story_with(grown, change(Relation.DUPLICATE, story="s2"), second)
    assert again == grown


def test_source_of() -> None:
    made = source_of(item(), Relation.NEW)
    assert (made.source, made.url, made.relation) == ("Reuters", "https://a.example/1", "new")


def test_runs_keep_their_links() -> None:
    card = alert_card(view(None, source("Sina")))
    runs = [
        run
        for block in card.blocks
        if hasattr(block, "line")
        for run in block.line
        if run.text == "Sina"
    ]
    assert runs == [Run("Sina", "plain", "https://sina.example/1")]
