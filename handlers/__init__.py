"""Chat platforms, one folder each; only `bot.app` and `bot.__main__` import this package."""
