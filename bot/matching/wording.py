"""Reasons in words a reader understands."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from bot.matching.scene import Candidate

_PLAIN = {"capital": "the name with its capital", "acronym": "the acronym in capitals"}
"""For what was settled in the scan, where no stage said why."""
_BEGINS = "begins the sentence"
"""Two stages find that; it is said once."""
_NUMBERS = ("no edits", "one edit", "two edits", "three edits")


_LONG = 60
"""Characters of an alias that are shown."""


def reason(found: Candidate, text: str) -> str:
    """``'Xaiomi' is one transposition from Xiaomi; the name with its capital``. ``text``: what
    stands there."""
    if text == found.alias and not found.why and not found.edits and len(text) < _LONG:
        return f"'{text}'; {_PLAIN.get(found.rule, 'the name as written')}"
    shown = found.alias if len(found.alias) < _LONG else found.alias[: _LONG - 1] + "…"
    parts = [f"'{text}' is {shown}"] if text != shown else [f"'{text}'"]
    if found.edits and found.rule != "plural":
        parts = [f"'{text}' is {_edit(found)} from {shown}"]
        if found.rule == "typo":
            parts.append("not a known word")
    elif found.form and found.meant[1] and found.rule == "exact":
        parts = [f"'{text}' is {shown} run together"]
    if found.rule == "exclude":
        return f"{parts[0]}; {found.why[-1]}"  # whatever else was said of it, this decided
    for why in found.why or (_PLAIN.get(found.rule, "the name as written"),):
        if why.startswith(_BEGINS) and parts[-1].endswith(_BEGINS):
            # 'gap' is a common word and begins the sentence, and 'was' follows
            parts[-1] += f",{why.removeprefix(_BEGINS)} follows"
        elif why not in parts:
            parts.append(why)
    return "; ".join(parts)


def _edit(found: Candidate) -> str:
    token, meant = found.meant
    if found.edits != 1 or OSA.distance(token, meant) != 1:
        return _NUMBERS[found.edits] if found.edits < len(_NUMBERS) else f"{found.edits} edits"
    if len(token) == len(meant):
        return "one transposition" if sorted(token) == sorted(meant) else "one changed letter"
    if len(token) < len(meant):
        return "one missing letter"
    doubled = any(
        token[at] == token[at + 1] and token[:at] + token[at + 1 :] == meant
        for at in range(len(meant))
    )
    return "one doubled letter" if doubled else "one extra letter"
