"""Secrets never reach a log line, whichever way they got into it."""

from __future__ import annotations

import logging
import sys

import pytest

from bot.log import RedactingFormatter, redact

SLACK = "xoxb-" + "1234567890-abcdefghij"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA" + ".GabcdE." + "abcdefghijklmnopqrstuvwxyz0"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"posting with {SLACK} failed", SLACK),
        ("socket xapp-1-A012-987-abcdef refused", "xapp-1-A012-987-abcdef"),
        (f"Authorization: Bot {DISCORD}", DISCORD),
        ("postgresql://tidings:hunter2secret@db/tidings is down", "hunter2secret"),
        ("GET https://example.com/feed?token=abc123&x=1", "abc123"),
        ("GET https://example.com/feed?x=1&api_key=abc123", "abc123"),
        ("POST https://hooks.slack.com/services/T0/B0/XXXX", "T0/B0/XXXX"),
        ("POST https://discord.com/api/webhooks/123/abc", "123/abc"),
        ("PATCH https://discord.com/api/v10/webhooks/123/abc/messages/@original gave 429", "abc"),
        ("POST https://discord.com/api/v10/interactions/123/abc/callback gave 429", "abc"),
    ],
)
def test_secrets_are_cut_out_and_the_rest_stays(text: str, secret: str) -> None:
    shown = redact(text)
    assert secret not in shown
    assert "[redacted]" in shown
    assert shown.split()[0] == text.split()[0] or "://" in text.split()[0]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/2026/07/tesla?page=2#top",
        "Xiaomi delivers 10,000 SU7 in 32 days",
        "MondayMorning.Report.of-the-whole-industry",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert redact(text) == text


def test_tokens_of_the_environment_are_known_by_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_SLACK_SIGNING_SECRET", "not-of-any-known-shape")
    assert redact("signed with not-of-any-known-shape") == "signed with [redacted]"


def test_arguments_and_tracebacks_are_covered() -> None:
    try:
        raise ValueError(f"refused: {SLACK}")
    except ValueError:
        record = logging.LogRecord(
            "bot", logging.ERROR, "x.py", 1, "sending %s", (SLACK,), sys.exc_info()
        )
    shown = RedactingFormatter("%(message)s").format(record)
    assert SLACK not in shown
    assert shown.count("[redacted]") == 2
    assert "ValueError" in shown
