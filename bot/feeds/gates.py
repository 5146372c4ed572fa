"""How many connections there are at a time: to one host, and to all together."""

from __future__ import annotations

import asyncio


class Gates:
    def __init__(self, *, per_host: int, all_hosts: int) -> None:
        self._per_host = per_host
        self._all = asyncio.Semaphore(all_hosts)
        self._hosts: dict[str, _Host] = {}

    def turn(self, host: str) -> Turn:
        """``async with gates.turn(host):`` waits for a place and gives it back."""
        return Turn(self, host)

    async def enter(self, name: str) -> None:
        """A place among the host's connections, then one among all: in this order, so that a
        queue before one slow host holds up nobody else."""
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = _Host(self._per_host)
        host.users += 1
        try:
            await host.places.acquire()
            try:
                await self._all.acquire()
            except BaseException:
                host.places.release()
                raise
        except BaseException:
            self._forget(name, host)
            raise

    def leave(self, name: str) -> None:
        host = self._hosts[name]
        self._all.release()
        host.places.release()
        self._forget(name, host)

    def _forget(self, name: str, host: _Host) -> None:
        host.users -= 1
        if not host.users:
            del self._hosts[name]


class Turn:
    """A class rather than a generator: it is taken for every request, and this is cheaper."""

    __slots__ = ("_gates", "_host")

    def __init__(self, gates: Gates, host: str) -> None:
        self._gates = gates
        self._host = host

    async def __aenter__(self) -> None:
        await self._gates.enter(self._host)

    async def __aexit__(self, *_: object) -> None:
        self._gates.leave(self._host)


class _Host:
    __slots__ = ("places", "users")

    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)
        self.users = 0
        """Those inside and those waiting."""
