"""YAML with its places: text in, nodes that know their line and column out.

Built on PyYAML's events rather than its constructors, for three reasons: every scalar stays *as
written* (``NO``, ``360``, ``22:00`` and ``1810.HK`` are text until a schema says otherwise),
every key and value keeps its place, and hostile files (deep nesting, alias bombs) are refused
before they cost anything. The C composer of PyYAML recurses without bound; this one does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.errors import ConfigError, Problem

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES = 64_000_000
MOST_DEPTH = 20
MOST_ALIASED = 100_000
"""Nodes that aliases may add to a file."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOTHING = {"", "~", "null", "Null", "NULL"}
_PLAIN_TAGS = {None, "!", "tag:yaml.org,2002:str"}

Plain = str | None | list["Plain"] | dict[str, "Plain"]
"""A document without its places."""
Steps = Sequence[str | int]
"""Keys and indexes that lead to a node."""


@dataclass(slots=True, eq=False)
class Node:
    """A scalar, list or mapping, and where it begins (both count from 1)."""

    line: int
    column: int
    value: str | list[Node] | dict[str, Entry]
    quoted: bool = False
    size: int = 1
    """Nodes in it, aliases expanded."""


@dataclass(slots=True, eq=False)
class Entry:
    """One ``key: value`` of a mapping."""

    key: Node
    value: Node


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One YAML document of a file. ``root`` is ``None`` when there is nothing in it."""

    file: str
    root: Node | None

    @property
    def data(self) -> Plain:
        return None if self.root is None else _plain(self.root, keep_null=False)

    def keys(self) -> list[str]:
        """Of the outermost mapping."""
        value = self.root.value if self.root else None
        return list(value) if isinstance(value, dict) else []

    def place(self, path: Steps, *, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at ``path`` (or of its key), or of the nearest thing
        around it that exists."""
        node, spot = self.root, self.root
        for step in path:
            inside = node.value if node else None
            if isinstance(inside, dict) and (entry := inside.get(str(step))):
                node, spot = entry.value, entry.key if key else entry.value
            elif isinstance(inside, list) and isinstance(step, int) and step < len(inside):
                node = spot = inside[step]
            else:
                break
        return (spot.line, spot.column) if spot else (1, 1)

    def node(self, path: Steps) -> Node | None:
        """What is at ``path``, exactly there."""
        node = self.root
        for step in path:
            inside = node.value if node else None
            if isinstance(inside, dict):
                entry = inside.get(str(step))
                node = entry.value if entry else None
            elif isinstance(inside, list) and isinstance(step, int) and step < len(inside):
                node = inside[step]
            else:
                return None
        return node

    def problem(
        self, path: Steps, what: str, hint: str = "", *, key: bool = False, offset: int = 0
    ) -> Problem:
        """``offset``: characters into the scalar at ``path``."""
        line, column = self.place(path, key=key)
        scalar = self.node(path) if offset else None
        if scalar and isinstance(scalar.value, str) and "\n" not in scalar.value:
            column += offset + scalar.quoted
        return Problem(file=self.file, line=line, column=column, what=what, hint=hint)


def _plain(node: Node, *, keep_null: bool) -> Plain:
    if isinstance(node.value, dict):
        return {key: _plain(entry.value, keep_null=False) for key, entry in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(each, keep_null=True) for each in node.value]
    if node.quoted or node.value not in _NOTHING:
        return node.value
    # In a list "null" may well be a name; an empty dash or a tilde never is.
    return node.value if keep_null and node.value not in {"", "~"} else None


# ── reading ──────────────────────────────────────────────────────────────────────────────


def read_text(path: Path, shown: str) -> str:
    """The file as text, with plain line ends. Raises :class:`ConfigError`."""

    def refuse(what: str, hint: str = "", line: int = 0, column: int = 0) -> ConfigError:
        where = Problem(file=shown, line=line, column=column, what=what, hint=hint)
        return ConfigError([where])

    if path.is_symlink() and not path.exists():
        raise refuse("is a symbolic link that leads nowhere", "mend or remove the link")
    if not path.is_file():
        raise refuse("is not a file", "put a YAML file there or remove it")
    try:
        body = path.read_bytes()
    except OSError as error:
        raise refuse(
            f"can't be read: {error.strerror or error}", "check its owner and permissions"
        ) from error
    if len(body) > MOST_BYTES:
        raise refuse(f"is too large: {len(body):,} bytes", f"at most {MOST_BYTES:,} are read")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = body[: error.start]
        hint = "it looks like UTF-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        raise refuse(
            f"is not UTF-8 (byte 0x{body[error.start]:02X})",
            "; ".join(filter(None, [hint, "save the file as UTF-8"])),
            before.count(b"\n") + 1,
            len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1,
        ) from error


def parse(text: str, file: str) -> tuple[tuple[Document, ...], list[Problem]]:
    """The documents in ``text``, divided by ``---`` (at least one, perhaps empty), and what is
    wrong with their YAML; no documents at all when reading had to stop."""
    if bad := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        what = f"a control character (U+{ord(bad[0]):04X}) can't stand here"
        return (), [Problem(file=file, line=line, column=column, what=what, hint="delete it")]
    builder = _Builder(file)
    try:
        # Any loader handed in is a safe one, and only its events are used.
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        return (), [*builder.problems, _syntax(error, text, file)]
    except _StopReadingError:
        return (), builder.problems
    documents = tuple(Document(file, root) for root in builder.roots)
    return documents or (Document(file, None),), builder.problems


class _StopReadingError(Exception):
    """The rest of the file can't be read; the problem is recorded."""


@dataclass(slots=True)
class _Open:
    """A list or mapping under construction."""

    node: Node
    anchor: str | None
    key: Node | None = None


@dataclass(slots=True)
class _Builder:
    """Events in, nodes out: a composer without recursion."""

    file: str
    roots: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    aliased: int = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            node = self._node(event, event.value)
            node.quoted = bool(event.style)
            self._check_tag(node, event.tag)
            self._finish(node, event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            empty: list[Node] | dict[str, Entry] = (
                [] if isinstance(event, yaml.SequenceStartEvent) else {}
            )
            node = self._node(event, empty)
            if len(self.stack) >= MOST_DEPTH:
                self._stop(node, f"is nested more than {MOST_DEPTH} levels deep")
            if event.anchor:
                self.anchors.pop(event.anchor, None)
            self.stack.append(_Open(node, event.anchor))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self.stack.pop()
            if isinstance(done.node.value, dict):
                self._merge(done.node)
            self._finish(done.node, done.anchor)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.anchors.clear()

    def _node(self, event: yaml.Event, value: str | list[Node] | dict[str, Entry]) -> Node:
        mark = event.start_mark
        return Node(mark.line + 1, mark.column + 1, value) if mark else Node(1, 1, value)

    def _check_tag(self, node: Node, tag: str | None) -> None:
        if tag not in _PLAIN_TAGS:
            name = str(tag).removeprefix("tag:yaml.org,2002:")
            self._note(node, f"the YAML tag '{name}' is not used here", "put the text in quotes")

    def _finish(self, node: Node, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = node
        if not self.stack:
            self.roots.append(node)
            return
        top = self.stack[-1]
        top.node.size += node.size
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif top.key is None:
            top.key = node
        elif isinstance(top.node.value, dict):
            self._pair(top.node.value, top.key, node)
            top.key = None

    def _pair(self, into: dict[str, Entry], key: Node, value: Node) -> None:
        if not isinstance(key.value, str):
            self._note(key, "a key must be plain text", "write it as 'key: value'")
        elif key.value in into:
            first = into[key.value].key
            self._note(
                key,
                f"'{key.value}' is given twice in the same place",
                f"the first is in line {first.line}; put both into one",
            )
        else:
            into[key.value] = Entry(key, value)

    def _merge(self, node: Node) -> None:
        """YAML's ``<<: *base``: keys of the base fill in what is missing here."""
        if not isinstance(node.value, dict) or "<<" not in node.value:
            return
        base = node.value.pop("<<").value
        for each in base.value if isinstance(base.value, list) else [base]:
            if isinstance(each.value, dict):
                for key, entry in each.value.items():
                    node.value.setdefault(key, entry)
            else:
                self._note(each, "'<<' takes a mapping", "write '<<: *anchor'")

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor or ""
        spot = self._node(event, "")
        if any(each.anchor == name for each in self.stack):
            self._stop(spot, f"'*{name}' refers to itself")
        known = self.anchors.get(name)
        if known is None:
            self._stop(
                spot,
                f"'*{name}' refers to nothing: a text that starts with '*' must be quoted",
                f'write "*{name}"',
            )
        else:
            self.aliased += known.size
            if self.aliased > MOST_ALIASED:
                self._stop(spot, "aliases ('*name') blow this file up beyond reason")
            self._finish(known, None)

    def _note(self, node: Node, what: str, hint: str = "") -> None:
        self.problems.append(
            Problem(file=self.file, line=node.line, column=node.column, what=what, hint=hint)
        )

    def _stop(self, node: Node, what: str, hint: str = "") -> None:
        self._note(node, what, hint)
        raise _StopReadingError


# ── syntax errors in words ───────────────────────────────────────────────────────────────

_SYNTAX: tuple[tuple[str, str, str], ...] = (
    # part of PyYAML's words (C or Python) → what, hint
    ("tab character", "a tab is used to indent", "YAML wants spaces"),
    ("mapping values are not allowed", "a ':' can't stand here", "a text with ': ' in it must be "
     "quoted, and a key stands at the start of its line"),
    ("sequence entries are not allowed", "a list can't start here", "put each '- ' on a line of "
     "its own"),
    ("',' or ']'", "a list in [ ] is not closed", "add the missing ',' or ']'"),
    ("',' or '}'", "a mapping in { } is not closed", "add the missing ',' or '}'"),
    ("unexpected end of stream", "a quotation mark is opened and never closed", "close it"),
    ("unknown escape character", "an unknown escape in double quotes", "use single quotes, where "
     "a backslash is just a backslash"),
    ("comment or line break", "a text that starts with '>' or '|' must be quoted",
     'as in alert_when: "> 10,000"'),
    ("comment or a line break", "a text that starts with '>' or '|' must be quoted",
     'as in alert_when: "> 10,000"'),
    ("indentation indicator", "a text that starts with '>' or '|' must be quoted",
     'as in alert_when: "> 10,000"'),
    ("'-' indicator", "a key can't follow a list here", "check the indentation"),
    ("block end", "this doesn't line up with the lines above", "check the indentation"),
    ("expected key", "this doesn't line up with the lines above", "check the indentation"),
    ("could not find expected ':'", "a line without ':' where a 'key: value' belongs", "check the "
     "indentation and the missing ':'"),
    ("node content", "something is missing here", "a value, ']' or '}'"),
)  # fmt: skip


WIDE_COLON = "'：' is a full-width colon"
WIDE_COLON_HINT = "write ': '"
_WIDE_KEY = re.compile("[ \t]*(?:-[ \t]+)?[A-Za-z_]+(：)")
_COMMENT = re.compile(r"[\[{,][ \t]*(#[^\s#,\]}]+)")


def _syntax(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    said = error.problem or ""
    if cause := _cause(error, said, text, line, file):
        return cause
    what, hint = f"is not valid YAML: {said}", ""
    if "cannot start any token" in said or "tab character" in said:
        what, hint = _bad_start(_char_at(text, line, column))
    else:
        for part, words, mend in _SYNTAX:
            if part in said:
                what, hint = words, mend
                break
    opened = error.context_mark
    if opened and ("not closed" in what or "never closed" in what):
        line, column = opened.line + 1, opened.column + 1
    return Problem(file=file, line=line, column=column, what=what, hint=hint)


def _cause(
    error: yaml.MarkedYAMLError, said: str, text: str, line: int, file: str
) -> Problem | None:
    """A full-width colon that was to end a key, or a ``#`` in a list: YAML stumbles later."""
    lines = dict(_lines(text))
    if "':'" in said or "mapping values" in said:
        at = error.context_mark.line + 1 if error.context_mark else line
        for number in dict.fromkeys((at, line, line - 1)):
            if wide := _WIDE_KEY.match(lines.get(number, "")):
                column = wide.start(1) + 1
                return Problem(
                    file=file, line=number, column=column, what=WIDE_COLON, hint=WIDE_COLON_HINT
                )
    if "node content" in said or "',' or" in said:
        for number in range(line, max(line - 3, 0), -1):
            if hit := _COMMENT.search(lines.get(number, "")):
                return Problem(
                    file=file,
                    line=number,
                    column=hit.start(1) + 1,
                    what="'#' begins a comment here",
                    hint=f'quote it: "{hit[1]}"',
                )
    return None


def _bad_start(char: str) -> tuple[str, str]:
    if char in {"\t", ""}:
        return "a tab is used to indent", "YAML wants spaces"
    return f"a text that starts with '{char}' must be quoted", f'write "{char}…"'


def _char_at(text: str, line: int, column: int) -> str:
    for number, content in _lines(text):
        if number == line:
            return content[column - 1 : column]
    return ""


def _lines(text: str) -> Iterator[tuple[int, str]]:
    # As YAML counts lines, not as str.splitlines() does (form feeds).
    yield from enumerate(re.split("\r\n|[\r\n\x85\u2028\u2029]", text), start=1)
