"""Reading a long file makes a million small objects and not one cycle among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycle_search() -> Iterator[None]:
    """Python's search for cycles rests meanwhile: it would go through all those objects again
    and again, and double the time that a watchlist of 100,000 names takes."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
