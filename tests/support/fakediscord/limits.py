"""What Discord refuses: the documented limits, those its OpenAPI description states wrongly too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Wrong = tuple[str, str]
_EMBED = {"title": 256, "description": 4096}
_NAME = re.compile(r"^[-_'\w]{1,32}$")


def length(text: object) -> int:
    """Discord counts UTF-16 code units."""
    return len(str(text).encode("utf-16-le", "surrogatepass")) // 2


def message(body: Mapping[str, Any], files: Sequence[str] = ()) -> list[Wrong]:
    wrong = list(_too_long(body, "content", 2000))
    if length(body.get("nonce") or "") > 25:
        wrong.append(("nonce", "Must be 25 or fewer in length."))
    embeds = body.get("embeds") or []
    if len(embeds) > 10:
        wrong.append(("embeds", "Must be 10 or fewer in length."))
    for index, embed in enumerate(embeds):
        wrong += [(f"embeds.{index}.{path}", what) for path, what in _embed(embed, files)]
    total = sum(_embed_size(embed) for embed in embeds)
    if total > 6000:
        wrong.append(("embeds", f"Embed size exceeds maximum size of 6000 ({total})"))
    wrong += _components(body)
    wrong += _attachments(body, files)
    return wrong


def is_empty(body: Mapping[str, Any], files: Sequence[str] = ()) -> bool:
    kept = body.get("attachments") or []
    has = body.get("content", "").strip() if isinstance(body.get("content"), str) else ""
    return not (has or body.get("embeds") or body.get("components") or files or kept)


def _too_long(data: Mapping[str, Any], key: str, most: int, least: int = 0) -> Iterator[Wrong]:
    value = data.get(key)
    if value is not None and not least <= length(value) <= most:
        yield key, f"Must be between {least} and {most} in length."


def _embed_size(embed: Mapping[str, Any]) -> int:
    parts = [embed.get("title"), embed.get("description"), embed.get("footer", {}).get("text")]
    parts.append(embed.get("author", {}).get("name"))
    for field in embed.get("fields", []):
        parts += [field.get("name"), field.get("value")]
    return sum(length(part.strip()) for part in parts if part)


def _embed(embed: Mapping[str, Any], files: Sequence[str]) -> Iterator[Wrong]:
    for key, most in _EMBED.items():
        yield from _too_long(embed, key, most)
    yield from ((f"footer.{k}", w) for k, w in _too_long(embed.get("footer", {}), "text", 2048))
    yield from ((f"author.{k}", w) for k, w in _too_long(embed.get("author", {}), "name", 256))
    fields = embed.get("fields", [])
    if len(fields) > 25:
        yield "fields", "Must be 25 or fewer in length."
    for index, field in enumerate(fields):
        for key, most in (("name", 256), ("value", 1024)):
            if not str(field.get(key, "")).strip():
                yield f"fields.{index}.{key}", "This field is required"
            yield from ((f"fields.{index}.{k}", w) for k, w in _too_long(field, key, most))
    for key in ("image", "thumbnail"):
        url = embed.get(key, {}).get("url", "")
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in files:
            yield f"{key}.url", f"there is no attachment {url!r}"
    if url := embed.get("url"):
        yield from _url("url", url)


def _url(key: str, url: str) -> Iterator[Wrong]:
    if not re.match(r"https?://[^\s/?#]+", url) or length(url) > 2048:
        yield key, f"Not a well formed URL. {url[:80]!r}"


def _components(body: Mapping[str, Any]) -> Iterator[Wrong]:
    rows = body.get("components") or []
    v2 = bool((body.get("flags") or 0) & 1 << 15)
    if v2 and (body.get("content") or body.get("embeds")):
        yield "content", "The 'content' and 'embeds' fields cannot be used with COMPONENTS_V2"
    if len(rows) > (40 if v2 else 5):
        yield "components", "Must be 5 or fewer in length."
    seen: set[str] = set()
    for index, row in enumerate(rows):
        if row.get("type") != 1:
            if not v2:
                yield f"components.{index}.type", "Value of field 'type' must be one of (1,)."
            continue
        parts = row.get("components", [])
        if not 1 <= len(parts) <= 5:
            yield f"components.{index}.components", "Must be between 1 and 5 in length."
        for place, part in enumerate(parts):
            where = f"components.{index}.components.{place}"
            yield from ((f"{where}.{k}", w) for k, w in component(part, seen))


def component(part: Mapping[str, Any], seen: set[str]) -> Iterator[Wrong]:
    if part.get("type") == 2:
        yield from _too_long(part, "label", 80)
        if not part.get("label") and not part.get("emoji"):
            yield "label", "A button must have a label or an emoji"
        if part.get("style") == 5:
            yield from _url("url", part.get("url", ""))
            return
    custom_id = part.get("custom_id", "")
    if not 1 <= length(custom_id) <= 100:
        yield "custom_id", "Must be between 1 and 100 in length."
    if custom_id in seen:
        yield "custom_id", "Component custom id cannot be duplicated"
    seen.add(custom_id)


def _attachments(body: Mapping[str, Any], files: Sequence[str]) -> Iterator[Wrong]:
    if len(files) > 10:
        yield "attachments", "Must be 10 or fewer in length."
    for index, each in enumerate(body.get("attachments") or []):
        number = str(each.get("id", ""))
        if len(number) < 15 and int(number or 0) >= len(files):
            yield f"attachments.{index}", "there is no such file in the request"


# ── commands, forms, choices ─────────────────────────────────────────────────────────────


def commands(entries: Sequence[Mapping[str, Any]]) -> list[Wrong]:
    wrong: list[Wrong] = []
    names = [(entry.get("type", 1), entry.get("name")) for entry in entries]
    if len(set(names)) < len(names):
        wrong.append(("name", "Application command names must be unique"))
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        if sum(each[0] == kind for each in names) > most:
            wrong.append(("name", "Maximum number of application commands reached"))
    for index, entry in enumerate(entries):
        if entry.get("type", 1) == 1:
            wrong += [(f"{index}.{path}", what) for path, what in _option(entry, top=True)]
            if _weight(entry) > 8000:
                wrong.append((str(index), "Command exceeds maximum size (8000)"))
        elif not 1 <= length(entry.get("name", "")) <= 32:
            wrong.append((f"{index}.name", "Must be between 1 and 32 in length."))
        elif entry.get("description"):
            wrong.append((f"{index}.description", "Context menu commands cannot have description"))
    return wrong


def _option(entry: Mapping[str, Any], *, top: bool = False) -> Iterator[Wrong]:
    names = [entry.get("name", ""), *(entry.get("name_localizations") or {}).values()]
    for name in names:
        if not _NAME.match(name) or name != name.lower():
            yield "name", f"Command name is invalid: {name!r}"
    texts = [entry.get("description", ""), *(entry.get("description_localizations") or {}).values()]
    if any(not 1 <= length(text) <= 100 for text in texts):
        yield "description", "Must be between 1 and 100 in length."
    options, choices = entry.get("options") or [], entry.get("choices") or []
    if len(options) > 25 or len(choices) > 25:
        yield "options", "Must be 25 or fewer in length."
    if choices and entry.get("autocomplete"):
        yield "autocomplete", "autocomplete cannot be used with choices"
    for choice in choices:
        if not 1 <= length(choice["name"]) <= 100 or length(choice["value"]) > 100:
            yield "choices", "Must be between 1 and 100 in length."
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield "options", "Required options must be placed before non-required options"
    nested = [option for option in options if option.get("type") in (1, 2)]
    if nested and len(nested) < len(options):
        yield "options", "Sub-command and sub-command group option types are mutually exclusive"
    if not top and entry.get("type") == 1 and nested:
        yield "options", "Sub-commands can't nest"
    for index, option in enumerate(options):
        yield from ((f"options.{index}.{path}", what) for path, what in _option(option))


def _weight(entry: Mapping[str, Any]) -> int:
    own = [entry.get("name", ""), entry.get("description", "")]
    for key in ("name_localizations", "description_localizations"):
        longest = max((entry.get(key) or {}).values(), key=length, default="")
        own.append(longest)
    own += [text for each in entry.get("choices") or [] for text in (each["name"], each["value"])]
    return sum(map(length, own)) + sum(_weight(each) for each in entry.get("options") or [])


def choices(data: Mapping[str, Any]) -> list[Wrong]:
    entries = data.get("choices")
    if entries is None or len(entries) > 25:
        return [("data.choices", "Must be 25 or fewer in length.")]
    return [
        (f"data.choices.{index}.name", "Must be between 1 and 100 in length.")
        for index, each in enumerate(entries)
        if not 1 <= length(each.get("name", "")) <= 100 or length(each.get("value", "")) > 100
    ]


def modal(data: Mapping[str, Any]) -> list[Wrong]:
    wrong = list(_too_long(data, "title", 45, 1)) + list(_too_long(data, "custom_id", 100, 1))
    parts = data.get("components") or []
    if not 1 <= len(parts) <= 5:
        wrong.append(("data.components", "Must be between 1 and 5 in length."))
    seen: set[str] = set()
    for index, part in enumerate(parts):
        inner = [part["component"]] if "component" in part else part.get("components", [])
        wrong += _too_long(part, "label", 45, 1)
        wrong += _too_long(part, "description", 100)
        for each in inner:
            found = [*component(each, seen), *_too_long(each, "placeholder", 100)]
            found += _too_long(each, "label", 45, 1)
            if each.get("max_length", 1) > 4000 or length(each.get("value", "")) > 4000:
                found.append(("value", "Must be 4000 or fewer in length."))
            wrong += [(f"data.components.{index}.{path}", what) for path, what in found]
    return wrong
