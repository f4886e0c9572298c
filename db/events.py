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
    PASSWORD_CHANGED = ("password-changed", logging.INFO)
    RECOVERY_CODE_MADE = ("recovery-code-made", logging.INFO)
    RECOVERY_REFUSED = ("recovery-refused", logging.WARNING)
    SIGN_IN_FAILED = ("sign-in-failed", logging.WARNING)
    SIGN_IN_LIMIT = ("sign-in-limit", logging.WARNING)
    REGISTERED = ("registered", logging.INFO)
    REGISTRATION_REFUSED = ("registration-refused", logging.INFO)
    ACCEPTED = ("accepted", logging.INFO)
    RELEASED = ("released", logging.INFO)
    ANSWERED = ("answered-while-away", logging.INFO)
    NOT_ANSWERED = ("not-answered-while-away", logging.DEBUG)
    SENT_OUTSIDE = ("sent-outside", logging.INFO)
    PUT_OFF = ("put-off", logging.INFO)
    NOT_SENT = ("not-sent", logging.WARNING)
    NOT_BOUNCED = ("not-bounced", logging.WARNING)
    QUEUE_WAITS = ("queue-waits", logging.WARNING)
    REFUSED = ("refused", logging.INFO)
    RELAY_REFUSED = ("relay-refused", logging.WARNING)
    TLS_FAILED = ("tls-failed", logging.INFO)
    TOO_MANY_CONNECTIONS = ("too-many-connections", logging.WARNING)
    PUSH_FAILED = ("push-failed", logging.INFO)
    PUSH_REMOVED = ("push-removed", logging.INFO)
    ADMIN_REFUSED = ("admin-refused", logging.WARNING)
    ADMIN_INPUT_REFUSED = ("admin-input-refused", logging.INFO)
    STORE_UNAVAILABLE = ("store-unavailable", logging.ERROR)
    SEARCH_INDEX_UNUSABLE = ("search-index-unusable", logging.WARNING)
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
