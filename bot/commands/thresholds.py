"""What is frequent enough to be warned of or offered before a watch is saved, in one place.

Counts are of stories in the stored history, not of items or mentions.
"""

from __future__ import annotations

AMBIGUOUS = 2
"""Stories in which a name seems to mean something else, from which that is said."""
AMBIGUOUS_SHARE = 0.05
"""… and their least part of all stories with the name."""
UNSUSPECTED_SHARE = 0.2
"""… when the name is no ordinary word and nobody's given name or surname."""
ORDINARY_PHRASE = 2
"""Stories with a phrase that has the name in lower case too (apple pie), or after a given name
(Harrison Ford)."""
OTHER_PHRASE = 3
"""… with a phrase that only stands in stories of something else (Amazon rainforest)."""
ALONE = 0.7
"""Part of a phrase's stories in which the name stands in that phrase only: what is more often
named alone, too, is meant."""
BUSINESS = 0.34
"""Largest part of a phrase's stories that use a company's vocabulary: beyond it the phrase names
a product or a department."""
MOSTLY = 0.6
"""Part of a name's stories from which a longer name that holds it is its full name."""
OFTEN = 0.15
"""… when the name is no ordinary word: the one person who is mostly meant is given in full once."""
UNRIVALLED = 2
"""… and this many times more frequent than the next such name (Robin Williams isn't)."""
FULL_NAME = 3
"""Stories with that full name."""
ALIAS = 2
"""Stories that give another spelling beside the name: Xiaomi (小米)."""
SYMBOL = 2
"""… that give a stock symbol or an account: Tesla (NASDAQ: TSLA)."""
EXPANSIONS = 2
"""Stories with each of several names that one acronym is the short form of."""
TYPO_FROM = 5
"""Letters of the shortest name of which misspellings are looked for."""
EVERYDAY = 11
"""How frequent (0–12) a word must be for its misspellings to be expected."""
SEEN_WORD = 7
"""… when the history has misspellings that are taken for the name."""

WARNINGS = 5
"""Lines of warnings; the most serious are first."""
OFFERS = 5
"""Offers on one card, each with its button."""
COMMAND = 1_500
"""Characters of the command behind a button: what it adds to a watch is cut to that."""
STOPS = 2
"""Stories that a phrase must stop to be offered."""
EXCLUDES = 3
"""Phrases to exclude among them."""
