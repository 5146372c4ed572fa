"""Modals, typeahead, previews, the App Home: a real desk behind the real client, and the pretended
Slack in front, which refuses what Slack would refuse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commands import COMMANDS
from bot.feeds.discovery import Found
from bot.model import Destination, Origin, Settings, User, Watch, Watchlist, make_id
from handlers.slack.platform import SlackPlatform
from tests.support.bench import Bench, feed, open_bench
from tests.support.fakeslack.server import FakeSlack
from tests.support.fakeslack.world import TEAM, View
from tests.support.slackbot import HASTY, connected, slack_platform
from tests.support.wholeapp import until

Json = dict[str, Any]
ADMIN, OTHER = "U0ADMIN01", "U0USER001"
LIST = make_id("l", "EV makers")


def of_file(name: str, kind: str = "company", **more: Any) -> Watch:
    origin = Origin(kind="file", where="config/watchlists/ev.yaml:8")
    return Watch(id=make_id("w", LIST, kind, name), name=name, kind=kind, origin=origin, **more)  # type: ignore[arg-type] # one of the kinds


def prepare(bench: Bench) -> None:
    bench.feeds = [feed("https://cnevpost.example/feed", "CnEVPost", ("ev",))]
    bench.files = [
        Watchlist(
            id=LIST,
            name="EV makers",
            post_to=("ev-desk",),
            watches=(of_file("Xiaomi", aliases=("小米",)), of_file("Tesla")),
            origin=Origin(kind="file", where="config/watchlists/ev.yaml:1"),
        )
    ]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    settings = Settings(
        timezone="Europe/Berlin",
        destinations=(Destination(name="ev-desk", platform="slack", address="#desk"),),
    )
    async with open_bench(tmp_path, settings, prepare) as made:
        yield made


@dataclass
class Person:
    """Somebody in front of the pretended Slack."""

    slack: FakeSlack
    id: str = ADMIN

    async def types(self, text: str, channel: str = "desk") -> Any:
        where = self.slack.channel(channel)
        return await self.slack.people.type(f"/tidings {text}".strip(), user=self.id, channel=where)

    @property
    def modal(self) -> View | None:
        return self.slack._views.top(self.id)

    async def sees(self, text: str = "") -> View:
        """The modal in front, once it says this."""
        await until(lambda: self.modal is not None and text in shown(self.modal), self._seen)
        assert self.modal is not None
        return self.modal

    def _seen(self) -> object:
        return self.modal and shown(self.modal)


@pytest.fixture
async def platform(slack: FakeSlack, bench: Bench) -> AsyncIterator[SlackPlatform]:
    places = list(bench.settings.destinations)
    made = slack_platform(
        slack, commands=COMMANDS, places=lambda: places, patience=replace(HASTY, ack=2.2)
    )
    async with connected(slack, bench.desk, made):
        yield made
    assert slack.people.problems == []
    assert slack.refused == []


@pytest.fixture
def admin(slack: FakeSlack) -> Person:
    return Person(slack)


pytestmark = pytest.mark.usefixtures("platform")


def shown(view: View) -> str:
    """Every text in a modal."""
    return "\n".join(words(view.view))


def words(data: Any) -> list[str]:
    if isinstance(data, dict):
        own = [data["text"]] if isinstance(data.get("text"), str) else []
        return own + [text for value in data.values() for text in words(value)]
    return [text for each in data for text in words(each)] if isinstance(data, list) else []


def inputs(view: View) -> list[str]:
    return [block["block_id"] for block in view.view["blocks"] if block["type"] == "input"]


def typed(**values: str) -> Json:
    return {
        name: {f"value:{name}": {"type": "plain_text_input", "value": value}}
        for name, value in values.items()
    }


def chosen(value: str) -> Json:
    return {"selected_option": {"text": {"type": "plain_text", "text": value}, "value": value}}


def shaped(name: str, value: str) -> Json:
    """The state of a select whose choice is told at once."""
    return {name: {f"shape:{name}": {"type": "static_select", **chosen(value)}}}


def picked(name: str, value: str) -> Json:
    return {name: {f"pick:{name}": {"type": "external_select", **chosen(value)}}}


async def watched(bench: Bench) -> list[Watch]:
    return [each for made in await bench.store.watchlists() for each in made.watches]


# ── adding a watch ───────────────────────────────────────────────────────────────────────


async def test_a_watch_is_added_by_form_with_a_preview(admin: Person, bench: Bench) -> None:
    await bench.news("Nio opens a plant in Hefei")
    await admin.types("watch add")
    form = await admin.sees("Watch a name")
    assert inputs(form)[:3] == ["name", "kind", "aliases"]
    assert "metric" not in inputs(form)
    assert "severity" not in inputs(form)
    state = typed(name="Nio", aliases="蔚来\nNIO Inc") | shaped("kind", "company")
    deed = await admin.slack.people.submit(state)
    assert deed.ack is not None
    assert deed.ack["response_action"] == "push"
    preview = await admin.sees("Nothing is saved yet.")
    assert "1 story" in shown(preview)
    assert preview.view["submit"]["text"] == "Save"
    assert await watched(bench) == []
    await admin.slack.people.submit({})
    done = await admin.sees("Added Nio")
    assert "submit" not in done.view
    assert done.view["clear_on_close"] is True
    (watch,) = await watched(bench)
    assert (watch.name, watch.kind, watch.aliases) == ("Nio", "company", ("蔚来", "NIO Inc"))
    (made,) = await bench.store.watchlists()
    assert made.scope == f"slack:{TEAM}"
    assert made.post_to == ("ev-desk",)


async def test_what_is_saved_can_be_undone_where_it_is_told(admin: Person, bench: Bench) -> None:
    await admin.types("watch add")
    await admin.sees("Watch a name")
    await admin.slack.people.submit(typed(name="Nio"))
    await admin.sees("Nothing is saved yet.")
    await admin.slack.people.submit({})
    await admin.sees("Added Nio")
    await admin.slack.people.press_in_view("Undo")
    await admin.sees("Undone")
    assert await watched(bench) == []


async def test_the_form_follows_what_is_watched(admin: Person) -> None:
    await admin.types("watch add")
    await admin.sees("Watch a name")
    state = typed(name="SU7 deliveries") | shaped("kind", "figure")
    await admin.slack.people.choose_in_view("shape:kind", chosen("figure"), values=state)
    form = await admin.sees("Metric")
    assert {"subject", "metric", "unit", "when"} <= set(inputs(form))
    assert "aliases" not in inputs(form)
    by_id = {block["block_id"]: block for block in form.view["blocks"] if "block_id" in block}
    assert by_id["name"]["element"]["initial_value"] == "SU7 deliveries"
    assert by_id["kind"]["element"]["initial_option"]["value"] == "figure"
    await admin.slack.people.press_in_view("More options", values=state)
    more = await admin.sees("When to be told")
    assert {"severity", "cooldown", "in", "to"} <= set(inputs(more))


async def test_what_is_wrong_stands_below_its_field(admin: Person, bench: Bench) -> None:
    await admin.types("watch add")
    await admin.sees("Watch a name")
    state = {
        **typed(name="SU7 deliveries", metric="deliveries", unit="vehicels", when="> 10,000"),
        **shaped("kind", "figure"),
    }
    await admin.slack.people.choose_in_view("shape:kind", chosen("figure"), values=state)
    await admin.sees("Metric")
    deed = await admin.slack.people.submit(state)
    assert deed.ack is not None
    assert deed.ack["response_action"] == "errors"
    assert list(deed.ack["errors"]) == ["subject"]
    deed = await admin.slack.people.submit(state | picked("subject", "Xiaomi"))
    assert deed.ack is not None
    assert list(deed.ack["errors"]) == ["unit"]
    assert "Did you mean" in deed.ack["errors"]["unit"]
    assert await watched(bench) == []


async def test_typeahead_offers_names_and_what_is_typed(admin: Person) -> None:
    await admin.types("watch test")
    form = await admin.sees("Try a watch")
    assert form.view["blocks"][0]["element"]["type"] == "external_select"
    options = await admin.slack.people.suggest("name", "pick:name", "te")
    assert [each["value"] for each in options] == ["Tesla", "te"]
    every = await admin.slack.people.suggest("name", "pick:name", "")
    assert {"Tesla", "Xiaomi"} <= {each["value"] for each in every}


async def test_whoever_may_not_edit_is_told_at_once(slack: FakeSlack) -> None:
    user = Person(slack, OTHER)
    deed = await user.types("watch add")
    assert "Only editors may" in (await deed.answered()).shown()
    assert user.modal is None


# ── changing one ─────────────────────────────────────────────────────────────────────────


async def add(bench: Bench, line: str) -> None:
    """As the administrator, in #desk."""
    where: Json = {
        "platform": "slack",
        "scope": f"slack:{TEAM}",
        "channel": "#desk",
        "user": User(id=f"slack:{ADMIN}", name="ada", admin=True),
    }
    card = await bench.say(line if line.startswith("feed ") else f"watch add {line}", **where)
    await bench.press(card, "Save", **where)


async def test_a_watch_is_chosen_and_changed(admin: Person, bench: Bench) -> None:
    await add(bench, "Nio aliases:蔚来")
    await admin.types("watch edit")
    form = await admin.sees("Change a watch")
    assert inputs(form) == ["name"]
    offered = await admin.slack.people.suggest("name", "shape:name", "ni")
    assert [each["value"] for each in offered] == ["Nio", "ni"]
    state = shaped("name", "Nio")
    await admin.slack.people.choose_in_view("shape:name", chosen("Nio"), values=state)
    form = await admin.sees("as it is")
    assert "蔚来" in shown(form)
    assert {"name", "aliases", "exclude", "rename"} <= set(inputs(form))
    assert "metric" not in inputs(form)
    await admin.slack.people.submit(state | typed(aliases="+NIO Inc"))
    await admin.sees("Nothing is saved yet.")
    await admin.slack.people.submit({})
    await admin.sees("Changed Nio")
    (watch,) = await watched(bench)
    assert watch.aliases == ("蔚来", "NIO Inc")


async def test_a_named_watch_needs_no_choosing(admin: Person, bench: Bench) -> None:
    await add(bench, '"EX90 sales" kind:figure subject:Volvo metric:sales unit:vehicles')
    await admin.types("watch edit EX90 sales")
    form = await admin.sees("as it is")
    assert {"metric", "when"} <= set(inputs(form))
    assert "aliases" not in inputs(form)


async def test_what_comes_from_a_file_says_where_to_edit_it(admin: Person) -> None:
    await admin.types("watch edit Tesla")
    form = await admin.sees("read-only in chat")
    assert "watchlists/ev.yaml" in shown(form)
    assert "config/" not in shown(form), "where on the machine is nobody's business"
    assert inputs(form) == ["name"]


# ── feeds and the rest ───────────────────────────────────────────────────────────────────


async def test_a_feed_is_added_by_form(admin: Person, bench: Bench) -> None:
    bench.sites["insideevs.example"] = [
        Found(url="https://insideevs.example/rss", title="InsideEVs", kind="rss")
    ]
    await admin.types("feed add")
    form = await admin.sees("Add a feed")
    assert inputs(form) == ["site", "name", "tags", "every", "full_text"]
    deed = await admin.slack.people.submit(typed(site="nothing here", every="soon"))
    assert deed.ack is not None
    assert list(deed.ack["errors"]) == ["every"]
    await admin.slack.people.submit(typed(site="insideevs.example", tags="ev, us"))
    await admin.sees("Nothing is saved yet.")
    await admin.slack.people.submit({})
    await admin.sees("Added the feed InsideEVs")
    (made,) = await bench.store.chat_feeds()
    assert (made.url, made.tags) == ("https://insideevs.example/rss", ("ev", "us"))


async def test_a_feed_is_chosen_and_changed_by_form(admin: Person, bench: Bench) -> None:
    bench.sites["insideevs.example"] = [
        Found(url="https://insideevs.example/rss", title="InsideEVs", kind="rss")
    ]
    await add(bench, "feed add insideevs.example name:Inside tags:ev")
    await admin.types("feed edit")
    form = await admin.sees("Change a feed")
    assert inputs(form) == ["feed"]
    state = shaped("feed", "Inside")
    await admin.slack.people.choose_in_view("shape:feed", chosen("Inside"), values=state)
    form = await admin.sees("as it is")
    assert inputs(form) == ["feed", "name", "tags", "every", "full_text"]
    deed = await admin.slack.people.submit(state | typed(every="soon"))
    assert deed.ack is not None
    assert list(deed.ack["errors"]) == ["every"]
    await admin.slack.people.submit(state | typed(tags="+us, -ev", every="10m"))
    await admin.sees("Nothing is saved yet.")
    await admin.slack.people.submit({})
    await admin.sees("Changed the feed Inside")
    (made,) = await bench.store.chat_feeds()
    assert (made.name, made.tags, made.every) == ("Inside", ("us",), timedelta(minutes=10))


async def test_a_named_feed_needs_no_choosing(admin: Person, bench: Bench) -> None:
    bench.sites["insideevs.example"] = [
        Found(url="https://insideevs.example/rss", title="InsideEVs", kind="rss")
    ]
    await add(bench, "feed add insideevs.example")
    await admin.types("feed edit https://insideevs.example/rss")
    assert "tags" in inputs(await admin.sees("as it is"))


async def test_a_command_without_what_it_needs_asks_for_it(admin: Person, bench: Bench) -> None:
    await bench.news("Tesla opens a plant")
    await admin.types("lookup")
    form = await admin.sees("Lookup")
    assert form.view["submit"]["text"] == "Show"
    await admin.slack.people.submit(picked("name", "Tesla"))
    await admin.sees("Tesla opens a plant")


async def test_the_global_shortcut_opens_the_form(admin: Person) -> None:
    await admin.slack.people.shortcut("add_watch")
    form = await admin.sees("Watch a name")
    assert "to" in inputs(form)


async def test_help_offers_the_forms(admin: Person) -> None:
    deed = await admin.types("")
    answer = await deed.answered()
    assert "What you can ask" in answer.shown()
    await admin.slack.people.press(answer, "Watch a name")
    await admin.sees("Watch a name")


# ── the App Home ─────────────────────────────────────────────────────────────────────────


async def test_the_home_is_a_dashboard(slack: FakeSlack, admin: Person) -> None:
    await slack.people.open_home()
    await until(lambda: ADMIN in slack.world.homes)
    text = "\n".join(words(slack.world.homes[ADMIN]))
    for part in ("Quiet because", "EV makers", "CnEVPost", "Watch a name"):
        assert part in text
    await slack.people.press_in_view("Watch a name")
    assert "name" in inputs(await admin.sees("Watch a name"))


@pytest.mark.usefixtures("platform")
async def test_the_home_shows_what_was_told_in_channels_that_one_reads(
    slack: FakeSlack, bench: Bench
) -> None:
    await bench.news("Tesla opens a plant", told=("ev-desk",))
    stranger = slack.world.add_user("U0NEW0001", "nora")
    for user in (ADMIN, "U0USER001", stranger):
        await slack.people.open_home(user=user)
        await until(lambda user=user: user in slack.world.homes)  # type: ignore[misc]  # the loop's own
    member, other = (str(slack.world.homes[each]) for each in ("U0USER001", stranger))
    assert "Tesla opens a plant" in str(slack.world.homes[ADMIN])
    assert "Tesla opens a plant" in member
    assert "Tesla opens a plant" not in other, "not a member of the channel"
    assert "Watch a name" not in member, "only editors may"
    assert "Digest" in member


async def test_a_button_of_the_home_is_answered_in_a_modal(slack: FakeSlack, admin: Person) -> None:
    await slack.people.open_home()
    await until(lambda: ADMIN in slack.world.homes)
    published = slack.count("views.publish")
    await slack.people.press_in_view("Help")
    await admin.sees("What you can ask")
    await until(lambda: slack.count("views.publish") > published)
    await slack.people.press_in_view("Watchlists")
    await admin.sees("EV makers")
    # However often one presses on, modals are not stacked: three are the most.
    assert sum(each.id in each.stack for each in slack.world.views.values()) == 1
