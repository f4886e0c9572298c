"""Outgoing credentials and the report of alerts: `/smtp/credential`, `/smtp/credentials`, `/smtp/report`.

A short way to what `/api/settings/smtp` has at length, for programs that know these three. Every answer has `message`
and `success`, also every refusal (`message_and_success`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import falcon

from db import header, outside, relay_check, relay_fields, relay_settings
from db.database import Store
from db.errors import RelayRefused
from db.job_kinds import Report
from db.relay import Relay
from db.relay_check import TLS_PORTS
from db.secretbox import SecretBox
from webserver import i_json
from webserver.admin.api_fields import FieldSpec
from webserver.admin.api_guard import AdminGuard, refused
from webserver.admin.api_operation import Operation
from webserver.admin.api_relay import JOB, MASK, RELAY
from webserver.admin.api_shapes import TEXT, named, said, several
from webserver.admin.api_work import address_in
from webserver.errors import Problem

PREFIX = "/smtp/"

_SAME = ("username", "server", "port")
_NAMES = {"from_address": "email", "username": "email", "name": "email", "security": "port"}
"""Where a sentence about a setting belongs, in the words of these resources."""


class CredentialResource:
    """`/smtp/credential`: stores one; the same address, server and port again replaces its password."""

    _body = (
        FieldSpec("email", "string", "The address, which is also the user name", required=True, longest=254),
        FieldSpec("password", "string", "Its password", required=True, write_only=True, checked_later=True),
        FieldSpec("server", "string", "The server's name", required=True, checked_later=True),
        FieldSpec("port", "integer", "465 has TLS from the start, others StartTLS", default=587, checked_later=True),
    )
    operations: ClassVar[Mapping[str, Operation]] = {
        "post": Operation(
            "Store an outgoing credential",
            {200: "It was replaced", 201: "It is stored"},
            said(credential=named("Credential")),
            body=_body,
        )
    }

    def __init__(self, guard: AdminGuard, store: Store, box: SecretBox) -> None:
        self._guard, self._store, self._box = guard, store, box

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Store it."""
        admin = self._guard.admin(request)
        given = self._guard.body(request, admin, self._body, _faults)
        settings = _settings(given)
        old = self._same(settings)
        try:
            relay = relay_settings.save(
                self._store, self._box, admin.actor, settings, password=given["password"],
                relay_id=old.id if old else None,
            )  # fmt: skip
        except RelayRefused as refusal:
            faults = {_NAMES.get(name, name): sentence for name, sentence in refusal.fields.items()}
            raise refused(request, admin, faults) from refusal
        response.status = falcon.HTTP_OK if old else falcon.HTTP_CREATED
        message = "The credential was replaced." if old else "The credential is stored."
        response.data = i_json.encode({"message": message, "success": True, "credential": _shown(relay)})

    def _same(self, settings: Mapping[str, object]) -> Relay | None:
        """Return the relay of the same address, server and port."""
        values = relay_check.look(settings).values
        wanted = [values.get(name) for name in _SAME]
        found = relay_settings.listed(self._store)
        return next((one for one in found if [one.settings.values()[name] for name in _SAME] == wanted), None)


class CredentialsResource:
    """`/smtp/credentials`: all that are stored, without their passwords."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation(
            "List the outgoing credentials, without their passwords",
            {200: "All of them"},
            said(credentials=several(named("Credential"))),
        )
    }

    def __init__(self, guard: AdminGuard, store: Store) -> None:
        self._guard, self._store = guard, store

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """List them."""
        self._guard.admin(request)
        found = [_shown(relay) for relay in relay_settings.listed(self._store)]
        message = f"{len(found)} credential{' is' if len(found) == 1 else 's are'} stored."
        response.data = i_json.encode({"message": message, "success": True, "credentials": found})

    on_head = on_get


class ReportResource:
    """`/smtp/report`: has the report of alerts made and mailed, by the courier."""

    _body = (FieldSpec("to_email", "string", "Who gets it", required=True, longest=254),)
    operations: ClassVar[Mapping[str, Operation]] = {
        "post": Operation(
            "Have the report of alerts made and mailed",
            {202: "The job that does it; Location has where to follow it"},
            said(job=TEXT),
            body=_body,
            limited=True,
        )
    }

    def __init__(self, guard: AdminGuard, store: Store, domain: str) -> None:
        self._guard, self._store, self._domain = guard, store, domain

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Ask for it."""
        admin = self._guard.admin(request)
        to = address_in(self._guard.body(request, admin, self._body, self._faults), "to_email", {})
        job = Report(to).ask(self._store, admin.actor, admin.account.id)
        response.status = falcon.HTTP_ACCEPTED
        response.location = f"/api/jobs/{JOB.text(job.id)}"
        message = f"The report is being made and goes to {to}."
        response.data = i_json.encode({"message": message, "success": True, "job": JOB.text(job.id)})

    def _faults(self, given: Mapping[str, object]) -> Mapping[str, str]:
        faults: dict[str, str] = {}
        to = address_in(given, "to_email", faults)
        if to and to.rpartition("@")[2] != self._domain and not outside.is_open(self._store):
            faults["to_email"] = f"This system is local only: it sends to addresses of {self._domain} and nobody else."
        return faults


def message_and_success(request: falcon.Request, problem: Problem) -> Mapping[str, object]:
    """Return what a refusal has more, for a request to one of these resources."""
    return {"message": problem.detail, "success": False} if request.path.startswith(PREFIX) else {}


def _faults(given: Mapping[str, object]) -> Mapping[str, str]:
    """Return what the rules of relays find wrong with a credential."""
    password = given.get("password")
    # Here, nobody signs in without one, so that is said in other words than those of relays.
    missing = {"password": "This is needed."} if password is None or password == "" else {}
    faults = relay_check.check(_settings(given), password or "x", None).faults
    return {**{_NAMES.get(name, name): sentence for name, sentence in faults.items()}, **missing}


def _settings(given: Mapping[str, Any]) -> dict[str, object]:
    """Return the settings that follow from a credential."""
    email, server, port = str(given.get("email", "")).strip(), given.get("server", ""), given.get("port", 587)
    tls = str(port).strip() in map(str, TLS_PORTS)
    return {
        "name": f"{server}:{port} {email}"[: relay_fields.LONGEST["name"]],
        "server": server,
        "port": port,
        "security": "tls" if tls else "starttls",
        "authentication": "strongest",
        "username": email,
        "from_address": email,
    }


def _shown(relay: Relay) -> dict[str, Any]:
    settings = relay.settings
    return {
        "id": RELAY.text(relay.id),
        "email": settings.from_address,
        "password": MASK if relay.sealed_password else None,
        "server": settings.server,
        "port": settings.port,
        "time": header.utc(relay.updated_at),
    }
