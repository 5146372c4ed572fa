"""Numbers in the news: found, named, placed on series, and tested against conditions.

extract        text → figures, with the rule that found each in words
parse_condition, hits      what a figure watch waits for, and whether it came
series_key, to_reading     which figures are readings of one series
edit           what an outlet changed in the numbers of its report
known_unit, suggest_unit, known_metric, suggest_metric     what config may write
"""

from bot.figures.native import search_path

__path__ = search_path(__path__)

from bot.figures.condition_numbers import ConditionError
from bot.figures.conditions import parse_condition
from bot.figures.deadlines import deadline_doubt, deadline_words
from bot.figures.edited import Changed, Edit, edit
from bot.figures.expected import Expectation, Seen, expectation, metrics_asked, seen
from bot.figures.extract import extract
from bot.figures.gathering import is_partial
from bot.figures.points import History, Point, change, history, own_point, points
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
from bot.figures.watching import Report, could_meet, hits, meets, names_by_name, series_asked
from bot.figures.wording import amount, figure_amount

__all__ = [
    "METRICS",
    "UNITS",
    "Changed",
    "ConditionError",
    "Edit",
    "Expectation",
    "History",
    "Point",
    "Report",
    "Seen",
    "amount",
    "change",
    "convert",
    "could_meet",
    "deadline_doubt",
    "deadline_words",
    "edit",
    "expectation",
    "extract",
    "figure_amount",
    "find_metric",
    "find_unit",
    "history",
    "hits",
    "is_partial",
    "known_metric",
    "known_unit",
    "meets",
    "metrics_asked",
    "names_by_name",
    "own_point",
    "parse_condition",
    "points",
    "seen",
    "series_asked",
    "series_key",
    "suggest_metric",
    "suggest_unit",
    "to_reading",
    "unit_id",
]
