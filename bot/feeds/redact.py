"""Addresses as they may be shown: without passwords, tokens and keys."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

HIDDEN = "…"

_SECRET_NAME = re.compile(
    r"(?:^|[_\-.])(?:key|token|auth|sig|signature|secret|pass|passwd|password|pwd|hash|"
    r"session|sid|code|credential|jwt|user|username|login|email)s?(?:$|[_\-.\[])"
    r"|apikey|authkey|accesskey|token$",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_\-]{24,}")
_WORDY = re.compile(r"[a-z]+(?:[-_][a-z0-9]+)+", re.IGNORECASE)


def redact(url: str) -> str:
    """``url`` without user name, fragment, and whatever looks like a secret in query or path."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return HIDDEN
    if ":" in host:
        host = f"[{host}]"
    path = "/".join(HIDDEN if _looks_random(piece) else piece for piece in parts.path.split("/"))
    return urlunsplit((parts.scheme, host + port, path, _query(parts.query), ""))


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = []
    for name, value in parse_qsl(query, keep_blank_values=True):
        secret = bool(_SECRET_NAME.search(name)) or _looks_random(value) or _looks_random(name)
        shown_name = HIDDEN if _looks_random(name) else quote(name, safe="[]")
        shown = HIDDEN if secret and value else quote(value, safe="/:,")
        pairs.append(f"{shown_name}={shown}" if value or "=" in query else shown_name)
    return "&".join(pairs)


def _looks_random(piece: str) -> bool:
    """A long run of letters and digits that no slug of words explains."""
    return _RANDOM.fullmatch(piece) is not None and _WORDY.fullmatch(piece) is None
