from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.figures import native
from wheels.rules import with_finals, with_sets, with_tables

ROOT = Path(native.__file__).parents[2]
READ = """
from bot.figures import extract
from tests.support.labelled_figures import READ_ON, sentences
for language in ("en", "zh", "en_news", "zh_news"):
    told = [sentence.text for sentence in sentences(language)]
    for text in [*told, *map(" ".join, zip(told, told[1:]))]:
        print(extract("", text, published=READ_ON))
"""


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as compiling leaves it, of these sources."""
    monkeypatch.delenv(native.PLAIN, raising=False)
    monkeypatch.setattr(native, "FOLDER", tmp_path)
    monkeypatch.setattr(native, "MADE_OF", tmp_path / "made_of")
    native.MADE_OF.write_text(native.digest(), encoding="utf-8")
    return tmp_path


def test_compiled_modules_of_these_sources_come_first(compiled: Path) -> None:
    assert native.search_path(["here"]) == [str(compiled), "here"]


def test_modules_compiled_from_other_sources_are_not_used(compiled: Path) -> None:
    (compiled / "made_of").write_text("of what the rules said yesterday", encoding="utf-8")
    assert native.search_path(["here"]) == ["here"]


def test_nothing_compiled(compiled: Path) -> None:
    (compiled / "made_of").unlink()
    assert native.search_path(["here"]) == ["here"]


def test_python_can_be_asked_for(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(native.PLAIN, "1")
    assert compiled.is_dir()
    assert native.search_path(["here"]) == ["here"]


def test_all_modules_that_read_are_sources() -> None:
    names = {path.stem for path in native.sources()}
    assert {"extract", "tokens", "english_numbers", "chinese_numbers", "found"} <= names
    assert "native" not in names


def test_what_a_source_needs_of_the_room_is_a_source_too() -> None:
    """Else a part of the way would be read as Python, though the rest is compiled."""
    names = {path.stem for path in native.sources()}
    for path in native.sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bot.figures."):
                assert (node.module or "").rsplit(".", 1)[-1] in names, path.name


def test_compiled_and_not_compiled_read_the_same() -> None:
    """Where somebody compiled these very sources."""
    if not native.MADE_OF.is_file() or native.MADE_OF.read_text("utf-8") != native.digest():
        pytest.skip("nothing is compiled from these sources: make compiled")
    plain = {**os.environ, native.PLAIN: "1"}
    assert _read({name: value for name, value in plain.items() if name != native.PLAIN}) == _read(
        plain
    )


def _read(environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_nothing_in_the_sources_keeps_them_from_being_compiled() -> None:
    """What mypyc stumbles over, long before somebody waits for it to."""
    for path in native.sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                for side in node.comparators:
                    starred = isinstance(side, ast.Tuple) and any(
                        isinstance(each, ast.Starred) for each in side.elts
                    )
                    assert not starred, f"{path.name}:{node.lineno}: in (*…) cannot be compiled"
        module = importlib.import_module(f"bot.figures.{path.stem}")
        for name, value in vars(module).items():
            # "frozenset | mapping.keys()" is a set, though its type says frozenset.
            assert type(value) is not set, f"{path.name}: {name} must be a frozenset"


def test_a_table_is_made_once_in_compiled_modules_too() -> None:
    source = (
        "from __future__ import annotations\n"
        "from functools import cache\n"
        "MADE: list[str] = []\n\n\n"
        "@cache\n"
        "def table() -> dict[str, int]:\n"
        '    """Of words."""\n'
        '    MADE.append("")\n'
        '    return {"one": 1}\n\n\n'
        "@cache\n"
        "def of(word: str) -> int:\n"
        "    return table()[word]\n"
    )
    written = with_finals(with_tables(source))
    assert written.splitlines()[8] == source.splitlines()[8]
    module: dict[str, Any] = {}
    exec(compile(written, "module", "exec"), module)  # noqa: S102 - it is the source above
    assert module["of"]("one") == module["table"]()["one"] == 1
    assert module["MADE"] == [""]
    assert not hasattr(module["table"], "cache_clear")
    assert hasattr(module["of"], "cache_clear")


def test_a_set_of_words_is_asked_for_once_in_compiled_modules() -> None:
    source = (
        "from __future__ import annotations\n"
        "from bot.figures.tables import word_set\n\n\n"
        "def holds(word: str) -> bool:\n"
        '    return word in word_set("stops")\n'
    )
    written = with_finals(with_tables(with_sets(source)))
    module: dict[str, Any] = {}
    exec(compile(written, "module", "exec"), module)  # noqa: S102 - it is the source above
    asked: list[str] = []

    def told(name: str) -> frozenset[str]:
        asked.append(name)
        return frozenset({"of", "the"})

    module["word_set"] = told
    assert [module["holds"](word) for word in ("of", "in", "the")] == [True, False, True]
    assert asked == ["stops"]


def test_where_no_set_of_words_is_known_the_module_stays_as_it_is() -> None:
    source = 'def word_set(name: str) -> str:\n    return word_set("stops")\n'
    assert with_sets(source) == source
