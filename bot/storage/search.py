"""The full-text index, made of the words that ``words.py`` cuts.

On SQLite it is a contentless FTS5 table whose rowid is ``items.n``. PostgreSQL's positions end
at 16,383, too few for a long article in Chinese: there the index holds the *set* of words, and
phrases are confirmed on the text itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Text,
    and_,
    bindparam,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Item
from bot.storage.part import Part, whole
from bot.storage.rows import AnyRow, item_of
from bot.storage.schema import items
from bot.storage.words import Term, fts_query, query_terms, ts_query, words_of

_fts = table("item_search", column("rowid"), column("words"), column("item_search"))
_ts = table("item_search", column("item"), column("words"))

_FTS_ADD = insert(_fts)
# A contentless index forgets a row when it is told again what the row held.
_FTS_REMOVE = insert(_fts).values(item_search="delete")

# array_to_tsvector keeps no positions.
_TS_ADD = insert(_ts).values(
    item=bindparam("rowid"),
    words=func.array_to_tsvector(cast(bindparam("words"), ARRAY(Text))),
)
_TS_REMOVE = delete(_ts).where(_ts.c.item == bindparam("rowid"))


def add_words(*, postgres: bool) -> Insert:
    """The statement that indexes :func:`word_rows`."""
    return _TS_ADD if postgres else _FTS_ADD


def remove_words(*, postgres: bool) -> Insert | Delete:
    """The statement that forgets what :func:`word_rows` say, before their items are deleted."""
    return _TS_REMOVE if postgres else _FTS_REMOVE


def word_rows(texts: Iterable[tuple[int, str, str]], *, postgres: bool) -> list[dict[str, Any]]:
    """Of (number, title, content) of items."""
    return [
        {"rowid": number, "words": _joined(words_of(title, content), postgres)}
        for number, title, content in texts
    ]


def _joined(words: Iterable[str], postgres: bool) -> Any:
    return sorted(set(words)) if postgres else " ".join(words)


_A_PAGE = 1_000
"""Whoever asks for more wants all of it."""

_LAST_STORED = (
    select(_fts.c.rowid)
    .where(_fts.c.words.op("MATCH")(bindparam("words")))
    .order_by(_fts.c.rowid.desc())
    .limit(bindparam("most"))
)


class Search(Part):
    """Finding items by their words."""

    @whole
    async def search(
        self, query: str, *, since: datetime | None = None, limit: int = 20
    ) -> list[Item]:
        terms = query_terms(query)
        if not terms or limit <= 0:
            return []
        find = _find_in_postgres if self._engine.postgres else _find_in_sqlite
        async with self._engine.read() as connection:
            rows = await find(terms, since, limit, connection)
        return [item_of(row) for row in rows]


async def _find_in_postgres(
    terms: Sequence[Term], since: datetime | None, limit: int, connection: AsyncConnection
) -> Sequence[AnyRow]:
    found = (
        select(items)
        .join_from(_ts, items, items.c.n == _ts.c.item)
        .where(_ts.c.words.op("@@")(cast(ts_query(terms), TSQUERY)))
        .where(*(_stand_together(term.run) for term in terms if len(term.words) > 1))
        .order_by(items.c.seen.desc(), items.c.n.desc())
        .limit(limit)
    )
    if since is not None:
        found = found.where(items.c.seen >= since)
    return (await connection.execute(found)).all()


async def _find_in_sqlite(
    terms: Sequence[Term], since: datetime | None, limit: int, connection: AsyncConnection
) -> Sequence[AnyRow]:
    """A common word is in half of all items, and sorting those takes long. FTS5 gives the last
    stored at once, which are the newest but for a few: those are looked for by their time."""
    words = fts_query(terms)
    if limit > _A_PAGE:
        return await _newest(_in_index(words), since, limit, connection)
    last = await connection.execute(_LAST_STORED, {"words": words, "most": 2 * limit})
    numbers = list(last.scalars())
    rows = await _newest(items.c.n.in_(numbers), since, limit, connection)
    if len(numbers) < 2 * limit:
        return rows
    floor = rows[-1].seen if len(rows) == limit else since
    if floor is None:
        return rows
    late = and_(items.c.seen >= floor, items.c.n < numbers[-1], _matches(words))
    both = [*rows, *await _newest(late, since, limit, connection)]
    return sorted(both, key=lambda row: (row.seen, row.n), reverse=True)[:limit]


async def _newest(
    which: ColumnElement[bool], since: datetime | None, limit: int, connection: AsyncConnection
) -> Sequence[AnyRow]:
    found = select(items).where(which)
    if since is not None:
        found = found.where(items.c.seen >= since)
    newest = found.order_by(items.c.seen.desc(), items.c.n.desc()).limit(limit)
    return (await connection.execute(newest)).all()


def _in_index(words: str) -> ColumnElement[bool]:
    return items.c.n.in_(select(_fts.c.rowid).where(_fts.c.words.op("MATCH")(words)))


def _matches(words: str) -> ColumnElement[bool]:
    return exists().where(_fts.c.words.op("MATCH")(words), _fts.c.rowid == items.c.n)


def _stand_together(run: str) -> ColumnElement[bool]:
    """The pairs of a run are all there; is the run?"""
    return or_(
        *(
            func.strpos(func.normalize(each, literal_column("NFKC")), run) > 0
            for each in (items.c.title, items.c.content)
        )
    )
