"""The factors of the table of units are those that others compute with, too."""

from __future__ import annotations

from collections.abc import Iterator

import pint
import pytest

from bot.figures.tables import Unit, units

OTHERWISE = {
    "mu": "hectare / 15", "jin": "kilogram / 2", "liang": "kilogram / 20", "li": "500 meter",
    "tons": "tonne", "tonnes": "tonne", "quarters": "year / 4", "months": "year / 12",
    "lb-ft": "pound_force * foot", "µm": "micrometer", "µg": "microgram", "psi": "psi",
    "Btu": "Btu", "years old": "year", "months old": "year / 12", "weeks old": "week",
    "days old": "day", "basis points": "0.01 count", "percentage points": "count",
    "km/h": "kilometer / hour", "mph": "mile / hour", "rpm": "revolution / minute",
    "mAh": "milliampere_hour", "Ah": "ampere_hour", "light-years": "light_year",
    "astronomical units": "astronomical_unit", "decades": "10 year", "Nm": "newton * meter",
    "bhp": "horsepower", "mcf": "1e3 * foot ** 3", "bcf": "1e9 * foot ** 3",
    "tcf": "1e12 * foot ** 3",
}  # fmt: skip
"""What pint calls otherwise, or takes for something else: its "tons" are short, its "mu" is a mass,
its "li" a league, and its "quarters" are of a hundredweight."""
PHYSICAL = {
    "time", "length", "area", "volume", "mass", "energy", "power", "speed", "pressure", "frequency",
    "voltage", "torque", "heat", "charge", "current", "byte", "age", "points",
}  # fmt: skip
"""Dimensions that pint knows, too."""


def pairs() -> Iterator[tuple[Unit, Unit]]:
    """Each physical unit beside the first one of its dimension."""
    first: dict[str, Unit] = {}
    for unit in units().by_id.values():
        if unit.dim in PHYSICAL:
            base = first.setdefault(unit.dim, unit)
            if base is not unit:
                yield base, unit


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry()


def size(unit: Unit, registry: pint.UnitRegistry[float]) -> pint.Quantity[float] | None:
    for name in (OTHERWISE.get(unit.id), unit.name.replace(" ", "_"), unit.id):
        try:
            if name:
                return registry.Quantity(name)
        except (pint.UndefinedUnitError, pint.PintError):
            continue
    return None


def test_factors_are_right(registry: pint.UnitRegistry[float]) -> None:
    wrong, compared = [], 0
    for base, unit in pairs():
        one, other = size(unit, registry), size(base, registry)
        if one is None or other is None or not one.check(other.dimensionality):
            wrong.append(f"{unit.id}: not known to pint")
            continue
        compared += 1
        factor = float((one / other).to("dimensionless").magnitude)
        if unit.factor / base.factor != pytest.approx(factor, rel=1e-4):
            wrong.append(f"{unit.id}: {unit.factor / base.factor} {base.id}, not {factor}")
    assert wrong == []
    assert compared > 50
