"""The fake keeps Discord's rules: else what passes against it proves nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest

from tests.support.fakediscord import FakeDiscord
from tests.support.fakediscord.server import TOKEN
from tests.support.fakediscord.world import FORUM

Answer = tuple[int, Any]


@pytest.fixture
def fake() -> Iterator[FakeDiscord]:
    with FakeDiscord() as fake:
        yield fake
        fake.violations.clear()  # breaking the rules is the point here


class Api:
    def __init__(self, session: aiohttp.ClientSession, fake: FakeDiscord) -> None:
        self.session, self.fake = session, fake
        self.headers: dict[str, str] = {}

    async def __call__(self, method: str, path: str, body: Any = None) -> Answer:
        async with self.session.request(
            method,
            self.fake.api_url + path,
            json=body,
            headers={"Authorization": f"Bot {TOKEN}"},
        ) as response:
            self.headers = dict(response.headers)
            text = await response.text()
            return response.status, json.loads(text) if text else None

    async def post(self, **body: Any) -> Answer:
        return await self("POST", f"/channels/{self.fake.channel}/messages", body)


@pytest.fixture
async def api(fake: FakeDiscord) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(session, fake)


async def test_the_content_type_is_exactly_json(api: Api) -> None:
    await api("GET", "/users/@me")
    assert api.headers["Content-Type"] == "application/json"
    assert api.headers["X-RateLimit-Remaining"] == "999"


async def test_a_nonce_gives_the_same_message_for_two_minutes(fake: FakeDiscord, api: Api) -> None:
    _, one = await api.post(content="x", nonce="n1", enforce_nonce=True)
    _, two = await api.post(content="y", nonce="n1", enforce_nonce=True)
    assert one["id"] == two["id"]
    assert one["nonce"] == "n1"
    fake.pass_time(minutes=2, seconds=1)
    _, three = await api.post(content="x", nonce="n1", enforce_nonce=True)
    assert three["id"] != one["id"]
    _, history = await api("GET", f"/channels/{fake.channel}/messages?after={one['id']}")
    assert [each["id"] for each in history] == [three["id"]]
    assert "nonce" not in history[0]


async def test_a_nonce_of_a_deleted_message_answers_unknown(fake: FakeDiscord, api: Api) -> None:
    _, one = await api.post(content="x", nonce="n1", enforce_nonce=True)
    fake.delete(fake.world.message(fake.channel, one["id"]))
    status, body = await api.post(content="x", nonce="n1", enforce_nonce=True)
    assert (status, body["code"]) == (404, 10008)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": " "}, 50006),
        ({"content": "x" * 2001}, 50035),
        ({"content": "x", "nonce": "n" * 26}, 50035),
        ({"embeds": [{"title": "x" * 257}]}, 50035),
        ({"embeds": [{"description": "x" * 3001}] * 2}, 50035),
        ({"embeds": [{"title": "🚗" * 129}]}, 50035),
        ({"embeds": [{"fields": [{"name": "a", "value": ""}]}]}, 50035),
        ({"embeds": [{"title": "a", "url": "javascript:x"}]}, 50035),
        ({"embeds": [{"image": {"url": "attachment://a.png"}}]}, 50035),
        ({"content": "x", "components": [{"type": 1, "components": []}]}, 50035),
        ({"content": "x", "flags": 1 << 15}, 50035),
    ],
)
async def test_what_is_too_long_or_empty_is_refused(api: Api, body: Any, code: int) -> None:
    status, answer = await api.post(**body)
    assert (status, answer["code"]) == (400, code)


async def test_pings_follow_allowed_mentions(fake: FakeDiscord, api: Api) -> None:
    await api.post(content="@everyone <@&123456>")
    await api.post(content="@everyone <@&123456>", allowed_mentions={"parse": []})
    allowed = {"parse": [], "roles": ["123456"]}
    await api.post(content="@everyone <@&123456> <@&99>", allowed_mentions=allowed)
    assert [who for _, who in fake.world.pings] == ["123456", "everyone", "123456"]


async def test_permissions_are_summed_and_refused(fake: FakeDiscord, api: Api) -> None:
    fake.world.deny(fake.channel, "EMBED_LINKS")
    assert (await api.post(content="x"))[0] == 200
    assert (await api.post(embeds=[{"title": "x"}]))[1]["code"] == 50013
    fake.world.deny(fake.channel, "READ_MESSAGE_HISTORY")
    assert (await api("GET", f"/channels/{fake.channel}/messages")) == (200, [])
    fake.world.deny(fake.channel, "VIEW_CHANNEL")
    assert (await api.post(content="x"))[1]["code"] == 50001
    assert (await api("GET", "/channels/123456789"))[1]["code"] == 10003


async def test_rates_are_told_and_kept(fake: FakeDiscord, api: Api) -> None:
    fake.rates.limit = 2
    assert (await api.post(content="1"))[0] == 200
    assert api.headers["X-RateLimit-Remaining"] == "1"
    await api.post(content="2")
    status, body = await api.post(content="3")
    assert status == 429
    assert 0 < body["retry_after"] <= 1
    assert api.headers["Via"]
    assert len(fake.posted()) == 2


async def test_a_first_answer_counts_once_and_for_three_seconds(
    fake: FakeDiscord, api: Api
) -> None:
    fake.commands = [{"id": "1", "name": "help"}]
    pressed = fake.slash("help")
    path = f"/interactions/{pressed.id}/{pressed.token}/callback?with_response=1"
    status, body = await api("POST", path, {"type": 5, "data": {"flags": 64}})
    assert (status, body["interaction"]["response_message_loading"]) == (200, True)
    assert (await api("POST", path, {"type": 5}))[1]["code"] == 40060
    hook = f"/webhooks/{fake.world.application}/{pressed.token}"
    assert (await api("GET", f"{hook}/messages/@original"))[1]["code"] == 10008
    assert (await api("PATCH", f"{hook}/messages/@original", {"content": "x"}))[0] == 200
    assert pressed.private
    assert fake.posted() == []
    fake.pass_time(minutes=16)
    assert (await api("POST", hook, {"content": "x"}))[1]["code"] == 50027
    late = fake.slash("help")
    fake.pass_time(seconds=4)
    path = f"/interactions/{late.id}/{late.token}/callback"
    assert (await api("POST", path, {"type": 5}))[1]["code"] == 10062


async def test_threads_and_posts(fake: FakeDiscord, api: Api) -> None:
    _, message = await api.post(content="root")
    path = f"/channels/{fake.channel}/messages/{message['id']}/threads"
    status, thread = await api("POST", path, {"name": "more"})
    assert (status, thread["id"]) == (201, message["id"])
    assert (await api("POST", path, {"name": "more"}))[1]["code"] == 160004
    tags = [{"id": "77", "name": "ev", "moderated": False}]
    forum = fake.world.add_channel(fake.guild["id"], "forum", FORUM, available_tags=tags)
    path = f"/channels/{forum['id']}/threads"
    body = {"name": "a story", "applied_tags": ["77"], "message": {"content": "x"}}
    _, post = await api("POST", path, body)
    assert post["message"]["id"] == post["id"]
    _, active = await api("GET", f"/guilds/{fake.guild['id']}/threads/active")
    assert [each["id"] for each in active["threads"]] == [post["id"], thread["id"]]
    assert (await api("POST", path, {**body, "applied_tags": ["1"]}))[1]["code"] == 50035


async def test_commands_are_checked_as_a_whole(fake: FakeDiscord, api: Api) -> None:
    path = f"/applications/{fake.world.application}/commands"
    good = {"name": "lookup", "description": "Look a name up"}
    assert (await api("PUT", path, [good]))[0] == 200
    for bad in (
        [good, good],
        [{**good, "name": "Look Up"}],
        [{**good, "description": "x" * 101}],
        [{**good, "options": [{"type": 3, "name": "a", "description": "a"}] * 26}],
    ):
        assert (await api("PUT", path, bad))[1]["code"] == 50035
    assert fake.syncs == 1
