"""The gateway: HELLO, IDENTIFY or RESUME, heartbeats, events, and every way it can end."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.support.fakediscord.world import Json, World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
Door = Literal["open", "refuse", "close before hello", "close after hello"]


@dataclass
class Session:
    id: str
    intents: int
    events: list[Json] = field(default_factory=list)
    """Everything sent in it, for a replay."""

    def event(self, name: str, data: Any) -> Json:
        event = {"op": DISPATCH, "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(event)
        return event


class Line:
    """One socket."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, packed: bool) -> None:
        self.socket, self.request = socket, request
        self.session: Session | None = None
        self._zlib = zlib.compressobj() if packed else None
        self._sending = asyncio.Lock()

    async def send(self, frame: Json) -> None:
        text = json.dumps(frame)
        async with self._sending:
            if self.socket.closed:
                return
            if self._zlib is None:
                await self.socket.send_str(text)
            else:
                data = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(data)

    def abort(self) -> None:
        """As when a cable is pulled."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass
class Gateway:
    world: World
    tokens: set[str]
    address: Callable[[], str]
    door: Door = "open"
    text_only: bool = False
    """Answer in text frames, whatever compression was asked for."""
    acks: bool = True
    interval: int = 41_250
    """Milliseconds between heartbeats."""
    shards: int = 1
    fatal: int = 0
    """Close every IDENTIFY with this code."""
    sessions: dict[str, Session] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    connects: int = 0
    identifies: list[Json] = field(default_factory=list)
    resumes: int = 0
    heartbeats: int = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.connects += 1
        if self.door == "refuse":
            return web.Response(status=503, text="upstream unavailable")
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        packed = request.query.get("compress") == "zlib-stream" and not self.text_only
        line = Line(socket, request, packed)
        self.lines.append(line)
        try:
            await self._talk(line)
        finally:
            self.lines.remove(line)
        return socket

    async def _talk(self, line: Line) -> None:
        if self.door == "close before hello":
            await line.socket.close(code=1001)
            return
        await line.send({"op": HELLO, "d": {"heartbeat_interval": self.interval}})
        if self.door == "close after hello":
            await line.socket.close(code=1001)
            return
        async for message in line.socket:
            if message.type is not WSMsgType.TEXT:
                break
            await self._receive(line, json.loads(message.data))

    async def _receive(self, line: Line, frame: Json) -> None:
        match frame["op"]:
            case 1:
                self.heartbeats += 1
                if self.acks:
                    await line.send({"op": ACK, "d": None})
            case 2:
                await self._identify(line, frame["d"])
            case 6:
                await self._resume(line, frame["d"])
            case 3 | 8:
                pass
            case _:
                await line.socket.close(code=4001)

    async def _identify(self, line: Line, data: Json) -> None:
        self.identifies.append(data)
        if data["token"] not in self.tokens:
            await line.socket.close(code=4004, message=b"Authentication failed.")
        elif self.fatal:
            await line.socket.close(code=self.fatal)
        elif data["intents"] & PRIVILEGED:
            await line.socket.close(code=4014, message=b"Disallowed intent(s).")
        elif "shard" in data and data["shard"][1] < self.shards:
            await line.socket.close(code=4011, message=b"Sharding required.")
        else:
            await self._ready(line, data)

    async def _ready(self, line: Line, data: Json) -> None:
        session = Session(f"session-{len(self.sessions) + 1}", data["intents"])
        self.sessions[session.id] = session
        line.session = session
        shard = data.get("shard", [0, 1])
        guilds = [
            guild
            for guild in self.world.guilds.values()
            if guild["id"] not in self.world.kicked
            and (int(guild["id"]) >> 22) % shard[1] == shard[0]
        ]
        ready = {
            "v": 10,
            "user": self.world.bot,
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.address(),
            "shard": shard,
            "application": {"id": self.world.application, "flags": 0},
        }
        await line.send(session.event("READY", ready))
        for guild in guilds:
            await line.send(session.event("GUILD_CREATE", self.guild(guild)))

    def guild(self, guild: Json) -> Json:
        channels = [
            each for each in self.world.channels.values() if each.get("guild_id") == guild["id"]
        ]
        return guild | {
            "roles": self.world.roles[guild["id"]],
            "channels": [each for each in channels if "thread_metadata" not in each],
            "threads": [each for each in channels if "thread_metadata" in each],
            "members": [],
            "member_count": len(self.world.members),
            "joined_at": self.world.now().isoformat(),
            "large": False,
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    async def _resume(self, line: Line, data: Json) -> None:
        session = self.sessions.get(data["session_id"])
        if data["token"] not in self.tokens:
            await line.socket.close(code=4004)
        elif session is None or data["seq"] > len(session.events):
            await line.send({"op": INVALID, "d": False})
        else:
            self.resumes += 1
            line.session = session
            for event in session.events[data["seq"] :]:
                await line.send(event)
            await line.send(session.event("RESUMED", {}))

    # ── what tests do with it ───────────────────────────────────────────────────────────

    async def tell(self, name: str, data: Any) -> None:
        """An event to the newest session; kept for its resume when nobody listens."""
        if not self.sessions:
            return
        session = list(self.sessions.values())[-1]
        event = session.event(name, data)
        for line in self.lines:
            if line.session is session:
                await line.send(event)

    async def say(self, op: int, data: Any = None) -> None:
        for line in list(self.lines):
            await line.send({"op": op, "d": data})

    async def close(self, code: int) -> None:
        for line in list(self.lines):
            await line.socket.close(code=code)

    async def abort(self) -> None:
        for line in list(self.lines):
            line.abort()
