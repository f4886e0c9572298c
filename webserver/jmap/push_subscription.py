"""PushSubscription/get and /set (RFC 8620 section 7.2): URLs to which changes are told, by the courier.

They belong to the session (or the password) of the request, not to an account, so neither method has an accountId.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterable

from db import grants, header, push_subscriptions
from db.database import Store, Transaction
from db.grants import Grant
from db.push_subscriptions import Subscription
from webserver.jmap import ids, push_properties, set_outcome
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, SetError, invalid_arguments, invalid_properties
from webserver.jmap.push_properties import SECRET
from webserver.jmap.rate import Rate
from webserver.jmap.request import JsonObject

PROPERTIES: dict[str, Callable[[Subscription], object]] = {
    "id": lambda one: ids.PUSH.text(one.id),
    "deviceClientId": lambda one: one.device_client_id,
    # Not before the program has sent it: it proves that it can read what is sent to the URL.
    "verificationCode": lambda one: one.verification_code if one.is_verified else None,
    "expires": lambda one: header.utc(one.expires_at),
    "types": lambda one: None if one.types is None else list(one.types),
}


class PushSubscriptions:
    """The methods of the type PushSubscription; `now` gives Unix seconds."""

    def __init__(self, store: Store, limits: Limits, now: Callable[[], float] = time.time) -> None:
        self._store, self._limits, self._now = store, limits, now
        self._rate = Rate(limits.push_subscriptions_per_hour, 3600.0)

    def get(self, context: Context, given: JsonObject) -> JsonObject:
        """PushSubscription/get; without ids, all that were made with the same session or password."""
        arguments = Arguments(context, given, of_account=False)
        asked = arguments.ids("ids")
        # RFC 8620 section 7.2.1: asking for url or keys MUST be rejected with forbidden.
        # https://www.rfc-editor.org/rfc/rfc8620#section-7.2.1
        properties = arguments.properties("properties", [*PROPERTIES, *SECRET], PROPERTIES)
        arguments.done()
        if not SECRET.isdisjoint(properties):
            raise MethodError("forbidden", "The URL and the keys of a push subscription are never shown.")
        if asked is not None and len(asked) > self._limits.max_objects_in_get:
            raise MethodError("requestTooLarge")
        grant = grants.of(self._store, context.account_id, context.session_id)
        mine = push_subscriptions.of_grant(self._store, grant, int(self._now()))
        known = {ids.PUSH.text(one.id): one for one in mine}
        wanted = ["id", *(name for name in properties if name != "id")]
        chosen = list(known) if asked is None else [one for one in asked if one in known]
        return {
            "list": [_shown(known[one], wanted) for one in chosen],
            "notFound": [one for one in asked or () if one not in known],
        }

    def set(self, context: Context, given: JsonObject) -> JsonObject:
        """PushSubscription/set."""
        arguments = Arguments(context, given, of_account=False)
        request = set_outcome.read(arguments, self._limits.max_objects_in_set)
        arguments.done()
        if "ifInState" in given:
            raise invalid_arguments("There is no argument 'ifInState': push subscriptions have no state.")
        grant = grants.of(self._store, context.account_id, context.session_id)
        now = int(self._now())
        refused = self._over_rate(context.account_id, len(request.create))
        outcome = self._store.run_tx(
            lambda tx: set_outcome.run(request, _Change(tx, grant, now, self._limits, refused), context.real_id)
        )
        without = {"accountId", "oldState", "newState"}
        return {name: value for name, value in outcome.answer(request.account_id).items() if name not in without}

    def _over_rate(self, account_id: int, count: int) -> bool:
        return count > 0 and not self._rate.take(account_id, count)


class _Change:
    """One call's changes inside its transaction; the `Changer` of `set_outcome`."""

    def __init__(self, tx: Transaction, grant: Grant, now: int, limits: Limits, over_rate: bool) -> None:
        self._tx, self._grant, self._now, self._limits, self._over_rate = tx, grant, now, limits, over_rate
        self._mine = self._read()
        self._end = push_subscriptions.latest_end(tx, grant, now)

    def state(self) -> str:
        """Push subscriptions have none."""
        return ""

    def create(self, _: str, given: JsonObject) -> JsonObject:
        wanted = push_properties.new(given, self._now, self._limits.push_to_private_networks)
        # Each one makes this server send something to an address that somebody chose (RFC 8620 section 8.6).
        # https://www.rfc-editor.org/rfc/rfc8620#section-8.6
        if self._over_rate:
            raise SetError("rateLimit", "Too many push subscriptions were made. Try again in an hour.")
        if push_subscriptions.count(self._tx, self._grant.account_id) >= self._limits.push_subscriptions_per_account:
            raise SetError("overQuota", "This account has too many push subscriptions. Destroy some first.")
        end = min(wanted.expires_at or self._end, self._end)
        number = push_subscriptions.create(
            self._tx,
            self._grant,
            wanted.device_client_id,
            wanted.url,
            wanted.keys,
            wanted.types,
            self._now,
            end,
        )
        self._mine = self._read()
        server_set = {"id": ids.PUSH.text(number), "expires": header.utc(end)}
        omitted = {name: None for name in ("keys", "verificationCode", "types") if name not in given}
        return {**server_set, **omitted}

    def update(self, object_id: str, patch: JsonObject) -> JsonObject | None:
        one = self._get(object_id)
        wanted = push_properties.changed(patch, one, _shown(one, PROPERTIES), self._now)
        if wanted.code is not None and not hmac.compare_digest(wanted.code.encode(), one.verification_code.encode()):
            raise invalid_properties("This is not the code that was sent to the URL.", "verificationCode")
        if wanted.code is not None:
            push_subscriptions.verify(self._tx, one.id)
        if "types" in patch:
            push_subscriptions.set_types(self._tx, one.id, wanted.types)
        if "expires" not in patch:
            return None
        end = min(wanted.expires_at or self._end, self._end)
        push_subscriptions.set_end(self._tx, one.id, end)
        return None if end == wanted.expires_at else {"expires": header.utc(end)}

    def destroy(self, object_id: str) -> None:
        push_subscriptions.destroy(self._tx, self._get(object_id).id)

    def _read(self) -> dict[int, Subscription]:
        return {one.id: one for one in push_subscriptions.of_grant(self._tx, self._grant, self._now)}

    def _get(self, object_id: str) -> Subscription:
        number = ids.PUSH.number(object_id)
        one = self._mine.get(number) if number is not None else None
        if one is None:
            raise SetError("notFound", "There is no such push subscription.")
        return one


def _shown(one: Subscription, properties: Iterable[str]) -> JsonObject:
    return {name: PROPERTIES[name](one) for name in properties}
