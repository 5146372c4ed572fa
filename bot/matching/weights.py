"""Every number the scoring uses, in one place, each with what it stands for."""

from __future__ import annotations

CUTOFF = 0.6
"""Mentions below this score do not count for an alert."""

SURE = 0.85
"""From this score on a mention lifts unsure ones of the same entity in the same item."""

EXACT = 1.0
"""A name nobody else has, written as the watchlist writes it."""
OTHER_CASE = 0.9
"""… written in other capitals."""
LOWER_CASE = 0.75
"""A name of one word, no dictionary word, in text that has no capitals at all."""
LOWER_AMONG = 0.35
"""… in lower case in text that has capitals: mostly what is named after it (a 3 tesla magnet)."""
LOWER_NAME = 0.62
"""A given name or surname in lower case, in text that has no capitals at all."""
CAPITAL_MIDWAY = 0.9
"""A word with a capital where only names have one."""
CAPITAL_NAME = 0.9
"""A surname or rare word with its capital, wherever it stands."""
CAPITAL_AT_START = 0.55
"""A common word whose capital may be owed to the beginning of a sentence."""
CAPITAL_IN_TITLE = 0.5
"""… to a headline that capitalises every word."""
DOES = 0.8
"""A common word that begins a sentence and does what names do (Visa is, Oracle fixes)."""
BUSINESS = 0.8
"""A common word that opens a headline, with business news after it (Target cuts prices)."""
EVERYWHERE = 11
"""From this frequency in lower case on a common word is everywhere (service, time, target)."""
SELDOM = 8
"""Up to this frequency in lower case (0–12) a common word is seldom one."""
SELDOM_WORD = 0.75
"""Such a word where its capital is owed to its place, with no noun after it."""
SELDOM_NAME = 3
"""log2 of how often headlines use a word of no dictionary that may be a given name nobody listed
(Kimbal): what they use oftener is known for something else (SpaceX)."""
BEFORE_OWN = 0.7
"""A common word that is known for a name, too, and begins a sentence before what companies make or
have (Apple iPhone, Apple supplier)."""
TAGGED = 0.75
"""A common word that is a whole # or @ tag, with its capital."""
ALL_CAPITALS = 0.45
"""… to text in capitals only."""
COMMON_LOWER = 0.1
"""A common word in lower case."""
PHRASE_LOWER = 0.4
"""A name made of common words, in lower case."""
PHRASE_TITLE = 0.8
"""… in a headline that capitalises every word."""
ACRONYM = 0.95
ACRONYM_TITLED = 0.8
"""Nasa for NASA."""
ACRONYM_IN_CAPITALS = 0.5
"""A short acronym that is a word too, in text in capitals only."""
ACRONYM_LOWER = 0.1

COMPANY_CUE = 0.9
"""Beside a word that only goes with companies (shares, Inc, CEO)."""
POSSESSIVE = 0.75
"""With 's: things seldom own, companies and people do."""
LISTED = 0.75
"""In a list with a sure name (Meta, Apple and Alibaba)."""
LIFTED = 0.85
"""Unsure alone, but the same entity is surely named elsewhere in the item."""
LIFTABLE = 0.4
"""The least score that a surer mention lifts."""
CONTEXT = 0.9
"""One of the watch's own context words is near."""
CONTEXT_REACH = 300
"""Characters within which a context word counts as near."""

TAIL = 0.5
"""In a page's tail of other stories: the share that is left of the score."""

TICKER_CUE = 1.0
"""A symbol after its ``$`` or its exchange, or in parentheses after a name."""
TICKER_BARE = 0.7
"""Three capitals or more that are no word, in text that is not all capitals."""
HANDLE = 1.0

TYPO_ONE = 0.8
"""One edit: the share that is left of the score it would have without."""
TYPO_MORE = 0.75
"""… more edits, as far as the length of the name allows."""
REFUSED_TYPO = 0.3
"""Near a name, but refused as a misspelling of it."""
REPEATED = 0.65
"""A slip of a name too short to be believed by itself, which the item surely names elsewhere."""
LETTERS = (4, 4, 5, 5, 5, 7, 99)
"""Letters that a name of one word must have for a slip to be believed, by the kind of
:class:`bot.matching.slips.Slip`: two swapped, one doubled, a neighbouring key, one struck too, one
missing, another vowel, anything else (never)."""
LETTERS_FAMOUS = (4, 4, 4, 4, 5, 7, 99)
"""… of a name that headlines use often and that is neither a word nor an acronym (OPEX, OPEC)."""
LETTERS_SHOUTED = 5
"""Letters of a name of which a slip is believed in capitals amid a sentence (THANKS OBANA)."""
FIRST_LETTER = 2
"""How many letters more it must have where the slip is in the first one: hands seldom err there,
and names often differ there (Nabil, Jabil)."""
LETTERS_WORD = 5
"""Letters that a common word must have to be misspelt otherwise than by a swap."""
FAMOUS = 5
"""log2 of how often headlines must use a name to be that."""
PLURAL = 0.85
"""A company or product in the plural (Teslas on the road), a family (the Zuckerbergs)."""
RARER_BESIDE = 4.0
"""log2 of how many times rarer than the name's token a surname or given name must be to be a slip
for it, with the rest of the name beside it."""
RARER_ALONE = 9.0
"""… to be one for a name of one word."""
STEM = 5
"""How frequent a word must be for its regular forms to be words too."""
RARER = 6.6
"""log2 of how many times rarer than the name's token one of no word list must be in headlines
to be its misspelling."""

HAN = 1.0
"""A name that the segmentation leaves whole and that is no word."""
HAN_WORD = 0.65
"""… that is a dictionary word too."""
HAN_GOODS = 0.45
"""… beside words of the field or the kitchen: counts only when the company is surely named."""
HAN_CUE = 0.95
"""… beside something that goes with companies or products."""
HAN_REFUSED = 0.2
