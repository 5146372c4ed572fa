"""When to poll again: a table of cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import FormatError, RetrieveError
from bot.feeds import polling
from bot.feeds.polling import Changed, Failed, Outcome, Unchanged
from bot.feeds.retrieve import Retrieved
from bot.model import Feed, FeedState, PollSettings

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)  # a Wednesday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SETTINGS = PollSettings()
FEED = Feed(id="f1", url="https://motors.example/feed")
NEW_URL = "https://news.motors.example/feed"
STATE = FeedState(
    feed_id="f1",
    baseline=True,
    etag='"1"',
    body_hash="h1",
    items_per_day=10,
    interval=14 * MINUTE,
    last_poll=NOW - 15 * MINUTE,
    last_ok=NOW - 15 * MINUTE,
)


def middle() -> float:
    return 0.5


def ok(**more: object) -> Retrieved:
    return replace(Retrieved(status=200, url=FEED.url, etag='"2"'), **more)  # type: ignore[arg-type]  # a test's shorthand


def changed(new_items: int = 0, answer: Retrieved | None = None, **more: object) -> Changed:
    base = Changed(answer=answer or ok(), polled=FEED.url, body_hash="h2", new_items=new_items)
    return replace(base, **more)  # type: ignore[arg-type]  # a test's shorthand


def unchanged(**more: object) -> Unchanged:
    return Unchanged(answer=ok(status=304, etag="", **more), polled=FEED.url)


def failed(status: int = 500, retry_after: timedelta | None = None) -> Failed:
    error = RetrieveError("broken", status=status, retry_after=retry_after)
    return Failed(error=error, polled=FEED.url)


def after(
    outcome: Outcome,
    *,
    feed: Feed = FEED,
    state: FeedState = STATE,
    settings: PollSettings = SETTINGS,
    now: datetime = NOW,
) -> FeedState:
    return polling.next_state(feed, state, outcome, now, settings, middle)


@dataclass(frozen=True, kw_only=True)
class Case:
    what: str
    outcome: Outcome
    wait: timedelta
    feed: Feed = FEED
    state: FeedState = STATE
    slack: timedelta = timedelta(seconds=1)


EVERY_5 = replace(FEED, every=5 * MINUTE)
BUSY = replace(STATE, items_per_day=500.0)
DEAD = replace(STATE, items_per_day=0.0)

CASES = [
    Case(what="a tenth of the time between items", outcome=unchanged(), wait=14.4 * MINUTE,
         slack=MINUTE),
    Case(what="a busy feed: not below the least", outcome=unchanged(), state=BUSY, wait=2 * MINUTE),
    Case(what="a quiet feed: not above the most", outcome=unchanged(), state=DEAD, wait=2 * HOUR),
    Case(what="ttl lengthens", outcome=changed(ttl=HOUR), wait=HOUR),
    Case(what="ttl of a minute does not shorten", outcome=changed(ttl=MINUTE), wait=14.4 * MINUTE,
         slack=MINUTE),
    Case(what="ttl of a week is held to the most", outcome=changed(ttl=7 * DAY), wait=2 * HOUR),
    Case(what="ttl is remembered", outcome=unchanged(), state=replace(STATE, ttl=HOUR), wait=HOUR),
    Case(what="max-age lengthens", outcome=unchanged(cache_max_age=30 * MINUTE), wait=30 * MINUTE),
    Case(what="max-age of a week is held to the most", outcome=unchanged(cache_max_age=7 * DAY),
         wait=2 * HOUR),
    Case(what="max-age of nothing changes nothing", outcome=unchanged(cache_max_age=0 * MINUTE),
         wait=14.4 * MINUTE, slack=MINUTE),
    Case(what="every outranks ttl and max-age", feed=EVERY_5,
         outcome=changed(ttl=HOUR, answer=ok(cache_max_age=HOUR)), wait=5 * MINUTE),
    Case(what="every may be longer than the most", feed=replace(FEED, every=DAY),
         outcome=unchanged(), wait=DAY),
    Case(what="hours of rest are skipped", outcome=changed(skip_hours=(12, 13, 14)),
         wait=3 * HOUR),
    Case(what="days of rest are skipped", outcome=changed(skip_days=(2, 3)), wait=36 * HOUR),
    Case(what="hours and days of rest together",
         outcome=changed(skip_days=(2,), skip_hours=(0, 1)), wait=14 * HOUR),
    Case(what="rest without end is a mistake", outcome=changed(skip_hours=tuple(range(24))),
         wait=14.4 * MINUTE, slack=MINUTE),
    Case(what="rest is remembered", outcome=unchanged(),
         state=replace(STATE, skip_hours=(12,)), wait=HOUR),
    Case(what="every outranks rest", feed=EVERY_5, outcome=changed(skip_hours=(12,)),
         wait=5 * MINUTE),
    Case(what="first failure: the usual interval", outcome=failed(), wait=14 * MINUTE),
    Case(what="second failure: twice", outcome=failed(), state=replace(STATE, failures=1),
         wait=28 * MINUTE),
    Case(what="fifth failure: sixteen times", outcome=failed(), state=replace(STATE, failures=4),
         wait=224 * MINUTE),
    Case(what="never longer than four times the most", outcome=failed(),
         state=replace(STATE, failures=7), wait=8 * HOUR),
    Case(what="no overflow after years", outcome=failed(),
         state=replace(STATE, failures=1_000_000), wait=8 * HOUR),
    Case(what="a quiet feed that fails is tried soon", outcome=failed(),
         state=replace(STATE, interval=2 * HOUR), wait=15 * MINUTE),
    Case(what="a feed that never worked", outcome=failed(), state=FeedState(feed_id="f1"),
         wait=2 * MINUTE),
    Case(what="every sets the pace of failures", feed=EVERY_5, outcome=failed(), wait=5 * MINUTE),
    Case(what="every a day, failing for long", feed=replace(FEED, every=DAY), outcome=failed(),
         state=replace(STATE, failures=30), wait=DAY),
    Case(what="Retry-After is obeyed", outcome=failed(429, HOUR), wait=HOUR * 1.05),
    Case(what="Retry-After outranks every", feed=EVERY_5, outcome=failed(503, HOUR),
         wait=HOUR * 1.05),
    Case(what="a short Retry-After never hurries", outcome=failed(503, MINUTE), wait=14 * MINUTE),
    Case(what="Retry-After is held to a day", outcome=failed(429, 400 * DAY), wait=DAY * 1.05),
    Case(what="a body that is no feed backs off too",
         outcome=Failed(error=FormatError("a web page"), polled=FEED.url), wait=14 * MINUTE),
    Case(what="a clock that went back: nothing is learnt, the interval holds",
         outcome=unchanged(), state=replace(STATE, last_ok=NOW + DAY), wait=14.4 * MINUTE,
         slack=MINUTE),
    Case(what="a clock that leapt a year ahead", outcome=unchanged(),
         state=replace(STATE, last_ok=NOW - 365 * DAY), wait=2 * HOUR),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_wait(case: Case) -> None:
    state = after(case.outcome, feed=case.feed, state=case.state)
    assert state.next_poll is not None
    assert abs(state.next_poll - NOW - case.wait) <= case.slack


@pytest.mark.parametrize("outcome", [unchanged(), changed(3), failed(), failed(429, HOUR)])
def test_jitter_stays_within_a_tenth(outcome: Outcome) -> None:
    waits = []
    for random in (0.0, 0.25, 0.5, 0.999):
        state = polling.next_state(FEED, STATE, outcome, NOW, SETTINGS, lambda value=random: value)  # type: ignore[misc]
        assert state.next_poll is not None
        waits.append(state.next_poll - NOW)
    assert waits == sorted(waits)
    assert waits[0] < waits[-1] <= waits[0] * 1.23
    if outcome == failed(429, HOUR):
        assert waits[0] >= HOUR


# ── what a poll teaches ──────────────────────────────────────────────────────────────────


def test_success_clears_the_failure_and_keeps_what_was_learnt() -> None:
    failing = replace(STATE, failures=3, failing_since=NOW - DAY, error="broken")
    state = after(
        changed(
            2,
            title="Motors",
            site_url="https://motors.example/",
            hub="https://hub.example/",
            fragment_hashes=frozenset({"a"}),
        ),
        state=failing,
    )
    assert (state.failures, state.failing_since, state.error) == (0, None, "")
    assert (state.etag, state.body_hash, state.title) == ('"2"', "h2", "Motors")
    assert state.fragment_hashes == frozenset({"a"})
    assert state.last_ok == state.last_new == state.last_poll == NOW


def test_unchanged_keeps_validators_a_304_left_out() -> None:
    state = after(unchanged())
    assert (state.etag, state.body_hash) == ('"1"', "h1")
    assert state.last_new is None
    assert state.last_ok == NOW


def test_validators_that_vanish_from_a_new_body_are_forgotten() -> None:
    assert after(changed(answer=ok(etag=""))).etag == ""


def test_failure_keeps_everything_and_says_since_when() -> None:
    first = after(failed())
    second = after(failed(), state=first, now=NOW + HOUR)
    assert second.failures == 2
    assert second.failing_since == NOW
    assert second.error == "broken"
    assert (second.etag, second.body_hash, second.last_ok) == ('"1"', "h1", STATE.last_ok)


def test_gone_retires_and_a_later_success_brings_back() -> None:
    gone = after(failed(410))
    assert gone.retired
    assert gone.next_poll is None
    assert not after(unchanged(), state=gone).retired


def test_the_rate_follows_the_feed() -> None:
    state = STATE
    now = NOW
    for _ in range(96 * 4):
        now += 15 * MINUTE
        state = after(changed(1), state=state, now=now)
    assert state.items_per_day == pytest.approx(96, rel=0.3)
    for _ in range(96 * 14):
        now += 15 * MINUTE
        state = after(unchanged(), state=state, now=now)
    assert state.items_per_day < 2


def test_the_first_body_tells_the_rate_by_its_dates() -> None:
    fresh = FeedState(feed_id="f1")
    hourly = tuple(NOW - HOUR * hours for hours in range(48))
    assert after(changed(dates=hourly), state=fresh).items_per_day == pytest.approx(24, rel=0.1)
    ancient = (NOW - 900 * DAY,)
    assert after(changed(dates=ancient), state=fresh).items_per_day == 0
    assert after(changed(), state=fresh).items_per_day == polling.GUESSED_RATE
    future = (NOW + 900 * DAY,)
    assert after(changed(dates=future), state=fresh).items_per_day == 0
    burst = (NOW, NOW, NOW)
    assert after(changed(dates=burst), state=fresh).items_per_day == 12


# ── moving ───────────────────────────────────────────────────────────────────────────────


def moved(to: str = NEW_URL) -> Unchanged:
    return Unchanged(answer=Retrieved(status=304, url=to, moved_permanently_to=to), polled=FEED.url)


def poll_times(state: FeedState, outcome: Outcome, times: int) -> FeedState:
    for _ in range(times):
        state = after(outcome, state=state)
    return state


def test_a_move_is_accepted_after_several_repeats() -> None:
    nearly = poll_times(STATE, moved(), polling.REPEATS_TO_MOVE - 1)
    assert nearly.url == ""
    assert polling.address(FEED, nearly) == FEED.url
    done = after(moved(), state=nearly)
    assert done.url == NEW_URL
    assert polling.address(FEED, done) == NEW_URL


def test_a_move_that_is_taken_back_counts_from_the_start() -> None:
    nearly = poll_times(STATE, moved(), polling.REPEATS_TO_MOVE - 1)
    assert after(unchanged(), state=nearly).moved_count == 0
    elsewhere = after(moved("https://else.example/"), state=nearly)
    assert (elsewhere.moved_to, elsewhere.moved_count) == ("https://else.example/", 1)


def test_a_failure_in_between_does_not_undo_the_count() -> None:
    nearly = poll_times(STATE, moved(), polling.REPEATS_TO_MOVE - 1)
    between = after(failed(), state=nearly)
    assert after(moved(), state=between).url == NEW_URL


def test_the_original_is_looked_at_now_and_then() -> None:
    state = poll_times(STATE, moved(), polling.REPEATS_TO_MOVE)
    there = Unchanged(answer=Retrieved(status=304, url=NEW_URL), polled=NEW_URL)
    asked = []
    for _ in range(polling.PROBE_EVERY * 2):
        asked.append(polling.address(FEED, state))
        state = after(moved() if asked[-1] == FEED.url else there, state=state)
    assert asked.count(FEED.url) == 2
    assert state.url == NEW_URL


def test_an_original_that_works_again_is_taken_back() -> None:
    state = replace(STATE, url=NEW_URL, moved_to=NEW_URL, moved_count=polling.PROBE_EVERY)
    assert polling.address(FEED, state) == FEED.url
    back = after(unchanged(), state=state)
    assert back.url == ""
    assert polling.address(FEED, back) == FEED.url


def test_a_new_address_that_fails_leads_back_every_other_time() -> None:
    state = replace(STATE, url=NEW_URL, moved_to=NEW_URL, moved_count=7)
    failure = Failed(error=RetrieveError("gone", status=410), polled=NEW_URL)
    once = after(failure, state=state)
    assert not once.retired
    assert polling.address(FEED, once) == FEED.url
    twice = after(failed(), state=once)
    assert polling.address(FEED, twice) == NEW_URL


# ── clocks ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "feed", "expected"),
    [
        pytest.param(replace(STATE, next_poll=NOW + HOUR), FEED, None, id="sane"),
        pytest.param(FeedState(feed_id="f1"), FEED, None, id="never polled"),
        pytest.param(replace(STATE, next_poll=NOW - 400 * DAY), FEED, None, id="overdue"),
        pytest.param(
            replace(STATE, next_poll=NOW + 400 * DAY, retired=True), FEED, None, id="retired"
        ),
        pytest.param(
            replace(STATE, next_poll=NOW + 400 * DAY), FEED, NOW + 14 * MINUTE, id="absurd"
        ),
        pytest.param(
            replace(STATE, next_poll=NOW + 3 * HOUR, last_poll=NOW + 2 * HOUR),
            FEED,
            NOW + 14 * MINUTE,
            id="polled in the future",
        ),
        pytest.param(
            replace(STATE, next_poll=NOW + MINUTE, last_poll=NOW + HOUR),
            FEED,
            NOW + MINUTE,
            id="polled in the future, due already",
        ),
        pytest.param(
            replace(STATE, next_poll=NOW + 31 * DAY),
            replace(FEED, every=30 * DAY),
            None,
            id="monthly",
        ),
        pytest.param(
            replace(STATE, next_poll=NOW + 400 * DAY),
            replace(FEED, every=30 * DAY),
            NOW + 30 * DAY,
            id="monthly, absurd",
        ),
    ],
)
def test_a_clock_that_jumped_is_corrected(
    state: FeedState, feed: Feed, expected: datetime | None
) -> None:
    mended = polling.corrected(feed, state, NOW, SETTINGS)
    assert (mended.next_poll if mended else None) == expected
    if mended:
        assert polling.corrected(feed, mended, NOW, SETTINGS) is None


FAILING = replace(STATE, failures=6, next_poll=NOW + 4 * HOUR, failing_since=NOW - DAY)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param(FAILING, NOW + timedelta(seconds=15), id="backed off: tried again soon"),
        pytest.param(
            replace(FAILING, not_before=NOW + HOUR), NOW + HOUR, id="no earlier than it asked"
        ),
        pytest.param(replace(FAILING, not_before=NOW - HOUR), NOW + timedelta(seconds=15),
                     id="what it asked for is over"),
        pytest.param(replace(FAILING, next_poll=NOW + timedelta(seconds=5)), None, id="due anyway"),
        pytest.param(replace(STATE, next_poll=NOW + HOUR), None, id="well: left alone"),
        pytest.param(replace(FAILING, retired=True), None, id="gone: left alone"),
    ],
)  # fmt: skip
def test_failing_feeds_are_tried_again_when_something_was_mended(
    state: FeedState, expected: datetime | None
) -> None:
    hastened = polling.hastened(state, NOW, middle)
    assert (hastened.next_poll if hastened else None) == expected


def test_what_a_publisher_asked_for_is_remembered_while_it_fails() -> None:
    asked = after(failed(429, retry_after=2 * HOUR))
    assert asked.not_before is not None
    assert asked.not_before >= NOW + 2 * HOUR
    assert after(failed(500), state=asked).not_before is None
    assert after(unchanged(), state=asked).not_before is None
