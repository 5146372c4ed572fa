"""What each refusal means."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import DeliveryError
from handlers.discord.connection import closed
from handlers.discord.errors import RefusedError, judge


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, 0, "permanent"),
        (403, 50001, "permanent"),
        (403, 50013, "permanent"),
        (403, 50007, "permanent"),
        (404, 10003, "permanent"),
        (404, 10004, "permanent"),
        (400, 50033, "permanent"),
        (403, 99999, "permanent"),
        (404, 10008, "gone"),
        (400, 50083, "gone"),
        (500, 0, "ambiguous"),
        (502, 0, "ambiguous"),
        (503, 0, "ambiguous"),
        (429, 0, "again"),
        (403, 0, "again"),
        (400, 200000, "refused"),
        (400, 200001, "refused"),
    ],
)
def test_kinds(status: int, code: int, kind: str) -> None:
    error = judge(status, code, "", reading=False)
    assert isinstance(error, DeliveryError)
    kinds = {
        "permanent": error.permanent,
        "gone": error.gone,
        "refused": error.refused,
        "ambiguous": error.ambiguous,
    }
    assert [name for name, holds in kinds.items() if holds] == [kind] * (kind != "again")
    assert error.hint or not error.permanent, "what is permanent has its mend"


def test_reading_again_does_no_harm() -> None:
    error = judge(502, 0, "", reading=True)
    assert isinstance(error, DeliveryError)
    assert not error.ambiguous


def test_the_wait_is_passed_on() -> None:
    error = judge(429, 0, "", reading=False, retry_after=timedelta(seconds=7))
    assert isinstance(error, DeliveryError)
    assert error.retry_after == timedelta(seconds=7)


def test_a_malformed_request_is_a_fault_of_ours() -> None:
    assert isinstance(judge(400, 50035, "Invalid Form Body", reading=False), RefusedError)


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4012, 4013, 4014])
def test_what_only_people_can_mend(code: int) -> None:
    words, fatal = closed(code, "")
    assert fatal
    assert str(code) in words


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4008, 4009])
def test_what_mends_itself(code: int) -> None:
    assert not closed(code, "x")[1]
