"""Watched names that a sentence names beside its subject: ``Tesla supplier Panasonic reported``.

A watched name is the subject of most figures beside it. Not so where words make it somebody whom
the subject deals with; then the alert would be about another one's number.
"""

from __future__ import annotations

from bot.figures.english_names import Name
from bot.figures.english_wording import is_plural
from bot.figures.found import Found
from bot.figures.parts import whole_words
from bot.figures.tables import metric_words, place_names, word_set
from bot.figures.tokens import Tokens

_BETWEEN = 2
"""Words between a name and the one whose relation to it they tell."""
_ASIDE = frozenset({"which", "who", "whose"})
_APPOSED = frozenset({"a", "an", "the", "one", "once", "backed", "owned", "controlled"})
_GOVERNING = frozenset({"of", "to", "for", "by", "with", "from", "against", "than"})


def speakers(tk: Tokens, each: Found, names: list[Name]) -> list[Name]:
    """The names without those watched that only stand by, and with what stands behind a watched
    name where both are the name of another: ``Tencent Music`` that has revenue."""
    if not any(name.watched for name in names):
        return names
    said_of = _relative(tk, each, names)
    if said_of is not None:
        return [said_of]
    longer = _extended(tk, each, names)
    kept = [name for name in longer if not (name.watched and _stands_by(tk, each, name, longer))]
    return kept if kept else names


def _stands_by(tk: Tokens, each: Found, name: Name, names: list[Name]) -> bool:
    others = [other for other in names if not other.watched]
    return any(
        _is_relation(tk, name, other)
        or _is_beside(tk, each, name, other)
        or _is_object(tk, each, name, other)
        for other in others
    )


def _relative(tk: Tokens, each: Found, names: list[Name]) -> Name | None:
    """``Tesla was overtaken by BYD, which sold 512,000``: the name right before "which"."""
    begin = _beginning(tk, each.first)
    if tk.word(begin) not in _ASIDE and tk.word(begin + 1) not in _ASIDE:
        return None
    if any(begin <= name.first and name.last <= each.first for name in names):
        return None  # "Tesla, whose rival BYD sold"
    return next((name for name in names if 0 <= begin - name.last <= 1 and name.watched), None)


def _beginning(tk: Tokens, index: int) -> int:
    """The first token of the clause."""
    while index > 0 and tk.clause[index - 1] == tk.clause[index]:
        index -= 1
    return index


def _is_object(tk: Tokens, each: Found, name: Name, other: Name) -> bool:
    """``Panasonic sold 3,000 batteries to Tesla``, ``Geely outsold BYD with 238,000``, ``unlike
    Tesla, Rivian delivered``: somebody else does it, in the clause of the figure."""
    if other.last > each.first or tk.clause[other.first] != tk.clause[each.first]:
        return False
    if not _does(tk, other):
        return False
    if each.metric == "orders" and tk.word(name.first - 1) in ("from", "with"):
        return False  # "Hertz ordered 100,000 cars from Tesla": they fill Tesla's books
    if tk.clause[name.first] != tk.clause[each.first] or name.first >= each.last:
        if name.first >= each.last:
            return not _has_it(tk, each, name)
        return tk.word(name.first - 1) in _UNLIKE or tk.word(other.first - 1) in _CONTRAST
    return name.first == other.last + 1 and tk.low[other.last].endswith("d")


def _has_it(tk: Tokens, each: Found, name: Name) -> bool:
    """``Record sales of 31,000 for BYD``, ``…, Tesla said``: behind the number, and its owner."""
    if tk.word(name.last) in word_set("en_saying"):
        return True
    if tk.word(name.first - 1) not in _OWNING:
        return False
    return not any(tk.is_number(at) for at in range(each.last, name.first))


_OWNING = frozenset({"for", "at", "by"})
_CONTRAST = frozenset({"while", "whereas", "but"})
_UNLIKE = frozenset({"unlike", "like", "versus", "besides", "beating", "overtaking", "outselling"})


def _does(tk: Tokens, other: Name) -> bool:
    """Whether a verb or a measure follows the name, which is no place, product or mere plural."""
    word, behind = tk.low[other.last - 1], tk.word(other.last)
    if word in place_names() or len(word) == 1 or tk.words[other.last - 1].digit:
        return False
    if word in whole_words() or other.text.islower():
        return False  # "Record sales", "Electric car sales"
    if other.first == 0 and other.last == 1 and is_plural(word):
        return False  # "Dealers sold 3,000 cars made by Tesla"
    if tk.word(other.first - 1) in word_set("en_prepositions") or behind in _TELLING:
        return False
    measures = (tk.phrase(other.last, other.last + n) for n in range(1, _MEASURE + 1))
    measured = any(each in metric_words() for each in measures)
    return measured or behind.endswith("ed") or behind in word_set("past")


_MEASURE = 3
"""Words that a measure has at most: ``net profit``."""
_TELLING = frozenset(
    {"said", "says", "told", "announced", "wrote", "tweeted", "noted", "confirmed"}
)


def _is_relation(tk: Tokens, name: Name, other: Name) -> bool:
    """``Tesla supplier Panasonic``, ``BYD's battery rival CATL``."""
    if not 1 <= other.first - name.last <= _BETWEEN:
        return False
    return tk.low[other.first - 1] in word_set("relations")


def _is_beside(tk: Tokens, each: Found, name: Name, other: Name) -> bool:
    """``GM, a rival of Ford, delivered``, ``Panasonic, a Tesla supplier, posted``, ``Panasonic,
    which supplies Tesla, posted``: said along the way of the one before, who does what follows; but
    not of its head."""
    clause = tk.clause[name.first]
    if not tk.clause[other.first] < clause < tk.clause[each.first]:
        return False
    begin = _beginning(tk, name.first)
    words = [word for word in tk.low[begin : name.first] if word.isalpha()]
    if not words or word_set("heads_of").intersection(words):
        return False
    apposed = words[0] in _APPOSED and words[-1] in _GOVERNING
    related = words == [words[0]] and tk.word(name.last) in word_set("relations")
    return words[0] in _ASIDE or apposed or (related and words[0] in _APPOSED)


def speaks_for(tk: Tokens, name: Name | None) -> bool:
    """``Elon Musk said the company delivered 384,000``: of whom the text speaks, not of him."""
    if name is None or name.watched or tk.word(name.last) not in _TELLING:
        return False
    at = name.last + 1 + (tk.word(name.last + 1) == "that")
    return tk.word(at) in _WE or (tk.word(at) == "the" and tk.word(at + 1) in _COMPANIES)


_WE = frozenset({"it", "its", "we", "our", "they", "their"})
_COMPANIES = frozenset(
    {"company", "firm", "group", "carmaker", "automaker", "maker", "manufacturer", "retailer",
     "startup", "chipmaker", "bank", "lender"}
)  # fmt: skip


def _extended(tk: Tokens, each: Found, names: list[Name]) -> list[Name]:
    if each.known is None or not each.known.currency or each.metric not in word_set("totals"):
        return names
    if _is_titled(tk):
        return names
    found: list[Name] = []
    for name in names:
        last = found[-1] if found else None
        if last is not None and last.watched and _goes_with(tk, last, name):
            text = tk.text[tk.start[last.first] : tk.end[name.last - 1]]
            for end in ("'s", "’s", "'", "’"):
                text = text.removesuffix(end)
            found[-1] = Name(last.first, name.last, text)
        else:
            found.append(name)
    return found


def _goes_with(tk: Tokens, name: Name, other: Name) -> bool:
    if other.watched or other.first != name.last or tk.raw[name.last - 1].endswith(("'s", "’s")):
        return False
    word = tk.low[other.first].removesuffix("'s").removesuffix("’s")
    return word.isalpha() and word not in word_set("company_forms") and word not in place_names()


def _is_titled(tk: Tokens) -> bool:
    """A Headline Like This: where every word is capitalised, a capital names nobody."""
    words = [raw for raw in tk.raw[1:] if len(raw) > _SHORT and raw.isalpha()]
    capital = sum(raw[0].isupper() for raw in words)
    return capital * 2 > len(words)


_SHORT = 3
