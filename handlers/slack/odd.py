"""What Slack isn't known to send, or what we failed at: answered in words, whatever it is."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.response import BoltResponse

from bot.card import Card
from handlers.slack.modals import answer_view

log = logging.getLogger(__name__)

_WORDS = "That could not be read here; the log says why"
_REFUSED = 400


async def excused(
    work: Callable[[], Awaitable[BoltResponse]], payload: Mapping[str, Any]
) -> BoltResponse:
    """The library's answer to ``payload``; where it has none but that it failed, one in words."""
    kind = _kind(payload)
    try:
        response = await work()
    except Exception:
        log.exception("a %s of Slack's could not be read", kind)
        return _excuse(payload)
    if response.status < _REFUSED:
        return response
    log.error(
        "a %s of Slack's could not be answered (%d): is it of a shape that is not known here?",
        kind,
        response.status,
    )
    return _excuse(payload)


def _kind(payload: Mapping[str, Any]) -> str:
    return str(payload.get("type") or ("command" if "command" in payload else "request"))[:40]


def _excuse(payload: Mapping[str, Any]) -> BoltResponse:
    """By what Slack shows to the person who waits; a refusal where nobody does."""
    match payload.get("type"):
        case "view_submission":
            view = answer_view(Card(title=_WORDS, tone="error"))
            return _json({"response_action": "update", "view": view})
        case "block_suggestion":
            return _json({"options": []})
    if "command" in payload:
        return BoltResponse(status=200, body=_WORDS)
    return BoltResponse(status=_REFUSED, body="not a request that is understood here")


def _json(answer: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(answer), headers={"content-type": "application/json"}
    )
