"""Cards as messages and views. Pure: a card in, blocks within every documented limit out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.card import Card, Run, Tone
from handlers.slack import limits
from handlers.slack.blocks import body, button, section, small
from handlers.slack.limits import clip, head, units
from handlers.slack.tables import weight
from handlers.slack.talk import RUN, SHARE, Json
from handlers.slack.text import mrkdwn, plain, shortened

SIGNS: Mapping[Tone, str] = {
    "follow-up": "↳ Follow-up · ",
    "correction": "✏️ Correction · ",
    "digest": "📰 ",
    "good": "✅ ",
    "warning": "⚠️ ",
    "error": "⛔ ",
}
"""What a tone looks like before the headline; the others need no sign."""
REF = "ref:"
"""How the id of a headline's block begins; then the card's reference, a colon, and what makes it
another id when the message is edited."""
_HEADLINE = 500
_BRIEF = 200
"""Characters of the line below the headline, in a notification."""
_NO_TITLE = "(no title)"
_SMALL_PRINT = 2_000
"""Characters of small print that stay when a card is shortened."""
_SHORT_REF = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What is posted. Unfurling and parsing are to be off: every link is on purpose."""

    text: str
    """For notifications and screen readers: the headline and why it is told."""
    blocks: list[Json]
    whole: str = ""
    """All of it, for where the blocks can't be drawn; empty: the text is all."""

    @property
    def bare(self) -> Message:
        """The same without blocks."""
        return Message(text=self.whole or self.text, blocks=[])


def message(card: Card, *, share: str = "") -> Message:
    """The card as a message; ``share``: the value of its Share button, none without one."""
    sign, (title, *lines) = SIGNS.get(card.tone, ""), card.fallback.split("\n") or [""]
    brief = [clip(title, _HEADLINE), clip(_below(card, lines), _BRIEF)]
    tail = _actions(card, share)
    return Message(
        text=_told(sign + "\n".join(filter(None, brief))),
        whole=_told(sign + head(card.fallback, 2 * limits.TEXT)),
        blocks=_fitted(card, _title(card), list(body(card.blocks, "message")), tail, limits.BLOCKS),
    )


def _below(card: Card, lines: Sequence[str]) -> str:
    """What a notification says below the headline: why it is told; of a digest, its first story."""
    stories = [each for each in lines if each.startswith("• ")] if card.tone == "digest" else []
    return next(iter([*stories, *lines]), "")


def _told(text: str) -> str:
    return shortened((Run(text),), limits.TEXT).strip() or _NO_TITLE


def view_blocks(
    card: Card, *, most: int = limits.VIEW_BLOCKS, buttons: bool = True, whole: str = ""
) -> list[Json]:
    """The card as blocks of a modal or the App Home. ``whole``: the command that gives all of it,
    where there is less room than for a message."""
    tail = _actions(card, "") if buttons else []
    return _fitted(card, _title(card), list(body(card.blocks, "view")), tail, most, whole)


def ref_of(blocks: Iterable[Mapping[str, Any]]) -> str:
    """The reference of the card that was drawn as these blocks; empty when it has none."""
    for block in blocks:
        name = str(block.get("block_id") or "")
        if name.startswith(REF):
            return name.removeprefix(REF).rpartition(":")[0]
    return ""


def _title(card: Card) -> list[Json]:
    whole, sign = " ".join(card.title.split()), SIGNS.get(card.tone, "")
    # Escaped, a character takes up to five; a link may take most of the room.
    for most in (_HEADLINE, _HEADLINE // 5):
        title = clip(whole, most) or _NO_TITLE
        text = f"{sign}{mrkdwn((Run(title, 'bold', card.url),)).strip() or _NO_TITLE}"
        if units(text) <= limits.SECTION:
            break
    else:
        text = f"{sign}{mrkdwn((Run(title, 'bold'),)).strip() or _NO_TITLE}"
    block = section(text)
    if card.ref and len(card.ref) < limits.ID // 2:
        block["block_id"] = f"{REF}{card.ref}:{_fingerprint(card)}"
    return [block]


def _fingerprint(card: Card) -> str:
    return hashlib.sha256(repr(card).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _actions(card: Card, share: str) -> list[Json]:
    """Rows of buttons, and a word on those whose command Slack can't carry."""
    buttons = [
        button(action.label, f"{RUN}{number}", action.command, style=action.style)
        for number, action in enumerate(card.actions)
        if units(action.command) <= limits.VALUE
    ]
    if share and units(share) <= limits.VALUE:
        buttons.append(button("Share", SHARE, share))
    rows: list[Json] = [
        {"type": "actions", "elements": buttons[at : at + limits.BUTTONS]}
        for at in range(0, len(buttons), limits.BUTTONS)
    ]
    long = [action.label for action in card.actions if units(action.command) > limits.VALUE]
    if long:
        names = ", ".join(f"“{plain(label)}”" for label in long)
        rows.append(small(shortened((Run(f"Too long for a button: {names}"),), 300)))
    return rows


# ── all of it in one message ─────────────────────────────────────────────────────────────


def _fitted(
    card: Card,
    title: list[Json],
    drawn: list[Json],
    tail: list[Json],
    most: int,
    whole: str = "",
) -> list[Json]:
    """Everything when there is room; else the body's beginning, its small print, and a word on
    where the rest is to be had."""
    room = limits.ALL - weight(title) - weight(tail)
    slots = most - len(title) - len(tail)
    if weight(drawn) <= room and len(drawn) <= slots:
        return [*title, *drawn, *tail]
    note = small(_rest(card, whole))
    room, slots = room - weight(note), slots - 1
    kept: set[int] = set()
    for index in _small_print_first(drawn):
        cost = weight(drawn[index])
        if slots and cost <= room:
            kept.add(index)
            room, slots = room - cost, slots - 1
        elif drawn[index]["type"] != "context":
            break
    return [*title, *(drawn[index] for index in sorted(kept)), note, *tail]


def _small_print_first(drawn: Sequence[Json]) -> list[int]:
    """Indices in the order of who gets room: sources and times at the end, then from the top."""
    size, small_print = 0, []
    for index in range(len(drawn) - 1, -1, -1):
        size += weight(drawn[index])
        if drawn[index]["type"] != "context" or size > _SMALL_PRINT:
            break
        small_print.append(index)
    return [*small_print, *(i for i in range(len(drawn)) if i not in small_print)]


def _rest(card: Card, whole: str) -> str:
    """Where all of it is to be had."""
    command = whole or (f"story {card.ref[:_SHORT_REF]}" if card.ref else "")
    if command:
        return f"… shortened; see {mrkdwn((Run(f'/tidings {command}', 'code'),))}"
    if card.url and (where := mrkdwn((Run("the report", "plain", card.url),))) != "the report":
        return f"… shortened; see {where}"
    return "… shortened; ask for less to see it whole"
