"""Reports that their outlets edited in place: when their numbers changed, they are corrected.

A page that says 3,900 where it said 3,200 is no news, but what was told of it was wrong. So the
item as it reads now is stored beside the one that was told, as a *version* of it: a correction of
its own story, whose readings replace those before. When only words changed, nothing happens.

What keeps pages that change all the time from flooding: every text of an item counts once (A, B,
A, B is one correction), an item is corrected aloud a few times at most, a number without a period
once, and so is what several pages of one poll changed, which is a template's doing, never. The
rest is kept on its series and changes the card in silence.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.alerts.routing import Matched
from bot.catalogue import Catalogue
from bot.feeds.identity import fold_title
from bot.feeds.poll import Edited
from bot.feeds.urls import alias_of
from bot.figures import Edit, Report, edit
from bot.figures.agreement import repeats
from bot.judging import READINGS, Evidence, find
from bot.model import Item, Reading, Relation, StoryChange, make_id
from bot.ports import Store

log = logging.getLogger(__name__)

VERSIONS = 10
"""Of one item that are kept; a page that goes on changing is no report."""
ALOUD = 3
"""Of these, how many may be told as corrections."""
MANY = 3
"""Edited items of one poll beyond which none is told."""
LATE = timedelta(days=30)
"""After which a change of a report corrects its series, and is told to nobody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """An item as its outlet edited it."""

    found: Evidence
    """Under an id of its own."""
    change: StoryChange | None
    """``None``: the item was never told, being of a silent baseline."""
    edit: Edit

    @property
    def readings(self) -> tuple[Reading, ...]:
        """To place: all that it says anew. What stands as it stood corrects nothing."""
        changed = {each.after for each in self.edit.changes}
        told = self.change is None or self.change.relation is Relation.CORRECTION
        return tuple(
            replace(
                each,
                story_id=self.change.story_id if self.change else "",
                correction=told and each in changed,
                published=None,
            )
            for each in self.edit.readings
        )

    def heard(self, matched: Sequence[Matched]) -> list[Matched]:
        """Of the watches that it hits those that it hits anew, or by a name."""
        values = {each.after.value for each in self.edit.changes}
        kept = []
        for each in matched:
            hits = tuple(hit for hit in each.hits if hit.figure.value in values)
            if hits or each.mentions:
                kept.append(replace(each, hits=hits))
        return kept


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """A revision before its place is known."""

    first: Item
    version: int
    found: Evidence
    edit: Edit


class Revising:
    """Reads the store and writes nothing; what follows is stored by its caller."""

    def __init__(self, store: Store, catalogue: Callable[[], Catalogue]) -> None:
        self._store = store
        self._catalogue = catalogue

    async def revised(self, edited: Sequence[Edited]) -> list[Revision]:
        """Of what one poll brought with another text, what says other numbers now."""
        if not edited:
            return []
        ids = {each.item_id: _version_ids(each.item_id) for each in edited}
        stored = await self._store.items([each for some in ids.values() for each in some])
        drafts = []
        for each in edited:
            versions = [stored[one] for one in ids[each.item_id] if one in stored]
            if _is_another(each, versions):
                item = replace(each.item, id=ids[each.item_id][len(versions)])
                draft = await asyncio.to_thread(self._draft, versions, item)
                if draft is not None:
                    drafts.append(draft)
        return [await self._placed(draft, many=len(drafts) > MANY) for draft in drafts]

    def _draft(self, versions: Sequence[Item], item: Item) -> _Draft | None:
        """Both texts by the rules and names in force now: a new rule must correct nothing."""
        catalogue = self._catalogue()
        try:
            found = find(item, catalogue)
            what = edit(_readings(find(versions[-1], catalogue)), _readings(found))
        except Exception:
            log.exception("reading “%s” again failed", item.title)
            return None
        if what is None:
            return None
        return _Draft(first=versions[0], version=len(versions), found=found, edit=what)

    async def _placed(self, draft: _Draft, *, many: bool) -> Revision:
        """In the story of the item as it first was."""
        place = await self._store.story_of_item(draft.first.id)
        change = None
        if place is not None:
            aloud = (
                not many
                and draft.version <= (ALOUD if draft.edit.settled else 1)
                and draft.found.item.seen - draft.first.seen <= LATE
                and not await self._is_told(draft.edit, place.story_id)
            )
            change = StoryChange(
                story_id=place.story_id,
                thread_id=place.thread_id,
                relation=Relation.CORRECTION if aloud else Relation.DUPLICATE,
                why=draft.edit.words,
                related_id=place.story_id,
                edited=True,
            )
        return Revision(found=draft.found, change=change, edit=draft.edit)

    async def _is_told(self, what: Edit, story_id: str) -> bool:
        """Whether the story was corrected to these numbers already: by an item of its own, or on
        the same page in another feed."""
        for each in what.changes:
            known = await self._store.readings(each.after.series, limit=READINGS)
            said = (one for one in known if one.story_id == story_id and one.correction)
            if not any(repeats(one, each.after) for one in said):
                return False
        return True


def _version_ids(item_id: str) -> list[str]:
    """Of the item as it first was, and of as many versions as are kept."""
    return [item_id, *(make_id("i", item_id, "version", str(n)) for n in range(1, VERSIONS + 1))]


def _is_another(edited: Edited, versions: Sequence[Item]) -> bool:
    """Whether it is the same page with a text that none of its versions had."""
    if not versions or versions[0].id != edited.item_id or len(versions) > VERSIONS:
        return False
    first, now = versions[0], edited.item
    if any(each.content_hash == now.content_hash for each in versions):
        return False
    if fold_title(first.title) == fold_title(now.title):
        return True
    # Feeds that number their entries give one id to page after page.
    return bool(now.url) and alias_of(first.url) == alias_of(now.url)


def _readings(found: Evidence) -> list[Reading]:
    report = Report(item=found.item)
    placed = (report.reading(figure) for figure in found.figures)
    return [reading for reading in placed if reading is not None]
