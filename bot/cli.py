"""The verbs of the command line; ``tidings --help`` lists them."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot import __version__, log
from bot.errors import ConfigError, Problem, TidingsError

if TYPE_CHECKING:
    from bot.ports import Platform, Store

Result = TypeVar("Result")

EXIT_PROBLEM = 1
"""Something a user can mend; said on stderr."""
EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status."""
    arguments, unknown = build_parser().parse_known_args(argv)
    if unknown:
        arguments.parser.error(_unrecognized(unknown, arguments.options))
    if getattr(arguments, "given", None) is not None:
        arguments.config = arguments.given
    log.set_up(verbose=arguments.verbose, quiet=arguments.run is demo)
    try:
        return int(arguments.run(arguments))
    except ConfigError as error:
        complain_of(error.problems, error.warnings)
        return EXIT_PROBLEM
    except TidingsError as error:
        complain(error)
        return EXIT_PROBLEM
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Our reader went away (`| head`); the interpreter must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # A file or folder that somebody named: anything the bot uses itself says more.
        what = error.strerror or str(error)
        complain(f"{error.filename}: {what}" if error.filename else what)
        return EXIT_PROBLEM


def say(text: str = "") -> None:
    print(text)  # noqa: T201 - the command line's voice


def note(text: str) -> None:
    """On stderr, beside output that something else may read."""
    print(f"tidings: {text}", file=sys.stderr)  # noqa: T201 - ditto


def complain(error: TidingsError | str) -> None:
    print(f"tidings: {log.redact(str(error))}", file=sys.stderr)  # noqa: T201 - ditto


def complain_of(problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
    """One line each, ``file:line:column message``: what editors can jump to."""
    for each in (*problems, *(replace(each, what=f"warning: {each.what}") for each in warnings)):
        print(log.redact(str(each)), file=sys.stderr)  # noqa: T201 - ditto


def until_stopped(main: Coroutine[Any, Any, None]) -> int:
    """Run to the end, or until SIGINT or SIGTERM asks it to end in order."""

    async def supervised() -> None:
        task = asyncio.create_task(main)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
                loop.add_signal_handler(name, task.cancel)
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(supervised())
    return 0


# ── the bot itself ───────────────────────────────────────────────────────────────────────


def run(arguments: argparse.Namespace) -> int:
    from bot.app import Options, serve

    options = Options(folder=arguments.config, role=arguments.role, backfill=arguments.backfill)
    return until_stopped(serve(options))


def console(arguments: argparse.Namespace) -> int:
    from bot.app import Options, serve

    return until_stopped(serve(Options(folder=arguments.config, role="chat")))


def demo(arguments: argparse.Namespace) -> int:
    from bot.demo.show import demonstrate

    return until_stopped(demonstrate(seconds=arguments.seconds, prompt=not arguments.no_prompt))


# ── configuration ────────────────────────────────────────────────────────────────────────


def check(arguments: argparse.Namespace) -> int:
    from bot.config import load
    from bot.text import count_of

    loaded = load(arguments.config)
    complain_of((), loaded.warnings)
    watches = sum(len(watchlist.watches) for watchlist in loaded.watchlists)
    say(
        f"{count_of(len(loaded.files), 'file')} read: {count_of(len(loaded.feeds), 'feed')},"
        f" {count_of(len(loaded.watchlists), 'watchlist')} with"
        f" {count_of(watches, 'watch', 'watches')}."
        f" Everything is fine{', but see above' if loaded.warnings else ''}."
    )
    return 0


def init(arguments: argparse.Namespace) -> int:
    from bot.config import init as write

    folder: Path = arguments.folder
    kept = sorted(folder.glob("*.yaml")) + sorted(folder.glob("watchlists/*.yaml"))
    written = write(folder)
    for path in written:
        say(f"wrote {path}")
    for path in kept:
        say(f"kept {path}")
    what = "Now edit them" if written else "Everything was there already; nothing was changed. Edit"
    say(f"{what}, then: tidings check {folder}")
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    from bot.app import Options, platform_setup
    from bot.config import Loaded, secret
    from bot.doctor import Platforms, examine, summary
    from handlers import registry

    def opened(name: str, loaded: Loaded) -> Platform:
        options = Options(folder=arguments.config, stdin=None)
        return registry.create(name, platform_setup(loaded, options))

    platforms = Platforms(
        missing=registry.missing, with_token=registry.with_token(secret), open=opened
    )
    findings = asyncio.run(examine(arguments.config, platforms, online=not arguments.offline))
    for finding in findings:
        say(str(finding))
    say(summary(findings))
    return EXIT_PROBLEM if any(finding.broken for finding in findings) else 0


def schema(arguments: argparse.Namespace) -> int:
    from bot.config import schema as schemas

    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    for kind, content in schemas().items():
        path = folder / f"{kind}.schema.json"
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
        say(f"wrote {path}")
    return 0


def slack_manifest(arguments: argparse.Namespace) -> int:
    from handlers.slack.manifest import manifest

    say(json.dumps(manifest(arguments.http), indent=2, ensure_ascii=False))
    return 0


# ── filters: JSON lines in, JSON lines out ───────────────────────────────────────────────


def match(arguments: argparse.Namespace) -> int:
    from bot.filters import match_filter

    work = match_filter(_catalogue(arguments.config), explain=arguments.explain)
    return _filter(arguments, work)


def figures(arguments: argparse.Namespace) -> int:
    from bot.filters import figures_filter

    return _filter(arguments, figures_filter)


def stories(arguments: argparse.Namespace) -> int:
    from bot.filters import stories_filter

    config: Path = arguments.config
    catalogue = _catalogue(config) if config.is_dir() else None
    return _filter(arguments, stories_filter(catalogue, datetime.now(UTC)))


def _catalogue(folder: Path) -> Any:
    from bot.catalogue import Catalogue
    from bot.config import load

    loaded = load(folder)
    return Catalogue.build(loaded.settings, loaded.feeds, loaded.watchlists)


def _filter(arguments: argparse.Namespace, work: Any) -> int:
    from bot.filters import RecordError, run

    status = 0
    for output in run(_lines(arguments.file), work, with_text=arguments.with_text):
        if isinstance(output, RecordError):
            complain(output)
            status = EXIT_PROBLEM
        else:
            say(output)
    return status


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: OSError) -> TidingsError:
    hint = f"a configuration folder is given as --config {path}" if path.is_dir() else ""
    return TidingsError(f"can't read {path}: {error.strerror}", hint=hint)


def _lines(path: Path | None) -> Iterator[str]:
    if path is None:
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr] # a text stream unless replaced
        yield from sys.stdin
        return
    try:
        with path.open(encoding="utf-8", errors="surrogateescape") as lines:
            yield from lines
    except OSError as error:
        raise unreadable(path, error) from None


def backtest(arguments: argparse.Namespace) -> int:
    from time import monotonic

    from bot.backtest.report import data, lines
    from bot.backtest.whatif import what_if
    from bot.storage import open_store

    started, now = monotonic(), datetime.now(UTC)
    shown = 0.0

    def heard(items: int, seen: datetime) -> None:
        nonlocal shown
        if sys.stderr.isatty() and monotonic() - shown > 1:
            shown = monotonic()
            print(f"\r{items:,} items, up to {seen:%d %b %H:%M} ", end="", file=sys.stderr)  # noqa: T201 - ditto

    made = asyncio.run(
        what_if(
            arguments.config,
            arguments.against or default_folder(),
            days=arguments.days,
            now=arguments.until or now,
            quick=arguments.quick,
            open_store=lambda url: open_store(url, create=False),
            heard=heard,
        )
    )
    if shown:
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr)  # noqa: T201 - ditto
    if arguments.json:
        say(json.dumps(data(made), ensure_ascii=False, indent=2))
        return 0
    for line in lines(made, monotonic() - started, examples=arguments.examples):
        say(line)
    return 0


# ── data ─────────────────────────────────────────────────────────────────────────────────


def with_store(config: Path, work: Callable[[Store], Awaitable[Result]], *, create: bool) -> Result:
    """Run something on the database the configuration names."""
    from bot.config import load
    from bot.storage import open_store

    async def run_it() -> Result:
        store = await open_store(load(config).settings.database, create=create)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run_it())


def backup(arguments: argparse.Namespace) -> int:
    if arguments.file.is_dir():
        what = f"{arguments.file} is a folder, the copy is a file"
        raise TidingsError(what, hint="tidings backup FILE [DIR]")
    with_store(arguments.config, lambda store: store.backup(arguments.file), create=False)
    say(f"wrote {arguments.file}")
    return 0


def export(arguments: argparse.Namespace) -> int:
    from bot import transfer

    def work(store: Store) -> Awaitable[list[Path]]:
        return transfer.export(store, arguments.folder, arguments.scope)

    written = with_store(arguments.config, work, create=False)
    for path in written:
        say(f"wrote {path}")
    if not written:
        say("Nothing has been made in chat yet.")
    return 0


def apply(arguments: argparse.Namespace) -> int:
    from bot import transfer

    def work(store: Store) -> Awaitable[list[str]]:
        return transfer.apply(store, arguments.path, arguments.scope, datetime.now(UTC))

    done = with_store(arguments.config, work, create=True)
    for each in done or ["Everything was so already."]:
        say(each)
    return 0


def opml(arguments: argparse.Namespace) -> int:
    from bot import transfer

    if arguments.direction == "export":
        text, what = transfer.to_opml(arguments.config, arguments.file)
    elif arguments.file is None:
        raise TidingsError("name the OPML file to import", hint="tidings opml import FILE")
    else:
        body = read_bytes(arguments.file)
        text, what = transfer.from_opml(arguments.config, body, arguments.file)
    if what:
        note(what)
    if text:
        say(text)
    return 0


def health(arguments: argparse.Namespace) -> int:
    from bot.heartbeat import LATE, Heartbeat

    age = Heartbeat(arguments.config).age()
    if age is None or age > LATE:
        complain("no heartbeat" if age is None else f"last heartbeat {age:.0f} s ago")
        return EXIT_PROBLEM
    return 0


# ── the parser ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Verb:
    name: str
    run: Callable[[argparse.Namespace], int]
    help: str
    arguments: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = ()


def default_folder() -> Path:
    """The configuration that runs here, unless somebody says otherwise."""
    return Path(os.environ.get("TIDINGS_CONFIG", "config"))


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
        run=run,
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
        run=demo,
        help="the whole thing in this terminal, no token, no network",
        arguments=(
            arg("--seconds", type=float, default=60.0, help="how long the news takes to come in"),
            arg("--no-prompt", action="store_true", help="end when the news has come in"),
        ),
    ),
    Verb(
        name="console",
        run=console,
        help="ask the running bot from this terminal",
        arguments=(DIR,),
    ),
    Verb(
        name="doctor",
        run=doctor,
        help="check everything the bot needs and name the fix",
        arguments=(DIR, arg("--offline", action="store_true", help="don't reach out to the feeds")),
    ),
    Verb(
        name="check",
        run=check,
        help="check the configuration only",
        arguments=(DIR,),
    ),
    Verb(
        name="init",
        run=init,
        help="write a small commented configuration to start from",
        arguments=(arg("folder", type=Path, metavar="DIR", help="the folder to write them to"),),
    ),
    Verb(
        name="match",
        run=match,
        help="watches found in records",
        arguments=(
            *RECORDS,
            arg("--explain", action="store_true", help="add what was nearly taken, and the rule"),
        ),
    ),
    Verb(name="figures", run=figures, help="figures found in records", arguments=RECORDS),
    Verb(name="stories", run=stories, help="which record tells which story", arguments=RECORDS),
    Verb(
        name="backtest",
        run=backtest,
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
        run=opml,
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
        run=export,
        help="write the watchlists and feeds made in chat as YAML",
        arguments=(
            arg("folder", type=Path, metavar="DIR", help="the folder to write to, made if missing"),
            arg("--scope", help="of one workspace or guild only, like slack:T024BE7LD"),
        ),
    ),
    Verb(
        name="apply",
        run=apply,
        help="make exported YAML the watchlists and feeds of a workspace again",
        arguments=(
            arg("path", type=Path, metavar="DIR|FILE", help="exported YAML, or a folder of it"),
            arg("--scope", default="console", help="the workspace or guild (default: console)"),
        ),
    ),
    Verb(
        name="backup",
        run=backup,
        help="a consistent copy of the database, while running",
        arguments=(arg("file", type=Path, metavar="FILE", help="where the copy goes"), DIR),
    ),
    Verb(
        name="slack-manifest",
        run=slack_manifest,
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
        run=schema,
        help="write the JSON Schemas of the configuration",
        arguments=(arg("folder", type=Path, metavar="DIR", help="the folder to write them to"),),
    ),
    Verb(name="health", run=health, help="exit 0 when the bot here is alive (for containers)"),
)


def _unrecognized(words: Sequence[str], options: Iterable[str]) -> str:
    """Of what no argument takes, with the option that a misspelt one most likely meant."""
    option = next((word.partition("=")[0] for word in words if word.startswith("--")), "")
    near = get_close_matches(option, options, 1)
    said = f"unrecognized arguments: {' '.join(words)}"
    return f"{said} (did you mean {near[0]}?)" if near else said


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
