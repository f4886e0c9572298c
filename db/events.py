"""What the servers notice: a closed list, each one log line, one counter and, where it matters, one alert.

Nobody composes such lines elsewhere. Facts are short values (an address, a count, an id), never a password, a token or
a line that a client sent. To record costs a log line and never waits for the store: a program that keeps alerts has
`db.alert_collector` listen to this log.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

LOG = "postroom.events"
"""The name of the log that every event goes to."""

_log = logging.getLogger(LOG)


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
    RECOVERY_ADDRESS_CHANGED = ("recovery-address-changed", logging.INFO)
    RESET_ASKED = ("reset-asked", logging.INFO)
    RESET_LIMIT = ("reset-limit", logging.WARNING)
    SIGN_IN_FAILED = ("sign-in-failed", logging.WARNING)
    SIGN_IN_LIMIT = ("sign-in-limit", logging.WARNING)
    ACCOUNT_DELETED = ("account-deleted", logging.INFO)
    ACCOUNT_ERASED = ("account-erased", logging.INFO)
    ACCOUNT_EXPORTED = ("account-exported", logging.INFO)
    REGISTERED = ("registered", logging.INFO)
    REGISTRATION_REFUSED = ("registration-refused", logging.INFO)
    REGISTRATION_LIMIT = ("registration-limit", logging.WARNING)
    ACCEPTED = ("accepted", logging.INFO)
    RELEASED = ("released", logging.INFO)
    ANSWERED = ("answered-while-away", logging.INFO)
    NOT_ANSWERED = ("not-answered-while-away", logging.DEBUG)
    SENT_OUTSIDE = ("sent-outside", logging.INFO)
    PUT_OFF = ("put-off", logging.INFO)
    NOT_SENT = ("not-sent", logging.WARNING)
    NOT_BOUNCED = ("not-bounced", logging.WARNING)
    QUEUE_WAITS = ("queue-waits", logging.WARNING)
    HOST_NOT_REACHED = ("host-not-reached", logging.WARNING)
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
    CERTIFICATE_RUNS_OUT = ("certificate-runs-out", logging.ERROR)
    DISK_NEARLY_FULL = ("disk-nearly-full", logging.ERROR)
    QUEUE_STUCK = ("queue-stuck", logging.ERROR)
    RELAY_FAILS = ("relay-fails", logging.ERROR)
    KEY_UNUSABLE = ("key-unusable", logging.ERROR)
    PROGRAM_ENDED = ("program-ended", logging.ERROR)
    PROGRAM_NOT_STARTED = ("program-not-started", logging.ERROR)
    REQUEST = ("request", logging.DEBUG)
    FAULT = ("fault", logging.ERROR)

    @property
    def label(self) -> str:
        """Its name in logs, and that of the rule that its alerts are of."""
        return self.value[0]


ALERTS: Mapping[Event, str] = {
    Event.SIGN_IN_FAILED: "peer",
    Event.SIGN_IN_LIMIT: "peer",
    Event.REGISTRATION_LIMIT: "peer",
    Event.TOO_MANY_CONNECTIONS: "peer",
    Event.RELAY_REFUSED: "peer",
    Event.TLS_FAILED: "peer",
    Event.RECOVERY_REFUSED: "peer",
    Event.RESET_LIMIT: "peer",
    Event.ADMIN_REFUSED: "peer",
    Event.NOT_SENT: "hop",
    Event.HOST_NOT_REACHED: "host",
    Event.NOT_BOUNCED: "",
    Event.STORE_UNAVAILABLE: "",
    Event.SEARCH_INDEX_UNUSABLE: "",
    Event.FAULT: "",
}
"""The events that are alerts, and the fact that says at which host; "" is this machine.

Not here are those that the courier looks for (`server.courier.lookout`), and those of programs that end, which whoever
started them notices (`scripts.ending_alerts`): they write their alerts themselves, one a day.
"""


@dataclass(frozen=True, slots=True)
class Noticed:
    """An event as the log's listeners get it, in the attribute `noticed` of a record."""

    event: Event
    facts: Mapping[str, object]


def record(event: Event, fault: BaseException | None = None, **facts: object) -> None:
    """Write one line: the event's name, then `facts` as `key=value`; `fault` adds where it came from."""
    name, level = event.value
    if not _log.isEnabledFor(level):
        return
    line = " ".join([name, told(facts)]) if facts else name
    _log.log(level, "%s", line, exc_info=fault, extra={"noticed": Noticed(event, facts)})


def told(facts: Mapping[str, object]) -> str:
    """Return facts as a line has them: `key=value`, each of them bounded and in its place."""
    return " ".join(f"{key}={plain(value)}" for key, value in facts.items())


def plain(value: object) -> str:
    """Return `value` so that it cannot break out of its line or its place in it."""
    text = str(value)[:200]
    # A quotation mark at its beginning would be read as that of a quoted text.
    is_plain = text.isprintable() and " " not in text and text and text[0] not in "'\""
    return text if is_plain else repr(text)
