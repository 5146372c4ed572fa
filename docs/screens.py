"""Draws the pictures of the documentation: ``make screens``, about a minute.

The real demo runs on a terminal of ours, and questions are typed at it; a picture shows what
that terminal was sent, cut to the cards that tell most.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from rich.cells import cell_len
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from bot.demo.show import demonstrate
from handlers.console.render import to_svg

IMAGES = Path(__file__).parent / "images"
WIDTH = 96
SECONDS = 30.0
"""Over which the demo's minute of news is told."""
PATIENCE = 60.0
"""Seconds after which an answer that doesn't come is given up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Something typed once the news has come in, and the picture of its answer."""

    image: str
    typed: str
    about: str = ""
    """What the headline of the card begins with whose reference stands for ``{ref}``."""


DEMO = (
    r"Xiaomi builds its 10,000th SU7|Lei Jun drives SU7 number 10,000",
    r"＋ (?:Xiaomi builds its 10,000th|Lei Jun drives SU7)",
    r"Huawei takes orders|China approves 600-billion",
    r"Tesla China falls to 11,900|Week 28 count",
    r"Xiaomi had built",
)
"""What the headlines of the first picture's cards begin with; of each the first that came, and
of lines that tell of a card's growth the last. Which outlet is heard first depends on the second
in which it is asked."""

QUESTIONS = (
    Question(image="why", typed="why {ref}", about="Tesla China falls to 11,900|Week 28 count"),
    Question(image="lookup", typed="lookup Xiaomi"),
    Question(image="watch-add", typed='watch add "night shift" kind:topic aliases:夜班'),
)

FONTS = (
    "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', "
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans Mono CJK SC', 'Noto Sans CJK SC', monospace"
)
"""What people have: a picture must not fetch a font from anywhere."""

THEME = TerminalTheme(
    (22, 27, 34),
    (214, 222, 232),
    [(48, 54, 61), (255, 123, 114), (126, 211, 133), (226, 182, 92),
     (121, 170, 255), (210, 153, 255), (98, 205, 214), (177, 186, 196)],
    [(125, 136, 150), (255, 161, 152), (151, 228, 157), (240, 205, 128),
     (154, 194, 255), (222, 183, 255), (118, 222, 232), (240, 246, 252)],
)  # fmt: skip


class Screen(io.StringIO):
    """A terminal with colours."""

    def isatty(self) -> bool:
        return True


# ── the demo, watched ────────────────────────────────────────────────────────────────────


async def watch() -> tuple[str, dict[Question, tuple[str, str]]]:
    """What the demo shows; and to each question, what was typed and what was answered."""
    screen = Screen()
    keys, typing = os.pipe()
    demo = asyncio.create_task(demonstrate(seconds=SECONDS, stdin=keys, stdout=screen))
    try:
        await _until(lambda: "The news has come in" in screen.getvalue(), demo)
        shown = screen.getvalue()
        answers = {}
        for question in QUESTIONS:
            typed = question.typed.format(ref=_ref(shown, question.about))
            before = len(screen.getvalue())
            os.write(typing, f"{typed}\n".encode())
            await _until(lambda: len(screen.getvalue()) > before, demo)  # noqa: B023 - awaited here
            answers[question] = typed, screen.getvalue()[before:]
    finally:
        os.close(typing)
        await demo
        os.close(keys)
    return shown, answers


async def _until(condition: Callable[[], bool], demo: asyncio.Task[None]) -> None:
    async with asyncio.timeout(SECONDS + PATIENCE):
        while not condition():
            if demo.done():
                demo.result()
                raise SystemExit("the demo ended before it had shown everything")
            await asyncio.sleep(0.1)


# ── its screen, cut up ───────────────────────────────────────────────────────────────────


def cards(shown: str) -> list[Text]:
    """Each card, and each line that tells of a card's growth, by itself."""
    found = []
    for chunk in re.split(r"\n\s*\n", shown.strip("\n")):
        text = Text.from_ansi(chunk)
        starts = [
            hit.start() for hit in re.finditer(r"^＋", text.plain, re.MULTILINE) if hit.start()
        ]
        found += [part for part in text.divide(starts) if part.plain.strip()]
    for part in found:
        part.rstrip()
    return found


def _ref(shown: str, about: str) -> str:
    if not about:
        return ""
    [card] = chosen(cards(shown), (about,))
    hit = re.search(r"\bwhy (\w+)", card.plain)
    if hit is None:
        raise SystemExit(f"the card “{about}” offers no 'why'")
    return hit[1]


def chosen(every: Sequence[Text], headlines: Sequence[str]) -> list[Text]:
    """One card for each headline, in the order in which they came."""
    places = set()
    for headline in headlines:
        begins = re.compile(headline)
        found = [n for n, card in enumerate(every) if begins.match(_head(card))]
        if not found:
            raise SystemExit(f"the demo showed no card “{headline}”")
        places.add(found[-1 if _grew(every[found[0]]) else 0])
    return [every[place] for place in sorted(places)]


def _head(card: Text) -> str:
    """The first line, without the bar and the label before it."""
    return re.sub(r"^[\s▌]*(?:[↳✎≡] \S+  )?", "", card.plain.partition("\n")[0])


# ── pictures ─────────────────────────────────────────────────────────────────────────────


def picture(parts: Sequence[Text], title: str) -> str:
    """An SVG that stands by itself."""
    spaced: list[Text] = []
    for number, part in enumerate(parts):
        if number and not (_grew(part) and _grew(parts[number - 1])):
            spaced.append(Text(""))
        spaced.append(part)
    svg = to_svg(spaced, title=title, width=WIDTH, theme=THEME)
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: [^;]+;", f"font-family: {FONTS};", svg)
    svg = _TEXT.sub(_measured, _BAR.sub(_bar, svg))
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


_TEXT = re.compile(r'textLength="[\d.]+"( clip-path="[^"]+">)([^<]*)(?=</text>)')
_CELL = 12.2
"""Width of one column in the picture."""


def _measured(found: re.Match[str]) -> str:
    """Chinese characters take two columns each; the export counts them as one."""
    length = _CELL * cell_len(unescape(found[2]))
    return f'textLength="{length:g}"{found[1]}{found[2]}'


_BAR = re.compile(
    r'<text class="([\w-]+)" x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+" '
    r'clip-path="[^"]+">(?:&#160;)*▌(?:&#160;)*</text>'
)


def _bar(found: re.Match[str]) -> str:
    """Bars of neighbouring lines meet; as letters they leave gaps in most fonts."""
    colour, x, y = found[1], float(found[2]), float(found[3])
    x += _CELL * found[0].partition("▌")[0].count("&#160;")
    return f'<rect class="{colour}" x="{x:g}" y="{y - 18.8:g}" width="5" height="24.8"/>'


def _grew(part: Text) -> bool:
    return part.plain.startswith("＋")


def prompt(typed: str) -> Text:
    return Text.assemble(("tidings", "bold bright_cyan"), " › ", typed)


def main() -> None:
    os.environ |= {"COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    os.environ.pop("NO_COLOR", None)
    shown, answers = asyncio.run(watch())
    IMAGES.mkdir(exist_ok=True)
    pictures = {"demo": picture(chosen(cards(shown), DEMO), "make demo")}
    for question, (typed, answer) in answers.items():
        pictures[question.image] = picture([prompt(typed), *cards(answer)], "tidings")
    for name, svg in pictures.items():
        path = IMAGES / f"{name}.svg"
        path.write_text(svg, "utf-8")
        sys.stdout.write(f"wrote {path} ({len(svg.encode()) // 1000} kB)\n")


if __name__ == "__main__":
    main()
