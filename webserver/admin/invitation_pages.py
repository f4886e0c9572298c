"""Invitations: made, shown once as a link and a QR code, and taken back.

One that is sent to an address is made by the courier while it writes the notice: only its receiver sees the code.
"""

from __future__ import annotations

import re
import time

import falcon
import segno

from certs.authority import fingerprint
from certs.reached_at import reached_at
from db import audit, invitations, registration
from db.database import Transaction
from db.errors import NotFound
from db.invitation_link import invitation_link
from db.job_kinds import Notice
from db.paths import is_address
from db.sending import Rules, Undeliverable
from webserver.admin.desk import Answer, Desk
from webserver.admin.form import Form
from webserver.admin.views import GoTo, View, Visitor

HERE = "/admin/invitations"
MOST_USES, MOST_DAYS = 1000, 90
_DAY = 24 * 60 * 60
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?|[A-Za-z0-9:]{2,45}")


class InvitationsPage:
    """`/admin/invitations`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the form, and what is open."""
        self._desk.show(request, response, lambda _: self._page())

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Make an invitation, and show it: this once, because only the hash of its code is kept; or have it sent."""
        self._desk.change(request, response, self._make)

    def _page(self, link: str = "", sent: Form | None = None, faults: dict[str, str] | None = None) -> View:
        desk = self._desk
        usual = {"to": "", "uses": "1", "days": "7", "host": reached_at(desk.settings.host, desk.settings.names)}
        values = {
            "link": link,
            "qr": segno.make(link, error="l", micro=False).svg_inline(border=0, omitsize=True) if link else "",
            "shown": {name: sent.text(name) if sent else value for name, value in usual.items()},
            "faults": faults or {},
            "open": invitations.still_open(desk.store, int(time.time())),
            "registration": registration.mode(desk.store, desk.settings),
        }
        return View("invitations.html", values, 422 if faults else 200)

    def _make(self, visitor: Visitor, sent: Form) -> Answer:
        uses, days, host, to = sent.number("uses"), sent.number("days"), sent.text("host"), sent.text("to")
        faults = self._address_faults(to) if to else {}
        if uses is None or not 1 <= uses <= MOST_USES:
            faults["uses"] = f"Give a number from 1 to {MOST_USES}."
        if days is None or not 1 <= days <= MOST_DAYS:
            faults["days"] = f"Give a number of days from 1 to {MOST_DAYS}."
        if not _HOST.fullmatch(host):
            faults["host"] = "Give the name or the address of this machine, without a port."
        if faults or uses is None or days is None:
            return self._page("", sent, faults)

        if to:
            self._ask(visitor, to, {"uses": str(uses), "days": str(days), "host": host})
            return GoTo(HERE, "invitation-asked")

        def work(tx: Transaction) -> str:
            audit.write(tx, visitor.actor, "invitation-made", "invitation", None, {"uses": uses, "days": days})
            return invitations.write(tx, visitor.account.id, uses, days * _DAY)

        code = self._desk.store.run_tx(work)
        link = invitation_link(self._desk.settings, fingerprint(self._desk.ca_pem), host, code)
        return self._page(link, sent)

    def _ask(self, visitor: Visitor, to: str, facts: dict[str, str]) -> None:
        """Have the courier make an invitation and send it."""

        def work(tx: Transaction) -> None:
            audit.write(tx, visitor.actor, "invitation-asked", to, None, facts)
            Notice("invitation", to, visitor.account.id, facts).add(tx)

        self._desk.store.run_tx(work)

    def _address_faults(self, to: str) -> dict[str, str]:
        domain = self._desk.settings.domain
        found = Rules(self._desk.store, domain).addressee(to) if is_address(to) else Undeliverable.NO_ADDRESS
        if not isinstance(found, Undeliverable):
            return {}
        sentence = found.value.format(domain=domain)
        return {"to": f"{sentence[0].upper()}{sentence[1:]}."}


class RevokeInvitation:
    """`/admin/invitations/{invitation}/revoke`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_post(self, request: falcon.Request, response: falcon.Response, invitation: int) -> None:
        """Make it worth nothing."""

        def work(visitor: Visitor, _: Form) -> Answer:
            def revoke(tx: Transaction) -> None:
                if not invitations.revoke(tx, invitation):
                    raise NotFound("There is no such invitation.")
                audit.write(tx, visitor.actor, "invitation-revoked", str(invitation))

            self._desk.store.run_tx(revoke)
            return GoTo(HERE, "invitation-revoked")

        self._desk.change(request, response, work)
