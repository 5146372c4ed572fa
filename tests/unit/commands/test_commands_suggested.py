"""What is offered while somebody types is understood when it is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.commands import COMMANDS
from bot.commands.complete import LONGEST
from bot.commands.recent import Recent, choice, reference_in
from bot.commands.suggested import SAMPLES, by_name
from bot.config.wishes import budget, cooldown, deliver, quiet_hours
from bot.figures import parse_condition

READ: Mapping[str, Callable[[str], object]] = {
    "when": parse_condition,
    "deliver": deliver,
    "quiet": quiet_hours,
    "budget": budget,
    "cooldown": cooldown,
}


@pytest.mark.parametrize("name", READ)
def test_every_sample_means_something(name: str) -> None:
    for sample in SAMPLES[name]:
        if sample != "none":  # takes back, whatever it is for
            READ[name](sample)


def test_samples_are_of_options_that_there_are() -> None:
    names = {param.name for command in COMMANDS for param in command.params}
    assert set(SAMPLES) <= names
    assert all(by_name(name) for name in ("metric", "unit", "tags", "timezone"))


def test_an_alert_is_chosen_by_its_title() -> None:
    chosen = choice("Xiaomi · delivers " * 20, "a7k2m9qx4tn")
    assert len(chosen) <= LONGEST
    assert reference_in(chosen) == "a7k2m9qx4tn"
    assert reference_in("a7k2m9qx4tn") == "a7k2m9qx4tn"
    assert reference_in("https://a.example/x") == "https://a.example/x"


async def test_what_was_told_is_read_once_for_a_word_typed() -> None:
    recent, reads = Recent(), []
    now = datetime(2026, 7, 13, tzinfo=UTC)

    async def read() -> list[str]:
        reads.append(1)
        return [f"read {len(reads)}"]

    for seconds in (0, 1, 4):
        assert await recent.choices("a", now + timedelta(seconds=seconds), read) == ["read 1"]
    assert await recent.choices("b", now, read) == ["read 2"]
    assert await recent.choices("a", now + timedelta(seconds=9), read) == ["read 3"]
