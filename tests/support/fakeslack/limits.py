"""Slack's documented limits of blocks and views: what is refused, in words with the place.

Written from the reference, independently of what the bot draws with; the SDK's own models look
at the same payload afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SdkView

Json = dict[str, Any]
Surface = str  # "message", "modal" or "home"

ALL_TEXT = 13_200
"""Characters in all blocks of a message together, as observed."""
TABLE_TEXT = 10_000
MARKDOWN_TEXT = 12_000
_MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
_CHOICES = {
    f"{many}{what}_select"
    for many in ("", "multi_")
    for what in ("static", "external", "users", "channels", "conversations")
} | {"datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"}
_IN_ACTIONS = _CHOICES | {"button", "overflow"}
_IN_INPUT = _CHOICES | {
    "plain_text_input", "number_input", "url_text_input", "email_text_input",
}  # fmt: skip
_RICH_PARTS = frozenset({"text", "link", "emoji", "user", "usergroup", "broadcast", "date"})


def wrong_blocks(blocks: object, surface: Surface = "message") -> list[str]:
    """What Slack would say against these blocks; empty: nothing."""
    if not isinstance(blocks, list) or not all(isinstance(each, dict) for each in blocks):
        return ["blocks must be an array of objects"]
    wrongs = list(_wrong_blocks(blocks, surface))
    if not wrongs:
        try:
            for parsed in Block.parse_all(blocks):
                parsed.to_dict()
        except (SlackObjectFormationError, TypeError, KeyError, ValueError) as error:
            wrongs.append(f"slack_sdk: {error}")
    return wrongs


def wrong_view(view: object) -> list[str]:
    if not isinstance(view, dict):
        return ["view must be an object"]
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        return [f"view.type {kind!r} is neither modal nor home"]
    wrongs: list[str] = []
    if kind == "modal":
        for part in ("title", "submit", "close"):
            if part in view or part == "title":
                wrongs += _text(view.get(part), 24, f"view.{part}", plain=True)
        has_input = any(each.get("type") == "input" for each in view.get("blocks", ()))
        if has_input and "submit" not in view:
            wrongs.append("view.submit is required when there is an input block")
    wrongs += _length(view.get("private_metadata", ""), 3000, "view.private_metadata")
    wrongs += _length(view.get("callback_id", ""), 255, "view.callback_id")
    wrongs += wrong_blocks(view.get("blocks"), str(kind))
    if not wrongs:
        try:
            SdkView(**view).to_dict()
        except (SlackObjectFormationError, TypeError, KeyError, ValueError) as error:
            wrongs.append(f"slack_sdk: {error}")
    return wrongs


def text_in(data: Any) -> int:
    """Characters of text in the blocks."""
    if isinstance(data, list):
        return sum(map(text_in, data))
    if not isinstance(data, dict):
        return 0
    own = data.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(
        text_in(value) for key, value in data.items() if isinstance(value, dict | list)
    )


# ── blocks ───────────────────────────────────────────────────────────────────────────────


def _wrong_blocks(blocks: Sequence[Json], surface: Surface) -> Iterator[str]:
    most = _MOST_BLOCKS[surface]
    if len(blocks) > most:
        yield f"no more than {most} items allowed, there are {len(blocks)}"
    ids = [each["block_id"] for each in blocks if "block_id" in each]
    if len(ids) != len(set(ids)):
        yield "block_id is used twice"
    if sum(each.get("type") == "table" for each in blocks) > 1:
        yield "only_one_table_allowed"
    markdown = sum(len(each.get("text", "")) for each in blocks if each.get("type") == "markdown")
    if markdown > MARKDOWN_TEXT:
        yield f"markdown blocks hold {markdown} characters, more than {MARKDOWN_TEXT}"
    for number, block in enumerate(blocks):
        where = f"blocks[{number}]"
        yield from _length(block.get("block_id", "-"), 255, f"{where}.block_id", least=1)
        kind = block.get("type")
        check = _BLOCKS.get(str(kind))
        if check is None:
            yield f"{where}: unsupported type: {kind}"
        else:
            yield from check(block, where)
            if kind == "input" and surface == "home" and not block.get("dispatch_action"):
                yield f"{where}: an input on the home tab needs dispatch_action"


def _section(block: Json, where: str) -> Iterator[str]:
    if not block.get("text") and not block.get("fields"):
        yield f"{where}: a section needs text or fields"
    if "text" in block:
        yield from _text(block["text"], 3000, f"{where}.text")
    if "fields" in block:
        fields = block["fields"]
        if not 1 <= len(fields) <= 10:
            yield f"{where}.fields: between 1 and 10, there are {len(fields)}"
        for number, field in enumerate(fields):
            yield from _text(field, 2000, f"{where}.fields[{number}]")
    if "accessory" in block:
        yield from _element(block["accessory"], f"{where}.accessory")


def _header(block: Json, where: str) -> Iterator[str]:
    yield from _text(block.get("text"), 150, f"{where}.text", plain=True)


def _context(block: Json, where: str) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 10:
        yield f"{where}.elements: between 1 and 10, there are {len(elements)}"
    for number, element in enumerate(elements):
        place = f"{where}.elements[{number}]"
        if element.get("type") == "image":
            yield from _image(element, place)
        else:
            yield from _text(element, 3000, place)


def _actions(block: Json, where: str) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 25:
        yield f"{where}.elements: between 1 and 25, there are {len(elements)}"
    ids = [each["action_id"] for each in elements if "action_id" in each]
    if len(ids) != len(set(ids)):
        yield f"{where}: action_id is used twice"
    for number, element in enumerate(elements):
        place = f"{where}.elements[{number}]"
        if element.get("type") not in _IN_ACTIONS:
            yield f"{place}: {element.get('type')} can't stand in actions"
        yield from _element(element, place)


def _input(block: Json, where: str) -> Iterator[str]:
    yield from _text(block.get("label"), 2000, f"{where}.label", plain=True)
    if "hint" in block:
        yield from _text(block["hint"], 2000, f"{where}.hint", plain=True)
    element = block.get("element", {})
    if element.get("type") not in _IN_INPUT:
        yield f"{where}.element: {element.get('type')} can't be an input"
    yield from _element(element, f"{where}.element")


def _image(block: Json, where: str) -> Iterator[str]:
    if ("image_url" in block) == ("slack_file" in block):
        yield f"{where}: an image has either image_url or slack_file"
    yield from _length(block.get("image_url", "-"), 3000, f"{where}.image_url", least=1)
    yield from _length(block.get("alt_text", ""), 2000, f"{where}.alt_text", least=1)
    if "title" in block:
        yield from _text(block["title"], 2000, f"{where}.title", plain=True)


def _markdown(block: Json, where: str) -> Iterator[str]:
    yield from _length(block.get("text", ""), MARKDOWN_TEXT, f"{where}.text", least=1)


def _table(block: Json, where: str) -> Iterator[str]:
    rows = block.get("rows", [])
    if not 1 <= len(rows) <= 100:
        yield f"{where}.rows: between 1 and 100, there are {len(rows)}"
    if len(block.get("column_settings", ())) > 20:
        yield f"{where}.column_settings: at most 20"
    if text_in(rows) > TABLE_TEXT:
        yield f"{where}: a table holds at most {TABLE_TEXT} characters"
    for number, row in enumerate(rows):
        place = f"{where}.rows[{number}]"
        if not 1 <= len(row) <= 20:
            yield f"{place}: between 1 and 20 cells, there are {len(row)}"
        if len(row) != len(rows[0]):
            yield f"{place}: rows have as many cells as the first"
        for cell in row:
            if cell.get("type") == "raw_text":
                yield from _length(cell.get("text", ""), 3000, place, least=1)
            elif cell.get("type") == "rich_text":
                yield from _rich(cell, place)
            else:
                yield f"{place}: a cell is raw_text or rich_text, not {cell.get('type')}"


def _rich(block: Json, where: str) -> Iterator[str]:
    for number, element in enumerate(block.get("elements", [])):
        place = f"{where}.elements[{number}]"
        kind = element.get("type")
        if kind == "rich_text_list":
            for each in element.get("elements", []):
                yield from _rich_parts(each, place)
        elif kind in {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}:
            yield from _rich_parts(element, place)
        else:
            yield f"{place}: {kind} is no rich text"
    if not block.get("elements"):
        yield f"{where}: rich text without elements"


def _rich_parts(element: Json, where: str) -> Iterator[str]:
    for part in element.get("elements", []):
        if part.get("type") not in _RICH_PARTS:
            yield f"{where}: {part.get('type')} is no part of rich text"
        if part.get("type") == "text" and not part.get("text"):
            yield f"{where}: text is empty"


def _nothing(_block: Json, _where: str) -> Iterator[str]:
    return iter(())


_BLOCKS: dict[str, Callable[[Json, str], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "table": _table,
    "rich_text": _rich,
    "divider": _nothing,
}


# ── elements ─────────────────────────────────────────────────────────────────────────────


def _element(element: Json, where: str) -> Iterator[str]:
    kind = str(element.get("type"))
    yield from _length(element.get("action_id", "-"), 255, f"{where}.action_id", least=1)
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, f"{where}.placeholder", plain=True)
    if kind == "image":
        yield from _image(element, where)
    elif kind == "button":
        yield from _text(element.get("text"), 75, f"{where}.text", plain=True)
        yield from _length(element.get("value", ""), 2000, f"{where}.value")
        yield from _length(element.get("url", "-"), 3000, f"{where}.url", least=1)
        if element.get("style", "primary") not in {"primary", "danger"}:
            yield f"{where}.style: {element['style']} is neither primary nor danger"
    elif kind == "overflow":
        yield from _options(element, 5, where)
    elif kind in {"checkboxes", "radio_buttons"}:
        yield from _options(element, 10, where)
    elif kind in {"static_select", "multi_static_select"}:
        yield from _options(element, 100, where)
    elif kind == "plain_text_input":
        if not 0 <= element.get("min_length", 0) <= 3000:
            yield f"{where}.min_length: at most 3000"
        if not 1 <= element.get("max_length", 1) <= 3000:
            yield f"{where}.max_length: between 1 and 3000"
        yield from _length(element.get("initial_value", ""), 3000, f"{where}.initial_value")
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{where}.confirm")


def _options(element: Json, most: int, where: str) -> Iterator[str]:
    options = element.get("options", [])
    if "option_groups" in element:
        return
    if not 1 <= len(options) <= most:
        yield f"{where}.options: between 1 and {most}, there are {len(options)}"
    for number, option in enumerate(options):
        yield from wrong_option(option, f"{where}.options[{number}]")


def wrong_option(option: Json, where: str) -> Iterator[str]:
    yield from _text(option.get("text"), 75, f"{where}.text")
    yield from _length(option.get("value", ""), 150, f"{where}.value", least=1)
    if "description" in option:
        yield from _text(option["description"], 75, f"{where}.description")


def _confirm(confirm: Json, where: str) -> Iterator[str]:
    yield from _text(confirm.get("title"), 100, f"{where}.title", plain=True)
    yield from _text(confirm.get("text"), 300, f"{where}.text")
    yield from _text(confirm.get("confirm"), 30, f"{where}.confirm", plain=True)
    yield from _text(confirm.get("deny"), 30, f"{where}.deny", plain=True)


def _text(text: Any, most: int, where: str, *, plain: bool = False) -> list[str]:
    if not isinstance(text, dict) or text.get("type") not in {"plain_text", "mrkdwn"}:
        return [f"{where}: a text object is missing"]
    if plain and text["type"] != "plain_text":
        return [f"{where}: must be plain_text"]
    return _length(text.get("text", ""), most, where, least=1)


def _length(value: Any, most: int, where: str, *, least: int = 0) -> list[str]:
    if not isinstance(value, str):
        return [f"{where}: must be text"]
    if len(value) > most:
        return [f"{where}: must be no more than {most} characters, has {len(value)}"]
    if len(value) < least:
        return [f"{where}: must be more than {least - 1} characters"]
    return []
