"""``story``: the whole of a running story, from the real pipeline and store."""

from __future__ import annotations

from tests.support.storyroom import StoryRoom

QUAKE = "Earthquake in Chile kills 3 people near Iquique"
SHOOK = "A strong earthquake shook the north of Chile on Monday and killed three people, it said."


async def running(room: StoryRoom) -> str:
    """A story of two events, the second corrected; the id of its first alert."""
    await room.report("Japan insures homes against an earthquake", by="Nikkei")
    await room.report(QUAKE, SHOOK, by="Ledger", late=6)
    await room.report(
        "Earthquake in Chile kills three people", f"{SHOOK[:-9]}.", by="Gazette", after=9
    )
    await room.report("Earthquake in Chile kills 9 people near Iquique", by="Herald", after=90)
    await room.report(
        "Correction: Earthquake in Chile kills 7 people near Iquique, not 9", by="Herald", after=60
    )
    alerts = await room.bench.store.alerts(limit=50)
    items = await room.bench.store.items([each.item_id for each in alerts])
    return next(each.id for each in alerts if items[each.item_id].title == QUAKE)


async def test_a_story_is_shown_whole(room: StoryRoom) -> None:
    card = await room.bench.say(f"story {await running(room)}")
    assert card.title == QUAKE
    lines = card.fallback.splitlines()
    assert lines[1] == "2 reports by 2 outlets over 9 minutes."
    assert lines[2].startswith(SHOOK), "summed up in words of its reports"
    start = lines.index("The running story")
    assert lines[start + 1 : start + 4] == [
        f"• 11:40 {QUAKE} · Ledger and 1 more",
        "• 13:19 Earthquake in Chile kills 9 people near Iquique · Herald · New: 9 dead, 3 before",
        "• 14:19 Correction: Earthquake in Chile kills 7 people near Iquique, not 9 · Herald"
        " · Corrected: 7, not 9",
    ]
    assert f"• 11:34 Ledger: {QUAKE}" in lines
    assert any(line.startswith("• 11:48 Gazette: Earthquake in Chile") for line in lines)
    assert "Figures" in lines
    (figures,) = [line for line in lines if "3 people (11:40, Ledger)" in line]
    assert "→ 9 people (13:19, Herald) → 7 people (14:19, Herald)" in figures
    assert "More on quake" in lines
    assert "• Japan insures homes against an earthquake · 11:35 · 1 outlet" in lines
    assert lines[-1].startswith("Here: told 11:40 and 13:19")


async def test_a_story_is_found_by_address_too_and_unknown_ones_are_explained(
    room: StoryRoom,
) -> None:
    await running(room)
    card = await room.bench.say("story https://herald.example/4")
    assert card.title == "Earthquake in Chile kills 9 people near Iquique"
    assert "The running story" in card.fallback
    titled = await room.bench.say("story earthquake kills three")
    assert "There is no alert or story" in titled.title, "it joined a card in silence"
    assert (await room.bench.say("story quake kills 9 iquique")).title.startswith("There is no")
    assert (await room.bench.say("story earthquake Iquique 9")).title == (
        "Earthquake in Chile kills 9 people near Iquique"
    )
    missing = await room.bench.say("story https://herald.example/99")
    assert missing.title == "No stored story has that address"


async def test_a_name_shows_the_newest_story_on_it(room: StoryRoom) -> None:
    await running(room)
    await room.report("Xiaomi opens a foundry in Wuhan", by="Ledger")
    card = await room.bench.say("story earthquake")
    assert card.title == "Earthquake in Chile kills 9 people near Iquique"
    assert card.fallback.splitlines()[1] == "The newest story on quake."
    assert [each.label for each in card.actions] == ["Why", "Recap of quake"]
    assert (await room.bench.say("story Tesla")).title == "No story on “Tesla” is stored"
    assert (await room.bench.say("story Nobody")).title == "There is no alert or story “Nobody”"


async def test_a_story_of_one_report_is_short(room: StoryRoom) -> None:
    await room.report("Xiaomi opens a foundry in Wuhan", by="Ledger")
    card = await room.bench.say("story")
    assert card.fallback.splitlines() == [
        "Xiaomi opens a foundry in Wuhan",
        "1 report by 1 outlet.",
        "• 11:34 Ledger: Xiaomi opens a foundry in Wuhan",
        "Here: told 11:35",
    ]
    assert [each.label for each in card.actions] == ["Why"]


async def test_another_workspaces_channel_is_not_named(room: StoryRoom) -> None:
    alert = await running(room)
    there = {"platform": "slack", "scope": "slack:T9", "channel": "C9"}
    text = (await room.bench.say(f"story {alert}", **there)).fallback
    assert "Here:" not in text
    assert "At console: told" in text, "a configured place is no secret"
