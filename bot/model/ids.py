"""Ids, and where a piece of configuration was written."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Literal


def make_id(kind: str, *parts: str) -> str:
    """A short id such as ``a7k2m9qx4tn``: one letter of kind, then 50 bits of the parts' hash.

    Lower-case base32 without padding: safe in URLs, button values, file names, and easy to
    type; commands accept any unambiguous prefix of it.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return kind + base64.b32encode(digest[:7]).decode("ascii").lower()[:10]


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a piece of configuration was written: a file (read-only in chat) or a chat."""

    kind: Literal["file", "chat"]
    where: str
    """``config/feeds.yaml:4`` for a file; the scope (see :class:`Request`) for a chat."""

    @property
    def editable(self) -> bool:
        return self.kind == "chat"


NOWHERE = Origin(kind="file", where="")
"""Of what is not known to stand anywhere."""
