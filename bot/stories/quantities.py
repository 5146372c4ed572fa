"""The numbers of a headline with the slot each fills: ``dead``, ``$``, ``%``, ``jobs``. Pure.

Only as much as is needed to tell whether two reports give the same number for the same thing;
reading figures for people is another room's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from bot.stories.words import STOP, listed, stem

_UNITS = {
    word: number
    for number, word in enumerate(
        listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
            " fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: number
    for number, word in zip(
        range(20, 100, 10),
        listed("twenty thirty forty fifty sixty seventy eighty ninety"),
        strict=True,
    )
}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "mn": 1e6, "m": 1e6,
    "mln": 1e6, "crore": 1e7, "cr": 1e7, "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12,
    "tn": 1e12, "dozen": 12.0,
    "十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "万亿": 1e12, "百万": 1e6, "千万": 1e7,
}  # fmt: skip
_CN_DIGIT = dict(zip("一二两三四五六七八九", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_WORD_NUMBER = "|".join([*_UNITS, *_TENS])
_NUMBER = re.compile(
    r"(?P<cur>us\$|a\$|c\$|hk\$|[$€£¥₹]|\brs\.? ?|\busd ?|\beur ?|\binr ?|\brmb ?|\bcny ?)?"
    r"(?:(?<![a-z\d.])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|\b(?P<word>(?:{_WORD_NUMBER})(?:[- ](?:{_WORD_NUMBER}))?)\b"
    r"|(?P<cn>[一二两三四五六七八九](?=[百千万亿]|名|人|死|例)))"
    r"(?:(?:-| )?(?P<scale>hundred|thousand|lakh|million|mln|mn|crore|cr|billion|bn|trillion|tn"
    r"|dozen|k|m|b)\b|(?P<cnscale>万亿|百万|千万|[百千万亿]))?"
    r"(?P<more>多|余)?"
    r"(?:(?P<pct>%| ?per ?cent| percentage points?)|(?P<bp> ?basis points?| ?bps?\b))?"
)
_MONEY_AFTER = re.compile(
    r"^ ?(?:(?P<unit>dollar|euro|pound|yuan|yen|rupee|won|franc|ruble|rouble|usd|eur)s?\b"
    r"|(?P<cn>美元|欧元|英镑|元|日元))"
)
_CURRENCIES = {
    "$": "money", "us$": "money", "usd": "money", "dollar": "money", "美元": "money",
}  # fmt: skip
_NEAR = re.compile(
    r"(?:about|around|nearly|almost|some|roughly|over|more than|at least|up to|under"
    r"|近|约|超|逾|至少|过)\s*$"
)
_WORDS = re.compile(r"[a-z][a-z'’-]*")

_SLOTS = {
    stem(member): slot
    for slot, members in {
        "dead": "killed dead death die fatality toll lives body deadly",
        "hurt": "hurt injured injury wounded casualty hospitalized",
        "missing": "missing unaccounted trapped",
        "arrested": "arrested detained suspect",
        "evacuated": "evacuated displaced flee",
        "cases": "case infection infected sickened",
        "jobs": "job layoff worker employee staff position",
        "vehicles": "vehicle car unit ev suv",
        "magnitude": "magnitude quake",
        "ordered": "order",
    }.items()
    for member in members.split()
}
_CN_SLOTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("dead", re.compile(r"死|遇难|身亡|丧生|罹难")),
    ("hurt", re.compile(r"伤")),
    ("missing", re.compile(r"失踪|失联|被困")),
    ("cases", re.compile(r"例|确诊|阳性")),
    ("vehicles", re.compile(r"辆|台")),
    ("jobs", re.compile(r"裁员")),
)
_WEAK = frozenset(
    map(
        stem,
        listed(
            "year old month day week hour minute least people person man woman child other total"
            " about near kilometre kilometer km mile another time top take hit reach gmt am pm"
            " et edt est update post"
        ),
    )
)
_SPANS = frozenset(map(stem, listed("month day week hour minute year")))
_MOVES = frozenset(
    map(
        stem,
        listed(
            "rise fall climb drop jump slump grow shrink slip surge hit reach top beat gain lose"
            " slow ease edge dip plunge soar tumble increase decrease cut raise up down"
        ),
    )
)


_TELLING = 1000
MILESTONE = "milestone"
"""The slot of the 10,000th of something."""
_FAR = 100
_RATE = re.compile(
    r"^[^,.;]{0,20}?\b(?:an?|per|each|every) (?P<span>day|week|month|year)\b"
    r"|^.{0,4}[/每](?P<cn>[日天周月年])"
)


class Basis(NamedTuple):
    """What else two numbers in one slot must have in common to be one before and now."""

    foreseen: str = ""
    """``target``, ``forecast``, ``guidance`` or ``rumour``; empty: a fact, as far as is known."""
    span: str = ""
    """The kind of period it is of, ``W`` or ``M``; empty when that is not said."""
    each: str = ""
    """The time it is counted for each of: ``month``."""

    def like(self, other: Basis) -> bool:
        """A headline leaves the period to its text more often than that it means another."""
        spans = {self.span, other.span} - {""}
        return (self.foreseen, self.each) == (other.foreseen, other.each) and len(spans) <= 1


KNOWN = Basis()


@dataclass(frozen=True, slots=True)
class Quantity:
    value: float
    slots: frozenset[str]
    """What it may be the number of; the first comparable one counts."""
    rough: bool = False
    """Written as an approximation, or in scaled words that round."""
    step: float = 0.0
    """The last digit written, for amounts that get rounded; 0: it counts to the unit."""
    basis: Basis = KNOWN
    called: str = ""
    """What it is the number of, for people, where that is known better than by its slots."""


class Moved(NamedTuple):
    """A slot with the number that was told and the one that is told now."""

    slot: str
    before: float
    now: float
    alike: bool = True
    """Whether one is what the other was before; a plan is not what has been built before."""
    foreseen: str = ""
    """``target``, ``forecast``, …: how far the one that is told now is no fact."""
    called: str = ""


def quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers with a slot; bare ones, years, dates, ages and times are left out."""
    low = text.lower()
    found: list[Quantity] = []
    for match in _NUMBER.finditer(low):
        quantity = _read(low, match)
        if quantity is not None:
            found.append(quantity)
    return tuple(found)


def values(text: str) -> frozenset[float]:
    """The numbers that may tell one event from another: large or not round, no years.

    Unlike :func:`quantities` these need no slot: ``10,000th`` counts, and ``13万``.
    """
    found = set()
    for match in _NUMBER.finditer(text.lower()):
        value = _value(match)
        year = match["digits"] and re.fullmatch(r"(?:19|20)\d\d", match["digits"])
        plain = not (match["scale"] or match["cnscale"])
        if value >= _TELLING and not (year and plain):
            found.add(value)
    return frozenset(found)


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    value = _value(match)
    after, before = (
        text[match.end() : match.end() + 40],
        text[max(match.start() - 40, 0) : match.start()],
    )
    money = _MONEY_AFTER.match(after)
    if match["cur"] or money:
        slots = {_currency(match["cur"], money)}
    elif match["pct"]:
        slots = {"%"} | _counted(before, "")
    elif match["bp"]:
        slots = {"bp"}
    elif _is_milestone(value, after, before):
        slots = {MILESTONE}
    else:
        if _is_date(match, after, before):
            return None
        slots = _counted(before, after)
    rate = _RATE.match(after)
    if rate:
        # 20,000 a month is no update of 9,860 in all.
        slots = {f"{slot} per {rate['span'] or rate['cn']}" for slot in slots}
    if not slots:
        return None
    scaled = match["scale"] or match["cnscale"]
    rough = bool(match["more"] or _NEAR.search(before) or scaled) and MILESTONE not in slots
    return Quantity(value, frozenset(slots), rough, _step(match, money=bool(match["cur"] or money)))


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        value = float(match["digits"].replace(",", "") or 0)
    elif match["word"]:
        parts = re.split(r"[- ]", match["word"])
        value = float(sum(_TENS.get(part, _UNITS.get(part, 0)) for part in parts))
    else:
        value = float(_CN_DIGIT[match["cn"]])
    return value * _SCALES.get(match["scale"] or match["cnscale"] or "", 1.0)


def _step(match: re.Match[str], *, money: bool) -> float:
    """Counts are exact; money, shares and scaled numbers are rounded as it suits the headline."""
    scale = _SCALES.get(match["scale"] or match["cnscale"] or "", 1.0)
    digits = match["digits"] or ""
    if not (money or match["pct"] or scale > 1) or "," in digits:
        return 0.0
    return float(scale * 10.0 ** -len(digits.partition(".")[2]))


def _currency(symbol: str | None, money: re.Match[str] | None) -> str:
    name = (symbol or "").strip(" .") or (money and (money["unit"] or money["cn"])) or ""
    return _CURRENCIES.get(name, {"rs": "₹", "inr": "₹", "rupee": "₹", "€": "euro", "eur": "euro",
                                  "£": "pound", "¥": "yuan", "rmb": "yuan", "cny": "yuan",
                                  "元": "yuan"}.get(name, name))  # fmt: skip


def _is_milestone(value: float, after: str, before: str) -> bool:
    """The 10,000th of something is a figure; the 3rd is an edition."""
    nth = _NTH.match(after) or before.endswith("第")
    return value >= _TELLING and bool(nth)


_NTH = re.compile(r"(?:st|nd|rd|th)\b")


def _is_date(match: re.Match[str], after: str, before: str) -> bool:
    digits = match["digits"] or ""
    if re.fullmatch(r"(?:19|20)\d\d", digits) and not match["scale"]:
        return True
    if re.match(r"(?:st|nd|rd|th)\b|[天日周月年号岁时点届次]|-year| ?(?:am|pm)\b", after):
        return True
    # 3-1 is a score and 12:30 an hour, but 30.98万-38.98万 are two prices.
    amount = "." in digits or match["scale"] or match["cnscale"]
    if not amount and re.match(r"[-:]\d", after):
        return True
    return bool(re.search(r"(?:第|[,:]|\d[.:])$" if amount else r"(?:第|[,\-:]|\d[.:])$", before))


def _counted(before: str, after: str) -> set[str]:
    """The noun counted behind the number, or what stands before it, as slots."""
    slots = _counted_in_chinese(before, after)
    ahead = _content(after.split(",")[0])[:3]
    if ahead and ahead[0] in _SPANS:
        return slots
    known = next((_SLOTS[name] for name in ahead if name in _SLOTS), "")
    if known:
        return slots | {known}
    slots.update(name for name in ahead[:1] if name not in _WEAK and name not in _MOVES)
    if _NEXT.search(before):
        return slots  # "shuts the terminal, 38 flights cut" counts no terminals
    behind = [name for name in _content(before)[-3:] if name not in _MOVES and name not in _WEAK]
    known = next((_SLOTS[name] for name in reversed(behind) if name in _SLOTS), "")
    return slots | ({known} if known else set(behind[-1:]))


_NEXT = re.compile(r"[a-z], $")


def _counted_in_chinese(before: str, after: str) -> set[str]:
    """The slot word nearest behind the number, else the nearest before it."""
    behind = {found.start(): slot for slot, each in _CN_SLOTS if (found := each.search(after[:6]))}
    if behind:
        return {behind[min(behind)]}
    ahead = {
        found.start(): slot for slot, each in _CN_SLOTS for found in each.finditer(before[-6:])
    }
    return {ahead[max(ahead)]} if ahead else set()


def _content(text: str) -> list[str]:
    return [stem(word) for word in _WORDS.findall(text) if word not in STOP]


def words_of(slot: str) -> frozenset[str]:
    """The stems that speak of what fills a slot."""
    return frozenset(word for word, each in _SLOTS.items() if each == slot)


def telling(numbers: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """Those that are large enough to tell one event from another; no percentages."""
    return tuple(each for each in numbers if abs(each.value) >= _TELLING)


def called(numbers: tuple[Quantity, ...], value: float) -> tuple[str, str]:
    """What a number is of, and how far it is no fact; empty where nothing more is known of it."""
    found = next((each for each in numbers if each.value == value and each.called), None)
    return (found.called, found.basis.foreseen) if found else ("", "")


def compare(ours: tuple[Quantity, ...], theirs: tuple[Quantity, ...]) -> tuple[bool, Moved | None]:
    """(some number is shared, the slot whose numbers differ with theirs and ours).

    A slot differs when no number of ours in it is among theirs; of its numbers one of the same
    basis is the one before, where there is one.
    """
    shared = False
    changed: Moved | None = None
    for mine in ours:
        rivals = [each for each in theirs if mine.slots & each.slots and _of_one_fate(mine, each)]
        if any(_same(mine, other) for other in theirs):
            shared = True
        elif rivals and (changed is None or not changed.alike):
            moved = _moved(mine, rivals)
            changed = moved if moved is not None and (not changed or moved.alike) else changed
    return shared, changed


_FATES = frozenset({"dead", "hurt", "missing", "arrested", "evacuated"})


def _of_one_fate(one: Quantity, other: Quantity) -> bool:
    """Two of a crew who are hurt are no update of the 22 who left the ship."""
    ours, theirs = one.slots & _FATES, other.slots & _FATES
    return not ours or not theirs or bool(ours & theirs)


def is_rounded(value: float, exact: float) -> bool:
    """Whether the one is the other with fewer digits: ``31,000`` for 30,931; one digit alone says
    too little."""
    digits = f"{value:.0f}".rstrip("0")
    more = f"{exact:.0f}".rstrip("0")
    if not 1 < len(digits) < len(more):
        return False
    step = 10.0 ** (len(f"{value:.0f}") - len(digits))
    return abs(value - exact) <= step / 2


def _moved(mine: Quantity, rivals: list[Quantity]) -> Moved | None:
    """Against the first of them, those of the same basis before others."""
    rival = min(rivals, key=lambda other: not mine.basis.like(other.basis))
    if not _comparable(mine.value, rival.value):
        return None
    slot, alike = min(mine.slots & rival.slots), mine.basis.like(rival.basis)
    return Moved(slot, rival.value, mine.value, alike, mine.basis.foreseen, mine.called)


def _comparable(one: float, other: float) -> bool:
    """A price per piece is no update of a total."""
    least, most = sorted((abs(one), abs(other)))
    return most <= _FAR * max(least, 1)


def _same(one: Quantity, other: Quantity) -> bool:
    if one.value == other.value:
        return True
    if not one.slots & other.slots:
        return False
    gap = abs(one.value - other.value)
    if gap <= max(one.step, other.step) / 2:
        return True
    return (one.rough or other.rough) and gap <= 0.02 * max(abs(one.value), abs(other.value))
