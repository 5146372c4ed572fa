"""Noticing edits: once, promptly, and not in the middle of a save."""

from __future__ import annotations

import os
from pathlib import Path

from bot.config import Loaded, Watcher, load
from bot.errors import ConfigError
from tests.support.config_folder import write

GOOD = {"feeds.yaml": "feeds: ['https://a.example/']\n", "watchlists/a.yaml": "people: [A B]\n"}


def names(polled: Loaded | ConfigError | None) -> list[str]:
    assert isinstance(polled, Loaded)
    return [watch.name for each in polled.watchlists for watch in each.watches]


def watcher(tmp_path: Path) -> Watcher:
    folder = write(tmp_path / "config", GOOD)
    return Watcher(folder, load(folder, environ={}), environ={})


def edit(tmp_path: Path, text: str, name: str = "watchlists/a.yaml") -> None:
    write(tmp_path / "config", {name: text})


def test_nothing_changed(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    assert [watch.poll() for _ in range(3)] == [None, None, None]


def test_without_a_start_what_is_there_now_is_in_force(tmp_path: Path) -> None:
    folder = write(tmp_path / "config", GOOD)
    watch = Watcher(folder, environ={})
    assert watch.poll() is None
    edit(tmp_path, "people: [C D]\n")
    assert names(watch.poll()) == ["C D"]


def test_a_change_before_the_watcher_was_made_is_not_missed(tmp_path: Path) -> None:
    folder = write(tmp_path / "config", GOOD)
    before = load(folder, environ={})
    edit(tmp_path, "people: [C D]\n")
    assert names(Watcher(folder, before, environ={}).poll()) == ["C D"]


def test_a_good_edit_is_taken_at_once_and_once(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    edit(tmp_path, "people: [C D, E F]\n")
    assert names(watch.poll()) == ["C D", "E F"]
    assert watch.poll() is None


def test_a_new_file_and_a_removed_one(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    edit(tmp_path, "people: [G H]\n", "watchlists/b.yaml")
    assert names(watch.poll()) == ["A B", "G H"]
    (tmp_path / "config" / "watchlists" / "a.yaml").unlink()
    assert watch.poll() is None  # an editor may be renaming
    assert names(watch.poll()) == ["G H"]


def test_touching_is_no_change(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    os.utime(tmp_path / "config" / "feeds.yaml", (1, 1))
    assert watch.poll() is None


def test_an_edit_of_the_same_size_in_the_same_instant_is_seen_by_its_inode(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    assert watch.poll() is None
    path = tmp_path / "config" / "watchlists" / "a.yaml"
    facts = path.stat()
    fresh = path.with_name("fresh")
    fresh.write_text("people: [X Y]\n", encoding="utf-8")
    os.utime(fresh, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    fresh.replace(path)
    assert names(watch.poll()) == ["X Y"]


def test_broken_content_is_told_once_when_it_stays(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    edit(tmp_path, "peple: [C D]\n")
    assert watch.poll() is None  # perhaps half a save
    told = watch.poll()
    assert isinstance(told, ConfigError)
    assert "did you mean 'people'?" in str(told)
    assert [watch.poll() for _ in range(3)] == [None, None, None]
    edit(tmp_path, "peeple: [C D]\n")
    assert watch.poll() is None
    assert isinstance(watch.poll(), ConfigError)
    edit(tmp_path, "people: [C D]\n")
    assert names(watch.poll()) == ["C D"]


def test_going_back_to_what_was_good_is_told_too(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    edit(tmp_path, "peple: [C D]\n")
    watch.poll()
    assert isinstance(watch.poll(), ConfigError)
    edit(tmp_path, GOOD["watchlists/a.yaml"])
    assert names(watch.poll()) == ["A B"]


def test_half_a_save_that_is_finished_in_time_is_never_mentioned(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    edit(tmp_path, "people: [C D\n")
    assert watch.poll() is None
    edit(tmp_path, "people: [C D, E F]\n")
    assert names(watch.poll()) == ["C D", "E F"]


def test_an_editor_that_empties_the_file_first(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    assert watch.poll() is None
    edit(tmp_path, "")
    assert watch.poll() is None
    edit(tmp_path, "people: [C D]\n")
    assert names(watch.poll()) == ["C D"]


def test_a_folder_that_is_gone_for_a_moment(tmp_path: Path) -> None:
    watch = watcher(tmp_path)
    folder = tmp_path / "config"
    folder.rename(tmp_path / "away")
    assert watch.poll() is None
    (tmp_path / "away").rename(folder)
    assert watch.poll() is None
    folder.rename(tmp_path / "away")
    assert watch.poll() is None
    assert isinstance(watch.poll(), ConfigError)
    (tmp_path / "away").rename(folder)
    assert names(watch.poll()) == ["A B"]
