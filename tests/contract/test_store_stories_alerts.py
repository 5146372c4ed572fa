"""Stories, alerts and decisions on every store."""

from __future__ import annotations

from dataclasses import replace

from bot.model import AlertStatus, DeliveryStatus, Relation
from bot.ports import Ingest
from bot.storage import Database
from tests.support.records import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    a_change,
    a_delivery,
    a_mention,
    a_record,
    a_source,
    an_alert,
    an_item,
)


def report(name: str, story: str, minutes: int, relation: Relation, thread: str = "s1") -> Ingest:
    item = an_item(name, seen=NOW + minutes * MINUTE)
    change = a_change(story, thread_id=thread, relation=relation, related_id="s1", loud=False)
    return Ingest(item=item, story=change, source=a_source(item, relation))


# ── stories ──────────────────────────────────────────────────────────────────────────────


async def test_a_story_grows_with_its_sources(store: Database) -> None:
    first = report("a", "s1", 0, Relation.NEW)
    await store.ingest([first, report("b", "s1", 20, Relation.DUPLICATE)])
    await store.ingest([report("c", "s1", 10, Relation.CORRECTION)])
    story = await store.story("s1")
    assert story is not None
    assert (story.title, story.url, story.thread_id) == (first.item.title, first.item.url, "s1")
    assert (story.first_seen, story.last_seen) == (NOW, NOW + 20 * MINUTE)
    assert [source.item_id for source in story.sources] == ["ia", "ic", "ib"]
    assert story.sources[0] == first.source
    assert [source.relation for source in story.sources][1:] == ["correction", "duplicate"]


async def test_an_older_report_stretches_the_story_backwards(store: Database) -> None:
    await store.ingest([report("a", "s1", 10, Relation.NEW)])
    await store.ingest([report("b", "s1", 0, Relation.DUPLICATE)])
    story = await store.story("s1")
    assert story is not None
    assert (story.first_seen, story.last_seen) == (NOW, NOW + 10 * MINUTE)


async def test_a_placed_item_without_source_is_no_report(store: Database) -> None:
    await store.ingest([Ingest(item=an_item(), story=a_change())])
    story = await store.story("sone")
    assert story is not None
    assert story.sources == ()
    assert await store.story("snone") is None


async def test_threads_hold_their_events_in_order(store: Database) -> None:
    await store.ingest(
        [
            report("a", "s1", 0, Relation.NEW),
            report("b", "s3", 20, Relation.FOLLOW_UP),
            report("c", "s2", 10, Relation.FOLLOW_UP),
            report("d", "s9", 5, Relation.NEW, thread="s9"),
        ]
    )
    assert [story.id for story in await store.stories_of_thread("s1")] == ["s1", "s2", "s3"]
    assert await store.stories_of_thread("s7") == []
    alerts = [an_alert(f"{n}", story_id=f"s{n}", created=NOW - n * HOUR) for n in (1, 2, 9)]
    await store.ingest([Ingest(item=an_item("z"), alerts=tuple(alerts))])
    assert [alert.id for alert in await store.alerts_of_thread("s1")] == ["a2", "a1"]


async def test_recent_stories_come_newest_first(store: Database) -> None:
    await store.ingest([report(f"{n}", f"s{n}", n, Relation.NEW, thread=f"s{n}") for n in range(5)])
    await store.ingest([report("again", "s0", 60, Relation.DUPLICATE, thread="s0")])
    recent = await store.stories_since(NOW + 3 * MINUTE)
    assert [story.id for story in recent] == ["s0", "s4", "s3"]
    assert len(recent[0].sources) == 2
    assert [s.id for s in await store.stories_since(NOW, limit=2)] == ["s0", "s4"]


async def test_many_stories_and_places_are_read_at_once(store: Database) -> None:
    records = [report(f"{n}", f"s{n % 2}", n, Relation.NEW) for n in range(4)]
    await store.ingest([*records, Ingest(item=an_item("baseline"))])
    found = await store.stories(["s1", "s0", "s1", "snone"])
    assert found == {each: await store.story(each) for each in ("s0", "s1")}
    ids = [record.item.id for record in records]
    assert await store.places([*ids, "ibaseline", "inone"]) == {
        record.item.id: record.story for record in records
    }
    assert await store.items([*ids[:2], "inone"]) == {
        record.item.id: record.item for record in records[:2]
    }
    assert await store.items([]) == {}
    assert await store.stories([]) == {}
    assert await store.places([]) == {}


async def test_stories_about_watches_are_those_with_a_report_that_mentions_one(
    store: Database,
) -> None:
    def about(name: str, story: str, minutes: int, *watches: str) -> Ingest:
        mentions = tuple(a_mention(each) for each in watches)
        return replace(report(name, story, minutes, Relation.NEW), mentions=mentions)

    await store.ingest(
        [
            about("a", "s1", 0, "w1", "w1"),
            about("b", "s1", 30, "w2"),
            about("c", "s2", 10, "w2"),
            about("d", "s3", 20),
            replace(about("e", "s4", 5, "w1"), story=None, source=None),
        ]
    )

    async def ids(*watches: str, **options: object) -> list[str]:
        return [e.id for e in await store.stories_about(watches, **options)]  # type: ignore[arg-type]

    assert await ids("w1", "w2") == ["s1", "s2"]
    assert await ids("w1", "w2", limit=1) == ["s1"]
    assert await ids("w2", since=NOW + 5 * MINUTE, until=NOW + 30 * MINUTE) == ["s2"]
    assert await ids("w1", since=NOW + MINUTE) == [], "by the report that mentions it"
    assert await ids("w9") == await ids() == []
    (story, _) = await store.stories_about(["w2"])
    assert len(story.sources) == 2, "with its other reports, too"


async def test_places_restore_the_clusterer(store: Database) -> None:
    records = [report(f"{n:03}", f"s{n % 7}", n % 50, Relation.NEW) for n in range(600)]
    await store.ingest([*records, Ingest(item=an_item("baseline"))])
    batches = [batch async for batch in store.placed_since(NOW + 10 * MINUTE)]
    placed = [pair for batch in batches for pair in batch]
    wanted = {record.item.id: record for record in records if record.item.seen >= NOW + 10 * MINUTE}
    assert len(placed) == len(wanted)
    assert [item.seen for item, _ in placed] == sorted(item.seen for item, _ in placed)
    assert all(wanted[item.id].item == item for item, _ in placed)
    assert all(wanted[item.id].story == change for item, change in placed)


# ── alerts ───────────────────────────────────────────────────────────────────────────────


async def test_alerts_are_found_by_a_beginning_of_their_id(store: Database) -> None:
    alerts = [an_alert(id=each) for each in ("a7k2m9", "a7k3", "a7k", "b7z")]
    await store.ingest([Ingest(item=an_item(), alerts=tuple(alerts))])

    async def found(prefix: str) -> str | None:
        alert = await store.alert(prefix)
        return None if alert is None else alert.id

    assert await found("a7k2m9") == "a7k2m9"
    assert await found("A7K2") == "a7k2m9"
    assert await found(" a7k3 ") == "a7k3"
    assert await found("a7k") == "a7k"  # an id itself is never ambiguous
    assert await found("a7") is None
    assert await found("b") == "b7z"
    assert await found("a7k2m9x") is None
    assert await found("") is None
    for pattern in ("%", "_", "a%", "b__", "b7z%", "'", "\\"):
        assert await found(pattern) is None


async def test_an_alert_is_raised_once(store: Database) -> None:
    await store.ingest([a_record()])
    other = a_record("two", alerts=(an_alert(why="again"),), story=a_change())
    await store.ingest([other])
    alert = await store.alert("aone")
    assert alert is not None
    assert alert.why == "names Xiaomi"
    assert [each.id for each in await store.alerts_of_story("sone")] == ["aone"]


async def test_alerts_are_listed_newest_first_and_filtered(store: Database) -> None:
    held = {"status": AlertStatus.HELD, "release": NOW + DAY}
    alerts = [
        an_alert("1", created=NOW),
        an_alert("2", created=NOW + HOUR, destination="club"),
        an_alert("3", created=NOW + 2 * HOUR, **held),
    ]
    await store.ingest([Ingest(item=an_item(), alerts=tuple(alerts))])

    async def ids(**options: object) -> list[str]:
        return [each.id for each in await store.alerts(**options)]  # type: ignore[arg-type] # by name

    assert await store.alerts() == alerts[::-1]
    assert await ids(destination="desk") == ["a3", "a1"]
    assert await ids(since=NOW + HOUR) == ["a3", "a2"]
    assert await ids(since=NOW, until=NOW + HOUR) == ["a1"]
    assert await ids(status=AlertStatus.HELD) == ["a3"]
    assert await ids(limit=1) == ["a3"]
    assert await ids(destination="desk", since=NOW, status=AlertStatus.OPEN) == ["a1"]


async def test_held_alerts_wait_for_their_release(store: Database) -> None:
    def held(name: str, destination: str, release: int | None) -> Ingest:
        alert = an_alert(
            name,
            destination=destination,
            status=AlertStatus.HELD,
            created=NOW + len(name) * MINUTE,
            release=None if release is None else NOW + release * HOUR,
        )
        return Ingest(item=an_item(name), alerts=(alert,))

    await store.ingest(
        [held("bb", "desk", 1), held("a", "desk", 1), held("c", "club", 1), held("d", "club", 9)]
    )
    assert await store.held_due(NOW) == []
    assert [each.id for each in await store.held_due(NOW + HOUR)] == ["ac", "aa", "abb"]
    digest = a_delivery("digest", destination="desk", kind="notice")
    await store.release_held(["aa", "abb"], digest)
    await store.release_held(["aa", "abb"], digest)
    assert [each.id for each in await store.held_due(NOW + HOUR)] == ["ac"]
    alert = await store.alert("aa")
    assert alert is not None
    assert alert.status is AlertStatus.DIGESTED
    assert [each.key for each in await store.unsettled([DeliveryStatus.PENDING])] == ["digest"]


async def test_a_held_alert_can_be_left_out_with_a_reason(store: Database) -> None:
    for name in ("a", "b"):
        alert = an_alert(name, destination="desk", status=AlertStatus.HELD, release=NOW)
        await store.ingest([Ingest(item=an_item(name), alerts=(alert,))])
    digest = a_delivery("digest", destination="desk", kind="notice")
    await store.release_held(["aa"], digest, dropped={"ab": "muted meanwhile: tesla"})
    told, left_out = await store.alert("aa"), await store.alert("ab")
    assert told is not None
    assert told.status is AlertStatus.DIGESTED
    assert left_out is not None
    assert (left_out.status, left_out.why) == (AlertStatus.DROPPED, "muted meanwhile: tesla")
    assert await store.held_due(NOW) == []
    await store.release_held([], None, dropped={"aa": "it was told, and stays so"})
    assert await store.alert("aa") == told


async def test_a_held_alert_can_get_a_message_of_its_own(store: Database) -> None:
    alert = an_alert(destination="desk", status=AlertStatus.HELD, release=NOW)
    await store.ingest([Ingest(item=an_item(), alerts=(alert,))])
    later = NOW + HOUR
    late = a_delivery("late", destination="desk", alert_id=alert.id, created=later)
    for _ in range(2):
        await store.release_held([], late, late=alert.id)
    told = replace(alert, status=AlertStatus.OPEN, created=later, release=None)
    assert await store.alert(alert.id) == told
    assert await store.held_due(later) == []
    assert [each.key for each in await store.unsettled([DeliveryStatus.PENDING])] == ["late"]


async def test_nothing_left_to_tell_enqueues_nothing(store: Database) -> None:
    alert = an_alert(destination="desk", status=AlertStatus.HELD, release=NOW)
    await store.ingest([Ingest(item=an_item(), alerts=(alert,))])
    await store.release_held([], None, dropped={alert.id: "muted meanwhile"})
    assert await store.held_due(NOW) == []
    assert await store.unsettled([DeliveryStatus.PENDING]) == []


async def test_what_is_held_for_a_destination_can_be_asked_for(store: Database) -> None:
    for name, place in (("a", "desk"), ("b", "desk"), ("c", "club")):
        alert = an_alert(name, destination=place, status=AlertStatus.HELD, release=NOW + 9 * HOUR)
        await store.ingest([Ingest(item=an_item(name), alerts=(alert,))])
    assert await store.hasten_held("desk") == 2
    assert await store.hasten_held("nowhere") == 0
    assert [each.id for each in await store.held_due(NOW)] == ["aa", "ab"]


async def test_an_alert_without_a_message_of_its_own_stays_so(store: Database) -> None:
    alert = an_alert(silent=True)
    await store.ingest([Ingest(item=an_item(), alerts=(alert,))])
    assert await store.alert(alert.id) == alert


async def test_held_alerts_without_a_time_are_due(store: Database) -> None:
    alert = an_alert(status=AlertStatus.HELD, release=None)
    await store.ingest([Ingest(item=an_item(), alerts=(alert,))])
    assert await store.held_due(NOW) == [alert]
