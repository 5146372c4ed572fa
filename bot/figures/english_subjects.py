"""Whose figure it is in English text: the names of the segment, and which one is its subject."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.figures.english_bystanders import speakers, speaks_for
from bot.figures.english_context import direction_at
from bot.figures.english_indices import index_near, index_of_place, is_index
from bot.figures.english_lists import respectively, stands_at
from bot.figures.english_marks import CAPITAL, DOWN, METRIC, UP
from bot.figures.english_metric_words import Hit, metric_nouns
from bot.figures.english_metrics import lexicon
from bot.figures.english_names import Name, is_exchange, is_source
from bot.figures.english_owners import (
    is_currency,
    is_when,
    money_moving,
    named_behind,
    owner,
    says_nobody,
)
from bot.figures.english_wording import is_plural, metric_verbs, month_words, runs, verbish
from bot.figures.found import Found
from bot.figures.tables import areas, units, word_set
from bot.figures.tokens import DASHES, Tokens

_OF_NAMES = frozenset({"bank", "university", "bureau", "ministry", "department", "house", "board"})


def names_in(tk: Tokens, mentions: Sequence[tuple[int, int, str]]) -> list[Name]:
    """Possible subjects of the segment: the watched names where there are any, and runs of
    capitalised words."""
    if not mentions:
        return _capitalised(tk, set())
    watched = []
    for start, end, name in mentions:
        first = tk.index_at(start)
        last = first
        while last < tk.size and tk.start[last] < end:
            last += 1
        watched.append(Name(first, last, name, watched=True))
    taken = {index for name in watched for index in range(name.first, name.last)}
    return sorted([*watched, *_capitalised(tk, taken)], key=lambda name: name.first)


def _capitalised(tk: Tokens, taken: set[int]) -> list[Name]:
    found = []
    behind = 0
    for index in tk.marked(CAPITAL):
        if index < behind or index in taken or not _can_name(tk, index):
            continue
        last = index + 1
        while last < tk.size and last not in taken and _goes_on(tk, last):
            last += 1
        if index == 0 and _is_compound(tk):
            index = min(3, last)  # "Amazon-owned Zoox"
        elif index > max(behind, 0) and index - 1 not in taken and _of_country(tk, index - 1):
            index -= 1
        text = tk.text[tk.start[index] : tk.end[last - 1]] if index < last else ""
        if text[-1:] in "s'’":
            text = text.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
        if tk.glued(last) and tk.words[last].digit:
            text = ""  # "KB5091234"
        if index == 0 and last == 1:
            last, text = _sentence_start(tk, text)
        if text and not (is_exchange(tk, index, last) or is_source(tk, index)):
            found.append(Name(index, last, text))
        behind = last
    return found


def _of_country(tk: Tokens, index: int) -> bool:
    """``British Airways``, ``Korean Air``, ``Saudi Aramco``: the adjective is part of the name;
    but ``French Prime Minister``, and ``In China BYD``."""
    raw, low = tk.raw[index], tk.low[index]
    if (
        not raw.istitle()
        or tk.glued(index)
        or tk.glued(index + 1)
        or tk.low[index + 1] in word_set("heads_of")
    ):
        return False
    return low == "saudi" or (low in area_words() and low.endswith(_ADJECTIVES))


_ADJECTIVES = ("ish", "ese", "ian", "ean", "can", "man", "ench", "utch", "thai")


def _is_compound(tk: Tokens) -> bool:
    """``Full-year profit``, ``Like-for-like sales``: it only begins the sentence."""
    joined = tk.word(1) in DASHES and tk.glued(1) and tk.glued(2)
    return joined and tk.is_lower(2) and runs(tk)


def _sentence_start(tk: Tokens, text: str) -> tuple[int, str]:
    """The first word is capitalised anyway: ``Unemployment rose`` names no subject, and
    ``Lithium carbonate prices`` names one of two words."""
    known = lexicon()[0]
    if tk.low[0] in word_set("openers") and _goes_small(tk):
        return 1, ""
    if is_currency(tk, 0) and _is_noun(tk, 1):
        return 1, ""  # "Yuan loans"
    if tk.low[0] in known and known[tk.low[0]] not in ("gold", "oil"):
        return 1, ""
    if tk.words[0].marks & METRIC and tk.phrase(0, 2) in known:
        return 2, ""
    if tk.phrase(1, 3) in known:
        return 1, "" if tk.low[0] in says_nobody() else text  # "Gaza death toll"
    for last in (1, 2, 3):
        if tk.word(last) in known and last > 1 and text == tk.raw[0]:
            said = tk.text[: tk.end[last - 1]].lower()
            return last, "" if says_nobody().issuperset(tk.low[:last]) else said
        if not tk.is_word(last) or tk.is_stop(last) or not tk.is_lower(last):
            break
        if _is_deed(tk.low[last]):
            break  # "Grab narrowed losses"
    return 1, text


def _is_noun(tk: Tokens, index: int) -> bool:
    if index >= tk.size or not tk.is_lower(index) or tk.is_stop(index):
        return False
    return not _is_deed(tk.low[index]) and not direction_at(tk, index)


def _goes_small(tk: Tokens) -> bool:
    """``Prosecutors are``, ``Report Finds``; in ``Court Street`` a name goes on."""
    return tk.size < 2 or not tk.is_large(1) or verbish(tk.low[1])


def _is_deed(low: str) -> bool:
    verb = low.endswith("ed") and low not in word_set("no_deeds")
    return verb or low in word_set("past") or verbish(low) or low in word_set("foreseeing")


@cache
def _never_names() -> frozenset[str]:
    """Words that are no subject however they are written."""
    moves = word_set("up") | word_set("down")
    verbs = metric_verbs() | word_set("headline_verbs")
    return word_set("not_names") | month_words() | word_set("time_zones") | verbs | moves


def _can_name(tk: Tokens, index: int) -> bool:
    raw, low = tk.raw[index], tk.low[index]
    if not tk.words[index].marks & CAPITAL or (tk.glued(index) and tk.is_number(index - 1)):
        return False
    if not index and _is_participle(low) and tk.word(1) in word_set("en_prepositions"):
        return False  # "Founded in 2019, …"
    if low == "new" and tk.is_word(index + 1) and tk.is_large(index + 1):
        return index > 0 or tk.low[index + 1] in _NEW_PLACES
    if len(raw) <= _CODE and tk.glued(index + 1) and tk.raw[index + 1] in "$€£¥":
        return False  # "S$2 million"
    if low in _never_names() and not _is_thing(tk, index):
        return False
    stem = low.removesuffix("'s").removesuffix("’s")
    if stem != low and is_when(stem):
        return False  # "June's 40,000 deliveries"
    if low in area_words() and not raw.isupper():
        return _acts(tk, index + 1) or low in (
            "germany",
            "china",
            "japan",
            "india",
            "france",
            "italy",
            "norway",
            "spain",
        )
    return not (len(raw) <= 2 and tk.is_number(index + 1) and tk.glued(index + 1) and raw in "QHFY")


_CODE = 2
"""Letters before the sign of a currency."""


def _is_participle(low: str) -> bool:
    return low.endswith("ed") and len(low) > _SHORT and low not in _ALSO_NAMES


_SHORT = 4
_ALSO_NAMES = frozenset({"united", "allied", "applied", "wired"})
"""What is called so: ``United to cut 400 flights``; so is whatever is as short as the Fed."""


def _is_thing(tk: Tokens, index: int) -> bool:
    """``Rocket Lab``, ``Rockets from Gaza``; in ``Tesla Shares Crash 12%`` the verb."""
    if tk.low[index] not in word_set("things_too"):
        return False
    return not index or (runs(tk) and tk.is_word(index + 1) and tk.is_large(index + 1))


_NEW_PLACES = frozenset(
    {
        "york", "delhi", "zealand", "orleans", "jersey", "mexico", "hampshire", "england", "south",
        "caledonia", "guinea", "haven",
    }
)  # fmt: skip
"""With a "New" before them, at the beginning of a sentence too."""


def _acts(tk: Tokens, index: int) -> bool:
    """``said Russia fired 574 drones``: a place that does something."""
    low = tk.word(index)
    if index < tk.size and tk.raw[index].istitle() and low not in word_set("stops"):
        return verbish(low)  # "Canada Adds 60,400 Jobs"
    if low == "to" and index == 1 and tk.size > _HEAD and tk.is_lower(2):
        return True  # "Denmark to buy 16 jets"
    if low.endswith("s") and is_plural(low) and tk.is_lower(index):
        return tk.is_number(index + 1) and low not in metric_nouns()  # "Mexico extradites 26"
    return low.endswith("ed") and tk.is_lower(index) and low not in word_set("no_deeds")


_HEAD = 2
"""Tokens before the verb of a headline: ``Denmark to buy``."""


def _goes_on(tk: Tokens, index: int) -> bool:
    if tk.is_lower(index) and not tk.glued(index) and tk.raw[index] != "of":
        return False
    if tk.raw[index - 1].endswith(("'s", "’s")):
        return False
    if tk.is_number(index):
        return (
            (tk.glued(index) or tk.raw[index].isdigit())
            and not (tk.word(index + 1) in DASHES and tk.is_number(index + 2))  # "287-6"
            and len(tk.raw[index]) <= 4
            and not (tk.raw[index].isdigit() and 1900 <= int(tk.raw[index]) < 2100)
        )
    if tk.raw[index] == "of" and tk.low[index - 1] in _OF_NAMES:
        return tk.is_word(index + 1) and tk.is_large(index + 1)
    if tk.raw[index] in "&-.":
        return tk.glued(index) and tk.glued(index + 1)
    averaged = tk.raw[index] == "Average" and tk.low[index - 1] in _AVERAGED
    return averaged or _can_name(tk, index) or (tk.glued(index) and tk.is_word(index))


_AVERAGED = frozenset({"industrial", "transportation", "utility", "stock"})
"""Behind these it ends the name of an index: ``Dow Jones Industrial Average``."""


def name_subjects(
    tk: Tokens,
    found: list[Found],
    names: list[Name],
    hits: list[Hit],
    fallback: str,
) -> str:
    """Fill subjects; returns the segment's main subject for the next one to fall back on."""
    main = ""
    previous: Found | None = None
    _part(tk, found, names)
    texts: list[str] = []
    for name in names:
        if name.text not in texts:
            texts.append(name.text)
    listed = respectively(tk, found, names) if "respectively" in tk.lower else {}
    for each in found:
        who = (
            listed.get(each.first)
            or _own_subject(tk, each, previous, names)
            or _subject_of(tk, each, names, found if fallback else [])
        )
        previous = each
        if fallback and speaks_for(tk, who):
            who = None
        if who is None and not fallback and names:
            who = _speaker(tk, names) or named_behind(tk, each, names)
        each.subject = who.text if who else fallback
        if not each.subject:
            each.subject = owner(tk, each, hits) or (
                money_moving(tk, each) if tk.has & (UP | DOWN | METRIC) else ""
            )
        each.about = tuple([text for text in texts if text != each.subject])
        if not (each.unit or each.per) and (is_index(each.subject) or index_near(each, names)):
            each.unit, each.known = "points", units().by_id["points"]
            each.why.append("an index is in points")
        if who and not main:
            main = who.text
        if each.money is not None and each.scale == 1:
            _price_of(each, hits)
        if each.subject:
            how = "nearest subject" if who else "the subject so far"
            each.why.append(f"of {each.subject}: {how}")
    if main:
        return main
    watched = next((name.text for name in names if name.watched), "")
    return watched or (names[0].text if names else "") or fallback


def _part(tk: Tokens, found: list[Found], names: list[Name]) -> None:
    """``Labour 18``: a number that is a figure is no part of the name before it."""
    for name in names:
        if not tk.words[name.last - 1].digit or name.watched:
            continue
        if any(each.first == name.last - 1 for each in found):
            name.last -= 1
            name.text = tk.text[tk.start[name.first] : tk.end[name.last - 1]]


def _price_of(each: Found, hits: list[Hit]) -> None:
    """``Bitcoin tops $100,000``: of what is traded by itself, money is the price."""
    if each.is_prior or each.subject.casefold() not in word_set("priced"):
        return
    if any(hit[2].id == each.metric and hit[0] < each.first for hit in hits):
        return
    each.metric, each.metric_word = "price", ""
    each.why.append(f"the price of {each.subject}")


def _speaker(tk: Tokens, names: list[Name]) -> Name | None:
    """``Its fleet will grow to 1,000, Pony.ai said``: of who says "its"."""
    if tk.low[0] not in ("its", "it", "our", "we"):
        return None
    return next((name for name in names if tk.word(name.last) in ("said", "says")), None)


def _own_subject(tk: Tokens, each: Found, previous: Found | None, names: list[Name]) -> Name | None:
    """``Nasdaq added 0.6% and the Dow gained 192 points``: a name that stands free between
    two figures of a clause, with a verb behind it, begins a sentence of its own."""
    for name in names:
        if name.last == each.first and tk.raw[name.last - 1].endswith(("'s", "’s")):
            return name  # "Volkswagen's 9.03 million"
        if name.last < each.first and tk.low[name.last] == "to" and _foreseen(tk, name):
            return name
        if name.first == each.last + 2 and each.is_ratio and _jumped(tk, each.last):
            return name
    if previous is None or each.is_prior:
        return None
    if tk.low[each.first - 1] in ("on", "at"):
        at_it = next((name for name in names if stands_at(tk, name, each, previous)), None)
        if at_it is not None:
            return at_it
    if tk.clause[previous.first] != tk.clause[each.first]:
        return None
    for name in names:
        if previous.last < name.first and name.last <= each.first:
            before = tk.word(name.first - 1)
            joint = tk.word(name.first - 2) if before in ("the", "its") else before
            if joint in ("and", "while", "but", "as"):
                return index_of_place(name, names)
    return None


def _jumped(tk: Tokens, index: int) -> bool:
    """``helped by a 7% jump in Greggs``."""
    if tk.word(index + 1) not in ("in", "for", "at"):
        return False
    noun = tk.low[index]
    return noun in word_set("en_after_nouns_up") or noun in word_set("en_after_nouns_down")


def _foreseen(tk: Tokens, name: Name) -> bool:
    """``Goldman expects Brent to average $64``: of Brent."""
    return tk.word(name.first - 1) in word_set("foreseeing")


def _floor(tk: Tokens, each: Found, found: list[Found]) -> int:
    """Where the sentence begins to speak of figures: ``Lei Jun thanked the owners; deliveries
    rose`` says nothing of Lei Jun's deliveries."""
    if not found:
        return 0
    at = next((i for i in range(each.first - 1, -1, -1) if tk.low[i] == ";"), -1)
    return 0 if any(other.first < at for other in found) else at + 1


def _subject_of(tk: Tokens, each: Found, names: list[Name], found: list[Found]) -> Name | None:
    """The grammatical subject first: of the figure's clause, then of the clauses before it;
    a watched name beats any other of its clause."""
    if not names:
        return None
    names = speakers(tk, each, names)
    floor = _floor(tk, each, found)
    usable = [
        name for name in names if name.first >= floor and not (each.first <= name.first < each.last)
    ]
    if each.metric == "tariff":
        behind = [n for n in usable if n.first >= each.last and n.first - each.last <= 2]
        if behind:
            return behind[0]
    if each.metric == "price target":
        rated = [name for name in usable if tk.word(name.first - 1) in ("on", "for")]
        if rated:
            return rated[-1]
    watched = [name for name in usable if name.watched]
    for pool in (watched, usable) if watched else (usable,):
        before = [name for name in pool if name.last <= each.first]
        here = _nearest_clause(tk, each, _free(tk, before)) or _nearest_clause(tk, each, before)
        if here:
            return _grammatical(tk, here)
        if pool is watched and pool:
            after = [n for n in pool if n.first >= each.last]
            if after:
                return after[0]
    return None


def _free(tk: Tokens, names: list[Name]) -> list[Name]:
    """The names that no preposition governs."""
    governing = word_set("en_prepositions")
    return [name for name in names if tk.word(name.first - 1) not in governing]


def _nearest_clause(tk: Tokens, each: Found, names: list[Name]) -> list[Name]:
    """The names of the figure's clause, or of the last one before it that has any."""
    own = tk.clause[each.first]
    nearest = -1
    for name in names:
        clause = tk.clause[name.first]
        if nearest < clause <= own and (clause == own or nearest < 0 or not _aside(tk, name)):
            nearest = clause
    return [name for name in names if tk.clause[name.first] == nearest]


def _aside(tk: Tokens, name: Name) -> bool:
    """``Ferrari, which trades as RACE, sold``: a name in what is only said along the way."""
    at = name.first
    while at > 0 and tk.clause[at - 1] == tk.clause[name.first]:
        at -= 1
    return tk.low[at] in ("which", "who", "whose") or tk.word(at + 1) in ("which", "who", "whose")


def _grammatical(tk: Tokens, names: list[Name]) -> Name:
    """The first that no preposition governs; behind "said", the next one."""
    if len(names) == 1:
        return names[0]
    free = _free(tk, names)
    if len(free) > 1 and free[1].first == free[0].last:
        index = is_index(free[1].text)
        if index or _is_place(tk, free[0]):
            free = free[1:]  # "Hong Kong's Hang Seng"
    if len(free) > 1 and _describes(tk, free[0], free[1]):
        free = free[1:]
    spoken = [name for name in free if _said(tk, name.first - 1)]
    if spoken:
        return spoken[-1]
    owners = [name for name in names if tk.word(name.first - 1) in ("of", "for")]
    return free[0] if free else owners[-1] if owners else names[-1]


def _describes(tk: Tokens, first: Name, second: Name) -> bool:
    """``Vacuum maker Dyson``, ``Croatia defender Lovren``: the first only says what the second
    is; but ``Ford boss Jim Farley`` speaks for Ford."""
    between = range(first.last, second.first)
    if first.watched or not 1 <= len(between) <= _DESCRIBED:
        return False
    if not all(tk.raw[at].isalpha() and tk.is_lower(at) for at in between):
        return False
    if any(_is_deed(tk.low[at]) or tk.low[at] in _no_nouns() for at in between):
        return False
    if tk.raw[first.last - 1].endswith(("'s", "’s")):
        return is_index(second.text)
    noun = tk.low[second.first - 1]
    return not is_plural(noun) and noun not in word_set("heads_of") and noun not in lexicon()[0]


@cache
def _no_nouns() -> frozenset[str]:
    return word_set("stops") | word_set("teams_do")


_DESCRIBED = 2
"""Words between a name and the one it describes."""


def _said(tk: Tokens, index: int) -> bool:
    """``said Tesla``, ``says the Model Y``, ``said that Tesla``."""
    index -= tk.word(index) in ("the", "its", "that")
    return tk.word(index) in word_set("en_saying")


def _is_place(tk: Tokens, name: Name) -> bool:
    return tk.raw[name.last - 1].endswith(("'s", "’s")) and name.text.lower() in area_words()


@cache
def area_words() -> dict[str, str]:
    """Lower-case word for a place, adjectives included → the place."""
    return {word: area for area, row in areas().items() for word in row.get("words", ())}
