"""What the courier does for admins, over JSON: a relay's test, and how far it is; the way outside; the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

import falcon

from db import audit, header, jobs, outside, relay_fields, relay_settings
from db.database import Store
from db.errors import NotFound
from db.field_fault import FieldFault
from db.job_kinds import RelayTest
from db.relay import Relay
from webserver import i_json
from webserver.admin import api_relay
from webserver.admin.api_fields import FieldSpec
from webserver.admin.api_guard import AdminGuard
from webserver.admin.api_operation import Operation
from webserver.admin.api_relay import JOB, RELAY
from webserver.admin.api_shapes import named, record, several
from webserver.errors import bad_request, not_found


class RelayTestResource:
    """`/api/settings/smtp/test`: a staged test of a saved relay, done by the courier."""

    _body = (
        FieldSpec("relay", "string", "The relay to test; the one for everything without it"),
        FieldSpec("to", "string", "Where the test message goes; without it, no message is sent", longest=254),
        FieldSpec("dryRun", "boolean", "Whether to stop before the message; true where no address is given"),
    )
    operations: ClassVar[Mapping[str, Operation]] = {
        "post": Operation(
            "Test a relay through the code that delivers",
            {202: "The job that does it; Location has where to follow it"},
            named("Job"),
            body=_body,
            limited=True,
        )
    }

    def __init__(self, guard: AdminGuard, store: Store) -> None:
        self._guard, self._store = guard, store

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Have it done."""
        admin = self._guard.admin(request)
        given = self._guard.body(request, admin, self._body, self._faults)
        relay = self._relay(given.get("relay"))
        to = address_in(given, "to", {}) if given.get("to") else ""
        wanted = RelayTest(relay.id, to or relay.settings.from_address, bool(given.get("dryRun", not to)))
        job = wanted.ask(self._store, admin.actor, admin.account.id)
        response.status = falcon.HTTP_ACCEPTED
        response.location = f"/api/jobs/{JOB.text(job.id)}"
        response.data = i_json.encode(api_relay.shown_job(job))

    def _faults(self, given: Mapping[str, object]) -> Mapping[str, str]:
        faults: dict[str, str] = {}
        try:
            self._relay(given.get("relay"))
        except NotFound as problem:
            faults["relay"] = str(problem)
        if given.get("to"):
            address_in(given, "to", faults)
        elif given.get("dryRun") is False:
            faults["to"] = "Give the address that the test message goes to."
        return faults

    def _relay(self, given: object) -> Relay:
        """Return the relay to test. Raises NotFound."""
        if given is not None:
            return relay_settings.by_id(self._store, RELAY.number(str(given)) or 0)
        found = relay_settings.for_purpose(self._store, "everything")
        if found is None:
            raise NotFound("There is no relay for everything yet: save one first.")
        return found


class JobsResource:
    """`/api/jobs`: what the courier was asked for lately."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation(
            "List the newest jobs, the newest first", {200: "At most 20"}, record({"jobs": several(named("Job"))})
        )
    }

    def __init__(self, guard: AdminGuard, store: Store) -> None:
        self._guard, self._store = guard, store

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """List them."""
        self._guard.admin(request)
        response.data = i_json.encode({"jobs": [api_relay.shown_job(job) for job in jobs.recent(self._store)]})

    on_head = on_get


class JobResource:
    """`/api/jobs/{job}`: one of them, with the stages that it has come through."""

    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation("Tell how far a job is, stage by stage", {200: "The job"}, named("Job"))
    }

    def __init__(self, guard: AdminGuard, store: Store) -> None:
        self._guard, self._store = guard, store

    def on_get(self, request: falcon.Request, response: falcon.Response, job: str) -> None:
        """Show it."""
        self._guard.admin(request)
        number = JOB.number(job)
        if number is None:
            raise not_found()
        response.data = i_json.encode(api_relay.shown_job(jobs.get(self._store, number)))

    on_head = on_get


class OutsideResource:
    """`/api/settings/outside`: where mail to the outside goes."""

    _body = (
        FieldSpec(
            "mode", "string", "Nowhere, through the relay, or directly to the recipients' hosts",
            required=True, choices=outside.MODES,
        ),
    )  # fmt: skip
    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation(
            "Tell where mail to the outside goes", {200: "The mode, who chose it and when"}, named("Outside")
        ),
        "put": Operation(
            "Choose where mail to the outside goes, tested or not",
            {200: "As it is now", 409: "There is no relay for everything"},
            named("Outside"),
            body=_body,
        ),
    }

    def __init__(self, guard: AdminGuard, store: Store) -> None:
        self._guard, self._store = guard, store

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Tell it."""
        self._guard.admin(request)
        response.data = i_json.encode(api_relay.shown_outside(outside.read(self._store)))

    on_head = on_get

    def on_put(self, request: falcon.Request, response: falcon.Response) -> None:
        """Choose it."""
        admin = self._guard.admin(request)
        mode = cast("outside.Mode", self._guard.body(request, admin, self._body)["mode"])
        found = outside.choose(self._store, admin.actor, mode)
        response.data = i_json.encode(api_relay.shown_outside(found))


class AuditResource:
    """`/api/audit`: the audit log, the newest line first."""

    _parameters = (
        FieldSpec("before", "integer", "Only lines with an id below this one"),
        FieldSpec("limit", "integer", f"How many lines, at most {audit.MOST}", default=100),
    )
    operations: ClassVar[Mapping[str, Operation]] = {
        "get": Operation(
            "Read the audit log, the newest line first",
            {200: "The lines"},
            record({"lines": several(named("AuditLine"))}),
            parameters=_parameters,
        )
    }

    def __init__(self, guard: AdminGuard, store: Store) -> None:
        self._guard, self._store = guard, store

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Give a page of it."""
        self._guard.admin(request)
        before, limit = whole_number(request, "before"), whole_number(request, "limit")
        found = audit.lines(self._store, before=before, count=100 if limit is None else limit)
        response.data = i_json.encode({"lines": [_line(one) for one in found]})

    on_head = on_get


def address_in(given: Mapping[str, object], name: str, faults: dict[str, str]) -> str:
    """Return the mail address in a field; "" where it is none, which is noted in `faults`."""
    if not given.get(name):
        faults[name] = "Give an address like office@example.com."
        return ""
    try:
        return str(relay_fields.read("from_address", given[name]))
    except FieldFault as fault:
        faults[name] = str(fault)
        return ""


def whole_number(request: falcon.Request, name: str) -> int | None:
    """Return the whole number that the parameter `name` has; None without it. Raises Problem (400)."""
    text = request.get_param(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 15):
        raise bad_request(f"{name} must be a whole number.")
    return int(text)


def _line(line: audit.Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "at": header.utc(line.at),
        "actor": line.actor,
        "peer": line.peer,
        "action": line.action,
        "target": line.target,
        "before": line.before,
        "after": line.after,
    }
