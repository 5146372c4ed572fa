"""Read every file of a corpus of feeds and say what came of each: `make bench-corpus`.

    python -m benchmarks.corpus [FOLDER]

For each source: files, those that gave items, those well-formed but empty, those refused with a
reason; entries and titles against plain feedparser; the reasons; the slowest files. Then each
series of snapshots of one feed is replayed in order through identity.
"""

from __future__ import annotations

import io
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from bot.errors import FormatError
from bot.feeds import identity
from bot.feeds.formats import ParsedFeed, parse
from bot.model import Entry, Feed
from bot.text import plain_title

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "feeds"


@dataclass
class Outcome:
    """What one file gave."""

    path: Path
    parsed: ParsedFeed | None
    error: str
    seconds: float
    reference: list[str] = field(default_factory=list)
    """Titles plain feedparser finds."""

    @property
    def kind(self) -> str:
        if self.parsed is None:
            return "refused"
        return "items" if self.parsed.entries else "empty"

    @property
    def lost(self) -> list[str]:
        """Titles feedparser has and we lack."""
        ours = Counter(_letters(e.title) for e in self.parsed.entries) if self.parsed else Counter()
        theirs = Counter(_letters(title) for title in self.reference if _letters(title))
        return list((theirs - ours).elements())


def files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in {"MANIFEST.jsonl", "README.md"}:
            yield path


def read(path: Path, *, compare: bool = True) -> Outcome:
    body = path.read_bytes()
    started = time.perf_counter()
    try:
        parsed, error = parse(body, "", f"https://feeds.example.org/{path.name}"), ""
    except FormatError as problem:
        parsed, error = None, str(problem)
    seconds = time.perf_counter() - started
    return Outcome(path, parsed, error, seconds, _reference(body) if compare else [])


def _reference(body: bytes) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
        )
    return [plain_title(entry.get("title", "")) for entry in result.entries]


def _letters(title: str) -> str:
    """Without what differs between a strict and a lenient reading of entities and encodings."""
    return "".join(char for char in title if char.isascii() and char.isalnum()).lower()


@dataclass
class Replay:
    """One feed's snapshots through identity."""

    snapshots: int = 0
    baseline: int = 0
    new: list[str] = field(default_factory=list)
    edited: int = 0
    rekeyed: int = 0
    silent: int = 0
    floods: int = 0
    false_new: list[str] = field(default_factory=list)
    """New although an entry with its link was there in an earlier snapshot."""
    missed: list[str] = field(default_factory=list)
    """Not new although no earlier snapshot had its link, title or id."""


def replay(folder: Path) -> Replay:
    found = Replay()
    keys: dict[str, str] = {}
    titles: dict[str, datetime | None] = {}
    hashes: dict[str, str] = {}
    seen_links: set[str] = set()
    seen_any: set[str] = set()
    feed = Feed(id="fseries", url="https://feeds.example.org/series")
    fragments: frozenset[str] = frozenset()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for path in sorted(folder.glob("*.xml")):
        parsed = parse(path.read_bytes(), "", feed.url, seen_fragments=fragments)
        sorted_ = identity.sort_new(
            parsed.entries,
            known_keys=keys,
            known_titles=titles,
            first=found.snapshots == 0,
            total=parsed.total,
            site_url=parsed.site_url,
        )
        fragments = parsed.fragment_hashes
        found.snapshots += 1
        found.baseline += len(sorted_.silent) if found.snapshots == 1 else 0
        found.silent += len(sorted_.silent) if found.snapshots > 1 else 0
        found.rekeyed += len(sorted_.rekeyed)
        found.floods += sorted_.flood
        new = {id(each.entry) for each in sorted_.new}
        for entry in parsed.entries:
            signs = _signs(entry)
            if id(entry) in new:
                found.new.append(entry.title)
                if entry.url in seen_links:
                    found.false_new.append(entry.title)
            elif found.snapshots > 1 and not signs & seen_any:
                found.missed.append(entry.title)
            seen_links.add(entry.url)
            seen_any |= signs
        for each in (*sorted_.new, *sorted_.silent):
            item = identity.to_item(feed, each.entry, source="", now=now, keys=each.keys)
            keys.update(dict.fromkeys(item.keys, item.id))
        for again in sorted_.rekeyed:
            keys.update(dict.fromkeys(again.keys, again.item_id))
        for entry in parsed.entries:
            item_id = next((keys[k] for k in identity.identity_keys(entry) if k in keys), "")
            digest = identity.content_hash(entry.title, entry.content)
            found.edited += hashes.get(item_id, digest) != digest
            hashes[item_id] = digest
            titles[identity.fold_title(entry.title)] = now
    return found


def _signs(entry: Entry) -> set[str]:
    return {sign for sign in (entry.url, entry.guid, identity.fold_title(entry.title)) if sign}


def report(folder: Path) -> int:
    outcomes = [read(path) for path in files(folder) if "series" not in path.parts]
    by_source: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_source[outcome.path.relative_to(folder).parts[0]].append(outcome)
    print(
        f"{'source':22}{'files':>6}{'items':>7}{'empty':>7}{'refused':>8}{'entries':>9}{'lost':>6}"
    )
    for source, group in [*sorted(by_source.items()), ("all", outcomes)]:
        kinds = Counter(outcome.kind for outcome in group)
        entries = sum(len(o.parsed.entries) for o in group if o.parsed)
        lost = sum(len(o.lost) for o in group if o.parsed)
        print(
            f"{source:22}{len(group):6}{kinds['items']:7}{kinds['empty']:7}{kinds['refused']:8}"
            f"{entries:9}{lost:6}"
        )
    print("\nrefused, and why")
    for outcome in outcomes:
        if outcome.error:
            print(f"  {outcome.path.relative_to(folder)}: {outcome.error}")
    print("\ntitles plain feedparser has and we lack")
    for outcome in outcomes:
        for title in outcome.lost if outcome.parsed else ():
            print(f"  {outcome.path.relative_to(folder)}: {title[:70]}")
    print("\nslowest")
    for outcome in sorted(outcomes, key=lambda o: -o.seconds)[:5]:
        print(f"  {outcome.seconds * 1000:7.1f} ms  {outcome.path.relative_to(folder)}")
    for series in sorted(path for path in (folder / "series").glob("*") if path.is_dir()):
        _print_replay(series)
    return 0


def _print_replay(series: Path) -> None:
    found = replay(series)
    print(
        f"\nseries {series.name}: {found.snapshots} snapshots, {found.baseline} baseline, "
        f"{len(found.new)} new, {found.edited} edited, {found.rekeyed} rekeyed, "
        f"{found.silent} silent, {found.floods} floods, "
        f"{len(found.false_new)} false new, {len(found.missed)} missed"
    )
    for title in found.false_new:
        print(f"  false new: {title}")
    for title in found.missed:
        print(f"  missed: {title}")


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not where.is_dir():
        sys.exit(f"there is no corpus at {where}; give its folder as argument")
    sys.exit(report(where))
