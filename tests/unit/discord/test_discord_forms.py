"""Commands as forms: within Discord's limits, and back as the line that means the same."""

from __future__ import annotations

import re

import pytest

from bot.card import Card, Fields, line
from bot.commands import COMMANDS
from handlers.discord import forms, words
from handlers.discord.forms import Form
from tests.support.fakediscord import limits

BY_PATH = {each.path: each for each in COMMANDS}
LONG = {"name": "小米" * 300, "aliases": "🚗" * 1200, "when": "> 10,000" * 200}


def sent(form: Form, values: dict[str, str]) -> Form:
    parts = [
        {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
        for name, value in values.items()
    ]
    return forms.filled_in(form, {"components": parts})


@pytest.mark.parametrize("kind", ["company", "figure"])
@pytest.mark.parametrize("path", forms.PATHS)
def test_every_form_is_within_every_limit(path: str, kind: str) -> None:
    for values in ({}, LONG):
        drawn = forms.modal(Form(path=path, given={"kind": kind, **values}), BY_PATH[path])
        assert limits.modal(drawn) == []
        assert all(part["label"] and part["description"] for part in drawn["components"])


def test_what_is_filled_in_is_the_line_somebody_might_have_typed() -> None:
    form = Form(path="watch add", given={"severity": "high"})
    filled = sent(form, {"name": " Xiaomi ", "aliases": "小米\nXiaomi EV,\n", "context": ""})
    said = forms.line(filled, BY_PATH["watch add"])
    assert said == 'watch add name:"Xiaomi" aliases:"小米, Xiaomi EV" severity:"high"'


def test_of_what_is_in_force_only_what_differs_is_said() -> None:
    before = {"kind": "company", "aliases": "小米", "context": "car", "deliver": "hourly"}
    form = Form(path="watch edit", given={"name": "Xiaomi"}, before=before)
    same = {"aliases": "小米", "tickers": "", "context": "car", "exclude": "", "deliver": "hourly"}
    assert forms.line(sent(form, same), BY_PATH["watch edit"]) == 'watch edit name:"Xiaomi"'
    other = sent(form, same | {"aliases": "小米, Mi", "context": ""})
    said = forms.line(other, BY_PATH["watch edit"])
    assert said == 'watch edit name:"Xiaomi" aliases:"小米, Mi" context:"none"'
    again = forms.modal(other, BY_PATH["watch edit"])["components"]
    assert again[0]["component"]["value"] == "小米, Mi"
    assert "value" not in again[2]["component"]


def test_inputs_that_a_form_does_not_show_are_not_taken() -> None:
    filled = sent(Form(path="feed add"), {"site": "a.example", "in": "x", "": "y"})
    assert filled.given == {"site": "a.example"}


def test_a_form_is_known_again_by_its_custom_id() -> None:
    form = Form(path="watch add", given={"name": "@everyone"}, before={"kind": "topic"})
    assert forms.kept_form(form.opener, form.kept) == form
    assert forms.kept_form(forms.modal(form, BY_PATH["watch add"])["custom_id"], form.kept) == form
    assert forms.kept_form("open:unknown", form.kept) is None
    assert forms.kept_form("open:x", {"form:x": '{"path": 1, "other": 2}'}) is None


def test_figures_are_asked_for_what_figures_have() -> None:
    form = Form(path="watch add", given={"kind": "figure"})
    assert form.shown == ("name", "subject", "metric", "unit", "when")


def test_only_what_a_card_shows_as_it_is_can_be_changed() -> None:
    shown = Card(title="x", blocks=(Fields((("aliases", line("小米")),)),))
    form = forms.of_present("watch edit", {"name": "Xiaomi"}, shown)
    assert form is not None
    assert form.before == {"aliases": "小米"}
    assert forms.of_present("watch edit", {"name": "X", "aliases": "y"}, shown) is None
    assert forms.of_present("lookup", {"name": "X"}, shown) is None
    assert forms.of_present("watch edit", {"name": "X"}, Card(title="?", tone="warning")) is None


@pytest.mark.parametrize("locale", words.LOCALES)
@pytest.mark.parametrize("path", forms.PATHS)
def test_forms_speak_the_language_of_whoever_opens_them(path: str, locale: str) -> None:
    """What fails here wants a line in handlers/discord/formwords.py."""
    for given in ({}, {"kind": "figure"}):
        drawn = forms.modal(Form(path=path, given=given), BY_PATH[path], locale)
        assert limits.modal(drawn) == []
        said = [drawn["title"].format(name="")]
        for part in drawn["components"]:
            said += [part["label"], part["description"]]
            said += [each["label"] for each in part["component"].get("options", ())]
        assert all(re.search("[\u4e00-\u9fff]", each) for each in said), said
    english = forms.modal(Form(path=path), BY_PATH[path], "de")
    assert english == forms.modal(Form(path=path), BY_PATH[path])


def test_a_feed_is_changed_from_what_it_is() -> None:
    pairs = (("name", line("CnEVPost")), ("tags", line("none")), ("every", line("auto")))
    card = Card(title="CnEVPost, as it is", blocks=(Fields(pairs),))
    form = forms.of_present("feed edit", {"feed": "CnEVPost"}, card)
    assert form is not None
    filled = sent(form, {"name": "CnEVPost", "tags": "ev\nchina", "every": ""})
    assert forms.line(filled, BY_PATH["feed edit"]) == (
        'feed edit feed:"CnEVPost" tags:"ev, china" every:"none"'
    )
    assert forms.of_present("feed edit", {"feed": "CnEVPost", "name": "EV"}, card) is None
