"""Draws what Tidings looks like on Slack: ``python -m docs.slackscreens``, a part of
``make screens``, about a minute.

The real demo runs against the Slack that the tests pretend, and people do things in it; a picture
shows the blocks that arrived there.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, chdir
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from PIL import Image

from bot.app import Options, application
from bot.demo import pieces
from bot.demo.newsroom import Newsroom
from docs.blockkit import Sheet, svg
from docs.blockparts import LEFT, WIDE, draw, message, modal
from tests.support.fakeslack.people import Deed
from tests.support.fakeslack.server import FakeSlack, fake_slack
from tests.support.fakeslack.world import APP_TOKEN, BOT_TOKEN, Message
from tests.support.wholeapp import until

IMAGES = Path(__file__).parent / "images"
SECONDS = 12.0
"""Over which the demo's minute of news is told."""
PATIENCE = 90.0
LEAST = 8
"""Messages that the demo's news make at the least."""
ADMIN = "U0ADMIN01"
ANSWERS = {
    "slack-lookup": ("lookup Xiaomi",),
    "slack-why": ("why",),
    "slack-figures": ("figures Tesla China",),
    "slack-status": ("status", "help"),
}
"""Pictures of answers, and what was typed."""
EXCUSE = "One moment"
PLACES = "  ev-desk: 'slack:#ev-desk'\n  ev-daily: {to: 'slack:#ev-daily', deliver: daily 08:00}\n"
_CHART = 560
"""Width in which a chart is kept: pictures of the documentation are small."""


def picture(draw_on: Any, *, left: float = LEFT, room: float = WIDE - LEFT - 24) -> str:
    sheet = Sheet(left=left, room=room)
    draw_on(sheet)
    return svg(sheet, WIDE)


def said(slack: FakeSlack, messages: Sequence[Message], note: str = "") -> str:
    charts = {upload.id: small(upload.content) for upload in slack.world.uploads.values()}

    def on(sheet: Sheet) -> None:
        for each in messages:
            time = datetime.fromtimestamp(float(each.ts), UTC).strftime("%H:%M")
            thread = "in the thread" if each.thread_ts not in ("", each.ts) else ""
            message(sheet, each.blocks, time=time, note=note or thread, pictures=charts)

    return picture(on)


def small(png: bytes) -> bytes:
    """The same picture in fewer bytes."""
    if not png.startswith(b"\x89PNG"):
        return png
    with Image.open(BytesIO(png)) as full:
        high = round(full.height * _CHART / full.width)
        kept = full.convert("RGB").resize((_CHART, high)).quantize(32)
    out = BytesIO()
    kept.save(out, "PNG", optimize=True)
    return out.getvalue()


# ── the demo, on Slack ───────────────────────────────────────────────────────────────────


async def pictures() -> dict[str, str]:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(fake_slack())
        for channel in ("ev-desk", "ev-daily"):
            slack.channel(channel)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tidings-slack-")))
        programme = pieces.load()
        newsroom = await stack.enter_async_context(
            Newsroom(programme.length / SECONDS, programme=programme)
        )
        newsroom.write_config(folder / "config", every="1s")
        configure(folder)
        os.environ |= {
            "TIDINGS_SLACK_BOT_TOKEN": BOT_TOKEN,
            "TIDINGS_SLACK_APP_TOKEN": APP_TOKEN,
            "TIDINGS_SLACK_API_URL": slack.api_url,
        }
        stack.enter_context(chdir(folder))
        options = Options(folder=Path("config"), stdin=None, stdout=StringIO())
        app = await stack.enter_async_context(application(options))
        await newsroom.told()
        await until(lambda: len(slack.world.messages("#ev-desk")) >= LEAST, limit=PATIENCE)
        await settled(app.store)
        return {**await alerts(slack), **await answers(slack), **await views(slack)}


def configure(folder: Path) -> None:
    config = folder / "config"
    path = config / "tidings.yaml"
    settings = path.read_text("utf-8").replace("\ndestinations:\n", f"\ndestinations:\n{PLACES}")
    settings += f"database: 'sqlite:///{(folder / 'tidings.db').as_posix()}'\n"
    path.write_text(settings, "utf-8")
    for file in (config / "watchlists").glob("*.yaml"):
        text = file.read_text("utf-8")
        kept = [row for row in text.splitlines() if not row.startswith("post_to:")]
        file.write_text("\n".join([*kept, "post_to: [ev-desk, ev-daily]", ""]), "utf-8")


async def settled(store: Any) -> None:
    """Until everything is delivered, and nothing has come for two seconds."""
    quiet = 0
    async with asyncio.timeout(PATIENCE):
        while quiet < 4:
            await asyncio.sleep(0.5)
            totals = await store.totals(datetime.now(UTC))
            quiet = 0 if totals.pending else quiet + 1


async def alerts(slack: FakeSlack) -> dict[str, str]:
    """One that grew, with the correction in its thread; what was news about one; a digest."""
    where = slack.channel("ev-daily")
    await slack.people.type("/tidings digest now", user=ADMIN, channel=where)
    await until(lambda: bool(slack.world.messages("#ev-daily")), limit=PATIENCE)
    posted = slack.world.messages("#ev-desk")
    corrected = _first(posted, "✏️ Correction")
    grown = next(each for each in posted if each.ts == corrected.thread_ts)
    return {
        "slack-alert": said(slack, [grown, corrected]),
        "slack-follow-up": said(slack, [_first(posted, "↳ Follow-up")]),
        "slack-digest": said(slack, [slack.world.messages("#ev-daily")[0]]),
    }


def _first(posted: Iterable[Message], beginning: str) -> Message:
    for each in posted:
        if each.shown().startswith(beginning):
            return each
    raise SystemExit(f"nothing was posted that begins with “{beginning}”")


async def answers(slack: FakeSlack) -> dict[str, str]:
    found = {}
    channel = slack.channel("ev-desk")
    for name, typed in ANSWERS.items():
        shown = []
        for text in typed:
            deed = await slack.people.type(f"/tidings {text}", user=ADMIN, channel=channel)
            shown.append(await answered(deed))
        found[name] = said(slack, shown, note="Only visible to you")
    return found


async def answered(deed: Deed) -> Message:
    """The answer itself; on a busy machine an excuse comes first."""
    count = 1
    while (shown := await deed.answered(count, limit=PATIENCE)).text.startswith(EXCUSE):
        count += 1
    return shown


async def views(slack: FakeSlack) -> dict[str, str]:
    """The form, the preview it leads to, and the Home."""
    channel = slack.channel("ev-desk")
    await slack.people.type("/tidings watch add", user=ADMIN, channel=channel)
    await until(lambda: bool(_modals(slack)))
    state: dict[str, dict[str, Any]] = {
        "name": {"value:name": {"type": "plain_text_input", "value": "night shift"}},
        "kind": {
            "shape:kind": {
                "type": "static_select",
                "selected_option": {
                    "text": {"type": "plain_text", "text": "topic"},
                    "value": "topic",
                },
            }
        },
        "aliases": {"value:aliases": {"type": "plain_text_input", "value": "夜班"}},
    }
    action = state["kind"]["shape:kind"]
    before = _modals(slack)[-1]["blocks"]
    await slack.people.choose_in_view("shape:kind", action, user=ADMIN, values=state)
    await until(lambda: _modals(slack)[-1]["blocks"] != before)
    form = _modals(slack)[-1]
    await slack.people.submit(state, user=ADMIN)
    await until(lambda: any("submit" in each for each in _modals(slack)[1:]), limit=PATIENCE)
    preview = _modals(slack)[-1]
    await slack.people.open_home(user=ADMIN)
    await until(lambda: ADMIN in slack.world.homes)
    home = slack.world.homes[ADMIN]
    return {
        "slack-form": picture(lambda sheet: modal(sheet, form), left=60, room=520),
        "slack-preview": picture(lambda sheet: modal(sheet, preview), left=60, room=520),
        "slack-home": picture(lambda sheet: draw(sheet, home["blocks"], {}), left=32, room=576),
    }


def _modals(slack: FakeSlack) -> list[Mapping[str, Any]]:
    """Those that are open, the front one last."""
    return [each.view for each in slack.world.views.values() if each.id in each.stack]


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    for name, drawn in asyncio.run(pictures()).items():
        path = IMAGES / f"{name}.svg"
        path.write_text(drawn, "utf-8")
        sys.stdout.write(f"wrote {path} ({len(drawn.encode()) // 1000} kB)\n")


if __name__ == "__main__":
    main()
