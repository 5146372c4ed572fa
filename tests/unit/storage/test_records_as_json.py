"""Every record that is kept as JSON comes back the same, whatever is in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import plain
from bot.model import (
    Decision,
    Edit,
    Feed,
    FeedState,
    Figure,
    Follow,
    Mute,
    Reading,
    Receipt,
    Source,
    StoryChange,
    Watchlist,
)

RECORDS: tuple[type[Any], ...] = (
    Feed,
    FeedState,
    Watchlist,
    Figure,
    Reading,
    StoryChange,
    Source,
    Decision,
    Receipt,
    Mute,
    Follow,
    Edit,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@pytest.fixture(autouse=True, scope="module")
def aware_times() -> None:
    """Every time of the model is aware; plain JSON stands for an edit's before and after."""
    st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
    whole = st.integers(0, 10**9).map(lambda micros: timedelta(microseconds=micros))
    st.register_type_strategy(timedelta, whole)
    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
    st.register_type_strategy(object, JSON)


@pytest.mark.parametrize("kind", RECORDS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_round_trip(kind: type[Any], data: st.DataObject) -> None:
    record = data.draw(st.from_type(kind))
    written = json.loads(json.dumps(plain.write(record)))
    assert plain.read(kind, written) == record
