"""The verbs that make, check and describe a configuration."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.voice import EXIT_PROBLEM, complain_of, say

if TYPE_CHECKING:
    from bot.ports import Platform


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
