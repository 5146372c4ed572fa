from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.feeds.gates import Gates


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def visitor(
    gates: Gates, inside: list[str], leave: asyncio.Event
) -> Callable[[str], asyncio.Task[None]]:
    async def visit(host: str) -> None:
        async with gates.turn(host):
            inside.append(host)
            await leave.wait()

    return lambda host: asyncio.create_task(visit(host))


async def test_a_queue_before_one_host_holds_up_nobody_else() -> None:
    inside: list[str] = []
    leave = asyncio.Event()
    visit = visitor(Gates(per_host=1, all_hosts=2), inside, leave)
    tasks = [visit(host) for host in ("slow", "slow", "slow", "fast", "late")]
    await settle()
    assert inside == ["slow", "fast"]
    leave.set()
    await asyncio.gather(*tasks)
    assert sorted(inside) == ["fast", "late", "slow", "slow", "slow"]


@pytest.mark.parametrize("hosts", [("a", "a"), ("a", "b")])
async def test_who_gives_up_waiting_leaves_no_trace(hosts: tuple[str, str]) -> None:
    """Cancelled before the host's gate, and before the gate of all."""
    inside: list[str] = []
    leave = asyncio.Event()
    gates = Gates(per_host=1, all_hosts=1)
    visit = visitor(gates, inside, leave)
    first, waiting = visit(hosts[0]), visit(hosts[1])
    await settle()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    leave.set()
    await first
    for host in hosts:
        await asyncio.wait_for(visit(host), 1)
    assert len(inside) == 3
    assert gates._hosts == {}


async def test_an_error_inside_gives_the_place_back() -> None:
    gates = Gates(per_host=1, all_hosts=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            async with gates.turn("a"):
                raise ZeroDivisionError
