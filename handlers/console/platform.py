"""The terminal behind the :class:`~bot.ports.Platform` protocol.

Alerts are printed as they come, above the prompt when there is one. A printed card can't be
changed, so an update prints one line that says what is new.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import shutil
import sys
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TextIO

from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from rich.console import RenderableType

from bot.card import Action, Card, File, Picture
from bot.errors import DeliveryError
from bot.finding import Finding, fine
from bot.model import Destination, Receipt, Request, User
from bot.ports import Answer, Clock, Complete
from handlers.console.commands import CommandCompleter, without_prefix
from handlers.console.keyboard import from_pipe, from_prompt
from handlers.console.render import NOTHING_KEPT, Kept, draw, draw_change, to_text
from handlers.console.shelf import Shelf
from handlers.journal import Journal
from handlers.registry import CommandInfo, Setup

log = logging.getLogger(__name__)

NAME = "console"
_REMEMBERED = 500
"""Cards kept to tell what an update changed."""
_BEGUN = 100
"""Lines that may wait for their answers."""
_FOLLOWING = frozenset({"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"})
_VTE_WITH_LINKS = 5000
_NUMBER = re.compile(r"(?:\[\s*)?([0-9]{1,4})(?:\s*\]|[.)])?")
_YES = frozenset({"y", "yes"})
_NO = frozenset({"n", "no", "cancel"})
_OF_PREVIEW = frozenset({"save", "cancel"})
_MOST_NUMBER = 99
"""Above it, what is typed is hardly the number of a button: 360 is a company."""


class ConsolePlatform:
    """One terminal. ``ended`` is set when whoever types there has left."""

    name = NAME
    trouble = ""

    def __init__(
        self,
        clock: Clock,
        *,
        commands: Sequence[CommandInfo] = (),
        folder: Path | None = None,
        stdin: int | None = 0,
        stdout: TextIO | None = None,
        keys: Input | None = None,
        screen: Output | None = None,
    ) -> None:
        """``stdin``: a file descriptor, ``None``: nobody types. ``stdout``: default, whatever
        ``sys.stdout`` is at the moment of printing. ``keys`` and ``screen`` replace the
        terminal of the prompt."""
        self._clock = clock
        self._commands = commands
        self._folder = folder
        self._stdin = stdin
        self._stdout = stdout
        self._keys, self._screen = keys, screen
        self._journal = Journal(folder / "console-shown" if folder else None)
        self._shelf = Shelf(folder / "answers" if folder else None)
        self._cards: OrderedDict[str, Card] = OrderedDict()
        self._last: Card | None = None
        """The card answered last: its actions are what numbers and "y" mean."""
        self._preview: Card | None = None
        """The last card that can be saved: what "save" and "cancel" mean, whatever came since."""
        self._apart = True
        """Whether an empty line was printed last."""
        self._typing: asyncio.Task[None] | None = None
        self.ended = asyncio.Event()

    @property
    def interactive(self) -> bool:
        """Somebody sits at a prompt, as opposed to lines from a pipe."""
        if self._keys is not None:
            return True
        return self._stdin is not None and _is_tty(self._stdin) and self._out.isatty()

    # ── listening ───────────────────────────────────────────────────────────────────────

    def take_mended(self) -> Collection[str]:
        return ()

    async def connect(self, answer: Answer, complete: Complete) -> None:
        if self._stdin is None and self._keys is None:
            self.ended.set()
            return
        self._typing = asyncio.create_task(self._listen(answer, complete), name="console")

    async def _listen(self, answer: Answer, complete: Complete) -> None:
        """Read lines and answer them in order; the prompt doesn't wait for slow answers."""
        lines: asyncio.Queue[str] = asyncio.Queue(maxsize=_BEGUN)
        worker = asyncio.create_task(self._work(answer, lines), name="console-answers")
        try:
            async for line in self._lines(complete):
                await lines.put(line)
            if not self.interactive:  # who left a prompt doesn't wait for answers
                await lines.join()
        finally:
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker
            self.ended.set()

    async def _work(self, answer: Answer, lines: asyncio.Queue[str]) -> None:
        while True:
            text = self._meaning(await lines.get())
            try:
                if none := no_such(text, self._last):
                    self._print(draw(none))
                elif text:
                    await self._respond(answer, text)
            except DeliveryError as error:
                log.info("%s", error)
            finally:
                lines.task_done()

    def _lines(self, complete: Complete) -> AsyncIterator[str]:
        if self.interactive:
            return from_prompt(
                CommandCompleter(self._commands, complete, self._request),
                history=self._folder / "console-history" if self._folder else None,
                keys=self._keys,
                screen=self._screen,
            )
        return from_pipe(self._stdin or 0)

    def _request(self, text: str, alert_id: str = "") -> Request:
        return Request(
            text=text,
            user=User(id="console:me", name="me", admin=True),
            platform=NAME,
            scope=NAME,
            alert_id=alert_id,
            at=self._clock(),
        )

    def _meaning(self, line: str) -> str:
        """The command that a typed line stands for; empty when there is none."""
        text = without_prefix(line)
        action = chosen(text, self._last)
        if action is None and text.lower() in _OF_PREVIEW:
            action = chosen(text, self._preview)
        return action.command if action else text

    async def _respond(self, answer: Answer, text: str) -> None:
        ref = self._last.ref if self._last else ""
        card = await answer(self._request(text, ref if ref and ref in text else ""))
        # What offers nothing to choose (a mistyped line, a refusal) leaves what was offered before.
        if card.actions or self._last is None:
            self._last = card
        if any(each.label == "Cancel" for each in card.actions):
            self._preview = card
        kept = await self._put_away(card)
        self._print(draw(card, numbered=True, urls=not self._links, kept=kept))

    async def _put_away(self, card: Card) -> Kept:
        """Its pictures and files, written beside the event loop."""
        if not any(isinstance(block, Picture | File) for block in card.blocks):
            return NOTHING_KEPT
        return await asyncio.to_thread(self._shelf.keep, card)

    # ── posting ─────────────────────────────────────────────────────────────────────────

    async def post(
        self, address: str, card: Card, *, key: str, thread: Receipt | None = None
    ) -> Receipt:
        if key not in self._journal:
            kept = await self._put_away(card)
            in_thread = thread is not None
            self._print(draw(card, urls=not self._links, indented=in_thread, kept=kept))
            self._journal.add(key)
        self._remember(key, card)
        return Receipt(platform=NAME, address=address, message=key)

    async def update(self, receipt: Receipt, card: Card) -> Receipt:
        shown = {each.url for each in self._cards.values() if each.url}
        change = draw_change(self._cards.get(receipt.message), card, shown=shown)
        if change is not None:
            self._print(change, apart=False)
        self._remember(receipt.message, card)
        return receipt

    async def find(
        self, address: str, key: str, since: datetime, *, thread: Receipt | None = None
    ) -> Receipt | None:
        del since, thread
        if key not in self._journal:
            return None
        return Receipt(platform=NAME, address=address, message=key)

    async def examine(self, destinations: Sequence[Destination]) -> Sequence[Finding]:
        return [fine(f"{each.name} → this terminal") for each in destinations]

    async def close(self) -> None:
        if self._typing is not None:
            self._typing.cancel()
            with suppress(asyncio.CancelledError):
                await self._typing
            self._typing = None

    def _remember(self, key: str, card: Card) -> None:
        self._cards[key] = card
        self._cards.move_to_end(key)
        while len(self._cards) > _REMEMBERED:
            self._cards.popitem(last=False)

    # ── paper ───────────────────────────────────────────────────────────────────────────

    @property
    def _out(self) -> TextIO:
        return self._stdout or sys.stdout

    @property
    def _colour(self) -> bool:
        return (
            self._out.isatty()
            and not os.environ.get("NO_COLOR")
            and os.environ.get("TERM", "") not in {"dumb", "unknown"}
        )

    @property
    def _links(self) -> bool:
        """Addresses behind words can be followed here; else they are printed, too."""
        return self._colour and follows_links(os.environ)

    def _print(self, thing: RenderableType, *, apart: bool = True) -> None:
        """``apart``: an empty line divides it from what comes before and after."""
        out = self._out
        encoding = (getattr(out, "encoding", None) or "utf-8").lower()
        text = to_text(
            thing,
            width=shutil.get_terminal_size((100, 24)).columns,
            colour=self._colour,
            ascii_only=not encoding.startswith("utf"),
        )
        if apart:
            text = ("" if self._apart else "\n") + text + "\n"
        self._apart = apart
        try:
            out.write(text.encode(encoding, "replace").decode(encoding))
            out.flush()
        except BrokenPipeError as error:
            raise DeliveryError("nobody reads this output any more", permanent=True) from error
        except OSError as error:
            raise DeliveryError(f"the terminal can't be written to: {error.strerror}") from error


def follows_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is one that shows OSC 8 links; multiplexers drop them."""
    if environ.get("TMUX") or environ.get("STY"):
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        environ.get("TERM_PROGRAM", "") in _FOLLOWING
        or any(environ.get(name) for name in ("KITTY_WINDOW_ID", "WT_SESSION", "KONSOLE_VERSION"))
        or (vte.isdigit() and int(vte) >= _VTE_WITH_LINKS)
    )


def chosen(text: str, card: Card | None) -> Action | None:
    """The action of the last answer that a number stands for (``1``, ``[1]``, ``1.``); "y" and the
    action's own name choose the primary one, "n" the way out."""
    if card is None or not card.actions:
        return None
    if figure := _NUMBER.fullmatch(text):
        number = int(figure[1])
        return card.actions[number - 1] if 1 <= number <= len(card.actions) else None
    primary = _primary(card)
    if primary and text.lower() in {*_YES, primary.label.lower()}:
        return primary
    if primary and text.lower() in _NO:
        return next((action for action in card.actions if action.label == "Cancel"), None)
    return None


def no_such(text: str, card: Card | None) -> Card | None:
    """What to say to the number of a button that isn't there."""
    figure = _NUMBER.fullmatch(text)
    if figure is None or int(figure[1]) > _MOST_NUMBER or card is None or not card.actions:
        return None
    last = len(card.actions)
    if 1 <= int(figure[1]) <= last:
        return None
    there = "is only 1" if last == 1 else f"are only 1 {'and' if last == 2 else 'to'} {last}"
    return Card(title=f"There {there}", tone="warning")


def _primary(card: Card) -> Action | None:
    return next((action for action in card.actions if action.style == "primary"), None)


def _is_tty(fd: int) -> bool:
    try:
        return os.isatty(fd)
    except OSError:
        return False


def create(setup: Setup) -> ConsolePlatform:
    """The terminal that ``setup`` names, by default the process's own."""
    stdin = setup.stdin
    if stdin == 0 and (sys.stdin is None or sys.stdin.closed):
        stdin = None
    return ConsolePlatform(
        setup.clock,
        commands=setup.commands,
        folder=setup.folder,
        stdin=stdin,
        stdout=setup.stdout,
    )
