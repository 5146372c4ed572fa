"""Fixtures of the contract suites."""

from tests.support.stores import (
    postgres_database,
    postgres_server,
    sqlite_template,
    store,
    store_url,
)

__all__ = ["postgres_database", "postgres_server", "sqlite_template", "store", "store_url"]
