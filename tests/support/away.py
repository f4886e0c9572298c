"""People who are away, and mail to them as a delivery leaves it."""

from __future__ import annotations

import time

from db import vacation
from db.database import Store
from db.delivery import deliver, prepare
from db.envelope import Envelope, new_id
from db.settings import Settings
from db.trace_headers import Trace, with_trace
from db.vacation import Vacation
from server.courier.vacation import VacationAnswers
from tests.support.stores import Person, mail


def leave(store: Store, person: Person, answer: Vacation | None = None) -> None:
    """Let somebody be away from now on."""
    store.run_tx(lambda tx: vacation.put(tx, person.id, answer or Vacation(True, text_body="I am away.")))


def come_back(store: Store, person: Person) -> None:
    """Let nothing be answered any more."""
    store.run_tx(lambda tx: vacation.put(tx, person.id, Vacation(False)))


def send(store: Store, sender: str, *to: Person, at: float = 0, **fields: str) -> None:
    """Deliver a message of `sender` to the inboxes of `to`, with the trace of a delivery."""
    envelope_id, moment = new_id(), at or time.time()
    trace = Trace(sender, "client.test", "192.0.2.1", "project.com", "ESMTPSA", f"{envelope_id:016x}", moment)
    written = {"from": sender or "MAILER-DAEMON", "to": ", ".join(one.address for one in to), **fields}
    content = with_trace(mail(**written), trace)
    recipients = tuple(one.recipient for one in to)
    ready = prepare(Envelope(sender, recipients, content, int(moment), None, envelope_id))
    store.run_tx(lambda tx: deliver(tx, [ready]))


def answer(store: Store, after: float = 0) -> None:
    """Let a courier that has just started have a turn, so many seconds from now."""
    VacationAnswers(store, Settings(store.path.parent), lambda: time.time() + after).turn(lambda: False)


def answers(store: Store, person: Person) -> int:
    """How many messages of the courier the person has got."""
    row = store.row(
        "SELECT count(*) FROM message JOIN content ON content.id = content_id WHERE account_id = ?"
        " AND instr(data, CAST('Auto-Submitted: auto-replied' AS BLOB)) > 0",
        (person.id,),
    )
    assert row is not None
    return int(row[0])
