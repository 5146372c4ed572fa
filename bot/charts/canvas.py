"""A sheet to draw on: matplotlib's figure, measured in points, with everything placed by hand.

The library's global settings (``rcParams``, ``pyplot``) are neither used nor changed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox, IdentityTransform

from bot.charts.fonts import BASE, families

DPI = 250
PT = DPI / 72
"""Pixels of a point."""
PAPER, INK = "#fcfcfa", "#16202c"

Across = Literal["left", "center", "right"]
Up = Literal["bottom", "baseline", "center", "top"]
Style = Literal["-"] | tuple[float, tuple[float, float]]


@dataclass
class Canvas:
    """A figure measured in points from its lower left corner."""

    width: float
    height: float
    figure: Figure = field(init=False)
    renderer: RendererAgg = field(init=False)
    taken: list[Bbox] = field(default_factory=list)
    """Where something stands that numbers must not cover, in pixels."""
    texts: list[Text] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.figure = Figure(
            figsize=(self.width / 72, self.height / 72),
            dpi=DPI,
            facecolor=PAPER,
            edgecolor=PAPER,
        )
        self.figure.set_layout_engine("none")
        canvas = FigureCanvasAgg(self.figure)
        self.renderer = canvas.get_renderer()  # type: ignore[no-untyped-call] # has no annotations

    def text(
        self,
        x: float,
        y: float,
        said: str,
        *,
        size: float,
        colour: str = INK,
        weight: str = "normal",
        across: Across = "left",
        up: Up = "baseline",
    ) -> Text:
        made = Text(
            x * PT,
            y * PT,
            said,
            color=colour,
            horizontalalignment=across,
            verticalalignment=up,
            fontproperties=_font(said, size, weight),
            parse_math=False,
            usetex=False,
            transform=IdentityTransform(),
        )
        self.figure.add_artist(made)
        self.texts.append(made)
        return made

    def extent(self, text: Text) -> Bbox:
        return text.get_window_extent(self.renderer)

    def drop(self, text: Text) -> None:
        text.remove()
        self.texts.remove(text)

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str,
        width: float,
        style: Style = "-",
        mark: str = "",
        size: float = 0.0,
        filled: bool = True,
        above: int = 2,
    ) -> None:
        self.figure.add_artist(
            Line2D(
                [x * PT for x in xs],
                [y * PT for y in ys],
                color=colour,
                linewidth=width,
                linestyle=style,
                marker=mark or "None",
                markersize=size,
                markerfacecolor=colour if filled else PAPER,
                markeredgecolor=colour,
                markeredgewidth=1.1,
                solid_capstyle="round",
                zorder=above,
                transform=IdentityTransform(),
            )
        )

    def fitted(self, said: str, room: float, *, size: float, weight: str = "normal") -> str:
        """The text, shortened until it is no wider than ``room`` points."""
        while said:
            probe = self.text(0, 0, said, size=size, weight=weight)
            wide = self.extent(probe).width
            self.drop(probe)
            if wide <= room * PT:
                break
            keep = min(int(len(said) * room * PT / wide), len(said) - 1)
            said = said[: max(keep - 1, 0)].rstrip() + "…" if keep > 1 else ""
        return said

    def free(self, box: Bbox) -> bool:
        return not any(box.overlaps(other) for other in self.taken)

    def png(self) -> bytes:
        out = io.BytesIO()
        # Without the library's version in it, the bytes depend on the chart alone.
        self.figure.savefig(
            out, format="png", dpi=DPI, facecolor=PAPER, metadata={"Software": None}
        )
        return out.getvalue()


def _font(said: str, size: float, weight: str) -> FontProperties:
    """Few fonts that are searched for have a bold face."""
    names = families(said) or (BASE,)
    return FontProperties(
        family=list(names), size=size, weight=weight if names == (BASE,) else "normal"
    )
