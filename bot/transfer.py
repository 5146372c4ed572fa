"""What was made in chat as YAML files, and back: ``tidings export`` and ``tidings apply``; feeds
from and to other readers: ``tidings opml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot import plain
from bot.config import (
    dump_arrangements,
    dump_feeds,
    dump_watchlists,
    load,
    read_arrangements,
    read_feeds,
    read_watchlists,
)
from bot.errors import ConfigError, TidingsError
from bot.feeds import opml
from bot.model import Arrangement, Edit, Feed, Origin, Watchlist, make_id
from bot.ports import EditStore
from bot.text import count_of

FEEDS = "feeds.yaml"
WATCHLISTS = "watchlists.yaml"
DESTINATIONS = "destinations.yaml"
BY = "command line"
_Thing = Watchlist | Feed | Arrangement


async def export(store: EditStore, folder: Path, scope: str | None = None) -> list[Path]:
    """Write what was made in chat (in one scope, or everywhere); the files written.

    Nothing is overwritten: files that are there already raise :class:`TidingsError`.
    """
    texts = {}
    if watchlists := await store.watchlists(scope):
        texts[WATCHLISTS] = dump_watchlists(watchlists)
    if feeds := await store.chat_feeds(scope):
        texts[FEEDS] = dump_feeds(feeds)
    if arranged := [e for e in await store.arrangements() if scope in (None, e.scope)]:
        texts[DESTINATIONS] = dump_arrangements(arranged)
    return _write(folder, texts)


def _write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name in texts:
        if (folder / name).exists():
            raise TidingsError(f"{folder / name} is there already", hint="name an empty folder")
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in texts]


async def apply(store: EditStore, path: Path, scope: str, now: datetime) -> list[str]:
    """Make the watchlists, feeds and arrangements of a file, or of a folder's files, those of a
    scope.

    What is there already by the same name is replaced, the rest stays. All files are checked
    before anything is written; each change is in the audit and can be undone. What was done, in
    words.
    """
    wanted = [each for file in _files(path) for each in _read(file, scope)]
    made: list[_Thing] = [*await store.watchlists(scope), *await store.chat_feeds(scope)]
    # There is one for each destination, whichever scope made it.
    made += await store.arrangements()
    known = {each.id: each for each in made}
    done = []
    for after in wanted:
        before = known.get(after.id)
        if before == after:
            continue
        edit = _edit(before, after, scope, now)
        await store.apply_edit(edit)
        done.append(edit.summary)
    return done


def _files(path: Path) -> list[Path]:
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise TidingsError(f"{path} holds no .yaml file")
    return files


def _read(file: Path, scope: str) -> Sequence[_Thing]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TidingsError(f"can't read {file}: {error}") from None
    if file.name == FEEDS:
        origin = Origin(kind="chat", where=scope)
        return [replace(feed, origin=origin) for feed in read_feeds(text, str(file))]
    if file.name == DESTINATIONS:
        return [replace(each, scope=scope) for each in read_arrangements(text, str(file))]
    return list(_of_scope(read_watchlists(text, str(file)), scope))


def _of_scope(watchlists: Iterable[Watchlist], scope: str) -> Iterable[Watchlist]:
    origin = Origin(kind="chat", where=scope)
    for watchlist in watchlists:
        list_id = make_id("l", "chat", scope, watchlist.name)
        watches = tuple(
            replace(watch, id=make_id("w", list_id, watch.kind, watch.name), origin=origin)
            for watch in watchlist.watches
        )
        yield replace(watchlist, id=list_id, watches=watches, scope=scope, origin=origin)


def _edit(before: _Thing | None, after: _Thing, scope: str, now: datetime) -> Edit:
    kind, summary = _said(before, after)
    return Edit(
        id=make_id("e", scope, after.id, now.isoformat()),
        scope=scope,
        kind=kind,
        target=after.id,
        summary=summary,
        before=plain.write(before) if before else None,
        after=plain.write(after),
        by=BY,
        at=now,
    )


def _said(
    before: _Thing | None, after: _Thing
) -> tuple[Literal["watchlist", "feed", "arrangement"], str]:
    done = "replaced" if before else "added"
    if isinstance(after, Watchlist):
        return "watchlist", f"{done} the watchlist {after.name}"
    if isinstance(after, Feed):
        return "feed", f"{done} the feed {after.name or after.url}"
    return "arrangement", f"set how {after.destination} is told"


# ── other readers ────────────────────────────────────────────────────────────────────────


def to_opml(config: Path, file: Path | None) -> tuple[str, str]:
    """The configured feeds as OPML, into ``file`` or as the text to print; and what was done."""
    feeds = load(config).feeds
    text = opml.write(feeds)
    if file is None:
        return text, ""
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise TidingsError(f"can't write {file}: {error.strerror}") from None
    return "", f"wrote {file}: {count_of(len(feeds), 'feed')}"


def from_opml(config: Path, body: bytes, file: Path) -> tuple[str, str]:
    """The YAML of the feeds that are not followed yet, and what is to be done with it: nothing
    is changed here, files are their owners' to edit."""
    rows = opml.read(body, file=str(file))
    known = _followed(config)
    new = [replace(each, origin=Origin(kind="file", where="")) for each in rows]
    new = [each for each in new if each.id not in known]
    if not new:
        found = count_of(len(rows), "feed")
        return "", f"nothing to add: {file} has {found}, all of them followed already"
    left = len(rows) - len(new)
    left_out = f", without {left:,} followed already" if left else ""
    return dump_feeds(new).rstrip(), (
        f"this is what to put into {config / 'feeds.yaml'}; nothing was changed"
        f" ({count_of(len(new), 'feed')}{left_out})"
    )


def _followed(config: Path) -> set[str]:
    """Ids of the configured feeds; none where there is no configuration, or none that can be
    read: that is for ``tidings check`` to say."""
    try:
        return {feed.id for feed in load(config).feeds}
    except ConfigError:
        return set()
