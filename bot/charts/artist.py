"""Draws charts beside the event loop, one at a time, within bounds of time and size."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from bot.figures.chart import Chart

log = logging.getLogger(__name__)

PATIENCE = 20.0
"""Seconds a chart may take. Usually it is a fraction of one; the first ever looks at all the
fonts of the machine."""
LARGEST = 2_000_000
"""Bytes of a picture that every platform takes."""
HOW_TO_GET = "pip install 'tidings[charts]'"
"""What adds the drawing library to an installation without it."""

Draw = Callable[[Chart], bytes]

_SPECIMEN = Chart(title=("Aa 1 小米",), panels=())
"""A chart of nothing, for which fonts are looked up all the same."""


def installed() -> bool:
    """Whether the drawing library is."""
    return find_spec("matplotlib") is not None


def unwritable(names: Iterable[str]) -> list[str]:
    """Names that no font of this machine can write. Imports the library, which takes a moment."""
    fonts = import_module("bot.charts.fonts")
    return [name for name in names if fonts.families(name) is None]


def chinese() -> bool:
    """Whether a font of this machine can write Chinese. Imports the library."""
    return not unwritable(["汉字漢字小米"])


class Artist:
    """Charts in, PNG out. Close it at the end."""

    def __init__(self, draw: Draw | None = None, *, patience: float = PATIENCE) -> None:
        """``draw``: instead of the drawing library."""
        self._given = draw
        self._patience = patience
        # One thread: the library keeps caches of its own that were not made for several.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")

    @property
    def available(self) -> bool:
        """Whether the drawing library is installed."""
        return self._given is not None or installed()

    async def draw(self, chart: Chart) -> bytes | None:
        """The chart as PNG; ``None`` when there can be none: an answer is worth more without its
        picture than no answer."""
        if not self.available:
            return None
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._patience):
                png = await loop.run_in_executor(self._thread, self._drawn, chart)
        except TimeoutError:
            log.warning("a chart was not drawn within %g s and is left out", self._patience)
            return None
        except Exception:  # whatever the library, its fonts or a full disk may raise
            log.exception("a chart could not be drawn and is left out")
            return None
        if len(png) > LARGEST:
            log.warning("a chart of %d bytes is too large to send", len(png))
            return None
        return png

    def prepare(self) -> None:
        """Bring in the library, beside everything else: so that nobody waits for it when the
        first chart is drawn. It takes seconds, the first time ever more, for the fonts."""
        if self._given is None and installed():
            self._thread.submit(self._prepared)

    def _prepared(self) -> None:
        try:
            _library()(_SPECIMEN)
        except Exception:  # as when a chart is drawn: that one will say so
            log.exception("the library that draws charts could not be prepared")

    def _drawn(self, chart: Chart) -> bytes:
        return (self._given or _library())(chart)

    def close(self) -> None:
        """What is being drawn ends by itself; nothing more is begun."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _library() -> Draw:
    return cast("Draw", import_module("bot.charts.drawing").draw)
