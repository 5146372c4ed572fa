"""Every error that a user can do something about.

    TidingsError
    ├── ConfigError          one or more problems in configuration, each with file, line, column
    ├── FeedError            a feed could not be read; ``url`` is redacted
    │   ├── RetrieveError    … over HTTP (status, Retry-After, gone)
    │   ├── FormatError      … because the body is not a feed we know
    │   └── DiscoveryError   … because a site's address leads to no feed
    ├── StorageError         the database refused (disk full, locked, lost)
    ├── DeliveryError        a platform refused a message (permanent, retryable or ambiguous)
    ├── CommandError         a command was mistyped or is not allowed
    └── MissingExtraError       an optional part is not installed

Anything else that is raised is a bug and is left to crash loudly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


class TidingsError(Exception):
    """Root of the family. ``str(error)`` is one sentence for people; ``hint`` says the mend."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} ({self.hint})" if self.hint else message


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong at one place: ``config/watchlists/ev.yaml:14:7 unknown unit …``."""

    file: str
    line: int = 0
    column: int = 0
    """Both count from 1; 0: the whole file."""
    what: str
    hint: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{self.column}"
        return f"{place} {self.what}" + (f", {self.hint}" if self.hint else "")


class ConfigError(TidingsError):
    """``warnings``: what was noticed besides, legal but hardly meant."""

    def __init__(self, problems: Sequence[Problem], warnings: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FeedError(TidingsError):
    def __init__(self, message: str, *, url: str = "", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.url = url


class RetrieveError(FeedError):
    """``status`` is 0 when no answer came (DNS, refused, time-out, TLS, over a limit)."""

    def __init__(
        self,
        message: str,
        *,
        url: str = "",
        hint: str = "",
        status: int = 0,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message, url=url, hint=hint)
        self.status = status
        self.retry_after = retry_after

    @property
    def gone(self) -> bool:
        return self.status == 410


class FormatError(FeedError):
    """The body is no feed: an HTML page, an empty body, broken beyond recovery, too slow."""


class DiscoveryError(FeedError):
    """``candidates`` are feed addresses that were tried in vain."""

    def __init__(
        self, message: str, *, url: str = "", hint: str = "", candidates: Sequence[str] = ()
    ) -> None:
        super().__init__(message, url=url, hint=hint)
        self.candidates = tuple(candidates)


class StorageError(TidingsError):
    """Nothing of the transaction was stored. ``retryable``: the same call may work later."""

    def __init__(self, message: str, *, hint: str = "", retryable: bool = True) -> None:
        super().__init__(message, hint=hint)
        self.retryable = retryable


class DeliveryError(TidingsError):
    """The adapter says what kind of failure it was; the outbox decides what to do.

    permanent   will fail again until somebody mends it; ``hint`` is the exact mend
    ambiguous   the message may or may not be there: reconcile before sending again
    gone        the message to edit, or the thread to answer in, isn't there any more
    refused     this one message is, for what it says; others may go out. With ``permanent``
                only perhaps: it may as well be the place
    everywhere  the cause holds for every place of the platform, as a refused token does
    none        safe to send again, after ``retry_after`` when given
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        permanent: bool = False,
        ambiguous: bool = False,
        gone: bool = False,
        refused: bool = False,
        everywhere: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.gone = gone
        self.refused = refused
        self.everywhere = everywhere
        self.retry_after = retry_after


class CommandError(TidingsError):
    """Shown to the person who typed the command, privately."""


class MissingExtraError(TidingsError):
    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs the optional part '{extra}'",
            hint=f"pip install 'tidings[{extra}]'",
        )
