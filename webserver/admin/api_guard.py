"""Who may use the JSON API for admins: an admin with the token of a session, from a network that admins come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import falcon

from db.accounts import Account
from db.audit import Actor
from db.events import Event, record
from webserver.admin.api_fields import FieldSpec, faults_in, invalid_fields
from webserver.admin.networks import AdminNetworks
from webserver.authentication import Authentication
from webserver.errors import Problem, sign_in_needed
from webserver.json_request import form

_NOT_FROM_HERE = "Admins cannot come from this network. The setting admin_networks says from where they can."
_ADMINS_ONLY = "This is for admins only, and this account is not an admin's."


@dataclass(frozen=True, slots=True)
class Admin:
    """The admin who asks, and how the audit log names them."""

    account: Account
    actor: Actor


Rules = Callable[[Mapping[str, object]], Mapping[str, str]]
"""Gives a sentence for each field of a body that is wrong."""


def _no_rules(_: Mapping[str, object]) -> Mapping[str, str]:
    return {}


class AdminGuard:
    """Lets in whoever may use the API, and reads what they sent."""

    def __init__(self, authentication: Authentication, networks: AdminNetworks) -> None:
        self._authentication, self._networks = authentication, networks

    def admin(self, request: falcon.Request) -> Admin:
        """Return the admin who sent `request`. Raises Problem (401, 403)."""
        self.check_network(request)
        scheme = (request.get_header("Authorization") or "").partition(" ")[0]
        if scheme.lower() != "bearer":
            # HTTP Basic is for JMAP programs: a browser would send it along with what another site makes it ask.
            raise sign_in_needed()
        account = self._authentication.caller(request).account
        if not account.is_admin:
            record(Event.ADMIN_REFUSED, account=account.address, peer=request.remote_addr, why="no admin")
            raise Problem(HTTPStatus.FORBIDDEN, "urn:postroom:error:adminsOnly", _ADMINS_ONLY)
        return Admin(account, Actor(account.address, request.remote_addr))

    def check_network(self, request: falcon.Request) -> None:
        """Accept a network that admins come from. Raises Problem (403)."""
        if not self._networks.allows(request.remote_addr):
            record(Event.ADMIN_REFUSED, peer=request.remote_addr, why="network")
            raise Problem(HTTPStatus.FORBIDDEN, "urn:postroom:error:networkNotAllowed", _NOT_FROM_HERE)

    def body(
        self, request: falcon.Request, admin: Admin, fields: Sequence[FieldSpec], rules: Rules = _no_rules
    ) -> dict[str, object]:
        """Return the JSON body, which has these fields and no others. Raises Problem, with all that is wrong.

        `rules` tell what else is wrong with a body; of what has no right type they are not believed.
        """
        try:
            given = form(request)
        except Problem:
            _note_refused(request, admin, "body")
            raise
        faults = {**rules(given), **faults_in(given, fields)}
        if faults:
            raise refused(request, admin, faults)
        return given


def refused(request: falcon.Request, admin: Admin, faults: Mapping[str, str]) -> Problem:
    """Return the answer to wrong fields, and have them in the log: their names, never what was in them."""
    known = sorted(name for name in faults if name.isascii() and name.isidentifier())
    _note_refused(request, admin, ",".join(known) or "unknown")
    return invalid_fields(faults)


def _note_refused(request: falcon.Request, admin: Admin, fields: str) -> None:
    route, peer = request.uri_template, request.remote_addr
    record(Event.ADMIN_INPUT_REFUSED, route=route, account=admin.account.address, peer=peer, fields=fields)
