"""What pip calls to build Tidings: setuptools, with the rules of figures compiled in its wheels.

Where they can't be compiled (no C compiler, say) the wheel holds them as Python alone, and
``tidings doctor`` says so. What ``make`` installs for developers is left as it is: `make compiled`
compiles there.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

from wheels.rules import NotCompiledError, compile_rules, native

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

Settings = Mapping[str, Any] | None


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """With what compiles the rules, unless nobody wants that."""
    wanted: list[str] = build_meta.get_requires_for_build_wheel(config_settings)
    return wanted if os.environ.get(native().PLAIN) else [*wanted, "mypy>=1.17", "types-PyYAML"]


def build_wheel(
    wheel_directory: str,
    config_settings: Settings = None,
    metadata_directory: str | None = None,
) -> str:
    with _compiled():
        name: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    return name


@contextmanager
def _compiled() -> Iterator[None]:
    """The compiled rules lie in the checkout while the wheel is built, if they can be made; then
    everything is as it was before."""
    of = native()
    plain = bool(os.environ.get(of.PLAIN))
    if of.is_fresh() and not plain:
        yield
        return
    with tempfile.TemporaryDirectory(dir=of.HERE.parent) as folder:
        aside = Path(folder, "compiled")
        if of.FOLDER.is_dir():
            of.FOLDER.rename(aside)
        try:
            if not plain:
                _try()
            yield
        finally:
            shutil.rmtree(of.FOLDER, ignore_errors=True)
            if aside.is_dir():
                aside.rename(of.FOLDER)


def _try() -> None:
    try:
        compile_rules()
    except NotCompiledError as error:
        sys.stderr.write(f"{error} The rules of figures stay Python: the same, but slower.\n")
