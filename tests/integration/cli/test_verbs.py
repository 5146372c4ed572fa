"""The verbs of the command line, as somebody types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.cli import VERBS, main
from bot.feeds.identity import canonical_url
from tests.support.shell import lines

ROOT = Path(__file__).resolve().parents[3]


def test_init_then_check_then_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = tmp_path / "desk"
    assert main(["init", str(desk)]) == 0
    assert main(["check", str(desk)]) == 0
    capsys.readouterr()
    (desk / "watchlists" / "bad.yaml").write_text("companys:\n  - Tesla\n", "utf-8")
    assert main(["check", str(desk)]) == 1
    complaint = capsys.readouterr().err
    assert "bad.yaml:1:1" in complaint
    assert "companies" in complaint


def test_the_shipped_configuration_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ROOT / "config")]) == 0
    assert "Everything is fine" in capsys.readouterr().out


def test_doctor_offline_names_what_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    (folder / "tidings.yaml").write_text(
        "destinations: {ev-desk: 'carrierpigeon:#loft'}\n", "utf-8"
    )
    status = main(["doctor", "--offline", "--config", str(folder)])
    out = capsys.readouterr().out
    assert status == 1
    assert "carrierpigeon" in out
    assert "✓ database" in out


def test_doctor_offline_misses_a_token(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("TIDINGS_SLACK_BOT_TOKEN", raising=False)
    (folder / "tidings.yaml").write_text("destinations: {ev-desk: 'slack:#ev-desk'}\n", "utf-8")
    assert main(["doctor", "--offline", "--config", str(folder)]) == 1
    assert "✗ slack: TIDINGS_SLACK_BOT_TOKEN is not set" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("installed", "unwritable", "told"),
    [
        (False, [], "! charts are not drawn; answers have tables and CSV"),
        (True, [], "✓ charts are drawn, in Chinese too"),
        (True, ["小米"], "! charts are drawn, but no font here can write 小米"),
        (True, None, "! charts are drawn, but no font here can write Chinese"),
    ],
)
def test_doctor_tells_of_charts(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    installed: bool,
    unwritable: list[str] | None,
    told: str,
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("bot.doctor.installed", lambda: installed)
    monkeypatch.setattr("bot.doctor.unwritable", lambda _: list(unwritable or ()))
    monkeypatch.setattr("bot.doctor.chinese", lambda: unwritable is not None)
    main(["doctor", "--offline", "--config", str(folder)])
    assert told in capsys.readouterr().out


def test_opml_there_and_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "feeds.yaml").write_text(
        "feeds:\n  - {url: 'https://a.example/feed', name: A, tags: [ev]}\n"
        "  - https://b.example/rss\n",
        "utf-8",
    )
    assert main(["opml", "export", str(folder / "out.opml"), "--config", str(folder)]) == 0
    assert main(["opml", "import", str(folder / "out.opml")]) == 0
    (folder / "feeds.yaml").write_text(capsys.readouterr().out, "utf-8")
    assert main(["check", str(folder)]) == 0
    assert "2 feeds" in capsys.readouterr().out
    assert canonical_url("https://a.example/feed") in (folder / "feeds.yaml").read_text("utf-8")
    (folder / "bad.opml").write_text("<opml><body><outline</body>", "utf-8")
    assert main(["opml", "import", str(folder / "bad.opml")]) == 1
    assert "bad.opml:1:" in capsys.readouterr().err


def test_backup_before_there_is_anything_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert main(["backup", str(folder / "copy.db"), "--config", str(folder)]) == 1
    assert "tidings.db" in capsys.readouterr().err


def test_what_was_made_in_chat_is_exported_and_applied_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    made = folder / "made"
    made.mkdir()
    (made / "robots.yaml").write_text(
        "name: Robots\ncompanies: [{name: Figure AI, aliases: [Figure]}]\ntopics: [humanoids]\n"
    )
    (made / "feeds.yaml").write_text("feeds: [https://a.example/feed]\n")
    config = ("--config", str(folder))
    assert main(["apply", str(made), *config]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "added the feed https://a.example/feed",
        "added the watchlist Robots",
    ]
    assert main(["apply", str(made), *config]) == 0
    assert "so already" in capsys.readouterr().out
    assert main(["export", str(folder / "out"), *config]) == 0
    exported = (folder / "out" / "watchlists.yaml").read_text("utf-8")
    assert "Figure AI" in exported
    assert main(["export", str(folder / "out"), *config]) == 1
    assert "is there already" in capsys.readouterr().err
    assert main(["apply", str(folder / "out"), *config]) == 0
    assert "so already" in capsys.readouterr().out
    (made / "robots.yaml").write_text("name: Robots\ncompanys: [x]\n")
    assert main(["apply", str(made), *config]) == 1
    assert "robots.yaml:2:1" in capsys.readouterr().err


def test_health_tells_a_stopped_bot(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health", "--config", str(folder)]) == 1
    assert "no heartbeat" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    many = lines(*({"id": str(number), "title": "Xiaomi"} for number in range(20_000)))
    (folder / "in.jsonl").write_text(many, "utf-8")
    command = f'"{sys.executable}" -m bot match "{folder}/in.jsonl" --config "{folder}" | head -1'
    done = subprocess.run(
        ["sh", "-c", command],  # noqa: S607 - the system's shell
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert done.stderr == ""
    assert json.loads(done.stdout)["id"] == "0"


def test_every_verb_is_installed_and_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert scripts == {"tidings": "bot.__main__:main"}
    for verb in VERBS:
        with pytest.raises(SystemExit) as end:
            main([verb.name, "--help"])
        assert end.value.code == 0
        assert verb.help.split()[0].lower() in capsys.readouterr().out.lower()


def test_the_slack_manifest_is_printed_to_be_pasted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack-manifest"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["settings"]["socket_mode_enabled"] is True
    assert printed["features"]["slash_commands"][0]["command"] == "/tidings"
    assert main(["slack-manifest", "--http", "https://t.example"]) == 0
    assert '"url": "https://t.example/slack/events"' in capsys.readouterr().out
    assert main(["slack-manifest", "--http", "t.example"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "'t.example' is no address that Slack can reach" in err


@pytest.mark.parametrize("words", [("schema",), ("export",)])
def test_a_folder_that_cannot_be_written_is_named(
    words: tuple[str, ...],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    (folder / "file").write_text("in the way")
    main(["apply", str(folder / "watchlists"), "--config", str(folder)])
    extra = ("--config", str(folder)) if words == ("export",) else ()
    capsys.readouterr()
    assert main([*words, str(folder / "file" / "below"), *extra]) == 1
    assert "below: Not a directory" in capsys.readouterr().err


def test_a_negative_backfill_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["run", "--backfill", "-3"])
    assert end.value.code == 2
    assert "must be 0 or more" in capsys.readouterr().err


def test_a_misspelt_option_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["match", "--exlain", "x"])
    assert end.value.code == 2
    err = capsys.readouterr().err
    assert "usage: tidings match" in err
    assert "unrecognized arguments: --exlain (did you mean --explain?)" in err
