"""Watches and labelled cases for the matcher's tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.model import Watch, WatchKind

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


def trap_watches() -> list[Watch]:
    table: dict[str, list[str]] = json.loads((DATA / "traps.watch.json").read_text("utf-8"))
    return [watch(key, *names) for key, names in table.items()]


def traps() -> Iterator[dict[str, Any]]:
    for line in (DATA / "traps.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)
