"""Numbers in the news: found, named, placed on series, and tested against conditions.

extract        text → figures, with the rule that found each in words
parse_condition, hits      what a figure watch waits for, and whether it came
series_key, to_reading     which figures are readings of one series
known_unit, suggest_unit, known_metric, suggest_metric     what config may write
"""

from bot.figures.conditions import ConditionError, parse_condition
from bot.figures.extract import extract
from bot.figures.series import convert, series_key, to_reading
from bot.figures.vocabulary import (
    METRICS,
    UNITS,
    find_metric,
    find_unit,
    known_metric,
    known_unit,
    suggest_metric,
    suggest_unit,
    unit_id,
)
from bot.figures.watching import hits, meets
from bot.figures.wording import amount, figure_amount

__all__ = [
    "METRICS",
    "UNITS",
    "ConditionError",
    "amount",
    "convert",
    "extract",
    "figure_amount",
    "find_metric",
    "find_unit",
    "hits",
    "known_metric",
    "known_unit",
    "meets",
    "parse_condition",
    "series_key",
    "suggest_metric",
    "suggest_unit",
    "to_reading",
    "unit_id",
]
