"""The house: imports run down the list of rooms only, and a few doors are narrow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FLOORS: tuple[tuple[str, ...], ...] = (
    ("bot.__main__",),
    ("bot.cli",),
    ("bot.demo.show",),
    ("bot.app", "bot.doctor"),
    ("bot.schedule",),
    ("bot.pipeline", "bot.filters"),
    ("bot.telling", "bot.expecting", "bot.revising", "bot.failing"),
    ("bot.views", "bot.demo", "bot.transfer"),
    ("bot.commands",),
    ("bot.backtest",),
    ("bot.deciding",),
    ("bot.judging", "bot.retelling"),
    ("bot.charts",),
    ("bot.catalogue",),
    ("bot.config",),
    ("bot.feeds", "bot.matching", "bot.figures", "bot.stories", "bot.alerts", "bot.delivery",
     "bot.storage"),
    ("bot.ports",),
    ("bot.card", "bot.model", "bot.finding"),
    ("bot.alone",),
    ("bot.errors", "bot.text", "bot.log", "bot.plain", "bot.heartbeat"),
    ("bot",),
)  # fmt: skip
"""Top to bottom; a room may import rooms below its own floor."""

NEIGHBOURS_ALLOWED = {
    ("bot.app", "bot.doctor"),
}
GROUND = ("card", "model", "errors", "finding", "text", "ports", "log")
"""All that platforms may use of the bot."""
STRANGERS = {"bot.matching", "bot.figures", "bot.stories", "bot.alerts"}
"""These decide independently: none imports another, and they read no clock and no network."""


def modules() -> Iterator[tuple[str, Path]]:
    for top in ("bot", "handlers"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@cache
def imports(path: Path, module: str) -> frozenset[str]:
    return frozenset(_imports(path, module))


def _imports(path: Path, module: str) -> Iterator[str]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], base]).rstrip(".")
            yield base
            if base == "bot":
                yield from (f"bot.{alias.name}" for alias in node.names)


def room_of(module: str) -> str | None:
    best = ""
    for floor in FLOORS:
        for room in floor:
            if (module == room or module.startswith(room + ".")) and len(room) > len(best):
                best = room
    return best or None


def floor_of(room: str) -> int:
    return next(i for i, floor in enumerate(FLOORS) if room in floor)


MODULES = list(modules())


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_imports_run_downwards(module: str, path: Path) -> None:
    if not module.startswith("bot"):
        return
    room = room_of(module)
    assert room is not None, f"{module} belongs to no room: add it to FLOORS"
    assert room != "bot" or module == "bot", f"{module} belongs to no room: add it to FLOORS"
    for imported in imports(path, module):
        other = room_of(imported) if imported.split(".")[0] == "bot" else None
        if other is None or other in {room, "bot"}:
            continue
        allowed = floor_of(other) > floor_of(room) or (room, other) in NEIGHBOURS_ALLOWED
        if room == "bot.config" and other not in {"bot.figures", "bot.feeds"}:
            allowed = allowed and floor_of(other) >= floor_of("bot.ports")
        if room in STRANGERS and other in STRANGERS:
            allowed = False
        assert allowed, f"{module} imports {imported}: arrows run down only"


@pytest.mark.parametrize(("module", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_narrow_doors(module: str, path: Path) -> None:
    found = imports(path, module)
    tops = {name.split(".")[0] for name in found}
    if "apscheduler" in tops:
        assert module == "bot.schedule", "only bot.schedule decides what runs when"
    if tops & {"sqlalchemy", "alembic", "sqlite3", "aiosqlite", "psycopg"}:
        assert module.startswith("bot.storage"), "only bot.storage speaks SQL"
    if tops & {"matplotlib", "numpy", "PIL"}:
        assert module.startswith("bot.charts"), "only bot.charts knows the drawing library"
    if "feedparser" in tops:
        assert module.startswith("bot.feeds.formats"), "feedparser stays behind bot.feeds.formats"
    if "handlers" in tops and not module.startswith("handlers"):
        assert module == "bot.app" or module.startswith("bot.cli."), "only the roots know platforms"
    if module.startswith("handlers"):
        ours = {room_of(name) for name in found if name.split(".")[0] == "bot"} - {None, "bot"}
        ground = {f"bot.{name}" for name in GROUND}
        assert ours <= ground, f"{module} may use the ground floor only, not {ours - ground}"


@pytest.mark.parametrize(
    ("module", "path"),
    [pair for pair in MODULES if room_of(pair[0]) in STRANGERS],
    ids=[name for name, _ in MODULES if room_of(name) in STRANGERS],
)
def test_deciders_read_no_clock_and_no_network(module: str, path: Path) -> None:
    source = path.read_text("utf-8")
    for forbidden in ("datetime.now(", "utcnow(", "time.time(", "date.today("):
        assert forbidden not in source, f"{module} takes `now` as data"
    tops = {name.split(".")[0] for name in imports(path, module)}
    assert not tops & {"aiohttp", "asyncio", "socket", "sqlalchemy"}, module


def test_the_ground_floor_imports_nothing_of_ours_above_it() -> None:
    for module, path in MODULES:
        own = ".".join(module.split(".")[:2])
        if own in {"bot.model", "bot.card", "bot.errors"}:
            ours = {name for name in imports(path, module) if name.startswith("bot")}
            assert not {name for name in ours if not f"{name}.".startswith(f"{own}.")}, module


def test_every_package_is_listed_for_the_build() -> None:
    import tomllib

    listed = set(
        tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"][
            "packages"
        ]
    )
    there = {name for name, path in MODULES if path.name == "__init__.py"}
    assert there == listed
