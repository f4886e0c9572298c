"""What the servers notice: a closed list, each one log line.

Nobody composes such lines elsewhere. Facts are short values (an address, a count, an id), never a password, a token or
a line that a client sent.
"""

from __future__ import annotations

import logging
from enum import Enum

_log = logging.getLogger("postroom.events")


class Event(Enum):
    """Name and level of everything that is worth a line."""

    LISTENING = ("listening", logging.INFO)
    STOPPED = ("stopped", logging.INFO)
    CERTIFICATE_RENEWED = ("certificate-renewed", logging.INFO)
    SIGNED_IN = ("signed-in", logging.INFO)
    SIGNED_OUT = ("signed-out", logging.INFO)
    SIGN_IN_FAILED = ("sign-in-failed", logging.WARNING)
    SIGN_IN_LIMIT = ("sign-in-limit", logging.WARNING)
    REGISTERED = ("registered", logging.INFO)
    REGISTRATION_REFUSED = ("registration-refused", logging.INFO)
    ACCEPTED = ("accepted", logging.INFO)
    REFUSED = ("refused", logging.INFO)
    RELAY_REFUSED = ("relay-refused", logging.WARNING)
    TLS_FAILED = ("tls-failed", logging.INFO)
    TOO_MANY_CONNECTIONS = ("too-many-connections", logging.WARNING)
    STORE_UNAVAILABLE = ("store-unavailable", logging.ERROR)
    REQUEST = ("request", logging.DEBUG)
    FAULT = ("fault", logging.ERROR)


def record(event: Event, fault: BaseException | None = None, **facts: object) -> None:
    """Write one line: the event's name, then `facts` as `key=value`; `fault` adds where it came from."""
    name, level = event.value
    if not _log.isEnabledFor(level):
        return
    line = " ".join([name, *(f"{key}={_plain(value)}" for key, value in facts.items())])
    _log.log(level, "%s", line, exc_info=fault)


def _plain(value: object) -> str:
    """Return `value` so that it cannot break out of its line or its place in it."""
    text = str(value)[:200]
    return text if text.isprintable() and " " not in text and text else repr(text)
