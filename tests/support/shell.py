"""Verbs of the command line as somebody types them, and a folder for them."""

from __future__ import annotations

import io
import json
import sys

import pytest

from bot.cli import main

WATCHLIST = """\
companies:
  - name: Xiaomi
    aliases: [小米]
people: [Lei Jun]
figures:
  - name: SU7 deliveries
    subject: Xiaomi
    metric: [deliveries]
    unit: vehicles
    alert_when: "> 9,000"
"""


def lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, *words: str
) -> tuple[int, list[dict[str, object]], str]:
    """(exit status, output records, stderr) of a filter fed from stdin."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    status = main(words)
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err
