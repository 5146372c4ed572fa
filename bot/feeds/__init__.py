"""Feeds in: retrieve, read, identify, decide when to look again, and find them."""
