"""Refusals as Discord words them: status, numeric code, message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WORDS: Mapping[int, tuple[int, str]] = {
    0: (401, "401: Unauthorized"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    40033: (400, "This message has already been crossposted"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
}


class ApiError(Exception):
    def __init__(self, code: int, wrong: Sequence[tuple[str, str]] = ()) -> None:
        self.code = code
        self.status, self.message = WORDS[code]
        self.wrong = tuple(wrong)
        """Paths in the body, with what is wrong there."""
        super().__init__(f"{code} {self.message} {self.wrong}")

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.wrong:
            body["errors"] = {}
            for path, what in self.wrong:
                place = body["errors"]
                for part in path.split("."):
                    place = place.setdefault(part, {})
                place["_errors"] = [{"code": "INVALID", "message": what}]
        return body


def invalid(path: str, what: str) -> ApiError:
    return ApiError(50035, [(path, what)])
