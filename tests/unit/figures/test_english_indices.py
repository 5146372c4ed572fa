"""What stands at points, and what only looks like an index."""

from __future__ import annotations

import pytest

from bot.figures import extract


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("The Nikkei 225 closed at 39,000.", "points"),
        ("Nasdaq-100 rose to 21,000.", "points"),
        ("It raised its S&P 500 target to 6,600.", "points"),
        ("The Shanghai Composite fell to 3,400.", "points"),
        ("Tesla's Shanghai factory output rose to 71,000.", ""),
        ("Sales at the Shanghai plant fell to 40,000.", ""),
        ("SMIC's capacity hit 800,000.", ""),
        ("Smith sold 4,000 of them.", ""),
    ],
)
def test_points(text: str, unit: str) -> None:
    assert extract("", text)[0].unit == unit
