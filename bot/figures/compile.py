"""Compiles the room's modules with mypyc, into ``compiled/`` beside them.

``python -m bot.figures.compile``: needs mypy, setuptools and a C compiler, and half a minute. See
:mod:`bot.figures.native` for when the result is used.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from bot.figures.native import FOLDER, HERE, MADE_OF, digest, sources

ROOT = HERE.parents[1]
_LIBRARY = "bot.figures.figures"
"""What all modules share; its file lies beside theirs."""


def main() -> None:
    try:
        from mypyc.build import mypycify
        from setuptools import Distribution
        from setuptools.command.build_ext import build_ext
    except ImportError as error:
        sys.exit(f"Compiling needs mypy and setuptools ({error.name} is missing).")
    made_of = digest()
    if MADE_OF.is_file() and MADE_OF.read_text(encoding="utf-8") == made_of:
        MADE_OF.touch()
        return
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("CFLAGS", "-O1")
        modules = mypycify(
            ["--ignore-missing-imports", *(str(path.relative_to(ROOT)) for path in sources())],
            opt_level="1",  # a third of the time of -O3, and no slower
            debug_level="0",
            target_dir=folder,
            group_name=_LIBRARY,
        )
        command = build_ext(Distribution({"name": "figures", "ext_modules": modules}))
        command.build_lib, command.build_temp = f"{folder}/lib", f"{folder}/temp"
        command.ensure_finalized()
        command.run()
        _put(Path(folder, "lib"), made_of)
    print(f"Compiled into {FOLDER}.")  # noqa: T201 - a command's answer


def _put(made: Path, made_of: str) -> None:
    """The mark comes last: half a set of modules is never used."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    for path in made.rglob("*"):
        if path.is_file():
            shutil.copy(path, FOLDER / path.name)
    MADE_OF.write_text(made_of, encoding="utf-8")


if __name__ == "__main__":
    main()
