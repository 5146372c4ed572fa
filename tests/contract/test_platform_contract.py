"""What every chat platform must do, whatever it is made of.

The outbox relies on each of these: a receipt that survives storage, a message that can be found
again by its key, refusals that are DeliveryErrors and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest

from bot.card import (
    Action,
    Block,
    Bullets,
    Card,
    Context,
    Divider,
    Fields,
    File,
    Paragraph,
    Picture,
    Quote,
    Run,
    Style,
    Table,
    Tone,
    line,
)
from bot.errors import DeliveryError
from bot.model import Receipt, Request
from bot.ports import Platform
from tests.support.platformcases import CASES, NOW, Stage

TONES: tuple[Tone, ...] = (
    "alert",
    "follow-up",
    "correction",
    "digest",
    "info",
    "good",
    "warning",
    "error",
)
STYLES: tuple[Style, ...] = ("plain", "bold", "italic", "code", "quote", "strike", "dim")
SINCE = NOW - timedelta(minutes=5)


@pytest.fixture(params=CASES)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    stage = CASES[request.param](tmp_path)
    await stage.open()
    yield stage
    await stage.close()


@pytest.fixture
async def platform(stage: Stage) -> AsyncIterator[Platform]:
    platform = stage.start()
    await platform.connect(answer, complete)
    yield platform
    await platform.close()


async def answer(request: Request) -> Card:
    return Card(title=request.text)


async def complete(_request: Request, _parameter: str, _typed: str) -> Sequence[str]:
    return ()


def card(title: str = "Xiaomi delivers 10,000 SU7", *blocks: Block) -> Card:
    return Card(title=title, url="https://example.com/a", tone="alert", blocks=blocks, ref="a1")


# ── posting ──────────────────────────────────────────────────────────────────────────────


async def test_a_post_is_seen_and_has_a_receipt(stage: Stage, platform: Platform) -> None:
    receipt = await platform.post(stage.address, card(), key="k1")
    assert "Xiaomi delivers 10,000 SU7" in stage.shown()
    assert receipt.platform == platform.name
    assert receipt.address == stage.address
    assert receipt.message


async def test_a_receipt_survives_storage(stage: Stage, platform: Platform) -> None:
    receipt = await platform.post(stage.address, card(), key="k1")
    stored = Receipt(**json.loads(json.dumps(asdict(receipt))))
    assert stored == receipt
    await platform.update(stored, card("Xiaomi delivers 11,000 SU7"))


async def test_messages_have_receipts_of_their_own(stage: Stage, platform: Platform) -> None:
    one = await platform.post(stage.address, card("one"), key="k1")
    two = await platform.post(stage.address, card("two"), key="k2")
    assert one != two


async def test_a_reply_is_seen(stage: Stage, platform: Platform) -> None:
    root = await platform.post(stage.address, card(), key="k1")
    reply = await platform.post(stage.address, card("and now 11,000"), key="k2", thread=root)
    assert "and now 11,000" in stage.shown()
    assert reply != root


async def test_an_update_shows_what_is_new(stage: Stage, platform: Platform) -> None:
    receipt = await platform.post(stage.address, card(), key="k1")
    outlet = Run("The Outlet", "plain", "https://b.example/2")
    grown = card("Xiaomi delivers 10,000 SU7", Context(line("Also reported by ", outlet)))
    again = await platform.update(receipt, grown)
    assert again.platform == platform.name
    assert "The Outlet" in stage.shown()


async def test_an_update_of_nothing_is_refused_or_done_never_a_crash(
    stage: Stage, platform: Platform
) -> None:
    absent = Receipt(platform=platform.name, address=stage.address, message="m999")
    refusals = []
    try:
        await platform.update(absent, card())
    except DeliveryError as error:
        refusals.append(error)
    assert all(refusal.gone for refusal in refusals)


# ── finding ──────────────────────────────────────────────────────────────────────────────


async def test_a_message_is_found_by_its_key(stage: Stage, platform: Platform) -> None:
    receipt = await platform.post(stage.address, card(), key="k1")
    assert await platform.find(stage.address, "k1", SINCE) == receipt
    assert await platform.find(stage.address, "k2", SINCE) is None


async def test_a_reply_is_found_by_its_key(stage: Stage, platform: Platform) -> None:
    root = await platform.post(stage.address, card(), key="k1")
    reply = await platform.post(stage.address, card("news"), key="k2", thread=root)
    assert await platform.find(stage.address, "k2", SINCE) == reply


async def test_the_next_process_finds_it_too(stage: Stage, platform: Platform) -> None:
    await platform.post(stage.address, card(), key="k1")
    later = stage.start()
    found = await later.find(stage.address, "k1", SINCE)
    assert found is not None
    assert await later.find(stage.address, "k2", SINCE) is None
    await later.close()


async def test_an_updated_message_keeps_its_key(stage: Stage, platform: Platform) -> None:
    receipt = await platform.post(stage.address, card(), key="k1")
    await platform.update(receipt, card("Xiaomi delivers 11,000 SU7"))
    assert await platform.find(stage.address, "k1", SINCE) is not None


# ── drawing ──────────────────────────────────────────────────────────────────────────────


def everything(tone: Tone) -> Card:
    """Every block and every style there is."""
    return Card(
        title=f"All of it, {tone}",
        url="https://example.com/?a=1&b=<2>",
        tone=tone,
        blocks=(
            Paragraph(line(*(Run(f"in {style} ", style) for style in STYLES))),
            Fields((("Deliveries", line(Run("10,000", "bold"), " · +20%")),)),
            Bullets((line("one"), line(Run("two", "plain", "https://example.com/2")))),
            Quote(line("… sold ", Run("10,000", "bold"), " cars …")),
            Table(("Week", "Cars"), ((line("28"), line("3,360")), (line("27"), line("2,800")))),
            Context(line("Reuters · 6 min later")),
            Divider(),
            Picture(b"\x89PNG\r\n\x1a\n", "a chart of deliveries"),
            File("watchlist.yaml", "name: EV makers\n"),
        ),
        actions=(Action("Why", "why a1"), Action("Mute", "mute a1", "danger")),
        private=False,
        mention=(),
        ref="a1",
    )


@pytest.mark.parametrize("tone", TONES)
async def test_every_block_in_every_tone(stage: Stage, platform: Platform, tone: Tone) -> None:
    await platform.post(stage.address, everything(tone), key=f"k-{tone}")
    shown = stage.shown()
    for words in ("in bold", "10,000", "two", "sold", "3,360", "6 min later", "a chart"):
        assert words in shown


@pytest.mark.parametrize(
    "title",
    [
        "",
        " ",
        "@everyone <!channel> <@U123> @here",
        "[bold]markup[/bold] [/] [[x]] *a* _b_ `c` ~~d~~ ||e||",
        "<script>alert(1)</script> & &amp; &lt;",
        "\x1b[31mred\x1b[0m \x07 \x00 \u202e reversed",
        "小米汽车交付第10000辆SU7 🚗",
        "x" * 20_000,
        "line\none\r\ntwo\ttabbed",
        "\ud800 lone surrogate",
    ],
    ids=[
        "empty",
        "space",
        "pings",
        "markup",
        "html",
        "controls",
        "chinese",
        "huge",
        "lines",
        "surrogate",
    ],
)
async def test_text_from_feeds_is_only_ever_text(
    stage: Stage, platform: Platform, title: str
) -> None:
    odd = card(title, Paragraph(line(title)), Quote(line(Run(title, "bold"))), Bullets(()))
    receipt = await platform.post(stage.address, odd, key="k1")
    await platform.update(receipt, card(title + "!", Context(line(title))))


async def test_a_very_long_card_is_posted_all_the_same(stage: Stage, platform: Platform) -> None:
    rows = tuple((line(str(number)), line("x" * 200)) for number in range(300))
    long = card("long", Table(("n", "x"), rows), *(Paragraph(line("y" * 5000)),) * 60)
    await platform.post(stage.address, long, key="k1")
    assert await platform.find(stage.address, "k1", SINCE) is not None


# ── ending ───────────────────────────────────────────────────────────────────────────────


async def test_closing_twice_does_no_harm(stage: Stage) -> None:
    platform = stage.start()
    await platform.connect(answer, complete)
    await platform.close()
    await platform.close()
