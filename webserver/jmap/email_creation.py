"""New messages that nobody delivered: made from an Email object or from a blob (Email/set, Email/import).

Everything is worked out before the transaction begins, so that it only has to write; what a program may not do is a
SetError of that one message.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property

from db import accounts, storing
from db.address import split
from db.database import Store
from db.filing import Filed, Filing
from db.message import Summary, summarize
from webserver.jmap import email_build, email_patch, ids, message_form
from webserver.jmap.blobs import Blobs
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.email_build import Stamp
from webserver.jmap.email_patch import Patch
from webserver.jmap.errors import SetError, invalid_properties
from webserver.jmap.request import JsonObject
from webserver.jmap.utc_date import seconds_from

# What a date can tell: the years 1 to 9999.
_FIRST_MOMENT, _LAST_MOMENT = -62_135_596_800, 253_402_300_799
_IMPORTED = frozenset({"blobId", "mailboxIds", "keywords", "receivedAt"})


@dataclass(frozen=True, slots=True)
class NewEmail:
    """A message that only has to be stored; `received_at` is in Unix seconds."""

    content: bytes
    summary: Summary
    filing: Patch
    received_at: int


class EmailMaker:
    """Makes the messages of one method call."""

    def __init__(self, store: Store, limits: Limits, context: Context) -> None:
        self._store, self._limits, self._context = store, limits, context
        self._blobs = Blobs(store, context.account_id, context.budget.take)
        self._now = int(time.time())

    def of_object(self, given: JsonObject) -> NewEmail | SetError:
        """Return the message that an Email object describes, or why there can be none (RFC 8621 section 4.6)."""
        try:
            filing = email_patch.creation(given, self._context.real_id)
            received_at = _moment(given, self._now)
            content = email_build.build(given, self._stamp(), self._blobs.read, self._limits.message_size)
        except SetError as refusal:
            return refusal
        self._context.budget.take(len(content))
        return NewEmail(content, summarize(content), filing, received_at)

    def of_blob(self, given: JsonObject) -> NewEmail | SetError:
        """Return the message that an EmailImport object describes, or why there can be none (section 4.8)."""
        try:
            for name in given:
                if name not in _IMPORTED:
                    raise invalid_properties(f"There is no property {name[:100]!r}.", name)
            filing = email_patch.creation(given, self._context.real_id)
            content = message_form.normalized(self._imported(given.get("blobId")))
            received_at = _moment(given, message_form.received_at(content, self._now))
        except SetError as refusal:
            return refusal
        return NewEmail(content, summarize(content), filing, received_at)

    def _imported(self, blob_id: object) -> bytes:
        found = self._blobs.read(blob_id) if isinstance(blob_id, str) else None
        if found is None:
            raise invalid_properties("There is no such blob (any more).", "blobId")
        if not message_form.is_message(found.data):
            raise SetError("invalidEmail", "The blob is no message: it does not begin with a header.")
        return found.data

    @cached_property
    def _domain(self) -> str:
        return split(accounts.get(self._store, self._context.account_id).address)[1]

    def _stamp(self) -> Stamp:
        message_id = f"{secrets.token_hex(16)}@{self._domain}"
        return Stamp(secrets.token_hex(12), message_id, format_datetime(datetime.fromtimestamp(self._now, UTC)))


def stored(filing: Filing, new: NewEmail | SetError, mailboxes: frozenset[int], limits: Limits) -> JsonObject:
    """Store a message inside a transaction; return what the program is told of it (RFC 8621 section 4.6 and 4.8).

    `mailboxes` are all that the account has. Raises SetError.
    """
    if isinstance(new, SetError):
        raise new
    filed = email_patch.filed(new.filing, Filed(frozenset(), frozenset()), mailboxes, limits)
    if len(new.content) > limits.message_size:
        raise SetError("tooLarge", f"A message has at most {limits.message_size} bytes here.")
    found = storing.store(filing, new.content, new.summary, filed, new.received_at)
    return {
        "id": ids.MESSAGE.text(found.message_id),
        "blobId": ids.message_blob(found.content_id).text(),
        "threadId": ids.THREAD.text(found.thread_id),
        "size": len(new.content),
    }


def _moment(given: Mapping[str, object], default: int) -> int:
    value = given.get("receivedAt")
    seconds = default if value is None else seconds_from(value)
    if seconds is None:
        raise invalid_properties("receivedAt is a date in UTC, like 2026-11-21T12:00:00Z.", "receivedAt")
    return max(_FIRST_MOMENT, min(seconds, _LAST_MOMENT))
