"""The relays over JSON: `/api/settings/smtp` and what lies below it, as `API.md` says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import falcon

from db import outside, relay_check, relay_history, relay_settings
from db.database import Store
from db.errors import RelayRefused
from db.relay import PURPOSES, Purpose, Relay
from db.relay_presets import PRESETS
from db.secretbox import SecretBox
from webserver import i_json
from webserver.admin import api_relay
from webserver.admin.api_fields import FieldSpec, faults_in
from webserver.admin.api_guard import Admin, AdminGuard, refused
from webserver.admin.api_operation import Operation
from webserver.admin.api_relay import ACTIVE_FIELD, PASSWORD, PASSWORD_FIELD, PURPOSES_FIELD, RELAY, SETTINGS, shown
from webserver.admin.api_shapes import FACTS, named, record, several
from webserver.errors import not_found
from webserver.json_request import form

_ID = FieldSpec("id", "string", "The relay to change; a new one without it")
_FIELDS = (_ID, *SETTINGS, PASSWORD_FIELD, ACTIVE_FIELD, PURPOSES_FIELD)
_BODY = (*(one for one in _FIELDS if one is not _ID),)


class RelaysResource:
    """`/api/settings/smtp`: all relays, and saving one."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation(
            "List the relays, without their passwords",
            {200: "All relays, and where mail goes"},
            record({"relays": several(named("Relay")), "outside": named("Outside")}),
        ),
        "post": Operation(
            "Save a relay; it is in force at once",
            {200: "It was changed", 201: "It was added", 404: "There is no relay with this id"},
            named("Relay"),
            body=_FIELDS,
        ),
    }

    def __init__(self, guard: AdminGuard, store: Store, box: SecretBox) -> None:
        self._guard, self._store, self._box = guard, store, box

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """List them."""
        self._guard.admin(request)
        answer = {
            "relays": [shown(relay) for relay in relay_settings.listed(self._store)],
            "outside": api_relay.shown_outside(outside.read(self._store)),
        }
        response.data = i_json.encode(answer)

    on_head = on_get

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Save one."""
        admin = self._guard.admin(request)
        given = form(request)
        relay_id = None
        if given.get("id") is not None:
            relay_id = number_of(str(given["id"]))
        relay = save(self._store, self._box, request, admin, given, relay_id)
        response.status = falcon.HTTP_OK if relay_id else falcon.HTTP_CREATED
        response.location = f"/api/settings/smtp/{RELAY.text(relay.id)}"
        response.data = i_json.encode(shown(relay))


class RelayResource:
    """`/api/settings/smtp/{relay}`: one relay."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation("Show one relay, without its password", {200: "The relay"}, named("Relay")),
        "patch": Operation(
            "Change what is given, and leave the rest", {200: "The relay as it is now"}, named("Relay"), body=_BODY
        ),
        "delete": Operation("Remove a relay with its passwords", {204: "It is removed"}, FACTS),
    }

    def __init__(self, guard: AdminGuard, store: Store, box: SecretBox) -> None:
        self._guard, self._store, self._box = guard, store, box

    def on_get(self, request: falcon.Request, response: falcon.Response, relay: str) -> None:
        """Show it."""
        self._guard.admin(request)
        response.data = i_json.encode(shown(relay_settings.by_id(self._store, number_of(relay))))

    on_head = on_get

    def on_patch(self, request: falcon.Request, response: falcon.Response, relay: str) -> None:
        """Change it."""
        admin = self._guard.admin(request)
        given = {**form(request), "id": relay}
        response.data = i_json.encode(shown(save(self._store, self._box, request, admin, given, number_of(relay))))

    def on_delete(self, request: falcon.Request, response: falcon.Response, relay: str) -> None:
        """Remove it."""
        admin = self._guard.admin(request)
        relay_settings.remove(self._store, admin.actor, number_of(relay))
        response.status = falcon.HTTP_NO_CONTENT


class UndoResource:
    """`/api/settings/smtp/{relay}/undo`: back to the settings before the last save."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "post": Operation(
            "Go back to the settings before the last save",
            {
                200: "The relay as it is now",
                400: "What was saved before cannot be any more; errors says why",
                409: "No earlier settings are kept",
            },
            named("Relay"),
        )
    }

    def __init__(self, guard: AdminGuard, store: Store) -> None:
        self._guard, self._store = guard, store

    def on_post(self, request: falcon.Request, response: falcon.Response, relay: str) -> None:
        """Go back."""
        admin = self._guard.admin(request)
        try:
            found = relay_history.undo(self._store, admin.actor, number_of(relay))
        except RelayRefused as refusal:
            raise refused(request, admin, api_relay.json_names(refusal.fields)) from refusal
        response.data = i_json.encode(shown(found))


class PasswordsResource:
    """`/api/settings/smtp/{relay}/passwords`: the last three passwords, without themselves."""

    _body = (FieldSpec("restore", "string", "The id of an earlier password", required=True),)
    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation(
            "List the earlier passwords, without themselves",
            {200: "At most three, the last one first"},
            record({"passwords": several(named("OldPassword"))}),
        ),
        "post": Operation(
            "Take an earlier password again", {200: "The relay as it is now"}, named("Relay"), body=_body
        ),
    }

    def __init__(self, guard: AdminGuard, store: Store) -> None:
        self._guard, self._store = guard, store

    def on_get(self, request: falcon.Request, response: falcon.Response, relay: str) -> None:
        """List them."""
        self._guard.admin(request)
        found = relay_history.old_passwords(self._store, number_of(relay))
        response.data = i_json.encode({"passwords": [api_relay.shown_password(one) for one in found]})

    on_head = on_get

    def on_post(self, request: falcon.Request, response: falcon.Response, relay: str) -> None:
        """Restore one."""
        admin = self._guard.admin(request)
        wanted = PASSWORD.number(str(self._guard.body(request, admin, self._body)["restore"]))
        if wanted is None:
            raise not_found()
        try:
            found = relay_history.restore_password(self._store, admin.actor, number_of(relay), wanted)
        except RelayRefused as refusal:
            raise refused(request, admin, {"restore": refusal.fields["password"]}) from refusal
        response.data = i_json.encode(shown(found))


class PresetsResource:
    """`/api/settings/smtp/presets`: what is known about providers."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation(
            "List the presets of providers, with their hints",
            {200: "All presets"},
            record({"presets": several(named("Preset"))}),
        )
    }

    def __init__(self, guard: AdminGuard) -> None:
        self._guard = guard

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """List them."""
        self._guard.admin(request)
        response.data = i_json.encode({"presets": [api_relay.shown_preset(one) for one in PRESETS]})

    on_head = on_get


def number_of(relay: str) -> int:
    """Return the number of a relay's id. Raises Problem (404)."""
    number = RELAY.number(relay)
    if number is None:
        raise not_found()
    return number


def save(
    store: Store,
    box: SecretBox,
    request: falcon.Request,
    admin: Admin,
    given: Mapping[str, object],
    relay_id: int | None,
) -> Relay:
    """Save what a body asks for. Raises Problem, with everything that is wrong."""
    settings, password = api_relay.stored_names(given), api_relay.password_in(given)
    old = None if relay_id is None else relay_settings.by_id(store, relay_id)
    faults = faults_in(given, _FIELDS)
    if faults:
        checked = relay_check.check(settings, password, old)
        raise refused(request, admin, {**api_relay.json_names(checked.faults), **faults})
    purposes = _purposes(given, old)
    try:
        return relay_settings.save(
            store, box, admin.actor, settings, password=password, relay_id=relay_id, purposes=purposes
        )
    except RelayRefused as refusal:
        raise refused(request, admin, api_relay.json_names(refusal.fields)) from refusal


def _purposes(given: Mapping[str, Any], old: Relay | None) -> tuple[Purpose, ...] | None:
    """Return what a relay is to be for; None to leave it."""
    if "purposes" in given:
        return tuple(purpose for purpose in PURPOSES if purpose in given["purposes"])
    if "active" not in given:
        return None
    if not given["active"]:
        return ()
    return old.purposes if old and old.purposes else PURPOSES[:1]
