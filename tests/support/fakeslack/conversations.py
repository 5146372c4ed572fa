"""Web API: conversations.*, users.*, auth.test: what is asked."""

from __future__ import annotations

from typing import Any

from tests.support.fakeslack.refusal import RefusedError
from tests.support.fakeslack.world import (
    APP,
    BOT,
    BOT_NAME,
    BOT_USER,
    TEAM,
    Channel,
    Json,
    Message,
    World,
)

_KINDS = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


class Conversations:
    def __init__(self, world: World) -> None:
        self._world = world

    def auth_test(self, _args: Json) -> Json:
        return {
            "url": "https://fake.slack.example/",
            "team": "Fake",
            "user": BOT_NAME,
            "team_id": TEAM,
            "user_id": BOT_USER,
            "bot_id": BOT,
            "app_id": APP,
            "is_enterprise_install": False,
        }

    # ── which there are ──────────────────────────────────────────────────────────────────

    def list(self, args: Json) -> Json:
        kinds = str(args.get("types") or "public_channel").split(",")
        wanted = {_KINDS.get(each.strip(), "") for each in kinds}
        for kind in wanted:
            self._need(f"{kind}:read")
        found = [each for each in self._world.channels.values() if each.kind in wanted]
        found = [each for each in found if not each.private or each.joined]
        if args.get("exclude_archived"):
            found = [each for each in found if not each.archived]
        page, more = _page([each.json() for each in found], args, default=100, most=1000)
        return {"channels": page, "response_metadata": {"next_cursor": more}}

    def of_user(self, args: Json) -> Json:
        user = str(args.get("user") or BOT_USER)
        kinds = str(args.get("types") or "public_channel").split(",")
        wanted = {_KINDS.get(each.strip(), "") for each in kinds}
        found = [
            each.json()
            for each in self._world.channels.values()
            if user in each.members and each.kind in wanted
        ]
        page, more = _page(found, args, default=100, most=1000)
        return {"channels": page, "response_metadata": {"next_cursor": more}}

    def info(self, args: Json) -> Json:
        channel = self._readable(args.get("channel"))
        self._need(f"{channel.kind}:read")
        return {"channel": channel.json()}

    def members(self, args: Json) -> Json:
        channel = self._readable(args.get("channel"))
        page, more = _page(sorted(channel.members), args, default=100, most=1000)
        return {"members": page, "response_metadata": {"next_cursor": more}}

    def join(self, args: Json) -> Json:
        channel = self._readable(args.get("channel"))
        if channel.kind != "channels":
            raise RefusedError("method_not_supported_for_channel_type")
        if channel.archived:
            raise RefusedError("is_archived")
        channel.members.add(BOT_USER)
        return {"channel": channel.json()}

    def open(self, args: Json) -> Json:
        users = str(args.get("users") or "").split(",")
        if len(users) != 1 or users[0] not in self._world.users:
            raise RefusedError("user_not_found")
        if self._world.users[users[0]].get("deleted"):
            raise RefusedError("user_disabled")
        channel = self._world.direct(users[0])
        return {"channel": {"id": channel.id, "user": users[0]}, "no_op": True}

    def user_info(self, args: Json) -> Json:
        user = self._world.users.get(str(args.get("user")))
        if user is None:
            raise RefusedError("user_not_found")
        return {"user": user}

    # ── what was said ────────────────────────────────────────────────────────────────────

    def history(self, args: Json) -> Json:
        channel = self._history_of(args)
        roots = [each for each in channel.messages if not each.thread_ts or each.broadcast]
        found = [each for each in reversed(roots) if _between(each, args)]
        page, more = _page(found, args, default=100, most=999)
        return {
            "messages": [
                each.json(
                    metadata=_flag(args.get("include_all_metadata")),
                    replies=channel.replies(each.ts),
                )
                for each in page
            ],
            "has_more": bool(more),
            "response_metadata": {"next_cursor": more},
        }

    def replies(self, args: Json) -> Json:
        channel = self._history_of(args)
        root = channel.message(str(args.get("ts")))
        if root is None:
            raise RefusedError("thread_not_found")
        replies = channel.replies(root.ts)
        found = [each for each in replies if _between(each, args)]
        page, more = _page(found, args, default=1000, most=1000)
        flag = _flag(args.get("include_all_metadata"))
        return {
            "messages": [
                root.json(metadata=flag, replies=replies),
                *(each.json(metadata=flag) for each in page),
            ],
            "has_more": bool(more),
            "response_metadata": {"next_cursor": more},
        }

    def _history_of(self, args: Json) -> Channel:
        channel = self._readable(args.get("channel"))
        self._need(f"{channel.kind}:history")
        if not channel.joined:
            raise RefusedError("not_in_channel")
        return channel

    def _readable(self, ident: object) -> Channel:
        channel = self._world.channels.get(str(ident))
        if channel is None or (channel.private and not channel.joined):
            raise RefusedError("channel_not_found")
        return channel

    def _need(self, scope: str) -> None:
        if scope not in self._world.scopes:
            raise missing_scope(self._world, scope)


def missing_scope(world: World, scope: str) -> RefusedError:
    return RefusedError("missing_scope", needed=scope, provided=",".join(sorted(world.scopes)))


def _between(message: Message, args: Json) -> bool:
    inclusive = _flag(args.get("inclusive"))
    ts, oldest, latest = message.ts, args.get("oldest"), args.get("latest")
    after = not oldest or float(ts) > float(oldest) or (inclusive and float(ts) == float(oldest))
    before = not latest or float(ts) < float(latest) or (inclusive and float(ts) == float(latest))
    return after and before


def _page(found: list[Any], args: Json, *, default: int, most: int) -> tuple[list[Any], str]:
    limit = int(args.get("limit") or default)
    if not 1 <= limit <= most:
        raise RefusedError("invalid_limit")
    cursor = str(args.get("cursor") or "")
    if cursor and not cursor.removeprefix("next:").isdigit():
        raise RefusedError("invalid_cursor")
    start = int(cursor.removeprefix("next:")) if cursor else 0
    end = start + limit
    return found[start:end], f"next:{end}" if end < len(found) else ""


def _flag(value: object) -> bool:
    return value in (True, 1, "1", "true", "True")
