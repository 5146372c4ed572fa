"""Charts as pictures. The only room that knows the drawing library, and it is imported when the
first chart is drawn: nobody who never asks for one pays for it.
"""

from bot.charts.artist import HOW_TO_GET, Artist, installed, unwritable

__all__ = ["HOW_TO_GET", "Artist", "installed", "unwritable"]
