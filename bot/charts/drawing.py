"""A chart drawn with matplotlib: PNG bytes, the same for the same chart.

The picture is as wide as a phone's screen and brings its own light background, so that it reads
the same in a dark chat and a light one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.text import Text
from matplotlib.transforms import Bbox

from bot.charts.canvas import PT, Across, Canvas, Up
from bot.charts.fonts import writable
from bot.figures.chart import Chart, Dot, Panel, Trace

WIDTH = 1000
"""Pixels: shown 360 to 400 points wide, the smallest text is about as tall as a chat's."""
_TITLE_ROOM, _SUMMARY_ROOM, _PANEL, _LEGEND = 23.0, 13.0, 154.0, 12.0
"""Heights in points: of the title, the line below it, a panel with heading and axis, a legend."""
_MANY = 60
"""Points of a trace from which on only those with a number are marked."""
_MOST_NUMBERS = 48
"""Points of a panel for which a number is tried."""
_TITLE, _SUMMARY, _HEADING, _AXIS, _NUMBER = 10.5, 8.6, 8.0, 7.6, 7.6
"""Sizes of text in points."""
_LEFT, _RIGHT = 9.0, 9.0

SOFT, GRID, WARN = "#4d5a69", "#dfe3e8", "#9a5b00"
COLOURS = ("#0b63a5", "#c2410c", "#0f766e", "#7c3aed")
"""Told apart by people who see fewer colours, and dark enough on the paper."""
MARKS = ("o", "s", "^", "D")
_ACROSS: tuple[Across, ...] = ("center", "left", "right")
_UP: tuple[Up, ...] = ("center", "bottom", "top")
"""By -1, 0, 1: on which side of a text its place lies."""


def draw(chart: Chart) -> bytes:
    """The chart as a PNG, 1,000 pixels wide."""
    return painted(chart).png()


def painted(chart: Chart) -> Canvas:
    """The chart before it becomes bytes, for whoever wants to measure it."""
    width = WIDTH / PT
    summary = writable(chart.summary)
    head = _TITLE_ROOM + (_SUMMARY_ROOM if summary else 0)
    heights = [_PANEL + (_LEGEND if _labels(panel) else 0) for panel in chart.panels]
    canvas = Canvas(width, head + sum(heights))
    room, top = width - _LEFT - _RIGHT, canvas.height - 8
    title = canvas.fitted(writable(chart.title), room, size=_TITLE, weight="bold")
    canvas.text(_LEFT, top, title, size=_TITLE, weight="bold", up="top")
    if summary:
        said = canvas.fitted(summary, room, size=_SUMMARY)
        canvas.text(_LEFT, top - 15.5, said, size=_SUMMARY, up="top")
    bottom = canvas.height - head
    for panel, height in zip(chart.panels, heights, strict=True):
        bottom -= height
        _Plot(canvas, panel, bottom).draw()
    return canvas


def _labels(panel: Panel) -> list[str]:
    """Of its traces, as far as they have one that can be written."""
    labels = [writable(trace.label) for trace in panel.traces]
    return labels if any(labels) else []


class _Plot:
    """One panel, its lower edge ``bottom`` points from the picture's."""

    def __init__(self, canvas: Canvas, panel: Panel, bottom: float) -> None:
        self.canvas, self.panel = canvas, panel
        self.below, self.above = bottom + 30, bottom + _PANEL - 30
        labels = [canvas.text(0, 0, tick.label, size=_AXIS) for tick in panel.y_ticks]
        widest = max((canvas.extent(each).width for each in labels), default=0.0) / PT
        for each in labels:
            canvas.drop(each)
        self.left, self.right = _LEFT + widest + 5, canvas.width - _RIGHT
        self.numbered: set[str] = set()

    def x(self, share: float) -> float:
        return self.left + share * (self.right - self.left)

    def y(self, share: float) -> float:
        return self.below + share * (self.above - self.below)

    def draw(self) -> None:
        self._heading()
        self._grid()
        self._times()
        for trace, colour in zip(self.panel.traces, COLOURS, strict=False):
            self._lines(trace, colour)
        self._numbers()
        for trace, colour, mark in zip(self.panel.traces, COLOURS, MARKS, strict=False):
            self._marks(trace, colour, mark)

    # ── around ───────────────────────────────────────────────────────────────────────────

    def _heading(self) -> None:
        """The unit and the pace, and above them what the traces are."""
        canvas, room, y = self.canvas, self.canvas.width - _LEFT - _RIGHT, self.above + 16
        said = canvas.fitted(writable(self.panel.heading), room, size=_HEADING)
        canvas.text(_LEFT, y, said, size=_HEADING, colour=SOFT)
        labels, x = _labels(self.panel), _LEFT
        for index, label in enumerate(labels):
            open_ = self.panel.traces[index].open
            canvas.line(
                [x + 3], [y + _LEGEND + 2.7], colour=COLOURS[index], width=0, mark=MARKS[index],
                size=4.2, filled=not open_,
            )  # fmt: skip
            said = canvas.fitted(label, room / len(labels) - 16, size=_HEADING)
            text = canvas.text(x + 9, y + _LEGEND, said, size=_HEADING, colour=SOFT)
            x += canvas.extent(text).width / PT + 18

    def _grid(self) -> None:
        for tick in self.panel.y_ticks:
            y = self.y(tick.at)
            strong = self.panel.zero is not None and abs(tick.at - self.panel.zero) < 1e-6
            self.canvas.line(
                [self.left, self.right], [y, y], colour=SOFT if strong else GRID,
                width=0.8 if strong else 0.7, above=1,
            )  # fmt: skip
            label = self.canvas.text(
                self.left - 4, y, tick.label, size=_AXIS, colour=SOFT, across="right", up="center"
            )
            self.canvas.taken.append(self.canvas.extent(label))

    def _times(self) -> None:
        """As many labels as fit, evenly, the newest always; the year where it changes."""
        every = self.panel.x_ticks
        for stride in range(1, len(every) + 1):
            shown = every[(len(every) - 1) % stride :: stride]
            texts = [
                self.canvas.text(
                    self.x(tick.at), self.below - 5, tick.label, size=_AXIS, colour=SOFT,
                    across="center", up="top",
                )
                for tick in shown
            ]  # fmt: skip
            self._keep_inside(texts)
            boxes = [self.canvas.extent(text) for text in texts]
            ends = pairwise(boxes)
            if all(right.x0 - left.x1 >= 5 * PT for left, right in ends):
                break
            for text in texts:
                self.canvas.drop(text)
        years = [tick.year for tick in shown]
        last = -1.0
        for index, text in enumerate(texts):
            if years[index] and (index == 0 or years[index] != years[index - 1]):
                box = self.canvas.extent(text)
                if box.x0 < last:
                    continue
                x = (box.x0 + box.x1) / 2 / PT
                year = self.canvas.text(
                    x, self.below - 15, years[index], size=_AXIS, colour=SOFT, across="center",
                    up="top",
                )  # fmt: skip
                self._keep_inside([year])
                last = self.canvas.extent(year).x1 + 3 * PT

    def _keep_inside(self, texts: Sequence[Text]) -> None:
        for text in texts:
            over = self.canvas.extent(text).x1 - (self.canvas.width - 3) * PT
            under = 3 * PT - self.canvas.extent(text).x0
            text.set_x(text.get_position()[0] - max(over, 0) + max(under, 0))

    # ── inside ───────────────────────────────────────────────────────────────────────────

    def _lines(self, trace: Trace, colour: str) -> None:
        """Dotted where a period is missing; what is only foreseen isn't joined at all."""
        width = 1.1 if len(trace.dots) > _MANY else 1.6
        for before, dot in _neighbours(trace):
            self.canvas.line(
                [self.x(before.x), self.x(dot.x)], [self.y(before.y), self.y(dot.y)],
                colour=colour, width=width, style="-" if dot.joined else (0, (2, 2.2)), above=3,
            )  # fmt: skip
        for dot in trace.dots:
            self._whiskers(dot, colour)
            self._take(dot.x, dot.y, 1.2 if len(trace.dots) > _MANY else 2.8)

    def _marks(self, trace: Trace, colour: str, mark: str) -> None:
        for dot in trace.dots:
            if len(trace.dots) > _MANY and dot.number not in self.numbered:
                continue
            hollow = trace.open or dot.bound == "about"
            self.canvas.line(
                [self.x(dot.x)], [self.y(dot.y)], colour=colour, width=0, mark=mark, size=4.4,
                filled=not hollow, above=5,
            )  # fmt: skip

    def _whiskers(self, dot: Dot, colour: str) -> None:
        """Ranges, bounds, what it was before a correction, what others say."""
        canvas, x = self.canvas, self.x(dot.x)
        if dot.high > dot.low:
            low, high = self.y(dot.low), self.y(dot.high)
            canvas.line([x, x], [low, high], colour=colour, width=2.6, above=4)
            self._stalk(x, low, high)
        if dot.bound in {"up", "down"}:
            way = 1 if dot.bound == "up" else -1
            y = self.y(dot.y)
            canvas.line([x, x], [y, y + way * 9], colour=colour, width=1.1, above=4)
            canvas.line(
                [x], [y + way * 9], colour=colour, width=0, mark="^" if way > 0 else "v",
                size=3.4, above=4,
            )  # fmt: skip
            self.taken(x, y + way * 9, 2.5)
        for other in (*dot.others, *(() if dot.was is None else (dot.was,))):
            canvas.line(
                [x, x], [self.y(dot.y), self.y(other)], colour=WARN, width=0.9,
                style=(0, (1, 1.5)), above=3,
            )  # fmt: skip
            self._take(dot.x, other, 2.5)
            self._stalk(x, self.y(dot.y), self.y(other))
        for other in dot.others:
            canvas.line(
                [x], [self.y(other)], colour=WARN, width=0, mark="o", size=4, filled=False, above=4
            )
        if dot.was is not None:
            canvas.line([x], [self.y(dot.was)], colour=WARN, width=0, mark="x", size=4.5, above=4)

    def _stalk(self, x: float, y: float, to: float) -> None:
        """No number on an upright line between two heights."""
        ends = [(x - 1.2) * PT, min(y, to) * PT, (x + 1.2) * PT, max(y, to) * PT]
        self.canvas.taken.append(Bbox.from_extents(*ends))

    def _take(self, x: float, y: float, radius: float) -> None:
        self.taken(self.x(x), self.y(y), radius)

    def taken(self, x: float, y: float, radius: float) -> None:
        self.canvas.taken.append(
            Bbox.from_extents(
                (x - radius) * PT, (y - radius) * PT, (x + radius) * PT, (y + radius) * PT
            )
        )

    # ── numbers ──────────────────────────────────────────────────────────────────────────

    def _numbers(self) -> None:
        """Beside each point the number by which the text speaks of it. Where there is room for
        some only: the newest, the first, the highest, the lowest, what was corrected or is told
        differently, then every second, fourth …"""
        dots = sorted(
            (dot for trace in self.panel.traces for dot in trace.dots), key=lambda dot: dot.x
        )
        named = [dot for dot in dots if dot.number]
        for index, dot in enumerate(_by_worth(named)[:_MOST_NUMBERS]):
            # On a long line a number beside it could be of any point.
            sides = 2 if len(dots) > _MANY and index > 1 else 8
            self._number(dot, _sides(dot, dots)[:sides])

    def _number(self, dot: Dot, sides: Sequence[tuple[int, int]]) -> None:
        for across, up in sides:
            text = self.canvas.text(
                self.x(dot.x) + across * 5.5, self.y(dot.y) + up * 5.5, dot.number, size=_NUMBER,
                weight="bold", across=_ACROSS[across],
                up=_UP[up],
            )  # fmt: skip
            self._keep_inside([text])
            box = self.canvas.extent(text)
            inside = (
                box.x0 >= (self.left - 3) * PT
                and box.y0 >= (self.below + 0.5) * PT
                and box.y1 <= (self.above + 13) * PT
            )
            padded = Bbox.from_extents(box.x0 - 2, box.y0 - 2, box.x1 + 2, box.y1 + 2)
            if inside and self.canvas.free(padded) and not self._crossed(padded):
                self.canvas.taken.append(padded)
                self.numbered.add(dot.number)
                return
            self.canvas.drop(text)

    def _crossed(self, box: Bbox) -> bool:
        """Whether a line runs through the box."""
        for trace in self.panel.traces:
            for before, dot in _neighbours(trace):
                ends = (
                    (self.x(before.x) * PT, self.y(before.y) * PT),
                    (self.x(dot.x) * PT, self.y(dot.y) * PT),
                )
                if max(ends[0][0], ends[1][0]) < box.x0 or min(ends[0][0], ends[1][0]) > box.x1:
                    continue
                if _cuts(ends, box):
                    return True
        return False


def _neighbours(trace: Trace) -> list[tuple[Dot, Dot]]:
    """Dots that a line joins."""
    return [] if trace.open else list(pairwise(trace.dots))


def _cuts(ends: tuple[tuple[float, float], tuple[float, float]], box: Bbox) -> bool:
    """Whether the straight line between two points passes through the box."""
    (x0, y0), (x1, y1) = ends
    enters, leaves = 0.0, 1.0
    for step, near, far in (
        (x1 - x0, box.x0 - x0, box.x1 - x0),
        (y1 - y0, box.y0 - y0, box.y1 - y0),
    ):
        if step == 0:
            if near > 0 or far < 0:
                return False
            continue
        first, second = sorted((near / step, far / step))
        enters, leaves = max(enters, first), min(leaves, second)
    return enters <= leaves


def _by_worth(dots: Sequence[Dot]) -> list[Dot]:
    """Each once, those first that most deserve a number. ``dots`` by time."""
    if not dots:
        return []
    marked = [dot for dot in dots if dot.was is not None or dot.others]
    extremes = [max(dots, key=lambda dot: dot.y), min(dots, key=lambda dot: dot.y)]
    order = [dots[-1], dots[0], *reversed(marked), *extremes]
    stride = 1
    while stride < len(dots):
        stride *= 2
    while stride:
        order += dots[::-1][::stride]
        stride //= 2
    return list({id(dot): dot for dot in order}.values())


def _sides(dot: Dot, dots: Sequence[Dot]) -> list[tuple[int, int]]:
    """Where the number may stand, best first: outside the bend of the line."""
    before = [each.y for each in dots if each.x < dot.x][-1:]
    after = [each.y for each in dots if each.x > dot.x][:1]
    around = [*before, *after]
    over, under = [(0, 1), (-1, 1), (1, 1)], [(0, -1), (-1, -1), (1, -1)]
    if around and all(dot.y < each for each in around):
        over, under = under, over
    return [over[0], under[0], *over[1:], *under[1:], (1, 0), (-1, 0)]
