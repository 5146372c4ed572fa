"""The sum of roles and overwrites, against the world's own reckoning."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.discord import permissions
from tests.support.fakediscord.world import World

BITS = st.integers(0, (1 << 40) - 1)


@settings(max_examples=60)
@given(
    everyone=BITS,
    role=BITS,
    overwrites=st.lists(st.tuples(BITS, BITS), min_size=3, max_size=3),
    mine=st.booleans(),
)
def test_the_sum(everyone: int, role: int, overwrites: list[tuple[int, int]], mine: bool) -> None:
    world = World(lambda: datetime(2026, 7, 13, tzinfo=UTC))
    guild = world.add_guild("g")["id"]
    world.roles[guild][0]["permissions"] = str(everyone)
    extra = world.add_role(guild, "r", role)["id"]
    me = world.bot["id"]
    world.join(guild, me, *([extra] if mine else []))
    channel = world.add_channel(guild, "c")
    channel["permission_overwrites"] = [
        {"id": who, "allow": str(allow), "deny": str(deny)}
        for who, (allow, deny) in zip((guild, extra, me), overwrites, strict=True)
    ]
    ours = permissions.allowed(
        world.roles[guild],
        world.members[guild, me],
        channel["permission_overwrites"],
        guild,
        me,
    )
    theirs = world.allowed(channel, me)
    assert ours & permissions.VIEW == theirs & permissions.VIEW
    if theirs & permissions.VIEW:
        assert ours == theirs
    else:
        assert ours == 0


def test_what_is_needed_where() -> None:
    assert permissions.named(permissions.needed("thread") & ~permissions.EVERYTHING) == []
    assert "Create Public Threads" in permissions.named(permissions.needed("text"))
    assert "Create Public Threads" not in permissions.named(permissions.needed("thread"))
    assert permissions.needed("direct") == 0
