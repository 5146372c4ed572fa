"""The value before, as English states it: ``3,200 units … from 17,400``."""

from __future__ import annotations

from itertools import pairwise

from bot.figures.english_context import direction_at
from bot.figures.english_marks import EARLIER, PRIOR
from bot.figures.found import Found
from bot.figures.tables import word_set
from bot.figures.tokens import DASHES, Tokens


def priors(tk: Tokens, found: list[Found]) -> None:
    """Link ``3,200 units … from 17,400``: the second is the first's earlier value."""
    for position, each in enumerate(found):
        if each.is_prior or each.is_change or each.is_time:
            continue
        measured = _measured_from(tk, each, found[position - 1] if position else None)
        word = "than" if measured else "ago" if _year_ago(tk, each) else _introduced(tk, each)
        if measured:
            each.qualifier = ""
        if not word:
            continue
        current = _current(tk, found[:position], each, word)
        if current is None and word == "after":
            continue
        if current is None:
            each.is_prior = _moved_from(tk, each, found[:position]) or (
                word != "from" and not each.unit
            )
            _moved_to(tk, found, position)
            continue
        if word == "from" and not (current.direction or _changes(tk, current, each)):
            continue
        current.prior = each
        each.is_prior = True
        each.direction = ""
        each.why.append(f"the value before: “{word}”")
        if not each.unit and current.unit:
            each.unit, each.known, each.noun = current.unit, current.known, current.noun
            each.per = each.per or current.per
    if len(found) > _PAIRED:
        _also_before(tk, found)


_PAIRED = 3
"""``$912 million, or $3.83 per share, up from $892 million, or $3.60 per share`` has four."""


def _also_before(tk: Tokens, found: list[Found]) -> None:
    """The same value before in other terms is that of the same value now in other terms."""
    for position, before in enumerate(found[:-1]):
        also = found[position + 1]
        if not before.is_prior or also.is_prior or not _in_other_terms(tk, before, also):
            continue
        for now, too in pairwise(found[:position]):
            fits = too.prior is None and not too.is_prior and _comparable(too, also)
            if now.prior is before and fits and _in_other_terms(tk, now, too):
                too.prior = also
                also.is_prior = True
                also.why.append("the value before, like the one it says in other terms")


def _in_other_terms(tk: Tokens, one: Found, other: Found) -> bool:
    """``$912 million, or $3.83 per share``."""
    return tk.low[one.last : other.first] in ([",", "or"], ["or"], ["("])


def _measured_from(tk: Tokens, each: Found, before: Found | None) -> bool:
    """``13.5% below the 443,956``, ``13.5% fewer than the 443,956``: no bound."""
    if before is None or not before.is_ratio:
        return False
    between = tk.low[before.last : each.first]
    rest = [word for word in between if word not in word_set("en_determiners")]
    if len(rest) == 2 and rest[1] == "than":
        return rest[0] in word_set("en_comparatives")
    return rest != between and rest in (["below"], ["above"], ["under"], ["over"])


def _year_ago(tk: Tokens, each: Found) -> bool:
    """``384,122 cars, 443,956 a year earlier``."""
    said = tk.word(each.first - 1) in (",", "(") and tk.word(each.last) in ("a", "one")
    return said and tk.word(each.last + 2) in ("ago", "earlier", "before")


def _moved_from(tk: Tokens, each: Found, before: list[Found]) -> bool:
    """``rose from 2,800``, ``down 23.7% from the 15,600``: earlier, though nothing says to what."""
    at = each.first - 1
    while at > 0 and tk.low[at] != "from" and each.first - at < 8:
        at -= 1
    if tk.word(at) != "from" or "to" in tk.low[at : each.first]:
        return False
    ratio = before[-1] if before and before[-1].is_ratio and before[-1].last == at else None
    return bool(direction_at(tk, (ratio.first if ratio else at) - 1))


def _moved_to(tk: Tokens, found: list[Found], position: int) -> None:
    """``rose from 2,800 in March to 3,200 in April``."""
    each = found[position]
    if not each.is_prior or position + 1 == len(found):
        return
    now = found[position + 1]
    near = tk.clause[now.first] == tk.clause[each.first] and tk.word(now.first - 1) == "to"
    if near and now.prior is None and not now.is_ratio and _comparable(now, each):
        now.prior = each
        now.why.append("the value after: “to”")
        if not each.unit:
            each.unit, each.known, each.noun = now.unit, now.known, now.noun
            each.per = each.per or now.per


def settle(found: list[Found]) -> None:
    """A direction that no word states follows from the value before; what shrank by 0.2%, not by
    0.1%, shrank."""
    for each in found:
        if each.prior is not None and not (each.is_change and each.direction):
            before, now = each.prior.low + each.prior.high, each.low + each.high
            each.direction = "up" if now > before else "down" if now < before else ""


def prior_words() -> frozenset[str]:
    """What may stand between a figure and the word that makes it the value before, and these."""
    between = word_set("en_prior_fillers") | word_set("en_prior_nouns") | _SPANS | _RESULTS
    return between | {"than"} | word_set("en_prior_from")


def earlier_words() -> frozenset[str]:
    """The words that do."""
    return word_set("en_prior_from") | word_set("revising") | _AT_FIRST | {"than"}


def _introduced(tk: Tokens, each: Found) -> str:
    at = each.first - 1
    if at < 0 or not tk.words[at].marks & PRIOR or not tk.has & EARLIER:
        return ""
    behind = tk.word(each.last)
    if behind in _AT_FIRST and tk.word(each.last + 1) in word_set("first_said"):
        return behind  # "shrank by 0.2%, not the 0.1% first reported": put right since
    awaited = behind in word_set("awaited")
    earlier = measure = False
    for _ in range(_REACH):
        word = tk.word(at)
        awaited = awaited or word in word_set("awaited")
        earlier = earlier or word in _EARLIER
        if word in word_set("en_prior_from"):
            if word == "after":
                return word if _the_year_before(tk, each, at) else ""
            if awaited and not earlier and word != "from":
                return ""  # "versus 387,000 expected"
            if measure and word == "from":
                return ""
            return "" if _a_rival(tk, each, word) else word
        if word == "than" and _compares(tk, at):
            past = earlier or bool(_LATER_WORDS.intersection(tk.low[each.last : each.last + 3]))
            return "than" if past and not awaited else ""
        if earlier and word in word_set("revising"):
            return word
        if word in word_set("en_prior_fillers") or word in word_set("en_prior_nouns"):
            at -= 1
        elif word in _RESULTS:
            if word in _OPPOSITE and not _OPPOSITE[word].isdisjoint(tk.low[:at]):
                each.is_prior = _turned(tk, at)
                return ""  # a profit "against a loss of"
            measure, at = True, at - 1  # "compared with a net loss last year of"
        elif word in _SPANS and tk.word(at - 1) in DASHES:
            if not word_set("usual").isdisjoint(tk.low[at : each.first]):
                return ""  # "against a 20-day average of"
            at -= 3  # "from the 17-month low of"
        else:
            return ""
    return ""


def _turned(tk: Tokens, result: int) -> bool:
    """``a profit of 12 cents from a loss of 67 cents``: it was there before, below zero."""
    at = result - 1
    while tk.word(at) in ("a", "an", "the", "net", "operating", "pretax"):
        at -= 1
    return tk.word(at) in ("from", "versus", "against", "to", "with")


def _the_year_before(tk: Tokens, each: Found, after: int) -> bool:
    """``820 jets in 2025, after 766 in 2024``: a bare number behind "after", and its year."""
    bare = (
        each.last == each.number_last and tk.word(each.last) == "in" and tk.is_number(each.last + 1)
    )
    return bare and after == each.first - 1 and tk.word(after - 1) == ","


def _compares(tk: Tokens, than: int) -> bool:
    """``narrower than last year's 5.4%``: behind a level, not in front of a bound."""
    word = tk.word(than - 1)
    known = word in word_set("en_comparative_up") or word in word_set("en_comparative_down")
    return known and tk.word(than - 2) not in ("no", "not", "at")


_AT_FIRST = frozenset({"first", "initially", "originally", "previously", "earlier"})
_LATER_WORDS = frozenset({"earlier", "ago", "before", "previously"})
_EARLIER = frozenset(
    {
        "previous",
        "prior",
        "earlier",
        "initial",
        "preliminary",
        "original",
        "last",
        "its",
        "old",
        "year's",
        "month's",
        "quarter's",
        "week's",
        "year’s",
        "month’s",
        "quarter’s",
        "week’s",
    }
)
"""With these, even an estimate was there before."""


def _a_rival(tk: Tokens, each: Found, word: str) -> bool:
    """``52.4% of the vote against 47.6% for his rival``: no earlier value, another's."""
    if word not in ("against", "versus", "vs"):
        return False
    if tk.word(each.last) == "of" and not tk.words[each.last + 1].digit:
        return True  # "$955 million in cash against $6.5 billion of debt"
    if tk.word(each.last) not in ("for", "on", "among", "with"):
        return False
    behind = tk.low[each.last + 1 : each.last + 5]
    dated = not (
        word_set("en_periods").isdisjoint(behind) and word_set("weekdays").isdisjoint(behind)
    )
    return not dated and not any(
        len(raw) == 4 and raw.isdigit() for raw in tk.raw[each.last : each.last + 5]
    )


def _current(tk: Tokens, before: list[Found], each: Found, word: str) -> Found | None:
    """The nearest earlier figure it can be the prior of."""
    for other in reversed(before):
        lasted = word == "from" and tk.word(other.first - 1) == "to" and not each.unit
        if (
            other.is_prior
            or (other.is_time and not lasted)
            or (other.is_change and each.unit != other.unit)
        ):
            continue
        if not each.unit and other.is_ratio and tk.low[each.first - 3 : each.first - 1] not in _UP:
            continue
        if tk.word(other.first - 1) in ("minus", "take") and tk.word(other.first - 2) == "or":
            continue  # "$11.2 billion, plus or minus $100 million, up from $10.7 billion"
        if other.prior is None and _comparable(other, each):
            if other.is_change and word == "from":
                continue
            return other
    return None


_REACH = 9
"""Words from what introduces a value before to the value, at most."""
_RESULTS = frozenset({"net", "loss", "profit", "income", "earnings", "revenue", "sales"})
_OPPOSITE = {
    "loss": frozenset({"profit", "income"}),
    "profit": frozenset({"loss"}),
    "income": frozenset({"loss"}),
}
_SPANS = frozenset({"year", "month", "week", "day", "decade", "quarter", "session"})
_UP = ([",", "up"], [",", "down"])
"""``71.6% on one test, up from 57``: the number before is of the same kind."""


def _comparable(one: Found, other: Found) -> bool:
    if not other.unit or one.unit == other.unit:
        return (other.unit and one.per == other.per) or _same_size(one, other)
    if one.known is None or other.known is None or one.known.dim != other.known.dim:
        return False
    return _same_size(one, other)


def _same_size(one: Found, other: Found) -> bool:
    """No $892 million was before $3.83 a share."""
    if not one.high or not other.high:
        return True
    return 1 / _SIZES < abs(one.high / other.high) < _SIZES


_SIZES = 1000.0


def _changes(tk: Tokens, current: Found, each: Found) -> bool:
    near = range(max(current.first - 14, 0), each.first)
    return any(direction_at(tk, at) for at in near)
