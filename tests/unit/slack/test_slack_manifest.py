"""The app manifest: what Slack accepts, with exactly what is used."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from bot.errors import TidingsError
from handlers.slack.examine import HELPFUL, NEEDED
from handlers.slack.manifest import PATH, SCOPES, manifest, request_url

SCHEMA = Path(
    os.environ.get(
        "TIDINGS_SLACK_SCHEMA",
        Path(__file__).parents[4] / "shared" / "data" / "specs" / "slack-manifest.schema.json",
    )
)
"""Slack's own schema, where somebody has it."""


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's schema of manifests is not here")
@pytest.mark.parametrize("http", ["", "https://tidings.example.com"])
def test_slack_takes_it(http: str) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert [each.message for each in Draft7Validator(schema).iter_errors(manifest(http))] == []


def test_lengths_that_slack_takes() -> None:
    made = manifest()
    shown = made["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4_000
    for each in made["features"]["shortcuts"]:
        assert len(each["name"]) <= 24
        assert len(each["description"]) <= 150


def test_socket_mode_needs_no_address() -> None:
    made = manifest()
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(made)
    assert made["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert "user" not in made["oauth_config"]["scopes"]


def test_http_mode_names_one_address_everywhere() -> None:
    made = manifest("https://tidings.example.com/")
    url = "https://tidings.example.com" + PATH
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["features"]["slash_commands"][0]["url"] == url
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    assert made["settings"]["interactivity"]["message_menu_options_url"] == url


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://t.example", "https://t.example/slack/events"),
        ("https://t.example:8443/bots/", "https://t.example:8443/bots/slack/events"),
        ("https://t.example/slack/events", "https://t.example/slack/events"),
        (" http://127.0.0.1:3000 ", "http://127.0.0.1:3000/slack/events"),
    ],
)
def test_addresses(given: str, url: str) -> None:
    assert request_url(given) == url


@pytest.mark.parametrize(
    "given", ["tidings.example.com", "ftp://t.example", "https://", "https://[x", "https://t/?a=1"]
)
def test_what_is_no_address_is_refused_with_an_example(given: str) -> None:
    with pytest.raises(TidingsError) as refused:
        manifest(given)
    assert refused.value.hint.endswith("https://tidings.example.com")


def test_what_is_asked_for_is_what_doctor_looks_for() -> None:
    assert set(SCOPES) == {*NEEDED, *HELPFUL}


def test_the_page_tells_each_scope_and_what_it_is_for() -> None:
    page = (Path(__file__).parents[3] / "docs" / "slack.md").read_text("utf-8")
    table = "\n".join(f"| `{scope}` | {reason} |" for scope, reason in SCOPES.items())
    assert f"|---|---|\n{table}\n\n" in page
