"""Databases of both kinds for whole-app scenarios."""

from tests.support.stores import (
    postgres_database,
    postgres_server,
    sqlite_template,
    store_url,
)

__all__ = ["postgres_database", "postgres_server", "sqlite_template", "store_url"]
