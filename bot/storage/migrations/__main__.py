"""Begin a migration: ``python -m bot.storage.migrations "add a column"``.

Compares ``schema.py`` with what the migrations make so far, on a database thrown away
afterwards, and writes the difference down. Read what it wrote, and put its revision into
``schema.VERSION``; the contract tests say whether both databases agree.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.storage import migrate


def begin(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'now.db'}")
        with engine.begin() as connection:
            migrate.upgrade(connection)
            settings = migrate.config(connection)
            heads = ScriptDirectory.from_config(settings).get_heads()
            revision = f"{int(heads[0]) + 1:04}"
            command.revision(settings, message, autogenerate=True, rev_id=revision)
        engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    begin(sys.argv[1])
