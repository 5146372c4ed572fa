"""A Discord on loopback: gateway and REST as the documentation has them, for the real client."""

from tests.support.fakediscord.interactions import Pressed
from tests.support.fakediscord.server import FakeDiscord

__all__ = ["FakeDiscord", "Pressed"]
