"""One event, one story: near-duplicates, follow-ups and corrections, decided online."""

from bot.stories.clusterer import Clusterer

__all__ = ["Clusterer"]
