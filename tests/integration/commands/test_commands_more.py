"""``more``: from an alert to other names, one press to add one, and what is kept in mind."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Relation
from tests.support.bench import Bench

HOUR = timedelta(hours=1)


async def two_scripts(bench: Bench) -> None:
    """Three stories by two outlets, of which one writes the name in Chinese only."""
    card = await bench.say("watch add Zeekr")
    await bench.press(card, "Save")
    english, chinese = bench.feeds
    for number, (title, twin) in enumerate((
        ("Zeekr opens a plant in Ningbo", "极氪宁波工厂投产"),
        ("Zeekr cuts prices of the 001", "极氪001降价"),
        ("Zeekr names a new chief", "极氪任命新总裁"),
    ), 1):  # fmt: skip
        at, story = number * HOUR, f"s{number}"
        await bench.news(title, of=english, story=story, ago=at, told=("console",))
        await bench.news(twin, of=chinese, story=story, ago=at, relation=Relation.DUPLICATE)
    await bench.news("极氪销量翻倍", of=chinese, ago=9 * HOUR)


async def test_one_press_adds_the_twin_and_undo_takes_it_back(bench: Bench) -> None:
    await two_scripts(bench)
    card = await bench.say("more")
    assert "“极氪” · +4 items in 30 days (3 of 4 stories it is in already):" in card.fallback
    done = await bench.press(card, "With “极氪”")
    assert done.title == "Added “极氪”: Zeekr on Console"
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert made.aliases == ("极氪",)
    assert "every report of its 4 stories" in (await bench.say("more")).fallback
    await bench.press(done, "Undo")
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert made.aliases == ()


async def test_several_names_are_added_one_by_one(bench: Bench) -> None:
    """Where a platform shows the answer in place of the proposals."""
    await two_scripts(bench)
    for number in range(2):
        await bench.news(
            f"Zeekr (NYSE: ZK) sells bonds, part {number}",
            story=f"s{5 + number}", ago=(1 + number) * HOUR, told=("console",),
        )  # fmt: skip
    await bench.news("$ZK is up", ago=HOUR / 2)
    card = await bench.say("more")
    done = await bench.press(card, "With “极氪”")
    rest = await bench.press(done, "The other proposals")
    last = await bench.press(rest, "With “ZK”")
    assert [each.label for each in last.actions] == ["Undo"]
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert (made.aliases, made.tickers) == (("极氪",), ("ZK",))


async def test_what_was_asked_for_counts_as_good(bench: Bench) -> None:
    await two_scripts(bench)
    alert = (await bench.store.alerts(destination="console", limit=9))[-1].id
    card = await bench.say(f"more {alert}")
    assert "Marked as good" in card.fallback
    assert [each.alert_id for each in await bench.store.marks("console")] == [alert]
    assert "Marked as good" not in (await bench.say(f"more {alert}")).fallback
    await bench.news("Zeekr quartz glows in the dark", told=("console",))
    assert "keeps the one you marked good" in (await bench.say("not-this")).fallback
    undone = await bench.press(card, "Don't mark it")
    assert undone.title.startswith("Undone: marked “Zeekr")
    assert await bench.store.marks("console") == []
    assert "marked good" not in (await bench.say("not-this")).fallback


async def test_of_a_file_the_place_is_named(bench: Bench) -> None:
    for number in range(3):
        title = f"Tesla (NASDAQ: TSLA) opens plant {number}"
        await bench.news(title, ago=(2 + number) * HOUR, told=("console",))
    await bench.news("$TSLA is up", ago=HOUR)
    card = await bench.say("more")
    added = "+1 item in 30 days (1 story it isn't in yet): “$TSLA is up”"
    assert f"“TSLA” · {added}" in card.fallback
    assert "there, write tickers: [TSLA]" in card.fallback
    assert [each.label for each in card.actions] == ["Don't mark it"]


async def test_it_leads_there_from_why_and_only_editors_may(bench: Bench) -> None:
    await two_scripts(bench)
    card = await bench.press(await bench.say("why"), "More like this")
    assert card.title == "Names that would find more like this"
    stranger = {"platform": "slack", "scope": "slack:T1", "channel": "C0EV"}
    assert (await bench.say("more", **stranger)).title.startswith("Only editors may")
    assert "There is no alert" in (await bench.say("more azzzzzzzz")).title
