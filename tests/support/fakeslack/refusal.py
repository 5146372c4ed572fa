"""A refusal by its real name."""

from __future__ import annotations

from typing import Any


class RefusedError(Exception):
    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.body: dict[str, Any] = {"ok": False, "error": error, **more}


def bad_arguments(error: str, messages: list[str]) -> RefusedError:
    return RefusedError(
        error, response_metadata={"messages": [f"[ERROR] {each}" for each in messages]}
    )
