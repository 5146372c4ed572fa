"""Evidence against a name: it is part of a web or mail address, not of a sentence."""

from __future__ import annotations

import re

from bot.matching import weights
from bot.matching.scene import Candidate, Scene

_ADDRESS = re.compile(rb"://|www\.|\w@\w|\.(?:com|org|net|gov|edu|co|io|ly|tv|uk|de|cn)\b")
_JOINTS = frozenset(bytes([byte]) for byte in b"./@-_=?&%")
_FULL_STOPS = frozenset((b".", b". ", b".\n", b"? ", b"?"))
_REACH = 60


def web_address(candidate: Candidate, scene: Scene) -> None:
    raw = scene.folded.raw
    start, end = candidate.start, candidate.end
    if raw[start - 1 : start] not in _JOINTS and (
        raw[end : end + 1] not in _JOINTS or raw[end : end + 2] in _FULL_STOPS
    ):
        return
    run_start = max(raw.rfind(gap, max(0, start - _REACH), start) for gap in (b" ", b"\n", b'"'))
    run_end = min(
        (at for gap in (b" ", b"\n", b'"') if (at := raw.find(gap, end, end + _REACH)) >= 0),
        default=end + _REACH,
    )
    run = raw[run_start + 1 : run_end]
    found = _ADDRESS.search(run)
    if found and not (found[0][:1] == b"." and scene.written(candidate)[:1].isupper()):
        candidate.refuse(weights.COMMON_LOWER, "address", "part of a web or mail address")
