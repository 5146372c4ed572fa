"""Web API: views.*: modals on the strength of a trigger, and the App Home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.fakeslack.limits import wrong_view
from tests.support.fakeslack.refusal import RefusedError, bad_arguments
from tests.support.fakeslack.world import Json, View, World

TRIGGER_LASTS = 3.0
"""Seconds."""
DEEPEST = 3


@dataclass
class Trigger:
    user: str
    made: float
    used: bool = False


class Views:
    def __init__(self, world: World) -> None:
        self._world = world
        self._triggers: dict[str, Trigger] = {}

    def trigger(self, user: str) -> str:
        ident = f"{self._world.next_id('')}.{self._world.next_ts()}"
        self._triggers[ident] = Trigger(user, self._world.now())
        return ident

    def open(self, args: Json) -> Json:
        user = self._take(args)
        view = self._add(args.get("view"), user, [])
        return {"view": view.json()}

    def push(self, args: Json) -> Json:
        user = self._take(args)
        top = self.top(user)
        if top is None:
            raise RefusedError("not_found")
        if len(top.stack) >= DEEPEST:
            raise RefusedError("push_limit_reached")
        return {"view": self._add(args.get("view"), user, top.stack).json()}

    def update(self, args: Json) -> Json:
        view = self._world.views.get(str(args.get("view_id")))
        if view is None and args.get("external_id"):
            wanted = args["external_id"]
            every = self._world.views.values()
            view = next((each for each in every if each.view.get("external_id") == wanted), None)
        if view is None or view.id not in view.stack:
            raise RefusedError("not_found")
        if args.get("hash") and args["hash"] != view.hash:
            raise RefusedError("hash_conflict")
        self.replace(view, args.get("view"))
        return {"view": view.json()}

    def publish(self, args: Json) -> Json:
        user, view = str(args.get("user_id")), args.get("view")
        if user not in self._world.users:
            raise RefusedError("invalid_arguments")
        _check(view, "home")
        self._world.homes[user] = dict(view or {})
        return {"view": {**dict(view or {}), "id": self._world.next_id("V"), "hash": "1.1"}}

    # ── what the client of the person does ───────────────────────────────────────────────

    def top(self, user: str) -> View | None:
        """The modal that this person has in front of them."""
        for view in reversed(self._world.views.values()):
            if view.user == user and view.stack and view.stack[-1] == view.id:
                return view
        return None

    def replace(self, view: View, data: object) -> None:
        _check(data, "modal")
        view.view = dict(data)  # type: ignore[call-overload]  # just checked
        view.hash = self._world.next_ts()

    def pushed(self, under: View, data: object) -> None:
        if len(under.stack) >= DEEPEST:
            raise RefusedError("push_limit_reached")
        self._add(data, under.user, under.stack)

    def close(self, view: View, *, every: bool = False) -> None:
        if every:
            view.stack.clear()
        elif view.id in view.stack:
            view.stack.remove(view.id)

    def _add(self, data: object, user: str, stack: list[str]) -> View:
        _check(data, "modal")
        ident = self._world.next_id("V")
        view = View(ident, dict(data), user, self._world.next_ts(), stack)  # type: ignore[call-overload]  # just checked
        stack.append(ident)
        self._world.views[ident] = view
        return view

    def _take(self, args: Json) -> str:
        trigger = self._triggers.get(str(args.get("trigger_id")))
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if trigger.used:
            raise RefusedError("exchanged_trigger_id")
        if self._world.now() - trigger.made > TRIGGER_LASTS:
            raise RefusedError("expired_trigger_id")
        trigger.used = True
        return trigger.user


def _check(view: Any, kind: str) -> None:
    if wrongs := wrong_view(view):
        raise bad_arguments("invalid_arguments", wrongs)
    if view["type"] != kind:
        raise bad_arguments("invalid_arguments", [f"a {kind} is wanted here"])
