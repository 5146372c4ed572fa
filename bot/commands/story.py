"""``story``: who reported it when."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.card import Block, Card, Line, line
from bot.commands.alerts import TOLD, story_of
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.gather import outlets_of
from bot.commands.say import bold, bullets, button, card, dim, headline, paragraph, small
from bot.commands.view import View
from bot.commands.when import at, length
from bot.errors import CommandError
from bot.model import Relation, Request, Source, Story
from bot.text import count_of, shorten, squeeze

SOURCES = 15
_RELATION = {
    Relation.NEW: "first report",
    Relation.DUPLICATE: "same news",
    Relation.FOLLOW_UP: "follow-up",
    Relation.CORRECTION: "correction",
}


async def run(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    story_id = await story_of(context, view, arguments.text("which"), request)
    story = await context.store.story(story_id)
    if story is None:
        raise CommandError("That story is not stored any more")
    now = context.clock()
    running = await _thread(context, story)
    blocks: list[Block] = [
        paragraph(_sentence(story)),
        bullets(
            [_source(each, story, now, view.zone) for each in story.sources[:SOURCES]],
            shown=SOURCES,
            total=len(story.sources),
        ),
    ]
    if running:
        blocks.append(paragraph(bold("The running story")))
        lines = [
            line(headline(e.title, e.url), dim(f" · {at(e.first_seen, now, view.zone)}"))
            for e in running
        ]
        blocks.append(bullets(lines))
    alerts = await context.store.alerts_of_story(story.id)
    alerts = [each for each in alerts if each.status in TOLD]
    told = [each.destination for each in alerts if each.destination in view.destinations]
    if told:
        blocks.append(small("Told here ", at(alerts[0].created, now, view.zone)))
    return card(
        shorten(squeeze(story.title), 200),
        *blocks,
        url=story.url,
        ref=story.id,
        actions=[button("Why", f"why {alerts[0].id}")] if told else (),
    )


async def _thread(context: Context, story: Story) -> list[Story]:
    """Other events of the same running story, oldest first."""
    others = await context.store.stories_of_thread(story.thread_id)
    return sorted((e for e in others if e.id != story.id), key=lambda each: each.first_seen)


def _sentence(story: Story) -> str:
    outlets = outlets_of(story.sources)
    span = story.last_seen - story.first_seen
    over = ""
    if len(story.sources) > 1:
        short = span < timedelta(seconds=45)
        over = " within a minute" if short else f" over {length(span)}"
    reports = count_of(len(story.sources), "report")
    return f"{reports} by {count_of(len(outlets), 'outlet')}{over}."


def _source(source: Source, story: Story, now: datetime, zone: ZoneInfo) -> Line:
    when = source.published or source.seen
    same = squeeze(source.title) == squeeze(story.title)
    note = "" if source.relation is Relation.NEW else f" · {_RELATION[source.relation]}"
    title = "same headline" if same and source is not story.sources[0] else source.title
    return line(
        dim(f"{at(when, now, zone)} "), bold(source.source or "unnamed outlet"), ": ",
        headline(title, source.url), dim(note),
    )  # fmt: skip


STORY = Command(
    name="story",
    summary="Show who reported a story and when",
    params=(
        Param(
            name="which",
            kind="rest",
            summary="an alert's reference or an article's address; without: the last alert here",
        ),
    ),
    run=run,
    examples=("story", "story a7k2m9qx4tn", "story https://example.com/article"),
)
