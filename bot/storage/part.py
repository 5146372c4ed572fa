"""What the parts of the database share."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.storage.engine import Engine


class Part:
    """One subject's queries on a common engine; :class:`~bot.storage.database.Database` is the
    sum of the parts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine


Self = TypeVar("Self", bound=Part)
Given = ParamSpec("Given")
Result = TypeVar("Result")


def whole(
    method: Callable[Concatenate[Self, Given], Coroutine[Any, Any, Result]],
) -> Callable[Concatenate[Self, Given], Coroutine[Any, Any, Result]]:
    """Every call that opens a transaction brings it to its end, cancelled or not."""

    @wraps(method)
    async def run(self: Self, /, *args: Given.args, **options: Given.kwargs) -> Result:
        return await self._engine.finish(method(self, *args, **options))

    return run
