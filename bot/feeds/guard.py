"""The guard: addresses that people type cannot reach inside the operator's network.

A check of the *name* is not enough: a public name may resolve to a private address, answer
differently the second time, or be an odd spelling of a literal. So the decision falls where no
trick is left, in the socket factory, on the final numeric address of every connection,
redirects included. :func:`check_url` refuses the obvious cases earlier, with a better message.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from yarl import URL

from bot.errors import RetrieveError
from bot.feeds.redact import redact

AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]
SocketFactory = Callable[[AddrInfo], socket.socket]

_ALLOW = "set allow_private under polling in tidings.yaml if this is meant"

INTRANET: tuple[tuple[str, str], ...] = (
    ("127.0.0.0/8", "a loopback address"),
    ("10.0.0.0/8", "a private address"),
    ("172.16.0.0/12", "a private address"),
    ("192.168.0.0/16", "a private address"),
    ("100.64.0.0/10", "an address shared inside a provider's network"),
    ("::1/128", "a loopback address"),
    ("fc00::/7", "a private (unique local) address"),
)
"""Refused unless the operator allows private addresses."""

NEVER: tuple[tuple[str, str], ...] = (
    ("100.100.100.200/32", "a cloud's metadata service"),
    ("fd00:ec2::254/128", "a cloud's metadata service"),
    ("169.254.0.0/16", "a link-local address, where clouds keep their metadata service"),
    ("0.0.0.0/8", "an unspecified address"),
    ("192.0.0.0/24", "a reserved address"),
    ("192.0.2.0/24", "an address for documentation"),
    ("192.88.99.0/24", "a reserved address"),
    ("198.18.0.0/15", "an address for benchmarks"),
    ("198.51.100.0/24", "an address for documentation"),
    ("203.0.113.0/24", "an address for documentation"),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"),
    ("::/128", "an unspecified address"),
    ("64:ff9b:1::/48", "a local translation address"),
    ("2001::/23", "a reserved address"),
    ("2001:db8::/32", "an address for documentation"),
    ("3fff::/20", "an address for documentation"),
    ("fe80::/10", "a link-local address"),
    ("fec0::/10", "a site-local address"),
    ("ff00::/8", "a multicast address"),
)
"""Refused always: no feed lives there."""

_Network = IPv4Network | IPv6Network
_NEVER = tuple((ip_network(net), what) for net, what in NEVER)
_INTRANET = tuple((ip_network(net), what) for net, what in INTRANET)
_GLOBAL_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")


class ForbiddenAddressError(OSError):
    """Raised by the socket factory instead of connecting.

    ``str()`` is the same for every address: when all addresses of a host are refused, the
    connector then raises this very error rather than a summary of several.
    """

    def __init__(self, address: str, what: str) -> None:
        super().__init__(errno.EACCES, REFUSED)
        self.address = address
        self.what = what


REFUSED = "refused by the guard"


@lru_cache(maxsize=4096)  # asked for the same few thousand hosts again and again
def why_forbidden(address: str, *, allow_private: bool = False) -> str:
    """What kind of forbidden address this is, in words; empty when it may be connected to.

    ``address`` is numeric, with or without an IPv6 zone; anything else is forbidden too.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "not a numeric address"
    return _why(parsed, allow_private)


def _why(address: IPv4Address | IPv6Address, allow_private: bool) -> str:
    for network, what in _NEVER:
        if address in network:
            return what
    for network, what in _INTRANET:
        if address in network:
            return "" if allow_private else what
    if isinstance(address, IPv4Address):
        return ""
    inner = _embedded(address)
    if inner is not None:
        return _why(inner, allow_private)
    return "" if address in _GLOBAL_V6 else "a reserved address"


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a translating IPv6 address really leads to."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _6TO4:
        return IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    return None


def open_socket(info: AddrInfo) -> socket.socket:
    family, kind, proto, _, _ = info
    return socket.socket(family, kind, proto)


def guarded(*, allow_private: bool = False, factory: SocketFactory = open_socket) -> SocketFactory:
    """A socket factory for ``aiohttp.TCPConnector`` that opens no socket to where feeds are
    not. ``factory`` makes the socket of an address that passed."""

    def open_guarded(info: AddrInfo) -> socket.socket:
        address = str(info[4][0])
        what = why_forbidden(address, allow_private=allow_private)
        if what:
            raise ForbiddenAddressError(address, what)
        return factory(info)

    return open_guarded


@lru_cache(maxsize=4096)
def check_url(url: str, *, allow_private: bool = False) -> URL:
    """The URL, parsed, without fragment; raises :class:`RetrieveError` when it can never be
    fetched: not http(s), no host, a user name in it, or a literal forbidden address."""
    try:
        parsed = URL(url.strip())
        host = parsed.host
        port = parsed.port
    except ValueError as error:
        raise RetrieveError(
            f"{redact(url)} is no valid address: {error}", url=redact(url)
        ) from None
    if parsed.scheme not in ("http", "https"):
        raise RetrieveError(
            f"{redact(url)} is no web address",
            url=redact(url),
            hint="an address starts with https:// or http://",
        )
    if not host or port is None:
        raise RetrieveError(f"{redact(url)} names no host", url=redact(url))
    if parsed.user is not None or parsed.password is not None:
        raise RetrieveError(
            f"{redact(url)} contains a user name or password",
            url=redact(url),
            hint="take it out; feeds behind a login are not supported",
        )
    _check_literal(host, url, allow_private)
    return parsed.with_fragment(None)


def _check_literal(host: str, url: str, allow_private: bool) -> None:
    bare = host.rstrip(".").lower()
    if bare == "localhost" or bare.endswith(".localhost"):
        what = "" if allow_private else "this machine"
    elif _is_numeric(bare):
        what = why_forbidden(_numeric(bare), allow_private=allow_private)
    else:
        return
    if what:
        raise forbidden(redact(url), bare, what)


def forbidden(shown: str, address: str, what: str) -> RetrieveError:
    """The error for an address the guard refused. ``shown`` is the redacted URL."""
    intranet = any(what == words for _, words in INTRANET) or what == "this machine"
    return RetrieveError(
        f"{shown} leads to {address}, {what}, which feeds are not fetched from",
        url=shown,
        hint=_ALLOW if intranet else "",
    )


def _is_numeric(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit() or host.startswith("0x")


def _numeric(host: str) -> str:
    """Canonical spelling of a literal; old spellings (``127.1``, ``0x7f000001``) included."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return host
