"""One EmailSubmission to create, before its transaction: read, looked at by every rule, made ready to be sent.

The costly part (reading the message, summing it up) is done here, where no lock is held. What may have changed by the
time the transaction runs is looked at again there.
"""

from __future__ import annotations

from dataclasses import dataclass

from db import accounts, identities, messages, outgoing
from db.content_checks import flaw
from db.database import Store, Transaction
from db.delivery import Prepared
from db.errors import NotFound
from db.messages import Message
from db.paths import is_address
from db.sending import Rules, Undeliverable
from db.submissions import Order, Submission, has_message, hold, send
from webserver.jmap import ids, set_outcome, submission_envelope
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import SetError, invalid_properties
from webserver.jmap.request import JsonObject
from webserver.jmap.submission_envelope import Envelope, invalid_recipients

SETTABLE = ("identityId", "emailId", "envelope")


@dataclass(frozen=True, slots=True)
class Letter:
    """An order that nothing speaks against so far; `ready` is None when it is to be sent later."""

    order: Order
    ready: Prepared | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Reads what one request wants to send, at the moment `now` (Unix seconds)."""

    store: Store
    limits: Limits
    domain: str
    context: Context
    now: float

    def read(self, given: JsonObject) -> Letter | SetError:
        """Return the letter, or why there is none."""
        try:
            return self._letter(set_outcome.checked_new(given, SETTABLE))
        except SetError as refusal:
            return refusal

    def _letter(self, given: JsonObject) -> Letter:
        identity_id, email = self._identity(given)
        message = self._message(given)
        content = self._content(message)
        self._check_content(content)
        value = given.get("envelope")
        envelope = submission_envelope.derived(content, email) if value is None else submission_envelope.read(value)
        moment = submission_envelope.send_at(
            envelope.mail_from, int(self.now), self.limits.max_delayed_send, self.limits.message_size
        )
        self._check_envelope(envelope)
        order = Order(
            identity_id=identity_id,
            message_id=message.id,
            thread_id=message.thread_id,
            content_id=message.content_id,
            mail_from=envelope.mail_from,
            rcpt_to=envelope.rcpt_to,
            send_at=int(self.now) if moment is None else moment,
        )
        if moment is not None:
            return Letter(order, None)
        return Letter(order, outgoing.make_ready(content, envelope.mail_from["email"], self.domain, self.now))

    def _identity(self, given: JsonObject) -> tuple[int, str]:
        number = ids.IDENTITY.number(self._id(given, "identityId")) or 0
        try:
            return number, identities.get(self.store, self.context.account_id, number).email
        except NotFound as problem:
            raise invalid_properties(str(problem), "identityId") from problem

    def _message(self, given: JsonObject) -> Message:
        number = ids.MESSAGE.number(self._id(given, "emailId")) or 0
        found = messages.get(self.store, self.context.account_id, [number])
        if not found:
            raise _no_message()
        return found[0]

    def _id(self, given: JsonObject, name: str) -> str:
        value = given.get(name)
        if not isinstance(value, str):
            raise invalid_properties(f"{name} must be an id.", name)
        return self.context.real_id(value)

    def _content(self, message: Message) -> bytes:
        if message.size > self.limits.message_size:
            description = f"A message has at most {self.limits.message_size} bytes here."
            raise SetError("tooLarge", description, more={"maxSize": self.limits.message_size})
        self.context.budget.take(message.size)
        content = messages.content(self.store, self.context.account_id, message.content_id)
        if content is None:
            raise _no_message()
        return content

    def _check_content(self, content: bytes) -> None:
        found = flaw(content)
        if found is not None:
            raise SetError("invalidEmail", f"{found.value}.")
        foreign = Rules(self.store, self.domain).foreign_author(self.context.account_id, content)
        if foreign is not None:
            raise SetError("forbiddenFrom", f"The From field has an address that is not yours: {foreign[:320]!r}.")

    def _check_envelope(self, envelope: Envelope) -> None:
        sender = envelope.mail_from["email"]
        # The form first: what passes it can stand in a header field.
        if not is_address(sender) or not Rules(self.store, self.domain).owns(self.context.account_id, sender):
            raise SetError("forbiddenMailFrom", "This sender address is not yours.")
        submission_envelope.check_recipients(envelope.rcpt_to, self.limits.recipients)


def post(tx: Transaction, account_id: int, letter: Letter, domain: str) -> Submission:
    """Take the letter's order, and send it unless it is for later. Raises SetError."""
    rules = Rules(tx, domain)
    order = letter.order
    if not accounts.is_active(tx, account_id):
        raise SetError("forbiddenToSend", "Your account is disabled: ask the admin of this server.")
    if not has_message(tx, account_id, order):
        raise _no_message()
    found = {address: rules.addressee(address) for address in order.addresses}
    refused = {address: one for address, one in found.items() if isinstance(one, Undeliverable)}
    if refused:
        why = next(iter(refused.values())).value.format(domain=domain)
        raise invalid_recipients(list(refused), why)
    if letter.ready is None:
        return hold(tx, account_id, order)
    return send(tx, account_id, order, letter.ready, rules)


def _no_message() -> SetError:
    return invalid_properties("There is no such message.", "emailId")
