"""Secrets: only ever from the environment, or from a file that it names."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from bot.errors import TidingsError

PREFIX = "TIDINGS_"
_MOST_BYTES = 65_536


def secret(name: str, environ: Mapping[str, str] | None = None) -> str | None:
    """``secret("slack_bot_token")``: TIDINGS_SLACK_BOT_TOKEN, or the content of the file that
    TIDINGS_SLACK_BOT_TOKEN_FILE names; ``None`` when neither is set (or set to nothing).

    Raises :class:`TidingsError`, which never quotes a secret.
    """
    environ = os.environ if environ is None else environ
    variable = PREFIX + re.sub(r"\W", "_", name).upper().removeprefix(PREFIX)
    value = environ.get(variable, "").strip()
    file = environ.get(variable + "_FILE", "").strip()
    if value and file:
        raise TidingsError(f"both {variable} and {variable}_FILE are set", hint="unset one of them")
    return _from_file(Path(file), variable + "_FILE") if file else value or None


def _from_file(path: Path, variable: str) -> str:
    def refuse(what: str, hint: str) -> TidingsError:
        return TidingsError(f"{variable} names {path}, {what}", hint=hint)

    try:
        if not path.exists():
            raise refuse("which does not exist", f"create the file or unset {variable}")
        if not path.is_file():
            raise refuse("which is not a file", "name the file itself")
        body = path.read_bytes()
    except OSError as error:
        raise refuse(f"which can't be read: {error.strerror}", "check its permissions") from error
    if len(body) > _MOST_BYTES:
        raise refuse("which is far too large for a secret", "name the right file")
    try:
        value = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise refuse("which is not text", "name the right file") from None
    if not value:
        raise refuse("which is empty", "write the secret into it")
    if "\n" in value:
        raise refuse("which has more than one line", "keep one secret in one file")
    return value
