"""Secrets: from the environment or a file it names, and never in a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import secret
from bot.errors import TidingsError

NAME = "TIDINGS_SLACK_BOT_TOKEN"


@pytest.mark.parametrize("name", ["slack_bot_token", "SLACK_BOT_TOKEN", NAME, "slack-bot-token"])
def test_from_the_environment(name: str) -> None:
    assert secret(name, {NAME: " xoxb-1 \n"}) == "xoxb-1"


@pytest.mark.parametrize("environ", [{}, {NAME: ""}, {NAME: "  "}, {f"{NAME}_FILE": ""}])
def test_absent(environ: dict[str, str]) -> None:
    assert secret("slack_bot_token", environ) is None


def test_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(b"\xef\xbb\xbfxoxb-1\r\n")
    assert secret("slack_bot_token", {f"{NAME}_FILE": str(file)}) == "xoxb-1"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "which does not exist (create the file or unset"),
        (b"", "which is empty"),
        (b" \n", "which is empty"),
        (b"\xff\xfe\x00", "which is not text"),
        (b"one\ntwo", "which has more than one line"),
        (b"x" * 70_000, "far too large for a secret"),
    ],
)
def test_files_that_hold_no_secret(tmp_path: Path, content: bytes | None, expected: str) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(TidingsError) as caught:
        secret("slack_bot_token", {f"{NAME}_FILE": str(file)})
    assert f"{NAME}_FILE names {file}, " in str(caught.value)
    assert expected in str(caught.value)


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    with pytest.raises(TidingsError, match="which is not a file"):
        secret("slack_bot_token", {f"{NAME}_FILE": str(tmp_path)})


def test_both_at_once_are_refused_without_quoting(tmp_path: Path) -> None:
    with pytest.raises(TidingsError, match=r"both .* are set") as caught:
        secret("slack_bot_token", {NAME: "xoxb-1", f"{NAME}_FILE": str(tmp_path)})
    assert "xoxb-1" not in str(caught.value)
