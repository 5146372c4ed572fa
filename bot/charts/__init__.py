"""Charts as pictures. The only room that knows the drawing library, and it is imported when the
first chart is drawn, or a moment after the start of a bot that answers questions: what draws
nothing doesn't pay for it.
"""

from bot.charts.artist import HOW_TO_GET, Artist, chinese, installed, unwritable

__all__ = ["HOW_TO_GET", "Artist", "chinese", "installed", "unwritable"]
