"""Fixtures of the contract suites."""

from tests.support.stores import (
    postgres_server,
    postgres_template,
    sqlite_template,
    store,
    store_url,
)

__all__ = ["postgres_server", "postgres_template", "sqlite_template", "store", "store_url"]
