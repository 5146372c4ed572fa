"""The documentation is complete, and what it says is so."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import __version__
from bot.alerts.policy import RULES, Rules
from bot.cli import VERBS, build_parser
from bot.commands import COMMANDS
from bot.config import load, schema
from bot.figures import parse_condition
from bot.matching import weights
from bot.matching.slips import Slip
from bot.model import ConditionKind
from bot.stories.judge import GUARDS
from docs.generate import commands_page
from docs.sessions import PAGES, ROOT, Block, blocks, replayed

REPLAY = "python -m docs.generate"
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text("utf-8") for page in PAGES}
EVERYTHING = "\n".join(TEXTS.values())
pages = pytest.mark.parametrize("name", TEXTS)


def outside_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def code(text: str) -> Iterator[str]:
    """Whatever is set as code: spans, and the lines of blocks that are typed at a shell."""
    yield from re.findall(r"`([^`\n]+)`", outside_blocks(text))
    for block in blocks(text):
        if block.language in ("", "console"):
            yield from (line.removeprefix("$ ") for line in block.body.splitlines())


# ── examples ─────────────────────────────────────────────────────────────────────────────


def named(text: str) -> list[Block]:
    return [block for block in blocks(text) if block.language == "yaml"]


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if named(text)])
def test_examples_in_yaml_are_good_configuration(name: str, tmp_path: Path) -> None:
    examples = named(TEXTS[name])
    assert all(each.file for each in examples), "the first line names the file: # config/feeds.yaml"
    latest = {each.file: each.body for each in examples}
    for number, each in enumerate(examples):
        folder = tmp_path / str(number)
        root = each.file.partition("/")[0]
        for file, body in (latest | {each.file: each.body}).items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, "utf-8")
        loaded = load(folder / root, environ={})
        unwatched = [w for w in loaded.warnings if "there are no destinations" not in w.what]
        assert unwatched == []
        assert folder / each.file in loaded.files, "it is one of those read"


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if "```console" in text])
def test_sessions_go_as_they_are_shown(name: str) -> None:
    assert replayed(TEXTS[name]) == TEXTS[name], f"run {REPLAY} and look at the difference"


def test_a_session_that_went_otherwise_is_noticed() -> None:
    text = '```console\n$ cat one.jsonl\n{"id": 1}\n$ tidings figures one.jsonl\nall fine\n```\n'
    assert "line 1 has neither 'title' nor 'content'" in replayed(text)


def rows_of(text: str, first: str) -> list[list[str]]:
    """The cells of the table whose head begins with ``first``."""
    lines = text[text.index(f"| {first} |") :].partition("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_conditions_mean_what_the_table_says() -> None:
    kinds = set()
    for write, other, _ in rows_of(TEXTS["docs/configuration.md"], "write | or"):
        forms = re.findall(r"`([^`]+)`", f"{write} {other}")
        read = [parse_condition(form) for form in forms]
        if read[0].kind is ConditionKind.RECORD:
            assert {each.kind for each in read} == {ConditionKind.RECORD}
        else:
            meanings = {replace(each, text="", unit="") for each in read}
            assert len(meanings) == 1, forms
        kinds.add((read[0].kind, read[0].op))
    assert {kind for kind, _ in kinds} == set(ConditionKind)
    assert {op for _, op in kinds} == {"", ">", "<", ">=", "<=", "="}


def test_every_condition_of_the_page_on_figures_can_be_written() -> None:
    text = TEXTS["docs/figures.md"]
    written = [*rows_of(text, "condition"), *rows_of(text, "write")]
    forms = [form for row in written for form in re.findall(r"`([^`]+)`", row[0])]
    kinds = {parse_condition(form).kind for form in forms}
    assert kinds == set(ConditionKind) - {ConditionKind.ANY}


def test_the_design_quotes_the_weights_and_rules_in_force() -> None:
    page = TEXTS["docs/design.md"]
    scores = [re.findall(r"\d\.\d+", row[1])[0] for row in rows_of(page, "found")]
    w = weights
    assert [float(score) for score in scores] == [
        w.EXACT, w.TICKER_CUE, w.CAPITAL_MIDWAY, w.COMPANY_CUE, w.CONTEXT, w.TYPO_ONE,
        w.DOES, w.BUSINESS, w.SELDOM_WORD, w.BEFORE_OWN, w.CAPITAL_AT_START, w.LOWER_AMONG,
        w.COMMON_LOWER,
    ]  # fmt: skip
    letters = [re.findall(r"\d", row[1]) for row in rows_of(page, "slip")]
    slips = list(zip(w.LETTERS, w.LETTERS_FAMOUS, strict=True))
    assert letters == [
        [str(least) for least in dict.fromkeys(pair) if least < 10] for pair in slips
    ]
    assert len(slips) == len(Slip)
    assert f"counts ({w.REPEATED})" in page
    assert f"from {w.CUTOFF} on it counts" in page
    assert f"within {w.CONTEXT_REACH} characters" in page
    assert [f"_{row[0]}" for row in rows_of(page, "rule")] == [rule.__name__ for rule in RULES]
    limits = Rules()
    assert (
        f"{limits.budget.messages} messages within {limits.budget.window.seconds // 60} minutes"
        in page
    )
    assert f"over {limits.archive.days} days, or over {limits.late.days}" in page
    assert len(re.findall(r"^\d+\. ", page, re.MULTILINE)) == len(GUARDS)


# ── links and pictures ───────────────────────────────────────────────────────────────────


def anchors(text: str) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", outside_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pages
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", outside_blocks(TEXTS[name])):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), f"{name} links to {target}"
        if anchor:
            assert anchor in anchors(file.read_text("utf-8")), f"{name} links to {target}"


def test_every_page_can_be_reached_from_the_first() -> None:
    reached, todo = set(), ["README.md"]
    while todo:
        name = todo.pop()
        reached.add(name)
        for target in re.findall(r"\]\(([^)#\s]+\.md)", TEXTS[name]):
            file = ((ROOT / name).parent / target).resolve().relative_to(ROOT).as_posix()
            if file not in reached:
                todo.append(file)
    assert set(TEXTS) == reached


@pytest.mark.parametrize("file", sorted((ROOT / "docs" / "images").glob("*.svg")), ids=str)
def test_pictures_stand_by_themselves_and_are_used(file: Path) -> None:
    svg = file.read_text("utf-8")
    assert len(svg.encode()) < 200_000
    assert "@font-face" not in svg, "a picture must not fetch fonts"
    assert not re.findall(r"""(?:href|src|url)\s*[=(]\s*["']?https?:""", svg)
    assert f"images/{file.name})" in EVERYTHING


# ── completeness ─────────────────────────────────────────────────────────────────────────


def test_the_page_of_commands_is_up_to_date() -> None:
    assert TEXTS["docs/commands.md"] == commands_page(), f"run {REPLAY}"


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_is_shown(verb: str) -> None:
    assert re.search(rf"tidings {verb}\b", EVERYTHING)


def test_every_option_is_shown() -> None:
    options = {name for verb in VERBS for names, _ in verb.arguments for name in names}
    missing = {name for name in options if name.startswith("--") and name not in EVERYTHING}
    assert missing <= {"--seconds", "--no-prompt"}, "the demo's are for us"


def keys_of(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for each in node.values():
            yield from keys_of(each)
    elif isinstance(node, list):
        for each in node:
            yield from keys_of(each)


@pytest.mark.parametrize("key", sorted(set(keys_of(schema()))))
def test_every_key_of_the_configuration_is_explained(key: str) -> None:
    page = TEXTS["docs/configuration.md"]
    assert re.search(rf"^\|[^|]*`{key}`[^|]*\|", page, re.MULTILINE) or f"`{key}`**" in page


def test_defaults_are_those_in_force() -> None:
    """Of the tables, as far as the published schema states them."""
    stated = {
        key: field["default"]
        for kind in schema().values()
        for section in (kind, *kind.get("$defs", {}).values())
        for key, field in shape(section).get("properties", {}).items()
        if "default" in field and not isinstance(field["default"], dict)
    }
    page = TEXTS["docs/configuration.md"]
    tables = re.findall(r"^\| key \| default \|.*?(?=\n\n)", page, re.DOTALL | re.MULTILINE)
    rows = [line.strip("|").split(" | ") for table in tables for line in table.splitlines()]
    shown = {key: row[1].strip(" `") for row in rows for key in re.findall(r"`(\w+)`", row[0])}
    compared = {key: value for key, value in stated.items() if key in shown}
    assert len(compared) > 10
    for key, value in compared.items():
        expected = str(value).lower() if isinstance(value, bool) else str(value)
        assert shown[key].replace("20 MB", "20000000").casefold() == expected.casefold(), key


def shape(section: dict[str, Any]) -> dict[str, Any]:
    """A section with a short form is one of two things."""
    return next((each for each in section.get("anyOf", ()) if "properties" in each), section)


# ── what is mentioned exists ─────────────────────────────────────────────────────────────


@pages
def test_commands_of_the_shell_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for line in code(TEXTS[name]):
        if made := re.match(r"make ([a-z-]+)", line.partition("#")[0].strip()):
            target = made[1]
            assert target in targets or any(each.startswith(target) for each in targets), line
        if called := re.match(r"(?:\S*=\S+ )?(?:\.venv/bin/)?tidings (?=[a-z-])(.*)", line):
            understands(called[1])


def understands(written: str) -> None:
    """The command line takes it; placeholders such as FILE pass as they are."""
    words = shlex.split(re.split(r"\s+#|\s[>|]\s", written)[0])
    verb = next((each for each in VERBS if each.name == words[0]), None)
    assert verb is not None, f"there is no 'tidings {words[0]}'"
    needed = [n for names, options in verb.arguments for n in [(names[0], options)]]
    positional = [name for name, options in needed if not name.startswith("-")]
    if positional and not [word for word in words[1:] if not word.startswith("-")]:
        words += ["import"] if verb.name == "opml" else ["x"]
    if words[-1] in ("--role", "--config", "--backfill"):
        words.append({"--role": "poll", "--config": "DIR", "--backfill": "5"}[words[-1]])
    build_parser().parse_args([word.replace("…", "x") for word in words])


@pytest.mark.parametrize("name", ["README.md", "docs/configuration.md", "docs/operations.md"])
def test_commands_of_the_chat_exist(name: str) -> None:
    """Where a span begins like one, it is one, with options that it has."""
    paths = {command.path: command for command in COMMANDS}
    for line in code(TEXTS[name]):
        words = line.split()
        path = next((p for n in (2, 1) if (p := " ".join(words[:n])) in paths), None)
        if path is None:
            continue
        options = set(re.findall(r"(?<!\S)([a-z]\w*):(?=\S)", line)) - {"https", "http", "tag"}
        assert options <= {param.name for param in paths[path].params}, line


@pages
def test_files_of_the_repository_exist(name: str) -> None:
    """Of paths set as code; ``…/yours/`` is for whoever reads to make."""
    for span in re.findall(r"`([^`\n]+)`", outside_blocks(TEXTS[name])):
        if re.fullmatch(r"(?:bot|handlers|tests|docs|benchmarks)/[\w./-]*", span):
            assert (ROOT / span).exists() or "yours" in span, f"{name} names {span}"


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{__version__}]" in TEXTS["CHANGELOG.md"]


def variables(texts: Iterable[str]) -> set[str]:
    found = {name for text in texts for name in re.findall(r"\bTIDINGS_[A-Z][A-Z_]+\b", text)}
    return {name.removesuffix("_FILE") for name in found}


def sources(*folders: str) -> Iterator[str]:
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            yield path.read_text("utf-8")


def test_environment_variables_are_those_of_the_code() -> None:
    code_of = [*sources("bot", "handlers", "tests/support")]
    secrets = {f"TIDINGS_{n.upper()}" for t in code_of for n in re.findall(r'secret\("(\w+)"', t)}
    files = [(ROOT / "config" / "tidings.yaml").read_text("utf-8")]
    used = variables([*code_of, *files]) | secrets
    assert used == variables(TEXTS.values())


@pages
def test_no_page_knows_a_machine(name: str) -> None:
    text = TEXTS[name]
    assert not re.findall(r"(?<![\w.])/(?:home|root|work|Users|tmp|mnt|private)/\S*", text)
    assert not re.findall(r"http://(?:127|10|192\.168)\.\S+", text)


_LONG = ("|", "!", "#", "- ")
"""What begins lines that may be long: tables, pictures, headings, generated lists."""


@pages
def test_pages_are_set_tidily(name: str) -> None:
    text = TEXTS[name]
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert "\t" not in text
    assert text.count("\n```") % 2 == 0
    prose = [
        line
        for line in outside_blocks(text).splitlines()
        if not line.startswith(("|", "!", "#", "-"))
    ]
    assert max(map(len, prose)) <= 100
