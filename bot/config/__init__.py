"""Configuration: a folder of YAML that people edit, checked whole before any of it counts.

documents   text → nodes that know their line and column
values      what kinds of value there are, and what to say when one is wrong
wishes      when and how loudly people want to be told, in their words
schema      what each file may hold
published   the same as JSON Schema
problems    the schema's errors as problems that people can mend
folder      which files are read
checks      what only shows when files are seen together
build       checked sections → the frozen data of ``bot.model``
loading     all of that in order
watching    noticing edits
writing     the same data as YAML again
"""

from bot.config.loading import Loaded, load, read_arrangements, read_feeds, read_watchlists
from bot.config.published import schema, write_schemas
from bot.config.secret import secret
from bot.config.starter import init
from bot.config.watching import Watcher
from bot.config.writing import dump_arrangements, dump_feeds, dump_watchlists

__all__ = [
    "Loaded",
    "Watcher",
    "dump_arrangements",
    "dump_feeds",
    "dump_watchlists",
    "init",
    "load",
    "read_arrangements",
    "read_feeds",
    "read_watchlists",
    "schema",
    "secret",
    "write_schemas",
]
