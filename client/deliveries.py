"""Mail on its way to the outside, as the server tells it to its sender: one delivery for each recipient of a message.

Values, how they are read from the server's answers (webserver/API.md, Delivery) and from the file that keeps them for a
start without the server, and the words about each. Pure but for that file.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from client.json_values import JsonObject, ShapeError, children, number, parse_object, text
from client.known_sentences import server_sentence
from client.private_files import write_private
from client.wording import Said, ended

MOST = 200
"""So many of the newest are kept."""

# What the server says in the place of words that are for its admin only.
_NOT_REACHED = "The other server cannot be used now"
# RFC 5321 section 4.2 and RFC 3463 section 2: the codes are for programs.
_CODES = re.compile(r"[245]\d\d[ -](?:[245]\.\d{1,3}\.\d{1,3}(?: |$))?")


class State(StrEnum):
    """Of one delivery. `HELD` and `REMOVED`: by an admin; `SENT`: another server has taken the message over."""

    WAITING = "waiting"
    SENDING = "sending"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    CANCELED = "canceled"
    REMOVED = "removed"


OPEN = frozenset([State.WAITING, State.SENDING, State.HELD])
CAN_RETRY = frozenset([State.WAITING])
CAN_CANCEL = frozenset([State.WAITING, State.HELD])


@dataclass(frozen=True)
class Delivery:
    """Times are aware, in UTC. `envelope` is what the recipients of one message have in common; `email_id` is the own
    copy, "" for none; `reply` is what was said last, with its codes, "" for nothing yet.
    """

    id: str
    envelope: str
    email_id: str
    subject: str
    recipient: str
    state: State
    attempts: int
    accepted: datetime
    next_try: datetime | None
    settled: datetime | None
    reply: str

    @property
    def words(self) -> str:
        """One sentence on why it is in this state, "" when the state says it all."""
        said = _CODES.sub("", self.reply, count=1)
        if self.state is State.HELD:
            return Said("An admin holds it back. Ask them to let it go, or cancel it.")
        if self.state is State.REMOVED:
            return Said("An admin has taken it out of the queue.")
        if not said or self.state in (State.SENT, State.CANCELED):
            return ""
        if said == _NOT_REACHED:
            return Said("The next mail server cannot be reached now.")
        return Said("The other server says: {words}", words=ended(server_sentence(said)))


@dataclass(frozen=True)
class Deliveries:
    """Those of an account, the newest first, and up to where the server's changes are known ("" for nowhere)."""

    state: str = ""
    all: tuple[Delivery, ...] = ()

    def of_message(self, email_id: str) -> tuple[Delivery, ...]:
        """Those of a message, in the order of its recipients."""
        return tuple(one for one in reversed(self.all) if one.email_id == email_id)


def merged(known: Deliveries, state: str, changed: Sequence[Delivery], gone: Sequence[str]) -> Deliveries:
    """Return `known` with what has changed until `state`."""
    found = {one.id: one for one in known.all if one.id not in gone} | {one.id: one for one in changed}
    ordered = sorted(found.values(), key=lambda one: (one.accepted, _number(one.id)), reverse=True)
    return Deliveries(state, tuple(ordered[:MOST]))


def read_delivery(found: JsonObject) -> Delivery:
    """Raises ShapeError."""
    try:
        state = State(text(found, "state"))
    except ValueError as error:
        raise ShapeError(f"state: {error}") from error
    return Delivery(
        id=text(found, "id"),
        envelope=text(found, "envelopeId"),
        email_id=text(found, "emailId", ""),
        subject=text(found, "subject", ""),
        recipient=text(found, "recipient"),
        state=state,
        attempts=number(found, "attempts", 0),
        accepted=_moment(text(found, "acceptedAt")),
        next_try=_moment_or_none(found, "nextAttemptAt"),
        settled=_moment_or_none(found, "settledAt"),
        reply=text(found, "smtpReply", ""),
    )


def load(path: Path) -> Deliveries:
    """What was kept; nothing when the file is not there or damaged, for the server has it all."""
    try:
        found = parse_object(path.read_bytes())
        return Deliveries(text(found, "state"), tuple(read_delivery(one) for one in children(found, "list")))
    except (OSError, ShapeError):
        return Deliveries()


def save(path: Path, deliveries: Deliveries) -> None:
    """Raises `LocalDiskFull` or `FileFault`."""
    kept = {"state": deliveries.state, "list": [_document(one) for one in deliveries.all]}
    write_private(path, json.dumps(kept))


def _document(one: Delivery) -> JsonObject:
    return {
        "id": one.id,
        "envelopeId": one.envelope,
        "emailId": one.email_id,
        "subject": one.subject,
        "recipient": one.recipient,
        "state": one.state.value,
        "attempts": one.attempts,
        "acceptedAt": one.accepted.isoformat(),
        "nextAttemptAt": one.next_try.isoformat() if one.next_try else None,
        "settledAt": one.settled.isoformat() if one.settled else None,
        "smtpReply": one.reply,
    }


def _number(delivery_id: str) -> int:
    """Ids count up on the server; of two of one second, the greater one is the newer."""
    digits = delivery_id[1:]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else 0


def _moment_or_none(found: JsonObject, key: str) -> datetime | None:
    value = text(found, key, "")
    return _moment(value) if value else None


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ShapeError(f"not a time: {value[:50]!r}") from error
    if moment.tzinfo is None:
        raise ShapeError("a time has no time zone")
    return moment.astimezone(UTC)
