"""The phrases in which a name stands at one place, as far as they may mean something else. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.commands.phrases import EVERYWHERE, phrases_around
from bot.matching.lexicon import COMMON, GIVEN, UNKNOWN, Known, chinese, words
from bot.model import Mention
from bot.text import is_cjk

_WINDOW = 250
"""Characters on either side in which telling words are sought."""
_LONGEST_WORD = 4
"""Characters of a Chinese word that a name may be part of."""
_RARE = 8
"""Up to this frequency (0–12) a word behind a name makes a term of it (rainforest); beyond, it
only says something of the name (Amazon workers)."""
_JOINERS = frozenset({"of", "and", "&", "the", "for", "de", "la"})
_FUNCTIONS = frozenset(
    {"the", "this", "that", "with", "from", "for", "and", "but", "when", "while", "why", "how"}
    | {"what", "who", "whose", "his", "her", "its", "their", "our", "your", "new", "via", "http"}
    | {"https", "after", "before", "since", "like", "says", "said", "today", "yesterday"}
)
_TITLES = frozenset(
    {"president", "senator", "secretary", "governor", "minister", "mayor", "judge", "justice"}
    | {"chairman", "chairwoman", "chief", "director", "founder", "coach", "captain", "general"}
    | {"king", "queen", "prince", "princess", "pope", "doctor", "professor", "mrs", "ceo", "cfo"}
    | {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)
"""What stands before a name without being part of it."""
_INSTITUTIONS = frozenset(
    {"center", "centre", "foundation", "university", "college", "school", "hospital", "museum"}
    | {"theatre", "theater", "stadium", "arena", "county", "city", "prize", "award", "festival"}
)
"""What is called after somebody or something. What else has a capital behind a name (Amazon
Rainforest) counts with the same words in lower case, where these are met often enough."""
OF_COMPANIES = frozenset(
    {"motors", "motor", "auto", "automotive", "mobility", "group", "holdings", "bank", "capital"}
    | {"technologies", "technology", "systems", "labs", "robotics", "electronics", "software"}
    | {"energy", "power", "industries", "semiconductor", "semiconductors", "materials", "foods"}
    | {"airlines", "airways", "air", "health", "therapeutics", "pharma", "pharmaceuticals"}
    | {"media", "entertainment", "networks", "communications", "insurance", "partners"}
)
"""What ends the full name of a company."""
_AT_START = re.compile(r"(?:^|[^\w\s,'’&-]\s*|[-–—]\s+)$")


def known_word(word: str) -> Known:
    return words().get(word.lower().encode("utf-8", "replace"), UNKNOWN)


def phrases_beside(text: str, start: int, end: int) -> Iterator[str]:
    """The name with the telling word right before or behind it: ``Big Apple``, ``apple pie``,
    ``Commercial Bank of China``; in Chinese the longer word it is part of."""
    name = text[start:end]
    if is_cjk(name[0]) or is_cjk(name[-1]):
        word = _chinese_word(text, start, end)
        if word:
            yield word
        return
    # A window is enough: whether a whole article is in a headline's capitals takes long to tell.
    low = max(start - _WINDOW, text.rfind("\n", 0, start) + 1)
    window = text[low : end + _WINDOW]
    mention = Mention(
        watch_id="", field="title", start=start - low, end=end - low, text=name, score=1.0, why=""
    )
    for phrase in phrases_around(window, mention):
        if phrase.startswith(name):
            if _makes_a_term(phrase[len(name) :], name):
                yield phrase
        elif _leads(phrase[: -len(name)], window[: start - low + len(name) - len(phrase)], name):
            yield phrase


def _makes_a_term(after: str, name: str) -> bool:
    words = after.replace("-", " ").split()
    if len(words) != 1 or not words[0].isalpha():
        return len(words) > 1 and _JOINERS.issuperset(words[:-1])
    word = words[0]
    if name.islower():
        return len(word) > 1 and word.islower()  # apple pie, however frequent a pie is
    if word.islower():
        return known_word(word).common <= _RARE and word not in _FUNCTIONS
    return word.lower() in _INSTITUTIONS or word.lower() in OF_COMPANIES


def _leads(before: str, ahead: str, name: str) -> bool:
    """``ahead``: what stands before the phrase in its line."""
    words = before.replace("-", " ").split()
    if len(words) != 1 and not (words and _JOINERS.issuperset(words[1:])):
        return False
    word = words[0]
    known = known_word(word)
    if len(word) < 3 or word.lower() in _FUNCTIONS or word.lower() in _TITLES:
        return False
    if word.islower() or name.islower():
        return word.islower() and name.islower() and known.common < EVERYWHERE
    from_its_place = _AT_START.search(ahead) is not None
    return bool(known.kind & GIVEN) or not from_its_place or known.common < COMMON


def _chinese_word(text: str, start: int, end: int) -> str:
    """The longest dictionary word that holds the name and more; empty when there is none."""
    known = chinese()
    for length in range(_LONGEST_WORD, end - start, -1):
        for first in range(max(end - length, 0), start + 1):
            word = text[first : first + length]
            if len(word) == length and word in known:
                return word
    return ""
