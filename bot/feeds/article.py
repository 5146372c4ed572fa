"""The article behind a teaser: fetched, and its text told from menus and adverts.

The reading is done by trafilatura, an optional part, in a process of its own for each article:
a page that makes it hang or swell is killed with it, and it costs no memory between articles.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from datetime import timedelta
from typing import Protocol

from bot.errors import FormatError, MissingExtraError
from bot.feeds.redact import redact
from bot.feeds.retrieve import PAGE_TYPES, Retrieved

LONGEST = timedelta(seconds=10)
"""For reading one page."""
MOST_BYTES = 5_000_000
"""Of a page; articles have some hundred kB, scripts and styles included."""

_READER = """
import sys
import trafilatura
text = trafilatura.extract(
    sys.stdin.buffer.read(), url=sys.argv[1], include_comments=False, deduplicate=True
)
sys.stdout.buffer.write((text or "").encode("utf-8", "replace"))
"""


class Pages(Protocol):
    async def retrieve(
        self, url: str, *, etag: str = "", last_modified: str = "", accept: str = ""
    ) -> Retrieved: ...


async def full_text(url: str, retriever: Pages, *, limit: timedelta = LONGEST) -> str:
    """The article's text, paragraphs on lines of their own.

    Raises :class:`~bot.errors.MissingExtraError`, or a :class:`~bot.errors.FeedError` when the
    page cannot be fetched or holds no article.
    """
    if importlib.util.find_spec("trafilatura") is None:
        raise MissingExtraError("full_text", "full-text")
    page = await retriever.retrieve(url, accept=PAGE_TYPES)
    shown = redact(page.url)
    if len(page.body) > MOST_BYTES:
        raise FormatError(f"{shown} is too large for an article", url=shown)
    text = await _read(page, shown, limit)
    if not text:
        raise FormatError(f"no article text was found on {shown}", url=shown)
    return text


async def _read(page: Retrieved, shown: str, limit: timedelta) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-c", _READER, page.url),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is ours to handle
    )
    try:
        async with asyncio.timeout(limit.total_seconds()):
            out, _ = await process.communicate(page.body)
    except TimeoutError:
        raise FormatError(f"reading the article on {shown} took too long", url=shown) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise FormatError(f"reading the article on {shown} failed", url=shown)
    return out.decode("utf-8").strip()
