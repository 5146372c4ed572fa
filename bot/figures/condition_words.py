"""The words and signs of conditions, in English and Chinese, as patterns. Data."""

from __future__ import annotations

import re
from typing import Literal

from bot.model import Basis

Op = Literal["", ">", "<", ">=", "<=", "="]

_WRITTEN: tuple[tuple[str, Op], ...] = (
    (
        r">=|≥|=>|at least|no less than|not less than|reach(?:es)?|hits?"
        r"|至少|达到|不低于|不少于|大于等于",
        ">=",
    ),
    (r"<=|≤|=<|at most|up to|no more than|not more than|至多|最多|不超过|小于等于", "<="),
    (
        r">|over|above|more than|greater than|exceeds?|pass(?:es)?|tops?|beats?|surpass(?:es)?"
        r"|超过|超出|超|大于|多于|高于|突破|升破|涨破",
        ">",
    ),
    (r"<|under|below|less than|fewer than|不到|不足|小于|少于|低于|跌破|降破", "<"),
    (r"==?|equals|exactly|is|等于", "="),
)
COMPARISONS = tuple((re.compile(rf"(?:{p})(?![a-z])", re.I), op) for p, op in _WRITTEN)
BEHIND: tuple[tuple[re.Pattern[str], Op], ...] = (
    (re.compile(r"(?:(?:or|and) (?:more|above|higher|over|up)|及?以上)$", re.I), ">="),
    (re.compile(r"(?:or (?:less|fewer|below|lower|under)|and below|及?以下)$", re.I), "<="),
)
BEHIND_LONGEST = 12
"""Characters of what stands behind a number."""
BETWEEN = re.compile(r"between(?![a-z])|在|介于|(?=\S{1,40}之间$)", re.I)
AND = re.compile(r"\s*(?:and|to|和|与|至|到|[-–])\s*", re.I)
YEARLY = (
    r"\s*,?\s*(?:year[- ](?:on|over)[- ]year|yoy|y/y|(?:on|from|against|than)\s+(?:a|the)\s+year\s+"
    r"(?:ago|earlier|before)|同比)"
)
IS_YEARLY = re.compile(f"同比|{YEARLY}", re.I)
STEP = (
    r"|\s*,?\s*(?:week[- ](?:on|over)[- ]week|w/w|wow|month[- ](?:on|over)[- ]month|m/m|mom"
    r"|quarter[- ](?:on|over)[- ]quarter|q/q|qoq|day[- ](?:on|over)[- ]day|d/d)"
)
STEPS: tuple[tuple[re.Pattern[str], Basis], ...] = (
    (re.compile(r"week[- ](?:on|over)|w/w|wow$", re.I), "w/w"),
    (re.compile(r"month[- ](?:on|over)|m/m|mom$", re.I), "m/m"),
    (re.compile(r"quarter[- ](?:on|over)|q/q|qoq$", re.I), "q/q"),
    (re.compile(r"day[- ](?:on|over)|d/d", re.I), "d/d"),
)
AS_MUCH = r"(?:\s*(?:more than|at least|over|no less than|>=?|≥)|超过?|至少|逾)?"
RISES = (
    r"(?:rises?|grows?|gains?|jumps?|increases?|climbs?|surges?|soars?|rebounds?|(?:is )?up)"
    r"(?: by)?(?![a-z])"
    r"|(?:同比|环比)?(?:上涨|增长|上升|增加|涨幅|增幅|涨|升)[了达]?"
)
FALLS = (
    r"(?:falls?|drops?|declines?|decreases?|shrinks?|slides?|slips?|dips?|sinks?|tumbles?"
    r"|plunges?|loses?|(?:is )?down)"
    r"(?: by)?(?![a-z])|(?:同比|环比)?(?:下跌|下降|减少|下滑|跌幅|降幅|跌|降)[了达]?"
)
CHANGE: tuple[tuple[re.Pattern[str], Literal["", "high", "low"]], ...] = (
    (
        re.compile(
            rf"(?:(?:changes?|moves?)(?: by)?(?![a-z])|(?:同比|环比)?(?:变化|变动)){AS_MUCH}", re.I
        ),
        "",
    ),
    (re.compile(f"(?:{RISES}){AS_MUCH}", re.I), "high"),
    (re.compile(f"(?:{FALLS}){AS_MUCH}", re.I), "low"),
)
AND_MORE = r"|\s*(?:及?以上|or more)"
CROSSES: tuple[tuple[re.Pattern[str], Op], ...] = (
    (
        re.compile(
            rf"(?:cross(?:es)?|breaks?|goes|moves|{RISES})\s*(?:back\s+)?(?:above|past)(?![a-z])",
            re.I,
        ),
        ">",
    ),
    (
        re.compile(
            rf"(?:cross(?:es)?|breaks?|goes|moves|{FALLS})\s*(?:back\s+)?(?:below|under)(?![a-z])",
            re.I,
        ),
        "<",
    ),
    (re.compile(rf"(?:{RISES})\s*(?:to|至|到)(?=\s*\S*\d)", re.I), ">="),
    (re.compile(rf"(?:{FALLS})\s*(?:to|至|到)(?=\s*\S*\d)", re.I), "<="),
)
"""Where a number goes, not by how much: ``falls below 5,000``."""
CROSSES_EITHER = re.compile(r"cross(?:es)?\s+(?=\S*\d)", re.I)
CROSSES_OVER = re.compile(
    r"(?:cross(?:es)?|breaks?|goes|rises?|climbs?|jumps?|surges?|soars?)\s+over(?![a-z])", re.I
)
"""Above a number; ``rises over 20%`` says by how much."""
RECORD = re.compile(
    r"(?:(?:is\s+)?an?\s+)?(?:new\s+|all[- ]time\s+)?record(?:\s+(?P<which>\w+))?$"
    r"|(?:(?:is\s+)?an?\s+)?(?:new\s+)?all[- ]time\s+(?P<ever>high|low)$"
    r"|(?:the\s+)?(?P<most>highest|lowest)\s+(?:ever|on record|so far|yet)$"
    r"|创?(?:历史)?(?:新|最)(?P<zh>[高低])(?:纪录|记录)?$|(?:创|破|打破)(?:历史)?[纪记]录$",
    re.I,
)
MILESTONE = re.compile(
    r"milestones?(?:\s+every)?(?![a-z])|every(?![a-z])|(?:里程碑\s*[：:，]?\s*)?每(?:增加|满|逢|达到?|过)?",
    re.I,
)
CONFLICT = re.compile(
    r"(?:(?:a\s+)?(?:conflict(?:s|ing)?(?:\s+(?:sources|reports|figures|numbers))?|contradict(?:ed|ions?)?)"
    r"|(?:(?:two\s+)?(?:sources|outlets|reports)\s+)(?:disagree|conflict|differ|contradict(?:\s+each\s+other)?)"
    r"|(?:来源|媒体|报道|数据|消息)?(?:相互|互相|彼此)?(?:矛盾|不一致|冲突|有出入))$",
    re.I,
)
ABSENT = re.compile(
    r"(?:is\s+|was\s+|has\s+)?(?:not|never|isn't|wasn't|hasn't)\s+(?:been\s+)?"
    r"(?:seen|in|reported|published|there|out)\s+(?:by|before|until)(?![a-z])"
    r"|no\s+(?:new\s+)?(?:figures?|numbers?|data|reports?|news)\s+(?:by|before|until)(?![a-z])"
    r"|(?:missing|absent|overdue)\s+(?:by|after|since|on|at)(?![a-z])",
    re.I,
)
ABSENT_ZH = re.compile(
    r"(?:截至|直到|到|在)?(?P<when>.+?)(?:之前|以前|前|时|仍|还|都|尚)*(?:未见|未公布|未发布|未出现|未出|没有公布|没有发布|没有出现|没有|没出|没见到|没来|未更新|没更新)$"
)
ABSENT_ZH_FIRST = re.compile(
    r"(?:未能?|没有?)(?:在|于)(?P<when>.+?)(?:之前|以前|前)?(?:公布|发布|出现|见到|更新)$"
)
LONGEST_DEADLINE = 60
"""Characters that a deadline said before its verb may take."""
ANY = re.compile(r"any(?:\s+(?:figure|change|number))?$|always$|任何$", re.I)
