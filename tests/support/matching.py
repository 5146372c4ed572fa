"""Watches and labelled cases for the matcher's tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.model import Watch, WatchKind
from bot.text import plain_text

DATA = Path(__file__).parent.parent / "data" / "matching"


def watch(watch_id: str, *names: str, kind: WatchKind = "company", **more: Any) -> Watch:
    return Watch(id=watch_id, name=names[0], aliases=tuple(names[1:]), kind=kind, **more)


@dataclass(frozen=True)
class Case:
    text: str
    hits: tuple[str, ...]
    refused: tuple[str, ...]


def labelled() -> tuple[list[Watch], list[Case]]:
    table = yaml.safe_load((DATA / "cases.yaml").read_text(encoding="utf-8"))
    lists = ("aliases", "tickers", "handles", "context", "exclude")
    watches = [_watch(row, lists) for row in table["watches"]]
    cases = [
        Case(row["text"], tuple(row["hits"]), tuple(row.get("refused", ())))
        for row in table["cases"]
    ]
    return watches, cases


def _watch(row: dict[str, Any], lists: tuple[str, ...]) -> Watch:
    typed: dict[str, Any] = {
        key: tuple(value) if key in lists else value for key, value in row.items()
    }
    return Watch(**typed)


@dataclass(frozen=True)
class PlaceCase:
    name: str
    title: str
    content: str
    places: tuple[str, ...]


def labelled_places() -> tuple[list[Watch], list[PlaceCase]]:
    table = yaml.safe_load((DATA / "places.yaml").read_text(encoding="utf-8"))
    watches = [_watch(row, ("aliases",)) for row in table["watches"]]
    return watches, [
        PlaceCase(row["name"], row.get("title", ""), _content(row), tuple(row["places"]))
        for row in table["cases"]
    ]


def _content(row: dict[str, Any]) -> str:
    if "html" in row:
        return plain_text(row["html"])
    return "\n".join(row["lines"]) if "lines" in row else " ".join(row["words"])


def trap_watches() -> list[Watch]:
    table: dict[str, list[str]] = json.loads((DATA / "traps.watch.json").read_text("utf-8"))
    return [watch(key, *names) for key, names in table.items()]


def traps() -> Iterator[dict[str, Any]]:
    for line in (DATA / "traps.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)
