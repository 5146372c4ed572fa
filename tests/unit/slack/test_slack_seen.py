"""What came in already is answered the same way and not done again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from slack_bolt.response import BoltResponse

from handlers.slack.seen import Seen, marks


async def test_a_copy_waits_for_the_first_and_gets_its_response() -> None:
    seen, done = Seen(None), []

    async def run() -> BoltResponse:
        done.append(1)
        await asyncio.sleep(0.01)
        return BoltResponse(status=200, body='{"response_action": "errors"}')

    first, second = await asyncio.gather(seen.once(["a", "b"], run), seen.once(["b"], run))
    assert (first.body, len(done)) == (second.body, 1)


async def test_what_failed_is_not_done_again_either() -> None:
    seen = Seen(None)

    async def fail() -> BoltResponse:
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        await seen.once(["a"], fail)
    assert (await seen.once(["a"], fail)).status == 500


async def test_it_is_remembered_on_disk(tmp_path: Path) -> None:
    async def run() -> BoltResponse:
        return BoltResponse(status=200, body="x")

    await Seen(tmp_path / "seen").once(["a"], run)
    again = await Seen(tmp_path / "seen").once(["a"], run)
    assert (again.status, again.body) == (200, "")


def test_marks() -> None:
    assert marks({"event_id": "Ev1"}, "envelope e1") == ["envelope e1", "event Ev1"]
    assert marks({"trigger_id": "1.2"}, "v0=ab") == ["v0=ab"]
    assert marks({"type": "block_suggestion"}, "envelope e1") == []
