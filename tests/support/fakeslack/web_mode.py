"""HTTP mode: payloads sent to the app's own web address, signed as Slack signs them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from tests.support.fakeslack.sockets import ACK_WITHIN, RETRIES, Ack, NotAnsweredError
from tests.support.fakeslack.world import SIGNING_SECRET, Json


@dataclass
class WebLine:
    """A :class:`~tests.support.fakeslack.people.Line` over HTTP."""

    url: str
    secret: str = SIGNING_SECRET
    age: float = 0.0
    """Seconds by which its timestamps are old."""
    signing: bool = True
    ack_within: float = ACK_WITHIN
    statuses: list[int] = field(default_factory=list)
    """Of the answers so far."""

    async def deliver(self, kind: str, payload: Json, *, copies: int = 1) -> Ack:
        loop = asyncio.get_running_loop()
        start = loop.time()
        attempts = RETRIES + 1 if kind == "events_api" else 1
        for attempt in range(attempts):
            more = (
                {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
                if attempt
                else {}
            )
            try:
                sent = [self.send(kind, payload, **more) for _ in range(copies)]
                answers = await asyncio.gather(*sent)
            except (TimeoutError, aiohttp.ClientError):
                continue
            status, body = answers[0]
            if status == 200:
                return Ack(body, loop.time() - start, attempt + 1)
            if kind != "events_api":
                break
        raise NotAnsweredError(f"{kind}: {self.statuses}")

    async def send(self, kind: str, payload: Json, **headers: str) -> tuple[int, Json | None]:
        """One POST: status and body."""
        if kind == "events_api":
            body, content_type = json.dumps(payload), "application/json"
        elif kind == "slash_commands":
            body, content_type = urlencode(payload), "application/x-www-form-urlencoded"
        else:
            body = urlencode({"payload": json.dumps(payload)})
            content_type = "application/x-www-form-urlencoded"
        timeout = aiohttp.ClientTimeout(total=self.ack_within)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(
                self.url,
                data=body,
                headers={"Content-Type": content_type, **self.signed(body), **headers},
            ) as response,
        ):
            self.statuses.append(response.status)
            text = await response.text()
            return response.status, json.loads(text) if text.startswith("{") else None

    def signed(self, body: str) -> dict[str, str]:
        if not self.signing:
            return {}
        timestamp = str(int(time.time() - self.age))
        base = f"v0:{timestamp}:{body}".encode()
        digest = hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}
