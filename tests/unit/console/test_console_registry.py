"""Platforms by name."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from bot.errors import TidingsError
from handlers import registry


def setup() -> registry.Setup:
    return registry.Setup(clock=lambda: datetime.now(UTC), secret={"slack_bot_token": "xoxb-1"}.get)


def test_every_platform_can_be_made_and_is_called_by_its_name() -> None:
    for name in registry.names():
        assert registry.missing(name) == ""
        assert registry.create(name, setup()).name == name


def test_a_platform_that_is_not_there_is_told_with_those_that_are() -> None:
    assert registry.missing("matrix").startswith("this build has no matrix platform; it has: ")
    with pytest.raises(TidingsError) as caught:
        registry.create("matrix", setup())
    assert "console" in str(caught.value)
    assert "destinations that begin with 'matrix:'" in str(caught.value)


def test_the_names_are_modules() -> None:
    assert set(registry.PLATFORMS.values()) <= {
        f"handlers.{name}.platform" for name in registry.PLATFORMS
    }
    assert "handlers.registry" in sys.modules
