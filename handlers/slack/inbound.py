"""What comes in from Slack: acknowledged at once, done afterwards, answered where it was asked."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.card import Card
from bot.errors import TidingsError
from bot.model import Request
from bot.text import shorten
from handlers.slack.answers import Answers
from handlers.slack.callers import Callers
from handlers.slack.commands import welcome
from handlers.slack.errors import ShapeError
from handlers.slack.manifest import MENDED
from handlers.slack.messages import Messages
from handlers.slack.render import ref_of
from handlers.slack.talk import LINK, RUN, SHARE, WHY_SHORTCUT, Call, Forms, Home, Json, Talk

log = logging.getLogger(__name__)

_ANY = re.compile(r".*", re.DOTALL)
_GRACE = 5.0
"""Seconds for what is under way when the bot stops."""
_WHY = re.compile(r"why (\S+)")
_WAIT = Card(title="One moment…")
_OUR_FAULT = Card(title="Something went wrong here; the log says what", tone="error")
_LONGEST_QUESTION = 900

Body = Mapping[str, Any]


class Inbound:
    """The listeners of one app. Nothing in them raises: Slack would only say "it didn't work"."""

    def __init__(
        self,
        talk: Talk,
        callers: Callers,
        answers: Answers,
        messages: Messages,
        *,
        forms: Forms,
        home: Home,
        ack_within: float,
        mended: Callable[[str, str], Awaitable[None]],
    ) -> None:
        """``mended``: what to do when a channel (its id, its name if known) may be posted to
        again."""
        self._talk = talk
        self._callers = callers
        self._answers = answers
        self._messages = messages
        self._forms = forms
        self._home = home
        self._ack_within = ack_within
        self._mended = mended
        self._running: set[asyncio.Task[None]] = set()

    def listen(self, app: AsyncApp) -> None:
        app.command(_ANY)(self._command)
        app.action(_ANY)(self._action)
        app.shortcut(_ANY)(self._shortcut)
        app.view(_ANY)(self._submission)
        app.options(_ANY)(self._options)
        app.event("app_home_opened")(self._home_opened)
        app.event("message")(self._message)
        for name in MENDED:
            app.event(name)(self._maybe_mended)
        app.event(_ANY)(_nothing)

    async def close(self) -> None:
        """What is under way may end."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=_GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    # ── listeners ────────────────────────────────────────────────────────────────────────

    async def _command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._begin(self._commanded(body))

    async def _action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        for action in body.get("actions", ()):
            self._begin(self._acted(body, action))

    async def _shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        self._begin(self._shortcut_taken(body))

    async def _home_opened(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        if event.get("tab", "home") == "home":
            self._begin(self._home_shown(body, event))

    async def _message(
        self, event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        by_person = not event.get("bot_id") and not event.get("subtype")
        # Whoever speaks to the bot by its name means what comes after it.
        text = str(event.get("text") or "").strip().removeprefix(f"<@{context.bot_user_id}>")
        if event.get("channel_type") == "im" and by_person and text.strip():
            self._begin(self._told(body, {**event, "text": text}))

    async def _maybe_mended(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Somebody let the bot into a channel again, or brought the channel back."""
        if (
            event.get("type") == "member_joined_channel"
            and event.get("user") != context.bot_user_id
        ):
            return
        channel = event.get("channel") or ""
        told = channel if isinstance(channel, dict) else {"id": channel}
        self._begin(self._mended(str(told.get("id") or ""), str(told.get("name") or "")))

    async def _submission(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Answered within Slack's three seconds; what takes longer is shown when it is there."""
        view = body["view"]
        work = asyncio.ensure_future(self._submitted(body, view))
        done, _ = await asyncio.wait({work}, timeout=self._ack_within)
        if done:
            response = work.result()
            await ack(response) if response else await ack()
            return
        await ack(response_action="update", view=self._forms.answer_view(_WAIT))
        self._begin(self._shown_late(work, view))

    async def _options(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        call = self._callers.at_once(body)
        try:
            async with asyncio.timeout(self._ack_within):
                options = await self._forms.options(
                    self._talk,
                    call,
                    action_id=str(body.get("action_id", "")),
                    typed=str(body.get("value", "")),
                    view=body.get("view") or {},
                )
        except TimeoutError:
            options = []
        except Exception:  # an empty menu is better than a broken one
            log.exception("completing in a form failed")
            options = []
        await ack(options=options)

    # ── what is done ─────────────────────────────────────────────────────────────────────

    async def _commanded(self, body: Body) -> None:
        text = str(body.get("text") or "").strip()
        call = await self._callers.of(body)
        if await self._formed(call, text):
            return
        card = await self._patiently(call, call.request(text))
        await self._answers.give(call, card if text else await welcome(self._talk, call, card))

    async def _patiently(
        self, call: Call, request: Request, *, replace_original: bool = False
    ) -> Card:
        """The answer; what takes long is excused meanwhile, or Slack seems to have swallowed it."""
        work = asyncio.ensure_future(self._talk.answer(request))
        try:
            done, _ = await asyncio.wait({work}, timeout=self._ack_within)
            if not done:
                await self._answers.excuse(call, _WAIT, replace_original=replace_original)
            return await work
        except asyncio.CancelledError:
            work.cancel()
            raise

    async def _formed(self, call: Call, text: str) -> bool:
        """Whether a form was opened, or refused with a word why. One that can't be shown is no
        reason to leave the line unanswered."""
        try:
            return await self._forms.opened(self._talk, call, text)
        except ShapeError as error:
            log.error("a form is refused by Slack: %s", error)
            return False
        except TidingsError as error:
            await self._answers.give(call, _told(error))
            return True

    async def _acted(self, body: Body, action: Mapping[str, Any]) -> None:
        name = str(action.get("action_id", ""))
        call = await self._callers.of(body)
        if name.startswith(LINK):
            return
        if name == SHARE:
            await self._answers.share(call, str(action.get("value", "")))
        elif not name.startswith(RUN):
            await self._forms.pressed(self._talk, call, action, body.get("view"))
        elif body.get("view"):
            await self._run_in_view(call, body, str(action.get("value", "")))
        else:
            await self._run(call, body, str(action.get("value", "")))

    async def _run(self, call: Call, body: Body, command: str) -> None:
        """A card's button. An answer's own takes the answer's place; an alert stays."""
        if await self._formed(call, command):
            return
        own = bool((body.get("container") or {}).get("is_ephemeral"))
        request = call.request(command, alert_id=alert_of(body))
        card = await self._patiently(call, request, replace_original=own)
        await self._answers.give(call, card, replace_original=own)

    async def _run_in_view(self, call: Call, body: Body, command: str) -> None:
        """No message can come back to a modal or the App Home: the answer is a modal."""
        if await self._formed(call, command):
            return
        modal = body["view"].get("type") == "modal"
        show = self._talk.slack.push_view if modal else self._talk.slack.open_view
        view_id = await show(call.trigger_id, self._forms.answer_view(_WAIT))
        card = await self._talk.answer(call.request(command))
        await self._talk.slack.update_view(view_id, self._forms.answer_view(card))
        if not modal:
            await self._home.opened(self._talk, call)

    async def _shortcut_taken(self, body: Body) -> None:
        call = await self._callers.of(body)
        if body.get("callback_id") != WHY_SHORTCUT:
            await self._forms.shortcut(self._talk, call, str(body.get("callback_id", "")))
            return
        alert = alert_of(body)
        said = shorten(plain(body.get("message") or {}), _LONGEST_QUESTION)
        request = call.request(f"why {alert or said}", alert_id=alert)
        await self._answers.give(call, await self._patiently(call, request))

    async def _submitted(self, body: Body, view: Mapping[str, Any]) -> Json | None:
        call = await self._callers.of(body)
        try:
            return await self._forms.submitted(self._talk, call, view)
        except TidingsError as error:
            told = _told(error)
        except Exception:
            log.exception("a form that was sent failed")
            told = _OUR_FAULT
        return {"response_action": "update", "view": self._forms.answer_view(told)}

    async def _shown_late(self, work: asyncio.Future[Json | None], view: Mapping[str, Any]) -> None:
        response = await work or {}
        shown = response.get("view")
        if response.get("response_action") == "errors":
            shown = self._forms.again(self._talk, view, response["errors"])
        elif shown is None:
            shown = self._forms.answer_view(Card(title="Done", tone="good"))
        await self._talk.slack.update_view(str(view["id"]), shown)

    async def _home_shown(self, body: Body, event: Mapping[str, Any]) -> None:
        await self._home.opened(self._talk, await self._callers.of_event(body, event))

    async def _told(self, body: Body, event: Mapping[str, Any]) -> None:
        """A direct message is a command; so is one in a thread, where there are no others."""
        call = await self._callers.of_event(body, event)
        text = plain(event)
        card = await self._talk.answer(call.request(text))
        await self._messages.say(str(event["channel"]), card, str(event.get("thread_ts") or ""))

    # ── running ──────────────────────────────────────────────────────────────────────────

    def _begin(self, work: Awaitable[None]) -> None:
        task = asyncio.create_task(_safely(work), name="slack-answer")
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def _safely(work: Awaitable[None]) -> None:
    try:
        await work
    except (TidingsError, ShapeError) as error:
        log.warning("what somebody did in Slack was not answered: %s", error)
    except Exception:
        log.exception("what somebody did in Slack failed")


async def _nothing() -> None:
    """An event that was subscribed to and isn't used."""


def _told(error: TidingsError) -> Card:
    return Card(title=str(error), tone="warning")


# ── reading payloads ─────────────────────────────────────────────────────────────────────


def alert_of(body: Body) -> str:
    """The alert that a message speaks of: its Why button knows."""
    for block in (body.get("message") or {}).get("blocks", ()):
        for element in block.get("elements", ()):
            value = element.get("value") if isinstance(element, Mapping) else None
            if isinstance(value, str) and (found := _WHY.fullmatch(value)):
                return found[1]
    return ref_of((body.get("message") or {}).get("blocks", ()))


def plain(message: Mapping[str, Any]) -> str:
    """A message's text as people read it."""
    text = re.sub(r"<([^<>|]*)\|([^<>]*)>", r"\2", str(message.get("text") or ""))
    text = re.sub(r"<([^<>|]*)>", r"\1", text)
    for escaped, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(escaped, char)
    return " ".join(text.split())
