"""Forms, pages and what survives a restart, through the real client."""

from __future__ import annotations

from bot.card import Action, Card, Fields, Paragraph, line
from bot.model import Request
from tests.support.discordbot import Bot, alert, settled
from tests.support.fakediscord import FakeDiscord

LONG = tuple(Paragraph(line(f"paragraph {number} " + "x" * 700)) for number in range(30))


async def desk(request: Request) -> Card:
    """As the real one answers, in few words."""
    if request.text == 'watch edit name:"Xiaomi"':
        present = (("kind", line("company")), ("aliases", line("小米")))
        return Card(title="Xiaomi on EV, as it is", blocks=(Fields(present),))
    if "Tesla" in request.text:
        return Card(title="Tesla is watched already", tone="warning")
    if not request.user.admin:
        return Card(title="Only editors may use “watch add”", tone="warning")
    return Card(title=request.text, actions=(Action("Save", "confirm t1", "primary"),))


async def test_a_watch_is_added_with_a_form(fake: FakeDiscord, bot: Bot) -> None:
    bot.reply = desk
    await bot.connected()
    form = await fake.slash("watch add", {"severity": "high"}).opened()
    assert form["title"] == "Watch a name"
    assert bot.asked == []
    wrong = await fake.submit(form, {"name": "Tesla", "aliases": "特斯拉"}).answered()
    assert wrong["embeds"][0]["title"] == "Tesla is watched already"

    await bot.again()
    back = fake.press(wrong, "Back to the form")
    form = await back.opened()
    typed = {each["component"]["custom_id"]: each["component"] for each in form["components"]}
    assert (typed["name"]["value"], typed["aliases"]["value"]) == ("Tesla", "特斯拉")
    wrong["flags"] = 1 << 6
    pressed = fake.submit(form, {"name": "BYD", "kind": "company"}, message=wrong)
    preview = await pressed.answered()
    assert pressed.callback == 7
    assert bot.asked[-1].text == (
        'watch add name:"BYD" kind:"company" aliases:"特斯拉" severity:"high"'
    )
    form = await fake.press(preview, "Edit").opened()
    chosen = next(
        each["component"] for each in form["components"] if "options" in each["component"]
    )
    assert [each["value"] for each in chosen["options"] if each.get("default")] == ["company"]


async def test_a_watch_is_changed_from_what_it_is(fake: FakeDiscord, bot: Bot) -> None:
    bot.reply = desk
    await bot.connected()
    form = await fake.slash("watch edit", {"name": "Xiaomi"}).opened()
    assert form["title"] == "Change Xiaomi"
    assert form["components"][0]["component"]["value"] == "小米"
    await fake.submit(form, {"aliases": "小米\nMi", "exclude": "Mi casa"}).answered()
    said = 'watch edit name:"Xiaomi" aliases:"小米, Mi" exclude:"Mi casa"'
    assert bot.asked[-1].text == said


async def test_who_may_not_edit_gets_no_form(fake: FakeDiscord, bot: Bot) -> None:
    bot.reply = desk
    await bot.connected()
    answer = await fake.slash("watch add", user=fake.reader).answered()
    assert answer["embeds"][0]["title"].startswith("Only editors")


async def test_lists_offer_the_form(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    shown = await fake.slash("list").answered()
    assert (await fake.press(shown, "Add a name").opened())["title"] == "Watch a name"
    shown = await fake.slash("feed list").answered()
    assert (await fake.press(shown, "Add a feed").opened())["title"] == "Add a feed"
    shown = await fake.slash("list", user=fake.reader).answered()
    assert "Add a name" not in str(shown["components"])


async def test_a_long_alert_is_turned_after_a_restart_and_stays_findable(
    fake: FakeDiscord, bot: Bot
) -> None:
    await bot.post(alert("Long", *LONG))
    await bot.again()
    await settled(lambda: fake.commands)
    (posted,) = fake.posted()
    pressed = fake.press(posted, "Next", user=fake.reader)
    await pressed.answered()
    assert pressed.callback == 7
    (posted,) = fake.posted()
    assert "paragraph 0 " not in posted["embeds"][0]["description"]
    assert fake.button(posted, "Why")
    assert await bot.find() is not None
    await fake.press(posted, "Back").answered()
    assert "paragraph 0 " in fake.posted()[0]["embeds"][0]["description"]


async def test_a_private_answer_is_shared_after_a_restart(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    private = await fake.slash("status").answered()
    await bot.again()
    await fake.press(private, "Share").answered()
    assert [each["embeds"][0]["title"] for each in fake.posted()] == ["You said status"]


async def test_what_was_done_before_a_restart_is_not_done_again(
    fake: FakeDiscord, bot: Bot
) -> None:
    await bot.connected()
    await fake.slash("undo").answered()
    session = list(fake.gateway.sessions.values())[-1]
    event = session.events[-1]["d"]
    await bot.again()
    fake.run(fake.gateway.tell("INTERACTION_CREATE", event))
    await fake.slash("status").answered()
    assert [each.text for each in bot.asked] == ["undo", "status"]


async def test_with_a_clock_that_is_ahead_forms_open_all_the_same(
    fake: FakeDiscord, bot: Bot
) -> None:
    await bot.connected()
    fake.pass_time(seconds=-30)
    told = await fake.slash("watch add", {}).answered()
    assert told["embeds"][0]["title"] == "The form can be opened now"
    pressed = fake.press(told, "Open the form")
    await settled(lambda: pressed.callback)
    assert pressed.callback == 9


async def test_what_comes_too_late_is_excused_and_not_done(fake: FakeDiscord, bot: Bot) -> None:
    await bot.connected()
    fake.pass_time(seconds=-10)
    command = next(each for each in fake.commands if each["name"] == "undo")
    data = {"id": command["id"], "name": "undo", "type": 1, "options": []}
    _, event = fake.interactions.begin(2, data, user=fake.reader, channel=fake.channel)
    fake.pass_time(seconds=10)
    fake.run(fake.gateway.tell("INTERACTION_CREATE", event))
    await settled(fake.posted)
    assert "Please try again" in fake.posted()[0]["content"]
    assert fake.posted()[0]["content"].startswith(f"<@{fake.reader['id']}>")
    assert bot.asked == []
