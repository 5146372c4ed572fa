"""What an English figure measures: the metric words of the segment, and which one it is."""

from __future__ import annotations

from functools import cache

from bot.figures.english_bounds import bound_ends
from bot.figures.english_context import direction_at
from bot.figures.english_fates import fate
from bot.figures.english_marks import FATE, METRIC
from bot.figures.english_metric_words import Hit, metric_nouns, named_here
from bot.figures.english_wording import change_words, is_plural, runs
from bot.figures.found import Found
from bot.figures.tables import Metric, metric_words, metrics, word_set, words
from bot.figures.tokens import DASHES, Tokens, heads

_BEHIND = 24.0
"""Farthest a metric may stand behind its figure, in the measure of :func:`_distance`."""

_LEAST_TOTAL = 10_000.0
"""Money below this, without a magnitude, is a price (of a share, a car), no company's total."""
_APART = frozenset({"and", "or", "but", "on", "from", "with", "despite", "as", "after"})
"""Between a figure and a metric behind it, these part them: ``€2.2m on sales of €31.8m``."""
_FEW = 20
"""Fewer people or things in words ("two people", "three suppliers") measure nothing."""


@cache
def lexicon() -> tuple[dict[str, str], dict[str, int]]:
    """Words of a metric → its id, and the most tokens behind each first word."""
    table = {word: metric for word, metric in metric_words().items() if word.isascii()}
    return table, heads(table, 3)


def metric_hits(tk: Tokens) -> list[Hit]:
    """All words that name a metric, longest first at each token."""
    table, firsts = lexicon()
    found: list[Hit] = []
    behind = 0
    for index in tk.marked(METRIC):
        if index >= behind:
            for length in range(firsts[tk.low[index]], 0, -1):
                phrase = tk.joined(index, index + length)
                metric = table.get(phrase) if index + length <= tk.size else None
                metric = named_here(tk, index, phrase, metric, found[-1] if found else None)
                if metric:
                    first = index
                    if metric == "guidance" and found and found[-1][1] == index:
                        first, _, named = found.pop()  # "revenue guidance": of the revenue
                        metric = named.id
                    found.append((first, index + length, metrics()[metric]))
                    behind = index + length
                    break
    return found


def name_metrics(tk: Tokens, found: list[Found], hits: list[Hit]) -> None:
    counted = [(other.number_last, other.last) for other in found if other.noun or other.per]
    free = [
        hit for hit in hits if not any(hit[0] < last and hit[1] > first for first, last in counted)
    ]
    if len(free) > 1:
        free = _measured_first(tk, free)
    levels: dict[int, Found] = {}
    for position, each in enumerate(found):
        if each.is_time and not _near_verb(tk, each, hits):
            continue
        previous = found[position - 1] if position else None
        _name_metric(tk, each, free, previous, levels.get(id(each)))
        if each.stated_by is not None and each.metric:
            levels[id(each.stated_by)] = each


def _measured_first(tk: Tokens, hits: list[Hit]) -> list[Hit]:
    """Without the places of what is measured: ``sales at stores open at least a year``."""
    if tk.phrase(hits[0][0], hits[0][1] + 1) == "share of":
        hits = _without_whole(tk, hits)
    ends = {hit[1] for hit in hits}
    kept: list[Hit] = []
    behind = -1
    for hit in hits:
        if hit[0] == behind or (hit[0] - 1 in ends and tk.low[hit[0] - 1] in _PLACING):
            behind = hit[1]
        else:
            kept.append(hit)
    return kept


def _without_whole(tk: Tokens, hits: list[Hit]) -> list[Hit]:
    """``The share of SUVs in new registrations rose``: of what it is a share is not measured."""
    verb = next((at for at in range(hits[0][1], tk.size) if direction_at(tk, at)), tk.size)
    return [hit for hit in hits if hit[0] == hits[0][0] or hit[0] > verb]


_PLACING = frozenset({"at", "in", "for", "by"})
"""Between two metrics: what is measured comes first."""


def _near_verb(tk: Tokens, each: Found, hits: list[Hit]) -> bool:
    return any(
        "time" in metric.dims and tk.clause[first] == tk.clause[each.first]
        for first, _, metric in hits
    )


def _name_metric(
    tk: Tokens,
    each: Found,
    hits: list[Hit],
    previous: Found | None,
    level: Found | None = None,
) -> None:
    if became := fate(tk, each):
        each.metric, each.metric_word = became[0], ""
        each.why.append(f"{became[0]} because of “{became[1]}”")
        return
    if not each.unit and tk.word(each.first - 1) == "magnitude":
        each.metric = "magnitude"
        each.why.append("magnitude: the word before it")
        return
    noun = each.noun if each.noun in metric_nouns() else each.phrase  # "job cuts"
    own = lexicon()[0].get(noun) if noun in metric_nouns() else None
    if own and not (each.known and each.known.dim == "count:vehicles"):
        deed = _done_to(tk, each, hits, own)
        each.metric = own
        each.metric_word = noun if _names_it(noun, own) else ""
        if deed is None:
            each.why.append(f"{own}: what it counts")
        else:
            _take(tk, each, deed)
        return
    if _few(each):
        return
    if previous is not None and _in_other_terms(tk, each, previous):
        each.metric, each.metric_word = previous.metric, previous.metric_word
        each.why.append(f"{previous.metric} like the figure it says in other terms")
        return
    best, distance = _best_hit(tk, each, hits)
    if each.unit == "%" and not each.is_change and tk.word(each.last) == "of" and distance > 6:
        _share_of(tk, each)
    if each.metric:
        return
    if level is not None and (best is None or not _near(tk, each, best)):
        each.metric, each.metric_word = level.metric, level.metric_word
        each.why.append(f"{level.metric} like the level it is a change of")
    elif best is not None:
        _take(tk, each, best)
    else:
        _imply_metric(tk, each, previous)


def _imply_metric(tk: Tokens, each: Found, previous: Found | None) -> None:
    """Where no word names it: by the figure before, the unit, the verb or what is counted."""
    if (
        previous is not None
        and (each.is_change or each.is_prior or (each.is_ratio and _shares(each, previous)))
        and previous.metric
    ):
        each.metric, each.metric_word = previous.metric, previous.metric_word
        each.why.append(f"{previous.metric} like the figure before it")
    elif each.dim == "length" and (extent := _extent(tk, each.last)):
        each.metric = words("extents")[extent]
        each.why.append(f"{each.metric}: “{extent}” behind it")
    elif each.known is not None and each.known.implies:
        each.metric = each.known.implies
        each.why.append(f"{each.metric}: what {each.unit} measure")
    elif each.dim == "count:vehicles" and each.per and not each.is_change:
        each.metric = "production"
        each.why.append(f"production: {each.noun or each.unit} per {each.per}")
    elif each.is_change and _compares(tk, each.last):
        each.metric = tk.low[each.last + 1]
        each.why.append(f"{each.metric}: what is {tk.low[each.last]}")
    elif not each.noun and (moved := _what_moved(tk, each)):
        each.metric = moved
        each.why.append(f"{moved}: what moved")
    elif each.noun and not each.known and each.noun.isalpha() and not each.ordinal:
        each.metric = each.noun
    elif each.known is not None and each.known.counted and each.known.dim != "count:vehicles":
        each.metric = each.unit


def _extent(tk: Tokens, at: int) -> str:
    """``67 metres wide``, ``a 1.6km-long asteroid``."""
    word = tk.word(at + (tk.word(at) in DASHES))
    return word if word in words("extents") else ""


def _compares(tk: Tokens, at: int) -> bool:
    """``a 17% lower risk of dementia``."""
    more = tk.word(at) in word_set("en_comparative_up") or (
        tk.word(at) in word_set("en_comparative_down")
    )
    return more and tk.is_word(at + 1) and not tk.is_stop(at + 1) and tk.word(at + 2) == "of"


def _shares(each: Found, previous: Found) -> bool:
    """No share is of a size: ``up to 67 metres wide, has a 4.3% chance``."""
    return each.dim == "multiple" or previous.dim not in _SIZES


_SIZES = frozenset({"length", "area", "mass", "speed", "volume", "temperature", "time", "age"})


def _what_moved(tk: Tokens, each: Found) -> str:
    """``Measles cases in Texas reached 762``: the plural before the verb."""
    at = each.first - 1
    while at > 0 and tk.clause[at] == tk.clause[each.first] and each.first - at < _NEAR_VERB:
        changed = tk.low[at] in change_words() and tk.word(at - 1) != "seasonally"
        if changed or tk.low[at] in word_set("reaching"):
            break
        at -= 1
    else:
        return ""
    moved = tk.word(at + 1)
    if is_plural(moved) and tk.word(at + 2) == "by" and moved not in word_set("stops"):
        return moved  # "cut infections by 96%"
    noun = ""
    for step in range(at - 1, max(at - _NEAR_VERB, -1), -1):
        if tk.clause[step] != tk.clause[at]:
            break
        low = tk.low[step]
        plain = (
            tk.raw[step] == low
            or (tk.raw[step].istitle() and not runs(tk))
            or (not step and not tk.raw[step].isupper())
        )
        if plain and is_plural(low) and low not in word_set("stops"):
            noun = low
            if not _governed_noun(tk, step):
                break
    return noun


_NEAR_VERB = 8


def _governed_noun(tk: Tokens, step: int) -> bool:
    """``stocks in LME warehouses``: the noun phrase that ends here stands behind a preposition."""
    while tk.is_word(step - 1) and not tk.is_stop(step - 1):
        step -= 1
    return tk.word(step - 1) in word_set("en_prepositions")


def _in_other_terms(tk: Tokens, each: Found, previous: Found) -> bool:
    """``a debt of 114% of GDP, or €3.35 trillion``: the same thing in another unit."""
    if tk.word(each.first - 1) != "or" or tk.word(previous.last) != "of":
        return False
    if not 1 < each.first - previous.last <= _TERMS:
        return False
    metric = metrics().get(previous.metric)
    return metric is not None and _states(each, each.dim.partition(":")[0], metric)


_TERMS = 6


def _take(tk: Tokens, each: Found, hit: tuple[int, int, Metric]) -> None:
    phrase = tk.phrase(hit[0], hit[1])
    metric = hit[2].id
    if metric == "price" and phrase in _COSTS and each.high >= _NO_PRICE:
        metric, phrase = "cost", "cost"  # "the attack cost the UK £1.9bn"
    each.metric = metric
    each.metric_word = phrase if _names_it(phrase, metric) else ""
    each.why.append(f"{metric} because of “{phrase}”")


_COSTS = frozenset({"cost", "costs", "costing"})
_NO_PRICE = 2e7
"""What costs so much is hardly for sale."""


def _names_it(phrase: str, metric: str) -> bool:
    """Whether the phrase is a name of the metric ("consumer prices"), not what implies it: a
    verb, the crowd of an attendance, the "cost" that is a price."""
    noun = phrase.removesuffix(" guidance")
    if noun not in metric_nouns() or noun in word_set("imply_metrics"):
        return False
    return metric_words().get(noun) == metric


_PEOPLE = frozenset({"employees", "workers", "jobs"})
_DONE_TO_PEOPLE = frozenset({"layoffs", "hiring"})
_DONE_TO_THINGS = frozenset(
    {"sales", "deliveries", "orders", "production", "shipments", "recall", "exports", "imports"}
)


def _done_to(tk: Tokens, each: Found, hits: list[Hit], own: str) -> Hit | None:
    """``lay off 24,000 employees``: layoffs, not how many employees there are; ``sold 32,000
    chargers``: sales."""
    deeds = _DONE_TO_PEOPLE if own in _PEOPLE else _DONE_TO_THINGS
    if own in _DONE_TO_THINGS:
        return None
    near = [hit for hit in hits if hit[2].id in deeds and 0 <= each.first - hit[1] <= 4]
    verbs = [hit for hit in near if own in _PEOPLE or tk.phrase(*hit[:2]) not in metric_nouns()]
    return verbs[-1] if verbs else None


def _near(tk: Tokens, each: Found, hit: tuple[int, int, Metric]) -> bool:
    """Whether the metric is named in the change's own clause."""
    return tk.clause[hit[0]] == tk.clause[each.first]


def _few(each: Found) -> bool:
    """A small number in words of things that have no measure."""
    thing = each.known is None or each.dim == "count:people"
    return each.spelled and thing and bool(each.noun) and abs(each.high) < _FEW and not each.ordinal


def _share_of(tk: Tokens, each: Found) -> None:
    """``80 per cent of parts``."""
    at = each.last + 1
    while tk.word(at) in ("the", "its", "all", "their", "total", "a"):
        at += 1
    head = ""
    while tk.is_word(at) and not tk.is_stop(at):
        if head and tk.low[at].endswith("ed"):
            break  # "25.5% of shares tendered"
        head = tk.low[at] if tk.is_lower(at) else head
        at += 1
    each.metric = "share" if head == "market" else head


def _states(each: Found, dim: str, metric: Metric) -> bool:
    """Whether the figure can be one of the metric: by its unit's dimension."""
    if each.compound and dim == "mass":
        return metric.id == "weight"  # a 9,100-tonne press makes no such mass
    if dim == "count" and each.dim == "count:people" and metric.id in word_set("not_of_people"):
        return False
    if dim == "money" and metric.id in word_set("totals") and not each.per:
        return each.scale > 1 or each.high >= _LEAST_TOTAL
    if each.is_change and (dim == "multiple" or (each.part and not dim)):
        return True
    if not dim and metric.id == "shares" and each.scale > 1:
        return False  # no price is 130 million of nothing
    if not dim:
        return metric.dims != {"money"} or each.scale != 1
    return metric.measures(dim) or (each.is_change and dim == "ratio")


def _best_hit(tk: Tokens, each: Found, hits: list[Hit]) -> tuple[Hit | None, float]:
    dim = each.dim.partition(":")[0] if each.dim else ("count" if each.noun else "")
    best, least = None, 60.0
    fated = tk.has & FATE
    for hit in hits:
        first, last, metric = hit
        if not _states(each, dim, metric):
            continue
        if dim == "money" and _asked(tk, each, metric):
            continue
        if dim == "ratio" and each.is_change and metric.id in _MOVING and direction_at(tk, first):
            continue  # "its shares lost 3.8%", "lifts performance by 32%"
        if metric.id == "fleet" and _does(tk, each, first, last):
            continue
        if fated and metric.id in word_set("fate_metrics") and _is_another(tk, each, hit):
            continue
        if metric.id in word_set("of_people") and _is_no_person(tk, each, hit):
            continue
        if last < each.first - 2 and _own_verb(tk, each, hit):
            continue
        distance = _distance(tk, each, first, last)
        if distance < least and (first < each.first or distance < _BEHIND):
            best, least = hit, distance
    return best, least


_MOVING = frozenset({"loss", "weight"})
"""Their verbs also say that another thing moves."""


def _own_verb(tk: Tokens, each: Found, hit: Hit) -> bool:
    """``hire 2,000 pilots and buy 20 jets``: the number has a verb of its own."""
    verb = each.first - 1
    if tk.low[verb - 1] not in ("and", ",", "or", "but") or not tk.is_lower(verb):
        return False
    low = tk.low[verb]
    if tk.is_stop(verb) or low in word_set("en_fillers") or low in bound_ends():
        return False
    if low in word_set("awaited") or low in word_set("foreseeing"):
        return False  # "sold 259,000 and targets 419,000"
    return not direction_at(tk, verb) and tk.phrase(hit[0], hit[1]) not in metric_nouns()


def _asked(tk: Tokens, each: Found, metric: Metric) -> bool:
    """``opened orders at 269,500 yuan``: what one costs, no sum of the orders."""
    return each.scale == 1 and metric.measures("count") and tk.word(each.first - 1) == "at"


def _does(tk: Tokens, each: Found, first: int, last: int) -> bool:
    """``its fleet logged 4 million trips``: who does it, not how many of them there are."""
    if not each.noun or each.known or first > each.first:
        return False
    return tk.word(last) not in _SIZED and tk.word(each.first - 1) not in _SIZED


def _is_another(tk: Tokens, each: Found, hit: Hit) -> bool:
    """``rescued eleven people from the 14-storey block``, ``cancelled 186 of 2,210 flights``: of
    those that it happened to it stands right beside."""
    if tk.word(each.first - 1) == "of" and tk.phrase(hit[0], hit[1]) not in hit[2].nouns:
        return True
    return bool(each.noun) and each.dim != "count:people" and each.noun not in hit[2].nouns


def _is_no_person(tk: Tokens, each: Found, hit: Hit) -> bool:
    """``150 people were injured, and 22 buildings collapsed``, ``240 people across 3 offices``,
    ``38 dead, 12 missing``: another number than that of the people before it."""
    if tk.word(each.last + (tk.word(each.last) in _STILL)) in _OTHER_FATES:
        return True
    things = bool(each.noun) and each.dim != "count:people" and each.noun not in hit[2].nouns
    apart = tk.clause[hit[0]] != tk.clause[each.first] or tk.word(each.first - 1) in _AMONG
    return things and hit[1] <= each.first and apart


_STILL = frozenset({"still", "others", "more", "people", "were", "are", "remained", "remain"})
_OTHER_FATES = frozenset({"missing", "arrested", "rescued", "evacuated", "displaced", "detained"})
_AMONG = frozenset({"across", "in", "at", "from"})


_SIZED = frozenset({"of", "to", "at", "from", "by"})


def _distance(tk: Tokens, each: Found, first: int, last: int) -> float:
    """In tokens; another clause costs more, words behind the figure more than before it."""
    clauses = abs(tk.clause[first] - tk.clause[each.first])
    if last <= each.first:
        apart = clauses and ";" in tk.low[last : each.first]
        return each.first - last + (40.0 if apart else 8.0 * clauses)
    gap = first - each.last
    if not gap and tk.low[first] in word_set("fates"):
        return 0.5  # "three were killed and 14 wounded"
    if gap == 1 and tk.word(each.last) in ("of", "in"):
        if each.unit == "%" and tk.word(each.last) == "of":
            return 9.0  # "a deficit of 4.5% of GDP"
        return 0.5  # "$5.2 billion of debt"
    if gap <= 1 and clauses == 0 and tk.word(each.last) not in _APART:
        return 1.5 if tk.low[first] not in ("plan", "deal", "agreement") else 4.0
    return 6.0 + 1.5 * gap + 14.0 * clauses
