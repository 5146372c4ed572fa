"""Logging: one line a message on stderr, and never a secret in it."""

from __future__ import annotations

import logging
import os
import re
import sys

_SECRETS = re.compile(
    r"xox[abeprs]-[\w-]{8,}"  # Slack tokens
    r"|xapp-[\w-]{8,}"
    r"|\b[MNO][\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"  # Discord bot tokens
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # user:password in a URL
    r"|(?<=hooks\.slack\.com/services/)\S+"
    r"|(?<=/webhooks/)\d+/\S+"  # Discord's, and where it takes answers: libraries log addresses
    r"|(?<=/interactions/)\d+/\S+",
    re.IGNORECASE,
)
_KEY_VALUE = re.compile(
    r"([?&](?:access_)?(?:token|key|auth|api_?key|secret|sig|signature)=)[^&\s]+", re.IGNORECASE
)


def redact(text: str) -> str:
    """``text`` with everything that looks like a secret replaced by ``[redacted]``."""
    for name, value in os.environ.items():
        if len(value) >= 8 and name.startswith("TIDINGS_") and name.endswith(("TOKEN", "SECRET")):
            text = text.replace(value, "[redacted]")
    return _KEY_VALUE.sub(r"\1[redacted]", _SECRETS.sub("[redacted]", text))


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that tracebacks and arguments are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _Stderr(logging.Handler):
    """Writes to whatever ``sys.stderr`` is now: a prompt puts its own in place while it runs."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except (OSError, ValueError):
            # Nobody reads us any more; the work goes on.
            self.setLevel(logging.CRITICAL + 1)


def set_up(*, verbose: bool = False, quiet: bool = False) -> None:
    """Log to stderr. Called once by the command line; libraries stay quiet below WARNING, and
    when ``quiet``, we do too below ERROR."""
    handler = _Stderr()
    handler.setFormatter(
        RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for ours in ("bot", "handlers"):
        level = logging.DEBUG if verbose else logging.ERROR if quiet else logging.INFO
        logging.getLogger(ours).setLevel(level)
    # Every job run would be a line; what jobs do is logged where it matters.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # It warns of each text in a font that has no face of just the weight asked for.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
