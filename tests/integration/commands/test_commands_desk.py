"""The desk: finding commands, suggesting, completing, and never falling over."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.card import Card
from bot.commands import COMMANDS, Arguments, Command, Context, Desk
from bot.commands.preview import Side, preview
from bot.commands.survey import Survey
from bot.errors import CommandError, DiscoveryError, StorageError, TidingsError
from bot.model import Item, Request
from bot.ports import Ingest
from tests.support.bench import Bench

TYPED = [
    ("/tidings lookup Tesla", "Tesla"),
    ("/lookup Tesla", "Tesla"),
    ("LOOKUP Tesla", "Tesla"),
    ("latest Tesla", "Tesla"),
    ("watch list", "4 watches"),
    ("/tidings", "What you can ask"),
    ("", "What you can ask"),
    ("/", "There is no command “/”"),
    ("lokup Tesla", "Did you mean “lookup”?"),
    ("watch ad Nio", "Did you mean “watch add”?"),
    ("watch Nio", "“watch” what? add, edit, remove, test"),
    ("Tesla", "There is no command “Tesla”"),
    ("x" * 4_001, "longer than 4,000 characters"),
]


@pytest.mark.parametrize(("line", "words"), TYPED, ids=[line[:30] for line, _ in TYPED])
async def test_lines_find_their_command(bench: Bench, line: str, words: str) -> None:
    assert words in (await bench.say(line)).title


async def test_a_mistyped_command_keeps_what_was_typed_after_it(bench: Bench) -> None:
    card = await bench.say('lokup "Xiaomi EV" 7')
    assert card.actions[0].command == 'lookup "Xiaomi EV" 7'
    no_command = await bench.say("solid-state battery")
    assert no_command.actions[0].command == "lookup solid-state battery"


async def test_completion_is_from_memory(bench: Bench) -> None:
    async def offered(parameter: str, typed: str = "") -> list[str]:
        return list(await bench.desk.complete(bench.request(""), parameter, typed))

    assert (await offered("lookup.name", "te"))[0] == "Tesla"
    assert "小米" in await offered("lookup.name", "小")
    assert await offered("watch add.kind", "f") == ["figure"]
    assert await offered("list.watchlist") == ["EV makers"]
    assert await offered("feed pause.feed", "elec") == ["Electrek"]
    assert "tag:ev" in await offered("feed list.which")
    assert "ev-desk" in await offered("watch add.to")
    assert "watch add" in await offered("help.command", "watch")
    assert "2h" not in await offered("mute.time")
    assert "1h" in await offered("mute.time")
    assert await offered("nothing.at all") == []
    await bench.say("follow Nio ET5")
    assert await offered("unfollow.name") == ["Nio ET5"]


# ── what goes wrong ──────────────────────────────────────────────────────────────


async def test_a_bug_is_logged_with_a_reference_and_never_crashes(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async def run(_context: Context, _request: Request, _arguments: Arguments) -> Card:
        raise ZeroDivisionError("a bug")

    desk = Desk(bench.context, [Command(name="boom", summary="Fail", run=run)])
    with caplog.at_level(logging.ERROR):
        card = await desk.answer(bench.request("boom"))
    reference = caplog.records[-1].getMessage().rpartition(" ")[2]
    assert reference in card.fallback
    assert "ZeroDivisionError: a bug" in caplog.text
    assert "ZeroDivision" not in card.fallback


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (StorageError("the disk is full", hint="free some space"), "The database didn't answer"),
        (StorageError("changed meanwhile", retryable=False), "Changed meanwhile"),
        (CommandError("no-such is gone", hint="try another"), "no-such is gone"),
        (DiscoveryError("no feed there"), "No feed there"),
    ],
)
async def test_errors_become_cards(bench: Bench, error: TidingsError, title: str) -> None:
    async def run(_context: Context, _request: Request, _arguments: Arguments) -> Card:
        raise error

    card = await Desk(bench.context, [Command(name="x", summary="Fail", run=run)]).answer(
        bench.request("x")
    )
    assert card.title == title
    assert card.tone in {"error", "warning"}
    assert error.hint.capitalize() in card.fallback


async def test_a_desk_can_have_other_commands(bench: Bench) -> None:
    few = Desk(bench.context, [each for each in COMMANDS if each.path == "status"])
    assert (await few.answer(bench.request("status"))).tone == "good"
    assert "no command" in (await few.answer(bench.request("lookup Tesla"))).title


# ── previews over much history ───────────────────────────────────────────────────────────


async def many(bench: Bench, count: int) -> None:
    def item(number: int) -> Item:
        title = f"Tesla story {number}" if number % 10 == 0 else f"Other news {number}"
        return Item(
            id=f"i{number}",
            feed_id=bench.feeds[0].id,
            title=title,
            seen=bench.now - timedelta(days=1) + timedelta(seconds=number),
            keys=(f"k{number}",),
        )

    await bench.store.ingest([Ingest(item=item(number)) for number in range(count)])


async def test_a_preview_says_how_far_it_came(bench: Bench) -> None:
    await many(bench, 2_000)
    tesla = next(watch for watch in bench.catalogue.watches.values() if watch.name == "Tesla")
    side = Side(watch=tesla, watchlist=bench.files[0])
    whole = await preview(bench.store, bench.catalogue, None, side, now=bench.now)
    assert (whole.stories, whole.looked, whole.total) == (200, 2_000, 2_000)
    assert whole.complete
    none = await preview(
        bench.store, bench.catalogue, None, side, now=bench.now, limit=timedelta(seconds=0)
    )
    assert none.looked == 0
    assert not none.complete
    assert none.total > 0


async def test_what_is_found_keeps_its_story_when_much_is_surveyed(bench: Bench) -> None:
    await bench.news("Tesla opens a plant", story="s1", ago=timedelta(hours=3))
    await bench.news("A plant of Tesla’s opens", story="s1", ago=timedelta(hours=3))
    for number in range(5):
        await bench.news(f"The inventor tesla and his coil, part {number}")
    tesla = next(watch for watch in bench.catalogue.watches.values() if watch.name == "Tesla")
    exact = replace(tesla, fuzzy=False)
    side = Side(watch=exact, watchlist=bench.files[0])
    survey = Survey(exact)
    seen = await preview(bench.store, bench.catalogue, None, side, now=bench.now, survey=survey)
    assert len(list(survey.item_ids)) == 7
    assert seen.stories == 1
    assert seen.newest[0].story_id
    assert seen.study is not None
    assert not seen.study.cut


async def test_a_study_of_part_of_the_history_says_so(bench: Bench) -> None:
    await many(bench, 20)
    tesla = next(watch for watch in bench.catalogue.watches.values() if watch.name == "Tesla")
    side = Side(watch=tesla, watchlist=bench.files[0])
    seen = await preview(
        bench.store,
        bench.catalogue,
        None,
        side,
        now=bench.now,
        limit=timedelta(seconds=0),
        survey=Survey(tesla),
    )
    assert seen.study is not None
    assert seen.study.cut
