"""HTTP causes in words that a user can act on. Pure: an answer or an exception in, error out."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from datetime import timedelta

import aiohttp

from bot.errors import RetrieveError
from bot.feeds import guard

_LATER = "it is tried again later by itself"

STATUSES: dict[int, tuple[str, str]] = {
    304: ("says it has not changed, though nothing of it is known", _LATER),
    400: ("calls the request malformed", "check the address, its query above all"),
    401: ("asks for a login", "feeds behind a login cannot be read; ask for a public address"),
    402: ("asks for payment", "ask the publisher for a public feed"),
    403: (
        "refuses to serve us",
        "the site may block bots: set a contact address under polling, or ask the publisher",
    ),
    404: ("has nothing at this address", "give the site's own address to find its feed"),
    406: ("has no form of this page that we accept", "check that the address is a feed"),
    410: (
        "says the feed is gone for good",
        "remove it, or give the site's address to find another",
    ),
    421: ("does not serve this host", "check the address"),
    429: ("says we ask too often", "give the feed a longer 'every'"),
    451: ("may not serve this for legal reasons", ""),
    500: ("has an internal error", _LATER),
    502: ("is not reached by its own gateway", _LATER),
    503: ("is overloaded or being maintained", _LATER),
    504: ("answers too slowly for its own gateway", _LATER),
    520: ("answers its own gateway wrongly", _LATER),
    522: ("is not reached by its own gateway", _LATER),
    525: ("has a TLS fault behind its own gateway", _LATER),
    530: ("is not reached by its own gateway", _LATER),
}
"""Status → what the server says, and the mend."""


def bad_status(
    status: int, url: str, headers: Mapping[str, str], wait: timedelta | None
) -> RetrieveError:
    """For an answer that is neither a body nor "not modified". ``url`` is redacted."""
    what, hint = STATUSES.get(status, ("", ""))
    if headers.get("cf-mitigated", "").lower() == "challenge":
        what = "lets only browsers through (Cloudflare challenge)"
        hint = "ask the publisher to let feed readers in"
    if not what and 400 <= status < 500:
        what, hint = "refuses the request", "check the address"
    elif not what and status >= 500:
        what, hint = "has a fault", _LATER
    elif not what:
        what, hint = "gives an answer that is no feed", "check the address"
    return RetrieveError(
        f"{url} {what} (HTTP {status})", url=url, hint=hint, status=status, retry_after=wait
    )


def no_answer(error: Exception, url: str) -> RetrieveError:
    """For an exception of the client or the socket. ``url`` is redacted."""
    what, hint = _cause(error, url)
    if isinstance(what, RetrieveError):
        return what
    return RetrieveError(f"{url} {what}", url=url, hint=hint)


def _cause(error: Exception, url: str) -> tuple[str | RetrieveError, str]:
    inner = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(inner, guard.ForbiddenAddressError):
        return guard.forbidden(url, inner.address, inner.what), ""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _certificate(error.certificate_error)
    if isinstance(error, aiohttp.ClientConnectorDNSError) or isinstance(inner, socket.gaierror):
        return _lookup(inner)
    if isinstance(error, aiohttp.ClientSSLError) or isinstance(inner, ssl.SSLError):
        return "cannot be reached securely (TLS fault)", "check the address; try http://"
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return "did not answer in time", _LATER
    if isinstance(inner, ConnectionRefusedError):
        return "refuses connections", "check the address and the port"
    if isinstance(error, aiohttp.ServerDisconnectedError | ConnectionResetError):
        return "closed the connection without an answer", _LATER
    if isinstance(error, aiohttp.InvalidURL):
        return "is no valid address", "check its spelling"
    if isinstance(error, aiohttp.ClientPayloadError):
        return _payload(error)
    if isinstance(error, aiohttp.ClientResponseError):
        return "does not speak HTTP as it should", "check the address and the port"
    if isinstance(inner, OSError):
        if guard.REFUSED in str(inner):
            return "leads to a forbidden address, or to one that does not answer", ""
        return f"cannot be reached ({(inner.strerror or 'network fault').lower()})", _LATER
    return f"cannot be fetched ({type(error).__name__})", _LATER


def _lookup(error: Exception) -> tuple[str, str]:
    # Some resolvers say "no such name" when there is no network at all: claim no more than that.
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME:
        return (
            "is on a host that could not be found (DNS)",
            "check the spelling of its name, and whether this machine is online",
        )
    return "could not be looked up (no answer from DNS)", f"is this machine online? {_LATER}"


def _certificate(error: Exception) -> tuple[str, str]:
    reason = str(getattr(error, "verify_message", "") or error).lower()
    told = "tell the publisher; nothing is fetched over a connection that cannot be trusted"
    if "expired" in reason:
        return "has a TLS certificate that has expired", told
    if "not yet valid" in reason:
        return "has a TLS certificate that is not valid yet", "check this machine's clock"
    if "mismatch" in reason or "doesn't match" in reason or "not valid for" in reason:
        return "has a TLS certificate made for another host", told
    if "self-signed" in reason or "self signed" in reason:
        return "has a TLS certificate that it signed itself", told
    if "local issuer" in reason:
        return "has a TLS certificate whose issuer is unknown or missing from its chain", told
    return "has a TLS certificate that cannot be verified", told


def _payload(error: aiohttp.ClientPayloadError) -> tuple[str, str]:
    text = f"{error} {error.__cause__ or ''}".lower()
    if "decode" in text or "encoding" in text:
        return "sends a body that cannot be decompressed", "tell the publisher"
    return "broke off in the middle of its answer", _LATER
