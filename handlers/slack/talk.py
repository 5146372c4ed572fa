"""What listeners, forms and the App Home share: who did something, and the ways back to them.

The agreements by which they find each other:

* A button of a card has the action id ``run:<number>`` and its command as value; the Share button
  of an answer is ``share``; a button that is only a link begins with ``link:``. Every other action
  id belongs to ``forms``.
* ``render.message(card, share=…)`` draws a card; ``forms.answer_view(card)`` draws it as a modal,
  for answers to what was pressed where no message can come back (the App Home).
* ``forms.opened(talk, call, text)`` opens the form for a typed line, when it has one;
  ``forms.pressed`` gets actions, ``forms.submitted`` submissions, ``forms.options`` what is typed
  into an external select, ``forms.shortcut`` global shortcuts; ``home.opened`` the App Home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.card import Card
from bot.model import Request, User
from bot.ports import Answer, Clock, Complete
from handlers.registry import CommandInfo

NAME = "slack"
Json = dict[str, Any]
RUN, SHARE, LINK = "run:", "share", "link:"
"""How action ids begin; see above."""
WHY_SHORTCUT, ADD_SHORTCUT = "why_this_alert", "add_watch"
"""Callback ids of the message shortcut and the global one, as in the manifest."""


class Views(Protocol):
    """What forms may ask of Slack. Each raises :class:`~bot.errors.DeliveryError`."""

    async def open_view(self, trigger_id: str, view: Json) -> str:
        """The id of the new modal. A trigger lasts three seconds."""

    async def push_view(self, trigger_id: str, view: Json) -> str:
        """On top of the modal that the trigger came from."""

    async def update_view(self, view_id: str, view: Json, *, hash: str = "") -> None:  # noqa: A002  # Slack's word
        """``hash``: only when it is still the one that was seen."""

    async def publish_home(self, user_id: str, view: Json) -> None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Talk:
    """The bot behind, and Slack in front."""

    answer: Answer
    complete: Complete
    commands: Sequence[CommandInfo]
    slack: Views
    clock: Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """Something that somebody did in Slack."""

    user: User
    scope: str
    """The workspace, ``slack:T024BE7LD``."""
    channel: str = ""
    """Its address, as in the configuration where it is there; else its id."""
    channel_id: str = ""
    direct: bool = False
    """In a direct message with the bot, or where there is no channel: the App Home."""
    at: datetime
    trigger_id: str = ""
    response_url: str = ""
    reads: tuple[str, ...] = ()
    """Addresses of channels that this person is in, asked for where no channel is at hand."""

    @property
    def user_id(self) -> str:
        """As Slack calls them."""
        return self.user.id.partition(":")[2]

    def request(self, text: str, *, alert_id: str = "") -> Request:
        return Request(
            text=text,
            user=self.user,
            platform=NAME,
            scope=self.scope,
            channel=self.channel,
            alert_id=alert_id,
            direct=self.direct,
            at=self.at,
            reads=self.reads,
        )


class Forms(Protocol):
    """The module ``forms``, as the listeners see it."""

    async def opened(self, talk: Talk, call: Call, text: str) -> bool:
        """Open the form that this line asks for; whether there is one."""

    async def pressed(
        self, talk: Talk, call: Call, action: Mapping[str, Any], view: Mapping[str, Any] | None
    ) -> None:
        """An element with an action id of its own was used; ``view``: in which, with its state."""

    async def submitted(self, talk: Talk, call: Call, view: Mapping[str, Any]) -> Json | None:
        """What to answer: ``{"response_action": …}``, or ``None`` to close."""

    def again(self, talk: Talk, view: Mapping[str, Any], errors: Mapping[str, str]) -> Json:
        """A form that was filled in, with what is wrong above it: said too late for its fields."""

    async def options(
        self, talk: Talk, call: Call, *, action_id: str, typed: str, view: Mapping[str, Any]
    ) -> list[Json]:
        """At most 100, from memory."""

    async def shortcut(self, talk: Talk, call: Call, callback_id: str) -> None:
        """A global shortcut."""

    def answer_view(self, card: Card) -> Json:
        """The card as a modal without a submit button."""


class Home(Protocol):
    """The module ``home``."""

    async def opened(self, talk: Talk, call: Call) -> None:
        """Publish the App Home of this person."""
