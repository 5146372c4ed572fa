"""``tidings doctor``: everything the bot needs, looked at one by one, each with its mend."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from bot.charts import HOW_TO_GET, chinese, installed, unwritable
from bot.config import Loaded, load
from bot.errors import ConfigError, FeedError, RetrieveError, TidingsError
from bot.feeds.parser import Parser
from bot.feeds.retrieve import Retriever
from bot.figures.native import is_compiled as reads_compiled
from bot.finding import Finding, broken, fine, note, trouble
from bot.matching.scanner import is_compiled
from bot.model import Destination, Feed
from bot.ports import Platform
from bot.storage import open_store
from bot.text import count_of

PATIENCE = 30.0
"""Seconds a platform may take to answer everything that is asked of it."""
LEAST_SPACE = 200_000_000
"""Bytes that should be free where the database lies."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Platforms:
    """How the doctor gets at chat platforms."""

    missing: Callable[[str], str]
    """Why there can't be this one, in words; empty when there can."""
    with_token: Sequence[str] = ()
    """Those somebody set a token for."""
    open: Callable[[str, Loaded], Platform]
    """Not connected. Raises :class:`~bot.errors.TidingsError`."""


async def examine(folder: Path, platforms: Platforms, *, online: bool = True) -> list[Finding]:
    """All findings, in the order somebody would mend them; ``online``: ask feeds and platforms."""
    findings = [_python(), _scanner(), _rules()]
    try:
        loaded = await asyncio.to_thread(load, folder)
    except ConfigError as error:
        findings += [note(str(warning)) for warning in error.warnings]
        return [*findings, *(broken(str(problem)) for problem in error.problems)]
    findings += _configuration(loaded)
    findings += await _platforms(loaded, platforms, online=online)
    findings += _extras(loaded)
    findings += await asyncio.to_thread(_charts, loaded)
    findings += await _database(loaded.settings.database)
    if online and loaded.feeds:
        findings += await _feeds(loaded)
    return findings


def _python() -> Finding:
    return fine(f"Python {sys.version_info.major}.{sys.version_info.minor}")


def _scanner() -> Finding:
    if is_compiled():
        return fine("names are found by compiled code")
    return note(
        "names are found by Python code: the same ones, several times slower",
        "for long watchlists: install a C compiler (gcc, and Python's headers), then Tidings again",
    )


def _rules() -> Finding:
    if reads_compiled():
        return fine("figures are read by compiled code")
    return note(
        "figures are read by Python code: the same ones, in twice the time",
        "for many feeds: make compiled in a checkout; elsewhere install a C compiler (gcc, and "
        "Python's headers), then Tidings again",
    )


def _charts(loaded: Loaded) -> list[Finding]:
    """Whether charts can be drawn, and the names that are watched be written on them."""
    if not installed():
        return [
            note("charts are not drawn; answers have tables and CSV", f"for pictures: {HOW_TO_GET}")
        ]
    names = [watch.name for each in loaded.watchlists for watch in each.watches]
    odd = unwritable(names)
    if odd:
        what = f"charts are drawn, but no font here can write {', '.join(odd[:3])}"
    elif not chinese():
        what = "charts are drawn, but no font here can write Chinese"
    else:
        return [fine("charts are drawn, in Chinese too")]
    return [
        note(
            what,
            "another of their names is drawn; for all characters install a font that has them, "
            "such as fonts-noto-cjk or fonts-wqy-microhei",
        )
    ]


def _configuration(loaded: Loaded) -> list[Finding]:
    watches = sum(len(watchlist.watches) for watchlist in loaded.watchlists)
    summary = (
        f"configuration: {count_of(len(loaded.feeds), 'feed')}, "
        f"{count_of(len(loaded.watchlists), 'watchlist')}, "
        f"{count_of(watches, 'watch', 'watches')}"
    )
    findings = [fine(summary)] + [note(str(warning)) for warning in loaded.warnings]
    if not loaded.feeds:
        findings.append(note("there are no feeds", "add some to feeds.yaml"))
    if not watches:
        findings.append(note("nothing is watched", "add names to a file in watchlists/"))
    return findings


async def _platforms(loaded: Loaded, platforms: Platforms, *, online: bool) -> list[Finding]:
    """Platform by platform: whether it is there, then what it says itself of each place."""
    places: dict[str, list[Destination]] = {name: [] for name in platforms.with_token}
    for destination in loaded.settings.destinations:
        places.setdefault(destination.platform, []).append(destination)
    findings = []
    for name, there in places.items():
        if missing := platforms.missing(name):
            findings += [broken(_place(each), missing) for each in there]
        else:
            findings += await _platform(name, there, loaded, platforms, online=online)
    if not loaded.settings.destinations:
        findings.append(note("no destinations: alerts go to the terminal"))
    return findings


async def _platform(
    name: str, places: Sequence[Destination], loaded: Loaded, platforms: Platforms, *, online: bool
) -> Sequence[Finding]:
    try:
        platform = platforms.open(name, loaded)
    except TidingsError as error:
        return [trouble(name, error)]
    try:
        if not online:
            return [fine(_place(each)) for each in places]
        async with asyncio.timeout(PATIENCE):
            return await platform.examine(places)
    except TidingsError as error:
        return [trouble(name, error)]
    except TimeoutError:
        return [broken(f"{name}: no answer in {PATIENCE:.0f} s", "is this machine online?")]
    finally:
        await platform.close()


def _place(destination: Destination) -> str:
    return f"{destination.name} → {destination.platform}:{destination.address}".rstrip(":")


def _extras(loaded: Loaded) -> list[Finding]:
    wanting = [feed for feed in loaded.feeds if feed.full_text]
    if wanting and find_spec("trafilatura") is None:
        what = f"{count_of(len(wanting), 'feed')} ask for full_text, which isn't installed"
        return [broken(what, "pip install 'tidings[full-text]'")]
    return []


async def _database(url: str) -> list[Finding]:
    try:
        store = await open_store(url)
    except TidingsError as error:
        return [trouble("database", error)]
    try:
        totals = await store.totals(datetime.now(UTC))
    except TidingsError as error:
        return [trouble("database", error)]
    finally:
        await store.close()
    findings = [fine(f"database: {count_of(totals.items, 'item')} stored")]
    if totals.parked:
        findings.append(
            note(
                f"{count_of(totals.parked, 'delivery', 'deliveries')} wait for somebody's mend",
                "`/tidings status` says why; they are kept and tried again",
            )
        )
    if url.startswith("sqlite:///"):
        findings += _disk(Path(url.removeprefix("sqlite:///")))
    return findings


def _disk(file: Path) -> list[Finding]:
    free = shutil.disk_usage(file.parent).free
    if free < LEAST_SPACE:
        return [note(f"only {free // 1_000_000} MB are free where the database lies")]
    return [fine(f"disk: {free // 1_000_000_000} GB free")] if os.access(file, os.W_OK) else []


# ── feeds ────────────────────────────────────────────────────────────────────────────────


async def _feeds(loaded: Loaded) -> list[Finding]:
    retriever = Retriever(loaded.settings.polling)
    parser = Parser()
    try:
        found = await asyncio.gather(*(_feed(feed, retriever, parser) for feed in loaded.feeds))
    finally:
        await retriever.close()
        await parser.close()
    hosts = {urlsplit(feed.url).hostname for feed in loaded.feeds}
    if len(hosts) > 1 and all(unreached for _, unreached in found):
        first = found[0][0]
        return [
            broken(
                f"no feed can be reached, none of {count_of(len(found), 'feed')}:"
                " is this machine online?",
                f"the first, {first.what}",
            )
        ]
    return [finding for finding, _ in found]


async def _feed(feed: Feed, retriever: Retriever, parser: Parser) -> tuple[Finding, bool]:
    """What there is to say of it, and whether no answer came at all."""
    name = feed.name or feed.url
    try:
        got = await retriever.retrieve(feed.url)
        parsed = await parser.parse(got.body, got.content_type, got.url)
    except FeedError as error:
        unreached = isinstance(error, RetrieveError) and not error.status
        return trouble(f"feed {name}", error), unreached
    newest = max((entry.published for entry in parsed.entries if entry.published), default=None)
    age = f", newest {newest:%Y-%m-%d}" if newest else ""
    return fine(f"feed {name}: {count_of(len(parsed.entries), 'item')}{age}"), False


def summary(findings: Sequence[Finding]) -> str:
    bad = sum(finding.broken for finding in findings)
    return "Everything is in order." if not bad else f"{count_of(bad, 'thing')} to mend."
