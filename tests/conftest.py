"""Tests run the sources as Python, whatever was compiled: edits count at once, and so does
coverage. ``tests/unit/figures/test_native.py`` holds the compiled modules equal to them."""

import os

os.environ.setdefault("TIDINGS_PLAIN", "1")
