"""Rate limits: a bucket per route and place, told in headers; 429 for what goes over it."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Rates:
    limit: int = 1000
    """Requests of one bucket in a window."""
    window: float = 1.0
    """Seconds."""
    only: str = ""
    """The narrow limit holds for paths in which this pattern is found; empty: for all."""
    via: bool = True
    """Whether a refusal carries the ``Via`` header without which the library gives up."""
    refused: int = 0
    used: dict[str, tuple[float, int]] = field(default_factory=dict)
    """By bucket: when its window ends, how many it had."""

    def take(self, method: str, path: str) -> tuple[dict[str, str], Mapping[str, Any] | None]:
        """Headers for the answer, and the body of a refusal when there is one."""
        bucket = _bucket(method, path)
        limit = self.limit if re.search(self.only, path) else 1000
        now = time.monotonic()
        ends, used = self.used.get(bucket, (0.0, 0))
        if ends <= now:
            ends, used = now + self.window, 0
        self.used[bucket] = (ends, min(used + 1, limit))
        after = ends - now
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(limit - used - 1, 0)),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": re.sub(r"\W", "", _route(method, path))[-32:].lower(),
        }
        if used < limit:
            return headers, None
        self.refused += 1
        headers |= {"Retry-After": str(int(after) + 1), "X-RateLimit-Scope": "user"}
        headers |= {"Via": "1.1 google"} if self.via else {}
        return headers, {
            "message": "You are being rate limited.", "retry_after": after, "global": False
        }  # fmt: skip


def _route(method: str, path: str) -> str:
    return f"{method} {re.sub(r'[0-9]{6,}', 'id', path)}"


def _bucket(method: str, path: str) -> str:
    major = re.match(r"/(channels|guilds)/\d+|/(webhooks|interactions)/\d+/[^/]+", path)
    return f"{_route(method, path)} {major[0] if major else ''}"
