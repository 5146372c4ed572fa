"""Writes what the documentation takes from the program: ``python -m docs.generate``.

``docs/commands.md`` comes from the commands themselves; in all other documents the sessions are
replayed (:mod:`docs.sessions`).
"""

from __future__ import annotations

from pathlib import Path

from bot.commands import COMMANDS, Command
from docs.sessions import PAGES, replayed

HEAD = """\
# Commands

The same words on every platform. In the terminal type them as they stand, with or without a
slash; on chat platforms they are slash commands. Everything in quotes is one value; options are
written `name:value`. Answers are for whoever asked. Times are `30m`, `2h`, `3d`, `1w`.

Every edit is previewed against the stored history before it is saved, kept in an audit
(`history`), and taken back by `undo`. The preview of a watch says, with counts, what its name may
stand for besides and which other watches it may be confused with; the aliases, symbols and phrases
to exclude that it offers are buttons, each leading to the preview with that added. Where time ran
out, or very many items hold the name, its counts are of those “that were looked at”.

![A preview before anything is saved](images/watch-add.svg)
"""
AUDIENCES = {
    "everyone": "For everyone",
    "personal": "Personal",
    "editor": "For editors",
}
"""Editors are the platform's administrators and those the configuration names."""


def commands_page() -> str:
    parts = [HEAD]
    for audience, title in AUDIENCES.items():
        parts.append(f"## {title}\n")
        if audience == "editor":
            parts.append(
                "The platform's administrators, and `owners` and `editors` of `tidings.yaml`.\n"
            )
        parts += [
            _section(command)
            for command in COMMANDS
            if command.audience == audience and not command.internal
        ]
    return "\n".join(parts)


PICTURES = {
    "lookup": "![The latest on a name](images/lookup.svg)",
    "figures": "![The numbers are those of the list](images/figures.png)\n\n"
    "More on its answer is in [Figures](figures.md#asking-for-figures).",
    "why": "![Words, rules, scores](images/why.svg)",
}
"""Below the section of a command."""


def _section(command: Command) -> str:
    lines = [f"### `{command.usage}`", "", f"{command.summary}.", ""]
    for param in command.params:
        name = f"{param.name}:" if param.option else param.name
        choices = (
            f" One of {', '.join(f'`{each}`' for each in param.choices)}." if param.choices else ""
        )
        lines.append(f"- `{name}`: {param.summary}.{choices}")
    if command.params:
        lines.append("")
    if command.examples:
        lines += ["```", *command.examples, "```", ""]
    if command.path in PICTURES:
        lines += [PICTURES[command.path], ""]
    return "\n".join(lines)


if __name__ == "__main__":
    (Path(__file__).parent / "commands.md").write_text(commands_page(), "utf-8")
    for page in PAGES:
        page.write_text(replayed(page.read_text("utf-8")), "utf-8")
