"""The duty that tells programs of changes at the URLs that they gave: push subscriptions (RFC 8620 section 7.2).

First a subscription's code goes out; when that has come back, a StateChange whenever its states have moved. A turn only
finds out who is due; each sending has a thread of its own for as long as it takes, few at a time for one host and one
account, so that a slow receiver holds up nobody else.
"""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Callable, Mapping

from db import push_queue, push_target, state_change, states
from db.database import Store
from db.events import Event, record
from db.push_queue import Due
from db.push_target import WrongTarget
from db.settings import Settings
from server.courier.hands import Hands
from server.courier.push_encryption import encrypt
from server.courier.push_post import NotSent, Reply, post

# RFC 8030 section 5.2: seconds that a push service keeps what it cannot deliver at once. After a day, a program that
# was off asks by itself. https://www.rfc-editor.org/rfc/rfc8030#section-5.2
_TTL = 24 * 60 * 60
# Changes that follow each other more quickly are told together.
_GAP = 1.0
_SWEEP = 60.0
# RFC 8030 section 7.3 and 5: the receiver is no more. https://www.rfc-editor.org/rfc/rfc8030#section-7.3
_GONE = (404, 410)


class Pushing:
    """`context` decides whose certificates are believed, `clock` gives Unix seconds."""

    name = "pushing"
    interval = 1.0

    def __init__(
        self,
        store: Store,
        settings: Settings,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._clock = store, clock
        self._private_networks = settings.push.private_networks
        self._context = context or ssl.create_default_context()
        self._sent: dict[int, float] = {}
        self._next_sweep = 0.0
        self.hands = Hands()

    def turn(self, stopping: Callable[[], bool]) -> None:
        self._remove_lapsed()
        self._forget_sent(time.monotonic() - _GAP)
        waiting = push_queue.due(self._store, int(self._clock()))
        quiet = [(one.id, newest) for one in waiting if (newest := self._nothing_to_tell(one)) is not None]
        if quiet:
            push_queue.told(self._store, quiet)
        settled = {number for number, _ in quiet} | self._sent.keys()
        due = [one for one in waiting if one.id not in settled]
        # Else those who come first would always have the hands.
        random.shuffle(due)
        for one in due:
            if stopping():
                return
            self._begin(one, stopping)

    def _remove_lapsed(self) -> None:
        if self._clock() >= self._next_sweep:
            self._next_sweep = self._clock() + _SWEEP
            push_queue.remove_lapsed(self._store, int(self._clock()))

    def _forget_sent(self, before: float) -> None:
        # A copy: the threads that send write into it.
        for number, at in list(self._sent.items()):
            if at < before:
                self._sent.pop(number, None)

    def _nothing_to_tell(self, one: Due) -> states.States | None:
        """Return the newest states when nothing of what the subscription wants to know has changed."""
        if not one.is_verified:
            return None
        newest = states.of_account(self._store, one.grant.account_id)
        return None if newest.since(one.told, one.types) else newest

    def _begin(self, one: Due, stopping: Callable[[], bool]) -> None:
        keys = (f"host {_host(one)}", f"account {one.grant.account_id}")

        def work() -> None:
            try:
                # As it is now: it may have been changed or destroyed since it was found.
                again = push_queue.get(self._store, one.id, int(self._clock()))
                if again is not None and not stopping():
                    self._send(again)
            except Exception as problem:  # nobody waits for this thread; the next turn tries again
                record(Event.FAULT, problem, what="a push failed", subscription=one.id)
                self._postpone(one, None)
            finally:
                self._store.close()

        self.hands.take(one.id, keys, work)

    def _send(self, one: Due) -> None:
        if not one.is_verified:
            code = state_change.verification(one.id, one.verification_code)
            self._settle(one, code, "normal", lambda: push_queue.code_sent(self._store, one.id))
            return
        newest = states.of_account(self._store, one.grant.account_id)
        changed = newest.since(one.told, one.types)
        told = [(one.id, newest)]
        if not changed:
            push_queue.told(self._store, told)
            return
        # RFC 8030 section 5.3: new mail may wake a device, a flag may wait until it is awake.
        # https://www.rfc-editor.org/rfc/rfc8030#section-5.3
        urgency = "normal" if "EmailDelivery" in changed else "low"
        document = state_change.state_change(one.grant.account_id, changed)
        self._settle(one, document, urgency, lambda: push_queue.told(self._store, told))

    def _settle(self, one: Due, document: Mapping[str, object], urgency: str, done: Callable[[], None]) -> None:
        """Send `document`, and do what the answer asks for."""
        try:
            reply = self._post(one, document, urgency)
        except (NotSent, WrongTarget) as problem:
            record(Event.PUSH_FAILED, subscription=one.id, host=_host(one), why=str(problem))
            self._postpone(one, None)
            return
        if 200 <= reply.status < 300:
            self._sent[one.id] = time.monotonic()
            done()
        elif reply.status in _GONE:
            record(Event.PUSH_REMOVED, subscription=one.id, host=_host(one), status=reply.status)
            push_queue.remove(self._store, one.id)
        else:
            record(Event.PUSH_FAILED, subscription=one.id, host=_host(one), status=reply.status)
            self._postpone(one, reply.retry_after)

    def _post(self, one: Due, document: Mapping[str, object], urgency: str) -> Reply:
        body = json.dumps(document, separators=(",", ":")).encode()
        # RFC 8620 section 7.2: the type is this one, and there MUST be a TTL.
        # https://www.rfc-editor.org/rfc/rfc8620#section-7.2
        fields = {"Content-Type": "application/json", "TTL": str(_TTL), "Urgency": urgency}
        if one.keys is not None:
            body = encrypt(body, one.keys)
            fields["Content-Encoding"] = "aes128gcm"
        return post(push_target.read(one.url), fields, body, self._context, self._private_networks)

    def _postpone(self, one: Due, wish: int | None) -> None:
        spread = random.uniform(0.5, 1.5)  # noqa: S311 - spreads load, guards nothing
        if not push_queue.postpone(self._store, one.id, int(self._clock()), wish, spread):
            record(Event.PUSH_REMOVED, subscription=one.id, host=_host(one), why="its code could not be sent")


def _host(one: Due) -> str:
    """Return the host of a URL: the rest of it may be as good as a password."""
    try:
        return push_target.read(one.url).host
    except WrongTarget:
        return "none"
