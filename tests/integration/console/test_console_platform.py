"""The terminal platform on real pipes, files and pseudo-terminals."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.card import Action, Bullets, Card, Context, Paragraph, Run, line
from bot.errors import DeliveryError
from bot.model import Request
from handlers.console.platform import ConsolePlatform

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[3]


class Desk:
    """Answers every line with a card that can be saved or cancelled."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.asked = asyncio.Event()

    async def answer(self, request: Request) -> Card:
        self.requests.append(request)
        self.asked.set()
        return Card(
            title=f"You said {request.text}",
            actions=(Action("Save", f"confirm {len(self.requests)}", "primary"),),
        )

    async def complete(self, request: Request, parameter: str, typed: str) -> Sequence[str]:
        return ()


class ForgetfulDesk(Desk):
    """Offers something for the first line only."""

    async def answer(self, request: Request) -> Card:
        card = await super().answer(request)
        return card if len(self.requests) == 1 else Card(title="There is no such command")


class SlowDesk(Desk):
    """Never done with the first line."""

    async def answer(self, request: Request) -> Card:
        card = await super().answer(request)
        await asyncio.Event().wait()
        return card


def alert(title: str = "SU7 delivered", *also: str) -> Card:
    runs = [Run(name, "plain", f"https://{name.lower()}.example/") for name in also]
    blocks = (Context(line("Also reported by ", *runs)),) if also else ()
    return Card(
        title=title,
        url="https://example.com/a",
        tone="alert",
        ref="aosgfkjh12",
        blocks=(Paragraph(line("Xiaomi")), *blocks),
    )


def quiet(out: io.StringIO, folder: Path | None = None) -> ConsolePlatform:
    """Nobody types."""
    return ConsolePlatform(lambda: NOW, stdin=None, stdout=out, folder=folder)


@contextmanager
def typing(text: bytes, *, hold: bool = False) -> Iterator[int]:
    """A pipe with ``text`` in it; ``hold``: it does not end."""
    reader, writer = os.pipe()
    os.write(writer, text)
    if not hold:
        os.close(writer)
    try:
        yield reader
    finally:
        if hold:
            os.close(writer)


# ── posting ──────────────────────────────────────────────────────────────────────────────


async def test_cards_are_printed_plain_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    platform = quiet(out)
    receipt = await platform.post("", alert(), key="k1")
    assert out.getvalue() == "▌ SU7 delivered\n▌ https://example.com/a\n▌ Xiaomi\n\n"
    assert (receipt.platform, receipt.message) == ("console", "k1")


async def test_an_update_prints_only_what_is_new() -> None:
    out = io.StringIO()
    platform = quiet(out)
    receipt = await platform.post("", alert(), key="k1")
    out.truncate(0)
    out.seek(0)
    assert await platform.update(receipt, alert("SU7 delivered", "Ledger")) == receipt
    assert out.getvalue() == "＋ SU7 delivered — also reported by Ledger (2 sources) · aosgfk\n"
    await platform.update(receipt, alert("SU7 delivered", "Ledger"))
    assert out.getvalue().count("\n") == 1
    await platform.update(receipt, alert("SU7 delivered", "Ledger", "Post"))
    await platform.post("", Card(title="Next"), key="k2")
    assert out.getvalue().endswith(
        " · aosgfk\n＋ SU7 delivered — also reported by Post (3 sources) · aosgfk\n\n▌ Next\n\n"
    )


async def test_an_update_does_not_repeat_what_was_shown_as_a_card() -> None:
    out = io.StringIO()
    platform = quiet(out)
    root = await platform.post("", alert(), key="k1")
    later = Card(title="20,000 now", url="https://example.com/b", tone="follow-up")
    await platform.post("", later, key="k2", thread=root)
    before = out.getvalue()
    grown = replace(
        alert(),
        blocks=(*alert().blocks, Bullets((line(Run("20,000 now", "plain", later.url)),))),
    )
    await platform.update(root, grown)
    assert out.getvalue() == before
    await platform.update(root, replace(grown, blocks=(*grown.blocks, *alert("", "Ledger").blocks)))
    assert out.getvalue().removeprefix(before).startswith("＋ SU7 delivered — also reported by")


async def test_what_answers_an_earlier_card_is_indented() -> None:
    out = io.StringIO()
    platform = quiet(out)
    receipt = await platform.post("", alert(), key="k1")
    correction = Card(title="9,000, not 10,000", tone="correction")
    await platform.post("", correction, key="k2", thread=receipt)
    assert "\n  ▌ ✎ correction  9,000, not 10,000\n" in out.getvalue()


async def test_a_key_is_shown_once_and_found_again() -> None:
    out = io.StringIO()
    platform = quiet(out)
    assert await platform.find("", "k1", NOW) is None
    receipt = await platform.post("", alert(), key="k1")
    assert await platform.post("", alert(), key="k1") == receipt
    assert await platform.find("", "k1", NOW) == receipt
    assert out.getvalue().count("SU7") == 1


async def test_keys_are_remembered_over_a_restart(tmp_path: Path) -> None:
    await quiet(io.StringIO(), tmp_path).post("", alert(), key="k1")
    again = quiet(io.StringIO(), tmp_path)
    assert (await again.find("", "k1", NOW)) is not None
    assert await again.find("", "k2", NOW) is None


async def test_memory_of_keys_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "console-shown").write_text("".join(f"k{n}\n" for n in range(5000)))
    platform = quiet(io.StringIO(), tmp_path)
    assert await platform.find("", "k4999", NOW) is not None
    assert await platform.find("", "k1", NOW) is None
    assert len((tmp_path / "console-shown").read_text().splitlines()) == 2000


async def test_a_folder_that_can_not_be_written_costs_only_the_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    out = io.StringIO()
    platform = quiet(out, tmp_path / "file")
    await platform.post("", alert(), key="k1")
    await platform.post("", alert("Second"), key="k2")
    assert "Second" in out.getvalue()
    assert len(caplog.records) == 1


async def test_a_reader_that_went_away_is_a_lasting_failure() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    platform = ConsolePlatform(lambda: NOW, stdin=None, stdout=Unbuffered(writer))
    with pytest.raises(DeliveryError) as caught:
        await platform.post("", alert(), key="k1")
    assert caught.value.permanent
    assert await platform.find("", "k1", NOW) is None
    os.close(writer)


async def test_a_terminal_that_knows_only_ascii() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    await ConsolePlatform(lambda: NOW, stdin=None, stdout=out).post("", alert("小米"), key="k")
    assert raw.getvalue().startswith(b"| ??\n")


class Unbuffered(io.StringIO):
    """Text straight to a file descriptor."""

    def __init__(self, fd: int) -> None:
        super().__init__()
        self._fd = fd

    def write(self, text: str) -> int:
        return os.write(self._fd, text.encode())


# ── lines from a pipe ────────────────────────────────────────────────────────────────────


async def test_what_was_offered_stays_when_the_next_answer_offers_nothing() -> None:
    out, desk = io.StringIO(), ForgetfulDesk()
    with typing(b"watch add Nio\nwhta\n[1]") as fd:
        platform = ConsolePlatform(lambda: NOW, stdin=fd, stdout=out)
        await platform.connect(desk.answer, desk.complete)
        await platform.ended.wait()
        await platform.close()
    assert [each.text for each in desk.requests] == ["watch add Nio", "whta", "confirm 1"]


class PreviewDesk(Desk):
    """Previews the first line; offers something else after that."""

    async def answer(self, request: Request) -> Card:
        card = await super().answer(request)
        if len(self.requests) > 1:
            return card
        return replace(card, actions=(*card.actions, Action("Cancel", "cancel 1")))


@pytest.mark.parametrize(("typed", "meant"), [("cancel", "cancel 1"), ("Cancel", "cancel 1")])
async def test_cancel_means_the_last_preview_whatever_came_since(typed: str, meant: str) -> None:
    out, desk = io.StringIO(), PreviewDesk()
    with typing(f"watch add Nio\nwhta\n{typed}".encode()) as fd:
        platform = ConsolePlatform(lambda: NOW, stdin=fd, stdout=out)
        await platform.connect(desk.answer, desk.complete)
        await platform.ended.wait()
        await platform.close()
    assert [each.text for each in desk.requests] == ["watch add Nio", "whta", meant]


async def test_the_number_of_no_button_is_answered_here() -> None:
    out, desk = io.StringIO(), ForgetfulDesk()
    with typing(b"watch add Nio\n9\n360\n[1]") as fd:
        platform = ConsolePlatform(lambda: NOW, stdin=fd, stdout=out)
        await platform.connect(desk.answer, desk.complete)
        await platform.ended.wait()
        await platform.close()
    assert [each.text for each in desk.requests] == ["watch add Nio", "360", "confirm 1"]
    assert "There is only 1" in out.getvalue()


async def test_lines_from_a_pipe_are_answered_in_order() -> None:
    out, desk = io.StringIO(), Desk()
    with typing("lookup 小米\n\n  /tidings status\r\ny\nlist".encode()) as fd:
        platform = ConsolePlatform(lambda: NOW, stdin=fd, stdout=out)
        assert not platform.interactive
        await platform.connect(desk.answer, desk.complete)
        await asyncio.wait_for(platform.ended.wait(), 10)
        await platform.close()
    assert [each.text for each in desk.requests] == ["lookup 小米", "status", "confirm 2", "list"]
    first = desk.requests[0]
    assert (first.platform, first.scope, first.user.id, first.at) == (
        "console", "console", "console:me", NOW,
    )  # fmt: skip
    assert "▌ You said lookup 小米\n▌ [1] Save\n" in out.getvalue()


async def test_a_pipe_that_never_ends_does_not_hold_up_the_end() -> None:
    desk = Desk()
    with typing(b"status\nhalf a li", hold=True) as fd:
        platform = ConsolePlatform(lambda: NOW, stdin=fd, stdout=io.StringIO())
        await platform.connect(desk.answer, desk.complete)
        await asyncio.wait_for(desk.asked.wait(), 10)
        begun = time.monotonic()
        await platform.close()
        assert time.monotonic() - begun < 1
    assert platform.ended.is_set()
    assert [each.text for each in desk.requests] == ["status"]


async def test_an_answer_that_takes_for_ever_does_not_hold_up_the_end() -> None:
    desk = SlowDesk()
    with typing(b"status\nlist\n", hold=True) as fd:
        platform = ConsolePlatform(lambda: NOW, stdin=fd, stdout=io.StringIO())
        await platform.connect(desk.answer, desk.complete)
        await asyncio.wait_for(desk.asked.wait(), 10)
        await asyncio.wait_for(platform.close(), 5)
    assert len(desk.requests) == 1


async def test_bytes_that_are_no_text_do_no_harm() -> None:
    desk = Desk()
    with typing(b"\xff\xfe lookup\n" + "é".encode()[:1] + b"\nx" * 2) as fd:
        platform = ConsolePlatform(lambda: NOW, stdin=fd, stdout=io.StringIO())
        await platform.connect(desk.answer, desk.complete)
        await asyncio.wait_for(platform.ended.wait(), 10)
    assert len(desk.requests) == 4


async def test_without_anybody_typing_it_has_ended_from_the_start() -> None:
    platform = quiet(io.StringIO())
    desk = Desk()
    await platform.connect(desk.answer, desk.complete)
    assert platform.ended.is_set()
    await platform.close()


# ── a terminal ───────────────────────────────────────────────────────────────────────────

PROGRAM = """
import asyncio, signal, sys
from datetime import UTC, datetime
from bot.card import Action, Card
from handlers.console.platform import ConsolePlatform

async def answer(request):
    return Card(title="You said " + request.text, actions=(Action("Save", "confirm x", "primary"),))

async def complete(request, parameter, typed):
    return ()

async def main():
    platform = ConsolePlatform(lambda: datetime.now(UTC))
    assert platform.interactive
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    await platform.connect(answer, complete)
    await platform.post("", Card(title="An alert above", url="https://e.example/"), key="k")
    waiting = [asyncio.create_task(each.wait()) for each in (platform.ended, stop)]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    await platform.close()
    print("ended", "by signal" if stop.is_set() else "at the prompt")

asyncio.run(main())
"""


class Terminal:
    """A child process on a pseudo-terminal."""

    def __init__(self, **environ: str) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            env = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environ}
            os.execve(sys.executable, [sys.executable, "-c", PROGRAM], env)  # noqa: S606 - ourselves
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self.fd, text.encode())

    def read(self) -> bool:
        """Take what there is, waiting a moment for it; whether there may be more."""
        if not select.select([self.fd], [], [], 0.2)[0]:
            return True
        try:
            chunk = os.read(self.fd, 65536)
        except OSError:  # how Linux says that the other end is closed
            return False
        if b"\x1b[6n" in chunk:  # the prompt asks where the cursor is
            os.write(self.fd, b"\x1b[1;1R")
        self.seen += chunk.decode("utf-8", "replace")
        return bool(chunk)

    async def until(self, text: str) -> None:
        deadline = time.monotonic() + 20
        while text not in self.plain:
            assert await asyncio.to_thread(self.read), f"{text!r} never came: {self.plain!r}"
            assert time.monotonic() < deadline, self.plain

    async def leave(self) -> None:
        """Ctrl-D, as often as somebody would press it: between two prompts nobody reads it."""
        for _ in range(20):
            self.type("\x04")
            for _ in range(3):
                if not await asyncio.to_thread(self.read) or "ended" in self.plain:
                    return

    @property
    def plain(self) -> str:
        text = re.sub(r"\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)", "", self.seen)
        return re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[=>]", "", text)

    async def end(self) -> int:
        deadline = time.monotonic() + 15
        while await asyncio.to_thread(self.read):
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
        _, status = await asyncio.to_thread(os.waitpid, self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


async def test_a_prompt_with_alerts_above_answers_and_a_clean_end() -> None:
    terminal = Terminal()
    await terminal.until("tidings ›")
    await terminal.until("An alert above")
    terminal.type("lookup 小米\r")
    await terminal.until("You said lookup 小米")
    await terminal.until("[1] Save")
    terminal.type("1\r")
    await terminal.until("You said confirm x")
    await asyncio.sleep(0.7)  # the prompt is back
    terminal.type("half a li")
    await asyncio.sleep(0.7)
    terminal.type("\x03")  # Ctrl-C on a begun line only drops it
    await asyncio.sleep(0.7)
    terminal.type("list\r")
    await terminal.until("You said list")
    await terminal.leave()
    await terminal.until("ended at the prompt")
    assert await terminal.end() == 0
    assert "half a li" not in terminal.plain.split("You said confirm x")[1].split("You said ")[1]
    assert "\x1b]8;" in terminal.seen  # the headline is a link


@pytest.mark.parametrize("keys", ["\x03", "\x04", "quit\r", "exit\r"])
async def test_ways_to_leave(keys: str) -> None:
    terminal = Terminal()
    await terminal.until("tidings ›")
    terminal.type(keys)
    await terminal.until("ended at the prompt")
    assert await terminal.end() == 0


async def test_a_signal_reaches_the_application_while_the_prompt_waits() -> None:
    terminal = Terminal()
    await terminal.until("tidings ›")
    os.kill(terminal.pid, signal.SIGINT)
    await terminal.until("ended by signal")
    assert await terminal.end() == 0


async def test_no_colour_when_it_is_not_wanted() -> None:
    terminal = Terminal(NO_COLOR="1")
    await terminal.until("An alert above")
    await terminal.until("https://e.example/")
    await terminal.until("tidings ›")
    terminal.type("\x04")
    assert await terminal.end() == 0
    assert "\x1b]8;" not in terminal.seen
