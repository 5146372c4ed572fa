"""What ``tidings doctor`` asks Slack: the tokens, the scopes, the way in, and each destination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.errors import DeliveryError
from bot.finding import Finding, broken, fine, note, trouble
from bot.model import Destination
from handlers.slack.api import Api
from handlers.slack.channels import Directory
from handlers.slack.errors import ShapeError, missing_scope

NEEDED = ("chat:write", "commands")
HELPFUL: Mapping[str, str] = {
    "channels:read": "whether #channels are there can't be checked",
    "groups:read": "private channels aren't found by #name",
    "channels:history": "after a lost answer it can't be seen whether a message arrived",
    "groups:history": "after a lost answer in a private channel it can't be seen whether a "
    "message arrived",
    "im:history": "after a lost answer in direct messages it can't be seen whether one arrived",
    "im:write": "nobody can be sent direct messages, as `follow` does",
    "files:write": "charts and exports can't be sent",
    "users:read": "workspace admins aren't recognized as editors",
}


async def examine(
    api: Api,
    directory: Directory,
    destinations: Sequence[Destination],
    *,
    way_in: tuple[str, bool] | None,
) -> list[Finding]:
    """``way_in``: in HTTP mode the address it listens on, and whether requests are signed."""
    try:
        known = await api.who()
    except DeliveryError as error:
        return [trouble("slack: bot token" if error.permanent else "slack", error)]
    team = known.told.get("team") or known.team
    findings = [fine(f"slack: bot token is good: @{api.bot} in {team}")]
    findings += _scopes(known.scopes)
    findings.append(await _way_in(api, way_in))
    for each in destinations:
        findings.append(await _place(api, directory, each, known.scopes))
    return findings


def _scopes(scopes: frozenset[str]) -> list[Finding]:
    """Other servers don't tell scopes; then nothing is said of them."""
    if not scopes:
        return []
    found = [trouble("slack", missing_scope(each)) for each in NEEDED if each not in scopes]
    for scope, why in HELPFUL.items():
        if scope not in scopes:
            error = missing_scope(scope)
            found.append(note(f"slack: {error.args[0]}: {why}", error.hint))
    return found or [fine("slack: all scopes are granted")]


async def _way_in(api: Api, way_in: tuple[str, bool] | None) -> Finding:
    if way_in is not None:
        listen, signed = way_in
        if signed:
            return fine(f"slack: HTTP mode, requests are taken on {listen} and checked")
        return broken(
            "slack: HTTP mode without TIDINGS_SLACK_SIGNING_SECRET",
            "copy the Signing Secret from the app's Basic Information page",
        )
    if not api.app_token:
        return broken(
            "slack: TIDINGS_SLACK_APP_TOKEN is not set: no command or button is heard",
            "under Basic Information, App-Level Tokens, make one with connections:write",
        )
    try:
        await api.call("apps.connections.open")
    except (DeliveryError, ShapeError) as error:
        if isinstance(error, DeliveryError):
            return trouble("slack: app token", error)
        return broken(f"slack: app token: {error}")
    return fine("slack: app token is good, Socket Mode is on")


async def _place(
    api: Api, directory: Directory, destination: Destination, scopes: frozenset[str]
) -> Finding:
    name = f"{destination.name} → slack:{destination.address}"
    try:
        if destination.address.startswith(("U", "W")):
            await directory.find(destination.address)
            return fine(f"{name}, direct messages")
        info = await directory.info(destination.address)
    except DeliveryError as error:
        return trouble(name, error)
    except ShapeError as error:
        return broken(f"{name}: {error}")
    if info.get("is_archived"):
        return broken(f"{name} is archived", "unarchive it, or choose another channel")
    if info.get("is_member") or info.get("is_im"):
        return fine(name)
    invite = f"type /invite @{api.bot} in {destination.address}"
    if "chat:write.public" in scopes and not info.get("is_private"):
        return note(f"{name}: the bot may post, but not look back: it isn't a member", invite)
    return broken(f"{name}: the bot isn't a member", invite)
