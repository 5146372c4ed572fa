"""Feed files beside the objects expected of them, in ``tests/data/feeds``."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.feeds.formats import ParsedFeed, parse
from bot.model import Entry

FOLDER = Path(__file__).parents[2] / "data" / "feeds"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
URL = "https://feeds.example/somewhere/feed.xml"


def body_of(name: str) -> bytes:
    return next(p for p in FOLDER.glob(f"{name}.*") if p.suffix != ".json").read_bytes()


def expected(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return data


def entry(data: dict[str, Any]) -> Entry:
    fields = dict(data)
    for key in ("published", "updated"):
        if key in fields:
            fields[key] = datetime.fromisoformat(fields[key])
    fields["categories"] = tuple(fields.get("categories", ()))
    return Entry(**fields)


def bare(each: Entry) -> Entry:
    """Without its fragment's hash, which the trimming tests look at."""
    return Entry(
        **{
            name: getattr(each, name)
            for name in Entry.__dataclass_fields__
            if name != "fragment_hash"
        }
    )


@pytest.mark.parametrize("name", NAMES)
def test_entries(name: str) -> None:
    parsed = parse(body_of(name), "", URL)
    assert [bare(each) for each in parsed.entries] == [
        entry(data) for data in expected(name)["entries"]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_feed_itself(name: str) -> None:
    parsed: ParsedFeed = parse(body_of(name), "", URL)
    wanted = expected(name)
    assert parsed.title == wanted["title"]
    assert parsed.site_url == wanted["site_url"]
    assert parsed.format == wanted["format"]
    assert parsed.language == wanted.get("language", "")
    assert parsed.hub == wanted.get("hub", "")
    assert parsed.feed_url == wanted.get("feed_url", "")
    assert parsed.total == wanted["total"]
    assert parsed.ttl == (timedelta(seconds=wanted["ttl"]) if "ttl" in wanted else None)
    assert list(parsed.skip_hours) == wanted.get("skip_hours", [])
    assert list(parsed.skip_days) == wanted.get("skip_days", [])
    if "warnings" in wanted:
        assert list(parsed.warnings) == wanted["warnings"]


def test_every_file_has_its_expectation() -> None:
    stems = {path.stem for path in FOLDER.iterdir()}
    assert stems == set(NAMES)
    assert len(NAMES) >= 7
