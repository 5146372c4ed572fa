"""What Discord's refusals mean for a delivery, and how somebody mends each. Pure.

AutoMod                                             refused
401, 403, unknown channel, closed direct messages   permanent
unknown message, deleted or locked thread,
an answer that comes after a quarter of an hour     gone
429                                                 again, when it says
5xx, no answer                                      ambiguous when something was sent
anything else                                       a fault of ours: RefusedError
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.errors import DeliveryError

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_INTERACTION = 10003, 10008, 10062
UNKNOWN_WEBHOOK, EXPIRED = 10015, 50027
ACKNOWLEDGED, ARCHIVED, THREAD_EXISTS = 40060, 50083, 160004
THREADS_FULL, NEWS_THREADS_FULL = 160006, 160007
NO_ACCESS, NO_PERMISSION, INVALID_RECIPIENT = 50001, 50013, 50033
NO_DIRECT, NO_SERVER_SHARED = 50007, 50278
TOKEN = "TIDINGS_DISCORD_BOT_TOKEN"  # noqa: S105 - the name of a variable
NEW_TOKEN = (
    "copy the bot's current token from the Developer Portal (your application, Bot, Reset Token) "
    f"into {TOKEN} and start Tidings again"
)
_AUTOMOD = frozenset({200000, 200001})
_SEE_DOCTOR = "`tidings doctor` says what is missing where"
_CLOUDFLARE = timedelta(minutes=5)

_GONE: Mapping[int, str] = {
    UNKNOWN_MESSAGE: "the message was deleted",
    ARCHIVED: "the thread is archived and locked",
    160005: "the thread is locked",
    UNKNOWN_INTERACTION: "nobody waits for this answer any more",
    UNKNOWN_WEBHOOK: "nobody waits for this answer any more",
    EXPIRED: "nobody waits for this answer any more",
}
_PERMANENT: Mapping[int, tuple[str, str]] = {
    UNKNOWN_CHANNEL: (
        "Discord has no such channel",
        "copy the channel's id anew (Developer Mode on, right-click, Copy Channel ID) into the "
        "destination in tidings.yaml",
    ),
    10004: ("Discord has no such server for the bot", "invite the bot again; " + _SEE_DOCTOR),
    10013: ("Discord has no such user", "copy the user's id anew (right-click, Copy User ID)"),
    INVALID_RECIPIENT: (
        "Discord has neither a channel nor a user with this id",
        "copy the id anew (Developer Mode on, right-click, Copy Channel ID or Copy User ID)",
    ),
    NO_ACCESS: (
        "the bot can't see the channel",
        "give it View Channel there, or invite it to the server again with the link that "
        "`tidings doctor` prints",
    ),
    NO_PERMISSION: (
        "the bot lacks a permission in the channel",
        "give it View Channel, Send Messages, Embed Links and Attach Files there, in threads Send "
        "Messages in Threads; " + _SEE_DOCTOR,
    ),
    NO_DIRECT: (
        "this person takes no direct messages from the bot",
        "they allow them in the server's Privacy Settings (Direct Messages), and must share a "
        "server with the bot",
    ),
    NO_SERVER_SHARED: (
        "this person shares no server with the bot",
        "invite the bot to a server they are in",
    ),
    50008: ("the channel takes no messages", "name a text channel, a thread or a forum instead"),
    50024: ("the channel takes no messages", "name a text channel, a thread or a forum instead"),
    40067: (
        "the forum wants a tag on every post and offers none that the bot may use",
        "add a tag in the forum's settings, or don't require one",
    ),
    THREADS_FULL: (
        "the server has as many open threads and posts as Discord allows",
        "close some, or have them closed after less time (Edit Channel, Hide After Inactivity)",
    ),
    NEWS_THREADS_FULL: (
        "the server has as many open threads in announcement channels as Discord allows",
        "close some, or have them closed after less time (Edit Channel, Hide After Inactivity)",
    ),
    20026: ("Discord has flagged the bot", "see the Developer Portal, and Discord's mail to you"),
    40001: ("the bot is not allowed to do that", _SEE_DOCTOR),
    40333: ("Discord's network refuses this machine", "look at your proxy or provider"),
}


class RefusedError(Exception):
    """Discord calls a request malformed: a fault of ours."""

    def __init__(self, status: int, code: int, text: str) -> None:
        super().__init__(f"Discord refuses what was sent ({status}, {code}): {text[:500]}")
        self.code = code


def judge(
    status: int, code: int, text: str, *, reading: bool, retry_after: timedelta | None = None
) -> DeliveryError | RefusedError:
    """``reading``: nothing was to be changed, so the same request may always be made again."""
    said = f"Discord answered {status}" + (f", {' '.join(text.split())[:200]}" if text else "")
    if status == 429:
        return slow_down(retry_after)
    if status >= 500:
        return DeliveryError(said, ambiguous=not reading, retry_after=retry_after)
    if status == 401 and code != EXPIRED:
        return DeliveryError("Discord refuses the bot's token", hint=NEW_TOKEN, permanent=True)
    if code in _AUTOMOD:
        return DeliveryError(
            f"the server's AutoMod blocks what the message says ({code})",
            hint="in Server Settings, AutoMod, exempt the bot's role from the rule, or the channel",
            refused=True,
        )
    if code in _GONE:
        return coded(_GONE[code], code, gone=True)
    if code in _PERMANENT:
        what, mend = _PERMANENT[code]
        return coded(what, code, hint=mend, permanent=True)
    if status == 403 and not code:
        # Not the API but what stands before it: a ban of this address, which ends by itself.
        return DeliveryError(
            "Discord's front door refuses this machine for now", retry_after=_CLOUDFLARE
        )
    if status == 404 and not code:
        return UnknownRouteError(f"{said} (there is no such request)", permanent=True)
    if status in (403, 404):
        return coded(said, code, hint=_SEE_DOCTOR, permanent=True)
    return RefusedError(status, code, text)


class CodedError(DeliveryError):
    """With Discord's own number for it."""

    code = 0


class UnknownRouteError(DeliveryError):
    """Discord knows every request that is made here; a server like it may not."""


def coded(
    message: str, code: int, *, hint: str = "", permanent: bool = False, gone: bool = False
) -> CodedError:
    error = CodedError(f"{message} ({code})", hint=hint, permanent=permanent, gone=gone)
    error.code = code
    return error


def slow_down(retry_after: timedelta | None) -> DeliveryError:
    return DeliveryError("Discord asks to slow down", retry_after=retry_after)


def code_of(error: BaseException) -> int:
    return error.code if isinstance(error, CodedError | RefusedError) else 0
