"""What Slack's refusals mean, and how each is mended: pure, from an error's name to our own.

    permanent   refused until somebody mends it; the hint is the exact mend
    gone        the message or the thread isn't there any more
    refused     perhaps for what the message says
    ambiguous   Slack may have done it all the same
    otherwise   safe to send again

A message whose shape is refused is none of these: :class:`ShapeError` is a fault of ours.
"""

from __future__ import annotations

import math
import ssl
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp

from bot.errors import DeliveryError

TOKENS_PAGE = "https://api.slack.com/apps"
_NEW_BOT_TOKEN = (
    f"at {TOKENS_PAGE} open the app, then OAuth & Permissions: install it to the workspace, and "
    "put its Bot User OAuth Token into TIDINGS_SLACK_BOT_TOKEN"
)
_NEW_APP_TOKEN = (
    f"at {TOKENS_PAGE} open the app, then Basic Information, App-Level Tokens: make one with "
    "connections:write and put it into TIDINGS_SLACK_APP_TOKEN"
)
_NO_WAY = (
    "is this machine's network up, and does a firewall let it through? behind a proxy set "
    "HTTPS_PROXY; where TIDINGS_SLACK_API_URL is set, is it right?"
)
_UNCLEAR = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "unknown_error"}
)
_GONE: Mapping[str, str] = {
    "message_not_found": "the message isn't there any more",
    "thread_not_found": "the thread isn't there any more",
    "cannot_reply_to_message": "that message can't be answered in a thread",
    "cant_update_message": "that message can't be edited any more",
    "edit_window_closed": "that message is too old to be edited here",
    "restricted_action_thread_locked": "the thread is locked",
    "restricted_action_non_threadable_channel": "there are no threads in this channel",
}
_SHAPE = frozenset(
    {
        "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text",
        "invalid_arguments", "invalid_metadata_format", "invalid_metadata_schema",
        "metadata_too_large", "too_many_attachments", "invalid_attachments",
    }
)  # fmt: skip
_PAUSE = 30.0
"""Seconds, where Slack asks for a pause and doesn't say for how long."""
_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

_PLACE: Mapping[str, tuple[str, str]] = {
    "channel_not_found": (
        "there is no channel {where} that the bot can see",
        "check its name in tidings.yaml; for a private channel type /invite @{bot} there",
    ),
    "is_archived": (
        "{where} is archived",
        "unarchive it in Slack, or change the destination in tidings.yaml",
    ),
    "not_in_channel": ("the bot isn't a member of {where}", "type /invite @{bot} in {where}"),
    "user_not_found": ("there is no member {where}", "check the id: profile, ⋮, Copy member ID"),
    "user_disabled": ("{where} is a deactivated account", "take it out of tidings.yaml"),
    "messages_tab_disabled": (
        "direct messages with the app are switched off",
        f"at {TOKENS_PAGE} open the app, App Home: switch on the Messages Tab",
    ),
    "cannot_dm_bot": ("{where} is a bot", "name a person or a channel"),
    "restricted_action": (
        "the workspace's rules forbid the bot to post in {where}",
        "ask a workspace admin to let it post there, or choose another channel",
    ),
    "restricted_action_read_only_channel": (
        "only some may post in {where}",
        "in the channel's settings, Posting permissions, allow @{bot}",
    ),
    "restricted_action_thread_only_channel": (
        "only threads are allowed in {where}",
        "change the channel's posting permissions, or choose another channel",
    ),
    "team_access_not_granted": (
        "the app has no access to that workspace",
        "an organization admin grants it under Manage apps",
    ),
    "no_permission": ("Slack forbids this for {where}", "ask a workspace admin"),
    "access_denied": ("Slack forbids this for {where}", "ask a workspace admin"),
    "ekm_access_denied": ("the organization's keys forbid posting", "ask a workspace admin"),
    "method_not_supported_for_channel_type": (
        "this can't be done in a conversation like {where}",
        "choose a channel",
    ),
}
_EVERYWHERE = frozenset({"team_access_not_granted", "ekm_access_denied"})
_TOKEN: Mapping[str, str] = {
    "invalid_auth": "Slack doesn't know the {token}",
    "not_authed": "the {token} is empty",
    "token_revoked": "the {token} was revoked",
    "token_expired": "the {token} has expired",
    "account_inactive": "the {token} belongs to an app that was removed from the workspace",
    "not_allowed_token_type": "the {token} is of another kind",
    "two_factor_setup_required": "the {token}'s account must set up two-factor authentication",
    "org_login_required": "the workspace is being moved into an organization",
    "team_added_to_org": "the workspace was moved into an organization",
    "enterprise_is_restricted": "the organization doesn't let the {token} do this",
    "accesslimited": "the {token} may not be used from this network",
}
_SOCKET_OFF = (
    "Socket Mode is switched off for the app",
    f"at {TOKENS_PAGE} open the app, then Socket Mode: switch it on",
)
_SOCKET: Mapping[str, tuple[str, str]] = {
    "link_disabled": _SOCKET_OFF,
    "socket_mode_not_enabled": _SOCKET_OFF,
    "socket_mode_disabled": _SOCKET_OFF,
    "too_many_websockets": (
        "the app has more than ten connections already",
        "stop other processes that run with the same app token",
    ),
    "forbidden_team": ("the app may not connect for this workspace", "ask a workspace admin"),
}


class NotAllowedError(DeliveryError):
    """The app may not ask that, or this server doesn't know the question. Permanent."""


class AwayError(DeliveryError):
    """Slack was not reached: nothing was done."""


class TokenError(DeliveryError):
    """A token is no good: nothing works until somebody replaces it. Permanent."""


def swapped(bot_token: str) -> TokenError | None:
    """Slack says who an app token belongs to just as gladly, and refuses it for everything else."""
    if not bot_token.startswith("xapp-"):
        return None
    return TokenError(
        "TIDINGS_SLACK_BOT_TOKEN holds an app token (xapp-…)",
        hint="put the Bot User OAuth Token (xoxb-…, under OAuth & Permissions) there, and the "
        "xapp-… into TIDINGS_SLACK_APP_TOKEN",
        permanent=True,
        everywhere=True,
    )


class ShapeError(Exception):
    """Slack refuses the very shape of what was sent: our fault, and no matter of time."""


def judged(
    method: str,
    answer: Mapping[str, Any],
    *,
    where: str = "",
    bot: str = "tidings",
    app_token: bool = False,
) -> DeliveryError | ShapeError:
    """What ``{"ok": false, "error": …}`` means. ``where``: the channel, as people know it."""
    name = str(answer.get("error") or "unknown_error")
    words = {"where": where or "the channel", "bot": bot}
    if name in _GONE:
        return DeliveryError(_GONE[name], gone=True)
    if name in _LIMITED:
        return DeliveryError("Slack asked for a pause", retry_after=timedelta(seconds=_PAUSE))
    if name in _LATE:
        return DeliveryError(
            "Slack waits three seconds for a form, and it came later", hint="do it again"
        )
    if name in _SHAPE:
        return ShapeError(f"{method}: {name}{_details(answer)}")
    if name == "missing_scope":
        return missing_scope(str(answer.get("needed") or ""))
    if name == "unknown_method":
        return NotAllowedError(
            f"this server doesn't know {method}", hint="is it Slack?", permanent=True
        )
    if name in _TOKEN:
        token = "app token" if app_token else "bot token"
        mend = _NEW_APP_TOKEN if app_token else _NEW_BOT_TOKEN
        what = _TOKEN[name].format(token=token)
        return TokenError(what, hint=mend, permanent=True, everywhere=True)
    for table in (_PLACE, _SOCKET):
        if name in table:
            what, mend = table[name]
            return DeliveryError(
                what.format_map(words),
                hint=mend.format_map(words),
                permanent=True,
                everywhere=name in _EVERYWHERE,
            )
    if name in _UNCLEAR:
        return DeliveryError(f"Slack had an error of its own ({name})", ambiguous=True)
    # Nobody knows this one yet: it may be the place, or what the message says.
    return DeliveryError(
        f"Slack refuses {method}: {name}",
        hint=f"see https://docs.slack.dev/reference/methods/{method}",
        permanent=True,
        refused=method.startswith("chat."),
    )


def missing_scope(scope: str) -> NotAllowedError:
    named = f"the scope {scope}" if scope else "a scope"
    return NotAllowedError(
        f"the app lacks {named}",
        hint=f"at {TOKENS_PAGE} open the app, OAuth & Permissions: add {scope or 'it'} under Bot "
        "Token Scopes, then Reinstall to Workspace",
        permanent=True,
        everywhere=scope == "chat:write",
    )


def of_status(method: str, status: int, retry_after: str | None) -> DeliveryError:
    """What an answer without a body of Slack's own means."""
    if status == 429:
        return limited(retry_after)
    if status >= 500 or status in {408, 499}:
        return DeliveryError(f"Slack answered {method} with HTTP {status}", ambiguous=True)
    return DeliveryError(
        f"{method} was answered with HTTP {status}",
        hint="is TIDINGS_SLACK_API_URL, or a proxy between here and Slack, right?",
        permanent=status in {401, 403, 404, 405, 407},
        ambiguous=200 <= status < 400,
    )


def limited(retry_after: str | None) -> DeliveryError:
    try:
        told = float(retry_after or _PAUSE)
    except ValueError:
        told = _PAUSE
    seconds = min(max(told, 0.0), 86_400.0) if math.isfinite(told) else _PAUSE
    return DeliveryError("Slack asked for a pause", retry_after=timedelta(seconds=seconds))


def of_network(error: BaseException) -> DeliveryError:
    """A call that broke off: ambiguous unless it never reached Slack."""
    what = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLError):
        return DeliveryError(
            f"Slack's certificate isn't trusted here: {what}",
            hint="does a proxy open TLS? then give its certificate in SSL_CERT_FILE",
        )
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return AwayError(f"Slack can't be reached: {what}", hint=_NO_WAY)
    if isinstance(error, TimeoutError):
        return DeliveryError("Slack did not answer in time", ambiguous=True)
    return DeliveryError(f"the connection to Slack broke: {what}", ambiguous=True)


def _details(answer: Mapping[str, Any]) -> str:
    metadata = answer.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, Mapping) else None
    errors = answer.get("errors")
    told = [*(messages or ()), *(errors if isinstance(errors, list) else ())]
    return ": " + "; ".join(map(str, told[:3])) if told else ""
