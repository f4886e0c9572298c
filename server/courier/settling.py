"""What became of an attempt, written down: in one transaction the row, the audit log, the submission, and the bounce.

So a courier that is killed has either told a sender that a message is lost and forgotten it, or neither.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from db import audit, outbound, outbound_queue
from db.audit import Actor
from db.database import Store, Transaction
from db.delivery import deliver, prepare
from db.envelope import Envelope, Recipient, new_id
from db.events import Event, record
from db.outbound_queue import Claim, Claimed, Late
from db.sending import Rules
from db.trace_headers import LOCAL, Trace, with_trace
from server.courier.bounce import Lost, Report, composed
from server.courier.outcome import Outcome
from server.courier.schedule import Schedule

_COURIER = Actor("courier")


class Settling:
    """Settles claims in `store`; `clock` gives Unix seconds."""

    def __init__(self, store: Store, domain: str, schedule: Schedule, clock: Callable[[], float] = time.time) -> None:
        self._store, self._domain, self._schedule, self._clock = store, domain, schedule, clock

    def settle(self, claim: Claim, outcomes: Mapping[str, Outcome]) -> None:
        """Write down what became of each recipient, and tell the sender of those who are lost."""
        now = int(self._clock())

        def work(tx: Transaction) -> set[Claimed]:
            lost = [one for one in claim.recipients if self._is_lost(tx, one, outcomes[one.recipient], now)]
            if lost:
                told = [_lost(one.recipient, outcomes[one.recipient]) for one in lost]
                self._report(tx, claim.sender, claim.content, told, (now, lost[0].created_at, 0))
            return set(lost)

        lost = self._store.run_tx(work)
        for one in claim.recipients:
            outcome = outcomes[one.recipient]
            # Also what was put off for the last time is lost.
            what = Event.NOT_SENT if one in lost else _EVENTS[outcome.kind]
            record(what, id=f"{claim.envelope:016x}", to=one.recipient, hop=outcome.hop, reply=outcome.reply)

    def warn_late(self) -> None:
        """Tell senders, once, of what has waited for long."""
        now = int(self._clock())
        for late in outbound_queue.late(self._store, now - self._schedule.warning, 100):
            self._warn(late, now)

    def _warn(self, late: Late, now: int) -> None:
        told = [_lost(recipient, Outcome("later", reply, hop)) for _, recipient, reply, hop in late.recipients]
        until = late.created_at + self._schedule.end

        def work(tx: Transaction) -> None:
            if outbound_queue.note_warned(tx, late):
                self._report(tx, late.sender, late.content, told, (now, late.created_at, max(until, now + 1)))

        self._store.run_tx(work)

    def _is_lost(self, tx: Transaction, one: Claimed, outcome: Outcome, now: int) -> bool:
        """Settle or postpone one recipient; return whether its sender has to hear that it is lost."""
        if not outbound_queue.is_mine(tx, one):
            # Somebody else's by now: this courier was away for longer than its claim held.
            return False
        facts = {"outcome": outcome.kind, "reply": outcome.reply, "hop": outcome.hop, "attempt": one.attempts}
        audit.write(tx, _COURIER, "send", one.recipient, None, facts)
        if outcome.kind == "sent":
            outbound.settle(tx, one.id, "sent", outcome.reply, outcome.hop, now)
            return False
        if outcome.kind == "later" and not self._schedule.gives_up(one.created_at, now):
            outbound_queue.postpone(tx, one, outcome.reply, outcome.hop)
            return False
        outbound.settle(tx, one.id, "failed", outcome.reply, outcome.hop, now)
        return True

    def _report(
        self, tx: Transaction, sender: str, content: bytes, lost: Sequence[Lost], times: tuple[int, int, int]
    ) -> None:
        """Deliver a report to `sender`; `times` are now, the moment of acceptance, and until when it is tried again."""
        # RFC 5321 section 6.1: never a report about a report. https://www.rfc-editor.org/rfc/rfc5321#section-6.1
        if not sender:
            return
        recipient = Rules(tx, self._domain).recipient(sender)
        if not isinstance(recipient, Recipient):
            record(Event.NOT_BOUNCED, sender=sender, why=recipient.name.lower())
            return
        now, accepted_at, retry_until = times
        envelope_id = new_id()
        name = f"{envelope_id:016x}"
        report = Report(self._domain, sender, name, now, accepted_at, retry_until, lost, content)
        kept = with_trace(composed(report), Trace("", "", "", self._domain, LOCAL, name, now))
        deliver(tx, [prepare(Envelope("", (recipient,), kept, now, None, envelope_id))])


_EVENTS = {"sent": Event.SENT_OUTSIDE, "later": Event.PUT_OFF, "never": Event.NOT_SENT}


def _lost(recipient: str, outcome: Outcome) -> Lost:
    told = outbound.for_sender(outcome.reply)
    # Who does not let us in is nothing for the sender either.
    return Lost(recipient, outcome.status, told, outcome.hop if told == outcome.reply else "")
