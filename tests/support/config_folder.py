"""Configuration folders for tests, written from texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from bot.config import Loaded, load
from bot.errors import ConfigError, Problem


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write ``files`` (name under the folder → text, dedented) and return the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    folder.mkdir(exist_ok=True)
    return folder


def loaded(folder: Path, files: Mapping[str, str], **environ: str) -> Loaded:
    return load(write(folder, files), environ=environ)


def problems(folder: Path, files: Mapping[str, str], **environ: str) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, files, **environ)
    return caught.value.problems


def told(folder: Path, files: Mapping[str, str], **environ: str) -> list[str]:
    """The problems in words, with file names relative to the folder."""
    return [str(each).removeprefix(f"{folder}/") for each in problems(folder, files, **environ)]
