"""Identity/get and Identity/set (RFC 8621 section 6): who an account writes as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from db import identities, type_state
from db.database import Store, Transaction
from db.errors import NotFound, Refused, TooMany
from db.identities import Identity, Words
from db.paths import is_address
from db.sending import Rules
from webserver.jmap import email_address, ids, object_get, set_outcome
from webserver.jmap.arguments import Arguments
from webserver.jmap.capabilities import Limits
from webserver.jmap.context import Context
from webserver.jmap.errors import SetError, invalid_properties
from webserver.jmap.request import JsonObject

MOST_NAME = 255
MOST_TEXT_SIGNATURE = 64 * 1024
MOST_HTML_SIGNATURE = 256 * 1024
"""Characters; a signature of HTML may hold a small picture."""

PROPERTIES: dict[str, Callable[[Identity], object]] = {
    "id": lambda one: ids.IDENTITY.text(one.id),
    "name": lambda one: one.words.name,
    "email": lambda one: one.email,
    "replyTo": lambda one: email_address.shown(one.words.reply_to),
    "bcc": lambda one: email_address.shown(one.words.bcc),
    "textSignature": lambda one: one.words.text_signature,
    "htmlSignature": lambda one: one.words.html_signature,
    "mayDelete": lambda one: one.may_delete,
}


class Identities:
    """The methods of the type Identity but /changes; `domain` is ours."""

    def __init__(self, store: Store, limits: Limits, domain: str) -> None:
        self._store, self._limits, self._domain = store, limits, domain

    def get(self, context: Context, given: JsonObject) -> JsonObject:
        """Identity/get; without ids, all of them."""
        asked = object_get.read(Arguments(context, given), PROPERTIES)
        object_get.check_count(asked.ids or (), self._limits.max_objects_in_get)
        # The state first: what changes meanwhile is then told once too often, never not at all.
        state = type_state.state(self._store, context.account_id, "identity")
        known = {ids.IDENTITY.text(one.id): one for one in identities.of_account(self._store, context.account_id)}
        return object_get.answer(asked, state, known, PROPERTIES)

    def set(self, context: Context, given: JsonObject) -> JsonObject:
        """Identity/set."""
        arguments = Arguments(context, given)
        request = set_outcome.read(arguments, self._limits.max_objects_in_set)
        arguments.done()
        outcome = self._store.run_tx(
            lambda tx: set_outcome.run(request, _Changer(tx, context.account_id, self._domain), context.real_id)
        )
        return outcome.answer(request.account_id)


class _Changer:
    """The identities of one account inside a transaction."""

    def __init__(self, tx: Transaction, account_id: int, domain: str) -> None:
        self._tx, self._account_id = tx, account_id
        self._rules = Rules(tx, domain)

    def state(self) -> str:
        return type_state.state(self._tx, self._account_id, "identity")

    def create(self, _: str, given: JsonObject) -> JsonObject:
        set_outcome.checked_new(given, {"email", *_READERS})
        email = given.get("email")
        if not isinstance(email, str) or not is_address(email):
            raise invalid_properties("email must be an address.", "email")
        words = _changed(Words(), {name: value for name, value in given.items() if name != "email"})
        # RFC 8621 section 6.3. https://www.rfc-editor.org/rfc/rfc8621#section-6.3
        if not self._rules.owns(self._account_id, email):
            raise SetError("forbiddenFrom", "This address is not yours.")
        try:
            made = identities.create(self._tx, self._account_id, email, words)
        except TooMany as problem:
            raise SetError("overQuota", str(problem)) from problem
        return {name: show(made) for name, show in PROPERTIES.items() if name not in given}

    def update(self, object_id: str, patch: JsonObject) -> None:
        known = self._known(object_id)
        changes = set_outcome.checked_patch(patch, {name: show(known) for name, show in PROPERTIES.items()}, _READERS)
        identities.update(self._tx, self._account_id, known.id, _changed(known.words, changes))

    def destroy(self, object_id: str) -> None:
        try:
            identities.destroy(self._tx, self._account_id, self._known(object_id).id)
        except Refused as problem:
            raise SetError("forbidden", str(problem)) from problem

    def _known(self, object_id: str) -> Identity:
        try:
            return identities.get(self._tx, self._account_id, ids.IDENTITY.number(object_id) or 0)
        except NotFound as problem:
            raise SetError("notFound", str(problem)) from problem


def _changed(words: Words, given: JsonObject) -> Words:
    changes: dict[str, Any] = {}
    for name, value in given.items():
        column, read = _READERS[name]
        changes[column] = read(name, value)
    return replace(words, **changes)


def _text(most: int, name: str, value: object) -> str:
    # RFC 8620 section 5.3: null in a patch stands for the default. https://www.rfc-editor.org/rfc/rfc8620#section-5.3
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid_properties(f"{name} must be text.", name)
    if len(value) > most:
        raise SetError("tooLarge", f"{name} has at most {most} characters here.", (name,))
    return value


def _name(name: str, value: object) -> str:
    text = _text(MOST_NAME, name, value)
    if not text.isprintable():
        raise invalid_properties(f"{name} must be one line of text.", name)
    return text


_READERS: dict[str, tuple[str, Callable[[str, object], object]]] = {
    "name": ("name", _name),
    "replyTo": ("reply_to", email_address.read),
    "bcc": ("bcc", email_address.read),
    "textSignature": ("text_signature", partial(_text, MOST_TEXT_SIGNATURE)),
    "htmlSignature": ("html_signature", partial(_text, MOST_HTML_SIGNATURE)),
}
