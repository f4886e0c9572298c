"""One relay: made, changed, taken back, and what it is for. What is saved is in force at once."""

from __future__ import annotations

from collections.abc import Callable

import falcon

from db import relay_history, relay_settings
from db.errors import ChangedMeanwhile, RelayRefused
from db.relay import Relay
from webserver.admin import relay_form
from webserver.admin.desk import Answer, Desk
from webserver.admin.form import Form
from webserver.admin.smtp_pages import HERE
from webserver.admin.views import GoTo, View, Visitor


class NewRelayPage:
    """`/admin/smtp/new`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the form, filled in by a preset when one was chosen."""
        chosen = request.get_param("preset")
        self._desk.show(request, response, lambda _: self._form(chosen))

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """Save a new relay."""
        self._desk.change(request, response, self._save)

    def _form(self, chosen: str | None, sent: Form | None = None, faults: dict[str, str] | None = None) -> View:
        preset = relay_form.preset(chosen)
        values = {
            "relay": None,
            "meanwhile": "",
            "preset": preset,
            "shown": relay_form.shown(None, sent, preset),
            "faults": faults or {},
            **relay_form.options(),
        }
        return View("relay.html", values, 422 if faults else 200)

    def _save(self, visitor: Visitor, sent: Form) -> Answer:
        desk = self._desk
        given, password = relay_form.settings_given(sent), relay_form.password_given(sent)
        try:
            saved = relay_settings.save(desk.store, desk.box, visitor.actor, given, password=password)
        except RelayRefused as refusal:
            return self._form(sent.text("preset"), sent, refusal.fields)
        return GoTo(f"{HERE}/{saved.id}", "relay-saved")


class RelayPage:
    """`/admin/smtp/{relay}`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def on_get(self, request: falcon.Request, response: falcon.Response, relay: int) -> None:
        """Show the settings as they are saved."""
        self._desk.show(request, response, lambda _: self._form(relay_settings.by_id(self._desk.store, relay)))

    def on_post(self, request: falcon.Request, response: falcon.Response, relay: int) -> None:
        """Save changed settings."""
        self._desk.change(request, response, lambda visitor, sent: self._save(visitor, sent, relay))

    def _form(
        self, relay: Relay, sent: Form | None = None, faults: dict[str, str] | None = None, meanwhile: str = ""
    ) -> View:
        values = {
            "relay": relay,
            "meanwhile": meanwhile,
            "preset": None,
            "shown": relay_form.shown(relay.settings, sent),
            "faults": faults or {},
            "old_passwords": relay_history.old_passwords(self._desk.store, relay.id),
            "ehlo": relay.settings.ehlo(self._desk.settings.domain),
            **relay_form.options(),
        }
        return View("relay.html", values, 422 if faults else 409 if meanwhile else 200)

    def _save(self, visitor: Visitor, sent: Form, relay_id: int) -> Answer:
        desk = self._desk
        given, password = relay_form.settings_given(sent), relay_form.password_given(sent)
        try:
            relay_settings.save(
                desk.store, desk.box, visitor.actor, given, password=password, relay_id=relay_id,
                seen=sent.number("seen"),
            )  # fmt: skip
        except RelayRefused as refusal:
            return self._form(relay_settings.by_id(desk.store, relay_id), sent, refusal.fields)
        except ChangedMeanwhile as refusal:
            return self._form(relay_settings.by_id(desk.store, relay_id), sent, meanwhile=str(refusal))
        return GoTo(f"{HERE}/{relay_id}", "relay-saved")


class RelayActions:
    """`/admin/smtp/{relay}/{action}`: undo, restore, purposes, remove."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._actions: dict[str, Callable[[Visitor, Form, int], Answer]] = {
            "undo": self._undo,
            "restore": self._restore,
            "purposes": self._purposes,
            "remove": self._remove,
        }

    def on_post(self, request: falcon.Request, response: falcon.Response, relay: int, action: str) -> None:
        """Do it, and show the relay again."""
        work = self._actions.get(action)
        if work is None:
            raise falcon.HTTPNotFound
        self._desk.change(request, response, lambda visitor, sent: work(visitor, sent, relay))

    def _undo(self, visitor: Visitor, sent: Form, relay: int) -> Answer:
        relay_history.undo(self._desk.store, visitor.actor, relay, sent.number("seen"))
        return GoTo(f"{HERE}/{relay}", "relay-undone")

    def _restore(self, visitor: Visitor, sent: Form, relay: int) -> Answer:
        relay_history.restore_password(self._desk.store, visitor.actor, relay, sent.number("old") or 0)
        return GoTo(f"{HERE}/{relay}", "relay-password-restored")

    def _purposes(self, visitor: Visitor, sent: Form, relay: int) -> Answer:
        relay_settings.activate(self._desk.store, visitor.actor, relay, relay_form.purposes_given(sent))
        return GoTo(f"{HERE}/{relay}", "relay-purposes")

    def _remove(self, visitor: Visitor, _: Form, relay: int) -> Answer:
        relay_settings.remove(self._desk.store, visitor.actor, relay)
        return GoTo(HERE, "relay-removed")
