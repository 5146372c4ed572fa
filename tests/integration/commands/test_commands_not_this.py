"""What was not meant, and what would keep it out."""

from datetime import timedelta

from tests.support.bench import Bench, feed
from tests.support.editing import add


async def test_one_press_applies_a_phrase_and_undo_takes_it_back(bench: Bench) -> None:
    await add(bench, "watch add Rivian")
    await bench.news("New Rivian Adventure Network expands", told=("console",))
    await bench.news("Rivian R2 spied", told=("console",), ago=timedelta(hours=2))
    alert = (await bench.store.alerts(destination="console"))[0].id
    card = await bench.say("not-this")
    labels = [action.label for action in card.actions]
    assert labels == ["Not in “Rivian Adventure”", "Mute instead"]
    assert "would have stopped nothing else of 1 alert in 30 days" in card.fallback
    done = await bench.press(card, "Not in “Rivian Adventure”")
    assert done.title == "Kept “Rivian Adventure” out: Rivian on Console"
    (made,) = (await bench.store.watchlists("console"))[0].watches
    assert made.exclude == ("Rivian Adventure",)
    assert (await bench.press(card, "Not in")).title == "Rivian on Console is so already"
    assert "doesn't count there any more" in (await bench.say(f"not-this {alert}")).fallback
    assert (await bench.press(done, "Undo")).title.startswith("Undone: kept “Rivian Adventure”")
    (again,) = (await bench.store.watchlists("console"))[0].watches
    assert again.exclude == ()
    assert (await bench.say(f"why {alert} not-this")).title == card.title


async def test_a_phrase_that_is_typed_is_previewed(bench: Bench) -> None:
    await add(bench, "watch add Rivian")
    await bench.news("New Rivian Adventure Network expands", told=("console",))
    shown = await bench.say('not-this exclude:"rivian adventure"')
    assert "0 stories, 0 alerts; +0 −1 against today" in shown.fallback
    assert (await bench.press(shown, "Save")).tone == "good"
    again = await bench.say('not-this exclude:"rivian adventure"')
    assert "kept out already" in again.title
    assert "doesn't contain" in (await bench.say("not-this exclude:pie")).title


async def test_words_need_no_quotes(bench: Bench) -> None:
    await add(bench, "watch add Rivian")
    await bench.news("New Rivian Adventure Network expands", told=("console",))
    await bench.news("Rivian R2 spied", told=("console",), ago=timedelta(hours=2))
    older = await bench.say("not-this rivian spied")
    assert "“Rivian”" in older.fallback
    assert (await bench.say('not-this "rivian spied"')).ref == older.ref
    assert (await bench.say("not-this")).ref != older.ref
    assert (await bench.say("more rivian spied")).title
    shown = await bench.say("not-this exclude:rivian adventure")
    assert shown.title == "Keep “rivian adventure” out of Rivian?"
    longer = await bench.say("not-this exclude:rivian adventure network")
    assert longer.title == "Keep “rivian adventure network” out of Rivian?"
    unknown = await bench.say("not-this rivian adventures of yore")
    assert unknown.title == "There is no alert “rivian adventures of yore” here"
    assert "exclude:" in unknown.fallback


async def test_one_press_asks_for_context_and_undo_takes_it_back(bench: Bench) -> None:
    await add(bench, "watch add Apple")
    for number, title in enumerate((
        "Apple unveils an iPhone with a thinner frame",
        "Apple cuts iPhone prices in China",
        "Apple sues a maker of iPhone clones",
    )):  # fmt: skip
        await bench.news(title, ago=timedelta(hours=number + 2), told=("console",))
    await bench.news("Washington likes its Apple harvest", told=("console",))
    card = await bench.say("not-this")
    assert (
        "Count it only near iPhone · would have stopped nothing else of 3 alerts" in card.fallback
    )
    done = await bench.press(card, "Only near iPhone")
    assert done.title == "Asked for iPhone near it: Apple on Console"
    assert [w.context for w in (await bench.store.watchlists("console"))[0].watches] == [
        ("iPhone",)
    ]
    await bench.press(done, "Undo")
    assert [w.context for w in (await bench.store.watchlists("console"))[0].watches] == [()]


async def test_one_press_mutes_the_outlet_that_is_the_cause(bench: Bench) -> None:
    bench.feeds.append(feed("https://gazette.example/feed", "Gazette"))
    await bench.changed()
    noise, *others = bench.feeds
    told, hour = ("console",), timedelta(hours=1)
    for number, title in enumerate(("finished", "broken", "a myth", "down"), 2):
        await bench.news(f"Tesla is {title}", of=noise, ago=number * hour, told=told)
    await bench.news("Lei Jun is here", of=noise, ago=9 * hour, told=told)
    for number, title in enumerate(("Tesla opens a plant", "Tesla cuts prices"), 2):
        for by in others:
            url = f"https://{by.name}.example/{number}"
            await bench.news(title, of=by, story=title, ago=number * hour, url=url, told=told)
    await bench.news("Tesla is doomed", of=noise, told=told)
    card = await bench.say("not-this")
    assert "Mute CnEVPost here for a week · would also have stopped 4 of 6 alerts" in card.fallback
    assert ", and 1 alert of other names" in card.fallback
    done = await bench.press(card, "Mute CnEVPost, 1 week")
    (mute,) = await bench.store.mutes(bench.now)
    assert (mute.kind, mute.target) == ("feed", noise.id)
    await bench.press(done, "Undo")
    assert await bench.store.mutes(bench.now) == []


async def test_not_this_on_a_file_names_the_place(bench: Bench) -> None:
    await bench.news("Tesla Semi enters production", told=("console",))
    card = await bench.say("not-this")
    assert "watchlists/ev.yaml:8" in card.fallback
    assert "exclude: [Tesla Semi]" in card.fallback
    assert [action.label for action in card.actions] == ["Mute instead"]


async def test_not_this_never_offers_what_would_hide_the_name_itself(bench: Bench) -> None:
    for number, end in enumerate(("its target", "wages", "10 billion", "the bar")):
        await bench.news(f"Tesla raises {end}", ago=timedelta(hours=2 + number))
    await bench.news("Tesla raises hopes", told=("console",))
    card = await bench.say("not-this")
    assert "exclude:" not in card.fallback
    assert [action.label for action in card.actions] == ["Mute instead"]
    assert "No words beside it are particular to it" in card.fallback


async def test_not_this_counts_news_from_before_the_watch_was_made(bench: Bench) -> None:
    await bench.news("Rivian coil lights up a hall", ago=timedelta(days=20))
    for number in range(3):
        await bench.news(f"Rivian opens plant {number}", ago=timedelta(hours=3 + number))
    await add(bench, "watch add Rivian")
    await bench.news("Boy builds Rivian coil", told=("console",))
    text = (await bench.say("not-this")).fallback
    stopped = "would also have stopped 1 of 4 stories in 30 days: “Rivian coil lights up a hall”"
    assert f"Leave out “Rivian coil” · {stopped}" in text
