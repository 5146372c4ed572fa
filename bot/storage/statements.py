"""INSERTs that know what to do with rows that are there already.

Both databases say ON CONFLICT alike, but SQLAlchemy has it by dialect. Each statement is made
once, so that what is compiled of it is found again.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, func
from sqlalchemy.dialects import postgresql, sqlite


def insert(table: Table, *, postgres: bool) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if postgres else sqlite.insert(table)


@cache
def insert_new(table: Table, *, postgres: bool) -> postgresql.Insert | sqlite.Insert:
    """Rows whose key exists are left as they are."""
    return insert(table, postgres=postgres).on_conflict_do_nothing()


@cache
def insert_or_replace(
    table: Table, *replaced: str, postgres: bool
) -> postgresql.Insert | sqlite.Insert:
    """Of rows whose primary key exists, these columns are replaced."""
    statement = insert(table, postgres=postgres)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: statement.excluded[name] for name in replaced},
    )


@cache
def insert_or_stretch(
    table: Table, first: str, last: str, *, postgres: bool
) -> postgresql.Insert | sqlite.Insert:
    """Rows whose primary key exists span both spans of time afterwards."""
    statement = insert(table, postgres=postgres)
    least: Any = func.least if postgres else func.min
    greatest: Any = func.greatest if postgres else func.max
    both: dict[str, ColumnElement[Any]] = {
        first: least(table.c[first], statement.excluded[first]),
        last: greatest(table.c[last], statement.excluded[last]),
    }
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=both)
