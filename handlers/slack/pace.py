"""How fast Slack may be called: arithmetic on times that are handed in.

A channel takes about one message a second, a workspace some hundred a minute, and each method has
a limit of its own. What was refused waits as long as was asked; while it does, the whole workspace
goes slower, because the limit that was hit may be everybody's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CHANNEL_GAP = 1.0
"""Seconds between two messages in one channel."""


@dataclass(slots=True)
class Bucket:
    """So many at once, then so many a second."""

    burst: float
    rate: float
    _level: float = 0.0
    """How much of the burst is used up."""
    _at: float = 0.0

    def wait(self, now: float, *, slower: float = 1.0) -> float:
        """Seconds until the next one may go."""
        return max(self._left(now) - self.burst + 1, 0.0) / (self.rate * slower)

    def take(self, now: float) -> None:
        self._level, self._at = self._left(now) + 1, now

    def _left(self, now: float) -> float:
        # A clock that was set back must not fill the bucket.
        return max(self._level - max(now - self._at, 0.0) * self.rate, 0.0)


def _buckets() -> dict[str, Bucket]:
    """Per method and workspace, below what Slack documents."""
    return {
        "chat.postMessage": Bucket(burst=20, rate=4.0),
        "chat.update": Bucket(burst=20, rate=0.8),
        "conversations.history": Bucket(burst=20, rate=0.8),
        "conversations.replies": Bucket(burst=20, rate=0.8),
        "conversations.list": Bucket(burst=10, rate=0.3),
        "users.conversations": Bucket(burst=10, rate=0.8),
    }


@dataclass(slots=True)
class Pace:
    """``now`` is in seconds, from any clock that doesn't jump."""

    channel_gap: float = CHANNEL_GAP
    caution: float = 0.25
    """The share of the usual rate while something is being waited for."""
    _buckets: dict[str, Bucket] = field(default_factory=_buckets)
    _channels: dict[str, float] = field(default_factory=dict)
    """When each may be posted to again."""
    _blocked: dict[tuple[str, str], float] = field(default_factory=dict)
    """(method, channel) → until when; an empty channel: all of them."""
    _cautious: float = 0.0

    def wait(self, method: str, channel: str, now: float) -> float:
        """Seconds to wait before this call; :meth:`take` says that it will be made then."""
        waits = [self._blocked.get((method, each), 0.0) - now for each in (channel, "")]
        if method in self._buckets:
            slower = self.caution if now < self._cautious else 1.0
            waits.append(self._buckets[method].wait(now, slower=slower))
        if method == "chat.postMessage":
            waits.append(self._channels.get(channel, 0.0) - now)
        return max(*waits, 0.0)

    def take(self, method: str, channel: str, now: float, wait: float = 0.0) -> None:
        """One is made ``wait`` seconds from now."""
        if method in self._buckets:
            # Now, not then: else all that wait at the same time would share one turn.
            self._buckets[method].take(now)
        if method == "chat.postMessage":
            self._channels[channel] = now + wait + self.channel_gap
            self._forget(now)

    def refused(self, method: str, channel: str, seconds: float, now: float) -> None:
        """Slack asked for a pause. If it does so elsewhere too, all channels are meant."""
        until = now + seconds
        others = any(
            which == method and where not in {channel, ""} and end > now
            for (which, where), end in self._blocked.items()
        )
        for where in {channel, ""} if others else {channel}:
            self._blocked[method, where] = max(until, self._blocked.get((method, where), 0.0))
        self._cautious = max(self._cautious, until)

    def _forget(self, now: float) -> None:
        if len(self._channels) > 1000:
            self._channels = {key: end for key, end in self._channels.items() if end > now}
        if len(self._blocked) > 100:
            self._blocked = {key: end for key, end in self._blocked.items() if end > now}
