"""Who may make an account, changed on the page of the accounts; and the addresses of deleted ones, freed there."""

from __future__ import annotations

from collections.abc import Mapping

import falcon

from db import former_addresses, registration
from db.errors import NotFound
from db.settings import Registration
from webserver.admin.desk import Answer, Desk
from webserver.admin.form import Form
from webserver.admin.views import GoTo, PageProblem, Visitor

HERE = "/admin/accounts"
BY_FILE = "file"

MODES: Mapping[Registration, str] = {
    "open": "everybody who reaches this server",
    "invitation": "by invitation",
    "approval": "everybody, with approval by an admin",
    "closed": "nobody",
}
"""How each mode is told."""


class RegistrationChoice:
    """`/admin/registration`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Save it: in force at once."""
        self._desk.change(request, response, self._save)

    def _save(self, visitor: Visitor, sent: Form) -> Answer:
        asked = sent.text("registration")
        wanted = next((mode for mode in MODES if mode == asked), None)
        if wanted is None and asked != BY_FILE:
            raise PageProblem(422, "This is no choice", f"Registration is one of {', '.join(MODES)}.")
        registration.choose(self._desk.store, visitor.actor, self._desk.settings, wanted)
        return GoTo(HERE, "registration")


class FreeAddress:
    """`/admin/accounts/former-addresses`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Let anybody have an address of a deleted account again."""

        def work(visitor: Visitor, sent: Form) -> Answer:
            address = sent.text("address")
            if not address:
                raise NotFound("There is no such address.")
            former_addresses.free(self._desk.store, visitor.actor, address)
            return GoTo(HERE, "address-freed")

        self._desk.change(request, response, work)
