"""The words by which items are found: the same on both databases and in every script.

Neither database finds a Chinese word inside a sentence, so we cut the text into words
ourselves and hand each database a finished list. A run of Chinese, Japanese or Korean
characters is indexed as its overlapping pairs and, at its end, its last character alone::

    小米汽车 → 小米 米汽 汽车 车

A run in a query is the phrase of its pairs. The lone last character keeps phrases from reaching
into the next run (``…汽车，小米…``), and makes one-character queries exact: every character
either begins a pair or stands alone. So what is found is what a plain substring search finds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from bot.text import CJK, is_cjk

_RUNS = re.compile(f"[{CJK}]+|[^{CJK}]+")
_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 100
"""A longer word is found by its beginning; PostgreSQL's limit is 2,046 bytes."""
_MOST_TERMS = 32
"""Of a query; what comes after narrows no real search."""


def index_words(given: str) -> list[str]:
    """What the index holds of a text, in order."""
    if given.isascii():
        return _plain_words(given)
    words: list[str] = []
    for run in _runs(given):
        if is_cjk(run[0]):
            words += map(add, run, run[1:])
            words.append(run[-1])
        else:
            words += _plain_words(run)
    return words


def _runs(given: str) -> list[str]:
    """Stretches inside and outside of CJK, full-width letters and the like made ordinary."""
    return _RUNS.findall(unicodedata.normalize("NFKC", given))


def _plain_words(run: str) -> list[str]:
    """Lower case, without accents (Citroën, Škoda), none too long."""
    run = run.lower()
    if not run.isascii():
        # Piece by piece: most are ASCII even here, and the others recur.
        run = " ".join(p if p.isascii() else _without_accents(p) for p in run.split())
    words = _WORD.findall(run)
    if max(map(len, words), default=0) > _LONGEST_WORD:
        words = [word[:_LONGEST_WORD] for word in words]
    return words


@lru_cache(maxsize=8192)
def _without_accents(piece: str) -> str:
    apart = unicodedata.normalize("NFD", piece)
    return "".join(char for char in apart if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a query requires: a word, or a run of characters that stand together."""

    words: tuple[str, ...]
    run: str = ""
    """The characters, when it is a run."""

    @property
    def prefix(self) -> bool:
        """A single character begins a pair or stands alone."""
        return len(self.run) == 1


def query_terms(query: str) -> list[Term]:
    """What a query requires; empty when there is no word in it."""
    terms: dict[Term, None] = {}
    for run in _runs(query):
        if is_cjk(run[0]):
            terms[Term(tuple(map(add, run, run[1:])) or (run,), run)] = None
        else:
            terms.update((Term((word,)), None) for word in _plain_words(run))
    return list(terms)[:_MOST_TERMS]


def fts_query(terms: Iterable[Term]) -> str:
    """For FTS5. Words hold letters and digits only, and quotes keep them words."""
    return " AND ".join(
        f'"{" ".join(term.words)}"' + (" *" if term.prefix else "") for term in terms
    )


def ts_query(terms: Iterable[Term]) -> str:
    """For PostgreSQL, in ``tsquery``'s own notation."""
    return " & ".join(
        f"'{word}'" + (":*" if term.prefix else "") for term in terms for word in term.words
    )


def words_of(title: str, content: str) -> list[str]:
    """What the index holds of an item."""
    return [*index_words(title), *index_words(content)]
