"""Fixtures of the contract suites."""

from tests.support.stores import (
    postgres_database,
    postgres_server,
    store,
    store_url,
)

__all__ = ["postgres_database", "postgres_server", "store", "store_url"]
