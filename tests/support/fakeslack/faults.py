"""How calls go wrong, when a test wants them to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["refuse", "http", "rate", "drop", "hang", "slow"]


@dataclass
class Fault:
    """What becomes of the next ``times`` calls of a method (0: of all, until taken away).

    ``commit``: Slack does what was asked before it misbehaves.
    """

    kind: Kind
    method: str = ""
    channel: str = ""
    """Only of calls that name this channel."""
    commit: bool = False
    error: str = ""
    status: int = 200
    retry_after: int = 1
    seconds: float = 0.0
    times: int = 1

    def fits(self, method: str, channel: str) -> bool:
        return self.method in {"", method} and self.channel in {"", channel}


def rate_limited(retry_after: int = 1, **more: object) -> Fault:
    return _made("rate", more, retry_after=retry_after, status=429)


def refused(error: str, **more: object) -> Fault:
    """With this error and nothing done."""
    return _made("refuse", more, error=error)


def broken(status: int = 500, *, commit: bool = False, **more: object) -> Fault:
    """An answer of the proxy in front: no JSON."""
    return _made("http", more, status=status, commit=commit)


def confused(error: str = "internal_error", *, commit: bool = False, **more: object) -> Fault:
    """An error after which nobody knows whether it was done."""
    return _made("refuse", more, error=error, commit=commit)


def dropped(*, commit: bool = False, **more: object) -> Fault:
    """The connection breaks: before the work was done, or after."""
    return _made("drop", more, commit=commit)


def hanging(*, commit: bool = False, **more: object) -> Fault:
    """No answer ever comes."""
    return _made("hang", more, commit=commit)


def slow(seconds: float, **more: object) -> Fault:
    return _made("slow", more, seconds=seconds)


def _made(kind: Kind, more: dict[str, object], **own: object) -> Fault:
    fault = Fault(kind)
    for name, value in {**own, **more}.items():
        if not hasattr(fault, name):
            raise TypeError(f"a fault has no {name}")
        setattr(fault, name, value)
    return fault
