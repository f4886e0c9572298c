"""Mail to the outside: where it goes, the relays that there are, and adding one with a preset."""

from __future__ import annotations

from typing import get_args

import falcon

from db import jobs, outside, relay_settings
from db.errors import Refused
from db.outside import Mode
from db.relay_presets import PRESETS
from webserver.admin import relay_form
from webserver.admin.desk import Answer, Desk
from webserver.admin.form import Form
from webserver.admin.views import Data, GoTo, View, Visitor

HERE = "/admin/smtp"


class SmtpPage:
    """`/admin/smtp`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show where mail goes, and the relays."""
        self._desk.show(request, response, self._page)

    def _page(self, _: Visitor) -> Answer:
        store = self._desk.store
        relays = relay_settings.listed(store)
        values = {
            "outside": outside.read(store),
            "relays": relays,
            "names": {relay.id: relay.settings.name for relay in relays},
            "presets": PRESETS,
            "tests": jobs.recent(store, jobs.RELAY_TEST, 5),
            "key_problem": self._desk.box.problem(),
        }
        return View("smtp.html", values)


class OutsidePage:
    """`/admin/smtp/outside`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Choose where mail to the outside goes, tested or not."""
        self._desk.change(request, response, self._choose)

    def _choose(self, visitor: Visitor, sent: Form) -> Answer:
        for mode in get_args(Mode):
            if sent.text("mode") == mode:
                outside.choose(self._desk.store, visitor.actor, mode)
                return GoTo(HERE, "outside")
        raise Refused("Choose where mail to the outside goes.")


class CheckPage:
    """`/admin/smtp/check`: what is wrong with a form that is still being filled in; saves nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Tell each wrong field's sentence."""

        def work(_: Visitor, sent: Form) -> Answer:
            relay_id = sent.number("relay")
            old = None if relay_id is None else relay_settings.by_id(self._desk.store, relay_id)
            faults, ehlo = relay_form.check(sent, old, self._desk.settings.domain)
            return Data({"faults": faults, "ehlo": ehlo})

        self._desk.change(request, response, work)
