"""The small commented set that ``tidings init`` writes: enough to see how it is meant."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.config.published import write_schemas
from bot.errors import TidingsError

SCHEMAS = ".schema"
"""Folder, inside the configuration, of the schemas that give completion in editors."""

_TIDINGS = """\
# yaml-language-server: $schema=.schema/tidings.schema.json
#
# Where alerts go, and how the whole behaves. Every key may be left out.
# Secrets never belong here: give TIDINGS_SLACK_BOT_TOKEN and the like in the environment.

timezone: UTC                          # as in Europe/Berlin
# Stories and alerts are kept here, relative to where Tidings is run. Another configuration needs a
# database of its own, or the two would answer for each other. Or: postgresql://host/tidings
database: {database}

# destinations:
#   ev-desk: slack:#ev-desk
#   ev-club: discord:123456789012345678

# quiet_hours: {{from: "22:00", to: "07:00", then: digest}}
"""

_FEEDS = """\
# yaml-language-server: $schema=.schema/feeds.schema.json
#
# What is read: RSS, Atom or JSON Feed. A line with an address is enough.

feeds:
  - https://www.teslarati.com/feed/
  - url: https://cnevpost.com/feed/
    name: CnEVPost
    tags: [ev, china]                  # watchlists may choose feeds by tag
"""

_WATCHLIST = """\
# yaml-language-server: $schema=../.schema/watchlist.schema.json
#
# What is watched, and where its alerts go.

name: First watchlist
post_to: []                            # names from tidings.yaml; none: the console

companies:
  - Tesla                              # a name is enough …
  - name: Xiaomi                       # … and more is possible
    aliases: [小米, Xiaomi EV]
    tickers: ["1810.HK"]

people:
  - name: Lei Jun
    aliases: [雷军]

topics:
  - name: giga-casting
    any: [giga-casting, gigacasting]

figures:
  - name: Xiaomi deliveries
    subject: Xiaomi
    metric: [deliveries, delivered]
    unit: vehicles
    alert_when: "> 10,000"
"""

FILES: tuple[tuple[str, str], ...] = (
    ("tidings.yaml", _TIDINGS),
    ("feeds.yaml", _FEEDS),
    ("watchlists/first.yaml", _WATCHLIST),
)


def _database(folder: Path) -> str:
    """Inside the folder, so that configurations never share a store; in quotes where needed."""
    address = f"sqlite:///{(folder / 'data' / 'tidings.db').as_posix()}"
    plain = re.fullmatch(r"[\w./:+@~-]+", address)
    return address if plain else json.dumps(address, ensure_ascii=False)


def init(folder: Path) -> tuple[Path, ...]:
    """Write the files that are missing, and no others; which ones. A folder that has a watchlist
    gets none. The schemas are ours and brought up to date. Raises :class:`TidingsError` when
    the file system refuses."""
    written = []
    try:
        listed = any((folder / "watchlists").glob("*.yaml"))
        for name, text in FILES:
            path = folder / name
            if path.exists() or path.is_symlink() or (listed and name.startswith("watchlists/")):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text.format(database=_database(folder)) if text is _TIDINGS else text)
            written.append(path)
        write_schemas(folder / SCHEMAS)
    except OSError as error:
        raise TidingsError(
            f"{error.filename or folder} can't be written: {error.strerror}",
            hint="choose another folder or mend its permissions",
        ) from error
    return tuple(written)
