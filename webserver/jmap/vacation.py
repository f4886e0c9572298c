"""VacationResponse/get and /set (RFC 8621 section 8): the one object that says how somebody who is away answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from db import header, type_state, vacation
from db.database import Store, Transaction
from db.vacation import Vacation
from webserver.jmap import set_outcome
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import MethodError, SetError, invalid_properties
from webserver.jmap.request import JsonObject
from webserver.jmap.utc_date import seconds_from

SINGLETON = "singleton"
MOST_SUBJECT = 1000
MOST_BODY = 256 * 1024
"""Characters."""

PROPERTIES: dict[str, Callable[[Vacation], object]] = {
    "id": lambda _: SINGLETON,
    "isEnabled": lambda one: one.is_enabled,
    "fromDate": lambda one: _date(one.from_date),
    "toDate": lambda one: _date(one.to_date),
    "subject": lambda one: one.subject,
    "textBody": lambda one: one.text_body,
    "htmlBody": lambda one: one.html_body,
}


class Vacations:
    """The methods of the type VacationResponse."""

    def __init__(self, store: Store, limits: Limits) -> None:
        self._store, self._limits = store, limits

    def get(self, context: Context, given: JsonObject) -> JsonObject:
        """VacationResponse/get."""
        arguments = Arguments(context, given)
        asked = arguments.ids("ids")
        properties = arguments.properties("properties", PROPERTIES, PROPERTIES)
        arguments.done()
        if asked is not None and len(asked) > self._limits.max_objects_in_get:
            raise MethodError("requestTooLarge")
        state = type_state.state(self._store, context.account_id, "vacation")
        found = vacation.get(self._store, context.account_id)
        wanted = ["id", *(name for name in properties if name != "id")]
        return {
            "accountId": arguments.account_id,
            "state": state,
            "list": [{name: PROPERTIES[name](found) for name in wanted}] if asked is None or SINGLETON in asked else [],
            "notFound": [one for one in asked or () if one != SINGLETON],
        }

    def set(self, context: Context, given: JsonObject) -> JsonObject:
        """VacationResponse/set: the one object can be updated, and nothing else."""
        arguments = Arguments(context, given)
        request = set_outcome.read(arguments, self._limits.max_objects_in_set)
        arguments.done()
        outcome = self._store.run_tx(
            lambda tx: set_outcome.run(request, _Changer(tx, context.account_id), context.real_id)
        )
        return outcome.answer(request.account_id)


class _Changer:
    """The vacation of one account inside a transaction."""

    def __init__(self, tx: Transaction, account_id: int) -> None:
        self._tx, self._account_id = tx, account_id

    def state(self) -> str:
        return type_state.state(self._tx, self._account_id, "vacation")

    def create(self, _: str, __: JsonObject) -> JsonObject:
        raise _only_one()

    def update(self, object_id: str, patch: JsonObject) -> None:
        if object_id != SINGLETON:
            raise SetError("notFound", "There is no such vacation response.")
        known = vacation.get(self._tx, self._account_id)
        current = {name: show(known) for name, show in PROPERTIES.items()}
        changes: dict[str, Any] = {}
        for name, value in set_outcome.checked_patch(patch, current, _READERS).items():
            column, read = _READERS[name]
            changes[column] = read(name, value)
        vacation.put(self._tx, self._account_id, replace(known, **changes))

    def destroy(self, object_id: str) -> None:
        raise _only_one() if object_id == SINGLETON else SetError("notFound", "There is no such vacation response.")


def _only_one() -> SetError:
    # RFC 8620 section 5.3. https://www.rfc-editor.org/rfc/rfc8620#section-5.3
    return SetError("singleton", "There is exactly one vacation response: update it.")


def _date(seconds: int | None) -> str | None:
    return None if seconds is None else header.utc(seconds)


def _flag(name: str, value: object) -> bool:
    if value is not None and not isinstance(value, bool):
        raise invalid_properties(f"{name} must be true or false.", name)
    return bool(value)


def _moment(name: str, value: object) -> int | None:
    moment = seconds_from(value)
    if value is not None and moment is None:
        raise invalid_properties(f"{name} must be null or a date like 2026-01-31T12:00:00Z.", name)
    return moment


def _text(most: int, name: str, value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise invalid_properties(f"{name} must be null or text.", name)
    if value is not None and len(value) > most:
        raise SetError("tooLarge", f"{name} has at most {most} characters here.", (name,))
    return value


def _subject(name: str, value: object) -> str | None:
    text = _text(MOST_SUBJECT, name, value)
    if text is not None and not text.isprintable():
        raise invalid_properties(f"{name} must be one line of text.", name)
    return text


_READERS: dict[str, tuple[str, Callable[[str, object], object]]] = {
    "isEnabled": ("is_enabled", _flag),
    "fromDate": ("from_date", _moment),
    "toDate": ("to_date", _moment),
    "subject": ("subject", _subject),
    "textBody": ("text_body", partial(_text, MOST_BODY)),
    "htmlBody": ("html_body", partial(_text, MOST_BODY)),
}
