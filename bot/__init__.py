"""Tidings: watches companies, people and figures in the news, and tells a channel why."""

__version__ = "0.1.0"
