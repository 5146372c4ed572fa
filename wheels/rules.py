"""Compiles the modules that read figures with mypyc, into ``bot/figures/compiled/``.

``python -m wheels.rules``: needs mypy, setuptools and a C compiler, and a minute. See
``bot/figures/native.py`` for when the result is used.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import sys
import tempfile
from contextlib import chdir
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
ROOM = ROOT / "bot" / "figures"
LIBRARY = "bot.figures.figures"
"""What all modules share; its file lies beside theirs."""
_FLAGS = (
    "-DNDEBUG -fwrapv -fno-semantic-interposition -fvisibility=hidden -fno-plt -finline-functions"
)
"""What Python was built with where that counts, as CFLAGS are used instead of its own: without
NDEBUG its headers check what they are given, and are called where they could be inlined."""
_PROBE = "#include <Python.h>\nint main(void) { return Py_IsInitialized(); }\n"


class NotCompiledError(Exception):
    """With the reason, as a sentence."""


def native() -> ModuleType:
    """``bot.figures.native`` without the package around it, which needs what isn't installed
    where a wheel is built."""
    loader = SourceFileLoader("tidings_native", str(ROOM / "native.py"))
    module = ModuleType(loader.name)
    module.__file__ = loader.path
    loader.exec_module(module)
    return module


def main() -> None:
    of = native()
    if of.is_fresh():
        of.MADE_OF.touch()
        return
    try:
        compile_rules()
    except NotCompiledError as error:
        sys.exit(str(error))
    sys.stdout.write(f"Compiled into {of.FOLDER}.\n")


def compile_rules() -> None:
    """Compile what lies here now. Raises :class:`NotCompiledError`."""
    try:
        from mypyc.build import mypycify
        from setuptools import Distribution
        from setuptools.command.build_ext import build_ext
    except ImportError as error:
        raise NotCompiledError(
            f"Compiling needs mypy and setuptools ({error.name} is missing)."
        ) from error
    of = native()
    made_of: str = of.digest()
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        command = build_ext(Distribution({"name": "figures"}))
        command.build_lib, command.build_temp = "lib", "temp"
        _probe()
        modules = [path.relative_to(ROOT) for path in of.sources()]
        _copy(modules)
        os.environ.setdefault("CFLAGS", _FLAGS)
        try:
            command.extensions = mypycify(
                ["--ignore-missing-imports", *map(str, modules)],
                opt_level="1",  # a third of the time of -O3, and no slower
                debug_level="0",
                target_dir="made",
                group_name=LIBRARY,
            )
            command.distribution.ext_modules = command.extensions
            command.ensure_finalized()
            command.run()
        except (Exception, SystemExit) as error:
            raise NotCompiledError(f"The rules could not be compiled: {error}") from error
        _put(Path("lib"), of.FOLDER, made_of)


def _probe() -> None:
    """See whether there is a C compiler that knows Python's headers, before a minute of work."""
    from setuptools._distutils.ccompiler import new_compiler
    from setuptools._distutils.errors import CCompilerError
    from setuptools._distutils.sysconfig import customize_compiler, get_python_inc

    Path("probe.c").write_text(_PROBE, encoding="utf-8")
    compiler = new_compiler()
    customize_compiler(compiler)
    try:
        compiler.compile(["probe.c"], output_dir="temp", include_dirs=[get_python_inc()])
    except CCompilerError as error:
        raise NotCompiledError(
            f"Compiling needs a C compiler and Python's headers: {error}"
        ) from error


def _copy(modules: list[Path]) -> None:
    """The program into the current folder, the modules with their constants as mypyc likes
    them: the checkout stays as it is, and may be edited meanwhile."""
    shutil.copytree(ROOT / "bot", "bot", ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    for module in modules:
        source = with_sets(module.read_text(encoding="utf-8"))
        module.write_text(with_finals(with_tables(source)), encoding="utf-8")


def with_tables(source: str) -> str:
    """A module whose tables that are made once, by a function under ``@cache``, are kept by plain
    code: calling what ``cache`` makes takes ten times as long. The lines stay where they were.
    """
    lines = source.splitlines(keepends=True)
    behind: list[str] = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or node.returns is None:
            continue
        given = node.args
        if given.posonlyargs or given.args or given.kwonlyargs or given.vararg or given.kwarg:
            continue
        if [ast.unparse(decorator) for decorator in node.decorator_list] != ["cache"]:
            continue
        name, made = node.name, ast.unparse(node.returns)
        lines[node.decorator_list[0].lineno - 1] = f"_made_{name}: _Final[list[{made}]] = []\n"
        lines[node.lineno - 1] = lines[node.lineno - 1].replace(f"def {name}", f"def _make_{name}")
        behind += [
            f"\n\ndef {name}() -> {made}:\n",
            f"    if not _made_{name}:\n        _made_{name}.append(_make_{name}())\n",
            f"    return _made_{name}[0]\n",
        ]
    return "".join(lines + behind)


_SET = re.compile(r'\bword_set\("([a-z_]+)"\)')


def with_sets(source: str) -> str:
    """A module whose sets of words are each found once, by a function of which :func:`with_tables`
    keeps what it made: thirty look-ups of names in a sentence took a fiftieth of its time."""
    imports = [node for node in ast.parse(source).body if isinstance(node, ast.ImportFrom)]
    if "word_set" not in {alias.name for node in imports for alias in node.names}:
        return source
    names = sorted(set(_SET.findall(source)))
    found = [
        f'\n\n@cache\ndef _words_{name}() -> frozenset[str]:\n    return word_set("{name}")\n'
        for name in names
    ]
    return _SET.sub(r"_words_\1()", source) + "".join(found)


def with_finals(source: str) -> str:
    """A module with its constants declared ``Final``, all on the same lines as before.

    What is ``Final`` lies at an address of its own; everything else of a module mypyc looks up in
    the module's dictionary, by its name and each time it is used.
    """
    lines = source.splitlines(keepends=True)
    head = 0
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            head = node.lineno
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        if len(targets) != 1 or not isinstance(targets[0], ast.Name):
            continue
        if not targets[0].id.isupper():
            continue  # the name of a type
        if isinstance(node, ast.Assign):
            name = targets[0].id
            lines[node.lineno - 1] = lines[node.lineno - 1].replace(name, f"{name}: _Final", 1)
        elif isinstance(node, ast.AnnAssign):
            _wrap(lines, node.annotation)
    if head:
        lines[head - 1] = f"{lines[head - 1].rstrip()}; from typing import Final as _Final\n"
    return "".join(lines)


def _wrap(lines: list[str], annotation: ast.expr) -> None:
    """``list[str]`` → ``_Final[list[str]]``; offsets count bytes."""
    if annotation.lineno != annotation.end_lineno:
        return
    line = lines[annotation.lineno - 1].encode()
    begin, end = annotation.col_offset, annotation.end_col_offset or 0
    wrapped = b"%b_Final[%b]%b" % (line[:begin], line[begin:end], line[end:])
    lines[annotation.lineno - 1] = wrapped.decode()


def _put(made: Path, folder: Path, made_of: str) -> None:
    """The mark comes last: half a set of modules is never used."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in made.rglob("*"):
        if path.is_file():
            shutil.copy(path, folder / path.name)
    (folder / "made_of").write_text(made_of, encoding="utf-8")


if __name__ == "__main__":
    main()
