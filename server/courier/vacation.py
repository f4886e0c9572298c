"""Answers new mail of accounts whose owner is away (RFC 8621 section 8, RFC 3834, RFC 5230 section 4).

Looks at what each such account got since the last look. An answer and the note that its sender was answered are one
transaction, so a courier that is killed answers nobody twice; how far it has come is noted after that, so it passes
nobody over either.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from db import accounts, vacation
from db.accounts import Account
from db.database import Store, Transaction
from db.delivery import Prepared, deliver, prepare
from db.envelope import Envelope, Outside, new_id
from db.errors import StoreError
from db.events import Event, record
from db.sending import Rules, Undeliverable
from db.settings import Settings
from db.trace_headers import LOCAL, Trace, with_trace
from db.vacation import Arrival, Arrived, Away
from server.courier.vacation_reply import Reply, written
from server.courier.vacation_rules import Silence, sender_to_answer

_PAGE = 100


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer that is ready, but for a last look inside its transaction."""

    account_id: int
    sender: str
    received_at: int
    moment: int
    ready: Prepared


class VacationAnswers:
    """A duty that follows deliveries; `clock` gives Unix seconds."""

    name = "vacation"
    interval = 60.0

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._store, self._domain, self._clock = store, settings.domain, clock
        # How far accounts were looked at without finding new mail: not worth a write, which would wake everybody.
        self._seen: dict[int, int] = {}

    def turn(self, stopping: Callable[[], bool]) -> None:
        for one in vacation.away(self._store):
            if one.modseq > self._seen.get(one.account_id, 0) and not stopping():
                self._look(one, stopping)

    def _look(self, one: Away, stopping: Callable[[], bool]) -> None:
        start = max(one.position, self._seen.get(one.account_id, 0))
        last = Arrival(2**63 - 1, start)
        while page := vacation.arrivals(self._store, one, last, _PAGE):
            for arrival in page:
                if stopping():
                    return
                self._answer(one.account_id, arrival.id)
            last = page[-1]
        if last.modseq > start:
            vacation.advance(self._store, one.account_id, one.modseq)
        self._seen[one.account_id] = one.modseq

    def _answer(self, account_id: int, message_id: int) -> None:
        try:
            found = self._prepared(account_id, message_id)
            if isinstance(found, _Answer):
                answer = found
                found = self._store.run_tx(lambda tx: _send(tx, self._domain, answer)) or found
        except StoreError:
            raise
        except Exception as problem:  # one odd message must not keep the others from their answers
            record(Event.FAULT, problem, what=f"the answer to message {message_id} could not be written")
            return
        if isinstance(found, Silence):
            record(Event.NOT_ANSWERED, account=account_id, message=message_id, why=found.value)
        else:
            record(Event.ANSWERED, account=account_id, message=message_id, to=found.sender)

    def _prepared(self, account_id: int, message_id: int) -> _Answer | Silence:
        arrived = vacation.arrived(self._store, account_id, message_id)
        if arrived is None:
            return Silence.GONE
        if arrived.is_junk:
            return Silence.JUNK
        own = frozenset(accounts.addresses(self._store, account_id))
        sender = sender_to_answer(arrived.head, arrived.envelope_id, own)
        if isinstance(sender, Silence):
            return sender
        # Writing to the outside is not possible while the system is local only.
        recipient = Rules(self._store, self._domain).addressee(sender)
        if isinstance(recipient, Undeliverable):
            return Silence.OUTSIDE if recipient is Undeliverable.OUTSIDE else Silence.GONE
        return self._composed(accounts.get(self._store, account_id), sender, arrived)

    def _composed(self, account: Account, sender: str, arrived: Arrived) -> _Answer:
        envelope_id, moment = new_id(), int(self._clock())
        name = f"{envelope_id:016x}"
        reply = Reply(account.display_name, account.address, sender, f"{name}@{self._domain}", moment)
        content = written(reply, vacation.get(self._store, account.id), arrived)
        # RFC 3834 section 3.3: with an empty sender, so that no answer to it can come back.
        # https://www.rfc-editor.org/rfc/rfc3834#section-3.3
        kept = with_trace(content, Trace("", "", "", self._domain, LOCAL, name, moment))
        ready = prepare(Envelope("", (), kept, moment, None, envelope_id))
        return _Answer(account.id, sender, arrived.received_at, moment, ready)


def _send(tx: Transaction, domain: str, answer: _Answer) -> Silence | None:
    """Deliver the answer unless it is not wanted any more; return why it was not."""
    if not vacation.get(tx, answer.account_id).covers(answer.received_at):
        return Silence.DATES
    found = Rules(tx, domain).addressee(answer.sender)
    if isinstance(found, Undeliverable):
        return Silence.GONE
    if not vacation.claim(tx, answer.account_id, answer.sender, answer.moment):
        return Silence.ANSWERED
    envelope = answer.ready.envelope
    if isinstance(found, Outside):
        envelope = replace(envelope, outside=(found.address,))
    else:
        envelope = replace(envelope, recipients=(found,))
    deliver(tx, [replace(answer.ready, envelope=envelope)])
    return None
