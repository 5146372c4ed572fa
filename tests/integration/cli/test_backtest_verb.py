"""``tidings backtest`` as somebody types it: on a database the bot wrote, from its folder."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.cli import main
from bot.config import load
from bot.feeds.identity import content_hash
from bot.judging import find
from bot.model import Alert, Decision, Item, Relation, Source, StoryChange, Verdict, make_id
from bot.ports import Ingest
from bot.storage import open_store

NOW = datetime.now(UTC).replace(microsecond=0)
TITLES = (
    "Tesla opens a battery plant in Hungary",
    "BYD shows an electric van in Milan",
    "Pomegranates are ripe in Andalusia",
)
FEED = "https://a.example/feed"


def write(folder: Path, companies: str) -> None:
    (folder / "watchlists").mkdir(parents=True)
    (folder / "tidings.yaml").write_text("database: sqlite:///t.db\n")
    (folder / "feeds.yaml").write_text(f"feeds: [{FEED}]\n")
    (folder / "watchlists" / "ev.yaml").write_text(f"name: EV\ncompanies: [{companies}]\n")


async def live(folder: Path) -> None:
    """A bot on the folder saw the titles, one every ten hours, and told of what it watches."""
    loaded = load(folder)
    catalogue = Catalogue.build(loaded.settings, loaded.feeds, loaded.watchlists)
    store = await open_store("sqlite:///t.db")
    (feed,) = loaded.feeds
    await store.sync_feeds([feed], NOW)
    for number, title in enumerate(TITLES):
        seen = NOW - timedelta(hours=10 * (len(TITLES) - number))
        item = Item(
            id=make_id("i", title), feed_id=feed.id, title=title, seen=seen, published=seen,
            url=f"https://a.example/{number}", source="A", content_hash=content_hash(title, ""),
        )  # fmt: skip
        found = find(item, catalogue)
        story = make_id("s", item.id)
        source = Source(
            item_id=item.id, source="A", url=item.url, title=title, published=seen, seen=seen,
            relation=Relation.NEW,
        )  # fmt: skip
        alerts = tuple(
            Alert(
                id=make_id("a", story, "console"), story_id=story, destination="console",
                item_id=item.id, watch_ids=(each.watch_id,), why="a new story", created=seen,
            )
            for each in found.mentions
        )  # fmt: skip
        await store.ingest(
            [
                Ingest(
                    item=item,
                    mentions=tuple(found.mentions),
                    story=StoryChange(
                        story_id=story, thread_id=story, relation=Relation.NEW, why="new"
                    ),
                    source=source,
                    decisions=tuple(
                        Decision(destination="console", verdict=Verdict.POST, why=each.why)
                        for each in alerts
                    ),
                    alerts=alerts,
                )
            ]
        )
    await store.close()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDINGS_CONFIG", raising=False)
    write(tmp_path / "config", "Tesla")
    write(tmp_path / "what-if", "BYD")
    asyncio.run(live(tmp_path / "config"))
    return tmp_path


@pytest.mark.usefixtures("here")
def test_the_running_configuration_against_what_was_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["backtest", "--days", "3"]) == 0
    said = capsys.readouterr().out
    assert "against what was really told" in said
    assert "Nothing gained, nothing lost." in said
    assert "3 items replayed" in said


def test_another_configuration_against_the_one_that_runs(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (here / "t.db").read_bytes()
    assert main(["backtest", "--days", "3", "--config", "what-if", "--json"]) == 0
    first = capsys.readouterr().out
    found = json.loads(first)
    assert found["against"] == "config"
    assert [each["title"] for each in found["gained"]] == [TITLES[1]]
    assert [each["title"] for each in found["lost"]] == [TITLES[0]]
    assert found["gained"][0]["watches"] == ["BYD"]
    assert found["gained"][0]["why"]
    assert (here / "t.db").read_bytes() == before
    assert main(["backtest", "--days", "3", "what-if", "--quick"]) == 0
    text = capsys.readouterr().out
    assert "Gained: 1 story" in text
    assert TITLES[1] in text


def test_what_is_wrong_is_said_with_the_mend(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "t.db").unlink()
    assert main(["backtest", "--days", "3"]) == 1
    assert "there is no Tidings database yet" in capsys.readouterr().err
    (here / "config" / "feeds.yaml").write_text("feds: []\n")
    assert main(["backtest", "--config", "what-if"]) == 1
    assert "--against DIR" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["backtest", "--days", "0"])
    assert "between 1 and" in capsys.readouterr().err
