"""YAML as it is written by hand: places, traps and hostile files."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.config.documents import parse, read_text
from bot.errors import ConfigError


def data(text: str) -> object:
    documents, problems = parse(text, "f.yaml")
    assert problems == []
    return documents[0].data


def complaint(text: str) -> str:
    _, problems = parse(text, "f.yaml")
    return str(problems[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- NO", ["NO"]),
        ("- on\n- yes\n- Null\n- true", ["on", "yes", "Null", "true"]),
        ("- 360\n- 3M\n- 007", ["360", "3M", "007"]),
        ("- 1_000\n- 0x1F\n- 1e3", ["1_000", "0x1F", "1e3"]),
        ("at: 22:00", {"at": "22:00"}),
        ("on: 2026-07-01", {"on": "2026-07-01"}),
        ("tickers: [1810.HK, 0700.HK]", {"tickers": ["1810.HK", "0700.HK"]}),
        ("a:\nb: ~\nc: null\nd: ''", {"a": None, "b": None, "c": None, "d": ""}),
        ("- \n- ~\n- null\n- '~'", [None, None, "null", "~"]),
        ("小米: 雷军", {"小米": "雷军"}),
        ("\ufeffa: 1".removeprefix("\ufeff"), {"a": "1"}),
        ("a: &x [1, 2]\nb: *x", {"a": ["1", "2"], "b": ["1", "2"]}),
        ("a: &x {k: 1}\nb: {<<: *x, l: 3}", {"a": {"k": "1"}, "b": {"k": "1", "l": "3"}}),
        ("", None),
        ("# only a comment", None),
        ("dest: slack:#ev-desk", {"dest": "slack:#ev-desk"}),
    ],
)  # fmt: skip
def test_scalars_stay_as_written(text: str, expected: object) -> None:
    assert data(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\t- b", "f.yaml:2:1 a tab is used to indent, YAML wants spaces"),
        ("a: b\n\tc: d", "f.yaml:2:1 a tab is used to indent, YAML wants spaces"),
        ("h: [@lei]", "f.yaml:1:5 a text that starts with '@' must be quoted"),
        ("- *star", "f.yaml:1:3 '*star' refers to nothing"),
        ("- !Yes x", "f.yaml:1:3 the YAML tag '!Yes' is not used here, put the text in quotes"),
        ("- !!python/object:os.system x", "f.yaml:1:3 the YAML tag 'python/object:os.system'"),
        ("name: Tesla: China", "f.yaml:1:12 a ':' can't stand here"),
        ("when: > 10,000", "f.yaml:1:9 a text that starts with '>' or '|' must be quoted"),
        ("when: >10%", "f.yaml:1:9 a text that starts with '>' or '|' must be quoted"),
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1 'a' is given twice in the same place, the first"),
        ("a: [b, c\nd: e", "f.yaml:1:4 a list in [ ] is not closed"),
        ("a: 'x", "f.yaml:1:4 a quotation mark is opened and never closed"),
        ("a: x\x07y", "f.yaml:1:5 a control character (U+0007) can't stand here"),
        ("&a [*a]", "f.yaml:1:5 '*a' refers to itself"),
        ("? [a]\n: b", "f.yaml:1:3 a key must be plain text"),
        ('a: "\\q"', "f.yaml:1:5 an unknown escape in double quotes"),
    ],
)  # fmt: skip
def test_yaml_traps_are_told_in_words(text: str, expected: str) -> None:
    assert complaint(text).startswith(expected)


def test_a_place_is_known_for_every_key_and_value() -> None:
    text = "name: EV\ncompanies:\n  - Tesla\n  - name: 小米\n    aliases: [Xiaomi, 小米汽车]\n"
    document = parse(text, "f.yaml")[0][0]
    assert document.place(("name",)) == (1, 7)
    assert document.place(("companies", 0)) == (3, 5)
    assert document.place(("companies", 1, "aliases"), key=True) == (5, 5)
    assert document.place(("companies", 1, "aliases", 1)) == (5, 23)
    # What isn't there is placed at the nearest thing around it.
    assert document.place(("companies", 1, "tickers", 3)) == (4, 5)


def test_several_documents() -> None:
    documents, problems = parse("a: 1\n---\nb: 2\n", "f.yaml")
    assert [each.data for each in documents] == [{"a": "1"}, {"b": "2"}]
    assert problems == []


def test_nesting_is_bounded_without_harm() -> None:
    begun = time.process_time()
    assert "nested more than 20 levels deep" in complaint("[" * 300_000)
    assert time.process_time() - begun < 4


def test_an_alias_bomb_is_refused_at_once() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 40)
    )
    begun = time.process_time()
    assert "blow this file up beyond reason" in complaint(bomb)
    assert time.process_time() - begun < 4


def test_duplicate_keys_do_not_hide_what_else_is_there() -> None:
    documents, problems = parse("a: 1\na: 2\nb: 3", "f.yaml")
    assert documents[0].data == {"a": "1", "b": "3"}
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"name: x\nalias: \xb5", "f.yaml:2:8 is not UTF-8 (byte 0xB5), save the file as UTF-8"),
        ("name: é".encode("utf-16"), "it looks like UTF-16"),
    ],
)
def test_other_encodings_are_refused_with_their_place(
    tmp_path: Path, body: bytes, expected: str
) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(body)
    with pytest.raises(ConfigError) as caught:
        read_text(path, "f.yaml")
    assert expected in str(caught.value)


def test_a_byte_order_mark_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: x")
    assert read_text(path, "f.yaml") == "name: x"


def test_links_to_nowhere_and_folders_are_named(tmp_path: Path) -> None:
    (tmp_path / "lost.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.yaml").mkdir()
    for name, expected in [("lost", "symbolic link that leads nowhere"), ("folder", "not a file")]:
        with pytest.raises(ConfigError, match=expected):
            read_text(tmp_path / f"{name}.yaml", name)


def test_windows_line_ends_count_once() -> None:
    document = parse("a: 1\r\nb: 2\r\n", "f.yaml")[0][0]
    assert document.data == {"a": "1", "b": "2"}
    assert document.place(("b",)) == (2, 4)
