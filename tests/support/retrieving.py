"""What tests of retrieval share: settings that let loopback in, refusals, and names that lead where
a table says."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import RetrieveError
from bot.feeds.retrieve import Retriever
from bot.model import PollSettings

OPEN = PollSettings(allow_private=True, timeout=timedelta(seconds=5), max_bytes=2_000_000)


Make = Callable[..., Retriever]


async def refused(answer: Awaitable[object]) -> RetrieveError:
    with pytest.raises(RetrieveError) as caught:
        await answer
    return caught.value


class FakeResolver(AbstractResolver):
    """Names lead where the table says; nothing is looked up."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        self.table = table

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host not in self.table:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        answers = self.table[host]
        kept = answers if len(answers) == 1 else [answers.pop(0)]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for one in kept
            for address in one.split()
        ]

    async def close(self) -> None:
        return None
