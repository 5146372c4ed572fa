"""Every kind of card that the bot makes is one that Slack takes, as a message and in a modal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.alerts.card import alert_card, correction_card, follow_up_card, notice_card
from bot.alerts.digest import digest_card
from bot.alerts.view import AlertView, FigureLine
from bot.card import Card
from bot.commands import COMMANDS
from bot.model import Destination, Origin, Relation, Settings, User, Watch, Watchlist, make_id
from handlers.slack.limits import ALL, TEXT, units
from handlers.slack.modals import answer_view
from handlers.slack.render import message
from handlers.slack.tables import weight
from tests.support.alertdata import NOW, figure, item, source, view
from tests.support.bench import Bench, feed, open_bench
from tests.support.fakeslack.limits import wrong_blocks, wrong_view

EVIL = "Xiaomi <!channel> *delivers* `10,000` SU7 & <https://evil.example|more> 小米 👨‍👩‍👧 "


def checked(card: Card) -> None:
    drawn = message(card, share="token")
    assert wrong_blocks(drawn.blocks) == [], card.title
    assert 0 < units(drawn.text) <= TEXT
    assert weight(drawn.blocks) <= ALL
    assert wrong_view(answer_view(card)) == [], card.title
    assert "<!channel>" not in str(drawn)
    assert "<https://evil" not in str(drawn)


def views(title: str, outlets: int) -> AlertView:
    others = [source(f"Outlet {number} {EVIL}", title=EVIL) for number in range(outlets)]
    lines = tuple(FigureLine(figure=figure(), why="3,360 is over 3,000") for _ in range(3))
    return view(item(title, content=EVIL * 40), *others, figures=lines)


@pytest.mark.parametrize("outlets", [0, 3, 60])
@pytest.mark.parametrize("title", ["Xiaomi delivers", EVIL, EVIL * 30, ""])
def test_alerts(title: str, outlets: int) -> None:
    of, before = views(title, outlets), views("Xiaomi had delivered 9,000", 1)
    checked(alert_card(of))
    checked(follow_up_card(of, what=EVIL * 3, before=before))
    checked(correction_card(of, what=EVIL, before=before))
    checked(notice_card(EVIL, what=EVIL * 50, mend=EVIL))


@pytest.mark.parametrize("stories", [1, 8, 80])
def test_digests(stories: int) -> None:
    held = [views(f"{EVIL} number {number}", number % 5) for number in range(stories)]
    checked(digest_card(held, why="the hourly digest", now=NOW, most=40))


# ── answers ──────────────────────────────────────────────────────────────────────────────


def prepare(bench: Bench) -> None:
    bench.feeds = [
        feed(f"https://outlet-{number}.example/feed", f"Outlet {number} <!here>", ("ev",))
        for number in range(40)
    ]
    names = ["Xiaomi", "Tesla", *(f"Maker {number} & <Sons>" for number in range(120))]
    origin = Origin(kind="file", where="config/watchlists/ev.yaml:1")
    bench.files = [
        Watchlist(
            id="l1",
            name="EV *makers*",
            post_to=("desk",),
            origin=origin,
            watches=tuple(
                Watch(id=make_id("w", name), name=name, kind="company", origin=origin)
                for name in names
            ),
        )
    ]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    desk = Destination(name="desk", platform="slack", address="#desk")
    async with open_bench(tmp_path, Settings(destinations=(desk,)), prepare) as made:
        for number in range(12):
            await made.news(
                f"{EVIL}, {number}th time: 10,{number:03} vehicles delivered in week {number + 10}",
                EVIL * 20,
                of=made.feeds[number],
                story=f"story {number % 4}",
                relation=Relation.DUPLICATE if number > 3 else Relation.NEW,
                told=("desk",) if number < 4 else (),
            )
        yield made


LINES = (
    "lookup Xiaomi", "lookup Xiaomi 60", "lookup nobody", "figures Xiaomi", "figures", "story",
    "why", "why Xiaomi <!channel> sold 10,000", "history", "history Xiaomi", "list",
    'list "EV *makers*"', "status", "help", *(f"help {command.path}" for command in COMMANDS
    if not command.internal), "watch add Nio aliases:蔚来", "watch test Tesla", "watch test zzz",
    "watch add", "feed list", "feed list failing", "digest", "mute Xiaomi 1h", "unmute",
    "follow Tesla", "follow", "not-this", "more", "export", "undo", "no such command",
    "watch edit Tesla",
)  # fmt: skip


async def test_answers_to_every_command(bench: Bench) -> None:
    where = {
        "platform": "slack",
        "scope": "slack:T1",
        "channel": "#desk",
        "user": User(id="slack:U012AB3CD", name=EVIL, admin=True),
    }
    titles = set()
    for text in LINES:
        card = await bench.say(text, **where)
        assert "Something went wrong here" not in card.title, text
        titles.add(card.title)
        checked(card)
    assert len(titles) > 40
