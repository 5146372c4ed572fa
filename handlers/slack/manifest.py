"""The app manifest: what is pasted into Slack once, and is all the set-up there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.errors import TidingsError
from handlers.slack.talk import ADD_SHORTCUT, WHY_SHORTCUT, Json

COMMAND = "/tidings"
PATH = "/slack/events"
"""Where the bot takes Slack's requests in HTTP mode, all kinds of them."""

SCOPES: Mapping[str, str] = {
    "chat:write": "post alerts, edit them, answer",
    "commands": f"{COMMAND} and the shortcuts",
    "channels:read": "find #channels by name, and see whether the bot is in them",
    "groups:read": "the same for private channels",
    "channels:history": "after a lost answer, see whether a message arrived: nothing comes twice",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages, and hear what is typed there",
    "im:write": "direct messages of who follows a name",
    "files:write": "charts and exports",
    "users:read": "know a workspace's admins, who may edit",
}
"""All that is asked for, and what it is for."""
MENDED = (
    "member_joined_channel", "channel_unarchive", "group_unarchive", "channel_rename",
    "group_rename",
)  # fmt: skip
"""Events after which a place that refused may be posted to."""
EVENTS = ("app_home_opened", "message.im", *MENDED)


def manifest(http: str = "") -> Json:
    """For Socket Mode; ``http``: the public address at which the bot is reached instead. Raises
    :class:`TidingsError`."""
    url = request_url(http) if http else ""
    return {
        "display_information": {
            "name": "Tidings",
            "description": "News alerts that say why",
            "background_color": "#1f3a5f",
            "long_description": _LONG,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Tidings", "always_online": True},
            "shortcuts": [
                {
                    "name": "Why this alert?",
                    "type": "message",
                    "callback_id": WHY_SHORTCUT,
                    "description": "Shows which words and which rule brought it",
                },
                {
                    "name": "Watch a name",
                    "type": "global",
                    "callback_id": ADD_SHORTCUT,
                    "description": "Watch a company, person, topic or figure",
                },
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    **({"url": url} if url else {}),
                    "description": "Ask for news and figures, and say what to watch",
                    "usage_hint": "lookup Xiaomi · figures Tesla · watch add · status · help",
                    "should_escape": False,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {
                **({"request_url": url} if url else {}),
                "bot_events": list(EVENTS),
            },
            "interactivity": {
                "is_enabled": True,
                **({"request_url": url, "message_menu_options_url": url} if url else {}),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def request_url(address: str) -> str:
    """Where Slack is to send its requests. Raises :class:`TidingsError`."""
    wanted = "write the public address of the bot, as in --http https://tidings.example.com"
    try:
        parts = urlsplit(address.strip())
        fine = parts.scheme in {"https", "http"} and bool(parts.hostname)
    except ValueError:
        fine = False
    if not fine:
        raise TidingsError(f"{address!r} is no address that Slack can reach", hint=wanted)
    if parts.query or parts.fragment:
        raise TidingsError(f"{address!r} has more than a host and a path", hint=wanted)
    base = address.strip().rstrip("/")
    return base if base.endswith(PATH) else base + PATH


_LONG = (
    "Tidings reads your feeds, finds the companies, people and figures you watch, and posts one "
    "clear card per story: what happened, which words matched, which number moved and from what, "
    "who else reports it. Ask it with /tidings, press the buttons of its alerts, or open its Home."
)
