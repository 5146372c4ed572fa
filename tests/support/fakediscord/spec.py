"""Every request against Discord's own OpenAPI description, wherever that file is at hand.

It isn't part of the project: ``TIDINGS_DISCORD_SPEC`` names the ``openapi.json`` of
github.com/discord/discord-api-spec, which is also found beside the checkout. Without it the limits
of ``limits.py`` hold alone.
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

BESIDE = Path(__file__).resolve().parents[4] / "shared/data/specs/discord-openapi.json"
"""Where it is looked for unless the environment says otherwise."""


class Spec:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path)
            # Exact parts before parameters: ``@original`` is not a message's id.
            for path in sorted(document["paths"], key=lambda path: (path.count("{"), path))
        ]
        self._validators: dict[str, jsonschema.Draft202012Validator] = {}
        self._judged: dict[tuple[str, str], list[str]] = {}
        """What was judged before is judged alike: nearly every test registers all commands, which
        takes a second to look at."""

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
        key = f"{method} {template} {kind}"
        text = json.dumps(body, sort_keys=True)
        if (key, text) not in self._judged:
            validator = self._validator(key, content[kind]["schema"])
            self._judged[key, text] = [
                f"{method} {template} {error.json_path}: {error.message[:300]}"
                for error in validator.iter_errors(body)
            ]
        return self._judged[key, text]

    def _validator(self, key: str, schema: Any) -> jsonschema.Draft202012Validator:
        found = self._validators.get(key)
        if found is None:
            whole = {**schema, "components": self._document["components"]}
            found = self._validators[key] = jsonschema.Draft202012Validator(whole)
        return found


@cache
def spec() -> Spec | None:
    file = Path(os.environ.get("TIDINGS_DISCORD_SPEC") or BESIDE)
    return Spec(json.loads(file.read_text("utf-8"))) if file.is_file() else None
