"""A card grows as its story does: the whole way from reports to cards."""

from __future__ import annotations

from tests.support.storyroom import StoryRoom

QUAKE = "Earthquake in Chile kills 3 people near Iquique"
SHOOK = (
    "A strong earthquake shook the north of Chile on Monday and killed three people, officials in"
    " Iquique said."
)
RESCUERS = (
    "Rescuers searched the rubble of a school in Iquique after the earthquake killed three people,"
    " the mayor said."
)


async def test_a_card_grows_by_outlets_summary_and_times(room: StoryRoom) -> None:
    await room.report("Japan insures homes against an earthquake", by="Nikkei")
    await room.sent()
    await room.report(QUAKE, SHOOK, by="Ledger", late=6)
    (first,) = await room.sent()
    lines = first.fallback.splitlines()
    assert lines[2:] == [
        SHOOK,
        "Ledger · published 11:34, 6 min before we saw it · posted 11:40",
        "More on quake: Japan insures homes against an earthquake",
    ]
    await room.report("Earthquake in Chile kills three people", RESCUERS, by="Gazette", after=9)
    (grown,) = await room.sent()
    lines = grown.fallback.splitlines()
    assert lines[0] == QUAKE
    assert "Also reported by Gazette · first seen 11:40, latest 11:49" in lines
    assert any("(Gazette)" in line for line in lines), "whose words sum it up, too"


async def test_a_follow_up_says_what_is_new_and_what_was_told(room: StoryRoom) -> None:
    await room.report(QUAKE, SHOOK, by="Ledger")
    await room.sent()
    await room.report("Earthquake in Chile kills 9 people near Iquique", by="Gazette", after=90)
    reply, *_ = await room.sent()
    assert reply.tone == "follow-up"
    lines = reply.fallback.splitlines()
    assert lines[1] == "New: 9 dead, 3 before"
    assert lines[-1] == f"Told before, 11:35: {QUAKE}"
