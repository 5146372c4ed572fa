"""Tests run the sources as Python, whatever was compiled: edits count at once, and so does
coverage. ``tests/unit/figures/test_native.py`` holds the compiled modules equal to them."""

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("TIDINGS_PLAIN", "1")

# How long an example takes is the machine's matter, not the test's.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
