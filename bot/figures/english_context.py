"""What the English words around a figure say of how it moved."""

from __future__ import annotations

from bot.figures.english_bounds import reaches
from bot.figures.english_marks import CLAUSE, DOWN, UP
from bot.figures.english_wording import is_plural
from bot.figures.found import Direction, Found
from bot.figures.tables import metric_words, word_set
from bot.figures.tokens import DASHES, Tokens


def direction_at(tk: Tokens, index: int) -> Direction:
    """Where the word at ``index`` moves what is beside it; empty outside the segment."""
    bits = tk.words[index].marks if 0 <= index < tk.size else 0
    return "up" if bits & UP else "down" if bits & DOWN else ""


def directions(tk: Tokens, found: list[Found]) -> None:
    """Each figure's direction, whether it is the change itself, and the change stated beside
    a level."""
    for position, each in enumerate(found):
        if each.is_prior and each.prior is None:
            continue
        if each.is_time and each.compound:
            continue  # "sinks to a three-year low"
        if each.direction and each.is_ratio:
            each.is_change = True  # "+7.2%"
            continue
        _direction_before(tk, each, found[position - 1] if position else None)
        if not each.direction and not (each.first > 1 and tk.low[each.first - 2] == "or"):
            _direction_after(tk, each)
    for each in found[1:]:
        if each.unit == "%" and each.low < 0 and tk.word(each.first - 1) in (",", "("):
            each.is_change = True
            each.why.append("a minus behind a comma: a change")
    for at in range(1, len(found)):
        left, right = found[at - 1], found[at]
        _coordinated(tk, left, right)
        _told_behind(tk, left, right)
    _gapped(tk, found)
    _link_changes(tk, found)


def _direction_before(tk: Tokens, each: Found, previous: Found | None) -> None:
    floor = previous.last if previous else 0
    clause = tk.clause[each.first]
    at, behind = each.first - 1, each.first
    if each.qualifier and tk.word(at) == "to" and tk.word(at - 1) == "up":
        at, behind = at - 2, behind - 2
    if previous and not previous.is_change and tk.word(at) == "by":
        floor = 0  # "cuts prices of 22 models by 34%"
    if each.is_ratio and tk.word(at) == "off" and tk.word(at - 1) in _PAUSES:
        each.direction, each.is_change = "down", True
        each.why.append("“off” moves it")
        return
    link = ""
    steps = 0
    while at >= floor and steps < 12:
        word = tk.low[at]
        if tk.clause[at] != clause:
            if link == "to" and steps == _PAUSED and tk.low[at + 1] == ",":
                each.direction = direction_at(tk, at)  # "could more than double, to 22 years"
            break
        if not link and word in _LINKS:
            if word == "to" and tk.word(at + 1) in word_set("purposes"):
                break  # "2p rise in fuel duty to plug £22bn hole"
            link = word
        moving = tk.words[at].marks & _MOVING
        if moving and not _no_change(tk, each, at):
            gap = tk.low[at + 1 : behind]
            close = all(w in word_set("en_fillers") or w in DASHES for w in gap)
            close = close and not (each.is_time and "over" in gap)
            if each.is_ratio and not close:
                close = _its_object(tk, at, gap)
            if link == "at" and each.is_ratio and _at_a_pace(gap):
                close, link = True, "by"
            if close or link in ("to", "by", "below", "above"):
                each.direction = "up" if moving & UP else "down"
                each.is_change = _is_change(each, word, link, close)
                each.why.append(f"“{tk.raw[at]}” moves it")
                return
            if each.is_ratio and word not in ("more", "higher", "lower", "less"):
                break
        at -= 1
        steps += 1


_MOVING = UP | DOWN
_PAUSED = 2
"""Tokens of ``, to`` between a move and the level it ends at."""
_LINKS = frozenset({"to", "by", "from", "at", "below", "above", "with"})
"""Between what moves a number and the number they say how."""


def _its_object(tk: Tokens, at: int, gap: list[str]) -> bool:
    """``lifted gaming sales 14%``: the verb, what it moves, and by how much."""
    if tk.low[at] not in word_set("lifting") or not 0 < len(gap) <= _OBJECT:
        return False
    if gap[-1] not in metric_words() and not (len(gap) <= _FEW and is_plural(gap[-1])):
        return False
    return word_set("en_prepositions").isdisjoint(gap)


_OBJECT = 6
_FEW = 2
"""Words of an object that is no metric: ``raising benefits 8.7 percent``."""


def _at_a_pace(gap: list[str]) -> bool:
    """``shrank at an annualised pace of 1.8%``."""
    return gap[:1] == ["at"] and gap[-2:-1] in (["pace"], ["clip"], ["rate"]) and gap[-1] == "of"


def _no_change(tk: Tokens, each: Found, at: int) -> bool:
    """``raised $20 billion`` is funding, ``up to`` and ``more than`` are bounds."""
    word = tk.low[at]
    follower = tk.word(at + 1)
    if word in ("up", "down") and tk.glued(at) and tk.raw[at - 1] in DASHES:
        return True  # "start-up"
    if word == "up" and tk.word(at - 1) in word_set("moving_up"):
        return reaches(tk, each, at)
    if word in word_set("things_too") and (not at or follower in word_set("beating")):
        return True  # "Rockets beat Lakers by 12"
    if word == "down" and (
        tk.word(at - 1) in word_set("before_idle_down")
        or (tk.word(at - 1) in _GOING and each.dim == "length")
    ):
        return True  # "shot down 488 drones", "shafts go down 900 metres"
    if word == "lower" and (tk.word(at - 1) in _VERBS_OPEN or follower in _ITS):
        return False
    if word in word_set("en_comparatives"):
        if follower == "to" and tk.word(at - 1) in _REVISED and word in ("higher", "lower"):
            return False
        if follower in ("to", "than") or tk.word(at - 1) in word_set("before_idle_up"):
            return True
        return at + 1 != each.first and word not in ("up",)
    if word in ("add", "adds", "added", "adding") and each.dim in ("length", "energy", "power"):
        return True  # "15 minutes at a charger adds 500 km"
    if word in ("lift", "lifts", "lifted", "lifting") and each.dim == "mass":
        return True
    if each.is_time and (word in _SLIPPED or tk.word(each.last) in _APART_IN_TIME):
        return True  # "the launch has slipped two years", "crashed 32 seconds after"
    if word in ("fall", "falls", "fell") and each.noun in _WON_BY:
        return True  # "fall to England by four runs"
    if word in ("cut", "cuts", "cutting") and follower in _SERVED and each.noun:
        return True  # "cut power to 89,000 homes"
    if word in ("lost", "lose", "loses", "losing"):
        money = each.known is not None and each.known.currency and each.known.factor == 1
        return bool(money) or each.is_time or each.noun in _PLAYED
    if tk.word(each.first - 1) == "to" and tk.word(each.first - 2) != "up":
        return False  # "raises its borrowing limit to $28.9tn"
    if tk.word(each.first - 1) == "by":
        return False  # "raise capital spending by $2bn"
    if word in ("raised", "raises", "raise", "raising", "gain", "gains") and each.known is not None:
        return bool(each.known.currency) and follower not in ("its", "the", "their", "to", "by")
    return False


def _is_change(each: Found, word: str, link: str, close: bool) -> bool:
    if link in ("to", "below", "above", "at"):
        return False
    if each.is_ratio:
        return close or link == "by"
    return link == "by" or (close and word in word_set("en_intransitive"))


_GOING = frozenset({"go", "goes", "went", "going", "reach", "reaches", "reaching"})
_VERBS_OPEN = frozenset({"to", "will", "would", "could", "may", "might", "should"})
_WON_BY = frozenset({"runs", "wickets", "votes", "goals", "shots", "points", "lengths"})
_SLIPPED = frozenset({"slip", "slips", "slipped", "slipping"})
_APART_IN_TIME = frozenset({"after", "before", "later", "earlier", "ago", "into"})
_SERVED = frozenset({"power", "electricity", "water", "heating", "access", "off"})
"""Cut to so many homes, they lose it; nobody's homes get fewer."""
_REVISED = frozenset({"revised", "revises", "revise", "adjusted", "nudged", "edged", "moved"})
_ITS = frozenset({"its", "the", "their", "his", "interest", "rates", "prices", "taxes"})
"""Beside these "lower" is the verb: ``to lower its main rate by a quarter point``."""
_PLAYED = frozenset(
    {
        "runs",
        "wickets",
        "goals",
        "votes",
        "matches",
        "games",
        "sets",
        "fights",
        "points",
        "races",
        "rounds",
        "elections",
    }
)
"""Who loses these has no fewer of them."""
_UNLIKE_BEFORE = frozenset(
    {
        "it", "they", "he", "she", "we", "analysts", "expected", "planned", "forecast", "any",
        "rivals", "required", "needed", "average", "men", "women", "those", "others",
    }
)  # fmt: skip
"""More than these is no change: ``$5 billion more than it pledged``."""
_LOOSE = frozenset({"more", "less", "fewer", "above", "below", "up", "down", "longer", "shorter"})
"""Behind an amount these compare only with "than" behind them."""
_FREQUENT = frozenset(
    {"year", "month", "quarter", "week", "annual", "yoy", "monthly", "quarterly", "sequential"}
)
_BEHIND = 12
"""How far behind a level its move is looked for, in tokens."""
_ASIDES = frozenset({"including", "excluding", "in", "during"})
"""What may come first behind a comma: ``, including exports, in July, down 8.4%``."""
_PAUSES = frozenset({",", "(", "–", "—"})
_EQUALLY = ([",", "or"], ["or"], ["("])
"""``fell 1.2%, or 264 points``: between two ways to say one change."""


def _direction_after(tk: Tokens, each: Found) -> None:
    """``66% more than``, ``a 12% drop``, ``24,925 vehicles in June, up 17.5%``."""
    if each.is_ratio:
        after = tk.word(each.last + (tk.word(each.last) in DASHES))
        if after == "," and tk.word(each.first - 1) == "or":
            after = tk.word(each.last + 1)  # "£96, or 2.7%, lower"
        way: Direction = ""
        if tk.is_word(each.last) and _pay_rise(tk, each.last):
            way = _noun_way(tk, each.last + 1)
        elif after in word_set("en_comparative_up") or after in word_set("en_after_nouns_up"):
            way = "up"
        elif after == "loss" and tk.word(each.last + 1) in ("rate", "ratio"):
            way = ""
        elif after in word_set("en_comparative_down") or after in word_set("en_after_nouns_down"):
            way = "down"
        elif each.unit == "times" and after == "as":
            way = "up"
        elif after in _FREQUENT:
            way = _noun_way(tk, each.last + 1)  # "a 27% year-on-year increase"
        if way:
            each.direction, each.is_change = way, True
            each.why.append(f"“{after}” behind it: a change")
            return
    if tk.word(each.last) in word_set("moves") and _shifts(tk, each):
        return
    if not each.is_time and not each.is_prior:
        if _compared(tk, each):
            return
        _moved_behind(tk, each)


def _shifts(tk: Tokens, each: Found) -> bool:
    """``shave 1.25 points off its margin``, ``wiped $4bn off the value``, ``a 2p rise in fuel
    duty``: what is no level, money or not."""
    moved, after = tk.low[each.last], tk.word(each.last + 1)
    if moved == "off":
        shifts = after in word_set("owning") and (each.is_ratio or _is_money(each))
    else:
        shifts = after in ("in", "to", "on") and _is_money(each)
    if shifts:
        each.direction = "up" if moved in word_set("up") else "down"
        each.is_change = True
        each.why.append(f"“{moved}” behind it: a change")
    return shifts


def _is_money(each: Found) -> bool:
    return each.known is not None and bool(each.known.currency)


def _pay_rise(tk: Tokens, index: int) -> bool:
    """``a 5.4% pay rise``, ``22% iPhone growth``: one noun more before the noun that ends the
    phrase."""
    last = index + 1
    if not tk.is_word(last) or tk.is_stop(index):
        return False
    noun, low = tk.low[last], tk.low[index]
    moved = noun in word_set("en_after_nouns_up") or noun in word_set("en_after_nouns_down")
    ends = not tk.is_word(last + 1) or tk.is_stop(last + 1)
    if not (moved and ends) or low in _FREQUENT:
        return False
    return low not in word_set("en_comparative_up") and low not in word_set("en_comparative_down")


def _compared(tk: Tokens, each: Found) -> bool:
    """``£6.6bn more than a year earlier``, ``4p more for a pint``, ``38 cents dearer``: a change in
    its own unit."""
    word = tk.word(each.last)
    if tk.word(each.last + 1) != "than" and (
        not each.known
        or (word in _LOOSE and not (_is_money(each) and tk.word(each.last + 1) == "for"))
    ):
        return False
    way: Direction = "up" if word in word_set("en_comparative_up") else ""
    if word in word_set("en_comparative_down"):
        way = "down"
    # "a fifth more than it promised" is a difference, as "20% more than it promised" is one.
    if not way or (_than_a_name(tk, each) and not each.part):
        return False
    each.direction, each.is_change = way, True
    each.why.append(f"“{word} than” behind it: a change")
    return True


def _moved_behind(tk: Tokens, each: Found) -> None:
    """``, up 17.5%`` behind a level, past ``, including exports``."""
    at = each.last
    while at < tk.size and at - each.last < _BEHIND:
        if tk.words[at].marks & CLAUSE and tk.low[at] in _PAUSES:
            behind = at + 1 + (tk.word(at + 1) in ("nearly", "almost", "more", "about"))
            follower = tk.word(behind)
            way = direction_at(tk, behind)
            if follower in ("an", "a"):
                way = _noun_way(tk, at + 2 + tk.is_number(at + 2))
                if tk.word(at + 2) in ("discount", "premium"):
                    way = ""  # "at $23.28, a discount of 6% to the close"
            elif follower in word_set("idle_behind") or (way and _told_of(tk, each, follower)):
                way = ""
            if way:
                each.direction = way
                each.why.append(f"“{tk.word(at + 1)}” behind it: how it moved")
                return
            if follower not in _ASIDES:
                return
        if tk.words[at].digit and not tk.masked[at] and tk.word(at + 1) not in DASHES:
            return  # "for a 30-year loan" is passed
        at += 1


def _told_of(tk: Tokens, each: Found, verb: str) -> bool:
    """``CSL, which had closed at A$271.32, plunged``: behind the aside CSL moves."""
    if verb in ("up", "down") or verb.endswith("ing"):
        return False
    at = each.first - 1
    while at > 0 and tk.clause[at] == tk.clause[each.first] and each.first - at < _BEHIND:
        if tk.low[at] in ("which", "who", "whose"):
            return True
        at -= 1
    return False


def _noun_way(tk: Tokens, at: int) -> Direction:
    """``, a 12% drop``."""
    for word in tk.low[at : at + 7]:
        if word in _PAUSES:
            break
        if word in word_set("en_after_nouns_up"):
            return "up"
        if word in word_set("en_after_nouns_down"):
            return "down"
    return ""


def _coordinated(tk: Tokens, left: Found, right: Found) -> None:
    """``up 17.5% year-over-year and 7.2% month-over-month``."""
    if right.direction or not left.is_change:
        return
    between = tk.low[left.last : right.first]
    equally = between in _EQUALLY or (len(between) <= 6 and between[-2:] == [",", "or"])
    stepped = right.dim == "index" or (right.known is not None and right.scale == 1)
    if not right.is_ratio and not (stepped and equally):
        return
    if left.unit != right.unit and not equally:
        return
    if len(between) <= 8 and between and between[-1] in ("and", ",", "or", "but", "by"):
        right.direction, right.is_change = left.direction, True
        right.why.append("a change like the one before it")


def _told_behind(tk: Tokens, left: Found, right: Found) -> None:
    """``settled £96, or 2.7%, lower``: both ways to say the change stand before its word."""
    if left.direction or left.is_prior or not right.is_change or tk.word(right.last) != ",":
        return
    if tk.low[left.last : right.first] == [",", "or"] and direction_at(tk, right.last + 1):
        left.direction, left.is_change = right.direction, True
        left.why.append("a change like the one behind it")


def _gapped(tk: Tokens, found: list[Found]) -> None:
    """``Revenue rose 30% to 116 billion yuan, and profit 75% to 10.8 billion``: no second verb."""
    moved: Found | None = None
    for at in range(1, len(found)):
        each, level = found[at - 1], found[at]
        if each.is_change:
            moved = each
            continue
        bare = moved is not None and not each.direction and each.unit == moved.unit == "%"
        to = tk.word(each.last) == "to" and level.first == each.last + 1 and level.unit != "%"
        if moved is not None and bare and to:
            each.direction, each.is_change = moved.direction, True
            each.why.append("a change like the one before it")


def _link_changes(tk: Tokens, found: list[Found]) -> None:
    """A level gets the percentage stated beside it: ``24,925 vehicles, up 17.5%`` and ``rose
    3.4% to $171.38``."""
    for at in range(1, len(found)):
        left, right = found[at - 1], found[at]
        level = not (left.is_change or left.is_ratio or left.is_time)
        same = left.direction == right.direction and left.stated_change is None
        beside = tk.word(right.first - 1) in _PAUSES and not left.direction
        beside = beside and not _than_a_name(tk, right)
        beside = beside and not _off_average(tk, right)
        if right.is_change and right.unit != "times" and level and beside:
            left.direction, same = right.direction, True
        if _is_percentage(right) and level and same and (beside or not _parted(tk, left, right)):
            left.stated_change, left.stated_by = _signed(right), right
        to = tk.word(right.first - 1) == "to" or tk.word(left.last) == "to"
        to = to and (
            tk.clause[left.first] == tk.clause[right.first]
            or tk.low[left.last : right.first] == [",", "to"]  # "rose 12 percent, to $4 billion"
        )
        if _is_percentage(left) and not right.is_change and to:
            right.stated_change, right.stated_by = _signed(left), left


def _parted(tk: Tokens, level: Found, change: Found) -> bool:
    """``cut 500 jobs after sales fell 12%``: the change is told in a statement of its own."""
    for at in range(level.last, change.first):
        if tk.low[at] in _PARTING and not (
            tk.low[at] == "as"
            and (tk.low[at + 1] in _AS_SO or tk.low[at + 1] in word_set("en_prepositions"))
        ):
            return True
    return False


_PARTING = frozenset({"after", "as", "while", "when", "because", "but", "though", "although"})
_AS_SO = frozenset({"much", "many", "well", "high", "low", "compared", "expected", "planned"})
"""Behind "as" these begin no statement."""


def _off_average(tk: Tokens, change: Found) -> bool:
    """``10% below the five-year mean``: off what is usual, not off what was before."""
    if tk.word(change.last) not in ("below", "above"):
        return False
    return not word_set("usual").isdisjoint(tk.low[change.last + 1 : change.last + 7])


def _than_a_name(tk: Tokens, change: Found) -> bool:
    """``66% more than N3``, ``more than it pledged``: than another, not than before."""
    than = next((at for at in range(change.last, change.last + 3) if tk.word(at) == "than"), -1)
    if not 0 < than < tk.size - 1:
        return False
    if tk.low[than + 1] == "the" and than + 2 < tk.size:
        return not tk.is_lower(than + 2) and not tk.words[than + 2].digit
    return not tk.is_lower(than + 1) or tk.low[than + 1] in _UNLIKE_BEFORE


def _is_percentage(each: Found) -> bool:
    return each.is_change and each.unit == "%"


def _signed(change: Found) -> float:
    by = (change.low + change.high) / 2
    return -by if change.direction == "down" else by
