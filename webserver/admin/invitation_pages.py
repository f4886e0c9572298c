"""Invitations: made, shown once as a link and a QR code, and taken back."""

from __future__ import annotations

import re
import time

import falcon
import segno

from certs.authority import fingerprint
from certs.reached_at import reached_at
from db import audit, invitations
from db.database import Transaction
from db.errors import NotFound
from db.invitation_link import invitation_link
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
        """Make an invitation, and show it: this once, because only the hash of its code is kept."""
        self._desk.change(request, response, self._make)

    def _page(self, link: str = "", sent: Form | None = None, faults: dict[str, str] | None = None) -> View:
        desk = self._desk
        usual = {"uses": "1", "days": "7", "host": reached_at(desk.settings.host, desk.settings.names)}
        values = {
            "link": link,
            "qr": segno.make(link, error="l", micro=False).svg_inline(border=0, omitsize=True) if link else "",
            "shown": {name: sent.text(name) if sent else value for name, value in usual.items()},
            "faults": faults or {},
            "open": invitations.still_open(desk.store, int(time.time())),
            "registration": desk.settings.registration,
        }
        return View("invitations.html", values, 422 if faults else 200)

    def _make(self, visitor: Visitor, sent: Form) -> Answer:
        uses, days, host = sent.number("uses"), sent.number("days"), sent.text("host")
        faults = {}
        if uses is None or not 1 <= uses <= MOST_USES:
            faults["uses"] = f"Give a number from 1 to {MOST_USES}."
        if days is None or not 1 <= days <= MOST_DAYS:
            faults["days"] = f"Give a number of days from 1 to {MOST_DAYS}."
        if not _HOST.fullmatch(host):
            faults["host"] = "Give the name or the address of this machine, without a port."
        if faults or uses is None or days is None:
            return self._page("", sent, faults)

        def work(tx: Transaction) -> str:
            audit.write(tx, visitor.actor, "invitation-made", "invitation", None, {"uses": uses, "days": days})
            return invitations.write(tx, visitor.account.id, uses, days * _DAY)

        code = self._desk.store.run_tx(work)
        link = invitation_link(self._desk.settings, fingerprint(self._desk.ca_pem), host, code)
        return self._page(link, sent)


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
