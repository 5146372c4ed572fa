"""What Slack's refusals mean: the whole table, and what is in none."""

from __future__ import annotations

import aiohttp
import pytest

from bot.errors import DeliveryError
from handlers.slack.errors import ShapeError, judged, limited, of_network, of_status
from handlers.slack.web import Listen, read

POST = "chat.postMessage"


def delivery(name: str, **more: object) -> DeliveryError:
    error = judged(POST, {"ok": False, "error": name, **more}, where="#desk", bot="newsbot")
    assert isinstance(error, DeliveryError)
    return error


@pytest.mark.parametrize(
    ("name", "words", "mend"),
    [
        ("channel_not_found", "#desk", "/invite @newsbot"),
        ("not_in_channel", "isn't a member of #desk", "/invite @newsbot in #desk"),
        ("is_archived", "#desk is archived", "unarchive"),
        ("invalid_auth", "bot token", "TIDINGS_SLACK_BOT_TOKEN"),
        ("token_expired", "bot token has expired", "TIDINGS_SLACK_BOT_TOKEN"),
        ("link_disabled", "Socket Mode is switched off", "switch it on"),
        ("too_many_websockets", "ten connections", "stop other processes"),
        ("messages_tab_disabled", "switched off", "Messages Tab"),
        ("never_heard_of", "never_heard_of", POST),
    ],
)
def test_what_somebody_must_mend(name: str, words: str, mend: str) -> None:
    error = delivery(name)
    assert (error.permanent, error.ambiguous, error.gone) == (True, False, False)
    assert words in str(error)
    assert mend in error.hint


def test_the_missing_scope_is_named() -> None:
    assert "channels:history" in delivery("missing_scope", needed="channels:history").hint


def test_the_apps_token_is_told_from_the_bots() -> None:
    error = judged("apps.connections.open", {"error": "invalid_auth"}, app_token=True)
    assert isinstance(error, DeliveryError)
    assert "TIDINGS_SLACK_APP_TOKEN" in error.hint


@pytest.mark.parametrize("name", ["internal_error", "fatal_error", "service_unavailable", ""])
def test_errors_after_which_nobody_knows(name: str) -> None:
    error = delivery(name)
    assert (error.permanent, error.ambiguous) == (False, True)


@pytest.mark.parametrize("name", ["message_not_found", "thread_not_found", "edit_window_closed"])
def test_what_is_gone(name: str) -> None:
    assert delivery(name).gone


def test_a_refused_shape_says_what_is_wrong_with_it() -> None:
    told = {"messages": ["[ERROR] must be no more than 3000 characters"]}
    error = judged(POST, {"error": "invalid_blocks", "response_metadata": told})
    assert isinstance(error, ShapeError)
    assert "3000 characters" in str(error)


@pytest.mark.parametrize(
    ("told", "seconds"), [("7", 7), (None, 30), ("soon", 30), ("nan", 30), ("inf", 30)]
)
def test_pauses(told: str | None, seconds: int) -> None:
    pause = limited(told).retry_after
    assert pause is not None
    assert pause.total_seconds() == seconds


@pytest.mark.parametrize(
    ("status", "permanent", "ambiguous"),
    [(500, False, True), (502, False, True), (200, False, True), (404, True, False)],
)
def test_answers_that_are_not_slacks(status: int, permanent: bool, ambiguous: bool) -> None:
    error = of_status(POST, status, None)
    assert (error.permanent, error.ambiguous) == (permanent, ambiguous)


@pytest.mark.parametrize(
    ("broken", "ambiguous"),
    [
        (aiohttp.ConnectionTimeoutError("connect"), False),
        (aiohttp.SocketTimeoutError("read"), True),
        (TimeoutError(), True),
        (aiohttp.ServerDisconnectedError(), True),
        (ConnectionResetError("reset by peer"), True),
    ],
)
def test_broken_connections(broken: Exception, ambiguous: bool) -> None:
    error = of_network(broken)
    assert (error.permanent, error.ambiguous) == (False, ambiguous)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [("127.0.0.1:3000", "127.0.0.1", 3000), (":80", "127.0.0.1", 80), ("[::1]:1", "::1", 1)],
)
def test_where_to_listen(text: str, host: str, port: int) -> None:
    assert Listen.parse(text) == Listen(host=host, port=port)


def test_requests_by_their_kinds() -> None:
    form = "application/x-www-form-urlencoded"
    assert read("text=a+b&command=%2Ftidings", form) == {"text": "a b", "command": "/tidings"}
    assert read("payload=%7B%22type%22%3A%22x%22%7D", form) == {"type": "x"}
    assert read("[1]", "application/json") == {}
