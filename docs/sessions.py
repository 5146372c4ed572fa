"""Replays the terminal sessions in the documentation, so that what they show is what happens.

A fenced block of the language ``console`` is a session: after ``$ cat FILE`` stand the contents
of a file, after ``$ tidings …`` what the command says. YAML blocks whose first line names a file
(``# desk/feeds.yaml``) are files, too. :func:`replayed` runs the commands of one document in a
folder that holds its files, and returns the document with what they say now.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *HERE.glob("*.md"))

_FENCED = re.compile(r"^```(?P<language>[\w-]*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"# (?P<file>[\w./-]+\.yaml)\n")
_COMMAND = re.compile(r"^\$ (?P<command>.+)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_WIDTH = 96
"""Columns into which a record in JSON is laid out."""


@dataclass(frozen=True, slots=True)
class Block:
    language: str
    body: str

    @property
    def file(self) -> str:
        """The file that a YAML block says it is; empty when it says nothing."""
        named = _NAMED.match(self.body)
        return named["file"] if named and self.language == "yaml" else ""


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a document, in order."""
    return (Block(found["language"], found["body"]) for found in _FENCED.finditer(text))


def replayed(text: str) -> str:
    """The document, its sessions as they go now."""
    if not any(block.language == "console" for block in blocks(text)):
        return text
    with tempfile.TemporaryDirectory(prefix="tidings-docs-") as name:
        folder = Path(name)
        return _FENCED.sub(lambda found: _block(found, folder), text)


def _block(found: re.Match[str], folder: Path) -> str:
    block = Block(found["language"], found["body"])
    if block.file:
        _write(folder / block.file, block.body)
    if block.language != "console":
        return found[0]
    session = _COMMAND.sub(lambda command: _step(command, folder), block.body)
    return f"```console\n{session}```"


def _step(found: re.Match[str], folder: Path) -> str:
    verb, *arguments = shlex.split(found["command"])
    if verb == "cat":
        _write(folder / arguments[0], found["output"])
        return found[0]
    if verb != "tidings":
        raise ValueError(f"sessions know cat and tidings, not {found['command']!r}")
    return f"$ {found['command']}\n{_laid_out(_run(arguments, folder))}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _run(arguments: list[str], folder: Path) -> str:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TIDINGS_")}
    done = subprocess.run(  # noqa: S603 - our own program and our own documents
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "96"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.stdout


# ── records, laid out for reading ────────────────────────────────────────────────────────


def _laid_out(output: str) -> str:
    """Lines of JSON that are too long are broken where people would break them."""
    return "".join(
        _value(json.loads(line), 0) + "\n" if line.startswith("{") else line + "\n"
        for line in output.splitlines()
    )


def _value(value: object, indent: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if indent + len(flat) <= _WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    inner = indent + 2
    if isinstance(value, list):
        parts = [_value(each, inner) for each in value]
        return "[\n" + ",\n".join(" " * inner + part for part in parts) + "]"
    parts = [f"{json.dumps(key)}: {_value(each, inner)}" for key, each in value.items()]
    return "{" + _filled(parts, inner).lstrip() + "}"


def _filled(parts: list[str], indent: int) -> str:
    """As many short ones on a line as fit."""
    lines = [""]
    for number, part in enumerate(parts):
        piece = part + ("," if number < len(parts) - 1 else "")
        together = f"{lines[-1]} {piece}".lstrip()
        if lines[-1] and (indent + len(together) > _WIDTH or "\n" in piece):
            lines.append(piece)
        else:
            lines[-1] = together
        if "\n" in piece:
            lines.append("")
    return "\n".join(" " * indent + line for line in lines if line)
