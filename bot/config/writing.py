"""Watchlists and feeds as the YAML that people write: short forms, no defaults, nothing machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from bot.config.build import KINDS, figure_name
from bot.config.values import written_duration
from bot.config.wishes import (
    written_budget,
    written_cooldown,
    written_deliver,
    written_quiet_hours,
)
from bot.model import Arrangement, Feed, Manner, Watch, Watchlist


class _Line(list[Any]):
    """A list written on one line: ``[a, b]``."""


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, as people do, and never writes anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _one_line(dumper: yaml.SafeDumper, data: _Line) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


_Dumper.add_representer(_Line, _one_line)


def dump_watchlists(watchlists: Iterable[Watchlist]) -> str:
    """Each watchlist as one YAML document; more than one are divided by ``---``."""
    return "---\n".join(_yaml(_watchlist(each)) for each in watchlists)


def dump_feeds(feeds: Iterable[Feed]) -> str:
    """The text of a ``feeds.yaml``."""
    return _yaml({"feeds": [_feed(each) for each in feeds]})


def dump_arrangements(arrangements: Iterable[Arrangement]) -> str:
    """The text of a ``destinations.yaml``."""
    return _yaml({"destinations": {each.destination: _wishes(each) for each in arrangements}})


def _wishes(arrangement: Arrangement) -> dict[str, Any]:
    wishes = arrangement.preferences
    data = {
        "timezone": wishes.timezone or None,
        "deliver": written_deliver(wishes.deliver) if wishes.deliver else None,
        "quiet_hours": written_quiet_hours(wishes.quiet_hours) if wishes.quiet_hours else None,
        "budget": written_budget(wishes.budget) if wishes.budget else None,
        "cooldown": None if wishes.cooldown is None else written_cooldown(wishes.cooldown),
        "mention": _list(wishes.mention),
    }
    return {key: value for key, value in data.items() if value is not None}


def _yaml(data: dict[str, Any]) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100))


def _watchlist(watchlist: Watchlist) -> dict[str, Any]:
    data: dict[str, Any] = {"name": watchlist.name, "post_to": _Line(watchlist.post_to)}
    if watchlist.feeds:
        data["feeds"] = _Line(watchlist.feeds)
    data |= _manner(watchlist.manner)
    for key, kind in KINDS:
        if found := [_watch(each) for each in watchlist.watches if each.kind == kind]:
            data[key] = found
    return data


def _watch(watch: Watch) -> Any:
    if watch.kind == "figure":
        return _figure(watch)
    data = {
        "name": watch.name,
        "any" if watch.kind == "topic" else "aliases": _list(watch.aliases),
        "tickers": _list(watch.tickers),
        "handles": _list(watch.handles),
        "context": _list(watch.context),
        "exclude": _list(watch.exclude),
        "fuzzy": None if watch.fuzzy else False,
        **_manner(watch.manner),
    }
    return _short(data, "name")


def _figure(watch: Watch) -> dict[str, Any]:
    made = figure_name("", watch.subject, watch.metric)
    condition = watch.condition.text if watch.condition else ""
    data = {
        "name": watch.name if watch.name != made else None,
        "subject": watch.subject or None,
        "metric": _list(watch.metric),
        "unit": watch.unit or None,
        "period": watch.period or None,
        "alert_when": condition or None,
        **_manner(watch.manner),
    }
    return {key: value for key, value in data.items() if value is not None}


def _manner(manner: Manner) -> dict[str, Any]:
    data = {
        "deliver": written_deliver(manner.deliver) if manner.deliver else None,
        "severity": manner.severity,
        "cooldown": None if manner.cooldown is None else written_cooldown(manner.cooldown),
        "mention": _list(manner.mention),
    }
    return {key: value for key, value in data.items() if value is not None}


def _feed(feed: Feed) -> Any:
    data = {
        "url": feed.url,
        "name": feed.name or None,
        "every": written_duration(feed.every) if feed.every else None,
        "full_text": feed.full_text or None,
        "tags": _list(feed.tags),
        "paused": feed.paused or None,
        "backfill": feed.backfill or None,
    }
    return _short(data, "url")


def _short(data: dict[str, Any], key: str) -> Any:
    given = {name: value for name, value in data.items() if value is not None}
    return given[key] if set(given) == {key} else given


def _list(values: Sequence[str]) -> _Line | None:
    return _Line(values) if values else None
