"""The schema of the files as JSON Schema, for completion and checks in editors."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from bot.config.schema import FILES, Section
from bot.config.wishes import written_budget, written_cooldown, written_deliver
from bot.errors import TidingsError
from bot.model import Budget, Deliver


def schema() -> dict[str, dict[str, Any]]:
    """JSON Schema (draft 2020-12) of each kind of file: ``tidings``, ``feeds``, ``watchlist``,
    and ``destinations``, which only ``apply`` reads."""
    return {kind: _published(model) for kind, model in FILES.items()}


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write each as ``<kind>.schema.json``; which files. Raises :class:`TidingsError`."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, content in schema().items():
            path = folder / f"{kind}.schema.json"
            path.write_text(
                json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
            written.append(path)
    except OSError as error:
        raise TidingsError(f"{folder} can't be written: {error.strerror}") from error
    return tuple(written)


class _Generator(GenerateJsonSchema):
    """Defaults in the spelling of the files, and no titles that only repeat the key."""

    def field_title_should_be_set(self, schema: object) -> bool:
        del schema
        return False

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, timedelta):
            return written_cooldown(dft)
        if isinstance(dft, Deliver):
            return written_deliver(dft)
        if isinstance(dft, Budget):
            return written_budget(dft)
        return super().encode_default(dft)


def _without_empty_defaults(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _without_empty_defaults(value)
            for key, value in node.items()
            if not (key == "default" and value in ("", None, [], {}))
        }
    return [_without_empty_defaults(each) for each in node] if isinstance(node, list) else node


def _published(model: type[Section]) -> dict[str, Any]:
    found = _without_empty_defaults(model.model_json_schema(schema_generator=_Generator))
    title = (model.__doc__ or "").partition(":")[0]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": title}
