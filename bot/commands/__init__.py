"""Slash commands, written once: request in, card out.

To add one: a file with a :class:`Command`, and a line in ``COMMANDS``. Slack's manifest,
Discord's tree, completion, help and the documentation are derived from there.
"""

from collections.abc import Sequence

from bot.commands.amend import AMEND
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.confirm import CANCEL, CONFIRM
from bot.commands.desk import Desk as _Desk
from bot.commands.digest import DIGEST
from bot.commands.export import EXPORT
from bot.commands.feed import FEED_ADD, FEED_PAUSE, FEED_POLL, FEED_REMOVE, FEED_RESUME
from bot.commands.feed_edit import FEED_EDIT
from bot.commands.feeds import FEED_LIST
from bot.commands.figures import FIGURES
from bot.commands.follow import FOLLOW, UNFOLLOW
from bot.commands.help import help_command
from bot.commands.history import HISTORY
from bot.commands.listing import LIST
from bot.commands.lookup import LOOKUP
from bot.commands.more import MORE
from bot.commands.mute import MUTE, UNMUTE
from bot.commands.not_this import NOT_THIS
from bot.commands.recap import RECAP
from bot.commands.status import STATUS
from bot.commands.story import STORY
from bot.commands.undo import UNDO
from bot.commands.watch import WATCH_ADD, WATCH_EDIT, WATCH_REMOVE, WATCH_TEST
from bot.commands.why import WHY


def _all() -> Sequence[Command]:
    return COMMANDS


COMMANDS: tuple[Command, ...] = (
    LOOKUP,
    FIGURES,
    RECAP,
    STORY,
    WHY,
    HISTORY,
    LIST,
    STATUS,
    help_command(_all),
    MUTE,
    UNMUTE,
    FOLLOW,
    UNFOLLOW,
    DIGEST,
    UNDO,
    WATCH_ADD,
    WATCH_EDIT,
    WATCH_REMOVE,
    WATCH_TEST,
    FEED_ADD,
    FEED_EDIT,
    FEED_REMOVE,
    FEED_PAUSE,
    FEED_RESUME,
    FEED_POLL,
    FEED_LIST,
    NOT_THIS,
    MORE,
    EXPORT,
    AMEND,
    CONFIRM,
    CANCEL,
)


class Desk(_Desk):
    """Answers every command in ``COMMANDS``."""

    def __init__(self, context: Context, commands: Sequence[Command] = COMMANDS) -> None:
        super().__init__(context, commands)


__all__ = ["COMMANDS", "Arguments", "Command", "Context", "Desk", "Param"]
