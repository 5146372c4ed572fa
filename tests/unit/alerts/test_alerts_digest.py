"""Digests: what is still told, in which order, in how much room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.alerts.compose import compose_digest
from bot.alerts.digest import WEIGHTS, Waiting, alone, digest_card, heard, left_out, ranked, reasons
from bot.alerts.policy import Rules, decide
from bot.alerts.routing import Matched
from bot.alerts.state import gap_of
from bot.alerts.view import AlertView, FigureLine
from bot.card import text_of
from bot.commands.ranges import parse_stretch
from bot.model import (
    Alert,
    AlertStatus,
    Deliver,
    Manner,
    Mute,
    QuietHours,
    Relation,
    Severity,
    Verdict,
    Watch,
)
from tests.support.alertdata import (
    DESK,
    NOW,
    alert,
    change,
    figure,
    hit,
    item,
    matched,
    mention,
    mute,
    source,
    state,
    story,
    view,
    watch,
)

SU7 = watch("SU7 deliveries", kind="figure", subject="Xiaomi")


def about(
    title: str,
    name: str = "Xiaomi",
    *,
    seen: datetime = NOW,
    outlets: int = 1,
    severity: Severity | None = None,
    thread: str = "",
    of: Watch | None = None,
) -> AlertView:
    report = item(title, seen=seen)
    own = of or watch(name)
    found = Matched(
        watch=own,
        watchlist="EV makers",
        mentions=() if of else (mention(own),),
        hits=(hit(of),) if of else (),
        manner=Manner(severity=severity),
    )
    others = [source(f"Outlet {n}") for n in range(outlets - 1)]
    return view(
        report,
        matched=(found,),
        figures=(FigureLine(figure=figure(), why="3,360 is over 3,000"),) if of else (),
        story=story(report, *others, id_=f"s {title}", thread=thread),
    )


def titles(*views: AlertView) -> list[str]:
    return [entry.view.item.title for entry in ranked(views, NOW)]


# ── order ────────────────────────────────────────────────────────────────────────────────


def test_what_came_late_is_told_with_the_time_it_was_published() -> None:
    lines = []
    for published in (
        NOW - timedelta(days=2),
        NOW - timedelta(minutes=5),
        datetime(1970, 1, 1, tzinfo=UTC),
    ):
        late = item("Tesla opens a plant", published=published)
        told = [view(late, matched=matched("Tesla"), story=story(late, id_="s5"))]
        lines += digest_card(told, why="Held", now=NOW, timezone="UTC").fallback.splitlines()[3:]
    assert lines == [
        "• Tesla opens a plant · published Sat 11 Jul 12:00 · Reuters",
        "• Tesla opens a plant · 12:00 · Reuters",
        "• Tesla opens a plant · 12:00 · Reuters",
    ]


def test_a_digest_is_ranked_grouped_and_tells_each_story_once() -> None:
    early, late = item("Tesla opens a plant"), item("Tesla plant burns", seen=NOW)
    views = [
        view(
            replace(early, seen=NOW - timedelta(hours=1)),
            matched=matched("Tesla"),
            story=story(early, id_="s5"),
        ),
        view(late, matched=matched("Tesla"), story=story(late, id_="s6", thread="s5")),
        about("Xiaomi SU7 deliveries up", of=SU7, outlets=3),
    ]
    card = digest_card(views, why="Held back: quiet hours", now=NOW, timezone="UTC")
    assert card.fallback.splitlines() == [
        "Digest: 2 stories",
        "Held back: quiet hours",
        "Xiaomi",
        "• Xiaomi SU7 deliveries up · 3,360 vehicles · 12:00 · Reuters · 2 other outlets",
        "Tesla",
        "• Tesla plant burns · 12:00 · Reuters · 2 developments; before: Tesla opens a plant",
    ]
    assert card.tone == "digest"
    assert card.mention == ()
    assert card.actions == ()


def test_what_matters_comes_first() -> None:
    assert titles(
        about("gossip", severity="low", outlets=4),
        about("plain"),
        about("everywhere", outlets=9),
        about("a figure", of=SU7),
        about("a recall", severity="high"),
    ) == ["everywhere", "a recall", "a figure", "plain", "gossip"]


def test_of_two_alike_the_fresher_comes_first() -> None:
    old, new = about("old", seen=NOW - timedelta(hours=20)), about("new")
    assert titles(old, new) == titles(new, old) == ["new", "old"]


def test_outlets_count_once_and_not_without_end() -> None:
    many, more = about("many", outlets=10), about("more", outlets=200)
    assert titles(many, more) == ["many", "more"]
    assert titles(more, many) == ["more", "many"]


def test_every_weight_says_why() -> None:
    assert all(most >= 1 and reason for _, most, reason in WEIGHTS.values())


# ── room ─────────────────────────────────────────────────────────────────────────────────


def test_a_long_digest_counts_what_it_leaves_out() -> None:
    views = [about(f"story {n}", "Tesla" if n % 3 else "Xiaomi") for n in range(40)]
    card = digest_card(views, why="", now=NOW)
    assert card.title == "Digest: 40 stories"
    assert card.fallback.count("•") == 15
    assert card.fallback.splitlines()[-1].startswith("and 25 more stories: Tesla 1")
    assert [each.command for each in card.actions] == [
        'recap range:"13 July 2026"',
        'lookup "Tesla"',
        'lookup "Xiaomi"',
    ]


def test_a_noisy_name_takes_no_room_from_others() -> None:
    noisy = [about(f"story {n} everywhere", "Tesla", outlets=9) for n in range(30)]
    calm = [about(f"story {n}", "Xiaomi") for n in range(4)]
    lines = digest_card([*noisy, *calm], why="", now=NOW).fallback.splitlines()
    assert lines.index("Tesla") < lines.index("Xiaomi")
    assert sum(line.startswith("• ") for line in lines) == 15
    assert len(lines) - lines.index("Xiaomi") == 1 + 4 + 1, "all of the calm name's, and the rest"
    assert lines[-1] == "and 19 more stories: Tesla 19"


def test_alerts_that_were_not_looked_at_are_counted() -> None:
    card = digest_card([about("one")], why="", now=NOW, unseen=3000)
    assert card.title == "Digest: 1 story and 3,000 more alerts"
    assert card.fallback.splitlines()[-1] == "and 3,000 more alerts"


# ── lines ────────────────────────────────────────────────────────────────────────────────


def test_a_figure_says_what_it_was_before() -> None:
    raised = replace(
        about("up", of=SU7),
        figures=(FigureLine(figure=figure(previous=2800.0), why="3,360 is over 3,000"),),
    )
    assert "3,360 vehicles (2,800 vehicles before, +20%)" in digest_line(raised)


def digest_line(of: AlertView) -> str:
    return digest_card([of], why="", now=NOW).fallback.splitlines()[-1]


def test_what_else_happened_in_a_story_is_named_though_all_came_at_once() -> None:
    """Of a feed that is read again after days: nobody was told of any."""
    views = [
        view(each, matched=matched("Tesla"), story=story(each, id_=f"s{number}", thread="s0"))
        for number, each in enumerate(map(item, ("opens", "burns", "is rebuilt", "reopens")))
    ]
    words = digest_card(views, why="", now=NOW).fallback.splitlines()[-1]
    assert words.startswith("• reopens · 12:00")
    assert words.endswith("4 developments; before: is rebuilt, burns and 1 more")


def test_a_correction_is_shown_where_the_story_waits() -> None:
    wrong = about("27 missing")
    mended = source("Reuters", title="23 missing, not 27", relation=Relation.CORRECTION)
    grown = replace(wrong, story=replace(wrong.story, sources=(*wrong.story.sources, mended)))
    words = digest_line(grown)
    assert words.startswith("• 23 missing, not 27")
    assert words.endswith("corrected")


def test_feed_text_stays_plain_text() -> None:
    card = digest_card([about("<!channel> @everyone")], why="", now=NOW)
    lines = [each for block in card.blocks if hasattr(block, "lines") for each in block.lines]
    assert text_of(lines[0]).startswith("<!channel> @everyone")
    assert {run.style for run in lines[0]} <= {"plain", "dim"}


def test_reasons() -> None:
    def held(*whys: str) -> str:
        return reasons([alert(f"s{n}", why=why) for n, why in enumerate(whys)])

    assert held("for the digest at 18:00; Tesla", "for the digest at 18:00; Xiaomi") == ""
    assert held("quiet hours until 07:00; Tesla", "quiet hours until Sun 25 Oct 07:00; A") == (
        "Held back: quiet hours"
    )
    assert (
        held(
            "what comes late waits for a digest: published 5 days before we first saw it; Tesla",
            "what comes late waits for a digest: published 6 days before we first saw it; Tesla",
        )
        == "Held back: what comes late waits for a digest"
    )
    assert held("it waits with its story; Tesla", "perhaps no news: it waits with its story") == ""
    assert held("quiet hours until 07:00; Tesla", "it waits with its story; Tesla") == (
        "Held back: quiet hours"
    ), "what waits with others has no reason of its own"
    many = held(*(f"reason {n}; Tesla" for n in range(9)))
    assert many == "Held back: reason 0, reason 1, reason 2 and 6 more reasons"


# ── what is still told ───────────────────────────────────────────────────────────────────

HELD = alert("s1", AlertStatus.HELD, watch_ids=tuple(each.watch.id for each in matched()))
WATCHED = {each.watch.id for each in matched("Xiaomi", "Tesla")}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"view": None}, "its report is not stored any more"),
        ({"mutes": [mute("name", "xiaomi")]}, "muted meanwhile: Xiaomi"),
        ({"mutes": [mute("name", "tesla")]}, ""),
        ({"mutes": [mute("name", "xiaomi", "slack:#other")]}, ""),
        ({"mutes": [mute("source", "reuters")]}, "reuters was muted meanwhile"),
        ({"mutes": [mute("feed", "f1")]}, "f1 was muted meanwhile"),
        ({"mutes": [mute("story", "s1")]}, "s1 was muted meanwhile"),
        ({"watched": set()}, "what it was held for is not watched any more"),
        ({"event": [alert("s1", created=NOW)]}, "the story was told at once meanwhile"),
        ({"event": [alert("s1", created=NOW, destination="club")]}, ""),
        ({"event": [alert("s1", created=NOW - timedelta(hours=2))]}, ""),
    ],
)  # fmt: skip
def test_left_out(changes: dict[str, Any], why: str) -> None:
    mutes: list[Mute] = changes.pop("mutes", [])
    watched = changes.pop("watched", WATCHED)
    each = replace(Waiting(alert=HELD, view=view()), **changes)
    assert left_out(each, DESK, mutes, watched) == why


QUIET = QuietHours(start=time(13), end=time(16))
FULL = tuple(alert(f"x{n}", created=NOW, id=f"ax{n}") for n in range(20))
XIAOMI = tuple(each.watch.id for each in matched())


@pytest.mark.parametrize(
    ("there", "rules", "put_off"),
    [
        ((), Rules(quiet_hours=QUIET), True),
        ((alert("x", created=NOW, watch_ids=XIAOMI),), Rules(cooldown=timedelta(hours=1)), True),
        (FULL, Rules(), True),
        ((), Rules(deliver=Deliver(every="daily")), False),
        ((), Rules(flood="412 items came at once: they are told in one digest"), False),
        ((), Rules(gap=gap_of("2 days"), live=timedelta(0)), True),
        ((), Rules(late=timedelta(minutes=1)), False),
    ],
)
def test_what_was_only_put_off_and_is_alone_gets_a_card_of_its_own(
    there: tuple[Alert, ...], rules: Rules, put_off: bool
) -> None:
    decision = decide(change(), item(), matched(), state(recent=there), rules, NOW)
    assert decision.verdict is Verdict.HOLD
    held = alert("s2", AlertStatus.HELD, why=decision.why)
    assert alone([held], []) is put_off
    assert not alone([held, held], [])
    assert not alone([held], [alert("s1")]), "its thread has a message: that is not repeated"
    assert alone([held], [alert("s1", destination="club")]) is put_off


def test_a_watch_that_no_longer_finds_the_words_is_still_told() -> None:
    """An edit of its aliases came between; it was right when it was held."""
    assert left_out(Waiting(alert=HELD, view=view(matched=())), DESK, [], WATCHED) == ""
    assert digest_card([view(matched=())], why="", now=NOW).blocks


def test_a_muted_name_lends_its_title_to_no_group() -> None:
    both = view(matched=matched("Xiaomi", "Tesla"))
    assert [m.watch.name for m in heard(both, DESK, [mute("name", "xiaomi")]).matched] == ["Tesla"]


def test_a_digest_has_a_stable_key() -> None:
    held = [alert("s1", AlertStatus.HELD), alert("s2", AlertStatus.HELD, id="a2")]
    one, two = (
        compose_digest(some, [about("one")], destination="desk", timezone="UTC", now=NOW)
        for some in (held, held[::-1])
    )
    assert one.key == two.key


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (NOW, "13 July 2026"),
        (NOW - timedelta(hours=11), "13 July 2026"),
        (NOW - timedelta(hours=15), "12 July 2026 to 13 July 2026"),
        (NOW - timedelta(days=14), "29 June 2026 to 13 July 2026"),
    ],
)
def test_what_is_only_counted_leads_to_a_recap_of_its_days(since: datetime, days: str) -> None:
    """Days by the clock at the destination, which a recap there reads the same way."""
    views = [about(f"Xiaomi story {n}") for n in range(3)]
    card = digest_card(views, why="", now=NOW, timezone="Europe/Berlin", most=2, since=since)
    assert card.actions[0].label == "Show all"
    assert card.actions[0].command == f'recap range:"{days}"'
    found = parse_stretch(days, NOW, ZoneInfo("Europe/Berlin"))
    assert found is not None
    assert found.holds(since)
    assert found.holds(NOW)
