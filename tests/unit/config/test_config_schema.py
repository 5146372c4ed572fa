"""The published schemas are current, valid, and agree with what is read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.config import init, load, schema, write_schemas
from bot.errors import TidingsError
from tests.support.config_folder import write

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "config").rglob("*.yaml"))


def kind_of(path: Path) -> str:
    return path.stem if path.stem in {"tidings", "feeds"} else "watchlist"


def errors(kind: str, text: str) -> list[str]:
    validator = Draft202012Validator(schema()[kind])
    return [error.message for error in validator.iter_errors(yaml.safe_load(text) or {})]


@pytest.mark.parametrize("kind", ["tidings", "feeds", "watchlist"])
def test_published_schemas_are_current(kind: str) -> None:
    published = json.loads((ROOT / "docs" / "schema" / f"{kind}.schema.json").read_text("utf-8"))
    assert published == schema()[kind], "run: tidings schema docs/schema"
    Draft202012Validator.check_schema(published)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_shipped_files_validate_and_name_their_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert errors(kind_of(path), text) == []
    line = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert line is not None
    assert (path.parent / line[1]).resolve() == ROOT / f"docs/schema/{kind_of(path)}.schema.json"


def test_the_shipped_configuration_is_a_real_one() -> None:
    config = load(ROOT / "config", environ={})
    assert config.warnings == ()
    assert len(config.feeds) >= 12
    assert {each.name for each in config.watchlists} >= {"EV makers", "Batteries and supply"}
    watches = [watch for each in config.watchlists for watch in each.watches]
    assert {watch.kind for watch in watches} == {"company", "person", "topic", "figure"}
    assert any("小米" in watch.aliases for watch in watches)
    assert any(watch.context for watch in watches)
    assert any(watch.exclude for watch in watches)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("tidings", "timezone: Europe/Berlin\ndestinations: {a: 'slack:#x', b: {to: console}}"),
        ("tidings", 'quiet_hours: {from: "22:00", to: "07:00", then: digest}'),
        ("tidings", "polling: {min: 5m, max_bytes: 20 MB, per_host: 3}\nkeep: 1 day"),
        (
            "feeds",
            "feeds: ['https://a.example/', {url: 'https://b.example', every: 5m}]",
        ),
        ("watchlist", "companies: [Tesla, 360, {name: 3M, aliases: x, tickers: ['0700.HK']}]"),
        ("watchlist", "figures: [{subject: X, metric: sales, period: week, alert_when: '> 5'}]"),
        ("tidings", "deliver: daily 08:00\nbudget: 5 per hour\ncooldown: none"),
        (
            "tidings",
            "destinations: {a: {to: console, quiet_hours: none, deliver: hourly, cooldown: 5m}}",
        ),
        ("tidings", "destinations: {a: {to: console, quiet_hours: {from: '22:00', to: '7:00'}}}"),
        ("tidings", "quiet_hours: 22:00-07:00"),
        ("watchlist", "severity: low\ntopics: [{name: x1, severity: high, deliver: at once}]"),
        ("watchlist", "mention: 'console:me'\ncompanies: [{name: X1, mention: ['console:me']}]"),
        ("watchlist", ""),
    ],
)
def test_what_is_legal_is_legal_in_the_schema(kind: str, text: str, tmp_path: Path) -> None:
    assert errors(kind, text) == []
    name = f"{kind}.yaml" if kind != "watchlist" else "watchlists/a.yaml"
    load(write(tmp_path, {name: text}), environ={})


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("tidings", "timezon: UTC"),
        ("tidings", "quiet_hours: {from: '22:00', to: '07:00', then: never}"),
        ("tidings", "destinations: {a: {to: console, budgets: 5 per hour}}"),
        ("watchlist", "topics: [{name: x1, severity: loud}]"),
        ("feeds", "feeds: [{name: x}]"),
        ("feeds", "feeds: [example.com]"),
        ("watchlist", "companies: [{alias: x}]"),
        ("watchlist", "figures: [{subject: X, period: weakly}]"),
    ],
)
def test_what_is_wrong_is_wrong_in_the_schema(kind: str, text: str) -> None:
    # Of a feed's short form the schema knows only that it is text.
    expected = not (kind == "feeds" and "example.com" in text)
    assert bool(errors(kind, text)) is expected


def test_every_key_is_described() -> None:
    def undescribed(node: Any, path: str) -> list[str]:
        found = []
        if isinstance(node, dict):
            for key, value in node.get("properties", {}).items():
                if "description" not in value:
                    found.append(f"{path}.{key}")
            for key, value in node.items():
                found += undescribed(value, f"{path}.{key}")
        return found

    assert [each for kind in schema() for each in undescribed(schema()[kind], kind)] == []


def test_writing_schemas(tmp_path: Path) -> None:
    paths = write_schemas(tmp_path / "new")
    assert [path.name for path in paths] == [
        "tidings.schema.json", "feeds.schema.json", "watchlist.schema.json",
        "destinations.schema.json",
    ]  # fmt: skip
    (tmp_path / "file").write_text("")
    with pytest.raises(TidingsError, match="can't be written"):
        write_schemas(tmp_path / "file")


# ── the starter set ──────────────────────────────────────────────────────────────────────


def test_the_starter_set_is_good(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    written = init(folder)
    assert [path.relative_to(folder).as_posix() for path in written] == [
        "tidings.yaml", "feeds.yaml", "watchlists/first.yaml",
    ]  # fmt: skip
    config = load(folder, environ={})
    assert config.warnings == ()
    assert len(config.watchlists[0].watches) == 5
    for path in written:
        text = path.read_text(encoding="utf-8")
        assert errors(kind_of(path), text) == []
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert named is not None
        assert (path.parent / named[1]).is_file()


def test_each_starter_set_has_a_database_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("desk", "my desk: #1"):
        init(Path(name))
        database = load(Path(name), environ={}).settings.database
        assert database == f"sqlite:///{name}/data/tidings.db"
    init(tmp_path / "there")
    absolute = load(tmp_path / "there", environ={}).settings.database
    assert absolute == f"sqlite:///{tmp_path}/there/data/tidings.db"


def test_init_never_overwrites(tmp_path: Path) -> None:
    write(tmp_path, {"feeds.yaml": "feeds: []\n", "watchlists/mine.yaml": "people: [A B]\n"})
    assert [path.name for path in init(tmp_path)] == ["tidings.yaml"]
    assert (tmp_path / "feeds.yaml").read_text() == "feeds: []\n"
    assert init(tmp_path) == ()


def test_init_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TidingsError, match="can't be written"):
        init(tmp_path / "file" / "config")
