"""Column types: moments, text from outside, keys of any length."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import URL

from bot.storage.types import Utc, chunks, indexed, storable

DIALECTS = (URL.create("sqlite").get_dialect()(), URL.create("postgresql").get_dialect()())
MOMENTS = st.datetimes(
    min_value=datetime(1, 1, 3),  # noqa: DTZ001 - bounds are given without a zone
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9.5))]),
)


@given(MOMENTS)
def test_a_moment_comes_back_in_utc(moment: datetime) -> None:
    for dialect in DIALECTS:
        stored = Utc().process_bind_param(moment, dialect)
        back = Utc().process_result_value(stored, dialect)
        assert back == moment
        assert back is not None
        assert back.tzinfo is UTC


@given(MOMENTS, MOMENTS)
def test_sqlite_sorts_moments_as_texts(one: datetime, other: datetime) -> None:
    first, second = (Utc().process_bind_param(each, DIALECTS[0]) for each in (one, other))
    assert (first < second) == (one < other)


def test_a_time_without_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        Utc().process_bind_param(datetime(2026, 1, 1), DIALECTS[0])  # noqa: DTZ001 - the point


@given(st.text())
def test_storable_text_keeps_its_length(text: str) -> None:
    safe = storable(text + "\0\ud800\udfff")
    assert len(safe) == len(text) + 3
    assert "\0" not in safe
    safe.encode("utf-8")
    assert storable(safe) == safe


def test_long_keys_are_told_apart() -> None:
    assert indexed("x" * 400) == "x" * 400
    assert indexed("x" * 9_000) != indexed("x" * 9_001)
    assert len(indexed("汽" * 9_000).encode()) < 2_700


def test_chunks_hold_each_value_once() -> None:
    assert chunks(["a", "b", "a", "c"], 2) == [["a", "b"], ["c"]]
    assert chunks(list[int]()) == []
