"""Draws what Tidings looks like on Discord: ``python -m docs.discordscreens``, a part of
``make screens``, about a minute.

The real demo runs against the Discord that the tests pretend, and people do things in it; a
picture shows the embeds, buttons and forms that arrived there.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack, chdir
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from bot.app import Options, application
from bot.demo import pieces
from bot.demo.newsroom import Newsroom
from docs.blockkit import MONO, SANS, Sheet
from docs.discordmarks import LEFT, WIDE, message, modal, svg, thread
from docs.slackscreens import LEAST, PATIENCE, settled, small
from tests.support.fakediscord import FakeDiscord
from tests.support.fakediscord.world import FORUM
from tests.support.wholeapp import until

Json = dict[str, Any]
IMAGES = Path(__file__).parent / "images"
SECONDS = 40.0
"""Over which the demo's minute of news is told: forums and two channels are filled."""
ANSWERS: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "discord-lookup": (("lookup", {"name": "Xiaomi"}),),
    "discord-story": (("story", {}),),
    "discord-why": (("why", {}),),
    "discord-figures": (("figures", {"subject": "Tesla China"}),),
    "discord-status": (("status", {}), ("list", {}), ("feed list", {})),
    "discord-recap": (("recap", {}),),
}
"""Pictures of answers, and the commands that were given."""
ONLY_YOU = "Only you can see this"


def picture(draw_on: Callable[[Sheet], None], *, left: float = LEFT) -> str:
    sheet = Sheet(left=left, room=WIDE - 2 * left if left != LEFT else WIDE - LEFT - 24)
    draw_on(sheet)
    return svg(sheet, WIDE, SANS, MONO)


def said(fake: FakeDiscord, messages: Sequence[Json], note: str = "") -> str:
    pictures = {
        each["url"]: small(fake.world.files[each["id"]])
        for shown in messages
        for each in shown["attachments"]
    }

    def on(sheet: Sheet) -> None:
        for each in messages:
            time = datetime.fromisoformat(each["timestamp"]).strftime("%H:%M")
            inside = "in the thread" if _is_thread(fake, each) else ""
            message(sheet, each, time=time, note=note or inside, pictures=pictures)
            if below := each.get("thread"):
                thread(sheet, below["name"], len(fake.world.messages[below["id"]]))

    return picture(on)


def _is_thread(fake: FakeDiscord, shown: Json) -> bool:
    place = fake.world.channels[shown["channel_id"]]
    return "thread_metadata" in place and shown["id"] != shown["channel_id"]


# ── the demo, on Discord ─────────────────────────────────────────────────────────────────


async def pictures() -> dict[str, str]:
    async with AsyncExitStack() as stack:
        fake = stack.enter_context(FakeDiscord())
        names = ("Xiaomi", "Tesla", "batteries")
        tags = [
            {"id": str(71 + n), "name": name, "moderated": False} for n, name in enumerate(names)
        ]
        daily = fake.world.add_channel(fake.guild["id"], "ev-daily")["id"]
        forum = fake.world.add_channel(
            fake.guild["id"], "ev-stories", FORUM, available_tags=tags
        )["id"]  # fmt: skip
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tidings-discord-")))
        programme = pieces.load()
        newsroom = await stack.enter_async_context(
            Newsroom(programme.length / SECONDS, programme=programme)
        )
        newsroom.write_config(folder / "config", every="1s")
        configure(folder, fake.channel, daily, forum)
        os.environ |= fake.environment
        stack.enter_context(chdir(folder))
        options = Options(folder=Path("config"), stdin=None, stdout=StringIO())
        app = await stack.enter_async_context(application(options))
        await newsroom.told()
        await until(lambda: len(fake.posted()) >= LEAST, limit=PATIENCE)
        await settled(app.store)
        return {
            **await alerts(fake, daily, forum),
            **await answers(fake),
            **await forms(fake),
        }


def configure(folder: Path, channel: str, daily: str, forum: str) -> None:
    config = folder / "config"
    path = config / "tidings.yaml"
    places = (
        f"  ev-club: discord:{channel}\n"
        f"  ev-daily: {{to: 'discord:{daily}', deliver: daily 08:00}}\n"
        f"  ev-stories: discord:{forum}\n"
    )
    settings = path.read_text("utf-8").replace("\ndestinations:\n", f"\ndestinations:\n{places}")
    settings += f"database: 'sqlite:///{(folder / 'tidings.db').as_posix()}'\n"
    path.write_text(settings, "utf-8")
    for file in (config / "watchlists").glob("*.yaml"):
        rows = file.read_text("utf-8").splitlines()
        kept = [row for row in rows if not row.startswith("post_to:")]
        file.write_text("\n".join([*kept, "post_to: [ev-club, ev-daily, ev-stories]", ""]), "utf-8")


async def alerts(fake: FakeDiscord, daily: str, forum: str) -> dict[str, str]:
    """One that grew, with the correction in its thread; what was news about one; a digest; a
    forum's post."""
    fake.slash("digest", {"when": "now"}, channel=daily)
    await until(lambda: bool(fake.posted(daily)), limit=PATIENCE)
    every = fake.every_message()
    told = {each["id"]: each for each in fake.posted()}
    threaded = [each for each in every if each["channel_id"] in told]
    corrected = _first(threaded, "Correction")
    grown = told[corrected["channel_id"]]
    follow_up = _first(threaded, "Follow-up")
    posts = [each for each in every if each["id"] == each["channel_id"]]
    in_forum = next(each for each in posts if fake.world.channels[each["id"]]["parent_id"] == forum)
    return {
        "discord-alert": said(fake, [grown, corrected]),
        "discord-follow-up": said(fake, [follow_up]),
        "discord-digest": said(fake, [fake.posted(daily)[0]]),
        "discord-forum": said(fake, [in_forum]),
    }


def _first(posted: Iterable[Json], sign: str) -> Json:
    for each in posted:
        if sign in str(each["embeds"][0].get("author")):
            return each
    raise SystemExit(f"no {sign} was posted")


async def answers(fake: FakeDiscord) -> dict[str, str]:
    found = {}
    for name, given in ANSWERS.items():
        shown = [await fake.slash(path, values).answered(limit=PATIENCE) for path, values in given]
        found[name] = said(fake, shown, ONLY_YOU)
    return found


async def forms(fake: FakeDiscord) -> dict[str, str]:
    """The form, in English and as somebody sees it who reads Chinese, and the preview."""
    form = await fake.slash("watch add", {}).opened(limit=PATIENCE)
    filled = {"name": "night shift", "kind": "topic", "aliases": "夜班"}
    preview = await fake.submit(form, filled).answered(limit=PATIENCE)
    back = await fake.press(preview, "Edit").opened(limit=PATIENCE)
    chinese = await fake.slash("watch add", {}, locale="zh-CN").opened(limit=PATIENCE)
    return {
        "discord-form": picture(lambda sheet: modal(sheet, back), left=72),
        "discord-form-zh": picture(lambda sheet: modal(sheet, chinese), left=72.5),
        "discord-preview": said(fake, [preview], ONLY_YOU),
    }


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    for name, drawn in asyncio.run(pictures()).items():
        path = IMAGES / f"{name}.svg"
        path.write_text(drawn, "utf-8")
        sys.stdout.write(f"wrote {path} ({len(drawn.encode()) // 1000} kB)\n")


if __name__ == "__main__":
    main()
