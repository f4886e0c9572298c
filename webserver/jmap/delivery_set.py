"""Delivery/set, of our own (see API.md): a sender has mail to the outside tried at once, or calls it back.

Only the account's own, each act with a line in the audit log. What an admin holds is the admin's to let go; canceling
it is still its sender's right.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from db import accounts, audit, deliveries, outbound, type_state
from db.audit import Actor
from db.database import Store, Transaction
from db.deliveries import Delivery
from db.errors import NotFound, Refused
from webserver.jmap import ids, set_outcome
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.delivery import shown
from webserver.jmap.errors import SetError, invalid_properties
from webserver.jmap.rate import Rate
from webserver.jmap.request import JsonObject

RETRY, CANCEL = "retry", "cancel"
ACTS = (RETRY, CANCEL)


class DeliverySet:
    """The method Delivery/set; `clock` gives Unix seconds."""

    def __init__(self, store: Store, limits: Limits, clock: Callable[[], float] = time.time) -> None:
        self._store, self._limits, self._clock = store, limits, clock
        # A call is counted once: the recipients of one message are tried together.
        self._retries = Rate(limits.delivery_retries_per_minute, 60)

    def set(self, context: Context, given: JsonObject) -> JsonObject:
        """Delivery/set: update with `retry` or `cancel`, and nothing else."""
        arguments = Arguments(context, given)
        request = set_outcome.read(arguments, self._limits.max_objects_in_set)
        arguments.done()
        asks_retry = any(patch.get(RETRY) for patch in request.update.values())
        may_retry = not asks_retry or self._retries.take(context.account_id)
        now = int(self._clock())

        actor = Actor(accounts.get(self._store, context.account_id).address, context.peer)

        def work(tx: Transaction) -> set_outcome.SetOutcome:
            changer = _Changer(tx, context.account_id, actor, now, may_retry)
            return set_outcome.run(request, changer, context.real_id)

        return self._store.run_tx(work).answer(request.account_id)


class _Changer:
    """The deliveries of one account inside a transaction."""

    def __init__(self, tx: Transaction, account_id: int, actor: Actor, now: int, may_retry: bool) -> None:
        self._tx, self._account_id, self._actor, self._now = tx, account_id, actor, now
        self._may_retry = may_retry

    def state(self) -> str:
        return type_state.state(self._tx, self._account_id, "outbound")

    def create(self, _: str, __: JsonObject) -> JsonObject:
        raise SetError("forbidden", "A delivery begins when a message is sent.")

    def destroy(self, object_id: str) -> None:
        self._known(object_id)
        raise SetError("forbidden", "A delivery is canceled, and stays to be seen.")

    def update(self, object_id: str, patch: JsonObject) -> JsonObject | None:
        before = self._known(object_id)
        act = _act(set_outcome.checked_patch(patch, shown(before), ACTS))
        if act is None:
            return None
        if act == RETRY and not self._may_retry:
            raise SetError("rateLimit", "This was asked for too often. Wait a minute.")
        try:
            self._do(act, before.id)
        except Refused as problem:
            raise SetError("forbidden", str(problem)) from problem
        after = self._known(object_id)
        told = ({"state": before.state}, {"state": after.state, "recipient": before.recipient})
        audit.write(self._tx, self._actor, f"delivery-{act}", str(before.id), *told)
        old, new = shown(before), shown(after)
        return {name: value for name, value in new.items() if old[name] != value}

    def _do(self, act: str, number: int) -> None:
        if act == RETRY:
            outbound.retry(self._tx, number, self._now, self._account_id)
        else:
            outbound.cancel(self._tx, self._account_id, number, self._now)

    def _known(self, object_id: str) -> Delivery:
        try:
            return deliveries.one(self._tx, self._account_id, ids.DELIVERY.number(object_id) or 0)
        except NotFound as problem:
            raise SetError("notFound", str(problem)) from problem


def _act(changes: JsonObject) -> str | None:
    wrong = [name for name, value in changes.items() if not isinstance(value, bool)]
    if wrong:
        raise invalid_properties("retry and cancel are true or false.", *wrong)
    wanted = [name for name in ACTS if changes.get(name)]
    if len(wanted) > 1:
        raise invalid_properties("A delivery is tried again or canceled, not both.", *ACTS)
    return wanted[0] if wanted else None
