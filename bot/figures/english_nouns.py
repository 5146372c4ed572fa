"""What an English number counts: the head of the noun phrase behind it."""

from __future__ import annotations

from bot.figures.english_rates import adverbs, modifies
from bot.figures.english_wording import is_plural, metric_verbs, month_words, verbish
from bot.figures.found import Found
from bot.figures.numerals import NUMBER_WORDS
from bot.figures.tables import units, word_set
from bot.figures.tokens import DASHES, Tokens

_ADDED = frozenset({"more", "fewer", "other", "additional", "less"})
_PERIODS = frozenset({"Q", "H", "W", "FY", "CY", "WK"})
"""Letters before a number that make it a period: ``Q3``."""
_MAX_NOUN_PHRASE = 7
_OBJECTS = frozenset(
    {"a", "an", "the", "its", "their", "his", "her", "to", "that", "it", "them", "up", "down"}
)


def noun_phrase(tk: Tokens, found: Found, index: int) -> bool:
    """The head of the noun phrase behind the number: ``250,000 paid rides``, ``12,000 Model 3
    and Model Y cars``, ``48 737 MAX jets``."""
    head = -1
    stops = word_set("stops")
    step = index
    while step < tk.size and step - index < _MAX_NOUN_PHRASE:
        raw, low = tk.raw[step], tk.low[step]
        if raw[0].isalpha():
            if step == index and low in word_set("telling") and _tells(tk, step):
                break
            if low in NUMBER_WORDS and tk.word(step + 1) not in DASHES:
                break  # "+13 three months ago"
            if low in word_set("deeds") and _is_deed(tk, step, index):
                head = step
                break
            if low in stops and _ends_phrase(tk, step, index):
                break
            if low in adverbs():
                if not modifies(tk, step):
                    break
            elif tk.glued(step) and raw[-1] == "s" and len(raw) < 3 and tk.is_number(step - 1):
                head = step
            elif (raw.isupper() and len(raw) > 3) or _is_verb(tk, step, index):
                pass
            elif (is_plural(low) or _is_short_plural(raw) or _acronyms(raw)) and not low.endswith(
                ("'s", "’s")
            ):
                if _prefixed(tk, step):
                    step += 1
                    continue
                head = step
                if not _more_plurals(tk, step + 1) and not _named_kind(tk, step):
                    break
        elif tk.is_number(step):
            product = tk.glued(step + 1) and tk.raw[step + 1][-1] == "s"  # "65 more 777Xs"
            named = _names(tk, step - 1) or tk.glued(step) or tk.masked[step]
            if not (named or product or step == index):
                break
        elif raw == "." and len(tk.raw[step - 1]) == 1 and tk.raw[step - 1].isupper():
            pass  # "10 U.S. Marines"
        elif raw not in "&-–" or not tk.glued(step) or step == index:
            break
        step += 1
    if head < 0:
        return _single(tk, found, index)
    if tk.low[head] in word_set("forecasters") and tk.word(head + 1) in word_set("foresee"):
        return False
    _set_noun(tk, found, head)
    return True


def _ends_phrase(tk: Tokens, step: int, index: int) -> bool:
    """Whether a function word ends the noun phrase that begins at ``index``: it doesn't within a
    word ("state-of-the-art"), before more of the same ("11,000 more jobs") or in a name."""
    low = tk.low[step]
    if low in adverbs() or low == "new" or (low == "and" and _goes_on(tk, step, index)):
        return False
    if step == index:
        within = _more_of(tk, step) or _joins_noun(tk, step)
    else:
        within = tk.glued(step) and tk.raw[step - 1] in DASHES
    if within or _begins_compound(tk, step):
        return False
    return not (tk.raw[step] == "A" and tk.glued(step + 1) and tk.is_number(step + 1))


def of_noun(tk: Tokens, found: Found, index: int) -> bool:
    """``three of its libraries``, ``1,250 of the seals``: the noun behind "of the"."""
    if tk.word(index) != "of" or found.compound or tk.word(index + 1) not in word_set("of_whole"):
        return False
    if found.low != int(found.low) or found.low < 2:
        return False
    at, number_last = index + 2, found.number_last
    if tk.is_number(at) or tk.word(at) in NUMBER_WORDS:
        at += 1
    found.number_last = at
    counted = noun_phrase(tk, found, at)
    found.number_last = number_last
    found.last = number_last
    if counted:
        found.apart = True
    return counted


def _more_of(tk: Tokens, index: int) -> bool:
    """``11,000 more jobs``, ``340,000 fewer people``: not ``66% more than``."""
    return (
        tk.low[index] in _ADDED
        and tk.is_word(index + 1)
        and (
            (tk.raw[index + 1] == "A" and tk.glued(index + 2))  # "30 more A350s"
            or not tk.is_stop(index + 1)
            or tk.low[index + 1] in word_set("deeds")
        )
    )


def _begins_compound(tk: Tokens, step: int) -> bool:
    """``12 by-elections``, ``six off-duty officers``."""
    joined = tk.glued(step + 1) and tk.raw[step + 1] in DASHES and tk.glued(step + 2)
    return joined and tk.is_word(step + 2) and not tk.glued(step)


def _joins_noun(tk: Tokens, step: int) -> bool:
    """``three match points``."""
    noun = tk.low[step] in word_set("nouns_too") and is_plural(tk.word(step + 1))
    return noun and tk.word(step + 1) not in word_set("stops")


def _is_verb(tk: Tokens, step: int, index: int) -> bool:
    """``20 Model Ys covers a zone``: behind a name and before an article, an -s is a verb's;
    ``10,000th Lucid Air Rolls Off``: so is the one a headline capitalises."""
    if step == index or not _names(tk, step - 1):
        return False
    return tk.word(step + 1) in ("a", "an", "the") or (
        _names(tk, step) and tk.low[step] in metric_verbs()
    )


def _is_deed(tk: Tokens, step: int, index: int) -> bool:
    """``two home runs``, ``11 matches``: the noun, where no object follows the verb."""
    if step > index and not tk.is_lower(step - 1):
        return False
    return tk.word(step + 1) not in _OBJECTS


def _tells(tk: Tokens, step: int) -> bool:
    """``a reading above 50 signals growth``: the verb, with its object."""
    after = step + 1
    return tk.is_word(after) and (tk.low[after] in _OBJECTS or not tk.is_stop(after))


def _acronyms(raw: str) -> bool:
    """``RBIs``, ``GPUs``."""
    return len(raw) > 2 and raw[-1] == "s" and raw[:-1].isupper()


def _is_short_plural(raw: str) -> bool:
    """``Model Ys``."""
    return len(raw) == 2 and raw[0].isupper() and raw[1] == "s"


def _names(tk: Tokens, index: int) -> bool:
    return tk.is_word(index) and not tk.is_lower(index)


def _between_names(tk: Tokens, index: int) -> bool:
    """``Model 3 and Model Y``: a name goes on behind "and"."""
    behind = _names(tk, index - 1) or (tk.is_number(index - 1) and _names(tk, index - 2))
    return behind and _names(tk, index + 1)


def _more_plurals(tk: Tokens, index: int) -> bool:
    """``3,000 sales jobs``, not ``two trains glides by``."""
    return (
        tk.is_word(index)
        and tk.low[index - 1] in word_set("plural_modifiers")
        and tk.is_lower(index)
        and is_plural(tk.low[index])
        and not tk.is_stop(index)
    )


def _named_kind(tk: Tokens, index: int) -> bool:
    """``30 M1A1 Abrams tanks``: a name in -s says which, and what they are stands behind."""
    after = index + 1
    if not tk.raw[index].istitle() or not tk.is_word(after) or not tk.is_lower(after):
        return False
    return is_plural(tk.low[after]) and not tk.is_stop(after)


def _prefixed(tk: Tokens, index: int) -> bool:
    """``20 anti-aircraft systems``: the plural is part of a longer word that says which."""
    joined = tk.glued(index) and tk.raw[index - 1] in DASHES
    if not joined or not tk.is_word(index + 1) or tk.is_stop(index + 1):
        return False
    return not tk.low[index + 1].endswith("ed")  # "barrel-miles moved"


def _goes_on(tk: Tokens, index: int, first: int) -> bool:
    """``Model 3 and Model Y cars``, ``60 regional and international nations``."""
    if _between_names(tk, index):
        return True
    if not (index > first and tk.is_lower(index - 1) and tk.is_word(index + 1)):
        return False
    after = index + 1
    while tk.word(after + 1) in DASHES and tk.glued(after + 1) and tk.glued(after + 2):
        after += 2  # "resupply and casualty-evacuation missions"
    return not tk.is_stop(after) and is_plural(tk.word(after + 1))


def _single(tk: Tokens, found: Found, index: int) -> bool:
    """One thing, or an ordinal: the first word behind it that can be a noun."""
    if found.ordinal:
        return _ordinal_noun(tk, found, index)
    if _product(tk, found, index):
        return True
    if found.low != 1 or not found.spelled or not tk.is_word(index):
        return False
    last = index
    while tk.is_word(last + 1) and not tk.is_stop(last + 1) and last - index < 2:
        if not tk.is_lower(last + 1) or tk.glued(last + 1):
            break
        last += 1
    if tk.low[last] not in units().words and tk.word(found.first - 1) != "by":
        return False
    _set_noun(tk, found, last)
    return True


def _product(tk: Tokens, found: Found, index: int) -> bool:
    """``12,500 SU7 in October``: a product's code instead of a noun."""
    code = tk.raw[index] if tk.is_word(index) and not tk.glued(index) else ""
    if not code.isupper() or len(code) > 4 or code in _PERIODS or found.low < 2:
        return False
    last = index + 1
    while tk.glued(last) and tk.raw[last].isalnum():
        last += 1
    if not tk.is_number(index + 1) or not tk.glued(index + 1) or not _ends(tk, last):
        return False
    found.unit = tk.text[tk.start[index] : tk.end[last - 1]]
    found.noun = found.unit.lower()
    found.last = last
    found.why.append(f"counts “{found.unit}”")
    return True


def _ends(tk: Tokens, index: int) -> bool:
    """Whether the noun phrase is over at this token."""
    word = tk.word(index)
    return not tk.is_word(index) or word in word_set("stops") or word in month_words()


def _ordinal_noun(tk: Tokens, found: Found, index: int) -> bool:
    """``10,000th vehicle``, ``10,000th SU7``: what the milestone is one of."""
    step = index
    while step < tk.size and step - index < 4:
        if not tk.is_word(step) or tk.is_stop(step):
            break
        unit = units().words.get(tk.low[step])
        if unit is not None:
            found.measure(unit, step + 1, f"the {tk.low[step]} it counts")
            found.noun = tk.low[step]
            return True
        step += 1
    if not tk.is_word(index) or tk.is_stop(index):
        return False
    last = index
    while tk.raw[last + 1 : last + 2] and (
        (tk.glued(last + 1) and tk.raw[last + 1][0].isalnum())
        or (_names(tk, last) and _names(tk, last + 1) and not verbish(tk.low[last + 1]))
    ):
        last += 1
    found.unit = tk.text[tk.start[index] : tk.end[last]]
    found.noun = found.unit.lower()
    found.last = last + 1
    found.why.append(f"counts “{found.unit}”")
    return True


def _set_noun(tk: Tokens, found: Found, head: int) -> None:
    first = head
    found.apart = any(not tk.is_lower(i) for i in range(found.number_last, head))
    while first > found.number_last and tk.glued(first) and _in_word(tk, first):
        first -= 1
    while _is_short_plural(tk.raw[head]) and first > found.number_last and _names(tk, first - 1):
        first -= 1
    noun = tk.text[tk.start[first] : tk.end[head]]
    low = noun.lower()
    unit = units().words.get(low)
    if unit is not None and unit.counted:
        found.known, found.unit = unit, unit.id if low in (unit.name, unit.id.lower()) else low
    elif unit is not None and unit.dim == "time":
        found.known, found.unit = unit, unit.id
    else:
        found.unit = noun if first != head else low
    found.noun = low
    found.last = head + 1
    found.phrase = _modified(tk, found, first, head)
    found.why.append(f"counts “{found.phrase or noun}”")


def _modified(tk: Tokens, found: Found, first: int, head: int) -> str:
    """The noun with what says which: ``residential burglaries``; empty where nothing does."""
    at = first
    while at > found.number_last and _says_which(tk, at - 1):
        at -= 1
    while at < first and tk.raw[at] in DASHES:
        at += 1
    return tk.text[tk.start[at] : tk.end[head]].lower() if at < first else ""


def _says_which(tk: Tokens, index: int) -> bool:
    raw = tk.raw[index]
    if raw in DASHES:
        return tk.glued(index) and tk.glued(index + 1)
    if tk.glued(index) and tk.is_number(index - 1):
        return False  # "A321neo"
    if not raw.islower() or raw in word_set("stops") or raw in word_set("idle_modifiers"):
        return False
    return not raw.endswith("ly")


def _in_word(tk: Tokens, index: int) -> bool:
    """``AK-47s``: letters, digits and inner hyphens of one product noun."""
    return tk.raw[index][0].isalnum() or (tk.raw[index] in DASHES and tk.glued(index + 1))
