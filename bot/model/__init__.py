"""The vocabulary of Tidings as frozen data: what flows from a feed to an alert.

Conventions that hold everywhere:

* every ``datetime`` is timezone-aware and in UTC;
* offsets are Unicode code points into the *plain text* of the named field, end exclusive;
* ids are text and derived from what they identify (see :func:`make_id`), so that doing the
  same work twice, before and after a crash, names the same thing;
* nothing here does I/O or imports anything else of ours.

``watched`` is what people ask for, ``read`` what comes in, ``told`` what goes out, ``people`` who
asks in chat. All of it is imported from here.
"""

from bot.model.ids import Origin, make_id
from bot.model.people import Arrangement, Edit, Follow, Mark, Mute, MuteKind, Request, User
from bot.model.read import (
    Entry,
    Feed,
    FeedHealth,
    FeedState,
    FieldName,
    Figure,
    FigureHit,
    Item,
    Mention,
    Place,
    Reading,
    Refusal,
    believed,
)
from bot.model.told import (
    CONSOLE,
    Alert,
    AlertStatus,
    Decision,
    Delivery,
    DeliveryKind,
    DeliveryStatus,
    Destination,
    News,
    PollSettings,
    Receipt,
    Relation,
    Settings,
    Source,
    Story,
    StoryChange,
    Verdict,
)
from bot.model.watched import (
    NEVER_QUIET,
    PLAIN,
    Basis,
    Budget,
    Condition,
    ConditionKind,
    Deadline,
    Deliver,
    Manner,
    Period,
    Preferences,
    QuietHours,
    Rhythm,
    Severity,
    Watch,
    WatchKind,
    Watchlist,
)

__all__ = [
    "CONSOLE",
    "NEVER_QUIET",
    "PLAIN",
    "Alert",
    "AlertStatus",
    "Arrangement",
    "Basis",
    "Budget",
    "Condition",
    "ConditionKind",
    "Deadline",
    "Decision",
    "Deliver",
    "Delivery",
    "DeliveryKind",
    "DeliveryStatus",
    "Destination",
    "Edit",
    "Entry",
    "Feed",
    "FeedHealth",
    "FeedState",
    "FieldName",
    "Figure",
    "FigureHit",
    "Follow",
    "Item",
    "Manner",
    "Mark",
    "Mention",
    "Mute",
    "MuteKind",
    "News",
    "Origin",
    "Period",
    "Place",
    "PollSettings",
    "Preferences",
    "QuietHours",
    "Reading",
    "Receipt",
    "Refusal",
    "Relation",
    "Request",
    "Rhythm",
    "Settings",
    "Severity",
    "Source",
    "Story",
    "StoryChange",
    "User",
    "Verdict",
    "Watch",
    "WatchKind",
    "Watchlist",
    "believed",
    "make_id",
]
