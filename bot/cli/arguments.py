"""The table of verbs with their arguments, and the parser made of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import __version__
from bot.cli import filtering, history, serving, setting_up
from bot.cli.reading import default_folder


@dataclass(frozen=True, kw_only=True, slots=True)
class Verb:
    name: str
    run: Callable[[argparse.Namespace], int]
    help: str
    arguments: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = ()


def days(text: str) -> int:
    """A number of days, as an argument's type."""
    number = int(text)
    if not 0 < number <= 3_660:
        raise argparse.ArgumentTypeError("must be between 1 and 3660")
    return number


def moment(text: str) -> datetime:
    """A time, as an argument's type; without an offset in UTC."""
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def count(text: str) -> int:
    """A whole number from 0 on, as an argument's type."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number


def arg(*names: str, **options: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    return names, options


DIR = arg(
    "given",
    nargs="?",
    type=Path,
    metavar="DIR",
    help="the configuration folder, the same as --config DIR",
)
RECORDS = (
    arg("file", nargs="?", type=Path, metavar="FILE", help="JSON lines (default: stdin)"),
    arg("--with-text", action="store_true", help="add the plain text the offsets refer to"),
)

VERBS = (
    Verb(
        name="run",
        run=serving.run,
        help="poll, match, post and answer",
        arguments=(
            DIR,
            arg(
                "--role",
                choices=("all", "poll", "chat"),
                default="all",
                help="the part this process plays (default: all)",
            ),
            arg(
                "--backfill",
                type=count,
                default=0,
                metavar="N",
                help="treat the newest N items of feeds seen for the first time as new",
            ),
        ),
    ),
    Verb(
        name="demo",
        run=serving.demo,
        help="the whole thing in this terminal, no token, no network",
        arguments=(
            arg("--seconds", type=float, default=60.0, help="how long the news takes to come in"),
            arg("--no-prompt", action="store_true", help="end when the news has come in"),
        ),
    ),
    Verb(
        name="console",
        run=serving.console,
        help="ask the running bot from this terminal",
        arguments=(DIR,),
    ),
    Verb(
        name="doctor",
        run=setting_up.doctor,
        help="check everything the bot needs and name the fix",
        arguments=(DIR, arg("--offline", action="store_true", help="don't reach out to the feeds")),
    ),
    Verb(
        name="check",
        run=setting_up.check,
        help="check the configuration only",
        arguments=(DIR,),
    ),
    Verb(
        name="init",
        run=setting_up.init,
        help="write a small commented configuration to start from",
        arguments=(arg("folder", type=Path, metavar="DIR", help="the folder to write them to"),),
    ),
    Verb(
        name="match",
        run=filtering.match,
        help="watches found in records",
        arguments=(
            *RECORDS,
            arg("--explain", action="store_true", help="add what was nearly taken, and the rule"),
        ),
    ),
    Verb(name="figures", run=filtering.figures, help="figures found in records", arguments=RECORDS),
    Verb(
        name="stories",
        run=filtering.stories,
        help="which record tells which story",
        arguments=RECORDS,
    ),
    Verb(
        name="backtest",
        run=history.backtest,
        help="what the configuration would have told of the stored history",
        arguments=(
            DIR,
            arg("--days", type=days, default=14, metavar="N", help="how far back (default: 14)"),
            arg(
                "--against",
                type=Path,
                metavar="DIR",
                help="the configuration that runs, with its history (default: config, or"
                " $TIDINGS_CONFIG)",
            ),
            arg(
                "--until",
                type=moment,
                metavar="TIME",
                help="where the period ends, like 2026-07-14T12:00Z (default: now)",
            ),
            arg(
                "--examples",
                type=count,
                default=8,
                metavar="N",
                help="stories gained and lost that are shown (default: 8)",
            ),
            arg(
                "--quick",
                action="store_true",
                help="take the stories as they were told apart then, instead of anew",
            ),
            arg("--json", action="store_true", help="the same as data, for scripts"),
        ),
    ),
    Verb(
        name="opml",
        run=history.opml,
        help="feeds from and to other readers",
        arguments=(
            arg(
                "direction",
                choices=("import", "export"),
                help="import: print what to put into feeds.yaml; export: write an OPML file",
            ),
            arg(
                "file",
                nargs="?",
                type=Path,
                metavar="FILE",
                help="the OPML file (export without it: stdout)",
            ),
        ),
    ),
    Verb(
        name="export",
        run=history.export,
        help="write the watchlists and feeds made in chat as YAML",
        arguments=(
            arg("folder", type=Path, metavar="DIR", help="the folder to write to, made if missing"),
            arg("--scope", help="of one workspace or guild only, like slack:T024BE7LD"),
        ),
    ),
    Verb(
        name="apply",
        run=history.apply,
        help="make exported YAML the watchlists and feeds of a workspace again",
        arguments=(
            arg("path", type=Path, metavar="DIR|FILE", help="exported YAML, or a folder of it"),
            arg("--scope", default="console", help="the workspace or guild (default: console)"),
        ),
    ),
    Verb(
        name="backup",
        run=history.backup,
        help="a consistent copy of the database, while running",
        arguments=(arg("file", type=Path, metavar="FILE", help="where the copy goes"), DIR),
    ),
    Verb(
        name="slack-manifest",
        run=setting_up.slack_manifest,
        help="print the manifest that makes the app on Slack",
        arguments=(
            arg(
                "--http",
                metavar="URL",
                default="",
                help="the bot's public address, for HTTP mode (default: Socket Mode, which needs "
                "none)",
            ),
        ),
    ),
    Verb(
        name="schema",
        run=setting_up.schema,
        help="write the JSON Schemas of the configuration",
        arguments=(arg("folder", type=Path, metavar="DIR", help="the folder to write them to"),),
    ),
    Verb(
        name="health", run=serving.health, help="exit 0 when the bot here is alive (for containers)"
    ),
)


def build_parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--config",
        type=Path,
        default=default_folder(),
        metavar="DIR",
        help="the configuration folder (default: config, or $TIDINGS_CONFIG)",
    )
    common.add_argument("-v", "--verbose", action="store_true", help="say more on stderr")
    parser = argparse.ArgumentParser(
        prog="tidings",
        description="News alerts that say why: watches companies, people and figures.",
    )
    parser.add_argument("--version", action="version", version=f"tidings {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for verb in VERBS:
        sub = verbs.add_parser(verb.name, help=verb.help, description=verb.help, parents=[common])
        known = [name for names, _ in verb.arguments for name in names if name[0] == "-"]
        known += ["--config", "--verbose", "--help"]
        sub.set_defaults(run=verb.run, parser=sub, options=known)
        for names, options in verb.arguments:
            sub.add_argument(*names, **options)
    return parser
