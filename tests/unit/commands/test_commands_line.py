"""Typed lines → arguments, as people really type them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.command import Arguments, quoted
from bot.commands.feed import FEED_ADD
from bot.commands.line import Word, parse, words_of
from bot.commands.lookup import LOOKUP
from bot.commands.mute import MUTE
from bot.commands.status import STATUS
from bot.commands.story import STORY
from bot.commands.watch import WATCH_ADD, WATCH_EDIT
from bot.errors import CommandError

NOW = datetime(2026, 7, 14, 9, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
COMMANDS = {c.path: c for c in (LOOKUP, STORY, STATUS, MUTE, WATCH_ADD, WATCH_EDIT, FEED_ADD)}


def arguments(line: str) -> dict[str, object]:
    for path in sorted(COMMANDS, key=len, reverse=True):
        if line == path or line.startswith(path + " "):
            parsed = parse(COMMANDS[path], words_of(line[len(path) :]), NOW, BERLIN)
            return dict(parsed.values)
    raise AssertionError(line)


WORDS = [
    ("lookup Xiaomi 7", [Word("lookup"), Word("Xiaomi"), Word("7")]),
    ('"Xiaomi EV" 7', [Word("Xiaomi EV", True), Word("7")]),
    (
        "“Lei Jun” «小米» 「雷 军」",
        [Word("Lei Jun", True), Word("小米", True), Word("雷 军", True)],
    ),
    ("name:“Lei Jun“ x", [Word("Lei Jun", True, "name"), Word("x")]),
    ('"Lei Jun” 7', [Word("Lei Jun", True), Word("7")]),
    ('“an "odd" name” 7', [Word('an "odd" name', True), Word("7")]),
    ("Xiaomi's 'new' car", [Word("Xiaomi's"), Word("new", True), Word("car")]),
    ("watch 'Lei Jun' ‘雷 军’", [Word("watch"), Word("Lei Jun", True), Word("雷 军", True)]),
    ("'Foo's bar' 'n Roll", [Word("Foo's bar", True), Word("'n"), Word("Roll")]),
    ("context:'Tim Cook'", [Word("Tim Cook", True, "context")]),
    ('in:"EV makers"', [Word("EV makers", True, "in")]),
    ("kind=figure 别名：小米", [Word("figure", False, "kind"), Word("别名：小米")]),
    ("https://a.example/?b=c", [Word("https://a.example/?b=c")]),
    ('"never closed', [Word("never closed", True)]),
    (r'"say \"hi\" \\ there"', [Word('say "hi" \\ there', True)]),
    ("", []),
    ("  \t\n ", []),
]


@pytest.mark.parametrize(("line", "words"), WORDS)
def test_words(line: str, words: list[Word]) -> None:
    assert words_of(line) == words


LINES: list[tuple[str, dict[str, object]]] = [
    ("lookup Xiaomi", {"name": "Xiaomi"}),
    ("lookup Xiaomi EV 7", {"name": "Xiaomi EV", "days": 7}),
    ("lookup Xiaomi 30d", {"name": "Xiaomi", "days": 30}),
    ("lookup Xiaomi 2w", {"name": "Xiaomi", "days": 14}),
    ("lookup Xiaomi 36h", {"name": "Xiaomi", "days": 2}),
    ("lookup Xiaomi days:30", {"name": "Xiaomi", "days": 30}),
    ('lookup "iPhone 17"', {"name": "iPhone 17"}),
    ('lookup "iPhone 17" 3', {"name": "iPhone 17", "days": 3}),
    ("lookup 10000", {"name": "10000"}),
    ('lookup name:"Xiaomi EV" days:7', {"name": "Xiaomi EV", "days": 7}),
    ("lookup NASDAQ:TSLA", {"name": "NASDAQ:TSLA"}),
    ("mute Tesla", {"what": "Tesla"}),
    ("mute Tesla 2h", {"what": "Tesla", "time": timedelta(hours=2)}),
    ("mute Lei Jun for 2 hours", {"what": "Lei Jun", "time": timedelta(hours=2)}),
    ("mute Lei Jun for a week", {"what": "Lei Jun", "time": timedelta(weeks=1)}),
    ("mute story a7k2m9qx4tn 1d", {"what": "story a7k2m9qx4tn", "time": timedelta(days=1)}),
    ("mute 1h", {"time": timedelta(hours=1)}),
    # 9:30 in UTC is 11:30 in Berlin.
    ("mute Tesla until 18:00", {"what": "Tesla", "time": timedelta(hours=6, minutes=30)}),
    ("story", {}),
    ("story https://a.example/x?y=z", {"which": "https://a.example/x?y=z"}),
    ("status", {}),
    (
        "watch add Xiaomi aliases:小米,Xiaomi EV tickers:1810.HK",
        {"name": "Xiaomi", "aliases": ("小米", "Xiaomi EV"), "tickers": ("1810.HK",)},
    ),
    (
        "watch add Xiaomi aliases:小米、小米汽车 alias:Mi",
        {"name": "Xiaomi", "aliases": ("小米", "小米汽车", "Mi")},
    ),
    (
        'watch add "SU7 deliveries" kind:figure subject:Xiaomi metric:deliveries '
        'unit:vehicles when:"> 10,000"',
        {
            "name": "SU7 deliveries",
            "kind": "figure",
            "subject": "Xiaomi",
            "metric": ("deliveries",),
            "unit": "vehicles",
            "when": "> 10,000",
        },
    ),
    (
        "watch add SU7 deliveries when: > 10,000 kind:Figures",
        {"name": "SU7 deliveries", "when": "> 10,000", "kind": "figure"},
    ),
    ("watch add SU7 --kind figure", {"name": "SU7", "kind": "figure"}),
    ("watch add in:Cars Tesla", {"name": "Tesla", "in": "Cars"}),
    ("watch add Tesla in:EV makers", {"name": "Tesla", "in": "EV makers"}),
    ("watch add Tesla kind:company Motors", {"name": "Tesla Motors", "kind": "company"}),
    ("watch edit Mi aliases:none", {"name": "Mi", "aliases": ("none",)}),
    (
        "feed add cnevpost.com tags:ev,china every:10m",
        {"site": "cnevpost.com", "tags": ("ev", "china"), "every": timedelta(minutes=10)},
    ),
]


@pytest.mark.parametrize(("line", "expected"), LINES, ids=[line for line, _ in LINES])
def test_arguments(line: str, expected: dict[str, object]) -> None:
    assert arguments(line) == expected


REFUSED = [
    ("lookup", "needs its <name>"),
    ('lookup ""', "needs its <name>"),
    ("watch add", "needs its <name>"),
    ("watch add Tesla kind:planet", "“kind” can't be “planet”"),
    ("watch add Tesla alaises:TSLA", "no option “alaises:”"),
    ("status now", "“now” is one word too many"),
    ("lookup Tesla 0", "must be a whole number above 0"),
    ("lookup Tesla days:soon", "must be a whole number"),
    ("feed add a.example every:never", "no length of time"),
]


@pytest.mark.parametrize(("line", "words"), REFUSED)
def test_refusals_say_what_is_wrong(line: str, words: str) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        arguments(line)
    assert refused.value.hint


@pytest.mark.parametrize("text", ['plain "quoted" \\ back', "小米 “EV”", "a:b, c", "\\", '"'])
def test_what_is_quoted_is_read_back_as_one_value(text: str) -> None:
    line = WATCH_ADD.line({"name": text, "subject": text})
    parsed = parse(WATCH_ADD, words_of(line[len("watch add") :]), NOW, BERLIN)
    assert parsed == Arguments({"name": text, "subject": text})
    assert words_of(quoted(text)) == [Word(text, True)]
