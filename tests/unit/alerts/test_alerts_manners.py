"""The specification in ``tests/data/alerts/manners.yaml``: each case in the words of the files
that people edit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.alerts.policy import DestinationState, Rules, decide
from bot.alerts.routing import Matched
from bot.config.build import build_settings
from bot.config.schema import EntitySection, TidingsFile
from bot.figures import parse_condition
from bot.model import Alert, AlertStatus, Manner, Mute, Relation, StoryChange
from tests.support.alertdata import NOW, alert, change, hit, item, mention, mute, watch

FILE = Path(__file__).parents[2] / "data/alerts/manners.yaml"
CASES: dict[str, dict[str, Any]] = {
    what: case for entry in yaml.safe_load(FILE.read_text("utf-8")) for what, case in entry.items()
}
BERLIN = ZoneInfo("Europe/Berlin")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HAPPENS: Mapping[str, StoryChange] = {
    "a new story": change(Relation.NEW),
    "another report": change(Relation.DUPLICATE, story="s1"),
    "a follow-up": change(Relation.FOLLOW_UP),
    "a look-alike": change(Relation.FOLLOW_UP, loud=False),
    "a correction": change(Relation.CORRECTION, story="s1"),
}


def manner_of(wishes: Mapping[str, Any]) -> Manner:
    section = EntitySection.model_validate({"name": "x", **wishes})
    return Manner(deliver=section.deliver, severity=section.severity, cooldown=section.cooldown)


def matched_of(watches: Mapping[str, Mapping[str, Any]]) -> Sequence[Matched]:
    found = []
    for name, given in watches.items():
        wishes = dict(given)
        condition = wishes.pop("alert_when", "")
        own = watch(name)
        if condition:
            own = replace(own, kind="figure", condition=parse_condition(condition))
        evidence = {"hits": (hit(own),)} if condition else {"mentions": (mention(own),)}
        found.append(Matched(watch=own, watchlist="EV", manner=manner_of(wishes), **evidence))
    return found


def moment_of(words: str) -> datetime:
    """``Tue 08:00`` in Berlin, this week or the next."""
    day, clock = words.split()[:2]
    hour, minute = clock.split(":")
    date = NOW.astimezone(BERLIN) + timedelta(days=DAYS.index(day))
    week = timedelta(weeks=1 if words.endswith("next week") else 0)
    return date.replace(hour=int(hour), minute=int(minute)) + week


def there_of(words: Sequence[str]) -> tuple[list[Alert], list[Alert], list[Mute]]:
    """The event's alerts, other alerts, mutes."""
    own: list[Alert] = []
    others: list[Alert] = []
    mutes: list[Mute] = []
    for each in words:
        if each.endswith("is muted"):
            mutes.append(mute("name", each.removesuffix(" is muted").casefold()))
            continue
        of = re.search(r"(?:for|on) (\w+)", each)
        watches = (watch(of[1] if of else "Xiaomi").id,)
        ago = re.search(r"(\d+) (min|h) ago", each)
        unit = timedelta(hours=1) if ago and ago[2] == "h" else timedelta(minutes=1)
        created = NOW - (int(ago[1]) * unit if ago else timedelta(hours=1))
        until = re.search(r"held until (.+)", each)
        status = AlertStatus.HELD if until else AlertStatus.OPEN
        if "in a digest" in each:
            status = AlertStatus.DIGESTED
        elif each.startswith("left out"):
            status = AlertStatus.DROPPED
        release = moment_of(until[1]) if until else None
        many = re.match(r"(\d+) other stories|another story", each)
        silent = "joined a card" in each
        more: dict[str, Any] = {
            "created": created, "release": release, "watch_ids": watches, "silent": silent,
        }  # fmt: skip
        if many:
            count = int(many[1] or 1)
            others += [alert(f"x{n}", status, id=f"ax{n}", **more) for n in range(count)]
        else:
            own.append(alert("s1", status, **more))
    return own, others, mutes


@pytest.mark.parametrize("what", CASES)
def test_manners(what: str) -> None:
    case = dict(CASES[what])
    here = {"to": "slack:#desk", "timezone": "Europe/Berlin", **case.pop("here", {})}
    settings = build_settings(
        TidingsFile.model_validate({"destinations": {"desk": here}, **case.pop("whole", {})})
    )
    own, others, mutes = there_of(case.pop("there", ()))
    state = DestinationState(
        destination=settings.destinations[0], thread=own, recent=[*own, *others], mutes=mutes
    )
    watches = matched_of(case.pop("watches", {"Xiaomi": {}}))
    happens = HAPPENS[case.pop("happens")]
    decision = decide(happens, item(), watches, state, Rules.of(settings), NOW)
    then, _, until = case.pop("then").partition(" until ")
    assert decision.verdict.value == then, decision.why
    assert decision.release == (moment_of(until) if until else None)
    assert case.pop("because", "") in decision.why
    assert not case, "every key of a case is one of those above"
