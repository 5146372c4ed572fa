"""Names in news: companies, people and topics found in text, each with its reason in words.

>>> matcher = Matcher.compile(watches)
>>> matcher.match("Xaiomi launches an SUV", "")
"""

from bot.matching.matcher import Explanation, Matcher
from bot.matching.places import of_the_story
from bot.matching.sought import sought
from bot.matching.weights import CUTOFF

__all__ = ["CUTOFF", "Explanation", "Matcher", "of_the_story", "sought"]
