"""Numbers since the beginning: they grow with every report and are no period's number. Pure.

"20,976 vehicles in October; cumulative deliveries reached 640,000" tells two numbers of one metric
and one month. The second is measured by a metric of its own (``cumulative deliveries``), so that
it stands on its own series and is no record, no change and no contradiction of the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.figures.found import Found

CUMULATIVE = "cumulative "
"""Before the metric of such a number."""
_NEAR = 48
"""Characters before the number in which it is said."""
_SAID = re.compile(
    r"\bcumulative(?:ly)?\b[^.;,。；，]*$|(?P<zh>[^.;,。；，、\s]*)累[计計][^.;,。；，]*$",
    re.IGNORECASE,
)
_OF_A_PERIOD = re.compile(r"[月年季周日天度内來来]|半年|今|本|当|單|单")
"""上半年累计 is a half's number."""


def mark_cumulative(text: str, found: Sequence[Found]) -> None:
    """Name the metrics of those that their clause calls cumulative."""
    if "umulative" not in text and "累" not in text:
        return
    floor = 0
    for each in found:
        window = text[max(floor, each.start - _NEAR) : each.start]
        floor = each.end
        said = _SAID.search(window)
        if said is None or not each.metric or each.is_change or each.unit == "%":
            continue
        if said["zh"] and _OF_A_PERIOD.search(said["zh"]):
            continue
        if not each.metric.startswith(CUMULATIVE):
            each.metric = CUMULATIVE + each.metric
            each.why.append("since the beginning because of “cumulative”")
