"""A folder in, checked data or every problem out."""

from __future__ import annotations

import os
import time
from datetime import time as clock_time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import dump_feeds, dump_watchlists, load, read_feeds, read_watchlists
from bot.errors import ConfigError
from bot.feeds.identity import feed_id
from bot.model import (
    NEVER_QUIET,
    ConditionKind,
    Deliver,
    Destination,
    Manner,
    QuietHours,
    Settings,
    Watch,
    make_id,
)
from tests.support.config_folder import loaded, problems, told, write

BLUEPRINT = {
    "tidings.yaml": """
        timezone: Europe/Berlin
        database: sqlite:///data/tidings.db
        owners: [slack:U012AB3CD, discord:80351110224678912]
        destinations:
          ev-desk: slack:#ev-desk
          ev-club: discord:123456789012345678
          shanghai: {to: slack:#ev-china, timezone: Asia/Shanghai}
          terminal: console
        quiet_hours: {from: "22:00", to: "07:00", then: digest}
        """,
    "feeds.yaml": """
        feeds:
          - https://www.teslarati.com/feed/
          - url: https://cnevpost.com/feed/
            name: CnEVPost
            every: 5m
            full_text: true
            tags: [ev, china]
        """,
    "watchlists/ev.yaml": """
        name: EV makers
        post_to: [ev-desk, ev-club]
        feeds: [tag:ev]
        companies:
          - Tesla
          - name: Xiaomi
            aliases: [小米, Xiaomi EV, Xiaomi Auto]
            tickers: ["1810.HK"]
          - name: Apple
            context: [iPhone, Cupertino, Tim Cook]
            exclude: [apple pie, Big Apple]
        people:
          - name: Lei Jun
            aliases: [雷军]
        topics:
          - name: giga-casting
            any: [giga-casting, gigacasting, hypercasting]
        figures:
          - name: SU7 deliveries
            subject: Xiaomi
            metric: [deliveries, delivered]
            unit: vehicles
            alert_when: "> 10,000"
          - name: Tesla China weekly registrations
            subject: Tesla China
            metric: [insurance registrations, registrations]
            period: week
            alert_when: "changes by 20%"
        """,
}


def test_everything_the_blueprint_shows(tmp_path: Path) -> None:
    config = loaded(tmp_path / "config", BLUEPRINT)
    assert config.warnings == ()
    settings = config.settings
    assert settings.timezone == "Europe/Berlin"
    assert settings.owners == ("slack:U012AB3CD", "discord:80351110224678912")
    assert settings.destinations == (
        Destination(name="ev-desk", platform="slack", address="#ev-desk"),
        Destination(name="ev-club", platform="discord", address="123456789012345678"),
        Destination(
            name="shanghai", platform="slack", address="#ev-china", timezone="Asia/Shanghai"
        ),
        Destination(name="terminal", platform="console"),
    )
    assert settings.quiet_hours == QuietHours(start=clock_time(22), end=clock_time(7))
    short, long = config.feeds
    assert (short.url, short.every, short.tags) == ("https://www.teslarati.com/feed/", None, ())
    assert short.id == feed_id(short.url)
    assert (long.name, long.every, long.full_text) == ("CnEVPost", timedelta(minutes=5), True)
    assert long.origin.where == f"{tmp_path}/config/feeds.yaml:3"
    assert not long.origin.editable
    (watchlist,) = config.watchlists
    assert watchlist.post_to == ("ev-desk", "ev-club")
    assert watchlist.feeds == ("tag:ev",)
    assert watchlist.id == make_id("l", "file", "watchlists/ev.yaml", "EV makers")
    assert [(each.kind, each.name) for each in watchlist.watches] == [
        ("company", "Tesla"), ("company", "Xiaomi"), ("company", "Apple"), ("person", "Lei Jun"),
        ("topic", "giga-casting"), ("figure", "SU7 deliveries"),
        ("figure", "Tesla China weekly registrations"),
    ]  # fmt: skip
    apple, topic, figure = (watchlist.watches[each] for each in (2, 4, 5))
    assert apple.context == ("iPhone", "Cupertino", "Tim Cook")
    assert apple.exclude == ("apple pie", "Big Apple")
    assert topic.aliases == ("giga-casting", "gigacasting", "hypercasting")
    assert figure.id == make_id("w", watchlist.id, "figure", "SU7 deliveries")
    assert (figure.unit, figure.period) == ("vehicles", "")
    assert figure.condition is not None
    assert (figure.condition.kind, figure.condition.op, figure.condition.value) == (
        ConditionKind.COMPARE, ">", 10_000,
    )  # fmt: skip
    assert figure.origin.where == f"{tmp_path}/config/watchlists/ev.yaml:19"
    assert watchlist.watches[6].period == "week"


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"tidings.yaml": "", "feeds.yaml": "# nothing yet\n"},
        {"feeds.yaml": "feeds:\n"},
        {"feeds.yaml": "feeds: []\n", "watchlists/a.yaml": "post_to: []\n"},
    ],
)
def test_every_key_and_file_has_a_default(tmp_path: Path, files: dict[str, str]) -> None:
    config = loaded(tmp_path / "config", files)
    assert config.settings == Settings()
    assert config.feeds == ()


@pytest.mark.parametrize("where", ["watchlists/ev.yaml", "ev.yaml"])
def test_a_folder_with_one_watchlist_works(tmp_path: Path, where: str) -> None:
    config = loaded(tmp_path, {where: BLUEPRINT["watchlists/ev.yaml"]})
    (watchlist,) = config.watchlists
    assert len(watchlist.watches) == 7
    assert watchlist.post_to == ()  # there are no destinations: the console
    assert len(config.warnings) == 2
    assert "there are no destinations, so not 'ev-desk' either" in str(config.warnings[0])


def test_names_are_taken_as_written(tmp_path: Path) -> None:
    text = """
        companies: [NO, on, 360, 3M, "7-Eleven", 1e3, Null, 22:00, "@lei"]
        people:
          - name: 007
            aliases: James Bond
        """
    (watchlist,) = loaded(tmp_path, {"watchlists/a.yaml": text}).watchlists
    names = [each.name for each in watchlist.watches]
    assert names == ["NO", "on", "360", "3M", "7-Eleven", "1e3", "Null", "22:00", "@lei", "007"]
    assert watchlist.watches[-1].aliases == ("James Bond",)
    assert watchlist.name == "a"


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    assert told(
        folder,
        {
            "tidings.yaml": """
                timezone: Berlin
                destinations:
                  ev-desk: slack:#ev-desk
                  lost: #ev-desk
                quiet_hours: {from: 22:00, to: 7}
                polling: {min: 5m, max: 1m, redirect: 3}
                """,
            "feeds.yaml": """
                feeds:
                  - https://example.com/feed
                  - url: example.com/other
                    every: 10s
                  - http://example.com/feed?utm_source=x
                """,
            "watchlists/ev.yaml": """
                post_to: [ev-dsk]
                feeds: [tag:evs]
                companies:
                  - name: Xiaomi
                    alises: [小米]
                  - Tesla
                  - Tesla
                figures:
                  - subject: Xiaomi
                    metric: [deliveries]
                    unit: vehicels
                    alert_when: "> lots"
                    period: weakly
                """,
            "watchlists/torn.yaml": "companies: [Tesla\n",
        },
    ) == [
        "watchlists/torn.yaml:1:12 a list in [ ] is not closed, add the missing ',' or ']'",
        "feeds.yaml:3:10 'example.com/other' is not a web address, write https://example.com/other",
        "feeds.yaml:4:12 every 10s is more often than a publisher bears, at least 1m; for feeds of "
        "your own, lower 'polling: min' in tidings.yaml",
        "feeds.yaml:5:5 the same feed again, it is listed in line 2",
        "tidings.yaml:1:11 unknown timezone 'Berlin', did you mean 'Europe/Berlin'?",
        "tidings.yaml:4:8 a destination without an address, write platform:address, as in "
        "slack:#ev-desk, with no space before the '#' (a '#' after a space starts a comment)",
        "tidings.yaml:5:32 '7' is not a time of day, as in \"22:00\"",
        "tidings.yaml:6:29 unknown key 'redirect', did you mean 'redirects'?",
        "watchlists/ev.yaml:1:11 unknown destination 'ev-dsk', did you mean 'ev-desk'?",
        "watchlists/ev.yaml:2:9 no feed has the tag 'evs'",
        "watchlists/ev.yaml:5:5 unknown key 'alises', did you mean 'aliases'?",
        "watchlists/ev.yaml:7:5 'Tesla' is listed twice under companies, the first is in line 6; "
        "put both into one",
        "watchlists/ev.yaml:11:11 unknown unit 'vehicels', did you mean 'vehicles'?",
        "watchlists/ev.yaml:12:20 'lots' is no number, a number such as 10,000 or 1.5m belongs "
        "here",
        "watchlists/ev.yaml:13:13 unknown period 'weakly', did you mean 'weekly'?",
    ]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("watchlists/a.yaml", "companies: [Foo: bar]",
         "1:13 unknown key 'Foo', a text with ': ' in it must be quoted"),
        ("watchlists/a.yaml", "companies:\n  -\n  - Tesla", "2:4 an entry is empty"),
        ("watchlists/a.yaml", "people:\n- name: null",
         "2:9 'null' means nothing in YAML, as a name write \"null\" in quotes"),
        ("watchlists/a.yaml", "companies: Tesla",
         "1:12 'companies' must be a list, put each entry on a line that starts with '- '"),
        ("watchlists/a.yaml", "- Tesla",
         "1:1 this file is just a list, put it under 'companies:'"),
        ("feeds.yaml", "- https://a.example/feed",
         "1:1 this file is just a list, put it under 'feeds:'"),
        ("watchlists/a.yaml", "Tesla and others", "1:1 this file is just a text, write 'key: "),
        ("watchlists/a.yaml", "companies：\n  - Tesla",
         "1:10 '：' is a full-width colon, write ': '"),
        ("watchlists/a.yaml", "name: x\ncompanies：\n  - Tesla\n",
         "2:10 '：' is a full-width colon, write ': '"),
        ("watchlists/a.yaml", "name：x\ncompanies:\n  - Tesla\n", "1:5 '：' is a full-width colon"),
        ("watchlists/a.yaml", "companies:\n- name： Tesla\n  aliases: [x]",
         "2:7 '：' is a full-width colon"),
        ("watchlists/a.yaml", "companies: [#x, a]",
         "1:13 '#' begins a comment here, quote it: \"#x\""),
        ("watchlists/a.yaml", "companies: [a, #x]\nname: y",
         "1:16 '#' begins a comment here, quote it: \"#x\""),
        ("watchlists/a.yaml", "companies: ['***']", "1:13 '***' has no letter or digit"),
        ("watchlists/a.yaml", "figures: [{unit: km}]", "1:11 a figure without subject and metric"),
        ("watchlists/a.yaml", "figures: [{alert_when: '> 5', unit: vehicels}]", "unknown unit"),
        ("watchlists/a.yaml", "topics: [{any: [x, y]}]", "1:10 a topic has no 'name'"),
        ("watchlists/a.yaml", "topics: [{name: t, aliases: [x]}]", "unknown key 'aliases'"),
        ("watchlists/a.yaml", "companies: [{name: x, fuzzy: maybe}]",
         "'fuzzy' can't be 'maybe', write true or false"),
        ("watchlists/a.yaml", "companies: [{name: x, spelling: exact}]",
         "unknown key 'spelling', write 'fuzzy: false'"),
        ("watchlists/a.yaml", "companies: [{name: x, aliases: {a: b}}]", "must be a list"),
        ("watchlists/a.yaml", "timezone: UTC", "key 'timezone', it belongs in tidings.yaml"),
        ("watchlists/a.yaml", "post_to: [slack:desk]", "'slack:desk' is not a place on Slack"),
        ("tidings.yaml", "feeds: []", "unknown key 'feeds', it belongs in feeds.yaml"),
        ("tidings.yaml", "companies: []", "it belongs in a file in watchlists/"),
        ("tidings.yaml", "slack_token: x", "unknown key 'slack_token', secrets belong in the"),
        ("tidings.yaml", "quiet_hours: {from: 22:00}", "1:14 quiet hours has no 'to'"),
        ("tidings.yaml", "digest: daily", "1:1 unknown key 'digest', did you mean 'deliver'?"),
        ("tidings.yaml", "destinations: {a: {to: console, quiet: none}}",
         "unknown key 'quiet', did you mean 'quiet_hours'?"),
        ("watchlists/a.yaml", "topics: [{name: x1, priority: high}]",
         "unknown key 'priority', did you mean 'severity'?"),
        ("tidings.yaml", "quiet_hours: {from: 1:00, to: 2:00, then: digset}",
         "'then' can't be 'digset', did you mean 'digest'?"),
        ("tidings.yaml", "quiet_hours: {from: 1:00, to: 1:00}", "from and to are the same"),
        ("tidings.yaml", "polling: {min: 3h}", "1:16 'min' is longer than 'max', swap them"),
        ("tidings.yaml", "polling: {per_host: 500}", "1:21 'per_host' is too large, at most 32"),
        ("tidings.yaml", "polling: {redirects: many}", "'redirects' must be a whole number"),
        ("tidings.yaml", "destinations: [slack:#x]", "'destinations' must be a mapping"),
        ("tidings.yaml", "destinations: {x: {timezone: UTC}}", "a destination has no 'to'"),
        ("tidings.yaml", "retention: 3d", "unknown key 'retention', did you mean 'keep'?"),
        ("tidings.yaml", "a: 1\n---\nb: 2", "holds more than one document"),
        ("feeds.yaml", "feeds:\n  - name: X", "2:5 a feed has no 'url'"),
        ("feeds.yaml", "feeds: [{url: 'https://a.example', backfill: -1}]", "too small, at least"),
    ],
)  # fmt: skip
def test_one_mistake_one_message(tmp_path: Path, file: str, text: str, expected: str) -> None:
    messages = told(tmp_path / "config", {file: text})
    assert any(expected in message for message in messages), messages
    assert messages[0].startswith(file)


def test_a_flood_of_problems_is_cut(tmp_path: Path) -> None:
    text = "companies:\n" + "  - {nam: x}\n" * 500
    messages = told(tmp_path / "config", {"watchlists/a.yaml": text})
    assert len(messages) == 51
    assert messages[-1] == "watchlists/a.yaml has 950 more problems"


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("tag:evs", "no feed has the tag 'evs', known: ev-china"),
        ("ev-china", "no feed is named 'ev-china', write 'tag:ev-china'"),
        ("CnEvPst", "no feed is named 'CnEvPst', did you mean 'CnEVPost'?"),
        ("https://other.example/feed", "no feed has this address, list it in feeds.yaml first"),
    ],
)
def test_selectors_that_choose_nothing(tmp_path: Path, selector: str, expected: str) -> None:
    feed = "feeds: [{url: 'https://cnevpost.com/feed/', name: CnEVPost, tags: [ev-china]}]"
    watchlist = f"feeds: ['{selector}']\ncompanies: [Tesla]"
    messages = told(tmp_path, {"feeds.yaml": feed, "watchlists/a.yaml": watchlist})
    assert messages == [f"watchlists/a.yaml:1:9 {expected}"]


def test_an_address_selects_in_any_spelling(tmp_path: Path) -> None:
    files = {
        "feeds.yaml": "feeds: ['https://example.com/feed']",
        "watchlists/a.yaml": "feeds: ['http://example.com/feed#top']\ncompanies: [Tesla]",
    }
    (watchlist,) = loaded(tmp_path, files).watchlists
    assert watchlist.feeds == ("https://example.com/feed",)


def test_short_intervals_for_feeds_of_ones_own(tmp_path: Path) -> None:
    files = {
        "tidings.yaml": "polling: {min: 1s, allow_private: true}",
        "feeds.yaml": "feeds: [{url: 'http://127.0.0.1:8000/feed', every: 2s}]",
    }
    config = loaded(tmp_path, files)
    assert config.feeds[0].every == timedelta(seconds=2)
    assert config.settings.polling.least == timedelta(seconds=1)
    assert config.settings.polling.allow_private


@pytest.mark.parametrize(
    "token",
    [
        "xoxb-" + "123456789012-abcdefghij",
        "xapp-" + "1-A0123456789-abcdef",
        "M" + "T" * 23 + ".Gabcde." + "x" * 30,
        "https://hooks.slack.com/" + "services/T000/B000/xxxx",
        "ghp_" + "a" * 36,
    ],
)
def test_tokens_in_files_are_errors_and_never_quoted(tmp_path: Path, token: str) -> None:
    text = f"companies: [Tesla]  # {token}\n"
    (problem,) = problems(tmp_path, {"watchlists/a.yaml": text})
    assert (problem.line, problem.column) == (1, 23)
    assert "treat this one as leaked" in problem.hint
    assert token not in str(problem)


def test_a_database_password_is_a_warning_and_the_environment_wins(tmp_path: Path) -> None:
    files = {"tidings.yaml": "database: postgresql://bot:hunter2@db/tidings"}
    config = loaded(tmp_path, files)
    assert config.settings.database == "postgresql://bot:hunter2@db/tidings"
    (warning,) = config.warnings
    assert "the database's password is in a file" in str(warning)
    assert "hunter2" not in str(warning)
    config = load(tmp_path, environ={"TIDINGS_DATABASE": "postgres://db/other"})
    assert config.settings.database == "postgresql://db/other"
    assert config.warnings == ()
    with pytest.raises(ConfigError, match="TIDINGS_DATABASE unknown kind of database 'mysql'"):
        load(tmp_path, environ={"TIDINGS_DATABASE": "mysql://db/other"})


def test_doubts_are_warnings(tmp_path: Path) -> None:
    text = """
        name: Doubts
        companies:
          - X
          - Xiaomi
        figures:
          - subject: Xiaomy
            metric: [delivries]
            unit: gigacastings
        """
    config = loaded(
        tmp_path, {"watchlists/a.yaml": text, "b.yaml": "name: Doubts\npeople: [Lei Jun]"}
    )
    told = [str(each).removeprefix(f"{tmp_path}/") for each in config.warnings]
    assert told == [
        f"watchlists/a.yaml:1:7 another watchlist is named 'Doubts', too, in {tmp_path}/b.yaml; "
        "people will not know which is meant",
        "watchlists/a.yaml:3:5 'X' is a single character: it will be found everywhere, add "
        "'context' words that must be near it",
        "watchlists/a.yaml:6:14 subject 'Xiaomy' is none of the names here, did you mean 'Xiaomi'?",
        "watchlists/a.yaml:7:14 unusual metric 'delivries', did you mean 'deliveries'?",
        "watchlists/a.yaml:8:11 'gigacastings' is no unit we know, only numbers counted in just "
        "this word will match",
    ]


DOUBTS = [
    ("figures: [{name: any, alert_when: '> 5'}]", "1:11 a figure with neither subject nor metric"),
    ("companies: [{name: Apple, exclude: [pie]}]", "holds none of the names of 'Apple', so it"),
    ("companies: [{name: Apple, exclude: [apple]}]", "'apple' is the name itself"),
    ("", "watches nothing, add companies"),
    ("name: Nothing", "watches nothing, add companies"),
    (
        "companies:\n  - name: Apple\n    exclude: apple pie, Big Apple",
        "3:14 'apple pie, Big Apple' is one phrase with a comma, "
        "for two write [apple pie, Big Apple]",
    ),
    (
        "companies:\n  - name: Apple\n    context:\n      - iPhone, Cupertino, Mac\n      - Cook",
        "4:9 'iPhone, Cupertino, Mac' is one phrase with a comma, "
        "for three write 'iPhone' and 'Cupertino' and 'Mac'",
    ),
    (
        "companies: [{name: Mi, aliases: [Xiaomi，小米集团、Redmi]}]",
        "1:34 'Xiaomi，小米集团、Redmi' is one phrase with a comma, "
        "for three write [Xiaomi, 小米集团, Redmi]",
    ),
    ("companies: [特斯拉、比亚迪]", "1:13 '特斯拉、比亚迪' is one phrase with a comma"),
    ("topics:\n- name: cast\n  any: cast a, cast b, cast c", "for three write [cast a, cast b,"),
    (
        "companies:\n- name: Xiaomi\n  aliases: Xiaomi EV, Xiaomi Auto",
        "for two write [Xiaomi EV, Xiaomi Auto]",
    ),
    ("companies: [{name: Visa, context: [visa]}]", "1:36 'visa' is a name of 'Visa' itself"),
    ("companies: ['Gap', yes]", "1:20 'yes' is taken for a name, write"),
    ("companies:\n- name：Tesla", "2:7 '：' is a full-width colon, write ': '"),
    ("companies: [null]", "'null' is taken for a name"),
    ("people: [{name: 2024-01-01}]", "'2024-01-01' is taken for a name"),
    (
        "figures: [{subject: N, metric: sales, period: monthly, alert_when: not seen by Tuesday}]",
        "'not seen by Tuesday' is no deadline for a number of a month, "
        "write for example 'not seen by the 5th 18:00'",
    ),
    (
        "figures: [{subject: NIO, metric: sales, period: week, alert_when: 每天18:00前未公布}]",
        "write for example 'not seen by Tuesday 18:00'",
    ),
]


@pytest.mark.parametrize(("text", "words"), DOUBTS)
def test_what_can_hardly_be_meant_is_said(tmp_path: Path, text: str, words: str) -> None:
    (warning,) = loaded(tmp_path, {"watchlists/a.yaml": text}).warnings
    assert words in str(warning)


def test_exclusions_with_the_name_or_a_slip_of_it_are_fine(tmp_path: Path) -> None:
    text = """
        companies:
          - {name: NIO, aliases: [蔚来], exclude: [El Niño, 蔚来的日子]}
          - {name: Apple, exclude: [Big Apple, apples and pears]}
        topics:
          - {name: casting, any: [giga-casting], exclude: [giga-casting call]}
        """
    assert loaded(tmp_path, {"watchlists/a.yaml": text}).warnings == ()


def test_commas_that_belong_to_names_and_quoted_words_are_fine(tmp_path: Path) -> None:
    text = """
        companies:
          - Tesla, Inc.
          - {name: Foxconn, aliases: ["Foxconn Co., Ltd.", "Hon Hai Precision, Co., Ltd."]}
          - Merrill Lynch, Pierce, Fenner & Smith
          - "yes"
          - {name: Cars, exclude: ["1,000 cars"]}
        people:
          - {name: Elon Musk, aliases: ["Musk, Elon"]}
          - {name: Robert Downey, aliases: ["Downey, Robert, Jr."]}
        """
    assert loaded(tmp_path, {"watchlists/a.yaml": text}).warnings == ()


def test_warnings_come_with_the_errors(tmp_path: Path) -> None:
    files = {"feed.yaml": "feeds: []", "watchlists/a.yaml": "companys: [x]"}
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, files)
    assert len(caught.value.problems) == 1
    assert [each.hint for each in caught.value.warnings] == ["did you mean 'feeds.yaml'?"]


def test_files_that_are_not_read_are_named(tmp_path: Path) -> None:
    files = {
        "feed.yaml": "feeds: []",
        "compose.yaml": "services: {}",
        "watchlists/old.yml": "companies: [Tesla]",
        "watchlists/list.csv": "Tesla",
        "watchlists/README.md": "notes",
        "watchlists/.hidden.yaml": "nonsense: [",
        "watchlists/ev.yaml~": "nonsense: [",
        "watchlists/more/deep.yaml": "companies: [Tesla]",
    }
    config = loaded(tmp_path, files)
    assert config.watchlists == ()
    assert sorted(str(each).removeprefix(f"{tmp_path}/") for each in config.warnings) == [
        "compose.yaml is ignored: it is no watchlist, one has companies, people, topics or figures",
        "feed.yaml is ignored, did you mean 'feeds.yaml'?",
        "watchlists/list.csv is ignored, only files ending in .yaml are read",
        "watchlists/more is ignored: folders inside watchlists/ are not read",
        "watchlists/old.yml is ignored, rename it to old.yaml",
    ]


def test_folders_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"does not exist, 'tidings init .*' makes one"):
        load(tmp_path / "missing")
    write(tmp_path, {"watchlists/a.yaml": "companies: [Tesla]"})
    with pytest.raises(ConfigError, match=f"is a file, a folder is wanted, give {tmp_path}$"):
        load(tmp_path / "watchlists" / "a.yaml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_files_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"watchlists/a.yaml": "companies: [Tesla]"})
    (tmp_path / "watchlists" / "a.yaml").chmod(0)
    with pytest.raises(ConfigError, match="can't be read: Permission denied"):
        load(tmp_path)


def test_links_are_followed_and_pipes_are_not(tmp_path: Path) -> None:
    write(tmp_path / "real", {"a.yaml": "companies: [Tesla]"})
    folder = write(tmp_path / "config", {})
    (folder / "watchlists").symlink_to(tmp_path / "real")
    assert [each.name for each in load(folder).watchlists] == ["a"]
    os.mkfifo(tmp_path / "real" / "pipe.yaml")
    with pytest.raises(ConfigError, match=r"pipe\.yaml is not a file"):
        load(folder)


def test_several_watchlists_in_one_file(tmp_path: Path) -> None:
    text = "name: A\ncompanies: [Tesla]\n---\nname: B\ncompanies: [Tesla]\n"
    config = loaded(tmp_path, {"watchlists/both.yaml": text})
    assert [each.name for each in config.watchlists] == ["A", "B"]
    assert len({watch.id for each in config.watchlists for watch in each.watches}) == 2
    twice = "name: A\n---\nname: A\n"
    messages = told(tmp_path / "c", {"watchlists/both.yaml": twice})
    assert messages == [
        "watchlists/both.yaml:3:7 a second watchlist named 'A' in this file, give each its own "
        "'name'"
    ]


def test_ids_do_not_depend_on_how_the_folder_is_named(tmp_path: Path) -> None:
    config = loaded(tmp_path / "config", BLUEPRINT)
    again = load(tmp_path / "config" / ".." / "config")
    assert [each.id for each in again.watchlists] == [each.id for each in config.watchlists]


def test_places_are_named_under_the_folder_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "desk", BLUEPRINT)
    monkeypatch.chdir(tmp_path)
    config = load(Path("desk"), environ={})
    assert config.watchlists[0].origin.where == "desk/watchlists/ev.yaml:1"
    assert config.feeds[0].origin.where == "desk/feeds.yaml:2"


def test_dumps_are_read_back(tmp_path: Path) -> None:
    config = loaded(tmp_path / "config", BLUEPRINT)
    text = dump_watchlists([*config.watchlists, *config.watchlists])
    assert text.count("---\n") == 1
    (back,) = read_watchlists(dump_watchlists(config.watchlists), "watchlists/ev.yaml")

    def essence(watches: tuple[Watch, ...]) -> list[tuple[object, ...]]:
        return [
            (w.id, w.name, w.kind, w.aliases, w.tickers, w.context, w.exclude, w.subject,
             w.metric, w.unit, w.period, w.condition)
            for w in watches
        ]  # fmt: skip

    assert essence(back.watches) == essence(config.watchlists[0].watches)
    assert (back.name, back.post_to, back.feeds) == (
        "EV makers",
        ("ev-desk", "ev-club"),
        ("tag:ev",),
    )
    feeds = read_feeds(dump_feeds(config.feeds), "feeds.yaml")
    assert [(f.id, f.every, f.full_text, f.tags) for f in feeds] == [
        (f.id, f.every, f.full_text, f.tags) for f in config.feeds
    ]


def test_dumps_are_written_as_people_write(tmp_path: Path) -> None:
    config = loaded(tmp_path / "config", BLUEPRINT)
    assert dump_watchlists(config.watchlists).startswith(
        "name: EV makers\n"
        "post_to: [ev-desk, ev-club]\n"
        "feeds: ['tag:ev']\n"
        "companies:\n"
        "  - Tesla\n"
        "  - name: Xiaomi\n"
        "    aliases: [小米, Xiaomi EV, Xiaomi Auto]\n"
        "    tickers: [1810.HK]\n"
    )


def test_read_back_text_is_checked() -> None:
    with pytest.raises(ConfigError, match=r"mine\.yaml:1:13 an entry is empty"):
        read_watchlists("companies: ['', Tesla]", "mine.yaml")
    with pytest.raises(ConfigError, match=r"mine\.yaml:3:5 the same feed again"):
        read_feeds("feeds:\n  - https://a.example/\n  - http://a.example", "mine.yaml")


def test_a_watchlist_of_30_000_names(tmp_path: Path) -> None:
    text = "companies:\n" + "".join(f"  - Name Number {each} Ltd\n" for each in range(30_000))
    folder = write(tmp_path, {"watchlists/big.yaml": text})
    begun = time.process_time()
    config = load(folder)
    took = time.process_time() - begun
    assert len(config.watchlists[0].watches) == 30_000
    assert took < 20  # about two seconds on an idle machine


def test_how_a_destination_and_a_watch_are_told(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        {
            "tidings.yaml": """\
                deliver: hourly
                budget: 5 per hour
                cooldown: 30m
                destinations:
                  desk:
                    to: slack:#desk
                    deliver: daily 08:00
                    quiet_hours: 22:00-07:00
                    mention: slack:U012AB3CD
                  club: {to: console, quiet_hours: none, cooldown: none}
                """,
            "watchlists/ev.yaml": """\
                severity: low
                companies: [{name: Tesla, severity: high}]
                figures: [{subject: Tesla, deliver: at once}]
                """,
        },
    )
    settings = config.settings
    assert (settings.deliver.every, settings.budget.messages) == ("hourly", 5)
    assert settings.cooldown == timedelta(minutes=30)
    desk, club = settings.destinations
    assert desk.preferences.quiet_hours == QuietHours(start=clock_time(22), end=clock_time(7))
    assert desk.preferences.mention == ("slack:U012AB3CD",)
    assert desk.origin
    assert desk.origin.where.endswith("tidings.yaml:5")
    assert (club.preferences.quiet_hours, club.preferences.cooldown) == (NEVER_QUIET, timedelta(0))
    (watchlist,) = config.watchlists
    assert watchlist.manner.severity == "low"
    assert watchlist.watches[0].manner.severity == "high"
    assert watchlist.watches[1].manner == Manner(deliver=Deliver())
    assert config.warnings == ()


def test_wishes_that_can_not_be_read(tmp_path: Path) -> None:
    tidings = """\
        destinations:
          desk: {to: console, deliver: dayly 08:00, budget: lots, mention: "@everyone"}
          club: {to: console, quiet_hours: at night, cooldwn: 5m}
        """
    watches = "companies:\n  - {name: Tesla, severity: hihg, deliver: hourly 8:00}\n"
    assert told(tmp_path, {"tidings.yaml": tidings, "watchlists/ev.yaml": watches}) == [
        "tidings.yaml:2:32 unknown word 'dayly', did you mean 'daily'?",
        "tidings.yaml:2:53 'lots' is not a budget, messages per length of time, as in 20 per 10m",
        "tidings.yaml:2:68 everybody at once can't be mentioned, name people or roles who want it",
        "tidings.yaml:3:36 'at night' is no stretch of the day, as in 22:00-07:00, or none",
        "tidings.yaml:3:46 unknown key 'cooldwn', did you mean 'cooldown'?",
        "watchlists/ev.yaml:2:29 unknown severity 'hihg', did you mean 'high'?",
        "watchlists/ev.yaml:2:44 'hourly' has no time of day, write just 'hourly', "
        "or 'daily 08:00'",
    ]


def test_a_mention_that_nobody_will_see(tmp_path: Path) -> None:
    files = {
        "tidings.yaml": "destinations: {desk: slack:#desk, club: {to: console}}",
        "watchlists/a.yaml": """\
            post_to: desk
            mention: [slack:U012AB3CD, discord:80351110224678912]
            companies: [{name: Tesla, mention: console:me}]
            """,
        "watchlists/b.yaml": "post_to: [desk, club]\nmention: console:me\ntopics: [recalls]\n",
    }
    found = loaded(tmp_path, files).warnings
    warnings = [str(each).removeprefix(f"{tmp_path.as_posix()}/") for each in found]
    assert warnings == [
        "watchlists/a.yaml:2:28 'discord:80351110224678912' is never mentioned: this watchlist "
        "posts to no discord place, name one in post_to",
        "watchlists/a.yaml:3:36 'console:me' is never mentioned: this watchlist posts to no "
        "console place, name one in post_to",
    ]
