"""Whatever happens, the next poll is neither at once nor absurdly far away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RetrieveError
from bot.feeds import polling
from bot.feeds.headers import cache_max_age, retry_after
from bot.feeds.polling import Changed, Failed, Outcome, Unchanged
from bot.feeds.redact import redact
from bot.feeds.retrieve import Retrieved
from bot.model import Feed, FeedState, PollSettings

URL, ELSEWHERE = "https://a.example/", "https://b.example/"
SETTINGS = PollSettings()
START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20_000))
jumps = st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400))
answers = st.builds(
    Retrieved,
    status=st.just(200),
    url=st.just(URL),
    moved_permanently_to=st.sampled_from(["", URL, ELSEWHERE]),
    cache_max_age=st.none() | spans,
)
outcomes: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Unchanged, answer=answers, polled=st.sampled_from([URL, ELSEWHERE])),
    st.builds(
        Changed,
        answer=answers,
        polled=st.sampled_from([URL, ELSEWHERE]),
        body_hash=st.just("h"),
        ttl=st.none() | spans,
        skip_hours=st.lists(st.integers(0, 23), max_size=24).map(tuple),
        skip_days=st.lists(st.integers(0, 6), max_size=7).map(tuple),
        new_items=st.integers(0, 10_000),
    ),
    st.builds(
        Failed,
        error=st.builds(
            RetrieveError,
            st.just("broken"),
            status=st.sampled_from([0, 404, 429, 500, 503]),
            retry_after=st.none() | spans,
        ),
        polled=st.just(URL),
    ),
)


@given(
    steps=st.lists(st.tuples(outcomes, jumps), min_size=1, max_size=12),
    every=st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=2)),
    random=st.floats(0, 1, exclude_max=True),
)
def test_next_poll_stays_in_bounds(
    steps: list[tuple[Outcome, timedelta]], every: timedelta | None, random: float
) -> None:
    feed = Feed(id="f", url=URL, every=every)
    state, now = FeedState(feed_id="f"), START
    for outcome, jump in steps:
        now += jump
        state = polling.next_state(feed, state, outcome, now, SETTINGS, lambda: random)
        assert state.next_poll is not None
        least = min(every or SETTINGS.least, SETTINGS.least) * 0.9
        assert least <= state.next_poll - now <= polling.FARTHEST
        assert state.items_per_day >= 0
        assert polling.address(feed, state) in (URL, ELSEWHERE)
        assert polling.corrected(feed, state, now, SETTINGS) is None


@given(
    next_poll=jumps,
    last_poll=jumps,
    interval=st.none() | st.timedeltas(timedelta(0), timedelta(hours=2)),
)
def test_corrected_is_always_sane(
    next_poll: timedelta, last_poll: timedelta, interval: timedelta | None
) -> None:
    feed = Feed(id="f", url=URL)
    state = FeedState(
        feed_id="f", next_poll=START + next_poll, last_poll=START + last_poll, interval=interval
    )
    mended = polling.corrected(feed, state, START, SETTINGS) or state
    assert mended.next_poll is not None
    assert mended.next_poll <= START + polling.FARTHEST
    assert polling.corrected(feed, mended, START, SETTINGS) is None


@given(
    st.dictionaries(
        st.sampled_from(["Retry-After", "Date", "Expires", "Cache-Control", "Age"]), st.text()
    )
)
def test_headers_never_crash(headers: dict[str, str]) -> None:
    for read in (retry_after, cache_max_age):
        span = read(headers, START)
        assert span is None or timedelta(0) <= span <= timedelta(days=7)


@given(st.text())
def test_redact_never_crashes(url: str) -> None:
    assert isinstance(redact(url), str)


@given(
    user=st.from_regex(r"[a-z]{8}", fullmatch=True),
    password=st.from_regex(r"[a-z0-9]{12}", fullmatch=True),
)
def test_redact_hides_what_is_secret(user: str, password: str) -> None:
    shown = redact(f"https://{user}zz:{password}@h.example/x?token={password}&api_key={password}")
    assert password not in shown
    assert f"{user}zz" not in shown


def test_states_are_replaced_never_edited() -> None:
    state = FeedState(feed_id="f")
    copy = replace(state)
    polling.next_state(
        Feed(id="f", url=URL),
        state,
        Changed(answer=Retrieved(status=200, url=URL), polled=URL, body_hash="x"),
        START,
        SETTINGS,
        lambda: 0.5,
    )
    assert state == copy
