"""The working record of one figure while the stages fill its slots."""

from __future__ import annotations

from typing import Literal

from bot.figures.tables import Unit
from bot.model import Basis, Period

Direction = Literal["", "up", "down"]


class Found:
    """Offsets count from the start of the segment; ``first``/``last`` are its tokens (English
    only), number and unit together, ``last`` exclusive.

    Not a dataclass: compiled, its own ``__init__`` takes a tenth of the time.
    """

    start: int
    end: int
    low: float
    high: float
    first: int
    last: int
    number_last: int
    """Token after the numeral, before its unit."""
    mantissa: float
    """The digits without their magnitude: ``3`` of ``$3 to $5 billion``."""
    scale: float = 1.0
    ordinal: bool = False
    spelled: bool = False
    part: bool = False
    """Of a whole: ``a third``, ``one in five``; it counts nothing."""
    compound: bool = False
    """Joined to its unit by a hyphen: ``6.9-inch``."""
    money: Unit | None = None
    """The currency that stands before it."""
    unit: str = ""
    known: Unit | None = None
    apart: bool = False
    """A name stands between the number and its noun: ``12,000 Model 3 cars``."""
    noun: str = ""
    """The counted noun, lower case, when the unit comes from one."""
    phrase: str = ""
    """The counted noun with the words that say which, where there are any: ``paid rides``."""
    per: str = ""
    qualifier: Literal["", "~", ">", "<", ">=", "<="] = ""
    direction: Direction = ""
    is_change: bool = False
    prior: Found | None = None
    is_prior: bool = False
    stated_change: float | None = None
    stated_by: Found | None = None
    """The figure that states it."""
    basis: Basis = ""
    """What the change is measured against: its own, when it is a change, else the stated one's."""
    metric: str = ""
    metric_word: str = ""
    """The word it was read from."""
    subject: str = ""
    about: tuple[str, ...] = ()
    area: str = ""
    period: Period | None = None
    status: Literal["", "actual", "target", "forecast", "guidance", "rumour"] = ""
    why: list[str]

    def __init__(
        self,
        start: int,
        end: int,
        low: float,
        high: float,
        *,
        first: int = 0,
        last: int = 0,
        number_last: int = 0,
        mantissa: float = 0.0,
    ) -> None:
        self.start = start
        self.end = end
        self.low = low
        self.high = high
        self.first = first
        self.last = last
        self.number_last = number_last
        self.mantissa = mantissa
        self.why = []

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    @property
    def dim(self) -> str:
        return self.known.dim if self.known else ""

    @property
    def is_ratio(self) -> bool:
        return self.dim in ("ratio", "points", "multiple")

    @property
    def is_time(self) -> bool:
        return self.dim in ("time", "age")

    @property
    def full_unit(self) -> str:
        return f"{self.unit} per {self.per}".strip() if self.per else self.unit

    def measure(self, unit: Unit, last: int, why: str) -> None:
        """Take a known unit that ends before token ``last``."""
        self.known = unit
        self.unit = unit.currency or unit.id
        if unit.currency and unit.factor != 1:
            self.unit = unit.id
        self.last = max(last, self.last)
        self.why.append(why)
