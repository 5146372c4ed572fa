"""Every request against Discord's own OpenAPI description, where that file is at hand.

It isn't part of the project: set ``TIDINGS_DISCORD_SPEC`` to the ``openapi.json`` of
github.com/discord/discord-api-spec. Without it the limits of ``limits.py`` hold alone.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema


class Spec:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path)
            # Exact parts before parameters: ``@original`` is not a message's id.
            for path in sorted(document["paths"], key=lambda path: (path.count("{"), path))
        ]
        self._validators: dict[str, jsonschema.Draft202012Validator] = {}

    def wrong(self, method: str, path: str, body: Any, *, multipart: bool) -> list[str]:
        """What the description says against the request."""
        template = next((name for found, name in self._paths if found.match(path)), None)
        operation = self._document["paths"].get(template or "", {}).get(method.lower())
        if template is None or operation is None:
            return [f"{method} {path}: there is no such route"]
        content = operation.get("requestBody", {}).get("content", {})
        kind = "multipart/form-data" if multipart else "application/json"
        if body is None:
            required = operation.get("requestBody", {}).get("required", False)
            return [f"{method} {template}: no body"] if required else []
        if kind not in content:
            return [f"{method} {template}: takes no {kind}"]
        validator = self._validator(f"{template}/{method}/{kind}", content[kind]["schema"])
        return [
            f"{method} {template} {error.json_path}: {error.message[:300]}"
            for error in validator.iter_errors(body)
        ]

    def _validator(self, key: str, schema: Any) -> jsonschema.Draft202012Validator:
        found = self._validators.get(key)
        if found is None:
            whole = {**schema, "components": self._document["components"]}
            found = self._validators[key] = jsonschema.Draft202012Validator(whole)
        return found


@cache
def spec() -> Spec | None:
    file = os.environ.get("TIDINGS_DISCORD_SPEC", "")
    if not file or not Path(file).is_file():
        return None
    return Spec(json.loads(Path(file).read_text("utf-8")))
