"""Which request does what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.fakediscord import limits
from tests.support.fakediscord.errors import ApiError
from tests.support.fakediscord.world import DM, Json

if TYPE_CHECKING:
    from tests.support.fakediscord.server import FakeDiscord

Handler = Callable[..., tuple[int, Any]]


@dataclass
class Call:
    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    files: dict[str, bytes]
    status: int = 0


def _application(fake: FakeDiscord, _call: Call) -> tuple[int, Json]:
    return 200, {
        "id": fake.world.application,
        "name": "Tidings",
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": fake.editor,
        "verify_key": "00",
        "flags": 0,
        "team": None,
        "rpc_origins": [],
    }


def _guild(fake: FakeDiscord, identity: str) -> Json:
    guild = fake.world.guilds.get(identity)
    if guild is None or identity in fake.world.kicked:
        raise ApiError(10004 if guild is None else 50001)
    return guild


def _member(fake: FakeDiscord, _call: Call, guild: str, user: str) -> tuple[int, Json]:
    _guild(fake, guild)
    roles = fake.world.members.get((guild, user))
    if roles is None:
        raise ApiError(10007)
    joined = fake.world.now().isoformat()
    who = fake.world.users[user]
    more = {"deaf": False, "mute": False, "flags": 0, "joined_at": joined}
    return 200, {"user": who, "roles": roles, **more}


def _direct(fake: FakeDiscord, call: Call) -> tuple[int, Json]:
    user = str(call.body.get("recipient_id", ""))
    if user not in fake.world.users:
        raise ApiError(50033)
    return 200, fake.world.direct(user)


def _guilds(fake: FakeDiscord, _call: Call) -> tuple[int, list[Json]]:
    there = fake.world.guilds.values()
    return 200, [each for each in there if each["id"] not in fake.world.kicked]


def _put_commands(fake: FakeDiscord, call: Call, application: str) -> tuple[int, list[Json]]:
    if application != fake.world.application:
        raise ApiError(50001)
    wrong = limits.commands(call.body)
    if wrong:
        raise ApiError(50035, wrong)
    fake.commands = [
        {"type": 1, "version": "1", **each, "id": fake.world.snowflake()} for each in call.body
    ]
    fake.syncs += 1  # last: tests in another thread wait for it, and look at the commands then
    return 200, fake.commands


def _delete(fake: FakeDiscord, _call: Call, channel: str, message: str) -> tuple[int, None]:
    fake.world.channel(channel)
    fake.delete(fake.world.message(channel, message))
    return 204, None


def _archived(fake: FakeDiscord, call: Call, channel: str) -> tuple[int, Json]:
    place = fake.world.channel(channel, "READ_MESSAGE_HISTORY")
    if place["type"] in (DM,):
        raise ApiError(50024)
    found = fake.messages.threads(place["guild_id"], archived=True, parent=channel)
    found.sort(key=lambda each: str(each["thread_metadata"]["archive_timestamp"]), reverse=True)
    if before := call.query.get("before"):
        found = [
            each for each in found if each["thread_metadata"]["archive_timestamp"] < before
        ]  # fmt: skip
    page = found[: int(call.query.get("limit", 50))]
    return 200, {"threads": page, "members": [], "has_more": len(found) > len(page)}


def _active(fake: FakeDiscord, _call: Call, guild: str) -> tuple[int, Json]:
    _guild(fake, guild)
    return 200, {"threads": fake.messages.threads(guild), "members": []}


def _respond(fake: FakeDiscord, call: Call, identity: str, token: str) -> tuple[int, Any]:
    answer = fake.interactions.respond(identity, token, call.body, call.files)
    return (200, answer) if call.query.get("with_response") in ("1", "true") else (204, None)


def _patch_channel(fake: FakeDiscord, call: Call, channel: str) -> tuple[int, Json]:
    place = fake.world.channel(channel)
    if "thread_metadata" not in place:
        raise ApiError(50013)
    for key in ("archived", "locked"):
        if key in call.body:
            place["thread_metadata"][key] = call.body[key]
    place.update({key: call.body[key] for key in ("name", "applied_tags") if key in call.body})
    return 200, place


_N = r"(\d+)"
_HOOK = r"/webhooks/(\d+)/([^/]+)"
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/users/@me", lambda fake, _call: (200, fake.world.bot)),
    ("GET", "/oauth2/applications/@me", _application),
    ("GET", "/applications/@me", _application),
    ("GET", "/users/@me/guilds", _guilds),
    ("POST", "/users/@me/channels", _direct),
    ("GET", "/gateway", lambda fake, _call: (200, {"url": fake.gateway_url})),
    ("GET", "/gateway/bot", lambda fake, _call: (200, {
        "url": fake.gateway_url,
        "shards": fake.gateway.shards,
        "session_start_limit": {
            "total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 16,
        },
    })),
    ("GET", f"/guilds/{_N}", lambda fake, _call, guild: (
        200, _guild(fake, guild) | {"roles": fake.world.roles[guild]},
    )),
    ("GET", f"/guilds/{_N}/roles", lambda fake, _call, guild: (
        200, fake.world.roles[_guild(fake, guild)["id"]],
    )),
    ("GET", f"/guilds/{_N}/members/{_N}", _member),
    ("GET", f"/guilds/{_N}/threads/active", _active),
    ("GET", f"/applications/{_N}/commands", lambda fake, _call, _app: (200, fake.commands)),
    ("PUT", f"/applications/{_N}/commands", _put_commands),
    ("GET", f"/channels/{_N}", lambda fake, _call, channel: (200, fake.world.channel(channel))),
    ("PATCH", f"/channels/{_N}", _patch_channel),
    ("GET", f"/channels/{_N}/messages", lambda fake, call, channel: (
        200, fake.messages.history(channel, call.query),
    )),
    ("POST", f"/channels/{_N}/messages", lambda fake, call, channel: (
        200, fake.messages.create(channel, call.body, call.files),
    )),
    ("GET", f"/channels/{_N}/messages/{_N}", lambda fake, _call, channel, message: (
        200, fake.world.message(
            fake.world.channel(channel, "READ_MESSAGE_HISTORY")["id"], message
        ),
    )),
    ("PATCH", f"/channels/{_N}/messages/{_N}", lambda fake, call, channel, message: (
        200, fake.messages.edit(channel, message, call.body, call.files),
    )),
    ("DELETE", f"/channels/{_N}/messages/{_N}", _delete),
    ("POST", f"/channels/{_N}/messages/{_N}/crosspost", lambda fake, _call, channel, message: (
        200, fake.messages.publish(channel, message),
    )),
    ("POST", f"/channels/{_N}/messages/{_N}/threads", lambda fake, call, channel, message: (
        201, fake.messages.start_thread(channel, message, call.body),
    )),
    ("POST", f"/channels/{_N}/threads", lambda fake, call, channel: (
        201, fake.messages.start_post(channel, call.body, call.files),
    )),
    ("GET", f"/channels/{_N}/threads/archived/public", _archived),
    ("POST", r"/interactions/(\d+)/([^/]+)/callback", _respond),
    ("POST", _HOOK, lambda fake, call, app, token: (
        200, fake.interactions.follow_up(app, token, call.body, call.files),
    )),
    ("GET", _HOOK + "/messages/@original", lambda fake, _call, app, token: (
        200, fake.interactions.original(app, token),
    )),
    ("PATCH", _HOOK + "/messages/@original", lambda fake, call, app, token: (
        200, fake.interactions.edit_original(app, token, call.body, call.files),
    )),
    ("DELETE", _HOOK + "/messages/@original", lambda fake, _call, app, token: (
        204, fake.interactions.delete_original(app, token),
    )),
)  # fmt: skip
