"""Messages, threads and posts: created once per nonce, edited, listed, published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.support.fakediscord import limits
from tests.support.fakediscord.errors import ApiError, invalid
from tests.support.fakediscord.world import DM, FORUM, NEWS, TEXT, VOICE, Json, World

Files = Mapping[str, bytes]
"""Name → content, in the order of the request."""
NONCE_KEPT = timedelta(minutes=2)
_EPHEMERAL, _PUBLISHED = 1 << 6, 1 << 1 - 1


@dataclass
class Messages:
    world: World
    nonces: dict[tuple[str, str], tuple[datetime, str]] = field(default_factory=dict)
    """Channel and nonce → when, and the message's id."""

    def create(self, channel: str, body: Json, files: Files) -> Json:
        place = self.world.channel(channel)
        if place["type"] in (FORUM, VOICE + 2):
            raise ApiError(50008)
        self._may_write(place, body, files)
        check(body, files)
        nonce = body.get("nonce")
        if nonce is not None and body.get("enforce_nonce"):
            known = self.nonces.get((channel, str(nonce)))
            if known and self.world.now() - known[0] <= NONCE_KEPT:
                return {**self.world.message(channel, known[1]), "nonce": nonce}
        message = self.put(channel, body, files)
        if nonce is not None:
            self.nonces[channel, str(nonce)] = (self.world.now(), message["id"])
            return {**message, "nonce": nonce}
        return message

    def _may_write(self, place: Json, body: Mapping[str, Any], files: Files) -> None:
        if place["type"] == DM:
            if place["recipients"][0]["id"] in self.world.closed_to_us:
                raise ApiError(50007)
            return
        needs = ["SEND_MESSAGES"]
        if "thread_metadata" in place:
            needs = ["SEND_MESSAGES_IN_THREADS"]
            if place["thread_metadata"]["locked"]:
                raise ApiError(50083)
            place["thread_metadata"]["archived"] = False
        needs += ["EMBED_LINKS"] if body.get("embeds") else []
        needs += ["ATTACH_FILES"] if files else []
        self.world.channel(place["id"], *needs)

    def put(
        self,
        channel: str,
        body: Mapping[str, Any],
        files: Files,
        *,
        identity: str = "",
        stored: bool = True,
    ) -> Json:
        """A new message; not ``stored``: an ephemeral one, which no history knows."""
        world = self.world
        message: Json = {
            "id": identity or world.snowflake(),
            "type": 0,
            "channel_id": channel,
            "author": world.bot,
            "content": "",
            "timestamp": world.now().isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "flags": body.get("flags") or 0,
        }
        self._fill(message, body, files)
        if stored:
            world.messages[channel].append(message)
            world.channels[channel]["last_message_id"] = message["id"]
            self._notify(message, body)
        return message

    def _fill(self, message: Json, body: Mapping[str, Any], files: Files) -> None:
        kept = message["attachments"]
        named = body.get("attachments")
        if named is not None:
            wanted = {str(each["id"]) for each in named}
            kept = [each for each in kept if each["id"] in wanted]
        added: list[Json] = []
        told = {str(each["id"]): each.get("description") for each in named or []}
        for index, (name, content) in enumerate(files.items()):
            number = self.world.snowflake()
            self.world.files[number] = content
            url = f"https://cdn.example/attachments/{message['channel_id']}/{number}/{name}"
            added.append(
                {"id": number, "filename": name, "size": len(content), "url": url, "proxy_url": url}
                | ({"description": told[str(index)]} if told.get(str(index)) else {})
            )
        if files or named is not None:
            message["attachments"] = [*kept, *added]
        urls = {each["filename"]: each["url"] for each in message["attachments"]}
        if body.get("content") is not None:
            message["content"] = body["content"].strip()
        if body.get("embeds") is not None:
            message["embeds"] = [_shown(embed, urls) for embed in body["embeds"]]
        if body.get("components") is not None:
            message["components"] = body["components"]
        allowed = body.get("allowed_mentions")
        everyone = re.search(r"@(everyone|here)\b", message["content"]) is not None
        message["mention_everyone"] = everyone and _parses(allowed, "everyone")
        message["mention_roles"] = _named(r"<@&(\d+)>", message["content"], allowed, "roles")

    def _notify(self, message: Json, body: Mapping[str, Any]) -> None:
        people = _named(r"<@!?(\d+)>", message["content"], body.get("allowed_mentions"), "users")
        who = [*people, *message["mention_roles"], *["everyone"] * message["mention_everyone"]]
        self.world.pings += [(message["id"], each) for each in who]

    def edit(self, channel: str, identity: str, body: Json, files: Files) -> Json:
        place = self.world.channel(channel)
        message = self.world.message(channel, identity)
        if place.get("thread_metadata", {}).get("archived"):
            raise ApiError(50083)
        if message["author"]["id"] != self.world.bot["id"]:
            raise ApiError(50005)
        if files:
            self.world.channel(channel, "ATTACH_FILES")
        self.change(message, body, files)
        return message

    def change(self, message: Json, body: Json, files: Files) -> None:
        kept = [each["filename"] for each in message["attachments"]]
        check(body, files, known=kept, whole=False)
        self._fill(message, body, files)
        message["edited_timestamp"] = self.world.now().isoformat()

    def history(self, channel: str, query: Mapping[str, str]) -> list[Json]:
        place = self.world.channel(channel)
        limit = int(query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise invalid("limit", "int value should be between 1 and 100")
        try:
            self.world.channel(channel, "READ_MESSAGE_HISTORY")
        except ApiError:
            return []  # as documented: no refusal, but nothing to read
        every = self.world.messages[place["id"]]
        if "after" in query:
            later = [each for each in every if int(each["id"]) > int(query["after"])]
            return later[:limit][::-1]
        before = int(query.get("before", 1 << 63))
        return [each for each in every if int(each["id"]) < before][-limit:][::-1]

    def publish(self, channel: str, identity: str) -> Json:
        place = self.world.channel(channel, "SEND_MESSAGES")
        message = self.world.message(channel, identity)
        if place["type"] != NEWS:
            raise ApiError(50024)
        if message["flags"] & _PUBLISHED:
            raise ApiError(40033)
        message["flags"] |= _PUBLISHED
        return message

    # ── threads ─────────────────────────────────────────────────────────────────────────

    def start_thread(self, channel: str, identity: str, body: Mapping[str, Any]) -> Json:
        place = self.world.channel(channel, "CREATE_PUBLIC_THREADS")
        if place["type"] not in (TEXT, NEWS):
            raise ApiError(50024)
        message = self.world.message(channel, identity)
        if identity in self.world.channels:
            raise ApiError(160004)
        thread = self.world.add_thread(place, identity, _thread_name(body), [])
        message["thread"] = thread
        return thread

    def start_post(self, channel: str, body: Mapping[str, Any], files: Files) -> Json:
        """In a forum: a thread together with its first message. There is no nonce here."""
        place = self.world.channel(channel, "SEND_MESSAGES")
        if place["type"] != FORUM:
            raise ApiError(50024)
        first, tags = body.get("message") or {}, list(body.get("applied_tags") or [])
        known = {tag["id"] for tag in place["available_tags"]}
        if len(tags) > 5 or not {*tags} <= known:
            raise invalid("applied_tags", "Unknown tag, or more than 5")
        if place["flags"] & 1 << 4 and not tags:
            raise ApiError(40067)
        self._may_write(place, first, files)
        check(first, files)
        name = _thread_name(body)
        thread = self.world.add_thread(place, self.world.snowflake(), name, tags)
        message = self.put(thread["id"], first, files, identity=thread["id"])
        return {**thread, "message": message}

    def threads(self, guild: str, *, archived: bool = False, parent: str = "") -> list[Json]:
        found = [
            each
            for each in self.world.channels.values()
            if each.get("guild_id") == guild
            and "thread_metadata" in each
            and each["thread_metadata"]["archived"] == archived
            and parent in ("", each["parent_id"])
        ]
        return sorted(found, key=lambda each: int(each["id"]), reverse=True)


def check(
    body: Mapping[str, Any], files: Files, *, known: list[str] | None = None, whole: bool = True
) -> None:
    names = list(files)
    # Edits may name files the message has; an id below 10 is a file of this request.
    wrong = limits.message(body, [*names, *(known or [])])
    if wrong:
        raise ApiError(50035, wrong)
    if whole and limits.is_empty(body, names):
        raise ApiError(50006)


def _shown(embed: Mapping[str, Any], urls: Mapping[str, str]) -> Json:
    shown: Json = {"type": "rich", **embed}
    for key in ("image", "thumbnail"):
        if key in embed:
            url = embed[key]["url"]
            name = url.removeprefix("attachment://")
            shown[key] = {"url": urls.get(name, url), "proxy_url": urls.get(name, url)}
    return shown


def _parses(allowed: Mapping[str, Any] | None, kind: str) -> bool:
    return allowed is None or kind in (allowed.get("parse") or [])


def _named(pattern: str, content: str, allowed: Mapping[str, Any] | None, kind: str) -> list[str]:
    found = re.findall(pattern, content)
    if _parses(allowed, kind):
        return found
    listed = (allowed or {}).get(kind) or []
    return [each for each in found if each in listed]


def _thread_name(body: Mapping[str, Any]) -> str:
    name = str(body.get("name", ""))
    if not 1 <= limits.length(name.strip()) <= 100:
        raise invalid("name", "Must be between 1 and 100 in length.")
    return name
