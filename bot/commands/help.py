"""``help``: written by the commands themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.card import Block, Bullets, Card, Line, line
from bot.commands.command import Arguments, Audience, Command, Context, Param
from bot.commands.say import bold, button, card, code, dim, paragraph, small
from bot.commands.view import View, suggestion
from bot.errors import CommandError
from bot.model import CONSOLE, Request

_HEADINGS: tuple[tuple[Audience, str], ...] = (
    ("everyone", "For everyone"),
    ("personal", "For you"),
    ("editor", "For editors"),
)
_WHO = {
    "everyone": "Everyone may use it",
    "personal": "Everyone may use it; it is about your own alerts",
    "editor": "Editors only",
}


def help_command(commands: Callable[[], Sequence[Command]]) -> Command:
    """The command that explains ``commands()``, itself included."""

    async def run(context: Context, request: Request, arguments: Arguments) -> Card:
        shown = [each for each in commands() if not each.internal]
        wanted = " ".join(arguments.text("command").lower().split()).lstrip("/")
        if not wanted:
            may_edit = View(context.catalogue(), request).may_edit
            return overview(shown, may_edit, leave=request.platform == CONSOLE.platform)
        for each in shown:
            if wanted in {each.path, *each.other_names}:
                return explain(each)
        group = [each for each in shown if each.group == wanted]
        if group:
            return card(f"“{wanted}”", *_section(group))
        raise CommandError(
            f"There is no command “{wanted}”", hint=suggestion(wanted, [e.path for e in shown])
        )

    return Command(
        name="help",
        summary="Show what can be typed, or explain one command",
        params=(
            Param(
                name="command",
                kind="command",
                summary="the one to explain",
                complete=lambda _context, _request: [
                    each.path for each in commands() if not each.internal
                ],
            ),
        ),
        run=run,
        other_names=("?", "commands", "hello", "hi"),
        examples=("help", "help watch add"),
    )


def overview(commands: Sequence[Command], may_edit: bool, *, leave: bool = False) -> Card:
    """``leave``: it is read where one can leave by a word."""
    blocks: list[Block] = []
    for audience, heading in _HEADINGS:
        members = [each for each in commands if each.audience == audience]
        if members:
            mark = dim(" (you are not one)") if audience == "editor" and not may_edit else ""
            blocks += [paragraph(bold(heading), mark), *_section(members)]
    blocks.append(small("More on one: ", code("help <command>"), " · times: 30m, 2h, 3d, 1w"))
    if leave:
        blocks.append(small("To leave: ", code("exit")))
    return card(
        "What you can ask",
        *blocks,
        actions=[button("Status", "status"), button("Watchlists", "list")],
    )


def _section(members: Sequence[Command]) -> list[Block]:
    return [Bullets(tuple(line(code(each.short_usage), f"  {each.summary}") for each in members))]


def explain(command: Command) -> Card:
    blocks: list[Block] = [paragraph(command.summary, "."), paragraph(code(command.usage))]
    if command.params:
        blocks.append(Bullets(tuple(_param(param) for param in command.params)))
    if command.examples:
        blocks.append(paragraph(bold("For example")))
        blocks.append(Bullets(tuple(line(code(each)) for each in command.examples)))
    also = f" · also: {', '.join(command.other_names)}" if command.other_names else ""
    blocks.append(small(_WHO[command.audience], also))
    return card(command.path, *blocks)


def _param(param: Param) -> Line:
    label = f"{param.name}:" if param.option else param.name
    notes = [param.summary]
    if param.choices:
        notes.append("one of " + ", ".join(param.choices))
    if param.many:
        notes.append("several with commas")
    if param.hint:
        notes.append(f"such as {param.hint}")
    if param.required:
        notes.append("required")
    return line(code(label), "  " + "; ".join(notes))
