"""Web API: chat.* and files.*, which put something into a channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.fakeslack.limits import ALL_TEXT, text_in, wrong_blocks
from tests.support.fakeslack.refusal import RefusedError, bad_arguments
from tests.support.fakeslack.world import BOT_USER, Channel, Json, Message, Upload, World

LONGEST_TEXT = 40_000


class Chat:
    def __init__(self, world: World, base: Callable[[], str]) -> None:
        self._world = world
        self._base = base
        """Where uploads go."""

    # ── chat.* ───────────────────────────────────────────────────────────────────────────

    def post_message(self, args: Json) -> Json:
        channel = self.writable(args.get("channel"))
        message = self.message(args, channel)
        thread = str(args.get("thread_ts") or "")
        if thread:
            if channel.message(thread) is None:
                raise RefusedError("thread_not_found")
            message.thread_ts = channel.message(thread).thread_ts or thread  # type: ignore[union-attr]  # just seen
            message.broadcast = bool(args.get("reply_broadcast"))
        message.metadata = _metadata(args)
        message.unfurl = (args.get("unfurl_links"), args.get("unfurl_media"))
        channel.messages.append(message)
        return {
            "channel": channel.id,
            "ts": message.ts,
            "message": message.json(metadata=True),
        }

    def update(self, args: Json) -> Json:
        channel = self.by_id(args.get("channel"))
        if channel.archived:
            raise RefusedError("is_archived")
        old = channel.message(str(args.get("ts")))
        if old is None:
            raise RefusedError("message_not_found")
        if old.user != BOT_USER:
            raise RefusedError("cant_update_message")
        new = self.message(args, channel)
        old.text = new.text
        old.blocks = new.blocks if args.get("blocks") is not None else []
        if args.get("metadata") is not None:
            old.metadata = _metadata(args)
        old.edited = self._world.next_ts()
        return {
            "channel": channel.id,
            "ts": old.ts,
            "text": old.text,
            "message": old.json(metadata=True),
        }

    def delete(self, args: Json) -> Json:
        channel = self.by_id(args.get("channel"))
        message = channel.message(str(args.get("ts")))
        if message is None:
            raise RefusedError("message_not_found")
        if message.user != BOT_USER:
            raise RefusedError("cant_delete_message")
        channel.messages.remove(message)
        return {"channel": channel.id, "ts": message.ts}

    def post_ephemeral(self, args: Json) -> Json:
        channel = self.writable(args.get("channel"))
        if args.get("user") not in channel.members:
            raise RefusedError("user_not_in_channel")
        message = self.message(args, channel)
        message.to = args["user"]
        self._world.ephemerals.append(message)
        return {"message_ts": message.ts}

    def message(self, args: Json, channel: Channel) -> Message:
        """Checked against the limits; not yet in the channel."""
        text, blocks = str(args.get("text") or ""), args.get("blocks")
        if not text and not blocks:
            raise RefusedError("no_text")
        if blocks:
            if wrongs := wrong_blocks(blocks):
                raise bad_arguments("invalid_blocks", wrongs)
            if text_in(blocks) > ALL_TEXT:
                raise RefusedError("msg_blocks_too_long")
            self._check_pictures(blocks)
        return Message(
            ts=self._world.next_ts(),
            channel=channel.id,
            text=text[:LONGEST_TEXT],
            blocks=list(blocks or []),
        )

    def _check_pictures(self, blocks: list[Json]) -> None:
        for number, block in enumerate(blocks):
            if "slack_file" not in block:
                continue
            upload = self._world.uploads.get(block["slack_file"].get("id", ""))
            if upload is None or not upload.complete or not upload.content.startswith(b"\x89PNG"):
                raise bad_arguments("invalid_blocks", [f"invalid slack file: blocks[{number}]"])
            if self._world.unready:
                self._world.unready -= 1
                raise bad_arguments("invalid_blocks", [f"invalid slack file: blocks[{number}]"])

    # ── where ────────────────────────────────────────────────────────────────────────────

    def by_id(self, ident: object) -> Channel:
        channel = self._world.channels.get(str(ident))
        if channel is None or (channel.private and not channel.joined):
            raise RefusedError("channel_not_found")
        return channel

    def writable(self, where: object) -> Channel:
        """By id, #name or person. Raises why nothing can be posted there."""
        text = str(where or "")
        if text in self._world.users:
            return self._world.direct(text)
        channel = self._world.channels.get(text) or self._world.named(text)
        if channel is None or (channel.private and not channel.joined):
            raise RefusedError("channel_not_found")
        if channel.archived:
            raise RefusedError("is_archived")
        if not channel.joined and "chat:write.public" not in self._world.scopes:
            raise RefusedError("not_in_channel")
        return channel

    # ── files.* ──────────────────────────────────────────────────────────────────────────

    def upload_url(self, args: Json) -> Json:
        name, length = args.get("filename"), int(args.get("length") or 0)
        if not name or length <= 0:
            raise RefusedError("invalid_arguments")
        upload = Upload(self._world.next_id("F"), str(name), length)
        self._world.uploads[upload.id] = upload
        return {"upload_url": f"{self._base()}/upload/v1/{upload.id}", "file_id": upload.id}

    def complete_upload(self, args: Json) -> Json:
        files = args.get("files")
        if not isinstance(files, list) or not files:
            raise RefusedError("invalid_arguments")
        channel = self.by_id(args["channel_id"]) if args.get("channel_id") else None
        if channel is not None and channel.archived:
            raise RefusedError("is_archived")
        if channel is not None and not channel.joined:
            raise RefusedError("not_in_channel")
        done = []
        for each in files:
            upload = self._world.uploads.get(each.get("id", ""))
            if upload is None or len(upload.content) != upload.length:
                raise RefusedError("file_not_found")
            upload.complete, upload.title = True, str(each.get("title") or upload.name)
            done.append({"id": upload.id, "title": upload.title})
            if channel is not None:
                upload.shared.append(channel.id)
        if channel is not None:
            channel.messages.append(
                Message(
                    ts=self._world.next_ts(),
                    channel=channel.id,
                    text=str(args.get("initial_comment") or ""),
                    thread_ts=str(args.get("thread_ts") or ""),
                    files=[each["id"] for each in done],
                )
            )
        return {"files": done}


def _metadata(args: Json) -> Json | None:
    metadata: Any = args.get("metadata")
    if metadata in (None, {}):
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise RefusedError("invalid_metadata_format")
    if not metadata.get("event_type"):
        raise RefusedError("invalid_metadata_format")
    return metadata
