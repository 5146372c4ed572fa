"""Evidence in words and quotes: why something matched, and why something didn't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.alerts.excerpt import excerpt
from bot.card import Block, Quote
from bot.commands.say import bold, dim, small
from bot.model import FieldName, Mention, Refusal, Watch

MENTIONS = 6
REFUSALS = 3
PLACES: Mapping[FieldName, str] = {"title": "headline", "content": "text"}


def quote(text: str, start: int, end: int) -> list[Block]:
    """The passage with the stretch in bold; nothing when the text has changed since."""
    return [Quote(passage) for passage in excerpt(text, [(start, end)], limit=1)]


def mention_blocks(
    mentions: Sequence[Mention],
    watches: Mapping[str, Watch],
    texts: Mapping[FieldName, str],
) -> list[Block]:
    """Each watch's best mention quoted with its reason, then how many more there are."""
    blocks: list[Block] = []
    best = best_of_each(mentions)
    for mention in best[:MENTIONS]:
        watch = watches.get(mention.watch_id)
        others = sum(each.watch_id == mention.watch_id for each in mentions) - 1
        again = f", and {others} more times" if others > 1 else ", and once more" if others else ""
        name = f"{watch.name} ({watch.kind})" if watch else "a watch removed since"
        blocks.append(
            small(
                bold(name),
                f" — “{mention.text}” in the {PLACES[mention.field]}{again}: {mention.why}",
                dim(_details(mention)),
            )
        )
        blocks += quote(texts[mention.field], mention.start, mention.end)
    if len(best) > MENTIONS:
        blocks.append(small(f"… and {len(best) - MENTIONS} more names"))
    return blocks


def best_of_each(mentions: Sequence[Mention]) -> list[Mention]:
    """One mention per watch, the strongest first; the headline wins ties."""
    best: dict[str, Mention] = {}
    for each in mentions:
        held = best.get(each.watch_id)
        if held is None or each.score > held.score:
            best[each.watch_id] = each
    return sorted(best.values(), key=lambda each: -each.score)


def refusal_blocks(
    refusals: Sequence[Refusal],
    watches: Mapping[str, Watch],
    texts: Mapping[FieldName, str] | None = None,
) -> list[Block]:
    """The nearest things that were not taken, one for each watch, and the rules that refused
    them; quoted from ``texts`` where these are given."""
    nearest: dict[str, Refusal] = {}
    for each in sorted(refusals, key=lambda each: -each.score):
        if each.watch_id in watches:
            nearest.setdefault(each.watch_id, each)
    blocks: list[Block] = []
    for each in list(nearest.values())[:REFUSALS]:
        name = watches[each.watch_id].name
        blocks.append(
            small(
                "Not taken for ", bold(name), f": “{each.text}” — {each.why}", dim(_details(each))
            )
        )
        if texts is not None:
            blocks += quote(texts[each.field], each.start, each.end)
    return blocks


def _details(each: Mention | Refusal) -> str:
    rule = f" · rule {each.rule}" if each.rule else ""
    return f" · score {each.score:.2f}{rule} · {each.field} {each.start}–{each.end}"
