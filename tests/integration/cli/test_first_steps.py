"""What somebody types on the first day, and what is said to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration ``desk`` in the folder we are in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "desk" / "watchlists").mkdir(parents=True)
    (tmp_path / "desk" / "tidings.yaml").write_text("database: sqlite:///desk/data/t.db\n")
    (tmp_path / "desk" / "watchlists" / "ev.yaml").write_text("companies: [Tesla]\n")
    return Path("desk")


def test_the_folder_can_be_named_without_an_option(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "desk"]) == 0
    assert main(["doctor", "desk", "--offline"]) == 0
    assert main(["backup", "copy.db", "desk"]) == 0
    assert (desk / "data" / "t.db").is_file()
    assert main(["backup", "desk"]) == 1
    assert "tidings backup FILE [DIR]" in capsys.readouterr().err


def test_a_folder_where_a_file_is_wanted_is_explained(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figures", str(desk)]) == 1
    assert "--config desk" in capsys.readouterr().err


def test_problems_stand_alone_on_their_lines_and_warnings_with_them(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "watchlists" / "a.yaml").write_text("companys: [x]\npeoples: [y]\n")
    (desk / "feed.yaml").write_text("feeds: []\n")
    assert main(["check", "desk"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("desk/watchlists/a.yaml:1:1 unknown key 'companys', did you mean")
    assert lines[1].startswith("desk/watchlists/a.yaml:2:1 unknown key 'peoples'")
    assert lines[2] == "desk/feed.yaml warning: is ignored, did you mean 'feeds.yaml'?"


def test_a_second_init_says_what_it_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "mine"]) == 0
    assert "kept" not in capsys.readouterr().out
    assert main(["init", "mine"]) == 0
    out = capsys.readouterr().out
    assert "kept mine/tidings.yaml" in out
    assert "nothing was changed" in out


def test_opml_says_what_it_did_and_leaves_out_what_is_followed(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "feeds.yaml").write_text("feeds: [https://a.example/feed, https://b.example/feed]\n")
    assert main(["opml", "export", "all.opml", "--config", "desk"]) == 0
    assert "wrote all.opml: 2 feeds" in capsys.readouterr().err
    assert main(["opml", "import", "all.opml", "--config", "desk"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "all of them followed already" in err
    (desk / "feeds.yaml").write_text("feeds: [https://a.example/feed]\n")
    assert main(["opml", "import", "all.opml", "--config", "desk"]) == 0
    out, err = capsys.readouterr()
    assert "https://b.example/feed" in out
    assert "https://a.example/feed" not in out
    assert "put into desk/feeds.yaml; nothing was changed" in err
    assert "(1 feed, without 1 followed already)" in err


def test_doctor_says_once_that_nothing_can_be_reached(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk / "tidings.yaml").write_text(
        "database: sqlite:///desk/data/t.db\npolling: {allow_private: true}\n"
    )
    # Nothing listens on port 1 of either.
    (desk / "feeds.yaml").write_text("feeds: [http://127.0.0.1:1/feed, http://127.0.0.2:1/feed]\n")
    assert main(["doctor", "desk"]) == 1
    out = capsys.readouterr().out
    assert "no feed can be reached, none of 2 feeds: is this machine online?" in out
    assert out.count("refuses connections") == 1


def test_a_console_without_a_bot_says_so_and_ends_in_peace(desk: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "console", "desk"],
        cwd=desk.absolute().parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0
    assert "the bot itself runs elsewhere, or not at all (no poll yet)" in done.stderr
    assert "Tidings is running" not in done.stderr
    assert "Traceback" not in done.stderr
    assert "ERROR" not in done.stderr
