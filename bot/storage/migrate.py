"""Runs the migrations in ``bot/storage/migrations`` on an open connection."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file: users need no ``alembic.ini``."""
    settings = Config(attributes={"connection": connection})
    # Alembic expands %-signs in its options.
    settings.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


@cache
def known_versions() -> frozenset[str]:
    scripts = ScriptDirectory.from_config(config())
    return frozenset(script.revision for script in scripts.walk_revisions())


def upgrade(connection: Connection, to: str = "head") -> None:
    """Within the connection's transaction, on both databases: whole or not at all."""
    command.upgrade(config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    command.downgrade(config(connection), to)
