"""Whether an English figure is a fact, a plan, a forecast or a rumour."""

from __future__ import annotations

from functools import cache
from typing import Literal

from bot.figures.english_bounds import bound_ends
from bot.figures.english_marks import FORESAW, STATUS
from bot.figures.english_wording import runs, verbish
from bot.figures.found import Found
from bot.figures.tables import place_names, word_set, words
from bot.figures.tokens import Tokens, heads

Status = Literal["", "actual", "target", "forecast", "guidance", "rumour"]
Mark = tuple[int, Status, str]
"""Token, what it says, and the words that say it."""


@cache
def _status_words() -> dict[str, Status]:
    return {phrase: status for status, phrases in words("status").items() for phrase in phrases}


def statuses(tk: Tokens, found: list[Found]) -> None:
    """Nearest word before the figure decides; rumours and guidance colour the sentence."""
    marks = _marks(tk)
    rumour = next((mark for mark in marks if mark[1] == "rumour"), None)
    foresaw = tk.has & FORESAW
    others: list[Mark] = []
    if len(found) > 1:
        ends = [each.last for each in found]
        others = [mark for mark in marks if mark[1] == "forecast" and mark[0] in ends]
    for each in found:
        if rumour is not None:
            each.status, why = "rumour", rumour[2]
        elif done := _done(tk, each):
            each.status, why = "actual", done
        elif foresaw and (foreseen := _foreseen(tk, each)):
            each.status, why = "forecast", foreseen
        else:
            mine = _without(marks, others, each.last) if others else marks
            near = _nearest(tk, mine, each)
            if near is None:
                continue
            each.status, why = near[1], near[2]
        each.why.append(f"{each.status} because of “{why}”")


def _without(marks: list[Mark], others: list[Mark], last: int) -> list[Mark]:
    """Without what stands behind another figure: ``$109bn vs. $108bn expected``."""
    return [mark for mark in marks if mark[0] <= last or mark not in others]


def _nearest(tk: Tokens, marks: list[Mark], each: Found) -> Mark | None:
    """The last guidance before the figure, else the last word, else the first plan behind it."""
    last: Mark | None = None
    guidance: Mark | None = None
    for mark in marks:
        if mark[0] == each.last and mark[1] == "forecast":
            return mark  # "387,000 expected"
        if mark[2] in _FORESEEN and _named_so(tk, each, mark[0]):
            return mark  # "the 5.4% growth forecast"
        if mark[2] in _HELD and _by_somebody(tk, each, mark[0]):
            return mark  # "the 826,000 FactSet consensus"
        if mark[0] < each.first:
            if last is None or not _was_foreseen(tk, last, mark, each):
                last = mark
            if mark[1] == "guidance":
                guidance = mark
        elif last is not None and mark[0] > each.last:
            break
        elif mark[0] >= each.last and mark[1] != "actual":
            if mark[2].startswith("said they") and mark[0] - each.last <= 1:
                continue  # "Eight in 10 respondents said they would": nobody's aim
            return mark if last is None or last[1] == "actual" else guidance or last
    if guidance is not None and "after" in tk.low[guidance[0] : each.first]:
        return last if last != guidance else None  # "lifts guidance after sales jump 24%"
    return guidance or last


def _foreseen(tk: Tokens, each: Found) -> str:
    """``the 2.8% economists had forecast``, ``the 1.3% drop analysts expected``, ``the $13.1bn
    Wall Street wanted``: who foresaw it, behind what it counts."""
    at = each.last + (tk.word(each.last) == "that")
    while at - each.last <= _NOUNS and tk.is_word(at) and not tk.is_stop(at):
        if tk.low[at] in word_set("forecasters"):
            return tk.phrase(at, at + 2) if _foresaw(tk, at + 1) else ""
        if tk.raw[at].istitle() and tk.word(each.first - 1) == "the" and _foresaw(tk, at + 1):
            return tk.phrase(at, at + 2)
        at += 1 + (tk.word(at + 1) == "that")
    return ""


def _foresaw(tk: Tokens, verb: int) -> bool:
    return tk.word(verb + (tk.word(verb) in _AUXILIARY)) in word_set("foresaw")


_AUXILIARY = frozenset({"had", "have", "were", "was", "are"})


def _by_somebody(tk: Tokens, each: Found, mark: int) -> bool:
    """Whether nothing but a name stands between."""
    return 0 < mark - each.last <= _NOUNS and all(
        raw[0].isupper() for raw in tk.raw[each.last : mark]
    )


def _named_so(tk: Tokens, each: Found, mark: int) -> bool:
    """Whether nothing but what is foreseen stands between."""
    between = range(each.last, mark)
    return 0 < len(between) <= _FEW and all(
        tk.is_lower(at) and not tk.is_stop(at) for at in between
    )


_FEW = 2
_FORESEEN = frozenset({"forecast", "estimate", "target", "goal", "projection"})
_NOUNS = 3
_HELD = frozenset({"consensus", "estimate", "estimates", "forecast"})


def _was_foreseen(tk: Tokens, last: Mark, mark: Mark, each: Found) -> bool:
    """``the forecast for the year was ¥4.75 billion``: its verb tells of no fact."""
    if mark[2] not in ("was", "were") or mark[0] != each.first - 1 or last[1] == "actual":
        return False
    return last[0] + 1 == mark[0] or tk.word(last[0] + 1) in ("for", "of")


def _done(tk: Tokens, each: Found) -> str:
    """``1,900 newly hired workers``: what is counted is there, whatever is planned with it."""
    for at in range(each.number_last, each.last - 1):
        if tk.low[at] in word_set("newly") and tk.low[at + 1].endswith("ed"):
            return tk.phrase(at, at + 2)
    return ""


def _marks(tk: Tokens) -> list[Mark]:
    table, past, firsts = _status_words(), word_set("past"), status_starts()
    found: list[Mark] = []
    behind = 0
    for index in tk.marked(STATUS):
        low = tk.low[index]
        if low in firsts:
            if index < behind:
                continue
            if low in _MODALS and (done := _of_the_past(tk, index)):
                behind = done
                continue
            for length in range(firsts[low], 0, -1):
                phrase = tk.phrase(index, index + length)
                if low == "will" and length > 1 and tk.word(index + 1) in word_set("en_adverbs"):
                    phrase = f"{low} {tk.phrase(index + 2, index + length + 1)}"
                status = table.get(phrase)
                if status and not _is_other_word(tk, index, phrase):
                    found.append((index, status, phrase))
                    behind = index + length
                    break
        if low == "after" and tk.word(index + 1).endswith("ing"):
            found.append((index, "actual", tk.phrase(index, index + 2)))
        if index >= behind and (
            low in past or (low.endswith("ed") and len(low) > 4 and tk.is_lower(index))
        ):
            planned = bool(found) and found[-1][1] != "actual" and index - found[-1][0] <= 2
            planned = planned or (index > 0 and tk.low[index - 1] in _NOT_DONE)
            if not planned and low not in word_set("no_deeds"):
                found.append((index, "actual", low))
    if all(status == "actual" for _, status, _ in found) and (at := _to_do(tk)):
        told = [mark for mark in found if mark[0] < at or not _also_to_do(tk, at, mark[0])]
        return sorted([*told, (at, "target", tk.phrase(at, at + 2))])
    return found


_NOT_DONE = frozenset({"to", "is", "are", "be", "being"})
"""Behind these a verb's -ed tells of no deed of the past: ``the cities it is linked to``."""


def _also_to_do(tk: Tokens, to: int, verb: int) -> bool:
    """``to be acquired for``, ``to close 500 stores, cut 900 roles``: to come like the rest."""
    if tk.low[verb - 1] == "be" and to == verb - 2:
        return True
    return tk.low[verb] in _UNCHANGED and tk.low[verb - 1] in (",", "and", "&")


_UNCHANGED = frozenset(
    {"cut", "hit", "put", "set", "shut", "let", "quit", "bid", "spread", "split"}
)
"""The same in the past."""


_TO = 7
"""Tokens of a headline in which its "to" stands."""


def _to_do(tk: Tokens) -> int:
    """``Rivian to lay off 600 workers``: where a headline's future stands, behind its subject; else
    0. What is told behind it (``after sales fell 12%``) is told as always."""
    at = next((at for at in range(1, min(_TO, tk.size)) if tk.low[at] == "to"), 0)
    start = tk.low.index(":") + 1 if ":" in tk.low[:at] else 0  # "Rail strike: Tube to shut"
    named = at > start and all(raw[0].isupper() for raw in tk.raw[start:at])
    behind = tk.word(at + 1)
    future = (
        named
        and behind.isalpha()
        and behind not in word_set("en_determiners")
        and behind not in word_set("en_prepositions")
        and behind not in bound_ends()
        and behind not in word_set("readers_do")
        and behind not in word_set("announcing")
        and tk.low[at - 1] not in word_set("trying")
        and behind not in place_names()
        and not (runs(tk) and tk.is_large(at + 1))  # "Returning to ODI cricket"
        and not verbish(tk.low[at - 1])
    )
    return at if future else 0


def _is_other_word(tk: Tokens, index: int, phrase: str) -> bool:
    """The month of May, ``an estimated`` amount, which is a bound, and estimates missed."""
    if phrase in _EXPECTED and _held_against(tk, index):
        return True
    if phrase.endswith(("will", "would")) and _announced(tk, index + phrase.count(" ") + 1):
        return True
    if phrase.startswith("leak") and not word_set("spills").isdisjoint(tk.low):
        return True
    if phrase == "target" and tk.raw[index][0] == "T" and _is_shop(tk, index):
        return True
    return (phrase == "may" and tk.raw[index][0] == "M" and not _may_do(tk, index)) or (
        phrase == "estimated" and tk.word(index - 1) == "an"
    )


def _is_shop(tk: Tokens, index: int) -> bool:
    """``Target sold``, ``rivals of Target``: the retailer, in running text."""
    behind = tk.word(index + 1)
    if not index:
        return behind in word_set("past")
    return runs(tk) and behind not in ("of", "for", ":") and not tk.is_number(index + 1)


def _announced(tk: Tokens, verb: int) -> bool:
    """``will recall 31,000 cars``: how many are recalled, and no aim."""
    return tk.word(verb + (tk.word(verb) in word_set("en_adverbs"))) in word_set("announcing")


_MODALS = frozenset({"may", "might", "could", "would"})


def _of_the_past(tk: Tokens, modal: int) -> int:
    """``may have been displaced``: nothing is foreseen, and nothing is certain; the token behind
    the verb, or 0."""
    at = modal + 1
    while tk.word(at) in ("not", "also", "already"):
        at += 1
    if tk.word(at) != "have":
        return 0
    at += 1
    while tk.word(at) == "been" or tk.word(at).endswith("ly"):
        at += 1
    verb = tk.word(at)
    past = verb.endswith("ed") or verb in word_set("past") or verb in word_set("participles")
    return at + past if past or tk.word(at - 1) == "been" else 0


def _may_do(tk: Tokens, index: int) -> bool:
    """``PS6 May Launch in 2027``: the verb, in a headline that capitalises every word."""
    if not index or not tk.is_word(index + 1) or not tk.is_large(index + 1):
        return False
    before = tk.low[index - 1]
    return before[0].isalnum() and before not in word_set("stops") and not runs(tk)


def _held_against(tk: Tokens, index: int) -> bool:
    """``miss estimates``, but not ``miss estimates of 30,000``: that number is a forecast."""
    stated = tk.word(index + 1) in ("of", "for", ":") or tk.is_number(index + 1)
    near = tk.low[max(index - 3, 0) : index]
    amount = tk.is_number(index - 1) and not tk.masked[index - 1]  # but "beat Q3 estimates"
    return not stated and not amount and not word_set("compares").isdisjoint(near)


_EXPECTED = frozenset(
    {
        "estimates", "estimate", "forecast", "forecasts", "analysts", "expected", "projections",
        "target", "targets", "goal", "goals", "guidance", "outlook", "estimated",
    }
)  # fmt: skip
"""Status words that also name what a result is held against."""


@cache
def status_starts() -> dict[str, int]:
    """First word of a phrase → the most words of one."""
    return heads(_status_words(), 3)
