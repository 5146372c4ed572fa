"""For ``tidings doctor``: the token, the servers, each place, with the exact mend."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import DeliveryError, TidingsError
from bot.finding import Finding, broken, fine, note, trouble
from bot.model import Destination
from handlers.discord import errors, permissions
from handlers.discord.api import Api
from handlers.discord.places import Place, Places

_SHOWN = {
    "text": "text channel",
    "news": "announcement channel",
    "voice": "voice channel's chat",
    "thread": "thread",
    "forum": "forum",
    "direct": "direct messages",
}


async def examine(api: Api, places: Places, wanted: Sequence[Destination]) -> list[Finding]:
    """Asks only; posts nothing."""
    try:
        await api.enter()
        guilds = await api.get("/users/@me/guilds")
    except TidingsError as error:
        return [trouble("Discord", error)]
    link = permissions.invitation(api.application)
    findings = [fine("Discord: the token works")]
    if guilds:
        names = ", ".join(str(each["name"]) for each in guilds[:5])
        more = f" and {len(guilds) - 5} more" if len(guilds) > 5 else ""
        findings.append(fine(f"Discord: the bot is in {names}{more}; invite link: {link}"))
    else:
        fix = f"open this link and choose your server: {link}"
        findings.append(broken("Discord: the bot is in no server yet", fix))
    return [*findings, *[await _place(places, each, link) for each in wanted]]


async def _place(places: Places, destination: Destination, link: str) -> Finding:
    what = f"{destination.name} → discord:{destination.address}"
    try:
        place = await places.of(destination.address)
        return await _checked(places, place, what, link)
    except DeliveryError as error:
        if errors.code_of(error) == errors.NO_ACCESS:
            fix = f"give the bot View Channel there; if it isn't in that server, invite it: {link}"
            return broken(f"{what}: the bot can't see the channel", fix)
        return trouble(what, error)
    except errors.RefusedError as error:
        return broken(f"{what}: {error}")


async def _checked(places: Places, place: Place, what: str, link: str) -> Finding:
    shown = f"{what} (the {_SHOWN[place.kind]} {place.name})".replace(" )", ")")
    missing = await places.missing(place)
    if missing:
        fix = (
            f"give it {', '.join(missing)}: in the channel, Edit Channel, Permissions; "
            f"or for the whole server by inviting it again: {link}"
        )
        return broken(f"{shown}: the bot lacks {', '.join(missing)}", fix)
    if place.kind == "forum" and place.must_tag and not place.tags:
        fix = "add a tag in the forum's settings, or don't require one"
        return broken(f"{shown}: it wants a tag on every post and has none", fix)
    if place.kind == "voice":
        return note(f"{shown}: it has no threads; what is new about a story comes as a reply")
    return fine(shown)
